"""Journeys of a class merged: what is the same, in which order it comes, and where the feelings lie apart."""

from __future__ import annotations

import statistics
import unicodedata
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import journeys

from touchpoints.lessons import reader
from touchpoints.model.class_journey import Merged, Position, merge
from touchpoints.model.journey import FEELINGS, Activity, Journey, Stage
from touchpoints.model.matching import grouped, key

NAMES = ("Till", "till ", "App", "Bus", "", "Äpp", "A\u0308pp")
IDS = tuple("abcdefgh")
calmly = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def classmates(draw: st.DrawFn) -> Journey:
    """A journey of few ids and names, so that several have much in common."""
    stage_ids = draw(st.lists(st.sampled_from("xyz"), unique=True, max_size=3))
    places: dict[str, list[Activity]] = {id: [] for id in (*stage_ids, "")}
    for id in draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6)):
        feeling = draw(st.none() | st.sampled_from(FEELINGS))
        one = Activity(
            id=id, name=draw(st.sampled_from(NAMES)), feeling=feeling,
            visible_to=draw(st.sampled_from(("both", "company"))),
        )  # fmt: skip
        places[draw(st.sampled_from(sorted(places)))].append(one)
    stages = tuple(Stage(id=id, name=draw(st.sampled_from(NAMES)), activities=tuple(places[id])) for id in stage_ids)
    return Journey(language=draw(st.sampled_from(("en", "de"))), stages=stages, unplaced=tuple(places[""]))


CLASSES = st.lists(classmates(), max_size=6)


def journey(*feelings: int | None, names: str = "abcdefgh", stage: str = "s", **more: object) -> Journey:
    """A journey of one stage with touchpoints named a, b, c …, whose ids are its own."""
    made = tuple(
        Activity(id=f"{name}{number}-{id(feelings)}", name=name, feeling=feeling)
        for number, (name, feeling) in enumerate(zip(names, feelings, strict=False))
    )
    return Journey(stages=(Stage(id=stage, name=stage, activities=made),), **more)


def names(merged: Merged) -> list[str]:
    return [position.name for position in merged.positions]


def position(*feelings: float, have: int = 9) -> Position:
    return Position("a", "a", have, tuple(sorted(feelings)))


# What is the same.


@pytest.mark.parametrize(
    ("one", "other"), [("The Till", "  the\ttill "), ("STRASSE", "straße"), ("\u00e4pp", "A\u0308PP"), ("ﬁsh", "FISH")]
)
def test_names_are_the_same_however_they_are_written(one: str, other: str) -> None:
    """Case, spaces and Unicode's ways of writing a letter do not matter; other letters do."""
    assert key(one) == key(other) != key(f"{one}s")


@calmly
@given(st.text())
def test_a_key_has_no_key_of_its_own(name: str) -> None:
    """The key of a key is itself, and it is normalised."""
    assert key(key(name)) == key(name) == unicodedata.normalize("NFC", key(name))


@calmly
@given(CLASSES)
def test_every_touchpoint_is_in_one_group(given: list[Journey]) -> None:
    """Groups lose nothing, double nothing, and hold at most one of each journey, in the journeys' order."""
    everything = Counter((n, one.id) for n, each in enumerate(given) for one in each.touchpoints)
    groups = grouped([each.touchpoints for each in given])
    assert Counter((n, one.id) for group in groups for n, one in group.items()) == everything
    assert all(list(group) == sorted(group) for group in groups)
    first = {one.id: n for n, one in reversed([*enumerate(one for each in given for one in each.touchpoints)])}
    order = [min(first[one.id] for one in group.values()) for group in groups]
    assert order == sorted(order)


@calmly
@given(CLASSES)
def test_an_id_is_in_one_group(given: list[Journey]) -> None:
    """The same id is the same thing, whatever it is called."""
    groups = grouped([each.touchpoints for each in given])
    ids = [{one.id for one in group.values()} for group in groups]
    assert sum(map(len, ids)) == len(set().union(*ids))


def things(text: str) -> list[Activity]:
    """Touchpoints from "id:name id:name"."""
    return [Activity(id=part.partition(":")[0], name=part.partition(":")[2]) for part in text.split()]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a:Till", "b:till"], ["ab"]),
        (["a:Till", "a:Kasse"], ["aa"]),
        (["a:Till b:App", "c:App"], ["a", "bc"]),
        (["a:Bus b:Bus", "c:Bus d:Bus", "e:Bus"], ["ace", "bd"]),  # there and back
        (["a:Bus b:Bus", "b:Bus", "c:Bus"], ["a", "bbc"]),  # an id tells which of them
        (["a:", "b:"], ["a", "b"]),  # no name is no sameness
        (["a:Till", "a:Till", "a:App", "c:App"], ["aaa", "c"]),  # most call it a till
        (["a:App", "a:Till", "b:App"], ["aab"]),  # of equals what is more common
    ],
)
def test_same_id_then_same_name(given: list[str], expected: list[str]) -> None:
    """Ids go first, then names; twice the same name in a journey is two things."""
    groups = grouped([things(text) for text in given])
    assert ["".join(one.id for one in group.values()) for group in groups] == expected


# Merging.


@calmly
@given(CLASSES, st.randoms(use_true_random=False), st.sampled_from(("", "en", "lv")))
def test_the_order_of_the_journeys_does_not_matter(given: list[Journey], random, language: str) -> None:
    """Any permutation of the journeys gives an equal value."""
    shuffled = given[:]
    random.shuffle(shuffled)
    assert merge(shuffled, language) == merge(given, language)


@calmly
@given(journeys() | classmates(), st.integers(2, 5))
def test_copies_of_a_journey_are_that_journey(one: Journey, count: int) -> None:
    """Copies merge to the journey itself: its stages and touchpoints in order, without any spread."""
    merged = merge([one] * count)
    assert [position.id for position in merged.positions] == [touchpoint.id for touchpoint in one.touchpoints]
    found = [(stage.id, [position.id for position in stage.positions]) for stage in merged.stages if stage.id]
    assert found == [(s.id, [a.id for a in s.activities if a.is_touchpoint]) for s in one.stages]
    for position, touchpoint in zip(merged.positions, one.touchpoints, strict=True):
        rated = touchpoint.feeling is not None
        assert position.feelings == (touchpoint.feeling,) * count * rated
        assert position.quartiles == ((touchpoint.feeling,) * 3 if rated else None)
        assert position.name == " ".join(touchpoint.name.split())
    assert merged.apart == () and merged.own == 0
    alone = merge([one])
    assert (alone.happiest and alone.happiest.id) == (merged.happiest and merged.happiest.id)
    assert [(stage.id, stage.name) for stage in alone.stages] == [(stage.id, stage.name) for stage in merged.stages]


@calmly
@given(CLASSES)
def test_what_a_merged_class_is(given: list[Journey]) -> None:
    """Median within the range, quartiles in order, no more ratings than journeys; lines and positions say the same."""
    merged = merge(given)
    for position in merged.positions:
        assert position.rated <= position.have <= len(given) == merged.journeys
        assert list(position.feelings) == sorted(position.feelings)
        if position.feelings:
            low, median, high = position.quartiles
            assert -2 <= position.feelings[0] <= low <= median <= high <= position.feelings[-1] <= 2
            assert median == statistics.median(position.feelings)
        if not position.whole:
            assert sum(position.counts.values()) == position.rated
    columns = list(zip(*merged.lines, strict=True)) or [()] * len(merged.positions)
    for position, column in zip(merged.positions, columns, strict=True):
        assert position.feelings == tuple(sorted(f for f in column if f is not None))
    means = [statistics.fmean(f for f in line if f is not None) for line in merged.lines]
    assert means == sorted(means, reverse=True)
    assert len({position.id for position in merged.positions}) == len(merged.positions)


@calmly
@given(CLASSES)
def test_shared_and_own_are_all_there_is(given: list[Journey]) -> None:
    """A position stands for every touchpoint that two have; the rest is counted as own, unless only one has any."""
    merged = merge(given)
    groups = [group for group in grouped([each.touchpoints for each in given])]
    alone = sum(bool(each.touchpoints) for each in given) == 1
    shared = [group for group in groups if len(group) > 1 or alone]
    assert merged.own == len(groups) - len(shared)
    assert sorted(p.have for p in merged.positions if not p.whole) == sorted(map(len, shared))


def test_stages_match_by_id_then_by_name() -> None:
    """A stage is common where two have its id or its name; its most common name counts."""
    one = Journey(stages=(Stage(id="pay", name="Paying"), Stage(id="own", name="Only mine")))
    two = Journey(stages=(Stage(id="pay", name="Buy"), Stage(id="e1", name="Eat ")))
    three = Journey(stages=(Stage(id="pay", name="Buy"), Stage(id="e2", name="EAT")))
    merged = merge([one, two, three])
    assert [(stage.id, stage.name) for stage in merged.stages] == [("pay", "Buy"), ("e1", "Eat")]


def test_stages_and_touchpoints_stand_in_the_order_of_most() -> None:
    """The median place decides; two who order otherwise, or one who leaves something out, change nothing."""
    first, second = Stage(id="1", name="1"), Stage(id="2", name="2")
    usual = journey(1, 1, 1, names="abc")
    odd = journey(1, 1, 1, names="bca")
    less = journey(1, 1, names="bc")
    assert names(merge([odd, odd, usual, usual, usual])) == ["a", "b", "c"]
    assert names(merge([usual, usual, less])) == ["a", "b", "c"]
    ordered = merge([Journey(stages=(first, second))] * 2 + [Journey(stages=(second, first))])
    assert [stage.id for stage in ordered.stages] == ["1", "2"]


def test_a_touchpoint_stands_where_most_have_put_it() -> None:
    """Who puts it into another stage, or into none, is counted with the others."""

    def with_till(stage: str, feeling: int) -> Journey:
        till = Activity(id="t", name="Till", feeling=feeling)
        stages = tuple(Stage(id=id, name=id, activities=(till,) * (id == stage)) for id in ("buy", "eat"))
        return Journey(stages=stages, unplaced=(till,) * (stage == ""))

    placed = [with_till("buy", 1), with_till("buy", 2), with_till("eat", -1)]
    buy, eat = merge([*placed, *[with_till("", 0)] * 3]).stages
    assert [position.feelings for position in buy.positions] == [(-1, 0, 0, 0, 1, 2)]
    assert eat.positions == ()


def test_a_stage_without_shared_ratings_has_one_position() -> None:
    """It stands for the stage: each journey's mean there, and its own touchpoints are still counted as own."""
    merged = merge([journey(2, 1, names="ab"), journey(-1, names="c"), journey(None, names="d"), journey()])
    [whole] = merged.positions
    assert whole.whole and (whole.have, whole.feelings, whole.name) == (3, (-1, 1.5), "s")
    assert merged.own == 4 and merged.empty == 1
    assert merged.apart == ()  # different touchpoints do not contradict each other


def test_no_touchpoint_goes_by_the_id_of_a_whole_stage() -> None:
    """The ids of positions differ, however close to a whole stage's a touchpoint's own id comes."""
    for id in ("stage s", "stage stage s"):
        shared = Stage(id="x", name="x", activities=(Activity(id=id, name="y", feeling=0),))
        given = [replace(one, stages=(shared, *one.stages)) for one in (journey(1), journey(2, names="b"))]
        assert len({position.id for position in merge(given).positions}) == 2


def test_shared_touchpoints_without_ratings_stay() -> None:
    """They stand beside the position for the whole stage, or alone where nothing is rated at all."""
    shared = merge([journey(None, 2, names="ab"), journey(None, names="a")])
    assert [(one.name, one.whole, one.rated) for one in shared.positions] == [("a", False, 0), ("s", True, 1)]
    assert names(merge([journey(None, None, names="ab"), journey(None, names="a")])) == ["a"]


def test_without_common_stages_what_is_shared_still_is() -> None:
    """Touchpoints shared across different stages have a place without one; if none is shared, the means stand there."""
    shared = merge([journey(1, 2, names="ab", stage="x"), journey(0, names="a", stage="y")])
    assert [(stage.id, [one.name for one in stage.positions]) for stage in shared.stages] == [("", ["a"])]
    apart = merge([journey(1, names="a", stage="x"), journey(0, names="b", stage="y")])
    [stage] = apart.stages
    assert (stage.id, stage.positions[0].whole, stage.positions[0].feelings) == ("", True, (0, 1))


def test_own_stages_beside_common_ones_are_left_out() -> None:
    """What lies in no common stage and is shared by nobody is only counted."""
    common = Stage(id="s", name="s", activities=(Activity(id="a", name="a", feeling=1),))
    own = Stage(id="o", name="o", activities=(Activity(id="b", name="b", feeling=-2),))
    merged = merge([Journey(stages=(common, own)), Journey(stages=(common,))])
    assert ([stage.id for stage in merged.stages], merged.own) == (["s"], 1)


def test_empty_journeys_only_count() -> None:
    """Beside empty ones, a single journey is shown whole; empty ones alone show their common stages."""
    merged = merge([journey(1, 2), Journey(), Journey()])
    assert (names(merged), merged.journeys, merged.empty, len(merged.lines)) == (["a", "b"], 3, 2, 1)
    bare = merge([Journey(stages=(Stage(id="s", name="Pay"),))] * 2)
    assert ([stage.name for stage in bare.stages], bare.positions, bare.empty) == (["Pay"], (), 2)
    assert merge([]) == Merged(0, 0, (), (), 0)


def test_names_in_the_readers_language_go_first() -> None:
    """The same case in three languages is merged by id and named in the language asked for, else in the commonest."""
    cases = {language: reader.read("school-lunch", language).case for language in ("en", "de", "lv")}
    for language, case in cases.items():
        merged = merge(list(cases.values()), language)
        assert names(merged) == [touchpoint.name for touchpoint in case.touchpoints]
        assert [stage.name for stage in merged.stages] == [stage.name for stage in case.stages]
        assert {position.rated for position in merged.positions} == {3}
    shouting = [replace(journey(1, names=[name]), language="en") for name in ("TILL", "Till")]
    assert names(merge(shouting)) == ["Till"]


# How far apart.


def test_quartiles_of_few_ratings() -> None:
    """One rating is all three quartiles; of two they lie a quarter of the way in; without any there are none."""
    assert position(1).quartiles == (1, 1, 1)
    assert position(-2, 2).quartiles == (-1, 0, 1)
    assert position(-2, -2, 1, 2).quartiles == (-2, -0.5, 1.25)
    assert (position().quartiles, position().median, position().span) == (None, None, 0)


def test_disagreement_is_the_middle_half_then_the_range_then_the_number() -> None:
    """Half against half lies further apart than one against all; then a wider range, then more ratings."""
    split, outlier = position(-2, -2, 2, 2), position(-2, 2, 2, 2, 2)
    assert split.disagreement > position(-1, -1, 1, 1).disagreement > outlier.disagreement
    assert outlier.disagreement > position(0, 2, 2, 2, 2).disagreement
    assert position(-2, -2, -2, 2, 2, 2).disagreement > split.disagreement


def test_at_most_three_are_disputed_and_only_wide_ones() -> None:
    """The most disputed come first, of equals the earlier one; a difference of one level is none."""
    four = [journey(2, 2, 2, 2, 1), journey(-2, -1, 2, -2, 0), journey(-2, 0, 0, -2, 0)]
    assert [one.name for one in merge(four).apart] == ["a", "d", "b"]
    assert [one.name for one in merge([journey(1, 2), journey(0, 0)]).apart] == ["b"]


def test_two_friends_do_not_speak_for_a_class() -> None:
    """What fewer than a fifth rate is neither disputed nor happiest, unless there is nothing else to say."""
    many = [journey(1, -1)] * 9
    class_of_11 = [*many, journey(1, -1, 2, 2), journey(1, 1, 2, -2)]
    merged = merge([replace(one, title=str(n)) for n, one in enumerate(class_of_11)])
    assert [one.name for one in merged.apart] == ["b"]
    assert (merged.happiest.name, merged.unhappiest.name) == ("a", "b")
    agreeing = merge([journey(1)] * 9 + [journey(1, 2), journey(1, -2)])
    assert [one.name for one in agreeing.apart] == ["b"]
    assert (agreeing.happiest.name, agreeing.unhappiest.name) == ("a", "b")


def test_happiest_and_unhappiest_by_the_median() -> None:
    """The best and the worst median, of equals what more rate; none where all medians are the same."""
    merged = merge([journey(2, 2, -2, 0), journey(2, 2, -2, 0), journey(None, 2, -1, 0)])
    assert (merged.happiest.name, merged.unhappiest.name) == ("b", "c")
    flat = merge([journey(1, 1), journey(1, 1)])
    assert flat.happiest is flat.unhappiest is None

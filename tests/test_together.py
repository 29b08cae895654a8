"""The chart of a whole class: every line, the median, the middle half, and what the class disagrees about."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest
from drawn import texts
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from msgspec.structs import replace
from test_charts import HOSTILE, check_layout

from touchpoints import charts
from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import SIZES, gid
from touchpoints.charts.together import bundle, dispute
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.class_journey import merge
from touchpoints.model.journey import FEELINGS, Activity, Journey, Stage

POLARISED = ("preorder", "till")


@cache
def classroom(language: str, count: int = 25) -> tuple[Journey, ...]:
    """So many students' journeys of the school lunch: things left out, renamed, added, and rated each their own way."""
    dice = random.Random(7)
    return tuple(student(reader.read("school-lunch", language).case, number, dice) for number in range(count))


def student(case: Journey, number: int, dice: random.Random) -> Journey:
    def theirs(one: Activity) -> Activity:
        feeling = one.feeling
        if one.id in POLARISED:
            feeling = dice.choice((-2, -2, -1, 1, 2, 2))
        elif feeling is not None:
            feeling = max(-2, min(2, feeling + dice.choice((-1, 0, 0, 0, 0, 1))))
        name = dice.choice([one.name] * 8 + [one.name.upper(), f" {one.name} "])
        return replace(one, id=f"{number}-{one.id}", name=name, feeling=feeling if dice.random() > 0.06 else None)

    stages = []
    for stage in case.stages:
        kept = [theirs(one) for one in stage.activities if dice.random() > 0.1]
        own = Activity(id=f"{number}-{stage.id}", name=f"Own {number} {stage.id}", feeling=dice.choice(FEELINGS))
        stages.append(replace(stage, activities=(*kept, *[own] * (dice.random() < 0.4))))
    return replace(case, stages=tuple(stages))


def class_of(*ratings: tuple[int | None, ...], **more: str) -> list[Journey]:
    """A journey for each tuple, of a stage with the touchpoints A, B, C …"""
    return [
        Journey(
            **more,
            stages=(Stage(id="s", name="Stage", activities=tuple(
                Activity(id=f"{n}{i}", name=chr(65 + i), feeling=feeling) for i, feeling in enumerate(feelings)
            )),),
        )
        for n, feelings in enumerate(ratings)
    ]  # fmt: skip


def levels(figure, language: str = "en") -> dict[int, float]:
    """How high each level lies: its word stands beside it."""
    heights = {text.get_text(): text.get_position()[1] for text in reversed(figure.findobj(Text)) if text.get_text()}
    return {feeling: heights[words.of(language).feeling(feeling)] for feeling in FEELINGS}


def height(figure, feeling: float) -> float:
    found = levels(figure)
    return found[0] + feeling * (found[1] - found[0])


def shapes(figure, colour: str) -> list[np.ndarray]:
    """The vertices of what is drawn as a line of this colour, or filled with it."""

    def shown(one: Patch) -> str:
        return to_hex(one.get_facecolor() if one.get_facecolor()[3] else one.get_edgecolor())

    drawn = [one for one in figure.findobj(Patch) if one is not figure.patch]
    return [one.get_path().vertices for one in drawn if shown(one) == colour]


def bands(figure) -> list[np.ndarray]:
    """The areas of the middle half: what has their colour within the plot."""
    return [one for one in shapes(figure, bundle.BAND) if one[:, 1].max() <= height(figure, 2) + 1]


def threads(figure) -> list[np.ndarray]:
    return shapes(figure, bundle.THREAD)


def point(figure, id: str) -> np.ndarray:
    """The middle of the point with this id."""
    group = next(one for one in figure.artists if one.get_gid() == gid("feeling", id))
    return group.get_children()[0].get_path().get_extents().get_points().mean(axis=0)


def poles(figure) -> list[np.ndarray]:
    """The lines down from the flags: those of three points."""
    lines = [one.get_xydata() for one in figure.findobj(Line2D) if to_hex(one.get_color()) == dispute.COLOUR]
    return [line for line in lines if len(line) == 3]


# Layout.


@pytest.mark.parametrize("language", ["de", *(pytest.param(one, marks=pytest.mark.soak) for one in ("en", "lv"))])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 25])
def test_a_class_of_any_size_keeps_the_rules_of_layout(language, size, count):
    """Nothing overlaps or leaves the page for one journey, two or a class, on every size and in every language."""
    check_layout(charts.draw(classroom(language, count), "together", size=size).figure, size)


@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_large_and_hostile_classes_keep_the_rules_of_layout(language, size):
    """Sixty journeys, whose names are whatever a student types, of which some share nothing or hold nothing."""
    dice = random.Random(1)

    def spoiled(journey: Journey) -> Journey:
        new = {name: dice.choice(HOSTILE) for name in {one.name for one in journey.activities}}
        stages = tuple(
            replace(s, activities=tuple(replace(a, name=new[a.name]) for a in s.activities)) for s in journey.stages
        )
        return replace(journey, stages=stages, title=dice.choice(HOSTILE)[:200])

    for some in (
        classroom(language, 60),
        [spoiled(one) for one in classroom(language, 60)],
        [*classroom(language, 5), *[Journey()] * 3],
    ):
        check_layout(charts.draw(some, "together", language, size).figure, size)


@pytest.mark.parametrize(("apart", "worded"), [(1, 1), (2, 2), (3, 3), (8, 3)])
def test_flags_close_to_each_other_keep_apart(apart, worded):
    """Flags of neighbouring points stand side by side over their points, with the word where there is room for it."""
    count = 24
    wide = tuple(2 if i in (0, apart, 2 * apart) else 0 for i in range(count))
    figure = charts.draw(class_of(wide, tuple(-one for one in wide), wide), "together").figure
    check_layout(figure, "slide")
    flags = sorted(shapes(figure, dispute.COLOUR), key=lambda one: one[:, 0].min())
    flags = [one for one in flags if one[:, 1].min() > height(figure, 2) and len(one) < 20]
    assert len(flags) == len(poles(figure)) == 3
    for one, other in zip(flags, flags[1:], strict=False):
        assert one[:, 0].max() <= other[:, 0].min()
    for flag, pole in zip(flags, sorted(poles(figure), key=lambda pole: pole[0, 0]), strict=True):
        assert flag[:, 0].min() <= pole[0, 0] == pole[1, 0] <= flag[:, 0].max()
    assert texts(figure).count("far apart") == worded


# Lines, band and median.


def test_every_rated_journey_is_a_line_of_its_own():
    """As many thin lines as journeys with ratings, no two of them the same, not even of equal journeys."""
    case = reader.read("school-lunch", "en").case
    unrated = class_of((None, None))
    for some, count in ((classroom("en"), 25), ([case] * 25, 25), ([*[case] * 3, *unrated, Journey()], 3)):
        found = threads(charts.draw(some, "together").figure)
        assert len(found) == len({one.tobytes() for one in found}) == count


def test_a_line_goes_through_what_it_rates():
    """It is level at each rating, near the rated level, and passes by what the journey has not rated."""
    figure = charts.draw(class_of((2, None, -1), (2, 1, -1), (0, 1, -2)), "together").figure
    merged = merge(class_of((2, None, -1), (2, 1, -1), (0, 1, -2)))
    step = height(figure, 1) - height(figure, 0)
    xs = [point(figure, position.id)[0] for position in merged.positions]
    for thread, line in zip(threads(figure), merged.lines, strict=True):
        rated = [(x, feeling) for x, feeling in zip(xs, line, strict=True) if feeling is not None]
        for start, end, (x, feeling) in zip(thread[::4], thread[1::4], rated, strict=True):
            assert start[1] == end[1] and start[0] < x < end[0]
            assert abs(start[1] - height(figure, feeling)) <= bundle.STACK / 2 * step


def test_the_band_lies_between_the_quartiles_and_the_points_at_the_median():
    """Band and points are where the ratings' quartiles are, also between two levels."""
    given = class_of((2, -2, 1), (2, -2, 0), (1, 1, 0), (1, 2, -1))
    figure = charts.draw(given, "together").figure
    [band] = bands(figure)
    for position in merge(given).positions:
        x, y = point(figure, position.id)
        low, median, high = position.quartiles
        assert y == pytest.approx(height(figure, median))
        near = sorted({round(v, 3) for u, v in band if abs(u - x) < 30})
        assert near[0] == pytest.approx(height(figure, low), abs=0.01)
        assert near[-1] == pytest.approx(height(figure, high), abs=0.01)


def test_band_and_median_stop_where_nothing_is_rated():
    """A position that nobody rates is a hollow point on the neutral line, and parts band and median."""
    given = class_of((1, None, 2), (0, None, 1))
    figure = charts.draw(given, "together").figure
    assert len(bands(figure)) == 2
    position = merge(given).positions[1]
    assert point(figure, position.id)[1] == pytest.approx(height(figure, 0))


FEELING = st.none() | st.sampled_from(FEELINGS)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(FEELING, min_size=n, max_size=n).map(tuple), max_size=30)))
def test_lines_of_a_bundle_lie_side_by_side(lines):
    """No two lines meet at a position, a bundle lies around its level, none is thicker than that of all would be."""
    moved = bundle.stacked(lines)
    assert [[up is None for up in line] for line in moved] == [[f is None for f in line] for line in lines]
    for place in range(len(lines[0]) if lines else 0):
        for level in FEELINGS:
            ups = [m[place] for m, line in zip(moved, lines, strict=True) if line[place] == level]
            assert len(set(ups)) == len(ups)
            assert sum(ups) == pytest.approx(0)
            assert all(abs(up) <= bundle.STACK / 2 for up in ups)


def test_lines_from_above_lie_above():
    """Within a bundle the lines are ordered by where they come from and go to, so that they do not cross."""
    moved = bundle.stacked([(-2, 0, -2), (2, 0, 2), (0, 0, 0)])
    assert moved[1][1] > moved[2][1] > moved[0][1]


def test_lines_and_outlines_stand_out():
    """Thin lines, the band's outline and the flags reach 3 to 1 on all that they lie on; the flag's word 4.5 to 1."""
    for ground in (colours.WHITE, colours.PANEL, bundle.BAND):
        assert colours.contrast(bundle.THREAD, ground) >= colours.MARK
    for ground in (colours.WHITE, colours.PANEL):
        assert colours.contrast(bundle.EDGE, ground) >= colours.MARK
        assert colours.contrast(dispute.COLOUR, ground) >= colours.MARK
    assert colours.contrast(dispute.COLOUR, colours.WHITE) >= colours.TEXT
    assert colours.contrast(dispute.COLOUR, bundle.BAND) >= colours.MARK


# What is disputed.


def test_disputed_touchpoints_are_flagged_and_boxed():
    """A flag's line goes from the highest to the lowest rating; the box names the touchpoint and counts its ratings."""
    given = class_of((2, 1, -2), (-2, 1, 0), (2, 1, -2), (2, 1, None))
    figure = charts.draw(given, "together").figure
    first, third = poles(figure)
    assert (first[-2, 1], first[-1, 1]) == pytest.approx((height(figure, 2), height(figure, -2)))
    assert (third[-2, 1], third[-1, 1]) == pytest.approx((height(figure, 0), height(figure, -2)))
    assert first[-1, 0] == pytest.approx(point(figure, merge(given).positions[0].id)[0])
    said = texts(figure)
    start = said.index("Furthest apart:")
    assert said[start + 1 :] == [
        "1", "A", "1", "0", "0", "0", "3", "very bad", "very good",
        "3", "C", "2", "0", "1", "very bad", "neutral",
    ]  # fmt: skip
    assert said.count("far apart") == 2


def test_polarised_touchpoints_of_a_class_come_first():
    """In a class of 25 the two touchpoints that split it are the first two boxes."""
    merged = merge(classroom("en"))
    case = {one.id: one.name for one in reader.read("school-lunch", "en").case.activities}
    assert {one.name for one in merged.apart[:2]} == {case[id] for id in POLARISED}


def test_a_class_that_agrees_is_told_so():
    """Where nothing lies two levels apart there are no flags and no boxes, but a sentence."""
    figure = charts.draw(class_of((1, 0), (1, 1)), "together").figure
    assert not poles(figure)
    assert "All agree: nowhere are two ratings two or more levels apart." in texts(figure)


def test_one_journey_is_neither_agreed_nor_disputed():
    """It is drawn as its curve: no thin lines, no band, no numbers of ratings, no legend, nothing to talk about."""
    figure = charts.draw(class_of((1, -2, 0)), "together").figure
    assert not threads(figure) and not shapes(figure, bundle.BAND) and not poles(figure)
    assert set(texts(figure)) == {
        "1 journey in one picture: Untitled journey", "Stage", "A", "B", "C", "1", "2", "3",
        "very good", "good", "neutral", "bad", "very bad",
    }  # fmt: skip


# Words.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_tells_thin_thick_and_pale(language):
    """Each of the three marks has its words on the chart, and the numbers of ratings their name."""
    said = texts(charts.draw(classroom(language, 5), "together").figure)
    for name in ("one", "median", "half", "ratings"):
        assert words.of(language)(f"chart.together.{name}") in said


def test_the_title_counts_and_names():
    """The number of all journeys given, and the first title that there is."""
    given = [Journey(), replace(Journey(), title=" Bus  ride"), *class_of((1,), title="Later")]
    said = texts(charts.draw(given, "together").figure)
    assert said[0] == "3 journeys in one picture: Bus ride"
    assert "2 journeys without touchpoints" in said


def test_the_words_say_what_the_picture_shows():
    """The point first; then a line a position, what is disputed, and what is left over."""
    given = class_of((2, 1, -2, None), (-2, 1, -1, None), (2, 1, -1, None), title="Bus")
    given[0] = replace(given[0], unplaced=(Activity(id="x", name="Mine", feeling=0),))
    assert charts.describe([*given, Journey()], "together").splitlines() == [
        "4 journeys of “Bus” in one picture: happiest at “A” (very good), unhappiest at “C” (bad). "
        "Furthest apart: 1 A (very bad … very good).",
        "1. Stage: A – median very good, middle half from neutral to very good; journeys 3, ratings 3: "
        "very good 2, very bad 1.",
        "2. Stage: B – good without exception; journeys 3, ratings 3.",
        "3. Stage: C – median bad, middle half from very bad to bad; journeys 3, ratings 3: bad 2, very bad 1.",
        "4. Stage: D – not rated yet; journeys 3.",
        "Furthest apart: 1 A (very bad … very good).",
        "+ 1 touchpoint in only one journey · 1 journey without touchpoints.",
    ]


def test_values_between_levels_in_words():
    """A median between two levels is told by both, a middle half on one level by it; a whole stage is named so."""
    [first, line, last] = charts.describe([*class_of((1, 2)), *two_of_their_own()], "together").splitlines()
    assert "the median is between" in first
    assert line.startswith("1. Stage: each journey’s average – median between neutral and good")
    assert last == "+ 4 touchpoints, each in only one journey."
    outlier = charts.describe(class_of((1,), (1,), (1,), (1,), (-2,)), "together")
    assert "1. Stage: A – median good, middle half good; journeys 5, ratings 5: good 4, very bad 1." in outlier


def two_of_their_own() -> list[Journey]:
    one = Activity(id="p", name="P", feeling=-1)
    return [Journey(stages=(Stage(id="s", name="Stage", activities=(one, replace(one, id="q", name="Q", feeling=0))),))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_on_the_chart_is_in_the_words(language):
    """Every position's name and number, and the names in the boxes, stand in the words whole."""
    given = classroom(language)
    said = charts.describe(given, "together", language)
    for number, position in enumerate(merge(given, language).positions, 1):
        assert f"\n{number}. " in said and position.name in said


def test_journeys_in_any_order_give_the_same_picture():
    """Shuffling the class changes no byte of the chart."""
    given = list(classroom("lv", 12))
    first = charts.draw(given, "together").svg()
    random.Random(3).shuffle(given)
    assert charts.draw(given, "together").svg() == first


def test_nothing_to_merge_says_how_to_begin():
    """Journeys without touchpoints show the note, and the words say it."""
    chart = charts.draw([Journey(title="x")] * 2, "together")
    assert words.of("en")("chart.begin") in " ".join(texts(chart.figure))
    assert str(chart) == f"2 journeys of “x” in one picture: no touchpoints yet. {words.of('en')('chart.begin')}"
    assert charts.describe(class_of((None,), (None,)), "together").startswith(
        "2 journeys of “Untitled journey” in one picture: nothing rated yet."
    )


def test_opinions_and_together_mean_the_same_touchpoints():
    """The bars of opinions and the positions of the merged class count the same ratings for the same names."""
    given = classroom("en")
    bars = charts.describe(given, "opinions").splitlines()[1:]
    merged = merge(given)
    for position in merged.positions:
        counts = [f"{words.of('en').feeling(level)} {count}" for level, count in position.counts.items() if count]
        [bar] = [bar for bar in bars if f". {position.name}: ".casefold() in bar.casefold()]
        assert ", ".join(counts) in bar
    assert len(bars) == len(merged.positions) + merged.own

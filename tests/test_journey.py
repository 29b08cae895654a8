"""The data of a journey: through the file and back, its rules, its limits."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import activities, journeys

import touchpoints as tp
from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model.comparison import stage_changes
from touchpoints.model.errors import KitError
from touchpoints.model.journey import (
    MAX_ACTIVITIES,
    MAX_NAME,
    MAX_STAGES,
    MAX_TEXT,
    Activity,
    Journey,
    Stage,
    mean_feeling,
    without_new,
)  # fmt: skip

FILE = "bus.journey.json"
many = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def decode(raw: bytes, language: str = "en") -> Journey:
    return json_files.decode(raw, Journey, FILE, words.of(language))


@many
@given(journeys())
def test_round_trip(journey: Journey) -> None:
    """Any journey, hostile texts included, comes back from its file as it went in."""
    assert decode(json_files.encode(journey)) == journey


@many
@given(journeys())
def test_equal_journeys_give_equal_bytes(journey: Journey) -> None:
    """Equal values give equal bytes, however they came about; and the bytes are sorted, indented UTF-8 with the
    format."""
    built_anew = msgspec.convert(msgspec.to_builtins(journey), Journey)
    raw = json_files.encode(journey)
    assert json_files.encode(built_anew) == raw
    head = msgspec.json.decode(raw)
    assert list(head) == sorted(head) and head["format"] == "touchpoints.journey/1"
    assert raw.decode().startswith('{\n  "') and raw.endswith(b"}\n")


@many
@given(journeys())
def test_touchpoints_are_what_both_sides_see(journey: Journey) -> None:
    """An activity is a touchpoint exactly when both sides can see it; order and number are the journey's."""
    everything = [a for stage in journey.stages for a in stage.activities] + list(journey.unplaced)
    assert list(journey.activities) == everything
    assert journey.touchpoints == [a for a in everything if a.visible_to == "both"]


@many
@given(journeys())
def test_peak_low_start_end(journey: Journey) -> None:
    """Peak and low are the first best and first worst rated touchpoints, absent where all feel the same; the start is
    the first rated one, and the end the last rated one of the last stage, absent where that has none."""
    rated = [t for t in journey.touchpoints if t.feeling is not None]
    feelings = [t.feeling for t in rated]
    last = [one for one in rated if journey.stages and one in journey.stages[-1].activities]
    assert (journey.start, journey.end) == (rated[0] if rated else None, last[-1] if last else None)
    if len(set(feelings)) < 2:
        assert journey.peak is None and journey.low is None
    else:
        assert journey.peak is rated[feelings.index(max(feelings))]
        assert journey.low is rated[feelings.index(min(feelings))]


@many
@given(journeys(), st.data())
def test_stage_changes(journey: Journey, data: st.DataObject) -> None:
    """A stage's change is the difference of its mean feelings, nought against itself, None where a side is unrated."""
    unrated = replace(journey, stages=tuple(replace(s, activities=()) for s in journey.stages))
    assert set(stage_changes(journey, unrated).values()) <= {None}
    assert [*stage_changes(journey, journey)] == [stage.id for stage in journey.stages]
    for stage in journey.stages:
        rated = [a.feeling for a in stage.activities if a.is_touchpoint and a.feeling is not None]
        assert stage_changes(journey, journey)[stage.id] == (0 if rated else None)
        assert mean_feeling(stage.activities) == (sum(rated) / len(rated) if rated else None)
    if journey.stages:
        added = data.draw(activities("\x00 added"))
        first = replace(journey.stages[0], activities=(*journey.stages[0].activities, added))
        changes = stage_changes(journey, replace(journey, stages=(first, *journey.stages[1:])))
        before, after = mean_feeling(journey.stages[0].activities), mean_feeling(first.activities)
        assert changes[first.id] == (None if before is None or after is None else after - before)


@many
@given(journeys())
def test_without_new(journey: Journey) -> None:
    """`without_new` takes out exactly the new activities and leaves all else in its order; twice is once."""
    before = without_new(journey)
    assert list(before.activities) == [a for a in journey.activities if not a.new]
    assert [s.id for s in before.stages] == [s.id for s in journey.stages]
    assert without_new(before) == before


def a_journey(**changes: object) -> dict:
    """A small journey as JSON has it, with some fields of its one activity changed."""
    activity = {"id": "till", "name": "The till", **changes}
    return {"format": "touchpoints.journey/1", "stages": [{"id": "pay", "name": "Pay", "activities": [activity]}]}


def many_stages(number: int) -> dict:
    return {"format": "touchpoints.journey/1", "stages": [{"id": f"s{n}", "name": ""} for n in range(number)]}


def many_activities(number: int) -> dict:
    half = [{"id": f"a{n}", "name": ""} for n in range(number)]
    stage = {"id": "pay", "name": "", "activities": half[: number // 2]}
    return {"format": "touchpoints.journey/1", "stages": [stage], "unplaced": half[number // 2 :]}


HERE = "stages[0].activities[0]"
TOO_MUCH = {
    "stages": (many_stages(MAX_STAGES), many_stages(MAX_STAGES + 1), "stages", str(MAX_STAGES)),
    "activities": (
        many_activities(MAX_ACTIVITIES),
        many_activities(MAX_ACTIVITIES + 1),
        "what.activities",  # the whole file is to blame: what there is too much of is named in words
        str(MAX_ACTIVITIES),
    ),
    "name": (a_journey(name="n" * MAX_NAME), a_journey(name="n" * (MAX_NAME + 1)), f"{HERE}.name", str(MAX_NAME)),
    "reason": (a_journey(why="w" * MAX_TEXT), a_journey(why="w" * (MAX_TEXT + 1)), f"{HERE}.why", str(MAX_TEXT)),
    "high feeling": (a_journey(feeling=2), a_journey(feeling=3), f"{HERE}.feeling", "2"),
    "low feeling": (a_journey(feeling=-2), a_journey(feeling=-3), f"{HERE}.feeling", "-2"),
    "importance": (a_journey(importance=1), a_journey(importance=0), f"{HERE}.importance", "1"),
    "direction": (a_journey(direction="both"), a_journey(direction="up"), f"{HERE}.direction", "up"),
    "unknown field": (a_journey(why=""), a_journey(wyh=""), HERE, "wyh"),
    "missing field": (a_journey(), {"format": "touchpoints.journey/1", "stages": [{"id": "pay"}]}, "stages[0]", "name"),
    "wrong type": (a_journey(name="5"), a_journey(name=5), f"{HERE}.name", "str"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", TOO_MUCH)
def test_limits(case: str, language: str) -> None:
    """At each limit a file is read; one step beyond, the message names file, place and limit or value, and the remedy,
    in the reader's language and in one line."""
    fits, too_much, place, detail = TOO_MUCH[case]
    decode(msgspec.json.encode(fits), language)
    with pytest.raises(KitError) as error:
        decode(msgspec.json.encode(too_much), language)
    message = str(error.value)
    place = words.of(language)(place) if place.startswith("what.") else place
    assert message.startswith(f"{FILE}: ") and place in message and detail in message and "\n" not in message
    others = {other: _message(too_much, other) for other in LANGUAGES if other != language}
    assert message not in others.values()


def _message(content: dict, language: str) -> str:
    with pytest.raises(KitError) as error:
        decode(msgspec.json.encode(content), language)
    return str(error.value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["stages", "unplaced"])
def test_an_id_twice(where: str, language: str) -> None:
    """An id that occurs twice is refused, and named."""
    twice = [{"id": "same-id", "name": ""}, {"id": "same-id", "name": ""}]
    assert "same-id" in _message({"format": "touchpoints.journey/1", where: twice}, language)


def test_constructed_journeys_have_the_same_limits() -> None:
    """What Python builds is held to the limits of the file: nothing can be made that could not be read back."""
    with pytest.raises(ValueError, match="stages: 13, at most 12"):
        Journey(stages=tuple(Stage(id=str(n), name="") for n in range(13)))
    with pytest.raises(ValueError, match="activities: 201, at most 200"):
        Journey(unplaced=tuple(Activity(id=str(n), name="") for n in range(201)))
    with pytest.raises(ValueError, match="activity id twice: 'a'"):
        Journey(unplaced=(Activity(id="a", name=""),) * 2)


def rated(*feelings: int | None) -> Stage:
    """A stage of touchpoints with these feelings, after them one that only the company sees."""
    shown = tuple(Activity(id=f"t{n}", name="", feeling=feeling) for n, feeling in enumerate(feelings))
    return Stage(id="s", name="", activities=(*shown, Activity(id="h", name="", visible_to="company", feeling=-2)))


def test_unrated_and_hidden_moments_are_no_end() -> None:
    """Start, low and end pass over what is not rated and what only one side sees."""
    journey = Journey(stages=(rated(None, 1, 2, 0, None),))
    assert [one.id for one in (journey.start, journey.peak, journey.low, journey.end)] == ["t1", "t2", "t3", "t3"]


def test_a_way_that_has_only_begun_has_no_end() -> None:
    """While nothing in the last stage is rated, neither an earlier touchpoint nor one without a stage is the end."""
    later = Activity(id="later", name="", feeling=1)
    for last in (
        (),
        (Activity(id="open", name=""),),
        (Activity(id="alone", name="", visible_to="customer", feeling=1),),
    ):
        journey = Journey(stages=(rated(1, 2), Stage(id="last", name="", activities=last)), unplaced=(later,))
        assert journey.end is None and journey.start is not None
    assert Journey(unplaced=(later,)).end is None


def test_a_better_stage_changes_upwards() -> None:
    """A change counts from before to after: what feels better is above nought."""
    assert stage_changes(Journey(stages=(rated(-1, 0),)), Journey(stages=(rated(1, 2),))) == {"s": 2.0}


@many
@given(journeys())
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, journey: Journey) -> None:
    """Any journey that `tp.write` writes comes back by `tp.read`."""
    path = tmp_path_factory.mktemp("written") / "bus.journey.json"
    assert tp.write(journey, path) == path and tp.read(path) == journey


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_written_is_said(tmp_path: Path, language: str) -> None:
    """A folder that is none, and an ending that is not ours: the message names the file, and nothing is left behind."""
    (tmp_path / "file").write_text("mine")
    for path in (tmp_path / "file" / "a.journey.json", tmp_path / "a.json"):
        with pytest.raises(KitError, match=path.name.replace(".", "[.]")):
            tp.write(Journey(), path, language)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]

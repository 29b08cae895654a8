"""The data of a student's work: through the file and back, and the journey that follows from it."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import older_works, steps, works

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model.errors import KitError
from touchpoints.model.journey import MAX_ACTIVITIES, MAX_STAGES, Journey, Persona, Stage, without_new
from touchpoints.model.work import (
    STEPS,
    Design,
    Found,
    Idea,
    Identify,
    Invented,
    Map,
    MapStage,
    Steps,
    Work,
    journey_after,
    journey_before,
)
from touchpoints.storage import work_file

FILE = "fox.work.json"
LESSON = Journey(title="Lunch", stages=(Stage(id="hear", name="Hear of it"), Stage(id="buy", name="Buy")))
many = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@many
@given(works)
def test_round_trip(work: Work) -> None:
    """Any work, hostile texts included, comes back from its file as it went in."""
    assert json_files.decode(json_files.encode(work), Work, FILE, words.of("en")) == work


@many
@given(works)
def test_equal_work_gives_equal_bytes(work: Work) -> None:
    """Equal values give equal bytes, however they came about."""
    assert json_files.encode(msgspec.convert(msgspec.to_builtins(work), Work)) == json_files.encode(work)


def test_a_default_is_left_out_however_it_came_about() -> None:
    """A part that equals its default gives the bytes of one that was never touched: identity does not count."""
    both = "".join(("bo", "th"))
    touched = Steps(
        identify=Identify(touchpoints=(Found(id="a", name="", direction=both),)), map=Map(persona=Persona())
    )
    untouched = Steps(identify=Identify(touchpoints=(Found(id="a", name=""),)))
    assert touched == untouched and json_files.encode(touched) == json_files.encode(untouched)


@many
@given(older_works())
def test_nothing_of_an_older_work_is_lost(older: tuple[dict, Work]) -> None:
    """A file of format 1 opens as format 2 with all that was in it: its plan, answers and all five steps."""
    old, new = older
    assert work_file.decode(json.dumps(old).encode(), FILE, words.of("en")) == new


@pytest.mark.parametrize("odd", ["", "LONG", 7, None, ["long"], {}])
def test_a_strange_plan_of_an_older_work_stays_in_extra(odd: object) -> None:
    """What stood in `extra` of format 1 and was no plan of ours counted as the short one; it is kept where it was."""
    old = {
        "format": "touchpoints.work/1",
        "lesson": "l",
        "nickname": "n",
        "id": "1",
        "extra": {"plan": odd, "quiz": odd},
    }
    work = work_file.decode(json.dumps(old).encode(), FILE, words.of("en"))
    quiz = {} if odd == {} else {"quiz": odd}  # no answer yet
    assert work.plan == "short" and work.extra == {"plan": odd, **quiz}


def test_steps_are_the_keys() -> None:
    """The five steps' names are the five keys of saved work."""
    assert tuple(field.name for field in msgspec.structs.fields(Steps)) == STEPS


@many
@given(steps())
def test_nothing_is_lost_or_doubled(done: Steps) -> None:
    """The journey before holds each found thing once, whatever the map's orders say; after holds each idea besides."""
    before, after = journey_before(done, LESSON), journey_after(done, LESSON)
    found = [one.id for one in done.identify.touchpoints]
    ideas = [idea.id for idea in done.design.ideas]
    assert sorted(one.id for one in before.activities) == sorted(found)
    assert sorted(one.id for one in after.activities) == sorted(found + ideas)
    assert {one.id for one in after.activities if one.new} == set(ideas)
    assert without_new(after) == before


@many
@given(steps())
def test_each_fact_arrives(done: Steps) -> None:
    """What the steps say of a thing stands in the journey: name and sight, feeling and reason, importance; and of an
    idea."""
    activities = {one.id: one for one in journey_after(done, LESSON).activities}
    for found in done.identify.touchpoints:
        one, rating = activities[found.id], done.discuss.ratings.get(found.id)
        assert (one.name, one.channel, one.direction, one.visible_to) == (
            found.name,
            found.channel,
            found.direction or "both",
            found.visible_to or "both",
        )
        assert (one.feeling, one.why) == ((rating.feeling, rating.why) if rating else (None, ""))
        detail = done.map.details.get(found.id)
        assert one.importance == (detail.importance if detail else None)
    for idea in done.design.ideas:
        one = activities[idea.id]
        assert (one.name, one.why, one.feeling, one.new) == (idea.touchpoint.name, idea.because, idea.feeling, True)


@many
@given(steps())
def test_stages_and_their_names(done: Steps) -> None:
    """The lesson's stages hold until the student has own ones; an empty name is the lesson's name for that id."""
    names = {"hear": "Hear of it", "buy": "Buy"}
    before = journey_before(done, LESSON)
    own = done.map.stages
    expected = [(s.id, s.name or names.get(s.id, "")) for s in own] if own is not None else list(names.items())
    assert [(stage.id, stage.name) for stage in before.stages] == expected


def found(*ids: str) -> Identify:
    return Identify(touchpoints=tuple(Found(id=id, name=id) for id in ids))


def an_idea(id: str, stage: str, position: int) -> Idea:
    return Idea(id=id, touchpoint=Invented(name=id), stage=stage, position=position)


def test_an_idea_stands_where_it_was_put() -> None:
    """An idea's position counts within its stage; a position beyond the end is the end."""
    stages = (MapStage(id="buy", order=("a", "b")),)
    done = Steps(
        identify=found("a", "b"),
        map=Map(stages=stages),
        design=Design(ideas=(an_idea("new", "buy", 1), an_idea("last", "buy", 99))),
    )
    assert [one.id for one in journey_after(done, LESSON).stages[0].activities] == ["a", "new", "b", "last"]


def test_a_removed_stage_loses_nothing() -> None:
    """What stood in a removed stage, and an idea for it, wait without a stage."""
    done = Steps(
        identify=found("a"), map=Map(stages=(MapStage(id="hear"),)), design=Design(ideas=(an_idea("new", "buy", 0),))
    )
    assert {one.id for one in journey_after(done, LESSON).unplaced} == {"a", "new"}


def test_the_lesson_gives_what_is_left_empty() -> None:
    """Title, persona and goal are the lesson's until the student writes own ones."""
    lesson = msgspec.structs.replace(LESSON, persona=Persona(name="Maya", goal="eat"))
    assert journey_before(Steps(), lesson).persona == Persona(name="Maya", goal="eat")
    own = journey_before(Steps(map=Map(title="Mine", persona=Persona(name="Tom"))), lesson)
    assert (own.title, own.persona) == ("Mine", Persona(name="Tom", goal="eat"))


def a_work(**steps: object) -> dict:
    return {"format": "touchpoints.work/2", "lesson": "l", "nickname": "n", "id": "i", "steps": steps}


def touchpoints(number: int) -> dict:
    return {"touchpoints": [{"id": f"t{n}", "name": ""} for n in range(number)]}


def ideas(number: int) -> dict:
    idea = {"touchpoint": {"name": ""}, "stage": "s"}
    return {"ideas": [{"id": f"i{n}", **idea} for n in range(number)]}


TOO_MUCH = {
    "touchpoints": (
        a_work(identify=touchpoints(MAX_ACTIVITIES)),
        a_work(identify=touchpoints(MAX_ACTIVITIES + 1)),
        "steps.identify.touchpoints",
    ),
    "with ideas": (
        a_work(identify=touchpoints(190), design=ideas(10)),
        a_work(identify=touchpoints(190), design=ideas(11)),
        "201",
    ),
    "stages": (
        a_work(map={"stages": [{"id": f"s{n}"} for n in range(MAX_STAGES)]}),
        a_work(map={"stages": [{"id": f"s{n}"} for n in range(MAX_STAGES + 1)]}),
        "steps.map.stages",
    ),
    "reason": (
        a_work(discuss={"ratings": {"a": {"why": "w" * 2000}}}),
        a_work(discuss={"ratings": {"a": {"why": "w" * 2001}}}),
        "steps.discuss.ratings",
    ),
    "an id twice": (
        a_work(identify=touchpoints(1)),
        a_work(identify={"touchpoints": touchpoints(1)["touchpoints"] * 2}),
        "t0",
    ),
    "nickname": (a_work() | {"nickname": "n" * 60}, a_work() | {"nickname": "n" * 61}, "nickname"),
    "unknown field": (a_work(map={}), a_work(maps={}), "maps"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", TOO_MUCH)
def test_limits(case: str, language: str) -> None:
    """At each limit a file is read; one step beyond, a line names file and place, in the reader's language."""
    fits, too_much, named = TOO_MUCH[case]
    json_files.decode(msgspec.json.encode(fits), Work, FILE, words.of(language))
    messages = {}
    for other in LANGUAGES:
        with pytest.raises(KitError) as error:
            json_files.decode(msgspec.json.encode(too_much), Work, FILE, words.of(other))
        messages[other] = str(error.value)
    assert messages[language].startswith(f"{FILE}: ") and named in messages[language] and "\n" not in messages[language]
    assert len(set(messages.values())) == len(LANGUAGES)

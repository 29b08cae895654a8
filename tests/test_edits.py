"""The laws of what one does to a map: a gesture moves what it names and nothing else, and nothing is lost."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import MAX_ACTIVITIES, MAX_STAGES, VISIBLE_TO, Journey, Stage
from touchpoints.model.work import (
    MAX_ENTRIES,
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
    stages_of,
)

LESSON = Journey(title="Lunch", stages=tuple(Stage(id=id, name=f"Stage {id}") for id in "123"))
GONE, NOWHERE = "gone", "nowhere"  # an id that only an old order still names, and one that nothing names
many = settings(max_examples=12)
long = settings(max_examples=2000)
few = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
by_one = st.sampled_from([-1, 1])


@st.composite
def maps(draw: st.DrawFn, least: int = 0, ideas: int = 0) -> Steps:
    """A small work. Its orders may name a thing twice, in two stages, or one that has been deleted."""
    found = draw(st.lists(st.sampled_from("abcdef"), min_size=least, unique=True))
    new = draw(st.lists(st.sampled_from("uvwxyz"), min_size=ideas, unique=True))
    order = st.lists(st.sampled_from([*found, GONE]), max_size=6).map(tuple)
    stage = st.builds(MapStage, id=st.sampled_from("12345"), name=st.sampled_from(["", "own"]), order=order)
    own = st.none() | st.lists(stage, min_size=1, unique_by=lambda one: one.id).map(tuple)
    return Steps(
        identify=Identify(touchpoints=tuple(draw(st.tuples(*map(_found, found))))),
        map=Map(stages=draw(own)),
        design=Design(ideas=draw(st.tuples(*map(_idea, new)))),
    )


def _found(id: str) -> st.SearchStrategy[Found]:
    return st.builds(Found, id=st.just(id), name=st.just(id), visible_to=st.sampled_from(VISIBLE_TO))


def _idea(id: str) -> st.SearchStrategy[Idea]:
    return st.builds(
        Idea,
        id=st.just(id),
        touchpoint=st.just(Invented(name=id)),
        stage=st.sampled_from("12345"),
        position=st.integers(0, 4),
    )


def before(steps: Steps) -> dict[str, list[str]]:
    """What stands in each stage, in order; under "" what waits."""
    return _standing(journey_before(steps, LESSON))


def after(steps: Steps) -> dict[str, list[str]]:
    return _standing(journey_after(steps, LESSON))


def seen(journey: Journey) -> dict[str, list[str]]:
    """What a chart shows of each stage, in order."""
    return {stage.id: [one.id for one in stage.activities if one.is_touchpoint] for stage in journey.stages}


def _standing(journey: Journey) -> dict[str, list[str]]:
    places = [*((stage.id, stage.activities) for stage in journey.stages), ("", journey.unplaced)]
    return {id: [one.id for one in activities] for id, activities in places}


def without(places: dict[str, list[str]], id: str) -> dict[str, list[str]]:
    return {stage: [one for one in order if one != id] for stage, order in places.items()}


def home(places: dict[str, list[str]], id: str) -> str:
    return next(stage for stage, order in places.items() if id in order)


def moved(order: list[str], id: str, by: int) -> list[str]:
    """With `id` and its neighbour changed over; as it is at the edge."""
    place, order = order.index(id), [*order]
    if 0 <= place + by < len(order):
        order[place], order[place + by] = order[place + by], order[place]
    return order


def check_put(old: dict[str, list[str]], new: dict[str, list[str]], id: str, stage: str, anchor: str) -> None:
    """It stands before the anchor or last, and all others stand as they stood."""
    assert without(new, id) == without(old, id)
    place = new[stage].index(id)
    assert new[stage][place + 1 :][:1] == ([anchor] if anchor in new[stage] else [])
    assert sum(order.count(id) for order in new.values()) == 1


# Touchpoints.


@many
@given(maps(least=1), st.data())
def test_put_moves_one_thing_to_its_place_and_no_other(steps: Steps, data: st.DataObject) -> None:
    """What is put stands directly before what it was put before, or last; all others keep stage and order."""
    id = data.draw(st.sampled_from([one.id for one in steps.identify.touchpoints]))
    stage = data.draw(st.sampled_from([one.id for one in stages_of(steps, LESSON)]))
    anchor = data.draw(st.sampled_from([one for one in (*before(steps)[stage], "", NOWHERE) if one != id]))
    changed = edits.put(steps, LESSON, id, stage, anchor)
    check_put(before(steps), before(changed), id, stage, anchor)
    assert replace(changed, map=steps.map, design=steps.design) == steps


@many
@given(maps(least=1, ideas=1))
def test_put_before_itself_changes_nothing(steps: Steps) -> None:
    """A card dropped on the place where it stands stays there, wherever that is, and so does an idea."""
    for id, stage in [(id, stage) for stage, order in before(steps).items() if stage for id in order]:
        assert before(edits.put(steps, LESSON, id, stage, id)) == before(steps)
    for idea in steps.design.ideas:
        if stage := home(after(steps), idea.id):
            assert after(edits.put_idea(steps, LESSON, idea.id, stage, idea.id)) == after(steps)


@many
@given(maps(least=1), by_one)
def test_move_changes_over_with_the_neighbour(steps: Steps, by: int) -> None:
    """A move exchanges two neighbours that are there, the opposite move takes it back, at the edge nothing happens."""
    for one in steps.identify.touchpoints:
        stage = home(old := before(steps), one.id)
        changed = edits.past_anything(steps, LESSON, one.id, by)
        assert before(changed) == (old | {stage: moved(old[stage], one.id, by)} if stage else old)
        if before(changed) == old:
            assert changed == steps
        else:
            assert before(edits.past_anything(changed, LESSON, one.id, -by)) == old


@many
@given(maps(least=1), by_one)
def test_step_passes_one_touchpoint(steps: Steps, by: int) -> None:
    """A step exchanges two neighbours of those that the chart shows, and all others keep their order."""
    old = seen(journey_before(steps, LESSON))
    for stage, order in old.items():
        for id in order:
            changed = edits.past_touchpoint(steps, LESSON, id, by)
            assert seen(journey_before(changed, LESSON)) == old | {stage: moved(order, id, by)}
            assert without(before(changed), id) == without(before(steps), id)


@many
@given(maps(least=1), by_one)
def test_hop_leads_to_the_end_of_the_next_stage(steps: Steps, by: int) -> None:
    """A hop ends last in the neighbouring stage, the hop back in the first one; beyond the edge nothing happens."""
    stages = [stage.id for stage in stages_of(steps, LESSON)]
    for one in steps.identify.touchpoints:
        stage = home(old := before(steps), one.id)
        changed = edits.to_next_stage(steps, LESSON, one.id, by)
        if not stage or not 0 <= stages.index(stage) + by < len(stages):
            assert changed == steps
        else:
            check_put(old, before(changed), one.id, stages[stages.index(stage) + by], "")
            check_put(old, before(edits.to_next_stage(changed, LESSON, one.id, -by)), one.id, stage, "")


@many
@given(maps(least=1))
def test_remove_leaves_no_trace_in_the_map(steps: Steps) -> None:
    """What is removed is in no order and in neither journey; all others stand as they stood."""
    for one in steps.identify.touchpoints:
        changed = edits.remove(steps, LESSON, one.id)
        assert before(changed) == without(before(steps), one.id)
        assert all(one.id not in stage.order for stage in stages_of(changed, LESSON))
        assert one.id not in {each.id for each in journey_after(changed, LESSON).activities}
        with pytest.raises(Refused):
            edits.remove(changed, LESSON, one.id)


@many
@given(maps(), st.sampled_from(["n", " n "]), st.data())
def test_add_puts_something_new_last(steps: Steps, name: str, data: st.DataObject) -> None:
    """What is added stands last in its stage under its trimmed name; a known id or an empty name is refused."""
    stage = data.draw(st.sampled_from([one.id for one in stages_of(steps, LESSON)]))
    changed = edits.add(steps, LESSON, "new", stage, name)
    check_put(before(steps), before(changed), "new", stage, "")
    assert changed.identify.touchpoints == (*steps.identify.touchpoints, Found(id="new", name="n"))
    for id in (one.id for one in journey_after(steps, LESSON).activities):
        for make in (edits.add, edits.invent):
            with pytest.raises(Refused):
                make(steps, LESSON, id, stage, name)
    for empty in ("", " ", "\n\t", "\u2003"):
        for make in (edits.add, edits.invent):
            with pytest.raises(Refused):
                make(steps, LESSON, "new", stage, empty)


@many
@given(maps(least=1), st.sampled_from(["", "a", "?"]))
def test_what_is_said_of_one_thing_changes_only_that(steps: Steps, name: str) -> None:
    """Name, channel, feeling and importance of a thing change nothing else; an empty name changes nothing at all."""
    one = steps.identify.touchpoints[0]
    named = edits.describe(steps, one.id, name=name, channel="app")
    assert named == steps if not name else replace(one, name=name, channel="app") == named.identify.touchpoints[0]
    assert named.identify.touchpoints[1:] == steps.identify.touchpoints[1:] and before(named) == before(steps)
    told = edits.detail(edits.rate(edits.rate(steps, one.id, feeling=-2), one.id, why="w"), one.id, importance=4)
    first, *others = [each for each in journey_before(told, LESSON).activities if each.id == one.id]
    assert (first.feeling, first.why, first.importance, others) == (-2, "w", 4, [])
    assert replace(told, discuss=steps.discuss, map=steps.map) == steps and before(told) == before(steps)


def test_a_blank_is_an_id_like_any_other() -> None:
    """The rule that a name is never empty looks at names only, not at the id " "."""
    steps = edits.invent(edits.add(Steps(), LESSON, " ", "1", "n"), LESSON, "\n", "1", "m")
    assert edits.describe(steps, " ", channel="app").identify.touchpoints[0].channel == "app"
    assert edits.describe_idea(steps, "\n", problem="p").design.ideas[0].problem == "p"


HERE = edits.invent(edits.add(Steps(), LESSON, "a", "1", "A"), LESSON, "u", "1", "U")
UNKNOWN = {
    "put": lambda: edits.put(HERE, LESSON, NOWHERE, "1"),
    "put nowhere": lambda: edits.put(HERE, LESSON, "a", NOWHERE),
    "put an idea": lambda: edits.put(HERE, LESSON, "u", "1"),
    "hop": lambda: edits.to_next_stage(HERE, LESSON, NOWHERE, 1),
    "move": lambda: edits.past_anything(HERE, LESSON, NOWHERE, 1),
    "step": lambda: edits.past_touchpoint(HERE, LESSON, NOWHERE, 1),
    "remove": lambda: edits.remove(HERE, LESSON, NOWHERE),
    "describe": lambda: edits.describe(HERE, NOWHERE, name="n"),
    "describe a stage": lambda: edits.describe(HERE, "1", name="n"),
    "rate": lambda: edits.rate(HERE, NOWHERE, feeling=1),
    "detail": lambda: edits.detail(HERE, NOWHERE, importance=1),
    "add nowhere": lambda: edits.add(HERE, LESSON, "new", NOWHERE, "n"),
    "add a stage that is there": lambda: edits.add_stage(HERE, LESSON, "1", "n"),
    "add a stage without a name": lambda: edits.add_stage(HERE, LESSON, "new", " "),
    "name a stage": lambda: edits.name_stage(HERE, LESSON, NOWHERE, "n"),
    "remove a stage": lambda: edits.remove_stage(HERE, LESSON, NOWHERE),
    "move a stage": lambda: edits.move_stage(HERE, LESSON, NOWHERE, 1),
    "put a stage": lambda: edits.put_stage(HERE, LESSON, NOWHERE),
    "invent nowhere": lambda: edits.invent(HERE, LESSON, "new", NOWHERE, "n"),
    "put_idea": lambda: edits.put_idea(HERE, LESSON, NOWHERE, "1"),
    "put_idea nowhere": lambda: edits.put_idea(HERE, LESSON, "u", NOWHERE),
    "put_idea of what is there": lambda: edits.put_idea(HERE, LESSON, "a", "1"),
    "hop_idea": lambda: edits.idea_to_next_stage(HERE, LESSON, "a", 1),
    "step_idea": lambda: edits.idea_past_touchpoint(HERE, LESSON, "a", 1),
    "remove_idea": lambda: edits.remove_idea(HERE, LESSON, "a"),
    "describe_idea": lambda: edits.describe_idea(HERE, "a", name="n"),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_what_is_not_there_is_refused(what: str) -> None:
    """A thing, a stage or an idea that nobody made can be neither moved nor named nor removed."""
    with pytest.raises(Refused):
        UNKNOWN[what]()


# Ideas.


@st.composite
def ideas_to_put(draw: st.DrawFn) -> tuple[Steps, str, str, str]:
    """A work, one of its ideas, a stage of its map, and before what the idea shall stand there ("": last)."""
    steps = draw(maps(ideas=1))
    places = after(steps)
    id = draw(st.sampled_from([idea.id for idea in steps.design.ideas]))
    stage = draw(st.sampled_from([stage for stage in places if stage]))
    return steps, id, stage, draw(st.sampled_from([one for one in (*places[stage], "", NOWHERE) if one != id]))


def check_put_idea(steps: Steps, id: str, stage: str, anchor: str) -> None:
    changed = edits.put_idea(steps, LESSON, id, stage, anchor)
    old, new = (one | {"": sorted(one[""])} for one in (after(steps), after(changed)))
    check_put(old, new, id, stage, anchor)
    assert journey_before(changed, LESSON) == journey_before(steps, LESSON)


@many
@given(ideas_to_put())
def test_put_idea_moves_one_idea_to_its_place_and_no_other(case: tuple[Steps, str, str, str]) -> None:
    """An idea stands directly before what it was put before, or last; no other idea or touchpoint of any stage
    moves, however many ideas there are, and the journey before is as it was."""
    check_put_idea(*case)


@pytest.mark.soak
@long
@given(ideas_to_put())
def test_put_idea_moves_no_other_for_long(case: tuple[Steps, str, str, str]) -> None:
    """The same, two thousand times."""
    check_put_idea(*case)


@many
@given(maps(ideas=1), by_one)
def test_ideas_step_and_hop_as_touchpoints_do(steps: Steps, by: int) -> None:
    """A step exchanges an idea with its neighbour in the chart and back again, a hop ends last in the next stage; at
    the edge nothing happens."""
    shown = seen(journey_after(steps, LESSON))
    stages = [stage.id for stage in stages_of(steps, LESSON)]
    for idea in steps.design.ideas:
        stage = home(old := after(steps), idea.id)
        one, two = (
            edits.idea_past_touchpoint(steps, LESSON, idea.id, by),
            edits.idea_to_next_stage(steps, LESSON, idea.id, by),
        )
        assert seen(journey_after(one, LESSON)) == (
            shown | {stage: moved(shown[stage], idea.id, by)} if stage else shown
        )
        assert without(after(one), idea.id) == without(old, idea.id)
        back = edits.idea_past_touchpoint(one, LESSON, idea.id, -by)
        assert after(one) == old or seen(journey_after(back, LESSON)) == shown
        if not stage or not 0 <= stages.index(stage) + by < len(stages):
            assert two == steps
        else:
            check_put(old, after(two), idea.id, stages[stages.index(stage) + by], "")


@many
@given(maps(ideas=1))
def test_a_removed_idea_moves_no_other(steps: Steps) -> None:
    """All other ideas and touchpoints stay where they are in the journey after."""
    for idea in steps.design.ideas:
        changed = edits.remove_idea(steps, LESSON, idea.id)
        old, new = without(after(steps), idea.id), after(changed)
        assert {**new, "": sorted(new[""])} == {**old, "": sorted(old[""])}
        assert all(one.id != idea.id for one in changed.design.ideas)


@many
@given(maps(least=2, ideas=1), st.data())
def test_ideas_stay_behind_what_they_followed(steps: Steps, data: st.DataObject) -> None:
    """Whatever is put elsewhere, removed, or loses its stage: an idea stays in its stage, behind the nearest of those
    before it that still stand there; only an idea whose stage is gone waits."""
    id = data.draw(st.sampled_from([one.id for one in steps.identify.touchpoints]))
    stage = data.draw(st.sampled_from([one.id for one in stages_of(steps, LESSON)]))
    anchor = data.draw(st.sampled_from([*before(steps)[stage], ""]))
    ideas = {idea.id for idea in steps.design.ideas}
    old = after(steps)
    for changed in (
        edits.put(steps, LESSON, id, stage, anchor),
        edits.remove(steps, LESSON, id),
        edits.remove_stage(steps, LESSON, stage),
        edits.put_stage(steps, LESSON, stage),
    ):
        new = after(changed)
        for home in set(old) & set(new) - {""}:
            assert [one for one in new[home] if one in ideas] == [one for one in old[home] if one in ideas]
            for idea in ideas & set(old[home]):
                ahead = [one for one in old[home][: old[home].index(idea)] if one in new[home] and one != id]
                between = new[home][: new[home].index(idea)]
                assert between[-1:] == ahead[-1:] or id in between + old[home]


@many
@given(maps(ideas=1), st.sampled_from(["", " ", "n"]))
def test_what_is_said_of_an_idea_changes_only_that(steps: Steps, name: str) -> None:
    """Its name, problem and feeling change, where it has a name; places and all other ideas stay."""
    for place, idea in enumerate(steps.design.ideas):
        changed = edits.describe_idea(steps, idea.id, name=name, channel="app", problem="p", feeling=2)
        new = replace(idea, touchpoint=replace(idea.touchpoint, name=name, channel="app"), problem="p", feeling=2)
        expected = [*steps.design.ideas]
        expected[place] = new if name.strip() else idea
        assert changed == replace(steps, design=replace(steps.design, ideas=tuple(expected)))
        assert after(changed) == after(steps)


@many
@given(maps(), st.data())
def test_invent_puts_an_idea_last(steps: Steps, data: st.DataObject) -> None:
    """What is invented stands last in its stage of the journey after, is new, and no other idea moves for it."""
    stage = data.draw(st.sampled_from([one.id for one in stages_of(steps, LESSON)]))
    changed = edits.invent(steps, LESSON, "new", stage, " n ")
    assert {**after(changed), "": []} == {**after(steps), "": [], stage: [*after(steps)[stage], "new"]}
    made = next(one for one in journey_after(changed, LESSON).activities if one.id == "new")
    assert made.new and made.name == "n"


# Stages.


@many
@given(maps(least=1), st.data())
def test_stages_are_put_moved_and_added(steps: Steps, data: st.DataObject) -> None:
    """Stages change places as cards do, and what stands in them goes along in its order."""
    ids = [stage.id for stage in stages_of(steps, LESSON)]
    id = data.draw(st.sampled_from(ids))
    anchor = data.draw(st.sampled_from([*ids, "", NOWHERE]))
    rest = [one for one in ids if one != id]
    place = ids.index(id) if anchor == id else rest.index(anchor) if anchor in rest else len(rest)
    changed = edits.put_stage(steps, LESSON, id, anchor)
    assert [stage.id for stage in stages_of(changed, LESSON)] == [*rest[:place], id, *rest[place:]]
    assert set(stages_of(changed, LESSON)) == set(stages_of(steps, LESSON))
    for by in (-1, 1):
        changed = edits.move_stage(steps, LESSON, id, by)
        assert [stage.id for stage in stages_of(changed, LESSON)] == moved(ids, id, by)
        assert set(stages_of(changed, LESSON)) == set(stages_of(steps, LESSON))
        back = edits.move_stage(changed, LESSON, id, -by)
        assert changed == steps or stages_of(back, LESSON) == stages_of(steps, LESSON)
    added = edits.add_stage(steps, LESSON, "new", " Later ")
    assert stages_of(added, LESSON) == (*stages_of(steps, LESSON), MapStage(id="new", name="Later"))


@many
@given(maps(least=1), st.data())
def test_a_removed_stage_loses_nothing_but_itself(steps: Steps, data: st.DataObject) -> None:
    """Its things stand in a later stage that names them too, or wait; other stages keep theirs; the last one stays."""
    id = data.draw(st.sampled_from([stage.id for stage in stages_of(steps, LESSON)]))
    changed = edits.remove_stage(steps, LESSON, id)
    old, new = before(steps), before(changed)
    if len(stages_of(steps, LESSON)) == 1:
        assert changed == steps
    else:
        assert id not in new and [stage for stage in old if stage != id] == list(new)
        freed = set(old[id])
        for stage, order in new.items():
            assert [one for one in order if one not in freed] == old[stage]
        assert sorted(one for order in new.values() for one in order) == sorted(
            one for order in old.values() for one in order
        )


@many
@given(maps(), st.sampled_from(["", "  ", "Own", " Own "]))
def test_a_stage_without_a_name_has_the_lessons(steps: Steps, name: str) -> None:
    """A new name is trimmed and holds for one stage; an empty one brings the lesson's name back."""
    lessons = {stage.id: stage.name for stage in LESSON.stages}
    for stage in stages_of(steps, LESSON):
        names = {one.id: one.name for one in journey_before(steps, LESSON).stages}
        changed = edits.name_stage(steps, LESSON, stage.id, name)
        now = {one.id: one.name for one in journey_before(changed, LESSON).stages}
        assert now == names | {stage.id: name.strip() or lessons.get(stage.id, "")}
        assert before(changed) == before(steps)


def test_the_lessons_stages_stay_unwritten() -> None:
    """As long as nothing differs from the lesson's stages the work does not hold any, in any language's words."""
    one = Steps(identify=Identify(touchpoints=(Found(id="a", name="A"), Found(id="b", name="B"))))
    for changed in (
        edits.put_stage(one, LESSON, "1", "1"),
        edits.put_stage(one, LESSON, "1", "2"),
        edits.put_stage(one, LESSON, "3"),
        edits.move_stage(one, LESSON, "1", -1),
        edits.move_stage(one, LESSON, "3", 1),
        edits.name_stage(one, LESSON, "2", " "),
        edits.to_next_stage(one, LESSON, "a", 1),
        edits.past_anything(one, LESSON, "a", 1),
        edits.remove(one, LESSON, "a"),
        edits.rate(one, "a", feeling=1),
        edits.invent(one, LESSON, "u", "2", "U"),
    ):
        assert changed.map.stages is None
    for changed in (edits.put(one, LESSON, "a", "1"), edits.put_stage(one, LESSON, "1", "3")):
        assert changed.map.stages is not None


# Limits, and everything together.


def test_nothing_more_is_made_than_a_file_may_hold() -> None:
    """Touchpoints, ideas and stages are added up to the file format's limits, and refused beyond them."""
    full = Steps()
    for n in range(MAX_STAGES - len(LESSON.stages)):
        full = edits.add_stage(full, LESSON, f"s{n}", "S")
    for n in range(MAX_ENTRIES):
        full = edits.invent(full, LESSON, f"i{n}", "1", "I")
    for n in range(MAX_ACTIVITIES - MAX_ENTRIES):
        full = edits.add(full, LESSON, f"t{n}", "2", "T")
    check_file(full)
    for refused in (
        lambda: edits.add_stage(full, LESSON, "more", "S"),
        lambda: edits.add(full, LESSON, "more", "2", "T"),
        lambda: edits.invent(edits.remove(full, LESSON, "t0"), LESSON, "more", "1", "I"),
    ):
        with pytest.raises(Refused):
            refused()
    last = edits.put_idea(full, LESSON, "i0", "2")
    assert after(last)["2"][-1] == "i0"
    check_file(last)


def check_file(steps: Steps) -> None:
    """The work can be written and read back, and its journeys hold each thing once."""
    work = Work(lesson="l", nickname="n", id="i", steps=steps)
    assert json_files.decode(json_files.encode(work), Work, "file", words.of("en")) == work
    found = [one.id for one in steps.identify.touchpoints]
    ideas = [idea.id for idea in steps.design.ideas]
    assert sorted(one.id for one in journey_before(steps, LESSON).activities) == sorted(found)
    assert sorted(one.id for one in journey_after(steps, LESSON).activities) == sorted(found + ideas)


class Gesture(NamedTuple):
    """One edit and what it is about; what does not exist is among it."""

    kind: str
    thing: str
    stage: str
    other: str
    by: int
    name: str
    new: str


EDITS = {
    "add": lambda steps, one: edits.add(steps, LESSON, one.new, one.stage, one.name),
    "put": lambda steps, one: edits.put(steps, LESSON, one.thing, one.stage, one.other),
    "to_next_stage": lambda steps, one: edits.to_next_stage(steps, LESSON, one.thing, one.by),
    "past_anything": lambda steps, one: edits.past_anything(steps, LESSON, one.thing, one.by),
    "past_touchpoint": lambda steps, one: edits.past_touchpoint(steps, LESSON, one.thing, one.by),
    "remove": lambda steps, one: edits.remove(steps, LESSON, one.thing),
    "describe": lambda steps, one: edits.describe(steps, one.thing, name=one.name),
    "rate": lambda steps, one: edits.rate(steps, one.thing, feeling=one.by, why=one.name),
    "detail": lambda steps, one: edits.detail(steps, one.thing, department=one.name),
    "add_stage": lambda steps, one: edits.add_stage(steps, LESSON, one.new, one.name),
    "name_stage": lambda steps, one: edits.name_stage(steps, LESSON, one.stage, one.name),
    "remove_stage": lambda steps, one: edits.remove_stage(steps, LESSON, one.stage),
    "move_stage": lambda steps, one: edits.move_stage(steps, LESSON, one.stage, one.by),
    "put_stage": lambda steps, one: edits.put_stage(steps, LESSON, one.stage, one.other),
    "set_stages": lambda steps, one: edits.set_stages(steps, LESSON, {one.stage: one.name, one.new: one.name}),
    "invent": lambda steps, one: edits.invent(steps, LESSON, one.new, one.stage, one.name),
    "put_idea": lambda steps, one: edits.put_idea(steps, LESSON, one.thing, one.stage, one.other),
    "idea_to_next_stage": lambda steps, one: edits.idea_to_next_stage(steps, LESSON, one.thing, one.by),
    "idea_past_touchpoint": lambda steps, one: edits.idea_past_touchpoint(steps, LESSON, one.thing, one.by),
    "remove_idea": lambda steps, one: edits.remove_idea(steps, LESSON, one.thing),
    "describe_idea": lambda steps, one: edits.describe_idea(steps, one.thing, name=one.name),
}
short_names = st.sampled_from(["", " ", "n", *strategies.HOSTILE])
drawn = st.tuples(st.sampled_from(list(EDITS)), *[st.integers(0, 9)] * 3, by_one, short_names)


def gesture(steps: Steps, choice: tuple[str, int, int, int, int, str], new: str) -> Gesture:
    """What was drawn, said of what is there."""
    kind, one, two, three, by, name = choice
    things = [each.id for each in journey_after(steps, LESSON).activities] + [NOWHERE]
    stages = [stage.id for stage in stages_of(steps, LESSON)] + [NOWHERE]
    both = [*things, *stages]
    return Gesture(
        kind, things[one % len(things)], stages[two % len(stages)], both[three % len(both)], by, name.strip(), new
    )


def test_every_edit_is_tried() -> None:
    """The table of edits for the random runs names every edit that there is."""
    assert set(EDITS) == set(edits.__all__) - {"Refused"}
    made = (one for module in (edits.map, edits.design) for one in vars(module).values())
    assert {one.__name__ for one in made if callable(one) and one.__module__.startswith(edits.__name__)} >= set(EDITS)


def check_edits(steps: Steps, choices: list[tuple]) -> None:
    """After each gesture, refused or not, the work is whole; what is refused was refused for a reason."""
    for number, choice in enumerate(choices):
        one = gesture(steps, choice, f"new{number}")
        try:
            steps = EDITS[one.kind](steps, one)
        except Refused:
            is_idea = one.thing in {idea.id for idea in steps.design.ideas}
            known = NOWHERE not in (one.thing, one.stage) and is_idea == ("idea" in one.kind)
            full = one.kind == "add_stage" and len(stages_of(steps, LESSON)) == MAX_STAGES
            assert full or not (known and one.name)
        check_file(steps)


@few
@given(strategies.steps(), st.lists(drawn, max_size=8))
def test_any_edits_leave_a_whole_work(steps: Steps, choices: list[tuple]) -> None:
    """Whatever is done to whatever work, it can be saved and read back, and no journey loses or doubles a thing."""
    check_edits(steps, choices)


@pytest.mark.soak
@settings(few, max_examples=500)
@given(strategies.steps(), st.lists(drawn, max_size=30))
def test_any_edits_leave_a_whole_work_for_long(steps: Steps, choices: list[tuple]) -> None:
    """The same with more and longer series of edits."""
    check_edits(steps, choices)


@few
@given(maps(least=1, ideas=1), st.lists(drawn, min_size=1, max_size=6))
def test_no_edit_changes_the_work_it_is_given(steps: Steps, choices: list[tuple]) -> None:
    """An edit makes a new work: the bytes of the old one are the same afterwards."""
    was = json_files.encode(steps)
    check_edits(steps, choices)
    assert json_files.encode(steps) == was

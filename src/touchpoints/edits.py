"""What one does to a map, each as work → work: put, move, name, add, remove; and the same for stages and ideas.

Nothing is changed in place. What names something that is not there is `Refused`: no control of ours asks for it.

>>> from touchpoints.journey import Journey, Stage
>>> from touchpoints.work import Steps, journey_before
>>> lunch = Journey(stages=(Stage(id="pay", name="Pay"), Stage(id="eat", name="Eat")))
>>> steps = add(Steps(), lunch, "till", "pay", "The till")
>>> steps = put(steps, lunch, "till", "eat")
>>> [[one.name for one in stage.activities] for stage in journey_before(steps, lunch).stages]
[[], ['The till']]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from touchpoints.journey import MAX_ACTIVITIES, MAX_STAGES, Journey, Stage
from touchpoints.work import (
    MAX_ENTRIES,
    Detail,
    Found,
    Idea,
    Invented,
    MapStage,
    Rating,
    Steps,
    journey_after,
    journey_before,
    stages_of,
)

T = TypeVar("T")


class Refused(Exception):
    """A change that no control of ours asks for: nothing happens."""


# Touchpoints, and what only one side sees.


def add(steps: Steps, lesson: Journey, id: str, stage: str, name: str) -> Steps:
    """Something new at the end of a stage. An id that is there already was added before: it is not doubled."""
    _fresh(steps, id, name)
    found = (*steps.identify.touchpoints, Found(id=id, name=name.strip()))
    return put(replace(steps, identify=replace(steps.identify, touchpoints=found)), lesson, id, stage)


def put(steps: Steps, lesson: Journey, id: str, stage: str, before: str = "") -> Steps:
    """Into a stage, before another activity there or at its end, from wherever it was."""
    _known(steps, id)
    stages = stages_of(steps, lesson)
    if all(one.id != stage for one in stages):
        raise Refused(stage)
    orders = {one.id: _placed(one.order, id, before) if one.id == stage else _without(one.order, id) for one in stages}
    return _with_stages(steps, lesson, [replace(one, order=orders[one.id]) for one in stages])


def hop(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """To the end of the neighbouring stage; at the edge it stays where it is."""
    _known(steps, id)
    stages = stages_of(steps, lesson)
    there = next((n for n, stage in enumerate(stages) if id in stage.order), -1)
    if there < 0 or not 0 <= there + by < len(stages):
        return steps
    return put(steps, lesson, id, stages[there + by].id)


def move(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """Earlier or later within its stage, past what stands there: an order may still name what has been deleted."""
    _known(steps, id)
    place = _beside(journey_before(steps, lesson).stages, id, by)
    return put(steps, lesson, id, *place) if place else steps


def step(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """Earlier or later among the touchpoints of its stage: a chart does not show the other things among them."""
    _known(steps, id)
    place = _beside(journey_before(steps, lesson).stages, id, by, touchpoints=True)
    return put(steps, lesson, id, *place) if place else steps


def remove(steps: Steps, lesson: Journey, id: str) -> Steps:
    """Its feeling stays in the work, where nobody sees it, until the deletion is undone."""
    _known(steps, id)
    stages = [replace(one, order=_without(one.order, id)) for one in stages_of(steps, lesson)]
    steps = _with_stages(steps, lesson, stages)
    found = tuple(one for one in steps.identify.touchpoints if one.id != id)
    return replace(steps, identify=replace(steps.identify, touchpoints=found))


def describe(steps: Steps, id: str, **fields: Any) -> Steps:
    """Its name, channel or direction. A name is never empty."""
    _known(steps, id)
    if not fields.get("name", "…").strip():
        return steps
    found = tuple(replace(one, **fields) if one.id == id else one for one in steps.identify.touchpoints)
    return replace(steps, identify=replace(steps.identify, touchpoints=found))


def rate(steps: Steps, id: str, **fields: Any) -> Steps:
    """Its feeling, or why."""
    _known(steps, id)
    rating = replace(steps.discuss.ratings.get(id, Rating()), **fields)
    return replace(steps, discuss=replace(steps.discuss, ratings={**steps.discuss.ratings, id: rating}))


def detail(steps: Steps, id: str, **fields: Any) -> Steps:
    """Its importance, department, or what happens there."""
    _known(steps, id)
    changed = replace(steps.map.details.get(id, Detail()), **fields)
    return replace(steps, map=replace(steps.map, details={**steps.map.details, id: changed}))


# Stages.


def add_stage(steps: Steps, lesson: Journey, id: str, name: str) -> Steps:
    stages = stages_of(steps, lesson)
    if not name.strip() or len(stages) >= MAX_STAGES or any(one.id == id for one in stages):
        raise Refused(id)
    return _with_stages(steps, lesson, [*stages, MapStage(id=id, name=name.strip())])


def name_stage(steps: Steps, lesson: Journey, id: str, name: str) -> Steps:
    """An empty name brings the lesson's own name back."""
    stages = _stages_with(steps, lesson, id)
    return _with_stages(steps, lesson, [replace(one, name=name.strip()) if one.id == id else one for one in stages])


def remove_stage(steps: Steps, lesson: Journey, id: str) -> Steps:
    """What stood in the stage waits to be placed again. The last stage stays."""
    stages = _stages_with(steps, lesson, id)
    return _with_stages(steps, lesson, [one for one in stages if one.id != id] if len(stages) > 1 else stages)


def move_stage(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    stages = _stages_with(steps, lesson, id)
    return _with_stages(steps, lesson, _moved(stages, [stage.id for stage in stages], id, by))


def put_stage(steps: Steps, lesson: Journey, id: str, before: str = "") -> Steps:
    """Before another stage, or last."""
    stages = {stage.id: stage for stage in _stages_with(steps, lesson, id)}
    return _with_stages(steps, lesson, [stages[one] for one in _placed(tuple(stages), id, before)])


# Ideas: new touchpoints, in the journey after.


def invent(steps: Steps, lesson: Journey, id: str, stage: str, name: str) -> Steps:
    """A new touchpoint at the end of a stage; what it solves and why it works is still to be said."""
    _fresh(steps, id, name)
    if len(steps.design.ideas) >= MAX_ENTRIES:
        raise Refused(id)
    idea = Idea(id=id, touchpoint=Invented(name=name.strip()), stage=stage, feeling=1)
    return put_idea(_with_ideas(steps, [*steps.design.ideas, idea]), lesson, id, stage)


def put_idea(steps: Steps, lesson: Journey, id: str, stage: str, before: str = "") -> Steps:
    """Into a stage of the journey after, before another activity there or at its end."""
    _known_idea(steps, id)
    after = _orders_after(steps, lesson)
    if stage not in after:
        raise Refused(stage)
    orders = {one: _placed(order, id, before) if one == stage else _without(order, id) for one, order in after.items()}
    return _in_order(steps, orders)


def _orders_after(steps: Steps, lesson: Journey) -> dict[str, list[str]]:
    return {stage.id: [one.id for one in stage.activities] for stage in journey_after(steps, lesson).stages}


def _in_order(steps: Steps, orders: Mapping[str, Sequence[str]]) -> Steps:
    """With the ideas where these orders of the journey after have them.

    The places of all ideas are written anew, so that none of them moves among its neighbours.
    """
    ideas, later = [], {idea.id for idea in steps.design.ideas}
    for idea in steps.design.ideas:  # they are put in one by one: a place counts what stands there by then
        later.discard(idea.id)
        home = next((one for one, order in orders.items() if idea.id in order), None)
        if home is not None:
            there = [each for each in orders[home] if each not in later]
            idea = replace(idea, stage=home, position=there.index(idea.id))
        ideas.append(idea)
    return _with_ideas(steps, ideas)


def hop_idea(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """To the end of the neighbouring stage; at the edge it stays where it is."""
    _known_idea(steps, id)
    stages = journey_after(steps, lesson).stages
    there = next((n for n, stage in enumerate(stages) if any(one.id == id for one in stage.activities)), -1)
    if there < 0 or not 0 <= there + by < len(stages):
        return steps
    return put_idea(steps, lesson, id, stages[there + by].id)


def step_idea(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """Earlier or later among the touchpoints of its stage."""
    _known_idea(steps, id)
    place = _beside(journey_after(steps, lesson).stages, id, by, touchpoints=True)
    return put_idea(steps, lesson, id, *place) if place else steps


def remove_idea(steps: Steps, lesson: Journey, id: str) -> Steps:
    """The other ideas stay where they are."""
    _known_idea(steps, id)
    orders = {stage: _without(order, id) for stage, order in _orders_after(steps, lesson).items()}
    return _in_order(_with_ideas(steps, [idea for idea in steps.design.ideas if idea.id != id]), orders)


def describe_idea(steps: Steps, id: str, **fields: Any) -> Steps:
    """The problem it solves, why it works, its feeling; or its name, channel and direction. A name is never empty."""
    _known_idea(steps, id)
    if not fields.get("name", "…").strip():
        return steps
    inner = {key: fields.pop(key) for key in ("name", "channel", "direction") if key in fields}
    changed = [
        replace(idea, touchpoint=replace(idea.touchpoint, **inner), **fields) if idea.id == id else idea
        for idea in steps.design.ideas
    ]
    return _with_ideas(steps, changed)


def _fresh(steps: Steps, id: str, name: str) -> None:
    """A name, an id that nothing has yet, and room for one more."""
    ids = {one.id for one in (*steps.identify.touchpoints, *steps.design.ideas)}
    if not name.strip() or id in ids or len(ids) >= MAX_ACTIVITIES:
        raise Refused(id)


def _known(steps: Steps, id: str) -> None:
    if all(one.id != id for one in steps.identify.touchpoints):
        raise Refused(id)


def _known_idea(steps: Steps, id: str) -> None:
    if all(idea.id != id for idea in steps.design.ideas):
        raise Refused(id)


def _stages_with(steps: Steps, lesson: Journey, id: str) -> tuple[MapStage, ...]:
    """The stages, one of which has this id."""
    stages = stages_of(steps, lesson)
    if all(stage.id != id for stage in stages):
        raise Refused(id)
    return stages


def _with_stages(steps: Steps, lesson: Journey, stages: Sequence[MapStage]) -> Steps:
    """Stages that are still the lesson's stay unwritten. Each idea stays behind what it followed."""
    if tuple(stages) == stages_of(steps, lesson):
        return steps
    old = _orders_after(steps, lesson)
    steps = replace(steps, map=replace(steps.map, stages=tuple(stages)))
    ideas = {idea.id for idea in steps.design.ideas}
    orders = {
        stage.id: _following([one.id for one in stage.activities], old.get(stage.id, ()), ideas)
        for stage in journey_before(steps, lesson).stages
    }
    return _in_order(steps, orders)


def _following(order: list[str], old: Sequence[str], ideas: set[str]) -> list[str]:
    """The ideas of an old order put into the new one, each behind the nearest of its forerunners that is there."""
    for place, idea in enumerate(old):
        if idea in ideas:
            ahead = next((one for one in reversed(old[:place]) if one in order), None)
            order.insert(order.index(ahead) + 1 if ahead else 0, idea)
    return order


def _with_ideas(steps: Steps, ideas: Sequence[Idea]) -> Steps:
    return replace(steps, design=replace(steps.design, ideas=tuple(ideas)))


def _without(order: Sequence[str], id: str) -> tuple[str, ...]:
    return tuple(one for one in order if one != id)


def _placed(order: Sequence[str], id: str, before: str) -> tuple[str, ...]:
    """With `id` before another, at the end where that is not there, and where it was before itself."""
    rest = _without(order, id)
    anchored = order if before == id else rest
    place = anchored.index(before) if before in anchored else len(rest)
    return (*rest[:place], id, *rest[place:])


def _beside(stages: Sequence[Stage], id: str, by: int, touchpoints: bool = False) -> tuple[str, str] | None:
    """Its stage, and before what it has to stand there to pass the next thing, or touchpoint; None where it cannot."""
    for stage in stages:
        order = [one.id for one in stage.activities]
        passed = [one.id for one in stage.activities if one.is_touchpoint or not touchpoints]
        if id in passed and 0 <= passed.index(id) + by < len(passed):
            other = passed[passed.index(id) + by]
            return stage.id, other if by < 0 else next(iter(order[order.index(other) + 1 :]), "")
    return None


def _moved(items: Sequence[T], ids: Sequence[str], id: str, by: int) -> list[T]:
    """The items with the one named `id` one place on; as they are when it is not there or at the edge."""
    items, place = list(items), ids.index(id) if id in ids else -1
    if place < 0 or not 0 <= place + by < len(items):
        return items
    items[place], items[place + by] = items[place + by], items[place]
    return items

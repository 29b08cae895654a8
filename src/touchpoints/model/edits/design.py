"""Ideas: new touchpoints, in the journey after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from touchpoints.model.edits.orders import Refused, beside, fresh, placed, without
from touchpoints.model.journey import Journey
from touchpoints.model.work import MAX_ENTRIES, Idea, Invented, Steps, journey_after, journey_before


def invent(steps: Steps, lesson: Journey, id: str, stage: str, name: str) -> Steps:
    """A new touchpoint at the end of a stage; what it solves and why it works is still to be said."""
    fresh(steps, id, name)
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
    orders = {one: placed(order, id, before) if one == stage else without(order, id) for one, order in after.items()}
    return _in_order(steps, orders)


def idea_to_next_stage(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """To the end of the neighbouring stage; at the edge it stays where it is."""
    _known_idea(steps, id)
    stages = journey_after(steps, lesson).stages
    there = next((n for n, stage in enumerate(stages) if any(one.id == id for one in stage.activities)), -1)
    if there < 0 or not 0 <= there + by < len(stages):
        return steps
    return put_idea(steps, lesson, id, stages[there + by].id)


def idea_past_touchpoint(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """Earlier or later among the touchpoints of its stage."""
    _known_idea(steps, id)
    place = beside(journey_after(steps, lesson).stages, id, by, touchpoints=True)
    return put_idea(steps, lesson, id, *place) if place else steps


def remove_idea(steps: Steps, lesson: Journey, id: str) -> Steps:
    """The other ideas stay where they are."""
    _known_idea(steps, id)
    orders = {stage: without(order, id) for stage, order in _orders_after(steps, lesson).items()}
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


def keeping_ideas(steps: Steps, lesson: Journey, old: Steps) -> Steps:
    """After a change of the map each idea stays behind the nearest of those that it followed, as `old` had it."""
    before, ids = _orders_after(old, lesson), {idea.id for idea in steps.design.ideas}
    orders = {}
    for stage in journey_before(steps, lesson).stages:
        orders[stage.id] = _following([one.id for one in stage.activities], before.get(stage.id, ()), ids)
    return _in_order(steps, orders)


def _following(order: list[str], old: Sequence[str], ideas: set[str]) -> list[str]:
    """The ideas of an old order put into the new one, each behind the nearest of its forerunners that is there."""
    for place, idea in enumerate(old):
        if idea in ideas:
            ahead = next((one for one in reversed(old[:place]) if one in order), None)
            order.insert(order.index(ahead) + 1 if ahead else 0, idea)
    return order


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


def _with_ideas(steps: Steps, ideas: Sequence[Idea]) -> Steps:
    return replace(steps, design=replace(steps.design, ideas=tuple(ideas)))


def _known_idea(steps: Steps, id: str) -> None:
    if all(idea.id != id for idea in steps.design.ideas):
        raise Refused(id)

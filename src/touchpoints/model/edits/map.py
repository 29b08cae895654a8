"""Touchpoints, what only one side sees, and the stages of the map that they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from touchpoints.model.edits.design import keeping_ideas
from touchpoints.model.edits.orders import Refused, beside, fresh, moved, placed, without
from touchpoints.model.journey import MAX_STAGES, Journey
from touchpoints.model.work import Detail, Found, MapStage, Rating, Steps, journey_before, stages_of


def add(steps: Steps, lesson: Journey, id: str, stage: str, name: str) -> Steps:
    """Something new at the end of a stage. An id that is there already was added before: it is not doubled."""
    fresh(steps, id, name)
    found = (*steps.identify.touchpoints, Found(id=id, name=name.strip()))
    return put(replace(steps, identify=replace(steps.identify, touchpoints=found)), lesson, id, stage)


def put(steps: Steps, lesson: Journey, id: str, stage: str, before: str = "") -> Steps:
    """Into a stage, before another activity there or at its end, from wherever it was."""
    _known(steps, id)
    stages = stages_of(steps, lesson)
    if all(one.id != stage for one in stages):
        raise Refused(stage)
    orders = {one.id: placed(one.order, id, before) if one.id == stage else without(one.order, id) for one in stages}
    return _with_stages(steps, lesson, [replace(one, order=orders[one.id]) for one in stages])


def to_next_stage(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """To the end of the neighbouring stage; at the edge it stays where it is."""
    _known(steps, id)
    stages = stages_of(steps, lesson)
    there = next((n for n, stage in enumerate(stages) if id in stage.order), -1)
    if there < 0 or not 0 <= there + by < len(stages):
        return steps
    return put(steps, lesson, id, stages[there + by].id)


def past_anything(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """Earlier or later within its stage, past what stands there: an order may still name what has been deleted."""
    _known(steps, id)
    place = beside(journey_before(steps, lesson).stages, id, by)
    return put(steps, lesson, id, *place) if place else steps


def past_touchpoint(steps: Steps, lesson: Journey, id: str, by: int) -> Steps:
    """Earlier or later among the touchpoints of its stage: a chart does not show the other things among them."""
    _known(steps, id)
    place = beside(journey_before(steps, lesson).stages, id, by, touchpoints=True)
    return put(steps, lesson, id, *place) if place else steps


def remove(steps: Steps, lesson: Journey, id: str) -> Steps:
    """Its feeling stays in the work, where nobody sees it, until the deletion is undone."""
    _known(steps, id)
    stages = [replace(one, order=without(one.order, id)) for one in stages_of(steps, lesson)]
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
    return _with_stages(steps, lesson, moved(stages, [stage.id for stage in stages], id, by))


def set_stages(steps: Steps, lesson: Journey, names: Mapping[str, str]) -> Steps:
    """These stages, by id, in this order: one that is there stays as it is, and what stood in the others waits."""
    former = {stage.id: stage for stage in stages_of(steps, lesson)}
    if not 0 < len(names) <= MAX_STAGES or not all(id in former or name.strip() for id, name in names.items()):
        raise Refused("stages")
    stages = [former.get(id) or MapStage(id=id, name=name.strip()) for id, name in names.items()]
    return _with_stages(steps, lesson, stages)


def put_stage(steps: Steps, lesson: Journey, id: str, before: str = "") -> Steps:
    """Before another stage, or last."""
    stages = {stage.id: stage for stage in _stages_with(steps, lesson, id)}
    return _with_stages(steps, lesson, [stages[one] for one in placed(tuple(stages), id, before)])


def _known(steps: Steps, id: str) -> None:
    if all(one.id != id for one in steps.identify.touchpoints):
        raise Refused(id)


def _stages_with(steps: Steps, lesson: Journey, id: str) -> tuple[MapStage, ...]:
    """The stages, one of which has this id."""
    stages = stages_of(steps, lesson)
    if all(stage.id != id for stage in stages):
        raise Refused(id)
    return stages


def _with_stages(steps: Steps, lesson: Journey, stages: Sequence[MapStage]) -> Steps:
    """Stages that are still the lesson's stay unwritten."""
    if tuple(stages) == stages_of(steps, lesson):
        return steps
    return keeping_ideas(replace(steps, map=replace(steps.map, stages=tuple(stages))), lesson, steps)

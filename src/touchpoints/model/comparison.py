"""Two journeys compared, before and after: both in one row of stages, and how far each stage has moved."""

from __future__ import annotations

from msgspec.structs import replace

from touchpoints.model.journey import Activity, Journey, Stage, mean_feeling


def in_common_stages(before: Journey, after: Journey) -> tuple[list[Stage], list[Activity], frozenset[str]]:
    """The stages of `after` and its unplaced, with what it has no more put back in; and the ids of that.

    Not a Journey: two full ones together may have more activities than one may.
    """
    kept = {activity.id for activity in after.activities}
    stages = {stage.id: list(stage.activities) for stage in after.stages}
    unplaced = list(after.unplaced)
    gone: set[str] = set()
    for id, activities in [*((stage.id, stage.activities) for stage in before.stages), ("", before.unplaced)]:
        for place, activity in enumerate(activities):
            if activity.id not in kept and activity.is_touchpoint:
                stages.get(id, unplaced).insert(place, activity)
                gone.add(activity.id)
    both = [replace(stage, activities=tuple(stages[stage.id])) for stage in after.stages]
    return both, unplaced, frozenset(gone)


def stage_changes(before: Journey, after: Journey) -> dict[str, float | None]:
    """For each stage of `after`, how far its mean feeling moved; None where one side is not rated."""
    old = {stage.id: mean_feeling(stage.activities) for stage in before.stages}
    new = {stage.id: mean_feeling(stage.activities) for stage in after.stages}
    return {id: None if value is None or old.get(id) is None else value - old[id] for id, value in new.items()}

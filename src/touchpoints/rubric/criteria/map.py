"""The criteria of `map`."""

from __future__ import annotations

from touchpoints.rubric.criteria.evidence import DONE, Criterion, Evidence, ask_why, has_reason, share
from touchpoints.rubric.student_texts import short


def placed(seen: Evidence) -> Criterion:
    """Every touchpoint has a stage: nothing waits."""
    every = seen.journey.touchpoints
    if not every:
        return Criterion(0, seen.say("desk.find_first"))
    if not seen.journey.stages:
        return Criterion(0, seen.say.count("open.stages", seen.limits.stages))
    waiting = [one for one in seen.journey.unplaced if one.is_touchpoint]
    if not waiting:
        return DONE
    return Criterion(share(len(every) - len(waiting), len(every)), seen.say("open.place", name=short(waiting[0].name)))


def stages(seen: Evidence) -> Criterion:
    """Every stage has a touchpoint, and there are enough stages from first hearing to after the purchase."""
    every = seen.journey.stages
    empty = [stage for stage in every if not any(one.is_touchpoint for one in stage.activities)]
    missing = seen.limits.stages - len(every)
    level = max(1, share(len(every) - len(empty), max(len(every), seen.limits.stages)))
    if missing > 0:
        return Criterion(level, seen.say.count("open.stages", missing))
    return Criterion(level, seen.say("open.stage", stage=short(empty[0].name))) if empty else DONE


def explained(seen: Evidence) -> Criterion:
    """There are a low and a peak, and both are explained."""
    low, peak = seen.journey.low, seen.journey.peak
    if low is None or peak is None:
        return Criterion(1, seen.say("open.heights"))
    if not has_reason(low, seen):
        return Criterion(2, ask_why(low, "open.low", seen))
    return DONE if has_reason(peak, seen) else Criterion(2, ask_why(peak, "open.peak", seen))


CRITERIA = (placed, stages, explained)
FOR_TEACHER = ("map_order",)

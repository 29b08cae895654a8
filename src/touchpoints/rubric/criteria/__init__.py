"""The criteria of the five steps, a small function each: what can be decided from the work, and nothing else.

A criterion's level, 0 to 3, is the highest that its step can reach while it stands like this. Its `open` says what to
do next for it, "" when nothing is missing or another criterion of the step says it already.
"""

from __future__ import annotations

from collections.abc import Callable

from touchpoints.rubric.criteria import design, discuss, identify, map, role_play
from touchpoints.rubric.criteria.evidence import TOP, Criterion, Evidence

# By step, the most urgent first: on the first of a step the others stand.
CRITERIA: dict[str, tuple[Callable[[Evidence], Criterion], ...]] = {
    "identify": identify.CRITERIA,
    "discuss": discuss.CRITERIA,
    "map": map.CRITERIA,
    "design": design.CRITERIA,
    "role_play": role_play.CRITERIA,
}
# What only a person can judge: never counted, named with a place for a mark.
FOR_TEACHER: dict[str, tuple[str, ...]] = {
    "identify": identify.FOR_TEACHER,
    "discuss": discuss.FOR_TEACHER,
    "map": map.FOR_TEACHER,
    "design": design.FOR_TEACHER,
    "role_play": role_play.FOR_TEACHER,
}

__all__ = ["CRITERIA", "FOR_TEACHER", "TOP", "Criterion", "Evidence"]

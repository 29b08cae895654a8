"""What a criterion looks at and what it says, and what criteria of several steps share."""

from __future__ import annotations

from typing import NamedTuple

from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Plan, Thresholds
from touchpoints.model.journey import Activity, Journey
from touchpoints.model.work import Steps
from touchpoints.rubric.honesty import Own
from touchpoints.rubric.student_texts import enough, short

TOP = 3


class Evidence(NamedTuple):
    """All that a criterion may look at. `journey` is one's own map without the ideas, `own` what counts of it,
    `offered` the names, casefolded, that the plan offers to take from the case."""

    steps: Steps
    journey: Journey
    own: Own
    lesson: LessonContent
    plan: Plan
    offered: frozenset[str]
    say: Words

    @property
    def limits(self) -> Thresholds:
        return self.lesson.numbers.thresholds


class Criterion(NamedTuple):
    level: int
    open: str = ""


DONE = Criterion(TOP)


def share(have: int, goal: int) -> int:
    """The level for so many of so many: all 3, half of them 2, fewer 1, none 0."""
    if have >= goal:
        return TOP
    return (2 if 2 * have >= goal else 1) if have else 0


def has_reason(one: Activity, seen: Evidence) -> bool:
    """Whether a touchpoint has a reason that counts and has words enough."""
    return one.id in seen.own.reasons and enough(one.why, seen.limits.reason)


def ask_why(one: Activity, key: str, seen: Evidence) -> str:
    """Ask for a reason, or for more where one is there but too short."""
    too_short = one.id in seen.own.reasons
    return seen.say("open.why_longer" if too_short else key, name=short(one.name))

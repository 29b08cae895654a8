"""The rubric: how far each step of a work is, what to do next, and what is left to a person to judge.

Everything is computed from the work each time, and nothing is claimed that cannot be decided from it.

>>> from touchpoints.language import words
>>> from touchpoints.lessons import reader
>>> from touchpoints.model.work import Found, Identify, Steps
>>> steps = Steps(identify=Identify(touchpoints=(Found(id="t1", name="Bus stop", channel="sign"),)))
>>> found = assess(steps, reader.read("school-lunch", "en"), "short", words.of("en"))
>>> found["identify"].level, found["identify"].open[0], found["design"].level
(1, 'Find 4 more touchpoints.', 0)
"""

from __future__ import annotations

from typing import NamedTuple

from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import STEPS, PlanName, Steps, journey_before
from touchpoints.rubric import honesty
from touchpoints.rubric.criteria import CRITERIA, FOR_TEACHER, TOP, Evidence
from touchpoints.rubric.honesty import Noticed


class Assessment(NamedTuple):
    """How far a step is: 0 to 3, the lowest of its criteria's levels, which say by their names what each allows.

    `open` is what to do next, the most urgent first; it is empty exactly when the level is 3. `noticed` is what does
    not count, whether or not anything is missing without it.
    """

    level: int
    criteria: dict[str, int]
    open: list[str]
    noticed: list[Noticed]


def assess(steps: Steps, lesson: LessonContent, plan: PlanName, say: Words) -> dict[str, Assessment]:
    """The mark of each step, for one of the lesson's plans, in the words of `say`.

    The first criterion of a step is what its others stand on: while that one is 0, so are they, and nothing else is
    asked for.
    """
    journey = journey_before(steps, lesson.empty)
    offered = lesson.offered_names(plan)
    own = honesty.sift(steps, journey.touchpoints, lesson, say, offered)
    seen = Evidence(steps, journey, own, lesson, lesson.numbers.plans[plan], offered, say)
    return {step: _mark(step, seen) for step in STEPS}


def _mark(step: str, seen: Evidence) -> Assessment:
    found = {criterion.__name__: criterion(seen) for criterion in CRITERIA[step]}
    first = next(iter(found.values()))
    levels = {name: one.level if first.level else 0 for name, one in found.items()}
    noticed = [one for one in seen.own.noticed if one.step == step]
    missing = [one.open for one in found.values() if one.open] if first.level else [first.open]
    open = list(dict.fromkeys([*(one.said for one in noticed), *missing])) if missing else []
    return Assessment(min(levels.values()), levels, open, noticed)


__all__ = ["FOR_TEACHER", "TOP", "Assessment", "Noticed", "assess"]

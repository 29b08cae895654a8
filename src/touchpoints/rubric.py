"""Widget-free rules: what a finished step needs, said in the reader's language.

Every rule can be decided from the work alone. What only a person can judge stands in the lesson's rubric.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from touchpoints.journey import DIRECTIONS, Journey
from touchpoints.lesson.numbers import Plan
from touchpoints.words import Words
from touchpoints.work import STEPS, Steps


class Feedback(NamedTuple):
    """What is still to do, step by step. `str()` says it in words."""

    open_points: dict[str, list[str]]
    words: Words

    def __str__(self) -> str:
        lines = []
        for step in STEPS:
            title = self.words(f"{step}.title")
            if points := self.open_points[step]:
                lines += [f"○ {title}", *(f"    {point}" for point in points)]
            else:
                lines.append(f"● {title}: {self.words('desk.complete')}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)


def open_points(steps: Steps, journey: Journey, plan: Plan, words: Words) -> dict[str, list[str]]:
    """For each step what is still to do, most urgent first; an empty list where the step is finished."""
    return {
        "identify": list(_identify(journey, plan, words)),
        "discuss": list(_discuss(steps, journey, plan, words)),
        "map": list(_map(journey, words)),
        "design": list(_design(steps, journey, words)),
        "role_play": list(_role_play(steps, words)),
    }


def _identify(journey: Journey, plan: Plan, words: Words) -> Iterator[str]:
    missing = plan.touchpoints - len(journey.touchpoints)
    if missing > 0:
        yield words.count("open.touchpoints", missing)
    ways = {one.direction for one in journey.touchpoints}
    if journey.touchpoints and "both" not in ways and len(ways) < 2:
        (only,) = ways
        other = next(way for way in DIRECTIONS if way not in (only, "both"))
        yield words("open.direction", direction=words(f"direction.{other}"))


def _discuss(steps: Steps, journey: Journey, plan: Plan, words: Words) -> Iterator[str]:
    touchpoints = journey.touchpoints
    if not touchpoints:
        yield words("desk.find_first")
        return
    if unrated := [one for one in touchpoints if one.feeling is None]:
        yield words("open.feeling", name=unrated[0].name)
    asked = touchpoints if plan.reasons >= plan.touchpoints else [journey.peak, journey.low]
    if unexplained := [one for one in asked if one and one.feeling is not None and not one.why.strip()]:
        yield words("open.why", name=unexplained[0].name)
    if not steps.discuss.opinion.text.strip() and not steps.discuss.opinion.come_back:
        yield words("open.opinion")


def _map(journey: Journey, words: Words) -> Iterator[str]:
    if not journey.touchpoints:
        yield words("desk.find_first")
        return
    if waiting := [one for one in journey.unplaced if one.is_touchpoint]:
        yield words("open.place", name=waiting[0].name)
        return
    for stage in journey.stages:
        if not any(one.is_touchpoint for one in stage.activities):
            yield words("open.stage", stage=stage.name)


def _design(steps: Steps, journey: Journey, words: Words) -> Iterator[str]:
    if journey.low is None:
        yield words("design.no_low")
        return
    if not steps.design.ideas:
        yield words("open.idea", name=journey.low.name)
    for idea in steps.design.ideas:
        if not idea.because.strip():
            yield words("open.because", name=idea.touchpoint.name)
        elif not idea.problem.strip():
            yield words("open.problem", name=idea.touchpoint.name)
    if steps.design.ideas and not steps.design.answers:
        yield words("open.answers")


def _role_play(steps: Steps, words: Words) -> Iterator[str]:
    if not steps.role_play.scene:
        yield words("role_play.no_scene")
        return
    if not steps.role_play.observations:
        yield words("open.observe")
    if not steps.role_play.conclusion.strip():
        yield words("open.conclusion")

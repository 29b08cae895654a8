"""The criteria of `design`: of several ideas the one that stands best counts."""

from __future__ import annotations

from touchpoints.model.journey import Activity
from touchpoints.model.work import Idea
from touchpoints.rubric.criteria.evidence import DONE, Criterion, Evidence
from touchpoints.rubric.student_texts import enough, plain, short


def at_low(seen: Evidence) -> Criterion:
    """The idea is something new, in the stage of the lowest point or next to it."""
    idea, low = _idea(seen), seen.journey.low
    if low is None:
        return Criterion(0, seen.say("design.no_low"))
    return _at_low(idea, low, seen) if idea else Criterion(0, seen.say("open.idea", name=short(low.name)))


def told(seen: Evidence) -> Criterion:
    """In place of what it comes, or which problem it solves, and why it will work, in a whole sentence."""
    idea = _idea(seen)
    return _told(idea, seen) if idea else Criterion(1)


def better(seen: Evidence) -> Criterion:
    """A plausible change: it feels better than the lowest point."""
    idea, low = _idea(seen), seen.journey.low
    return _better(idea, low, seen) if idea and low else Criterion(2)


def _idea(seen: Evidence) -> Idea | None:
    ideas = [idea for idea in seen.steps.design.ideas if idea.id in seen.own.ideas and enough(idea.touchpoint.name, 1)]
    return max(ideas, key=lambda idea: _stands(idea, seen), default=None)


def _stands(idea: Idea, seen: Evidence) -> int:
    low = seen.journey.low
    judged = (_at_low(idea, low, seen), _told(idea, seen), _better(idea, low, seen)) if low else ()
    return sum(one.level for one in judged)


def _at_low(idea: Idea, low: Activity, seen: Evidence) -> Criterion:
    name, stages = plain(idea.touchpoint.name), seen.journey.stages
    if any(name == plain(one.name) for one in seen.journey.touchpoints):
        return Criterion(1, seen.say("open.known", name=short(idea.touchpoint.name)))
    home = next((n for n, stage in enumerate(stages) if low in stage.activities), None)
    if home is None:
        return Criterion(1, seen.say("open.place", name=short(low.name)))
    if idea.stage in (stage.id for stage in stages[max(0, home - 1) : home + 2]):
        return DONE
    return Criterion(1, seen.say("open.where", name=short(idea.touchpoint.name), stage=short(stages[home].name)))


def _told(idea: Idea, seen: Evidence) -> Criterion:
    least, name = seen.limits.sentence, short(idea.touchpoint.name)
    known = any(one.id == idea.replaces for one in seen.journey.touchpoints)
    if not (known or enough(idea.problem, least)):
        return Criterion(2 if enough(idea.because, least) else 1, seen.say("open.replaces", name=name))
    if not enough(idea.because, least):
        return Criterion(2, seen.say("open.because_longer" if idea.because.strip() else "open.because", name=name))
    return DONE


def _better(idea: Idea, low: Activity, seen: Evidence) -> Criterion:
    if idea.feeling is not None and idea.feeling > low.feeling:
        return DONE
    return Criterion(2, seen.say("open.expected", name=short(idea.touchpoint.name), low=short(low.name)))


CRITERIA = (at_low, told, better)
FOR_TEACHER = ("design_fits", "design_answers")

"""The criteria of `role_play`."""

from __future__ import annotations

from touchpoints.model.work import Observation
from touchpoints.rubric.criteria.evidence import DONE, Criterion, Evidence


def played(seen: Evidence) -> Criterion:
    """A scene of the lesson, or an idea of one's own, was played and observed: how it felt before and after."""
    play = seen.steps.role_play
    if play.scene not in {one.id for one in (*seen.lesson.numbers.scenes, *seen.steps.design.ideas)}:
        return Criterion(0, seen.say("role_play.no_scene"))
    if not play.observations:
        return Criterion(1, seen.say("open.observe"))
    felt = any(None not in (one.feeling_before, one.feeling_after) for one in play.observations)
    return DONE if felt else Criterion(2, seen.say("open.before_after"))


def observed(seen: Evidence) -> Criterion:
    """Observers" sheets on which something was seen."""
    sheets = seen.steps.role_play.observations
    have = sum(_says_something(one, seen) for one in sheets)
    if have >= seen.limits.sheets:
        return DONE
    if len(sheets) >= seen.limits.sheets:
        return Criterion(2, seen.say("open.sheet"))
    return Criterion(2 if have else 1, seen.say("open.observe"))


def _says_something(one: Observation, seen: Evidence) -> bool:
    return any(id in seen.lesson.numbers.observe for id in one.seen) or any(
        seen.own.says(text, 1) for text in (one.promises_made, one.helped)
    )


def conclusion(seen: Evidence) -> Criterion:
    """A conclusion for the map, in a whole sentence."""
    text = seen.steps.role_play.conclusion
    if seen.own.says(text, seen.limits.sentence):
        return DONE
    return Criterion(2, seen.say("open.conclusion_longer" if text.strip() else "open.conclusion"))


CRITERIA = (played, observed, conclusion)
FOR_TEACHER = ("role_play_roles", "role_play_follows")

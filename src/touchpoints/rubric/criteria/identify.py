"""The criteria of `identify`."""

from __future__ import annotations

from touchpoints.lessons.lesson import OWN
from touchpoints.model.journey import DIRECTIONS, ELEVEN_KINDS
from touchpoints.model.work import Found
from touchpoints.rubric.criteria.evidence import DONE, Criterion, Evidence, share
from touchpoints.rubric.student_texts import plain, short


def _found(seen: Evidence) -> list[Found]:
    """The touchpoints whose names are the student's own; one counts as such until only one side sees it."""
    found = seen.steps.identify.touchpoints
    return [one for one in found if one.visible_to in ("both", None) and one.id in seen.own.names]


def touchpoints(seen: Evidence) -> Criterion:
    """As many touchpoints as the plan asks for, each with a name of its own; where the case's may be taken, some are
    one's own besides."""
    found, goal = _found(seen), seen.plan.touchpoints
    own = sum(one.name.casefold() not in seen.offered for one in found)
    missing, wanting = goal - len(found), OWN - own if seen.offered else 0
    if wanting > 0 and wanting >= missing:  # more from the case would not do
        return Criterion(min(2, share(len(found), goal)), seen.say.count("open.own", wanting))
    return DONE if missing <= 0 else Criterion(share(len(found), goal), seen.say.count("open.touchpoints", missing))


def directions(seen: Evidence) -> Criterion:
    """Both directions: one each way, or one that runs both ways. Every arrow is chosen."""
    found = _found(seen)
    ways = {one.direction for one in found} - {None}
    if open := [one for one in found if one.direction is None]:
        return Criterion(2, seen.say("open.no_direction", name=short(open[0].name)))
    if "both" in ways or len(ways) > 1:
        return DONE
    if not ways:
        return Criterion(2)
    other = next(way for way in DIRECTIONS if way not in (*ways, "both"))
    return Criterion(2, seen.say("open.direction", direction=seen.say(f"direction.{other}")))


def channels(seen: Evidence) -> Criterion:
    """Enough kinds of channel; what is only guessed from a name does not count."""
    found = _found(seen)
    kinds = {plain(one.channel) for one in found if one.channel_confirmed} - {""}
    if len(kinds) >= seen.limits.channels:
        return DONE
    level = max(1, share(len(kinds), seen.limits.channels))
    if without := [one for one in found if not one.channel.strip()]:
        return Criterion(level, seen.say("open.no_channel", name=short(without[0].name)))
    if guessed := [one for one in found if not one.channel_confirmed]:
        channel = short(seen.say.channel(guessed[0].channel))
        return Criterion(level, seen.say("open.unconfirmed", name=short(guessed[0].name), channel=channel))
    used = {one.channel for one in found}
    example = next((kind for kind in ELEVEN_KINDS if kind not in used), ELEVEN_KINDS[0])
    return Criterion(level, seen.say("open.channels", example=seen.say.channel(example)) if found else "")


def one_side(seen: Evidence) -> Criterion:
    """What only one side sees stands apart."""
    have = sum(
        one.visible_to in ("company", "customer") and one.id in seen.own.names
        for one in seen.steps.identify.touchpoints
    )
    missing = seen.limits.one_side - have
    return DONE if missing <= 0 else Criterion(2, seen.say.count("open.one_side", missing))


CRITERIA = (touchpoints, directions, channels, one_side)
FOR_TEACHER = ("identify_real",)

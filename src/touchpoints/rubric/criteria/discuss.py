"""The criteria of `discuss`."""

from __future__ import annotations

from touchpoints.rubric.criteria.evidence import DONE, Criterion, Evidence, ask_why, has_reason, share
from touchpoints.rubric.student_texts import short


def feelings(seen: Evidence) -> Criterion:
    """A feeling for each touchpoint."""
    every = seen.journey.touchpoints
    if not every:
        return Criterion(0, seen.say("desk.find_first"))
    unrated = [one for one in every if one.feeling is None]
    if not unrated:
        return DONE
    return Criterion(
        share(len(every) - len(unrated), len(every)), seen.say("open.feeling", name=short(unrated[0].name))
    )


def reasons(seen: Evidence) -> Criterion:
    """A reason for the best and the worst, and for as many as the plan asks for: for all where it asks for as many
    reasons as touchpoints."""
    every, given = seen.journey.touchpoints, [one for one in seen.journey.touchpoints if has_reason(one, seen)]
    ends = [one for one in (seen.journey.low, seen.journey.peak) if one]
    whole = seen.plan.reasons >= seen.plan.touchpoints
    goal = len(every) if whole else min(seen.plan.reasons, len(every))
    wanting = [one for one in ends if one not in given]
    if len(given) + len(wanting) < goal:
        wanting += [one for one in every if one not in given and one not in wanting and one.feeling is not None]
    if not wanting and len(given) >= goal:
        return DONE
    return Criterion(2 if given else 1, ask_why(wanting[0], "open.why", seen) if wanting else "")


def good_and_bad(seen: Evidence) -> Criterion:
    """Good ones and bad ones: touchpoints that feel so, or stories of them."""
    told = {one.kind for one in seen.steps.discuss.stories if seen.own.says(one.text, 1)}
    felt = [one.feeling for one in seen.journey.rated]
    missing = [
        key
        for key, there in (("bad", min(felt, default=0) < 0), ("good", max(felt, default=0) > 0))
        if not there and key not in told
    ]
    if not missing:
        return DONE
    return Criterion(3 - len(missing), seen.say("open.bad" if "bad" in missing else "open.good") if felt else "")


def opinion(seen: Evidence) -> Criterion:
    """An effect on the opinion of the place, in words."""
    said = seen.own.says(seen.steps.discuss.opinion.text, seen.limits.reason)
    return DONE if said else Criterion(2, seen.say("open.opinion"))


CRITERIA = (feelings, reasons, good_and_bad, opinion)
FOR_TEACHER = ("discuss_reasons", "discuss_opinion")

"""Works of earlier formats: how a file of one becomes one of the next. Nothing of a student's is lost on the way.

>>> to_2({"format": "touchpoints.work/1", "extra": {"plan": "long", "quiz": {"sides": "b"}, "guess": 4}})
{'format': 'touchpoints.work/2', 'extra': {'guess': 4}, 'plan': 'two', 'finish': {'quiz': {'sides': ['b']}}}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OLDER_PLANS = {"short": "short", "long": "two"}
MAX_ID = 64  # letters


def to_2(old: dict[str, Any]) -> dict[str, Any]:
    """Format 1 kept the plan and the answers to the quiz in `extra`, which anybody may have filled with anything: what
    does not fit stays there. Its plan was the short one until another was chosen. `heard`, which the page's protocol
    kept there, lies beside the work now."""
    extra = {name: value for name, value in old.get("extra", {}).items() if name != "heard"}
    new = {**old, "format": "touchpoints.work/2", "extra": extra, "plan": "short"}
    if isinstance(extra.get("plan"), str) and extra["plan"] in OLDER_PLANS:
        new["plan"] = OLDER_PLANS[extra.pop("plan")]
    if _are_answers(extra.get("quiz")):
        new["finish"] = {"quiz": {item: [answer] for item, answer in extra.pop("quiz").items()}}
    return new


def _are_answers(found: object) -> bool:
    """Whether this is an answer to each of some questions, all of them ids."""
    pairs = found.items() if isinstance(found, dict) else ((None, None),)
    return all(isinstance(id, str) and 0 < len(id) <= MAX_ID for pair in pairs for id in pair)


# By format: the file as the next format has it.
OLDER: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"touchpoints.work/1": to_2}

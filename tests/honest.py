"""The model solutions as if students had thought of them: every word is turned round, so that none is a copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import msgspec

from touchpoints.lessons import reader
from touchpoints.model.work import Steps

WRITTEN = {"name", "why", "text", "problem", "because", "conclusion", "helped", "promises_made", "goal", "title"}


@cache
def solution(id: str, language: str) -> Steps:
    """The same touchpoints, feelings, places and lengths, in words of nobody's."""
    return written(reader.solution(id, language), lambda text: re.sub(r"\w+", lambda word: word[0][::-1], text))


def written(steps: Steps, change: Callable[[str], str]) -> Steps:
    """The same steps, with every text changed that a student has written."""
    return msgspec.convert(_written(msgspec.to_builtins(steps), change), Steps)


def _written(part: object, change: Callable[[str], str], key: str = "") -> object:
    if isinstance(part, dict):
        return {name: _written(value, change, name) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_written(one, change, key) for one in part]
    return change(part) if key in WRITTEN and isinstance(part, str) else part

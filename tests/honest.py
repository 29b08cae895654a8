"""The model solutions as if students had thought of them: every word is turned round, so that none is a copy."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from touchpoints.lessons import reader
from touchpoints.model.work import Steps

WRITTEN = {"name", "why", "text", "problem", "because", "conclusion", "helped", "promises_made", "goal", "title"}


@cache
def solution(id: str, language: str) -> Steps:
    """The same touchpoints, feelings, places and lengths, in words of nobody's."""
    return msgspec.convert(_turned(msgspec.to_builtins(reader.solution(id, language))), Steps)


def _turned(part: object, key: str = "") -> object:
    if isinstance(part, dict):
        return {name: _turned(value, name) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_turned(one, key) for one in part]
    return re.sub(r"\w+", lambda word: word[0][::-1], part) if key in WRITTEN and isinstance(part, str) else part

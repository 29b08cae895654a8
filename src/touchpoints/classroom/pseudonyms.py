"""Nicknames replaced by numbers, wherever somebody has written them.

>>> from touchpoints.language import words
>>> hidden = Pseudonyms([Work(lesson="x", nickname="Fox", id="1")], words.of("en"))
>>> hidden.text("the FOX and the foxglove")
'the Student 1 and the foxglove'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from touchpoints.language.words import Words
from touchpoints.model.journey import CHANNELS, Value
from touchpoints.model.work import Work

_NO_TEXT = ("id", "format", "language", "direction", "visible_to", "happens")  # what no student has written


class Pseudonyms:
    """One for each nickname, whoever has it, and a number for each work: both in the order of the works' ids, which
    chance has made, so that it does not give away the alphabet. Without works everything stays as it is."""

    def __init__(self, works: Iterable[Work], say: Words) -> None:
        works = sorted(works, key=lambda work: work.id)
        names = dict.fromkeys(_folded(work.nickname) for work in works)
        self._names = {name: say("report.student", number=number) for number, name in enumerate(names, 1)}
        self._ids = {(work.lesson, work.id): str(number) for number, work in enumerate(works, 1)}
        written = {spelling: self.name(work) for work in works for spelling in _spellings(work.nickname)}
        longest = sorted(written, key=len, reverse=True)
        self._instead = [written[spelling] for spelling in longest]
        either = "|".join(f"({spelling})" for spelling in longest)
        self._any = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if either else None

    def name(self, work: Work) -> str:
        return self._names.get(_folded(work.nickname), work.nickname)

    def id(self, work: Work) -> str:
        return self._ids.get((work.lesson, work.id), work.id)

    def text(self, text: str) -> str:
        """With every nickname replaced that stands in it as a word, or as words, however it is capitalised."""
        if self._any is None:
            return text
        return self._any.sub(lambda found: self._instead[found.lastindex - 1], unicodedata.normalize("NFC", text))

    def value(self, value: Any) -> Any:
        """The same in everything that somebody has written into a journey, or another value."""
        if isinstance(value, Value):
            given = {name: getattr(value, name) for name in value.__struct_fields__ if name not in _NO_TEXT}
            known = {"channel"} if given.get("channel") in CHANNELS else set()
            return replace(value, **{name: self.value(given[name]) for name in given.keys() - known})
        if isinstance(value, tuple):
            return tuple(map(self.value, value))
        return self.text(value) if isinstance(value, str) else value


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def _spellings(name: str) -> set[str]:
    """How it may be written, as patterns: folding changes the length of some letters, as of ß."""
    plain = unicodedata.normalize("NFC", name)
    return {r"\s+".join(map(re.escape, one.split())) for one in (plain, _folded(name), plain.upper())} - {""}

"""What is noticed while a file is read: the place, a code for machines, words for people.

>>> str(Diagnostic("bus.mmd", 3, 12, "score-range", "7 is no score."))
'bus.mmd:3:12: warning [score-range] 7 is no score.'
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import MAX_NAME

LineColumn = tuple[int, int]  # both from 1
# How Excel writes where it writes no UTF-8. German letters are the same in both, Latvian ones are not.
_GERMAN, _LATVIAN = "cp1252", "cp1257"
_LETTERS = ("äöüßÄÖÜ".encode(_GERMAN), "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ".encode(_LATVIAN))


class Diagnostic(NamedTuple):
    """A line of `touchpoints convert`."""

    file: str
    line: int
    column: int
    code: str
    text: str
    level: str = "warning"

    def __str__(self) -> str:
        text = "".join(one for one in " ".join(self.text.split()) if one.isprintable())  # a file may hold anything
        return f"{self.file}:{self.line}:{self.column}: {self.level} [{self.code}] {text}"


class Reading:
    """A file that is being read, what it is called, and what was noticed in it."""

    def __init__(self, file: str, say: Words) -> None:
        self.file, self.say = file, say
        self.diagnostics: list[Diagnostic] = []

    def warn(self, at: LineColumn, code: str, text: str) -> None:
        self.diagnostics.append(Diagnostic(self.file, *at, code, text))

    def refusal(self, at: LineColumn, code: str, text: str) -> KitError:
        """Why the file is not read."""
        return refused([Diagnostic(self.file, *at, code, text, "error")])

    def name(self, at: LineColumn, text: str, key: str) -> str:
        """A text that the kit's files can hold. KitError where it is too long; `key` is the word for what it is."""
        if len(text) > MAX_NAME:
            too_long = self.say("error.too_long", most=MAX_NAME)
            raise self.refusal(at, "too-long", self.say("error.at", place=self.say(key), problem=too_long))
        return text

    def too_many(self, at: LineColumn, key: str, most: int) -> KitError:
        too_many = self.say("error.too_many", what=self.say(key), count=most + 1, most=most)
        return self.refusal(at, "too-many", too_many)


def refused(errors: Iterable[Diagnostic]) -> KitError:
    return KitError("\n".join(map(str, errors)))


def text_of(raw: bytes, reading: Reading) -> str:
    """A text file's text, with LF at the ends of lines: UTF-8 or UTF-16, or as a German or Latvian Windows writes."""
    german, latvian = (sum(map(raw.count, letters)) for letters in _LETTERS)
    tried = ("utf-8-sig", _LATVIAN, _GERMAN) if latvian > german else ("utf-8-sig", _GERMAN, _LATVIAN)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ("utf-16",)
    for encoding in tried:
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    raise reading.refusal((1, 1), "encoding", reading.say("convert.encoding"))

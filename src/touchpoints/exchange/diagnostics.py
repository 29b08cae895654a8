"""What is noticed while a file is read or written: the place, a code for machines, and words for people.

>>> str(Diagnostic("bus.mmd", 3, 12, "score-range", "7 is no score."))
'bus.mmd:3:12: warning [score-range] 7 is no score.'
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import MAX_NAME

LineColumn = tuple[int, int]  # line and column, both from 1
# How Excel writes in each language where it writes no UTF-8. German letters are the same in both, Latvian ones are not.
_GERMAN, _LATVIAN = "cp1252", "cp1257"
_GERMAN_LETTERS, _LATVIAN_LETTERS = "äöüßÄÖÜ".encode(_GERMAN), "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ".encode(_LATVIAN)


class Diagnostic(NamedTuple):
    """A line of `touchpoints convert`."""

    file: str
    line: int
    column: int
    code: str
    text: str
    level: str = "warning"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.level} [{self.code}] {self.text}"


@dataclass
class Reading:
    """A file that is being read, what it is called, and what was noticed in it."""

    file: str
    say: Words
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def warn(self, spot: LineColumn, code: str, text: str) -> None:
        self.diagnostics.append(Diagnostic(self.file, *spot, code, text))

    def refusal(self, spot: LineColumn, code: str, text: str) -> KitError:
        """Why the file is not read."""
        return refused([Diagnostic(self.file, *spot, code, text, "error")])

    def name(self, spot: LineColumn, text: str, what: str) -> str:
        """A text where the kit's files can hold it. KitError where it is too long."""
        if len(text) > MAX_NAME:
            problem = self.say("error.at", place=what, problem=self.say("error.too_long", most=MAX_NAME))
            raise self.refusal(spot, "too-long", problem)
        return text

    def too_many(self, spot: LineColumn, what: str, count: int, most: int) -> KitError:
        problem = self.say("error.too_many", what=what, count=count, most=most)
        return self.refusal(spot, "too-many", problem)


def refused(errors: Iterable[Diagnostic]) -> KitError:
    return KitError("\n".join(map(str, errors)))


def text_of(raw: bytes, reading: Reading) -> str:
    """A text file's text, with LF at the ends of lines: UTF-8 or UTF-16, or as a German or Latvian Windows writes."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    else:
        latvian = sum(map(raw.count, _LATVIAN_LETTERS)) > sum(map(raw.count, _GERMAN_LETTERS))
        tried = ["utf-8-sig", _LATVIAN if latvian else _GERMAN, _GERMAN if latvian else _LATVIAN]
    for encoding in tried:
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise reading.refusal((1, 1), "encoding", reading.say("convert.encoding"))

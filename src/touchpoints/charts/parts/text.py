"""Fitting a label: measured, broken into at most three lines, hyphenated, shortened with "…" when it must be.

All widths here are in parts of the type size, so one fitting serves every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from touchpoints.charts.parts import fonts, hyphens
from touchpoints.charts.parts.fonts import Face

LEADING = 1.24  # from line to line, in parts of the type size: Atkinson Hyperlegible's own
SLACK = 0.97  # screens round letters to pixels, which makes a line up to 3 % wider than it measures
ELLIPSIS = "…"


@dataclass(frozen=True)
class Lines:
    """A fitted label. `whole` is False where "…" stands for the rest, `broken` True where a word is parted."""

    lines: tuple[str, ...]
    face: Face
    whole: bool = True
    broken: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def width(self) -> float:
        """Of the longest line, in parts of the type size."""
        return max((self.face.width(line) for line in self.lines), default=0.0) / SLACK

    @property
    def height(self) -> float:
        return LEADING * len(self.lines)


@lru_cache(maxsize=8192)
def fit(text: str, width: float, lines: int, bold: bool, language: str) -> Lines:
    """The text in at most `lines` lines no wider than `width`; words are parted only where that helps."""
    text, face = fonts.prepare(text, bold)
    if not text:
        return Lines((), face)
    room = width * SLACK
    for eager in (False, True):
        filled, rests, broken = _fill(text, face, room, language, eager)
        if len(filled) <= lines:
            return Lines(tuple(filled), face, True, broken)
    return Lines((*filled[: lines - 1], _shorten(rests[lines - 1], face, room)), face, False, broken)


def _fill(text: str, face: Face, room: float, language: str, eager: bool) -> tuple[list[str], list[str], bool]:
    """All lines the text takes, what of the text is left at the start of each, and whether a word is parted.

    Eager parts a word to use a line up, else only one wider than a whole line.
    """
    filled, rests, line, rest, broken = [], [], "", text, False
    while rest:
        if not line:
            rests.append(rest)
        word, _, after = rest.partition(" ")
        longer = f"{line} {word}" if line else word
        if face.width(longer) <= room:
            line, rest = longer, after
            continue
        head = ""
        if not line or eager or face.width(word) > room:
            head, tail = _part(word, face, room, line, language)
            broken = broken or bool(head)
            rest = f"{tail} {after}".strip() if head else rest
        filled.append(f"{line} {head}".strip())
        line = ""
    return filled + [line] * bool(line), rests, broken


def _part(word: str, face: Face, room: float, line: str, language: str) -> tuple[str, str]:
    """The longest first part of a word that still fits after `line`, and the rest; cut anywhere as a last resort."""
    before = f"{line} " if line else ""
    for place in reversed(hyphens.places(word, language)):
        head, rest = word[:place], word[place:]
        if face.width(f"{before}{head}-") <= room:
            return (head if head.endswith("-") else f"{head}-"), rest
    if line:
        return "", word
    count = max(1, _longest(word, face, room))
    return word[:count], word[count:]


def _shorten(text: str, face: Face, room: float) -> str:
    if face.width(text + ELLIPSIS) <= room:
        return text + ELLIPSIS
    count = _longest(text, face, room - face.width(ELLIPSIS) * 1.1)
    return text[:count].rstrip(" -–,.;:") + ELLIPSIS


def _longest(text: str, face: Face, room: float) -> int:
    """How many letters of the text fit, by halving."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if face.width(text[:middle]) <= room else (low, middle - 1)
    return low


def plain(text: str) -> str:
    """A student's text on one line, for the words."""
    return " ".join(text.split())


def reason(why: str) -> str:
    """A reason as it follows a sentence; nothing when there is none."""
    return f" {plain(why)}" if why.strip() else ""

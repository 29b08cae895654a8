"""Fitting a label: measured, broken into at most three lines, hyphenated, shortened with "…" when it must be.

All widths here are in parts of the type size, so one fitting serves every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from touchpoints.charts.parts import fonts
from touchpoints.charts.parts.fonts import Face
from touchpoints.language import hyphenation

LEADING = 1.24  # from line to line, in parts of the type size: Atkinson Hyperlegible's own
SLACK = 0.97  # screens round letters to pixels, which makes a line up to 3 % wider than it measures
ELLIPSIS = "…"
CROWD = 8  # letters to the width of a type size that no long text reaches: "l", the narrowest, has a quarter of it


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
def fit(text: str, width: float, lines: int, bold: bool, language: str, indent: float = 0.0) -> Lines:
    """The text in at most `lines` lines no wider than `width`; words are parted only where that helps.

    The first line is shorter by `indent`, and empty where not even a word fits into what is left of it.
    """
    text, face = fonts.prepare(text, bold)
    if not text:
        return Lines((), face)
    room, first = width * SLACK, (width - indent) * SLACK
    for eager in (False, True):
        filled, rests, broken = _fill(text, face, room, lines, language, eager, first)
        if len(filled) <= lines:
            return Lines(tuple(filled), face, True, broken)
    last = _shorten(rests[lines - 1], face, first if lines == 1 else room)
    return Lines((*filled[: lines - 1], last), face, False, broken)


def _fill(
    text: str, face: Face, room: float, lines: int, language: str, eager: bool, first: float
) -> tuple[list[str], list[str], bool]:
    """The lines the text takes, what of the text is left at the start of each, and whether a word is parted.

    One line more than `lines` tells that there are too many. Eager parts a word to use a line up, else only
    one wider than a whole line.
    """
    filled, rests, line, rest, broken = [], [], "", text, False
    while rest and len(filled) <= lines:
        wide = room if filled else first
        if not line:
            rests.append(rest)
        word, _, after = rest.partition(" ")
        longer = f"{line} {word}" if line else word
        if _fits(longer, face, wide):
            line, rest = longer, after
            continue
        head = ""
        too_long = not _fits(word, face, room)
        if eager or too_long:
            head, tail = _part(word, face, wide, line, language, anywhere=too_long and not line)
            broken = broken or bool(head)
            rest = f"{tail} {after}".strip() if head else rest
        filled.append(f"{line} {head}".strip())
        line = ""
    return filled + [line] * bool(line), rests, broken


def _part(word: str, face: Face, room: float, line: str, language: str, anywhere: bool) -> tuple[str, str]:
    """The longest first part of a word that still fits after `line`, and the rest; cut anywhere as a last resort."""
    before = f"{line} " if line else ""
    for place in reversed(hyphenation.places(word, language)):
        head, rest = word[:place], word[place:]
        letters = sum(map(str.isalpha, head))  # a quotation mark is none: “Y-our would be parted badly
        if (letters >= hyphenation.LEFT or head.endswith("-")) and face.width(f"{before}{head}-") <= room:
            return (head if head.endswith("-") else f"{head}-"), rest
    if not anywhere:
        return "", word
    count = max(1, _longest(word, face, room))
    while count > 1 and hyphenation.in_one_sound(word, count):
        count -= 1
    return word[:count], word[count:]


def _shorten(text: str, face: Face, room: float) -> str:
    if face.width(text + ELLIPSIS) <= room:
        return text + ELLIPSIS
    count = _longest(text, face, room - face.width(ELLIPSIS) * 1.1)
    return text[:count].rstrip(" -–,.;:") + ELLIPSIS


def _fits(text: str, face: Face, room: float) -> bool:
    """Measuring takes time by the letter, so what is much too long is not measured."""
    return len(text) <= CROWD * room + CROWD and face.width(text) <= room


def _longest(text: str, face: Face, room: float) -> int:
    """How many letters of the text fit, by halving."""
    low, high = 0, int(min(len(text), CROWD * room + CROWD))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if face.width(text[:middle]) <= room else (low, middle - 1)
    return low

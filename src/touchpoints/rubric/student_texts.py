"""Texts of students, as the rubric reads them: how many words they have, whether they only repeat, who is alike.

>>> padded("gut gut gut"), padded("aaaa aaaa"), padded("sehr, sehr lange Schlange")
(True, True, False)
>>> nearly("the menu on the wall", "the menue on the wall"), nearly("the menu on the wall", "a menu outside")
(True, False)
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

LIKE = 0.9  # of the letters of two texts that are nearly the same
LIKE_WORDS, LONG = 0.8, 6  # of the words, in whatever order, where there are six or more: much quicker to see
LONGER = 2  # times as many words may stand around the same ones
SHOWN = 60  # characters of a student's text in a message
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_LOOK_ALIKE = str.maketrans("аеорсухіјѕ", "aeopcyxijs")  # Cyrillic
_ENDS = re.compile(r"[.!?…]+\s|\n")


class _Read(NamedTuple):
    """What the rubric asks of a text: its words, spaced once; how many different ones; whether it only repeats."""

    plain: str
    different: int
    padded: bool


@lru_cache(maxsize=1024)  # most texts are as they were when the work was last looked at
def _read(text: str) -> _Read:
    words = _words(text)
    return _Read(" ".join(words), len(set(words)), _padded(text, words))


def _words(text: str) -> list[str]:
    """The words of a text, however it is capitalised and encoded; without accents and signs that nobody sees, and with
    one letter for those that look alike, so that none of them hides a copy."""
    signs = unicodedata.normalize("NFKD", text.casefold()).translate(_LOOK_ALIKE)
    return _WORD.findall("".join(sign for sign in signs if unicodedata.category(sign) not in ("Mn", "Cf")))


def enough(text: str, least: int) -> bool:
    """Whether a text has so many different words, and is not padded."""
    return _read(text).different >= least and not padded(text)


def plain(text: str) -> str:
    """The words of a text, however it is spaced, capitalised and encoded."""
    return _read(text).plain


def padded(text: str) -> bool:
    """Whether a text only repeats: one word, one sentence, a few letters."""
    return _read(text).padded


def short(text: str) -> str:
    """A student's text for a message: on one line, without signs that nobody sees, cut off after some words."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * SHOWN])
    line = " ".join(seen.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


def _padded(text: str, words: list[str]) -> bool:
    if not words:
        return False
    if all(map(_repeats_letters, words)) or (len(words) >= 3 and len(set(words)) == 1):
        return True
    period = _period(words)
    if period > 1 and len(words) >= (2 if period >= 4 else 3) * period:
        return True
    if len(words) >= 8 and 4 * len(set(words)) <= len(words):
        return True
    sentences = [one for part in _ENDS.split(text) if len(one := _words(part)) >= 3]
    return len(sentences) >= 3 and 2 * len(set(map(tuple, sentences))) <= len(sentences)


def _repeats_letters(word: str) -> bool:
    """As "aaaa" and "asdasdasd" do; "Mama" and "hmm" are words."""
    period = _period(word)
    return period <= 4 and len(word) >= max(4, 3 * period)


def _period(items: list[str] | str) -> int:
    """After how many items the same ones come again, to the end; their number where they do not."""
    borders = [0] * len(items)
    for end in range(1, len(items)):
        border = borders[end - 1]
        while border and items[border] != items[end]:
            border = borders[border - 1]
        borders[end] = border + (items[border] == items[end])
    return len(items) - borders[-1] if items else 0


@lru_cache(maxsize=4096)
def nearly(one: str, other: str) -> bool:
    """Whether two plain texts are the same but for a few letters, or in a longer one a word or two."""
    if one == other:
        return True
    mine, theirs = one.split(), other.split()
    less, more = sorted((len(mine), len(theirs)))
    if more > 2 and 2 * len({*mine} & {*theirs}) < less:  # most texts are told apart at once
        return False
    if LONG <= less and more <= LONGER * less and (Counter(mine) & Counter(theirs)).total() >= LIKE_WORDS * less:
        return True
    if 2 * min(len(one), len(other)) < LIKE * (len(one) + len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE

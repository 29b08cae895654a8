"""Where a word may be parted: pyphen's rules, of which only those that can touch the word are read.

pyphen reads a whole dictionary first, and the German one has 66,000 patterns: longer than a chart takes.

>>> places("Feuerwehr", "de")
(3, 5)
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import pyphen

LEAST, MOST = 5, 100  # letters of a word that is parted at all
LEFT, RIGHT = 2, 3  # letters that stay together at its ends
_DICTIONARIES = {"en": "en_GB", "de": "de_DE", "lv": "lv_LV"}
_ONE_SOUND = re.compile("sch|ch|ck", re.IGNORECASE)
_VOWELS = set("aeiouy")
_REMARKS = re.compile(b"^[#%].*$", re.MULTILINE)


@lru_cache(maxsize=4096)
def places(word: str, language: str) -> tuple[int, ...]:
    """After how many letters the word may be parted, ascending; also behind a hyphen or slash of its own."""
    if not LEAST <= len(word) <= MOST:
        return ()
    found = {i for i in _points(word.lower(), language) if LEFT <= i <= len(word) - RIGHT}
    own = {i + 1 for i in range(1, len(word) - LEFT) if word[i] in "-/"}
    return tuple(sorted(own | set(_spoken(word, sorted(found)))))


def _spoken(word: str, found: list[int]) -> Iterator[int]:
    """Without what leaves a part that nobody can say: pyphen has "Rü-ck-gabe"."""
    end = len(word)
    for place in reversed(found):
        if _VOWELS & set(unicodedata.normalize("NFD", word[place:end].lower())) and not in_one_sound(word, place):
            end = place
            yield place


def in_one_sound(word: str, place: int) -> bool:
    """Whether letters that are one sound stand on both sides of a place."""
    return any(one.start() < place < one.end() for one in _ONE_SOUND.finditer(word))


def _points(word: str, language: str) -> list[int]:
    patterns, framed = _patterns(language), f".{word}."
    pieces = {framed[i:j] for j in range(1, len(framed) + 1) for i in range(j)}
    found = [patterns[piece] for piece in pieces if patterns.get(piece, piece) != piece]
    return pyphen.HyphDict(_Dictionary("\n".join(found))).positions(word) if found else []


@lru_cache
def _patterns(language: str) -> dict[str, str]:
    """The dictionary's patterns by their letters; their digits say where a word may be parted."""
    with pyphen.LANGUAGES[_DICTIONARIES[language]].open("rb") as file:
        encoding = file.readline().decode().strip()
        patterns = _REMARKS.sub(b"", file.read()).replace(b"\r", b"")
    letters = patterns.translate(None, b"0123456789")
    return dict(zip(letters.decode(encoding).split("\n"), patterns.decode(encoding).split("\n"), strict=True))


class _Dictionary:
    """A few patterns, as pyphen reads them from a file."""

    def __init__(self, patterns: str) -> None:
        self.patterns = patterns

    def open(self, mode: str) -> io.BytesIO:
        return io.BytesIO(b"UTF-8")

    def read_text(self, encoding: str) -> str:
        return f"{encoding}\n{self.patterns}"

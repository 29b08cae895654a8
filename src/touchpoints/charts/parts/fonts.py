"""The typefaces: Atkinson Hyperlegible, and DejaVu Sans for a label with a letter that it lacks.

A label is set in one typeface, so that what is measured is what is drawn. Nothing is registered with
matplotlib: a typeface is named by its file.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path as FilePath

import fontpkg_atkinson_hyperlegible
import matplotlib
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

SCALE = 100  # points at which typefaces are measured, without hinting
JOINING = "\u0590"  # from here on scripts whose letters change with their neighbours
MISSING = "\u25a1"  # the box that stands for a letter of no typeface; DejaVu Sans has it
_LEGIBLE = FilePath(fontpkg_atkinson_hyperlegible.ROOT) / "files"
_WIDE = FilePath(matplotlib.get_data_path()) / "fonts" / "ttf"


class Face:
    """A font file: which letters it has, and how wide a text is in it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._font = FT2Font(file)
        self._font.set_size(SCALE, 72)
        self.letters = frozenset(map(chr, self._font.get_charmap()))
        self._space = self._word("a a") - 2 * self._word("a")
        self._glyphs: dict[str, tuple[np.ndarray, np.ndarray]] = {}  # every letter's outline, once

    @lru_cache(maxsize=20_000)  # noqa: B019 - faces live as long as the process
    def width(self, text: str) -> float:
        """How wide the text is, in parts of the type size: nothing is kerned across a space."""
        return sum(map(self._word, text.split(" "))) + self._space * text.count(" ")

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _word(self, word: str) -> float:
        """Put together from its letters, each as wide as behind the one before it; else random words, of which none was
        measured before, would take a minute. Where letters join, as in Arabic, the word is measured whole."""
        if len(word) < 3 or not word.isascii() and any(letter >= JOINING for letter in word):
            return self._measured(word)
        return self._measured(word[0]) + sum(self._behind(*pair) for pair in pairwise(word))

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _behind(self, letter: str, next: str) -> float:
        return self._measured(letter + next) - self._measured(letter)

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _measured(self, text: str) -> float:
        self._font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
        return self._font.get_width_height()[0] / 64 / SCALE

    def outline(self, text: str) -> Path:
        """The text's letters as one path from (0, 0) on, for a type size of 1."""
        placed, glyphs, _ = text_to_path.get_glyphs_with_font(self._font, text, self._glyphs)
        vertices = [np.empty((0, 2)), *(glyphs[name][0] * scale + (x, y) for name, x, y, scale in placed)]
        codes = [np.empty(0, Path.code_type), *(glyphs[name][1] for name, *_ in placed)]
        return Path(np.concatenate(vertices) / SCALE, np.concatenate(codes))


@lru_cache
def face(file: str) -> Face:
    return Face(file)


def legible(bold: bool) -> Face:
    return face(f"{_LEGIBLE}/AtkinsonHyperlegible-{'Bold' if bold else 'Regular'}.ttf")


def wide(bold: bool) -> Face:
    return face(f"{_WIDE}/DejaVuSans{'-Bold' if bold else ''}.ttf")


@lru_cache(maxsize=4096)
def prepare(text: str, bold: bool) -> tuple[str, Face]:
    """The text as it can be set, and the typeface for it.

    Line breaks and control characters become spaces, invisible signs go, a letter of no typeface
    becomes a box.
    """
    text = " ".join(_visible(unicodedata.normalize("NFC", text)).split())
    face = legible(bold)
    if face.letters.issuperset(text):
        return text, face
    face = wide(bold)
    return "".join(letter if letter in face.letters else MISSING for letter in text), face


@lru_cache(maxsize=4096)
def properties(face: Face, points: float) -> FontProperties:
    return FontProperties(fname=face.file, size=points)


def _visible(text: str) -> str:
    kept: list[str] = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif kind in ("Mn", "Me"):
            # One accent on a plain letter: a pile of them would climb into the line above.
            if (
                kept
                and kind == "Mn"
                and unicodedata.category(kept[-1])[0] == "L"
                and not unicodedata.decomposition(kept[-1])
            ):
                kept.append(letter)
        elif kind != "Cf":
            kept.append(letter)
    return "".join(kept)

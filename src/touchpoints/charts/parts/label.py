"""Text that is drawn as one path, made once for each line of letters.

matplotlib lays every text out anew for each drawing and writes every letter as an element of its own; a map has
some seventy texts.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.path import Path
from matplotlib.text import Text

from touchpoints.charts.parts import fonts, stamp

ASCENT, DESCENT = 0.95, 0.29  # Atkinson Hyperlegible's, by which matplotlib places the lines of its texts
ACROSS = {"left": 0.0, "center": 0.5, "right": 1.0}


class Label(Text):
    """A `Text` in Atkinson Hyperlegible whose letters are drawn as one path; it is placed and measured as ever."""

    def draw(self, renderer) -> None:
        across, up = self.get_horizontalalignment(), self.get_verticalalignment()
        path = _block(self.get_text(), self.get_fontproperties().get_file(), across, up)
        size = renderer.points_to_pixels(self.get_fontsize())
        x, y = self.get_transform().transform(self.get_position())
        stamp.draw(renderer, path, x, y, size, self.get_color())
        self.stale = False


@lru_cache(maxsize=2048)
def _block(text: str, file: str, across: str, up: str) -> Path:
    """The lines one under another, aligned around (0, 0), for a type size of 1."""
    face = fonts.face(file)
    lines = [(face.outline(line), face.width(line)) for line in text.split("\n")]
    height = (ASCENT + DESCENT) * len(lines)
    top = {"top": 0.0, "center": height / 2, "bottom": height}[up]
    vertices, codes = [], []
    for i, (path, width) in enumerate(lines):
        baseline = top - ASCENT - (ASCENT + DESCENT) * i
        vertices.append(path.vertices + (-width * ACROSS[across], baseline))
        codes.append(path.codes)
    return Path(np.concatenate(vertices), np.concatenate(codes), readonly=True)

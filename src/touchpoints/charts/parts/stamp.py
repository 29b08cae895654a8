"""A shape that is set again and again, as letters and icons are: in an SVG its outline is written out once.

matplotlib would write every coordinate anew for every drawing, which takes longer than all the rest, and the
touchable chart is drawn again at every change.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

SCALE = 1000  # a shape of size 1 is written in thousandths, finer than any printer
LETTERS = {Path.MOVETO: ("M", 1), Path.LINETO: ("L", 1), Path.CURVE3: ("Q", 2), Path.CURVE4: ("C", 3)}


def draw(renderer: RendererBase, path: Path, x: float, y: float, size: float, colour: str) -> None:
    """Fill a path of one unit around (0, 0) at (x, y) in pixels. It must be one that is kept and never changed."""
    writer = getattr(renderer, "writer", None)  # only matplotlib's SVG has one
    if writer is None:
        gc = renderer.new_gc()
        gc.set_linewidth(0)
        renderer.draw_path(gc, path, Affine2D().scale(size).translate(x, y), to_rgba(colour))
        gc.restore()
        return
    place, scale = f"translate({x:.2f} {renderer.height - y:.2f})", size / SCALE
    writer.element("path", d=data(path), transform=f"{place} scale({scale:.6g})", style=f"fill: {to_hex(colour)}")


@lru_cache(maxsize=4096)
def data(path: Path) -> str:
    """The path in the letters of SVG, downwards and in thousandths."""
    points = np.rint(path.vertices * (SCALE, -SCALE)).astype(int).tolist()
    parts, left = [], 0  # points that still belong to the last letter
    for code, (x, y) in zip(path.codes.tolist(), points, strict=True):
        if left:
            parts.append(f" {x} {y}")
            left -= 1
        elif code == Path.CLOSEPOLY:
            parts.append("Z")
        else:
            letter, count = LETTERS[code]
            parts.append(f"{letter}{x} {y}")
            left = count - 1
    return "".join(parts)

"""A head with a face for each feeling, looking to the left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from touchpoints.charts.parts import colours
from touchpoints.charts.storyboard.sketch import Sketch, Spot, arc, curve, line, moved

# In a head of radius 1 around (0, 0).
OVAL = curve(
    (-0.02, 1), (0.58, 1), (1, 0.56), (0.97, 0.02), (0.94, -0.6), (0.55, -1), (-0.03, -1),
    (-0.6, -1), (-0.95, -0.6), (-0.97, 0.02), (-1, 0.56), (-0.62, 1), (-0.02, 1), closed=True,
)  # fmt: skip
# From the nape up over the crown with its tuft to the forehead, and back along the fringe.
TUFT = curve(
    (0.8, -0.42), (0.98, -0.5), (1.1, -0.46), (1.24, -0.36), (1.14, -0.28), (1.12, -0.2), (1.13, -0.08),
    (1.24, 0.72), (0.86, 1.17), (0.22, 1.19), (0.24, 1.36), (0.06, 1.5), (-0.16, 1.5), (-0.06, 1.38), (-0.1, 1.28),
    (-0.2, 1.18), (-0.75, 1.14), (-1.18, 0.78), (-1.1, 0.12), (-1.0, 0.3), (-0.92, 0.38), (-0.8, 0.46), (-0.72, 0.34),
    (-0.66, 0.28), (-0.62, 0.2), (-0.5, 0.4), (-0.3, 0.52), (-0.06, 0.58), (0.3, 0.62), (0.5, 0.5), (0.56, 0.2),
    (0.58, -0.05), (0.62, -0.3), (0.8, -0.42), closed=True,
)  # fmt: skip
# Curls from ear to ear: round a circle, each a bump of its own.
_ROOTS = [(np.cos(turn) * 0.98, 0.14 + np.sin(turn) * 0.92) for turn in np.radians(range(-14, 195, 26))]
CURLS = Path.make_compound_path(*(arc(root, 0.33, 0.33) for root in _ROOTS))
MOUTHS = {
    2: curve((-0.62, -0.3), (-0.56, -0.9), (0.22, -0.9), (0.28, -0.3), (0.0, -0.38), (-0.34, -0.38), (-0.62, -0.3),
             closed=True),
    1: curve((-0.52, -0.42), (-0.4, -0.74), (0.04, -0.74), (0.18, -0.42)),
    0: line((-0.45, -0.54), (0.1, -0.54)),
    -1: curve((-0.48, -0.7), (-0.36, -0.42), (0.0, -0.42), (0.12, -0.7)),
    -2: line((-0.58, -0.66), (-0.41, -0.46), (-0.24, -0.66), (-0.07, -0.46), (0.1, -0.66), (0.27, -0.46)),
}  # fmt: skip
EYES, EYE_Y = (-0.5, 0.16), 0.03
DOT = arc((0, 0), 0.08, 0.115)
GLEE = curve((-0.15, -0.04), (-0.1, 0.2), (0.1, 0.2), (0.15, -0.04))
PINCHED = line((-0.14, 0.14), (0.12, 0.0), (-0.14, -0.14))
NOSE = curve((-0.26, 0.0), (-0.32, -0.1), (-0.36, -0.16), (-0.22, -0.17))
BROW = line((-0.17, 0.12), (0.14, 0.28))
QUESTION = curve((-0.42, 0.22), (-0.4, 0.75), (0.42, 0.7), (0.34, 0.2), (0.3, -0.05), (-0.04, -0.05), (-0.04, -0.42))
QUESTION_DOT = arc((-0.04, -0.7), 0.09, 0.09)


@dataclass(frozen=True)
class Head:
    """Hair, and whether there are glasses; one without hair is an outline only."""

    hair: Path | None
    colour: str = colours.INK
    glasses: bool = False


PERSONA, STAFF, OUTLINE = Head(TUFT), Head(CURLS, colours.SOFT, True), Head(None)


def draw(sketch: Sketch, head: Head, middle: Spot, size: float, tilt: float, feeling: int | None) -> None:
    """The head with its middle at a spot, turned by `tilt` degrees; without a feeling the face is a question mark."""

    def put(path: Path, at: Spot = (0, 0), side: int = 1) -> Path:
        path = Path(path.vertices * (side, 1) + at, path.codes)
        return moved(path, middle, size, tilt)

    ink = colours.INK if head.hair else colours.NEUTRAL
    sketch.fill(put(OVAL), colours.WHITE, ink)
    if feeling is None:
        sketch.stroke(put(QUESTION), ink, 1.8)
        sketch.fill(put(QUESTION_DOT), ink)
        return
    sketch.fill(put(head.hair), head.colour, head.colour)
    _eyes(sketch, put, feeling)
    sketch.stroke(put(NOSE), weight=0.9)
    if head.glasses:
        for x in EYES:
            sketch.stroke(put(arc((x, EYE_Y), 0.27, 0.27)), weight=0.8)
    if feeling == 2:
        sketch.fill(put(MOUTHS[2]), colours.INK, colours.INK)
    else:
        sketch.stroke(put(MOUTHS[feeling]), weight=1.2)


def _eyes(sketch: Sketch, put: Callable[..., Path], feeling: int) -> None:
    for x, side in zip(EYES, (1, -1), strict=True):
        if feeling == 2:
            sketch.stroke(put(GLEE, (x, EYE_Y)), weight=1.2)
        elif feeling == -2:
            sketch.stroke(put(PINCHED, (x, EYE_Y), side), weight=1.2)
        else:
            sketch.fill(put(DOT, (x, EYE_Y)), colours.INK)
        if feeling == -1:
            sketch.stroke(put(BROW, (x, EYE_Y), side), weight=1.1)

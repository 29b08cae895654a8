"""Drawing by hand: paths in a unit box, set on the page at a place and a size, with lines of one weight.

Unit coordinates have their origin on the ground; x grows to the right and y upwards, 1 being a person's height.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import Page, Spot

ROUND = 0.3  # of a bone: how far from a joint the bend begins
STEPS, CAP = 8, 7  # points of a bend and of a limb's round end


@dataclass(frozen=True)
class Sketch:
    """A unit box on the page: its ground's middle at (x, y), `scale` points high; `line` is the weight in points.

    A flipped one (`side` -1) looks the other way.
    """

    page: Page
    x: float
    y: float
    scale: float
    line: float
    side: int = 1

    def flipped(self) -> Sketch:
        return replace(self, side=-self.side)

    def part(self, spot: Spot, size: float) -> Sketch:
        """A smaller box with its ground's middle at a spot of this one."""
        x, y = spot
        return replace(self, x=self.x + self.side * x * self.scale, y=self.y + y * self.scale, scale=size * self.scale)

    def fill(self, path: Path, colour: str, edge: str = "none", weight: float = 1.0) -> PathPatch:
        """A filled path; `weight` in lines."""
        return self._rounded(self.page.shape(self.placed(path), fill=colour, edge=edge, thick=weight * self.line))

    def limb(self, first: Spot, joint: Spot, last: Spot, thick: float, thin: float, fill: str, ink: str,
             cut: bool = False) -> None:  # fmt: skip
        """A `limb` with its outline: two fills, for an edge would show on the inner side of a sharp bend."""
        half = 0.5 * self.line / self.scale
        self.fill(limb(first, joint, last, thick + half, thin + half, cut), ink)
        begin = between(joint, first, 1.2) if cut else first  # no hair line at the cut
        self.fill(limb(begin, joint, last, thick - half, thin - half, cut), fill)

    def stroke(self, path: Path, colour: str = colours.INK, weight: float = 1.0) -> PathPatch:
        return self._rounded(self.page.shape(self.placed(path), edge=colour, thick=weight * self.line))

    def placed(self, path: Path) -> Path:
        """The path in the page's points."""
        return Path(path.vertices * (self.side * self.scale, self.scale) + (self.x, self.y), path.codes)

    @staticmethod
    def _rounded(patch: PathPatch) -> PathPatch:
        patch.set_capstyle("round")
        patch.set_joinstyle("round")
        return patch


def moved(path: Path, spot: Spot, size: float = 1.0, turn: float = 0.0) -> Path:
    """The path made `size` times as large, turned by `turn` degrees to the left, and set with its origin at `spot`."""
    angle = np.radians(turn)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return Path(path.vertices @ matrix * size + spot, path.codes)


def line(*spots: Spot) -> Path:
    return Path(spots)


def area(*spots: Spot) -> Path:
    """The polygon through the spots."""
    return Path([*spots, spots[0]], closed=True)


def curve(*spots: Spot, closed: bool = False) -> Path:
    """From the first spot on, a cubic curve for every three further ones."""
    codes = [Path.MOVETO] + [Path.CURVE4] * (len(spots) - 1)
    return Path([*spots, spots[0]], [*codes, Path.CLOSEPOLY]) if closed else Path(spots, codes)


def arc(middle: Spot, wide: float, high: float, start: float = 0.0, end: float = 360.0) -> Path:
    """A part of an ellipse with these radii, from `start` to `end` degrees; the whole of it is closed."""
    turns = np.radians(np.linspace(start, end, max(5, round(abs(end - start) / 8) + 1)))
    spots = np.column_stack([np.cos(turns) * wide, np.sin(turns) * high]) + middle
    return Path(spots, closed=abs(end - start) >= 360)


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Path:
    """A rectangle with its lower left corner at (x, y) and round corners."""
    right, top = x + width, y + height
    if not radius:
        return area((x, y), (right, y), (right, top), (x, top))
    corners = ((right, y, -90), (right, top, 0), (x, top, 90), (x, y, 180))
    turns = []
    for corner_x, corner_y, start in corners:
        middle = (corner_x + (radius if corner_x == x else -radius), corner_y + (radius if corner_y == y else -radius))
        turns.append(arc(middle, radius, radius, start, start + 90).vertices)
    spots = np.vstack(turns)
    return Path(np.vstack([spots, spots[:1]]), closed=True)


def limb(first: Spot, joint: Spot, last: Spot, thick: float, thin: float, cut: bool = False) -> Path:
    """Two bones that meet in a soft bend, `thick` at the first end and `thin` at the last (radii).

    The ends are round, the first one straight if `cut`.
    """
    a, b, c = (np.array(spot, float) for spot in (first, joint, last))
    ways = np.linspace(0, 1, STEPS)[:, None]
    into, out = b + (a - b) * ROUND, b + (c - b) * ROUND
    bend = (1 - ways) ** 2 * into + 2 * ways * (1 - ways) * b + ways**2 * out
    spine = np.vstack([a, bend, c])
    steps = np.diff(spine, axis=0)
    along = np.vstack([steps[:1], steps[:-1] + steps[1:], steps[-1:]])
    along /= np.linalg.norm(along, axis=1)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    far = np.concatenate([[0], np.cumsum(np.linalg.norm(steps, axis=1))])
    radii = (thick + (thin - thick) * far / far[-1])[:, None]
    left, right = spine + across * radii, spine - across * radii
    end, start = _cap(c, along[-1], thin), _cap(a, -along[0], thick)
    return Path(np.vstack([left, end, right[::-1], *([] if cut else [start]), left[:1]]), closed=True)


def _cap(middle: np.ndarray, towards: np.ndarray, radius: float) -> np.ndarray:
    """Half a circle from the left of `towards` to its right."""
    turns = np.radians(np.linspace(90, -90, CAP))[:, None]
    across = np.array([-towards[1], towards[0]])
    return middle + radius * (np.cos(turns) * towards + np.sin(turns) * across)


def between(start: Spot, end: Spot, part: float) -> Spot:
    """The spot at this part of the way, 0 at the start and 1 at the end."""
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part

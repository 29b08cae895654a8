"""A way as a strong line with round corners, signs on it, and numbers beside stations too small to bear them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import dist, inf

from matplotlib.path import Path

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import BEND, Page, Spot

THICK, SIGN, LEAST_SIGN = 0.36, 0.75, 0.12  # of the line, and the radius of a sign on it, in units of the smallest text
DASHES = (1.5, 0.9)  # in parts of the line's width


def draw(
    page: Page, spots: Sequence[Spot], colour: str, dashed: bool = False, thick: float = THICK, most: float = inf
) -> None:
    """From spot to spot, level and upright only; where it turns, with as round a corner as there is room for.

    `thick` and `most`, the largest radius of a corner, in units.
    """
    turns = [False, *(_turns(*spots[i : i + 3]) for i in range(len(spots) - 2)), False]
    vertices, codes = [spots[0]], [Path.MOVETO]
    for i in range(1, len(spots)):
        if turns[i]:
            reaches = [dist(spots[i], spots[j]) / (1 + turns[j]) for j in (i - 1, i + 1)]
            vertices += _corner(spots[i - 1], spots[i], spots[i + 1], min(*reaches, most * page.unit))
            codes += [Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        else:
            vertices.append(spots[i])
            codes.append(Path.LINETO)
    style = DASHES if dashed else False
    page.shape(Path(vertices, codes), edge=colour, thick=thick * page.unit, dashed=style)


def _turns(before: Spot, spot: Spot, after: Spot) -> bool:
    return not (before[0] == spot[0] == after[0] or before[1] == spot[1] == after[1])


def _corner(before: Spot, spot: Spot, after: Spot, radius: float) -> list[Spot]:
    """Up to the corner, and round it."""
    start, end = _towards(spot, before, radius), _towards(spot, after, radius)
    return [start, _towards(spot, before, BEND * radius), _towards(spot, after, BEND * radius), end]


def _towards(spot: Spot, other: Spot, far: float) -> Spot:
    part = far / (dist(spot, other) or 1.0)
    return spot[0] + part * (other[0] - spot[0]), spot[1] + part * (other[1] - spot[1])


def draw_sign(page: Page, spot: Spot, sign: str, colour: str, radius: float = SIGN) -> None:
    """A sign in white on a disc of the colour, ringed with white; where it is too small for a sign only the disc."""
    x, y = spot
    page.disc(x, y, radius * page.unit, fill=colour, edge=colours.WHITE, thick=0.12 * page.unit)
    if radius >= SIGN / 2:
        page.icon(icons.sign(sign), x, y, 1.3 * radius * page.unit, colours.WHITE)


def sign_radius(page: Page, signs: Sequence[Spot], discs: Sequence[Spot], radius: float) -> float:
    """How large the signs can be, in units, to be clear of one another and of discs of this `radius`."""
    clear = [dist(sign, disc) / page.unit - radius for sign in signs for disc in discs]
    beside = [dist(one, other) / 2 / page.unit for one, other in combinations(signs, 2)]
    return max(LEAST_SIGN, min([SIGN, *clear, *beside]))


def draw_numbers(page: Page, stations: Iterable[tuple[int, Spot]], up: float, right: float, left: float = 0.0) -> None:
    """As many of the stations' numbers as have room side by side, `up` from them; below where that is negative."""
    free = left
    for number, (x, y) in stations:
        text = page.whole(page.words.number(number))
        half = text.width * page.unit / 2
        if x - half >= free and x + half <= right:
            edge = "bottom" if up >= 0 else "top"
            page.text(x, y + up, text, across="center", up=edge, colour=colours.SOFT)
            free = x + half + 0.8 * page.unit

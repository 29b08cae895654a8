"""Flags above a plot: words on poles that stand on points of it, in as few lanes as keep them apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines

LANE, PAD, APART = 1.75, 0.55, 0.35  # in units of the smallest text; a lane with the distance to the next


@dataclass(frozen=True)
class Flag:
    """A word for the point (x, y); a `solid` one is filled with its colour. Placed, it goes from `left` to `right`."""

    x: float
    y: float
    text: Lines
    colour: str
    solid: bool = False
    lane: int = 0
    left: float = 0.0
    right: float = 0.0


def place(page: Page, flags: Sequence[Flag], left: float, right: float) -> list[Flag]:
    """In as few lanes, counted from the plot up, as keep the flags from each other and from the poles of others; where
    that cannot be, as few as keep them from each other. Rather over their points than to the side."""
    every = itertools.product(*(_places(page, flag, left, right, len(flags)) for flag in flags))
    return [flag for _, flag in min(every, key=partial(_cost, APART * page.unit))]


def _places(page: Page, flag: Flag, left: float, right: float, lanes: int) -> list[tuple[int, Flag]]:
    """Over its point, to the right of it and to the left, in each lane, with how much that is out of the way."""
    width, pad = (flag.text.width + 2 * PAD) * page.unit, PAD * page.unit
    starts = [min(max(left, x), right - width) for x in (flag.x - width / 2, flag.x - pad, flag.x + pad - width)]
    return [
        (shift, replace(flag, lane=lane, left=start, right=start + width))
        for lane in range(lanes)
        for shift, start in enumerate(starts)
    ]


def _cost(gap: float, places: Sequence[tuple[int, Flag]]) -> tuple[int, int, int, int]:
    """How many pairs overlap, how many poles stand in others' flags, how high and how far aside they are."""
    overlaid = crossed = 0
    for (_, one), (_, other) in itertools.combinations(places, 2):
        if one.lane == other.lane:
            overlaid += one.left <= other.right + gap and other.left <= one.right + gap
        else:
            upper, lower = (one, other) if one.lane > other.lane else (other, one)
            crossed += lower.left <= upper.x <= lower.right
    return overlaid, crossed, sum(flag.lane for _, flag in places), sum(shift for shift, _ in places)


def height(page: Page, placed: Sequence[Flag]) -> float:
    return (max((flag.lane for flag in placed), default=-1) + 1) * LANE * page.unit


def draw(page: Page, placed: Sequence[Flag], bottom: float) -> None:
    """The poles down to their points, then the flags; the lowest lane stands on `bottom`."""
    for flag in placed:
        top = bottom + flag.lane * LANE * page.unit
        page.line([(flag.x, top), (flag.x, flag.y)], colour=flag.colour, thick=0.1 * page.unit)
    for flag in placed:
        y, high, wide = bottom + flag.lane * LANE * page.unit, (LANE - APART) * page.unit, flag.right - flag.left
        fill, ink = (flag.colour, colours.WHITE) if flag.solid else (colours.WHITE, flag.colour)
        page.box(flag.left, y, wide, high, fill=fill, edge=flag.colour, radius=0.45 * page.unit, thick=1.2)
        page.text(flag.left + wide / 2, y + high / 2, flag.text, bold=True, colour=ink, across="center", up="center")

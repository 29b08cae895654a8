"""Speech bubbles: text in lines of nearly the same length, and the outline with its tail."""

from __future__ import annotations

from math import hypot

from matplotlib.path import Path

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import BEND, Box, Page, Spot
from touchpoints.charts.parts.text import Lines

PAD, RADIUS, TAIL = 0.5, 0.7, 1.0  # inside, of the corners, and how wide the tail begins, in units
STEPS = 8  # of halving, until the narrowest width is found


def fit(page: Page, text: str, width: float, lines: int) -> Lines:
    """The text in at most `lines` lines, made as narrow as these allow without parting a word."""
    widest = best = page.fit(text, width, lines)
    low, high = 0.0, width
    for _ in range(STEPS if widest.whole else 0):
        middle = (low + high) / 2
        narrower = page.fit(text, middle, lines)
        if narrower.whole and narrower.broken <= widest.broken:
            best, high = narrower, middle
        else:
            low = middle
    return best


def size(page: Page, speech: Lines) -> tuple[float, float]:
    """Width and height of the bubble around a text."""
    return (speech.width + 2 * PAD) * page.unit, page.line_height() * len(speech.lines) + 2 * PAD * 0.7 * page.unit


def draw(page: Page, speech: Lines, box: Box, towards: Spot, longest: float, thick: float) -> None:
    """The bubble with its text; its tail, no longer than `longest`, points `towards` a spot right of it or below."""
    left, bottom, width, height = box
    path = outline(box, towards, longest, RADIUS * page.unit, TAIL * page.unit)
    page.shape(path, fill=colours.WHITE, edge=colours.INK, thick=thick).set_joinstyle("round")
    page.text(left + width / 2, bottom + height / 2, speech, across="center", up="center")


def outline(box: Box, towards: Spot, longest: float, radius: float, tail: float) -> Path:
    """A rounded box, of whose right or lower edge a part of width `tail` runs out to a tip."""
    left, bottom, width, height = box
    right, top, bend = left + width, bottom + height, radius * BEND
    below = towards[0] <= right
    if below:
        x = min(max(towards[0], left + radius), right - radius - tail)
        root, end = (x, bottom), (x + tail, bottom)
    else:
        y = min(max(towards[1], bottom + 0.8 * radius), top - radius - tail)
        root, end = (right, y), (right, y + tail)
    sides = (
        [
            (left + radius, bottom),
            *([root, _tip(root, end, towards, longest), end] if below else []),
            (right - radius, bottom),
        ],
        [
            (right, bottom + radius),
            *([] if below else [root, _tip(root, end, towards, longest), end]),
            (right, top - radius),
        ],
        [(right - radius, top), (left + radius, top)],
        [(left, top - radius), (left, bottom + radius)],
    )
    bends = (
        [(right - bend, bottom), (right, bottom + bend)], [(right, top - bend), (right - bend, top)],
        [(left + bend, top), (left, top - bend)], [(left, bottom + bend), (left + bend, bottom)],
    )  # fmt: skip
    vertices, codes = [], []
    for side, turn, following in zip(sides, bends, (*sides[1:], sides[0]), strict=True):
        vertices += [*side, *turn, following[0]]
        codes += [Path.LINETO] * len(side) + [Path.CURVE4] * 3
    return Path([*vertices, vertices[0]], [Path.MOVETO, *codes[1:], Path.CLOSEPOLY])


def _tip(root: Spot, end: Spot, towards: Spot, longest: float) -> Spot:
    """From the middle of the tail's root on the way to a spot, at most so far."""
    x, y = (root[0] + end[0]) / 2, (root[1] + end[1]) / 2
    far = hypot(towards[0] - x, towards[1] - y)
    part = min(1.0, longest / far)
    return x + (towards[0] - x) * part, y + (towards[1] - y) * part

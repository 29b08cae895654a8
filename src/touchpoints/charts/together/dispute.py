"""Where a class disagrees: a flag at the point, and a box a touchpoint with how many gave which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from touchpoints.charts.parts import cards, colours, icons
from touchpoints.charts.parts.curve import Plot, Point
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.model.class_journey import Position
from touchpoints.model.journey import FEELINGS

# In units of the smallest text.
PAD, GAP, NAME_LINES, COLUMN, FLAG = 0.45, 0.7, 3, 1.9, 1.55
SLACK = 0.98  # of a name's room: a long line on a screen is wider than it measures
COLOUR = colours.strong(colours.PURPLE, colours.PANEL)
GROUND = colours.pale(COLOUR, 0.07)


def height(page: Page, boxes: bool) -> float:
    """Of the line above the boxes, and of the boxes where there are any."""
    return page.line_height() * 1.1 + (boxes and page.line_height() * NAME_LINES + (2 * PAD + 0.2) * page.unit)


def width(page: Page, count: int) -> float:
    """Of one of `count` boxes."""
    return (page.width - 2 * page.margin - GAP * page.unit * (max(2, count) - 1)) / max(2, count)


def names(page: Page, disputed: Sequence[Position]) -> list[Lines]:
    """The touchpoints' names as they fit beside their columns."""
    rooms = [width(page, len(disputed)) - _chart_width(page, one) - 3.8 * page.unit for one in disputed]
    return [
        page.fit(one.name or "…", SLACK * room, NAME_LINES, bold=True)
        for one, room in zip(disputed, rooms, strict=True)
    ]


def draw_flags(page: Page, plot: Plot, points: Sequence[Point], disputed: Sequence[Position], top: float) -> None:
    """Over each disputed touchpoint a sign, with the word where there is room, and a line down through its range."""
    spans = {one.id: one.feelings for one in disputed}
    marked = [point for point in points if point.touchpoint.id in spans]
    word = page.whole(page.words("chart.together.apart"), bold=True)
    bottom, deep, free = top - FLAG * page.unit, FLAG * page.unit, plot.left
    for i, point in enumerate(marked):
        end = marked[i + 1].x - deep if i + 1 < len(marked) else plot.right
        wide = (word.width + 2.0) * page.unit
        left = max(free, min(point.x - wide / 2, end - wide))
        worded = left + wide <= end and left <= point.x
        if not worded:
            left, wide = max(free, point.x - deep / 2), deep
        _draw_pole(page, plot, point.x, spans[point.touchpoint.id], (min(max(point.x, left), left + wide), bottom))
        page.box(left, bottom, wide, deep, fill=COLOUR, radius=0.4 * page.unit)
        page.icon(icons.sign("apart"), left + deep / 2, bottom + deep / 2, 0.95 * page.unit, colours.WHITE)
        if worded:
            page.text(left + 1.5 * page.unit, bottom + deep / 2, word, bold=True, colour=colours.WHITE, up="center")
        free = left + wide + 0.2 * page.unit


def _draw_pole(page: Page, plot: Plot, x: float, feelings: Sequence[float], start: tuple[float, float]) -> None:
    """From the flag down to the lowest feeling, with a bar at the highest and at the lowest."""
    low, high, half = plot.y(feelings[0]), plot.y(feelings[-1]), 0.45 * page.unit
    for way in ([start, (x, high), (x, low)], [(x - half, high), (x + half, high)], [(x - half, low), (x + half, low)]):
        page.line(way, colour=COLOUR, thick=0.13 * page.unit)


def draw_strip(
    page: Page, disputed: Sequence[Position], numbers: Mapping[str, int], top: float, said: str, rest: str
) -> None:
    """What is said about it in a line, the `rest` at its end, and below it the boxes, the most disputed first."""
    middle, x = top - page.line_height() * 0.55, page.margin
    if disputed:
        page.icon(icons.sign("apart"), x + 0.5 * page.unit, middle, page.unit, COLOUR)
        x += 1.5 * page.unit
    line = page.fit(said, page.width - page.margin - x, 1, bold=True)
    page.text(x, middle, line, bold=True, colour=COLOUR if disputed else colours.INK, up="center")
    room = page.width - page.margin - x - (line.width + 1.5 * bool(said)) * page.unit
    last = page.fit(rest, room, 1)
    page.text(page.width - page.margin, middle, last, colour=colours.SOFT, across="right", up="center")
    wide, bottom = width(page, len(disputed)), top - height(page, bool(disputed))
    for i, (one, name) in enumerate(zip(disputed, names(page, disputed), strict=True)):
        left = page.margin + i * (wide + GAP * page.unit)
        box = (left, bottom, left + wide, top - page.line_height() * 1.1)
        _draw_box(page, one, numbers[one.id], name, box)


def _draw_box(page: Page, one: Position, number: int, name: Lines, box: tuple[float, float, float, float]) -> None:
    left, bottom, right, top = box
    page.box(left, bottom, right - left, top - bottom, fill=GROUND, radius=0.4 * page.unit)
    page.box(left, bottom, 0.35 * page.unit, top - bottom, fill=COLOUR, radius=0.17 * page.unit)
    middle = (bottom + top) / 2
    colour = colours.feeling(one.median)
    cards.draw_disc(page, left + 1.55 * page.unit, middle, number, colour, filled=True)
    page.text(left + 2.8 * page.unit, middle, name, bold=True, up="center")
    _draw_columns(page, one, right - PAD * page.unit, bottom, top)


def _levels(one: Position) -> list[int]:
    """From the lowest to the highest that was given."""
    return [level for level in reversed(FEELINGS) if one.feelings[0] <= level <= one.feelings[-1]]


def _ends(page: Page, one: Position) -> tuple[Lines, Lines]:
    low, high = (page.whole(page.words.feeling(int(one.feelings[i]))) for i in (0, -1))
    return low, high


def _chart_width(page: Page, one: Position) -> float:
    return max(COLUMN * len(_levels(one)), sum(end.width for end in _ends(page, one)) + 0.8) * page.unit


def _draw_columns(page: Page, one: Position, right: float, bottom: float, top: float) -> None:
    """A column a level, as high as it has ratings, with their number; the ends of the range in words below."""
    wide, levels, counts = _chart_width(page, one), _levels(one), one.counts
    low, high = _ends(page, one)
    base = bottom + page.line_height() + 0.15 * page.unit
    left, step = right - wide, wide / len(levels)
    room = top - base - page.line_height(0.9) - 0.5 * page.unit
    most = max(counts.values())
    for i, level in enumerate(levels):
        x, deep = left + (i + 0.5) * step, room * counts[level] / most
        half = 0.36 * min(step, COLUMN * page.unit)
        if counts[level]:
            page.box(x - half, base, 2 * half, deep, fill=colours.feeling(level))
        number = page.whole(page.words.number(counts[level]), bold=True)
        ink = colours.INK if counts[level] else colours.SOFT
        page.text(x, base + deep, number, bold=True, colour=ink, across="center", up="bottom")
    page.line([(left, base), (right, base)], colour=colours.NEUTRAL, thick=1)
    for x, end, level, across in ((left, low, levels[0], "left"), (right, high, levels[-1], "right")):
        colour = colours.strong(colours.feeling(level), GROUND)
        page.text(x, base - 0.05 * page.unit, end, colour=colour, across=across)

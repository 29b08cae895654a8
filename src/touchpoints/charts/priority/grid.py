"""The field of importance and feeling on a page: four panels with their names, levels in words, twenty-five cells."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import Box, Page
from touchpoints.charts.parts.text import Lines
from touchpoints.model.importance_performance import FIELDS, GOOD, IMPORTANT, LEVELS, field
from touchpoints.model.journey import FEELINGS, WORST

# In units of the smallest text: a panel's name, the gap between panels, a level's word, its figure.
NAME, GAP, NAME_GAP, WORD, FIGURE, AXIS_GAP, TO_FIELD = 2.1, 0.5, 0.2, 6.3, 1.5, 0.35, 0.6
NAME_SIZE, TITLE, SIGN = 1.15, 7.9, 1.85
LEAST = 5.0  # how wide a cell must be


@dataclass(frozen=True)
class Grid:
    """Where the cells lie: between these edges, with a `gap` on the two borders, and names above and below."""

    left: float
    right: float
    top: float
    bottom: float
    unit: float

    @property
    def wide(self) -> float:
        """Of a cell."""
        return (self.right - self.left - GAP * self.unit) / len(FEELINGS)

    @property
    def high(self) -> float:
        """Of a cell."""
        return (self.top - self.bottom - (2 * NAME + 2 * NAME_GAP + GAP) * self.unit) / len(LEVELS)

    def cell(self, importance: int, feeling: int) -> Box:
        x = self.left + (feeling - WORST) * self.wide + GAP * self.unit * (feeling >= GOOD)
        y = self.bottom + (NAME + NAME_GAP) * self.unit + (importance - 1) * self.high
        return x, y + GAP * self.unit * (importance >= IMPORTANT), self.wide, self.high

    def panel(self, name: str) -> Box:
        """The cells of a field together."""
        own = [self.cell(i, f) for i in LEVELS for f in FEELINGS if field(i, f) == name]
        left, bottom = min(x for x, *_ in own), min(y for _, y, *_ in own)
        return left, bottom, max(x + w - left for x, _, w, _ in own), max(y + h - bottom for _, y, _, h in own)

    def name(self, name: str) -> Box:
        """Where a field's name stands: above the important ones, below the others."""
        x, y, wide, high = self.panel(name)
        above = name in ("improve", "keep")
        return x, y + high + NAME_GAP * self.unit if above else self.bottom, wide, NAME * self.unit


def gutter(page: Page) -> float:
    """How wide the levels of importance are at the left."""
    levels = max(word.width for word in _levels(page)) + FIGURE - 0.4
    titles = max(_title(page, axis).width for axis in ("up", "across"))
    return (max(levels, titles) + TO_FIELD) * page.unit


def axis(page: Page, wide: float) -> float:
    """How high the words of the feelings are under the field, in cells of this width."""
    lines = [len(one.lines) for one in (*_feelings(page, wide), _title(page, "across"))]
    return max(lines) * page.line_height() + AXIS_GAP * page.unit


def least(page: Page) -> float:
    """How wide a cell must be for the names of the fields, which are two or three cells wide."""
    across = {name: len({f for i in LEVELS for f in FEELINGS if field(i, f) == name}) for name in FIELDS}
    names = {name: page.whole(page.words(f"chart.priority.{name}"), NAME_SIZE, True) for name in FIELDS}
    needed = [(names[name].width * NAME_SIZE + SIGN + 0.9) / across[name] for name in FIELDS]
    return max(LEAST, *needed) * page.unit


def legible(page: Page, wide: float) -> bool:
    """Whether every level of feeling has room for its word in cells of this width."""
    return all(one.whole and not one.broken for one in _feelings(page, wide))


def _levels(page: Page) -> list[Lines]:
    return [page.fit(page.words(f"chart.priority.importance.{level}"), WORD * page.unit, 2) for level in LEVELS]


def _feelings(page: Page, wide: float) -> list[Lines]:
    return [page.fit(page.words.feeling(value), wide - 0.3 * page.unit, 2) for value in FEELINGS]


def _title(page: Page, axis: str) -> Lines:
    return page.fit(page.words(f"chart.priority.{axis}"), TITLE * page.unit, 2, bold=True)


def draw(page: Page, grid: Grid) -> None:
    """Panels, names and levels; "improve first" is the one in a strong colour."""
    for name in FIELDS:
        _draw_panel(page, grid, name)
    _draw_importance(page, grid)
    _draw_feelings(page, grid)


def _draw_panel(page: Page, grid: Grid, name: str) -> None:
    unit = page.unit
    x, y, wide, high = grid.panel(name)
    page.box(x, y, wide, high, fill=ground(name), radius=0.45 * unit)
    for importance in LEVELS:
        for feeling in FEELINGS:
            left, bottom, *_ = grid.cell(importance, feeling)
            if field(importance, feeling) != name:
                continue
            if left > x + 1:
                page.line([(left, bottom), (left, bottom + grid.high)], colour=colours.WHITE, thick=0.12 * unit)
            if bottom > y + 1:
                page.line([(left, bottom), (left + grid.wide, bottom)], colour=colours.WHITE, thick=0.12 * unit)
    draw_name(page, name, grid.name(name))


def ground(name: str) -> str:
    return colours.pale(colours.VERMILION, 0.16) if name == "improve" else colours.PANEL


def draw_name(page: Page, name: str, box: Box, size: float = NAME_SIZE) -> None:
    """A field's name behind its sign, in a box."""
    x, y, wide, high = box
    unit, first = page.unit, name == "improve"
    ink = colours.WHITE if first else colours.INK
    page.box(x, y, wide, high, fill=colours.strong(colours.VERMILION) if first else colours.BAND, radius=0.45 * unit)
    word = page.fit(page.words(f"chart.priority.{name}"), wide - (SIGN + 0.8) * unit, 1, size, bold=True)
    start, middle = x + (wide + (SIGN - word.width * size) * unit) / 2, y + high / 2
    page.icon(icons.sign(name), start - (SIGN - 0.75) * unit, middle, 1.1 * unit, ink)
    page.text(start, middle, word, size=size, bold=True, colour=ink, up="center")


def _draw_importance(page: Page, grid: Grid) -> None:
    """From the top down: the question, then each level's word and figure."""
    end = grid.left - TO_FIELD * page.unit
    for level, word in zip(LEVELS, _levels(page), strict=True):
        middle = grid.cell(level, 0)[1] + grid.high / 2
        page.text(end, middle, page.words.number(level), bold=True, across="right", up="center")
        page.text(end - (FIGURE - 0.4) * page.unit, middle, word, across="right", up="center", colour=colours.SOFT)
    page.text(end, grid.top - NAME * page.unit / 2, _title(page, "up"), bold=True, across="right", up="center")


def _draw_feelings(page: Page, grid: Grid) -> None:
    """The question in the gutter, then each level's word under its cells."""
    top = grid.bottom - AXIS_GAP * page.unit
    page.text(grid.left - TO_FIELD * page.unit, top, _title(page, "across"), bold=True, across="right")
    for value, word in zip(FEELINGS, _feelings(page, grid.wide), strict=True):
        middle = grid.cell(1, value)[0] + grid.wide / 2
        page.text(middle, top, word, across="center", colour=colours.feeling(value))


def edges(page: Page, top: float, right: float) -> Grid:
    """The field between the margins, from `top` down and up to `right`."""
    left = page.margin + gutter(page)
    wide = Grid(left, right, top, page.margin, page.unit).wide
    return Grid(left, right, top, page.margin + axis(page, wide), page.unit)


def pack(
    count: int, width: float, height: float, largest: float, wide: float = 1.0
) -> tuple[list[tuple[float, float]], float]:
    """Where `count` discs of one size stand in a cell around (0, 0), row by row as one reads, and their radius.

    As large as the cell allows, `largest` at most, in as few and as even rows as leave them that large. Each takes
    `wide` times its diameter across and its diameter down.
    """
    if not count:
        return [], largest
    sizes = {
        rows: min(largest, height / rows / 2, width / ceil(count / rows) / wide / 2) for rows in range(1, count + 1)
    }
    rows = max(sizes, key=lambda one: (sizes[one], -one))
    radius, across = sizes[rows], ceil(count / rows)
    left, top = (across - 1) / 2, (ceil(count / across) - 1) / 2
    spots = (divmod(i, across) for i in range(count))
    return [(2 * radius * wide * (column - left), 2 * radius * (top - row)) for row, column in spots], radius

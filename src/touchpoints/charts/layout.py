"""Sharing out a map's page: headings, cards or a list, the curve's plot, and the room for what a chart adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.charts import cards, columns, curve, heading
from touchpoints.charts.cards import Cards, Rows
from touchpoints.charts.columns import Column, Part
from touchpoints.charts.curve import Plot
from touchpoints.charts.page import Page
from touchpoints.charts.text import Lines
from touchpoints.journey import Activity

MOST_CARDS = {"slide": 12}  # beyond that a numbered list; on paper as many cards as can be read
MOST_ROWS = 4
LEAST_COLUMN, GAP = 5.0, 0.5  # in units of the smallest text
LEAST_PLOT, LEAST_PLOT_OVER_LIST = 10.0, 8.6
CUT = 8.0  # what a shortened name costs, against 1 for one with a parted word


@dataclass(frozen=True)
class Option:
    """What a chart adds above and below cards and plot: its heights in points, and what choosing it costs."""

    above: float = 0.0
    below: float = 0.0
    cost: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class Layout:
    """Where everything stands. `top` is the upper edge of the headings, `bottom` that of what lies below."""

    columns: list[Column]
    headings: list[Lines]
    heading_height: float
    cards: Cards | None
    rows: Rows | None
    plot: Plot
    option: Option
    top: float
    bottom: float

    @property
    def numbered(self) -> list[tuple[int, Activity]]:
        return [one for column in self.columns for one in column.part.touchpoints]

    @property
    def below_headings(self) -> float:
        return self.top - self.heading_height


def arrange(page: Page, parts: Sequence[Part], top: float, options: Sequence[Option], most_cards: int) -> Layout:
    """The best way of filling the page from `top` down; `options` from the dearest to the one that takes least room."""
    count = sum(len(part.touchpoints) for part in parts)
    best: tuple[float, Layout] | None = None
    for rows in range(1, MOST_ROWS + 1) if 0 < count <= most_cards else ():
        placed = _columns(page, parts, rows)
        measured = cards.measure(page, placed)
        for option in options:
            layout = _layout(page, placed, measured, None, top, option)
            if layout.plot.top - layout.plot.bottom < LEAST_PLOT * page.unit:
                continue
            cost = CUT * measured.cut + measured.broken + 0.5 * rows + option.cost
            best = min((cost, layout), best or (cost, layout), key=lambda one: one[0])
            break
    if best and best[0] < CUT * (1 + count / 4):
        return best[1]
    return _with_list(page, parts, top, options[-1], count)


def _columns(page: Page, parts: Sequence[Part], rows: int) -> list[Column]:
    left = page.margin + curve.gutter(page)
    room = page.width - page.margin - left
    return columns.columns(parts, left, room, rows, GAP * page.unit, LEAST_COLUMN * page.unit)


def _with_list(page: Page, parts: Sequence[Part], top: float, option: Option, count: int) -> Layout:
    placed = _columns(page, parts, 1)
    if not count:
        return _layout(page, placed, None, None, top, option)
    bare = _layout(page, placed, None, None, top, option).plot
    room = bare.top - bare.bottom - (LEAST_PLOT_OVER_LIST + GAP) * page.unit
    rows = cards.measure_list(page, count, room, page.width - 2 * page.margin)
    return _layout(page, placed, None, rows, top, option)


def _layout(
    page: Page, placed: list[Column], measured: Cards | None, rows: Rows | None, top: float, option: Option
) -> Layout:
    fitted, deep = columns.headings(page, placed) if placed else ([], 0.0)
    bottom = page.margin + option.below
    upper = top - deep - option.above - (measured.height if measured else 0.0)
    lower = bottom + (rows.height + GAP * page.unit if rows else 0.0)
    plot = Plot(page.margin + curve.gutter(page), page.width - page.margin, upper, lower)
    return Layout(placed, fitted, deep, measured, rows, plot, option, top, bottom)


def draw_frame(page: Page, layout: Layout, gone: frozenset[str] = frozenset()) -> None:
    """Headings, panels, levels, and the touchpoints as cards or list; `gone` are the ids that are left out."""
    plot, under = layout.plot, layout.below_headings
    columns.draw_panels(page, layout.columns, under - 0.3 * page.unit, plot.bottom)
    columns.draw_headings(page, layout.columns, layout.headings, layout.top, layout.heading_height)
    curve.draw_levels(page, plot)
    left, width = page.margin, plot.left - page.margin
    if layout.cards:
        first = under - layout.option.above
        cards.draw(page, layout.cards, first, gone)
        heading.draw_directions(page, left, width - page.unit, first - cards.GAP * page.unit, plot.y(2) + page.unit)
    if layout.rows:
        top = plot.bottom - GAP * page.unit
        cards.draw_list(page, layout.rows, layout.numbered, left, page.width - 2 * left, top, gone)
    if not layout.numbered:
        curve.note(page, plot, page.words("chart.begin"))

"""Sharing out a map's page: headings, cards or a list, the curve's plot, and the room for what a chart adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from touchpoints.charts.parts import cards, columns, curve, timeline
from touchpoints.charts.parts.cards import Cards, Rows
from touchpoints.charts.parts.columns import Column, Headings
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.page import FOOT, PRESENT, TALL, Page
from touchpoints.charts.parts.roomiest import SCALES, roomiest
from touchpoints.language.journey_in_words import Part
from touchpoints.model.journey import Activity

MOST_CARDS = {"slide": 12, PRESENT: 15}  # beyond that a numbered list; on paper as many cards as can be read
MOST_ROWS, MOST_ACROSS = 4, 6
LEAST_COLUMN, GAP, PANEL_GAP = 5.0, 0.5, 0.25  # in units of the smallest text
LEAST_PLOT = 8.2
TOUCHED_PLOT, TOUCHED_PAD = 8.4, 1.2  # where points are dragged: a face for each level; words stand beside the points
PLOT_PAD = 2.8  # room for a disc and a tag above the best level, where the plot is high enough
EASY_PAD = 2.0
HIGHEST, SCREEN_PLOT = 60.0, 12.0  # of a growing page, before one knows, in inches; its plot: a finger hits each level
CUT, CUT_BELOW = 8.0, 3.0  # what a shortened name and another shortened text cost, against 1 for a parted word


@dataclass(frozen=True)
class Option:
    """What a chart adds above and below cards and plot: its heights in points, its lines of text, how many are cut."""

    above: float = 0.0
    below: float = 0.0
    band_lines: int = 0
    why_lines: int = 0
    cut: int = 0


# The ways to add it to these columns, from the most generous to the one that takes the least room.
Options = Callable[[list[Column]], Sequence[Option]]


@dataclass(frozen=True)
class Layout:
    """Where everything stands. `bottom` is the upper edge of what lies below."""

    headings: Headings
    cards: Cards | None
    rows: Rows | None
    plot: Plot
    option: Option
    bottom: float
    unit: float

    @property
    def columns(self) -> Sequence[Column]:
        return self.headings.columns

    @property
    def numbered(self) -> list[tuple[int, Activity]]:
        return [one for column in self.columns for one in column.part.touchpoints]

    @property
    def easy(self) -> bool:
        """Everything stands on cards, nothing of it cut, and the plot is high enough to be looked at."""
        fits = self.cards is not None and not (self.cards.cut or self.cards.crowded or self.option.cut)
        roomy = self.plot.foot or self.plot.pad >= EASY_PAD * self.unit
        return bool(fits and roomy and all(name.whole for name in self.headings.names))


def arrange(
    page: Page, parts: Sequence[Part], top: float, options: Options, most_cards: int,
    beside: float = LEAST_PLOT, over: Sequence[float] = (LEAST_PLOT,), bare: bool = False,
) -> Layout:  # fmt: skip
    """The best way of filling the page from `top` down; with a list where no way of using cards is good enough.

    The plot is at least so many units high as `beside` says with cards, and with a list as the first of `over`; where
    not all names find room then, as the next. `bare` cards and lists do without channel and direction.
    """
    if page.touched:
        beside, over = TOUCHED_PLOT + FOOT, (TOUCHED_PLOT + FOOT,)
    count = sum(len(part.touchpoints) for part in parts)
    best: tuple[float, Layout] | None = None
    for rows in _rows(page, parts) if 0 < count <= most_cards else ():
        placed = _columns(page, parts, rows)
        headings = columns.headings(page, placed, top)
        measured = cards.measure(page, placed, 4 if page.touched else 3, bare)
        for option in options(placed):
            layout = _layout(page, headings, measured, None, option)
            if layout.plot.top - layout.plot.bottom < beside * page.unit:
                continue
            cost = CUT * measured.cut + measured.broken + measured.crowded + 0.5 * rows + CUT_BELOW * option.cut
            best = min((cost, layout), best or (cost, layout), key=lambda one: one[0])
            break
    good = best and (best[0] < CUT * (1 + count / 4) if not page.touched else not best[1].cards.cut)
    if best and (page.grows or good):
        return best[1]
    return _with_list(page, parts, top, options, over, bare)


def _rows(page: Page, parts: Sequence[Part]) -> Sequence[int]:
    """In how many rows the cards may stand: a growing page holds any number."""
    if not page.grows:
        return range(1, MOST_ROWS + 1)
    most = max(len(part.touchpoints) for part in parts)
    return sorted({-(-most // across) for across in range(1, MOST_ACROSS + 1)})


def laid_out(
    page_at: Callable[[float], Page], way: Callable[[Page], Layout], fits: Callable[[Page], bool]
) -> tuple[Page, Layout]:
    """The page and layout with the largest text at which cards are whole and the heading `fits`.

    A figure for the screen becomes as high as they need.
    """
    if page_at(1.0).grows:
        return _grown(page_at, way, fits)
    return roomiest(page_at, product([way], SCALES), fits)


def _grown(
    page_at: Callable[[float], Page], way: Callable[[Page], Layout], fits: Callable[[Page], bool]
) -> tuple[Page, Layout]:
    """The figure becomes as high as cards and plot need."""
    figure = page_at(1.0).figure
    least = figure.get_figheight()
    figure.set_figheight(HIGHEST)
    for scale in reversed(SCALES):  # where the smallest text does not fit into the least height, no larger one does
        page = page_at(scale)
        layout = way(page)
        needed = (page.height - layout.plot.top + layout.plot.bottom + SCREEN_PLOT * page.unit) / 72
        if scale > 1 and not (layout.easy and fits(page) and needed <= least):
            break
        chosen, height = scale, max(least, needed)
        if needed > least:
            break
    figure.set_figheight(height)
    page = page_at(chosen)
    return page, way(page)


def _columns(page: Page, parts: Sequence[Part], rows: int) -> list[Column]:
    left = page.margin + curve.gutter(page)
    room = page.width - page.margin - left
    least = LEAST_COLUMN * page.unit
    named = [timeline.need(page, part.name, columns.lines(page), bold=True) + page.unit for part in parts]
    return columns.columns(parts, left, room, rows, GAP * page.unit, named if page.touched else least)


def _with_list(
    page: Page, parts: Sequence[Part], top: float, options: Options, over: Sequence[float], bare: bool
) -> Layout:
    placed = _columns(page, parts, 1)
    headings = columns.headings(page, placed, top)
    numbered = [one for part in parts for one in part.touchpoints]
    if not numbered or (page.small and page.height < TALL * page.unit):
        return _layout(page, headings, None, None, options(placed)[0])
    option = options(placed)[-1]
    whole = _layout(page, headings, None, None, option).plot
    for least in over:
        room = whole.top - whole.bottom - (least + GAP) * page.unit
        rows = cards.measure_list(page, numbered, room, page.width - 2 * page.margin, bare)
        if not rows.left_out:
            break
    if page.touched and rows.left_out:  # the curve alone tells more than some of the names
        rows = None
    return _layout(page, headings, None, rows, option)


def _layout(page: Page, headings: Headings, measured: Cards | None, rows: Rows | None, option: Option) -> Layout:
    bottom = page.margin + option.below
    upper = headings.bottom - PANEL_GAP * page.unit - option.above - (measured.height if measured else 0.0)
    lower = bottom + (rows.height + GAP * page.unit if rows else 0.0)
    pad = min((TOUCHED_PAD if page.touched else PLOT_PAD) * page.unit, (upper - lower) / 6)
    plot = Plot(page.margin + curve.gutter(page), page.width - page.margin, upper, lower, pad, page.foot)
    return Layout(headings, measured, rows, plot, option, bottom, page.unit)


def draw_frame(page: Page, layout: Layout, gone: frozenset[str] = frozenset()) -> None:
    """Headings, panels, levels, and the touchpoints as cards or list; `gone` are the ids that are left out."""
    plot, under = layout.plot, layout.headings.bottom
    columns.draw_panels(page, layout.columns, under - PANEL_GAP * page.unit, plot.bottom)
    columns.draw_headings(page, layout.headings)
    curve.draw_levels(page, plot)
    if layout.cards:
        cards.draw(page, layout.cards, under - layout.option.above - PANEL_GAP * page.unit, gone)
    if layout.rows:
        left, top = page.margin, plot.bottom - GAP * page.unit
        cards.draw_list(page, layout.rows, layout.numbered, left, page.width - 2 * left, top, gone)
    if not layout.numbered:
        curve.note(page, plot, page.words("chart.begin"))

"""Below the map: the line of visibility, and what only the company or only the customer sees."""

from __future__ import annotations

from collections.abc import Sequence

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.columns import Column, Part
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines

SIDES = ("company", "customer")
LINE, PAD, GAP = 1.15, 0.3, 0.2  # the line's height in lines, a band's padding and distance in units


def sides(parts: Sequence[Part]) -> list[str]:
    """The sides that see something alone."""
    return [side for side in SIDES if any(part.unseen(side) for part in parts)]


def height(page: Page, count: int, lines: int) -> float:
    """Of the line and `count` bands with `lines` lines each; 0 without bands."""
    return count and LINE * page.line_height() + count * (page.line_height() * lines + (PAD + GAP) * page.unit)


def draw(page: Page, placed: Sequence[Column], left: float, top: float, lines: int) -> None:
    """The line, then a band for each side, its entries under their stages."""
    shown = sides([column.part for column in placed])
    if not shown:
        return
    _draw_line(page, left, top - page.line_height() * LINE / 2)
    top -= page.line_height() * LINE
    deep = page.line_height() * lines + PAD * page.unit
    for side in shown:
        label = page.fit(page.words(f"chart.hidden.{side}"), placed[0].left - left, 1, bold=True)
        page.text(left, top - deep / 2, label, bold=True, colour=colours.SOFT, up="center")
        for column in placed:
            _cell(page, column, column.part.unseen(side), top, deep, lines)
        top -= deep + GAP * page.unit


def needed(page: Page, placed: Sequence[Column], lines: int) -> tuple[int, int]:
    """How many of at most `lines` lines the entries need, and how many of them are cut."""
    texts = [(column, column.part.unseen(side)) for column in placed for side in SIDES]
    fitted = [_fitted(page, column, text, lines) for column, text in texts if text]
    return max((len(one.lines) for one in fitted), default=1), sum(not one.whole for one in fitted)


def _fitted(page: Page, column: Column, text: str, lines: int) -> Lines:
    return page.fit(text, column.width - 0.8 * page.unit, lines)


def _draw_line(page: Page, left: float, y: float) -> None:
    """Dashed, with its name in it."""
    icon = 1.2 * page.unit
    page.icon(icons.sign("hidden"), left + icon / 2, y, icon, colours.SOFT)
    name = page.fit(page.words("chart.visibility"), 0.8 * page.width, 1, bold=True)
    page.text(left + 1.7 * page.unit, y, name, bold=True, colour=colours.SOFT, up="center")
    start = left + (2.2 + name.width) * page.unit
    page.line([(start, y), (page.width - page.margin, y)], colour=colours.SOFT, thick=1.4, dashed=True)


def _cell(page: Page, column: Column, text: str, top: float, deep: float, lines: int) -> None:
    if not text:
        return
    page.box(column.left, top - deep, column.width, deep, fill=colours.BAND, radius=0.35 * page.unit)
    page.text(column.left + 0.4 * page.unit, top - deep / 2, _fitted(page, column, text, lines), up="center")

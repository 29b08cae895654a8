"""Below the map: the line of visibility, and what only the company or only the customer sees."""

from __future__ import annotations

from collections.abc import Sequence

from touchpoints.charts import colours, icons
from touchpoints.charts.columns import Column, Part
from touchpoints.charts.page import Page

SIDES = ("company", "customer")


def sides(parts: Sequence[Part]) -> list[str]:
    """The sides that see something alone."""
    return [side for side in SIDES if any(part.unseen(side) for part in parts)]


def height(page: Page, count: int, lines: int) -> float:
    """Of the line and `count` bands with `lines` lines each; 0 without bands."""
    return count and page.line_height() * 1.1 + count * (page.line_height() * lines + 0.75 * page.unit)


def draw(page: Page, placed: Sequence[Column], left: float, top: float, lines: int) -> int:
    """The line, then a band for each side, its entries under their stages; returns how many had to be cut."""
    shown = sides([column.part for column in placed])
    if not shown:
        return 0
    _draw_line(page, left, top - page.line_height() * 0.55)
    top -= page.line_height() * 1.1
    deep = page.line_height() * lines + 0.5 * page.unit
    cut = 0
    for side in shown:
        label = page.fit(page.words(f"chart.hidden.{side}"), placed[0].left - left - 0.6 * page.unit, max(2, lines), bold=True)
        page.text(left, top - deep / 2, label, bold=True, colour=colours.SOFT, up="center")
        for column in placed:
            cut += _cell(page, column, column.part.unseen(side), top, deep, lines)
        top -= deep + 0.25 * page.unit
    return cut


def _draw_line(page: Page, left: float, y: float) -> None:
    """Dashed, with its name in it."""
    icon = 1.2 * page.unit
    page.icon(icons.sign("hidden"), left + icon / 2, y, icon, colours.SOFT)
    name = page.fit(page.words("chart.visibility"), page.width / 2, 1, bold=True)
    page.text(left + 1.7 * page.unit, y, name, bold=True, colour=colours.SOFT, up="center")
    start = left + (2.2 + name.width) * page.unit
    page.line([(start, y), (page.width - page.margin, y)], colour=colours.SOFT, thick=1.4, dashed=True)


def _cell(page: Page, column: Column, text: str, top: float, deep: float, lines: int) -> bool:
    if not text:
        return False
    page.box(column.left, top - deep, column.width, deep, fill="#e4e9ee", radius=0.35 * page.unit)
    fitted = page.fit(text, column.width - 0.8 * page.unit, lines)
    page.text(column.left + 0.4 * page.unit, top - deep / 2, fitted, up="center")
    return not fitted.whole

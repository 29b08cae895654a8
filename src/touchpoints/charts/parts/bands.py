"""Below the map: the line of visibility, and what only the company or only the customer sees."""

from __future__ import annotations

from collections.abc import Sequence

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.language.journey_in_words import Part

SIDES = ("company", "customer")
LINE, PAD, GAP = 1.15, 0.3, 0.2  # the line's height in lines, a band's padding and distance in units
LONGEST = 0.8  # of the page's width, for what stands on the line


def sides(parts: Sequence[Part]) -> list[str]:
    """The sides that see something alone."""
    return [side for side in SIDES if any(part.unseen(side) for part in parts)]


def height(page: Page, count: int, lines: int) -> float:
    """Of the line and `count` bands with `lines` lines each, or with none only of the line; 0 without bands."""
    band = lines and page.line_height() * lines + (PAD + GAP) * page.unit
    return count and LINE * page.line_height() + count * band


def draw(page: Page, placed: Sequence[Column], left: float, top: float, lines: int) -> None:
    """The line, then a band for each side, its entries under their stages; with 0 lines, all that it hides on the line,
    or only how many there are."""
    shown = sides([column.part for column in placed])
    if not shown:
        return
    draw_line(
        page,
        page.words("chart.visibility") if lines else _named(page, placed),
        left,
        top - page.line_height() * LINE / 2,
    )
    if not lines:
        return
    top -= page.line_height() * LINE
    deep = page.line_height() * lines + PAD * page.unit
    for side in shown:
        label = page.fit(page.words(f"chart.hidden.{side}"), placed[0].left - left, 1, bold=True)
        page.text(left, top - deep / 2, label, bold=True, colour=colours.SOFT, up="center")
        for column, room, text in _entries(placed, side):
            _cell(page, column, room, text, top, deep, lines)
        top -= deep + GAP * page.unit


def _named(page: Page, placed: Sequence[Column]) -> str:
    parts = [column.part for column in placed]
    said = page.words(
        "chart.unseen",
        names=" · ".join(part.unseen(side) for side in sides(parts) for part in parts if part.unseen(side)),
    )
    if page.fit(said, LONGEST * page.width, 1, bold=True).whole:
        return said
    return page.words("chart.unseen_count", number=page.words.number(sum(len(part.hidden) for part in parts)))


def needed(page: Page, placed: Sequence[Column], lines: int) -> tuple[int, int]:
    """How many of at most `lines` lines the entries need, and how many of them are cut."""
    entries = [entry for side in SIDES for entry in _entries(placed, side)]
    fitted = [_fitted(page, room, text, lines) for _, room, text in entries]
    return max((len(one.lines) for one in fitted), default=1), sum(not one.whole for one in fitted)


def _entries(placed: Sequence[Column], side: str) -> list[tuple[Column, float, str]]:
    """The columns with an entry, each with the width that is free for it up to the next one, and the entry."""
    found: list[tuple[Column, float, str]] = []
    end = placed[-1].left + placed[-1].width if placed else 0.0
    for i in reversed(range(len(placed))):
        column = placed[i]
        if text := column.part.unseen(side):
            found.insert(0, (column, end - column.left, text))
            end = placed[i - 1].left + placed[i - 1].width if i else 0.0
    return found


def _fitted(page: Page, room: float, text: str, lines: int) -> Lines:
    return page.fit(text, room - 0.8 * page.unit, lines)


def draw_line(page: Page, text: str, left: float, y: float) -> None:
    """The line of visibility: dashed, with its name in it, up to the right margin."""
    icon = 1.2 * page.unit
    page.icon(icons.sign("hidden"), left + icon / 2, y, icon, colours.SOFT)
    name = page.fit(text, LONGEST * page.width, 1, bold=True)
    page.text(left + 1.7 * page.unit, y, name, bold=True, colour=colours.SOFT, up="center")
    start = left + (2.2 + name.width) * page.unit
    page.line([(start, y), (page.width - page.margin, y)], colour=colours.SOFT, thick=1.4, dashed=True)


def _cell(page: Page, column: Column, room: float, text: str, top: float, deep: float, lines: int) -> None:
    """As wide as its stage, and wider only where the entry needs the free room beside it."""
    fitted = _fitted(page, column.width, text, lines)
    if not fitted.whole or fitted.broken:
        fitted = _fitted(page, room, text, lines)
    width = max(column.width, (fitted.width + 0.8) * page.unit)
    page.box(column.left, top - deep, width, deep, fill=colours.BAND, radius=0.35 * page.unit)
    page.text(column.left + 0.4 * page.unit, top - deep / 2, fitted, up="center")

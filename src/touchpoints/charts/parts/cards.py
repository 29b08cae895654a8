"""Touchpoints as cards in their stage's column, or as a numbered list where cards would be too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.charts.parts import colours, icons, tints
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.language.journey_in_words import name_of
from touchpoints.model.journey import Activity

# In units of the smallest text.
PAD, HEAD, GAP, NUMBER, ROW, AFTER = 0.4, 1.45, 0.4, 0.8, 1.42, 0.45
SIGNS = 5.2  # a card's width from which number, channel and direction stand side by side
BESIDE = 2 * NUMBER + 0.5  # from the edge of a bare card's number to its name
RING = 0.22  # how far a new one's ring stands out
SQUARE = 0.2  # a corner's radius in parts of half a square's side
MOST_ACROSS, LEAST_ACROSS = 6, 11.0  # a list's columns, and how wide one must be


@dataclass(frozen=True)
class Cards:
    """The cards of all columns, measured: the fitted name of every card, and the height of every row.

    On `bare` cards the name stands beside the number, without channel and direction.
    """

    columns: tuple[Column, ...]
    names: dict[str, Lines]
    rows: tuple[float, ...]
    gap: float
    bare: bool = False
    crowded: int = 0  # how many are too narrow for number, channel and direction side by side

    @property
    def height(self) -> float:
        return sum(self.rows) + self.gap * (len(self.rows) + 1) if self.rows else 0.0

    @property
    def cut(self) -> int:
        """How many names do not fit whole."""
        return sum(not lines.whole for lines in self.names.values())

    @property
    def broken(self) -> int:
        return sum(lines.broken for lines in self.names.values())


def measure(page: Page, placed: Sequence[Column], lines: int = 3, bare: bool = False) -> Cards:
    """Fit every name into its card."""
    names: dict[str, Lines] = {}
    most: list[int] = []
    narrow = [one for one in placed if _width(one, page) < SIGNS * page.unit and not bare]
    for column in placed:
        inner = _width(column, page) - (2 * PAD + bare * BESIDE) * page.unit
        for i, (_, touchpoint) in enumerate(column.part.touchpoints):
            names[touchpoint.id] = fitted = page.fit(name_of(touchpoint), inner, lines)
            row = i // column.across
            most += [0] * (row + 1 - len(most))
            most[row] = max(most[row], len(fitted.lines))
    head, least = (0.0, 2 * NUMBER * page.unit) if bare else (HEAD, 0.0)
    heights = tuple(max(page.line_height() * count, least) + (head + 2 * PAD) * page.unit for count in most)
    return Cards(tuple(placed), names, heights, GAP * page.unit, bare, sum(len(one.part.touchpoints) for one in narrow))


def _width(column: Column, page: Page) -> float:
    gap = GAP * page.unit
    return (column.width - gap * (column.across + 1)) / column.across


def draw(page: Page, cards: Cards, top: float, gone: frozenset[str] = frozenset()) -> None:
    """The cards row by row, downwards from `top`; those `gone` are marked as left out."""
    for column in cards.columns:
        width = _width(column, page)
        for i, (number, touchpoint) in enumerate(column.part.touchpoints):
            row, place = divmod(i, column.across)
            x = column.left + cards.gap + place * (width + cards.gap)
            y = top - cards.gap * (row + 1) - sum(cards.rows[: row + 1])
            box, name = (x, y, width, cards.rows[row]), cards.names[touchpoint.id]
            with page.group("card", touchpoint.id, box):
                if cards.bare:
                    _bare_card(page, box, number, touchpoint, name)
                else:
                    _card(page, box, number, touchpoint, name, touchpoint.id in gone)


def _bare_card(
    page: Page, box: tuple[float, float, float, float], number: int, touchpoint: Activity, name: Lines
) -> None:
    x, y, width, height = box
    page.box(x, y, width, height, fill=colours.WHITE, edge=colours.LINE, radius=0.4 * page.unit, thick=0.8)
    draw_number(page, x + (PAD + NUMBER) * page.unit, y + height / 2, number, touchpoint)
    page.text(x + (PAD + BESIDE) * page.unit, y + height / 2, name, up="center")


def _card(
    page: Page, box: tuple[float, float, float, float], number: int, touchpoint: Activity, name: Lines, gone: bool
) -> None:
    x, y, width, height = box
    unit = page.unit
    new = touchpoint.new and not gone
    edge = colours.strong(colours.PURPLE) if new else colours.SOFT if gone else colours.LINE
    page.box(
        x, y, width, height, fill=colours.WHITE, edge=edge, radius=0.4 * unit, thick=2 if new else 0.8, dashed=gone
    )
    middle = y + height - (PAD + HEAD / 2 - 0.05) * unit
    draw_number(page, x + (PAD + NUMBER) * unit, middle, number, touchpoint)
    page.icon(icons.channel(touchpoint.channel), x + (PAD + 2 * NUMBER + 1.15) * unit, middle, 1.25 * unit)
    if width >= SIGNS * unit:  # or it would lie over the channel
        _draw_sign(page, touchpoint, x + width - (PAD + 0.55) * unit, middle, 0.95)
    if new or gone:
        _mark(page, x + (PAD + 2 * NUMBER + 2.2) * unit, x + width - (PAD + 1.3) * unit, middle, gone)
    deep = height - (PAD + HEAD) * unit
    with page.group("name", touchpoint.id, (x, y, width, deep)):
        page.text(x + PAD * unit, y + deep, name, colour=colours.SOFT if gone else colours.INK)


def _draw_sign(page: Page, touchpoint: Activity, x: float, y: float, size: float) -> None:
    """The arrow of its direction, or on a coloured map the sign of its group."""
    if tint := page.tints.get(touchpoint.id):
        tints.draw_sign(page, tint, x, y)
    else:
        page.icon(icons.direction(touchpoint.direction), x, y, size * page.unit, colours.SOFT)


def _mark(page: Page, left: float, right: float, middle: float, gone: bool) -> None:
    """New or left out: a sign, and the word, where there is room; edge and number say it too."""
    if right - left < page.unit:
        return
    colour = colours.SOFT if gone else colours.strong(colours.PURPLE)
    page.icon(icons.sign("gone" if gone else "new"), left + 0.5 * page.unit, middle, page.unit, colour)
    word = page.fit(page.words("chart.gone" if gone else "chart.new"), right - left - 1.3 * page.unit, 1, bold=True)
    if word.whole and not word.broken:
        page.text(left + 1.25 * page.unit, middle, word, bold=True, colour=colour, up="center")


def draw_ring(page: Page, x: float, y: float, radius: float, wide: float = RING) -> None:
    """Round a new touchpoint's disc; its radius and the ring's width in units."""
    edge = colours.strong(colours.PURPLE)
    page.disc(x, y, (radius + wide) * page.unit, fill=colours.WHITE, edge=edge, thick=wide * 2 / 3 * page.unit)


def draw_number(page: Page, x: float, y: float, number: int, touchpoint: Activity, radius: float = NUMBER) -> None:
    """The touchpoint's number on a disc in the colour of its feeling; hollow when it is not rated."""
    draw_disc(page, x, y, number, page.colour(touchpoint), touchpoint.feeling is not None, radius)


def draw_point(page: Page, x: float, y: float, number: int, touchpoint: Activity, size: float, ring: float) -> None:
    """A disc of this radius with the touchpoint's number, or without where it has no room; a new one has a ring."""
    colour = page.colour(touchpoint)
    if touchpoint.new:
        draw_ring(page, x, y, size, ring)
    if size >= NUMBER:
        draw_number(page, x, y, number, touchpoint, size)
    else:
        fill = colours.WHITE if touchpoint.feeling is None else colour
        page.disc(x, y, size * page.unit, fill=fill, edge=colour, thick=0.06 * page.unit)


def draw_disc(
    page: Page, x: float, y: float, number: int, colour: str, filled: bool, radius: float = NUMBER, square: bool = False
) -> None:
    """A number on a disc, wider for a longer one, or on a square: white on the colour, or in the colour on white."""
    fill, ink = (colour, colours.WHITE) if filled else (colours.WHITE, colour)
    text = page.whole(page.words.number(number), bold=True)
    high, wide = radius * page.unit, max(radius, text.width / 2 + 0.15) * page.unit
    page.box(x - wide, y - high, 2 * wide, 2 * high, fill=fill, edge=colour, thick=0.1 * page.unit,
             radius=SQUARE * high if square else high)  # fmt: skip
    page.text(x, y, text, bold=True, colour=ink, across="center", up="center")


@dataclass(frozen=True)
class Rows:
    """A numbered list in `across` columns of `down` rows; `left_out` touchpoints did not find room, and with them `cut`
    names do not stand there whole."""

    across: int
    down: int
    left_out: int
    cut: int
    height: float
    bare: bool = False


def measure_list(
    page: Page, numbered: Sequence[tuple[int, Activity]], height: float, width: float, bare: bool = False
) -> Rows:
    """As many columns as leave the names whole, or as few cut as can be; more where the height asks for them."""
    row, count = ROW * page.unit, len(numbered)
    most_down = max(1, int(height / row))
    least = max(1, -(-count // most_down))
    most = max(1, min(MOST_ACROSS, int(width / (LEAST_ACROSS * page.unit))))
    names = [page.whole(name_of(one)).width + _start(one, bare=bare) for _, one in numbered]
    choices = range(min(least, most), most + 1)
    across = min(choices, key=lambda n: (sum(name > width / n / page.unit - 1 for name in names), -n))
    down = min(most_down, -(-count // across))
    across = min(across, -(-count // down))  # none stays empty
    left_out, wide = max(0, count - across * down), width / across - AFTER * page.unit
    fitted = (page.fit(name_of(one), wide - _start(one, bare=bare) * page.unit, 1) for _, one in numbered)
    return Rows(across, down, left_out, left_out + sum(not name.whole for name in fitted), down * row, bare)


def _start(touchpoint: Activity, gone: bool = False, bare: bool = False) -> float:
    """Where the name begins in a row, in units."""
    if bare:
        return 2.3
    return 5.8 if touchpoint.new or gone else 4.6


def draw_list(
    page: Page, rows: Rows, numbered: Sequence[tuple[int, Activity]], left: float, width: float, top: float,
    gone: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Number, channel, direction and name, column by column; the last row tells how many are left out."""
    shown = rows.across * rows.down - bool(rows.left_out)
    wide = width / rows.across
    for i, (number, touchpoint) in enumerate(numbered[:shown]):
        column, row = divmod(i, rows.down)
        middle = top - (row + 0.5) * ROW * page.unit
        box = (left + column * wide, middle - ROW / 2 * page.unit, wide, ROW * page.unit)
        with page.group("card", touchpoint.id, box):
            _row(page, left + column * wide, middle, wide, number, touchpoint, touchpoint.id in gone, rows.bare)
    if rows.left_out:
        x, y = left + (rows.across - 1) * wide, top - (rows.down - 0.5) * ROW * page.unit
        more = page.words.count("chart.more", len(numbered) - shown)
        page.text(x, y, page.fit(more, wide, 1), colour=colours.SOFT, up="center")


def _row(
    page: Page, x: float, middle: float, width: float, number: int, touchpoint: Activity, gone: bool, bare: bool
) -> None:
    unit = page.unit
    page.text(x + 1.7 * unit, middle, page.words.number(number), bold=True, across="right", up="center",
              colour=page.colour(touchpoint))  # fmt: skip
    if touchpoint.is_touchpoint and not bare:
        page.icon(icons.channel(touchpoint.channel), x + 2.55 * unit, middle, 1.1 * unit)
    if not bare:
        _draw_sign(page, touchpoint, x + 3.75 * unit, middle, 0.85)
    if touchpoint.new or gone:
        colour = colours.SOFT if gone else colours.strong(colours.PURPLE)
        page.icon(icons.sign("gone" if gone else "new"), x + 5.05 * unit, middle, 0.9 * unit, colour)
    start = _start(touchpoint, gone, bare) * unit
    page.text(x + start, middle, page.fit(name_of(touchpoint), width - start - AFTER * unit, 1), up="center")

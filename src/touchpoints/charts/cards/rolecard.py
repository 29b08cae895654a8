"""One role card: measured, and drawn with its band, title, fields and the bubble of the first sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.path import Path

from touchpoints.charts.cards.roles import Field, RoleCard, badge, fields, side
from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import SLACK, Lines

MM = 72 / 25.4
PITCH = 7 * MM  # at least, between lines to write on
MOST, TITLE_LINES = 3, 2  # lines of a field and of the title
SMALL = 0.8  # the size of less important words
# In units.
BAND, TITLE, ROLE, GAP, APART, PAD, TAIL, SIGN = 1.9, 1.2, 1.15, 0.6, 0.45, 0.45, 0.6, 1.9
# Far apart in grey, too.
COLOURS = {"customer": colours.strong(colours.GREEN), "company": colours.INK}


@dataclass(frozen=True)
class FieldRow:
    """A field, fitted: its text begins `indent` points behind the label's start; without one, one writes on `lines`."""

    label: Lines
    text: Lines
    indent: float
    lines: int
    whole: bool

    def height(self, page: Page) -> float:
        return self.lines * (page.line_height() if self.text.lines else _pitch(page))


@dataclass(frozen=True)
class MeasuredCard:
    """A card's texts, how many of them are cut, and the height in points that is left free."""

    title: Lines
    rows: tuple[FieldRow, ...]
    cut: int
    free: float

    def head(self, page: Page) -> float:
        """The height of the title; a blank card has none."""
        return self.title.height * TITLE * page.unit


def measure(page: Page, card: RoleCard, room: tuple[float, float]) -> MeasuredCard:
    """Everything whole where there is room; else what has most lines gives one up, until the rest fits."""
    beside = room[0] - SIGN * page.unit
    found = fields(card, page.words)
    most = [TITLE_LINES, *(MOST if field.text else field.lines for field in found)]
    while True:
        title = page.fit(card.title, beside, most[0], TITLE, bold=True)
        rows = tuple(
            _fit(page, field, room[0] - (2 * PAD * page.unit if field is found[-1] else 0.0), lines)
            for field, lines in zip(found, most[1:], strict=True)
        )
        cut = sum(not part.whole for part in (title, *rows))
        measured = MeasuredCard(title, rows, cut, 0.0)
        free = room[1] - measured.head(page) - sum(row.height(page) for row in rows) - _furniture(page, len(rows))
        used = [len(title.lines), *(row.lines for row in rows)]
        if free >= 0 or max(used) <= 1:
            return replace(measured, free=free)
        most[used.index(max(used))] = max(used) - 1


def _fit(page: Page, field: Field, width: float, most: int) -> FieldRow:
    label = page.fit(f"{field.label}:", 0.7 * width, 1, bold=True)
    indent = (label.width * SLACK + 0.35) * page.unit
    text = page.fit(field.text, width, most, indent=indent)
    if not text.lines:
        return FieldRow(label, text, indent, most, most == field.lines)
    return FieldRow(label, text, indent, len(text.lines), text.whole)


def _pitch(page: Page) -> float:
    return max(PITCH, 1.3 * page.unit)


def _furniture(page: Page, rows: int) -> float:
    """The height of all that is not title or text."""
    return (BAND + 2 * GAP + APART * (rows - 1) + 2 * PAD + TAIL) * page.unit + page.line_height(SMALL)


def draw(page: Page, card: RoleCard, corner: tuple[float, float], room: tuple[float, float]) -> None:
    """Band, title and fields from the top down; the first sentence and the line at the foot from the bottom up."""
    (left, top), (width, height) = corner, room
    measured, colour = measure(page, card, room), COLOURS[card.side]
    apart = APART * page.unit + min(0.6 * page.unit, max(0.0, measured.free / (len(measured.rows) - 1)))
    _draw_band(page, card, left, top, width)
    y = top - (BAND + GAP) * page.unit
    if card.title:
        _draw_title(page, card, measured, left, y)
        y -= measured.head(page) + GAP * page.unit
    *rows, said = measured.rows
    for row in rows:
        _draw_row(page, row, left, y, width, colour)
        y -= row.height(page) + apart
    foot = top - height
    page.text(left, foot, page.fit(card.of, width, 1, SMALL), size=SMALL, colour=colours.SOFT, up="bottom")
    low, inset = foot + page.line_height(SMALL) + TAIL * page.unit, PAD * page.unit
    high = said.height(page) + 2 * inset
    _draw_bubble(page, card, (left, low, width, high))
    _draw_row(page, said, left + inset, low + high - inset, width - 2 * inset, colour)


def _draw_band(page: Page, card: RoleCard, left: float, top: float, width: float) -> None:
    """Who plays: icon, word and the pair's badge, white on the side's colour."""
    unit, colour, middle = page.unit, COLOURS[card.side], top - BAND / 2 * page.unit
    page.box(left, top - BAND * unit, width, BAND * unit, fill=colour, radius=0.4 * unit)
    icon = icons.sign("persona" if card.side == "customer" else "company")
    page.icon(icon, left + 1.2 * unit, middle, 1.2 * unit, colours.WHITE)
    code = page.whole(badge(card, page.words), ROLE, bold=True)
    wide = (code.width * ROLE + 0.9) * unit
    right, start = left + width - 0.25 * unit, left + 2.3 * unit
    page.box(right - wide, middle - 0.7 * unit, wide, 1.4 * unit, fill=colours.WHITE, radius=0.3 * unit)
    page.text(right - wide / 2, middle, code, size=ROLE, bold=True, colour=colour, across="center", up="center")
    role = page.fit(side(card, page.words), right - wide - 0.4 * unit - start, 1, ROLE, bold=True)
    page.text(start, middle, role, size=ROLE, bold=True, colour=colours.WHITE, up="center")


def _draw_title(page: Page, card: RoleCard, measured: MeasuredCard, left: float, top: float) -> None:
    """The channel's icon and the title."""
    page.icon(icons.channel(card.channel), left + 0.7 * page.unit, top - 0.62 * TITLE * page.unit, 1.4 * page.unit)
    page.text(left + SIGN * page.unit, top, measured.title, size=TITLE, bold=True)


def _draw_row(page: Page, row: FieldRow, x: float, top: float, width: float, colour: str) -> None:
    """The label and behind it the text, whose further lines begin under the label; or lines to write on."""
    if not row.text.lines:
        for line in range(row.lines):
            y = top - (line + 1) * _pitch(page) + 0.29 * page.unit
            start = x if line else x + row.indent
            page.line([(start, y), (x + width, y)], colour=colours.NEUTRAL, thick=0.6, dashed=True)
        top -= _pitch(page) - page.line_height()
    page.text(x, top, row.label, bold=True, colour=colour)
    first, rest = replace(row.text, lines=row.text.lines[:1]), replace(row.text, lines=row.text.lines[1:])
    # From below, so that both stand on the label's line in the typeface for other letters, too.
    page.text(x + row.indent, top - page.line_height(), first, up="bottom")
    page.text(x, top - page.line_height() * row.lines, rest, up="bottom")


def _draw_bubble(page: Page, card: RoleCard, box: tuple[float, float, float, float]) -> None:
    """Around what is said: the customer's tail is at the left, the company's at the right."""
    tail, thick, colour = TAIL * page.unit, 0.12 * page.unit, COLOURS[card.side]
    left, low, width, height = box[0] + thick / 2, box[1], box[2] - thick, box[3]
    page.box(left, low, width, height, fill=colours.WHITE, edge=colour, radius=0.6 * page.unit, thick=thick)
    start, way = (left + 2 * tail, 1) if card.side == "customer" else (left + width - 2 * tail, -1)
    corners = [(start, low), (start, low - tail), (start + way * 1.4 * tail, low)]
    page.shape(Path([(start, low + thick), *corners, (start + way * 1.4 * tail, low + thick)]), fill=colours.WHITE)
    page.line(corners, colour=colour, thick=thick)

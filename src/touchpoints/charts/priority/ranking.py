"""The touchpoints of each field, and those not placed yet, as a list beside the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from touchpoints.charts.parts import cards, colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.priority import grid
from touchpoints.language.journey_in_words import name_of
from touchpoints.model.importance_performance import FIELDS, MISSING, Numbered, singled_out

# In units of the smallest text: a row, one that says what is missing, a heading, what separates groups, a row's disc,
# the distance to its name, the room of a star.
ROW, PART, HEAD, APART, DISC, TO_NAME, NEW = 1.42, 1.3, 1.9, 0.5, 0.64, 0.55, 1.25
GAP, LEAST, MOST = 1.0, 10.0, 24.0  # between columns; how wide one must be and may be
OPEN = "open"  # the group of what is not placed


@dataclass(frozen=True)
class RankedRow:
    """A touchpoint of a group (a field or OPEN); without one the group's heading, or what the next ones are missing."""

    group: str
    missing: str = ""
    numbered: Numbered | None = None
    first: bool = False  # one of the neediest

    @property
    def height(self) -> float:
        return ROW if self.numbered else PART if self.missing else HEAD

    @property
    def heads(self) -> bool:
        """Whether it is a group's heading."""
        return not self.numbered and not self.missing


@dataclass(frozen=True)
class Ranking:
    """The rows in columns, each `wide` points wide, the widest disc half as wide as `half` units.

    `left_out` touchpoints have no room; `whole`: no name is cut.
    """

    columns: tuple[tuple[RankedRow, ...], ...]
    wide: float
    half: float
    left_out: int
    whole: bool

    def width(self, page: Page) -> float:
        """With the gap to what stands at the left."""
        return sum(self.wide + GAP * page.unit for _ in self.columns)


def rows(groups: Mapping[str, Sequence[Numbered]], placed: bool) -> list[list[RankedRow]]:
    """A group a field with its touchpoints, if these are `placed` on the list, and one of what is not placed."""
    first = singled_out(groups["improve"])
    found = [
        [RankedRow(name), *(RankedRow(name, "", entry, entry in first) for entry in groups[name])]
        for name in (FIELDS if placed else ())
        if groups[name]
    ]
    waiting = [name for name in MISSING if groups[name]]
    parts = [[RankedRow(OPEN, name), *(RankedRow(OPEN, name, entry) for entry in groups[name])] for name in waiting]
    return [*found, [RankedRow(OPEN), *(row for part in parts for row in part)]] if parts else found


def measure(page: Page, groups: Sequence[Sequence[RankedRow]], height: float, room: float) -> Ranking:
    """As few columns as hold the groups; where `room` points are too few for that, the last row says how many more."""
    rows = [row for group in groups for row in group]
    half = max((_half(page, row) for row in rows if row.numbered), default=DISC)
    least = max((_width(page, row, half) for row in rows if not row.numbered), default=LEAST)
    most = max(1, int(room / page.unit / (least + GAP)))
    columns = min((flow(groups, height / page.unit, whole) for whole in (True, False)), key=len)
    shown = [*columns[: most - 1], _shortened(columns[most - 1])] if len(columns) > most else columns
    left_out = sum(bool(row.numbered) for row in rows) - sum(bool(row.numbered) for column in shown for row in column)
    widest = max((_width(page, row, half) for row in rows), default=least)
    wide = min(max(widest, LEAST), MOST, room / page.unit / max(1, len(shown)) - GAP)
    return Ranking(tuple(map(tuple, shown)), wide * page.unit, half, left_out, widest <= wide)


def flow(groups: Sequence[Sequence[RankedRow]], height: float, whole: bool) -> list[list[RankedRow]]:
    """The groups in columns of at most `height` units.

    `whole` groups are not parted where a column can hold them. A parted one has its headings again in the next
    column, and none stands at a column's foot.
    """
    columns: list[list[RankedRow]] = [[]]
    for group in groups:
        if whole and high(group) <= height < high([*columns[-1], *group]):
            columns.append([])
        heads: list[RankedRow] = []
        for row in group:
            if not row.numbered:
                heads = [group[0], row] if row.missing else [row]
                continue
            if high([*columns[-1], *_more(columns[-1], heads, row)]) > height:
                columns.append([])
            columns[-1] += _more(columns[-1], heads, row)
    return [column for column in columns if column]


def _more(column: Sequence[RankedRow], heads: Sequence[RankedRow], row: RankedRow) -> list[RankedRow]:
    """The row with those of its headings that the column lacks."""
    return [*(head for head in heads if head not in column), row]


def high(rows: Sequence[RankedRow]) -> float:
    """How high these rows are in a column, in units."""
    return sum(row.height for row in rows) + APART * sum(row.heads for row in rows[1:])


def _shortened(column: Sequence[RankedRow]) -> list[RankedRow]:
    """Without its last row, and no heading left at its foot."""
    kept = list(column[:-1])
    while kept and not kept[-1].numbered:
        kept.pop()
    return kept


def _half(page: Page, row: RankedRow) -> float:
    """Half the width of the row's disc."""
    return max(DISC, page.whole(page.words.number(row.numbered[0]), bold=True).width / 2 + 0.15)


def _start(row: RankedRow, half: float) -> float:
    """Where the name begins, in units."""
    return 2 * half + TO_NAME + NEW * row.numbered[1].new


def _width(page: Page, row: RankedRow, half: float) -> float:
    """What the row needs, in units."""
    if row.numbered:
        return _start(row, half) + page.whole(_name(row), bold=row.first).width + 0.2
    sign = grid.SIGN if row.heads and row.group != OPEN else 0.0
    return page.whole(_heading(page, row), bold=row.heads).width + sign + 1.0


def _heading(page: Page, row: RankedRow) -> str:
    if row.missing:
        return page.words(f"chart.priority.missing.{row.missing}")
    return page.words("chart.priority.unplaced" if row.group == OPEN else f"chart.priority.{row.group}")


def _name(row: RankedRow) -> str:
    return name_of(row.numbered[1])


def draw(page: Page, ranking: Ranking, left: float, top: float) -> None:
    """Column by column from (left, top) down."""
    for column in ranking.columns:
        left += GAP * page.unit
        for i, row in enumerate(column):
            bottom = top - high(column[: i + 1]) * page.unit
            if row.numbered:
                _draw_touchpoint(page, row, left, bottom, ranking)
            else:
                _draw_heading(page, row, left, bottom, ranking.wide)
        if ranking.left_out and column is ranking.columns[-1]:
            more = page.fit(page.words.count("chart.more", ranking.left_out), ranking.wide, 1)
            y = top - (high(column) + ROW / 2) * page.unit
            page.text(left, y, more, colour=colours.SOFT, up="center")
        left += ranking.wide


def _draw_touchpoint(page: Page, row: RankedRow, left: float, bottom: float, ranking: Ranking) -> None:
    number, touchpoint = row.numbered
    middle, start = bottom + ROW / 2 * page.unit, left + _start(row, ranking.half) * page.unit
    with page.group("card", touchpoint.id):
        cards.draw_number(page, left + ranking.half * page.unit, middle, number, touchpoint, DISC)
        if touchpoint.new:
            draw_star(page, start - 0.75 * page.unit, middle)
        name = page.fit(_name(row), left + ranking.wide - start, 1, bold=row.first)
        page.text(start, middle, name, bold=row.first, up="center")


def draw_star(page: Page, x: float, y: float) -> None:
    """The sign of a new touchpoint."""
    page.icon(icons.sign("new"), x, y, 0.9 * page.unit, colours.strong(colours.PURPLE))


def _draw_heading(page: Page, row: RankedRow, left: float, bottom: float, wide: float) -> None:
    """As the field's name stands in the field; what is not placed is only outlined."""
    unit = page.unit
    if row.missing:
        word = page.fit(_heading(page, row), wide, 1)
        page.text(left, bottom + PART / 2 * unit, word, colour=colours.SOFT, up="center")
        return
    x, y, width, height = box = (left, bottom + 0.15 * unit, wide, (HEAD - 0.15) * unit)
    if row.group != OPEN:
        grid.draw_name(page, row.group, box, 1.0)
        return
    page.box(x, y, width, height, fill=colours.WHITE, edge=colours.INK, radius=0.45 * unit, thick=1, dashed=True)
    word = page.fit(_heading(page, row), wide - unit, 1, bold=True)
    page.text(x + width / 2, y + height / 2, word, bold=True, across="center", up="center")

"""The stages as columns, left to right, and where each touchpoint stands in them: what several charts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.language.journey_in_words import Part


@dataclass(frozen=True)
class Column:
    """A part with its place: from `left`, `width` wide. `across` cards stand side by side in it."""

    part: Part
    left: float
    width: float
    across: int

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    def xs(self) -> list[float]:
        """Where the points of this column's touchpoints stand, evenly."""
        count = len(self.part.touchpoints)
        return [self.left + self.width * (i + 0.5) / count for i in range(count)]


def columns(
    parts: Sequence[Part], left: float, width: float, rows: int, gap: float, least: float | Sequence[float]
) -> list[Column]:
    """The parts side by side, as wide as their cards in `rows` rows need; none narrower than `least` where possible."""
    if not parts:
        return []
    across = [max(1, -(-len(part.touchpoints) // rows)) for part in parts]
    room = width - gap * (len(parts) - 1)
    floors = [least] * len(parts) if isinstance(least, float) else [*least]
    floors = [one * min(1.0, room / sum(floors)) for one in floors]
    extra, spare = [count - 1 for count in across], room - sum(floors)
    shares = _shares(room, across)
    if any(share < floor for share, floor in zip(shares, floors, strict=True)):
        weights = extra if sum(extra) else [1] * len(parts)
        shares = [floor + more for floor, more in zip(floors, _shares(spare, weights), strict=True)]
    placed = []
    for part, count, wide in zip(parts, across, shares, strict=True):
        placed.append(Column(part, left, wide, count))
        left += wide + gap
    return placed


def _shares(room: float, weights: Sequence[int]) -> list[float]:
    return [room * weight / sum(weights) for weight in weights]


@dataclass(frozen=True)
class Headings:
    """The stages' names as they fit over their columns, on a band from `top` down; 0 high where there are none."""

    columns: Sequence[Column]
    names: Sequence[Lines]
    top: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top - self.height


def lines(page: Page) -> int:
    """Of a stage's name: where it is all that there is of a stage, it is not cut."""
    return 3 if page.touched else 2


def headings(page: Page, placed: Sequence[Column], top: float) -> Headings:
    fitted = [page.fit(column.part.name, column.width - page.unit, lines(page), bold=True) for column in placed]
    most = max((len(lines.lines) for lines in fitted), default=1)
    return Headings(placed, fitted, top, page.line_height() * max(1, most) + 0.5 * page.unit if placed else 0.0)


def draw_headings(page: Page, headings: Headings) -> None:
    """Each stage's name; the stages' gid is on the whole. What has no stage is only outlined."""
    for column, lines in zip(headings.columns, headings.names, strict=True):
        named = bool(column.part.id)
        box = (column.left, headings.bottom, column.width, headings.height)
        with page.group("stage", column.part.id, box) if named else page.group("unplaced", ""):
            page.box(
                *box, radius=0.45 * page.unit, thick=1, dashed=not named, edge=colours.INK,
                fill=colours.INK if named else colours.WHITE,
            )  # fmt: skip
            ink, middle = colours.WHITE if named else colours.INK, headings.top - headings.height / 2
            page.text(column.middle, middle, lines, bold=True, colour=ink, across="center", up="center")


def draw_panels(page: Page, placed: Sequence[Column], top: float, bottom: float) -> None:
    """A calm ground behind each column."""
    for column in placed:
        box = (column.left, bottom, column.width, top - bottom)
        with page.group("column", column.part.id, box):
            page.box(*box, fill=colours.PANEL, radius=0.45 * page.unit)

"""The feeling curve: five named levels, a neutral line, a point for every touchpoint, and words at its turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from matplotlib.path import Path

from touchpoints.charts.parts import cards, colours, faces, way
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import fit
from touchpoints.language.words import Words
from touchpoints.model.journey import BEST, FEELINGS, WORST, Activity

FACE_RADIUS, FACE = 0.88, 2.2  # of a face beside its level's name, and from its edge to the name; in units


@dataclass(frozen=True)
class Plot:
    """Where feelings stand on the page: a touchpoint's x, and the y of each level."""

    left: float
    right: float
    top: float
    bottom: float
    pad: float  # above the best and below the worst level
    foot: float = 0.0  # below that, for a line of figures

    def y(self, feeling: int | None) -> float:
        """Unrated touchpoints stand on the neutral line."""
        step = (self.top - self.bottom - self.foot - 2 * self.pad) / (BEST - WORST)
        return (self.top + self.bottom + self.foot) / 2 + step * (feeling or 0)


@dataclass(frozen=True)
class Point:
    number: int
    touchpoint: Activity
    x: float
    y: float


def points(plot: Plot, placed: Iterable[Column]) -> list[Point]:
    """One a touchpoint, in order."""
    return [
        Point(number, touchpoint, x, plot.y(touchpoint.feeling))
        for column in placed
        for (number, touchpoint), x in zip(column.part.touchpoints, column.xs(), strict=True)
    ]


def gutter(page: Page) -> float:
    """How wide the names of levels and bands are, with the distance to the first column."""
    return (FACE if page.small else _gutter(page.words, page.touched)) * page.unit


@cache  # every way of filling a page asks for it
def _gutter(words: Words, touched: bool) -> float:
    """In units."""
    names = [(words.feeling(feeling), False, FACE * touched) for feeling in FEELINGS]
    names += [(words(f"chart.hidden.{side}"), True, 0.0) for side in ("company", "customer")]
    wide = (fit(name, float("inf"), 1, bold, words.language).width + beside for name, bold, beside in names)
    return max(wide) + 0.9


def draw_levels(page: Page, plot: Plot) -> None:
    """The five levels with their names at the left; the neutral line is the strongest."""
    for feeling in FEELINGS:
        y = plot.y(feeling)
        colour, thick = (colours.NEUTRAL, 1.6) if feeling == 0 else (colours.LINE, 0.8)
        with page.group("level", str(feeling), (plot.left, y, plot.right - plot.left, 0.0)):
            page.line([(plot.left, y), (plot.right, y)], colour=colour, thick=thick)
        name, colour = page.words.feeling(feeling), colours.SOFT if page.tints else colours.feeling(feeling)
        if page.touched:
            radius = min(FACE_RADIUS * page.unit, 0.47 * (plot.y(BEST) - plot.y(BEST - 1)))
            faces.draw(page, feeling, page.margin + FACE_RADIUS * page.unit, y, radius)
            if not page.small:
                page.text(page.margin + FACE * page.unit, y, name, up="center", colour=colour)
        else:
            page.text(plot.left - 0.7 * page.unit, y, name, across="right", up="center", colour=colour)


def draw_curve(page: Page, line: Sequence[Point], colour: str, thick: float, dashed: bool = False) -> None:
    """A smooth line through neighbouring rated points: it never swings beyond them. It stops at an unrated one."""
    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    before: Point | None = None
    for point in line:
        rated = point.touchpoint.feeling is not None
        if rated and before is not None:
            middle = (before.x + point.x) / 2
            vertices += [(middle, before.y), (middle, point.y), (point.x, point.y)]
            codes += [Path.CURVE4] * 3
        elif rated:
            vertices.append((point.x, point.y))
            codes.append(Path.MOVETO)
        before = point if rated else None
    if vertices:
        with page.group("curve", "old" if dashed else "now"):
            page.shape(Path(vertices, codes), edge=colour, thick=thick, dashed=dashed)


def radius(page: Page, line: Sequence[Point]) -> float:
    """As large as the points' distance allows, in units; a number stands on it from `cards.NUMBER` on."""
    nearest = min((b.x - a.x for a, b in pairwise(line)), default=float("inf"))
    return min(1.0, max(0.12, 0.48 * nearest / page.unit))


def draw_points(page: Page, plot: Plot, line: Sequence[Point], size: float | None = None) -> float:
    """The points, numbered where there is room, else with numbers below; returns their radius in points."""
    size = radius(page, line) if size is None else size
    half = size * page.unit
    for point in line:
        with page.group("feeling", point.touchpoint.id, (point.x - half, point.y - half, 2 * half, 2 * half)):
            cards.draw_point(page, point.x, point.y, point.number, point.touchpoint, size, cards.RING)
    if size < cards.NUMBER:
        stations = ((point.number, (point.x, plot.bottom)) for point in line)
        way.draw_numbers(page, stations, 0.0, page.width - page.margin, plot.left)
    return half


def note(page: Page, plot: Plot, text: str) -> None:
    """A sentence in the middle of the plot, where there is nothing to show."""
    fitted = page.fit(text, (plot.right - plot.left) * 0.7, 3, 1.2)
    width, height = (fitted.width * 1.2 + 2) * page.unit, (fitted.height * 1.2 + 1) * page.unit
    x, y = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
    page.box(x - width / 2, y - height / 2, width, height, fill=colours.WHITE, edge=colours.strong(colours.BLUE),
             radius=0.6 * page.unit, thick=1.5)  # fmt: skip
    page.text(x, y, fitted, size=1.2, across="center", up="center")

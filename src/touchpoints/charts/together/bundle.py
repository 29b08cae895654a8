"""Many journeys' feelings as one picture: a thin line a journey, the band of the middle half, and the median."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from matplotlib.path import Path

from touchpoints.charts.parts import colours, heading
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.heading import Key
from touchpoints.charts.parts.page import Page
from touchpoints.model.class_journey import Line, Position

STACK, APART = 0.62, 0.09  # of a level: how thick the bundle of all lines is, and how far apart two are at most
THIN, THICK = 0.055, 0.22  # of a journey's line and of the median's, in units of the smallest text
THREAD = "#6f7d8b"  # 3 to 1 on white, on a panel and on the band
BAND, EDGE = colours.pale(colours.BLUE, 0.18), colours.pale(colours.BLUE, 0.8)
Way = Sequence[tuple[float, float]]


def stacked(lines: Sequence[Line]) -> list[Line]:
    """How far, in levels, to move each line up at each position, so that no two lie on one another.

    Lines with the same feeling lie side by side around it, those that come from above or go there on top; a bundle of
    all lines is `STACK` thick (or thinner where they are few), any other as much thinner as it has fewer lines.
    """
    pitch = min(APART, STACK / max(1, len(lines)))
    moved: list[list[float | None]] = [[None] * len(line) for line in lines]
    for place in range(len(lines[0]) if lines else 0):
        levels: dict[float, list[int]] = {}
        for number, line in enumerate(lines):
            if line[place] is not None:
                levels.setdefault(line[place], []).append(number)
        for bundle in levels.values():
            bundle.sort(key=lambda number: -_neighbours(lines[number], place))  # noqa: B023 - used at once
            for i, number in enumerate(bundle):
                moved[number][place] = ((len(bundle) - 1) / 2 - i) * pitch
    return [tuple(line) for line in moved]


def _neighbours(line: Line, place: int) -> float:
    """The sum of a line's feelings next to a place, where it has them."""
    before = next((f for f in reversed(line[:place]) if f is not None), line[place])
    after = next((f for f in line[place + 1 :] if f is not None), line[place])
    return before + after


def draw_lines(page: Page, plot: Plot, xs: Sequence[float], lines: Sequence[Line], flat: float) -> None:
    """Each journey through what it rates, level around each rating for `flat` points to either side."""
    for line, moved in zip(lines, stacked(lines), strict=True):
        way = [(x, plot.y(f + up)) for x, f, up in zip(xs, line, moved, strict=True) if f is not None]
        page.shape(_path(way, flat), edge=THREAD, thick=THIN * page.unit)


def draw_band(page: Page, plot: Plot, xs: Sequence[float], positions: Iterable[Position], flat: float) -> None:
    """From the lower to the upper quartile, as far as neighbouring positions are rated."""
    for run in _runs(xs, positions):
        low, high = ([(x, plot.y(quartiles[i])) for x, quartiles in run] for i in (0, 2))
        there, back = _path(high, flat), _path(low[::-1], -flat)
        codes = [*there.codes, Path.LINETO, *back.codes[1:], Path.CLOSEPOLY]
        page.shape(Path([*there.vertices, *back.vertices, there.vertices[0]], codes), fill=BAND, edge=EDGE, thick=0.8)


def draw_median(
    page: Page, plot: Plot, xs: Sequence[float], positions: Iterable[Position], flat: float, thick: float
) -> None:
    """`thick` in units of the smallest text."""
    for run in _runs(xs, positions):
        way = [(x, plot.y(quartiles[1])) for x, quartiles in run]
        page.shape(_path(way, flat), edge=colours.INK, thick=thick * page.unit)


def draw_ratings(page: Page, plot: Plot, xs: Sequence[float], positions: Iterable[Position]) -> None:
    """How many ratings each position has, at the foot of the plot."""
    y, end = plot.bottom + plot.foot / 2, plot.left - 0.7 * page.unit
    name = page.fit(page.words("chart.together.ratings"), end - page.margin, 1)
    page.text(end, y, name, colour=colours.SOFT, across="right", up="center")
    for x, position in zip(xs, positions, strict=True):
        page.text(x, y, page.words.number(position.rated), colour=colours.SOFT, across="center", up="center")


def draw_legend(page: Page, top: float) -> float:
    """What is thin, thick and pale; returns the x where it ends."""
    half, high = 0.6 * page.unit, 0.9 * page.unit

    def line(colour: str, thick: float) -> Callable[[float, float], None]:
        return lambda x, y: page.line([(x - half, y), (x + half, y)], colour=colour, thick=thick * page.unit)

    def band(x: float, y: float) -> None:
        page.box(x - half, y - high / 2, 2 * half, high, fill=BAND, edge=EDGE, thick=0.8)

    signs = {
        "chart.together.one": line(THREAD, 2 * THIN),
        "chart.together.median": line(colours.INK, THICK),
        "chart.together.half": band,
    }
    keys = [Key(sign, page.whole(page.words(name))) for name, sign in signs.items()]
    return heading.draw_line(page, keys, top)


def _runs(xs: Sequence[float], positions: Iterable[Position]) -> list[list[tuple[float, tuple[float, float, float]]]]:
    """The quartiles of neighbouring rated positions, with their x."""
    runs: list[list] = [[]]
    for x, position in zip(xs, positions, strict=True):
        if position.quartiles:
            runs[-1].append((x, position.quartiles))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(way: Way, flat: float) -> Path:
    """A line through the points, level for `flat` to either side of each, which never swings beyond them."""
    x, y = way[0]
    vertices, codes = [(x - flat, y), (x + flat, y)], [Path.MOVETO, Path.LINETO]
    for (before, old), (x, y) in pairwise(way):
        middle = (before + x) / 2
        vertices += [(middle, old), (middle, y), (x - flat, y), (x + flat, y)]
        codes += [Path.CURVE4] * 3 + [Path.LINETO]
    return Path(vertices, codes)

"""A page to draw on: its size, its smallest text, and the few marks that all charts are made of.

Coordinates are points (1/72 inch) from the page's lower left corner, so that what is measured is what
is drawn, on screen and on paper. Marks lie on one another in the order in which they are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from touchpoints.charts.parts import colours, fonts, icons
from touchpoints.charts.parts.colours import Tint
from touchpoints.charts.parts.label import Label
from touchpoints.charts.parts.text import LEADING, Lines, fit
from touchpoints.language.words import Words
from touchpoints.model.journey import Activity

BEND = 0.45  # of a corner's radius: how far its control point stands from the corner, near enough to a circle


@dataclass(frozen=True)
class Size:
    """A kind of page: inches wide and high, and the smallest text on it in points."""

    width: float
    height: float
    smallest: float


# A slide is read from the last row, a sheet from the hand, a poster from the corridor.
SIZES = {"slide": Size(13.33, 7.5, 14), "a4": Size(11.69, 8.27, 8), "a3": Size(16.54, 11.69, 11)}
# In a notebook: 14 points are 18 px there on a projector. A screen can be scrolled, so its page grows as it must.
SCREEN = "screen"
# In the guide: an A4 sheet without the edges that a school's copier may leave white.
SHEET = "sheet"
# On a page that has the title, where the chart is touched and nothing is scrolled: 1232 × 500 px, the smallest text 18.
PRESENT = "present"
_KINDS = {**SIZES, SCREEN: Size(11.75, 6.3, 14), SHEET: Size(11.1, 7.45, 8), PRESENT: Size(1232 / 96, 500 / 96, 13.5)}
SMALL = 45  # units: what is narrower has faces without words, and stands beside a form that says the rest;
TALL = 34  # but where it is so high, it stands alone, with a list of the names below its curve
LOW = 26  # units: what is lower has no room for a title, which stands around it too
_EDGE = {PRESENT: 0.016}  # of a page, in parts of its height
FOOT = 1.6  # below the plot of a chart that is touched, for what is added there; in units of the smallest text


def new_figure(size: str, box: tuple[float, float] | None = None) -> Figure:
    """An empty white figure of one of `SIZES`, for the screen, the guide or a presentation; KeyError for another size.

    `box` is the room that there is on a screen, in CSS pixels (96 an inch), in place of the size's own.
    """
    kind = _KINDS[size]
    wide, high = (pixels / 96 for pixels in box) if box else (kind.width, kind.height)
    return Figure(figsize=(wide, high), facecolor="white", edgecolor="white")


def gid(kind: str, id: str) -> str:
    """The name of a mark in the SVG, such as "card-till": safe in XML, and different for different ids."""
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9_-]", lambda match: f".{ord(match[0]):x}.", id)


Spot = tuple[float, float]  # from the left and from below
Box = tuple[float, float, float, float]  # left, bottom, width and height


class Group(Artist):
    """Marks that belong together under one gid, so that a page in a browser can move them as one.

    `box` is where they can be touched there; None where nothing is.
    """

    def __init__(self, name: str, box: Box | None = None) -> None:
        super().__init__()
        self.set_gid(name)
        self.box = box
        self.members: list[Artist] = []

    def get_children(self) -> list[Artist]:
        return self.members

    def draw(self, renderer) -> None:
        renderer.open_group("marks", gid=self.get_gid())
        for artist in self.members:
            artist.draw(renderer)
        renderer.close_group("marks")
        self.stale = False


class Page:
    """A figure with its size in points. `unit` is the smallest text's size: all spacing follows from it.

    `scale` (1 or more) makes everything larger than the smallest that can be read; `tints` are the
    groups of touchpoints by id, where their colour is not that of their feelings.
    """

    def __init__(
        self, figure: Figure, size: str, words: Words, scale: float = 1.0, tints: Mapping[str, Tint] | None = None
    ) -> None:
        self.figure, self.words, self.tints = figure, words, tints or {}
        self.grows, self.touched = size == SCREEN, size == PRESENT
        self.width, self.height = (72 * inches for inches in figure.get_size_inches())
        self.unit = scale * _KINDS[size].smallest
        self.small = self.touched and self.width < SMALL * self.unit
        self.low = self.touched and self.height < LOW * self.unit
        self.margin = _EDGE.get(size, 0.033) * 72 * _KINDS[size].height
        self.foot = FOOT * self.unit if self.touched else 0.0
        self.transform = Affine2D().scale(1 / 72) + figure.dpi_scale_trans
        self._group: Group | None = None

    def fit(
        self, text: str, width: float, lines: int = 3, size: float = 1.0, bold: bool = False, indent: float = 0.0
    ) -> Lines:
        """The text in at most `lines` lines of `width` points, the first shorter by `indent`; `size` in units."""
        em = size * self.unit
        return fit(text, width / em, lines, bold, self.words.language, indent / em)

    def whole(self, text: str, size: float = 1.0, bold: bool = False) -> Lines:
        """The text on one line, however long."""
        return self.fit(text, float("inf"), 1, size, bold)

    def line_height(self, size: float = 1.0) -> float:
        return LEADING * size * self.unit

    def colour(self, touchpoint: Activity) -> str:
        """Of the touchpoint's marks; white numbers can be read on it."""
        tint = self.tints.get(touchpoint.id)
        return tint.colour if tint else colours.feeling(touchpoint.feeling)

    @contextmanager
    def group(self, kind: str, id: str, box: Box | None = None) -> Iterator[None]:
        """What is drawn inside lies under one gid; `box` is where it can be touched."""
        group, outer = Group(gid(kind, id), box), self._group
        self._add(group)
        self._group = group
        try:
            yield
        finally:
            self._group = outer

    def text(
        self, x: float, y: float, text: str | Lines, *, size: float = 1.0, bold: bool = False,
        colour: str = colours.INK, across: str = "left", up: str = "top",
    ) -> Text | None:  # fmt: skip
        """Plain text at (x, y); `across` left, center or right of it, `up` top, center or bottom. Nothing for ""."""
        lines = text if isinstance(text, Lines) else self.whole(text, size, bold)
        if not lines.text:
            return None
        points = size * self.unit
        kind = Text if any(letter >= fonts.JOINING for letter in lines.text if letter.isalpha()) else Label
        artist = kind(
            x, y, lines.text, fontproperties=fonts.properties(lines.face, points), color=colour, parse_math=False,
            ha=across, va=up, multialignment=across, transform=self.transform,
        )  # fmt: skip
        return self._add(artist)

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none", edge: str = "none",
        radius: float = 0.0, thick: float = 0.0, dashed: bool = False,
    ) -> PathPatch:  # fmt: skip
        """A rectangle with its lower left corner at (x, y); `radius` in points rounds its corners."""
        path = rounded(x, y, width, height, min(radius, width / 2, height / 2))
        return self.shape(path, fill=fill, edge=edge, thick=thick, dashed=dashed)

    def shape(
        self, path: Path, *, fill: str = "none", edge: str = "none", thick: float = 0.0,
        dashed: bool | tuple[float, float] = False,
    ) -> PathPatch:  # fmt: skip
        """Any form; `dashed` may tell the lengths of dash and gap in parts of the line's width."""
        style = (0, (4, 3) if dashed is True else dashed) if dashed else "solid"
        return self._add(
            PathPatch(path, facecolor=fill, edgecolor=edge, linewidth=thick, linestyle=style, transform=self.transform)
        )

    def disc(
        self, x: float, y: float, radius: float, *, fill: str = "none", edge: str = "none", thick: float = 0.0
    ) -> Circle:
        return self._add(
            Circle((x, y), radius, facecolor=fill, edgecolor=edge, linewidth=thick, transform=self.transform)
        )

    def line(self, points: Sequence[tuple[float, float]], *, colour: str, thick: float, dashed: bool = False) -> Line2D:
        xs, ys = zip(*points, strict=True)
        style = (0, (4, 3)) if dashed else "solid"
        return self._add(
            Line2D(xs, ys, color=colour, linewidth=thick, linestyle=style, marker="None", transform=self.transform)
        )

    def icon(self, path: Path, x: float, y: float, size: float, colour: str = colours.INK) -> PathPatch:
        """An icon of `size` points with its middle at (x, y)."""
        return self._add(icons.Icon(path, x, y, size, facecolor=colour, edgecolor="none", transform=self.transform))

    def _add(self, artist: Artist) -> Artist:
        artist.set_zorder(1)
        artist.set_clip_on(False)
        if self._group is None:
            self.figure.add_artist(artist)
        else:
            artist.set_figure(self.figure)
            self._group.members.append(artist)
        return artist


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    """A rectangle with its lower left corner at (x, y) and round corners."""
    if radius <= 0:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        return Path(corners, [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY])
    right, top, bend = x + width, y + height, radius * BEND
    vertices, codes = [(x + radius, y)], [Path.MOVETO]
    turns = (
        ((right - radius, y), (right - bend, y), (right, y + bend), (right, y + radius)),
        ((right, top - radius), (right, top - bend), (right - bend, top), (right - radius, top)),
        ((x + radius, top), (x + bend, top), (x, top - bend), (x, top - radius)),
        ((x, y + radius), (x, y + bend), (x + bend, y), (x + radius, y)),
    )
    for turn in turns:
        vertices += turn
        codes += [Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    return Path([*vertices, (x + radius, y)], [*codes, Path.CLOSEPOLY])

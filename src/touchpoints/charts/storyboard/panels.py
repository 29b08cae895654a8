"""A comic's pages: how many panels stand on one, in which grid, how large the people in them are. Nothing is drawn.

Lengths are in units of the smallest text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from touchpoints.charts.parts.text import LEADING, Lines, fit

# Panels on a page: as many as can be read, a slide from the last row; fewer where what is said is long.
MOST, FEWER = {"slide": 6, "a4": 20, "a3": 20}, {"slide": 4, "a4": 15, "a3": 15}
LONG = 80  # letters
ROW_GAP, GAP, BAND, BAND_GAP = 0.6, 0.7, 1.6, 0.25  # between rows and panels; the stages' band over each row
PAD, CAPTION = 0.5, 0.7  # inside a panel and its bubble; above and below a caption together
SIGNS, STAR = 4.1, 1.3  # of a caption's width: the number, the arrow and their distances; the star
NAME_LINES, SPEECH_LINES = 2, 3
# In heights of a standing person: the ground under the feet, how high and wide the room for a person is.
GROUND, TALL, WIDE = 0.055, 1.18, 0.82
PLACE_TALL, PLACE_WIDE, NARROW = 1.02, 1.06, 0.7  # of a place, in its own size; where there is little room
LEAST_WIDE, MOST_WIDE = 13.0, 3.0  # a panel, which holds the longest tag; against its height
LEAST_FIGURE, LEAST_PLACE = 7.5, 5.0  # a person and a place that can be looked at
SIZES = (1.0, 0.92, 0.84, 0.76)  # of a person, against the largest possible: smaller ones leave room for speech
CUT, BROKEN = 0.8, 0.95  # what a text that is cut, or has a parted word, leaves of a page's worth


@dataclass(frozen=True)
class Said:
    """What is written in a panel."""

    name: str
    speech: str
    new: bool


@dataclass(frozen=True)
class StripPlan:
    """A grid of panels, `wide` and `high` each, with captions `caption` high and people `figure` high.

    A bubble, at most `bubble` wide, stands `beside` the head, else above it.
    """

    across: int
    down: int
    wide: float
    high: float
    caption: float
    figure: float
    bubble: float
    beside: bool

    @property
    def body(self) -> float:
        """The height below the caption."""
        return self.high - self.caption - PAD

    @property
    def aside(self) -> float:
        """The width beside the person."""
        return self.wide - PAD - WIDE * self.figure

    def under(self, lines: int) -> float:
        """How large a place may be under a bubble of so many lines."""
        low = self.body - bubble_height(lines) - GROUND * self.figure
        return min(self.figure, self.aside / PLACE_WIDE, low / PLACE_TALL)

    def left_of(self, width: float) -> float:
        """How large a place may be at the left of a bubble of this width."""
        room = self.aside - width - 3 * PAD
        return min(self.figure, room / PLACE_WIDE, (self.body - GROUND * self.figure) / PLACE_TALL)


@dataclass(frozen=True)
class MeasuredPanel:
    """A plan, how large its places are, and how many texts are cut or broken on a page in the mean.

    Larger people and places are better, texts cut or broken worse.
    """

    plan: StripPlan
    place: float
    smallest: float
    cut: float
    broken: float

    @property
    def worth(self) -> float:
        return (self.plan.figure + self.place / 2) * CUT**self.cut * BROKEN**self.broken

    @property
    def easy(self) -> bool:
        """Nothing is cut, and people and places are large enough to be looked at."""
        return not self.cut and self.plan.figure >= LEAST_FIGURE and self.smallest >= LEAST_PLACE


def pages(speeches: Sequence[str], size: str) -> list[range]:
    """Which panels stand on which page of a size: as many on each as on the others, or one more; one page at least."""
    most = (FEWER if any(len(speech) > LONG for speech in speeches) else MOST)[size]
    count = max(1, -(-len(speeches) // most))
    cuts = [-(-len(speeches) * page // count) for page in range(count + 1)]
    return [range(start, end) for start, end in pairwise(cuts)]


@lru_cache(maxsize=512)
def best(said: tuple[Said, ...], count: int, width: float, height: float, language: str) -> MeasuredPanel:
    """The grid for pages of `count` panels in which the people are largest and least is cut short."""
    return max(_all(said, count, width, height, language), key=lambda one: (one.easy, one.worth))


def _all(said: tuple[Said, ...], count: int, width: float, height: float, language: str) -> Iterator[MeasuredPanel]:
    """Every grid without an empty row or column, with bubbles above the heads and beside them."""
    grids = []
    for down in sorted({-(-count // across) for across in range(1, count + 1)}):
        across = -(-count // down)
        wide = (width - GAP * (across - 1)) / across
        grids.append((across, down, wide, (height - ROW_GAP * (down - 1)) / down - BAND - BAND_GAP))
    shapely = [one for one in grids if _shapely(*one[1:], count)]
    for across, down, wide, high in shapely or grids:
        names = [fit(one.name, name_width(wide, one.new), NAME_LINES, True, language) for one in said]
        caption = max(len(name.lines) for name in names) * LEADING + CAPTION
        for beside, size in product((False, True), SIZES):
            yield _measured((across, down, wide, high, caption), said, names, beside, size, language)


def _shapely(down: int, wide: float, high: float, count: int) -> bool:
    """Neither a narrow column nor a long strip, unless there is one panel a row, or one row."""
    return (wide >= LEAST_WIDE or down == count) and (wide <= MOST_WIDE * high or down == 1)


def _measured(
    grid: tuple[int, int, float, float, float], said: Sequence[Said], names: list[Lines], beside: bool, size: float,
    language: str,
) -> MeasuredPanel:  # fmt: skip
    """The grid with people of this size; those under their bubbles are no higher than what these leave."""
    *_, wide, high, caption = grid
    body, inner = high - caption - PAD, wide - PAD
    figure = size * min(body / TALL, inner / (WIDE + NARROW * PLACE_WIDE))
    bubble = max(2.0, inner - PAD - WIDE * figure * beside)
    speeches = [fit(one.speech, bubble - 2 * PAD, SPEECH_LINES, False, language) for one in said if one.speech]
    if not beside:
        figure = min(figure, (body - max((bubble_height(len(one.lines)) for one in speeches), default=0.0)) / TALL)
    plan = StripPlan(*grid, figure, bubble, beside)
    sizes = [_place(plan, one, language) for one in speeches] + [plan.under(0)] * (len(said) - len(speeches))
    cut = sum(not text.whole for text in (*names, *speeches))
    broken = sum(text.broken for text in (*names, *speeches))
    pages = len(said) / (grid[0] * grid[1])
    return MeasuredPanel(plan, sum(sizes) / len(sizes), min(sizes), cut / pages, broken / pages)


def _place(plan: StripPlan, speech: Lines, language: str) -> float:
    """How large the place beside a speech can be, about: its lines may be made shorter and more."""
    lines = len(speech.lines)
    if not plan.beside or not lines:
        return plan.under(lines)
    whole = fit(" ".join(speech.lines), float("inf"), 1, False, language).width
    narrow = [plan.left_of(1.1 * whole / count + 2 * PAD) for count in range(lines, SPEECH_LINES + 1)]
    return max(plan.under(lines), *narrow)


def bubble_height(lines: int) -> float:
    """Of a bubble with so many lines and the distance to what is below it."""
    return lines * LEADING + 2.4 * PAD if lines else 0.0


def name_width(wide: float, new: bool) -> float:
    """The width for a name in a caption."""
    return wide - SIGNS - STAR * new

"""Lanes across the page under the stages, and a customer's way through them: what charts with lanes share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import TypeVar

from touchpoints.charts.parts import cards, colours, timeline, way
from touchpoints.charts.parts.cards import NUMBER, Rows
from touchpoints.charts.parts.columns import Headings
from touchpoints.charts.parts.page import Page, Spot
from touchpoints.charts.parts.text import Lines
from touchpoints.language.journey_in_words import Part
from touchpoints.model.journey import Activity

CUT = 4  # one label in so many may be cut before a list takes their place
CORNER = 0.45  # the radius of a lane's corners, in units of the smallest text


@dataclass(frozen=True)
class Lane:
    """A lane, its name as it fits, and the ids of what stands in it. The middles of the discs are at `y`."""

    name: Lines
    members: Collection[str]
    top: float
    bottom: float
    y: float


@dataclass(frozen=True, kw_only=True)
class LanesFrame:
    """Where everything lies under the stages: with a label for each activity, or with a list of them all.

    `lanes` by what they stand for, from the top down. Labels are whole unless they are `cuttable`.
    """

    headings: Headings
    left: float  # where the lanes begin
    lanes: Mapping[str, Lane]
    xs: Mapping[Hashable, float]
    radius: float = NUMBER  # of a disc, in units
    labels: Mapping[str, Lines]
    cuttable: bool = False
    rows: Rows | None = None  # of the list

    @property
    def numbered(self) -> list[tuple[int, Activity]]:
        return [one for column in self.headings.columns for one in column.part.touchpoints]

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Where the discs are, along the way."""
        ys = {id: lane.y for lane in self.lanes.values() for id in lane.members}
        return {one.id: (self.xs[one.id], ys[one.id]) for _, one in self.numbered}

    @property
    def cut(self) -> int:
        """How many names do not stand there whole."""
        names = (*self.headings.names, *self.labels.values(), *(lane.name for lane in self.lanes.values()))
        return (self.rows.cut if self.rows else 0) + sum(not name.whole for name in names)

    @property
    def broken(self) -> int:
        """In how many names on labels a word is parted."""
        return sum(name.broken for name in self.labels.values())

    @property
    def easy(self) -> bool:
        """The names are whole, or few enough of the labels are cut; numbers stand on their discs."""
        return self.cut <= self.cuttable * (len(self.numbered) // CUT) and self.radius >= NUMBER


F = TypeVar("F", bound=LanesFrame)
V = TypeVar("V")


def tries(
    labelled: Callable[[Page, bool, V], F | None],
    variants: Sequence[V],
    listed: Callable[[Page], F | None],
    labels: bool,
) -> list[tuple[Callable[[Page], F | None], float]]:
    """For `roomiest`: all labels whole, in the first of the variants in which there is room for them; with the smallest
    text some of them cut, in the variant that cuts or parts the fewest; then a list.
    """

    def whole(page: Page) -> F | None:
        return next(filter(None, (labelled(page, False, variant) for variant in variants)), None)

    def cut(page: Page) -> F | None:
        found = filter(None, [labelled(page, True, variant) for variant in variants])
        return min(found, key=lambda frame: (frame.cut, frame.broken), default=None)

    return [*product([whole], timeline.SCALES), (cut, 1.0)] * labels + [*product([listed], timeline.SCALES)]


def measure_list(page: Page, parts: Sequence[Part], room: float) -> Rows | None:
    """The list below the lanes, at most `room` points high; None where there is nothing to list."""
    numbered = [one for part in parts for one in part.touchpoints]
    return cards.measure_list(page, numbered, room, page.width - 2 * page.margin) if numbered else None


def draw_ground(page: Page, frame: LanesFrame, lane: Lane, fill: str) -> None:
    """A lane's calm ground up to the right margin, parted where a stage ends."""
    draw_box(page, frame, lane, fill=fill)
    for one, other in pairwise(frame.headings.columns):
        x = (one.left + one.width + other.left) / 2
        page.line([(x, lane.top), (x, lane.bottom)], colour=colours.WHITE, thick=0.2 * page.unit)


def draw_box(page: Page, frame: LanesFrame, lane: Lane, **style: str | float) -> None:
    """A lane's form, filled or outlined."""
    wide = page.width - page.margin - frame.left
    page.box(frame.left, lane.bottom, wide, lane.top - lane.bottom, radius=CORNER * page.unit, **style)


def draw_signs(
    page: Page, frame: LanesFrame, kind: str, signs: Mapping[str, tuple[Spot, str, str]], stations: Iterable[str]
) -> None:
    """The signs on the way, each with its spot and colour under the id of the step to which it leads; as large as the
    `stations` around them allow."""
    spots = frame.spots
    radius = way.sign_radius(page, [spot for spot, *_ in signs.values()], [spots[id] for id in stations], frame.radius)
    for id, (spot, sign, colour) in signs.items():
        with page.group(kind, id):
            way.draw_sign(page, spot, sign, colour, radius)


def draw_list(page: Page, frame: LanesFrame, away: float, below: Collection[str] = ()) -> None:
    """What stands instead of labels: the numbers `away` units from discs too small for them, above or `below` those of
    some lanes, and the list."""
    right, up = page.width - page.margin, (frame.radius + away) * page.unit
    for name, lane in frame.lanes.items() if frame.radius < NUMBER else ():
        own = [(number, frame.spots[one.id]) for number, one in frame.numbered if one.id in lane.members]
        way.draw_numbers(page, own, -up if name in below else up, right)
    if frame.rows:
        cards.draw_list(
            page, frame.rows, frame.numbered, page.margin, right - page.margin, page.margin + frame.rows.height
        )

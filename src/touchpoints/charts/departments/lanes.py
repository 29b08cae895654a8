"""Swim lanes under the stages: where the lanes lie, the customer's way across them, and the labels in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from touchpoints.charts.parts import cards, columns, timeline, way
from touchpoints.charts.parts.cards import NUMBER, Rows
from touchpoints.charts.parts.colours import Tint
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.charts.parts.timeline import Apart, Timeline
from touchpoints.charts.parts.way import Spot
from touchpoints.language.journey_in_words import Part
from touchpoints.model.journey import Activity

# In units of the smallest text.
GAP, STEM = 0.35, 0.25  # between lanes and around them, from a disc to its label
PAD, LEAST_PAD = 0.45, 0.2  # in a lane with labels, and without
MOST_NAME, BESIDE_NAME = 9.0, 0.6  # of a lane's name, and from it to the lane
BESIDE, TURN, ALONG, PAST = 0.45, 1.4, 2.1, 3.6  # beside a label; from a disc to a turn, to a disc, past a sign
NOTE = 6.0  # below the lanes, for how to begin


@dataclass(frozen=True)
class Lane:
    """A department, several, or none, and its name as it fits. The way runs at `y`."""

    group: Tint
    name: Lines
    top: float
    bottom: float
    y: float


@dataclass(frozen=True)
class LaneFrame:
    """Where everything lies, from `top` down: with a label at each touchpoint, or with a list of them all."""

    columns: Sequence[Column]
    headings: Sequence[Lines]
    heading_height: float
    top: float
    left: float  # where the lanes begin
    lanes: Sequence[Lane]
    spots: Mapping[str, Spot]  # of the discs
    turns: Mapping[str, Spot]  # on the way to a touchpoint from the one before, where it comes into the lane
    radius: float  # of a disc, in units
    labels: Mapping[str, Lines]
    above: frozenset[str]  # the ids whose labels stand above the way, not below
    rows: Rows | None = None  # of the list
    list_cut: int = 0

    @property
    def numbered(self) -> list[tuple[int, Activity]]:
        return [one for column in self.columns for one in column.part.touchpoints]

    @property
    def cut(self) -> int:
        """How many names do not stand there whole."""
        names = (*self.headings, *self.labels.values(), *(lane.name for lane in self.lanes))
        return self.list_cut + sum(not name.whole for name in names)

    @property
    def broken(self) -> int:
        """In how many names on labels a word is parted."""
        return sum(name.broken for name in self.labels.values())


def gutter(page: Page, groups: Sequence[Tint]) -> float:
    """How wide the lanes' names are, with the distance to the lanes."""
    names = [timeline.need(page, group.name, bold=True) for group in groups]
    return min(MOST_NAME * page.unit, max(names, default=0.0)) + BESIDE_NAME * page.unit


def labelled(
    page: Page, parts: Sequence[Part], groups: Sequence[Tint], signs: Collection[str], top: float, strict: bool
) -> LaneFrame | None:
    """With a label at each touchpoint, below it or above; None where there is no room for them.

    They all stand below if there is room; unless `strict`, where the fewest are cut. There is room for a sign on
    the way to each of `signs`.
    """
    found = (frame for above in _sides(groups) if (frame := _labelled(page, parts, groups, signs, top, strict, above)))
    return next(found, None) if strict else min(found, key=lambda frame: (frame.cut, frame.broken), default=None)


def _sides(groups: Sequence[Tint]) -> list[frozenset[str]]:
    """Which labels may stand above their discs: none, or every other one of each lane."""
    return [frozenset(), *(frozenset(id for one in groups for id in one.members[start::2]) for start in (1, 0))]


def _labelled(
    page: Page, parts: Sequence[Part], groups: Sequence[Tint], signs: Collection[str], top: float, strict: bool,
    above: frozenset[str],
) -> LaneFrame | None:  # fmt: skip
    numbered = [one for part in parts for one in part.touchpoints]
    ids, rows = [one.id for _, one in numbered], _rows(groups)
    turns = {one: ("turn", other) for one, other in pairwise(ids) if rows[one] != rows[other]}
    left = page.margin + gutter(page, groups)
    apart = partial(_apart, page, ids, rows, above, signs)
    placed = timeline.arrange(page, parts, turns, apart, left, 0.0, strict)
    if placed is None:
        return None
    labels = timeline.fitted(page, placed, 0.0)
    below = labels.keys() - above
    blocks = [(_block(page, labels, group, above), _block(page, labels, group, below)) for group in groups]
    headings, deep = columns.headings(page, placed.columns)
    lanes = _lanes(page, groups, blocks, NUMBER, PAD, top - deep, page.margin + _hint(page, groups))
    spots = lanes and _spots(placed, lanes, ids)
    return lanes and LaneFrame(placed.columns, headings, deep, top, left, lanes, *spots, NUMBER, labels, above)


def _block(page: Page, labels: Mapping[str, Lines], group: Tint, side: Collection[str]) -> float:
    """How high the labels of a lane are on one side of the way, with the distance to the discs."""
    lines = max((len(labels[id].lines) for id in group.members if id in side), default=0)
    return STEM * page.unit + lines * page.line_height() if lines else 0.0


def _rows(groups: Sequence[Tint]) -> dict[str, int]:
    """Which lane, from the top down, each touchpoint is in."""
    return {id: row for row, group in enumerate(groups) for id in group.members}


def _hint(page: Page, groups: Sequence[Tint]) -> float:
    """The height that is kept free below the lanes: for how to begin, where nobody is responsible."""
    return NOTE * page.unit if nobody(groups) else 0.0


def nobody(groups: Sequence[Tint]) -> bool:
    """Whether no touchpoint has a department."""
    return len(groups) == 1 and groups[0].sign == "–"


def _apart(
    page: Page, ids: Sequence[str], rows: Mapping[str, int], above: Collection[str], signs: Collection[str],
    widths: Mapping[str, float],
) -> Iterable[Apart]:  # fmt: skip
    """Discs follow one another, labels on one side of a lane stand side by side, the way turns beside labels.

    The sides are numbered from the top down: a label's is `2 * row` above the way and one more below it.
    """
    unit = page.unit
    beside = {id: (way.SIGN * (id in signs) + BESIDE) * unit for id in ids}  # the turn of the way to it
    labels: dict[int, str] = {}  # by side the last one with its label there
    turns: dict[int, str] = {}  # and the last one to which the way crosses it
    for id, after in zip(ids, [*ids[1:], None], strict=True):
        side = 2 * rows[id] + (id not in above)
        if side in labels:
            yield labels[side], id, (widths[labels[side]] + widths[id]) / 2 + BESIDE * unit
        if side in turns:
            yield ("turn", turns[side]), id, widths[id] / 2 + beside[turns[side]]
        labels[side] = id
        if after is None:
            return
        if rows[after] == rows[id]:
            yield id, after, (PAST if after in signs else ALONG) * unit
            continue
        yield id, ("turn", after), TURN * unit
        yield ("turn", after), after, TURN * unit
        upper, lower = sorted((rows[id], rows[after]))
        for crossed in range(2 * upper + 1, 2 * lower + 1):
            turns[crossed] = after
            if crossed in labels:
                yield labels[crossed], ("turn", after), widths[labels[crossed]] / 2 + beside[after]


def _lanes(
    page: Page, groups: Sequence[Tint], blocks: Sequence[tuple[float, float]], radius: float, pad: float,
    top: float, bottom: float,
) -> list[Lane]:  # fmt: skip
    """The lanes from the top down, each as high as its blocks above and below its discs and what is left over.

    None at all where there is not enough room.
    """
    least = [sum(block) + 2 * (pad + radius) * page.unit for block in blocks]
    spare = (top - bottom - sum(least) - GAP * len(groups) * page.unit) / max(1, len(groups))
    wide, lanes = gutter(page, groups) - BESIDE_NAME * page.unit, []
    for group, (above, _), height in zip(groups, blocks, least, strict=True):
        top -= GAP * page.unit
        bottom = top - height - spare
        name = page.fit(group.name, wide, max(1, min(3, int((top - bottom) / page.line_height()))), bold=True)
        lanes.append(Lane(group, name, top, bottom, top - spare / 2 - (pad + radius) * page.unit - above))
        top = bottom
    return lanes if spare >= 0 else []


def _spots(placed: Timeline, lanes: Sequence[Lane], ids: Sequence[str]) -> tuple[dict[str, Spot], dict[str, Spot]]:
    """Where the discs are, and where the way to each comes from another lane: on its edge, else halfway."""
    rows = _rows([lane.group for lane in lanes])
    spots = {id: (placed.xs[id], lanes[rows[id]].y) for id in ids}
    turns = {}
    for before, id in pairwise(ids):
        x, lane = (spots[before][0] + spots[id][0]) / 2, lanes[rows[id]]
        y = lane.y if rows[before] == rows[id] else lane.top if rows[before] < rows[id] else lane.bottom
        turns[id] = placed.xs.get(("turn", id), x), y
    return spots, turns


def listed(page: Page, parts: Sequence[Part], groups: Sequence[Tint], top: float) -> LaneFrame | None:
    """With numbers only, and a list below them; None where there is no room, which is so for large letters only."""
    numbered = [one for part in parts for one in part.touchpoints]
    left = page.margin + gutter(page, groups)
    placed, radius = timeline.without_labels(page, parts, left)
    headings, deep = columns.headings(page, placed.columns) if parts else ([], 0.0)
    beside = 0.0 if radius >= NUMBER else page.line_height()
    least = (2 * (LEAST_PAD + radius) + GAP) * page.unit + beside
    bottom, width = page.margin + _hint(page, groups), page.width - 2 * page.margin
    height = top - deep - bottom - least * len(groups) - GAP * page.unit
    if height < cards.ROW * page.unit:
        return None
    rows, cut = None, 0
    if numbered:
        rows = cards.measure_list(page, numbered, height, width)
        cut = cards.list_cut(page, rows, numbered, width)
        bottom += rows.height + GAP * page.unit
    lanes = _lanes(page, groups, [(beside, 0.0)] * len(groups), radius, LEAST_PAD, top - deep, bottom)
    spots = _spots(placed, lanes, [one.id for _, one in numbered])
    return LaneFrame(placed.columns, headings, deep, top, left, lanes, *spots, radius, {}, frozenset(), rows, cut)

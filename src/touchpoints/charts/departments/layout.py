"""Departments as lanes: where the lanes lie, the customer's way across them, and the labels in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from touchpoints.charts.parts import cards, columns, heading, lanes, timeline, tints, way
from touchpoints.charts.parts.cards import NUMBER
from touchpoints.charts.parts.colours import Tint
from touchpoints.charts.parts.lanes import Lane, LanesFrame
from touchpoints.charts.parts.page import Page, Spot
from touchpoints.charts.parts.text import Lines
from touchpoints.charts.parts.timeline import Apart
from touchpoints.language.journey_in_words import Part

# In units of the smallest text.
GAP, STEM = 0.35, 0.25  # between lanes and around them, from a disc to its label
PAD, LEAST_PAD = 0.45, 0.2  # in a lane with labels, and without
MOST_NAME, BESIDE_NAME = 9.0, 0.6  # of a lane's name, and from it to the lane
BESIDE, TURN, ALONG, PAST = 0.45, 1.4, 2.1, 3.6  # beside a label; from a disc to a turn, to a disc, past a sign
NOTE = 6.0  # below the lanes, for how to begin


@dataclass(frozen=True, kw_only=True)
class DepartmentsFrame(LanesFrame):
    """The lanes are departments by their signs; the labels of those `above` stand above the way, others below."""

    above: frozenset[str] = frozenset()

    @property
    def turns(self) -> dict[str, Spot]:
        """Where the way to each touchpoint comes into its lane: on the lane's edge, else halfway."""
        rows, found = _rows(self.lanes.values()), {}
        for (before, (x, y)), (id, (end, level)) in pairwise(self.spots.items()):
            lane = [*self.lanes.values()][rows[id]]
            edge = level if y == level else lane.top if rows[before] < rows[id] else lane.bottom
            found[id] = self.xs.get(("turn", id), (x + end) / 2), edge
        return found


def gutter(page: Page, groups: Sequence[Tint]) -> float:
    """How wide the lanes' names are, with the distance to the lanes."""
    names = [timeline.need(page, group.name, bold=True) for group in groups]
    return min(MOST_NAME * page.unit, max(names, default=0.0)) + BESIDE_NAME * page.unit


def sides(groups: Sequence[Tint]) -> list[frozenset[str]]:
    """Which labels may stand above their discs: none, or every other one of each lane."""
    return [frozenset(), *(frozenset(id for one in groups for id in one.members[start::2]) for start in (1, 0))]


def labelled(
    page: Page, cuttable: bool, above: frozenset[str],
    parts: Sequence[Part], groups: Sequence[Tint], signs: Collection[str], lines: int,
) -> DepartmentsFrame | None:  # fmt: skip
    """With a label at each touchpoint, some of them `above`; None where there is no room for them.

    There is room for a sign on the way to each of `signs`. The title has `lines` lines below it.
    """
    ids, rows = [one.id for part in parts for _, one in part.touchpoints], _rows(groups)
    turns = {one: ("turn", other) for one, other in pairwise(ids) if rows[one] != rows[other]}
    left = page.margin + gutter(page, groups)
    apart = partial(_apart, page, ids, rows, above, signs)
    placed = timeline.arrange(page, parts, turns, apart, left, 0.0, cuttable)
    if placed is None:
        return None
    labels = timeline.fitted(page, placed, 0.0)
    below = labels.keys() - above
    blocks = [(_block(page, labels, group, above), _block(page, labels, group, below)) for group in groups]
    headings = columns.headings(page, placed.columns, heading.bottom(page, lines))
    found = _lanes(page, groups, blocks, NUMBER, PAD, headings.bottom, page.margin + _hint(page, groups))
    return found and DepartmentsFrame(
        headings=headings, left=left, lanes=found, xs=placed.xs, labels=labels, cuttable=cuttable, above=above
    )


def _block(page: Page, labels: Mapping[str, Lines], group: Tint, side: Collection[str]) -> float:
    """How high the labels of a lane are on one side of the way, with the distance to the discs."""
    lines = max((len(labels[id].lines) for id in group.members if id in side), default=0)
    return STEM * page.unit + lines * page.line_height() if lines else 0.0


def _rows(groups: Iterable[Tint | Lane]) -> dict[str, int]:
    """Which lane, from the top down, each touchpoint is in."""
    return {id: row for row, group in enumerate(groups) for id in group.members}


def _hint(page: Page, groups: Sequence[Tint]) -> float:
    """The height that is kept free below the lanes: for how to begin, where nobody is responsible."""
    return NOTE * page.unit if nobody([group.sign for group in groups]) else 0.0


def nobody(signs: Collection[str]) -> bool:
    """Whether no touchpoint has a department: there is that lane only."""
    return set(signs) == {tints.NONE}


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
) -> dict[str, Lane]:  # fmt: skip
    """The lanes by their signs, from the top down: each as high as its blocks above and below its discs, and a share of
    what is left over.

    None at all where there is not enough room.
    """
    least = [sum(block) + 2 * (pad + radius) * page.unit for block in blocks]
    spare = (top - bottom - sum(least) - GAP * len(groups) * page.unit) / max(1, len(groups))
    wide, found = gutter(page, groups) - BESIDE_NAME * page.unit, {}
    for group, (above, _), height in zip(groups, blocks, least, strict=True):
        top -= GAP * page.unit
        bottom = top - height - spare
        name = page.fit(group.name, wide, max(1, min(3, int((top - bottom) / page.line_height()))), bold=True)
        y = top - spare / 2 - (pad + radius) * page.unit - above
        found[group.sign] = Lane(name, group.members, top, bottom, y)
        top = bottom
    return found if spare >= 0 else {}


def listed(page: Page, parts: Sequence[Part], groups: Sequence[Tint], lines: int) -> DepartmentsFrame | None:
    """With numbers only, and a list below them; None where there is no room, which is so for large letters only."""
    left = page.margin + gutter(page, groups)
    placed, radius = timeline.without_labels(page, parts, left)
    headings = columns.headings(page, placed.columns, heading.bottom(page, lines))
    beside = 0.0 if radius >= NUMBER else page.line_height()
    least = (2 * (LEAST_PAD + radius) + GAP) * page.unit + beside
    bottom = page.margin + _hint(page, groups)
    height = headings.bottom - bottom - least * len(groups) - GAP * page.unit
    if height < cards.ROW * page.unit:
        return None
    if rows := lanes.measure_list(page, parts, height):
        bottom += rows.height + GAP * page.unit
    found = _lanes(page, groups, [(beside, 0.0)] * len(groups), radius, LEAST_PAD, headings.bottom, bottom)
    return DepartmentsFrame(
        headings=headings, left=left, lanes=found, xs=placed.xs, radius=radius, labels={}, rows=rows
    )

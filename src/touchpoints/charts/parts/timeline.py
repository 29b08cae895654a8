"""Labels in the journey's order, each under its stage and as wide as the page allows: what charts with lanes share.

A label may reach over its neighbours in other lanes, so a chart says how far things must be apart; the
stages' columns become as wide as what stands in them needs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from touchpoints.charts.parts import spread
from touchpoints.charts.parts.cards import NUMBER
from touchpoints.charts.parts.columns import Column, columns
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.spread import Gap
from touchpoints.charts.parts.text import Lines, fit
from touchpoints.language.journey_in_words import Part, name_of

LINES = 3
GAP, LEAST_COLUMN = 0.35, 5.0  # between two columns, and the narrowest one, in units of the smallest text
LEAST, MOST, STEP = 3.5, 13.0, 0.5  # of a label's width, and how finely it is sought
SCALES = (1.5, 1.4, 1.3, 1.2, 1.1, 1.0)  # of the text, on a page with room to spare
NARROWEST = 6.5  # of a label that is cut
LEAST_DOT, MOST_DOT = 0.12, 0.4  # the radius of a disc that has no number on it
Apart = tuple[Hashable, Hashable, float]  # how far the second thing stands at least to the right of the first


@dataclass(frozen=True)
class Timeline:
    """The columns, and for every thing (an activity's id, or what the chart added) its middle; widths are labels'."""

    columns: tuple[Column, ...]
    xs: Mapping[Hashable, float]
    widths: Mapping[str, float]


def need(page: Page, text: str, lines: int = LINES, bold: bool = False, parted: bool = False) -> float:
    """The narrowest width in points in which the text stands whole; a word is `parted` where asked or if very long."""
    return _need(text, lines, bold, parted, page.words.language) * page.unit


@lru_cache(maxsize=4096)
def _need(text: str, lines: int, bold: bool, parted: bool, language: str) -> float:
    """In parts of the type size, so that one search serves every scale."""
    steps = [LEAST + STEP * i for i in range(int((MOST - LEAST) / STEP) + 1)]
    fitted = {wide: fit(text, wide, lines, bold, language) for wide in steps}
    whole = [wide for wide in steps if fitted[wide].whole]
    unbroken = [wide for wide in whole if parted or not fitted[wide].broken]
    return (unbroken or whole or [MOST])[0]


def fitted(page: Page, timeline: Timeline, pad: float) -> dict[str, Lines]:
    """Every label as it stands in its width, less `pad` on either side."""
    names = {one.id: name_of(one) for column in timeline.columns for _, one in column.part.touchpoints}
    return {id: page.fit(text, timeline.widths[id] - 2 * pad, LINES) for id, text in names.items()}


def arrange(
    page: Page, parts: Sequence[Part], between: Mapping[str, Hashable],
    apart: Callable[[Mapping[str, float]], Iterable[Apart]], left: float, pad: float, cuttable: bool,
) -> Timeline | None:  # fmt: skip
    """All labels side by side between `left` and the right margin; None where there is no room.

    `between` names a thing that stands right after an activity, such as a line to the next one; `apart` tells
    the distances, given the widths of the labels. Every label is whole and no word parted; where they are
    `cuttable`, as many as there is room for.
    """
    most = (NARROWEST if cuttable else MOST) * page.unit
    headings = [min(most, need(page, part.name, 2, bold=True)) + page.unit for part in parts]
    places = {thing: place for place, thing in enumerate(_order(parts, between))}

    def rules(widths: Mapping[str, float]) -> list[Gap]:
        found = [*_columns(page, parts, headings, widths), *apart(widths)]
        return [Gap(places[one], places[other], distance) for one, other, distance in found]

    room = page.width - page.margin - left + GAP * page.unit

    def has_room(widths: Mapping[str, float]) -> bool:
        return spread.shortest(rules(widths), len(places)) <= room

    least = _least(page, parts, pad, has_room, cuttable)
    if least is None:
        return None
    wide = spread.largest(lambda wide: has_room(_widened(least, wide)), MOST * page.unit)
    widths, half = _widened(least, wide), GAP / 2 * page.unit
    spots = spread.places(rules(widths), len(places), room)
    xs = {thing: left - half + spots[place] for thing, place in places.items()}
    placed = tuple(Column(part, xs[i] + half, xs[i + 1] - xs[i] - 2 * half, 1) for i, part in enumerate(parts))
    return Timeline(placed, xs, widths)


def _widened(least: Mapping[str, float], wide: float) -> dict[str, float]:
    return {id: max(wide, needed) for id, needed in least.items()}


def _least(
    page: Page, parts: Sequence[Part], pad: float, has_room: Callable[[Mapping[str, float]], bool], cuttable: bool
) -> dict[str, float] | None:
    """How wide each label is at least: whole, or else parted, or else cut, beginning with the short ones."""
    names = {one.id: name_of(one) for part in parts for _, one in part.touchpoints}
    whole = {id: need(page, text) + 2 * pad for id, text in names.items()}
    if has_room(whole):
        return whole
    parted = {id: need(page, text, parted=True) + 2 * pad for id, text in names.items()}
    least = {id: min(NARROWEST * page.unit, width) for id, width in parted.items()}
    if not cuttable or not has_room(least):
        return None
    for wish in (parted, whole):
        for id in sorted(wish, key=wish.__getitem__):
            if has_room(wider := {**least, id: wish[id]}):
                least = wider
    return least


def without_labels(page: Page, parts: Sequence[Part], left: float) -> tuple[Timeline, float]:
    """Numbers only, evenly in their columns, and the radius in units of the discs for which there is room.

    The columns are wide enough for the stages' names where there is room.
    """
    room = page.width - page.margin - left
    needed = max((need(page, part.name, 2, bold=True) for part in parts), default=0.0) + page.unit
    least = max(LEAST_COLUMN * page.unit, min(needed, 0.8 * room / max(1, len(parts))))
    placed = columns(parts, left, room, 1, GAP * page.unit, least)
    xs = {one.id: x for column in placed for (_, one), x in zip(column.part.touchpoints, column.xs(), strict=True)}
    nearest = min((other - one for one, other in pairwise(xs.values())), default=room)
    radius = min(NUMBER, 0.47 * nearest / page.unit)
    return Timeline(tuple(placed), xs, {}), radius if radius >= NUMBER else max(LEAST_DOT, min(MOST_DOT, radius))


def _order(parts: Sequence[Part], between: Mapping[str, Hashable]) -> list[Hashable]:
    """Everything from left to right; the borders of the columns are called by their numbers."""
    order: list[Hashable] = []
    for i, part in enumerate(parts):
        order.append(i)
        for _, one in part.touchpoints:
            order += [one.id, *([between[one.id]] if one.id in between else [])]
    return [*order, len(parts)]


def _columns(
    page: Page, parts: Sequence[Part], headings: Sequence[float], widths: Mapping[str, float]
) -> Iterable[Apart]:
    """A column holds its heading and its labels."""
    for i, part in enumerate(parts):
        yield i, i + 1, max(LEAST_COLUMN * page.unit, headings[i]) + GAP * page.unit
        for _, one in part.touchpoints:
            away = widths[one.id] / 2 + GAP * page.unit
            yield i, one.id, away
            yield one.id, i + 1, away

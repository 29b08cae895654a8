"""The three bands of what who sees, shared out over the page: where labels and the customer's way lie in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product

from touchpoints.charts.parts import bands, cards, columns, heading, lanes, timeline
from touchpoints.charts.parts.cards import NUMBER
from touchpoints.charts.parts.lanes import Lane, LanesFrame
from touchpoints.charts.parts.page import Box, Page
from touchpoints.charts.parts.timeline import Apart, Timeline
from touchpoints.language.journey_in_words import Part, name_of
from touchpoints.model.journey import Activity

BANDS = ("company", "both", "customer")  # from the top down
# In which bands labels stand in two rows: in as few as possible.
DEPTHS = sorted((frozenset(some) - {""} for some in product(*((band, "") for band in BANDS))), key=len)
# In units of the smallest text.
PAD, HEAD, STEM, STEP = 0.4, 1.6, 0.4, 2.0  # in a label, from a label to its number, from number to number
CROSS, ASIDE = 3.2, 1.0  # the same where the way crosses the edge of sight, and to what only the company sees
GAP = 0.5  # between labels, and between bands and what stands around them
LEAST_DIP, MOST_DIP = 1.8, 5.5  # how far the way runs from the edge of what the company sees
SIGN, TAG, NOTE = 1.5, 0.3, 6.0  # in the gutter a band's sign and above and in the tag; where nothing is shown a note
SHARES = {"company": 0.2, "both": 0.45, "customer": 0.35}  # of the height that is left over
EDGE_LINES = 3
BandRow = tuple[str, bool]  # a band, and whether it is the row further away from the customer's way


@dataclass(frozen=True, kw_only=True)
class SightFrame(LanesFrame):
    """The lanes are `BANDS`; the labels stand in `boxes`. What only the company sees has its disc in its label."""

    boxes: Mapping[str, Box]
    flat: bool = False  # whether the bands' signs stand before their names instead of above

    @property
    def edge(self) -> float:
        """Of what the company can see."""
        return self.lanes["both"].bottom


def gutter(page: Page, flat: bool) -> float:
    """How wide the words beside the bands are, with the distance to the bands; `flat`: the signs stand before them."""
    sign = SIGN * page.unit * flat
    wide = [timeline.need(page, page.words(f"chart.visibility.{band}"), 2, bold=True) + sign for band in BANDS]
    wide.append(timeline.need(page, page.words("chart.visibility.edge"), EDGE_LINES))
    wide.append(timeline.need(page, page.words("chart.visibility.map"), tag_lines(flat), bold=True) + page.unit)
    return max(wide) + 0.6 * page.unit


def tag_lines(flat: bool) -> int:
    """Of the tag below the name of the middle band, at most."""
    return 1 if flat else 2


def below_edge(page: Page) -> float:
    """How far the words at the edge of what the company can see reach to either side of it."""
    return EDGE_LINES / 2 * page.line_height() + GAP / 2 * page.unit


def labelled(page: Page, cuttable: bool, deep: frozenset[str], parts: Sequence[Part]) -> SightFrame | None:
    """With a label for each activity, in two rows in the `deep` bands; None where there is no room for them."""
    activities = [one for part in parts for _, one in part.touchpoints]
    far = {id for part in parts for id in _far(page, part, deep)}
    pad, left = PAD * page.unit, page.margin + gutter(page, False)
    placed = timeline.arrange(page, parts, {}, partial(_apart, page, activities, far), left, pad, cuttable)
    if placed is None:
        return None
    names = timeline.fitted(page, placed, pad)
    rows: dict[BandRow, float] = {}
    for one in activities:
        row, head = (one.visible_to, one.id in far), HEAD * page.unit * (one.visible_to != "customer")
        rows[row] = max(rows.get(row, 0.0), names[one.id].height * page.unit + 2 * pad + head)
    headings = columns.headings(page, placed.columns, heading.bottom(page, 1))
    contents = {band: sum(high + GAP * page.unit for (own, _), high in rows.items() if own == band) for band in BANDS}
    found = _bands(page, activities, contents, headings.bottom, page.margin, False)
    if found is None:
        return None
    boxes = {one.id: _box(page, one, found[one.visible_to].y, rows, placed, one.id in far) for one in activities}
    return SightFrame(
        headings=headings, left=left, lanes=found, xs=placed.xs, labels=names, cuttable=cuttable, boxes=boxes
    )


def _far(page: Page, part: Part, deep: Iterable[str]) -> Iterable[str]:
    """Every other label of a deep band; the longer ones, where there is a choice."""
    for band in deep:
        own = [one for _, one in part.touchpoints if one.visible_to == band]
        wide = [timeline.need(page, name_of(one)) for one in own]
        first = len(own) % 2 == 0 and sum(wide[::2]) > sum(wide[1::2])
        yield from (one.id for one in own[0 if first else 1 :: 2])


def _apart(
    page: Page, activities: Sequence[Activity], far: Iterable[str], widths: Mapping[str, float]
) -> Iterable[Apart]:
    """Numbers follow one another; labels of one row stand side by side; beside a near one there is room for a stem."""
    for one, other in pairwise(activities):
        yield one.id, other.id, ASIDE * page.unit
    for one, other in pairwise(one for one in activities if one.visible_to != "company"):
        yield one.id, other.id, (STEP if one.is_touchpoint == other.is_touchpoint else CROSS) * page.unit
    for band in BANDS:
        own = [one.id for one in activities if one.visible_to == band]
        for i, one in enumerate(own):
            for other in own[i + 1 : i + 3]:
                if (one in far) == (other in far):
                    yield one, other, (widths[one] + widths[other]) / 2 + GAP * page.unit
                elif band != "company":
                    yield one, other, widths[other if one in far else one] / 2 + GAP * page.unit


def _heights(page: Page, contents: Mapping[str, float], dip: float, flat: bool) -> dict[str, float]:
    """Of the bands, which hold their contents beyond the way, and their names in the gutter."""
    unit, line = page.unit, page.line_height()
    way, half_edge = (dip + NUMBER + GAP) * unit, below_edge(page)
    name = 2 * line + SIGN * unit * (not flat)
    return {
        "company": max(contents["company"] + GAP * unit, name),
        "both": max(contents["both"] + way, name + tag_lines(flat) * line + 3 * TAG * unit + half_edge),
        "customer": max(contents["customer"] + way, name + half_edge),
    }


def _spare(page: Page, contents: Mapping[str, float], top: float, bottom: float, flat: bool) -> float:
    """How much height the bands leave free."""
    line = bands.LINE * page.line_height()
    return top - bottom - GAP * page.unit - line - sum(_heights(page, contents, LEAST_DIP, flat).values())


def _bands(
    page: Page, activities: Sequence[Activity], contents: Mapping[str, float], top: float, bottom: float, flat: bool
) -> dict[str, Lane] | None:
    """The bands between `top` and `bottom`; None where these are too near each other."""
    spare = _spare(page, contents, top, bottom, flat)
    if spare < 0:
        return None
    dip = min(MOST_DIP, LEAST_DIP + spare / 2 / page.unit)
    heights = _heights(page, contents, dip, flat)
    more = spare + sum(_heights(page, contents, LEAST_DIP, flat).values()) - sum(heights.values())
    found, y = {}, top - GAP * page.unit
    wide = gutter(page, flat) - (SIGN * flat + 0.6) * page.unit
    for band in BANDS:
        upper, lower = y, y - heights[band] - SHARES[band] * more
        way = {"company": (upper + lower) / 2, "both": lower + dip * page.unit, "customer": upper - dip * page.unit}
        members = [one.id for one in activities if one.visible_to == band]
        name = page.fit(page.words(f"chart.visibility.{band}"), wide, 2, bold=True)
        found[band] = Lane(name, members, upper, lower, way[band])
        y = lower - (bands.LINE * page.line_height() if band == "company" else 0.0)
    return found


def _box(
    page: Page, activity: Activity, level: float, rows: Mapping[BandRow, float], placed: Timeline, far: bool
) -> Box:
    """A label's: above the way, which is at this level, below it, or around the middle of the company's band."""
    band, width, gap = activity.visible_to, placed.widths[activity.id], GAP * page.unit
    near, high = rows.get((band, False), 0.0), rows[band, far]
    beyond = near + gap if far else 0.0
    if band == "company":
        every = sum(height + gap for (own, _), height in rows.items() if own == band) - gap
        bottom = level - every / 2 + beyond
    elif band == "both":
        bottom = level + (NUMBER + STEM) * page.unit + beyond
    else:
        bottom = level - (NUMBER + STEM) * page.unit - beyond - high
    return placed.xs[activity.id] - width / 2, bottom, width, high


def listed(page: Page, parts: Sequence[Part]) -> SightFrame | None:
    """With numbers only, and a list below them; None where there is no room, which is so for large letters only."""
    activities = [one for part in parts for _, one in part.touchpoints]
    left = page.margin + gutter(page, True)
    placed, radius = timeline.without_labels(page, parts, left)
    beside = 0.0 if radius >= NUMBER else page.line_height()
    contents = {"company": 2 * (radius * page.unit + beside), "both": beside, "customer": beside}
    if not any(one.is_touchpoint for one in activities):
        contents["both"] = NOTE * page.unit
    headings, bottom = columns.headings(page, placed.columns, heading.bottom(page, 1)), page.margin
    height = _spare(page, contents, headings.bottom, bottom, True) - GAP * page.unit
    if height < cards.ROW * page.unit:
        return None
    if rows := lanes.measure_list(page, parts, height):
        bottom += rows.height + GAP * page.unit
    found = _bands(page, activities, contents, headings.bottom, bottom, True)
    return found and SightFrame(
        headings=headings,
        left=left,
        lanes=found,
        xs=placed.xs,
        radius=radius,
        labels={},
        rows=rows,
        boxes={},
        flat=True,
    )

"""The three bands of what who sees, shared out over the page: where labels and the customer's way lie in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from touchpoints.charts.parts import bands, cards, columns, timeline
from touchpoints.charts.parts.cards import NUMBER, Rows
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.charts.parts.timeline import Apart, Timeline
from touchpoints.language.journey_in_words import Part
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


@dataclass(frozen=True)
class Bands:
    """Top and bottom of each band, and how far the way runs from the edge between the lower two."""

    spans: Mapping[str, tuple[float, float]]
    dip: float

    @property
    def edge(self) -> float:
        """Of what the company can see."""
        return self.spans["both"][1]

    def y(self, activity: Activity) -> float:
        """Of the activity's number."""
        if activity.visible_to == "company":
            return sum(self.spans["company"]) / 2
        return self.edge + (self.dip if activity.is_touchpoint else -self.dip)


@dataclass(frozen=True)
class ActivityLabel:
    """A name in its box."""

    name: Lines
    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True)
class SightFrame:
    """Where everything lies, from `top` down: with a label for each activity, or with a list of them all."""

    columns: Sequence[Column]
    headings: Sequence[Lines]
    heading_height: float
    top: float
    left: float  # where the bands begin
    bands: Bands
    xs: Mapping[str, float]
    radius: float  # of a number's disc, in units
    labels: Mapping[str, ActivityLabel]
    flat: bool = False  # whether the bands' signs stand before their names instead of above
    rows: Rows | None = None  # of the list
    list_cut: int = 0

    @property
    def numbered(self) -> list[tuple[int, Activity]]:
        return [one for column in self.columns for one in column.part.touchpoints]

    def spot(self, activity: Activity) -> tuple[float, float]:
        """Where its number stands; in the company's band this is its label's middle."""
        return self.xs[activity.id], self.bands.y(activity)

    @property
    def cut(self) -> int:
        """How many names do not stand there whole."""
        names = (*self.headings, *(label.name for label in self.labels.values()))
        return self.list_cut + sum(not name.whole for name in names)

    @property
    def broken(self) -> int:
        """In how many names on labels a word is parted."""
        return sum(label.name.broken for label in self.labels.values())


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


def labelled(page: Page, parts: Sequence[Part], top: float, strict: bool) -> SightFrame | None:
    """With a label for each activity; None where there is no room for them.

    They stand in as few rows as there is room for; unless `strict`, in the rows that cut the fewest.
    """
    found = (frame for deep in DEPTHS if (frame := _labelled(page, parts, top, strict, deep)))
    return next(found, None) if strict else min(found, key=lambda frame: (frame.cut, frame.broken), default=None)


def _labelled(page: Page, parts: Sequence[Part], top: float, strict: bool, deep: frozenset[str]) -> SightFrame | None:
    """In two rows in the `deep` bands."""
    activities = [one for part in parts for _, one in part.touchpoints]
    far = {id for part in parts for id in _far(page, part, deep)}
    pad, left = PAD * page.unit, page.margin + gutter(page, False)

    def apart(widths: Mapping[str, float]) -> Iterable[Apart]:
        return _apart(page, activities, far, widths)

    placed = timeline.arrange(page, parts, {}, apart, left, pad, strict)
    if placed is None:
        return None
    names = timeline.fitted(page, placed, pad)
    rows: dict[BandRow, float] = {}
    for one in activities:
        row, head = (one.visible_to, one.id in far), HEAD * page.unit * (one.visible_to != "customer")
        rows[row] = max(rows.get(row, 0.0), names[one.id].height * page.unit + 2 * pad + head)
    headings, heading_height = columns.headings(page, placed.columns)
    contents = {band: sum(high + GAP * page.unit for (own, _), high in rows.items() if own == band) for band in BANDS}
    found = _bands(page, contents, top - heading_height, page.margin, False)
    if found is None:
        return None
    labels = {one.id: _label(page, one, found, rows, placed, names[one.id], one.id in far) for one in activities}
    return SightFrame(placed.columns, headings, heading_height, top, left, found, placed.xs, NUMBER, labels)


def _far(page: Page, part: Part, deep: Iterable[str]) -> Iterable[str]:
    """Every other label of a deep band; the longer ones, where there is a choice."""
    for band in deep:
        own = [one for _, one in part.touchpoints if one.visible_to == band]
        wide = [timeline.need(page, timeline.name(one)) for one in own]
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


def _bands(page: Page, contents: Mapping[str, float], top: float, bottom: float, flat: bool) -> Bands | None:
    """The bands between `top` and `bottom`; None where these are too near each other."""
    spare = _spare(page, contents, top, bottom, flat)
    if spare < 0:
        return None
    dip = min(MOST_DIP, LEAST_DIP + spare / 2 / page.unit)
    heights = _heights(page, contents, dip, flat)
    more = spare + sum(_heights(page, contents, LEAST_DIP, flat).values()) - sum(heights.values())
    spans, y = {}, top - GAP * page.unit
    for band in BANDS:
        spans[band] = y, y - heights[band] - SHARES[band] * more
        y = spans[band][1] - (bands.LINE * page.line_height() if band == "company" else 0.0)
    return Bands(spans, dip * page.unit)


def _label(
    page: Page,
    activity: Activity,
    found: Bands,
    rows: Mapping[BandRow, float],
    placed: Timeline,
    name: Lines,
    far: bool,
) -> ActivityLabel:
    """Above the way, below it, or around the middle of the company's band."""
    band, width, gap = activity.visible_to, placed.widths[activity.id], GAP * page.unit
    near, high = rows.get((band, False), 0.0), rows[band, far]
    beyond = near + gap if far else 0.0
    if band == "company":
        every = sum(height + gap for (own, _), height in rows.items() if own == band) - gap
        bottom = found.y(activity) - every / 2 + beyond
    elif band == "both":
        bottom = found.y(activity) + (NUMBER + STEM) * page.unit + beyond
    else:
        bottom = found.y(activity) - (NUMBER + STEM) * page.unit - beyond - high
    return ActivityLabel(name, placed.xs[activity.id] - width / 2, bottom, width, high)


def listed(page: Page, parts: Sequence[Part], top: float) -> SightFrame | None:
    """With numbers only, and a list below them; None where there is no room, which is so for large letters only."""
    activities = [one for part in parts for _, one in part.touchpoints]
    left = page.margin + gutter(page, True)
    placed, radius = timeline.without_labels(page, parts, left)
    beside = 0.0 if radius >= NUMBER else page.line_height()
    contents = {"company": 2 * (radius * page.unit + beside), "both": beside, "customer": beside}
    if not any(one.is_touchpoint for one in activities):
        contents["both"] = NOTE * page.unit
    headings, deep = columns.headings(page, placed.columns) if parts else ([], 0.0)
    under, bottom, rows, cut = top - deep, page.margin, None, 0
    height = _spare(page, contents, under, bottom, True) - GAP * page.unit
    if height < cards.ROW * page.unit:
        return None
    if activities:
        numbered = [one for part in parts for one in part.touchpoints]
        width = page.width - 2 * page.margin
        rows = cards.measure_list(page, numbered, height, width)
        cut = cards.list_cut(page, rows, numbered, width)
        bottom += rows.height + GAP * page.unit
    found = _bands(page, contents, under, bottom, True)
    return found and SightFrame(
        placed.columns, headings, deep, top, left, found, placed.xs, radius, {}, True, rows, cut
    )

"""Peak, low and end: a word at the point, and boxes that give the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.cards import NUMBER
from touchpoints.charts.parts.curve import Plot, Point
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.language.journey_in_words import name_of
from touchpoints.model.journey import Activity, Journey

PAD, INDENT, GAP = 0.3, 0.9, 0.7  # of a box and between two, in units of the smallest text
Bounds = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Moment:
    """One of "peak", "low" and "end"; `why` is empty where no reason is shown."""

    kind: str
    touchpoint: Activity
    why: str


def moments(journey: Journey) -> list[Moment]:
    """The moments that memory keeps, those that there are. A reason stands only at peak and low."""
    found = []
    for kind, touchpoint in (("peak", journey.peak), ("low", journey.low), ("end", journey.end)):
        if touchpoint is not None:
            found.append(Moment(kind, touchpoint, "" if kind == "end" else touchpoint.why))
    return found


def boxed(found: Sequence[Moment], tagged: set[str]) -> list[Moment]:
    """The moments that get a box: those with a reason to give, and any that has no word at its point."""
    turns = [moment for moment in found if moment.kind != "end"] or list(found)
    return turns + [moment for moment in found if moment.kind not in tagged and moment not in turns]


def strip_height(page: Page, lines: int) -> float:
    """Of the boxes, with `lines` lines of reason."""
    return page.line_height() * (1 + lines) + 2 * PAD * page.unit


def needed(page: Page, found: Sequence[Moment], lines: int) -> tuple[int, int]:
    """How many of at most `lines` lines the reasons need in two boxes, and how many of them are cut."""
    width = (page.width - 2 * page.margin - GAP * page.unit) / 2
    fitted = [_why(page, moment, width, lines) for moment in found if moment.why.strip()]
    return max((len(one.lines) for one in fitted), default=0), sum(not one.whole for one in fitted)


def _why(page: Page, moment: Moment, width: float, lines: int) -> Lines:
    return page.fit(moment.why, width - (INDENT + 0.5) * page.unit, lines)


def draw_strip(page: Page, shown: Sequence[Moment], line: Sequence[Point], box: Bounds) -> None:
    """A box a moment, side by side."""
    left, bottom, right, top = box
    width = (right - left - GAP * page.unit * (len(shown) - 1)) / len(shown)
    numbers = {point.touchpoint.id: point.number for point in line}
    for moment in shown:
        _moment(page, moment, numbers[moment.touchpoint.id], (left, bottom, left + width, top))
        left += width + GAP * page.unit


def _moment(page: Page, moment: Moment, number: int, box: Bounds) -> None:
    left, bottom, right, top = box
    colour = page.colour(moment.touchpoint)
    page.box(left, bottom, right - left, top - bottom, fill=colours.pale(colour, 0.09), radius=0.4 * page.unit)
    page.box(left, bottom, 0.35 * page.unit, top - bottom, fill=colour, radius=0.17 * page.unit)
    x, y = left + INDENT * page.unit, top - PAD * page.unit
    word = page.fit(page.words(f"chart.{moment.kind}"), right - x, 1, bold=True)
    page.text(x, y, word, bold=True, colour=colours.strong(colour, colours.pale(colour, 0.09)))
    start = x + (word.width + 0.5) * page.unit
    name = f"{page.words.number(number)} {name_of(moment.touchpoint)}"
    page.text(start, y, page.fit(name, right - start - 0.4 * page.unit, 1, bold=True), bold=True)
    lines = round((top - bottom - 2 * PAD * page.unit) / page.line_height()) - 1
    if lines:
        page.text(x, y - page.line_height(), _why(page, moment, right - left, lines))


def draw_tags(page: Page, plot: Plot, shown: Sequence[Moment], line: Sequence[Point], radius: float) -> set[str]:
    """The moments' words beside their points, where nothing else stands; returns the kinds that found a place."""
    places = {point.touchpoint.id: point for point in line}
    taken = [(p.x - radius, p.y - radius, p.x + radius, p.y + radius) for p in line]
    if radius < NUMBER * page.unit:  # then the numbers stand in a row below
        taken.append((plot.left, plot.bottom, plot.right, plot.bottom + page.line_height()))
    kinds: dict[str, list[str]] = {}
    for moment in shown:
        kinds.setdefault(moment.touchpoint.id, []).append(moment.kind)
    tagged: set[str] = set()
    for id, own in kinds.items():
        text = page.whole(" · ".join(page.words(f"chart.{kind}") for kind in own), bold=True)
        point = places[id]
        for box in _places(page, plot, point, text, radius):
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                tagged.update(own)
                with page.group("tag", id):
                    _tag(page, box, text, page.colour(point.touchpoint))
                break
    return tagged


def _places(page: Page, plot: Plot, point: Point, text: Lines, radius: float) -> list[Bounds]:
    """Where a tag may stand, the best place first: on the far side of the neutral line, then towards it, beside it."""
    width, height = (text.width + 0.9) * page.unit, page.line_height() + 0.1 * page.unit
    up = point.y + radius + 0.25 * page.unit
    down = point.y - radius - 0.25 * page.unit - height
    over = [up, down] if (point.touchpoint.feeling or 0) >= 0 else [down, up]
    beside = point.y - height / 2
    away = radius + 0.3 * page.unit
    lefts = (point.x - width / 2, point.x - away, point.x + away - width)
    corners = [(x, y) for y in over for x in lefts]
    corners += [(point.x + away, beside), (point.x - away - width, beside)]
    boxes = [(x, y, x + width, y + height) for x, y in corners]
    foot = plot.bottom + plot.foot
    return [b for b in boxes if b[0] >= plot.left and b[2] <= plot.right and b[1] >= foot and b[3] <= plot.top]


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _tag(page: Page, box: Bounds, text: Lines, colour: str) -> None:
    left, bottom, right, top = box
    page.box(left, bottom, right - left, top - bottom, fill=colours.WHITE, edge=colour, radius=0.5 * page.unit, thick=1)
    page.text((left + right) / 2, (bottom + top) / 2, text, bold=True, colour=colour, across="center", up="center")

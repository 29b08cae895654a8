"""The curve of benefit against contacts: a step for each, the turning point, regions named in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from matplotlib.path import Path

from touchpoints.charts.frequency import flags
from touchpoints.charts.frequency.flags import Flag
from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.model.contact_frequency import FULL, ContactCase, added, benefit, reaches

# In units of the smallest text: what a band adds to its words, a row of figures, distances, the sizes of points.
BAND, ROW, GAP, TO_PLOT, TO_LEFT, POINT, RING, SIGN = 0.7, 1.55, 0.4, 0.7, 0.6, 0.2, 0.42, 1.7
LEAST_HIGH = 13.0
BAR = 0.66  # of the distance from one contact to the next
BEFORE, AFTER = 0.35, 0.6  # how far the axis reaches beyond no contact and the last one
STEPS = (1, 2, 5, 10, 20, 50)  # of the numbers on the axis
HELPS, HARMS, GUESS = colours.strong(colours.BLUE), colours.strong(colours.VERMILION), colours.strong(colours.PURPLE)
OWN = colours.INK
WORSE = colours.pale(colours.VERMILION, 0.1)


@dataclass(frozen=True)
class Hill:
    """A case with its place: the plot from `left` to `right` and `bottom` to `top`, where the benefit is greatest.

    Above it stand the flags and, from `sky` up, the names of the regions; below it a number every `step` contacts
    and, where there is room (`figures`), what each contact adds.
    """

    case: ContactCase
    left: float
    right: float
    bottom: float
    top: float
    sky: float
    regions: tuple[Lines, ...]
    flags: tuple[Flag, ...]
    step: int
    figures: bool
    easy: bool

    def x(self, contacts: float) -> float:
        return _x(self.case, self.left, self.right, contacts)

    def y(self, level: float) -> float:
        part = (max(level, self.case.lowest) - self.case.lowest) / (1 - self.case.lowest)
        return self.bottom + (self.top - self.bottom) * part


def _x(case: ContactCase, left: float, right: float, contacts: float) -> float:
    return left + (right - left) * (min(contacts, case.last) + BEFORE) / (case.last + BEFORE + AFTER)


def measure(page: Page, case: ContactCase, top: float, bottom: float, ideal: str, own: str) -> Hill:
    """The hill between the margins; `ideal` and `own` say these numbers in words."""
    left, right = page.margin + _gutter(page, case), page.width - page.margin
    at = partial(_x, case, left, right)
    regions = _regions(page, at(case.ideal) - left, right - at(case.ideal))
    step, figures = _ticks(page, case, at(1) - at(0))
    standing = flags.place(page, _flags(page, case, at, ideal, own), left, right)
    sky = top - max(region.height for region in regions) * page.unit - BAND * page.unit
    floor = bottom + (1 + figures) * ROW * page.unit
    peak = sky - GAP * page.unit - flags.height(page, standing) - TO_PLOT * page.unit
    easy = figures and len(regions) == 2 and peak - floor >= LEAST_HIGH * page.unit
    return Hill(case, left, right, floor, peak, sky, regions, tuple(standing), step, figures, easy)


def _gutter(page: Page, case: ContactCase) -> float:
    """How wide the words at the left are."""
    keys = ("benefit", "adds", "greatest", "nothing", f"many.{case.channel}")
    words = [page.whole(page.words(f"chart.frequency.{key}"), bold=True) for key in keys]
    return (max(word.width for word in words) + TO_LEFT) * page.unit


def _regions(page: Page, before: float, after: float) -> tuple[Lines, ...]:
    """The words for both sides of the turning point; where one is too narrow for them, a sentence for both."""
    sides = {"helps": before, "harms": after}
    room = (SIGN + 1.2) * page.unit
    found = tuple(_even(page, page.words(f"chart.frequency.{key}"), sides[key] - room) for key in sides)
    if all(region.whole and not region.broken for region in found):
        return found
    return (page.fit(page.words("chart.frequency.turns"), before + after - page.unit, 2, bold=True),)


def _even(page: Page, text: str, width: float) -> Lines:
    """In at most two lines, these as equally long as can be."""
    fitted = page.fit(text, width, 2, bold=True)
    if len(fitted.lines) == 1 or not fitted.whole:
        return fitted
    narrower = (page.fit(text, width * part / 20, 2, bold=True) for part in range(10, 20))
    return next((one for one in narrower if one.whole and not one.broken), fitted)


def _ticks(page: Page, case: ContactCase, apart: float) -> tuple[int, bool]:
    """Every how many contacts there is a number on the axis, and whether there is room for what each one adds."""
    widest = page.whole(page.words.number(case.last), bold=True).width + 0.8
    step = next((step for step in STEPS if widest * page.unit <= step * apart), STEPS[-1])
    figures = [page.words.signed(added(n, case.ideal)) for n in range(1, case.last + 1)]
    wide = max(page.whole(figure, bold=True).width for figure in figures) + 0.4
    return step, step == 1 and wide * page.unit <= apart


def _flags(page: Page, case: ContactCase, at: Callable[[float], float], ideal: str, own: str) -> list[Flag]:
    """The turning point, the guess, and the journey's own number."""
    words = page.words
    found = [(case.ideal, 1.0, words("chart.frequency.turn", ideal=ideal), colours.INK, True)]
    if case.guess is not None:
        found.append((case.guess, 1.0, words("chart.frequency.guess", guess=words.number(case.guess)), GUESS, False))
    if case.own:
        found.append((case.own, benefit(case.own, case.ideal), words("chart.frequency.own", contacts=own), OWN, False))
    return [
        Flag(at(contacts), level, page.whole(text, bold=True), colour, solid)
        for contacts, level, text, colour, solid in found
    ]


def draw(page: Page, hill: Hill) -> None:
    _draw_ground(page, hill)
    _draw_bars(page, hill)
    _draw_curves(page, hill)
    standing = [replace(flag, y=hill.y(flag.y)) for flag in hill.flags]
    flags.draw(page, standing, hill.top + TO_PLOT * page.unit)
    _draw_marks(page, hill, standing)
    _draw_rows(page, hill)


def _draw_ground(page: Page, hill: Hill) -> None:
    """The regions with their names, and the zone that is worse than no contact."""
    unit, turn, zero, wide = page.unit, hill.x(hill.case.ideal), hill.y(0), hill.right - hill.left
    page.box(hill.left, zero, wide, hill.sky - GAP * unit - zero, fill=colours.PANEL)
    page.box(hill.left, hill.bottom, wide, zero - hill.bottom, fill=WORSE)
    if len(hill.regions) == 1:
        _draw_band(page, hill, hill.left, hill.right, 0, colours.INK, "")
    else:
        _draw_band(page, hill, hill.left, turn - 1, 0, HELPS, "up")
        _draw_band(page, hill, turn + 1, hill.right, 1, HARMS, "down")
    end, middle = hill.left - TO_LEFT * unit, hill.sky + _band(page, hill) / 2
    page.text(end, middle, page.words("chart.frequency.benefit"), bold=True, across="right", up="center")
    for level, key in ((1.0, "greatest"), (0.0, "nothing")):
        y = hill.y(level)
        page.line([(hill.left, y), (hill.right, y)], colour=colours.NEUTRAL, thick=0.8 if level else 1.6)
        page.text(end, y, page.words.number(FULL * level), bold=True, across="right", up="bottom")
        page.text(end, y, page.words(f"chart.frequency.{key}"), colour=colours.SOFT, across="right")
    _draw_worse(page, hill, (zero + hill.bottom) / 2)


def _draw_worse(page: Page, hill: Hill, middle: float) -> None:
    """The name of the zone below: left of the curves that fall into it, else right of them."""
    pad = 0.6 * page.unit
    case, text = hill.case, page.words("chart.frequency.worse")
    fall = hill.x(2 * min(case.ideal, case.guess or case.ideal))
    ink = colours.strong(HARMS, WORSE)
    left = _even(page, text, fall - hill.left - 2 * pad)
    if left.whole and not left.broken:
        page.text(hill.left + pad, middle, left, bold=True, up="center", colour=ink)
        return
    away = hill.x(reaches(case.lowest, case.ideal) + 1) + pad
    right = page.fit(text, hill.right - away - 3 * pad, 2, bold=True)
    page.text(away, middle, right, bold=True, up="center", colour=ink)


def _band(page: Page, hill: Hill) -> float:
    """How high the names of the regions are."""
    return (max(region.height for region in hill.regions) + BAND) * page.unit


def _draw_band(page: Page, hill: Hill, left: float, right: float, region: int, fill: str, sign: str) -> None:
    """A region's name behind its arrow."""
    text, high = hill.regions[region], _band(page, hill)
    middle, y = (left + right + SIGN * page.unit * bool(sign)) / 2, hill.sky + high / 2
    page.box(left, hill.sky, right - left, high, fill=fill, radius=0.45 * page.unit)
    if sign:
        start = middle - (text.width / 2 + 0.95) * page.unit
        page.icon(icons.sign(sign), start, y, 1.1 * page.unit, colours.WHITE)
    page.text(middle, y, text, bold=True, colour=colours.WHITE, across="center", up="center")


def _draw_bars(page: Page, hill: Hill) -> None:
    """A step for every contact, from the benefit before it to the benefit with it."""
    ideal, half = hill.case.ideal, (hill.x(1) - hill.x(0)) * BAR / 2
    for n in range(1, hill.case.last + 1):
        if benefit(n - 1, ideal) < hill.case.lowest:
            break
        before, after, gain = hill.y(benefit(n - 1, ideal)), hill.y(benefit(n, ideal)), added(n, ideal)
        left, right = hill.x(n) - half, hill.x(n) + half
        page.line([(hill.x(n - 1) + half * (n > 1), before), (left, before)], colour=colours.SOFT, thick=0.8)
        if not gain:
            page.line([(left, after), (right, after)], colour=_colour(gain), thick=0.2 * page.unit)
            continue
        fill = colours.pale(colours.BLUE if gain > 0 else colours.VERMILION, 0.45)
        page.box(left, min(before, after), 2 * half, abs(after - before), fill=fill, edge=_colour(gain), thick=1)


def _colour(gain: int) -> str:
    return HELPS if gain > 0 else HARMS if gain < 0 else colours.NEUTRAL


def _draw_curves(page: Page, hill: Hill) -> None:
    """The guess's curve, the ideal's, and a point on this for every contact."""
    case = hill.case
    if case.guess is not None:
        page.shape(_parabola(hill, case.guess), edge=GUESS, thick=0.17 * page.unit, dashed=True)
    page.shape(_parabola(hill, case.ideal), edge=colours.INK, thick=0.17 * page.unit)
    size = min(POINT * page.unit, 0.2 * (hill.x(1) - hill.x(0)))
    for n in range(case.last + 1):
        if benefit(n, case.ideal) >= case.lowest:
            page.disc(hill.x(n), hill.y(benefit(n, case.ideal)), size, fill=colours.INK)


def _parabola(hill: Hill, ideal: float) -> Path:
    """From no contact to the plot's edge. A parabola is a curve of three points, whose tangents meet half-way."""
    end = min(hill.case.last, reaches(hill.case.lowest, ideal))
    lowest = hill.case.lowest
    meet = hill.bottom + (hill.top - hill.bottom) * (end / ideal - lowest) / (1 - lowest)
    points = [(hill.x(0), hill.y(0)), (hill.x(end / 2), meet), (hill.x(end), hill.y(benefit(end, ideal)))]
    return Path(points, [Path.MOVETO, Path.CURVE3, Path.CURVE3])


def _draw_marks(page: Page, hill: Hill, standing: Sequence[Flag]) -> None:
    """What the flags' poles stand on: a ring, or an arrow to what lies outside."""
    for flag in standing:
        if flag.colour == OWN and not flag.solid and hill.case.outside:
            arrow = icons.direction("to_customer") if hill.case.own > hill.case.last else icons.sign("down")
            page.icon(arrow, flag.x, flag.y + 0.7 * page.unit, 1.4 * page.unit, flag.colour)
            continue
        fill = flag.colour if flag.solid else colours.WHITE
        page.disc(flag.x, flag.y, RING * page.unit, fill=fill, edge=flag.colour, thick=0.17 * page.unit)


def _draw_rows(page: Page, hill: Hill) -> None:
    """The numbers of contacts, the journey's own on a dark ground, and what each adds."""
    case, unit, words = hill.case, page.unit, page.words
    end, y = hill.left - TO_LEFT * unit, hill.bottom - ROW / 2 * unit
    page.text(end, y, words(f"chart.frequency.many.{case.channel}"), bold=True, across="right", up="center")
    for n in range(0, case.last + 1, hill.step):
        text, mine = page.whole(words.number(n), bold=True), n == case.own > 0
        if mine:
            wide, high = max(text.width + 0.6, 1.3) * unit, 1.3 * unit
            page.box(hill.x(n) - wide / 2, y - high / 2, wide, high, fill=OWN, radius=0.4 * unit)
        ink = colours.WHITE if mine else colours.INK
        page.text(hill.x(n), y, text, bold=True, colour=ink, across="center", up="center")
    if hill.figures:
        y -= ROW * unit
        page.text(end, y, words("chart.frequency.adds"), bold=True, across="right", up="center")
        for n in range(1, case.last + 1):
            gain = added(n, case.ideal)
            page.text(hill.x(n), y, words.signed(gain), bold=True, colour=_colour(gain), across="center", up="center")

"""Good and bad: a diverging bar for each touchpoint, of one journey or of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from matplotlib.figure import Figure

from touchpoints.charts.parts import colours, curve, heading
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.roomiest import SCALES, roomiest
from touchpoints.language.journey_in_words import title_of
from touchpoints.language.words import Words
from touchpoints.model.journey import BEST, FEELINGS, WORST, Journey
from touchpoints.model.opinions import OpinionRow, rows

ROW, MOST_ROW, BAR, AXIS, GAP, NUMBER = 1.5, 2.6, 0.62, 1.6, 1.5, 2.4  # in units of the smallest text; bar: of a row
LEAST_PANEL = 24.0
NAME_SHARE = 0.45  # of a panel's width
APART = colours.strong(colours.PURPLE, colours.PANEL)
# From very bad to very good; the pale ones are outlined, so that they stand out from white.
SHADES = {
    level: "#dfe4e8" if not level
    else colours.strong(hue) if level in (BEST, WORST)
    else colours.pale(hue, 0.9 * abs(level) / BEST)
    for level in FEELINGS
    for hue in (colours.BLUE if level > 0 else colours.VERMILION,)
}  # fmt: skip


def draw(figure: Figure, journeys: Sequence[Journey], words: Words, size: str = "slide") -> Figure:
    """Draw the bars of one or several journeys on the whole figure and return it."""
    found = rows(journeys)
    several = len(journeys) > 1
    title = words("chart.opinions.title", title=title_of(journeys, words))
    page, sheet = roomiest(
        partial(Page, figure, size, words),
        product([partial(_sheet, found=found, several=several)], SCALES),
        partial(heading.fits, title=title),
    )
    second = partial(_draw_keys, page) if several else partial(heading.draw_persona, page, journeys[0].persona)
    heading.draw(page, title, second, [_apart_key(page)] if any(row.apart for row in found) else [])
    if not found:
        room = Plot(page.margin, page.width - page.margin, sheet.top, page.margin, 0.0)
        curve.note(page, room, words("chart.begin"))
    for panel in sheet.panels:
        _draw_panel(page, panel, several)
    if sheet.left_out:
        more = words.count("chart.more", sheet.left_out)
        page.text(page.width - page.margin, page.margin, more, colour=colours.SOFT, across="right", up="bottom")
    return figure


def _apart_key(page: Page) -> heading.Key:
    def sign(x: float, y: float) -> None:
        _draw_span(page, (x - 0.7 * page.unit, x + 0.7 * page.unit), y)

    return heading.Key(sign, page.whole(page.words("chart.together.apart")))


def _draw_keys(page: Page, top: float) -> float:
    """The levels in the order of their bars."""

    def sign(value: int) -> Callable[[float, float], None]:
        side = 0.9 * page.unit
        edge = colours.feeling(value)
        return lambda x, y: page.box(x - side / 2, y - side / 2, side, side, fill=SHADES[value], edge=edge, thick=0.8)

    words = {value: page.whole(page.words.feeling(value)) for value in FEELINGS}
    keys = [heading.Key(sign(value), words[value]) for value in FEELINGS]
    return heading.draw_line(page, keys, top)


@dataclass(frozen=True)
class BarPanel:
    """A block of rows from `top` down, each `deep` high; the bars' middle is at `middle`, a level `step` wide."""

    rows: Sequence[tuple[int, OpinionRow]]
    left: float
    right: float
    top: float
    deep: float
    middle: float
    step: float

    @property
    def names_end(self) -> float:
        return self.middle + WORST * self.step

    @property
    def bottom(self) -> float:
        return self.top - self.deep * len(self.rows)


@dataclass(frozen=True)
class Sheet:
    """The panels below `top`, and how many rows find no room in them."""

    top: float
    panels: tuple[BarPanel, ...]
    left_out: int
    whole: bool

    @property
    def easy(self) -> bool:
        return self.whole and not self.left_out and len(self.panels) == 1


def _sheet(page: Page, found: list[OpinionRow], several: bool) -> Sheet:
    """As few panels side by side as the rows need."""
    top = heading.bottom(page, 1)
    axis = 0.0 if several else AXIS * page.unit
    room, width = top - axis - page.margin, page.width - 2 * page.margin
    most = int(room / (ROW * page.unit))
    count = max(1, min(-(-len(found) // most), int(width / (LEAST_PANEL * page.unit))))
    if count * most < len(found):
        most -= 1  # a line for how many are left out
    down = min(most, -(-len(found) // count))
    deep = min(room / max(1, down), MOST_ROW * page.unit) if down < most else ROW * page.unit
    wide = (width - GAP * page.unit * (count - 1)) / count
    widest = max((page.whole(row.name or "…").width for row in found), default=0.0) * page.unit
    names = min(NUMBER * page.unit + widest + page.unit, wide * NAME_SHARE)
    end = 0.0 if several else max(_end(page, WORST), _end(page, BEST))
    numbered, panels = list(enumerate(found, 1)), []
    for i in range(count):
        left = page.margin + i * (wide + GAP * page.unit)
        step = (wide - names - 2 * end) / (BEST - WORST)
        own = numbered[i * down : (i + 1) * down]
        panels.append(BarPanel(own, left, left + wide, top - axis, deep, left + names + end - WORST * step, step))
    whole = names < wide * NAME_SHARE
    return Sheet(top, tuple(panel for panel in panels if panel.rows), max(0, len(found) - count * down), whole)


def _end(page: Page, feeling: int) -> float:
    """Half of an end level's word, which reaches beyond the bars."""
    return page.whole(page.words.feeling(feeling)).width / 2 * page.unit


def _draw_panel(page: Page, panel: BarPanel, several: bool) -> None:
    for i in range(0, len(panel.rows), 2):
        page.box(panel.left, panel.top - panel.deep * (i + 1), panel.right - panel.left, panel.deep, fill=colours.PANEL)
    _draw_axis(page, panel, several)
    for i, (number, row) in enumerate(panel.rows):
        y = panel.top - panel.deep * (i + 0.5)
        _draw_name(page, panel, number, row, y, several)
        with page.group("feeling", row.id):
            if several:
                _draw_shares(page, panel, row, y)
            else:
                _draw_bar(page, panel, row, y)
                if row.apart:
                    _draw_span(page, [panel.middle + level * panel.step for level, _ in row.apart], y)


def _draw_axis(page: Page, panel: BarPanel, several: bool) -> None:
    """The levels' words over their lines where all have room, else the two ends'; shares have the middle only."""
    names = {feeling: page.whole(page.words.feeling(feeling)) for feeling in FEELINGS}
    roomy = max(name.width for name in names.values()) * page.unit <= panel.step * 0.94
    for feeling, name in names.items():
        x = panel.middle + feeling * panel.step
        colour, thick = (colours.NEUTRAL, 1.6) if feeling == 0 else (colours.LINE, 0.8)
        if feeling == 0 or not several:
            page.line([(x, panel.top), (x, panel.bottom)], colour=colour, thick=thick)
        if not several and (roomy or feeling in (BEST, WORST)):
            page.text(
                x, panel.top + 0.3 * page.unit, name, across="center", up="bottom", colour=colours.feeling(feeling)
            )


def _draw_name(page: Page, panel: BarPanel, number: int, row: OpinionRow, y: float, several: bool) -> None:
    start = panel.left + NUMBER * page.unit
    end = panel.names_end - (0.0 if several else max(_end(page, WORST), _end(page, BEST))) - 0.6 * page.unit
    figure = page.words.number(number)
    page.text(start - 0.5 * page.unit, y, figure, bold=True, across="right", up="center", colour=colours.SOFT)
    page.text(start, y, page.fit(row.name or "…", end - start, 1), up="center")


def _draw_bar(page: Page, panel: BarPanel, row: OpinionRow, y: float) -> None:
    """From the middle to the feeling; neutral is a disc in the middle, unrated a hollow one."""
    feeling = next((value for value, count in row.counts.items() if count), None)
    colour = colours.feeling(feeling)
    if not feeling:
        fill = colours.WHITE if feeling is None else colour
        page.disc(panel.middle, y, 0.42 * page.unit, fill=fill, edge=colour, thick=0.13 * page.unit)
        return
    wide = abs(feeling) * panel.step
    left = panel.middle - (wide if feeling < 0 else 0)
    page.box(left, y - BAR / 2 * panel.deep, wide, BAR * panel.deep, fill=colour, radius=0.25 * page.unit)


def _draw_span(page: Page, ends: Sequence[float], y: float) -> None:
    """From one of the two levels to the other, edged in white where it lies on the bar."""
    half = 0.4 * page.unit
    for colour, thick in ((colours.WHITE, 0.45), (APART, 0.2)):
        for way in ([(x, y) for x in ends], *([(x, y - half), (x, y + half)] for x in ends)):
            page.line(way, colour=colour, thick=thick * page.unit)


def _draw_shares(page: Page, panel: BarPanel, row: OpinionRow, y: float) -> None:
    """The shares of the levels side by side, half of the neutral ones on either side of the middle."""
    if not row.rated:
        page.disc(panel.middle, y, 0.42 * page.unit, fill=colours.WHITE, edge=colours.NEUTRAL, thick=0.13 * page.unit)
        return
    scale = BEST * panel.step / row.rated
    x = panel.middle - scale * (row.bad + row.neutral / 2)
    for feeling in reversed(FEELINGS):
        wide = row.counts[feeling] * scale
        if not wide:
            continue
        shade = SHADES[feeling]
        edge = colours.feeling(feeling)
        page.box(x, y - BAR / 2 * panel.deep, wide, BAR * panel.deep, fill=shade, edge=edge, thick=0.8)
        figure = page.fit(page.words.number(row.counts[feeling]), wide - 0.3 * page.unit, 1, bold=True)
        if figure.whole and len(figure.lines) == 1:
            ink = colours.WHITE if colours.contrast(colours.WHITE, shade) >= colours.TEXT else colours.INK
            page.text(x + wide / 2, y, figure, bold=True, colour=ink, across="center", up="center")
        x += wide


def describe(journeys: Sequence[Journey], words: Words) -> str:
    """The bars in words: how much is good and bad, then a line for each touchpoint."""
    found = rows(journeys)
    lines = [_point(journeys, found, words)]
    for number, row in enumerate(found, 1):
        values = {"number": words.number(number), "name": row.name}
        given = [(feeling, row.counts[feeling]) for feeling in FEELINGS if row.counts[feeling]]
        if len(journeys) == 1:
            feeling = words.feeling(given[0][0] if given else None)
            lines.append(words("chart.opinions.line", feeling=feeling, **values))
            if row.apart:
                lines[-1] += " " + words("discuss.split") + f" {words.hands(row.apart)}."
        else:
            counted = [(words.feeling(feeling), count) for feeling, count in given]
            counted += [(words.feeling(None), row.unrated)] * bool(row.unrated)
            shares = ", ".join(words("chart.opinions.share", feeling=f, count=words.number(n)) for f, n in counted)
            lines.append(words("chart.opinions.shares", shares=shares, **values))
    return "\n".join(lines)


def _point(journeys: Sequence[Journey], found: Sequence[OpinionRow], words: Words) -> str:
    title = title_of(journeys, words)
    if not found:
        return words("chart.opinions.empty", title=title, begin=words("chart.begin"))
    values = {
        "title": title, "good": words.number(sum(row.good for row in found)),
        "neutral": words.number(sum(row.neutral for row in found)), "bad": words.number(sum(row.bad for row in found)),
    }  # fmt: skip
    if len(journeys) > 1:
        return words.count("chart.opinions.several", len(journeys), **values)
    return words("chart.opinions.point", unrated=words.number(sum(row.unrated for row in found)), **values)

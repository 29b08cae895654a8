"""Good and bad: a diverging bar for each touchpoint, of one journey or of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from touchpoints.charts import colours, curve, heading
from touchpoints.charts.page import Page
from touchpoints.charts.text import plain
from touchpoints.journey import FEELINGS, Journey
from touchpoints.words import Words

ROW, BAR, AXIS, GAP = 1.6, 1.05, 2.2, 1.5  # in units of the smallest text
LEAST_PANEL = 24.0
NAME_SHARE = 0.42  # of a panel's width
# From very bad to very good; the pale ones are outlined, so that they stand out from white.
SHADES = {
    -2: colours.strong(colours.VERMILION), -1: colours.pale(colours.VERMILION, 0.45), 0: "#dfe4e8",
    1: colours.pale(colours.BLUE, 0.45), 2: colours.strong(colours.BLUE),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A touchpoint's name and how many journeys gave it which feeling; `unrated` gave none."""

    id: str
    name: str
    counts: dict[int, int]
    unrated: int

    @property
    def rated(self) -> int:
        return sum(self.counts.values())


def rows(journeys: Sequence[Journey]) -> list[Row]:
    """One a touchpoint in the journey's order; those of several journeys are the same where their names are."""
    found: dict[str, Row] = {}
    for journey in journeys:
        for touchpoint in journey.touchpoints:
            key = plain(touchpoint.name).casefold() if len(journeys) > 1 else touchpoint.id
            row = found.setdefault(key, Row(touchpoint.id, plain(touchpoint.name), dict.fromkeys(FEELINGS, 0), 0))
            if touchpoint.feeling is not None:
                row.counts[touchpoint.feeling] += 1
            else:
                found[key] = Row(row.id, row.name, row.counts, row.unrated + 1)
    return list(found.values())


def draw(figure: Figure, journeys: Sequence[Journey], words: Words, size: str = "slide") -> Figure:
    """Draw the bars of one or several journeys on the whole figure and return it."""
    page = Page(figure, size, words)
    top = heading.draw_title(page, words("chart.opinions.title", title=_title(journeys, words)))
    if len(journeys) == 1:
        top = heading.draw_persona(page, journeys[0].persona, top)
    top -= 0.8 * page.unit
    found = rows(journeys)
    if not found:
        curve.note(page, curve.Plot(page.margin, page.width - page.margin, top, page.margin), words("chart.begin"))
        return figure
    panels, shown = _panels(page, found, top)
    for panel in panels:
        _draw_panel(page, panel, len(journeys) > 1)
    if shown < len(found):
        more = words.count("chart.more", len(found) - shown)
        page.text(page.width - page.margin, page.margin, more, colour=colours.SOFT, across="right", up="bottom")
    return figure


@dataclass(frozen=True)
class Panel:
    """A block of rows from `top` down; the bars' middle is at `middle`, one level is `step` wide."""

    rows: Sequence[tuple[int, Row]]
    left: float
    top: float
    middle: float
    step: float
    right: float


def _panels(page: Page, found: list[Row], top: float) -> tuple[list[Panel], int]:
    """As few panels side by side as the rows need; returns them and how many rows they show."""
    room = top - page.margin - AXIS * page.unit
    most = int(room / (ROW * page.unit))
    width = page.width - 2 * page.margin
    count = min(-(-len(found) // most), int(width / (LEAST_PANEL * page.unit)))
    if count * most < len(found):
        most -= 1  # a line for how many are left out
    down = min(most, -(-len(found) // count))
    wide = (width - GAP * page.unit * (count - 1)) / count
    numbered = list(enumerate(found, 1))
    panels = []
    for i in range(count):
        left = page.margin + i * (wide + GAP * page.unit)
        bars = left + wide * NAME_SHARE
        step = (left + wide - bars) / 4.4
        panels.append(Panel(numbered[i * down : (i + 1) * down], left, top, bars + 2.2 * step, step, left + wide))
    return [panel for panel in panels if panel.rows], min(len(found), count * down)


def _draw_panel(page: Page, panel: Panel, several: bool) -> None:
    bottom = panel.top - (AXIS + ROW * len(panel.rows)) * page.unit
    _draw_axis(page, panel, bottom, several)
    for i, (number, row) in enumerate(panel.rows):
        y = panel.top - (AXIS + ROW * (i + 0.5)) * page.unit
        _draw_name(page, panel, number, row, y)
        with page.group("feeling", row.id):
            if several:
                _draw_shares(page, panel, row, y)
            else:
                _draw_bar(page, panel, row, y)


def _draw_axis(page: Page, panel: Panel, bottom: float, several: bool) -> None:
    """The levels' words over their lines where all have room, else those of the two ends and the middle."""
    names = {feeling: page.fit(page.words.feeling(feeling), float("inf"), 1) for feeling in FEELINGS}
    all = max(name.width for name in names.values()) * page.unit <= panel.step * 0.94
    line = panel.top - (AXIS - 0.4) * page.unit
    for feeling, name in names.items():
        x = panel.middle + feeling * panel.step
        colour, thick = (colours.NEUTRAL, 1.6) if feeling == 0 else (colours.LINE, 0.8)
        page.line([(x, line), (x, bottom)], colour=colour, thick=thick)
        if all:
            page.text(x, panel.top, name, across="center", colour=colours.feeling(feeling))
    if not all:
        ends = {-2: ("left", panel.middle - 2.2 * panel.step), 2: ("right", panel.right)}
        for feeling, (across, x) in ends.items():
            page.text(x, panel.top, names[feeling], across=across, colour=colours.feeling(feeling))


def _draw_name(page: Page, panel: Panel, number: int, row: Row, y: float) -> None:
    start = panel.left + 2.2 * page.unit
    page.text(start - 0.5 * page.unit, y, page.words.number(number), bold=True, across="right", up="center", colour=colours.SOFT)
    room = panel.middle - 2.2 * panel.step - start - 0.6 * page.unit
    page.text(start, y, page.fit(row.name or "…", room, 1), up="center")


def _draw_bar(page: Page, panel: Panel, row: Row, y: float) -> None:
    """From the middle to the feeling; neutral is a disc in the middle, unrated a hollow one."""
    feeling = next((value for value, count in row.counts.items() if count), None)
    colour = colours.feeling(feeling)
    if not feeling:
        fill = colours.WHITE if feeling is None else colour
        page.disc(panel.middle, y, 0.42 * page.unit, fill=fill, edge=colour, thick=0.13 * page.unit)
        return
    wide = abs(feeling) * panel.step
    left = panel.middle - (wide if feeling < 0 else 0)
    page.box(left, y - BAR / 2 * page.unit, wide, BAR * page.unit, fill=colour, radius=0.25 * page.unit)


def _draw_shares(page: Page, panel: Panel, row: Row, y: float) -> None:
    """The shares of the levels side by side, half of the neutral ones on either side of the middle."""
    if not row.rated:
        page.disc(panel.middle, y, 0.42 * page.unit, fill=colours.WHITE, edge=colours.NEUTRAL, thick=0.13 * page.unit)
        return
    scale = 2 * panel.step / row.rated
    x = panel.middle - scale * (row.counts[-2] + row.counts[-1] + row.counts[0] / 2)
    for feeling in reversed(FEELINGS):
        wide = row.counts[feeling] * scale
        if not wide:
            continue
        shade = SHADES[feeling]
        edge = colours.feeling(feeling)
        page.box(x, y - BAR / 2 * page.unit, wide, BAR * page.unit, fill=shade, edge=edge, thick=0.8)
        figure = page.fit(page.words.number(row.counts[feeling]), wide - 0.3 * page.unit, 1, bold=True)
        if figure.whole and len(figure.lines) == 1:
            ink = colours.WHITE if abs(feeling) == 2 else colours.INK
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
        else:
            counted = [(words.feeling(feeling), count) for feeling, count in given]
            counted += [(words.feeling(None), row.unrated)] * bool(row.unrated)
            shares = ", ".join(words("chart.opinions.share", feeling=f, count=words.number(n)) for f, n in counted)
            lines.append(words("chart.opinions.shares", shares=shares, **values))
    return "\n".join(lines)


def _point(journeys: Sequence[Journey], found: Sequence[Row], words: Words) -> str:
    title = _title(journeys, words)
    if not found:
        return words("chart.opinions.empty", title=title, begin=words("chart.begin"))
    sums = {feeling: sum(row.counts[feeling] for row in found) for feeling in FEELINGS}
    values = {
        "title": title, "good": words.number(sums[1] + sums[2]), "neutral": words.number(sums[0]),
        "bad": words.number(sums[-1] + sums[-2]),
    }  # fmt: skip
    if len(journeys) > 1:
        return words.count("chart.opinions.several", len(journeys), **values)
    return words("chart.opinions.point", unrated=words.number(sum(row.unrated for row in found)), **values)


def _title(journeys: Sequence[Journey], words: Words) -> str:
    return next((plain(journey.title) for journey in journeys if plain(journey.title)), words("chart.untitled"))

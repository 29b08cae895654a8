"""The customer's way across departments: a lane for each, a sign wherever one hands the customer over to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from matplotlib.figure import Figure

from touchpoints.charts.departments import layout
from touchpoints.charts.departments.layout import DepartmentsFrame
from touchpoints.charts.parts import cards, colours, columns, curve, heading, lanes, tints, way
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.heading import Key
from touchpoints.charts.parts.layout import MOST_CARDS
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.roomiest import roomiest
from touchpoints.language.journey_in_words import parts_of, said_of, title_of
from touchpoints.language.words import Words
from touchpoints.model.handovers import handovers, means
from touchpoints.model.journey import MAX_ACTIVITIES, Activity, Journey, one_line

KEY, AWAY = 0.62, 0.1  # in units of the smallest text: a sign's radius in the summary, from a small mark to its number
HANDOVER = "handover", colours.INK  # its sign and colour
LEAST_ROOM = 390, 720  # px of a screen; in less the lanes have no place for names


def draw(figure: Figure, journey: Journey, words: Words, size: str = "slide") -> Figure:
    """Draw the lanes on the whole figure and return it."""
    parts, handed = parts_of(journey.stages, journey.unplaced, words), handovers(journey.touchpoints)
    groups = tints.groups(journey.touchpoints, "department", words)

    lines = int(_owned(journey))
    labelled = partial(layout.labelled, parts=parts, groups=groups, signs=handed, lines=lines)
    listed = partial(layout.listed, parts=parts, groups=groups, lines=lines)
    title = words("chart.departments.title", title=title_of([journey], words))
    labels = 0 < len(journey.touchpoints) <= MOST_CARDS.get(size, MAX_ACTIVITIES)
    tries = lanes.tries(labelled, layout.sides(groups), listed, labels)
    page, frame = roomiest(partial(Page, figure, size, words), tries, partial(_fits, journey, title))
    heading.draw(page, title, partial(heading.draw_line, page, _keys(page, journey)))
    columns.draw_headings(page, frame.headings)
    _draw_lanes(page, frame)
    _draw_way(page, frame, handed)
    for number, one in frame.numbered:
        _draw_touchpoint(page, frame, number, one)
    _draw_rest(page, frame)
    return figure


def _owned(journey: Journey) -> bool:
    """Whether any department is known: then there is a line about them below the title."""
    return any(one_line(one.department) for one in journey.touchpoints)


def _fits(journey: Journey, title: str, page: Page) -> bool:
    """Whether the title and the line below it stand there whole."""
    return heading.fits(page, title) and heading.keys_width(page, _keys(page, journey)) <= page.width - 2 * page.margin


def _keys(page: Page, journey: Journey) -> list[Key]:
    """How many departments and handovers there are; how it feels right after a handover, and otherwise."""
    if not _owned(journey):
        return []

    def key(text: str, draw: Callable[[float, float], None], bold: bool = False) -> Key:
        return Key(draw, page.whole(text, bold=bold))

    def sign(x: float, y: float) -> None:
        way.draw_sign(page, (x, y), *HANDOVER, KEY)

    keys = [key(_counted(journey, page.words), sign, bold=True)]
    for name, mean in _means(journey).items():
        text = page.words(f"chart.departments.{name}", mean=page.words.signed(mean))
        keys.append(key(text, partial(_draw_mark, page, feeling=round(mean, 1), radius=KEY - 0.06)))
    return keys


def _draw_mark(page: Page, x: float, y: float, feeling: float | None, radius: float) -> None:
    """A touchpoint's disc without its number: square where it is bad, hollow where it is not rated."""
    colour, half = colours.feeling(feeling), radius * page.unit
    page.box(
        x - half, y - half, 2 * half, 2 * half, fill=colours.WHITE if feeling is None else colour, edge=colour,
        radius=cards.SQUARE * half if _bad(feeling) else half, thick=0.06 * page.unit,
    )  # fmt: skip


def _bad(feeling: float | None) -> bool:
    return feeling is not None and feeling < 0


def _draw_lanes(page: Page, frame: DepartmentsFrame) -> None:
    """Their grounds and names; the one without a department is only outlined."""
    for sign, lane in frame.lanes.items():
        none = sign == tints.NONE
        lanes.draw_ground(page, frame, lane, colours.WHITE if none else colours.PANEL)
        if none:
            lanes.draw_box(page, frame, lane, edge=colours.SOFT, thick=1, dashed=True)
        ink = colours.SOFT if none else colours.INK
        page.text(page.margin, (lane.top + lane.bottom) / 2, lane.name, bold=True, colour=ink, up="center")


def _draw_way(page: Page, frame: DepartmentsFrame, handed: Iterable[str]) -> None:
    """The customer's way, with a sign at every handover."""
    turns, spots = frame.turns, []
    for id, spot in frame.spots.items():
        if id in turns and spots[-1][1] != spot[1]:
            x, _ = turns[id]
            spots += [(x, spots[-1][1]), (x, spot[1])]
        spots.append(spot)
    if len(spots) > 1:
        with page.group("way", ""):
            way.draw(page, spots, colours.INK, thick=min(way.THICK, 0.9 * frame.radius), most=layout.TURN)
    lanes.draw_signs(page, frame, "handover", {id: (turns[id], *HANDOVER) for id in handed}, frame.spots)


def _draw_touchpoint(page: Page, frame: DepartmentsFrame, number: int, touchpoint: Activity) -> None:
    """Its disc on the way, and the name below it."""
    x, y = frame.spots[touchpoint.id]
    feeling = touchpoint.feeling
    with page.group("feeling", touchpoint.id):
        if touchpoint.new:
            cards.draw_ring(page, x, y, frame.radius)
        if frame.radius >= cards.NUMBER:
            rated = feeling is not None
            cards.draw_disc(page, x, y, number, colours.feeling(feeling), rated, frame.radius, square=_bad(feeling))
        else:
            _draw_mark(page, x, y, feeling, frame.radius)
    if name := frame.labels.get(touchpoint.id):
        with page.group("card", touchpoint.id):
            away, up = (frame.radius + layout.STEM) * page.unit, touchpoint.id in frame.above
            page.text(x, y + away if up else y - away, name, across="center", up="bottom" if up else "top")


def _draw_rest(page: Page, frame: DepartmentsFrame) -> None:
    """What there is besides labels: numbers beside small marks, the list, or how to begin."""
    lanes.draw_list(page, frame, AWAY)
    if not frame.lanes or layout.nobody(frame.lanes):
        text = page.words("chart.departments.begin" if frame.lanes else "chart.begin")
        bottom = page.margin + (frame.rows.height if frame.rows else 0.0)
        top = min((lane.bottom for lane in frame.lanes.values()), default=page.height / 2 + layout.NOTE * page.unit)
        curve.note(page, Plot(frame.left, page.width - page.margin, top, bottom, 0.0), text)


def describe(journey: Journey, words: Words) -> str:
    """The lanes in words: departments, handovers and how they feel, then a line for each touchpoint."""
    lines, handed = [_point(journey, words)], handovers(journey.touchpoints)
    for part in parts_of(journey.stages, journey.unplaced, words):
        for number, one in part.touchpoints:
            department = one_line(one.department)
            handed_over = words("chart.departments.move", before=handed.get(one.id), after=department)
            lines.append(
                words(
                    "chart.departments.line", department=department or words("chart.colour.none"),
                    move=f" {handed_over}" if one.id in handed else "",
                    **said_of(number, part.name, one, words),
                )
            )  # fmt: skip
    return "\n".join(lines)


def _point(journey: Journey, words: Words) -> str:
    title, found = title_of([journey], words), _means(journey)
    if not journey.touchpoints:
        return words("chart.departments.empty", title=title, begin=words("chart.begin"))
    if not _owned(journey):
        return words("chart.departments.nobody", title=title, begin=words("chart.departments.begin"))
    counted = _counted(journey, words)
    if len(found) < 2:
        return words("chart.departments.plain", title=title, counted=counted)
    after, otherwise = (words.signed(mean) for mean in found.values())
    return words("chart.departments.point", title=title, counted=counted, after=after, otherwise=otherwise)


def _counted(journey: Journey, words: Words) -> str:
    """How many departments and how many handovers."""
    departments = {one_line(one.department) for one in journey.touchpoints} - {""}
    handed = words.count("chart.departments.handovers", len(handovers(journey.touchpoints)))
    return f"{words.count('chart.departments.departments', len(departments))}, {handed}"


def _means(journey: Journey) -> dict[str, float]:
    """The mean feelings to compare; nothing where one of them is not known."""
    after, otherwise = means(journey.touchpoints)
    return {} if after is None or otherwise is None else {"after": after, "otherwise": otherwise}

"""Who sees what: the company's work, the touchpoints, and the customer who moves in and out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from matplotlib.figure import Figure

from touchpoints.charts.parts import bands, cards, colours, columns, curve, heading, icons, lanes, way
from touchpoints.charts.parts.colours import Tint
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.heading import Key
from touchpoints.charts.parts.layout import MOST_CARDS
from touchpoints.charts.parts.page import Box, Page
from touchpoints.charts.parts.roomiest import roomiest
from touchpoints.charts.parts.text import Lines
from touchpoints.charts.parts.way import Spot
from touchpoints.charts.visibility import layout
from touchpoints.charts.visibility.layout import SightFrame
from touchpoints.language.journey_in_words import parts_of, said_of, title_of
from touchpoints.language.words import Words
from touchpoints.model.journey import MAX_ACTIVITIES, Activity, Journey
from touchpoints.model.visibility import turns

SIGNS = {"company": "inside", "both": "seen", "customer": "thought"}
SEEN = colours.strong(colours.GREEN, colours.PANEL)
COLOURS = {"company": colours.SOFT, "both": SEEN, "customer": colours.INK}
GROUNDS = {"company": colours.BAND, "both": colours.pale(colours.GREEN, 0.22), "customer": colours.BAND}
HIGHEST, MORE = 10.0, 0.6  # inches: a page for the screen grows until the names of its list stand there whole
KEY, AWAY = 0.62, 0.15  # in units of the smallest text: a sign's radius in the summary, from a small mark to its number
TURNS = {"in": ("seen", SEEN), "out": ("hidden", colours.INK)}  # the sign of a turn and its colour
LEAST_ROOM = 390, 600  # px of a screen; in less the bands have no place for names


def draw(figure: Figure, journey: Journey, words: Words, size: str = "slide") -> Figure:
    """Draw the three bands on the whole figure and return it."""
    parts = parts_of(journey.stages, journey.unplaced, words, everything=True)
    tints = {one.id: Tint(COLOURS[one.visible_to], SIGNS[one.visible_to], "", ()) for one in journey.activities}

    title = words("chart.visibility.title", title=title_of([journey], words))
    labels = 0 < len(tints) and len(journey.touchpoints) <= MOST_CARDS.get(size, MAX_ACTIVITIES)
    page_at = partial(Page, figure, size, words, tints=tints)
    labelled, listed = (partial(make, parts=parts) for make in (layout.labelled, layout.listed))
    tries, fits = lanes.tries(labelled, layout.DEPTHS, listed, labels), partial(_fits, journey, title)
    page, frame = roomiest(page_at, tries, fits)
    while page.grows and frame.cut and figure.get_figheight() < HIGHEST:
        figure.set_figheight(figure.get_figheight() + MORE)
        page, frame = roomiest(page_at, tries, fits)
    heading.draw(page, title, partial(_draw_summary, page, *_summary(page, journey)))
    columns.draw_headings(page, frame.headings)
    _draw_bands(page, frame)
    _draw_way(page, frame)
    for number, one in frame.numbered:
        _draw_activity(page, frame, number, one)
    _draw_rest(page, frame)
    return figure


def _fits(journey: Journey, title: str, page: Page) -> bool:
    """Whether the title and the line below it stand there whole."""
    return heading.fits(page, title) and _summary(page, journey)[0].whole


def _summary(page: Page, journey: Journey) -> tuple[Lines, list[Key]]:
    """How many activities there are; how often the customer comes into sight and goes out of it, behind the signs."""
    keys = []
    for turn, times in _times(journey, page.words).items():
        sign, colour = TURNS[turn]
        text = page.words("chart.visibility.in" if turn == "in" else "chart.visibility.out", times=times)
        label = page.whole(text, bold=True)
        keys.append(Key(lambda x, y, own=(sign, colour): way.draw_sign(page, (x, y), *own, KEY), label))
    room = page.width - 2 * page.margin - heading.keys_width(page, keys) - heading.APART_KEYS * page.unit
    return page.fit(_counted(journey, page.words), room, 1), keys


def _draw_summary(page: Page, text: Lines, keys: Sequence[Key], top: float) -> float:
    middle = top - page.line_height(heading.LINE) / 2
    page.text(page.margin, middle, text, up="center")
    return heading.draw_keys(page, keys, page.margin + (text.width + heading.APART_KEYS) * page.unit, middle)


def _draw_bands(page: Page, frame: SightFrame) -> None:
    """Their grounds and names, and the two lines between them."""
    for band, lane in frame.lanes.items():
        lanes.draw_ground(page, frame, lane, GROUNDS[band])
        if band == "both":
            lanes.draw_box(page, frame, lane, edge=SEEN, thick=0.16 * page.unit)
        _draw_name(page, frame, band, lane.top - (layout.below_edge(page) if band == "customer" else 0.0))
    y = frame.lanes["both"].top + bands.LINE * page.line_height() / 2
    bands.draw_line(page, page.words("chart.visibility.line"), page.margin, y)
    edge = [(frame.left, frame.edge), (page.width - page.margin, frame.edge)]
    page.line(edge, colour=colours.INK, thick=1.4, dashed=True)
    wide = frame.left - page.margin - 0.6 * page.unit
    text = page.fit(page.words("chart.visibility.edge"), wide, layout.EDGE_LINES)
    page.text(page.margin, frame.edge, text, colour=colours.SOFT, up="center")


def _draw_name(page: Page, frame: SightFrame, band: str, top: float) -> None:
    """In the gutter: who sees it, and that the middle band is the one to map."""
    colour, name, sign = COLOURS[band], frame.lanes[band].name, layout.SIGN * page.unit
    page.icon(icons.sign(SIGNS[band]), page.margin + 0.65 * page.unit, top - sign / 2, 1.25 * page.unit, colour)
    x, y = (page.margin + sign, top) if frame.flat else (page.margin, top - sign)
    page.text(x, y, name, bold=True, colour=colour)
    if band == "both":
        _draw_tag(page, frame, y - (name.height + layout.TAG) * page.unit, layout.tag_lines(frame.flat))


def _draw_tag(page: Page, frame: SightFrame, top: float, lines: int) -> None:
    """What to do with the touchpoints, white on the colour of what both see."""
    wide = frame.left - page.margin - 0.6 * page.unit
    text = page.fit(page.words("chart.visibility.map"), wide - page.unit, lines, bold=True)
    width, height = (text.width + 1) * page.unit, (text.height + layout.TAG) * page.unit
    page.box(page.margin, top - height, width, height, fill=SEEN, radius=0.7 * page.unit)
    x, y = page.margin + width / 2, top - height / 2
    page.text(x, y, text, bold=True, colour=colours.WHITE, across="center", up="center")


def _draw_way(page: Page, frame: SightFrame) -> None:
    """The customer's way: through in sight, dashed out of it, with a sign wherever it crosses the edge."""
    steps, spots = [one for _, one in frame.numbered if one.visible_to != "company"], frame.spots
    found, signs, run = turns(steps), {}, []
    for before, one in pairwise([None, *steps]):
        x, y = spots[one.id]
        if one.id in found:
            middle = (spots[before.id][0] + x) / 2
            crossing = middle, frame.edge
            signs[one.id] = crossing, *TURNS[found[one.id]]
            _draw_run(page, frame, [*run, (middle, run[-1][1]), crossing], before)
            run = [crossing, (middle, y)]
        run.append((x, y))
    if len(run) > 1:
        _draw_run(page, frame, run, steps[-1])
    lanes.draw_signs(page, frame, "turn", signs, [one.id for one in steps])


def _draw_run(page: Page, frame: SightFrame, spots: Sequence[Spot], step: Activity) -> None:
    """The part of the way between two crossings whose last step this is."""
    thick = min(way.THICK, 0.9 * frame.radius)
    with page.group("way", step.id):
        way.draw(page, spots, COLOURS[step.visible_to], not step.is_touchpoint, thick)


def _draw_activity(page: Page, frame: SightFrame, number: int, activity: Activity) -> None:
    """Its number, in the company's band on the label, else on the way with the label beyond it."""
    x, y = frame.spots[activity.id]
    colour = COLOURS[activity.visible_to]
    if box := frame.boxes.get(activity.id):
        _, bottom, _, height = box
        if activity.visible_to != "company":
            end = bottom if activity.is_touchpoint else bottom + height
            page.line([(x, y), (x, end)], colour=colour, thick=0.1 * page.unit)
        else:
            y = bottom + height - (layout.PAD / 2 + cards.NUMBER) * page.unit
        _draw_label(page, activity, frame.labels[activity.id], box)
    with page.group("number", activity.id):
        if frame.radius >= cards.NUMBER:
            cards.draw_disc(page, x, y, number, colour, activity.visible_to != "company")
        else:
            page.disc(x, y, frame.radius * page.unit, fill=colour)


def _draw_label(page: Page, activity: Activity, name: Lines, box: Box) -> None:
    left, bottom, width, height = box
    with page.group("card", activity.id):
        new, mine = activity.new and activity.is_touchpoint, activity.visible_to == "customer"
        edge = colours.strong(colours.PURPLE) if new else COLOURS[activity.visible_to]
        page.box(*box, fill=colours.WHITE, edge=edge, radius=0.4 * page.unit, thick=2 if new else 0.8, dashed=mine)
        x, y = left + width / 2, bottom + height - layout.PAD * page.unit
        if activity.is_touchpoint:
            icon = y - (layout.HEAD - 0.2) / 2 * page.unit
            page.icon(icons.channel(activity.channel), x, icon, 1.25 * page.unit)
            if new:
                page.icon(icons.sign("new"), x + 1.5 * page.unit, icon, page.unit, edge)
        page.text(x, y if mine else y - layout.HEAD * page.unit, name, across="center")


def _draw_rest(page: Page, frame: SightFrame) -> None:
    """What there is besides labels: numbers beside small marks, the list, or how to begin."""
    lanes.draw_list(page, frame, AWAY, below=["customer"])
    both = frame.lanes["both"]
    if not both.members:
        plot = Plot(frame.left, page.width - page.margin, both.top, both.bottom, 0.0)
        curve.note(page, plot, page.words("chart.begin"))


def describe(journey: Journey, words: Words) -> str:
    """The bands in words: how many activities and how often in and out of sight, then a line for each activity."""
    lines, found = [_point(journey, words)], turns(journey.activities)
    for part in parts_of(journey.stages, journey.unplaced, words, everything=True):
        for number, one in part.touchpoints:
            turn = found.get(one.id)
            move = words("chart.visibility.into" if turn == "in" else "chart.visibility.away") if turn else ""
            key = "chart.visibility.seen" if one.is_touchpoint else "chart.visibility.hidden"
            seen, values = words(f"visible.{one.visible_to}"), said_of(number, part.name, one, words)
            lines.append(words(key, seen=seen, move=f" {move}" if move else "", **values))
    return "\n".join(lines)


def _point(journey: Journey, words: Words) -> str:
    title, times = title_of([journey], words), _times(journey, words)
    counted = _counted(journey, words)
    if not journey.touchpoints:
        return words("chart.visibility.empty", title=title, counted=counted, begin=words("chart.begin"))
    if not times:
        return words("chart.visibility.constant", title=title, counted=counted)
    return words("chart.visibility.point", title=title, counted=counted, **times)


def _counted(journey: Journey, words: Words) -> str:
    """How many activities, and how many of them are touchpoints, if any."""
    activities = words.count("chart.visibility.activities", sum(1 for _ in journey.activities))
    if not journey.touchpoints:
        return activities
    return f"{activities}, {words.count('chart.visibility.touchpoints', len(journey.touchpoints))}"


def _times(journey: Journey, words: Words) -> dict[str, str]:
    """How often the customer comes into sight and goes out of it; nothing where neither happens."""
    found = list(turns(journey.activities).values())
    return {turn: words.count("chart.visibility.times", found.count(turn)) for turn in TURNS} if found else {}

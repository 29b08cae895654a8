"""Before and after: two curves on common stages, what is new, and how far each stage has moved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from touchpoints.charts.parts import colours, curve, heading, icons
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.curve import Point
from touchpoints.charts.parts.layout import MOST_CARDS, PANEL_GAP, Layout, Option, arrange, draw_frame, laid_out
from touchpoints.charts.parts.page import Page
from touchpoints.language.journey_in_words import parts_of, reason, title_of
from touchpoints.language.words import Words
from touchpoints.model.comparison import in_common_stages, stage_changes
from touchpoints.model.journey import MAX_ACTIVITIES, Activity, Journey, one_line

CHANGE, LEGEND = 2.4, 2.0  # the band of changes, and the legend where it stands alone, in units of the smallest text
BUTTONS = 2.8  # the legend where the page's buttons stand beside it


def draw(figure: Figure, pair: Sequence[Journey], words: Words, size: str = "slide") -> Figure:
    """Draw both journeys of the pair (before, after) on the whole figure and return it."""
    before, after = pair
    stages, unplaced, gone = in_common_stages(before, after)
    parts = parts_of(stages, unplaced, words)

    def arranged(page: Page) -> Layout:
        brief = page.small or page.low  # without a title: what stands around it tells what it is
        legend = LEGEND if page.small else BUTTONS
        top = page.height - page.margin - legend * page.unit if brief else heading.bottom(page, 1)
        options = [Option(above=CHANGE * page.unit if parts else 0.0)]
        return arrange(page, parts, top, lambda _: options, MOST_CARDS.get(size, MAX_ACTIVITIES))

    page_at = partial(Page, figure, size, words)
    title = words("chart.compare.title", title=title_of([after, before], words))
    page, layout = laid_out(page_at, arranged, lambda page: heading.fits(page, title, heading.arrows(page)))
    if page.small or page.low:
        _draw_legend(page, page.height - page.margin)
    else:
        heading.draw(page, title, partial(_draw_legend, page), heading.arrows(page))
    draw_frame(page, layout, gone)
    _draw_changes(page, layout, stage_changes(before, after))
    _draw_curves(page, layout, before, gone)
    return figure


def _draw_legend(page: Page, top: float) -> float:
    """Which curve is which; returns the x where it ends."""
    x, unit = page.margin, page.unit
    middle = top - page.line_height(heading.LINE) / 2
    for name in ("before", "after"):
        old = name == "before"
        colour = colours.SOFT if old else colours.strong(colours.BLUE)
        page.line([(x, middle), (x + 2.8 * unit, middle)], colour=colour, thick=0.15 * unit, dashed=old)
        fill = colours.WHITE if old else colour
        page.disc(x + 1.4 * unit, middle, 0.42 * unit, fill=fill, edge=colour, thick=0.15 * unit)
        label = page.fit(page.words(f"chart.compare.{name}"), 12 * unit, 1, bold=True)
        page.text(x + 3.3 * unit, middle, label, bold=True, colour=colour, up="center")
        x += (label.width + 4.8) * unit
    return x


def _draw_changes(page: Page, layout: Layout, changes: dict[str, float | None]) -> None:
    """Under each stage's name whether it feels better now: an arrow, and the word where there is room."""
    middle = layout.headings.bottom - PANEL_GAP * page.unit - CHANGE / 2 * page.unit
    for column in layout.columns:
        if column.part.id:
            _draw_change(page, column, *_direction(changes.get(column.part.id)), middle)


def _draw_change(page: Page, column: Column, sign: str, word: str, middle: float) -> None:
    colour = {"up": colours.feeling(1), "down": colours.feeling(-1)}.get(sign, colours.SOFT)
    spoken = page.whole(page.words(f"chart.compare.{word}"), bold=bool(sign))
    arrow = 1.5 * page.unit if sign else 0.0
    roomy = arrow + spoken.width * page.unit <= column.width - 0.5 * page.unit
    x = column.middle - (arrow + spoken.width * page.unit * roomy) / 2
    if sign:
        page.icon(icons.sign(sign), x + 0.6 * page.unit, middle, 1.1 * page.unit, colour)
    if roomy:
        page.text(x + arrow, middle, spoken, bold=bool(sign), colour=colour, up="center")


def _draw_curves(page: Page, layout: Layout, before: Journey, gone: frozenset[str]) -> None:
    """The old curve dashed, with a ring where it differs; the new one solid, with numbered discs."""
    feelings = {activity.id: activity for activity in before.touchpoints}
    all = curve.points(layout.plot, layout.columns)
    new = [point for point in all if point.touchpoint.id not in gone]
    old = [_was(point, feelings[point.touchpoint.id], layout) for point in all if point.touchpoint.id in feelings]
    curve.draw_curve(page, old, colours.SOFT, 0.15 * page.unit, dashed=True)
    size = curve.radius(page, all)
    now = {point.touchpoint.id: point for point in new}
    for point in old:
        if point.y != (there := now.get(point.touchpoint.id, point)).y or there is point:
            _draw_before(page, point, there, size)
    curve.draw_curve(page, new, colours.strong(colours.BLUE), 0.2 * page.unit)
    curve.draw_points(page, layout.plot, new, size)


def _draw_before(page: Page, point: Point, now: Point, size: float) -> None:
    """A ring where the feeling was, and a thin line to where it is now."""
    page.line([(point.x, point.y), (now.x, now.y)], colour=colours.SOFT, thick=0.08 * page.unit)
    with page.group("before", point.touchpoint.id):
        page.disc(
            point.x, point.y, 0.6 * size * page.unit, fill=colours.WHITE, edge=colours.SOFT, thick=0.15 * page.unit
        )


def _was(point: Point, touchpoint: Activity, layout: Layout) -> Point:
    return Point(point.number, touchpoint, point.x, layout.plot.y(touchpoint.feeling))


def _direction(change: float | None) -> tuple[str, str]:
    """The sign (or none) and the word for a change."""
    if change is None:
        return "", "unknown"
    return ("up", "better") if change > 0 else ("down", "worse") if change < 0 else ("", "same")


def describe(pair: Sequence[Journey], words: Words) -> str:
    """The comparison in words: its point, each stage's change, then a line for each touchpoint."""
    before, after = pair
    stages, unplaced, gone = in_common_stages(before, after)
    lines = [_point(before, after, words)]
    for stage in after.stages:
        word = words(f"chart.compare.{_direction(stage_changes(before, after)[stage.id])[1]}")
        lines.append(f"{one_line(stage.name)}: {word}.")
    feelings = {activity.id: activity.feeling for activity in before.touchpoints}
    for part in parts_of(stages, unplaced, words):
        lines += [_line(part.name, number, one, feelings, gone, words) for number, one in part.touchpoints]
    return "\n".join(lines)


def _point(before: Journey, after: Journey, words: Words) -> str:
    title = title_of([after, before], words)
    if not before.touchpoints and not after.touchpoints:
        return words("chart.compare.empty", title=title, begin=words("chart.begin"))
    old = {activity.id for activity in before.touchpoints}
    new = words.count("chart.compare.new", sum(one.id not in old for one in after.touchpoints))
    was = {one.id: one.feeling for one in before.touchpoints if one.feeling is not None}
    moves = [one.feeling - was[one.id] for one in after.touchpoints if one.id in was and one.feeling is not None]
    if not moves:
        return words("chart.compare.unrated", title=title, new=new)
    better, worse = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    return words(
        "chart.compare.point", title=title, new=new, better=words.count("chart.compare.feel_better", better),
        worse=words.number(worse),
    )  # fmt: skip


def _line(
    stage: str, number: int, one: Activity, before: dict[str, int | None], gone: frozenset[str], words: Words
) -> str:
    values = {"number": words.number(number), "stage": one_line(stage), "name": one_line(one.name)}
    if one.id in gone:
        return words("chart.compare.removed", before=words.feeling(before[one.id]), **values)
    after = words.feeling(one.feeling)
    if one.id not in before:
        return words("chart.compare.added", after=after, why=reason(one.why), **values)
    return words("chart.compare.touchpoint", before=words.feeling(before[one.id]), after=after, **values)

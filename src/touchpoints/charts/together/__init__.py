"""All journeys of a class in one: a thin line each, the median, the middle half, and where they disagree most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from matplotlib.figure import Figure

from touchpoints.charts.parts import cards, curve, heading
from touchpoints.charts.parts.curve import Plot, Point
from touchpoints.charts.parts.layout import MOST_CARDS, Layout, Option, arrange, draw_frame, laid_out
from touchpoints.charts.parts.page import Page
from touchpoints.charts.together import bundle, dispute
from touchpoints.language.journey_in_words import Part, parts_of, title_of
from touchpoints.language.words import Words
from touchpoints.model.class_journey import Merged, Position, merge
from touchpoints.model.journey import MAX_ACTIVITIES, Activity, Journey, Stage

BESIDE, OVER = 0.36, 0.31  # of the page's height: the least plot beside cards, and over a list with room to spare
LEAST_LEVELS, ABOVE = 9.5, dispute.FLAG + 0.15  # units that levels, and flags above them, need at least
GAP = 0.35  # between the plot and what lies below it, in units of the smallest text
FLAT = 1.8  # how far a line stays level around a point, in radii; at most so much of the way to the next:
MOST_FLAT = 0.28


def draw(figure: Figure, journeys: Sequence[Journey], words: Words, size: str = "slide") -> Figure:
    """Draw the journeys together on the whole figure and return it."""
    merged = merge(journeys, words.language)
    parts = _parts(merged, words)
    said, rest, several = _dispute(merged, words), _rest(merged, words), len(merged.lines) > 1

    def arranged(page: Page) -> Layout:
        names = dispute.names(page, merged.apart)
        below = dispute.height(page, bool(names)) + GAP * page.unit if said or rest else 0.0
        option = Option(below=below, cut=sum(not name.whole for name in names))
        top = heading.bottom(page, int(several))
        most, units = MOST_CARDS.get(size, MAX_ACTIVITIES), page.height / page.unit
        over = (OVER * units, LEAST_LEVELS + ABOVE * bool(merged.apart))
        return arrange(page, parts, top, lambda _: [option], most, BESIDE * units, over, bare=True)

    title = words.count("chart.together.title", len(journeys), title=title_of(journeys, words))
    page, layout = laid_out(partial(Page, figure, size, words), arranged, partial(heading.fits, title=title))
    heading.draw(page, title, lambda top: bundle.draw_legend(page, top) if several else page.margin)
    upper = layout.plot.top
    layout = replace(layout, plot=_plot(page, layout.plot, merged))
    draw_frame(page, layout)
    points = _points(layout, merged)
    _draw_feelings(page, layout.plot, points, merged, upper)
    if said or rest:
        numbers = {point.touchpoint.id: point.number for point in points}
        dispute.draw_strip(page, merged.apart, numbers, layout.bottom - GAP * page.unit, said, rest)
    return figure


def _parts(merged: Merged, words: Words) -> tuple[Part, ...]:
    """The common stages with their positions as touchpoints, numbered throughout."""
    stages = []
    for stage in merged.stages:
        name = stage.name if stage.id else words("chart.together.elsewhere")
        activities = tuple(_activity(position, name, words) for position in stage.positions)
        stages.append(Stage(id=stage.id, name=name, activities=activities))
    return parts_of(stages, (), words)


def _activity(position: Position, stage: str, words: Words) -> Activity:
    """What stands for a position on cards, in lists and at its point, in the colour of its median."""
    name = f"{words('chart.together.whole')}: {stage}" if position.whole else position.name
    median = position.median
    feeling = None if median is None else (median >= 0.5) - (median <= -0.5)
    return Activity(id=position.id, name=name, feeling=feeling)


def _plot(page: Page, plot: Plot, merged: Merged) -> Plot:
    """The plot with room for the flags, for a line of figures, and around the end levels for a point or a bundle."""
    top = plot.top - ABOVE * page.unit * bool(merged.apart)
    foot = page.line_height() * bool(merged.positions)
    room = top - plot.bottom - foot
    pad = max(1.2 * page.unit, room * 0.07)
    return replace(plot, top=top, pad=min(pad, room / 6), foot=foot)


def _points(layout: Layout, merged: Merged) -> list[Point]:
    medians = {position.id: position.median for position in merged.positions}
    return [
        replace(point, y=layout.plot.y(medians[point.touchpoint.id]))
        for point in curve.points(layout.plot, layout.columns)
    ]


def _draw_feelings(page: Page, plot: Plot, points: Sequence[Point], merged: Merged, top: float) -> None:
    """The band, over it the lines, the median, the points, and the flags of what is disputed."""
    xs, size, several = [point.x for point in points], curve.radius(page, points), len(merged.lines) > 1
    nearest = min((after - before for before, after in pairwise(xs)), default=float("inf"))
    flat = min(FLAT * size * page.unit, MOST_FLAT * nearest) * several
    if several:
        bundle.draw_band(page, plot, xs, merged.positions, flat)
        bundle.draw_lines(page, plot, xs, merged.lines, flat)
    dispute.draw_flags(page, plot, points, merged.apart, top)
    bundle.draw_median(page, plot, xs, merged.positions, flat, min(bundle.THICK, size))
    curve.draw_points(page, plot, points, size)
    if size >= cards.NUMBER and several:  # else the points' numbers stand there
        bundle.draw_ratings(page, plot, xs, merged.positions)


def _dispute(merged: Merged, words: Words) -> str:
    """Whether there is something to talk about; nothing where there is nothing to compare."""
    if merged.apart:
        return words("chart.together.most")
    compared = any(position.rated > 1 and not position.whole for position in merged.positions)
    return words("chart.together.agree") if compared else ""


def _rest(merged: Merged, words: Words) -> str:
    """What is in no position."""
    some = merged.empty < merged.journeys
    counted = (("chart.together.own", merged.own), ("chart.together.none", merged.empty * some))
    return " · ".join(words.count(key, count) for key, count in counted if count)


def describe(journeys: Sequence[Journey], words: Words) -> str:
    """The journeys in words: their point, a line for each position, then what is disputed and what is left over."""
    merged = merge(journeys, words.language)
    disputed, said, rest = _disputed(merged, words), _dispute(merged, words), _rest(merged, words)
    point = _point(merged, title_of(journeys, words), words)
    first = [f"{point} {said} {disputed[0]}." if disputed else f"{point} {said}".strip()]
    last = [f"{said} {', '.join(disputed)}."] if disputed else []
    return "\n".join(first + _lines(merged, words) + last + [f"{rest}."] * bool(rest))


def _disputed(merged: Merged, words: Words) -> list[str]:
    """The disputed touchpoints with their numbers and how far they reach."""
    numbers = {position.id: number for number, position in enumerate(merged.positions, 1)}
    return [
        words(
            "chart.together.range", number=words.number(numbers[one.id]), name=one.name or "…",
            low=_level(one.feelings[0], words), high=_level(one.feelings[-1], words),
        )
        for one in merged.apart
    ]  # fmt: skip


def _point(merged: Merged, title: str, words: Words) -> str:
    """The point of the picture in a sentence: where the class is happiest and unhappiest."""
    count = merged.journeys
    if not merged.positions:
        return words.count("chart.together.empty", count, title=title, begin=words("chart.begin"))
    best, worst = merged.happiest, merged.unhappiest
    if best and worst:
        return words.count(
            "chart.together.point", count, title=title, best=_name(best, words), worst=_name(worst, words),
            high=_level(best.median, words), low=_level(worst.median, words),
        )  # fmt: skip
    medians = [position.median for position in merged.positions if position.median is not None]
    if not medians:
        return words.count("chart.together.unrated", count, title=title)
    return words.count("chart.together.flat", count, title=title, feeling=_level(medians[0], words))


def _name(position: Position, words: Words) -> str:
    return position.name or (words("chart.together.elsewhere") if position.whole else "…")


def _lines(merged: Merged, words: Words) -> list[str]:
    """A line a position: its number, stage and name, median and quartiles, and who has and rates it."""
    lines = []
    for part, stage in zip(_parts(merged, words), merged.stages, strict=True):
        for (number, _), position in zip(part.touchpoints, stage.positions, strict=True):
            name = words("chart.together.whole") if position.whole else position.name or "…"
            values = {"number": words.number(number), "stage": part.name, "name": name}
            lines.append(_line(position, values, words))
    return lines


def _line(position: Position, values: dict[str, str], words: Words) -> str:
    have, rated = words.number(position.have), words.number(position.rated)
    if position.quartiles is None:
        return words("chart.together.open", have=have, **values)
    low, median, high = position.quartiles
    if not position.span:
        return words("chart.together.same", feeling=_level(median, words), have=have, rated=rated, **values)
    counts = Counter(_level(feeling, words) for feeling in reversed(position.feelings))
    shares = [
        words("chart.opinions.share", feeling=level, count=words.number(count)) for level, count in counts.items()
    ]
    return words(
        "chart.together.line", median=_level(median, words), half=_half(low, high, words), have=have, rated=rated,
        shares=", ".join(shares), **values,
    )  # fmt: skip


def _half(low: float, high: float, words: Words) -> str:
    """From the level at or below the lower quartile to that at or above the upper one."""
    first, last = words.feeling(math.floor(low)), words.feeling(math.ceil(high))
    return first if first == last else words("chart.together.reach", low=first, high=last)


def _level(value: float, words: Words) -> str:
    """A level's word, or the two words between which the value lies."""
    low, high = words.feeling(math.floor(value)), words.feeling(math.ceil(value))
    return low if low == high else words("chart.together.between", low=low, high=high)

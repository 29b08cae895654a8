"""The journey map: stages, cards, the feeling curve with peak, low and end, and what lies out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from touchpoints.charts.parts import bands, colours, curve, heading, moments, tints
from touchpoints.charts.parts.colours import Tint
from touchpoints.charts.parts.columns import Column
from touchpoints.charts.parts.layout import MOST_CARDS, Layout, Option, arrange, draw_frame, laid_out
from touchpoints.charts.parts.moments import Moment
from touchpoints.charts.parts.page import PRESENT, Page
from touchpoints.language import journey_in_words
from touchpoints.language.journey_in_words import parts_of, title_of
from touchpoints.language.words import Words
from touchpoints.model.journey import MAX_ACTIVITIES, Journey, Persona

OPTIONS = {"colour": tints.By}
GAP = 0.35  # between the plot and what lies below it, in units of the smallest text
GENEROSITY = ((2, 2), (1, 2), (2, 1), (1, 1))  # lines of a hidden activity and of a reason; without reasons, two do


def draw(figure: Figure, journey: Journey, words: Words, size: str = "slide", colour: tints.By | None = None) -> Figure:
    """Draw the map on the whole figure and return it; `colour` is that of the feelings unless told otherwise.

    At the size `present` the page around it has title and persona, and reasons are read on request.
    """
    parts, found = parts_of(journey.stages, journey.unplaced, words), moments.moments(journey)
    groups = tints.groups(journey.touchpoints, colour, words) if colour else []
    title, bare = title_of([journey], words), size == PRESENT
    reasons = () if bare else found

    def arranged(page: Page) -> Layout:
        lines = heading.persona_lines(journey.persona) + (len(groups) > 0 and not _fits(page, title, groups))
        top = page.height - page.margin if bare else heading.bottom(page, lines)
        return arrange(page, parts, top, partial(_options, page, reasons), MOST_CARDS.get(size, MAX_ACTIVITIES))

    page_at = partial(Page, figure, size, words, tints={id: group for group in groups for id in group.members})
    page, layout = laid_out(page_at, arranged, lambda page: bare or _fits(page, title, groups))
    if not bare:
        _draw_heading(page, journey.persona, title, groups)
    draw_frame(page, layout)
    line = curve.points(layout.plot, layout.columns)
    curve.draw_curve(page, line, colours.INK, 0.16 * page.unit)
    radius = curve.draw_points(page, layout.plot, line)
    tagged = moments.draw_tags(page, layout.plot, found, line, radius)
    _draw_below(page, layout, moments.boxed(reasons, tagged), line)
    return figure


def _fits(page: Page, title: str, groups: Sequence[Tint]) -> bool:
    """Whether the title stands on its line with the key to arrows or groups beside it."""
    return heading.fits(page, title, tints.keys(page, groups) if groups else heading.arrows(page))


def _draw_heading(page: Page, persona: Persona, title: str, groups: Sequence[Tint]) -> None:
    """The key to the groups, which must be there, has a line of its own where the title leaves no room."""
    second = partial(heading.draw_persona, page, persona)
    if not groups or _fits(page, title, groups):
        heading.draw(page, title, second, tints.keys(page, groups) if groups else heading.arrows(page))
        return
    heading.draw(page, title, second)
    bottom = heading.bottom(page, heading.persona_lines(persona) + 1)
    keys = tints.keys(page, groups, page.width - 2 * page.margin)
    heading.draw_keys(page, keys, page.margin, bottom + heading.APART * page.unit + page.line_height() / 2)


def _options(page: Page, found: Sequence[Moment], placed: list[Column]) -> list[Option]:
    """How much room bands and reasons may take."""
    hidden = len(bands.sides([column.part for column in placed]))
    options = []
    for most_band, most_why in GENEROSITY if found else GENEROSITY[:2]:
        band_lines, band_cut = bands.needed(page, placed, most_band)
        why_lines, why_cut = moments.needed(page, found, most_why)
        strip = moments.strip_height(page, why_lines) + GAP * page.unit if found else 0.0
        below = strip + bands.height(page, hidden, band_lines)
        options.append(Option(0.0, below, band_lines, why_lines, band_cut + why_cut))
    if page.touched and hidden:  # the list beside the chart has them all; but nothing vanishes without a trace
        options.append(Option(0.0, bands.height(page, 1, 0), cut=1))
    return options


def _draw_below(page: Page, layout: Layout, boxed: Sequence[Moment], line: Sequence[curve.Point]) -> None:
    """The reasons of peak and low, then the line of visibility with what is hidden."""
    y = layout.bottom
    if boxed:
        top = y - GAP * page.unit
        y = top - moments.strip_height(page, layout.option.why_lines)
        moments.draw_strip(page, boxed, line, (page.margin, y, page.width - page.margin, top))
    if layout.option.below:
        bands.draw(page, layout.columns, page.margin, y, layout.option.band_lines)


def describe(journey: Journey, words: Words, colour: tints.By | None = None) -> str:
    """The map in words: its point, whose it is, a line a touchpoint, what only one side sees, the coloured groups."""
    lines = [journey_in_words.describe(journey, words)]
    return "\n".join(lines + (tints.describe(journey.touchpoints, colour, words) if colour else []))

"""How often is best: benefit against the number of contacts in three months, an inverted U.

benefit(n) = 2·n/ideal − (n/ideal)², the quadratic response of A. Godfrey, K. Seiders and G. B. Voss, "Enough Is
Enough! The Fine Line in Executing Multichannel Relational Communication", Journal of Marketing 75 (2011), no. 4,
pp. 94–109. It is one study of one car dealership, and the picture says so. `model.contact_frequency` computes.
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Annotated

import msgspec
from matplotlib.figure import Figure

from touchpoints.charts.frequency import hill
from touchpoints.charts.parts import colours, heading, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.roomiest import SCALES, roomiest
from touchpoints.charts.parts.text import Lines
from touchpoints.language.journey_in_words import title_of
from touchpoints.language.words import Words
from touchpoints.model import contact_frequency
from touchpoints.model.contact_frequency import Channel, ContactCase, added, points
from touchpoints.model.journey import Journey

NOTE_LINES, GAP = 2, 0.5  # of a note at most; the distance to the notes in units of the smallest text

Contacts = Annotated[float, msgspec.Meta(ge=1, le=100)]  # in three months
OPTIONS = {"channel": Channel, "ideal": Contacts, "guess": Contacts}


def draw(
    figure: Figure, journey: Journey, words: Words, size: str = "slide",
    channel: Channel | None = None, ideal: float | None = None, guess: float | None = None,
) -> Figure:  # fmt: skip
    """Draw the curve on the whole figure and return it.

    `channel` is the one by which most touchpoints of the journey reach the customer, and `ideal` the study's number
    for it, unless they are given; `guess` is a student's own ideal. Both are contacts in three months, 1 to 100.
    """
    case = contact_frequency.case(journey, channel, ideal, guess)
    title = words("chart.frequency.title", title=title_of([journey], words))

    def measured(page: Page) -> hill.Hill:
        bottom = page.margin + (sum(note.height for note in _notes(page, case)) + GAP) * page.unit
        top = heading.bottom(page, 1)
        return hill.measure(page, case, top, bottom, _ideal(case, words), _count(case, case.own, words))

    def fits(page: Page) -> bool:
        return heading.fits(page, title) and all(note.whole for note in _notes(page, case))

    page, found = roomiest(partial(Page, figure, size, words), product([measured], SCALES), fits)
    heading.draw(page, title, partial(_draw_channel, page, case))
    hill.draw(page, found)
    _draw_notes(page, _notes(page, case))
    return figure


def _notes(page: Page, case: ContactCase) -> list[Lines]:
    return [page.fit(text, page.width - 2 * page.margin, NOTE_LINES) for text in _sources(case, page.words)]


def _sources(case: ContactCase, words: Words) -> list[str]:
    """How it is worked out, and where that comes from; whose number the ideal is where it is not the study's."""
    customers, months = words.number(contact_frequency.CUSTOMERS), words.number(contact_frequency.MONTHS)
    found = [words("chart.frequency.rule"), words("chart.frequency.source", customers=customers, months=months)]
    return found if case.studied else [*found, words("chart.frequency.chosen", ideal=words.number(case.ideal))]


def _draw_notes(page: Page, notes: list[Lines]) -> None:
    y = page.margin
    for note in reversed(notes):
        page.text(page.margin, y, note, colour=colours.SOFT, up="bottom")
        y += note.height * page.unit


def _draw_channel(page: Page, case: ContactCase, top: float) -> float:
    """Which contacts are counted, and that the journey has none where it is so; returns the x where that ends."""
    x, middle = page.margin, top - page.line_height(heading.LINE) / 2
    page.icon(icons.channel(case.channel), x + 0.65 * page.unit, middle, 1.15 * page.unit, hill.HELPS)
    x += 1.7 * page.unit
    none = [] if case.own else [(page.words("chart.frequency.own.none"), False)]
    for text, bold in [(page.words(f"chart.frequency.towards.{case.channel}"), True), *none]:
        fitted = page.fit(text, page.width - page.margin - x, 1, heading.LINE, bold)
        page.text(x, top, fitted, size=heading.LINE, bold=bold)
        x += (fitted.width * heading.LINE + 1.6) * page.unit
    return x


def _ideal(case: ContactCase, words: Words) -> str:
    number = words.number(case.ideal)
    return words("chart.frequency.about", ideal=number) if case.studied else number


def _count(case: ContactCase, contacts: int, words: Words) -> str:
    return words.count(f"chart.frequency.count.{case.channel}", contacts)


def describe(
    journey: Journey, words: Words,
    channel: Channel | None = None, ideal: float | None = None, guess: float | None = None,
) -> str:  # fmt: skip
    """The curve in words: its point, a line for each number of contacts, how it is worked out and from what."""
    case = contact_frequency.case(journey, channel, ideal, guess)
    lines = [
        words(
            "chart.frequency.line", contacts=_count(case, n, words), benefit=words.number(points(n, case.ideal)),
            adds=words.signed(added(n, case.ideal)),
        )
        for n in range(1, case.last + 1)
    ]  # fmt: skip
    return "\n".join([_point(journey, case, words), *lines, *_sources(case, words), words("chart.frequency.study")])


def _point(journey: Journey, case: ContactCase, words: Words) -> str:
    """The ideal number, what happens beyond it, the journey's own number and the guess, on one line."""
    title = title_of([journey], words)
    many, zero = words(f"chart.frequency.towards.{case.channel}"), words.number(2 * case.ideal)
    said = [words("chart.frequency.point", contacts=many, title=title, ideal=_ideal(case, words), zero=zero)]
    own = words("chart.frequency.own", contacts=_count(case, case.own, words))
    said.append(f"{own if case.own else words('chart.frequency.own.none')}.")
    if case.guess is not None:
        said.append(f"{words('chart.frequency.guess', guess=words.number(case.guess))}.")
    return " ".join(said)

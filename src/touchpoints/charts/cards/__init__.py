"""Role cards to cut out: eight to a page, each beside its partner's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import prod

from matplotlib.figure import Figure

from touchpoints.charts.cards import rolecard
from touchpoints.charts.cards.rolecard import MM
from touchpoints.charts.cards.roles import RoleCard, badge, blanks, cards_of, fields, side
from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.language.journey_in_words import title_of
from touchpoints.language.words import Words
from touchpoints.model.journey import Journey, one_line

__all__ = [
    "RoleCard",
    "cards_of",
    "describe",
    "draw",
    "pages",
]

# Cards across and down. A slide shows the pair that plays: eight cards would be too small for the last row.
GRIDS = {"slide": (2, 1), "a4": (4, 2), "a3": (4, 2)}
SAFE = 5 * MM  # free along a card's edges, so that neither a printer nor a wrong cut takes anything away
MARK = 4 * MM  # how long a crop mark is
# Of the text; small words are the smallest that can be read at the last of them.
SCALES = (2.0, 1.8, 1.65, 1.5, 1.4, 1.3, 1 / rolecard.SMALL)


def pages(journey: Journey, size: str) -> int:
    """How many pages the cards of a journey fill; an empty one fills a page with blank cards."""
    return max(1, -(-2 * len(journey.touchpoints) // prod(GRIDS[size])))


def draw(figure: Figure, journey: Journey, words: Words, size: str = "slide", page: int = 0) -> Figure:
    """Draw a page (from 0) of the journey's cards, or blank ones, on the whole figure and return it.

    Text has the same size on all pages of the cards. Blank cards fill up the last page.
    """
    cards = cards_of(journey, words) or blanks(one_line(journey.title), 0, prod(GRIDS[size]) // 2)
    cards = (*cards, *_spare(cards, size))
    sheet = Page(figure, size, words, _scale(cards, words, size, tuple(figure.get_size_inches())))
    (across, down), most = GRIDS[size], prod(GRIDS[size])
    wide, high = sheet.width / across, sheet.height / down
    _draw_cuts(sheet, [wide * i for i in range(1, across)], [high * i for i in range(1, down)])
    for place, card in enumerate(cards[page * most : (page + 1) * most]):
        row, column = divmod(place, across)
        corner = column * wide + SAFE, sheet.height - row * high - SAFE
        with sheet.group("card", f"{card.number}-{card.side}"):
            rolecard.draw(sheet, card, corner, (wide - 2 * SAFE, high - 2 * SAFE))
    return figure


def _spare(cards: Sequence[RoleCard], size: str) -> tuple[RoleCard, ...]:
    """Blank cards for the places that are left on the last page."""
    return blanks(cards[-1].of, cards[-1].number, -len(cards) % prod(GRIDS[size]) // 2) if cards else ()


@lru_cache(maxsize=4)
def _scale(cards: tuple[RoleCard, ...], words: Words, size: str, inches: tuple[float, float]) -> float:
    """The largest scale of text at which least is cut; kept for the pages that follow."""
    pages = {scale: Page(Figure(inches), size, words, scale) for scale in SCALES}
    width, height = (72 * side / count - 2 * SAFE for side, count in zip(inches, GRIDS[size], strict=True))
    return min(
        SCALES, key=lambda scale: sum(rolecard.measure(pages[scale], card, (width, height)).cut for card in cards)
    )


def _draw_cuts(page: Page, xs: Sequence[float], ys: Sequence[float]) -> None:
    """Where to cut: hair lines from edge to edge, with a mark at either end and a cross where two meet."""
    ways = [((x, SAFE), (x, page.height - SAFE)) for x in xs] + [((SAFE, y), (page.width - SAFE, y)) for y in ys]
    for way in ways:
        page.line(way, colour=colours.LINE, thick=0.3)
    for (left, low), (right, top) in ways:
        along = (MARK, 0.0) if low == top else (0.0, MARK)
        for x, y in ((left, low), (right - along[0], top - along[1])):
            page.line([(x, y), (x + along[0], y + along[1])], colour=colours.INK, thick=0.5)
    for x, y in product(xs, ys):
        page.line([(x - MARK / 2, y), (x + MARK / 2, y)], colour=colours.INK, thick=0.5)
        page.line([(x, y - MARK / 2), (x, y + MARK / 2)], colour=colours.INK, thick=0.5)
    for y in ys:
        page.icon(icons.sign("cut"), SAFE + MARK + 0.8 * page.unit, y, page.unit, colours.SOFT)


def describe(journey: Journey, words: Words) -> str:
    """The cards in words: how many on how much paper, then each with all that stands on it, whole."""
    if not (cards := cards_of(journey, words)):
        title = title_of([journey], words)
        return words("chart.cards.empty", title=title, begin=words("chart.begin"))
    title = next((card.of for card in cards if card.of), words("chart.untitled"))
    sheets = words.count("chart.cards.pages", pages(journey, "a4"))
    point = words.count("chart.cards.point", len(cards), title=title, pages=sheets)
    spare = len(_spare(cards, "a4"))
    last = [words.count("chart.cards.spare", spare)] * bool(spare)
    return "\n".join([point, *(_line(card, words) for card in cards), *last])


def _line(card: RoleCard, words: Words) -> str:
    texts = [f"{field.label}: {field.text or words('chart.cards.write')}" for field in fields(card, words)]
    title = [one_line(card.title)] if card.title else []
    return " · ".join([badge(card, words), side(card, words), *title, one_line(words.channel(card.channel)), *texts])

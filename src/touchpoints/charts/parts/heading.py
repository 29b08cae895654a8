"""What stands at the top of a map: its title, whose journey it is, and what the arrows mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.journey import Persona

TITLE, LINE, APART = 1.8, 1.1, 0.6  # sizes, and the distance to what follows, in units of the smallest text


def height(page: Page, lines: int) -> float:
    """Of the title and `lines` lines below it, with the distance to what follows."""
    return page.line_height(TITLE) + lines * page.line_height(LINE) + APART * page.unit


def persona_lines(persona: Persona) -> int:
    return int(bool(persona.name.strip() or persona.goal.strip()))


def draw(page: Page, title: str, second: Callable[[float], float], legend: bool = True) -> None:
    """The title, the second line that `second` draws from a y down and whose end it returns, and the arrows' legend.

    The legend stands at the right of either line, wherever there is room.
    """
    top, below = page.height - page.margin, page.height - page.margin - page.line_height(TITLE)
    whole = page.fit(title, page.width - 2 * page.margin, 1, TITLE, bold=True)
    page.text(page.margin, top, whole, size=TITLE, bold=True)
    lines = (
        (page.margin + whole.width * TITLE * page.unit, (top + below) / 2),
        (second(below), below - page.line_height(LINE) / 2),
    )
    for end, middle in lines if legend else ():
        if _draw_directions(page, end + 2 * page.unit, middle):
            break


def draw_persona(page: Page, persona: Persona, top: float) -> float:
    """The persona's name and goal, each behind its icon; returns the x where they end."""
    x, unit, end = page.margin, page.unit, page.width - page.margin
    for sign, text, bold in (("persona", persona.name, True), ("goal", persona.goal, False)):
        if not text.strip():
            continue
        start = x + 1.7 * unit
        # The name takes at most two fifths of the line; the goal takes what is left.
        fitted = page.fit(text, 0.4 * (end - x) if bold else end - start, 1, LINE, bold)
        middle = top - page.line_height(LINE) / 2
        page.icon(icons.sign(sign), x + 0.65 * unit, middle, 1.15 * unit, colours.strong(colours.BLUE))
        page.text(start, top, fitted, size=LINE, bold=bold)
        x = start + fitted.width * LINE * unit + 1.6 * unit
    return x


def fits(page: Page, title: str, legend: bool = True) -> bool:
    """Whether the title stands whole on its line, with the arrows' legend beside it if asked for."""
    whole = page.fit(title, float("inf"), 1, TITLE, bold=True).width * TITLE * page.unit
    beside = _legend_width(page, _directions(page)) + 2 * page.unit if legend else 0.0
    return whole + beside <= page.width - 2 * page.margin


def _draw_directions(page: Page, left: float, middle: float) -> bool:
    """What the arrows mean, in a line that ends at the right margin; False where it would begin before `left`."""
    labels = _directions(page)
    x = page.width - page.margin - _legend_width(page, labels)
    if x < left:
        return False
    for name, label in labels.items():
        page.icon(icons.direction(name), x + 0.6 * page.unit, middle, 0.95 * page.unit, colours.SOFT)
        page.text(x + 1.6 * page.unit, middle, label, colour=colours.SOFT, up="center")
        x += (label.width + 2.8) * page.unit
    return True


def _directions(page: Page) -> dict[str, Lines]:
    return {name: page.fit(page.words(f"direction.{name}"), float("inf"), 1) for name in icons.DIRECTIONS}


def _legend_width(page: Page, labels: dict[str, Lines]) -> float:
    return (sum(label.width + 2.8 for label in labels.values()) - 1.2) * page.unit


def draw_keys(page: Page, keys: Sequence[tuple[str, str, str]], top: float) -> float:
    """Coloured boxes (fill, edge) with their words in a line; returns the x where they end."""
    x, middle, side = page.margin, top - page.line_height(LINE) / 2, 0.9 * page.unit
    for fill, edge, word in keys:
        page.box(x, middle - side / 2, side, side, fill=fill, edge=edge, thick=0.8)
        label = page.fit(word, float("inf"), 1)
        page.text(x + 1.5 * side, middle, label, up="center")
        x += 1.5 * side + (label.width + 1.6) * page.unit
    return x

"""What stands at the top of a map: its title, whose journey it is, and what the arrows mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.model.journey import Persona

TITLE, LINE, APART = 1.8, 1.1, 0.6  # sizes, and the distance to what follows, in units of the smallest text
SIGN, APART_KEYS = 1.6, 1.2  # a key's sign with its distance to the label, and the distance to the next key


def bottom(page: Page, lines: int) -> float:
    """Where what follows the title and `lines` lines below it begins."""
    return page.height - page.margin - (page.line_height(TITLE) + lines * page.line_height(LINE) + APART * page.unit)


def persona_lines(persona: Persona) -> int:
    return int(bool(persona.name.strip() or persona.goal.strip()))


@dataclass(frozen=True)
class Key:
    """A sign, drawn with its middle at (x, y), and what it means."""

    sign: Callable[[float, float], None]
    label: Lines


def arrows(page: Page) -> list[Key]:
    """What the arrows of the directions mean."""

    def sign(name: str) -> Callable[[float, float], None]:
        return lambda x, y: page.icon(icons.direction(name), x, y, 0.95 * page.unit, colours.SOFT)

    return [Key(sign(name), page.whole(page.words(f"direction.{name}"))) for name in icons.DIRECTIONS]


def draw(page: Page, title: str, second: Callable[[float], float], keys: Sequence[Key] = ()) -> None:
    """The title, the second line that `second` draws from a y down and whose end it returns, and the keys.

    The keys stand at the right of either line, wherever there is room.
    """
    top, below = page.height - page.margin, page.height - page.margin - page.line_height(TITLE)
    whole = page.fit(title, page.width - 2 * page.margin, 1, TITLE, bold=True)
    page.text(page.margin, top, whole, size=TITLE, bold=True)
    lines = (
        (page.margin + whole.width * TITLE * page.unit, (top + below) / 2),
        (second(below), below - page.line_height(LINE) / 2),
    )
    for end, middle in lines if keys else ():
        x = page.width - page.margin - keys_width(page, keys)
        if x >= end + 2 * page.unit:
            draw_keys(page, keys, x, middle, colours.SOFT)
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


def fits(page: Page, title: str, keys: Sequence[Key] = ()) -> bool:
    """Whether the title stands whole on its line, with the keys beside it."""
    whole = page.whole(title, TITLE, bold=True).width * TITLE * page.unit
    beside = keys_width(page, keys) + 2 * page.unit if keys else 0.0
    return whole + beside <= page.width - 2 * page.margin


def keys_width(page: Page, keys: Sequence[Key]) -> float:
    return (sum(SIGN + key.label.width + APART_KEYS for key in keys) - APART_KEYS) * page.unit


def draw_line(page: Page, keys: Sequence[Key], top: float) -> float:
    """The keys as the second line, from `top` down; returns the x where they end."""
    return draw_keys(page, keys, page.margin, top - page.line_height(LINE) / 2)


def draw_keys(page: Page, keys: Sequence[Key], x: float, middle: float, colour: str = colours.INK) -> float:
    """The keys in a line from x on; returns the x where they end."""
    for key in keys:
        key.sign(x + 0.6 * page.unit, middle)
        page.text(x + SIGN * page.unit, middle, key.label, colour=colour, up="center")
        x += (SIGN + key.label.width + APART_KEYS) * page.unit
    return x

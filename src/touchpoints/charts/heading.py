"""What stands at the top of a map: its title, and whose journey it is."""

from __future__ import annotations

from touchpoints.charts import colours, icons
from touchpoints.charts.page import Page
from touchpoints.journey import Journey

TITLE = 1.9  # in units of the smallest text


def draw_title(page: Page, title: str, right: float = 0.0) -> float:
    """The title at the top left, `right` points kept free beside it; returns the y below it."""
    top = page.height - page.margin
    fitted = page.fit(title, page.width - 2 * page.margin - right, 1, TITLE, bold=True)
    page.text(page.margin, top, fitted, size=TITLE, bold=True)
    return top - page.line_height(TITLE)


def draw_persona(page: Page, journey: Journey, top: float, right: float = 0.0) -> float:
    """The persona's name and goal, each behind its icon; returns the y below, `top` when neither is known."""
    x, unit, end = page.margin, page.unit, page.width - page.margin - right
    below = top
    for sign, text, bold in (("persona", journey.persona.name, True), ("goal", journey.persona.goal, False)):
        if not text.strip():
            continue
        start = x + 1.6 * unit
        # The name takes at most two fifths of the line; the goal takes what is left.
        room = 0.4 * (end - x) if bold else end - start
        fitted = page.fit(text, room, 1, 1.1, bold)
        page.icon(icons.sign(sign), x + 0.65 * unit, top - page.line_height(1.1) / 2, 1.15 * unit, colours.strong(colours.BLUE))
        page.text(start, top, fitted, size=1.1, bold=bold)
        x = start + fitted.width * 1.1 * unit + 1.6 * unit
        below = top - page.line_height(1.1)
    return below


def draw_directions(page: Page, left: float, width: float, top: float, bottom: float) -> None:
    """What the arrows mean, one under the other, as many as have room between `top` and `bottom`."""
    for name in icons.DIRECTIONS:
        fitted = page.fit(page.words(f"direction.{name}"), width - 1.5 * page.unit, 3)
        height = fitted.height * page.unit
        if top - height < bottom:
            return
        page.icon(icons.direction(name), left + 0.5 * page.unit, top - page.line_height() / 2, 0.95 * page.unit, colours.SOFT)
        page.text(left + 1.4 * page.unit, top, fitted, colour=colours.SOFT)
        top -= height + 0.5 * page.unit

"""The persona, in a pose and with a face for each feeling."""

from __future__ import annotations

from functools import cache

from touchpoints.charts.parts import colours, stamp
from touchpoints.charts.parts.page import Spot
from touchpoints.charts.storyboard.sketch import Sketch, shapes

POSES = {2: "very-good", 1: "good", 0: "neither", -1: "bad", -2: "very-bad", None: "unrated"}


def draw(sketch: Sketch, feeling: int | None) -> None:
    """The persona with this feeling, looking to the left, in a shirt of its colour; without one only an outline."""
    sketch.draw(POSES[feeling], colours.WHITE if feeling is None else colours.feeling(feeling))


def mouth(sketch: Sketch, feeling: int | None) -> Spot:
    """Where the persona's mouth is on the page."""
    return sketch.middle(POSES[feeling], "mouth")


@cache
def portrait(face: str = "good") -> str:
    """The persona's head as a small inline SVG, looking to the right, where its words stand; not for screen readers."""
    drawn = "".join(
        f'<path d="{stamp.data(one.path)}" fill="{one.fill}" stroke-width="{13 * one.weight:.0f}"/>'
        for one in (*shapes("persona-head"), *shapes(f"face-{face}"))
    )
    return (
        '<svg aria-hidden="true" focusable="false" viewBox="-225 -270 450 460"><g transform="scale(-1 1)" '
        f'stroke="{colours.INK}" stroke-linecap="round" stroke-linejoin="round">{drawn}</g></svg>'
    )

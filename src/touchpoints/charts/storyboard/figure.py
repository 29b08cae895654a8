"""The persona, in a pose and with a face for each feeling."""

from __future__ import annotations

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import Spot
from touchpoints.charts.storyboard.sketch import Sketch

POSES = {2: "very-good", 1: "good", 0: "neither", -1: "bad", -2: "very-bad", None: "unrated"}


def draw(sketch: Sketch, feeling: int | None) -> None:
    """The persona with this feeling, looking to the left, in a shirt of its colour; without one only an outline."""
    sketch.draw(POSES[feeling], colours.WHITE if feeling is None else colours.feeling(feeling))


def mouth(sketch: Sketch, feeling: int | None) -> Spot:
    """Where the persona's mouth is on the page."""
    return sketch.middle(POSES[feeling], "mouth")

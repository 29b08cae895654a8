"""Which chart teaches a lesson's idea, and of which journeys: the same on the screen and on paper.

>>> from touchpoints.lessons import reader
>>> shown = case_picture(reader.read("online-shop", "en"), "compare")
>>> shown.chart, len(shown.journeys), shown.options
('compare', 2, ())
"""

from __future__ import annotations

from typing import Any, NamedTuple

from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.journey import Journey

# The chart of each idea that is a picture, and its options; a game and a form are no pictures.
_CHARTS: dict[str, tuple[str, tuple[tuple[str, Any], ...]]] = {
    "example": ("journey", ()),
    "compare": ("compare", ()),
    "visibility": ("visibility", ()),
    "together": ("together", ()),
    "departments": ("departments", ()),
    "priority": ("priority", ()),
    "directions": ("journey", (("colour", "direction"),)),
    "frequency": ("frequency", (("channel", "email"),)),
}


class Picture(NamedTuple):
    """A chart's name, the journeys that it shows, and its options."""

    chart: str
    journeys: tuple[Journey, ...]
    options: tuple[tuple[str, Any], ...] = ()


def case_picture(lesson: LessonContent, idea: str) -> Picture | None:
    """What the idea shows of the lesson's case; None for an idea that is no picture."""
    if idea not in _CHARTS:
        return None
    chart, options = _CHARTS[idea]
    journeys: tuple[Journey, ...] = (lesson.case,)
    if idea == "example":
        journeys = (lesson.example,)
    elif idea == "compare":
        journeys = (lesson.case, lesson.improved)
    elif idea == "together":
        journeys = lesson.voices
    return Picture(chart, journeys, options)

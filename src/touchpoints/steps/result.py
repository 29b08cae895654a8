"""What is found out about the work: how far each step is, and its points. On the screen both follow every change."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from touchpoints.rubric import Assessment
from touchpoints.rubric.feedback import Feedback, Points
from touchpoints.steps.session import Session
from touchpoints.steps.widget import LessonWidget


class Result(LessonWidget):
    """Something that says itself in words and as HTML; `str()` gives the words."""

    found: Feedback | Points  # as the work stands now

    def values(self) -> dict[str, Any]:
        return {"found": Markup(self.found.html())}

    def text(self) -> str:
        return str(self.found)

    def __str__(self) -> str:
        return str(self.found)

    __repr__ = __str__

    def in_words(self) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": self.found.html()}


class Check(Result):
    """What `work.check()` gives."""

    step = "check"

    @property
    def found(self) -> Feedback:
        return self.session.feedback

    @property
    def marks(self) -> dict[str, Assessment]:
        """How far each step is."""
        return self.found.marks

    @property
    def open_points(self) -> dict[str, list[str]]:
        """For each step what is still to do, the most urgent first; an empty list where nothing is missing."""
        return self.found.open_points

    @property
    def complete(self) -> bool:
        return self.found.complete


class StepPoints(Result):
    """What `work.points("map")` gives; `about` is the step."""

    step = "points"

    def __init__(self, session: Session, about: str) -> None:
        self.about = about
        super().__init__(session)

    @property
    def found(self) -> Points:
        return self.session.points(self.about)

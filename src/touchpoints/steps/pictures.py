"""The charts that teach a lesson's new idea, of the lesson's case and of one's own map, which changes with it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from touchpoints.lessons import concepts
from touchpoints.lessons.concepts import Picture
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Journey
from touchpoints.steps.session import Session
from touchpoints.steps.widget import LessonWidget

PictureName = Literal["compare", "visibility", "together", "departments", "priority", "directions"]
NAMES: tuple[str, ...] = get_args(PictureName)
Guess = Annotated[int, msgspec.Meta(ge=1, le=30)]
Whose = Literal["case", "own"]


class Pictures(LessonWidget):
    """One chart, of the lesson's case or of one's own map."""

    step = "picture"
    whose = "case"

    def __init__(self, session: Session, name: str) -> None:
        self.about = name
        self.whose = "own" if session.lesson.chosen_by_class else "case"
        super().__init__(session)

    def do_whose(self, value: Whose) -> None:
        if value not in dict(self._choices()):
            raise Refused(value)
        self.whose = value
        self.refresh()

    def heading(self) -> str:
        return self.words(f"picture.{self.about}")

    def values(self) -> dict[str, Any]:
        return {
            "heading": self.heading(),
            "choices": self._choices(),
            "whose": self.whose,
            "empty": self.picture_of() is None,
            "people": [voice.persona for voice in self.session.lesson.voices] if self.about == "together" else [],
        }

    def summary(self) -> list[str]:
        picture = self.picture_of()
        return [self.describe(picture) if picture else self.words("desk.find_first")]

    def picture_of(self) -> Picture | None:
        shown = concepts.case_picture(self.session.lesson, self.about)
        journeys = shown.journeys if self.whose == "case" else self._own()
        if not any(journey.touchpoints for journey in journeys):
            return None
        return Picture(shown.chart, journeys, shown.options)

    def _choices(self) -> list[tuple[str, str]]:
        """Voices are the lesson's alone: nobody's own map has them."""
        lesson = self.session.lesson
        case = [] if lesson.chosen_by_class else [("case", lesson.case.title)]
        own = [] if self.about == "together" else [("own", self.words(f"picture.own.{self.session.audience}"))]
        return [*case, *own]

    def _own(self) -> tuple[Journey, ...]:
        before, after = self.session.journey, self.session.journey_after
        journeys = (before, after) if self.about == "compare" else (before,)
        return tuple(replace(journey, unplaced=()) for journey in journeys)


class Frequency(LessonWidget):
    """How many messages are best? First one's own guess, then the study's curve with the guess in it."""

    step = "frequency"
    needs_name = True

    def do_guess(self, value: Guess) -> None:
        self.session.note(extra={**self.session.extra, "guess": value})

    @property
    def guess(self) -> int | None:
        found = self.session.extra.get("guess")
        return found if type(found) is int and 1 <= found <= 30 else None  # True would count as 1

    def values(self) -> dict[str, Any]:
        return {"heading": self.heading(), "guess": self.guess}

    def summary(self) -> list[str]:
        picture = self.picture_of()
        return [self.describe(picture) if picture else self.words("frequency.ask")]

    def picture_of(self) -> Picture | None:
        if self.guess is None:
            return None
        shown = concepts.case_picture(self.session.lesson, self.step)
        return Picture(shown.chart, shown.journeys, (*shown.options, ("guess", self.guess)))

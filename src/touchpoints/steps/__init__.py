"""The five teaching steps as widgets, one module each: `Lesson` for a class, `Exercise` for a student."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from touchpoints.language import hints
from touchpoints.model.errors import WrongArgument
from touchpoints.model.journey import Journey
from touchpoints.model.work import STEPS
from touchpoints.steps.five_steps import FiveSteps
from touchpoints.steps.hand_in import HandIn
from touchpoints.steps.opening import read_lesson, session
from touchpoints.steps.overview import Overview
from touchpoints.steps.result import Check, StepPoints
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import places


class Lesson(FiveSteps):
    """A class works together at the front: `lesson = tp.Lesson("school-lunch", "de")`."""

    _audience, _kind, _variable = "class", "tp.Lesson", "lesson"

    @hints.checked("{0._variable}.overview()")
    def overview(self) -> LessonWidget:
        """The board: the class's maps as one, what they disagree about, new ideas, and the answers of the quiz, as they
        come in from the class folder."""
        return self._screen.show(Overview)

    @property
    def case(self) -> Journey:
        """The lesson's case with its feelings and reasons: the answer key."""
        return self._session.lesson.case

    @property
    def improved(self) -> Journey:
        """The case with the improvement that the teacher's notes propose."""
        return self._session.lesson.improved


class Exercise(FiveSteps):
    """A student works alone or in a pair: `work = tp.Exercise("school-lunch", "de")`."""

    _audience, _kind, _variable = "student", "tp.Exercise", "work"

    @hints.checked("{0._variable}.check()")
    def check(self) -> Check:
        """How far each step is, what to do next, and what is left to the teacher to judge."""
        return self._screen.show(Check)

    @hints.checked('{0._variable}.points("map")')
    def points(self, step: str) -> StepPoints:
        """The level that a step has reached, 0 to 3, as the points that nbgrader gives for it:

            work.points("map")

        step: "identify", "discuss", "map", "design" or "role_play". Raises WrongArgument for any other.
        """
        if step not in STEPS:
            text = self._words("code.no_step", name=str(step)[:40], known=", ".join(STEPS))
            raise WrongArgument(text + hints.meant(self._words, step, STEPS))
        return self._screen.show(partial(StepPoints, about=step))

    @hints.checked("{0._variable}.hand_in()")
    def hand_in(self) -> LessonWidget:
        """The finished map, what is still open, and the button that hands in; nothing is handed in before the click."""
        self._session.look_again()
        return self._screen.show(HandIn)


def points(step: str, lesson: str, language: str, work: object) -> StepPoints:
    """The points of a step of the exercise `work`, which nbgrader reads; while it grades, from what was submitted, by
    the kit's own rules, whatever a student's cell has made of `work` and its class, and wherever it has gone.

        tp.points("map", "school-lunch", "en", work)

    KitError as for `tp.Exercise`, WrongArgument as for `work.points`.
    """
    if isinstance(work, Exercise) and not places.grading():
        return work.points(step)
    here = work._session._store.root if isinstance(work, Exercise) else Path().absolute()
    return StepPoints(session(read_lesson(lesson, language), "student", here), step)


__all__ = ["Exercise", "Lesson", "points"]

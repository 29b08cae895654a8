"""The five teaching steps as widgets, one module each: `Lesson` for a class, `Exercise` for a student."""

from __future__ import annotations

from touchpoints.language import hints
from touchpoints.model.errors import WrongArgument
from touchpoints.model.journey import Journey
from touchpoints.model.work import STEPS
from touchpoints.rubric.feedback import Feedback, Points
from touchpoints.steps.five_steps import FiveSteps
from touchpoints.steps.hand_in import HandIn
from touchpoints.steps.widget import LessonWidget


class Lesson(FiveSteps):
    """A class works together at the front: `lesson = tp.Lesson("school-lunch", "de")`."""

    _audience, _kind, _variable = "class", "tp.Lesson", "lesson"

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
    def check(self) -> Feedback:
        """How far each step is, what to do next, and what is left to the teacher to judge."""
        return self._session.feedback

    @hints.checked('{0._variable}.points("map")')
    def points(self, step: str) -> Points:
        """The level that a step has reached, 0 to 3, as the points that nbgrader gives for it:

            work.points("map")

        step: "identify", "discuss", "map", "design" or "role_play". Raises WrongArgument for any other.
        """
        if step not in STEPS:
            text = self._words("code.no_step", name=str(step)[:40], known=", ".join(STEPS))
            raise WrongArgument(text + hints.meant(self._words, step, STEPS))
        session = self._session
        problem = "" if session.current else session.notice
        return Points(step, session.marks[step].level, session.nickname, problem, self._words)

    @hints.checked("{0._variable}.hand_in()")
    def hand_in(self) -> LessonWidget:
        """The finished map, what is still open, and the button that hands in; nothing is handed in before the click."""
        self._session.look_again()
        return self._screen.show(HandIn)


__all__ = ["Exercise", "Lesson"]

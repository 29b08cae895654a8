"""The five teaching steps as widgets, one module each: `Lesson` for a class, `Exercise` for a student."""

from __future__ import annotations

from pathlib import Path

from touchpoints import rubric
from touchpoints.journey import Journey
from touchpoints.steps.design import Design
from touchpoints.steps.discuss import Discuss
from touchpoints.steps.identify import Identify
from touchpoints.steps.map import Map
from touchpoints.steps.panel import Panel
from touchpoints.steps.role_play import RolePlay
from touchpoints.steps.session import Session


class _FiveSteps:
    """The five steps of one lesson. Each call shows its step anew; a cell may be run as often as one likes.

    `lesson` and `language` are ids such as "school-lunch" and "de"; unknown ones raise KitError, which
    lists the known ones. `folder` is where the notebook runs (default: the current folder); the work is
    kept at the root of the kit's folder above it. Nothing is written before the first change.
    """

    _audience: str

    def __init__(self, lesson: str, language: str = "en", folder: Path | None = None) -> None:
        self._session = Session(lesson, language, self._audience, folder)

    def __repr__(self) -> str:
        return self._session.title

    def identify(self) -> Panel:
        """Find touchpoints of everyday life and sort them."""
        return self._session.show(Identify)

    def discuss(self) -> Panel:
        """Say how each touchpoint feels and why."""
        return self._session.show(Discuss)

    def map(self) -> Panel:
        """Put the touchpoints on the customer's way."""
        return self._session.show(Map)

    def design(self) -> Panel:
        """Invent a touchpoint that improves the journey."""
        return self._session.show(Design)

    def role_play(self) -> Panel:
        """Play a scene at a touchpoint and take what was seen back into the map."""
        return self._session.show(RolePlay)

    @property
    def example(self) -> Journey:
        """The first stage of the lesson's case: how a map is read."""
        return self._session.lesson.example

    @property
    def journey(self) -> Journey:
        """One's own map as it stands, without the ideas."""
        return self._session.journey

    @property
    def journey_after(self) -> Journey:
        """One's own map with the ideas of the step `design`."""
        return self._session.journey_after


class Lesson(_FiveSteps):
    """A class works together at the front: `lesson = tp.Lesson("school-lunch", "de")`."""

    _audience = "class"

    @property
    def case(self) -> Journey:
        """The lesson's case with its feelings and reasons: the answer key."""
        return self._session.lesson.case

    @property
    def improved(self) -> Journey:
        """The case with the improvement that the teacher's notes propose."""
        return self._session.lesson.improved


class Exercise(_FiveSteps):
    """A student works alone or in a pair: `work = tp.Exercise("school-lunch", "de")`."""

    _audience = "student"

    def check(self) -> rubric.Feedback:
        """What is done and what is still to do, step by step."""
        return self._session.feedback


__all__ = ["Exercise", "Lesson"]

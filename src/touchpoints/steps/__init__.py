"""The five teaching steps as widgets, one module each: `Lesson` for a class, `Exercise` for a student."""

from __future__ import annotations

from pathlib import Path

from touchpoints import hints, lessons, rubric, words
from touchpoints.errors import KitError, NoSuchName
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
    _kind: str  # and what its variable is called in the notebooks, for examples
    _variable: str

    @hints.checked('{0._kind}("school-lunch", "{language}")')
    def __init__(self, lesson: str, language: str = "en", folder: str | Path | None = None) -> None:
        # English may stand there only because nobody chose: what is wrong is then said in the reader's language.
        say = hints.words_in(language if language != "en" else None)
        if language not in words.LANGUAGES:
            raise KitError(hints.unknown_language(say, language))
        if lesson not in (known := lessons.ids()):
            text = say("error.lesson", lesson=str(lesson)[:60], known=", ".join(known))
            raise KitError(text + hints.meant(say, lesson, known))
        self._session = Session(lesson, language, self._audience, folder and Path(folder))
        hints.reads_in(language)

    def __getattr__(self, name: str) -> object:
        """Only asked for what is not there; and when a property fails, which has an error of its own."""
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        known = [one for one in dir(self) if not one.startswith("_")]
        raise NoSuchName(lambda: hints.no_such_name(self._words, f"{self._variable}.", name, known))

    @property
    def _words(self) -> words.Words:
        return self._session.words

    def __repr__(self) -> str:
        return self._session.title

    @hints.checked("{0._variable}.identify()")
    def identify(self) -> Panel:
        """Find touchpoints of everyday life and sort them."""
        return self._session.show(Identify)

    @hints.checked("{0._variable}.discuss()")
    def discuss(self) -> Panel:
        """Say how each touchpoint feels and why."""
        return self._session.show(Discuss)

    @hints.checked("{0._variable}.map()")
    def map(self) -> Panel:
        """Put the touchpoints on the customer's way."""
        return self._session.show(Map)

    @hints.checked("{0._variable}.design()")
    def design(self) -> Panel:
        """Invent a touchpoint that improves the journey."""
        return self._session.show(Design)

    @hints.checked("{0._variable}.role_play()")
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

    _audience, _kind, _variable = "class", "tp.Lesson", "lesson"

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

    _audience, _kind, _variable = "student", "tp.Exercise", "work"

    @hints.checked("{0._variable}.check()")
    def check(self) -> rubric.Feedback:
        """What is done and what is still to do, step by step."""
        return self._session.feedback


__all__ = ["Exercise", "Lesson"]

"""The five teaching steps as widgets, one module each: `Lesson` for a class, `Exercise` for a student."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Self

from touchpoints import hints, lessons, words
from touchpoints import lesson as lesson_
from touchpoints.errors import KitError, NoSuchName, WrongArgument
from touchpoints.journey import Journey
from touchpoints.rubric.feedback import Feedback
from touchpoints.steps import pictures
from touchpoints.steps.begin import Begin
from touchpoints.steps.design import Design
from touchpoints.steps.discuss import Discuss
from touchpoints.steps.hand_in import HandIn
from touchpoints.steps.identify import Identify
from touchpoints.steps.map import Map
from touchpoints.steps.panel import Panel
from touchpoints.steps.questions import Game, Quiz
from touchpoints.steps.role_play import RolePlay
from touchpoints.steps.session import Session
from touchpoints.steps.widget import Page
from touchpoints.work import STEPS


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
        if (home := lessons.home(lesson, Path(folder or "").absolute())) is None:
            text = say("error.lesson", lesson=str(lesson)[:60], known=", ".join(known := lessons.ids()))
            raise KitError(text + hints.meant(say, lesson, known))
        self._open(lessons.read(lesson, language, home), folder and Path(folder))
        hints.reads_in(language)

    def _open(self, lesson: lesson_.Lesson, folder: Path | None) -> Self:
        self._session = Session(lesson, self._audience, folder)
        return self

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

    @hints.checked("{0._variable}.begin()")
    def begin(self) -> Panel:
        """Choose the place, the person and the stages, in a lesson that leaves its case to the class."""
        if not self._session.lesson.chosen_by_class:
            raise WrongArgument(self._words("code.no_begin", lesson=self._session.lesson.words.title))
        return self._session.show(Begin)

    @hints.checked('{0._variable}.picture("visibility")')
    def picture(self, name: str) -> Page:
        """A chart of the lesson's case and, by a switch, of one's own map; "frequency" asks for a guess first."""
        if name == "frequency":
            return self._session.show(pictures.Frequency)
        known = (*pictures.NAMES, "frequency")
        if name not in pictures.NAMES or (name == "together" and not self._session.lesson.voices):
            text = self._words("code.no_picture", name=str(name)[:40], known=", ".join(known))
            raise WrongArgument(text + hints.meant(self._words, name, known))
        return self._session.show(partial(pictures.Pictures, name=name))

    @hints.checked("{0._variable}.game()")
    def game(self) -> Page:
        """Is it a touchpoint? Statements to decide, each explained."""
        if not self._session.lesson.numbers.game:
            raise WrongArgument(self._words("code.no_game", lesson=self._session.lesson.words.title))
        return self._session.show(Game)

    @hints.checked("{0._variable}.quiz()")
    def quiz(self) -> Page:
        """Five questions that explain every answer."""
        return self._session.show(Quiz)

    def _again(self, mark: dict[str, str]) -> Page:
        """The widget that a notebook's output is marked with. ValueError for a mark that none of ours has: a notebook
        may come from anybody, so that nothing but these is called by name."""
        step, about = mark["step"], mark.get("about", "")
        if step == "picture":
            return self.picture(about)
        if step == "frequency":
            return self.picture(step)
        if step not in (*STEPS, "begin", "game", "quiz", "hand_in") or not hasattr(type(self), step):
            raise ValueError(f"no step {step!r}")
        return getattr(self, step)()

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
    def check(self) -> Feedback:
        """How far each step is, what to do next, and what is left to the teacher to judge."""
        return self._session.feedback

    @hints.checked("{0._variable}.hand_in()")
    def hand_in(self) -> Page:
        """The finished map, what is still open, and the button that hands in; nothing is handed in before the click."""
        self._session.look_again()
        return self._session.show(HandIn)


__all__ = ["Exercise", "Lesson"]

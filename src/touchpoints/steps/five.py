"""What a lesson and an exercise have in common: the five steps as widgets, and in code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, Self

import msgspec

from touchpoints.language import hints, words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import KitError, NoSuchName, WrongArgument
from touchpoints.model.journey import Direction, Feeling, Happening, Importance, Journey, Name, Text, VisibleTo
from touchpoints.model.work import STEPS
from touchpoints.steps import in_code, pictures
from touchpoints.steps.begin import Begin
from touchpoints.steps.design import DesignStep
from touchpoints.steps.discuss import DiscussStep
from touchpoints.steps.identify import IdentifyStep
from touchpoints.steps.in_code import Given
from touchpoints.steps.map import MapStep
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.questions import Game, Quiz
from touchpoints.steps.role_play import RolePlayStep
from touchpoints.steps.session import Session
from touchpoints.steps.widget import LessonWidget

Observer = Annotated[int, msgspec.Meta(ge=1, le=9)]  # who of a few fills in a sheet at the same touchpoint


class FiveSteps:
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
        if (home := reader.home(lesson, Path(folder or "").absolute())) is None:
            text = say("error.lesson", lesson=str(lesson)[:60], known=", ".join(known := reader.ids()))
            raise KitError(text + hints.meant(say, lesson, known))
        self._open(reader.read(lesson, language, home), folder and Path(folder))
        hints.reads_in(language)

    def _open(self, lesson: LessonContent, folder: Path | None) -> Self:
        self._session = Session(lesson, self._audience, folder)
        return self

    def __getattr__(self, name: str) -> object:
        """Only asked for what is not there; and when a property fails, which has an error of its own."""
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        lesson = self._session.lesson
        absent = {"begin": not lesson.chosen_by_class, "game": not lesson.numbers.game}
        known = [one for one in dir(self) if not one.startswith("_") and not absent.get(one)]
        raise NoSuchName(lambda: hints.no_such_name(self._words, f"{self._variable}.", name, known))

    @property
    def _words(self) -> words.Words:
        return self._session.words

    def __repr__(self) -> str:
        return self._session.title

    @property
    def nickname(self) -> str:
        """Who works here; `work.nickname = "Fox"` begins, or goes on where this nickname left off."""
        return self._session.nickname

    @nickname.setter
    def nickname(self, name: str) -> None:
        if not isinstance(name, str) or not name.strip():
            raise WrongArgument(self._words("desk.empty"))
        if name != self.nickname:
            in_code.work_as(self._session, name)

    @hints.checked('{0._variable}.identify("Bus stop", channel="sign")')
    def identify(
        self,
        name: Name | None = None,
        *,
        channel: Name | None = None,
        direction: Direction | None = None,
        visible_to: VisibleTo | None = None,
    ) -> StepPanel | None:
        """Find touchpoints of everyday life and sort them.

        In code: `work.identify("Bus stop", channel="sign", direction="to_customer")`.
        """
        given = {"name": name, "channel": channel, "direction": direction, "visible_to": visible_to}
        return self._step(IdentifyStep, FiveSteps.identify, given)

    @hints.checked('{0._variable}.discuss("Bus stop", feeling=-1, why="…")')
    def discuss(
        self,
        name: Name | None = None,
        *,
        feeling: Feeling | None = None,
        why: Text | None = None,
        good: list[Text] | None = None,
        bad: list[Text] | None = None,
        opinion: Text | None = None,
        come_back: Literal["yes", "maybe", "no"] | None = None,
    ) -> StepPanel | None:
        """Say how each touchpoint feels, from -2 to 2, and why.

        In code: `work.discuss("Bus stop", feeling=-1, why="…")`; stories: `work.discuss(good=["…"], bad=["…"])`.
        """
        given: Given = {"name": name, "feeling": feeling, "why": why, "good": good, "bad": bad, "opinion": opinion}
        return self._step(DiscussStep, FiveSteps.discuss, {**given, "come_back": come_back})

    @hints.checked('{0._variable}.map("Bus stop", stage="…")')
    def map(
        self,
        name: Name | None = None,
        *,
        stage: Name | None = None,
        before: Name | None = None,
        importance: Importance | None = None,
        department: Name | None = None,
        happens: list[Happening] | None = None,
        title: Name | None = None,
        persona: Name | None = None,
        goal: Text | None = None,
        stages: list[Name] | None = None,
    ) -> StepPanel | None:
        """Put the touchpoints on the customer's way.

        In code: `work.map("Bus stop", stage="Buy", importance=4)`; what is above the map: `work.map(title="…")`.
        """
        given: Given = {"name": name, "stage": stage, "before": before, "importance": importance, "goal": goal}
        given |= {"department": department, "happens": happens, "title": title, "persona": persona, "stages": stages}
        return self._step(MapStep, FiveSteps.map, given)

    @hints.checked('{0._variable}.design("Live times", stage="…", because="…")')
    def design(
        self,
        name: Name | None = None,
        *,
        stage: Name | None = None,
        before: Name | None = None,
        channel: Name | None = None,
        direction: Direction | None = None,
        problem: Text | None = None,
        because: Text | None = None,
        feeling: Feeling | None = None,
        like: list[Text] | None = None,
        wish: list[Text] | None = None,
        what_if: list[Text] | None = None,
    ) -> StepPanel | None:
        """Invent a touchpoint that improves the journey.

        In code: `work.design("Live times", stage="Buy", problem="…", because="…", feeling=2)`.
        """
        given: Given = {"name": name, "stage": stage, "before": before, "channel": channel, "direction": direction}
        given |= {"problem": problem, "because": because, "feeling": feeling}
        return self._step(DesignStep, FiveSteps.design, {**given, "like": like, "wish": wish, "what_if": what_if})

    @hints.checked('{0._variable}.role_play("Bus stop", feeling_after=1)')
    def role_play(
        self,
        name: Name | None = None,
        *,
        observer: Observer | None = None,
        scene: Name | None = None,
        feeling_before: Feeling | None = None,
        feeling_after: Feeling | None = None,
        seen: dict[Name, bool] | None = None,
        promises_made: Text | None = None,
        promises_kept: Literal["yes", "partly", "no"] | None = None,
        helped: Text | None = None,
        conclusion: Text | None = None,
    ) -> StepPanel | None:
        """Play a scene at a touchpoint and take what was seen back into the map.

        In code: `work.role_play("Live times", feeling_before=-1, feeling_after=1)`; the sheet of a second observer is
        `observer=2`.
        """
        given: Given = {
            "name": name,
            "observer": observer,
            "scene": scene,
            "feeling_before": feeling_before,
            "feeling_after": feeling_after,
        }
        given |= {"seen": seen, "promises_made": promises_made, "promises_kept": promises_kept, "helped": helped}
        return self._step(RolePlayStep, FiveSteps.role_play, {**given, "conclusion": conclusion})

    def _step(self, kind: type[StepPanel], method: Callable[..., object], given: Given) -> StepPanel | None:
        """Show the step; or, given something, do it in code and show nothing."""
        given = {name: value for name, value in given.items() if value is not None}
        if not given:
            return self._session.show(kind)
        in_code.do(self._session, kind.step, method, given, self._variable)
        return None

    @hints.checked('{0._variable}.remove("Bus stop")')
    def remove(self, name: str) -> None:
        """Take a touchpoint or an idea out of the work, in code."""
        in_code.remove(self._session, name)

    @hints.checked("{0._variable}.begin()")
    def begin(self) -> StepPanel:
        """Choose the place, the person and the stages, in a lesson that leaves its case to the class."""
        if not self._session.lesson.chosen_by_class:
            raise WrongArgument(self._words("code.no_begin", lesson=self._session.lesson.words.title))
        return self._session.show(Begin)

    @hints.checked('{0._variable}.picture("visibility")')
    def picture(self, name: str) -> LessonWidget:
        """A chart of the lesson's case and, by a switch, of one's own map; "frequency" asks for a guess first."""
        if name == "frequency":
            return self._session.show(pictures.Frequency)
        known = (*pictures.NAMES, "frequency")
        if name not in pictures.NAMES or (name == "together" and not self._session.lesson.voices):
            text = self._words("code.no_picture", name=str(name)[:40], known=", ".join(known))
            raise WrongArgument(text + hints.meant(self._words, name, known))
        return self._session.show(partial(pictures.Pictures, name=name))

    @hints.checked("{0._variable}.game()")
    def game(self) -> LessonWidget:
        """Is it a touchpoint? Statements to decide, each explained."""
        if not self._session.lesson.numbers.game:
            raise WrongArgument(self._words("code.no_game", lesson=self._session.lesson.words.title))
        return self._session.show(Game)

    @hints.checked("{0._variable}.quiz()")
    def quiz(self) -> LessonWidget:
        """Five questions that explain every answer."""
        return self._session.show(Quiz)

    def _again(self, mark: dict[str, str]) -> LessonWidget:
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
        """The lesson's case with only its first stage filled: how a map is read."""
        return self._session.lesson.example

    @property
    def journey(self) -> Journey:
        """One's own map as it stands, without the ideas."""
        return self._session.journey

    @property
    def journey_after(self) -> Journey:
        """One's own map with the ideas of the step `design`."""
        return self._session.journey_after

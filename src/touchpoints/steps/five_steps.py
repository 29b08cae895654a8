"""What a lesson and an exercise have in common: the five steps as widgets, and in code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec

from touchpoints.language import hints, words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import NoSuchName, WrongArgument
from touchpoints.model.journey import Direction, Feeling, Happening, Importance, Journey, Name, Text, VisibleTo
from touchpoints.model.work import STEPS
from touchpoints.steps import in_code, pictures
from touchpoints.steps.begin import Begin
from touchpoints.steps.design import DesignStep
from touchpoints.steps.discuss import DiscussStep
from touchpoints.steps.exit_ticket import ExitTicket
from touchpoints.steps.identify import IdentifyStep
from touchpoints.steps.map import MapStep
from touchpoints.steps.opening import read_lesson, session
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.questions import Game, Quiz
from touchpoints.steps.role_play import RolePlayStep
from touchpoints.steps.screen import Screen
from touchpoints.steps.who import Who
from touchpoints.steps.widget import LessonWidget

# Methods that only show.
_SHOWN_TOO = ("overview", "who", "begin", "picture", "game", "exit", "quiz", "check", "points", "hand_in")
Observer = Annotated[int, msgspec.Meta(ge=1, le=9)]  # who of a few fills in a sheet at the same touchpoint


class FiveSteps:
    """The five steps of one lesson. Each call shows its step anew; a cell may be run as often as one likes.

    lesson: the lesson's id, such as "school-lunch"; `touchpoints list` names them.
    language: "en", "de" or "lv"; default: "en".
    folder: where the notebook runs; default: the current one. The work is kept at the root of the kit's folder above.

    KitError for a lesson or a language that there is not; it names those that there are. Nothing is written before the
    first change.
    """

    _audience: str
    _kind: str  # and what its variable is called in the notebooks, for examples
    _variable: str

    @hints.checked('{0._kind}("school-lunch", "{language}")')
    def __init__(self, lesson: str, language: str = "en", folder: str | Path | None = None) -> None:
        here = Path(folder or "").absolute()
        self._open(read_lesson(lesson, language, here), here)
        hints.reads_in(language)

    @classmethod
    def opened(cls, lesson: LessonContent, folder: Path) -> Self:
        """The five steps of a lesson that has been read already, for work below `folder`."""
        return cls.__new__(cls)._open(lesson, folder)

    def _open(self, lesson: LessonContent, folder: Path) -> Self:
        self._session = session(lesson, self._audience, folder)
        self._screen = Screen(self._session)
        return self

    def __getattr__(self, name: str) -> object:
        """Only asked for what is not there; and when a property fails, which has an error of its own."""
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        raise NoSuchName(lambda: hints.no_such_name(self._words, f"{self._variable}.", name, dir(self)))

    def __dir__(self) -> list[str]:
        """What the Tab key offers: what this lesson has, for those who work on it."""
        lesson = self._session.lesson
        absent = {
            "begin": not lesson.chosen_by_class,
            "game": not lesson.numbers.game,
            "opened": True,
            "at_rest": True,
            "who": True,
            "exit": True,  # as little to be done in code
        }
        return [one for one in super().__dir__() if not one.startswith("_") and not absent.get(one)]

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
        if any("\ud800" <= letter <= "\udfff" for letter in name):  # half a letter: no file can have it
            raise WrongArgument(self._words("code.refused"))
        if name != self.nickname:
            in_code.work_as(self._session, name)

    # The five steps. What follows a name is done in code, with `locals()` for what the method was given.

    @hints.checked('{0._variable}.identify("Bus stop", channel="sign")')
    def identify(
        self, name: Name | None = None, *, channel: Name | None = None, direction: Direction | None = None,
        visible_to: VisibleTo | None = None,
    ) -> StepPanel | None:  # fmt: skip
        """Step 1: find touchpoints of everyday life and sort them. Without arguments it shows the step; in code:

            work.identify("Bus stop", channel="sign", direction="to_customer")

        name: what it is called, 200 letters at most. What is there already is changed, and nothing is doubled.
        channel: through what both sides meet: one of `touchpoints.model.journey.CHANNELS`, such as "sign", "app" or
            "person", or any short text.
        direction: where the message goes: "to_customer", "from_customer" or "both" (default).
        visible_to: who sees it: "both" (default: a touchpoint), or only the "company" or only the "customer".

        Raises WrongArgument for a value that does not fit, and KitError while there is no nickname or the disk refuses.
        """
        return self._step(IdentifyStep, FiveSteps.identify, locals())

    @hints.checked('{0._variable}.discuss("Bus stop", feeling=-1, why="…")')
    def discuss(
        self, name: Name | None = None, *, feeling: Feeling | None = None, why: Text | None = None,
        good: list[Text] | None = None, bad: list[Text] | None = None, opinion: Text | None = None,
        come_back: Literal["yes", "maybe", "no"] | None = None,
    ) -> StepPanel | None:  # fmt: skip
        """Step 2: say how each touchpoint feels, and why. Without arguments it shows the step; in code:

            work.discuss("Bus stop", feeling=-1, why="I cannot read when the bus comes.")
            work.discuss(good=["The driver waited for me."], come_back="maybe")

        name: the touchpoint, by its name.
        feeling: -2 very bad, -1 bad, 0 neutral, 1 good, 2 very good.
        why: the reason, 2,000 letters at most.
        good, bad: stories of a good and of a bad touchpoint, each a list of texts; they replace those told before.
        opinion: what one thinks of the place now.
        come_back: whether one would come back: "yes", "maybe" or "no".

        Raises as `identify`, and WrongArgument for a touchpoint that is not there.
        """
        return self._step(DiscussStep, FiveSteps.discuss, locals())

    @hints.checked('{0._variable}.map("Bus stop", stage="…")')
    def map(
        self, name: Name | None = None, *, stage: Name | None = None, before: Name | None = None,
        importance: Importance | None = None, department: Name | None = None,
        happens: list[Happening] | None = None, title: Name | None = None, persona: Name | None = None,
        goal: Text | None = None, stages: list[Name] | None = None,
    ) -> StepPanel | None:  # fmt: skip
        """Step 3: put the touchpoints on the customer's way. Without arguments it shows the step; in code:

            work.map(title="By bus to school", persona="Mia, 13", goal="to be on time", stages=["Wait", "Ride"])
            work.map("Bus stop", stage="Wait", importance=4, happens=["H3", "H5"])

        name: the touchpoint, by its name.
        stage: the stage of the way in which it stands, by its name; default: where it is.
        before: the touchpoint of that stage before which it stands; default: the stage's end.
        importance: how important it is to the customer, from 1 (unimportant) to 5 (very important).
        department: the department of the company that is behind it, any short text.
        happens: what happens there, a list of: H1 something gets done · H2 a wish or need comes to light ·
            H3 expectations arise · H4 a promise is made, kept or broken · H5 feelings are created, made to stick or
            ignored · H6 staff behave well or badly · H7 the customer's data is used, forgotten or misused ·
            H8 information is collected and passed on, or not · H9 brochures or samples are handed out ·
            H10 figures are recorded · H11 rules are ignored, carried out brilliantly or forced on the customer ·
            H12 the till rings.
        title, persona, goal: what the way is called, who goes it, and what this person wants.
        stages: the names of the stages in order, 12 at most; one that is there keeps what stands in it.

        Raises as `discuss`.
        """
        return self._step(MapStep, FiveSteps.map, locals())

    @hints.checked('{0._variable}.design("Live times", stage="…", because="…")')
    def design(
        self, name: Name | None = None, *, stage: Name | None = None, before: Name | None = None,
        channel: Name | None = None, direction: Direction | None = None, problem: Text | None = None,
        because: Text | None = None, feeling: Feeling | None = None, replaces: Name | None = None,
        replaced_feeling: Feeling | None = None, like: list[Text] | None = None,
        wish: list[Text] | None = None, what_if: list[Text] | None = None,
    ) -> StepPanel | None:  # fmt: skip
        """Step 4: invent a touchpoint that improves the way. Without arguments it shows the step; in code:

            work.design("Live times", stage="Wait", problem="Nobody knows when the bus comes.", because="…", feeling=2)
            work.design(like=["It is quick."], what_if=["the battery is empty?"])

        name: what the new touchpoint is called.
        stage, before: where it stands, as in `map`; a new one needs its stage.
        channel, direction: as in `identify`.
        problem: what is bad without it.
        because: why it will work.
        feeling: how it will feel, from -2 to 2; default: 1.
        replaces: the touchpoint that it comes in place of, by its name.
        replaced_feeling: how that one will feel then.
        like, wish, what_if: what classmates answer, each a list of texts; they replace those given before.

        Raises as `discuss`.
        """
        return self._step(DesignStep, FiveSteps.design, locals())

    @hints.checked('{0._variable}.role_play("Bus stop", feeling_after=1)')
    def role_play(
        self, name: Name | None = None, *, observer: Observer | None = None, scene: Name | None = None,
        feeling_before: Feeling | None = None, feeling_after: Feeling | None = None,
        seen: dict[Name, bool] | None = None, promises_made: Text | None = None,
        promises_kept: Literal["yes", "partly", "no"] | None = None, helped: Text | None = None,
        conclusion: Text | None = None,
    ) -> StepPanel | None:  # fmt: skip
        """Step 5: play a scene at a touchpoint, and note what was seen. Without arguments it shows the step; in code:

            work.role_play("Live times", feeling_before=-1, feeling_after=1, helped="A clear answer.")
            work.role_play(conclusion="People want to know how long they wait.")

        name: the touchpoint or idea that was played, by its name.
        observer: whose sheet it is, 1 (default) to 9.
        scene: the scene that was played, by its title.
        feeling_before, feeling_after: how the customer felt, from -2 to 2.
        seen: the lesson's yes/no questions by id, such as {"greeted": True}.
        promises_made: what was promised.
        promises_kept: whether it was kept: "yes", "partly" or "no".
        helped: what helped the customer.
        conclusion: what you have learned from playing.

        Raises as `discuss`.
        """
        return self._step(RolePlayStep, FiveSteps.role_play, locals())

    def _step(self, kind: type[StepPanel], method: Callable[..., object], given: dict[str, Any]) -> StepPanel | None:
        """Show the step; or, given something, do it in code and show nothing."""
        given = {name: value for name, value in given.items() if name != "self" and value is not None}
        if not given:
            return self._screen.show(kind)
        in_code.do(self._session, kind.step, method, given, self._variable)
        return None

    @hints.checked('{0._variable}.remove("Bus stop")')
    def remove(self, name: str) -> None:
        """Take a touchpoint or an idea out of the work:

            work.remove("Bus stop")

        name: what it is called. Raises WrongArgument where nothing is called so.
        """
        in_code.remove(self._session, name)

    # What a lesson has besides.

    @hints.checked("{0._variable}.who()")
    def who(self) -> StepPanel:
        """Who works here: the nickname or the class is asked for, and can be given up."""
        return self._screen.show(Who)

    @hints.checked("{0._variable}.begin()")
    def begin(self) -> StepPanel:
        """Choose the place, the person and the stages, in a lesson that leaves its case to the class.

        Raises WrongArgument in any other lesson.
        """
        if not self._session.lesson.chosen_by_class:
            raise WrongArgument(self._words("code.no_begin", lesson=self._session.lesson.words.title))
        return self._screen.show(Begin)

    @hints.checked('{0._variable}.picture("visibility")')
    def picture(self, name: str) -> LessonWidget:
        """A chart of the lesson's case and, by a switch, of one's own map:

            work.picture("visibility")

        name: "compare", "visibility", "together" (in a lesson with several people on the same way), "departments",
            "priority", "directions"; "frequency" asks for a guess first.

        Raises WrongArgument for any other name.
        """
        if name == "frequency":
            return self._screen.show(pictures.Frequency)
        known = (*pictures.NAMES, "frequency")
        if name not in pictures.NAMES or (name == "together" and not self._session.lesson.voices):
            text = self._words("code.no_picture", name=str(name)[:40], known=", ".join(known))
            raise WrongArgument(text + hints.meant(self._words, name, known))
        return self._screen.show(partial(pictures.Pictures, name=name))

    @hints.checked("{0._variable}.game()")
    def game(self) -> LessonWidget:
        """Is it a touchpoint? Statements to decide, each explained. WrongArgument in a lesson without the game."""
        if not self._session.lesson.numbers.game:
            raise WrongArgument(self._words("code.no_game", lesson=self._session.lesson.words.title))
        return self._screen.show(Game)

    @hints.checked("{0._variable}.exit()")
    def exit(self) -> LessonWidget:
        """The exit ticket: a question for each "I can", to be answered before the model answer is shown."""
        return self._screen.show(ExitTicket)

    @hints.checked("{0._variable}.quiz()")
    def quiz(self) -> LessonWidget:
        """Five questions that explain every answer."""
        return self._screen.show(Quiz)

    def at_rest(self, mark: dict[str, str]) -> dict[str, str]:
        """What a saved notebook keeps of the widget that bears this mark: its words and picture, from the saved work of
        whoever works there now. ValueError for a mark that none of ours has: a notebook may come from anybody, so that
        nothing but our widgets is called by name."""
        about = mark["step"] if mark["step"] == "frequency" else mark.get("about", "")
        name = "points" if mark["step"] == "points" else "picture" if about else mark["step"]
        if name not in (*STEPS, *_SHOWN_TOO) or not hasattr(type(self), name):
            raise ValueError(f"no widget {name!r}")
        self._session.go_on_as_in(mark["kernel"])
        widget = getattr(self, name)(*filter(None, [about]))
        try:
            return widget.at_rest()
        finally:
            widget.close()

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

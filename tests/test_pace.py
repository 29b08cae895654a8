"""How long a child of 13 takes for the short plan: what the controls ask for is counted, and set beside the minutes."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_steps import page_sends

import touchpoints as tp
from touchpoints.language.words import of
from touchpoints.lessons import reader
from touchpoints.lessons.quality import measures
from touchpoints.rubric import TOP, assess
from touchpoints.steps.widget import LessonWidget

LETTERS, SECONDS, WORDS = 120, 4, 100  # typed in a minute; for a choice or a click; read in a minute
OWN = ("Gespräch mit meiner Cousine darüber", "Anruf bei Oma am Sonntag")
HIDDEN = {"Ob ich das wohl schaffe?": "customer", "Abends alles wegräumen": "company"}
WHY = {2: "Endlich hat mir jemand richtig zugehört.", -2: "Weil ich mich dort ganz allein gefühlt habe."}
OPINION = "Ich finde es jetzt etwas besser als früher."
IDEA = ("Glocke am Fenster", "Dann hört mich jemand, und ich warte nicht mehr allein.")


class Child:
    """Does the short plan, step by step; `minutes` are those of the step that was done last."""

    def __init__(self, id: str, folder: Path) -> None:
        self.lesson, self.work = reader.read(id, "de"), tp.Exercise(id, "de", folder)
        self.work._session.enter("Fuchs")
        self.letters = self.choices = 0

    def does(self, panel: LessonWidget, do: str, typed: str = "", **values: str) -> None:
        """A click, or what is typed and sent."""
        assert "done" in page_sends(panel, do, **values)
        self.choices += 1
        self.letters += len(typed)

    def minutes(self, step: str) -> float:
        self.letters = self.choices = 0
        getattr(self, step)(getattr(self.work, step)())
        read = measures.read(self.lesson, step, self.work._session.plan)
        return read / WORDS + self.letters / LETTERS + self.choices * SECONDS / 60

    def identify(self, panel: LessonWidget) -> None:
        self.does(panel, "plan", value="short")
        for one in (game := self.work.game()).items if self.lesson.numbers.game else ():
            self.does(game, "answer", id=one.id, value=one.right)
            self.does(game, "turn", by="1")
        self.choices += 1  # the fold
        for stage in self.lesson.case.stages[:3]:
            self.does(panel, "take", id=next(one.id for one in stage.activities if one.is_touchpoint))
        for name in (*OWN, *HIDDEN):
            self.does(panel, "add", name, name=name)
        for number, one in enumerate(self.work._session.steps.identify.touchpoints):
            self.does(panel, "see", id=one.id, value=HIDDEN.get(one.name, "both"))
            if one.name not in HIDDEN:
                self.does(panel, "direction", id=one.id, value=("to_customer", "from_customer")[number % 2])
            if one.name in OWN:
                self.does(panel, "channel", id=one.id, value=("person", "phone")[number % 2])

    def discuss(self, panel: LessonWidget) -> None:
        for one, feeling in zip(self.work.journey.touchpoints, (1, -1, 0, 2, -2), strict=True):
            self.does(panel, "rate", id=one.id, value=str(feeling))
            if feeling in WHY:
                self.does(panel, "why", WHY[feeling], id=one.id, value=WHY[feeling])
            self.does(panel, "turn", to=one.id)
        self.does(panel, "turn", to="opinion")
        self.does(panel, "opinion", OPINION, value=OPINION)
        self.does(panel, "come_back", value="maybe")

    def map(self, panel: LessonWidget) -> None:
        for one, stage in zip(self.work.journey.touchpoints, self.lesson.case.stages, strict=True):
            self.does(panel, "choose", id=one.id)
            self.does(panel, "place", id=one.id, stage=stage.id)

    def design(self, panel: LessonWidget) -> None:
        if self.lesson.numbers.ideas.get("design") == "frequency":
            self.does(self.work.picture("frequency"), "guess", value="9")
        name, because = IDEA
        values = {"replaces": self.work.journey.low.id, "feeling": "1", "replaced_feeling": "0"}
        self.choices += len(values)
        self.does(panel, "invent", name + because, name=name, because=because, **values)


@pytest.mark.soak
@pytest.mark.parametrize("id", [id for id in reader.ids() if not reader.read(id, "de").chosen_by_class])
def test_the_short_plan_has_time_for_a_child(id: str, tmp_path: Path) -> None:
    """Steps 1 to 4 of the short plan, done to the top level, fit its minutes: reading, typing and choosing together."""
    child = Child(id, tmp_path)
    planned = child.lesson.numbers.plans["short"].minutes
    needed = {step: child.minutes(step) for step in ("identify", "discuss", "map", "design")}
    print(id, *(f"{step} {minutes:.1f} of {planned[step]}" for step, minutes in needed.items()), sep=" · ")
    marks = assess(child.work._session.steps, child.lesson, "short", of("de"))
    assert [marks[step].open for step in needed] == [[]] * 4 and {marks[step].level for step in needed} == {TOP}
    assert {step: minutes for step, minutes in needed.items() if minutes > planned[step]} == {}

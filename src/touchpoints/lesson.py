"""What a lesson is: the typed shape of ``lesson.toml``, of ``<language>.toml`` and of a block of prose."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec.structs import replace

from touchpoints.journey import (
    Activity,
    Direction,
    Feeling,
    Id,
    Importance,
    Journey,
    Name,
    Persona,
    Stage,
    Value,
    VisibleTo,
)
from touchpoints.work import STEPS

SECTIONS = ("start", *STEPS, "finish")
# The blocks of prose that every lesson has, in the notebook's order. `notes` are for the teacher alone.
BLOCKS = (
    "start.question", "start.teacher",
    "identify.explain", "identify.example", "identify.task", "identify.notes",
    "discuss.explain", "discuss.task", "discuss.notes",
    "map.explain", "map.task", "map.notes",
    "design.explain", "design.task", "design.notes",
    "role_play.explain", "role_play.task", "role_play.notes",
    "finish.exit", "finish.notes",
)  # fmt: skip
Minutes = Annotated[int, msgspec.Meta(ge=1, le=90)]


class Plan(Value):
    """One way through the lesson: how many touchpoints and reasons, and the minutes of each section."""

    touchpoints: Annotated[int, msgspec.Meta(ge=1, le=30)]
    reasons: Annotated[int, msgspec.Meta(ge=1, le=30)]
    minutes: dict[str, Minutes]


class CaseActivity(Value):
    id: Id
    visible_to: VisibleTo = "both"
    direction: Direction = "both"
    channel: Name = ""
    feeling: Feeling | None = None
    importance: Importance | None = None
    department: Id | None = None


class CaseStage(Value):
    id: Id
    activities: tuple[CaseActivity, ...] = ()


class Case(Value):
    stages: tuple[CaseStage, ...]


class ExitItem(Value):
    id: Id
    can: Id
    right: Id
    answers: tuple[Id, ...]


class Scene(Value):
    id: Id
    touchpoint: Id


class Example(Value):
    complete: Id
    partial: Id


class Improvement(Value):
    id: Id
    channel: Name
    direction: Direction
    stage: Id
    position: Annotated[int, msgspec.Meta(ge=0)]
    feeling: Feeling


class Numbers(Value):
    """``lesson.toml``: ids and numbers, once for all languages."""

    order: int
    ages: tuple[int, int]
    can: tuple[Id, ...]
    new_words: tuple[Id, ...]
    misconceptions: tuple[Id, ...]
    observe: tuple[Id, ...]
    moods: tuple[Id, ...]
    plans: dict[str, Plan]
    rubric: dict[str, Id]
    example: Example
    exit: tuple[ExitItem, ...]
    scenes: tuple[Scene, ...]
    case: Case
    improvement: Improvement


class Can(Value):
    text: str
    assess: str


class NewWord(Value):
    term: str
    meaning: str


class Misconception(Value):
    say: str
    ask: str


class Named(Value):
    name: str
    why: str = ""


class CaseWords(Value):
    title: str
    persona: str
    goal: str
    stages: dict[Id, str]
    activities: dict[Id, Named]
    departments: dict[Id, str] = {}


class ImprovementWords(Value):
    name: str
    problem: str
    because: str


class AnswerWords(Value):
    text: str
    reason: str


class ExitWords(Value):
    question: str
    answers: dict[Id, AnswerWords]


class Card(Value):
    """A role card: who one is, what one wants (an employee: the task), what one knows, the first sentence."""

    who: str
    want: str
    know: str
    first_sentence: str
    rule: str = ""


class SceneWords(Value):
    title: str
    customer: Card
    employee: Card


class Help(Value):
    support: str
    stretch: str


class LessonWords(Value):
    """``<language>.toml``: the lesson's words by id."""

    title: str
    summary: str
    question: str
    objective: str
    references: tuple[str, ...]
    can: dict[Id, Can]
    new_words: dict[Id, NewWord]
    misconceptions: dict[Id, Misconception]
    observe: dict[Id, str]
    moods: dict[Id, str]
    help: dict[str, Help]
    rubric: dict[str, tuple[str, str, str, str]]
    exit: dict[Id, ExitWords]
    scenes: dict[Id, SceneWords]
    case: CaseWords
    improvement: ImprovementWords


class Block(Value):
    """A block of prose, such as ``identify.task``, with the facts it teaches and the "I can" it serves."""

    name: str
    facts: tuple[str, ...]
    can: tuple[str, ...]
    text: str


class Lesson(Value):
    """A lesson in one language: everything that notebooks, widgets and the printable page show of it."""

    id: str
    language: str
    numbers: Numbers
    words: LessonWords
    blocks: dict[str, Block]

    @property
    def case(self) -> Journey:
        """The case with its feelings and reasons: the answer key."""
        text = self.words.case
        stages = tuple(
            Stage(id=stage.id, name=text.stages[stage.id], activities=tuple(map(self._activity, stage.activities)))
            for stage in self.numbers.case.stages
        )
        persona = Persona(name=text.persona, goal=text.goal)
        return Journey(language=self.language, title=text.title, persona=persona, stages=stages)

    @property
    def improved(self) -> Journey:
        """The case with the improvement of the teacher's notes put in."""
        case, new, text = self.case, self.numbers.improvement, self.words.improvement
        activity = Activity(
            id=new.id, name=text.name, channel=new.channel, direction=new.direction, feeling=new.feeling,
            why=text.because, new=True,
        )  # fmt: skip
        return replace(case, stages=tuple(_insert(s, new.position, activity, new.stage) for s in case.stages))

    @property
    def empty(self) -> Journey:
        """The lesson's title and stages with nothing in them: where a class or a student begins."""
        stages = tuple(replace(stage, activities=()) for stage in self.case.stages)
        return Journey(language=self.language, title=self.words.title, stages=stages)

    @property
    def example(self) -> Journey:
        """The first stage of the case alone: how a map is read, without giving the exercise away."""
        return replace(self.case, stages=self.case.stages[:1])

    def activity(self, id: str) -> Activity:
        return next(activity for activity in self.case.activities if activity.id == id)

    def _activity(self, one: CaseActivity) -> Activity:
        text = self.words.case.activities[one.id]
        return Activity(
            id=one.id, name=text.name, why=text.why, visible_to=one.visible_to, direction=one.direction,
            channel=one.channel, feeling=one.feeling, importance=one.importance,
            department=self.words.case.departments.get(one.department or "", ""),
        )  # fmt: skip


def _insert(stage: Stage, position: int, activity: Activity, where: str) -> Stage:
    if stage.id != where:
        return stage
    before, after = stage.activities[:position], stage.activities[position:]
    return replace(stage, activities=(*before, activity, *after))

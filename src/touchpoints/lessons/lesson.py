"""What a lesson is: its numbers (``lesson.toml``), its words (``<language>.toml``) and its prose, block by block."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec.structs import replace

from touchpoints.lessons.numbers import CaseActivity, Numbers, Question
from touchpoints.lessons.text import LessonText, QuestionText, Term
from touchpoints.model.journey import Activity, Journey, Persona, Stage, Value
from touchpoints.model.work import STEPS, PlanName, Steps

SECTIONS = ("start", *STEPS, "exit", "quiz")  # what a plan gives minutes to
WITHOUT = {"short": {"quiz"}}  # what a plan leaves out
OWN = 2  # touchpoints at least that are one's own where a plan offers the case's
# The blocks of prose that every lesson has, in the notebook's order. `notes` are for the teacher alone.
BLOCKS = (
    "start.question", "start.teacher",
    "identify.example", "identify.explain", "identify.task", "identify.notes",
    "discuss.explain", "discuss.task", "discuss.notes",
    "map.explain", "map.task", "map.notes",
    "design.explain", "design.task", "design.notes",
    "role_play.explain", "role_play.task", "role_play.notes",
    "finish.exit", "finish.code", "finish.notes",
)  # fmt: skip

# What may stand alone on a line of prose as {{name}}; prose.py says what it becomes.
PLACEHOLDERS = ("can", "assess", "new_words", "timeline", "references", "misconceptions", "help", "example", "case",
                "improvement", "roles", "observers", "exit", "exit_answers", "recall", "recall_answers",
                "rubric", "drop")  # fmt: skip


class Block(Value):
    """A block of prose, such as ``identify.task``, with the facts it teaches, the "I can" it serves, and the line of
    its file at which it begins."""

    name: str
    facts: tuple[str, ...]
    can: tuple[str, ...]
    text: str
    line: int = 1


class Asked(Value):
    """A question with its words, of this lesson's quiz or, to be recalled, of an earlier one's."""

    question: Question
    text: QuestionText


class LessonContent(Value, dict=True, eq=False):  # each is itself, so that what is made of one can be kept for it
    """A lesson in one language: everything that notebooks, widgets and paper show of it."""

    id: str
    language: str
    numbers: Numbers
    words: LessonText
    blocks: dict[str, Block]
    new_words: tuple[Term, ...] = ()
    recall: tuple[Asked, ...] = ()
    # In all languages, the words of the lesson and its model solutions: a copy of one is nobody's own work.
    texts: tuple[LessonText, ...] = ()
    solutions: tuple[Steps, ...] = ()

    @cached_property
    def case(self) -> Journey:
        """The case with its feelings and reasons: the answer key. Without stages where the class chooses the case."""
        text = self.words.case
        stages = tuple(
            Stage(id=stage.id, name=text.stages[stage.id], activities=tuple(map(self._activity, stage.activities)))
            for stage in self.numbers.case.stages
        )
        persona = Persona(name=text.persona, goal=text.goal)
        return Journey(language=self.language, title=text.title, persona=persona, stages=stages)

    @property
    def improved(self) -> Journey:
        """The case with the improvement of the teacher's notes put in, where there is one."""
        case, new, text = self.case, self.numbers.improvement, self.words.improvement
        if new is None or text is None:
            return case
        activity = Activity(
            id=new.id, name=text.name, channel=new.channel, direction=new.direction, feeling=new.feeling,
            why=text.because, new=True,
        )  # fmt: skip
        return replace(case, stages=tuple(_insert(s, new.position, activity, new.stage) for s in case.stages))

    @property
    def empty(self) -> Journey:
        """The lesson's title and stages with nothing in them: where a class or a student begins."""
        stages = tuple(replace(stage, activities=()) for stage in self.case.stages)
        title = self.words.title if stages else ""
        return Journey(language=self.language, title=title, stages=stages)

    @property
    def example(self) -> Journey:
        """The case with nothing but its first stage filled: how a map is read, without giving the exercise away."""
        return replace(self.case, stages=(*self.case.stages[:1], *self.empty.stages[1:]))

    @property
    def voices(self) -> tuple[Journey, ...]:
        """The case as others feel it, each with their own name and goal."""
        return tuple(
            replace(
                self.case,
                persona=Persona(name=text.name, goal=text.goal),
                stages=tuple(_felt(stage, voice.feelings) for stage in self.case.stages),
            )
            for voice in self.numbers.voices
            for text in (self.words.voices[voice.id],)
        )

    def adapted(self, plan: PlanName, minutes: Mapping[str, int], texts: Mapping[str, str]) -> LessonContent:
        """The lesson with other minutes for some parts of a plan, and with other prose in some blocks."""
        parts = {**self.numbers.plans[plan].minutes, **minutes}
        plans = {**self.numbers.plans, plan: replace(self.numbers.plans[plan], minutes=parts)}
        blocks = {name: replace(one, text=texts.get(name, one.text)) for name, one in self.blocks.items()}
        return replace(self, numbers=replace(self.numbers, plans=plans), blocks=blocks)

    def offered(self, plan: PlanName) -> list[Activity]:
        """The touchpoints of the case that a plan offers to take in `identify`, to save typing."""
        return self.case.touchpoints if plan == "short" else []

    def offered_names(self, plan: PlanName) -> frozenset[str]:
        """Their names in all languages, casefolded: a work may have been begun in another one."""
        ids = {one.id for one in self.offered(plan)}
        named = [text.case.activities for text in self.texts if ids <= text.case.activities.keys()]  # no other lesson's
        return frozenset(names[id].name.casefold() for names in named for id in ids)

    @property
    def chosen_by_class(self) -> bool:
        """Whether the lesson has no case of its own."""
        return not self.numbers.case.stages

    def activity(self, id: str) -> Activity:
        """An activity of the case or of the example. KeyError for any other id."""
        return {one.id: one for one in (*self.case.activities, *map(self._activity, self.numbers.example.activities))}[
            id
        ]

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


def _felt(stage: Stage, feelings: dict[str, int]) -> Stage:
    """The stage as somebody else feels it; their reasons are not told."""
    activities = tuple(
        replace(one, feeling=feelings.get(one.id), why="") if one.is_touchpoint else one for one in stage.activities
    )
    return replace(stage, activities=activities)


def may_be(name: str) -> bool:
    """A block that a lesson may have or leave out: what stands folded in a step, for those who want to know more."""
    step, _, part = name.partition(".")
    return step in STEPS and part == "more"


def expected_blocks(numbers: Numbers) -> tuple[str, ...]:
    """The blocks of a lesson: an idea's prose stands before the step's task; without a coding task there is no block
    for it."""
    found: list[str] = []
    for name in BLOCKS:
        step, _, part = name.partition(".")
        if part == "task" and step in numbers.ideas:
            found.append(f"{step}.idea")
        if part != "code" or numbers.coding:
            found.append(name)
    return tuple(found)

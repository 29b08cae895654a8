"""The shape of ``lesson.toml``: a lesson's ids and numbers, once for all languages."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from touchpoints.model.journey import MAX_STAGES, Direction, Feeling, Id, Importance, Name, Value, VisibleTo

Minutes = Annotated[int, msgspec.Meta(ge=1, le=90)]
Count = Annotated[int, msgspec.Meta(ge=1, le=50)]
Share = Annotated[int, msgspec.Meta(ge=1, le=100)]  # per cent
# What a lesson may show in a step besides the step itself: pictures of its case and of one's own map, a game, a form.
Concept = Literal["example", "compare", "visibility", "together", "departments", "priority", "directions", "frequency",
               "game", "begin"]  # fmt: skip


class Plan(Value):
    """One way through the lesson: how many touchpoints and reasons, how many statements of the game where there is one,
    and the minutes of each section."""

    touchpoints: Annotated[int, msgspec.Meta(ge=1, le=30)]
    reasons: Annotated[int, msgspec.Meta(ge=1, le=30)]
    minutes: dict[str, Minutes]
    statements: Annotated[int, msgspec.Meta(ge=0, le=50)] = 0


class Thresholds(Value):
    """What the rubric asks for, besides a plan's touchpoints and reasons. All of them may be left out.

    `channels`: kinds of channel; `one_side`: things that only one side sees; `stages`: how many a way has at least;
    `reason`, `sentence`: how many different words make a reason, and a sentence of explanation; `sheets`: observers'
    sheets; `copied`: from which share of one's names on, per cent, likeness to the lesson's case is no coincidence;
    `same`: from which share of one's reasons on the same reason stands "everywhere".
    """

    channels: Count = 3
    one_side: Count = 1
    stages: Annotated[int, msgspec.Meta(ge=1, le=MAX_STAGES)] = 3
    reason: Count = 3
    sentence: Count = 5
    sheets: Count = 1
    copied: Share = 50
    same: Share = 50


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
    """The lesson's own journey. Without stages it is the class that chooses a case."""

    stages: tuple[CaseStage, ...] = ()


class Example(Value):
    """The complete and the half-filled example of `identify`: of the case, or activities that stand only here."""

    complete: Id
    partial: Id
    activities: tuple[CaseActivity, ...] = ()


class Question(Value):
    """A question of the quiz, its answers in order, and the right one."""

    id: Id
    right: Id
    answers: tuple[Id, ...]


class ExitItem(Value):
    """A question of the exit ticket, which is answered in one's own words, asks for one "I can"."""

    id: Id
    can: Id


class Sample(Value):
    """A touchpoint of the case to look at, as the kit draws it."""

    id: Id
    kind: Literal["advert", "email", "sign", "message"]


class Statement(Value):
    """A statement of the game "Is it a touchpoint?": who can see what it tells of."""

    id: Id
    visible_to: VisibleTo


class Voice(Value):
    """Somebody else on the same way: how each touchpoint of the case feels to them."""

    id: Id
    feelings: dict[Id, Feeling]


class Scene(Value):
    """A role-play, and the touchpoint of the case at which it is played ("" where the class chooses the case)."""

    id: Id
    touchpoint: str = ""


class Improvement(Value):
    id: Id
    channel: Name
    direction: Direction
    stage: Id
    position: Annotated[int, msgspec.Meta(ge=0)]
    feeling: Feeling


class Numbers(Value):
    """``lesson.toml``. `recall` names questions of earlier lessons' quizzes, such as "school-lunch.sides"; `ideas`
    says in which step the lesson shows its new idea; `coding` is one way to do the coding task with which the exercise
    ends, in two lines of Python at most, with `work` for the exercise. Where it is empty there is no such task."""

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
    quiz: tuple[Question, ...]
    scenes: tuple[Scene, ...]
    case: Case
    improvement: Improvement | None = None
    recall: tuple[str, ...] = ()
    ideas: dict[str, Concept] = {}
    game: tuple[Statement, ...] = ()
    voices: tuple[Voice, ...] = ()
    samples: tuple[Sample, ...] = ()
    thresholds: Thresholds = Thresholds()
    coding: str = ""

"""The data: one student's (or one class's) work on a lesson, and the journey that follows from it.

A work file (``*.work.json``) is one `Work` as JSON. Each fact stands in one step only; what follows
from several, such as the journey before and after, is computed here. Every change makes a new value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from touchpoints.model.journey import (
    MAX_ACTIVITIES,
    MAX_STAGES,
    Activity,
    Direction,
    Feeling,
    Hands,
    Happening,
    Id,
    Importance,
    Journey,
    Name,
    Persona,
    Stage,
    Text,
    Value,
    VisibleTo,
    check_unique,
)

FORMAT = "touchpoints.work/2"
MAX_ENTRIES = 50  # of stories, ideas, answers, observations: far more than a lesson has time for
STEPS = ("identify", "discuss", "map", "design", "role_play")

PlanName = Literal["two", "short"]  # the ways through a lesson: in two lessons of 40 minutes, or in one
PLANS: tuple[PlanName, ...] = get_args(PlanName)
DEFAULT_PLAN: PlanName = "two"

Order = Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_ACTIVITIES)]
Answers = Annotated[
    tuple[Id, ...], msgspec.Meta(max_length=MAX_ENTRIES)
]  # answers, in the order in which they were given


class Found(Value):
    """Something a student found: a touchpoint, or a thing that only one side sees.

    `direction` and `visible_to` are None while they are open; a channel that the kit has guessed from the name is not
    confirmed.
    """

    id: Id
    name: Name
    channel: Name = ""
    channel_confirmed: bool = True
    direction: Direction | None = "both"
    visible_to: VisibleTo | None = "both"


class Identify(Value):
    touchpoints: Annotated[tuple[Found, ...], msgspec.Meta(max_length=MAX_ACTIVITIES)] = ()


class Rating(Value):
    """`hands` counts how many of a class raised a hand for a level, by the level."""

    feeling: Feeling | None = None
    why: Text = ""
    hands: dict[Feeling, Hands] = {}


class Story(Value):
    kind: Literal["good", "bad"]
    text: Text


class Opinion(Value):
    """What one now thinks of the place, and whether one would come back."""

    text: Text = ""
    come_back: Literal["", "yes", "maybe", "no"] = ""


class Discuss(Value):
    """`ratings` may hold ids of deleted touchpoints: undoing the deletion brings the feeling back."""

    ratings: dict[Id, Rating] = {}
    stories: Annotated[tuple[Story, ...], msgspec.Meta(max_length=MAX_ENTRIES)] = ()
    opinion: Opinion = Opinion()


class MapStage(Value):
    """A stage of one's own map. An empty name means: the lesson's name for this id, in any language."""

    id: Id
    name: Name = ""
    order: Order = ()


class Detail(Value):
    importance: Importance | None = None
    department: Name = ""
    happens: tuple[Happening, ...] = ()


class Map(Value):
    """`stages` is None until the student changes them: then the lesson's own stages hold."""

    title: Name = ""
    persona: Persona = Persona()
    stages: Annotated[tuple[MapStage, ...], msgspec.Meta(max_length=MAX_STAGES)] | None = None
    details: dict[Id, Detail] = {}


class Invented(Value):
    name: Name
    channel: Name = ""
    direction: Direction = "both"


class Idea(Value):
    """A new touchpoint: where it goes, why it works, the feeling expected; the touchpoint that it comes in place of,
    and how that one feels then. `problem` is what it solves, which is asked for in code only."""

    id: Id
    touchpoint: Invented
    stage: Id
    position: Annotated[int, msgspec.Meta(ge=0, le=MAX_ACTIVITIES)] = 0
    problem: Text = ""
    because: Text = ""
    feeling: Feeling | None = None
    replaces: Id | None = None
    replaced_feeling: Feeling | None = None


class Answer(Value):
    """A classmate's answer to the ideas."""

    kind: Literal["like", "wish", "what_if"]
    text: Text


class Design(Value):
    ideas: Annotated[tuple[Idea, ...], msgspec.Meta(max_length=MAX_ENTRIES)] = ()
    answers: Annotated[tuple[Answer, ...], msgspec.Meta(max_length=MAX_ENTRIES)] = ()


class Observation(Value):
    """One observer's sheet. `touchpoint` is what was played, `seen` answers the lesson's yes/no items by id."""

    touchpoint: Annotated[str, msgspec.Meta(max_length=64)] = ""
    feeling_before: Feeling | None = None
    feeling_after: Feeling | None = None
    promises_made: Text = ""
    promises_kept: Literal["", "yes", "partly", "no"] = ""
    seen: dict[Id, bool] = {}
    helped: Text = ""


class OwnCard(Value):
    """A role card for one's own idea: who one is, what one wants and knows, and the first sentence."""

    who: Text = ""
    want: Text = ""
    know: Text = ""
    first: Text = ""


class RolePlay(Value):
    """`seed` repeats the deal of a scene; `role` is the one that is played."""

    scene: Annotated[str, msgspec.Meta(max_length=64)] = ""
    seed: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] | None = None
    role: Annotated[str, msgspec.Meta(max_length=64)] = ""
    cards: Annotated[tuple[OwnCard, ...], msgspec.Meta(max_length=MAX_ENTRIES)] = ()
    observations: Annotated[tuple[Observation, ...], msgspec.Meta(max_length=MAX_ENTRIES)] = ()
    conclusion: Text = ""


class Steps(Value):
    identify: Identify = Identify()
    discuss: Discuss = Discuss()
    map: Map = Map()
    design: Design = Design()
    role_play: RolePlay = RolePlay()


class Finish(Value):
    """The end of the lesson: the answers to exit ticket and quiz by question, hands raised for an answer, and which
    "I can" somebody says of themselves."""

    exit: dict[Id, Annotated[tuple[Text, ...], msgspec.Meta(max_length=MAX_ENTRIES)]] = {}
    quiz: dict[Id, Answers] = {}
    hands: dict[Id, dict[Id, Hands]] = {}
    can: dict[Id, bool] = {}


class Work(Value, kw_only=True, omit_defaults=False):  # a file always carries its `format`
    """One saved state. `revision` counts the savings, `id` tells two equal nicknames apart; `plan` is the one that
    was chosen or that the class had; None where neither was so."""

    format: Literal["touchpoints.work/2"] = FORMAT
    lesson: Id
    language: Annotated[str, msgspec.Meta(max_length=16)] = "en"
    nickname: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    id: Id
    revision: Annotated[int, msgspec.Meta(ge=0)] = 0
    saved_at: Annotated[str, msgspec.Meta(max_length=40)] = ""
    plan: PlanName | None = None
    steps: Steps = Steps()
    finish: Finish = Finish()
    extra: dict[str, Any] = {}

    def __post_init__(self) -> None:
        check_unique("stage id", (stage.id for stage in self.steps.map.stages or ()))
        ids = [idea.id for idea in self.steps.design.ideas] + [one.id for one in self.steps.identify.touchpoints]
        check_unique("touchpoint id", ids)
        if len(ids) > MAX_ACTIVITIES:
            raise ValueError(f"touchpoints and ideas: {len(ids)}, at most {MAX_ACTIVITIES}")


def stages_of(steps: Steps, lesson: Journey) -> tuple[MapStage, ...]:
    """The stages of the student's map: their own, else those of the lesson's empty journey."""
    return tuple(MapStage(id=stage.id) for stage in lesson.stages) if steps.map.stages is None else steps.map.stages


def journey_before(steps: Steps, lesson: Journey) -> Journey:
    """The student's map as a journey; `lesson` gives title, persona and the stages' names where theirs are empty."""
    activities = {found.id: _activity(found, steps) for found in steps.identify.touchpoints}
    names = {stage.id: stage.name for stage in lesson.stages}
    stages = []
    for stage in stages_of(steps, lesson):
        placed = tuple(activities.pop(id) for id in stage.order if id in activities)
        stages.append(Stage(id=stage.id, name=stage.name or names.get(stage.id, ""), activities=placed))
    persona = Persona(
        name=steps.map.persona.name or lesson.persona.name, goal=steps.map.persona.goal or lesson.persona.goal
    )
    return Journey(
        language=lesson.language,
        title=steps.map.title or lesson.title,
        persona=persona,
        stages=tuple(stages),
        unplaced=tuple(activities.values()),
    )


def journey_after(steps: Steps, lesson: Journey) -> Journey:
    """The same with the ideas put in, each marked as new, and what they come in place of as it feels then; an idea
    whose stage is gone waits unplaced."""
    before = journey_before(steps, lesson)
    then = {idea.replaces: idea.replaced_feeling for idea in steps.design.ideas if idea.replaced_feeling is not None}

    def felt(activities: Iterable[Activity]) -> list[Activity]:
        return [replace(one, feeling=then.get(one.id, one.feeling)) for one in activities]

    lists, unplaced = {stage.id: felt(stage.activities) for stage in before.stages}, felt(before.unplaced)
    for idea in steps.design.ideas:
        lists.get(idea.stage, unplaced).insert(idea.position, _new_activity(idea))
    stages = tuple(replace(stage, activities=tuple(lists[stage.id])) for stage in before.stages)
    return replace(before, stages=stages, unplaced=tuple(unplaced))


def _activity(found: Found, steps: Steps) -> Activity:
    rating = steps.discuss.ratings.get(found.id, Rating())
    detail = steps.map.details.get(found.id, Detail())
    return Activity(
        id=found.id, name=found.name, channel=found.channel, direction=found.direction or "both",
        visible_to=found.visible_to or "both",  # until somebody says that only one side sees it,
        feeling=rating.feeling, why=rating.why, importance=detail.importance, department=detail.department,
        happens=detail.happens, hands=tuple(sorted(rating.hands.items())),
    )  # fmt: skip


def _new_activity(idea: Idea) -> Activity:
    new = idea.touchpoint
    return Activity(
        id=idea.id, name=new.name, channel=new.channel, direction=new.direction, feeling=idea.feeling,
        why=idea.because, new=True,
    )  # fmt: skip

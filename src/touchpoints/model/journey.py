"""The data: a customer journey, its stages and its activities.

A journey file (``*.journey.json``) is one `Journey` as JSON. Everything here is a frozen value:
a change makes a new journey. Nothing here knows of files, languages, charts or widgets.

>>> lunch = Journey(title="Lunch", stages=(
...     Stage(id="pay", name="Pay", activities=(
...         Activity(id="till", name="The till", feeling=-1),
...         Activity(id="cooking", name="Cooking", visible_to="company"))),))
>>> [touchpoint.name for touchpoint in lunch.touchpoints]
['The till']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec.structs import replace

FORMAT = "touchpoints.journey/1"
MAX_STAGES, MAX_ACTIVITIES, MAX_NAME, MAX_TEXT = 12, 200, 200, 2000
MAX_HANDS = 1000  # raised for one level or answer: more than any class has

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
# From very good to very bad, around "neutral", 0. CONTRIBUTING says what else a new level needs.
FEELINGS = (2, 1, 0, -1, -2)
BEST, WORST = FEELINGS[0], FEELINGS[-1]
Feeling = Annotated[int, msgspec.Meta(ge=WORST, le=BEST)]
Hands = Annotated[int, msgspec.Meta(ge=0, le=MAX_HANDS)]
Importance = Annotated[int, msgspec.Meta(ge=1, le=5)]
Direction = Literal["to_customer", "from_customer", "both"]
VisibleTo = Literal["both", "company", "customer"]
Happening = Literal["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10", "H11", "H12"]

DIRECTIONS: tuple[str, ...] = get_args(Direction)
VISIBLE_TO: tuple[str, ...] = get_args(VisibleTo)
# The channels with an icon and a word of their own; any other short text is a channel too.
CHANNELS = (
    "advert", "website", "email", "direct_mail", "phone", "text_message", "display", "sign", "building", "vehicle",
    "contract", "social_media", "shop", "trade_fair", "presentation", "invoice", "popup", "chat", "configurator",
    "platform", "tv", "device", "app", "person", "box",
)  # fmt: skip
ELEVEN_KINDS = CHANNELS[:11]  # fact V6: the kinds a class learns to recognise


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all data of the kit have in common: frozen, named fields only, an unknown field is an error."""


class Activity(Value):
    """Something that happens on the way. It is a touchpoint exactly when both sides can see it.

    `feeling` is -2 (very bad) to 2 (very good) or None (not rated yet), `importance` 1 to 5 or None,
    `channel` one of `CHANNELS` or any short text, `happens` what fact H1 to H12 name. `hands` are how many of a class
    raised a hand for which level, where hands were counted.
    """

    id: Id
    name: Name
    visible_to: VisibleTo = "both"
    direction: Direction = "both"
    channel: Name = ""
    feeling: Feeling | None = None
    why: Text = ""
    importance: Importance | None = None
    department: Name = ""
    happens: tuple[Happening, ...] = ()
    actors: tuple[Name, ...] = ()
    new: bool = False
    hands: Annotated[tuple[tuple[Feeling, Hands], ...], msgspec.Meta(max_length=len(FEELINGS))] = ()

    @property
    def is_touchpoint(self) -> bool:
        return self.visible_to == "both"


class Stage(Value):
    """A part of the way, such as "before" or "paying", with its activities in order."""

    id: Id
    name: Name
    activities: tuple[Activity, ...] = ()


class Persona(Value):
    """Whose journey it is and what this person wants."""

    name: Name = ""
    goal: Text = ""


class Journey(Value, omit_defaults=False):  # a file always carries its `format`
    """A customer's way through its stages. `unplaced` holds activities that have no stage yet.

    Raises ValueError for more than 12 stages or 200 activities, and for an id that occurs twice.
    """

    format: Literal["touchpoints.journey/1"] = FORMAT
    language: Annotated[str, msgspec.Meta(max_length=16)] = "en"
    title: Name = ""
    persona: Persona = Persona()
    stages: Annotated[tuple[Stage, ...], msgspec.Meta(max_length=MAX_STAGES)] = ()
    unplaced: tuple[Activity, ...] = ()
    extra: dict[str, Any] = {}

    def __post_init__(self) -> None:
        if len(self.stages) > MAX_STAGES:
            raise ValueError(f"stages: {len(self.stages)}, at most {MAX_STAGES}")
        if (count := sum(1 for _ in self.activities)) > MAX_ACTIVITIES:
            raise ValueError(f"activities: {count}, at most {MAX_ACTIVITIES}")
        check_unique("stage id", (stage.id for stage in self.stages))
        check_unique("activity id", (activity.id for activity in self.activities))

    @property
    def activities(self) -> Iterator[Activity]:
        """Everything on the way, stage by stage, then what has no stage yet."""
        for stage in self.stages:
            yield from stage.activities
        yield from self.unplaced

    @property
    def touchpoints(self) -> list[Activity]:
        """Only what both sides can see, in order."""
        return [activity for activity in self.activities if activity.is_touchpoint]

    @property
    def rated(self) -> list[Activity]:
        """The touchpoints that have a feeling, in order."""
        return [touchpoint for touchpoint in self.touchpoints if touchpoint.feeling is not None]

    @property
    def start(self) -> Activity | None:
        """The first rated moment; None when nothing is rated."""
        return self.rated[0] if self.rated else None

    @property
    def peak(self) -> Activity | None:
        """The best moment (the first of equals); None when nothing is above the worst."""
        return max(self.rated, key=lambda t: t.feeling) if self._has_range else None

    @property
    def low(self) -> Activity | None:
        """The worst moment (the first of equals); None when nothing is below the best."""
        return min(self.rated, key=lambda t: t.feeling) if self._has_range else None

    @property
    def end(self) -> Activity | None:
        """The last rated moment of the last stage: with the peak, what memory keeps (peak-end rule, fact X3).
        None while there is none: a way that has only begun has no end."""
        last = [one for stage in self.stages[-1:] for one in stage.activities]
        rated = [one for one in last if one.is_touchpoint and one.feeling is not None]
        return rated[-1] if rated else None

    @property
    def _has_range(self) -> bool:
        return len({touchpoint.feeling for touchpoint in self.rated}) > 1


def one_line(text: str) -> str:
    """What somebody wrote, on one line, with single spaces."""
    return " ".join(text.split())


def check_unique(what: str, ids: Iterable[str]) -> None:
    """Raise ValueError naming the first id that occurs twice."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"{what} twice: {one!r}")
        seen.add(one)


def mean_feeling(activities: Iterable[Activity]) -> float | None:
    """The mean feeling (-2 to 2) of the rated touchpoints among these; None when none is rated."""
    feelings = [a.feeling for a in activities if a.is_touchpoint and a.feeling is not None]
    return sum(feelings) / len(feelings) if feelings else None


def each(journey: Journey, changed: Callable[[Activity], Activity]) -> Journey:
    """The journey with every activity changed."""
    stages = tuple(replace(stage, activities=tuple(map(changed, stage.activities))) for stage in journey.stages)
    return replace(journey, stages=stages, unplaced=tuple(map(changed, journey.unplaced)))


def without_new(journey: Journey) -> Journey:
    """The journey as it was before its new touchpoints."""
    stages = tuple(replace(s, activities=tuple(a for a in s.activities if not a.new)) for s in journey.stages)
    return replace(journey, stages=stages, unplaced=tuple(a for a in journey.unplaced if not a.new))

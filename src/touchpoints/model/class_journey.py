"""The journeys of a class merged into one: common stages, shared touchpoints, and where the feelings lie apart.

What is the same in two journeys, `matching` says. A touchpoint that only one journey has is its own: it is counted, and
no position stands for it, though its feeling counts where a position stands for a whole stage.

>>> from touchpoints.model.journey import Activity, Journey
>>> tills = [Activity(id=str(i), name="The Till", feeling=feeling) for i, feeling in enumerate((-2, -2, 1, 2))]
>>> [till] = merge([Journey(unplaced=(one,)) for one in tills]).positions
>>> till.name, till.quartiles
('The Till', (-2.0, -0.5, 1.25))
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from touchpoints.model.journey import FEELINGS, WORST, Activity, Journey, Stage, mean_feeling, one_line
from touchpoints.model.matching import Thing, grouped

MOST_APART, LEAST_SPAN = 3, 2  # so many touchpoints to talk about, whose feelings lie so many levels apart
LEAST_SHARE = 0.2  # of the rated journeys: fewer do not speak for a class
Line = tuple[float | None, ...]  # a journey's feeling at each position


@dataclass(frozen=True)
class Position:
    """A touchpoint that journeys share; or, where they share none that is rated, what stands for a `whole` stage.

    `feelings` are those given, ascending: levels of -2 to 2, for a whole stage each journey's mean of what only it has
    there. `have` is how many journeys have it, rated or not.
    """

    id: str
    name: str
    have: int
    feelings: tuple[float, ...]
    whole: bool = False

    @property
    def rated(self) -> int:
        return len(self.feelings)

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """Lower quartile, median and upper quartile of the feelings; None when there are none.

        The inclusive method of `statistics.quantiles`: the lowest feeling is at 0 %, the highest at 100 %. One feeling
        is all three; between two the quartiles lie a quarter of the way in from either.
        """
        if self.rated < 2:
            return self.feelings * 3 if self.feelings else None
        low, median, high = statistics.quantiles(self.feelings, n=4, method="inclusive")
        return low, median, high

    @property
    def median(self) -> float | None:
        return self.quartiles[1] if self.quartiles else None

    @property
    def span(self) -> float:
        """Levels from the lowest to the highest feeling; 0 when there are none."""
        return self.feelings[-1] - self.feelings[0] if self.feelings else 0

    @property
    def disagreement(self) -> tuple[float, float, int]:
        """How far apart the feelings lie, to be compared: first the middle half, then all, then how many they are."""
        low, _, high = self.quartiles or (0, 0, 0)
        return high - low, self.span, self.rated

    @property
    def counts(self) -> dict[int, int]:
        """How many gave which level, from very good to very bad; a mean between two levels counts for neither."""
        return {level: self.feelings.count(level) for level in FEELINGS}


@dataclass(frozen=True)
class Common:
    """A stage that journeys share. `id` and `name` are empty for what lies in no such stage."""

    id: str
    name: str
    positions: tuple[Position, ...]


@dataclass(frozen=True)
class Merged:
    """Journeys merged: how many, how many of them have no touchpoint yet, their common stages in order, a line a rated
    journey (the happiest first), and how many touchpoints only one journey has."""

    journeys: int
    empty: int
    stages: tuple[Common, ...]
    lines: tuple[Line, ...]
    own: int

    @property
    def positions(self) -> tuple[Position, ...]:
        return tuple(position for stage in self.stages for position in stage.positions)

    @property
    def happiest(self) -> Position | None:
        """The position with the best median, of equals the one that most rate; None when no two medians differ."""
        return max(self._contrasting, key=lambda one: (one.median, one.rated), default=None)

    @property
    def unhappiest(self) -> Position | None:
        """The position with the worst median, of equals the one that most rate; None when no two medians differ."""
        return min(self._contrasting, key=lambda one: (one.median, -one.rated), default=None)

    @property
    def apart(self) -> tuple[Position, ...]:
        """At most three touchpoints about which the journeys disagree most, the most disputed first."""
        return self.disputed(MOST_APART)

    def disputed(self, most: int) -> tuple[Position, ...]:
        """At most so many of them.

        What a fifth of the journeys rate, and only if they agree on all of that, what fewer do. A whole stage is none
        of them: its means are of different touchpoints, so they do not contradict each other.
        """
        wide = [one for one in self.positions if not one.whole and one.span >= LEAST_SPAN]
        found = [one for one in wide if self._speaks(one)] or wide
        return tuple(sorted(found, key=lambda one: one.disagreement, reverse=True)[:most])

    @property
    def _contrasting(self) -> list[Position]:
        """Positions whose medians differ: those that speak for the class, else all, else none."""
        rated = [one for one in self.positions if one.feelings]
        for some in ([one for one in rated if self._speaks(one)], rated):
            if len({one.median for one in some}) > 1:
                return some
        return []

    def _speaks(self, position: Position) -> bool:
        """Whether enough journeys rate it to speak for the class."""
        return position.rated >= LEAST_SHARE * len(self.lines)


Rated = tuple[Position, dict[int, float]]  # a position, and the feelings there by the journey's number


def merge(journeys: Sequence[Journey], language: str = "") -> Merged:
    """The journeys as one, whatever order they come in; names in `language` go before others, common ones before rare.

    Shared is what at least two journeys have; if only one has touchpoints, all that it has. A stage's positions are its
    shared touchpoints in the order of their median place; a touchpoint belongs to the stage where most have put it.
    """
    given = [journey for journey in journeys if journey.touchpoints] or list(journeys)
    least = min(2, len(given))
    spell = partial(_spelling, languages=[journey.language for journey in given], first=language)
    all_stages = [journey.stages for journey in given]
    stages = _in_order([group for group in grouped(all_stages) if len(group) >= least], all_stages)
    homes = [_homes(number, journey, stages) for number, journey in enumerate(given)]
    groups = grouped([journey.touchpoints for journey in given])
    alone = {(number, one.id) for group in groups if len(group) < least for number, one in group.items()}
    mark = _mark(given)
    commons, columns = [], []
    for place, stage in enumerate([*stages, {}]):
        members = [one for one in groups if len(one) >= least and _home(one, homes, len(stages)) == place]
        theirs = [[one for one in given[n].touchpoints if home[one.id] == place] for n, home in enumerate(homes)]
        own = [[one for one in some if (number, one.id) in alone] for number, some in enumerate(theirs)]
        if stage or members or (any(own) and not columns):
            id, name = (_id(stage), spell(stage)) if stage else ("", "")
            found = _positions(members, theirs, spell)
            if not any(ratings for _, ratings in found):
                found += [one for one in _whole(mark + id, name, own) if one[1] or not found]
            commons.append(Common(id, name, tuple(position for position, _ in found)))
            columns += [ratings for _, ratings in found]
    empty = sum(not journey.touchpoints for journey in journeys)
    return Merged(len(journeys), empty, tuple(commons), _lines(columns, len(given)), len(alone))


def _in_order(groups: Sequence[dict[int, Thing]], journeys: Sequence[Iterable[Thing]]) -> list[dict[int, Thing]]:
    """By the median of their places, each from 0 to 1 among those of the groups that a journey has."""
    owner = {(number, thing.id): i for i, group in enumerate(groups) for number, thing in group.items()}
    places: list[list[float]] = [[] for _ in groups]
    for number, things in enumerate(journeys):
        owned = [owner[number, thing.id] for thing in things if (number, thing.id) in owner]
        for place, i in enumerate(owned):
            places[i].append((place + 0.5) / len(owned))

    def order(i: int) -> tuple[float, float, int, str]:
        return statistics.median(places[i]), statistics.fmean(places[i]), -len(groups[i]), _id(groups[i])

    return [groups[i] for i in sorted(range(len(groups)), key=order)]


def _id(group: Mapping[int, Thing]) -> str:
    """An id for the group, whatever the journeys' order: the most common one."""
    counts = Counter(thing.id for thing in group.values())
    return min(counts, key=lambda id: (-counts[id], id))


def _homes(number: int, journey: Journey, stages: Sequence[Mapping[int, Stage]]) -> dict[str, int]:
    """In which common stage each touchpoint of a journey lies, by their order; `len(stages)` for in none."""
    common = {stage[number].id: place for place, stage in enumerate(stages) if number in stage}
    homes = {touchpoint.id: len(stages) for touchpoint in journey.touchpoints}
    for stage in journey.stages:
        homes |= {one.id: common.get(stage.id, len(stages)) for one in stage.activities if one.is_touchpoint}
    return homes


def _home(group: Mapping[int, Activity], homes: Sequence[Mapping[str, int]], nowhere: int) -> int:
    """Where most of a group lie, of equals the earliest stage; nowhere only if none lies in a common stage."""
    counts = Counter(homes[number][touchpoint.id] for number, touchpoint in group.items())
    return min(counts, key=lambda place: (place == nowhere, -counts[place], place))


def _positions(
    members: Sequence[dict[int, Activity]], theirs: Sequence[Sequence[Activity]], spell: Callable[..., str]
) -> list[Rated]:
    """A stage's shared touchpoints in order; `theirs` are each journey's touchpoints there."""
    found = []
    for group in _in_order(members, theirs):
        ratings = {number: one.feeling for number, one in group.items() if one.feeling is not None}
        found.append((Position(_id(group), spell(group), len(group), tuple(sorted(ratings.values()))), ratings))
    return found


def _mark(journeys: Sequence[Journey]) -> str:
    """What the id of a whole stage begins with, and that of no touchpoint."""
    mark = "stage "
    while any(touchpoint.id.startswith(mark) for journey in journeys for touchpoint in journey.touchpoints):
        mark += "stage "
    return mark


def _whole(id: str, name: str, own: Sequence[Sequence[Activity]]) -> list[Rated]:
    """What stands for a stage as a whole: each journey's mean of what only it has there. Nothing where none has."""
    means = {number: mean_feeling(some) for number, some in enumerate(own) if some}
    rated = {number: mean for number, mean in means.items() if mean is not None}
    whole = Position(id, name, len(means), tuple(sorted(rated.values())), whole=True)
    return [(whole, rated)] if means else []


def _spelling(group: Mapping[int, Thing], languages: Sequence[str], first: str) -> str:
    """The most common name of a group, one in the language `first` where there is one; a shouted one last of equals."""
    counts = Counter((languages[number], one_line(thing.name)) for number, thing in group.items())
    return min(counts, key=lambda one: (not one[1], one[0] != first, -counts[one], one[1].isupper(), one))[1]


def _lines(columns: Sequence[Mapping[int, float]], count: int) -> tuple[Line, ...]:
    """What each of `count` journeys feels in the columns, for those that feel something, in an order of their own."""
    lines = [tuple(ratings.get(number) for ratings in columns) for number in range(count)]
    rated = [line for line in lines if any(feeling is not None for feeling in line)]
    return tuple(sorted(rated, key=_order_of_line, reverse=True))


def _order_of_line(line: Line) -> tuple[float, list[float]]:
    """By its mean, then by its feelings from left to right; one that is missing is below all others."""
    known = [feeling for feeling in line if feeling is not None]
    return statistics.fmean(known), [WORST - 1 if feeling is None else feeling for feeling in line]

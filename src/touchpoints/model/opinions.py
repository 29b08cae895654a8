"""How many journeys feel which way about each touchpoint, and where a class that counted hands is of two minds.

>>> hands = ((-2, 2), (-1, 9), (0, 4), (1, 12), (2, 1))
>>> raised(hands).median, split(hands)
(0.0, ((1, 12), (-1, 9)))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.model.class_journey import Position
from touchpoints.model.journey import FEELINGS, Journey, one_line
from touchpoints.model.matching import grouped

SPLIT = 2  # levels between the quartiles of the hands from which on a class disagrees
HandCounts = tuple[tuple[int, int], ...]  # levels, and how many hands were raised for each


@dataclass(frozen=True)
class OpinionRow:
    """A touchpoint's name and how many journeys gave it which feeling; `unrated` gave none. `apart` are
    two levels and their hands where the class of one journey disagrees."""

    id: str
    name: str
    counts: dict[int, int]
    unrated: int
    apart: HandCounts = ()

    @property
    def rated(self) -> int:
        return sum(self.counts.values())

    @property
    def good(self) -> int:
        return sum(count for feeling, count in self.counts.items() if feeling > 0)

    @property
    def neutral(self) -> int:
        return self.counts[0]

    @property
    def bad(self) -> int:
        return sum(count for feeling, count in self.counts.items() if feeling < 0)


def rows(journeys: Sequence[Journey]) -> list[OpinionRow]:
    """One a touchpoint in the journeys' order, and one for those of several journeys that are the same."""
    found = []
    for group in grouped([journey.touchpoints for journey in journeys]):
        first, feelings = next(iter(group.values())), [touchpoint.feeling for touchpoint in group.values()]
        counts = {feeling: feelings.count(feeling) for feeling in FEELINGS}
        apart = split(first.hands) if len(journeys) == 1 else ()
        found.append(OpinionRow(first.id, one_line(first.name), counts, feelings.count(None), apart))
    return found


def raised(hands: HandCounts) -> Position:
    """The hands of a class as feelings, to be counted."""
    feelings = tuple(float(level) for level, count in sorted(hands) for _ in range(count))
    return Position("", "", len(feelings), feelings)


def split(hands: HandCounts) -> HandCounts:
    """Where the middle half of a class lies `SPLIT` levels apart: the level with most hands on either side of it, the
    one with more of them first."""
    votes = raised(hands)
    if votes.disagreement[0] < SPLIT:
        return ()
    low, _, high = votes.quartiles
    sides = ([one for one in hands if one[0] >= high], [one for one in hands if one[0] <= low])
    return tuple(sorted((max(side, key=_count) for side in sides), key=_count, reverse=True))


def _count(one: tuple[int, int]) -> int:
    return one[1]

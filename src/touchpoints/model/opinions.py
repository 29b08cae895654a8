"""How many journeys feel which way about each touchpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.model.journey import FEELINGS, Journey, one_line
from touchpoints.model.matching import grouped


@dataclass(frozen=True)
class OpinionRow:
    """A touchpoint's name and how many journeys gave it which feeling; `unrated` gave none."""

    id: str
    name: str
    counts: dict[int, int]
    unrated: int

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
        found.append(OpinionRow(first.id, one_line(first.name), counts, feelings.count(None)))
    return found

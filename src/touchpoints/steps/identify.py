"""Step 1, `identify`: think of touchpoints of everyday life, and sort them."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import Any

from msgspec.structs import replace

from touchpoints.language import channel_names
from touchpoints.lessons.lesson import OWN
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import CHANNELS, DIRECTIONS, ELEVEN_KINDS, VISIBLE_TO, Direction, Id, Name, VisibleTo
from touchpoints.model.work import Found
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.session import new_id

# The eleven kinds of the lesson, and what a school has besides; the others are one click away.
EVERYDAY = (*ELEVEN_KINDS, "person", "app", "device", "box", "chat", "social_media")
PROPOSED = 3  # of them on a card itself
# How many cards side by side up to how many cards, alone and with what one side sees below them; and beyond.
ACROSS, ABOVE_OTHERS, MOST_ACROSS = ((9, 3), (12, 4)), ((8, 3), (12, 4)), 5
# What a choice is turned to when it is clicked again.
AFTER = dict(pairwise((*DIRECTIONS, DIRECTIONS[0]))) | {
    f"see.{a}": b for a, b in pairwise((*VISIBLE_TO, VISIBLE_TO[0]))
}


class IdentifyStep(StepPanel):
    step = "identify"
    questions_asked: int = 0
    opened: str = ""  # the card of which a student sees all choices with their words

    def do_add(self, name: Name) -> None:
        """A card with its choices open; only the channel is guessed, which still has to be confirmed."""
        if name := name.strip():
            channel = channel_names.guess(name, self.words)
            found = Found(
                id=new_id(), name=name, channel=channel, channel_confirmed=not channel, direction=None, visible_to=None
            )
            self._find(found)

    def do_take(self, id: Id) -> None:
        """A touchpoint of the lesson's case, as the short plan offers them; its arrow and who sees it stay open."""
        one = next((one for one in self.session.offered if one.id == id), None)
        if one is None:
            raise Refused(id)
        self._find(Found(id=new_id(), name=one.name, channel=one.channel, direction=None, visible_to=None))

    def do_name(self, id: Id, value: Name) -> None:
        if value.strip():
            self._describe(id, name=value.strip())

    def do_channel(self, id: Id, value: Name) -> None:
        self._describe(id, channel=value, channel_confirmed=True)

    def do_direction(self, id: Id, value: Direction) -> None:
        self._describe(id, direction=value)

    def do_see(self, id: Id, value: VisibleTo) -> None:
        """Who sees it."""
        self._describe(id, visible_to=value)

    def do_open(self, id: str = "") -> None:
        self.opened = id
        self.refresh()

    def do_delete(self, id: Id) -> None:
        self.edit(edits.remove(self.session.steps, self.session.lesson.empty, id))

    def do_idea(self) -> None:
        """The persona asks for the eleven kinds one at a time, then again from the first."""
        self.questions_asked += 1
        self.refresh()

    def values(self) -> dict[str, Any]:
        found = self.state.touchpoints
        seen = [one for one in found if one.visible_to in ("both", None)]
        goal = self.session.plan.touchpoints
        limits = ACROSS if len(seen) == len(found) else ABOVE_OTHERS
        across = next((across for most, across in limits if len(seen) <= most), MOST_ACROSS)
        return {
            "asked": ELEVEN_KINDS[self.questions_asked % len(ELEVEN_KINDS)],
            "opened": self.opened,
            "seen": sorted(seen, key=lambda one: one.id != self.opened) if self.session.audience == "student" else seen,
            "apart": [one for one in found if one not in seen],
            "across": across,
            "rows": max(1, ceil(len(seen) / across)),
            "count": self._count,
            "dots": [number < self._count for number in range(goal)],
            "after": AFTER,
            "own": OWN,
            "proposed": self._proposed,
            "channels": (EVERYDAY, [channel for channel in CHANNELS if channel not in EVERYDAY]),
            "plan_choices": [
                (name, self.words(f"plan.{name}", touchpoints=self.words.number(plan.touchpoints)))
                for name, plan in self.session.lesson.numbers.plans.items()
            ],
        }

    def found(self) -> dict[str, str]:
        names = [one.name for one in self.state.touchpoints if one.visible_to in ("both", None)] or [""]
        return {"number": self.words.number(self._count), "first": names[0], "last": names[-1]}

    def summary(self) -> list[str]:
        goal = self.session.plan.touchpoints
        lines = [self.words.count("identify.count", self._count, goal=self.words.number(goal))]
        for key, found in self._columns().items():
            names = ", ".join(one.name for one in found) or self.words("identify.none_yet")
            lines.append(f"{self._heading(key)}: {names}")
        return lines

    def _describe(self, id: Id, **fields: object) -> None:
        """A card on which nothing is open any more is done: it closes."""
        found = {one.id: one for one in self.state.touchpoints}
        if id not in found:
            raise Refused(id)
        changed = replace(found[id], **fields)
        if id == self.opened and _unsaid(found[id]) and not _unsaid(changed):
            self.opened = ""
        self.change(touchpoints=tuple((found | {id: changed}).values()))

    def _find(self, found: Found) -> None:
        self.opened = found.id
        self.change(touchpoints=(*self.state.touchpoints, found))

    @property
    def _count(self) -> int:
        return sum(one.visible_to in ("both", None) for one in self.state.touchpoints)

    def _proposed(self, one: Found) -> list[str]:
        """The channels that a card offers by a click: its own first, then those used most."""
        return list(dict.fromkeys([*filter(None, [one.channel]), *EVERYDAY]))[:PROPOSED]

    def _heading(self, key: str) -> str:
        return self.words(f"direction.{key}") if key in DIRECTIONS else self.words(f"identify.{key}")

    def _columns(self) -> dict[str, list[Found]]:
        """The touchpoints by direction, those whose direction is open, and apart from them what only one side sees."""
        columns: dict[str, list[Found]] = {key: [] for key in (*DIRECTIONS, "open", "one_side")}
        for one in self.state.touchpoints:
            columns["one_side" if one.visible_to in ("company", "customer") else one.direction or "open"].append(one)
        return {key: found for key, found in columns.items() if found or key != "open"}


def _unsaid(one: Found) -> bool:
    """Whether a choice is open."""
    return None in (one.direction, one.visible_to) or not (one.channel and one.channel_confirmed)

"""Step 1, `identify`: think of touchpoints of everyday life, and sort them."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from touchpoints.charts.parts import icons
from touchpoints.language.words import Words
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import CHANNELS, DIRECTIONS, ELEVEN_KINDS, VISIBLE_TO, Direction, Id, Name, VisibleTo
from touchpoints.model.work import Found
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.session import new_id

# The eleven kinds of the lesson, and what a school has besides; the others are one click away.
EVERYDAY = (*ELEVEN_KINDS, "person", "app", "device", "box", "chat", "social_media")


class IdentifyStep(StepPanel):
    step = "identify"
    ideas_shown: int = 0

    def do_add(
        self, name: Name, channel: Name = "", direction: Direction = "to_customer", visible_to: VisibleTo = "both",
    ) -> None:  # fmt: skip
        if name := name.strip():
            found = Found(id=new_id(), name=name, channel=channel, direction=direction, visible_to=visible_to)
            self.change(touchpoints=(*self.state.touchpoints, found))

    def do_edit(self, id: Id) -> None:
        self.open_in_form(id)

    def do_cancel(self) -> None:
        self.open_in_form("")

    def do_save(
        self, id: Id, name: Name, channel: Name = "", direction: Direction = "to_customer",
        visible_to: VisibleTo = "both",
    ) -> None:  # fmt: skip
        if not name.strip():
            raise Refused(name)
        changed = Found(id=id, name=name.strip(), channel=channel, direction=direction, visible_to=visible_to)
        self.change(touchpoints=tuple(changed if one.id == id else one for one in self.state.touchpoints))
        self.refresh()  # the form closes even where nothing was changed

    def do_delete(self, id: Id) -> None:
        if self.editing == id:
            self.open_in_form("")
        self.edit(edits.remove(self.session.steps, self.session.lesson.empty, id))

    def do_idea(self) -> None:
        """The eleven kinds one at a time, then again from the first."""
        self.ideas_shown += 1
        self.refresh()

    def values(self) -> dict[str, Any]:
        return {
            "editing": next((one for one in self.state.touchpoints if one.id == self.editing), None),
            "idea": ELEVEN_KINDS[(self.ideas_shown - 1) % len(ELEVEN_KINDS)] if self.ideas_shown else "",
            "count": self._count,
            "columns": [
                (key, self._heading(key), Markup(icons.svg(key)) if key in DIRECTIONS else "", found)
                for key, found in self._columns().items()
            ],
            "channel_chips": channel_chips(self.words),
            "direction_chips": direction_chips(self.words),
            "visible_chips": [(value, self.words(f"visible.{value}"), "") for value in VISIBLE_TO],
            "plan_choices": [
                (name, self.words(f"plan.{name}", touchpoints=self.words.number(plan.touchpoints)))
                for name, plan in self.session.lesson.numbers.plans.items()
            ],
        }

    def summary(self) -> list[str]:
        goal = self.session.plan.touchpoints
        lines = [self.words.count("identify.count", self._count, goal=self.words.number(goal))]
        for key, found in self._columns().items():
            names = ", ".join(one.name for one in found) or self.words("identify.none_yet")
            lines.append(f"{self._heading(key)}: {names}")
        return lines

    @property
    def _count(self) -> int:
        return sum(one.visible_to == "both" for one in self.state.touchpoints)

    def _heading(self, key: str) -> str:
        return self.words(f"direction.{key}") if key in DIRECTIONS else self.words("identify.one_side")

    def _columns(self) -> dict[str, list[Found]]:
        """The touchpoints by direction, and apart from them what only one side sees."""
        columns: dict[str, list[Found]] = {key: [] for key in (*DIRECTIONS, "one_side")}
        for one in self.state.touchpoints:
            columns[one.direction if one.visible_to == "both" else "one_side"].append(one)
        return columns


Chip = tuple[str, str, Markup]


def channel_chips(words: Words) -> list[Chip]:
    """Every known channel as value, word and icon; the everyday ones first, which stay on the screen."""
    rest = [channel for channel in CHANNELS if channel not in EVERYDAY]
    return [(channel, words.channel(channel), Markup(icons.svg(channel))) for channel in (*EVERYDAY, *rest)]


def direction_chips(words: Words) -> list[Chip]:
    return [(value, words(f"direction.{value}"), Markup(icons.svg(value))) for value in DIRECTIONS]

"""Step 3, `map`: the touchpoints on the customer's way, stage by stage, with their feelings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from msgspec.structs import replace

from touchpoints.lessons.concepts import Picture
from touchpoints.model import edits
from touchpoints.model.journey import Direction, Feeling, Happening, Id, Importance, Journey, Name, Stage, Text
from touchpoints.model.work import Steps, journey_before, stages_of
from touchpoints.steps.chart_editor import ChartEditor, Step
from touchpoints.steps.session import new_id
from touchpoints.steps.widget import feeling_options


class MapStep(ChartEditor):
    step = "map"
    stages_live = True
    listed = False
    chosen = ""  # the id of the card in the hand: a click on a stage lays it there
    offered = ""  # that of a card which came into the hand by itself

    # Whose journey it is.

    def do_title(self, value: Name) -> None:
        self.change(title=value)

    def do_persona(self, value: Name) -> None:
        self.change(persona=replace(self.state.persona, name=value))

    def do_goal(self, value: Text) -> None:
        self.change(persona=replace(self.state.persona, goal=value))

    # Touchpoints.

    def do_feel(self, id: Id, value: Feeling | None) -> None:
        """The feeling belongs to the step `discuss`; here it may be changed while one looks at the curve."""
        self.edit(edits.rate(self._steps, id, feeling=value))

    def do_put(self, id: Id, stage: Id, before: str = "") -> None:
        self._placed(edits.put(self._steps, self._lesson, id, stage, before), id)

    def do_list(self, value: bool) -> None:
        """The list is open: the same in fields and buttons, for those who do not drag."""
        self.listed = value
        self.refresh()

    def do_choose(self, id: Id) -> None:
        """Take this card into the hand."""
        self.chosen, self.offered = id, ""
        self.refresh()

    def do_lay_back(self, id: str = "") -> None:
        """What came into the hand by itself stays there at the first click, which meant to take it."""
        self.chosen, self.offered = id if id == self.offered else "", ""
        self.refresh()

    def do_place(self, id: Id, stage: Id) -> None:
        """At the end of a stage; whoever lays one card after the other has the next one in the hand."""
        waiting = [one.id for one in self.session.journey.unplaced if one.id != id]
        if self.chosen == id:
            self.chosen = self.offered = next(iter(waiting), "")
        self.do_put(id, stage)

    def do_hop(self, id: Id, by: Step) -> None:
        """To the neighbouring stage."""
        self._placed(edits.to_next_stage(self._steps, self._lesson, id, by), id)

    def do_step(self, id: Id, by: Step) -> None:
        """Earlier or later among the touchpoints of the stage, as the chart shows them."""
        self._placed(edits.past_touchpoint(self._steps, self._lesson, id, by), id)

    def do_move(self, id: Id, by: Step) -> None:
        """Earlier or later within the stage, as the list shows it."""
        self._placed(edits.past_anything(self._steps, self._lesson, id, by), id)

    def do_add(self, id: Id, stage: Id, name: Name) -> None:
        """The page makes the id, so that a message sent twice adds once."""
        changed = edits.add(self._steps, self._lesson, id, stage, name)
        self.tell(changed, "map.said_added", name=name.strip(), stage=self._name(stage))

    def do_name(self, id: Id, value: Name) -> None:
        changed = edits.describe(self._steps, id, name=value.strip())
        if value.strip():
            self.tell(changed, "map.said_named", name=value.strip())

    def do_remove(self, id: Id) -> None:
        self.tell_gone(edits.remove(self._steps, self._lesson, id), id, self._name(id))

    def do_channel(self, id: Id, value: Name) -> None:
        self.edit(edits.describe(self._steps, id, channel=value))

    def do_direction(self, id: Id, value: Direction) -> None:
        self.edit(edits.describe(self._steps, id, direction=value))

    def do_importance(self, id: Id, value: Importance | None) -> None:
        self.edit(edits.detail(self._steps, id, importance=value))

    def do_department(self, id: Id, value: Name) -> None:
        self.edit(edits.detail(self._steps, id, department=value.strip()))

    def do_happens(self, id: Id, what: Happening, value: bool) -> None:
        now = {*self.state.details[id].happens} if id in self.state.details else set()
        now = now | {what} if value else now - {what}
        self.edit(edits.detail(self._steps, id, happens=tuple(one for one in get_args(Happening) if one in now)))

    def do_why(self, id: Id, value: Text) -> None:
        self.edit(edits.rate(self._steps, id, why=value))

    # Stages.

    def do_add_stage(self, name: Name, id: Id = "") -> None:
        changed = edits.add_stage(self._steps, self._lesson, id or new_id(), name)
        self.tell(changed, "map.said_stage_added", name=name.strip())

    def do_rename(self, id: Id, value: Name) -> None:
        """An empty name brings the lesson's own name back."""
        self.edit(edits.name_stage(self._steps, self._lesson, id, value))

    def do_remove_stage(self, id: Id) -> None:
        """What stood in the stage waits to be placed again. The last stage stays."""
        changed = edits.remove_stage(self._steps, self._lesson, id)
        if changed != self._steps:
            self.tell_gone(changed, id, self._name(id))

    def do_move_stage(self, id: Id, by: Step) -> None:
        self._stage_placed(edits.move_stage(self._steps, self._lesson, id, by), id)

    def do_put_stage(self, id: Id, before: str = "") -> None:
        self._stage_placed(edits.put_stage(self._steps, self._lesson, id, before), id)

    # What is shown.

    def values(self) -> dict[str, Any]:
        journey = self.session.journey
        return {
            "defaults": self._lesson,
            "stages": journey.stages,
            "unplaced": journey.unplaced,
            "hand": next((one for one in journey.unplaced if one.id == self.chosen), None),
            "placed": sum(len(stage.activities) for stage in journey.stages),
            "feeling_options": [("null", self.words.feeling(None)), *feeling_options(self.words)],
            "importances": [("null", self.words("map.importance_none")), *((str(n), str(n)) for n in range(1, 6))],
            "happenings": get_args(Happening),
            "departments": sorted({one.department for one in journey.activities if one.department}),
            "listed": self.listed,
            **self.editor_values(),
        }

    def found(self) -> dict[str, str]:
        low = self.session.journey.low
        return {"low": low.name if low else ""}

    def summary(self) -> list[str]:
        journey = self.session.journey
        if not journey.touchpoints:
            return [self.words("desk.find_first")]
        return self.describe(Picture("journey", (journey,))).splitlines()

    def picture_of(self) -> Picture | None:
        """What is not placed yet stands beside the chart, not in it."""
        journey = self.session.journey
        if not (journey.touchpoints or self.session.nickname):
            return None
        return Picture("journey", (replace(journey, unplaced=()),))

    def stages(self) -> Sequence[Stage]:
        return self.session.journey.stages

    def live(self) -> set[str]:
        return {one.id for one in self.session.steps.identify.touchpoints}

    @property
    def _steps(self) -> Steps:
        return self.session.steps

    @property
    def _lesson(self) -> Journey:
        return self.session.lesson.empty

    def _name(self, id: str) -> str:
        """Of a touchpoint or a stage."""
        journey = self.session.journey
        return next((one.name for one in (*journey.activities, *journey.stages) if one.id == id), "")

    def _placed(self, changed: Steps, id: str) -> None:
        self.tell_place(changed, journey_before(changed, self._lesson), id)

    def _stage_placed(self, changed: Steps, id: str) -> None:
        place = [stage.id for stage in stages_of(changed, self._lesson)].index(id) + 1
        self.tell(changed, "map.said_stage_put", name=self._name(id), place=self.words.number(place))

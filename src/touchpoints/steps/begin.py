"""The form of a lesson whose case the class chooses: which place, whose way, and the stages of that way."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from touchpoints.model.edits import Refused
from touchpoints.model.journey import Name, Persona
from touchpoints.model.work import Map, MapStage
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.session import new_id

SUGGESTED = ("hear", "choose", "buy", "use", "after")  # the names of stages that suit most places
FIELDS = 6


class Begin(StepPanel):
    """It fills in the head of the map, and can be changed there too."""

    step = "begin"

    @property
    def state(self) -> Map:
        return self.session.steps.map

    def open_points(self) -> list[str]:
        return [] if self.state.title else [self.words("begin.ask")]

    def do_begin(
        self, title: Name = "", persona: Name = "", goal: Name = "", stage_1: Name = "", stage_2: Name = "",
        stage_3: Name = "", stage_4: Name = "", stage_5: Name = "", stage_6: Name = "",
    ) -> None:  # fmt: skip
        """Stages keep what stands in them; one whose name is taken away waits as long as something stands in it."""
        names = [name.strip() for name in (stage_1, stage_2, stage_3, stage_4, stage_5, stage_6)]
        former = self._stages()
        kept = [replace(stage, name=name or stage.name) for stage, name in zip(former, names, strict=False)
                if name or stage.order]  # fmt: skip
        new = [MapStage(id=new_id(), name=name) for name in names[len(former) :] if name]
        stages = (*kept, *former[FIELDS:], *new)
        if not stages or not title.strip():
            raise Refused("a map needs a title and a stage")
        person = Persona(name=persona.strip(), goal=goal.strip())
        changed = replace(self.state, title=title.strip(), persona=person, stages=stages)
        self.edit(replace(self.session.steps, map=changed))

    def values(self) -> dict[str, Any]:
        names = [stage.name for stage in self._stages()] or [self.words(f"begin.{key}") for key in SUGGESTED]
        return {"names": [*names[:FIELDS], *[""] * (FIELDS - len(names))], "begun": bool(self._stages())}

    def summary(self) -> list[str]:
        state = self.state
        if not state.title:
            return self.open_points()
        stages = ", ".join(stage.name for stage in self._stages())
        return [state.title, " · ".join(filter(None, (state.persona.name, state.persona.goal))), stages]

    def _stages(self) -> tuple[MapStage, ...]:
        return self.state.stages or ()

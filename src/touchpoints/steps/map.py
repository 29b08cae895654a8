"""Step 3, `map`: the touchpoints on the customer's way, stage by stage, with their feelings."""

from __future__ import annotations

from typing import Any, Literal

from msgspec.structs import replace

from touchpoints.journey import MAX_STAGES, Feeling, Id, Name, Text
from touchpoints.steps.panel import Panel, Picture, Refused, feeling_options
from touchpoints.steps.session import new_id
from touchpoints.work import MapStage, Rating, stages_of

Step = Literal[-1, 1]


class Map(Panel):
    step = "map"

    def do_title(self, value: Name) -> None:
        self.change(title=value)

    def do_persona(self, value: Name) -> None:
        self.change(persona=replace(self.state.persona, name=value))

    def do_goal(self, value: Text) -> None:
        self.change(persona=replace(self.state.persona, goal=value))

    def do_rename(self, id: Id, value: Name) -> None:
        """An empty name brings the lesson's own name back."""
        self._change_stages([replace(s, name=value.strip()) if s.id == id else s for s in self._stages])

    def do_add_stage(self, name: Name) -> None:
        if (name := name.strip()) and len(self._stages) < MAX_STAGES:
            self._change_stages([*self._stages, MapStage(id=new_id(), name=name)])

    def do_remove_stage(self, id: Id) -> None:
        """What stood in the stage waits to be placed again. The last stage stays."""
        if len(self._stages) > 1:
            self._change_stages([stage for stage in self._stages if stage.id != id])

    def do_move_stage(self, id: Id, by: Step) -> None:
        self._change_stages(_moved(self._stages, [stage.id for stage in self._stages], id, by))

    def do_place(self, id: Id, stage: Id) -> None:
        """Put an activity at the end of a stage, wherever it was before."""
        self._known(id)
        stages = [replace(s, order=tuple(other for other in s.order if other != id)) for s in self._stages]
        self._change_stages([replace(s, order=(*s.order, id)) if s.id == stage else s for s in stages])

    def do_move(self, id: Id, by: Step) -> None:
        """Earlier or later within the stage."""
        self._change_stages([replace(s, order=tuple(_moved(s.order, s.order, id, by))) for s in self._stages])

    def do_feel(self, id: Id, value: Feeling | None) -> None:
        """The feeling belongs to the step `discuss`; here it may be changed while one looks at the curve."""
        self._known(id)
        discuss = self.session.steps.discuss
        rating = replace(discuss.ratings.get(id, Rating()), feeling=value)
        self.session.change(self.step, discuss=replace(discuss, ratings={**discuss.ratings, id: rating}))

    def values(self) -> dict[str, Any]:
        journey = self.session.journey
        return {
            "defaults": self.session.lesson.empty,
            "stages": journey.stages,
            "unplaced": journey.unplaced,
            "placed": sum(len(stage.activities) for stage in journey.stages),
            "feeling_options": [("null", self.words.feeling(None)), *feeling_options(self.words)],
        }

    def summary(self) -> list[str]:
        picture = self.picture_of()
        return self.describe(picture).splitlines() if picture else [self.words("desk.find_first")]

    def picture_of(self) -> Picture | None:
        journey = self.session.journey
        return Picture("journey", (journey,)) if journey.touchpoints else None

    @property
    def _stages(self) -> tuple[MapStage, ...]:
        return stages_of(self.session.steps, self.session.lesson.empty)

    def _known(self, id: str) -> None:
        if all(one.id != id for one in self.session.steps.identify.touchpoints):
            raise Refused(id)

    def _change_stages(self, stages: list[MapStage]) -> None:
        self.change(stages=tuple(stages))


def _moved(items: Any, ids: Any, id: str, by: int) -> list:
    """The items with the one named `id` one place on; as they are when it is not there or at the edge."""
    items, ids = list(items), list(ids)
    place = ids.index(id) if id in ids else -1
    if place < 0 or not 0 <= place + by < len(items):
        return items
    items[place], items[place + by] = items[place + by], items[place]
    return items

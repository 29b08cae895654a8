"""Step 4, `design`: invent a touchpoint for the lowest point of one's own map; classmates answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args

from touchpoints import edits
from touchpoints.edits import Refused
from touchpoints.journey import Direction, Feeling, Id, Name, Stage, Text
from touchpoints.steps.chart_editor import ChartEditor, Step
from touchpoints.steps.discuss import Index
from touchpoints.steps.identify import channel_chips, direction_chips
from touchpoints.steps.panel import Picture, feeling_options
from touchpoints.steps.session import new_id
from touchpoints.work import Answer, Idea, Invented, Steps, journey_after

Kind = Literal["like", "wish", "what_if"]


class Design(ChartEditor):
    step = "design"
    editing: str = ""  # the id of the idea that stands in the form

    def do_invent(
        self,
        name: Name,
        place: Name,
        channel: Name = "",
        direction: Direction = "both",
        problem: Text = "",
        because: Text = "",
        feeling: Feeling = 1,
    ) -> None:
        """`place` is a stage and a position in it, such as "buy:2"."""
        idea = self._idea(new_id(), name, place, channel, direction, problem, because, feeling)
        self.change(ideas=(*self.state.ideas, idea))

    def do_save(
        self,
        id: Id,
        name: Name,
        place: Name,
        channel: Name = "",
        direction: Direction = "both",
        problem: Text = "",
        because: Text = "",
        feeling: Feeling = 1,
    ) -> None:
        changed = self._idea(id, name, place, channel, direction, problem, because, feeling)
        self.editing = ""
        self.change(ideas=tuple(changed if idea.id == id else idea for idea in self.state.ideas))
        self.refresh()  # the form closes even where nothing was changed

    def do_edit(self, id: Id) -> None:
        self.editing = id
        self.refresh()

    def do_cancel(self) -> None:
        self.do_edit("")

    def do_delete(self, id: Id) -> None:
        self.editing = "" if self.editing == id else self.editing
        self.change(ideas=tuple(idea for idea in self.state.ideas if idea.id != id))

    # In the chart: only what is new can be touched.

    def do_add(self, id: Id, stage: Id, name: Name) -> None:
        changed = edits.invent(self.session.steps, self.session.lesson.empty, id, stage, name)
        self.say("map.said_added", name=name.strip(), stage=self._stage_name(stage))
        self.edit(changed)

    def do_feel(self, id: Id, value: Feeling) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, feeling=value))

    def do_put(self, id: Id, stage: Id, before: str = "") -> None:
        self._placed(edits.put_idea(self.session.steps, self.session.lesson.empty, id, stage, before), id)

    def do_hop(self, id: Id, by: Step) -> None:
        """To the neighbouring stage."""
        self._placed(edits.hop_idea(self.session.steps, self.session.lesson.empty, id, by), id)

    def do_move(self, id: Id, by: Step) -> None:
        """Earlier or later within the stage."""
        self._placed(edits.move_idea(self.session.steps, self.session.lesson.empty, id, by), id)

    def do_name(self, id: Id, value: Name) -> None:
        self.say("map.said_named", name=value.strip())
        self.edit(edits.describe_idea(self.session.steps, id, name=value.strip()))

    def do_remove(self, id: Id) -> None:
        name = next((idea.touchpoint.name for idea in self.state.ideas if idea.id == id), "")
        self.say("map.said_removed", name=name)
        self.edit(edits.remove_idea(self.session.steps, id))

    def do_channel(self, id: Id, value: Name) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, channel=value))

    def do_direction(self, id: Id, value: Direction) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, direction=value))

    def do_problem(self, id: Id, value: Text) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, problem=value))

    def do_because(self, id: Id, value: Text) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, because=value))

    def do_answer(self, kind: Kind, text: Text) -> None:
        if text := text.strip():
            self.change(answers=(*self.state.answers, Answer(kind=kind, text=text)))

    def do_forget(self, index: Index) -> None:
        self.change(answers=tuple(answer for n, answer in enumerate(self.state.answers) if n != index))

    def values(self) -> dict[str, Any]:
        editing = next((idea for idea in self.state.ideas if idea.id == self.editing), None)
        return {
            "low": self.session.journey.low,
            "stages_live": False,
            **self.editor_values(),
            "editing": editing,
            "form": f"{self.model_id}-form-{self.editing or 'new'}",
            "places": self._places(),
            "place": f"{editing.stage}:{editing.position}" if editing else self._place_before_low(),
            "channel_chips": channel_chips(self.words),
            "direction_chips": direction_chips(self.words),
            "feeling_chips": [(value, word, "") for value, word in feeling_options(self.words)],
            "answer_chips": [(kind, self.words(f"design.{kind}"), "") for kind in get_args(Kind)],
        }

    def summary(self) -> list[str]:
        low = self.session.journey.low
        lines = [self.words("design.low", name=low.name, feeling=self.words.feeling(low.feeling))] if low else []
        lines += [f"{idea.touchpoint.name}: {idea.because}" for idea in self.state.ideas]
        return lines or [self.words("design.no_low")]

    def picture_of(self) -> Picture | None:
        journey = self.session.journey
        if not journey.touchpoints:
            return None
        return Picture("compare", (journey, self.session.journey_after), "screen")

    def stages(self) -> Sequence[Stage]:
        return self.session.journey_after.stages

    def live(self) -> set[str]:
        return {idea.id for idea in self.state.ideas}

    def _placed(self, changed: Steps, id: str) -> None:
        self.say_place(journey_after(changed, self.session.lesson.empty), id)
        self.edit(changed)

    def _stage_name(self, id: str) -> str:
        return next((stage.name for stage in self.stages() if stage.id == id), "")

    def _idea(
        self, id: str, name: str, place: str, channel: str, direction: Any, problem: str, because: str, feeling: int
    ) -> Idea:
        stage, _, position = place.rpartition(":")
        if not name.strip() or not re.fullmatch(r".+:\d{1,3}", place):
            raise Refused(place)
        return Idea(
            id=id,
            touchpoint=Invented(name=name.strip(), channel=channel, direction=direction),
            stage=stage,
            position=int(position),
            problem=problem,
            because=because,
            feeling=feeling,
        )

    def _places(self) -> list[tuple[str, str]]:
        """Every place in the map, said by what stands before it."""
        places = []
        for stage in self.session.journey.stages:
            places.append((f"{stage.id}:0", self.words("design.at_start", stage=stage.name)))
            for number, one in enumerate(stage.activities, start=1):
                places.append((f"{stage.id}:{number}", self.words("design.after", stage=stage.name, name=one.name)))
        return places

    def _place_before_low(self) -> str:
        low = self.session.journey.low
        for stage in self.session.journey.stages:
            for number, one in enumerate(stage.activities):
                if low and one.id == low.id:
                    return f"{stage.id}:{number}"
        return self._places()[0][0]

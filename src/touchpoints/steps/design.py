"""Step 4, `design`: invent a touchpoint for the lowest point of one's own map; classmates answer."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from touchpoints.journey import Direction, Feeling, Id, Name, Text
from touchpoints.steps.discuss import Index
from touchpoints.steps.identify import channel_chips, direction_chips
from touchpoints.steps.panel import Panel, Picture, Refused, feeling_options
from touchpoints.steps.session import new_id
from touchpoints.work import Answer, Idea, Invented

Kind = Literal["like", "wish", "what_if"]


class Design(Panel):
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

    def do_answer(self, kind: Kind, text: Text) -> None:
        if text := text.strip():
            self.change(answers=(*self.state.answers, Answer(kind=kind, text=text)))

    def do_forget(self, index: Index) -> None:
        self.change(answers=tuple(answer for n, answer in enumerate(self.state.answers) if n != index))

    def values(self) -> dict[str, Any]:
        editing = next((idea for idea in self.state.ideas if idea.id == self.editing), None)
        return {
            "low": self.session.journey.low,
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
        if not self.state.ideas or not journey.touchpoints:
            return None
        return Picture("compare", (journey, self.session.journey_after))

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

"""Step 4, `design`: invent a touchpoint for the lowest point of one's own map; classmates answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

from touchpoints.lessons.concepts import Picture
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Direction, Feeling, Id, Name, Stage, Text
from touchpoints.model.work import Answer, Steps, journey_after
from touchpoints.steps.chart_editor import ChartEditor, Step
from touchpoints.steps.discuss import Index
from touchpoints.steps.identify import channel_chips, direction_chips
from touchpoints.steps.session import new_id
from touchpoints.steps.widget import feeling_options

AnswerKind = Literal["like", "wish", "what_if"]


class Place(NamedTuple):
    """Where an idea may go: its stage, the id of what follows there, "" at the end, and how the form says it."""

    stage: str
    before: str
    said: str


class DesignStep(ChartEditor):
    step = "design"

    def do_invent(
        self, name: Name, place: Name, channel: Name = "", direction: Direction = "both", problem: Text = "",
        because: Text = "", feeling: Feeling = 1,
    ) -> None:  # fmt: skip
        """`place` is a stage of the map and what stands before it there, such as "buy:t4", or nothing."""
        lesson, id, (stage, before) = self.session.lesson.empty, new_id(), self._where(place)
        changed = edits.invent(self.session.steps, lesson, id, stage, name)
        changed = edits.put_idea(changed, lesson, id, stage, before)
        self.edit(edits.describe_idea(changed, id, channel=channel, direction=direction, problem=problem,
                                      because=because, feeling=feeling))  # fmt: skip

    def do_save(
        self, id: Id, name: Name, place: Name, channel: Name = "", direction: Direction = "both",
        problem: Text = "", because: Text = "", feeling: Feeling = 1,
    ) -> None:  # fmt: skip
        if not name.strip():
            raise Refused(name)
        changed = edits.describe_idea(self.session.steps, id, name=name.strip(), channel=channel, direction=direction,
                                      problem=problem, because=because, feeling=feeling)  # fmt: skip
        if place != self._place_of(id):
            changed = edits.put_idea(changed, self.session.lesson.empty, id, *self._where(place))
        self.edit(changed)
        self.refresh()  # the form closes even where nothing was changed

    def do_edit(self, id: Id) -> None:
        self.open_in_form(id)

    def do_cancel(self) -> None:
        self.open_in_form("")

    def do_delete(self, id: Id) -> None:
        changed = edits.remove_idea(self.session.steps, self.session.lesson.empty, id)
        if self.editing == id:
            self.open_in_form("")
        self.edit(changed)

    # In the chart: only what is new can be touched.

    def do_add(self, id: Id, stage: Id, name: Name) -> None:
        changed = edits.invent(self.session.steps, self.session.lesson.empty, id, stage, name)
        self.tell(changed, "map.said_added", name=name.strip(), stage=self._stage_name(stage))

    def do_feel(self, id: Id, value: Feeling) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, feeling=value))

    def do_put(self, id: Id, stage: Id, before: str = "") -> None:
        self._placed(edits.put_idea(self.session.steps, self.session.lesson.empty, id, stage, before), id)

    def do_hop(self, id: Id, by: Step) -> None:
        """To the neighbouring stage."""
        self._placed(edits.idea_to_next_stage(self.session.steps, self.session.lesson.empty, id, by), id)

    def do_step(self, id: Id, by: Step) -> None:
        """Earlier or later within the stage."""
        self._placed(edits.idea_past_touchpoint(self.session.steps, self.session.lesson.empty, id, by), id)

    def do_name(self, id: Id, value: Name) -> None:
        changed = edits.describe_idea(self.session.steps, id, name=value.strip())
        if value.strip():
            self.tell(changed, "map.said_named", name=value.strip())

    def do_remove(self, id: Id) -> None:
        changed = edits.remove_idea(self.session.steps, self.session.lesson.empty, id)
        name = next(idea.touchpoint.name for idea in self.state.ideas if idea.id == id)
        self.tell_gone(changed, id, name)

    def do_channel(self, id: Id, value: Name) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, channel=value))

    def do_direction(self, id: Id, value: Direction) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, direction=value))

    def do_problem(self, id: Id, value: Text) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, problem=value))

    def do_because(self, id: Id, value: Text) -> None:
        self.edit(edits.describe_idea(self.session.steps, id, because=value))

    def do_answer(self, kind: AnswerKind, text: Text) -> None:
        if text := text.strip():
            self.change(answers=(*self.state.answers, Answer(kind=kind, text=text)))

    def do_forget(self, index: Index) -> None:
        self.change(answers=tuple(answer for n, answer in enumerate(self.state.answers) if n != index))

    def values(self) -> dict[str, Any]:
        editing = next((idea for idea in self.state.ideas if idea.id == self.editing), None)
        return {
            "low": self.session.journey.low,
            **self.editor_values(),
            "editing": editing,
            "form": f"{self.model_id}-form-{self.editing or 'new'}",
            "places": [(name, one.said) for name, one in self._places().items()],
            "place": self._place_of(editing.id) if editing else self._place_before_low(),
            "channel_chips": channel_chips(self.words),
            "direction_chips": direction_chips(self.words),
            "feeling_chips": [(value, word, "") for value, word in feeling_options(self.words)],
            "answer_chips": [(kind, self.words(f"design.{kind}"), "") for kind in get_args(AnswerKind)],
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
        return Picture("compare", (journey, self.session.journey_after))

    def stages(self) -> Sequence[Stage]:
        return self.session.journey_after.stages

    def live(self) -> set[str]:
        return {idea.id for idea in self.state.ideas}

    def _placed(self, changed: Steps, id: str) -> None:
        self.tell_place(changed, journey_after(changed, self.session.lesson.empty), id)

    def _stage_name(self, id: str) -> str:
        return next((stage.name for stage in self.stages() if stage.id == id), "")

    def _where(self, place: str) -> tuple[str, str]:
        """A place of the form as a stage and what follows there in the map."""
        if place not in (places := self._places()):
            raise Refused(place)
        return places[place].stage, places[place].before

    def _place_of(self, id: str) -> str:
        """Where an idea stands, as the form says it."""
        for stage in self.stages():
            order = [one.id for one in stage.activities]
            if id in order:
                old = [one.id for one in stage.activities[: order.index(id)] if not one.new]
                return _place(stage, old[-1] if old else "")
        return ""

    def _places(self) -> dict[str, Place]:
        """Every place in the map, by what stands before it: so it stays the same while others come and go."""
        places = {}
        for stage in self.session.journey.stages:
            following = [*(one.id for one in stage.activities), ""]
            places[_place(stage, "")] = Place(stage.id, following[0], self.words("design.at_start", stage=stage.name))
            for one, after in zip(stage.activities, following[1:], strict=True):
                said = self.words("design.after", stage=stage.name, name=one.name)
                places[_place(stage, one.id)] = Place(stage.id, after, said)
        return places

    def _place_before_low(self) -> str:
        low, places = self.session.journey.low, self._places()
        return next((name for name, one in places.items() if low and one.before == low.id), next(iter(places), ""))


def _place(stage: Stage, after: str) -> str:
    return f"{stage.id}:{after}"

"""Step 4, `design`: invent a touchpoint in place of a low one, see at once what it changes; classmates answer."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from touchpoints.language import channel_names
from touchpoints.lessons.concepts import Picture
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Activity, Direction, Feeling, Id, Journey, Name, Stage, Text
from touchpoints.model.work import Answer, Idea, Steps, journey_after
from touchpoints.rubric.student_texts import short
from touchpoints.steps.chart_editor import ChartEditor, Step
from touchpoints.steps.discuss import Index
from touchpoints.steps.messages import Message, understood
from touchpoints.steps.session import new_id

AnswerKind = Literal["like", "wish", "what_if"]
SPOKEN = 140  # letters of the reason that the persona gives
SKETCH = "sketch"  # the id of what stands in the form, as long as it is not put into the map


class Place(NamedTuple):
    """Where an idea may go: its stage, the id of what follows there, "" at the end, and how the form says it."""

    stage: str
    before: str
    said: str


class DesignStep(ChartEditor):
    step = "design"
    answering = False  # the answers stand where the sentence was

    def do_invent(
        self, name: Name, replaces: Name = "", place: Name = "", channel: Name = "", direction: Direction = "both",
        because: Text = "", feeling: Feeling | None = None, replaced_feeling: Feeling | None = None,
    ) -> None:  # fmt: skip
        """`place` is a stage of the map and what stands before it there, such as "buy:t4"; "" is where the touchpoint
        stands that it comes in place of."""
        self.edit(self._invented(new_id(), name=name, replaces=replaces, place=place, channel=channel,
                                 direction=direction, because=because, feeling=feeling,
                                 replaced_feeling=replaced_feeling))  # fmt: skip

    def do_save(
        self, id: Id, name: Name, replaces: Name = "", place: Name = "", channel: Name = "",
        direction: Direction = "both", because: Text = "", feeling: Feeling | None = None,
        replaced_feeling: Feeling | None = None,
    ) -> None:  # fmt: skip
        if not name.strip():
            raise Refused(name)
        self.edit(self._described(id=id, name=name, replaces=replaces, place=place, channel=channel,
                                  direction=direction, because=because, feeling=feeling,
                                  replaced_feeling=replaced_feeling))  # fmt: skip
        self.refresh()  # the form closes even where nothing was changed

    def do_draft(self, form: Name, values: str) -> None:
        """The curve answers to what is said in the form."""
        super().do_draft(form, values)
        self.refresh()

    def do_turn(self, value: bool) -> None:
        """To the answers of the others, and back to the sentence."""
        self.answering = value
        self.refresh()

    def do_edit(self, id: Id) -> None:
        self.answering = False
        self.open_in_form(id)

    def do_cancel(self) -> None:
        self.open_in_form("")

    # In the chart: only what is new can be touched.

    def do_select(self, id: str = "", details: bool = False) -> None:
        """What was clicked stands in the sentence, to be changed there."""
        if id:
            self.do_edit(id)

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
        """Take the idea back."""
        changed = edits.remove_idea(self.session.steps, self.session.lesson.empty, id)
        name = next(idea.touchpoint.name for idea in self.state.ideas if idea.id == id)
        if self.editing == id:
            self.open_in_form("")
        self.tell_gone(changed, id, name)

    def do_answer(self, kind: AnswerKind, text: Text) -> None:
        if text := text.strip():
            self.change(answers=(*self.state.answers, Answer(kind=kind, text=text)))

    def do_forget(self, index: Index) -> None:
        self.change(answers=tuple(answer for n, answer in enumerate(self.state.answers) if n != index))

    def values(self) -> dict[str, Any]:
        editing = next((idea for idea in self.state.ideas if idea.id == self.editing), None)
        sketched = self._sketched()
        said = next((idea for idea in sketched.design.ideas if idea.id in (SKETCH, self.editing)), None)
        old = self._old(said)
        low = self.session.journey.low
        then = next((one.feeling for one in self._after().touchpoints if old and one.id == old.id), None)
        return {
            "low": low,
            "why": textwrap.shorten(low.why, SPOKEN, placeholder="…") if low else "",
            **self.editor_values(),
            "editing": editing,
            "answering": self.answering,
            "form": f"{self.model_id}-form-{self.editing or 'new'}",
            "sentence": _parts(self.words("design.sentence", **{gap: f"|{gap}|" for gap in ("old", "new", "because")})),
            "old": old,
            "old_name": short(old.name) if old else "",
            "olds": [(one.id, one.name) for one in self.session.journey.touchpoints if one.feeling is not None],
            "old_number": next(
                (n for n, one in enumerate(self._after().touchpoints, 1) if old and one.id == old.id), 0
            ),
            "change": (old.feeling, then) if old and then is not None and then != old.feeling else None,
            "places": [("", self.words("design.instead")), *((name, one.said) for name, one in self._places().items())],
            "place": self._place_of(editing.id) if editing else "",
            "answer_chips": [(kind, self.words(f"design.{kind}"), "") for kind in get_args(AnswerKind)],
        }

    def found(self) -> dict[str, str]:
        low, ideas = self.session.journey.low, self.state.ideas
        return {"low": low.name if low else "", "idea": ideas[-1].touchpoint.name if ideas else ""}

    def summary(self) -> list[str]:
        low = self.session.journey.low
        lines = [self.words("design.low", name=low.name, feeling=self.words.feeling(low.feeling))] if low else []
        lines += [f"{idea.touchpoint.name}: {idea.because}" for idea in self.state.ideas]
        return lines or [self.words("design.no_low")]

    def picture_of(self) -> Picture | None:
        journey = self.session.journey
        return Picture("compare", (journey, self._after())) if journey.touchpoints else None

    def stages(self) -> Sequence[Stage]:
        return self._after().stages

    def live(self) -> set[str]:
        return {idea.id for idea in self.state.ideas}

    def _after(self) -> Journey:
        return journey_after(self._sketched(), self.session.lesson.empty)

    def _sketched(self) -> Steps:
        """The work with what stands in the form, as it will be when it is put into the map."""
        do, draw = ("save", self._described) if self.editing else ("invent", self._sketch)
        typed = self.session.drafts.get(f"{self.step}.{do}", {})
        if not typed or typed.get("id", self.editing) != self.editing:  # of another idea
            return self.session.steps
        try:
            return draw(**understood(self, Message(do, dict(typed)))[1])
        except (msgspec.ValidationError, Refused):  # nothing is said yet, or the map has changed
            return self.session.steps

    def _sketch(self, name: str, feeling: int | None, replaced_feeling: int | None, **said: Any) -> Steps:
        if not name.strip() and feeling is None:  # of the new one nothing is said yet
            old = self._known(said["replaces"])
            return edits.rate(self.session.steps, old, feeling=replaced_feeling) if old else self.session.steps
        name = name.strip() or self.words("design.new")
        return self._invented(SKETCH, name=name, feeling=feeling, replaced_feeling=replaced_feeling, **said)

    def _invented(self, id: str, *, name: str, place: str, replaces: str, **said: Any) -> Steps:
        lesson, (stage, before) = self.session.lesson.empty, self._where(place, replaces)
        changed = edits.put_idea(edits.invent(self.session.steps, lesson, id, stage, name), lesson, id, stage, before)
        said["channel"] = said["channel"] or channel_names.guess(name, self.words)
        return edits.describe_idea(changed, id, replaces=self._known(replaces), **said)

    def _described(self, *, id: str, name: str, place: str, replaces: str, **said: Any) -> Steps:
        if not name.strip():
            return self.session.steps
        changed = edits.describe_idea(self.session.steps, id, name=name.strip(), replaces=self._known(replaces), **said)
        if place == self._place_of(id):
            return changed
        return edits.put_idea(changed, self.session.lesson.empty, id, *self._where(place, replaces))

    def _old(self, said: Idea | None) -> Activity | None:
        """The touchpoint of the map in place of which the idea comes; for a new sentence, the lowest."""
        journey = self.session.journey
        draft = self.session.drafts.get(f"{self.step}.{'save' if self.editing else 'invent'}", {})
        id = draft.get("replaces", said.replaces if said else journey.low and journey.low.id)
        return next((one for one in journey.touchpoints if one.id == id), None)

    def _known(self, id: str) -> str | None:
        if id and all(one.id != id for one in self.session.journey.touchpoints):
            raise Refused(id)
        return id or None

    def _placed(self, changed: Steps, id: str) -> None:
        self.tell_place(changed, journey_after(changed, self.session.lesson.empty), id)

    def _where(self, place: str, replaces: str) -> tuple[str, str]:
        """A place of the form as a stage and what follows there in the map."""
        places = self._places()
        if not place:
            return self._beside(replaces, places)
        if place not in places:
            raise Refused(place)
        return places[place].stage, places[place].before

    def _beside(self, id: str, places: dict[str, Place]) -> tuple[str, str]:
        """Where a touchpoint stands; of one that has no stage, or of none, where the map begins."""
        found = next((one for one in places.values() if id and one.before == id), next(iter(places.values()), None))
        if found is None:
            raise Refused(id)
        return found.stage, found.before

    def _place_of(self, id: str) -> str:
        """Where an idea stands, as the form says it."""
        for stage in self.session.journey_after.stages:
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


def _place(stage: Stage, after: str) -> str:
    return f"{stage.id}:{after}"


def _parts(sentence: str) -> list[tuple[str, str]]:
    """The sentence's gaps in the order of the language, each with the words before it."""
    words, gaps = sentence.split("|")[::2], sentence.split("|")[1::2]
    return [(before.strip(), gap) for before, gap in zip(words, gaps, strict=False)]

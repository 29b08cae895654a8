"""Step 2, `discuss`: how each touchpoint feels and why, stories, and what one thinks of the place now."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec.structs import replace

from touchpoints.lessons.concepts import Picture
from touchpoints.model import edits
from touchpoints.model.journey import Activity, Feeling, Id, Journey, Text
from touchpoints.model.work import MAX_ENTRIES, Story
from touchpoints.steps.panel import StepPanel

Index = Annotated[int, msgspec.Meta(ge=0, lt=MAX_ENTRIES)]


class DiscussStep(StepPanel):
    step = "discuss"

    def do_rate(self, id: Id, value: Feeling) -> None:
        self.edit(edits.rate(self.session.steps, id, feeling=value))

    def do_why(self, id: Id, value: Text) -> None:
        self.edit(edits.rate(self.session.steps, id, why=value))

    def do_tell(self, kind: Literal["good", "bad"], text: Text) -> None:
        if text := text.strip():
            self.change(stories=(*self.state.stories, Story(kind=kind, text=text)))

    def do_forget(self, index: Index) -> None:
        self.change(stories=tuple(story for n, story in enumerate(self.state.stories) if n != index))

    def do_opinion(self, value: Text) -> None:
        self.change(opinion=replace(self.state.opinion, text=value))

    def do_come_back(self, value: Literal["yes", "maybe", "no"]) -> None:
        self.change(opinion=replace(self.state.opinion, come_back=value))

    def values(self) -> dict[str, Any]:
        best, worst = best_and_worst(self.session.journey)
        return {"touchpoints": [(one, *self._asked(one, best, worst)) for one in self.session.journey.touchpoints]}

    def summary(self) -> list[str]:
        touchpoints = self.session.journey.touchpoints
        if not touchpoints:
            return [self.words("desk.find_first")]
        return [
            f"{one.name}: {self.words.feeling(one.feeling)}{' – ' if one.why else ''}{one.why}" for one in touchpoints
        ]

    def picture_of(self) -> Picture | None:
        journey = self.session.journey
        return Picture("opinions", (journey,)) if journey.rated else None

    def _asked(self, one: Activity, best: str | None, worst: str | None) -> tuple[str, str]:
        """The label of "why" and the card's look: the best and the worst are asked for their reasons."""
        kind = {best: "best", worst: "worst"}.get(one.id, "")
        return self.words(f"discuss.why_{kind}" if kind else "discuss.why"), kind


def best_and_worst(journey: Journey) -> tuple[str | None, str | None]:
    """The ids of the peak and of the low; None where all feel the same."""
    return journey.peak and journey.peak.id, journey.low and journey.low.id

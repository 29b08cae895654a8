"""Step 2, `discuss`: how each touchpoint feels and why, one after the other; stories, and what one thinks of the place
now."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec.structs import replace

from touchpoints.lessons.concepts import Picture
from touchpoints.model import edits
from touchpoints.model.journey import FEELINGS, Activity, Feeling, Id, Journey, Text
from touchpoints.model.opinions import raised, split
from touchpoints.model.work import MAX_ENTRIES, Rating, Story
from touchpoints.steps.panel import StepPanel

Index = Annotated[int, msgspec.Meta(ge=0, lt=MAX_ENTRIES)]
MOST_DOTS = 30  # a hand each; more are only counted
BESIDES = ("stories", "opinion", "all")  # what is talked about besides the touchpoints


class DiscussStep(StepPanel):
    step = "discuss"
    fits_in = True
    seen: frozenset[str] = frozenset()  # touchpoints whose hands the class sees

    def do_turn(self, to: Id) -> None:
        """Talk about another touchpoint, about stories, or about the place. What hands were raised for counts."""
        self._settle(self.place.get("at", ""))
        self.go(at=to)
        self.refresh()

    def do_rate(self, id: Id, value: Feeling) -> None:
        self.go(at=id)  # one goes on by a click, not by having chosen
        self.edit(edits.rate(self.session.steps, id, feeling=value))

    def do_why(self, id: Id, value: Text) -> None:
        self.edit(edits.rate(self.session.steps, id, why=value))

    def do_hand(self, id: Id, value: Feeling, by: Literal[-1, 1] = 1) -> None:
        """One hand more, or less, for a level."""
        self.go(at=id)
        hands = self._rating(id).hands
        changed = {**hands, value: max(0, hands.get(value, 0) + by)}
        self.edit(edits.rate(self.session.steps, id, hands={level: n for level, n in changed.items() if n}))

    def do_show(self, id: Id) -> None:
        """The class sees the hands; where they have a middle and nobody has chosen a level, it is the touchpoint's."""
        self.go(at=id)
        self.seen |= {id}
        self._settle(id)
        self.refresh()

    def _settle(self, id: str) -> None:
        middle = raised(tuple(self._rating(id).hands.items())).median
        if self._rating(id).feeling is None and middle in FEELINGS:
            self.edit(edits.rate(self.session.steps, id, feeling=int(middle)))

    def do_cover(self, id: Id) -> None:
        self.seen -= {id}
        self.refresh()

    def do_tell(self, kind: Literal["good", "bad"], text: Text) -> None:
        if text := text.strip():
            self.change(stories=(*self.state.stories, Story(kind=kind, text=text)))

    def do_retell(self, index: Index, value: Text) -> None:
        if value := value.strip():
            stories = [replace(one, text=value) if n == index else one for n, one in enumerate(self.state.stories)]
            self.change(stories=tuple(stories))

    def do_forget(self, index: Index) -> None:
        self.change(stories=tuple(story for n, story in enumerate(self.state.stories) if n != index))

    def do_opinion(self, value: Text) -> None:
        self.change(opinion=replace(self.state.opinion, text=value))

    def do_come_back(self, value: Literal["yes", "maybe", "no"]) -> None:
        self.change(opinion=replace(self.state.opinion, come_back=value))

    def values(self) -> dict[str, Any]:
        touchpoints = self.session.journey.touchpoints
        best, worst = best_and_worst(self.session.journey)
        order = [*(one.id for one in touchpoints), *BESIDES]
        at = self._at(touchpoints)
        one = next((one for one in touchpoints if one.id == at), None)
        return {
            "touchpoints": touchpoints,
            "at": at,
            "one": one,
            "best": best,
            "worst": worst,
            "kind": {best: "best", worst: "worst"}.get(at, "") if one else "",
            "columns": self._columns(one) if one else [],
            "votes": raised(one.hands) if one else None,
            "split": self.words.hands(split(one.hands)) if one else "",
            "covered": at not in self.seen,
            "before": order[order.index(at) - 1] if order.index(at) else "",
            "after": order[order.index(at) + 1] if order.index(at) + 1 < len(order) else "",
        }

    def found(self) -> dict[str, str]:
        names = {one.id: one.name for one in self.session.journey.touchpoints}
        best, worst = best_and_worst(self.session.journey)
        return {"best": names.get(best, ""), "worst": names.get(worst, "")}

    def summary(self) -> list[str]:
        touchpoints = self.session.journey.touchpoints
        if not touchpoints:
            return [self.words("desk.find_first")]
        return [
            f"{one.name}: {self.words.feeling(one.feeling)}{' – ' if one.why else ''}{one.why}" for one in touchpoints
        ]

    def picture_of(self) -> Picture | None:
        return self.picture_at_rest() if self._at(self.session.journey.touchpoints) == "all" else None

    def picture_at_rest(self) -> Picture | None:
        """The chart of all, whatever is talked about."""
        journey = self.session.journey
        return Picture("opinions", (journey,)) if journey.rated else None

    def _rating(self, id: Id) -> Rating:
        return self.state.ratings.get(id, Rating())

    def _at(self, touchpoints: list[Activity]) -> str:
        """What is talked about: a touchpoint's id or one of `BESIDES`, as chosen, else the first without a feeling."""
        ids, chosen = [one.id for one in touchpoints], self.place.get("at", "")
        if chosen in (*ids, *BESIDES):
            return chosen
        if self.session.drafts.get("discuss.tell"):
            return "stories"  # somebody has begun to tell one
        return next((one.id for one in touchpoints if one.feeling is None), (ids or BESIDES)[0])

    def _columns(self, one: Activity) -> list[tuple[int, str, int, int]]:
        """From very bad to very good: the level, its word, the hands for it, and how many dots stand for them."""
        hands, most = self._rating(one.id).hands, max(self._rating(one.id).hands.values(), default=0)
        return [
            (level, self.words.feeling(level), hands.get(level, 0), hands.get(level, 0) if most <= MOST_DOTS else 0)
            for level in reversed(FEELINGS)
        ]


def best_and_worst(journey: Journey) -> tuple[str | None, str | None]:
    """The ids of the peak and of the low; None where all feel the same."""
    return journey.peak and journey.peak.id, journey.low and journey.low.id

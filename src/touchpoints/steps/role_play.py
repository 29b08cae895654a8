"""Step 5, `role_play`: a scene and cards are dealt, observers fill in a sheet, what they saw goes back into the map."""

from __future__ import annotations

import random
from statistics import median_low
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from touchpoints.lessons.concepts import Picture
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Feeling, Id, Journey, Text
from touchpoints.model.work import Observation
from touchpoints.steps.discuss import Index
from touchpoints.steps.panel import StepPanel

Seed = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
YesNo = Literal["", "true", "false"]
Turn = Literal["scene", "sheet", "result"]
PAGES: tuple[Turn, ...] = get_args(Turn)


class RolePlayStep(StepPanel):
    step = "role_play"
    fits_in = True
    at: Turn | None = None

    def do_turn(self, to: Turn) -> None:
        """To the scene, the observers' sheet, or what it shows."""
        self.at = to
        self.refresh()

    def do_deal(self) -> None:
        """Deal anew; the number of the deal is kept, so that it can be repeated."""
        former = self.state.seed
        seed = random.SystemRandom().randrange(1, 1000)
        self.do_repeat(seed if seed != former else seed % 999 + 1)

    def do_repeat(self, seed: Seed) -> None:
        scene, _mood = self._dealt(seed)
        self.change(seed=seed, scene=scene)

    def do_observe(
        self, touchpoint: str = "", feeling_before: Feeling | None = None, feeling_after: Feeling | None = None,
        seen_1: YesNo = "", seen_2: YesNo = "", seen_3: YesNo = "", seen_4: YesNo = "", promises_made: Text = "",
        promises_kept: Literal["", "yes", "partly", "no"] = "", helped: Text = "",
    ) -> None:  # fmt: skip
        """One observer's sheet: what is left open stays open. The lesson's yes/no items come in their order."""
        answers = zip(self.session.lesson.numbers.observe, (seen_1, seen_2, seen_3, seen_4), strict=False)
        sheet = Observation(
            touchpoint=touchpoint if touchpoint in self._played_options() else "",
            feeling_before=feeling_before,
            feeling_after=feeling_after,
            seen={id: answer == "true" for id, answer in answers if answer},
            promises_made=promises_made.strip(),
            promises_kept=promises_kept,
            helped=helped.strip(),
        )
        if sheet != Observation(touchpoint=sheet.touchpoint):
            self.change(observations=(*self.state.observations, sheet))

    def do_forget(self, index: Index) -> None:
        self.change(observations=tuple(one for n, one in enumerate(self.state.observations) if n != index))

    def do_conclude(self, value: Text) -> None:
        self.change(conclusion=value)

    def do_take(self, id: Id) -> None:
        """Put what the observers saw into the map: as the touchpoint's feeling, or as the idea's expected one."""
        if (feeling := self._observed().get(id)) is None:
            raise Refused(id)
        steps = self.session.steps
        felt = edits.describe_idea if id in {idea.id for idea in steps.design.ideas} else edits.rate
        self.edit(felt(steps, id, feeling=feeling))

    def values(self) -> dict[str, Any]:
        text, scene = self.session.lesson.words, self.session.lesson.words.scenes.get(self.state.scene)
        _, mood = self._dealt(self.state.seed or 0)
        played = self._played_options()
        return {
            "scene": scene,
            "roles": [("customer", scene.customer), ("employee", scene.employee)] if scene else [],
            "mood": text.moods[mood],
            "items": list(text.observe.items()),
            "yes_no": [("true", self.words("discuss.yes"), ""), ("false", self.words("discuss.no"), "")],
            "kept_chips": [(value, self.words(f"kept.{value}"), "") for value in ("yes", "partly", "no")],
            "pages": PAGES,
            "at": self.at or ("sheet" if self.session.drafts.get("role_play.observe") else "scene"),
            "played_options": list(played.items()),
            "played": self._played_last(),
            "said": [self._said(one) for one in self.state.observations],
            "takeable": self._takeable(played),
        }

    def found(self) -> dict[str, str]:
        return {"conclusion": self.state.conclusion.strip()}

    def summary(self) -> list[str]:
        scene = self.session.lesson.words.scenes.get(self.state.scene)
        lines = [scene.title if scene else self.words("role_play.no_scene")]
        lines += [self._said(one) for one in self.state.observations]
        return [*lines, self.state.conclusion] if self.state.conclusion else lines

    def picture_of(self) -> Picture | None:
        """The debrief: the map as planned beside the map with the feelings that were observed."""
        if not self._observed():
            return None
        return Picture("compare", (self.session.journey_after, self._as_observed()))

    def _dealt(self, seed: int) -> tuple[str, str]:
        """The scene and the customer's mood of this deal: the same for a seed on every machine."""
        numbers = self.session.lesson.numbers
        deal = random.Random(seed)
        return deal.choice([scene.id for scene in numbers.scenes]), deal.choice(numbers.moods)

    def _played_options(self) -> dict[str, str]:
        """The touchpoints of one's own map, the new ones first: one of them was played."""
        touchpoints = sorted(self.session.journey_after.touchpoints, key=lambda one: not one.new)
        return {one.id: one.name for one in touchpoints}

    def _played_last(self) -> str:
        """What the next sheet is about unless one says otherwise: as the last, else the newest idea, "" for none."""
        sheets, ideas = self.state.observations, self.session.steps.design.ideas
        said = sheets[-1].touchpoint if sheets else ""
        return said if said in self._played_options() else ideas[-1].id if ideas else ""

    def _observed(self) -> dict[str, int]:
        """For each touchpoint that was played the median of the feelings after it."""
        feelings: dict[str, list[int]] = {}
        for one in self.state.observations:
            if one.touchpoint in self._played_options() and one.feeling_after is not None:
                feelings.setdefault(one.touchpoint, []).append(one.feeling_after)
        return {id: median_low(values) for id, values in feelings.items()}

    def _as_observed(self) -> Journey:
        observed, journey = self._observed(), self.session.journey_after
        stages = tuple(
            replace(s, activities=tuple(replace(a, feeling=observed.get(a.id, a.feeling)) for a in s.activities))
            for s in journey.stages
        )
        return replace(journey, stages=stages)

    def _takeable(self, names: dict[str, str]) -> list[tuple[str, str]]:
        """Touchpoints whose observed feeling differs from the map, each with a sentence that says so."""
        planned = {one.id: one.feeling for one in self.session.journey_after.touchpoints}
        return [
            (id, self.words("role_play.observed", name=names[id], feeling=self.words.feeling(feeling)))
            for id, feeling in self._observed().items()
            if planned[id] != feeling
        ]

    def _said(self, one: Observation) -> str:
        """An observer's sheet in a line."""
        items, name = self.session.lesson.words.observe, self._played_options().get(one.touchpoint)
        parts = [name] if name else []
        parts.append(f"{self.words.feeling(one.feeling_before)} → {self.words.feeling(one.feeling_after)}")
        for id, answer in one.seen.items():
            if id in items:
                parts.append(f"{items[id]} {self.words('discuss.yes' if answer else 'discuss.no')}")
        if one.promises_made:
            kept = f" ({self.words(f'kept.{one.promises_kept}')})" if one.promises_kept else ""
            parts.append(f"{self.words('role_play.promises')} {one.promises_made}{kept}")
        if one.helped:
            parts.append(f"{self.words('role_play.helped')} {one.helped}")
        return " · ".join(parts)

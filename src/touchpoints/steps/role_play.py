"""Step 5, `role_play`: a scene and cards are dealt, observers fill in a sheet, what they saw goes back into the map."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import median_low
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from touchpoints.lessons.concepts import Picture
from touchpoints.lessons.quality.plan import BRIEF, PLAY
from touchpoints.model import edits
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Feeling, Id, Journey, Text, each
from touchpoints.model.work import Observation
from touchpoints.steps.discuss import Index
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.played import PLAYERS, ROLES, Played, Role, deal, filled, own_cards, played

Seed = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
YesNo = Literal["", "true", "false"]
Turn = Literal["scene", "sheet", "result"]
PAGES: tuple[Turn, ...] = get_args(Turn)
Phase = Literal["read", "play", "leave", "debrief"]
PHASES: tuple[Phase, ...] = get_args(Phase)
OwnField = Annotated[str, msgspec.Meta(pattern=r"^(customer|employee)\.(who|want|know|first)\Z")]
SHEET, ABOUT = "role_play.observe", "role_play.about"  # drafts: a sheet, and by scene the touchpoint of its last one


class RolePlayStep(StepPanel):
    step = "role_play"
    fits_in = True

    def do_turn(self, to: Turn) -> None:
        """To the scene, the observers' sheet, or what it shows."""
        self.go(at=to)
        self.refresh()

    def do_deal(self) -> None:
        """Deal anew; the number of the deal is kept, so that it can be repeated."""
        former = self.state.seed
        seed = random.SystemRandom().randrange(1, 1000)
        self.do_repeat(seed if seed != former else seed % 999 + 1)

    def do_repeat(self, seed: Seed) -> None:
        self._begin(deal(self.session, seed)[0], seed)

    def do_play(self, value: Id) -> None:
        """An idea of one's own is the scene."""
        if value not in {idea.id for idea in self.session.steps.design.ideas}:
            raise Refused(value)
        self._begin(value, None)

    def do_phase(self, to: Phase) -> None:
        self.go(phase=to)
        self.refresh()

    def do_role(self, value: Role) -> None:
        self.change(role=value)

    def do_write(self, id: OwnField, value: Text) -> None:
        """Write on a card of one's own idea; `id` is such as "customer.want"."""
        (role, part), cards = id.split("."), own_cards(self.state)
        self.change(cards=tuple((cards | {role: replace(cards[role], **{part: value})}).values()))

    def do_fill_in(self) -> None:
        """What is empty on one's own cards is dealt from the lesson's."""
        scenes = list(self.session.lesson.words.scenes.values())
        self.change(cards=filled(own_cards(self.state), random.SystemRandom().choice(scenes)))

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
            self.session.draft(ABOUT, {**self.session.drafts.get(ABOUT, {}), self.state.scene: sheet.touchpoint})
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
        text, scene, options = self.session.lesson.words, played(self.session), self._played_options()
        rest = self.session.plan.minutes[self.step] - BRIEF - PLAY
        phase, at = self.place.get("phase"), self.place.get("at")
        phase = phase if phase in PHASES else PHASES[0]  # it lies in a file
        return {
            "scene": scene,
            "cards": self._cards(scene),
            "mood": text.moods[deal(self.session, self.state.seed or 0)[1]],
            "watches": self.session.audience == "class" or self.state.role == "observer",
            "roles": [(role, self.words(f"role_play.{role}")) for role in ROLES],
            "ideas": [(idea.id, idea.touchpoint.name) for idea in reversed(self.session.steps.design.ideas)],
            "phases": PHASES,
            "phase": phase,
            "next": dict(pairwise(PHASES)).get(phase, ""),
            "minutes": {"read": BRIEF, "play": PLAY, "leave": 0, "debrief": max(PLAY, rest)},
            "items": list(text.observe.items()),
            "yes_no": [("true", self.words("discuss.yes"), ""), ("false", self.words("discuss.no"), "")],
            "kept_chips": [(value, self.words(f"kept.{value}"), "") for value in ("yes", "partly", "no")],
            "pages": PAGES,
            "at": at if at in PAGES else "sheet" if self.session.drafts.get(SHEET) else "scene",
            "played_options": [("", self.words("role_play.choose")), *options.items()] if options else [],
            "played": self._played_last(scene),
            "said": [self._said(one) for one in self.state.observations],
            "takeable": self._takeable(options),
        }

    def found(self) -> dict[str, str]:
        return {"conclusion": self.state.conclusion.strip()}

    def summary(self) -> list[str]:
        scene = played(self.session)
        lines = [scene.title if scene else self.words("role_play.no_scene")]
        for role, card in self._cards(scene) if scene and scene.own else []:
            if said := " · ".join(filter(None, (card.who, card.want, card.know, card.first))):
                lines.append(f"{self.words(f'role_play.{role}')}: {said}")
        lines += [self._said(one) for one in self.state.observations]
        return [*lines, self.state.conclusion] if self.state.conclusion else lines

    def picture_of(self) -> Picture | None:
        """The debrief: the map as planned beside the map with the feelings that were observed."""
        if not self._observed():
            return None
        return Picture("compare", (self.session.journey_after, self._as_observed()))

    def _begin(self, scene: str, seed: int | None) -> None:
        """Another scene begins to be played, by who has a role; what is typed into a sheet is about this one now."""
        self.go(phase=PHASES[0])
        typed = self.session.drafts.get(SHEET, {})
        self.session.draft(SHEET, {name: value for name, value in typed.items() if name != "touchpoint"})
        self.session.draft(ABOUT, {scene: "", self.state.scene: self._last, **self.session.drafts.get(ABOUT, {})})
        dealt = random.SystemRandom().choice(ROLES) if self.session.audience == "student" else ""
        self.change(scene=scene, seed=seed, role=self.state.role or dealt)
        self.refresh()  # the phase is another one even where the scene is the same

    def _cards(self, scene: Played | None) -> list[tuple[str, Any]]:
        """Those that may be seen here: a class plays at its screen, a student has one's own."""
        shown = PLAYERS if self.session.audience == "class" else [self.state.role]
        return [(role, card) for role, card in scene.cards.items() if role in shown] if scene else []

    def _played_options(self) -> dict[str, str]:
        """The touchpoints of one's own map, the new ones first: one of them was played."""
        touchpoints = sorted(self.session.journey_after.touchpoints, key=lambda one: not one.new)
        return {one.id: one.name for one in touchpoints}

    def _played_last(self, scene: Played | None) -> str:
        """What the next sheet is about unless one says otherwise: as the scene's last one, else where the scene plays;
        without a scene as the last one, else the newest idea. "" where one has to choose."""
        about, options = self.session.drafts.get(ABOUT, {}), self._played_options()
        if scene:
            said = [about.get(self.state.scene, ""), scene.touchpoint]
            said += [self._last] if self.state.scene not in about else []  # no other scene was begun here since
        else:
            said = [self._last, *(idea.id for idea in self.session.steps.design.ideas[-1:])]
        return next((id for id in said if id in options), "")

    @property
    def _last(self) -> str:
        """What the last sheet is about."""
        return self.state.observations[-1].touchpoint if self.state.observations else ""

    def _observed(self) -> dict[str, int]:
        """For each touchpoint that was played the median of the feelings after it."""
        feelings: dict[str, list[int]] = {}
        for one in self.state.observations:
            if one.touchpoint in self._played_options() and one.feeling_after is not None:
                feelings.setdefault(one.touchpoint, []).append(one.feeling_after)
        return {id: median_low(values) for id, values in feelings.items()}

    def _as_observed(self) -> Journey:
        observed, journey = self._observed(), self.session.journey_after
        return each(journey, lambda one: replace(one, feeling=observed.get(one.id, one.feeling)))

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

"""What is played in step 5: a scene of the lesson, or an idea of one's own, for which one writes the cards oneself."""

from __future__ import annotations

import random
from typing import Literal, NamedTuple, get_args

from touchpoints.lessons.text import RoleCardText, SceneText
from touchpoints.model import matching
from touchpoints.model.work import OwnCard, RolePlay
from touchpoints.steps.session import Session

Role = Literal["customer", "employee", "observer"]
ROLES: tuple[Role, ...] = get_args(Role)
PLAYERS = ROLES[:2]


class Played(NamedTuple):
    """`touchpoint` is the one of one's own map at which it is played, "" where that is not known; `cards` are the
    players', and `own` where they are written here."""

    title: str
    touchpoint: str
    cards: dict[str, RoleCardText | OwnCard]
    own: bool = False


def played(session: Session) -> Played | None:
    """What was dealt or chosen last; None before that, and where the idea is gone."""
    id, lesson = session.steps.role_play.scene, session.lesson
    for idea in session.steps.design.ideas:
        if idea.id == id:
            title = session.words("role_play.our_idea", name=idea.touchpoint.name)
            return Played(title, id, own_cards(session.steps.role_play), own=True)
    if (text := lesson.words.scenes.get(id)) is None:
        return None
    there = next((scene.touchpoint for scene in lesson.numbers.scenes if scene.id == id), "")
    name = matching.key(lesson.words.case.activities[there].name) if there else ""
    like = [one.id for one in session.journey_after.touchpoints if name and matching.key(one.name) == name]
    return Played(text.title, like[0] if like else "", {"customer": text.customer, "employee": text.employee})


def own_cards(play: RolePlay) -> dict[str, OwnCard]:
    return dict(zip(PLAYERS, (*play.cards, OwnCard(), OwnCard()), strict=False))


def filled(cards: dict[str, OwnCard], scene: SceneText) -> tuple[OwnCard, ...]:
    """The cards with what is empty taken from a scene of the lesson."""
    return tuple(
        OwnCard(own.who or kit.who, own.want or kit.want, own.know or kit.know, own.first or kit.first_sentence)
        for own, kit in zip(cards.values(), (scene.customer, scene.employee), strict=True)
    )


def deal(session: Session, seed: int) -> tuple[str, str]:
    """The scene and the customer's mood of this deal: the same for a seed on every machine."""
    numbers, dealt = session.lesson.numbers, random.Random(seed)
    return dealt.choice([scene.id for scene in numbers.scenes]), dealt.choice(numbers.moods)

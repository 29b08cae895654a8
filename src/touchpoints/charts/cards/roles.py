"""Role cards in pairs, customer and company's side: derived from a journey's touchpoints.

>>> from touchpoints.language import words
>>> from touchpoints.model.journey import Activity
>>> sign = Activity(id="sign", name="Queue here", channel="sign", feeling=-1)
>>> customer, company = cards_of(Journey(unplaced=(sign,)), words.of("en"))
>>> company.who, company.want
('the sign itself', 'Lift this moment from “bad” to “neutral”.')
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from touchpoints.language.journey_in_words import name_of, parts_of
from touchpoints.language.words import Words
from touchpoints.model.journey import BEST, Activity, Journey, one_line

# Channels at which nobody answers: there the company's player is the thing itself.
THINGS = (
    "advert", "website", "display", "sign", "building", "vehicle", "contract", "invoice", "popup", "configurator",
    "platform", "tv", "device", "app",
)  # fmt: skip
SIDES: tuple[Literal["customer", "company"], ...] = ("customer", "company")


@dataclass(frozen=True)
class RoleCard:
    """What one player is told. `number` names the pair, `of` the journey.

    `title` is the touchpoint's name. What is empty the players write in themselves; `feels` and `rule` stand on a card
    only where they are not None.
    """

    number: int
    side: Literal["customer", "company"]
    title: str
    channel: str
    of: str
    who: str = ""
    want: str = ""
    know: str = ""
    first_sentence: str = ""
    feels: str | None = None
    rule: str | None = None


def badge(card: RoleCard, words: Words) -> str:
    """The pair's number with "A" for the customer, "B" for the company: by it partners find each other."""
    return f"{words.number(card.number)} {'A' if card.side == 'customer' else 'B'}"


def side(card: RoleCard, words: Words) -> str:
    """Whom the player plays, in a word."""
    return words("chart.cards.customer" if card.side == "customer" else "chart.hidden.company")


@dataclass(frozen=True)
class Field:
    """A labelled part of a card; where there is no text, the number of `lines` to write on."""

    label: str
    text: str
    lines: int


def fields(card: RoleCard, words: Words) -> list[Field]:
    """What stands under the title, in the order in which it is read; the first sentence comes last."""
    want = words("role_play.want" if card.side == "customer" else "role_play.duty")
    found = [
        (words("prose.touchpoint"), None if card.title else "", 2),
        (words("role_play.who"), card.who, 1),
        (want, card.want, 2),
        (words("chart.cards.feels"), card.feels, 1),
        (words("role_play.know"), card.know, 2),
        (words("role_play.rule"), card.rule, 2),
        (words("role_play.first_sentence"), quoted(card.first_sentence, words), 2),
    ]
    return [Field(label, one_line(text), lines) for label, text, lines in found if text is not None]


def cards_of(journey: Journey, words: Words) -> tuple[RoleCard, ...]:
    """A pair for each touchpoint, in the journey's order and with the numbers of its map.

    Each player knows something else, as in life: the customer the reason for the feeling, the company how
    much the moment matters and what happens out of sight.
    """
    cards = []
    for part in parts_of(journey.stages, journey.unplaced, words):
        unseen = part.unseen("company")
        for number, one in part.touchpoints:
            cards += [_customer(journey, number, one, words), _company(journey, number, one, unseen, words)]
    return tuple(cards)


def blanks(of: str, after: int, pairs: int) -> tuple[RoleCard, ...]:
    """Pairs on which everything is to be written in, numbered on `after` a number."""
    return tuple(RoleCard(after + i, side, "", "", of) for i in range(1, pairs + 1) for side in SIDES)


def _customer(journey: Journey, number: int, one: Activity, words: Words) -> RoleCard:
    """A new touchpoint's reason is the inventor's, so it is no customer's knowledge."""
    return RoleCard(
        number, "customer", name_of(one), one.channel, one_line(journey.title),
        who=one_line(journey.persona.name) or words("chart.cards.a_customer"),
        want=journey.persona.goal,
        know=words("chart.cards.first_time") if one.new else quoted(one.why, words),
        feels=None if one.new else "" if one.feeling is None else words.feeling(one.feeling),
    )  # fmt: skip


def _company(journey: Journey, number: int, one: Activity, unseen: str, words: Words) -> RoleCard:
    thing = one.channel in THINGS
    who = words(f"chart.cards.thing.{one.channel}") if thing else words("chart.cards.someone")
    return RoleCard(
        number, "company", name_of(one), one.channel, one_line(journey.title),
        who=f"{who} ({one_line(one.department)})" if one_line(one.department) else who,
        want=_task(one, words),
        know=_known(one, unseen, words),
        rule=words("chart.cards.only_there") if thing else None,
    )  # fmt: skip


def _task(one: Activity, words: Words) -> str:
    """To lift the feeling by one level, but never to a bad one; a new touchpoint has to prove itself."""
    if one.feeling is None:
        return words("chart.cards.make_good")
    if one.new:
        return words("chart.cards.prove", feeling=words.feeling(one.feeling))
    if one.feeling == BEST:
        return words("chart.cards.keep")
    target = words.feeling(max(0, one.feeling + 1))
    return words("chart.cards.lift", today=words.feeling(one.feeling), target=target)


def _known(one: Activity, unseen: str, words: Words) -> str:
    """Where nothing else is known, what customers say of it."""
    facts = [words("chart.cards.idea", why=quoted(one.why, words))] if one.new and one.why.strip() else []
    if one.importance is not None:
        facts.append(words("chart.cards.importance", number=words.number(one.importance)))
    if unseen:
        facts.append(words("chart.cards.unseen", names=unseen))
    if not facts and one.why.strip():
        facts.append(words("chart.cards.say", why=quoted(one.why, words)))
    return " ".join(facts)


def quoted(why: str, words: Words) -> str:
    return words("quote", text=one_line(why)) if why.strip() else ""

"""How the number of contacts works: an inverted U, by the quadratic response of one study.

A. Godfrey, K. Seiders and G. B. Voss, "Enough Is Enough! The Fine Line in Executing Multichannel Relational
Communication", Journal of Marketing 75 (2011), no. 4, pp. 94–109: one car dealership, 1,162 customers, 39 months.

>>> benefit(0, 4), benefit(4, 4), benefit(8, 4)
(0.0, 1.0, 0.0)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal, get_args

from touchpoints.model.journey import Journey

Channel = Literal["phone", "email", "direct_mail"]
CUSTOMERS, MONTHS = 1162, 39
# The study's ideal number of contacts in three months, where the channel is used alone.
IDEALS: dict[str, float] = {"phone": 3.0, "email": 3.5, "direct_mail": 9.5}
USUAL = "email"  # where a journey prefers no channel
FULL = 100  # the points of the greatest benefit
BEYOND, FAR = 1.25, 6  # of a guess and of the ideal: how far contacts are shown
LOWEST, SHALLOW = -0.8, -0.2  # the benefit at the picture's lower edge, between these


def benefit(contacts: float, ideal: float) -> float:
    """Of `contacts` in three months, `ideal` (above 0) being the best number: 2·n/ideal − (n/ideal)².

    0 without contact, 1 at the ideal, 0 again at twice the ideal, below 0 beyond: each contact adds less than the one
    before, and past the ideal each takes something away.
    """
    part = contacts / ideal
    return part * (2 - part)


def reaches(level: float, ideal: float) -> float:
    """The number of contacts beyond the ideal at which the benefit has fallen to `level`, which is 1 at most."""
    return ideal * (1 + sqrt(1 - level))


def points(contacts: int, ideal: float) -> int:
    """The benefit as it is shown: in whole points, `FULL` of them being the greatest."""
    return round(FULL * benefit(contacts, ideal))


def added(contact: int, ideal: float) -> int:
    """What this contact, counted from 1, adds to the benefit, in whole points; below 0 it takes them away."""
    return round(FULL * (benefit(contact, ideal) - benefit(contact - 1, ideal)))


def used(journey: Journey, channel: str) -> int:
    """How many of the journey's touchpoints reach the customer by this channel."""
    return sum(one.channel == channel and one.direction != "from_customer" for one in journey.touchpoints)


def preferred(journey: Journey) -> str:
    """The channel of `IDEALS` by which most touchpoints reach the customer; of equals, or with none, e-mail."""
    channels = sorted(get_args(Channel), key=lambda channel: channel != USUAL)
    return max(channels, key=lambda channel: used(journey, channel))


@dataclass(frozen=True)
class ContactCase:
    """A channel, its ideal number of contacts in three months and whether that is the study's, a guess at it by
    somebody, and the number of contacts in a journey (`own`)."""

    channel: str
    ideal: float
    studied: bool
    guess: float | None
    own: int

    @property
    def last(self) -> int:
        """Up to how many contacts the picture goes: beyond twice the ideal and the guess, and to the journey's own
        number unless that is so large that the rest would be too small to read."""
        return max(
            ceil(2 * self.ideal) + 1, ceil(BEYOND * (self.guess or 0)), min(self.own + 1, ceil(FAR * self.ideal))
        )

    @property
    def lowest(self) -> float:
        """The least benefit on the picture; what is worse lies outside."""
        return max(LOWEST, min(SHALLOW, benefit(self.last, self.ideal)))

    @property
    def outside(self) -> bool:
        """Whether the journey's own number lies outside the picture."""
        return self.own > self.last or benefit(self.own, self.ideal) < self.lowest


def case(
    journey: Journey, channel: str | None = None, ideal: float | None = None, guess: float | None = None
) -> ContactCase:
    """The journey's case: its preferred channel and the study's ideal for it unless given."""
    channel = channel or preferred(journey)
    return ContactCase(channel, ideal or IDEALS[channel], ideal is None, guess, used(journey, channel))

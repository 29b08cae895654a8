"""Who sees what: where the customer comes into the company's sight and goes out of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from touchpoints.model.journey import Activity


def turns(activities: Iterable[Activity]) -> dict[str, str]:
    """The ids at which the customer has come "in" sight or gone "out" of it since the step before, in order.

    What only the company sees is no step of the customer's.
    """
    steps = [one for one in activities if one.visible_to != "company"]
    return {
        step.id: "in" if step.is_touchpoint else "out"
        for before, step in pairwise(steps)
        if before.is_touchpoint != step.is_touchpoint
    }

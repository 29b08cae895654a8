"""Where one department hands the customer over to another, and how that feels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from touchpoints.model.journey import Activity, mean_feeling, one_line


def handovers(touchpoints: Iterable[Activity]) -> dict[str, str]:
    """The ids of the touchpoints to which another department hands the customer over, with that department.

    A neighbour without a department hands nothing over, and nothing is handed over to it: nobody knows yet.
    """
    named = [(one.id, one_line(one.department)) for one in touchpoints]
    return {id: before for (_, before), (id, after) in pairwise(named) if before and after and before != after}


def means(touchpoints: Sequence[Activity]) -> tuple[float | None, float | None]:
    """The mean feeling (-2 to 2) right after a handover, and that of all others; None where none of them is rated."""
    handed = handovers(touchpoints)
    return (
        mean_feeling(one for one in touchpoints if one.id in handed),
        mean_feeling(one for one in touchpoints if one.id not in handed),
    )

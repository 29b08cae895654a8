"""Importance and feeling: to which of four fields a touchpoint belongs, and how badly it needs to become better.

Importance–performance analysis: J. A. Martilla and J. C. James, "Importance-Performance Analysis", Journal of
Marketing 41 (1977), no. 1, pp. 77–79.

>>> field(5, -2), field(5, 2), field(1, -1), field(1, 2)
('improve', 'keep', 'later', 'enough')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from touchpoints.model.journey import Activity

FIELDS = ("improve", "keep", "later", "enough")
MISSING = ("feeling", "importance", "both")
LEVELS = (5, 4, 3, 2, 1)  # of importance, from very important to unimportant
IMPORTANT, GOOD = 3, 1  # from here on
FEW = 3

Numbered = tuple[int, Activity]


def field(importance: int, feeling: int) -> str:
    """One of `FIELDS`. On a border the doubt speaks for improving: 3 is important, and neutral is not good yet."""
    if importance >= IMPORTANT:
        return "keep" if feeling >= GOOD else "improve"
    return "enough" if feeling >= GOOD else "later"


def need(importance: int, feeling: int) -> int:
    """How badly it needs to become better: importance times the levels that are lacking to "good" (15 at most)."""
    return importance * (GOOD - feeling)


def missing(touchpoint: Activity) -> str:
    """Which of `MISSING` keeps the touchpoint from being placed; "" for nothing."""
    if touchpoint.feeling is None:
        return "both" if touchpoint.importance is None else "feeling"
    return "importance" if touchpoint.importance is None else ""


def sort_out(touchpoints: Iterable[Activity]) -> dict[str, list[Numbered]]:
    """The touchpoints, numbered in their order, by field and by what is missing.

    In a field the neediest come first, of equals the more important ones; what is not placed stays in order.
    """
    found: dict[str, list[Numbered]] = {name: [] for name in (*FIELDS, *MISSING)}
    for number, one in enumerate(touchpoints, 1):
        found[missing(one) or field(one.importance, one.feeling)].append((number, one))
    for name in FIELDS:
        found[name].sort(key=lambda entry: (-_need(entry[1]), -entry[1].importance))
    return found


def neediest(improve: Sequence[Numbered]) -> list[Numbered]:
    """Those of the field "improve" that need it most: one, or several that need it equally."""
    return [entry for entry in improve if _need(entry[1]) == _need(improve[0][1])]


def singled_out(improve: Sequence[Numbered]) -> list[Numbered]:
    """The neediest where they are few enough to stand out."""
    first = neediest(improve)
    return first if len(first) <= FEW else []


def _need(touchpoint: Activity) -> int:
    return need(touchpoint.importance, touchpoint.feeling)

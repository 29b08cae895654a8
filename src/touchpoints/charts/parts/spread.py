"""Places in a row for things that need room, such as labels, lines and the borders of stages: pure computation.

The things come in order, and rules say how far a later one must stand from an earlier one.

>>> places([Gap(0, 1, 2.0), Gap(1, 2, 3.0), Gap(0, 2, 6.0)], 3, 6.0)
[0.0, 2.5, 6.0]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

HALVINGS = 24  # of an interval: finer than a printer's dot


class Gap(NamedTuple):
    """The thing `after` stands at least `apart` to the right of the thing `before`; both are places in the order."""

    before: int
    after: int
    apart: float


def shortest(rules: Iterable[Gap], count: int, more: float = 0.0) -> float:
    """How far the last of `count` things is from the first at least, with `more` added to each distance."""
    return _leftmost(rules, count, more)[-1]


def places(rules: Sequence[Gap], count: int, room: float) -> list[float]:
    """Where the things stand, the first at 0, the last at `room`: with the most even distances there can be.

    Each stands midway between the first and the last place that the rules leave it. Where they need more
    than `room`, the last thing lies beyond it.
    """
    more = largest(lambda more: shortest(rules, count, more) <= room, room)
    left = _leftmost(rules, count, more)
    back = [Gap(count - 1 - rule.after, count - 1 - rule.before, rule.apart) for rule in rules]
    right = [max(room, left[-1]) - place for place in reversed(_leftmost(back, count, more))]
    return [(one + other) / 2 for one, other in zip(left, right, strict=True)]


def largest(holds: Callable[[float], bool], most: float) -> float:
    """The largest value up to `most` for which `holds` is true, if it is for all smaller ones; 0 if for none."""
    if holds(most):
        return most
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _leftmost(rules: Iterable[Gap], count: int, more: float) -> list[float]:
    """The first place that the rules leave each thing."""
    found = [0.0] * count
    for before, after, apart in sorted(rules, key=lambda rule: rule.after):
        found[after] = max(found[after], found[before] + apart + more)
    return found

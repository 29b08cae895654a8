"""What both the map and the ideas stand on: orders of ids, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from touchpoints.model.journey import MAX_ACTIVITIES, Stage
from touchpoints.model.work import Steps

T = TypeVar("T")


class Refused(Exception):
    """A change that no control of ours asks for: nothing happens."""


def fresh(steps: Steps, id: str, name: str) -> None:
    """A name, an id that nothing has yet, and room for one more."""
    ids = {one.id for one in (*steps.identify.touchpoints, *steps.design.ideas)}
    if not name.strip() or id in ids or len(ids) >= MAX_ACTIVITIES:
        raise Refused(id)


def without(order: Sequence[str], id: str) -> tuple[str, ...]:
    return tuple(one for one in order if one != id)


def placed(order: Sequence[str], id: str, before: str) -> tuple[str, ...]:
    """With `id` before another, at the end where that is not there, and where it was before itself."""
    rest = without(order, id)
    anchored = order if before == id else rest
    place = anchored.index(before) if before in anchored else len(rest)
    return (*rest[:place], id, *rest[place:])


def beside(stages: Sequence[Stage], id: str, by: int, touchpoints: bool = False) -> tuple[str, str] | None:
    """Its stage, and before what it has to stand there to pass the next thing, or touchpoint; None where it cannot."""
    for stage in stages:
        order = [one.id for one in stage.activities]
        passed = [one.id for one in stage.activities if one.is_touchpoint or not touchpoints]
        if id in passed and 0 <= passed.index(id) + by < len(passed):
            other = passed[passed.index(id) + by]
            return stage.id, other if by < 0 else next(iter(order[order.index(other) + 1 :]), "")
    return None


def moved(items: Sequence[T], ids: Sequence[str], id: str, by: int) -> list[T]:
    """The items with the one named `id` one place on; as they are when it is not there or at the edge."""
    items, place = list(items), ids.index(id) if id in ids else -1
    if place < 0 or not 0 <= place + by < len(items):
        return items
    items[place], items[place + by] = items[place + by], items[place]
    return items

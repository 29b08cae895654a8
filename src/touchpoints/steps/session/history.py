"""Undo and redo, for each step its own: what one did in a step is taken back there, whatever part of the work it
touched."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from touchpoints.model.work import STEPS, Steps

MOST = 100  # changes of a step that can be taken back
Change = dict[str, tuple[Any, Any]]  # for each part of the work that a change touched: before and after


class History:
    """What has been changed and taken back, step by step.

    A change is taken back only while its parts are as it left them: nobody's later change goes with it.
    """

    def __init__(self) -> None:
        self._done: dict[str, list[Change]] = {}
        self._undone: dict[str, list[Change]] = {}

    def remember(self, step: str, before: Steps, after: Steps) -> None:
        """A change made in `step`; what had been taken back there cannot be done again after it."""
        pairs = {part: (getattr(before, part), getattr(after, part)) for part in STEPS}
        change = {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}
        self._done[step] = [*self._done.get(step, [])[1 - MOST :], change]
        self._undone.pop(step, None)

    def can_undo(self, step: str, now: Steps) -> bool:
        return _last(self._done.get(step, []), now, 1) is not None

    def can_redo(self, step: str, now: Steps) -> bool:
        return _last(self._undone.get(step, []), now, 0) is not None

    def undo(self, step: str, now: Steps) -> Steps:
        """The work as it was before the step's last change; as it is when there is none."""
        return _turn(self._done.setdefault(step, []), self._undone.setdefault(step, []), now, 1)

    def redo(self, step: str, now: Steps) -> Steps:
        """The work with the change that was last taken back; as it is when there is none."""
        return _turn(self._undone.setdefault(step, []), self._done.setdefault(step, []), now, 0)


def _last(changes: list[Change], now: Steps, side: int) -> int | None:
    """The last change whose parts are all as it left them (side 1) or found them (0)."""
    for index in reversed(range(len(changes))):
        if all(getattr(now, part) == pair[side] for part, pair in changes[index].items()):
            return index
    return None


def _turn(source: list[Change], target: list[Change], now: Steps, side: int) -> Steps:
    if (index := _last(source, now, side)) is None:
        return now
    change = source[index]
    del source[index:]  # those above it are overtaken by later changes of other steps
    target.append(change)
    return replace(now, **{part: pair[1 - side] for part, pair in change.items()})

"""Earlier states of somebody's work, beside the work itself: what was saved before, every ten minutes, at each hand-in.

They lie in ``.earlier/<name>/``, one file a state, named by moment, content and reason, so that the same state is
never kept twice. At most `MOST` of them, and at most `MAX_BYTES` together; what was kept by the clock goes first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from touchpoints.files import atomic

Reason = Literal["saved", "working", "handed_in", "window"]
PAUSE = timedelta(minutes=10)  # between two states that the clock keeps
MOST = 9  # and the previous save stands beside the work: ten in all
MAX_BYTES = 300_000  # a class of thirty stays below 10 MB
SUFFIX = ".json"
_NAME = re.compile(r"(\d{8}T\d{6})-[0-9a-f]{8}-(\w+)\.json")


class State(NamedTuple):
    """One file of an archive. `reason` says why it was kept: by the clock, at a hand-in, or from another window."""

    path: Path
    moment: datetime
    reason: Reason


def states(folder: Path) -> list[State]:
    """All that is kept in an archive, the newest first."""
    return sorted(_states(folder), key=lambda one: (one.moment, one.path.name), reverse=True)


def keep(folder: Path, data: bytes, reason: Reason, now: datetime) -> Path:
    """Keep one more state; older ones go where it is too much. OSError when the folder does not take it."""
    stamp = now.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%S")
    digest = hashlib.sha256(data).hexdigest()[:8]
    path = folder / f"{stamp}-{digest}-{reason}{SUFFIX}"
    there = next((one for one in states(folder) if f"-{digest}-" in one.path.name), None)
    if there is None:
        atomic.write(path, data)
        _thin_out(folder, path)
        return path
    if there.reason == "working" and reason != "working":  # it shall not go first any more
        return there.path.replace(path)
    return there.path


def is_due(folder: Path, now: datetime) -> bool:
    """Whether the last state that the clock kept is ten minutes old; a clock that was put back counts as well."""
    kept = [one.moment for one in _states(folder) if one.reason == "working"]
    return not kept or abs(now - max(kept)) >= PAUSE


def _states(folder: Path) -> Iterator[State]:
    for path in folder.glob(f"*{SUFFIX}"):
        match = _NAME.fullmatch(path.name)
        if match and match[2] in get_args(Reason):
            with suppress(ValueError):
                moment = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=timezone.utc)
                yield State(path, moment, match[2])


def _thin_out(folder: Path, newest: Path) -> None:
    """The oldest go, those that the clock kept before all others; never the one that has just come."""
    old = [one for one in states(folder) if one.path != newest]
    going = sorted(old, key=lambda one: (one.reason != "working", one.moment))
    size = sum(one.path.stat().st_size for one in old) + newest.stat().st_size
    while going and (len(going) >= MOST or size > MAX_BYTES):
        one = going.pop(0)
        size -= one.path.stat().st_size
        with suppress(OSError):  # Windows holds what somebody looks at: it goes next time
            one.path.unlink()

"""Which messages of a page a saved work holds already: a small file beside the work, in ``.heard/``.

A page that got no answer sends its message again, to the next kernel too. A message's key is noted with the revision
that it makes, before that revision is written: it counts only where the work has come so far.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from touchpoints.files import atomic, regular
from touchpoints.model.work import Work

FOLDER = ".heard"
MOST = 20  # keys: more than a page can have sent without an answer
MAX_BYTES = 10_000


class _Memory(msgspec.Struct):
    """The messages of one work, by its id: the revision that each made, and its key."""

    id: str
    keys: list[tuple[int, str]]


def keys(path: Path, work: Work) -> frozenset[str]:
    """The keys of the messages that this state of the work holds; none where nothing is known."""
    return frozenset(key for _, key in _noted(path, work))


def note(path: Path, work: Work, key: str) -> None:
    """Before the work's next revision is written: `key` makes it, "" where no message does. OSError as in writing."""
    known = _noted(path, work)
    if key or known:
        noted = [*known, *([(work.revision + 1, key)] if key else [])]
        atomic.write(path, msgspec.json.encode(_Memory(work.id, noted[-MOST:])))


def _noted(path: Path, work: Work) -> list[tuple[int, str]]:
    """A file may come from anybody, and hold anything."""
    try:
        memory = msgspec.json.decode(regular.read(path, MAX_BYTES), type=_Memory)
    except (OSError, ValueError, msgspec.MsgspecError):
        return []
    return [one for one in memory.keys if memory.id == work.id and one[0] <= work.revision]

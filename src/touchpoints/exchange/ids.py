"""Ids of what comes from files that have none: made from names, so that two imports of one class have the same.

>>> ids = Ids()
>>> [ids.free(of(name, "touchpoint")) for name in ("The  Till", "the till")]
['the-till', 'the-till-2']
"""

from __future__ import annotations

import hashlib

from touchpoints.model import matching

MOST = 64  # characters of an id
_KEPT = 48  # of a longer name; its hash tells it from others that begin alike


class Ids:
    """The ids that are taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, wanted: str) -> str:
        """The wanted id, numbered where it is taken."""
        id, count = wanted, 1
        while id in self._taken:
            count += 1
            id = f"{wanted[: MOST - 4]}-{count}"
        self._taken.add(id)
        return id


def of(name: str, otherwise: str) -> str:
    """The id that a name gives, or another. Names that `matching` takes for the same give the same."""
    id = "-".join(matching.key(name).split()) or otherwise
    return id if len(id) <= MOST else f"{id[:_KEPT]}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"

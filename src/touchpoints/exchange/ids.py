"""Ids of what has none, made from names: two imports of one class have the same.

>>> taken = set()
>>> [free(of(name, "touchpoint"), taken) for name in ("The  Till", "the till")]
['the-till', 'the-till-2']
"""

from __future__ import annotations

import hashlib

from touchpoints.model import matching

_MOST, _KEPT = 64, 48  # characters of an id; and of a longer name, which its hash tells from those that begin alike


def of(name: str, otherwise: str) -> str:
    """The id that a name gives, or another. Names that `matching` takes for the same give the same."""
    id = "-".join(matching.key(name).split()) or otherwise
    return id if len(id) <= _MOST else f"{id[:_KEPT]}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def free(wanted: str, taken: set[str]) -> str:
    """The wanted id, numbered where it is taken; now it is."""
    numbered = (f"{wanted[: _MOST - 4]}-{count}" for count in range(2, 1000))
    id = wanted if wanted not in taken else next(one for one in numbered if one not in taken)
    taken.add(id)
    return id

"""Which stages and touchpoints of several journeys are the same: by id, else by name.

>>> from touchpoints.model.journey import Activity
>>> mine = [Activity(id="a", name="The Till"), Activity(id="b", name="App")]
>>> [sorted(group) for group in grouped([mine, [Activity(id="c", name="the  till ")]])]
[[0, 1], [0]]
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from touchpoints.model.journey import Activity, Stage, one_line

Thing = TypeVar("Thing", Stage, Activity)


def key(name: str) -> str:
    """What equal names have in common, however they are spaced, capitalised and encoded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", one_line(name)).casefold())


def unaccented(name: str) -> str:
    """What names have in common that differ in accents too.

    >>> unaccented("Ēdnīcas  Rinda") == unaccented("ednicas rinda")
    True
    """
    return "".join(one for one in unicodedata.normalize("NFKD", key(name)) if not unicodedata.combining(one))


def grouped(journeys: Sequence[Iterable[Thing]]) -> list[dict[int, Thing]]:
    """The stages or touchpoints of several journeys, each with its like: what every journey, by its number, has of it.

    Equal ids belong together first, then what goes by the same name: the name that most give to an id counts. What has
    no name is like nothing else. A journey that has the same name twice means two things, the first and the second. The
    groups come in the order in which they first occur.
    """
    same: dict[str, dict[int, Thing]] = {}
    places: dict[str, int] = {}
    for number, things in enumerate(journeys):
        for place, thing in enumerate(things):
            same.setdefault(thing.id, {})[number] = thing
            places[thing.id] = min(place, places.get(thing.id, place))
    names = Counter(key(thing.name) for group in same.values() for thing in group.values())
    families: dict[tuple[str, str], list[str]] = {}
    for id, group in same.items():
        name = _usual(group.values(), names)
        families.setdefault((name, "" if name else id), []).append(id)
    found: list[dict[int, Thing]] = []
    for ids in families.values():
        ids.sort(key=lambda id: (-len(same[id]), places[id], id))
        found += _united([same[id] for id in ids])
    firsts = {id: number for number, id in enumerate(same)}
    return sorted(found, key=lambda group: min(firsts[thing.id] for thing in group.values()))


def _usual(things: Iterable[Thing], names: Mapping[str, int]) -> str:
    """The key that most of these have; of equals the one that is the most common everywhere."""
    own = Counter(key(thing.name) for thing in things)
    return max(own, key=lambda name: (bool(name), own[name], names[name], name))


def _united(groups: Iterable[dict[int, Thing]]) -> list[dict[int, Thing]]:
    """Groups of one name put together, as far as no journey then has it twice."""
    found: list[dict[int, Thing]] = []
    for group in groups:
        for other in found:
            if other.keys().isdisjoint(group):
                other.update(group)
                break
        else:
            found.append(dict(group))
    return [dict(sorted(group.items())) for group in found]

"""The map coloured by direction or by department: which touchpoint has which colour, and the key to it.

A colour never stands alone: a direction has its arrow, a department its letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from string import ascii_uppercase
from typing import Literal

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.parts.colours import Tint
from touchpoints.charts.parts.heading import APART_KEYS, SIGN, Key
from touchpoints.charts.parts.page import Page
from touchpoints.language.words import Words
from touchpoints.model.journey import DIRECTIONS, Activity, one_line

By = Literal["direction", "department"]
NONE = "–"  # the letter of what has no department
MOST = 6  # departments with a colour of their own; the rarest others share a grey


def groups(touchpoints: Iterable[Activity], by: By, words: Words) -> list[Tint]:
    """The groups in the order in which they first occur; those without a department come last."""
    found: dict[str, list[str]] = {}
    for one in touchpoints:
        found.setdefault(one.direction if by == "direction" else one_line(one.department), []).append(one.id)
    if by == "direction":
        shades = {name: colours.category(i) for i, name in enumerate(DIRECTIONS)}
        return [Tint(shades[name], name, words(f"direction.{name}"), tuple(found[name])) for name in found]
    rare = {name for name, _ in Counter({name: len(ids) for name, ids in found.items() if name}).most_common()[MOST:]}
    named = [name for name in found if name and name not in rare]
    tints = [Tint(colours.category(i), ascii_uppercase[i], name, tuple(found[name])) for i, name in enumerate(named)]
    if rare:
        ids = tuple(id for name in found if name in rare for id in found[name])
        tints.append(Tint(colours.NEUTRAL, "+", words.count("chart.colour.others", len(rare)), ids))
    if "" in found:
        tints.append(Tint(colours.NEUTRAL, NONE, words("chart.colour.none"), tuple(found[""])))
    return tints


def keys(page: Page, tints: Sequence[Tint], width: float = float("inf")) -> list[Key]:
    """Every group's sign and name, within `width` in all."""
    share = (width / max(1, len(tints))) - (SIGN + APART_KEYS) * page.unit
    return [Key(partial(draw_sign, page, tint), page.fit(tint.name, share, 1)) for tint in tints]


def draw_sign(page: Page, tint: Tint, x: float, y: float) -> None:
    """The group's arrow, sign or letter, white on its colour, with its middle at (x, y)."""
    half = 0.6 * page.unit
    page.box(x - half, y - half, 2 * half, 2 * half, fill=tint.colour, radius=0.3 * page.unit)
    if tint.sign in icons.DIRECTIONS:
        page.icon(icons.direction(tint.sign), x, y, 0.85 * page.unit, colours.WHITE)
    elif tint.sign in icons.SIGNS:
        page.icon(icons.sign(tint.sign), x, y, 0.95 * page.unit, colours.WHITE)
    else:
        page.text(x, y, tint.sign, bold=True, colour=colours.WHITE, across="center", up="center")


def describe(touchpoints: Sequence[Activity], by: By, words: Words) -> list[str]:
    """A line for each group: its name and its touchpoints' numbers."""
    numbers = {one.id: words.number(number) for number, one in enumerate(touchpoints, 1)}
    return [
        words("chart.colour.group", name=tint.name, numbers=", ".join(numbers[id] for id in tint.members))
        for tint in groups(touchpoints, by, words)
    ]

"""Where the marks of a drawn chart can be touched: what a page in a browser lays its controls upon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from touchpoints.charts.parts.page import Group


class Mark(NamedTuple):
    """A box in parts of the page's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def marks(figure: Figure) -> dict[str, Mark]:
    """Every mark that can be touched, by its gid; see `page.gid`."""
    wide, high = (72 * inches for inches in figure.get_size_inches())
    found = {}
    for group in _groups(figure.artists):
        if group.box:
            x, y, width, height = group.box
            found[group.get_gid()] = Mark(x / wide, 1 - (y + height) / high, width / wide, height / high)
    return found


def _groups(artists: Iterable[Artist]) -> Iterator[Group]:
    for artist in artists:
        if isinstance(artist, Group):
            yield artist
            yield from _groups(artist.members)

"""Where a touchpoint happens: a place for each channel, drawn with a few shapes in a unit box.

A place stands on the ground, from x 0 to 1, and is no higher than 1.02, 1 being a standing person's height.
"""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.path import Path

from touchpoints.charts.parts import colours, icons
from touchpoints.charts.storyboard import figure, scenery
from touchpoints.charts.storyboard.sketch import Sketch, arc, area, box, line, moved

Shape = tuple[str, str, tuple[float, ...]]  # its kind, its fill, and numbers, as in `scenery`
WEIGHT = 0.8  # of a place's lines, against the person's
FILLS = {"white": colours.WHITE, "pale": colours.BAND, "grey": colours.LINE, "dark": colours.SOFT}


@dataclass(frozen=True)
class Backdrop:
    """What is drawn, the last on top; where the company's person stands and how large (x, y, size); its front."""

    marks: tuple[Shape, ...]
    staff: tuple[float, float, float] | None = None
    front: tuple[Shape, ...] = ()


def _marks(text: str) -> tuple[Shape, ...]:
    words = [one.split() for one in text.splitlines() if one.strip()]
    return tuple((kind, fill, tuple(map(float, numbers))) for kind, fill, *numbers in words)


PLACES = {name: Backdrop(_marks(text)) for name, text in scenery.PLACES.items()} | {
    "shop": Backdrop(_marks(scenery.SHELF), (0.5, 0.1, 0.76), _marks(scenery.COUNTER)),
    "phone": Backdrop(_marks(scenery.CALL), (0.36, 0.1, 0.76), _marks(scenery.DESK)),
    "person": Backdrop((), (0.4, 0, 0.95)),
}
OTHER = Backdrop(_marks(scenery.OTHER))


def of(channel: str) -> Backdrop:
    """The place of a channel; a neutral one for any other word and for none."""
    return PLACES.get(channel, OTHER)


def draw(sketch: Sketch, channel: str, feeling: int | None) -> None:
    """The channel's place, its middle on the sketch's; the company's person smiles where the persona does."""
    place = of(channel)
    _draw(sketch, place.marks, channel)
    if place.staff:
        x, y, size = place.staff
        figure.draw_staff(sketch.part((x - 0.5, y), size).flipped(), feeling)
    _draw(sketch, place.front, channel)


def _draw(sketch: Sketch, marks: tuple[Shape, ...], channel: str) -> None:
    for kind, fill, numbers in marks:
        path = moved(_path(kind, numbers, channel), (-0.5, 0))
        if kind == "line":
            sketch.stroke(path, FILLS[fill], WEIGHT)
        elif kind == "icon":
            sketch.fill(path, FILLS[fill])
        else:
            sketch.fill(path, FILLS[fill], colours.SOFT, WEIGHT)


def _path(kind: str, numbers: tuple[float, ...], channel: str) -> Path:
    if kind == "box":
        return box(*numbers)
    if kind == "oval":
        return arc(numbers[:2], *numbers[2:])
    if kind == "icon":
        x, y, size = numbers
        return moved(icons.channel(channel), (x, y), size)
    spots = zip(numbers[::2], numbers[1::2], strict=True)
    return line(*spots) if kind == "line" else area(*spots)

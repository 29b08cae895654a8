"""The comic's drawings, as they stand in `drawings.svg`, put on a page at a place and a size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from touchpoints.charts.parts.page import Page, Spot, rounded

SHEET = FilePath(__file__).with_name("drawings.svg")
TALL, WEIGHT = 100, 1.25  # on the sheet: a person's height, and the weight of most of a person's lines
UPRIGHT = Affine2D().scale(1 / TALL, -1 / TALL)
TURNS = {"translate": Affine2D.translate, "rotate": Affine2D.rotate_deg, "scale": Affine2D.scale}
CODES = {"M": Path.MOVETO, "L": Path.LINETO, "H": Path.LINETO, "V": Path.LINETO, "C": Path.CURVE4, "Z": Path.CLOSEPOLY}
NAMESPACE = "{http://www.w3.org/2000/svg}"
WORDS = {"id", "class", "d", "transform"}  # all other attributes are numbers

Look = dict[str, str]


class DrawnShape(NamedTuple):
    """A path in heights of a person, y upwards; its fill may be "currentColor"; `weight` in lines."""

    path: Path
    fill: str
    edge: str
    weight: float
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Sketch:
    """Room for a drawing: its ground's middle at (x, y), a person `scale` points high, lines of `line` points."""

    page: Page
    x: float
    y: float
    scale: float
    line: float

    def draw(self, name: str, tint: str = "none", icon: Path | None = None, glad: bool = False) -> None:
        """What has this id on the sheet; `tint` is the shirt's colour, and the company's person may be `glad`."""
        for one in shapes(name, glad):
            path = one.path
            if icon and "icon" in one.roles:
                room = path.get_extents()
                path = Path(icon.vertices * room.width + (room.p0 + room.p1) / 2, icon.codes)
            patch = self.page.shape(
                Path(path.vertices * self.scale + (self.x, self.y), path.codes),
                fill=tint if one.fill == "currentColor" else one.fill, edge=one.edge, thick=one.weight * self.line,
            )  # fmt: skip
            patch.set_capstyle("round")
            patch.set_joinstyle("round")

    def middle(self, name: str, role: str) -> Spot:
        """Where on the page the middle of the one shape with this role is."""
        (extents,) = (one.path.get_extents() for one in shapes(name) if role in one.roles)
        x, y = (extents.p0 + extents.p1) / 2
        return self.x + x * self.scale, self.y + y * self.scale


@cache
def shapes(name: str, glad: bool = False) -> tuple[DrawnShape, ...]:
    """What has this id, in the order in which it is drawn, as if it stood at the sheet's origin."""
    return tuple(_shapes(sheet()[0][name], {}, UPRIGHT, glad))


@cache
def sheet() -> tuple[dict[str, Element], dict[str, Look]]:
    """What has an id on the sheet, and what the classes look like; read when a comic is first drawn."""
    root = ElementTree.parse(SHEET).getroot()
    rules = re.findall(r"\.([\w-]+) \{(.*?)\}", root.findtext(f"{NAMESPACE}style"))
    named = {node.get("id"): node for node in root.iter() if node.get("id")}
    return named, {name: dict(re.findall(r"([\w-]+): ([^;]+);", rule)) for name, rule in rules}


def _shapes(node: Element, look: Look, place: Affine2D, glad: bool) -> Iterator[DrawnShape]:
    """A shape, or all that a group holds or is used, each with the look and the place of what it lies in."""
    named, looks = sheet()
    kind, roles = node.tag.removeprefix(NAMESPACE), tuple(node.get("class", "").split())
    for role in roles:
        look = {**look, **looks.get(role, {})}
    if kind in ("g", "use"):
        name = node.get("href", "").removeprefix("#")
        for part in node if kind == "g" else [named["staff-glad" if glad and name == "staff" else name]]:
            yield from _shapes(part, look, _transform(part) + place, glad)
        return
    numbers = {key: float(value) for key, value in node.items() if key not in WORDS}
    path = _curve(node.get("d")) if kind == "path" else OUTLINES[kind](**numbers)
    weight = float(look.get("stroke-width", WEIGHT)) / WEIGHT
    fill, edge = (look.get(key, "none") for key in ("fill", "stroke"))
    yield DrawnShape(path.transformed(place), fill, edge, weight, roles)


def _transform(node: Element) -> Affine2D:
    """The last move that is written is made first."""
    made = Affine2D()
    for name, numbers in reversed(re.findall(r"(\w+)\((.*?)\)", node.get("transform", ""))):
        TURNS[name](made, *map(float, numbers.split()))
    return made


def _curve(data: str) -> Path:
    """A path from its letters, each with absolute coordinates."""
    spots: list[Spot] = []
    codes: list[int] = []
    for letter, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
        numbers = [float(one) for one in text.split()]
        if letter in "HV":
            x, y = spots[-1]
            numbers = [*numbers, y] if letter == "H" else [x, *numbers]
        new = list(zip(numbers[::2], numbers[1::2], strict=True)) or [spots[-1]]
        codes += [CODES[letter], *[Path.LINETO if letter == "M" else CODES[letter]] * (len(new) - 1)]
        spots += new
    return Path(spots, codes)


def _oval(cx: float, cy: float, rx: float, ry: float) -> Path:
    return Path.unit_circle().transformed(Affine2D().scale(rx, ry).translate(cx, cy))


def _box(x: float, y: float, width: float, height: float, rx: float = 0.0) -> Path:
    return rounded(x, y, width, height, rx)


OUTLINES = {"rect": _box, "ellipse": _oval, "circle": lambda cx, cy, r: _oval(cx, cy, r, r)}

"""A round face for each feeling, with the storyboard's mouths: strong ones dark, mild ones pale, also in grey."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.path import Path

from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import Page

SIDE, RING, STROKE, DOT = 100, 4, 6, 6  # a face's square in its own measure, its ring, its lines, an eye's radius
CODES = {2: [Path.LINETO], 3: [Path.CURVE3] * 2, 4: [Path.CURVE4] * 3}
Stroke = tuple[tuple[int, int], ...]  # two ends; or with one or two points between them that bend it


@dataclass(frozen=True)
class Expression:
    """What is drawn on a disc, from the upper left corner of a square of `SIDE`. The outline `mouth` is filled."""

    fill: str
    ink: str
    eyes: tuple[tuple[int, int], ...] = ()
    lines: tuple[Stroke, ...] = ()
    mouth: tuple[Stroke, ...] = ()


ZIGZAG = ((25, 73), (33, 64), (42, 73), (50, 64), (59, 73), (67, 64), (76, 73))
FACES = {
    2: Expression("#0072b2", colours.WHITE, lines=(((24, 44), (33, 29), (42, 44)), ((58, 44), (67, 29), (76, 44))),
            mouth=(((24, 57), (76, 57)), ((76, 57), (75, 90), (25, 90), (24, 57)))),
    1: Expression("#a6d3ef", colours.INK, ((34, 42), (66, 42)), (((27, 61), (50, 83), (73, 61)),)),
    0: Expression("#d5dde4", colours.INK, ((34, 43), (66, 43)), (((32, 67), (68, 67)),)),
    -1: Expression("#f8c19a", colours.INK, ((34, 45), (66, 45)),
             (((24, 34), (40, 27)), ((76, 34), (60, 27)), ((29, 74), (50, 56), (71, 74)))),
    -2: Expression("#b85000", colours.WHITE, lines=(((25, 33), (40, 41)), ((40, 41), (25, 49)), ((75, 33), (60, 41)),
             ((60, 41), (75, 49)), *zip(ZIGZAG, ZIGZAG[1:], strict=False))),
}  # fmt: skip


def draw(page: Page, feeling: int, x: float, y: float, radius: float) -> None:
    """With its middle at (x, y), `radius` points; KeyError for what is not a feeling."""
    face, scale = FACES[feeling], 2 * radius / SIDE

    def path(*lines: Stroke) -> Path:
        spots = [spot for n, line in enumerate(lines) for spot in (line[1:] if n else line)]
        codes = [Path.MOVETO, *(code for line in lines for code in CODES[len(line)])]
        return Path([(x + (a - SIDE / 2) * scale, y - (b - SIDE / 2) * scale) for a, b in spots], codes)

    with page.group("face", str(feeling), (x - radius, y - radius, 2 * radius, 2 * radius)):
        page.disc(x, y, radius - RING / 2 * scale, fill=face.fill, edge=colours.INK, thick=RING * scale)
        for a, b in face.eyes:
            page.disc(x + (a - SIDE / 2) * scale, y - (b - SIDE / 2) * scale, DOT * scale, fill=face.ink)
        for line in face.lines:
            stroke = page.shape(path(line), edge=face.ink, thick=STROKE * scale)
            stroke.set_capstyle("round")
        if face.mouth:
            page.shape(path(*face.mouth), fill=face.ink)

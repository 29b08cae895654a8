"""A round face for each feeling, with the storyboard's mouths: strong ones dark, mild ones pale, also in grey."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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


@cache
def svg(feeling: int | None, size: int = 44) -> str:
    """The same for a page, hidden from screen readers: a word must stand beside it. None: nobody has said yet."""
    start = f'<svg class="tp-face-drawn" aria-hidden="true" focusable="false" width="{size}" height="{size}" '
    start += f'viewBox="0 0 {SIDE} {SIDE}">'
    if feeling is None:
        ring = f'<circle cx="50" cy="50" r="45" fill="none" stroke="currentColor" stroke-width="{RING}"'
        mark = (
            '<path d="M36 38C38 20 66 24 64 41C63 52 50 50 50 63" fill="none" stroke="currentColor" stroke-width="7"/>'
        )
        return f'{start}{ring} stroke-dasharray="9 7"/>{mark}<circle cx="50" cy="76" r="5" fill="currentColor"/></svg>'
    face, middle = FACES[feeling], SIDE / 2
    drawn = [f'<circle cx="{middle}" cy="{middle}" r="{middle - RING / 2}" fill="{face.fill}" '
             f'stroke="{colours.INK}" stroke-width="{RING}"/>']  # fmt: skip
    drawn += [f'<circle cx="{x}" cy="{y}" r="{DOT}" fill="{face.ink}"/>' for x, y in face.eyes]
    lines = " ".join(_way(line) for line in face.lines)
    drawn.append(f'<path d="{lines}" fill="none" stroke="{face.ink}" stroke-width="{STROKE}" stroke-linecap="round"/>')
    if face.mouth:
        drawn.append(
            f'<path d="{" ".join(_way(line, n > 0) for n, line in enumerate(face.mouth))}Z" fill="{face.ink}"/>'
        )
    return f"{start}{''.join(drawn)}</svg>"


def _way(line: Stroke, goes_on: bool = False) -> str:
    """A stroke in the letters of SVG; one that goes on begins where the last one ended."""
    letter = {2: "L", 3: "Q", 4: "C"}[len(line)]
    begin = "" if goes_on else f"M{line[0][0]} {line[0][1]}"
    return begin + letter + " ".join(f"{x} {y}" for x, y in line[1:])

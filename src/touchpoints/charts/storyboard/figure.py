"""People: the persona in a pose for each feeling, and the company's person, who looks different."""

from __future__ import annotations

from dataclasses import dataclass, replace

from touchpoints.charts.parts import colours
from touchpoints.charts.storyboard import face
from touchpoints.charts.storyboard.sketch import Sketch, Spot, arc, area, between, curve, limb, line, moved

HEAD, ARM, WRIST, HAND, LEG, ANKLE = 0.172, 0.044, 0.036, 0.044, 0.062, 0.046
HIP, SHOULDER = 0.045, (0.082, -0.06)  # from the body's middle, and from the neck
SHOE = limb((0.025, 0), (-0.02, -0.004), (-0.068, -0.008), 0.04, 0.033)


@dataclass(frozen=True)
class Pose:
    """Where everything is; of what there are two, the one on the left comes first.

    `arms` are elbows and hands, `legs` knees and feet, the feet turned by `turns` degrees. The back bends by `bend`;
    the scarf's end hangs at `scarf` from the neck. A hand `over` the head lies before it.
    """

    hips: Spot
    neck: Spot
    head: Spot
    tilt: float
    arms: tuple[tuple[Spot, Spot], tuple[Spot, Spot]]
    legs: tuple[tuple[Spot, Spot], tuple[Spot, Spot]]
    turns: tuple[float, float] = (0, 0)
    bend: float = 0.0
    scarf: Spot = (0.05, -0.2)
    over: tuple[bool, bool] = (False, False)


STANDING = Pose(
    (0, 0.37), (0, 0.655), (-0.005, 0.835), 0,
    (((-0.137, 0.455), (-0.125, 0.32)), ((0.137, 0.455), (0.125, 0.32))),
    (((-0.058, 0.2), (-0.055, 0.04)), ((0.062, 0.2), (0.065, 0.04))),
)  # fmt: skip
POSES: dict[int | None, Pose] = {
    2: Pose(
        (0.02, 0.445), (0, 0.7), (-0.005, 0.872), -8,
        (((-0.2, 0.705), (-0.275, 0.86)), ((0.195, 0.715), (0.27, 0.865))),
        (((-0.15, 0.335), (-0.19, 0.18)), ((0.15, 0.32), (0.285, 0.25))), (-16, 58), scarf=(0.2, -0.1),
    ),
    1: Pose(
        (0.0, 0.37), (0, 0.655), (-0.01, 0.835), -5,
        (((-0.21, 0.49), (-0.1, 0.4)), ((0.215, 0.575), (0.275, 0.73))),
        (((-0.07, 0.205), (-0.09, 0.04)), ((0.05, 0.205), (0.055, 0.04))),
    ),
    0: STANDING,
    -1: Pose(
        (0.06, 0.345), (-0.03, 0.605), (-0.085, 0.752), 16,
        (((-0.135, 0.4), (-0.15, 0.25)), ((0.215, 0.61), (0.1, 0.77))),
        (((-0.01, 0.185), (-0.01, 0.04)), ((0.075, 0.18), (0.095, 0.04))), bend=0.05, scarf=(-0.02, -0.21),
        over=(False, True),
    ),
    -2: Pose(
        (0.09, 0.28), (-0.02, 0.52), (-0.045, 0.665), 10,
        (((-0.305, 0.56), (-0.19, 0.745)), ((0.275, 0.55), (0.115, 0.76))),
        (((-0.06, 0.18), (-0.05, 0.04)), ((0.05, 0.17), (0.11, 0.04))), bend=0.06, scarf=(0.0, -0.19),
        over=(True, True),
    ),
    None: STANDING,
}  # fmt: skip
SERVING = replace(STANDING, arms=(((-0.15, 0.47), (-0.3, 0.5)), ((0.135, 0.455), (0.12, 0.32))))


@dataclass(frozen=True)
class Look:
    """What a person wears; a scarf if `scarf`, else a waistcoat."""

    head: face.Head
    sleeves: str
    body: str
    legs: str
    ink: str = colours.INK
    scarf: bool = True


STAFF = Look(face.STAFF, colours.WHITE, colours.SOFT, colours.LINE, scarf=False)


def draw(sketch: Sketch, feeling: int | None) -> None:
    """The persona with this feeling, looking to the left; without one only an outline."""
    if feeling is None:
        look = Look(face.OUTLINE, colours.WHITE, colours.WHITE, colours.WHITE, colours.NEUTRAL)
    else:
        shirt = colours.feeling(feeling)
        look = Look(face.PERSONA, shirt, shirt, colours.INK)
    _signs(sketch, feeling)
    _person(sketch, POSES[feeling], look, feeling)


def draw_staff(sketch: Sketch, feeling: int | None) -> None:
    """The company's person, looking to the left, who smiles where the persona does."""
    _person(sketch, SERVING, STAFF, 1 if feeling and feeling > 0 else 0)


def _person(sketch: Sketch, pose: Pose, look: Look, feeling: int | None) -> None:
    _arm(sketch, pose, look, 1)
    for i in (1, 0):
        _leg(sketch, pose, look, i)
    _torso(sketch, pose, look)
    _arm(sketch, pose, look, 0)
    if look.scarf:
        _scarf(sketch, pose, look)
    face.draw(sketch, look.head, pose.head, HEAD, pose.tilt, feeling)
    for i in (0, 1):
        if pose.over[i]:
            _hand_over(sketch, pose, look, i)


def _torso(sketch: Sketch, pose: Pose, look: Look) -> None:
    (hx, hy), (nx, ny) = pose.hips, pose.neck
    middle = ((hx + nx) / 2 + pose.bend, (hy + ny) / 2)
    sketch.fill(limb((hx, hy - 0.045), middle, (nx, ny - 0.07), 0.112, 0.117, cut=True), look.body, look.ink)
    if not look.scarf:
        sketch.fill(area((nx - 0.06, ny), (nx - 0.03, ny - 0.16), (nx + 0.03, ny)), colours.WHITE, look.ink)
        sketch.fill(area((0.02, 0.49), (0.085, 0.49), (0.085, 0.53), (0.02, 0.53)), colours.WHITE)


def _leg(sketch: Sketch, pose: Pose, look: Look, i: int) -> None:
    hip, (knee, foot) = (pose.hips[0] + (-HIP, HIP)[i], pose.hips[1]), pose.legs[i]
    sketch.limb(hip, knee, foot, LEG, ANKLE, look.legs, look.ink)
    sketch.fill(moved(SHOE, foot, turn=pose.turns[i]), colours.WHITE, look.ink)


def _arm(sketch: Sketch, pose: Pose, look: Look, i: int) -> None:
    out, down = SHOULDER
    shoulder, (elbow, hand) = (pose.neck[0] + (-out, out)[i], pose.neck[1] + down), pose.arms[i]
    _hand(sketch, elbow, hand, look)
    sketch.limb(shoulder, elbow, hand, ARM, WRIST, look.sleeves, look.ink)
    if look.sleeves == look.body:  # no seam where the sleeve begins
        sketch.fill(arc((shoulder[0] + (0.035, -0.035)[i], shoulder[1]), ARM * 1.1, ARM * 1.1), look.body)


def _hand(sketch: Sketch, elbow: Spot, hand: Spot, look: Look) -> None:
    sketch.fill(arc(between(elbow, hand, 1.2), HAND, HAND), colours.WHITE, look.ink)


def _hand_over(sketch: Sketch, pose: Pose, look: Look, i: int) -> None:
    """The hand and half of the forearm once more."""
    elbow, hand = pose.arms[i]
    _hand(sketch, elbow, hand, look)
    middle = (ARM + 3 * WRIST) / 4
    sketch.limb(
        between(elbow, hand, 0.5), between(elbow, hand, 0.75), hand, middle, WRIST, look.sleeves, look.ink, True
    )


def _scarf(sketch: Sketch, pose: Pose, look: Look) -> None:
    """Round the neck, and its end with two stripes."""
    (x, y), (dx, dy) = pose.neck, pose.scarf
    start, end = (x + 0.02, y - 0.02), (x + dx, y + dy)
    sketch.limb(start, between(start, end, 0.5), end, 0.03, 0.042, colours.WHITE, look.ink)
    length = (dx**2 + dy**2) ** 0.5
    across = (-dy / length * 0.036, dx / length * 0.036)
    for part in (0.72, 0.92):
        u, v = between(start, end, part)
        sketch.stroke(line((u - across[0], v - across[1]), (u + across[0], v + across[1])), look.ink)
    sketch.limb((x - 0.085, y + 0.005), (x, y - 0.025), (x + 0.085, y + 0.005), 0.038, 0.038, colours.WHITE, look.ink)


CLOUD = curve(
    (-0.2, 0.0), (-0.27, 0.0), (-0.27, 0.085), (-0.19, 0.085), (-0.18, 0.16), (-0.06, 0.18), (-0.03, 0.12),
    (0.03, 0.18), (0.14, 0.16), (0.13, 0.09), (0.21, 0.1), (0.22, 0.0), (0.14, 0.0), (0.05, 0.0), (-0.1, 0.0),
    (-0.2, 0.0), closed=True,
)  # fmt: skip
BOLT = area(
    (-0.02, 0.0), (-0.085, -0.075), (-0.045, -0.075), (-0.075, -0.15), (0.02, -0.055), (-0.02, -0.055), (0.03, 0.0)
)


RAYS = (
    ((-0.33, 0.965), (-0.35, 1.005)), ((-0.255, 0.985), (-0.25, 1.035)), ((-0.35, 0.895), (-0.385, 0.9)),
    ((0.325, 0.97), (0.345, 1.01)), ((0.25, 0.99), (0.245, 1.04)), ((0.345, 0.9), (0.38, 0.905)),
    ((-0.05, 0.055), (-0.05, 0.125)), ((0.06, 0.045), (0.06, 0.14)), ((0.17, 0.055), (0.17, 0.125)),
)  # fmt: skip


def _signs(sketch: Sketch, feeling: int | None) -> None:
    """What comics draw round a person, so that the feeling is seen from afar and without colour."""
    if feeling == 2:
        sketch.fill(arc((0.02, 0.0), 0.2, 0.022), colours.LINE)
        for ray in RAYS:
            sketch.stroke(line(*ray))
    elif feeling == 1:
        for size in (0.075, 0.11):
            sketch.stroke(arc((0.275, 0.765), size, size, -20, 50))
    elif feeling == -1:
        drop = curve((0, 0.05), (0.06, -0.03), (0.03, -0.07), (0, -0.07), (-0.03, -0.07), (-0.06, -0.03), (0, 0.05))
        sketch.fill(moved(drop, (-0.32, 0.82), turn=-20), colours.WHITE, colours.INK)
    elif feeling == -2:
        sketch.fill(moved(CLOUD, (0.0, 0.93), 1.1), colours.SOFT, colours.INK)
        sketch.fill(moved(BOLT, (-0.2, 0.945), 1.3), colours.WHITE, colours.INK)


def mouth(sketch: Sketch, feeling: int | None) -> tuple[float, float]:
    """Where the persona's mouth is on the page."""
    x, y = POSES[feeling].head
    return sketch.x + x * sketch.scale, sketch.y + (y - 0.5 * HEAD) * sketch.scale

"""Where a touchpoint happens: a place for each channel."""

from __future__ import annotations

from touchpoints.charts.parts import icons
from touchpoints.charts.storyboard.sketch import Sketch
from touchpoints.model.journey import CHANNELS


def of(channel: str) -> str:
    """The place of a channel on the sheet; a neutral one for any other word and for none."""
    return f"place-{channel if channel in CHANNELS else 'other'}"


def draw(sketch: Sketch, channel: str, feeling: int | None) -> None:
    """The channel's place, its middle on the sketch's; the company's person smiles where the persona does."""
    sketch.draw(of(channel), icon=icons.channel(channel), glad=bool(feeling and feeling > 0))

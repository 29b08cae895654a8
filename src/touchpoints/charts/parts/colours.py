"""The palette: Okabe and Ito's blue, vermilion, purple and green, which eyes of all kinds tell apart, on white.

Contrast is computed (WCAG 2), never guessed; hue is never the only sign of anything.

>>> round(contrast("#000000", "#ffffff"))
21
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matplotlib.colors import to_hex, to_rgb

TEXT, MARK = 4.5, 3.0  # the least contrast of text, and of a mark, with what lies under it
WHITE = "#ffffff"
INK = "#17293a"
SOFT = "#46586a"  # less important words
LINE = "#c3ced8"  # hair lines that carry no meaning
PANEL = "#f2f5f8"
BAND = "#e4e9ee"
NEUTRAL = "#66737f"
BLUE, VERMILION, PURPLE, GREEN = "#0072b2", "#d55e00", "#cc79a7", "#009e73"
# Blue, vermilion, purple and green of different lightness: apart from each other and from NEUTRAL in grey as well.
CATEGORIES = ("#005a9c", "#a84300", "#55106b", "#004f36")


@dataclass(frozen=True)
class Tint:
    """A group of touchpoints: its colour, its sign (a direction's arrow or a department's letter), its name."""

    colour: str
    sign: str
    name: str
    members: tuple[str, ...]  # ids


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache
def strong(colour: str, ground: str = WHITE, least: float = TEXT) -> str:
    """The colour, darkened just until its contrast with `ground` is enough."""
    red, green, blue = to_rgb(colour)
    while contrast(colour, ground) < least:
        red, green, blue = red * 0.97, green * 0.97, blue * 0.97
        colour = to_hex((red, green, blue))
    return colour


@lru_cache
def pale(colour: str, part: float = 0.1) -> str:
    """The colour thinned with white: `part` of it remains, 0 to 1."""
    return to_hex(tuple(1 - part * (1 - value) for value in to_rgb(colour)))


def feeling(value: float | None) -> str:
    """Good is blue, bad vermilion, neither grey; each can be read on a panel, and white numbers on each."""
    return strong(NEUTRAL if not value else BLUE if value > 0 else VERMILION, PANEL)


def category(index: int) -> str:
    """The colour of a group such as a department; four take turns. White letters can be read on each."""
    return CATEGORIES[index % len(CATEGORIES)]


def _luminance(colour: str) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

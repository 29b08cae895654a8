"""Icons from Font Awesome's free solid typeface, as paths: channels, directions and a few signs.

>>> svg("phone", 16).startswith('<svg aria-hidden="true"')
True
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path as FilePath

from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from touchpoints.charts.parts import stamp

# Code points rather than names: importing the package's names takes longer than drawing with them.
CHANNELS = {
    "advert": 0xF0A1,  # bullhorn
    "website": 0xF0AC,  # globe
    "email": 0xF0E0,  # envelope
    "direct_mail": 0xF658,  # envelope-open-text
    "phone": 0xF095,  # phone
    "text_message": 0xF7CD,  # comment-sms
    "display": 0xF022,  # rectangle-list
    "sign": 0xF277,  # signs-post
    "building": 0xF1AD,  # building
    "vehicle": 0xF5B6,  # van-shuttle
    "contract": 0xF573,  # file-signature
    "social_media": 0xF1E0,  # share-nodes
    "shop": 0xF54E,  # store
    "trade_fair": 0xF2B5,  # handshake
    "presentation": 0xE53D,  # person-chalkboard
    "invoice": 0xF570,  # file-invoice
    "popup": 0xF2D2,  # window-restore
    "chat": 0xF086,  # comments
    "configurator": 0xF1DE,  # sliders
    "platform": 0xF5FD,  # layer-group
    "tv": 0xF26C,  # tv
    "device": 0xF109,  # laptop
    "app": 0xF3CD,  # mobile-screen-button
    "person": 0xF007,  # user
    "box": 0xF01C,  # inbox
}
DIRECTIONS = {"to_customer": 0xF061, "from_customer": 0xF060, "both": 0xF07E}  # arrow-right, -left, arrows-left-right
SIGNS = {
    "persona": 0xF007,  # user
    "company": 0xF54E,  # store
    "cut": 0xF0C4,  # scissors
    "goal": 0xF140,  # bullseye
    "hidden": 0xF070,  # eye-slash
    "new": 0xF005,  # star
    "gone": 0xF00D,  # xmark
    "up": 0xF062,  # arrow-up
    "down": 0xF063,  # arrow-down
    "apart": 0xF07D,  # arrows-up-down
    "edit": 0xF304,  # pen
    "delete": 0xF1F8,  # trash
    "inside": 0xF085,  # gears
    "seen": 0xF06E,  # eye
    "thought": 0xF5DC,  # brain
    "handover": 0xF0EC,  # arrow-right-arrow-left
    "improve": 0xF0AD,  # wrench
    "keep": 0xF164,  # thumbs-up
    "later": 0xF017,  # clock
    "enough": 0xF00C,  # check
    "undo": 0xF2EA,  # rotate-left
    "redo": 0xF2F9,  # rotate-right
    "full": 0xF065,  # expand
    "picture": 0xF03E,  # image
    "hand": 0xF256,  # hand
    "add": 0x2B,  # plus
    "more": 0xF141,  # ellipsis
    "stage": 0xF0FE,  # square-plus
}
OTHER = 0xF3C5  # location-dot: any channel with a word of its own
NONE = 0xF059  # circle-question: no channel chosen


def channel(name: str) -> Path:
    """A channel's icon, one unit high around (0, 0); any unknown channel has the neutral one."""
    return _glyph(CHANNELS.get(name, OTHER) if name else NONE)


def direction(name: str) -> Path:
    """An arrow; KeyError for what is not a direction."""
    return _glyph(DIRECTIONS[name])


def sign(name: str) -> Path:
    """One of `SIGNS`; KeyError for another."""
    return _glyph(SIGNS[name])


@lru_cache
def svg(name: str, size: int = 20) -> str:
    """A channel, a direction or a sign as a small inline SVG in the colour of the text around it.

    It is hidden from screen readers: a word must stand beside it. An unknown name gives the neutral icon.
    """
    known = {**CHANNELS, **DIRECTIONS, **{f"sign.{key}": code for key, code in SIGNS.items()}}
    path = _glyph(known.get(name, OTHER) if name else NONE)
    half, side = stamp.SCALE // 2, stamp.SCALE
    return (
        f'<svg aria-hidden="true" focusable="false" width="{size}" height="{size}" '
        f'viewBox="{-half} {-half} {side} {side}"><path fill="currentColor" d="{stamp.data(path)}"/></svg>'
    )


class Icon(PathPatch):
    """An icon of `size` points with its middle at (x, y)."""

    def __init__(self, path: Path, x: float, y: float, size: float, **style) -> None:
        super().__init__(Path(path.vertices * size + (x, y), path.codes), linewidth=0, **style)
        self.outline, self.place, self.size = path, (x, y), size

    def draw(self, renderer) -> None:
        x, y = self.get_data_transform().transform(self.place)
        stamp.draw(renderer, self.outline, x, y, renderer.points_to_pixels(self.size), self.get_facecolor())
        self.stale = False


@lru_cache
def _glyph(code: int) -> Path:
    font = _font()
    font.load_char(code, flags=LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    outline = vertices[codes != Path.CLOSEPOLY]  # where a line is closed stands (0, 0), which is no part of it
    low, high = outline.min(axis=0), outline.max(axis=0)
    return Path((vertices - (low + high) / 2) / (high - low).max(), codes, readonly=True)


@lru_cache
def _font() -> FT2Font:
    package = importlib.util.find_spec("fonticon_fa6")
    font = FT2Font(str(FilePath(package.origin).parent / "fonts" / "Font Awesome 6 Free-Solid-900.otf"))
    font.set_size(100, 72)
    return font

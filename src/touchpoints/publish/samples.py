"""Touchpoints of a lesson to look at: an advert, an e-mail, a sign, a message, drawn side by side.

>>> from touchpoints.lessons import reader
>>> lesson = reader.read("school-lunch", "en")
>>> svg(lesson)[:4], "Queue here" in words(lesson)
('<svg', True)
"""

from __future__ import annotations

import base64
import textwrap
from html import escape

from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.text import SampleText

WIDTH, HIGH, GAP = 380, 300, 30  # of one sample, and between two
LEADING = 1.2  # from line to line, in parts of a letter's size
_LETTER, _BOLD = 0.6, 0.7  # how wide a letter is on average, in parts of its size
_INK, _SOFT, _PAPER, _GROUND, _MARK = "#17293a", "#5b6b7a", "#ffffff", "#eaf2f7", "#ffd23f"
_FONT = "Atkinson Hyperlegible, DejaVu Sans, sans-serif"


def svg(lesson: LessonContent) -> str:
    """The samples of a lesson as one picture; "" where it has none."""
    drawn = [_DRAWN[one.kind](lesson.words.samples[one.id]) for one in lesson.numbers.samples]
    if not drawn:
        return ""
    wide = len(drawn) * (WIDTH + GAP) - GAP
    parts = [f'<g transform="translate({number * (WIDTH + GAP)})">{one}</g>' for number, one in enumerate(drawn)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HIGH}" width="{wide}" height="{HIGH}" '
        f'font-family="{_FONT}" fill="{_INK}">{"".join(parts)}</svg>'
    )


def image(lesson: LessonContent) -> str:
    """The same as an image in Markdown, which says in words what stands on it."""
    picture = svg(lesson)
    data = base64.b64encode(picture.encode()).decode()
    return f"![{words(lesson)}](data:image/svg+xml;base64,{data})" if picture else ""


def words(lesson: LessonContent) -> str:
    """What stands on the samples, one after the other."""
    texts = (lesson.words.samples[one.id] for one in lesson.numbers.samples)
    return " · ".join(": ".join(filter(None, (one.sender, one.head, one.text))) for one in texts)


def _sign(one: SampleText) -> str:
    board = _box(10, 10, WIDTH - 20, 200, _INK, radius=14)
    posts = "".join(_box(x, 200, 16, HIGH - 200, _SOFT, radius=0) for x in (80, WIDTH - 96))
    head, below = _lines(one.head, (30, 28, WIDTH - 60, 112), 46, _PAPER, bold=True, middle=True)
    text, _ = _lines(one.text or one.sender, (30, below + 8, WIDTH - 60, 200 - below), 24, _PAPER, middle=True)
    return posts + board + head + text


def _advert(one: SampleText) -> str:
    sheet = _box(24, 0, WIDTH - 48, HIGH, _MARK, radius=6) + _box(42, 18, WIDTH - 84, HIGH - 36, _PAPER, radius=4)
    head, below = _lines(one.head, (56, 34, WIDTH - 112, 112), 48, _INK, bold=True, middle=True)
    text, _ = _lines(one.text, (56, below + 10, WIDTH - 112, 236 - below), 24, _INK, middle=True)
    sender, _ = _lines(one.sender, (56, 250, WIDTH - 112, 26), 20, _SOFT, middle=True)
    return sheet + head + text + sender


def _email(one: SampleText) -> str:
    window = _box(2, 20, WIDTH - 4, HIGH - 40, _PAPER, radius=12, edge=_SOFT)
    window += _box(2, 20, WIDTH - 4, 48, _GROUND, radius=12, edge=_SOFT)
    sender, _ = _lines(one.sender, (22, 32, WIDTH - 44, 26), 20, _SOFT)
    head, below = _lines(one.head, (22, 84, WIDTH - 44, 70), 29, _INK, bold=True)
    text, _ = _lines(one.text, (22, below + 8, WIDTH - 44, 264 - below), 23, _INK)
    return window + sender + head + text


def _message(one: SampleText) -> str:
    phone = _box(34, 0, WIDTH - 68, HIGH, _INK, radius=30) + _box(46, 22, WIDTH - 92, HIGH - 44, _GROUND, radius=10)
    sender, _ = _lines(one.sender, (56, 30, WIDTH - 112, 26), 20, _SOFT, middle=True)
    bubble = _box(56, 64, WIDTH - 112, HIGH - 96, _PAPER, radius=16, edge=_SOFT)
    head, below = _lines(one.head, (70, 76, WIDTH - 140, 64), 25, _INK, bold=True)
    text, _ = _lines(one.text, (70, below + 6, WIDTH - 140, 252 - below), 22, _INK)
    return phone + sender + bubble + head + text


_DRAWN = {"sign": _sign, "advert": _advert, "email": _email, "message": _message}


def _box(x: float, y: float, wide: float, high: float, fill: str, radius: float, edge: str = "none") -> str:
    room = f'x="{x}" y="{y}" width="{wide}" height="{high}" rx="{radius}"'
    return f'<rect {room} fill="{fill}" stroke="{edge}" stroke-width="2"/>'


def _lines(
    text: str, room: tuple[float, float, float, float], size: float, fill: str, bold: bool = False, middle: bool = False
) -> tuple[str, float]:
    """The text in a room (left, top, width, height), as large as it has room there but no larger than `size`; and where
    it ends."""
    left, top, wide, high = room
    letter = _BOLD if bold else _LETTER
    longest = max((len(word) for word in text.split()), default=1)
    size = min(size, wide / longest / letter)
    while len(lines := textwrap.wrap(text, max(longest, int(wide / size / letter)))) * LEADING * size > high:
        size *= 0.95
    x = left + wide / 2 if middle else left
    style = f'font-size="{size:.1f}" fill="{fill}"' + ' font-weight="700"' * bold + ' text-anchor="middle"' * middle
    spans = [
        f'<tspan x="{x:.0f}" y="{top + (n + 0.85) * LEADING * size:.0f}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    ]
    return f"<text {style}>{''.join(spans)}</text>" if lines else "", top + len(lines) * LEADING * size

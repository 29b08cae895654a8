"""A chart's SVG in pieces, so that only what has changed travels to the page: a feeling changes a twentieth of it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_VIEW = re.compile(r'viewBox="([^"]*)"')
_FIRST, _LAST, _NEXT = '<g id="figure_1">\n  <', "\n </g>\n</svg>", "\n  <"  # as matplotlib writes and indents
# The names that matplotlib gives by counting; ours have a hyphen.
_NUMBERED = re.compile(r' id="(?:axes|figure|line2d|patch|text|PathCollection)_\d+"')


class Pieces(NamedTuple):
    """`view` is the SVG's viewBox, `marks` are its elements one by one, the lowest first."""

    view: str = ""
    marks: tuple[str, ...] = ()


def pieces(svg: str) -> Pieces:
    """The pieces of a chart that matplotlib has written; none of ""."""
    if not svg:
        return Pieces()
    inner = svg[svg.index(_FIRST) + len(_FIRST) : svg.rindex(_LAST)]
    return Pieces(_VIEW.search(svg)[1], tuple("<" + _NUMBERED.sub("", mark) for mark in _split(inner)))


def _split(inner: str) -> list[str]:
    """The elements, without their opening bracket; closing tags and the lines of long paths stay where they are."""
    marks: list[str] = []
    for part in inner.split(_NEXT):
        if part.startswith("/"):
            marks[-1] += _NEXT + part
        else:
            marks.append(part)
    return marks


def changes(old: Pieces, new: Pieces) -> dict[str, Any]:
    """What makes the new pieces of the old ones: from which on, how many are taken away, which are put there."""
    if len(old.marks) == len(new.marks):
        pairs = enumerate(zip(old.marks, new.marks, strict=True))
        return {"view": new.view, "splices": [[at, 1, [after]] for at, (before, after) in pairs if before != after]}
    start = _alike(old.marks, new.marks)
    end = _alike(old.marks[start:][::-1], new.marks[start:][::-1])
    removed, added = len(old.marks) - start - end, new.marks[start : len(new.marks) - end]
    return {"view": new.view, "splices": [[start, removed, list(added)]]}


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many are the same from the first on."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same

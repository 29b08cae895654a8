"""A chart's SVG in pieces, so that only what has changed travels to the page: a feeling changes a twentieth of it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from xml.parsers import expat

FIGURE = "figure_1"  # the group in which matplotlib puts all that it draws
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
    raw = svg.encode()
    view, bounds = _bounds(raw)
    marks = (raw[start:end].decode().rstrip() for start, end in bounds)
    return Pieces(view, tuple(_NUMBERED.sub("", mark) for mark in marks))


def _bounds(raw: bytes) -> tuple[str, list[tuple[int, int]]]:
    """The viewBox, and from where to where each element of the figure's group goes: up to the next one, or to the
    group's end."""
    view, starts, ends, depth = "", [], [], 0  # depth: inside the group, 1 for its own elements
    parser = expat.ParserCreate()

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal view, depth
        view = view or attributes.get("viewBox", "")
        if depth == 1:
            starts.append(parser.CurrentByteIndex)
        depth += bool(depth) or attributes.get("id") == FIGURE

    def finish(name: str) -> None:
        nonlocal depth
        if depth == 1:
            ends.append(parser.CurrentByteIndex)
        depth -= bool(depth)

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.Parse(raw, True)
    return view, list(zip(starts, [*starts[1:], *ends], strict=True))


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
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )

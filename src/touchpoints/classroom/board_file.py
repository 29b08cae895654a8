"""What a teacher has done on the board: ``board.json`` beside the class's work in the teacher's own kit folder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from touchpoints.files import atomic, json_files
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Name, Text, Value
from touchpoints.storage import places

NAME = "board.json"
Dots = Annotated[int, msgspec.Meta(ge=0, le=500)]


class Board(Value, omit_defaults=False):
    """`groups`: names that mean the same touchpoint, one alone for a name that is like no other; `remarks`: by the
    work's id and step; `dots`: hands raised for an idea, by its id."""

    format: Literal["touchpoints.board/1"] = "touchpoints.board/1"
    groups: tuple[tuple[Name, ...], ...] = ()
    remarks: dict[str, dict[str, Text]] = {}
    dots: dict[str, Dots] = {}


def place(kit: Path, lesson: str) -> Path:
    return kit / "work" / lesson / NAME


def read(path: Path, words: Words) -> Board:
    """An empty one where there is none, or none that can be read."""
    with suppress(KitError):
        return json_files.decode(json_files.read(path, words), Board, path.name, words)
    return Board()


def change(path: Path, words: Words, changed: Callable[[Board], Board]) -> Board:
    """Change what stands there now, for the board and the teacher's window both do. A damaged file is kept beside it.

    OSError where it cannot be written; then it is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        there = json_files.decode(json_files.read(path, words), Board, path.name, words) if path.exists() else Board()
    except KitError:
        places.set_aside(path)
        there = Board()
    board = changed(there)
    atomic.write(path, json_files.encode(board))
    return board

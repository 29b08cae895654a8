"""A class's work in a folder: what `collect` has put there, a lesson a folder, or a class folder's own files."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import NamedTuple

from touchpoints.classroom import board_file
from touchpoints.classroom.board_file import Board
from touchpoints.classroom.incoming import LIVE
from touchpoints.files import json_files
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import work_file


class ClassWork(NamedTuple):
    """A class's works on one lesson, by nickname, and what stands on its board."""

    lesson: str
    works: list[Work]
    board: Board = Board()


def read(folder: Path, say: Words) -> tuple[list[ClassWork], list[str]]:
    """The class's works by lesson, and a line for each file that could not be read; of one id the latest counts.

    KitError where there is no such folder, and where the board's file is damaged.
    """
    folder.stat()
    latest: dict[str, dict[str, Work]] = {}
    places: dict[str, set[Path]] = {}
    wrong = []
    inside = [path for path in folder.glob(f"*/*{work_file.SUFFIX}") if path.parent.name != LIVE]
    for path in sorted([*folder.glob(f"*{work_file.SUFFIX}"), *inside]):
        try:
            work = work_file.read(path, say)
        except KitError as error:
            wrong.append(str(error))
            continue
        works = latest.setdefault(work.lesson, {})
        works[work.id] = max(works.get(work.id, work), work, key=lambda one: one.revision)
        places.setdefault(work.lesson, {folder}).add(path.parent)
    return [
        ClassWork(lesson, sorted(works.values(), key=_place), _board(folder, places[lesson], say))
        for lesson, works in sorted(latest.items())
    ], wrong


def _place(work: Work) -> tuple[str, str]:
    """By nickname, where ä stands with a and capitals do not count."""
    return unicodedata.normalize("NFKD", work.nickname.casefold()), work.id


def _board(folder: Path, places: set[Path], say: Words) -> Board:
    """What was noted for a lesson: beside its works, else in the folder itself."""
    for path in (place / board_file.NAME for place in (*sorted(places - {folder}), folder)):
        if path.is_file():
            return json_files.decode(json_files.read(path, say), Board, path.name, say)
    return Board()

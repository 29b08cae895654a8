"""A class's work in a folder: what `collect` has put there, a lesson a folder, or a class folder's own files."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from touchpoints.files import json_files
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Value
from touchpoints.model.work import DEFAULT_PLAN, PlanName, Work
from touchpoints.storage import work_file

BOARD = "board.json"
LIVE = "live"  # in a class folder: what is not handed in yet


class BoardNotes(Value):
    """What a teacher has noted on the board: groups of names, remarks by a work's id and step, hands by an idea's id."""

    format: Literal["touchpoints.board/1"] = "touchpoints.board/1"
    groups: tuple[tuple[str, ...], ...] = ()
    remarks: dict[str, dict[str, str]] = {}
    dots: dict[str, int] = {}


class Kept(NamedTuple):
    """A student's work, and the plan by which it is assessed."""

    work: Work
    plan: PlanName = DEFAULT_PLAN


class ClassWork(NamedTuple):
    """A class's works on one lesson, by nickname, and what stands on its board."""

    lesson: str
    kept: list[Kept]
    board: BoardNotes = BoardNotes()

    @property
    def works(self) -> list[Work]:
        return [one.work for one in self.kept]


def read(folder: Path, plan_of: Callable[[Path, Work], PlanName], say: Words) -> tuple[list[ClassWork], list[str]]:
    """The class's works by lesson, and a line for each file that could not be read; of one id the latest counts.

    KitError where the folder holds no work at all.
    """
    paths = [*folder.glob(f"*{work_file.SUFFIX}"), *folder.glob(f"*/*{work_file.SUFFIX}")]
    paths = sorted(path for path in paths if path.parent.name != LIVE or path.parent == folder)
    if not paths:
        raise KitError(say("report.nothing" if folder.is_dir() else "error.no_file", file=str(folder)))
    latest: dict[str, dict[str, tuple[Path, Work]]] = {}
    wrong = []
    for path in paths:
        try:
            work = work_file.read(path, say)
        except KitError as error:
            wrong.append(str(error))
            continue
        others = latest.setdefault(work.lesson, {})
        if work.id not in others or others[work.id][1].revision < work.revision:
            others[work.id] = path, work
    found = []
    for lesson, works in sorted(latest.items()):
        kept = [Kept(work, plan_of(path, work)) for path, work in works.values()]
        kept.sort(key=lambda one: (unicodedata.normalize("NFKD", one.work.nickname.casefold()), one.work.id))
        found.append(ClassWork(lesson, kept, _board(folder, {path.parent for path, _ in works.values()}, say)))
    return found, wrong


def _board(folder: Path, beside: set[Path], say: Words) -> BoardNotes:
    """What was noted for a lesson: beside its works, else in the folder itself."""
    for path in (place / BOARD for place in (*sorted(beside - {folder}), folder)):
        if path.is_file():
            return json_files.decode(json_files.read(path, say), BoardNotes, path.name, say)
    return BoardNotes()

"""What was collected: the works in their folder, and ``collected.json``, which lists them and what was not taken."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Literal, get_args

from touchpoints.files import atomic, json_files, names, regular
from touchpoints.language import hints
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Value
from touchpoints.model.work import Work
from touchpoints.storage import work_file
from touchpoints.storage.work_file import SUFFIX

NAME = "collected.json"
MOST_BYTES = 200_000_000  # of the list
WhyNot = Literal[
    "foreign", "unreadable", "newer", "older-revision", "duplicate", "unsafe-path", "too-large", "bomb", "changed"
]
REASONS: tuple[WhyNot, ...] = get_args(WhyNot)


class Accepted(Value):
    """A work that was taken: whose it is, in which file of the folder it lies, and where it came from."""

    id: str
    nickname: str
    lesson: str
    revision: int
    file: str
    source: str


class Rejected(Value):
    """A file that was not taken; `detail` says why and what to do, in the language of whoever collected."""

    source: str
    reason: WhyNot
    detail: str


class Collected(Value, omit_defaults=False):
    """The list; as text it says how many were taken, and of each other file why not."""

    format: Literal["touchpoints.collected/1"] = "touchpoints.collected/1"
    accepted: tuple[Accepted, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    def __str__(self) -> str:
        return "\n".join((self.summary(hints.words_in()), *(one.detail for one in self.rejected)))

    __repr__ = __str__

    def summary(self, say: Words) -> str:
        works = say.count("collect.taken", len(self.accepted))
        return f"{works} {say.count('collect.left', len(self.rejected))}" if self.rejected else works


def read(folder: Path, say: Words) -> Collected:
    """The list in a folder; an empty one where there is none. KitError where it is damaged."""
    path = folder / NAME
    try:
        return json_files.decode(regular.read(path, MOST_BYTES), Collected, str(path), say, most=MOST_BYTES)
    except FileNotFoundError:
        return Collected()
    except OSError as error:
        raise KitError(say("error.cannot_read", file=str(path), problem=atomic.why(error, say))) from error


def place_of(lesson: str, id: str) -> Path:
    """Where in the folder a work lies."""
    return Path(_safe(lesson), _safe(id) + SUFFIX)


def _safe(id: str) -> str:
    """The id as a file name. It may say anything, and two that differ in their capitals are two; "~" stands in none.

    >>> _safe("school-lunch"), _safe("../etc")[0]
    ('school-lunch', '~')
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", id) and not names.is_reserved(id):
        return id
    return f"~{hashlib.sha256(id.encode()).hexdigest()[:16]}"


def work_in(path: Path, work: Work, say: Words) -> Work | None:
    """The state of a work that lies in its file already; None where there is none that can be read."""
    try:
        there = work_file.decode(regular.read(path, json_files.MAX_BYTES), path.name, say)
    except (OSError, KitError):
        return None
    return there if (there.lesson, there.id) == (work.lesson, work.id) else None


def write(folder: Path, path: Path, data: bytes, say: Words) -> None:
    """KitError where the folder refuses, and where a link in it leads out of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.resolve() != (folder.resolve() / path.relative_to(folder)).parent:
            raise KitError(say("collect.link", folder=str(path.parent)))
        atomic.write(path, data)
    except OSError as error:
        raise KitError(say("error.system", file=str(path), problem=atomic.why(error, say))) from error

"""Saved work: one file a nickname in ``work/<lesson>/`` at the root of the kit's folder.

Nothing is overwritten that this store has not read: if the file has changed meanwhile, both are kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from touchpoints import files
from touchpoints.errors import KitError
from touchpoints.words import Words
from touchpoints.work import Work

MARKER = ".touchpoints.json"  # `touchpoints open` puts it at the root of the kit's folder
SUFFIX = ".work.json"
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])$")  # names that Windows keeps for devices
_MAX_BYTES = 120  # of a name: with its endings it stays below the 255 that file systems take


class Loaded(NamedTuple):
    """What was found under a nickname, and what to tell the reader about it ("" when all is well)."""

    work: Work
    notice: str = ""


class Saved(NamedTuple):
    work: Work
    notice: str = ""


class Store:
    """The saved work of one lesson. `start` is the folder from which the kit's root is looked for upwards."""

    def __init__(self, lesson: str, words: Words, start: Path | None = None) -> None:
        self.lesson, self.words = lesson, words
        self.folder = root((start or Path()).absolute()) / "work" / lesson

    def path(self, nickname: str) -> Path:
        return self.folder / f"{file_stem(nickname)}{SUFFIX}"

    def nicknames(self) -> list[str]:
        """The nicknames that have readable work here, the latest saved first."""
        found = []
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            with suppress(KitError, OSError):
                work = self._read(path)
                found.append((work.saved_at, work.nickname))
        return [nickname for _, nickname in sorted(found, key=lambda one: one[0], reverse=True)]

    def begin(self, nickname: str) -> Work:
        """New, empty work; nothing is written before the first change."""
        return Work(lesson=self.lesson, language=self.words.language, nickname=nickname, id=uuid.uuid4().hex)

    def load(self, nickname: str) -> Loaded:
        """The work under this nickname, or new work.

        A damaged file is set aside as ``.broken`` and the version before it is taken, if there is one.
        Raises KitError for a file of a newer version, which stays as it is, and for one that cannot be read.
        """
        path = self.path(nickname)
        try:
            return Loaded(self._read(path))
        except FileNotFoundError:
            return Loaded(self.begin(nickname))
        except OSError as error:
            raise KitError(self.words("error.cannot_read", file=str(path), problem=error.strerror)) from error
        except files.NewerFormat:
            raise
        except KitError:
            return self._recovered(path, nickname)

    def save(self, work: Work, now: Callable[[], datetime] = datetime.now) -> Saved:
        """Write the next revision; what is returned is on the disk.

        If the file there is not the one this work was read from, it is left alone and this work goes to a
        free nickname ("fox 2"), which the notice names. Raises KitError when the disk or folder refuses.
        """
        notice = ""
        try:
            if self._changed_by_another(work):
                free = self._free_nickname(work.nickname)
                notice = self.words("store.conflict", nickname=work.nickname, free=free)
                work = replace(work, nickname=free, id=uuid.uuid4().hex, revision=0)
            stamp = now().astimezone().isoformat(timespec="seconds")
            work = replace(work, revision=work.revision + 1, saved_at=stamp, language=self.words.language)
            path = self.path(work.nickname)
            with suppress(FileNotFoundError):
                files.write(_previous(path), path.read_bytes())
            files.write(path, files.encode(work))
        except OSError as error:
            raise KitError(self._refused(error)) from error
        return Saved(work, notice)

    def obstacle(self) -> str:
        """Why nothing could be saved here, said before anyone has worked; "" when all is well."""
        place = next(parent for parent in (self.folder, *self.folder.parents) if parent.exists())
        if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
            return ""
        return self.words("store.read_only", folder=str(self.folder))

    def _recovered(self, path: Path, nickname: str) -> Loaded:
        """Set a damaged file aside. The version before it becomes the file again: the next load has to find it too."""
        try:
            aside = _set_aside(path)
        except OSError as error:
            raise KitError(self.words("error.cannot_read", file=str(path), problem=error.strerror)) from error
        with suppress(KitError, OSError):
            previous = self._read(_previous(path))
            with suppress(OSError):  # the reader has it all the same, and the next change tells what is wrong
                files.write(path, files.encode(previous))
            return Loaded(previous, self.words("store.previous", file=aside.name))
        return Loaded(self.begin(nickname), self.words("store.broken", file=aside.name))

    def _read(self, path: Path) -> Work:
        if path.stat().st_size > files.MAX_BYTES:
            raise KitError(self.words("error.large_file", file=path.name, most=files.MAX_BYTES // 1_000_000))
        work = files.decode(path.read_bytes(), Work, path.name, self.words)
        if work.lesson != self.lesson:
            raise KitError(self.words("error.other_lesson", file=path.name, lesson=work.lesson))
        return work

    def _changed_by_another(self, work: Work) -> bool:
        try:
            there = self._read(self.path(work.nickname))
        except FileNotFoundError:
            return False
        except files.NewerFormat:
            return True
        except KitError:
            _set_aside(self.path(work.nickname))
            return False
        return (there.id, there.revision) != (work.id, work.revision)

    def _free_nickname(self, nickname: str) -> str:
        number = 2
        while self.path(f"{nickname[:55]} {number}").exists():
            number += 1
        return f"{nickname[:55]} {number}"

    def _refused(self, error: OSError) -> str:
        return self.words("store.refused", folder=str(self.folder), problem=error.strerror or str(error))


def root(start: Path) -> Path:
    """The kit's folder: the nearest one upwards that holds the marker file, else `start` itself."""
    return next((folder for folder in (start, *start.parents) if (folder / MARKER).is_file()), start)


def file_stem(nickname: str) -> str:
    """A file name without ending that every system takes, the same for "Fox" and "fox".

    Where letters had to go, a short digest keeps two nicknames apart; "~" stands before nothing else.

    >>> file_stem("Zoë 8a")
    'zoë_8a'
    """
    name = unicodedata.normalize("NFC", nickname.casefold()).strip()
    stem = re.sub(r"[^\w-]", "_", name)
    plain = stem == name.replace(" ", "_") and "_" not in name and 0 < len(stem.encode()) <= _MAX_BYTES
    if plain and not _RESERVED.match(stem):
        return stem
    return f"{stem[: _MAX_BYTES // 4]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _previous(path: Path) -> Path:
    return path.with_name(path.name + ".previous")


def _set_aside(path: Path) -> Path:
    """Rename a damaged file to a free name that ends in ``.broken``."""
    number, aside = 1, path.with_name(path.name + ".broken")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{number}.broken")
    path.rename(aside)
    return aside

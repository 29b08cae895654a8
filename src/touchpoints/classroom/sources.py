"""What was handed in, wherever it lies: folders, single files, zips and the zips in those, as bytes in memory.

Nothing is executed or written, no link is followed, and sizes are looked at before anything is read.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn

from touchpoints.files import json_files, regular
from touchpoints.storage.places import MOST_READ

KINDS = {".json": json_files.MAX_BYTES, ".ipynb": MOST_READ, ".html": 1_000_000, ".htm": 1_000_000, ".txt": 1_000_000}
ZIP = ".zip"
MOST_FILES = 100_000  # in one source
MOST_BYTES = 4_000_000_000  # that a zip and the zips in it unpack to
MOST_AT_ONCE = MOST_READ  # of a zip in a zip, which is unpacked in memory, and of a zip's list of what is in it
MOST_RATIO = 100  # a work shrinks to a tenth
HARMLESS = 1_000_000  # what unpacks to so little is no bomb, however well it was packed
# What the kit itself puts beside work, and what systems leave behind.
_PASSED_OVER = re.compile(
    r"\..*|__MACOSX|Thumbs\.db|desktop\.ini|collected\.json|board\.json|class\.toml"
    r"|.*\.work\.json\.(previous|format-\d+|(\d+\.)?broken)",
    re.IGNORECASE,
)
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, OverflowError,
           LookupError, struct.error, zlib.error)  # fmt: skip
Place = tuple[str, ...]  # a source's name, and the way from there


class Unusable(Exception):
    """Why a file is not taken: a reason of `collected.json`; and what the system or the reader says of it."""

    def __init__(self, reason: str, text: str | OSError = "") -> None:
        super().__init__(reason)
        self.reason, self.text = reason, text


class Candidate(NamedTuple):
    """A file that may hold work; `read` raises Unusable. `weight` counts its bytes on the disk."""

    place: Place
    read: Callable[[], bytes]
    weight: int = 0


class OnDisk(NamedTuple):
    """A file of a source as it lies there; `reason` says why it is not even looked at, "" where it is."""

    place: Place
    path: Path
    size: int = 0
    reason: str = ""


def on_disk(source: Path, leave_out: Path) -> Iterator[OnDisk]:
    """All files of a source; what lies in `leave_out` is not. OSError where the source is not there."""
    size = source.stat().st_size
    place = (source.resolve().name or str(source),)
    if not source.is_dir():
        yield OnDisk(place, source, size)
        return
    folders = [(_from_student(source.resolve(), place), source)]
    count = 0
    while folders:
        place, folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError:
            yield OnDisk(place, folder, reason="unreadable")
            continue
        for one in entries:
            here, path = (*place, one.name), Path(one.path)
            if _PASSED_OVER.fullmatch(one.name):
                continue
            if one.is_symlink():
                yield OnDisk(here, path, reason="unsafe-path")
            elif not one.is_dir(follow_symlinks=False):
                yield OnDisk(here, path, one.stat(follow_symlinks=False).st_size)
            elif path.resolve() != leave_out:
                folders.append((here, path))
            count += 1
            if count > MOST_FILES:
                yield OnDisk(place, folder, reason="bomb")
                return


def _from_student(source: Path, place: Place) -> Place:
    """Below nbgrader's `submitted` the folder's name says who somebody is: it has to be known as such."""
    return ("submitted", *place) if source.parent.name == "submitted" else place


def candidates(found: OnDisk) -> Iterator[Candidate]:
    """A file, or all that is in it where it is a zip."""
    place, path, size, reason = found
    if reason:
        yield Candidate(place, partial(_refuse, reason), size)
    elif path.suffix.lower() != ZIP:
        yield Candidate(place, partial(_content, path), size)
    else:
        try:
            with regular.opened(path) as file:
                yield from _Zip(place, file, size, [MOST_FILES, MOST_BYTES]).entries()
        except OSError as error:
            yield Candidate(place, partial(_refuse, "unreadable", error))


def _refuse(reason: str, text: str | OSError = "") -> NoReturn:
    raise Unusable(reason, text)


def _content(path: Path) -> bytes:
    """What a file holds, once it stands still: somebody may be writing it."""
    if (most := KINDS.get(path.suffix.lower())) is None:
        raise Unusable("foreign")
    try:
        for _ in range(3):
            before = path.stat()
            if before.st_size > most:
                raise Unusable("too-large")
            raw, after = regular.read(path, most), path.stat()
            if (before.st_mtime_ns, len(raw)) == (after.st_mtime_ns, after.st_size):
                return raw
    except OSError as error:
        raise Unusable("unreadable", error) from error
    raise Unusable("changed")


class _Careful(io.BufferedReader):
    """A zip says itself how long its list is, and all of it is read at once: not one that fills the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_AT_ONCE:
            raise Unusable("bomb")
        return super().read(size)


class _Zip:
    """A zip, on the disk or in another one; `left` counts the files and bytes that it may still have."""

    def __init__(self, place: Place, file: io.RawIOBase | io.BytesIO, size: int, left: list[int]) -> None:
        self.place, self.file, self.size, self.left = place, file, size, left

    def entries(self, nested: bool = False) -> Iterator[Candidate]:
        try:
            self.zip = zipfile.ZipFile(_Careful(self.file))
            infos = self.zip.infolist()
            self._count(infos)
        except Unusable as error:
            yield Candidate(self.place, partial(_refuse, error.reason))
            return
        except _BROKEN:
            yield Candidate(self.place, partial(_refuse, "unreadable"))
            return
        for info in infos:
            parts = [part for part in info.filename.split("/") if part]
            place = (*self.place, *parts)
            if reason := _danger(info):
                yield Candidate((*self.place, info.orig_filename), partial(_refuse, reason), info.compress_size)
            elif info.is_dir() or any(map(_PASSED_OVER.fullmatch, parts)):
                continue
            elif not info.filename.lower().endswith(ZIP):
                most = KINDS.get(os.path.splitext(info.filename)[1].lower())
                yield Candidate(place, partial(self._content, info, most), info.compress_size)
            elif nested:
                yield Candidate(place, partial(_refuse, "bomb"))
            else:
                yield from self._inner(place, info)

    def _inner(self, place: Place, info: zipfile.ZipInfo) -> Iterator[Candidate]:
        try:
            data = self._content(info, MOST_AT_ONCE)
        except Unusable as error:
            yield Candidate(place, partial(_refuse, error.reason), info.compress_size)
        else:
            yield from _Zip(place, io.BytesIO(data), len(data), self.left).entries(nested=True)

    def _count(self, infos: list[zipfile.ZipInfo]) -> None:
        unpacked = sum(info.file_size for info in infos if not _danger(info))  # the others cost only their own lines
        self.left[0] -= len(infos)
        self.left[1] -= unpacked
        if min(self.left) < 0 or unpacked > max(HARMLESS, MOST_RATIO * self.size):
            raise Unusable("bomb")

    def _content(self, info: zipfile.ZipInfo, most: int | None) -> bytes:
        if most is None:
            raise Unusable("foreign")
        if info.file_size > most:
            raise Unusable("too-large")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unusable("unreadable")
        try:
            with self.zip.open(info) as file:
                return file.read(info.file_size)  # it gives no more, whatever comes out
        except _BROKEN as error:
            raise Unusable("unreadable") from error


def _danger(info: zipfile.ZipInfo) -> str:
    """Nothing is ever put where a zip says; but who packed such a name meant no good."""
    name, kind = info.orig_filename, stat.S_IFMT(info.external_attr >> 16)
    if re.match(r"/|[A-Za-z]:", name) or re.search(r"[\\\0]", name) or ".." in name.split("/"):
        return "unsafe-path"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "unsafe-path"
    return "bomb" if info.file_size > max(HARMLESS, MOST_RATIO * info.compress_size) else ""

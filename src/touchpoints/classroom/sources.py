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
    r"\..*|__MACOSX|Thumbs\.db|desktop\.ini|collected\.json|class\.toml"
    r"|board\.json(\.(\d+\.)?broken)?|.*\.work\.json\.(previous|format-\d+|(\d+\.)?broken)",
    re.IGNORECASE,
)
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, OverflowError,
           LookupError, struct.error, zlib.error)  # fmt: skip
SUBMITTED = "submitted"  # nbgrader's folder: submitted/{student}/{assignment}/…
Origin = tuple[str, ...]  # a source's name, and the way from there


class Unusable(Exception):
    """Why a file is not taken: a reason of `collected.json`; and what the system or the reader says of it."""

    def __init__(self, reason: str, text: str | OSError = "") -> None:
        super().__init__(reason)
        self.reason, self.text = reason, text


class Candidate(NamedTuple):
    """A file that may hold work; `read` raises Unusable. `weight` counts its bytes on the disk."""

    place: Origin
    read: Callable[[], bytes]
    weight: int = 0


class OnDisk(NamedTuple):
    """A file of a source as it lies there; `reason` says why it is not even looked at, "" where it is."""

    place: Origin
    path: Path
    size: int = 0
    reason: str = ""


def on_disk(source: Path, leave_out: Path) -> Iterator[OnDisk]:
    """All files of a source but for those in `leave_out`. OSError where the source is not there."""
    place = (source.resolve().name or str(source),)
    if not source.is_dir():
        yield OnDisk(place, source, source.stat().st_size)
        return
    if source.resolve().parent.name == SUBMITTED:  # then its name says who the student is
        place = (SUBMITTED, *place)
    folders, count = [(place, source)], 0
    while folders:
        place, folder = folders.pop(0)
        try:
            entries = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError:
            yield OnDisk(place, folder, reason="unreadable")
            continue
        for one in entries:
            here, path, count = (*place, one.name), Path(one.path), count + 1
            if count > MOST_FILES:
                yield OnDisk(place, folder, reason="bomb")
                return
            if _PASSED_OVER.fullmatch(one.name):
                continue
            if one.is_symlink():
                yield OnDisk(here, path, reason="unsafe-path")
            elif not one.is_dir(follow_symlinks=False):
                yield OnDisk(here, path, one.stat(follow_symlinks=False).st_size)
            elif path.resolve() != leave_out:
                folders.append((here, path))


def candidates(found: OnDisk) -> Iterator[Candidate]:
    """A file, or all that is in it where it is a zip."""
    place, path, size, reason = found
    if reason or path.suffix.lower() != ZIP:
        yield Candidate(place, partial(_refuse, reason) if reason else partial(_content, path), size)
        return
    try:
        file = regular.opened(path)
    except OSError as error:
        yield Candidate(place, partial(_refuse, "unreadable", error))
    else:
        yield from _entries(place, file, size, [MOST_FILES, MOST_BYTES])


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


def _entries(
    place: Origin, file: io.RawIOBase, size: int, left: list[int], nested: bool = False
) -> Iterator[Candidate]:
    """What is in a zip; `left` counts the files and bytes that it and the zips in it may still have."""
    with _Careful(file) as careful:
        try:
            archive = zipfile.ZipFile(careful)
            _count(archive.infolist(), size, left)
        except (Unusable, *_BROKEN) as error:
            yield Candidate(place, partial(_refuse, error.reason if isinstance(error, Unusable) else "unreadable"))
            return
        infos = [info for info in archive.infolist() if _danger(info) or not _is_passed_over(info.orig_filename)]
        if not infos:
            yield Candidate(place, partial(_refuse, "foreign"))
        for info in infos:
            here = (*place, *(part for part in info.orig_filename.split("/") if part))
            kind = os.path.splitext(info.filename)[1].lower()
            if reason := _danger(info) or ("bomb" if kind == ZIP and nested else ""):
                yield Candidate(here, partial(_refuse, reason), info.compress_size)
            elif kind != ZIP:
                yield Candidate(here, partial(_unpacked, archive, info, KINDS.get(kind)), info.compress_size)
            else:
                try:
                    data = _unpacked(archive, info, MOST_AT_ONCE)
                except Unusable as error:
                    yield Candidate(here, partial(_refuse, error.reason), info.compress_size)
                else:
                    yield from _entries(here, io.BytesIO(data), len(data), left, nested=True)


def _is_passed_over(name: str) -> bool:
    return name.endswith("/") or any(map(_PASSED_OVER.fullmatch, name.split("/")))


def _count(infos: list[zipfile.ZipInfo], size: int, left: list[int]) -> None:
    unpacked = sum(info.file_size for info in infos if not _danger(info))  # the others cost only their own lines
    left[0] -= len(infos)
    left[1] -= unpacked
    if min(left) < 0 or unpacked > max(HARMLESS, MOST_RATIO * size):
        raise Unusable("bomb")


def _danger(info: zipfile.ZipInfo) -> str:
    """Nothing is ever put where a zip says; but who packed such a name meant no good."""
    name, kind = info.orig_filename, stat.S_IFMT(info.external_attr >> 16)
    away = re.match(r"/|[A-Za-z]:", name) or re.search(r"[\\\0]", name) or ".." in name.split("/")
    if away or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "unsafe-path"
    return "bomb" if info.file_size > max(HARMLESS, MOST_RATIO * info.compress_size) else ""


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int | None) -> bytes:
    if most is None or info.file_size > most:
        raise Unusable("foreign" if most is None else "too-large")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unusable("unreadable")
    try:
        with archive.open(info) as file:
            return file.read(info.file_size)  # it gives no more, whatever comes out
    except _BROKEN as error:
        raise Unusable("unreadable") from error

"""Writing files whole or not at all, and why a disk refuses in the reader's language."""

from __future__ import annotations

import errno
import os
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from touchpoints.language.words import Words

_WHY = {
    "problem.full": (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    "problem.forbidden": (errno.EACCES, errno.EPERM, errno.EROFS),
    "problem.file": (errno.EEXIST, errno.ENOTDIR),
    "problem.gone": (errno.ENOENT, errno.ESTALE),
    "problem.irregular": (errno.ENOTSUP,),
    "problem.device": (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.ENOTCONN),
}


def why(error: OSError, words: Words) -> str:
    """Why a disk or folder refuses, in the reader's language; what is rare, as the system says it."""
    key = next((key for key, numbers in _WHY.items() if error.errno in numbers), "")
    return words(key) if key else error.strerror or str(error)


def write(
    path: Path, data: bytes, patience: float = 2.0, mode: int | None = None, first: Callable[[], None] = lambda: None
) -> None:
    """Write whole or not at all: a temporary file in the same folder, flushed to the disk, then renamed.

    While Windows holds a lock on the old file the rename is tried again for `patience` seconds. `mode` is who may read
    it, where that is not the account's usual one. `first` is called when only the rename is left, and may refuse it.
    Raises OSError when the folder cannot be written to; the old file is then as it was.
    """
    _write(path, data, mode, lambda temporary: (first(), _rename(temporary, path, time.monotonic() + patience)))


def write_new(path: Path, data: bytes, mode: int | None = None) -> None:
    """The same under a name that is free. FileExistsError when it is not, even if somebody was quicker by a moment."""
    _write(path, data, mode, lambda temporary: _take(temporary, path))


def _write(path: Path, data: bytes, mode: int | None, finish: Callable[[Path], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            _sync(file.fileno())
        if mode is not None:
            with suppress(OSError):  # a drive that knows no such thing
                temporary.chmod(mode)
        finish(temporary)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _take(temporary: Path, path: Path) -> None:
    """Give a file a name that nobody has."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # memory sticks and some network drives have no links: there the name is taken first, then filled
        with open(path, "xb"):
            pass
        try:
            return _rename(temporary, path, time.monotonic() + 2)
        except BaseException:
            path.unlink()
            raise
    with suppress(OSError):  # it has its name; the other one goes when the folder is cleared up
        temporary.unlink()


def clear_up(folder: Path, age: float = 3600) -> None:
    """Remove what a killed process left half-written; where others may be writing now, only what is older (seconds)."""
    with suppress(OSError):
        for path in folder.glob(".*.tmp"):
            if re.fullmatch(r"\.[0-9a-f]{32}\.tmp", path.name) and (
                not age or time.time() - path.stat().st_mtime > age
            ):
                path.unlink()


def _sync(handle: int) -> None:
    """Some network drives have no fsync; the rename is whole or nothing there too. A full disk is an error."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise


def _rename(source: Path, target: Path, deadline: float) -> None:
    while True:
        try:
            return os.replace(source, target)
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)

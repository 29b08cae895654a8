"""Reading what is a file. A pipe or a device of a file's name would keep the reader waiting for ever."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path


def opened(path: Path) -> io.FileIO:
    """The file, for reading. OSError as in opening, and ENOTSUP for what is no regular file (after links)."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(path))
    return io.FileIO(handle)


def read(path: Path, most: int) -> bytes:
    """What the file holds, at most one byte more than `most`, so that one sees that there is more. OSError as above."""
    with io.BufferedReader(opened(path)) as file:
        return file.read(most + 1)

"""Work under way, for the teacher: ``live/ID.work.json`` in the class folder, a few seconds after a change.

A thread writes it, so that a folder that is slow, full or gone keeps nobody waiting. It is tried again, and no fault is
told: nothing is lost, and handing in stays a click. But then nobody is told either that the teacher sees the work.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from touchpoints.files import atomic, json_files, regular
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import hand_in, work_file
from touchpoints.storage.places import file_stem
from touchpoints.storage.work_file import SUFFIX

FOLDER = "live"
PAUSE = 2.0  # seconds from one writing to the next; doubled each time that the folder refuses
LONGEST = 30.0
LATE = 5.0  # seconds after which what is still being written is not seen


class Sender:
    """Brings one work into the class folder, always its latest state."""

    def __init__(self) -> None:
        self._latest: tuple[Path, Work] | None = None  # what was given last
        self._there: tuple[Path, Work] | None = None  # what arrived last
        self._arrived = False  # at the last attempt
        self._begun: float | None = None  # when the present attempt was
        self._changed = threading.Event()
        self._told: Callable[[], object] = lambda: None
        threading.Thread(target=self._bring, daemon=True).start()

    def give(self, folder: Path, work: Work, told: Callable[[], None]) -> None:
        """From now on this is the latest state, if anybody did anything since."""
        if self._latest and self._latest[0] == folder and hand_in.same(self._latest[1], work):
            return
        with suppress(RuntimeError):  # a plain script has no loop: there nobody is told
            self._told = partial(asyncio.get_running_loop().call_soon_threadsafe, told)
        self._latest = folder, work
        self._changed.set()

    def seen(self) -> bool:
        begun = self._begun  # read once: the thread may end its attempt at any moment
        return self._arrived and (begun is None or time.monotonic() < begun + LATE)

    def _bring(self) -> None:
        wait = PAUSE / 2
        while True:
            self._changed.wait(None if self._there is self._latest else wait - PAUSE)
            self._changed.clear()
            if (given := self._latest) is self._there:  # it was seen before it was told of
                continue
            self._begun = time.monotonic()
            try:
                _put(*given)
                self._there, wait = given, PAUSE / 2
            except (OSError, ValueError):  # ValueError: a path that no system takes
                wait = min(2 * wait, LONGEST)
            before, self._arrived, self._begun = self._arrived, self._there is given, None
            if self._arrived != before:
                with suppress(RuntimeError):  # the loop has ended
                    self._told()
            time.sleep(PAUSE)


_senders: dict[str, Sender] = {}  # by the work's id: a session of a cell that is run again goes on with the same


def send(folder: Path, work: Work, told: Callable[[], None]) -> None:
    """Bring the work into the class folder, soon. `told` is called, in the loop that runs here, whenever the teacher
    begins or ceases to see it."""
    if work.id not in _senders:
        _senders[work.id] = Sender()
    _senders[work.id].give(folder, work, told)


def seen(work: Work) -> bool:
    """Whether the teacher sees the work, but for its last seconds."""
    return work.id in _senders and _senders[work.id].seen()


def clear_up(folder: Path, days: int) -> int:
    """For the teacher: make the folder, and take away what is older than so many days; how many works that were."""
    gone = 0
    with suppress(OSError):
        place = _place(folder)
        atomic.clear_up(place)
        for path in place.glob(f"*{SUFFIX}"):
            with suppress(OSError):  # another account's, in a folder that is a student's
                if path.lstat().st_mtime < time.time() - days * 86_400:
                    path.unlink()
                    gone += 1
    return gone


def _place(folder: Path) -> Path:
    """The folder in the class folder, made for all who may write there; a student's can be read by the teacher."""
    theirs, place = folder.stat(), folder / FOLDER  # a drive that was pulled out is not made anew
    with suppress(FileExistsError):
        place.mkdir()
        ours = place.stat().st_uid == theirs.st_uid
        place.chmod(stat.S_IMODE(theirs.st_mode) | (0 if ours else 0o555))
    if place.is_symlink():  # somebody has laid it, to lead anywhere
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return place


def _put(folder: Path, work: Work) -> None:
    path, data = _place(folder) / f"{file_stem(work.id)}{SUFFIX}", work_file.encode(work)
    with suppress(OSError):
        if regular.read(path, len(data)) == data:  # another kernel has brought it
            return
    mode = hand_in.for_the_teacher(path.parent)
    atomic.write(path, data, mode=mode, first=lambda: _refuse_others(path, work))


def _refuse_others(path: Path, work: Work) -> None:
    """FileExistsError for somebody else's work, or a later state from another computer. A damaged file is no work."""
    with suppress(FileNotFoundError):
        try:
            there = work_file.decode(regular.read(path, json_files.MAX_BYTES), path.name, words.of(words.LANGUAGES[0]))
            older = (there.id, there.lesson) == (work.id, work.lesson) and there.revision < work.revision
            older = older or there == work  # of a share, a refusal may come after the writing
        except KitError as error:
            older = not isinstance(error, json_files.NewerFormat)
        if not older:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

"""Saved work: one file a nickname in ``work/<lesson>/`` at the root of the kit's folder.

Nothing is overwritten that this store has not read: if the file has changed meanwhile, both are kept. What was
saved before lies in an archive (archive.py), from which a damaged file is mended.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout
from msgspec.structs import replace

from touchpoints.files import atomic, json_files, regular
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import archive, heard, work_file
from touchpoints.storage.places import MARKER, file_stem, previous, root, set_aside
from touchpoints.storage.work_file import SUFFIX

PATIENCE = 5.0  # seconds to wait for another window that is saving at this moment
_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL)


class Loaded(NamedTuple):
    """What was found under a nickname, and what to tell the reader about it ("" when all is well)."""

    work: Work
    notice: str = ""


class Saved(NamedTuple):
    work: Work
    notice: str = ""


class Earlier(NamedTuple):
    """An earlier state of a work, and why it was kept."""

    name: str
    work: Work
    reason: archive.Reason


class Conflict(KitError):
    """The same work was saved from another window meanwhile. Both are kept: `theirs` is the one in the file."""

    def __init__(self, message: str, theirs: Work) -> None:
        super().__init__(message)
        self.theirs = theirs


class Store:
    """The saved work of one lesson. `start` is the folder from which the kit's root is looked for upwards."""

    def __init__(self, lesson: str, words: Words, start: Path | None = None) -> None:
        self.lesson, self.words = lesson, words
        self.root = root((start or Path()).absolute())
        self.folder = self.root / "work" / lesson
        self._is_kit = os.path.isfile(self.root / MARKER)
        self._heads: dict[Path, tuple[object, str, str]] = {}

    @property
    def is_there(self) -> bool:
        """Whether the kit's folder is: it may have been moved, or be on a drive that was pulled out."""
        return not self._is_kit or os.path.isfile(self.root / MARKER)

    def path(self, nickname: str) -> Path:
        return self.folder / f"{file_stem(nickname)}{SUFFIX}"

    def nicknames(self) -> list[str]:
        """The nicknames that have readable work here, the latest saved first."""
        found = {}
        for path in self._files():
            with suppress(KitError, OSError):
                nickname, saved_at = self._head(path)
                # Somebody may have renamed or copied a file; the one that bears its own name is the one to open.
                if nickname not in found or path == self.path(nickname):
                    found[nickname] = saved_at
        return sorted(found, key=lambda nickname: found[nickname], reverse=True)

    def _head(self, path: Path) -> tuple[str, str]:
        """Whose work a file holds, and when it was saved; of hundreds only those are read that have changed."""
        now = os.stat(path)
        state = (now.st_mtime_ns, now.st_size, now.st_ino)
        if self._heads.get(path, (None,))[0] != state:
            work = self._read(path)
            self._heads[path] = (state, work.nickname, work.saved_at)
        return self._heads[path][1:]

    def newer(self, work: Work) -> Work | None:
        """The same work as another window has saved it since; None where there is none, or none that can be read."""
        with suppress(KitError, OSError):
            there = self._read(self.path(work.nickname))
            if there.id == work.id and there.revision > work.revision:
                return there
        return None

    def begin(self, nickname: str) -> Work:
        """New, empty work; nothing is written before the first change."""
        return Work(lesson=self.lesson, language=self.words.language, nickname=nickname, id=uuid.uuid4().hex)

    def load(self, nickname: str) -> Loaded:
        """The work under this nickname, or new work.

        A damaged file is set aside as ``.broken`` and the newest state before it is taken, if there is one.
        Of a file of an older version a copy stays. Raises KitError for a file of a newer version, which stays
        as it is, and for one that cannot be read.
        """
        atomic.clear_up(self.folder)
        path = self._find(nickname)
        try:
            found = Loaded(self._read(path), self._older(path))
            # Somebody may have renamed a file: it is still whoever's it says it is, and not opened under this nickname.
            return found if self.path(found.work.nickname) == self.path(nickname) else Loaded(self.begin(nickname))
        except FileNotFoundError:
            return Loaded(self.begin(nickname))
        except OSError as error:
            raise KitError(
                self.words("error.cannot_read", file=str(path), problem=atomic.why(error, self.words))
            ) from error
        except json_files.NewerFormat:
            raise
        except KitError:
            return self._recovered(path, nickname)

    def heard(self, work: Work) -> frozenset[str]:
        """The keys of the messages that this state of the work holds."""
        return heard.keys(self._heard(work.nickname), work)

    def save(self, work: Work, now: Callable[[], datetime] = datetime.now, message: str = "") -> Saved:
        """Write the next revision, which the message of that key has made; what is returned is on the disk.

        Somebody else's work under the same nickname is left alone: this one goes to a free nickname ("fox 2"),
        which the notice names. The same work, saved from another window meanwhile: Conflict, and this state is in
        the archive. Raises KitError when the disk or folder refuses.
        """
        moment = now().astimezone()
        try:
            with self.alone() as alone:
                if alone:  # what lies there half-written, nobody is writing any more
                    for place in (self.folder, self.folder / heard.FOLDER, self._archive(self.path(work.nickname))):
                        atomic.clear_up(place, 0)
                work, notice = self._placed(work, moment)
                heard.note(self._heard(work.nickname), work, message)
                work = replace(work, revision=work.revision + 1, language=self.words.language)
                work = replace(work, saved_at=moment.isoformat(timespec="seconds"))
                path = self.path(work.nickname)
                with suppress(FileNotFoundError):
                    self._put_by(path, moment)
                atomic.write(path, work_file.encode(work))
        except OSError as error:
            raise KitError(self._refused(error)) from error
        return Saved(work, notice)

    def keep(self, work: Work, reason: archive.Reason, now: Callable[[], datetime] = datetime.now) -> None:
        """Put a state into the archive. Raises KitError when the disk or folder refuses."""
        try:
            with self.alone():
                archive.keep(
                    self._archive(self.path(work.nickname)), work_file.encode(work), reason, now().astimezone()
                )
        except OSError as error:
            raise KitError(self._refused(error)) from error

    def earlier(self, nickname: str) -> list[Earlier]:
        """The states before the present one, the newest first; what cannot be read is left out. Revisions say which is
        newer: a clock may have been put back."""
        path = self._find(nickname)
        # The archive says best why; the previous save may be one of its states.
        kept = []
        with suppress(OSError):
            kept = [(one.path, one.reason) for one in archive.states(self._archive(path))]
        kept.append((previous(path), "saved"))
        kept.sort(key=lambda one: one[1] != "handed_in")  # of equal states the one that was handed in says so
        found = []
        for place, reason in kept:
            with suppress(KitError, OSError):
                work = self._read(place)
                if all(work.steps != other.work.steps for other in found):
                    found.append(Earlier(place.name, work, reason))
        return sorted(found, key=lambda one: (one.work.revision, one.work.saved_at), reverse=True)

    def obstacle(self) -> str:
        """Why nothing could be saved here, said before anyone has worked; "" when all is well."""
        with suppress(OSError):
            place = next(parent for parent in (self.folder, *self.folder.parents) if parent.exists())
            if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
                return ""
        return self.words("store.read_only", folder=str(self.folder))

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """No other window saves meanwhile: true. The lock goes with its process; some network drives have none."""
        if not self.is_there:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock", timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout as error:
            raise KitError(self.words("store.busy", folder=str(self.folder))) from error
        except NotImplementedError:
            pass  # a system without locks: the revision still tells who saved in between
        except OSError as error:
            if error.errno not in _NO_LOCKS:  # a drive without locks is the same; anything else refuses the saving too
                raise
        try:
            yield lock.is_locked
        finally:
            lock.release()

    def _placed(self, work: Work, moment: datetime) -> tuple[Work, str]:
        """The work as it may be saved: under another nickname where somebody else's stands under this one."""
        path = self.path(work.nickname)
        try:
            there = self._read(path)
            if (there.id, there.revision) == (work.id, work.revision):
                return work, ""
        except FileNotFoundError:
            return work, ""
        except json_files.NewerFormat:
            there = None
        except KitError:
            set_aside(path)
            return work, ""
        if there and there.id == work.id:
            archive.keep(self._archive(path), work_file.encode(work), "window", moment)
            raise Conflict(self.words("store.conflict", nickname=work.nickname), there)
        free = self._free_nickname(work.nickname)
        notice = self.words("store.taken", nickname=work.nickname, free=free)
        return replace(work, nickname=free, id=uuid.uuid4().hex, revision=0), notice

    def _put_by(self, path: Path, moment: datetime) -> None:
        """What is about to be replaced stays beside the file, and every ten minutes in the archive; a file of an
        earlier format stays for good."""
        data, kept = regular.read(path, json_files.MAX_BYTES), self._archive(path)
        if copy := _copy_of_older(path, data):
            atomic.write(copy, data)
        if archive.is_due(kept, moment):
            archive.keep(kept, data, "working", moment)
        atomic.write(previous(path), data)

    def _older(self, path: Path) -> str:
        """That a file has an earlier format, and how its copy will be called; "" when it has ours."""
        copy = _copy_of_older(path, regular.read(path, json_files.MAX_BYTES))
        return self.words("store.migrated", file=copy.name) if copy else ""

    def _recovered(self, path: Path, nickname: str) -> Loaded:
        """Set a damaged file aside. The state before it becomes the file again: the next load has to find it too."""
        earlier = self.earlier(nickname)
        try:
            aside = set_aside(path)
        except OSError as error:
            raise KitError(
                self.words("error.cannot_read", file=str(path), problem=atomic.why(error, self.words))
            ) from error
        # What another window had comes last: it was not the work in this file.
        earlier.sort(key=lambda one: one.reason == "window")
        if not earlier:
            return Loaded(self.begin(nickname), self.words("store.broken", file=aside.name))
        newest = earlier[0].work
        with suppress(OSError):  # the reader has it all the same, and the next change tells what is wrong
            atomic.write(path, work_file.encode(newest))
        return Loaded(newest, self.words("store.previous", file=aside.name))

    def _find(self, nickname: str) -> Path:
        """The file of this nickname; where there is none of the right name, one that says it is."""
        path = self.path(nickname)
        if os.path.exists(path):
            return path
        for other in self._files():
            with suppress(KitError, OSError):
                if self._read(other).nickname == nickname:
                    return other
        return path

    def _files(self) -> list[Path]:
        """Everybody's; none where the folder cannot be looked into."""
        with suppress(OSError):
            return sorted(self.folder.glob(f"*{SUFFIX}"))
        return []

    def _archive(self, path: Path) -> Path:
        return self.folder / ".earlier" / path.name.removesuffix(SUFFIX)

    def _heard(self, nickname: str) -> Path:
        return self.folder / heard.FOLDER / f"{file_stem(nickname)}.json"

    def _read(self, path: Path) -> Work:
        work = work_file.decode(regular.read(path, json_files.MAX_BYTES), path.name, self.words)
        if work.lesson != self.lesson:
            raise KitError(self.words("error.other_lesson", file=path.name, lesson=work.lesson))
        return work

    def _free_nickname(self, nickname: str) -> str:
        number = 2
        while self.path(f"{nickname[:55]} {number}").exists():
            number += 1
        return f"{nickname[:55]} {number}"

    def _refused(self, error: OSError) -> str:
        return self.words("store.refused", folder=str(self.folder), problem=atomic.why(error, self.words))


def _copy_of_older(path: Path, data: bytes) -> Path | None:
    """Where a file of an earlier format is kept as it was; None for one of ours."""
    older = work_file.older_format(data)
    return path.with_name(f"{path.name}.format-{older}") if older else None

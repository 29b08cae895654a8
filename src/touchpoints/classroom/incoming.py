"""The works of a class as they come in: what lies in the class folder and in its `live/`.

Looking again costs a listing; only what has changed is read. File events are unreliable on shares and synced folders.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from touchpoints.files import json_files, regular
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import work_file
from touchpoints.storage.live import FOLDER as LIVE
from touchpoints.storage.work_file import SUFFIX

MOST = 2000  # files of a folder that are looked at: whoever floods it does not slow the class down
Signature = tuple[int, int, int]  # of a file: when it changed, its size, its number


class Received(NamedTuple):
    """A work, and when its file changed: seconds since 1970."""

    work: Work
    changed_at: float


class ClassFolder:
    """What a class folder holds, as of the latest `poll`."""

    def __init__(self, folder: Path, words: Words) -> None:
        self.folder, self._words = folder, words
        self._known: dict[Path, tuple[Signature, Received | str]] = {}

    def poll(self) -> bool:
        """Look again; whether anything is different now."""
        before, now = self._known, {}
        for path, signature in self._there():
            old = before.get(path)
            now[path] = old if old and old[0] == signature else (signature, self._read(path, signature))
        self._known = now
        return now != before

    @property
    def received(self) -> list[Received]:
        """One for each student: of two files of one work, the later revision. By nickname."""
        latest: dict[str, Received] = {}
        for _, one in self._known.values():
            if isinstance(one, Received):
                old = latest.get(one.work.id)
                if old is None or one.work.revision > old.work.revision:
                    latest[one.work.id] = one
        return sorted(latest.values(), key=lambda one: (one.work.nickname.casefold(), one.work.id))

    @property
    def unreadable(self) -> list[tuple[str, str]]:
        """Each file that is no work, with what is wrong with it."""
        return [(path.name, one) for path, (_, one) in self._known.items() if isinstance(one, str)]

    def _there(self) -> list[tuple[Path, Signature]]:
        found = []
        for folder in (self.folder / LIVE, self.folder):
            with suppress(OSError), os.scandir(folder) as entries:  # a share that is gone comes back
                for entry in entries:
                    if entry.name.endswith(SUFFIX) and not entry.name.startswith(".") and len(found) < MOST:
                        with suppress(OSError):
                            status = entry.stat()
                            found.append((Path(entry), (status.st_mtime_ns, status.st_size, status.st_ino)))
        return found

    def _read(self, path: Path, signature: Signature) -> Received | str:
        try:
            work = work_file.decode(regular.read(path, json_files.MAX_BYTES), path.name, self._words)
        except (KitError, OSError) as error:
            return str(error)
        return Received(work, signature[0] / 1e9)

"""Who works in which kernel, that is in which open notebook: a small file a kernel, in ``work/.present/``.

A kernel that is started anew keeps its id, and goes on with whoever was there. Another day's kernel has another id: at
a computer that many use nobody is taken for granted. Who saves the notebook asks here too (notebook_hook.py).
"""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from touchpoints.files import atomic, regular

FOLDER = Path("work", ".present")
MAX_BYTES = 10_000
_HOURS = 12  # after which a kernel that still runs is asked again: a computer may have slept
_DAYS = 30  # after which its file goes


def kernel() -> str:
    """The id of the kernel in which this runs and people work, by the name of its connection file; else ""."""
    application = sys.modules.get("ipykernel.kernelapp")
    if application is None or not application.IPKernelApp.initialized() or unattended():
        return ""
    return Path(application.IPKernelApp.instance().connection_file).stem


def unattended() -> bool:
    """Whether a program runs the notebook, such as `nbconvert --execute`: nobody can be asked, and nothing clicked.

    nbclient asks the kernel for no history, and no server has opened it. (People's own settings may ask for none, too.)
    Voilà starts its kernels alike, but people sit before its page.
    """
    people = os.environ.get("JPY_SESSION_NAME") or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
    return "--HistoryManager.hist_file=:memory:" in sys.argv and not people


class Present:
    """Who works in one lesson, as a class or a student, in the kernel `kernel`; `root` is the kit's folder."""

    def __init__(self, root: Path, kernel: str, lesson: str, audience: str) -> None:
        known = re.fullmatch(r"[\w-]{1,100}", kernel)  # it may come from a notebook, and say anything
        self._path = root / FOLDER / f"{kernel}.json" if known else None
        self._place = f"{lesson}/{audience}"

    @property
    def nickname(self) -> str | None:
        """Who does; "" for nobody, None where that is not known."""
        found = self._all().get(self._place)
        return found if found is None or len(found) <= 60 else None

    def note(self, nickname: str) -> None:
        """From now on it is this one; "": nobody. A disk that refuses only leads to another question later."""
        if self._path is None or nickname == (self.nickname or ""):
            return
        with suppress(OSError):
            atomic.write(self._path, msgspec.json.encode({**self._all(), self._place: nickname}))
            self._clear_up()

    def _all(self) -> dict[str, str]:
        if self._path:
            with suppress(OSError, ValueError, msgspec.MsgspecError):
                if time.time() - self._path.stat().st_mtime > _HOURS * 3600:
                    return {}
                return msgspec.json.decode(regular.read(self._path, MAX_BYTES), type=dict[str, str])
        return {}

    def _clear_up(self) -> None:
        for path in self._path.parent.glob("*.json"):
            if time.time() - path.stat().st_mtime > _DAYS * 86_400:
                path.unlink()

"""A kernel that is killed: what the page has called saved is in the file, and no file is half-written."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from crash_student import LESSON, NICKNAME, digest, digest_of

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.model.work import DEFAULT_PLAN, Steps, Work
from touchpoints.storage.store import Store

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kernels are forked, which Windows cannot")

PATIENCE = 60  # seconds that a kernel is given to say the next thing
NOTHING = digest(Steps(), DEFAULT_PLAN)
ENGLISH = words.of("en")


class Event(NamedTuple):
    """What a kernel announced: "began", "saving", "saved" with the state of the work, "failed" with its traceback."""

    kind: str
    what: str | int


class Kernels:
    """The process that forks one kernel after the other."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("crash_student.py")
        one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # for a process with several must not fork
        self.process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=one_thread, text=True
        )

    def begin(self, folder: Path, seed: str, line: int = 0) -> None:
        print(json.dumps([str(folder), seed, line]), file=self.process.stdin, flush=True)

    def kill(self) -> None:
        print(file=self.process.stdin, flush=True)

    def hear(self) -> Event:
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        line = self.process.stdout.readline()
        watch.cancel()
        assert line, "the process that forks kernels is gone"
        event = Event(*json.loads(line))
        assert event.kind != "failed", event.what
        return event

    def hear_until(self, kind: str, times: int = 1) -> list[Event]:
        heard = []
        while sum(event.kind == kind for event in heard) < times:
            heard.append(self.hear())
        return heard

    def end(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def kernels() -> Iterator[Kernels]:
    started = Kernels()
    yield started
    started.end()


class History:
    """One student's work through many kernels: what the file holds, and how many changes were called saved."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(LESSON, ENGLISH, folder)
        self.state, self.checked = NOTHING, 0

    def check(self, events: list[Event]) -> None:
        """After a kill: the file holds the last state that was called saved, or the one that was just being saved."""
        called_saved, under_way = self.state, None
        for kind, state in events:
            assert kind != "began" or state == self.state, "a kernel goes on where the one before it ended"
            self.checked += kind == "saved" and state != called_saved
            called_saved, under_way = (called_saved, state) if kind == "saving" else (state, None)
        self.state = self._in_file()
        assert self.state in (called_saved, under_way), events[-12:]

    def _in_file(self) -> str:
        """All files are whole, and the student finds her work without a word about it."""
        there = self._files()
        for path in there:
            if path.parent.name == ".heard" and path.suffix != ".tmp":
                json.loads(path.read_bytes())
            elif path.parent.name == ".drafts" and path.suffix != ".tmp":
                json.loads(path.read_bytes())
            elif path.suffix not in (".tmp", ".lock") and path.name != ".lock":
                json_files.decode(path.read_bytes(), Work, path.name, ENGLISH)
        assert self.store.nicknames() == [NICKNAME] * self.store.path(NICKNAME).exists()
        loaded = self.store.load(NICKNAME)
        assert loaded.notice == "" and self._files() == there
        return digest_of(loaded.work)

    def _files(self) -> list[Path]:
        return sorted(path for path in self.store.folder.rglob("*") if path.is_file())

    @property
    def left(self) -> int:
        """Temporary files that nobody took away."""
        return sum(path.suffix == ".tmp" for path in self._files())


def kill_one(kernels: Kernels, folder: Path, rng: random.Random, seed: str, longest: float) -> list[Event]:
    """One kernel from its begin to SIGKILL: while it starts, while the student works, or just as something is saved."""
    kernels.begin(folder, seed)
    aim = rng.choice(["start", "work", "work", "save", "save"])
    heard = {
        "start": lambda: [],
        "work": lambda: kernels.hear_until("began"),
        "save": lambda: kernels.hear_until("saving", rng.randint(2, 4)),
    }[aim]()
    time.sleep(rng.uniform(0, {"start": 0.06, "work": longest, "save": 0.005}[aim]))
    kernels.kill()
    *rest, gone = kernels.hear_until("gone")
    assert gone.what == signal.SIGKILL
    return [*heard, *rest]


def check_kills(kernels: Kernels, folder: Path, kills: int, longest: float) -> None:
    history, rng, begun = History(folder), random.Random(kills), time.monotonic()
    for seed in range(kills):
        history.check(kill_one(kernels, folder, rng, str(seed), longest))
    seconds = time.monotonic() - begun
    print(
        f"{kills} kills in {seconds:.0f} s, {history.checked} changes called saved, {history.left} temporary files left"
    )
    assert history.checked > kills / 4


def test_what_was_called_saved_survives_thirty_kills(kernels: Kernels, tmp_path: Path) -> None:
    """SIGKILL at random moments while a student works: each change that the page called saved is in the file, the
    next kernel goes on with it, and no file is half-written."""
    check_kills(kernels, tmp_path, 30, 0.06)


@pytest.mark.soak
def test_what_was_called_saved_survives_a_thousand_kills(kernels: Kernels, tmp_path: Path) -> None:
    """The same a thousand times, in one history of one file."""
    check_kills(kernels, tmp_path, 1000, 0.15)


def check_lines(kernels: Kernels, folder: Path, numbers: Iterable[int]) -> None:
    """A kernel killed at the first, second … of the lines that saving goes through, until one comes to the end."""
    history = History(folder)
    for number in numbers:
        kernels.begin(folder, f"{number}", number)
        *heard, gone = kernels.hear_until("gone")
        history.check(heard)
        if not gone.what:
            break
    print(f"{number} lines, {history.left} temporary files left")
    assert number > 20 and heard[-1].kind == "saved"


def test_killed_at_the_lines_of_saving(kernels: Kernels, tmp_path: Path) -> None:
    """SIGKILL at every second line that saving goes through: the file holds the state before or the state after."""
    check_lines(kernels, tmp_path, itertools.count(1, 2))


@pytest.mark.soak
def test_killed_at_every_line_of_saving(kernels: Kernels, tmp_path: Path) -> None:
    """The same at each single line."""
    check_lines(kernels, tmp_path, itertools.count(1))

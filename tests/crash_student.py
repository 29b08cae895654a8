"""Kernels in which a student works as fast as she can until they are killed. test_crash.py starts this and reads along.

For a line [folder, seed, 0] on the standard input a kernel begins in this folder, and at the next line it is killed.
With a number instead of 0 it makes one change only, and is killed at the line of that number in the code that saves.
On the standard output comes a line for all that is announced: what a kernel found when it began, what it is about to
save, what the page says is saved, and that it is gone. All lines are JSON.

Kernels are forked from a process that has everything imported, or a thousand of them would take an hour.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import touchpoints as tp
from touchpoints.files import json_files
from touchpoints.model.work import DEFAULT_PLAN, STEPS, Steps, Work

LESSON, NICKNAME = "school-lunch", "Fox"
SAVING, COMPUTING = (
    ("store.py", "json_files.py", "atomic.py", "archive.py", "heard.py"),
    ("encode", "decode", "_plain", "_default"),
)
MANY = 6  # of a kind: from then on the student deletes more, so that changes stay quick
Gesture = tuple[str, str, dict[str, str]]


def digest(steps: Steps, plan: object) -> str:
    """A state of the work, short enough that a line with it goes through a pipe whole or not at all."""
    return hashlib.sha256(json_files.encode(steps) + str(plan or DEFAULT_PLAN).encode()).hexdigest()[:16]


def digest_of(work: Work) -> str:
    return digest(work.steps, work.plan)


def tell(kind: str, what: object = "") -> None:
    os.write(1, json.dumps([kind, what]).encode() + b"\n")


class Student:
    """Works in the folder's exercise, whatever state it is in. `steps` are those whose widgets are open."""

    trace: Callable[[FrameType, str, object], Any] | None = None  # of what runs while something is saved

    def __init__(self, folder: Path, seed: str, steps: tuple[str, ...] = STEPS) -> None:
        self.seed, self.rng = seed, random.Random(seed)
        exercise = tp.Exercise(LESSON, "en", folder)
        self.session = exercise._session
        self.panels = {step: getattr(exercise, step)() for step in steps}
        for panel in self.panels.values():
            self._listen(panel)
        self._announce_saving()
        if not self.session.nickname:
            how = "resume" if NICKNAME in self.session.saved else "enter"
            self.sends(steps[0], how, {"nickname": NICKNAME}, how)
        tell("began", self._shown())

    def works(self) -> None:
        for number in itertools.count():
            name = f"{self.seed}-{number}"
            self.sends(*self._gesture(name), name)

    def sends(self, step: str, do: str, values: dict[str, str], key: str) -> None:
        panel = self.panels[step]
        panel._receive(panel, {"do": do, "values": values, "number": 1, "key": f"{self.seed}-{key}"}, [])

    def _listen(self, panel: Any) -> None:
        """Whenever the page changes, and whenever a message is answered, it says whether all of it is saved."""

        def acknowledge(*_: object) -> None:
            if "tp-saved" in panel.page:
                tell("saved", self._shown())

        panel.send = acknowledge
        panel.observe(acknowledge, "page")

    def _announce_saving(self) -> None:
        save = self.session._store.save

        def announced(work: Work, *rest: Any, **named: Any) -> Any:
            tell("saving", digest_of(work))
            sys.settrace(self.trace)
            saved = save(work, *rest, **named)
            sys.settrace(None)
            return saved

        self.session._store.save = announced

    def _shown(self) -> str:
        return digest(self.session.steps, self.session.plan_name)

    def _gesture(self, name: str) -> Gesture:
        """Anything that one can do in what is there."""
        rng, steps = self.rng, self.session.steps
        found = [one.id for one in steps.identify.touchpoints]
        id = rng.choice(found or ["nothing"])
        stage = rng.choice(self.session.journey.stages).id
        feeling = str(rng.randint(-2, 2))
        return rng.choice([
            *self._too_many(id),
            ("identify", "add", {"name": name}),
            ("identify", "save", {"id": id, "name": name}),
            ("identify", "plan", {"value": rng.choice(["short", "two"])}),
            ("discuss", "rate", {"id": id, "value": feeling}),
            ("discuss", "why", {"id": id, "value": name}),
            ("map", "place", {"id": id, "stage": stage}),
            ("map", "rename", {"id": stage, "value": name}),
            ("design", "invent", {"name": name, "place": f"{stage}:"}),
            ("role_play", "observe", {"feeling_after": feeling, "helped": name}),
            ("role_play", "conclude", {"value": name}),
            (rng.choice(STEPS), "undo", {}),
            (rng.choice(STEPS), "redo", {}),
        ])  # fmt: skip

    def _too_many(self, id: str) -> list[Gesture]:
        steps, going = self.session.steps, []
        if len(steps.identify.touchpoints) > MANY:
            going += [("identify", "delete", {"id": id})] * MANY
        if len(steps.design.ideas) > MANY:
            going += [("design", "delete", {"id": self.rng.choice(steps.design.ideas).id})] * MANY
        if len(steps.role_play.observations) > MANY:
            going += [("role_play", "forget", {"index": "0"})] * MANY
        return going


def killed_at(number: int) -> Callable[[FrameType, str, object], Any]:
    """A trace function that ends the process at the line of this number among those that saving goes through."""
    left = iter(range(number))

    def trace(frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        if os.path.basename(code.co_filename) not in SAVING or code.co_name in COMPUTING or code.co_name[0] == "<":
            return None
        if event == "line" and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def kernel(folder: Path, seed: str, number: int) -> None:
    """What a forked process does; it comes back only when it was not killed."""
    if not number:
        return Student(folder, seed).works()
    student = Student(folder, seed, ("map",))
    student.trace = killed_at(number)
    student.sends("map", "title", {"value": seed}, "title")


def warm_up() -> None:
    """Lessons, catalogues and templates are read now and not in every kernel."""
    with tempfile.TemporaryDirectory() as folder:
        exercise = tp.Exercise(LESSON, "en", Path(folder))
        panels = [getattr(exercise, step)() for step in STEPS]
        panels[0].do_enter(NICKNAME)
        panels[0].do_add(NICKNAME)


def main() -> None:
    warm_up()
    warnings.simplefilter("error")  # Python 3.12 warns where a process with several threads forks
    for line in sys.stdin:
        folder, seed, number = json.loads(line)
        child = os.fork()
        if not child:
            try:
                kernel(Path(folder), seed, number)
            except BaseException:
                tell("failed", traceback.format_exc()[-3000:])
            os._exit(0)
        if not number:
            sys.stdin.readline()
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        tell("gone", os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


if __name__ == "__main__":
    main()

"""Handing in: one file ``nickname-lesson.work.json`` in ``handed-in/`` at the root of the kit's folder, and a copy in
the class folder where one is set.

What nbgrader runs brings its file along: `submitted` finds it there.

Whose a file is, its work's id says. Somebody else's is never replaced: the second fox hands in ``fox-school-lunch-2``.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from touchpoints.files import atomic
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import class_settings, work_file
from touchpoints.storage.places import CLASS_VARIABLE, file_stem
from touchpoints.storage.work_file import SUFFIX

FOLDER = "handed-in"
DROP_BOX = 0o3733  # a class folder that its owner alone lists, where files go to the owner's group: as `host` makes it
_PATIENCE = 2.0 if os.name == "nt" else 0.2  # seconds; only Windows refuses for a moment, while a file is read
_TRIED = 60  # names, where one may not look: as many of one nickname are in no class
MOST = 1000  # of one name in one folder
MOMENT = "handed_in"  # in a work's `extra`: when it was handed in last


class Handed(NamedTuple):
    """What was handed in, where it lies, and where its copy; `problem` says why there is none, "" where none is due."""

    work: Work
    path: Path
    copy: Path | None = None
    problem: str = ""

    @property
    def another_name(self) -> str:
        """The name that was taken instead of the plain one, which is somebody else's, "" where there was no need."""
        plain = name(self.work)
        return next((one.name for one in (self.copy, self.path) if one and one.name != plain), "")


def name(work: Work, number: int = 1) -> str:
    """What the file is called; equal names are numbered.

    >>> name(Work(lesson="school-lunch", nickname="Fox", id="1"), 2)
    'fox-school-lunch-2.work.json'
    """
    tail = f"-{number}" if number > 1 else ""
    return f"{file_stem(work.nickname)}-{work.lesson}{tail}{SUFFIX}"


def for_the_teacher(folder: Path) -> int:
    """The mode of a file there, whatever a student's account keeps others from reading otherwise: whoever finds it may
    read it; in a `DROP_BOX` only the teacher, for there the file is of the teacher's group."""
    return 0o640 if stat.S_IMODE(folder.stat().st_mode) == DROP_BOX else 0o644


def stamped(extra: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What a work carries besides its steps, with the moment of handing in."""
    return {**extra, MOMENT: now.astimezone().isoformat(timespec="seconds")}


def same(one: Work, other: Work) -> bool:
    """Whether two states differ in nothing that anybody did: not in when they were saved or handed in."""
    return _done(one) == _done(other)


def _done(work: Work) -> tuple[object, ...]:
    return work.plan, work.steps, work.finish, {**work.extra, MOMENT: ""}


def class_folder(root: Path, say: Words) -> Path | None:
    """The class folder, where one is set: by the variable, else in the class file of the kit's folder `root`."""
    if chosen := os.environ.get(CLASS_VARIABLE, "").strip():
        return Path(os.path.expanduser(chosen)).absolute()
    with suppress(KitError, OSError):  # who opened the lesson was told what is wrong with that file
        return class_settings.read(root, say).folder(root)
    return None


def find(root: Path, work: Work, say: Words) -> Handed | None:
    """What of this work was handed in last, as it lies in the kit's folder `root`; None where there is nothing."""
    if not (there := _mine(root / FOLDER, work, say)):
        return None
    path, handed = there[0]
    folder = class_folder(root, say)
    if folder is None:
        return Handed(handed, path)
    if copies := [path for path, copy in _mine(folder, work, say) if copy == handed]:
        return Handed(handed, path, copies[0])
    problem = say("problem.not_there") if os.path.isdir(folder) else say("problem.gone")
    return Handed(handed, path, None, _no_copy(folder, problem, say))


def submitted(folder: Path, lesson: str, say: Words) -> Work:
    """The work that was submitted beside a notebook in `folder`: what was handed in, else what was saved.

    KitError where there is none, where the only ones are damaged or of another lesson, and where several people's lie
    there: nobody gets a mark for somebody else's work.
    """
    wrong: list[KitError] = []
    works: dict[str, Work] = {}
    for places in ((folder, folder / FOLDER), (folder / "work" / lesson,)):
        handed = {*works}
        for path in (path for place in places for path in sorted(place.glob(f"*{SUFFIX}"))):
            try:
                work = work_file.read(path, say)
                if work.lesson != lesson:
                    raise KitError(say("error.other_lesson", file=path.name, lesson=work.lesson))
                if work.id not in works or (work.id not in handed and works[work.id].revision < work.revision):
                    works[work.id] = work
            except KitError as error:
                wrong.append(error)
    if len(works) > 1:
        raise KitError(say("submitted.several", names=", ".join(sorted(one.nickname for one in works.values()))))
    if works:
        return works.popitem()[1]
    raise wrong[0] if wrong else KitError(say("submitted.none"))


def hand_in(root: Path, work: Work, say: Words) -> Handed:
    """Write the work's file and its copy. An earlier revision of it is replaced; beside anything else, a later revision
    too, which came from another computer, it gets a number.

    KitError where the kit's own folder refuses; the class folder's reason stands in the answer.
    """
    folder = root / FOLDER
    try:
        path = _put(folder, work, say)
    except OSError as error:
        raise KitError(say("hand_in.refused", folder=str(folder), problem=atomic.why(error, say))) from error
    if (other := class_folder(root, say)) is None:
        return Handed(work, path)
    try:
        if not os.path.isdir(other):  # a drive that was pulled out is not made anew
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return Handed(work, path, _put(other, work, say))
    except OSError as error:
        return Handed(work, path, None, _no_copy(other, atomic.why(error, say), say))


def _no_copy(folder: Path, problem: str, say: Words) -> str:
    return say("hand_in.no_copy", folder=str(folder), problem=problem)


def _put(folder: Path, work: Work, say: Words) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    atomic.clear_up(folder)
    data = work_file.encode(work)
    for path, there in _mine(folder, work, say):
        if there.revision < work.revision or there == work:
            with suppress(PermissionError):  # each account may replace only its own, and one may have two accounts
                atomic.write(path, data, patience=_PATIENCE, mode=for_the_teacher(folder))
                return path
    for number in range(1, MOST):
        path = folder / name(work, number)
        with suppress(FileExistsError):
            atomic.write_new(path, data, mode=for_the_teacher(folder))
            return path
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _mine(folder: Path, work: Work, say: Words) -> list[tuple[Path, Work]]:
    """This very work's files in a folder that are not newer than it, the newest first; what cannot be read is somebody
    else's."""
    mine: list[tuple[Path, Work]] = []
    for path in _of_its_name(folder, work):
        with suppress(KitError):
            found = work_file.read(path, say)
            if (found.id, found.lesson) == (work.id, work.lesson) and found.revision <= work.revision:
                mine.append((path, found))
    return sorted(mine, key=lambda one: -one[1].revision)


def _of_its_name(folder: Path, work: Work) -> list[Path]:
    """The files that bear its name, with and without a number. Where one may write but not look, names are tried."""
    pattern = re.compile(re.escape(name(work).removesuffix(SUFFIX)) + r"(-\d+)?" + re.escape(SUFFIX))
    try:
        return sorted(one for one in folder.iterdir() if pattern.fullmatch(one.name))
    except (OSError, ValueError):
        return [path for number in range(1, _TRIED) if os.path.exists(path := folder / name(work, number))]

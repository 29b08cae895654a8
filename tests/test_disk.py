"""Disks that refuse: full, read-only, failing, gone. The student is told, the old file stays, nothing is lost."""

from __future__ import annotations

import errno
import html
import io
import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_steps import LESSON, names, page_sends, saved

import touchpoints as tp
from touchpoints.files import atomic
from touchpoints.language.words import LANGUAGES
from touchpoints.model.errors import KitError
from touchpoints.steps.panel import StepPanel
from touchpoints.storage import present
from touchpoints.storage.places import MARKER

# Of every way in which saving touches the disk, what a disk may answer.
REFUSALS = {
    "open": (errno.ENOSPC, errno.EROFS, errno.EACCES),
    "write": (errno.ENOSPC, errno.EDQUOT, errno.EIO),
    "fsync": (errno.ENOSPC, errno.EIO),
    "rename": (errno.ENOSPC, errno.EACCES, errno.ESTALE),
    "lock": (errno.EROFS, errno.EACCES),
}
EACH = [(where, code) for where, codes in REFUSALS.items() for code in codes]
CASES = [pytest.param(where, code, language, id=f"{where}-{errno.errorcode[code]}-{language}")
         for (where, code), language in zip(EACH, itertools.cycle(LANGUAGES))]  # fmt: skip


def begun(folder: Path, language: str) -> tp.Exercise:
    """An exercise with one saved touchpoint, seen in two steps."""
    exercise = tp.Exercise(LESSON, language, folder)
    page_sends(exercise.identify(), "enter", nickname="Fox")
    page_sends(exercise.identify(), "add", name="one")
    return exercise


def error(code: int) -> OSError:
    return OSError(code, os.strerror(code))


def refuse(patch: pytest.MonkeyPatch, where: str, code: int, spared: int = 0) -> None:
    """Let each call of one kind fail, after so many that go well."""
    calls = itertools.count()

    def failing(real: Callable, touches: Callable[[Any], bool] = lambda _: True) -> Callable:
        def call(first: Any, *rest: Any, **named: Any) -> Any:
            if touches(first) and next(calls) >= spared:
                raise error(code)
            return real(first, *rest, **named)

        return call

    class Halfway(io.FileIO):
        def write(self, data: bytes) -> int:
            if next(calls) < spared:
                return super().write(data)
            super().write(data[:100])
            raise error(code)

    if where in ("open", "write"):
        patch.setattr(atomic, "open", failing(open) if where == "open" else Halfway, raising=False)
    elif where == "lock":
        patch.setattr(os, "open", failing(os.open, lambda path: str(path).endswith(".lock")))
    else:
        name = {"fsync": "fsync", "rename": "replace"}[where]
        patch.setattr(os, name, failing(getattr(os, name)))
    # What is tried again for two seconds is tried twenty times.
    patch.setattr(atomic, "time", SimpleNamespace(sleep=lambda _: None, monotonic=itertools.count(0, 0.1).__next__))


def temporary(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.tmp") if path.is_file()]


def check_told(panels: list[StepPanel], code: int) -> None:
    """In every step the page says, in the reader's language, which folder did not take it and why, and not "saved"."""
    session = panels[0].session
    folder, problem = str(session._store.folder), atomic.why(error(code), session.words)
    assert session.notice == session.words("store.refused", folder=folder, problem=problem) and folder in session.notice
    assert os.strerror(code) not in session.notice  # which is English whatever the reader's language
    for panel in panels:
        assert session.notice in html.unescape(panel.page) and "tp-saved" not in panel.page


def check_refusal(exercise: tp.Exercise, broken: Callable[[], None], mended: Callable[[], None],
                  code: int) -> None:  # fmt: skip
    """While the disk is broken changes are refused; the first change after it is mended saves all of them."""
    panels, session = [exercise.identify(), exercise.map()], exercise._session
    path, before = session._store.path("Fox"), names(session)
    old = path.read_bytes()
    broken()
    for name in ("two", "three"):
        assert page_sends(panels[0], "add", name=name) == {"done": 1}
        check_told(panels, code)
    assert names(session) == [*before, "two", "three"]
    mended()
    assert path.read_bytes() == old and temporary(path.parent) == []
    page_sends(panels[0], "add", name="four")
    assert names(saved(exercise)) == [*before, "two", "three", "four"]
    assert session.notice == "" and all("tp-saved" in panel.page for panel in panels)
    assert temporary(path.parent) == []


# Calls that fail.


@pytest.mark.parametrize(("where", "code", "language"), CASES)
def test_a_refusing_disk(tmp_path: Path, where: str, code: int, language: str) -> None:
    """Whatever call fails, at the first file that is written or a later one: it is said at once, in every step; the
    old file stays as it was, nothing stands half-written beside it, and the next good moment saves everything."""
    for spared in (0,) if where == "lock" else (0, 2):
        exercise = begun(tmp_path / str(spared), language)
        with pytest.MonkeyPatch.context() as patch:
            check_refusal(exercise, lambda: refuse(patch, where, code, spared), patch.undo, code)


@pytest.mark.parametrize("where", ["open", "write", "fsync", "rename", "lock"])
def test_a_disk_that_refuses_from_the_first_change_on(tmp_path: Path, where: str) -> None:
    """Where not even the first change can be saved, no file is left, and later all of it is saved."""
    exercise = tp.Exercise(LESSON, "en", tmp_path)
    panel = exercise.identify()
    page_sends(panel, "enter", nickname="Fox")
    with pytest.MonkeyPatch.context() as patch:
        refuse(patch, where, errno.ENOSPC)
        page_sends(panel, "add", name="one")
        check_told([panel], errno.ENOSPC)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != tmp_path / present.FOLDER]
    assert [path.name for path in left] in ([], [".lock"])
    page_sends(panel, "add", name="two")
    assert names(saved(exercise)) == ["one", "two"] and "tp-saved" in panel.page


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS], ids=errno.errorcode.get)
def test_a_drive_without_fsync_saves(tmp_path: Path, code: int) -> None:
    """Where the file system knows no fsync, work is saved and said to be."""
    with pytest.MonkeyPatch.context() as patch:
        refuse(patch, "fsync", code)
        exercise = begun(tmp_path, "en")
        panel = exercise.identify()
        page_sends(panel, "add", name="two")
        assert exercise._session.notice == "" and "tp-saved" in panel.page
    assert names(saved(exercise)) == ["one", "two"]


# Drives that go away.


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_that_is_moved_away_and_back(tmp_path: Path, language: str) -> None:
    """The kit's folder is gone between two changes: it is said, and no second one is begun in its place."""
    kit, away = tmp_path / "kit", tmp_path / "away"
    kit.mkdir()
    (kit / MARKER).write_text("{}")
    exercise = begun(kit, language)

    def back() -> None:
        assert not kit.exists()
        away.rename(kit)

    check_refusal(exercise, lambda: kit.rename(away), back, errno.ENOENT)


def test_work_that_somebody_deleted_is_saved_anew(tmp_path: Path) -> None:
    """Where only the folder of the work was deleted, the next change saves all of it again."""
    exercise = begun(tmp_path, "en")
    shutil.rmtree(tmp_path / "work")
    page_sends(exercise.identify(), "add", name="two")
    assert names(saved(exercise)) == ["one", "two"] and exercise._session.notice == ""


def unreachable(patch: pytest.MonkeyPatch, folder: Path, code: int) -> None:
    """A network drive that no longer answers: every call that names something in the folder fails."""

    def failing(real: Callable) -> Callable:
        def call(*arguments: Any, **named: Any) -> Any:
            if arguments and isinstance(arguments[0], str | os.PathLike) and Path(arguments[0]).is_relative_to(folder):
                raise error(code)
            return real(*arguments, **named)

        return call

    for name in ("stat", "lstat", "open", "mkdir", "scandir", "listdir", "replace", "rename", "unlink", "access"):
        patch.setattr(os, name, failing(getattr(os, name)))
    patch.setattr(io, "open", failing(io.open))
    patch.setattr(atomic, "open", failing(open), raising=False)


@pytest.mark.parametrize("code", [errno.ESTALE, errno.EIO, errno.EACCES, errno.ENOTCONN], ids=errno.errorcode.get)
def test_a_drive_that_no_longer_answers(tmp_path: Path, code: int) -> None:
    """Every call fails, looking for a file too: it is said, nothing is lost, and no step ends in a traceback."""
    exercise = begun(tmp_path, "en")
    panel = exercise.identify()
    with pytest.MonkeyPatch.context() as patch:

        def looks_back() -> None:
            unreachable(patch, tmp_path, code)
            assert page_sends(panel, "earlier", value="true") == {"done": 1}
            assert page_sends(panel, "save_again") == {"done": 1}

        check_refusal(exercise, looks_back, patch.undo, code)


@pytest.mark.parametrize("code", [errno.ESTALE, errno.EIO, errno.EACCES, errno.ENOTCONN], ids=errno.errorcode.get)
def test_an_exercise_begun_while_the_drive_does_not_answer(tmp_path: Path, code: int) -> None:
    """It opens with a message or is refused with one, never with a traceback; what is typed stays."""
    with pytest.MonkeyPatch.context() as patch:
        unreachable(patch, tmp_path, code)
        try:
            exercise = tp.Exercise(LESSON, "en", tmp_path)
        except KitError as refused:
            assert str(tmp_path) in str(refused)
            return
        panel = exercise.identify()
        assert page_sends(panel, "enter", nickname="Fox") == {"done": 1}
        assert exercise._session.notice and exercise._session.notice in html.unescape(panel.page)


# Real drives, where one may mount them.


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    """A drive of 64 KB, with the kit's folder on it."""
    place = tmp_path / "drive"
    place.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)):
        pytest.skip("mounting a drive is for Linux and for its administrator")
    (place / MARKER).write_text("{}")
    yield place
    for one in (place, spare(place)):
        subprocess.run(["umount", "--lazy", one], capture_output=True)


def spare(drive: Path) -> Path:
    """Where its files can be kept while it is pulled out."""
    return drive.with_name("spare")


def mounted(*arguments: str) -> bool:
    return bool(shutil.which("mount")) and not subprocess.run(["mount", *arguments], capture_output=True).returncode


def fill(drive: Path) -> None:
    """To the last byte."""
    with open(drive / "film", "wb", buffering=0) as film:
        while True:
            try:
                film.write(b"x" * 512)
            except OSError:
                return


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_drive(drive: Path, language: str) -> None:
    """A drive without a free byte."""
    exercise = begun(drive, language)
    check_refusal(exercise, lambda: fill(drive), (drive / "film").unlink, errno.ENOSPC)


def test_a_drive_that_becomes_read_only(drive: Path) -> None:
    """A card whose switch was moved, or a file system with errors: read-only from one change to the next. An exercise
    that is begun on it says so before anyone works."""
    exercise = begun(drive, "en")

    def back() -> None:
        other = tp.Exercise(LESSON, "en", drive).identify()
        assert str(drive) in other.session.notice and other.session.notice in html.unescape(other.page)
        assert mounted("-o", "remount,rw", str(drive))

    check_refusal(exercise, lambda: mounted("-o", "remount,ro", str(drive)), back, errno.EROFS)


def test_a_drive_that_is_pulled_out(drive: Path) -> None:
    """Where a drive was, there is an empty folder: nothing is saved there, for the drive would hide it when it is
    back."""
    exercise = begun(drive, "en")
    spare(drive).mkdir()
    assert mounted("--bind", str(drive), str(spare(drive)))

    def back() -> None:
        assert list(drive.iterdir()) == []
        assert mounted("--bind", str(spare(drive)), str(drive))

    check_refusal(exercise, lambda: subprocess.run(["umount", "--lazy", drive], check=True), back, errno.ENOENT)

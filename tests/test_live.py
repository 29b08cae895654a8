"""Work that comes in by itself: soon, whole, only one's own; and a class folder that fails keeps no student waiting."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import threading
import time
from pathlib import Path

import pytest
from msgspec.structs import replace
from test_disk import error
from test_hand_in import STUDENTS, TEACHER, as_account, as_administrator, click, found, opened, read
from test_hand_in import class_folder, kit, school, there  # noqa: F401
from test_steps import LESSON, saved

import touchpoints as tp
from touchpoints import cli
from touchpoints.files import atomic, json_files
from touchpoints.jupyter import lab
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model import work
from touchpoints.storage import live, present
from touchpoints.storage.places import CLASS_VARIABLE, GRADING_VARIABLE
from touchpoints.storage.work_file import SUFFIX

SOON = 5  # seconds, as the class folder's contract has it
FOX = work.Work(lesson=LESSON, nickname="Fox", id="a", revision=1)


@pytest.fixture(autouse=True)
def senders(request, monkeypatch):
    """Those of this test, by default impatient; afterwards they rest."""
    monkeypatch.setattr(live, "_senders", {})
    monkeypatch.setattr(live, "PAUSE", getattr(request, "param", 0.01))
    monkeypatch.setattr(live, "LONGEST", 1.0)
    yield live._senders
    monkeypatch.setattr(live, "PAUSE", 0.01)
    monkeypatch.setattr(live, "_put", lambda *_: None)
    for one in live._senders.values():
        if one._there is not one._latest:
            one._changed.set()
        within(SOON, lambda one=one: one._there is one._latest)


def within(seconds: float, true) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)


def add(exercise: tp.Exercise, *names: str) -> None:
    exercise._session.change("identify", replace(exercise._session.steps, identify=found(*names)))


def live_file(folder: Path, exercise: tp.Exercise) -> Path:
    return folder / live.FOLDER / f"{exercise._session.current.id}{SUFFIX}"


def arrives(folder: Path, exercise: tp.Exercise) -> None:
    path = live_file(folder, exercise)
    within(SOON, lambda: path.is_file() and path.read_bytes() == json_files.encode(saved(exercise)))


def puts(monkeypatch, before=lambda: None) -> list[work.Work]:
    """What is brought to the folder from now on, after `before`."""
    brought, real = [], live._put
    monkeypatch.setattr(live, "_put", lambda folder, one: (brought.append(one), before(), real(folder, one)))
    return brought


@pytest.mark.parametrize("senders", [live.PAUSE], indirect=True)
def test_within_five_seconds(senders, kit, class_folder):
    """The first change, and others right after it, are in the folder as they are saved, and nothing beside."""
    arrives(class_folder, exercise := opened(kit))
    add(exercise, "Kasse")
    add(exercise, "Aushang")
    arrives(class_folder, exercise)
    path = live_file(class_folder, exercise)
    assert there(class_folder) == [live.FOLDER] and there(path.parent) == [path.name]


def test_nothing_where_nothing_changed(senders, kit, class_folder, monkeypatch):
    """Beginning, showing, coming back, handing in and a needless waking send nothing; a change does."""
    brought = puts(monkeypatch)
    tp.Exercise(LESSON, "de", kit)._session.enter("Fuchs")
    assert there(class_folder) == [] and senders == {}
    arrives(class_folder, exercise := opened(kit))
    click(exercise)
    tp.Exercise(LESSON, "lv", kit).map()
    assert saved(exercise).revision == brought[0].revision + 1
    (sender,) = senders.values()
    sender._changed.set()
    within(SOON, lambda: not sender._changed.is_set())
    add(exercise, "Kasse")
    arrives(class_folder, exercise)
    assert brought[1:] == [saved(exercise)]


@pytest.mark.parametrize("there_before", [True, False])
def test_another_kernel_goes_on(there_before, senders, kit, class_folder):
    """Where the kernel begins anew the teacher is seen to look on before anything is changed; a work that lies there stays
    untouched, one that was taken away is there again. A program that saves the notebook brings nothing."""
    arrives(class_folder, exercise := opened(kit))
    path = live_file(class_folder, exercise)
    os.utime(path, (1, 1))
    if not there_before:
        path.unlink()
    senders.clear()
    assert exercise._session.as_saved().seen is False and senders == {}
    again = tp.Exercise(LESSON, "de", kit)
    again.identify()
    within(SOON, lambda: again._session.seen)
    assert path.read_bytes() == json_files.encode(saved(exercise))
    assert (path.stat().st_mtime == 1) == there_before


@pytest.mark.parametrize("setting", ["class", "graded", "unattended", "no folder"])
def test_only_of_students_who_are_there(setting, senders, kit, class_folder, monkeypatch):
    """A class's own work, one that is graded and one that a program runs are sent nowhere; nor is any without a class
    folder."""
    if setting == "graded":
        monkeypatch.setenv(GRADING_VARIABLE, "autograde")
    elif setting == "no folder":
        monkeypatch.delenv(CLASS_VARIABLE)
    monkeypatch.setattr(present, "unattended", lambda: setting == "unattended")
    one = (tp.Lesson if setting == "class" else tp.Exercise)(LESSON, "de", kit)
    one._session.leave()
    one._session.enter("Fuchs")
    add(one, "Kasse")
    assert one._session.current.revision == 1 and there(class_folder) == [] and senders == {}


def test_whole_at_any_moment(kit, class_folder):
    """Whoever reads while it is written finds a whole work each time, and its revision only rises."""
    arrives(class_folder, exercise := opened(kit))
    path, revisions, ended = live_file(class_folder, exercise), [], threading.Event()

    def look():
        while not ended.is_set():
            revisions.append(read(path).revision)

    (looking := threading.Thread(target=look)).start()
    for number in range(25):
        add(exercise, *(f"{number}-{one}" for one in range(30)))
    arrives(class_folder, exercise)
    ended.set()
    looking.join()
    assert revisions == sorted(revisions) and len(set(revisions)) > 2


def test_two_of_one_nickname(kit, class_folder, tmp_path):
    """Two students called Fox have a file each."""
    (tmp_path / "other").mkdir()
    for one in (opened(kit), opened(tmp_path / "other")):
        arrives(class_folder, one)
    assert len(there(class_folder / live.FOLDER)) == 2


@pytest.mark.parametrize("what", ["id", "lesson", "later", "newer", "folder", "damaged"])
def test_what_is_not_ours_stays(what, kit, class_folder, monkeypatch):
    """Under our name somebody else's work, one of another lesson, a later state, one of a newer kit and a folder stay
    as they are, and nobody is told that the teacher sees ours. What is no work at all is replaced."""
    arrives(class_folder, exercise := opened(kit))
    mine, path = saved(exercise), live_file(class_folder, exercise)
    laid = {
        "id": json_files.encode(replace(mine, id="edited")),
        "lesson": json_files.encode(replace(mine, lesson="flat-tyre")),
        "later": json_files.encode(replace(mine, revision=99)),
        "newer": json_files.encode(mine).replace(b"work/2", b"work/9"),
        "damaged": json_files.encode(mine)[:100],
    }
    path.unlink()
    path.mkdir() if what == "folder" else path.write_bytes(laid[what])
    brought = puts(monkeypatch)
    add(exercise, "Kasse")
    if what == "damaged":
        return arrives(class_folder, exercise)
    within(SOON, lambda: len(brought) > 1)  # it was refused once, then
    assert path.is_dir() if what == "folder" else path.read_bytes() == laid[what]
    assert [*path.parent.glob("[!.]*")] == [path] and not exercise._session.seen


def test_an_older_state_that_was_kept_waiting(class_folder, monkeypatch):
    """A folder that hangs in the middle of the writing does not bring an older state in place of a later one."""
    path, later = class_folder / live.FOLDER / f"a{SUFFIX}", json_files.encode(replace(FOX, revision=2))
    monkeypatch.setattr(atomic, "_sync", lambda _: path.write_bytes(later))
    with pytest.raises(FileExistsError):
        live._put(class_folder, FOX)
    assert path.read_bytes() == later


@pytest.mark.parametrize("id", ["../../x", "CON", "a/b\\c", "😀" * 64, ".", "~"])
def test_an_id_from_anywhere(id, class_folder):
    """Whatever a work's id is, its file lies in the folder, under a name that every system takes."""
    live._put(class_folder, replace(FOX, id=id))
    (name,) = there(class_folder / live.FOLDER)
    assert re.fullmatch(rf"[\w~-]+{re.escape(SUFFIX)}", name) and there(class_folder) == [live.FOLDER]


@pytest.mark.parametrize("code", [errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_folder_that_fails(code, kit, class_folder, monkeypatch):
    """Gone, full or failing, it is no trouble for the student: it is saved, nothing is told, and nothing made anew.
    When the folder is back the work comes without another change, and only then is it said to be seen."""
    with monkeypatch.context() as patch:
        away = class_folder.rename(class_folder.with_name("away")) if code == errno.ENOENT else None
        real = atomic._write
        patch.setattr(atomic, "_write", lambda path, *how: real(path, *how) if class_folder not in path.parents
                      else (_ for _ in ()).throw(error(code)))  # fmt: skip
        brought = puts(patch)
        exercise = opened(kit)
        within(SOON, lambda: len(brought) > 2)
        assert exercise._session.notice == "" and exercise._session.saved_at and not exercise._session.seen
        assert class_folder.exists() == (away is None)
    if away:
        away.rename(class_folder)
    arrives(class_folder, exercise)
    within(SOON, lambda: exercise._session.seen)


def test_a_folder_that_hangs(kit, class_folder, monkeypatch):
    """While a writing hangs all goes on at once; after five seconds it is not said to be seen any more. When the folder
    answers again the latest state comes, and none between."""
    exercise, answers = opened(kit), threading.Event()
    within(SOON, lambda: exercise._session.seen)
    brought = puts(monkeypatch, answers.wait)
    try:
        for name in ("Kasse", "Aushang", "Theke"):
            add(exercise, name)
            within(SOON, lambda: brought)
        assert exercise._session.seen and len(brought) == 1
        monkeypatch.setattr(live, "LATE", 0)
        assert exercise._session.saved_at and not exercise._session.seen
    finally:
        answers.set()
    arrives(class_folder, exercise)
    assert len(brought) == 2


def test_whether_it_is_seen_is_asked_at_any_moment(senders):
    """An attempt that ends while somebody asks whether the teacher sees the work disturbs nobody."""

    class Ending(live.Sender):
        ends = iter((0.0, None))
        _begun = property(lambda self: next(self.ends), lambda self, value: None)

    one = Ending()
    one._arrived = True
    assert one.seen() is False  # it was still going on, and for too long


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_student_is_told(language, kit, class_folder, monkeypatch):
    """The page says beside "saved" that the teacher sees it as soon as that is so, without being asked, to a screen
    reader too. When the folder is gone it no longer says so."""
    arrives_now = threading.Event()
    puts(monkeypatch, arrives_now.wait)

    async def works():
        exercise = tp.Exercise(LESSON, language, kit)
        exercise._session.enter("Fuchs")
        shown, top, seen = exercise.identify(), exercise.who(), exercise._words("desk.seen")

        async def until(true):
            async with asyncio.timeout(SOON):
                while not true():
                    await asyncio.sleep(0.01)

        add(exercise, "Kasse")
        assert '<span role="status"></span>' in shown.page and seen not in shown.page
        arrives_now.set()
        await until(lambda: seen in shown.page)
        assert re.search(rf'class="tp-saved">[^<]+<span role="status"> · {seen}</span>', top.page)
        assert seen in top.text()
        add(exercise, "Theke")
        assert seen in shown.page and exercise._session.notice == ""
        class_folder.rename(class_folder.with_name("away"))
        add(exercise, "Aushang")
        await until(lambda: seen not in shown.page)
        assert exercise._session.notice == "" and seen not in top.text()

    asyncio.run(works())


@pytest.mark.parametrize("audience", ["class", "student"])
def test_the_teacher_clears_up(audience, tmp_path, class_folder, monkeypatch, capsys):
    """What is older than `keep_live_days` goes when the teacher opens the kit, and is counted; what is younger, or not
    ours, stays, and so does all when a student opens it."""
    monkeypatch.setattr(lab, "start", lambda *_: None)
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "class.toml").write_text('format = "touchpoints.class/1"\nkeep_live_days = 3\n')
    (place := class_folder / live.FOLDER).mkdir()
    laid = {f"a{SUFFIX}": 2.9, f"b{SUFFIX}": 3.1, f"c{SUFFIX}": 9, f".{'d' * 32}.tmp": 9, "e.txt": 9}
    for name, days in laid.items():
        (place / name).write_text("{}")
        os.utime(place / name, (time.time() - days * 86_400,) * 2)
    with pytest.raises(SystemExit):
        cli.main(["open", str(tmp_path / "kit"), "--language", "lv", *(["--student"] if audience == "student" else [])])
    line = words.of("lv").count("open.live_gone", 3, works="2")
    assert (line in capsys.readouterr().out) == (audience == "class")
    assert len(there(place)) == 5 if audience == "student" else there(place) == [f"a{SUFFIX}", "e.txt"]


def test_a_link_in_its_place(tmp_path, class_folder):
    """Where somebody has laid a link nothing is taken away, or written, where it leads."""
    (mine := tmp_path / "mine").mkdir()
    (mine / f"fox{SUFFIX}").write_text("{}")
    os.utime(mine / f"fox{SUFFIX}", (0, 0))
    (class_folder / live.FOLDER).symlink_to(mine)
    assert live.clear_up(class_folder, 14) == 0
    with pytest.raises(OSError):
        live._put(class_folder, FOX)
    assert there(mine) == [f"fox{SUFFIX}"]


@as_administrator
@pytest.mark.parametrize("first", ["teacher", "student"])
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o733, 0o1733, 0o755], ids=oct)
def test_accounts_of_a_school(school, mode, first):
    """In a class folder of each kind, whoever comes first, each student's work is there in its latest state, also with
    a umask that keeps others out, and the teacher can read it; where students may not write, nothing is."""
    (folder := school / "class").mkdir()
    os.chown(folder, TEACHER, TEACHER)
    folder.chmod(mode)
    if first == "teacher":
        as_account(TEACHER, 0o077, lambda: live.clear_up(folder, 14))
    for mine in (replace(FOX, id=str(uid), revision=revision) for revision in (1, 2) for uid in STUDENTS):
        as_account(int(mine.id), 0o077, lambda mine=mine: live._put(folder, mine))
    theirs = as_account(TEACHER, 0o077, lambda: [json.loads(one.read_text())["revision"]
                                                 for one in (folder / live.FOLDER).glob("*.json")])  # fmt: skip
    assert theirs == ([] if mode == 0o755 else [2, 2])

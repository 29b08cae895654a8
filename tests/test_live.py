"""Work that comes in by itself: soon, whole, only one's own; and a class folder that fails keeps no student waiting."""

from __future__ import annotations

import asyncio
import errno
import html
import json
import os
import re
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from test_disk import error
from test_hand_in import STUDENTS, TEACHER, as_account, as_administrator, class_folder, click, found, kit, opened, read
from test_hand_in import school, there  # noqa: F401
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


@pytest.fixture(autouse=True)
def pause(request, monkeypatch):
    """Senders of this test only; afterwards they rest."""
    senders = {}
    monkeypatch.setattr(live, "_senders", senders)
    monkeypatch.setattr(live, "PAUSE", getattr(request, "param", 0.01))
    yield
    monkeypatch.setattr(live, "PAUSE", 0.01)
    monkeypatch.setattr(live, "_put", lambda *_: None)
    for one in senders.values():
        if one._there is not one._latest:
            one._changed.set()
        within(SOON, lambda one=one: one._there is one._latest)


def within(seconds: float, true) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)


def add(exercise: tp.Exercise, *names: str) -> None:
    """A change as a student makes it: other touchpoints."""
    exercise._session.change("identify", replace(exercise._session.steps, identify=found(*names)))


def live_file(folder: Path, exercise: tp.Exercise) -> Path:
    return folder / live.FOLDER / f"{exercise._session.current.id}{SUFFIX}"


def arrives(folder: Path, exercise: tp.Exercise, seconds: float = SOON) -> None:
    path = live_file(folder, exercise)
    within(seconds, lambda: path.exists() and read(path) == saved(exercise))


def puts(monkeypatch, before=lambda: None) -> list[work.Work]:
    """What is brought to the folder from now on, after `before`."""
    brought, real = [], live._put

    def put(folder, one):
        brought.append(one)
        before()
        real(folder, one)

    monkeypatch.setattr(live, "_put", put)
    return brought


class TestItComesIn:
    @pytest.mark.parametrize("pause", [live.PAUSE], indirect=True)
    def test_within_five_seconds(self, kit, class_folder):
        """The first change, and one right after another, are in the folder as they are saved, and nothing beside."""
        exercise = opened(kit)
        arrives(class_folder, exercise)
        add(exercise, "Kasse")
        add(exercise, "Aushang")
        arrives(class_folder, exercise)
        assert there(class_folder) == [live.FOLDER]
        assert there(class_folder / live.FOLDER) == [live_file(class_folder, exercise).name]

    def test_nothing_where_nothing_changed(self, kit, class_folder, monkeypatch):
        """Showing everything, coming back and handing in send nothing; the next change does."""
        brought = puts(monkeypatch)
        exercise = opened(kit)
        arrives(class_folder, exercise)
        click(exercise)
        tp.Exercise(LESSON, "lv", kit).map()
        first = brought[-1]
        assert saved(exercise).revision == first.revision + 1
        add(exercise, "Kasse")
        arrives(class_folder, exercise)
        assert brought[brought.index(first) + 1 :] == [saved(exercise)]

    def test_before_the_first_change_there_is_nothing(self, kit, class_folder):
        """An exercise that is opened and begun leaves the class folder as it was."""
        exercise = tp.Exercise(LESSON, "de", kit)
        exercise._session.enter("Fuchs")
        exercise.identify()
        assert there(class_folder) == [] and live._senders == {}

    def test_whole_at_any_moment(self, kit, class_folder):
        """Whoever reads while it is written finds a whole work each time, and its revision only rises."""
        exercise, revisions, ended = opened(kit), [], threading.Event()
        arrives(class_folder, exercise)
        path = live_file(class_folder, exercise)

        def look():
            while not ended.is_set():
                revisions.append(read(path).revision)

        looking = threading.Thread(target=look)
        looking.start()
        for number in range(25):
            add(exercise, *(f"{number}-{one}" for one in range(30)))
        arrives(class_folder, exercise)
        ended.set()
        looking.join()
        assert revisions == sorted(revisions) and len(set(revisions)) > 2

    def test_only_of_students_who_are_there(self, kit, class_folder, monkeypatch):
        """A class's own work, one that is graded and one that a program runs are sent nowhere; without a class folder
        nothing is."""
        for setting in ("class", "graded", "unattended", "no folder"):
            with monkeypatch.context() as patch:
                if setting == "graded":
                    patch.setenv(GRADING_VARIABLE, "autograde")
                elif setting == "no folder":
                    patch.delenv(CLASS_VARIABLE)
                patch.setattr(present, "unattended", lambda setting=setting: setting == "unattended")
                one = tp.Lesson(LESSON, "de", kit) if setting == "class" else tp.Exercise(LESSON, "de", kit)
                one._session.leave()
                one._session.enter(setting)
                add(one, "Kasse")
                assert one._session.current.revision == 1
        assert there(class_folder) == [] and live._senders == {}


class TestWhoseItIs:
    def test_two_of_one_nickname(self, kit, class_folder, tmp_path):
        """Two students called Fox have a file each."""
        (tmp_path / "other").mkdir()
        for one in (opened(kit), other := opened(tmp_path / "other")):
            arrives(class_folder, one)
        add(other, "Kasse")
        arrives(class_folder, other)
        assert len(there(class_folder / live.FOLDER)) == 2

    @pytest.mark.parametrize("what", ["id", "lesson", "later", "newer", "folder", "damaged"])
    def test_what_is_not_ours_stays(self, what, kit, class_folder, monkeypatch):
        """Under our name somebody else's work, one of another lesson, a later state, one of a newer kit and a folder stay
        as they are, and nobody is told that the teacher sees ours. What is no work at all is replaced."""
        exercise = opened(kit)
        arrives(class_folder, exercise)
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
        assert there(path.parent) == [path.name] and not exercise._session.seen

    def test_an_older_state_that_was_kept_waiting(self, kit, class_folder, monkeypatch):
        """A folder that hangs in the middle of the writing does not bring an older state in place of a later one."""
        path, mine = class_folder / live.FOLDER / f"a{SUFFIX}", work.Work(lesson=LESSON, nickname="Fox", id="a", revision=1)
        real = atomic._sync

        def meanwhile(handle):
            real(handle)
            path.write_bytes(json_files.encode(replace(mine, revision=2)))

        monkeypatch.setattr(atomic, "_sync", meanwhile)
        with pytest.raises(FileExistsError):
            live._put(class_folder, mine)
        assert read(path).revision == 2

    @pytest.mark.parametrize("id", ["../../x", "CON", "a/b\\c", "😀" * 64, ".", "~"])
    def test_an_id_from_anywhere(self, id, class_folder):
        """Whatever a work's id is, its file lies in the folder, under a name that every system takes."""
        live._put(class_folder, work.Work(lesson=LESSON, nickname="Fox", id=id, revision=1))
        (name,) = there(class_folder / live.FOLDER)
        assert re.fullmatch(rf"[\w~-]+{re.escape(SUFFIX)}", name) and there(class_folder) == [live.FOLDER]


class TestAFolderThatFails:
    def test_gone_and_back(self, kit, class_folder):
        """A folder that is gone is not made anew. When it is back the work comes by itself, and is said to be seen only
        then."""
        away = class_folder.rename(class_folder.with_name("away"))
        exercise = opened(kit)
        assert exercise._session.saved_at and not exercise._session.seen and not class_folder.exists()
        away.rename(class_folder)
        arrives(class_folder, exercise)
        within(SOON, lambda: exercise._session.seen)

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.ESTALE])
    def test_full(self, code, kit, class_folder, monkeypatch):
        """A folder that takes nothing is no trouble for the student: it is saved and nothing is told."""
        real, tried = atomic._write, []

        def write(path, *rest):
            if class_folder in path.parents:
                tried.append(path)
                raise error(code)
            real(path, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(atomic, "_write", write)
            exercise = opened(kit)
            within(SOON, lambda: len(tried) > 2)
            assert exercise._session.notice == "" and exercise._session.saved_at and not exercise._session.seen
        arrives(class_folder, exercise)

    def test_the_pauses_grow(self, monkeypatch):
        """After a refusal it waits 2 seconds, then 4, and never longer than 30; a change ends the waiting."""
        slept = []
        monkeypatch.setattr(live, "PAUSE", 2.0)
        monkeypatch.setattr(live, "time", SimpleNamespace(monotonic=time.monotonic, sleep=slept.append))

        class Waits(threading.Event().__class__):
            def wait(self, timeout=None):
                if timeout is None or len(waited) > 6:
                    return super().wait()
                waited.append(timeout)

        waited = []
        monkeypatch.setattr(live, "threading", SimpleNamespace(Event=Waits, Thread=threading.Thread))
        live.send(Path("/nowhere"), work.Work(lesson=LESSON, nickname="Fox", id="a", revision=1), lambda: None)
        within(SOON, lambda: len(waited) > 6)
        assert [one + 2.0 for one in waited] == [2, 4, 8, 16, 30, 30, 30] and set(slept) == {2.0}

    def test_one_that_hangs(self, kit, class_folder, monkeypatch):
        """While a writing hangs everything goes on at once; after five seconds the page no longer says that the teacher
        sees it. When the folder answers again the latest state comes, and none between."""
        exercise, answers = opened(kit), threading.Event()
        arrives(class_folder, exercise)
        within(SOON, lambda: exercise._session.seen)
        brought = puts(monkeypatch, answers.wait)
        try:
            for name in ("Kasse", "Aushang", "Theke"):
                before = time.monotonic()
                add(exercise, name)
                assert time.monotonic() - before < 1
                within(SOON, lambda: brought)
            assert exercise._session.seen
            monkeypatch.setattr(live, "LATE", 0)
            assert not exercise._session.seen and exercise._session.saved_at
            monkeypatch.setattr(live, "LATE", SOON)
        finally:
            answers.set()
        arrives(class_folder, exercise)
        assert len(brought) == 2


class TestWhatIsSaid:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_student_is_told(self, language, kit, class_folder):
        """Until it is there the page does not say that the teacher sees it; then it does beside "saved", without being
        asked, and once in a sentence of its own. When the folder is gone it no longer says so."""

        async def works():
            exercise = tp.Exercise(LESSON, language, kit)
            exercise._session.enter("Fuchs")
            shown, top, say = exercise.identify(), exercise.who(), exercise._words
            seen, begins = say("desk.seen"), say("desk.seen_now")

            async def until(true):
                deadline = time.monotonic() + SOON
                while not true():
                    assert time.monotonic() < deadline, html.unescape(shown.page)
                    await asyncio.sleep(0.01)

            add(exercise, "Kasse")
            assert seen not in shown.page
            await until(lambda: seen in shown.page and begins in shown.page)
            assert re.search(rf'class="tp-saved">[^<]+ · {seen}<', top.page) and seen in top.text()
            add(exercise, "Theke")
            assert seen in shown.page and begins not in shown.page
            class_folder.rename(class_folder.with_name("away"))
            add(exercise, "Aushang")
            await until(lambda: seen not in shown.page)
            assert exercise._session.notice == "" and seen not in top.text()

        asyncio.run(works())

    @pytest.mark.parametrize("audience", ["class", "student"])
    def test_the_teacher_clears_up(self, audience, tmp_path, class_folder, monkeypatch, capsys):
        """What is older than `keep_live_days` goes when the teacher opens the kit, and is counted; what is younger, or not
        ours, stays, and so does all when a student opens it."""
        monkeypatch.setattr(lab, "start", lambda *_: None)
        monkeypatch.chdir(tmp_path)
        (tmp_path / "kit").mkdir()
        (tmp_path / "kit" / "class.toml").write_text('format = "touchpoints.class/1"\nkeep_live_days = 3\n')
        place = class_folder / live.FOLDER
        place.mkdir()
        for name, days in {"a": 2.9, "b": 3.1, "c": 9}.items():
            for path in (place / f"{name}{SUFFIX}", place / f".{name * 32}.tmp", place / f"{name}.txt", class_folder / f"{name}{SUFFIX}"):
                path.write_text("{}")
                os.utime(path, (time.time() - days * 86_400,) * 2)
        with pytest.raises(SystemExit) as ended:
            cli.main(["open", "kit", "--language", "lv", *(["--student"] if audience == "student" else [])])
        told, line = capsys.readouterr().out, words.of("lv").count("open.live_gone", 3, works="2")
        assert ended.value.code == 0 and (line in told) == (audience == "class") and len(there(class_folder)) == 4
        assert ("a.txt" in there(place) and "c.txt" in there(place)) and f"a{SUFFIX}" in there(place)
        assert len(there(place)) == (4 if audience == "class" else 9)

    def test_a_link_in_its_place(self, tmp_path, class_folder):
        """Where somebody has laid a link nothing is taken away, or written, where it leads."""
        mine = tmp_path / "mine"
        mine.mkdir()
        (mine / f"fox{SUFFIX}").write_text("{}")
        os.utime(mine / f"fox{SUFFIX}", (0, 0))
        (class_folder / live.FOLDER).symlink_to(mine)
        assert live.clear_up(class_folder, 14) == 0
        with pytest.raises(OSError):
            live._put(class_folder, work.Work(lesson=LESSON, nickname="Fox", id="a", revision=1))
        assert there(mine) == [f"fox{SUFFIX}"]


@as_administrator
@pytest.mark.parametrize("first", ["teacher", "student"])
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o733, 0o1733, 0o755], ids=oct)
def test_accounts_of_a_school(school, mode, first):
    """In a class folder of each kind, whoever comes first, each student's work is there in its latest state, also with a
    umask that keeps others out, and the teacher can read it; where students may not write, nothing is."""
    folder = school / "class"
    folder.mkdir()
    os.chown(folder, TEACHER, TEACHER)
    folder.chmod(mode)
    if first == "teacher":
        as_account(TEACHER, 0o077, lambda: live.clear_up(folder, 14))
    for revision in (1, 2):
        for uid in STUDENTS:
            mine = work.Work(lesson=LESSON, nickname="Fox", id=str(uid), revision=revision)
            as_account(uid, 0o077, lambda mine=mine: live._put(folder, mine))
    theirs = as_account(TEACHER, 0o077, lambda: [json.loads(one.read_text())["revision"]
                                                  for one in sorted((folder / live.FOLDER).glob("*.json"))])  # fmt: skip
    assert theirs == ([] if mode == 0o755 else [2, 2])

"""Handing in, as plain objects: what the click writes, what it never overwrites, what is told, what notebooks keep."""

from __future__ import annotations

import base64
import errno
import html
import itertools
import json
import os
import re
import shutil
import stat
import tempfile
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import HOSTILE
from test_disk import error
from test_steps import LESSON, Controls, page_sends, saved

import touchpoints as tp
from touchpoints import cli
from touchpoints.files import atomic, json_files
from touchpoints.jupyter import lab, notebook_hook
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.storage import hand_in, live
from touchpoints.storage.places import CLASS_VARIABLE, FOLDER_VARIABLE, GRADING_VARIABLE, MARKER
from touchpoints.storage.work_file import SUFFIX


@pytest.fixture(autouse=True)
def no_class_folder(monkeypatch):
    """But for tests that set one; work under way does not come there (test_live.py)."""
    monkeypatch.delenv(CLASS_VARIABLE, raising=False)
    monkeypatch.setattr(live, "send", lambda *_: None)


@pytest.fixture
def kit(tmp_path):
    """A kit's folder."""
    folder = tmp_path / "kit"
    folder.mkdir()
    (folder / MARKER).write_text("{}")
    return folder


@pytest.fixture
def class_folder(tmp_path, monkeypatch):
    folder = tmp_path / "class"
    folder.mkdir()
    monkeypatch.setenv(CLASS_VARIABLE, str(folder))
    return folder


def opened(folder: Path, language: str = "de", nickname: str = "Fuchs") -> tp.Exercise:
    """An exercise with a map, of a student of that name."""
    exercise = tp.Exercise(LESSON, language, folder)
    if exercise._session.nickname != nickname:
        exercise._session.leave()
        exercise._session.enter(nickname)
    stage = exercise._session.lesson.empty.stages[0].id
    ratings = {"Menu": work.Rating(feeling=1), "Bell": work.Rating(feeling=-1, why="Too loud by half.")}
    order = work.Map(stages=(work.MapStage(id=stage, name="Queue", order=tuple(ratings)),))
    exercise._session.change(
        "map",
        replace(exercise._session.steps, identify=found(*ratings), discuss=work.Discuss(ratings=ratings), map=order),
    )
    return exercise


def click(exercise: tp.Exercise):
    """Hand in, and the widget after that."""
    widget = exercise.hand_in()
    assert page_sends(widget, "hand_in") == {"done": 1}
    return widget


def read(path: Path) -> work.Work:
    return json_files.decode(path.read_bytes(), work.Work, path.name, words.of("en"))


def there(folder: Path) -> list[str]:
    """What lies in a folder; nothing half-written either."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def found(*names: str) -> work.Identify:
    return work.Identify(touchpoints=tuple(work.Found(id=name, name=name) for name in names))


def state_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def notebook_of(widget) -> dict:
    """What a notebook has of the widget, before the hook for saving."""
    bundle, metadata = widget._repr_mimebundle_()
    return {"data": dict(bundle), "metadata": metadata}


def saved_notebook(output: dict, folder: Path) -> dict[str, str]:
    model = {"type": "notebook", "content": {"cells": [{"outputs": [output]}]}}
    notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(folder)))
    return output["data"]


class TestTheClick:
    def test_running_the_cell_hands_nothing_in(self, kit):
        """Shown as often as one likes, before and after somebody has begun, it writes nothing."""
        tp.Exercise(LESSON, "de", kit).hand_in()
        assert there(kit) == [MARKER]
        exercise = opened(kit)
        before = state_of(kit)
        for _ in range(3):
            exercise.hand_in().at_rest()
        assert state_of(kit) == before

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_there_is_no_button_before_one_begins(self, language, kit):
        """Without a nickname it says what to do instead, and even the button's message writes nothing."""
        exercise = tp.Exercise(LESSON, language, kit)
        widget = exercise.hand_in()
        assert (
            widget.words("hand_in.begin_first") in widget.page and widget.words("hand_in.begin_first") in widget.text()
        )
        assert Controls(widget.page).controls == []
        page_sends(widget, "hand_in")
        assert there(kit) == [MARKER]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_file_equals_the_work(self, language, kit):
        """One click writes one file: the whole work as it is saved, quiz and plan too, with the moment; and the page
        says where it lies, as text, and offers that very file."""
        exercise = opened(kit, language)
        exercise._session.note(finish=work.Finish(quiz={"sides": ("b",)}))
        exercise._session.choose_plan("short")
        widget = click(exercise)
        path = kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}"
        assert there(path.parent) == [path.name]
        handed = read(path)
        assert handed == saved(exercise) and handed.finish.quiz == {"sides": ("b",)} and handed.plan == "short"
        assert abs((datetime.now().astimezone() - datetime.fromisoformat(handed.extra["handed_in"])).seconds) < 60
        assert f"<code>{path}</code>" in html.unescape(widget.page) and str(path) in widget.text()
        link = re.search(r'download="([^"]+)" href="data:application/json;base64,([^"]+)"', html.unescape(widget.page))
        assert link[1] == path.name
        assert base64.b64decode(link[2]) == path.read_bytes()

    def test_what_is_open_is_said_and_one_may_hand_in(self, kit):
        """Marks are said in words, step by step, with what is still open; even an empty work can be handed in."""
        exercise = tp.Exercise(LESSON, "lv", kit)
        exercise._session.enter("Lapsa")
        widget = exercise.hand_in()
        for mark in exercise._session.marks.values():
            assert mark.open[0] in html.unescape(widget.page) and mark.open[0] in widget.text()
        assert widget.words("hand_in.open") in widget.page
        click(exercise)
        assert read(kit / hand_in.FOLDER / f"lapsa-{LESSON}{SUFFIX}").steps == work.Steps()

    def test_again_replaces_and_keeps_the_earlier(self, kit):
        """Handed in a second time it is one file with the new state; the first is among the earlier states."""
        exercise = opened(kit)
        click(exercise)
        first = exercise._session.steps
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Aushang")))
        widget = exercise.hand_in()
        assert widget.words("hand_in.older") in widget.page and widget.words("hand_in.again") in widget.page
        page_sends(widget, "hand_in")
        assert widget.words("hand_in.older") not in widget.page
        assert read(kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}").steps == exercise._session.steps != first
        assert len(there(kit / hand_in.FOLDER)) == 1
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Kasse")))
        handed_in = [one.work.steps for one in exercise._session.earlier if one.reason == "handed_in"]
        assert len(handed_in) == 2 and handed_in[-1] == first

    def test_what_is_replaced_is_kept_first(self, kit):
        """What was handed in before is among the earlier states even where the archive had lost it."""
        exercise = opened(kit)
        click(exercise)
        first = exercise._session.steps
        shutil.rmtree(exercise._session._store.folder / ".earlier")
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Aushang")))
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Kasse")))
        shutil.rmtree(exercise._session._store.folder / ".earlier")
        click(exercise)
        assert first in [one.work.steps for one in exercise._session.earlier if one.reason == "handed_in"]

    def test_only_what_somebody_does_makes_it_older(self, kit):
        """Clicking again, or being saved, changes nothing; an answer to the quiz or another plan does."""
        exercise = opened(kit)
        widget = click(exercise)
        page_sends(widget, "hand_in")
        assert not exercise._session.changed_since
        exercise._session.choose_plan("short")
        assert exercise._session.changed_since and widget.words("hand_in.older") in widget.page

    def test_the_next_day(self, kit):
        """A new kernel, in another language, knows what was handed in and when; a file that is gone is said."""
        click(opened(kit))
        tomorrow = tp.Exercise(LESSON, "lv", kit)
        said = tomorrow.hand_in().text()
        assert str(kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}") in said
        (kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}").unlink()
        moment = tomorrow._session.words.moment(tomorrow._session.extra["handed_in"])
        assert tomorrow._words("hand_in.gone", time=moment) in tomorrow.hand_in().page


class TestNames:
    @pytest.mark.parametrize("nickname", [*HOSTILE, "../../fuchs", "CON", "a/b\\c", ".", "x" * 60, "😀"])
    def test_hostile_nicknames(self, nickname, kit, class_folder):
        """Whatever somebody is called, the file lies in the folder itself, under a name that every system takes."""
        exercise = tp.Exercise(LESSON, "en", kit)
        exercise._session.enter(nickname)
        if not exercise._session.nickname:
            return
        click(exercise)
        for folder in (kit / hand_in.FOLDER, class_folder):
            (name,) = there(folder)
            assert re.fullmatch(rf"[\w~-]+-{LESSON}{re.escape(SUFFIX)}", name) and len(name.encode()) < 200

    def test_two_foxes(self, kit, class_folder, tmp_path):
        """On two machines two students have the same nickname: both files are in the class folder, each whole, also
        after both hand in again; the second is told its name."""
        other_kit = tmp_path / "other"
        other_kit.mkdir()
        one, other = opened(kit), opened(other_kit, "en")
        other._session.change("identify", replace(other._session.steps, identify=found("Till")))
        plain, second = f"fuchs-{LESSON}{SUFFIX}", f"fuchs-{LESSON}-2{SUFFIX}"
        for _ in range(2):
            click(one)
            widget = click(other)
            assert there(class_folder) == [second, plain]
            assert read(class_folder / plain) == saved(one) and read(class_folder / second) == saved(other)
            assert widget.words("hand_in.another_name", file=second) in widget.page
        (class_folder / plain).unlink()  # collected
        click(other)
        assert there(class_folder) == [second]

    def test_at_the_same_moment(self, kit, class_folder, tmp_path, monkeypatch):
        """If another file takes the name between looking and writing, it stays as it is."""
        real, plain = atomic.write_new, class_folder / f"fuchs-{LESSON}{SUFFIX}"

        def quicker(path, data, **how):
            if path == plain:
                path.write_text("the other's")
            real(path, data, **how)

        monkeypatch.setattr(atomic, "write_new", quicker)
        click(opened(kit))
        assert plain.read_text() == "the other's" and len(there(class_folder)) == 2

    def test_a_disk_without_links(self, kit, monkeypatch):
        """On a memory stick, where a file cannot be linked, all is the same."""
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(error(errno.EPERM)))
        exercise = opened(kit)
        click(exercise)
        path = kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}"
        assert there(path.parent) == [path.name] and read(path) == saved(exercise)
        with pytest.raises(FileExistsError):
            atomic.write_new(path, b"")
        assert read(path) == saved(exercise)

    @pytest.mark.parametrize("what", ["id", "lesson", "damaged", "newer", "huge", "folder"])
    def test_what_is_not_ours_stays(self, what, kit):
        """Somebody else's work, one of another lesson, a damaged, newer or huge file, and even a folder under our name
        stay as they are; ours goes beside it, and that is said."""
        exercise = opened(kit)
        path = kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}"
        path.parent.mkdir()
        mine = saved(exercise)
        laid = {
            "id": json_files.encode(replace(mine, id="edited")),
            "lesson": json_files.encode(replace(mine, lesson="flat-tyre")),
            "damaged": json_files.encode(mine)[:100],
            "newer": json_files.encode(mine).replace(b"work/2", b"work/9"),
            "huge": b"[" + b" " * 10_000_000 + b"]",
        }
        if what == "folder":
            path.mkdir()
        else:
            path.write_bytes(laid[what])
        widget = exercise.hand_in()
        assert widget.words("hand_in.not_yet") in widget.page
        page_sends(widget, "hand_in")
        second = path.with_name(f"fuchs-{LESSON}-2{SUFFIX}")
        assert read(second) == saved(exercise)
        assert path.is_dir() if what == "folder" else path.read_bytes() == laid[what]
        assert widget.words("hand_in.another_name", file=second.name) in widget.page


class TestClassFolder:
    def test_a_copy(self, kit, class_folder):
        """The copy equals the file, and the page says where it is, also the next day."""
        widget = click(opened(kit))
        name = f"fuchs-{LESSON}{SUFFIX}"
        assert (class_folder / name).read_bytes() == (kit / hand_in.FOLDER / name).read_bytes()
        for one in (widget, tp.Exercise(LESSON, "en", kit).hand_in()):
            assert f"<code>{class_folder / name}</code>" in one.page and one.words("hand_in.there") in one.page

    @pytest.mark.parametrize(
        ("language", "code"),
        list(zip(itertools.cycle(LANGUAGES), [errno.ENOSPC, errno.EROFS, errno.EIO, errno.ENOENT])),
    )
    def test_one_that_refuses(self, language, code, kit, class_folder, monkeypatch):
        """Gone, full or read-only: the reason is said in the reader's language, the own file is there, nothing is made
        anew, and the same button brings the copy when the folder is back."""
        exercise = opened(kit, language)
        with monkeypatch.context() as patch:
            away = class_folder.rename(class_folder.with_name("away")) if code == errno.ENOENT else None
            real = atomic._write
            patch.setattr(atomic, "_write", lambda path, *how: real(path, *how) if path.parent != class_folder
                          else (_ for _ in ()).throw(error(code)))  # fmt: skip
            widget = click(exercise)
            problem = atomic.why(error(code), widget.words)
            assert os.strerror(code) not in problem
            told = widget.words("hand_in.no_copy", folder=str(class_folder), problem=problem)
            assert told in html.unescape(widget.page) and told in widget.text()
            assert read(kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}") == saved(exercise)
            assert there(class_folder) == [] and class_folder.exists() == (away is None)
        if away:
            away.rename(class_folder)
        page_sends(widget, "hand_in")
        assert read(class_folder / f"fuchs-{LESSON}{SUFFIX}") == saved(exercise)
        assert str(class_folder) in widget.page and told not in html.unescape(widget.page)

    def test_an_older_copy_is_none(self, kit, class_folder):
        """The next day a copy that is missing, or older than the file, is told."""
        click(opened(kit))
        copy = class_folder / f"fuchs-{LESSON}{SUFFIX}"
        older = copy.read_bytes()
        click(tp.Exercise(LESSON, "de", kit))
        copy.write_bytes(re.sub(rb'"revision": \d+', b'"revision": 1', older))
        widget = tp.Exercise(LESSON, "de", kit).hand_in()
        assert widget.words("problem.not_there") in widget.page and widget.words("hand_in.there") not in widget.page

    def test_open_sets_it(self, tmp_path, monkeypatch, capsys):
        """`--class-folder` wins over the variable; one that is not there is said before anybody hands in, and the
        lesson opens all the same."""
        calls = []
        monkeypatch.setattr(lab, "start", lambda *arguments: calls.append(arguments[-1]))
        monkeypatch.chdir(tmp_path)
        (tmp_path / "option").mkdir()
        for variable, option in (("", []), ("variable", []), ("variable", ["--class-folder", "option"])):
            monkeypatch.setenv(CLASS_VARIABLE, variable)
            with pytest.raises(SystemExit) as ended:
                cli.main(["open", "kit", "--language", "de", *option])
            assert ended.value.code == 0
        assert calls == [None, tmp_path / "variable", tmp_path / "option"]
        told, say = capsys.readouterr(), words.of("de")
        assert say("open.no_class_folder", folder=str(tmp_path / "variable")) in told.err
        assert say("open.class_folder", folder=str(tmp_path / "option")) in told.out

    def test_kernels_learn_of_it(self, tmp_path, monkeypatch):
        """JupyterLab's kernels find the folder in their environment."""
        from jupyterlab.labapp import LabApp

        monkeypatch.setattr(LabApp, "launch_instance", lambda _: None)
        monkeypatch.setattr(lab.os, "_exit", lambda _: None)
        monkeypatch.setenv("TOUCHPOINTS_FOLDER", "")
        monkeypatch.setenv(CLASS_VARIABLE, "variable")
        lab.start(tmp_path, tmp_path / "settings", "a.ipynb", 8888, False, tmp_path / "class")
        assert hand_in.class_folder(tmp_path, words.of("en")) == tmp_path / "class"


class TestDisks:
    @pytest.mark.parametrize(
        ("language", "code"), list(zip(itertools.cycle(LANGUAGES), [errno.ENOSPC, errno.EACCES, errno.EROFS]))
    )
    def test_a_folder_that_takes_nothing(self, language, code, kit, monkeypatch):
        """Nothing was handed in, and that is said with the reason and offered as a file; what was handed in before
        stays, no work says that it was handed in, and the button tries again."""
        exercise = opened(kit, language)
        click(exercise)
        path = kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}"
        before, moment = path.read_bytes(), saved(exercise).extra["handed_in"]
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Kasse")))
        with monkeypatch.context() as patch:
            real = atomic._write
            patch.setattr(atomic, "_write", lambda at, *how: real(at, *how) if at.parent != path.parent
                          else (_ for _ in ()).throw(error(code)))  # fmt: skip
            widget = click(exercise)
        problem = atomic.why(error(code), widget.words)
        told = widget.words("hand_in.refused", folder=str(path.parent), problem=problem)
        assert told in html.unescape(widget.page) and "download=" in widget.page
        exercise._session.leave()
        exercise._session.enter("Luchs")
        assert told not in html.unescape(widget.page)
        exercise._session.resume("Fuchs")
        assert path.read_bytes() == before and saved(exercise).extra["handed_in"] == moment
        assert saved(exercise).steps == exercise._session.steps
        page_sends(widget, "hand_in")
        assert read(path) == saved(exercise) and told not in html.unescape(widget.page)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_file_in_its_place(self, language, kit):
        """Where a file is called like the folder, the reason is in the reader's language."""
        (kit / hand_in.FOLDER).write_text("mine")
        widget = click(opened(kit, language))
        assert widget.words("problem.file") in widget.page and "File exists" not in widget.page
        assert (kit / hand_in.FOLDER).read_text() == "mine"
        assert "handed_in" not in widget.session.extra

    def test_a_kit_that_vanished(self, kit):
        """A folder that is gone is not made anew; what could not be saved can be kept as a file."""
        exercise = opened(kit)
        widget = exercise.hand_in()
        away = kit.rename(kit.with_name("away"))
        page_sends(widget, "hand_in")
        assert not kit.exists() and there(away / hand_in.FOLDER) == []
        assert exercise._session.notice in html.unescape(widget.page) and "download=" in widget.page
        assert "handed_in" not in exercise._session.extra
        away.rename(kit)
        page_sends(widget, "hand_in")
        assert read(kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}") == saved(exercise)

    def test_two_windows(self, kit):
        """What another window has saved meanwhile is not handed in unseen: first one chooses."""
        exercise = opened(kit)
        widget = exercise.hand_in()
        other = tp.Exercise(LESSON, "lv", kit)
        other._session.change("identify", replace(other._session.steps, identify=found("Kase")))
        page_sends(widget, "hand_in")
        assert there(kit / hand_in.FOLDER) == [] and widget.words("hand_in.choose_first") in widget.page
        exercise._session.take_other()
        page_sends(widget, "hand_in")
        assert read(kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}").steps.identify == found("Kase")


class TestRevisions:
    @given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["at school", "at home"])), max_size=8))
    def test_only_an_earlier_revision_is_replaced(self, handed):
        """Whatever is handed in, in whatever order, from one computer or two: a file is replaced only by a later revision
        of the same work. The highest one of all is there afterwards, each hand-in is found at once, and none vanishes
        beside what was there at the time."""
        with tempfile.TemporaryDirectory() as folder:
            for revision, place in handed:
                one = work.Work(
                    lesson=LESSON, nickname="Fox", id="1", revision=revision,
                    steps=work.Steps(role_play=work.RolePlay(conclusion=place)),
                )  # fmt: skip
                before = {path: read(path) for path in (Path(folder) / hand_in.FOLDER).glob("*")}
                path = hand_in.hand_in(Path(folder), one, words.of("en")).path
                assert read(path) == one and hand_in.find(Path(folder), one, words.of("en")).work.revision == revision
                replaced = [was for path, was in before.items() if read(path) != was]
                assert len(replaced) <= 1 and all(was.revision < revision for was in replaced)


class TestBadInput:
    def test_somebody_elses_work_laid_in(self, kit):
        """Somebody else's file under our nickname is not handed in as ours, nor replaced."""
        exercise = opened(kit)
        path = exercise._session._store.path("Fuchs")
        strange = json_files.encode(replace(saved(exercise), id="somebody", steps=work.Steps(identify=found("x"))))
        path.write_bytes(strange)
        widget = click(exercise)
        assert path.read_bytes() == strange and exercise._session.nickname == "Fuchs 2"
        handed = [read(kit / hand_in.FOLDER / name) for name in there(kit / hand_in.FOLDER)]
        assert handed == [saved(exercise)] and widget.words.language == "de"

    @pytest.mark.parametrize("moment", ["2999-01-01T00:00:00+00:00", "yesterday", 7, None, [], "9" * 9000])
    def test_a_strange_moment(self, moment, kit):
        """A clock in the future, or a moment that somebody typed, is no error, and does not count for what is older."""
        exercise = opened(kit)
        click(exercise)
        path = kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}"
        head = json.loads(path.read_bytes())
        head["extra"]["handed_in"] = moment
        path.write_text(json.dumps(head))
        exercise.hand_in()
        assert not exercise._session.changed_since
        exercise._session.note(extra={"handed_in": moment})
        widget = exercise.hand_in()
        assert not exercise._session.changed_since and len(widget.page) < 60_000
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Kasse")))
        assert exercise._session.changed_since
        click(exercise)
        assert read(path).extra["handed_in"] == saved(exercise).extra["handed_in"] != moment

    def test_ten_megabytes(self, kit):
        """A text of 10 MB is refused before it is in the work; what is handed in is what was there."""
        exercise = opened(kit)
        before = exercise._session.steps
        id = before.identify.touchpoints[0].id
        assert "refused" in page_sends(exercise.discuss(), "why", id=id, value="x" * 10_000_000)
        click(exercise)
        assert read(kit / hand_in.FOLDER / f"fuchs-{LESSON}{SUFFIX}").steps == before


class TestTheNotebook:
    def test_a_saved_notebook_shows_what_was_handed_in(self, kit):
        """Without a kernel it has picture and words of the handed-in state, though the work was changed after it; and
        says so. Before that it has those of the work."""
        exercise = tp.Exercise(LESSON, "de", kit)
        output = notebook_of(exercise.hand_in())
        assert saved_notebook(output, kit)["text/plain"] == exercise.hand_in().text()
        exercise = opened(kit)
        shown = exercise.hand_in()
        assert saved_notebook(notebook_of(shown), kit)["text/plain"] == shown.text()
        click(exercise)
        at_once = saved_notebook(notebook_of(exercise.hand_in()), kit)
        assert "data:image/png" in at_once["text/html"] and notebook_hook.WIDGET_VIEW not in at_once
        exercise._session.change("identify", replace(exercise._session.steps, identify=found("Kasse")))
        later = saved_notebook(notebook_of(exercise.hand_in()), kit)
        older = exercise._words("hand_in.older")
        assert later["text/plain"].replace(f"{older}\n", "") == at_once["text/plain"] and older in later["text/plain"]
        picture = re.compile(r"data:image/png;base64,[^\"]+")
        assert picture.search(later["text/html"])[0] == picture.search(at_once["text/html"])[0]

    def test_a_class_hands_nothing_in(self, kit):
        """The teacher's notebook has no such call, and no mark of a notebook makes one."""
        lesson = tp.Lesson(LESSON, "de", kit)
        with pytest.raises(ValueError):
            lesson.at_rest({"step": "hand_in", "kernel": ""})
        with pytest.raises(AttributeError):
            lesson.hand_in()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_page_is_well_formed(self, language, kit, class_folder):
        """Unique ids, and hostile text stays text, in every state of the widget."""
        exercise = opened(kit, language, "<b>$x")
        exercise._session.change(
            "identify", replace(exercise._session.steps, identify=found("<script>alert(1)</script>"))
        )
        for widget in (exercise.hand_in(), click(exercise)):
            page = Controls(widget.page)
            assert len(page.ids) == len(set(page.ids)) and "script" not in page.tags
            assert {values.get("data-do") for _, values in page.controls} - {"keep", None} == {"hand_in"}


class TestSubmitted:
    """What nbgrader finds beside a notebook."""

    @staticmethod
    def put(folder: Path, one: work.Work, name: str = "") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or hand_in.name(one))
        path.write_bytes(json_files.encode(one))
        return path

    @staticmethod
    def one(nickname: str = "Fox", **changes: object) -> work.Work:
        return replace(work.Work(lesson=LESSON, nickname=nickname, id=nickname), **changes)

    def test_what_was_handed_in_counts(self, tmp_path):
        """The file that the button wrote, also when somebody laid it beside the notebook itself, counts before what was
        saved later; without one, what is saved."""
        later = self.one(revision=9)
        saved = self.put(tmp_path / "work" / LESSON, later)
        say = words.of("en")
        assert hand_in.submitted(tmp_path, LESSON, say) == later
        for folder in (tmp_path, tmp_path / hand_in.FOLDER):
            path = self.put(folder, self.one(revision=3))
            assert hand_in.submitted(tmp_path, LESSON, say).revision == 3
            path.unlink()
        saved.unlink()
        with pytest.raises(KitError, match=re.escape(say("submitted.none"))):
            hand_in.submitted(tmp_path, LESSON, say)

    def test_the_same_work_twice_is_one(self, tmp_path):
        """Of two files of one work the later state counts."""
        for revision in (4, 7, 5):
            self.put(tmp_path / hand_in.FOLDER, self.one(revision=revision), f"{revision}.work.json")
        assert hand_in.submitted(tmp_path, LESSON, words.of("de")).revision == 7

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_several_peoples_work_is_nobodys(self, language, tmp_path):
        """Two students' files in one submission: neither counts, and both are named."""
        for nickname in ("Fox", "Owl"):
            self.put(tmp_path / "work" / LESSON, self.one(nickname))
        with pytest.raises(KitError, match="Fox, Owl"):
            hand_in.submitted(tmp_path, LESSON, words.of(language))

    def test_what_cannot_count(self, tmp_path):
        """A damaged file, one of another lesson, a folder of that name: said, as long as there is nothing better."""
        say, folder = words.of("en"), tmp_path / hand_in.FOLDER
        self.put(folder, self.one(lesson="online-shop"), "a.work.json")
        with pytest.raises(KitError, match="online-shop"):
            hand_in.submitted(tmp_path, LESSON, say)
        (folder / "b.work.json").write_text("{")
        (folder / "c.work.json").mkdir()
        (folder / "d.work.json").write_bytes(b" " * (json_files.MAX_BYTES + 1))
        self.put(tmp_path / "work" / LESSON, self.one(revision=2))
        assert hand_in.submitted(tmp_path, LESSON, say).revision == 2

    def test_nbgrader_marks_only_what_was_submitted(self, kit, tmp_path, monkeypatch):
        """While nbgrader runs a submission, work in a kit's folder above it or in the open one counts nothing;
        the work that was handed in does, and its widgets show it without a kernel."""
        click(opened(kit, "en"))
        monkeypatch.setenv(FOLDER_VARIABLE, str(kit))
        monkeypatch.setenv(GRADING_VARIABLE, "autograde")
        submission = kit / "autograded" / "fox"
        submission.mkdir(parents=True)
        nobody = tp.Exercise(LESSON, "en", submission)
        assert str(nobody.points("identify")) == "0" and words.of("en")("submitted.none") in nobody.points("map").found.html()
        found = next((kit / hand_in.FOLDER).iterdir())
        shutil.copy(found, submission)
        somebody = tp.Exercise(LESSON, "en", submission)
        assert somebody.nickname == "Fuchs" and int(str(somebody.points("discuss"))) > 0
        bundle, _ = somebody.discuss()._repr_mimebundle_()
        assert sorted(bundle) == ["text/html", "text/plain"] and "<img" in bundle["text/html"]

    def test_a_notebook_that_was_given_out_keeps_its_work_beside_it(self, kit):
        """In the folder of a notebook from nbgrader all is saved beside it, to be submitted with it; the kit's own
        exercises save in the kit's folder, whatever lies among them."""
        given_out = '{"metadata": {"nbgrader": {"grade_id": "map", "checksum": "0"}}}'
        for folder, root in {kit / "school-lunch": kit / "school-lunch", kit / "exercises" / "en": kit}.items():
            folder.mkdir(parents=True)
            (folder / "a.ipynb").write_text(given_out)
            (folder / "b.ipynb").mkdir()
            click(opened(folder, "en"))
            assert len(list((root / hand_in.FOLDER).iterdir())) == 1
            assert len(list((root / "work" / LESSON).glob("*.work.json"))) == 1


# Folders of a class, as schools set them up: Linux accounts of their own, which only an administrator can try.

TEACHER, STUDENTS = 61_000, (61_001, 61_002)
as_administrator = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can act as several accounts"
)


def as_account(uid: int, umask: int, act):
    """What `act` gives when another account does it, as JSON."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        answer = b"null"
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            os.umask(umask)
            answer = json.dumps(act()).encode()
        finally:
            os.write(writing, answer)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return json.loads(answer)


@pytest.fixture
def school():
    """A folder that every account can get into, without pytest's own folder above it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@as_administrator
@pytest.mark.parametrize("umask", [0o022, 0o077], ids=oct)
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o733, 0o1733, 0o755, 0o700], ids=oct)
def test_what_is_said_about_the_copy_is_true(school, mode, umask, monkeypatch):
    """Two students called Fox, one of them at a second account too, hand in again and again, in a class folder of each
    kind. Whoever is told of a copy has it there, the teacher can read it, nobody's is replaced by anything but a later
    revision of it, and what does not arrive is said with its reason."""
    folder, say = school / "class", words.of("de")
    folder.mkdir()
    os.chown(folder, TEACHER, TEACHER)
    folder.chmod(mode)
    monkeypatch.setenv(CLASS_VARIABLE, str(folder))
    newest: dict[str, int] = {}
    takes = mode not in (0o755, 0o700)
    for revision in (1, 2, 5):
        for id, uid in (("a", STUDENTS[0]), ("b", STUDENTS[1]), ("a", STUDENTS[1])):
            home = school / f"home-{uid}-{id}"
            home.mkdir(exist_ok=True)
            os.chown(home, uid, uid)
            newest[id] = newest.get(id, 0) + revision
            mine = work.Work(lesson=LESSON, nickname="Fox", id=id, revision=newest[id], language="de")

            def hands_in(home=home, mine=mine):
                done = hand_in.hand_in(home, mine, say)
                later = hand_in.find(home, mine, say)
                return [str(done.copy), done.problem, str(later.copy), later.problem]

            copy, problem, later, later_problem = as_account(uid, umask, hands_in)
            assert (later, bool(later_problem)) == (copy, bool(problem))
            assert bool(problem) is not takes and (copy == "None") is not takes
            if takes:
                read = as_account(TEACHER, 0o022, lambda copy=copy: Path(copy).read_text())
                assert json.loads(read)["revision"] == newest[id] and json.loads(read)["id"] == id
    names = sorted(path.name for path in folder.iterdir())
    # Where each account may replace only its own files, the student with two accounts has one of each.
    assert len(names) == (0 if not takes else 3 if mode & stat.S_ISVTX else 2), names


SYNCED = (
    "fuchs-school-lunch.work (Annas Laptop's conflicted copy 2026-11-28).json",  # Dropbox
    "fuchs-school-lunch.work-LAPTOP7.json",  # OneDrive
    "fuchs-school-lunch.work.sync-conflict-20261128-101500-ABCDEFG.json",  # Syncthing
    "fuchs-school-lunch.work (conflict).json",  # Nextcloud
)


@pytest.mark.parametrize("conflict", SYNCED)
def test_copies_that_a_synced_folder_makes_are_left_alone(conflict, kit, class_folder):
    """Whatever a synced folder puts beside a copy stays as it is, and what is said about the copy is about the copy; where
    another state has taken its place, that it is not there."""
    exercise = opened(kit, "de")
    click(exercise)
    plain = class_folder / f"fuchs-{LESSON}{SUFFIX}"
    older = plain.read_bytes()
    (class_folder / conflict).write_bytes(older)
    page_sends(exercise.identify(), "add", name="Kasse")
    assert str(plain) in html.unescape(click(exercise).page)
    assert (class_folder / conflict).read_bytes() == older != plain.read_bytes()
    plain.write_bytes(older)
    exercise._session.look_again()
    assert exercise._words("problem.not_there") in html.unescape(exercise.hand_in().page)


@pytest.mark.parametrize("name", ["~nobody-here/class", "a\\u0000b"])
def test_a_class_folder_that_cannot_be(name, kit):
    """A class folder of a name that no system takes is told like one that is not there, and the work is handed in."""
    (kit / "class.toml").write_text(f'format = "touchpoints.class/1"\nclass_folder = "{name}"\n')
    exercise = opened(kit, "en")
    click(exercise)
    exercise._session.look_again()
    assert "No copy in the class folder" in html.unescape(exercise.hand_in().page)
    assert len(there(kit / hand_in.FOLDER)) == 1


@as_administrator
def test_a_gap_in_a_folder_that_one_may_not_look_into(school, monkeypatch):
    """The teacher takes the first Fox's file away; the second's, with its number, is found and replaced all the same."""
    folder, say = school / "class", words.of("de")
    folder.mkdir()
    os.chown(folder, TEACHER, TEACHER)
    folder.chmod(0o1733)
    monkeypatch.setenv(CLASS_VARIABLE, str(folder))
    for revision in (1, 2):
        for id, uid in zip("ab", STUDENTS, strict=True):
            (home := school / f"home-{uid}").mkdir(exist_ok=True)
            os.chown(home, uid, uid)
            mine = work.Work(lesson=LESSON, nickname="Fox", id=id, revision=revision, language="de")
            if (id, revision) != ("a", 2):
                copy = as_account(uid, 0o022, lambda home=home, mine=mine: str(hand_in.hand_in(home, mine, say).copy))
        (folder / f"fox-{LESSON}{SUFFIX}").unlink(missing_ok=True)
    assert [path.name for path in folder.iterdir()] == [Path(copy).name] == [f"fox-{LESSON}-2{SUFFIX}"]

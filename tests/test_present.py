"""Whose work it is: who works here is asked, remembered for the kernel, and nobody else is in a saved notebook."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from strategies import HOSTILE
from test_steps import LESSON, page_sends

import touchpoints as tp
from touchpoints.jupyter import notebook_hook
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.work import STEPS
from touchpoints.publish import notebooks
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import hand_in, present, work_file
from touchpoints.storage.places import MARKER

AUDIENCES = {"student": tp.Exercise, "class": tp.Lesson}
CELLS = ("who", *STEPS, "quiz", "check", "hand_in")


def widgets(exercise: tp.Exercise) -> list[LessonWidget]:
    """All that an exercise shows of somebody's work."""
    shown = [getattr(exercise, name)() for name in CELLS]
    return [*shown, *(exercise.points(step) for step in STEPS), exercise.picture("visibility")]


def saver(shown: list[LessonWidget], folder: Path) -> Callable[[], str]:
    """Saves the notebook in which these were shown now, each time anew; all that its file has of them."""
    bundles = [one._repr_mimebundle_() for one in shown]
    outputs = json.dumps([{"data": dict(data), "metadata": metadata} for data, metadata in bundles])

    def save() -> str:
        cells = [{"outputs": json.loads(outputs)}]
        model = {"type": "notebook", "content": {"cells": cells}}
        notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(folder)))
        return json.dumps(cells, ensure_ascii=False)

    return save


def finds(exercise: tp.Exercise, nickname: str, name: str) -> None:
    exercise.nickname = nickname
    page_sends(exercise.identify(), "add", name=name)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_whoever_began_stays_though_nothing_is_saved(audience: str, tmp_path: Path, monkeypatch) -> None:
    """Fox has worked here, Owl takes over and does nothing yet: when the cells run again it is Owl. Another day's kernel
    takes neither for granted; and who has left is not there again."""
    opened = AUDIENCES[audience]
    finds(opened(LESSON, "en", tmp_path), "Fox", "Menu")
    step = opened(LESSON, "en", tmp_path).identify()
    page_sends(step, "leave")
    assert opened(LESSON, "en", tmp_path).nickname == ""
    page_sends(step, "enter", nickname="Owl")
    again = opened(LESSON, "en", tmp_path)
    assert again.nickname == "Owl" and again.journey.touchpoints == []
    assert opened("flat-tyre", "en", tmp_path).nickname == ""  # another lesson's question is another one
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(present, "kernel", lambda: "tomorrows")
        asked = opened(LESSON, "en", tmp_path)
        assert asked.nickname == "" and 'data-nickname="Fox"' in asked.who().page
    assert opened(LESSON, "lv", tmp_path).nickname == "Owl"


def test_only_whoever_works_there_is_in_a_saved_notebook(tmp_path: Path) -> None:
    """The cells ran while Anna worked. Whatever is saved after she has left has nothing of hers, in no output and no
    metadata; and after Ben has begun it has his, and what he hands in itself."""
    exercise = tp.Exercise(LESSON, "en", tmp_path)
    finds(exercise, "Annabella", "Annas Kasse")
    page_sends(exercise.hand_in(), "hand_in")
    save = saver(widgets(exercise), tmp_path)
    assert save().count("Annas Kasse") > 5 and work_file.CARRIED in save()
    page_sends(exercise.who(), "leave")
    assert "Anna" not in save() and work_file.CARRIED not in save()
    page_sends(exercise.who(), "enter", nickname="Benedikt")
    assert "Anna" not in save() and "Benedikt" in save()
    page_sends(exercise.identify(), "add", name="Bens Menu")
    page_sends(exercise.hand_in(), "hand_in")
    after = save()
    assert "Anna" not in after and after.count("Bens Menu") > 5
    assert exercise._words("hand_in.not_yet") not in after


def test_what_was_handed_in_is_found_in_the_notebook(tmp_path: Path) -> None:
    """A lost file: the notebook in which it was handed in is brought in like the file, and read like it."""
    exercise = tp.Exercise(LESSON, "de", tmp_path)
    finds(exercise, "Fuchs", "Kasse")
    page_sends(exercise.hand_in(), "hand_in")
    save = saver([exercise.hand_in()], tmp_path)
    notebook = json.dumps({"cells": json.loads(save()), "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    path = tmp_path / "somewhere.ipynb"
    path.write_text(notebook, encoding="utf-8")
    there = next((tmp_path / hand_in.FOLDER).iterdir())
    assert work_file.read(path, exercise._words) == work_file.read(there, exercise._words)
    assert [one.name for one in tp.read(path).unplaced] == ["Kasse"]
    another = tp.Exercise(LESSON, "de", tmp_path / "elsewhere")
    page_sends(another.who(), "bring_in", code=notebook)
    assert another.nickname == "Fuchs" and another._session.steps == exercise._session.steps


@given(st.recursive(st.none() | st.text() | st.integers(), lambda some: st.lists(some) | st.dictionaries(
    st.sampled_from(["cells", "outputs", "data", work_file.CARRIED, "revision"]), some)))  # fmt: skip
def test_a_notebook_that_carries_anything_is_refused_in_words(anything: object) -> None:
    """Whatever stands where a notebook carries work: no error but one that can be read."""
    raw = json.dumps({"x": work_file.CARRIED, "cells": [{"outputs": [{"data": {work_file.CARRIED: anything}}]}]})
    with pytest.raises(KitError):
        work_file.decode(raw.encode(), "a.ipynb", words.of("lv"))


def test_check_and_points_follow_the_work(tmp_path: Path) -> None:
    """What was found out about the work stands on the page beside the steps: it changes with them, and is another one's
    as soon as that one works here."""
    exercise = tp.Exercise(LESSON, "en", tmp_path)
    exercise.nickname = "Fox"
    shown = [exercise.check(), exercise.points("identify")]
    before = [one.page for one in shown]
    page_sends(exercise.identify(), "add", name="Menu in the window")
    after = [one.page for one in shown]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert str(shown[1]) == str(shown[0].marks["identify"].level) == shown[1].text() != "0"
    page_sends(exercise.who(), "leave")
    page_sends(exercise.who(), "enter", nickname="Owl")
    assert "Fox" not in shown[1].page and "Owl" in shown[1].page and str(shown[1]) == "0"
    assert shown[0].page.replace(shown[0].model_id, "") == before[0].replace(shown[0].model_id, "")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"school-lunch/student": 7}', b"\xff", b"{" * 20_000])
def test_a_strange_memory_is_none(content: bytes, tmp_path: Path) -> None:
    """A file that holds anything else remembers nobody, and is written anew."""
    exercise = tp.Exercise(LESSON, "en", tmp_path)
    exercise.nickname = "Fox"
    memory = tmp_path / present.FOLDER / f"{present.kernel()}.json"
    assert json.loads(memory.read_text()) == {f"{LESSON}/student": "Fox"}
    memory.write_bytes(content)
    again = tp.Exercise(LESSON, "en", tmp_path)
    assert again.nickname == ""
    again.nickname = "Owl"
    assert tp.Exercise(LESSON, "en", tmp_path).nickname == "Owl"


@pytest.mark.parametrize("kernel", ["", "../../evil", "a/b", "x" * 500, *HOSTILE[:3]])
def test_a_kernels_name_leads_nowhere_else(kernel: str, tmp_path: Path) -> None:
    """A notebook may name any kernel: no file but one in the memory's own folder is read or written for it."""
    there = present.Present(tmp_path, kernel, LESSON, "student")
    there.note("Fox")
    assert there.nickname is None and list(tmp_path.iterdir()) == []


def test_a_computer_that_has_slept_asks_again(tmp_path: Path) -> None:
    """A kernel that still runs the next day does not know who works there."""
    there = present.Present(tmp_path, "long", LESSON, "student")
    there.note("Fox")
    assert there.nickname == "Fox"
    yesterday = time.time() - 86_400
    os.utime(tmp_path / present.FOLDER / "long.json", (yesterday, yesterday))
    assert there.nickname is None


def test_old_memories_go(tmp_path: Path) -> None:
    """A kernel of last month is forgotten when another one begins."""
    old, new = (present.Present(tmp_path, kernel, LESSON, "student") for kernel in ("old", "new"))
    old.note("Fox")
    long_ago = time.time() - 40 * 86_400
    os.utime(tmp_path / present.FOLDER / "old.json", (long_ago, long_ago))
    new.note("Owl")
    assert (old.nickname, new.nickname) == (None, "Owl")


@pytest.mark.parametrize("names", [[], ["Fox"], ["Fox", "Owl"]], ids=["nobody", "one", "two"])
def test_where_nobody_can_be_asked(names: list[str], tmp_path: Path) -> None:
    """As `nbconvert --execute` does it: every step is there in words without a widget, with the work of the only one who
    has worked here, else of nobody; nothing is written."""
    for name in names:
        finds(tp.Exercise(LESSON, "en", tmp_path), name, f"Menu of {name}")
    built = notebooks.build(reader.read(LESSON, "en"), "student")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    NotebookClient(built, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    outputs = [output for cell in built.cells for output in cell.get("outputs", [])]
    assert len(outputs) > 12 and all("text/html" in output.data for output in outputs)
    assert not any(notebook_hook.WIDGET_VIEW in output.data for output in outputs)
    text = nbformat.writes(built)
    assert [f"Menu of {name}" in text for name in names] == [len(names) == 1] * len(names)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a folder have a name that is no text")
def test_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    """What is shown, saved in a notebook and sent to the page can be carried there; the work is saved and handed in."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/k\xff"))
    folder.mkdir()
    exercise = tp.Exercise(LESSON, "lv", folder)
    finds(exercise, "Lapsa", "Kase")
    shown = exercise.hand_in()
    page_sends(shown, "hand_in")
    assert [path.name for path in (folder / hand_in.FOLDER).iterdir()] == [f"lapsa-{LESSON}.work.json"]
    assert "?" in shown.page and shown.page.encode() and saver([shown], folder)().encode()


@pytest.mark.parametrize("name", ["Fu\ud800x", "\udcff"])
def test_half_a_letter_is_no_nickname(name: str, tmp_path: Path) -> None:
    """Python can hold half a letter, a file cannot: it is refused on the page and in code, before anybody works."""
    exercise = tp.Exercise(LESSON, "lv", tmp_path)
    with pytest.raises(KitError):
        exercise.nickname = name
    page_sends(exercise.who(), "enter", nickname=name)
    assert exercise.nickname == ""


def test_where_the_first_cell_ran_anew_the_older_steps_follow(tmp_path: Path) -> None:
    """The first cell is run again, alone, and somebody else begins there: what an older step still sends changes nobody's
    work; it then shows the one who works here, and goes on with them."""
    older = tp.Exercise(LESSON, "en", tmp_path)
    finds(older, "Fox", "Fox menu")
    step, top = older.identify(), tp.Exercise(LESSON, "en", tmp_path).who()
    page_sends(top, "leave")
    page_sends(top, "enter", nickname="Owl")
    assert "refused" in page_sends(step, "add", name="in vain")
    assert older.nickname == "Owl" and older.journey.touchpoints == []
    page_sends(step, "add", name="Owls idea")
    assert [path.name for path in sorted(tmp_path.glob("work/*/*.work.json"))] == ["fox.work.json", "owl.work.json"]
    assert "Owls" not in (tmp_path / "work" / LESSON / "fox.work.json").read_text(encoding="utf-8")
    page_sends(top, "leave")
    page_sends(step, "look", seen="true")
    assert older.nickname == "" == tp.Exercise(LESSON, "en", tmp_path).nickname


def test_another_class_stays(tmp_path: Path) -> None:
    """A class that has taken the place of the class file's own is there when the cells run again."""
    (tmp_path / MARKER).write_text("{}")
    (tmp_path / "class.toml").write_text('format = "touchpoints.class/1"\nname = "8a"\n')
    lesson = tp.Lesson(LESSON, "en", tmp_path)
    assert lesson.nickname == "8a"
    page_sends(lesson.who(), "leave")
    page_sends(lesson.who(), "enter", nickname="8b")
    assert tp.Lesson(LESSON, "en", tmp_path).nickname == "8b"


def test_outputs_of_an_earlier_kernel_keep_nobodys_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yesterday's outputs are still in the notebook when somebody else runs the first cells and saves: they say today's
    work too."""
    yesterday = tp.Exercise(LESSON, "en", tmp_path)
    finds(yesterday, "Annabella", "Annas Kasse")
    stale = json.loads(saver([yesterday.discuss()], tmp_path)())[0]["outputs"]
    monkeypatch.setattr(present, "kernel", lambda: "todays")
    today = tp.Exercise(LESSON, "en", tmp_path)
    finds(today, "Benedikt", "Bens Menu")
    (data, metadata) = today.who()._repr_mimebundle_()
    cells = [{"outputs": [{"data": dict(data), "metadata": metadata}, *stale]}]
    model = {"type": "notebook", "content": {"cells": cells}}
    notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    assert "Anna" not in json.dumps(cells) and json.dumps(cells).count("Bens Menu") > 1


def test_a_draft_survives_the_first_saving(tmp_path: Path) -> None:
    """What is half typed before anything was saved is there in the next kernel, though another change was saved first."""
    exercise = tp.Exercise(LESSON, "en", tmp_path)
    exercise.nickname = "Fox"
    page_sends(exercise.identify(), "draft", form="add", values='{"name": "half"}')
    page_sends(exercise.identify(), "plan", value="short")
    assert tp.Exercise(LESSON, "en", tmp_path)._session.drafts == {"identify.add": {"name": "half"}}


def test_two_of_one_nickname_keep_what_each_has_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who call themselves Fox in two kernels, before either has saved: neither sees what the other has half typed,
    and each finds it again."""
    both = []
    for kernel in ("first", "second"):
        monkeypatch.setattr(present, "kernel", lambda kernel=kernel: kernel)
        both.append(tp.Exercise(LESSON, "en", tmp_path))
        both[-1].nickname = "Fox"
    for exercise, typed in zip(both, ("mine", "yours"), strict=True):
        assert exercise._session.drafts == {}
        page_sends(exercise.identify(), "draft", form="add", values=json.dumps({"name": typed}))
    for exercise in both:
        page_sends(exercise.identify(), "plan", value="short")
    for exercise, typed in zip(both, ("mine", "yours"), strict=True):
        monkeypatch.setattr(present, "kernel", lambda: "later")
        later = tp.Exercise(LESSON, "en", tmp_path)
        later.nickname = exercise.nickname
        assert later._session.drafts == {"identify.add": {"name": typed}}


def test_who_keeps_no_history_can_be_asked_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """IPython keeps no history where somebody's settings say so, as in homes on a share, and where its file is locked: that
    alone is no program that runs the notebook, and the steps are live."""
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("c.HistoryManager.hist_file = ':memory:'\n", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(profile.parent))
    built = notebooks.build(reader.read(LESSON, "en"), "student")
    built.cells = [cell for cell in built.cells if cell.cell_type == "code"][:1]
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(built, timeout=60, resources=where, ipython_hist_file="").execute()
    assert notebook_hook.WIDGET_VIEW in built.cells[0].outputs[0].data

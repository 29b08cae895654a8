"""The commands, the kit's folder and its updates, and the hook for saving."""

from __future__ import annotations

import asyncio
import base64
import html
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from msgspec.structs import replace
from test_charts import sample, subject
from traitlets.utils.importstring import import_item

import touchpoints as tp
from touchpoints import charts, cli, steps
from touchpoints.files import json_files
from touchpoints.jupyter import extension, lab, notebook_hook, workspace
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Activity, Journey, Stage
from touchpoints.model.work import Found, Identify, Steps, Work
from touchpoints.publish import notebooks
from touchpoints.storage.places import MARKER
from touchpoints.storage.store import Store

LESSON = reader.ids()[0]
JOURNEY = Journey(
    title="Bus",
    stages=(
        Stage(
            id="wait",
            name="Wait",
            activities=(
                Activity(id="sign", name="The sign", feeling=-1, why="It is wrong."),
                Activity(id="app", name="The app", feeling=2, new=True),
            ),
        ),
    ),
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as the console would, in English unless it says otherwise."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def command(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as end:
            cli.main([str(argument) for argument in arguments])
        return Done(end.value.code, *capsys.readouterr())

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A journey file."""
    path = tmp_path / "bus.journey.json"
    path.write_bytes(json_files.encode(JOURNEY))
    return path


# list, and what every command has in common.


def test_list(run: Run) -> None:
    """`list` names every lesson with its minutes and its title in every language."""
    done = run("list")
    assert done.code == 0 and done.err == ""
    for id in reader.ids():
        assert f"{id}  (40 / 80 min)" in done.out
        assert all(f"  {language}  {reader.read(id, language).words.title}" in done.out for language in words.LANGUAGES)


def test_module_is_the_command() -> None:
    """`python -m touchpoints` is the same command, and its usage lists the commands."""
    done = subprocess.run([sys.executable, "-m", "touchpoints", "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and all(name in done.stdout for name in ("open", "list", "build", "draw"))


BAD = {
    "no such command": (("opne",), "opne"),
    "no such option": (("list", "--x"), "--x"),
    "nothing to draw": (("draw",), "FILE"),
    "no outfile": (("draw", "{file}"), "-o"),
    "unknown lesson": (("open", "{tmp}/kit", "--lesson", "nope"), LESSON),
    "unknown language": (("open", "{tmp}/kit", "--language", "fr"), "en, de, lv"),
    "unknown language of a chart": (("draw", "{file}", "-o", "{tmp}/a.svg", "--language", "fr"), "en, de, lv"),
    "port that is none": (("open", "{tmp}/kit", "--port", "70000"), "65535"),
    "unknown chart": (("draw", "{file}", "-o", "{tmp}/a.svg", "--chart", "pie"), "journey, "),
    "unknown size": (("draw", "{file}", "-o", "{tmp}/a.svg", "--size", "a9"), "a4"),
    "missing file": (("draw", "{tmp}/no.journey.json", "-o", "{tmp}/a.svg"), "no.journey.json"),
    "folder for a file": (("draw", "{tmp}/folder.journey.json", "-o", "{tmp}/a.svg"), "folder.journey.json"),
    "wrong ending in": (("draw", "{tmp}/bus.txt", "-o", "{tmp}/a.svg"), "touchpoints.work/2"),
    "wrong ending out": (("draw", "{file}", "-o", "{tmp}/a.gif"), ".pdf"),
    "no folder out": (("draw", "{file}", "-o", "{tmp}/no/a.svg"), "no: "),
    "broken journey": (("draw", "{tmp}/broken.journey.json", "-o", "{tmp}/a.svg"), "line 2"),
    "wrong journey": (("draw", "{tmp}/wrong.journey.json", "-o", "{tmp}/a.svg"), "stages[0]"),
    "newer journey": (("draw", "{tmp}/newer.journey.json", "-o", "{tmp}/a.svg"), "touchpoints.journey/2"),
    "work of no lesson": (("draw", "{tmp}/fox.work.json", "-o", "{tmp}/a.svg"), LESSON),
    "no lessons to build": (("build", "--lessons", "{tmp}"), "lesson.toml"),
    "no folder to build": (("build", "--lessons", "{tmp}/no"), "no"),
    "a file as the kit": (("open", "{file}"), "bus.journey.json"),
}


def _bad_files(folder: Path) -> None:
    (folder / "folder.journey.json").mkdir()
    (folder / "bus.txt").write_text("{}")
    (folder / "broken.journey.json").write_text('{"format":\n nonsense')
    (folder / "wrong.journey.json").write_text('{"format": "touchpoints.journey/1", "stages": [{"id": "a"}]}')
    (folder / "newer.journey.json").write_text('{"format": "touchpoints.journey/2"}')
    (folder / "fox.work.json").write_text(
        '{"format": "touchpoints.work/1", "lesson": "nope", "nickname": "fox", "id": "1"}'
    )


@pytest.mark.parametrize("what", BAD)
def test_bad_input(what: str, run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input gives exit code 2 and one line on stderr that names what and where, writes nothing, starts nothing."""
    monkeypatch.setattr(lab, "start", lambda *_: pytest.fail("JupyterLab was started"))
    _bad_files(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    arguments, named = BAD[what]
    done = run(*(argument.format(file=file, tmp=tmp_path) for argument in arguments))
    assert done.code == 2 and done.out == ""
    assert done.err.count("\n") == 1 and named in done.err and "Traceback" not in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_messages_are_the_readers(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Messages come in the system's language, or in the one that the command names."""
    missing = tmp_path / "no.journey.json"
    messages = {words.of(language)("error.no_file", file=str(missing)) + "\n" for language in words.LANGUAGES}
    told = {run("draw", missing, "-o", "a.svg", "--language", language).err for language in words.LANGUAGES}
    assert told == messages
    monkeypatch.setenv("LANG", "lv_LV.UTF-8")
    assert run("draw", missing, "-o", "a.svg").err == words.of("lv")("error.no_file", file=str(missing)) + "\n"


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command without a traceback, with the usual code."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reader, "ids", interrupt)
    done = run("list")
    assert done.code == 130 and (done.out + done.err).strip() == ""


# draw


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_draw(suffix: str, start: bytes, run: Run, file: Path, tmp_path: Path) -> None:
    """`draw` writes the chart as SVG, PNG or PDF, and prints where."""
    out = tmp_path / f"map.{suffix}"
    done = run("draw", file, "-o", out)
    assert done == (0, f"{out}\n", "") and out.read_bytes().startswith(start)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_draw_every_chart(name: str, run: Run, tmp_path: Path) -> None:
    """`--chart` draws each chart, of several files where it is about several, a file a page: the very pages that
    the façade draws of the journeys in those files."""
    paths = []
    for number, journey in enumerate(subject(name, sample("lv", 3))):
        paths.append(tmp_path / f"{number}.journey.json")
        paths[-1].write_bytes(json_files.encode(journey))
    done = run("draw", *paths, "--chart", name, "-o", tmp_path / "x.svg")
    assert done.code == 0 and done.err == ""
    written = [Path(line) for line in done.out.splitlines()]
    assert written[0] == tmp_path / "x.svg" and sorted(written) == sorted(tmp_path.glob("*.svg"))
    journeys = [tp.read(path) for path in paths]
    drawn = tp.draw(journeys if len(journeys) > 1 else journeys[0], name)
    assert [path.read_bytes().decode() for path in written] == [drawn.svg(page) for page in range(len(drawn.pages))]


def test_draw_what_is_asked_for(run: Run, file: Path, tmp_path: Path) -> None:
    """Chart, language and size are as asked; `compare` shows the journey without its new touchpoints beside it."""
    out = tmp_path / "a.svg"
    assert run("draw", file, "-o", out, "--chart", "compare", "--language", "de", "--size", "a4").code == 0
    svg = out.read_text(encoding="utf-8")
    assert (
        words.of("de")("chart.compare.title", title="Bus") in svg or words.of("de").count("chart.compare.new", 1) in svg
    )
    width = float(re.search(r'width="([\d.]+)pt"', svg)[1])
    assert abs(width / 72 - 297 / 25.4) < 0.05


def test_draw_work(run: Run, tmp_path: Path) -> None:
    """A student's work is drawn as the journey that follows from it."""
    store = Store(LESSON, words.of("de"), tmp_path)
    found = Identify(touchpoints=(Found(id="a", name="Speiseplan"),))
    store.save(replace(store.begin("Fuchs"), steps=Steps(identify=found)))
    out = tmp_path / "a.svg"
    assert run("draw", store.path("Fuchs"), "-o", out).code == 0 and "Speiseplan" in out.read_text(encoding="utf-8")


# build


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A teacher's own lessons (in one language, for speed), with other notebooks beside them."""
    monkeypatch.setattr(words, "LANGUAGES", ("en",))
    shutil.copytree(reader.content() / "lessons" / LESSON, tmp_path / "lessons" / LESSON)
    other = tmp_path / "notebooks" / "en" / "mine.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("{}")
    return tmp_path / "lessons"


def test_build_and_check(own: Path, run: Run) -> None:
    """`build` writes the files beside the lessons; `--check` is then content, and names each that is changed, missing
    or out of step with its lesson, exits 1 and changes nothing; nobody else's notebooks are touched."""
    root = own.parent
    notebook, page, exercise = (
        f"notebooks/en/{LESSON}.ipynb",
        f"notebooks/en/{LESSON}.html",
        f"exercises/en/{LESSON}.ipynb",
    )
    assert run("build", "--lessons", own) == (0, "", "")
    assert all((root / name).is_file() for name in (notebook, page, exercise))
    assert run("build", "--check", "--lessons", own) == (0, "", "")
    (root / notebook).write_text(
        (root / notebook).read_text(encoding="utf-8").replace("lesson.map()", "lesson.pam()"), encoding="utf-8"
    )
    (root / exercise).unlink()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    done = run("build", "--check", "--lessons", own)
    assert done.code == 1 and done.out == ""
    assert {name for name in (notebook, page, exercise) if name in done.err} == {notebook, exercise}
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    assert (root / "notebooks/en/mine.ipynb").read_text() == "{}"


def test_left_over_notebooks(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the repository a notebook whose lesson is gone is named by `--check` and taken away by `build`."""
    for name, copied in ((LESSON, "new"), ("glossary", "glossary")):
        shutil.copytree(reader.content() / "lessons" / name, tmp_path / "lessons" / copied)
    monkeypatch.setattr(reader, "content", lambda: tmp_path)
    monkeypatch.setattr(notebooks, "built", lambda _: [("notebooks/en/new.ipynb", "{}")])
    old = tmp_path / "notebooks" / "en" / "old.ipynb"
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    assert run("build", "--check").err.count("old.ipynb") == 1
    assert run("build").code == 0 and not old.exists()
    assert run("build", "--check") == (0, "", "")


# open, and the kit's folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """What JupyterLab was started with; it does not really start."""
    calls: list[tuple] = []
    monkeypatch.setattr(lab, "start", lambda *arguments: calls.append(arguments))
    return calls


def test_open(run: Run, started: list[tuple], tmp_path: Path) -> None:
    """`open` makes the folder with lessons and exercises, and starts JupyterLab with the page of all lessons in the reader's
    language, or with the one that is asked for."""
    folder = tmp_path / "kit"
    done = run("open", folder, "--language", "lv", "--port", "9999", "--no-browser")
    assert done.code == 0 and str(folder) in done.out and done.err == ""
    assert started == [(folder, folder / ".touchpoints-settings", "/touchpoints/start/lv", 9999, False, None)]
    assert run("open", folder, "--language", "lv", "--lesson", LESSON).code == 0
    page = started[-1][2]
    assert page == f"/doc/tree/notebooks/lv/{LESSON}.ipynb" and (folder / page.removeprefix("/doc/tree/")).is_file()


def test_open_for_students(run: Run, started: list[tuple], tmp_path: Path) -> None:
    """A student gets exercises only: no notes, no answer key, no printable page."""
    assert run("open", tmp_path / "kit", "--student", "--language", "de").code == 0
    assert started[0][2] == "/touchpoints/start/de"
    there = {path.relative_to(tmp_path / "kit").parts[0] for path in (tmp_path / "kit").rglob("*")}
    assert there == {"exercises", MARKER, ".touchpoints-settings"}


def test_open_inside_a_clone(run: Run, started: list[tuple], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called inside a clone of the sources, `open` uses the home folder and leaves the clone as it is; a folder
    inside the sources is refused."""
    clone, home = tmp_path / "clone", tmp_path / "home"
    shutil.copytree(reader.content() / "src", clone / "src", ignore=shutil.ignore_patterns("__pycache__"))
    home.mkdir()
    monkeypatch.chdir(clone)
    monkeypatch.setattr(Path, "home", lambda: home)
    before = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    assert run("open").code == 0 and started[0][0] == home / "touchpoints"
    assert run("open", clone / "kit").code == run("open", ".").code == 2
    assert {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()} == before and len(started) == 1


def test_open_inside_a_kit_is_refused(run: Run, started: list[tuple], tmp_path: Path) -> None:
    """A kit inside another kit's folder is refused, with the name of the outer one: its work would go there."""
    run("open", tmp_path / "kit")
    done = run("open", tmp_path / "kit" / "exercises" / "kit")
    assert done.code == 2 and str(tmp_path / "kit") in done.err and len(started) == 1


def test_open_mends_what_was_changed_and_names_it(run: Run, started: list[tuple], tmp_path: Path) -> None:
    """A cell of ours that was changed is whole again; the file as it was lies beside, and is named, once."""
    run("open", tmp_path / "kit")
    changed = tmp_path / "kit" / "exercises" / "en" / f"{LESSON}.ipynb"
    before = changed.read_bytes()
    _edit(changed, lambda notebook: notebook.cells[1].update(source="mine"))
    mine = changed.read_bytes()
    done = run("open", tmp_path / "kit")
    assert f"exercises/en/{LESSON}.ipynb" in done.out and f"{LESSON}.changed-1.ipynb" in done.out
    assert changed.read_bytes() == before
    assert changed.with_name(f"{LESSON}.changed-1.ipynb").read_bytes() == mine
    assert ".changed-" not in run("open", tmp_path / "kit").out


def _edit(path: Path, change: Callable) -> None:
    """Change a notebook as its owner would in JupyterLab, which writes the file in its own way."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    path.write_text(nbformat.writes(notebook, indent=2), encoding="utf-8")


def _stamps(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {path: (path.stat().st_ino, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A kit's folder after its first use."""
    assert workspace.update(tmp_path / "kit", student=False).kept == {}
    return tmp_path / "kit"


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """The kit's next version, in which one exercise and the page beside one notebook have changed. Returns the
    exercise."""
    content = tmp_path / "newer"
    for name in ("notebooks", "exercises"):
        shutil.copytree(reader.content() / name, content / name)
    _edit(content / "exercises" / "de" / f"{LESSON}.ipynb", lambda notebook: notebook.cells[1].update(source="neu"))
    page = content / "notebooks" / "de" / f"{LESSON}.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", "<p>neu</p></body>"), encoding="utf-8")
    monkeypatch.setattr(reader, "content", lambda: content)
    return f"exercises/de/{LESSON}.ipynb"


def test_first_use(tmp_path: Path) -> None:
    """The first use copies every built file and marks the folder as the kit's root."""
    update = workspace.update(tmp_path / "kit", student=False)
    source = reader.content()
    expected = {
        path.relative_to(source).as_posix()
        for name in ("notebooks", "exercises")
        for path in (source / name).glob("*/*.*")
    }
    assert set(update.written) == expected and update.kept == {}
    assert all((tmp_path / "kit" / name).read_bytes() == (source / name).read_bytes() for name in expected)
    assert (tmp_path / "kit" / MARKER).is_file()


def test_again_writes_nothing(folder: Path) -> None:
    """A second use, nothing having changed, writes no file at all."""
    before = _stamps(folder)
    assert workspace.update(folder, student=False) == ([], {}, [])
    assert _stamps(folder) == before


def test_new_version_replaces_what_is_untouched(folder: Path, newer: str) -> None:
    """Of a new version the changed files are replaced, the others stay, and the next use has nothing to do."""
    update = workspace.update(folder, student=False)
    assert set(update.written) == {newer, f"notebooks/de/{LESSON}.html"} and update.kept == {}
    assert nbformat.read(folder / newer, as_version=4).cells[1].source == "neu"
    assert workspace.update(folder, student=False) == ([], {}, [])


def test_changed_by_its_owner_is_kept_beside_the_new(folder: Path, newer: str) -> None:
    """What somebody changed, notebook or page, lies beside the new version, byte for byte, each time under a free name."""
    page = newer.replace("exercises", "notebooks").replace(".ipynb", ".html")
    for number in (1, 2):
        _edit(folder / newer, lambda notebook: notebook.cells.pop(3))
        (folder / page).write_text(f"mine {number}", encoding="utf-8")
        before = {name: (folder / name).read_bytes() for name in (newer, page)}
        kept = workspace.update(folder, student=False).kept
        assert set(kept) == {newer, page}
        assert {name: (folder / name).with_name(beside).read_bytes() for name, beside in kept.items()} == before
        assert nbformat.read(folder / newer, as_version=4).cells[1].source == "neu"
    assert workspace.update(folder, student=False) == ([], {}, [])


def test_cells_that_people_added_stay(folder: Path, newer: str) -> None:
    """A student's own cell and code are in the new version too, and nothing had to be set aside for it."""

    def add(notebook: nbformat.NotebookNode) -> None:
        notebook.cells.insert(2, nbformat.v4.new_markdown_cell("my note"))
        notebook.cells[-1].source += "print(1)"

    _edit(folder / newer, add)
    assert workspace.update(folder, student=False).kept == {}
    cells = nbformat.read(folder / newer, as_version=4).cells
    assert (cells[1].source, cells[2].source) == ("neu", "my note") and cells[-1].source.endswith("print(1)")


def test_changed_outputs_only_are_replaced(folder: Path, newer: str) -> None:
    """Running a notebook changes outputs and counts, not what its owner wrote: the new version replaces it."""

    def run_it(notebook: nbformat.NotebookNode) -> None:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=99)
        notebook.metadata["language_info"]["version"] = "3.99"

    _edit(folder / newer, run_it)
    assert newer in workspace.update(folder, student=False).written
    assert nbformat.read(folder / newer, as_version=4).cells[1].source == "neu"


def test_ran_but_not_renewed_stays(folder: Path) -> None:
    """Where there is no new version, a notebook that was run keeps its outputs."""
    path = folder / "exercises" / "en" / f"{LESSON}.ipynb"
    _edit(
        path,
        lambda notebook: (
            notebook.cells[2].update(execution_count=99) if notebook.cells[2].cell_type == "code" else None
        ),
    )
    before = path.read_bytes()
    assert workspace.update(folder, student=False) == ([], {}, []) and path.read_bytes() == before


@pytest.mark.parametrize(
    "damage", [b"", b"\xff\xfe", *(pytest.param(one, marks=pytest.mark.soak) for one in (b'{"nbformat": 3}', b"[]"))]
)
def test_what_is_no_notebook_any_more_is_whole_again(folder: Path, newer: str, damage: bytes) -> None:
    """An emptied or cut off notebook opens again, as new; what was left of it lies beside."""
    (folder / newer).write_bytes(damage)
    beside = workspace.update(folder, student=False).kept[newer]
    assert (folder / newer).with_name(beside).read_bytes() == damage
    assert nbformat.read(folder / newer, as_version=4).cells[1].source == "neu"


def test_a_deleted_file_comes_back(folder: Path) -> None:
    """A lesson that was deleted is copied again; renaming one's own version is how to get the new one."""
    name = f"exercises/lv/{LESSON}.ipynb"
    (folder / name).rename(folder / "exercises" / "lv" / "mine.ipynb")
    assert workspace.update(folder, student=False).written == [name]
    assert (folder / "exercises" / "lv" / "mine.ipynb").is_file()


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", *(pytest.param(one, marks=pytest.mark.soak) for one in ("{", '{"copied": 5}', '{"copied": null}'))],
)
def test_a_damaged_manifest(folder: Path, newer: str, manifest: str) -> None:
    """Without a readable manifest nothing that differs is lost, and the manifest is whole again."""
    before = (folder / newer).read_bytes()
    (folder / MARKER).write_text(manifest)
    beside = workspace.update(folder, student=False).kept[newer]
    assert (folder / newer).with_name(beside).read_bytes() == before
    assert json.loads((folder / MARKER).read_text())["copied"]


def test_work_is_never_touched(folder: Path, newer: str) -> None:
    """Saved work and everything else in the folder survives an update as it is."""
    mine = [folder / "work" / LESSON / "fox.work.json", folder / "notes.txt", folder / "exercises" / "de" / "own.ipynb"]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name)
    workspace.update(folder, student=False)
    assert all(path.read_text() == path.name for path in mine)


def test_settings(folder: Path) -> None:
    """JupyterLab's settings lie in a folder of ours: no question about news, no question before a restart; a second
    time nothing is written."""
    where = workspace.settings(folder, "lv")
    settings = json.loads((where / "overrides.json").read_text())
    assert where.parent == folder
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert settings["@jupyterlab/apputils-extension:sessionDialogs"]["skipKernelRestartDialog"] is True
    before = _stamps(where)
    workspace.settings(folder, "lv")
    assert _stamps(where) == before


def test_jupyterlab_speaks_german(folder: Path) -> None:
    """Opened in German, JupyterLab's menus are German; nobody has made a Latvian language pack, and English needs none."""

    def locale(language: str) -> object:
        written = workspace.settings(folder, language) / "overrides.json"
        return json.loads(written.read_text(encoding="utf-8")).get("@jupyterlab/translation-extension:plugin")

    assert locale("de") == {"locale": "de_DE"} and locale("lv") is None and locale("en") is None
    assert find_spec("jupyterlab_language_pack_de_DE")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_unfit_folders_are_named(language: str, tmp_path: Path) -> None:
    """Why a folder is refused is said in the reader's language, with the folder's name."""
    (tmp_path / "a file").write_text("")
    with pytest.raises(KitError) as error:
        workspace.refuse_unfit(tmp_path / "a file", words.of(language))
    assert str(error.value) == words.of(language)("open.not_folder", folder=str(tmp_path / "a file"))
    workspace.refuse_unfit(tmp_path / "free", words.of(language))


# The hook for saving


def _output(*kinds: str) -> dict:
    return {"output_type": "execute_result", "data": dict.fromkeys(kinds, "…"), "metadata": {}}


def _model(*outputs: dict) -> dict:
    cells = [
        {"cell_type": "code", "source": "1", "outputs": list(outputs)},
        {"cell_type": "markdown", "source": "text"},
    ]
    return {"type": "notebook", "content": {"cells": cells, "metadata": {"widgets": {"state": {}}, "kernelspec": {}}}}


def test_only_our_views_are_dropped(tmp_path: Path) -> None:
    """Saving drops our widgets' views, in whose place words stand; another widget's stay, and a notebook without ours is
    saved as it is."""
    view, stream = notebook_hook.WIDGET_VIEW, {"output_type": "stream", "name": "stdout", "text": "hello"}
    others = [_output(view, "text/plain"), _output(view), _output("text/plain"), stream, {**stream, "metadata": None}]
    others.append({"output_type": "display_data", "data": None, "metadata": {"touchpoints": {}}})
    model = _model(*others)
    before = json.dumps(model)
    notebook_hook.before_saving(model=model, path="a.ipynb", contents_manager=None)
    assert json.dumps(model) == before
    model = _model(_shown(tmp_path), *others)
    notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    cell, metadata = model["content"]["cells"][0], model["content"]["metadata"]
    assert cell["outputs"][1:] == others and set(cell["outputs"][0]["data"]) == {"text/plain", "text/html"}
    assert metadata == {"kernelspec": {}}


def _shown(folder: Path) -> dict:
    """The output of an exercise's first step, as JupyterLab has it after the cell ran."""
    data, metadata = steps.Exercise(LESSON, "en", folder).identify()._repr_mimebundle_()
    return {"output_type": "execute_result", "data": data, "metadata": metadata}


def test_saving_brings_the_words_up_to_date(tmp_path: Path) -> None:
    """The words beside a widget say the saved work of whoever works there, not what stood there when the cell ran; of
    nobody's work while nobody does, and nothing is written."""
    folder = tmp_path / "exercises" / "en"
    folder.mkdir(parents=True)
    (tmp_path / MARKER).write_text("{}")
    output, server = _shown(folder), SimpleNamespace(root_dir=str(tmp_path))
    before = output["data"]["text/plain"]
    notebook_hook.before_saving(_model(output), "exercises/en/a.ipynb", server)
    assert output["data"]["text/plain"] == before and not (tmp_path / "work").exists()
    output = _shown(folder)
    store = Store(LESSON, words.of("en"), folder)
    store.save(
        replace(store.begin("Fox"), steps=Steps(identify=Identify(touchpoints=(Found(id="a", name="The <b>menu"),))))
    )
    notebook_hook.before_saving(_model(output), "exercises/en/a.ipynb", server)
    assert output["data"]["text/plain"] == before
    output = _shown(folder)
    steps.Exercise(LESSON, "en", folder)._session.resume("Fox")
    notebook_hook.before_saving(_model(output), "exercises/en/a.ipynb", server)
    assert notebook_hook.WIDGET_VIEW not in output["data"]
    assert "The <b>menu" in output["data"]["text/plain"] and "The &lt;b&gt;menu" in output["data"]["text/html"]


def test_a_saved_map_is_a_picture_with_its_words(tmp_path: Path) -> None:
    """Where no kernel answers, in a saved notebook or its print, the chart of the work saved last is there as a picture
    with a name, and its words under it."""
    shown = steps.Exercise(LESSON, "en", tmp_path)
    store = Store(LESSON, words.of("en"), tmp_path)
    store.save(replace(store.begin("Fox"), steps=Steps(identify=Identify(touchpoints=(Found(id="a", name="Menu"),)))))
    data, metadata = shown.map()._repr_mimebundle_()
    shown.nickname = "Fox"
    output = {"output_type": "execute_result", "data": data, "metadata": metadata}
    notebook_hook.before_saving(_model(output), "a.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    picture, saved_words = output["data"]["text/html"].split("</figure>")
    found = re.search('<img alt="([^"]+)" src="data:image/png;base64,([^"]+)"', picture)
    assert shown.journey.title in found[1] and base64.b64decode(found[2]).startswith(b"\x89PNG")
    assert output["data"]["text/plain"] in html.unescape(saved_words.replace("<br/>", "")) and "Menu" in saved_words


def test_saving_holds_up_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a server saves a notebook the charts are drawn in a thread beside its own work, and the hook, which holds
    everything up, draws none; nor does a later saving of the same work."""
    shown = steps.Exercise(LESSON, "en", tmp_path)
    data, metadata = shown.map()._repr_mimebundle_()
    shown.nickname = "Fox"
    shown.map(title=str(tmp_path))  # a map that no other test has drawn
    drawn: list[bool] = []
    draw = charts.draw
    monkeypatch.setattr(charts, "draw", lambda *given, **named: drawn.append(threading.current_thread() is threading.main_thread()) or draw(*given, **named))
    manager = AsyncLargeFileManager(root_dir=str(tmp_path), log=logging.getLogger("test"))
    manager.register_pre_save_hook(notebook_hook.before_saving)
    extension._draw_ahead(manager, None)
    for _ in range(2):
        output = {"output_type": "execute_result", "data": dict(data), "metadata": metadata, "execution_count": 1}
        content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
        asyncio.run(manager.save({"type": "notebook", "format": "json", "content": content}, "a.ipynb"))
    assert drawn == [False] and "<img" in (tmp_path / "a.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("mark", [{"step": "remove"}, {"lesson": "gone"}, {"language": "xx"}, {"audience": "x"}])
def test_a_strange_mark_calls_nothing_and_keeps_no_notebook_from_being_saved(
    tmp_path: Path, mark: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook may come from anybody: a mark that names no step, lesson, language or audience of ours calls no method,
    and neither the widget's view nor anybody's words are saved."""
    called: list[object] = []
    monkeypatch.setattr(steps.Exercise, "remove", lambda self: called.append(self))
    store = Store(LESSON, words.of("en"), tmp_path)
    store.save(store.begin("Fox"))
    output = _shown(tmp_path)
    output["metadata"]["touchpoints"].update(mark)
    notebook_hook.before_saving(_model(output), "a.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    assert called == [] and output["data"] == {"text/plain": "▸▸"}


@pytest.mark.parametrize(
    "model", [{"type": "file", "content": "text"}, {"type": "notebook", "content": None}, {"type": "directory"}, {}]
)
def test_other_files_are_saved_as_they_are(model: dict) -> None:
    """Whatever is no notebook passes the hook unchanged."""
    before = json.dumps(model)
    notebook_hook.before_saving(model=model)
    assert json.dumps(model) == before


def test_jupyterlab_is_started_with_the_kits_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """JupyterLab finds its settings in our folder and looks for kernels there first; when the server has ended the process
    does, with code 0."""
    from jupyterlab.labapp import LabApp

    given: list[str] = []
    ended: list[int] = []
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    monkeypatch.setattr(LabApp, "launch_instance", given.extend)
    monkeypatch.setattr(lab.os, "_exit", ended.append)
    settings = workspace.settings(tmp_path, "en")
    lab.start(tmp_path, settings, "notebooks/de/a.ipynb", 8888, False)
    assert ended == [0]
    options = dict(option.lstrip("-").split("=", 1) for option in given)
    assert options["ServerApp.root_dir"] == str(tmp_path) and options["LabApp.app_settings_dir"] == str(settings)
    first, *others = os.environ["JUPYTER_PATH"].split(os.pathsep)
    kernel = json.loads(Path(first, "kernels", "python3", "kernel.json").read_text(encoding="utf-8"))
    assert kernel["argv"][0] == sys.executable and others == ["elsewhere"]


@pytest.mark.parametrize(("notebook", "safe"), [("kit/exercises/a.ipynb", True), ("kit/a.ipynb", True), ("a.ipynb", False)])
def test_kernels_in_the_kits_folder_import_nothing_beside_them(tmp_path: Path, notebook: str, safe: bool) -> None:
    """In any server of the environment a kernel of a notebook in a kit's folder has PYTHONSAFEPATH, and no other."""
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / MARKER).write_text("{}")
    sessions = SimpleNamespace(get_kernel_env=lambda path, name=None: {"JPY_SESSION_NAME": path})
    hooks: list[Callable] = []
    contents = SimpleNamespace(register_pre_save_hook=hooks.append, save=lambda model, path: model)
    web = SimpleNamespace(settings={"base_url": "/"}, add_handlers=lambda host, handlers: None)
    server = SimpleNamespace(contents_manager=contents, session_manager=sessions, kernel_manager=None,
                             root_dir=str(tmp_path), web_app=web)  # fmt: skip
    extension._load_jupyter_server_extension(server)
    assert hooks == [notebook_hook.before_saving]
    assert sessions.get_kernel_env(notebook, "a") == {"JPY_SESSION_NAME": notebook, **({"PYTHONSAFEPATH": "1"} if safe else {})}


def test_every_command_works_without_docstrings(tmp_path: Path) -> None:
    """Under `python -OO`, which takes texts and asserts away, every command but `open` (whose server needs its own texts)
    does what it does."""
    calls = [
        ["list"], ["new", "bakery"], ["build", "--lessons", "lessons"], ["guide", LESSON, "-o", "guide.pdf"],
        ["draw", "bus.journey.json", "-o", "bus.svg"], ["check", "fox.work.json"], ["--help"],
    ]  # fmt: skip
    (tmp_path / "bus.journey.json").write_bytes(json_files.encode(JOURNEY))
    (tmp_path / "fox.work.json").write_bytes(json_files.encode(Work(lesson=LESSON, nickname="Fox", id="1")))
    code = "import sys\nfrom touchpoints import cli\nfor call in " + repr(calls) + ":\n    try: cli.main(call)\n"
    code += "    except SystemExit as end: print(end.code, file=sys.stderr)\n"
    done = subprocess.run([sys.executable, "-OO", "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.stderr.split() == ["0"] * 5 + ["1", "0"], done.stderr

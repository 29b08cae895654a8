"""Students split, copy, delete, reorder and rerun cells, rename notebooks and move them: the work is still there, and
nothing is doubled."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import SimpleNamespace

import nbformat
import pytest
from kernel import Kernel, kernel
from lab_touch import NICKNAME, filled_in, lay
from test_steps import LESSON, page_sends

from touchpoints.files import json_files
from touchpoints.jupyter import notebook_hook
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model import work
from touchpoints.steps import Exercise
from touchpoints.steps.panel import StepPanel
from touchpoints.storage import present
from touchpoints.storage.places import MARKER

FOX = filled_in(reader.read(LESSON, "de"))
NAMES = [one.name for one in FOX.steps.identify.touchpoints]
TRIES = pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.soak) for n in range(3, 30))])
STEP = re.compile(rf"work\.({'|'.join(work.STEPS)})\(\)")


class Kit:
    """The kit's folder, with the exercises and, laid there anew for each notebook, the work of one student."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / MARKER).write_text("{}")
        shutil.copytree(reader.content() / "exercises", folder / "exercises")

    def cells(self, language: str) -> list[str]:
        """The code cells of an exercise, in order: the first opens the work."""
        notebook = nbformat.read(self.folder / "exercises" / language / f"{LESSON}.ipynb", as_version=4)
        return [cell.source for cell in notebook.cells if cell.cell_type == "code"]

    @property
    def saved(self) -> dict[str, bytes]:
        """Every file of work."""
        place = self.folder / "work"
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}

    @property
    def touchpoints(self) -> list[str]:
        """The names in the work of the only student."""
        (name,) = [name for name in self.saved if name.endswith(".work.json")]
        found = json_files.decode(self.saved[name], work.Work, name, words.of("en"))
        return [one.name for one in found.steps.identify.touchpoints]


class Opened:
    """A notebook with a kernel of its own."""

    def __init__(self, kit: Kit, notebook: Kernel, language: str) -> None:
        self.kit, self.notebook, self.language = kit, notebook, language
        # What a cell gives is looked at here; drawing pictures of it would take the time.
        notebook.shell.display_formatter.mimebundle_formatter.enabled = False

    def run(self, cells: Iterable[str]) -> dict[str, StepPanel]:
        """Run cells without an error: what the last cell of each step gives. Merely running writes nothing."""
        before, shown = self.kit.saved, {}
        for source in cells:
            ran = self.notebook.run(source)
            assert ran.error is None, ran.printed
            if match := STEP.search(source):
                shown[match[1]] = ran.result
        assert self.kit.saved == before
        return shown

    def check(self, shown: dict[str, StepPanel], steps: Iterable[str] = work.STEPS) -> None:
        """Exactly these steps are there, with the student's work, and say what an undamaged notebook says; and what is
        typed into one of them is added once, for all."""
        assert set(shown) == set(steps)
        whole = Exercise(LESSON, self.language, self.kit.folder)
        for step, panel in shown.items():
            assert panel.session.nickname == NICKNAME and panel.state == getattr(FOX.steps, step)
            assert panel.text() == getattr(whole, step)().text()
        if "identify" in shown:
            page_sends(shown["identify"], "add", name="Einmal")
            assert self.kit.touchpoints == [*NAMES, "Einmal"]
            now = shown["identify"].session
            assert all(panel.state == getattr(now.steps, step) for step, panel in shown.items() if panel.session is now)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("kit"))


@contextmanager
def opened(kit: Kit, language: str, folder: str = "") -> Iterator[Opened]:
    """A notebook among the exercises, or in another folder of the kit; the work is as Fox left it before ▸▸."""
    lay(SimpleNamespace(folder=kit.folder), FOX)
    present.Present(kit.folder, present.kernel(), LESSON, "student").note(NICKNAME)
    place = kit.folder / (folder or f"exercises/{language}")
    with pytest.MonkeyPatch.context() as patch, kernel(place, patch) as notebook:
        yield Opened(kit, notebook, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_split_cells(kit: Kit, language: str) -> None:
    """Each cell cut at every end of a line and of a statement."""
    parts = [part for source in kit.cells(language) for part in re.split(r"\n|; ", source)]
    assert len(parts) > 2 * len(kit.cells(language))
    with opened(kit, language) as notebook:
        notebook.check(notebook.run(parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_copied_cells(kit: Kit, language: str) -> None:
    """Each cell up to three times, the copies beside it or at the end."""
    cells, random = kit.cells(language), Random(language)
    beside = [source for source in cells for _ in range(random.randint(1, 3))]
    with opened(kit, language) as notebook:
        notebook.check(notebook.run([*beside, *random.sample(cells[1:], 7)]))


@TRIES
def test_deleted_cells(kit: Kit, seed: int) -> None:
    """Some cells, but not the first, are deleted: the others show their step."""
    language, random = LANGUAGES[seed % 3], Random(seed)
    first, *others = kit.cells(language)
    left = [source for source in others if random.random() < 0.6]
    with opened(kit, language) as notebook:
        notebook.check(notebook.run([first, *left]), [match[1] for source in left if (match := STEP.search(source))])


@TRIES
def test_reordered_cells(kit: Kit, seed: int) -> None:
    """The cells after the first, in any order."""
    language = LANGUAGES[seed % 3]
    first, *others = kit.cells(language)
    with opened(kit, language) as notebook:
        notebook.check(notebook.run([first, *Random(seed).sample(others, len(others))]))


@TRIES
def test_cells_run_again(kit: Kit, seed: int) -> None:
    """After all cells some of them again, the first one too, in any order: every step shows the work, and what is typed
    into one that belongs to the first cell's last run is in the file once."""
    language, random = LANGUAGES[seed % 3], Random(seed)
    cells = kit.cells(language)
    with opened(kit, language) as notebook:
        notebook.check(notebook.run([*cells, *random.choices(cells, k=8), cells[0], *random.choices(cells[1:], k=4),
                                     *cells[1:3]]))  # fmt: skip


def test_a_notebook_runs_again_after_a_change(kit: Kit) -> None:
    """All cells are run anew after something was added, in the same kernel: it is there, and the next is added."""
    cells = kit.cells("de")
    with opened(kit, "de") as notebook:
        page_sends(notebook.run(cells)["identify"], "add", name="Einmal")
        page_sends(notebook.run(cells)["identify"], "add", name="Zweimal")
    assert kit.touchpoints == [*NAMES, "Einmal", "Zweimal"]


@pytest.mark.parametrize(
    ("language", "folder"), [("en", "exercises"), ("de", "."), ("lv", "Mana mape ž/8. b"), ("lv", "notebooks/lv")]
)
def test_a_renamed_notebook_in_another_folder(kit: Kit, language: str, folder: str) -> None:
    """Renamed and moved within the kit's folder: it finds the work, and what is saved with it says so."""
    (kit.folder / folder).mkdir(parents=True, exist_ok=True)
    name = f"{folder}/mans darbs (2).ipynb"
    shutil.copy(kit.folder / "exercises" / language / f"{LESSON}.ipynb", kit.folder / name)
    with opened(kit, language, folder) as notebook:
        shown = notebook.run(kit.cells(language))
        before = shown["identify"].text()
        data, metadata = shown["identify"]._repr_mimebundle_()
        notebook.check(shown)
        output = {"output_type": "execute_result", "data": data, "metadata": metadata}
        model = {"type": "notebook", "content": {"cells": [{"outputs": [output]}]}}
        notebook_hook.before_saving(model, name, SimpleNamespace(root_dir=str(kit.folder)))
        assert output["data"]["text/plain"] == shown["identify"].text() != before


def test_without_the_first_cell_python_names_what_is_missing(kit: Kit) -> None:
    """A cell that is run before the first one: Python's own NameError, which writes nothing. With the first cell
    run, the same cell shows the work. (The cell in which students may code is still empty.)"""
    first, *others, _ = kit.cells("lv")
    with opened(kit, "lv") as notebook:
        before = kit.saved
        for source in others:
            ran = notebook.notebook.run(source)
            assert isinstance(ran.error, NameError) and re.search(
                r"NameError: name '(work|tp)' is not defined", ran.printed
            )
        assert kit.saved == before
        notebook.check(notebook.run([first, *others]))


def test_the_first_cell_run_again_while_the_steps_stay(kit: Kit) -> None:
    """Only the first cell is run again; the step that stands there is typed into, and then its cell is run again: it
    shows what was typed."""
    cells = kit.cells("de")
    with opened(kit, "de") as notebook:
        old = notebook.run(cells)["identify"]
        notebook.run(cells[:1])
        page_sends(old, "add", name="Einmal")
        new = notebook.run(cells[1:])["identify"]
        assert [one.name for one in new.state.touchpoints] == [*NAMES, "Einmal"]
        page_sends(new, "add", name="Zweimal")
    assert kit.touchpoints == [*NAMES, "Einmal", "Zweimal"]

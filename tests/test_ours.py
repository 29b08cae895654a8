"""Which cells of a notebook are the kit's: only those run by themselves, and they can be put back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from nbformat import NotebookNode
from test_repair import BUILT, NAME, after, deeds

from touchpoints.jupyter import ours, workspace
from touchpoints.storage.places import MARKER

CODE = {
    cell.id: cell.source
    for cell in nbformat.reads(BUILT, as_version=4).cells
    if cell.cell_type == "code" and cell.metadata.get("editable") is False
}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    workspace.update(folder, student=True)
    return folder


def lay(kit: Path, notebook: NotebookNode, name: str = NAME) -> str:
    (kit / name).parent.mkdir(parents=True, exist_ok=True)
    (kit / name).write_text(nbformat.writes(notebook), encoding="utf-8")
    return name


def test_a_notebook_of_the_kit(kit: Path) -> None:
    """All that the kit has written runs, but for the student's own cell; a copy under another name runs too."""
    for name in (NAME, "exercises/de/mine.ipynb", "mine/copy.ipynb"):
        lay(kit, nbformat.reads(BUILT, as_version=4), name)
        found = ours.look(kit, name)
        assert found == (True, tuple(CODE), "school-lunch", "de", "student", CODE, 0, True)


@given(deeds)
def test_only_the_kits_cells_run(done: list[tuple[int, str]]) -> None:
    """Whatever was done to a notebook, only what the kit has written is to run, nothing without the first cell; that
    something is missing is said, and put back, and what was there stays beside it."""
    with tempfile.TemporaryDirectory() as folder:
        kit, notebook = Path(folder), after(done)
        (kit / MARKER).write_text("{}", encoding="utf-8")
        found = ours.look(kit, lay(kit, notebook))
        assert found.sources.items() <= CODE.items() and found.run == tuple(found.sources)
        assert not found.run or next(iter(CODE)) in found.run
        present = [(cell.cell_type, cell.source) for cell in notebook.cells]
        fixed = [cell for cell in nbformat.reads(BUILT, as_version=4).cells if cell.metadata.get("editable") is False]
        missing = [cell for cell in fixed if (cell.cell_type, cell.source) not in present]
        assert not (missing and found.whole)
        assert ours.put_back(kit, NAME)
        again = ours.look(kit, NAME)
        assert again.whole and again.sources == CODE
        (aside,) = (kit / NAME).parent.glob("*.changed-1.ipynb")
        assert nbformat.read(aside, as_version=4).cells == notebook.cells


def test_a_forged_notebook(kit: Path) -> None:
    """One that calls its cells the kit's runs nothing that the kit has not written."""
    forged = nbformat.reads(BUILT, as_version=4)
    for cell in forged.cells:
        if cell.cell_type == "code":
            cell.source += "\nprint('forged')"
    assert ours.look(kit, lay(kit, forged, "exercises/de/forged.ipynb")).run == ()
    stranger = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('mine')")])
    for mark in ({}, {"lesson": "../../x", "language": "de", "audience": "student"}, {"audience": ["class"]}, "text"):
        stranger.metadata["touchpoints"] = mark
        assert ours.look(kit, lay(kit, stranger, "exercises/de/forged.ipynb")) == ours.Ours()


def test_outside_a_kits_folder(tmp_path: Path, kit: Path) -> None:
    """Nothing is the kit's in a folder that `open` has not made, nor where there is no file, nor outside the server's
    folder."""
    lay(tmp_path, nbformat.reads(BUILT, as_version=4))
    for folder, name in ((tmp_path, NAME), (kit, "exercises/de/none.ipynb"), (kit, "exercises"), (kit / "notebooks", f"../{NAME}")):
        assert not ours.look(folder, name).ours and not ours.put_back(folder, name)

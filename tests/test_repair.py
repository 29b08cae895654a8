"""Notebooks of the kit after anything was done to them in JupyterLab or to the file."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from touchpoints.jupyter import repair
from touchpoints.lessons import reader

NAME = "exercises/de/school-lunch.ipynb"
BUILT = Path(reader.content(), NAME).read_text(encoding="utf-8")
OURS = [cell for cell in nbformat.reads(BUILT, as_version=4).cells if cell.metadata.get("editable") is False]

# What may be done to a cell: where it stands, and what with it.
deeds = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(("delete", "copy", "move", "empty", "raw", "code", "cut up", "add", "run", "unlock")),
    ),
    max_size=12,
)


def after(done: list[tuple[int, str]]) -> NotebookNode:
    notebook = nbformat.reads(BUILT, as_version=4)
    for number, (at, deed) in enumerate(done):
        cells = notebook.cells
        cell = cells[at % len(cells)] if cells else nbformat.v4.new_raw_cell("")
        twin = copy.deepcopy(cell)
        twin.id = f"twin-{number}"
        if deed in ("delete", "move") and cells:
            cells.remove(cell)
        if deed == "move":
            cells.insert(at // 2, cell)
        elif deed == "copy":
            cells.insert(at, twin)
        elif deed in ("empty", "cut up"):
            cell.source = cell.source[: len(cell.source) // 2 if deed == "cut up" else 0]
        elif deed in ("raw", "code"):
            cell.cell_type = deed
            for name in ("outputs", "execution_count", "attachments"):
                cell.pop(name, None)
            cell.update({"outputs": [], "execution_count": None} if deed == "code" else {})
        elif deed == "unlock":
            cell.metadata.pop("editable", None)
        elif deed == "run" and cell.cell_type == "code":
            cell.execution_count = 77
        elif deed == "add":
            cells.insert(at, nbformat.v4.new_code_cell(f"mine {number}", id=f"mine-{number}"))
    return notebook


def sources(cells: list[NotebookNode]) -> list[tuple[str, str, str]]:
    return [(cell.id, cell.cell_type, cell.source) for cell in cells]


@given(deeds)
def test_ours_come_back_and_theirs_stay(done: list[tuple[int, str]]) -> None:
    """Whatever was done: all cells of ours are there, in order and locked, all of people's own too, in their order; and
    mending it again changes nothing."""
    present = after(done)
    text = nbformat.writes(present)
    mended = repair.whole(text, BUILT)
    cells = nbformat.reads(mended, as_version=4).cells
    ids = {cell.id for cell in OURS}
    assert sources([cell for cell in cells if cell.id in ids]) == sources(OURS)
    assert all(not cell.metadata.editable for cell in cells if cell.id in ids)
    theirs = [cell for cell in present.cells if cell.id not in ids and cell.metadata.get("editable") is not False]
    found = [cell for cell in cells if cell.id not in ids]
    assert sources([cell for cell in found if cell.id in {one.id for one in theirs}]) == sources(theirs)
    assert {cell.id for cell in found} - {cell.id for cell in theirs} <= {"school-lunch-finish-your_code"}
    assert repair.whole(mended, BUILT) == mended
    assert repair.digest(NAME, mended) == repair.digest(NAME, BUILT)


def test_outputs_of_what_is_the_same_stay() -> None:
    """Of a mended notebook only the cell that was changed is as new; the others show what they showed."""
    notebook = nbformat.reads(BUILT, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.metadata.get("editable") is False]
    for cell in code:
        cell.execution_count = 77
    code[2].source = "broken"
    mended = nbformat.reads(repair.whole(nbformat.writes(notebook), BUILT), as_version=4)
    counts = [cell.execution_count for cell in mended.cells if cell.id in {one.id for one in code}]
    assert [count != 77 for count in counts] == [cell is code[2] for cell in code]


def test_two_cells_of_one_id() -> None:
    """Files joined by hand may hold an id twice; nothing is said on the terminal, and what somebody wrote stays."""
    notebook = json.loads(BUILT)
    notebook["cells"].insert(1, {**notebook["cells"][0], "metadata": {}, "source": "mine"})
    cells = nbformat.reads(repair.whole(json.dumps(notebook), BUILT), as_version=4).cells
    assert sources(cells)[:1] == sources(OURS)[:1] and "mine" in [cell.source for cell in cells]


@given(st.integers(0, len(BUILT)))
def test_a_file_cut_off_anywhere_is_whole_again(length: int) -> None:
    """Of a file that was cut off nothing of the kit's is missing afterwards."""
    assert repair.whole(BUILT[:length], BUILT) == BUILT

"""A notebook of the kit after people have worked in it: what is ours is told from what is theirs, and put back.

No stray key deletes or changes a cell of the kit; but cells can be copied, moved and cut up all the same, and files
cut off.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import defaultdict

import nbformat
from nbformat import NotebookNode


def digest(name: str, text: str) -> str:
    """What the kit wrote, whatever was run or added: its cells' kinds and sources; of another file, all of it.

    The same digest means that nothing of it was changed.
    """
    notebook = read(text) if name.endswith(".ipynb") else None
    if notebook:
        text = json.dumps([[cell.cell_type, cell.source] for cell in notebook.cells if is_ours(cell)])
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> NotebookNode | None:
    """The notebook, or None where the text is none (any more)."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of two cells with one id, one gets another
            notebook = nbformat.reads(text, as_version=4)
        [(cell.cell_type, cell.source, cell.metadata.get("editable")) for cell in notebook.cells]
    except Exception:  # nbformat fails in many ways, and all of them mean this
        return None
    return notebook


def whole(text: str, as_built: str) -> str:
    """The notebook as it is built, with whatever people's own cells stand in `text`, each after the same cell of ours.

    Cells of ours that are as built keep their outputs. Where `text` is no notebook, it has nothing to keep.
    """
    present, built = read(text), nbformat.reads(as_built, as_version=4)
    if present is None:
        return as_built
    ours = {cell.id: place for place, cell in enumerate(built.cells) if is_ours(cell)}
    kept, theirs, last = {}, defaultdict(list), -1  # by place: ours as they stand there, and what stands after them
    for cell in present.cells:
        if (place := ours.get(cell.get("id"))) is not None:
            last = place
            kept[place] = cell
        elif not is_ours(cell):  # else a copy of ours
            theirs[last].append(cell)
    there = {cell.get("id") for cells in theirs.values() for cell in cells}
    cells = theirs[-1]
    for place, cell in enumerate(built.cells):
        if cell.id not in there:
            cells.append(_renewed(kept.get(place), cell))
        cells += theirs[place]
    present.cells = cells
    present.metadata.update(built.metadata)
    return nbformat.writes(present, indent=1, sort_keys=True) + "\n"


def is_ours(cell: NotebookNode) -> bool:
    """Whether a cell says that it is the kit's: nobody edits those."""
    return cell.metadata.get("editable") is False


def _renewed(cell: NotebookNode | None, built: NotebookNode) -> NotebookNode:
    """A cell of ours as it is built; with the outputs that it has, if it is the same."""
    if cell is None or (cell.cell_type, cell.source) != (built.cell_type, built.source):
        return built
    cell.metadata.update(built.metadata)
    return cell

"""Which cells of a notebook are exactly what the kit has written: for what runs by itself, and for putting it back."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from touchpoints.files import atomic, regular
from touchpoints.jupyter import repair, workspace
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.storage import class_settings
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import FOLDERS, MARKER, MOST_READ, root


class Ours(NamedTuple):
    """What is the kit's in a notebook. `run`: the ids of the cells to run; `sources`: what stands in each of them;
    `foreign`: how many other cells hold code; `whole`: nothing of the kit's is missing or was changed."""

    ours: bool = False
    run: tuple[str, ...] = ()
    lesson: str = ""
    language: str = ""
    audience: str = ""
    sources: dict[str, str] = {}
    foreign: int = 0
    whole: bool = True


def look(folder: Path, path: str) -> Ours:
    """The notebook at `path` of a server on `folder`; none of the kit's outside a kit's folder, or where it cannot be
    read. What the file says of itself only names the notebook with which it is compared."""
    found = _read(folder, path)
    if found is None:
        return Ours()
    present, mark, built = *found[:2], nbformat.reads(found[2], as_version=4)
    times = Counter(cell.get("id") for cell in present.cells)
    there = {cell.id: cell.source for cell in present.cells if cell.cell_type == "code" and times[cell.id] == 1}
    sources = {
        cell.id: cell.source
        for cell in built.cells
        if cell.cell_type == "code" and repair.is_ours(cell) and there.get(cell.id) == cell.source
    }
    begins = next(cell.id for cell in built.cells if cell.cell_type == "code")  # without it nothing of the rest can run
    sources = sources if begins in sources else {}
    known = {cell.id for cell in built.cells}  # the one in which students may code is among them
    theirs = [
        one for one in present.cells if one.cell_type == "code" and one.get("id") not in known and one.source.strip()
    ]
    kept = [(cell.cell_type, cell.source) for cell in present.cells if cell.get("id") in known]
    whole = all((one.cell_type, one.source) in kept for one in built.cells if repair.is_ours(one))
    said = (mark["lesson"], mark["language"], mark["audience"])
    return Ours(True, tuple(sources), *said, sources, len(theirs), whole)


def put_back(folder: Path, path: str) -> bool:
    """Make the kit's cells again what they were; people's own stay, and the file as it was stays beside it."""
    found = _read(folder, path)
    if found is None:
        return False
    file = Path(folder, path)
    text = regular.read(file, MOST_READ).decode(errors="replace")
    workspace.set_aside(file)
    atomic.write(file, repair.whole(text, found[2]).encode())
    return True


def _read(folder: Path, path: str) -> tuple[NotebookNode, dict[str, str], str] | None:
    """A notebook in a kit's folder, what it says of itself, and what the kit has written under that name."""
    file = Path(folder, path)
    kit = root(file.parent)
    try:
        inside = (kit / MARKER).is_file() and all(file.resolve().is_relative_to(one.resolve()) for one in (kit, folder))
        present = repair.read(regular.read(file, MOST_READ).decode(errors="replace")) if inside else None
        mark = present.metadata["touchpoints"] if present else {}
        name = f"{FOLDERS[mark['audience']]}/{mark['language']}/{mark['lesson']}.ipynb"
    except (OSError, ValueError, KeyError, TypeError):
        return None
    built = workspace.as_built(name, _settings(kit))
    return (present, mark, built) if built else None


def _settings(kit: Path) -> ClassSettings:
    """The class's; of a broken file, of which `open` tells, none."""
    with suppress(KitError, OSError):
        return class_settings.read(kit, words.of(words.readers_language()))
    return ClassSettings()

"""Where saved work lies, and under which file name: the kit's folder, a nickname's file and what stands beside it."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from contextlib import suppress
from pathlib import Path

from touchpoints.files import names, regular

MARKER = ".touchpoints.json"  # `touchpoints open` puts it at the root of the kit's folder
FOLDERS = {"class": "notebooks", "student": "exercises"}  # where in it the notebooks lie, by their audience
PICTURES = "pictures"  # where in it lies what is taken home or printed
FOLDER_VARIABLE = "TOUCHPOINTS_FOLDER"  # and names that folder here, for notebooks that were moved out of it
CLASS_VARIABLE = "TOUCHPOINTS_CLASS_FOLDER"  # names the folder of a class, where copies of what is handed in go
NICKNAME_VARIABLE = "TOUCHPOINTS_NICKNAME"  # names the student whom a hub has let in, to the kernels of their server
LESSONS_VARIABLE = "TOUCHPOINTS_LESSONS"  # names a folder of a teacher's own lessons, for what gives marks
GRADING_VARIABLE = "NBGRADER_EXECUTION"  # nbgrader says "autograde" there while it runs what was submitted
MOST_READ = 20_000_000  # of a notebook: with its pictures one of ours has a million bytes
_MAX_BYTES = 120  # of a name: with its endings it stays below the 255 that file systems take


def root(start: Path) -> Path:
    """The kit's folder: the nearest one upwards that holds the marker file, else the one that was opened, else `start`
    itself. A notebook that nbgrader has given out, in a folder of its own, keeps everything beside itself: so it is
    submitted with it.
    """
    opened = os.environ.get(FOLDER_VARIABLE, "")
    above = (start, *start.parents, *((Path(opened),) if opened else ()))
    kit = next((folder for folder in above if os.path.isfile(folder / MARKER)), start)
    if start.parent in [kit / folder for folder in FOLDERS.values()]:
        return kit
    return start if given_out(start) else kit


def grading() -> bool:
    """Whether nbgrader runs a submission: then only what was submitted with it counts."""
    return os.environ.get(GRADING_VARIABLE) == "autograde"


def given_out(folder: Path) -> bool:
    """Whether a notebook in `folder` comes from nbgrader, which gives the cells that it grades a checksum."""
    if grading():
        return True
    with suppress(OSError):  # a drive that does not answer
        return any(_has_checksum(path) for path in folder.glob("*.ipynb"))
    return False


def _has_checksum(notebook: Path) -> bool:
    with suppress(OSError):  # a folder of that name
        return b'"checksum"' in regular.read(notebook, MOST_READ)
    return False


def file_stem(nickname: str) -> str:
    """A file name without ending that every system takes, the same for "Fox" and "fox".

    Where letters had to go, a short digest keeps two nicknames apart; "~" stands before nothing else.

    >>> file_stem("Zoë 8a")
    'zoë_8a'
    """
    name = unicodedata.normalize("NFC", nickname.casefold()).strip()
    stem = re.sub(r"[^\w-]", "_", name)
    plain = stem == name.replace(" ", "_") and "_" not in name and 0 < len(stem.encode()) <= _MAX_BYTES
    if plain and not names.is_reserved(stem):
        return stem
    return f"{stem[: _MAX_BYTES // 4]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def previous(path: Path) -> Path:
    return path.with_name(path.name + ".previous")


def set_aside(path: Path) -> Path:
    """Rename a damaged file to a free name that ends in ``.broken``."""
    number, aside = 1, path.with_name(path.name + ".broken")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{number}.broken")
    path.rename(aside)
    return aside

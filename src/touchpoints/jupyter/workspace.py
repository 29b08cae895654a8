"""The kit's folder on a user's machine: lessons copied there, brought up to date, and JupyterLab's settings for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import nbformat

from touchpoints.files import atomic
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.storage.places import MARKER, root

SETTINGS = {
    # no question about news in front of the class
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # "run all" asks nothing before it restarts
    "@jupyterlab/apputils-extension:sessionDialogs": {"skipKernelRestartDialog": True},
}
_LANGUAGE_PACKS = {"de": ("jupyterlab_language_pack_de_DE", "de_DE")}


class Update(NamedTuple):
    """What an update did: files written anew, and files left alone because their owner changed them."""

    written: list[str]
    kept: list[str]


def update(folder: Path, student: bool) -> Update:
    """Copy the lessons into the kit's folder, or bring it up to date.

    A file is replaced only while its sources (not its outputs) are what was copied last; one that its owner
    changed stays. Work and all other files are never touched.
    """
    copied = _manifest(folder)
    written, kept = [], []
    for name, text in _content(student):
        path, mark = folder / name, _sources(name, text)
        present = path.read_text(encoding="utf-8", errors="replace") if path.exists() else None
        if present is not None and _sources(name, present) == mark:
            copied[name] = mark
        elif present is None or _sources(name, present) == copied.get(name):
            atomic.write(path, text.encode())
            copied[name] = mark
            written.append(name)
        else:
            kept.append(name)
    _write_changed(folder / MARKER, json.dumps({"copied": copied}, indent=1, sort_keys=True) + "\n")
    return Update(written, kept)


def settings(folder: Path, language: str) -> Path:
    """Write JupyterLab's settings for the kit into a folder of ours; the user's own settings stay as they are."""
    chosen = dict(SETTINGS)
    package, locale = _LANGUAGE_PACKS.get(language, ("", ""))
    if package and find_spec(package):
        chosen["@jupyterlab/translation-extension:plugin"] = {"locale": locale}
    where = folder / ".touchpoints-settings"
    _write_changed(where / "overrides.json", json.dumps(chosen, indent=1, sort_keys=True) + "\n")
    return where


def refuse_unfit(folder: Path, say: Words) -> None:
    """KitError for a folder that cannot be the kit's: a file, one inside another kit, or one inside the sources."""
    if folder.exists() and not folder.is_dir():
        raise KitError(say("open.not_folder", folder=str(folder)))
    around = root(folder.parent)
    if (around / MARKER).is_file():
        raise KitError(say("open.inside", folder=str(folder), other=str(around)))
    if any((parent / "src" / "touchpoints" / "cli.py").is_file() for parent in (folder, *folder.parents)):
        raise KitError(say("open.sources", folder=str(folder)))


def _content(student: bool) -> Iterator[tuple[str, str]]:
    source = reader.content()
    for name in ("exercises",) if student else ("notebooks", "exercises"):
        for path in sorted((source / name).glob("*/*")):
            if path.suffix in (".ipynb", ".html"):
                yield path.relative_to(source).as_posix(), path.read_text(encoding="utf-8")


def _sources(name: str, text: str) -> str:
    """A digest of what an author wrote: the cells' kinds and sources; of other files, the whole text."""
    if name.endswith(".ipynb"):
        try:
            cells = nbformat.reads(text, as_version=4).cells
            text = json.dumps([[cell.cell_type, cell.source] for cell in cells])
        except Exception:  # whatever is not a notebook any more is its owner's
            pass
    return hashlib.sha256(text.encode()).hexdigest()


def _manifest(folder: Path) -> dict[str, str]:
    try:
        copied = json.loads((folder / MARKER).read_text(encoding="utf-8"))["copied"]
        return {str(name): str(mark) for name, mark in copied.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}  # a first use, or a damaged manifest: then only files as they are now count as ours


def _write_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_bytes() != text.encode():
        atomic.write(path, text.encode())

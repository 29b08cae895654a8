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
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.storage.class_settings import ClassSettings
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


def update(folder: Path, student: bool, settings: ClassSettings = ClassSettings()) -> Update:
    """Copy the lessons into the kit's folder, as the class has them, or bring it up to date.

    A file is replaced only while its sources (not its outputs) are what was copied last; one that its owner
    changed stays. Work and all other files are never touched.
    """
    copied = _manifest(folder)
    written, kept = [], []
    for name, text in _content(student, settings):
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


def _content(student: bool, settings: ClassSettings) -> Iterator[tuple[str, str]]:
    source, changed = reader.content(), _changed_by_class(settings)
    for folder in ("exercises",) if student else ("notebooks", "exercises"):
        for path in sorted((source / folder).glob("*/*")):
            if path.suffix in (".ipynb", ".html"):
                name = path.relative_to(source).as_posix()
                yield name, changed[name] if name in changed else path.read_text(encoding="utf-8")


def _changed_by_class(settings: ClassSettings) -> dict[str, str]:
    """The files of those lessons of which the class has other minutes or texts."""
    found: dict[str, str] = {}
    for id in sorted({*settings.minutes, *settings.texts} & {*reader.ids()}):
        from touchpoints.publish import notebooks  # with it come the charts: few classes need them here

        for language in LANGUAGES:
            lesson = reader.read(id, language)
            if (taught := settings.taught(lesson)) is not lesson:
                found |= dict(notebooks.files_of(taught))
    return found


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

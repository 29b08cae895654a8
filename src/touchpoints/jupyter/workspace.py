"""The kit's folder on a user's machine: lessons copied there, brought up to date, and JupyterLab's settings for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from touchpoints.files import atomic, regular
from touchpoints.jupyter import repair
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import MARKER, root

SETTINGS = {
    # no question about news in front of the class
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # room for ▸▸ in a narrow window too; what is left out stands in the menus
    "@jupyterlab/notebook-extension:panel": {
        "toolbar": [{"name": name, "disabled": True} for name in ("cut", "copy", "paste", "interrupt", "restart")]
    },
    # "run all" asks nothing before it restarts
    "@jupyterlab/apputils-extension:sessionDialogs": {"skipKernelRestartDialog": True},
}
# JupyterLab asks at each start whether it should be built anew, for which a Node would run for half a second.
_PAGE = {"buildAvailable": False, "buildCheck": False}
# This environment's Python, which imports nothing that lies beside a notebook, and the kit before it is asked for; that
# stays, and is a fifth faster while nothing is searched for what could go.
_READY = (
    """__import__("gc").disable()""",
    """__import__("touchpoints.steps.ready", fromlist=["make"]).make()""",
    """__import__("gc").freeze()""",
    """__import__("gc").enable()""",
)
_KERNEL = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    + [f"--IPKernelApp.exec_lines={line}" for line in _READY],
    "display_name": "Python 3",
    "language": "python",
    "env": {"PYTHONSAFEPATH": "1"},
    "metadata": {"debugger": True, "supported_encryption": "curve"},
}
_MANIFEST = 1_000_000  # bytes: far more than a manifest has
_LOCALES = {"de": "de_DE"}  # languages of ours in which JupyterLab has menus


class Update(NamedTuple):
    """What an update did: files written anew, of those that somebody had changed, where the former one is now, and
    which of the teacher's own texts stand in place of a text that is another since."""

    written: list[str]
    kept: dict[str, str]
    outdated: list[str]


def update(folder: Path, student: bool, settings: ClassSettings = ClassSettings()) -> Update:
    """Copy the lessons into the kit's folder, as the class has them, or bring it up to date.

    What the kit has written comes back as it is now; cells that people have added stay, and outputs while their cell is
    the same. A file that was changed or broken is kept beside the new one. Work and all other files are never touched.
    """
    copied = _manifest(folder)
    written, kept = [], {}
    for name, text in _content(student, settings):
        path, mark = folder / name, repair.digest(name, text)
        present = (
            path.read_text(encoding="utf-8", errors="replace") if path.is_file() else "" if path.exists() else None
        )
        there = None if present is None else repair.digest(name, present)
        if there != mark:
            if there not in (None, copied.get(name)):
                kept[name] = set_aside(path)
            atomic.write(path, (repair.whole(present or "", text) if path.suffix == ".ipynb" else text).encode())
            written.append(name)
        copied[name] = mark
    beneath = _beneath(settings)
    outdated = [name for name, mark in beneath.items() if copied.get(name, mark) != mark]
    copied |= beneath
    _write_changed(folder / MARKER, json.dumps({"copied": copied}, indent=1, sort_keys=True) + "\n")
    return Update(written, kept, outdated)


def _beneath(settings: ClassSettings) -> dict[str, str]:
    """Marks of the kit's own texts in whose place the class has another, by where that one stands."""
    found = {}
    for id, texts in settings.texts.items():
        if id in reader.ids():
            blocks = reader.read(id, settings.language or LANGUAGES[0]).blocks
            found |= {f"[texts.{id}] {name}": repair.digest(name, blocks[name].text) for name in texts}
    return found


def set_aside(path: Path) -> str:
    """Give a file a name that is still free beside it; the name."""
    for number in count(1):
        beside = path.with_name(f"{path.stem}.changed-{number}{path.suffix}")
        if not beside.exists():
            path.rename(beside)
            return beside.name
    raise AssertionError("some number is free")


def as_built(name: str, settings: ClassSettings) -> str | None:
    """The kit's file of this name, such as "exercises/de/school-lunch.ipynb", as the class has it; None for no such."""
    return next((text for known, text in _content(False, settings) if known == name), None)


def settings(folder: Path, language: str, without: tuple[str, ...] = ()) -> Path:
    """Write JupyterLab's settings for the kit into a folder of ours; the user's own settings stay as they are.

    `without`: the parts of JupyterLab that are not shown.
    """
    chosen = dict(SETTINGS)
    if language in _LOCALES:
        chosen["@jupyterlab/translation-extension:plugin"] = {"locale": _LOCALES[language]}
    where = folder / ".touchpoints-settings"
    page = _PAGE | {"disabledExtensions": dict.fromkeys(without, True)}
    files = {"overrides.json": chosen, "page_config.json": page, "share/kernels/python3/kernel.json": _KERNEL}
    for name, content in files.items():
        _write_changed(where / name, json.dumps(content, indent=1, sort_keys=True) + "\n")
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


def _manifest(folder: Path) -> dict[str, str]:
    try:
        copied = json.loads(regular.read(folder / MARKER, _MANIFEST).decode())["copied"]
        return {str(name): str(mark) for name, mark in copied.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}  # a first use, or a damaged manifest: then only files as they are now count as ours


def _write_changed(path: Path, text: str) -> None:
    with suppress(OSError):
        if regular.read(path, len(text) * 4) == text.encode():
            return
    atomic.write(path, text.encode())

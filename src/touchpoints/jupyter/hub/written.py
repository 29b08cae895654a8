"""The configuration for a school's own JupyterHub, with comments that tell an administrator what to fill in."""

from __future__ import annotations

import json
import secrets
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from touchpoints.files import atomic
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.model.errors import KitError
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import file_stem

FILES = ("jupyterhub_config.py", "touchpoints-hub.service", "touchpoints_tljh.py", "Dockerfile", "values.yaml")
ON_CLUSTER = {"values.yaml": "/class"}  # where the class folders lie, if not here
HERE = "/srv/touchpoints"
STUDENTS = 28  # who come at once, where no class says how many


def write(folder: Path, classes: Sequence[ClassSettings], say: Words) -> list[Path]:
    """Write all files for these classes, or for an invented one, into the folder; only this account can read them, for
    they hold passwords.

    KitError where one is there already: an administrator has filled it in.
    """
    paths = [folder.absolute() / name for name in FILES]
    for path in paths:
        if path.exists():
            raise KitError(say("written.there", file=str(path)))
    known = classes or [ClassSettings(name="8a", lesson="school-lunch")]
    settled = [(one, one.password.strip() or secrets.token_hex(4)) for one in known]
    for path in paths:
        atomic.write_new(path, _filled(path, settled, say).encode(), mode=0o600)
    return paths


def _filled(path: Path, settled: list[tuple[ClassSettings, str]], say: Words) -> str:
    """One file, from its template in the folder `written`."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("written")),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["unit"] = _for_unit
    told: dict[str, dict[str, str]] = {}
    for number, (one, password) in enumerate(settled, 1):
        name = _line(one.name) or f"class {number}"
        told[name if name not in told else f"{name} ({number})"] = _told(one, name, password, path.name, say)
    folders = [shlex.quote(one["class_folder"]) for one in told.values()]
    return environment.get_template(f"{path.name}.j2").render(
        classes=told,
        folder=_line(str(path.parent)),
        folders=folders,
        python=sys.executable,
        make_folders=json.dumps("mkdir -p -m 1777 " + " ".join(folders)),
        students=sum(one.students or len(one.nicknames) or STUDENTS for one, _ in settled),
    )


def _told(one: ClassSettings, name: str, password: str, file: str, say: Words) -> dict[str, str]:
    """What the hub is told of a class."""
    beside = f"{ON_CLUSTER.get(file, HERE)}/{file_stem(name)}"
    return {
        "password": password,
        "language": one.language or (say.language if say.language in LANGUAGES else LANGUAGES[0]),
        "lesson": one.lesson,
        "plan": one.plan,
        "class_folder": beside if file in ON_CLUSTER else _line(one.class_folder) or beside,
    }


def _line(text: str) -> str:
    """A text that ends no line, and so no comment."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _for_unit(text: str) -> str:
    """An argument in a systemd unit, which has signs of its own."""
    for sign, instead in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        text = text.replace(sign, instead)
    return f'"{text}"'

"""What several commands take, and how they give what they have made."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from touchpoints.files import atomic
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.storage import class_settings, hand_in, places
from touchpoints.storage.class_settings import ClassSettings

PATH = click.Path(path_type=Path, readable=False)  # whether it can be read is said when it is read, with the reason
LANGUAGE = click.option("--language", metavar="en|de|lv", help="The language; default: your system's, else English.")
OWN_LESSONS = click.option(
    "--lessons",
    "own",
    type=PATH,
    envvar=places.LESSONS_VARIABLE,
    help="The folder of your own lessons, where the work is of one of them.",
)


def write(out: Path, made: bytes, say: Words) -> None:
    try:
        atomic.write(out, made)
    except OSError as error:
        raise KitError(say("error.system", file=str(out), problem=atomic.why(error, say))) from error


def as_data(data: object) -> bytes:
    """One object for machines."""
    return msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=2)


def class_of(file: Path, say: Words) -> ClassSettings:
    """The settings of the class in whose kit a work was saved or handed in; else none: anybody may lay something beside
    a file, in a class folder or in what was unpacked."""
    kit = places.root(file.parent)
    alone = (kit / places.MARKER).is_file() and not (places.root(kit.parent) / places.MARKER).is_file()
    settings = class_settings.read(kit, say) if alone else ClassSettings()
    handed = settings.folder(kit) or kit / hand_in.FOLDER
    return settings if {kit / "work", kit / hand_in.FOLDER, handed} & {*file.parents} else ClassSettings()

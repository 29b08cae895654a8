"""The classes of a hub, each as its ``class.toml`` has it, and the folder in which its students' work comes in."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import NamedTuple

import msgspec
import tomlkit

from touchpoints.language.words import LANGUAGES, Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.storage import class_settings, hand_in, live
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import file_stem

_NOT_TOLD = ("password", "nicknames", "students", "prestart")  # to students


class HubClass(NamedTuple):
    """`kit` is the teacher's folder, `folder` the class folder; `teacher` is the hub's user who has the teacher's
    notebook, and `key` opens it."""

    name: str
    language: str
    settings: ClassSettings
    kit: Path
    folder: Path
    password: str
    teacher: str
    key: str

    def page(self, audience: str) -> str:
        """What is opened first: the lesson, else the page with all lessons."""
        place = "notebooks" if audience == "class" else "exercises"
        lesson = self.settings.lesson
        return f"/doc/tree/{place}/{self.language}/{lesson}.ipynb" if lesson else f"/touchpoints/start/{self.language}"

    def told(self) -> bytes:
        """The class file for a student's kit: without password, and without the others' nicknames."""
        known = msgspec.to_builtins(self.settings)
        told = {key: value for key, value in known.items() if key not in _NOT_TOLD and value not in ("", [], {}, None)}
        return tomlkit.dumps({**told, "class_folder": str(self.folder)}).encode()

    @property
    def account(self) -> tuple[int, int]:
        """Whose the kit is, or where there is none yet whose the folder around it is: the teacher's uid and gid."""
        there = next(one for one in (self.kit, *self.kit.parents) if one.exists()).stat()
        return there.st_uid, there.st_gid


def read(kits: list[Path], data: Path, say: Words) -> list[HubClass]:
    """The classes of these folders; one without a password gets one for today. KitError names the first mistake."""
    found: list[HubClass] = []
    for number, kit in enumerate(kits, 1):
        settings = class_settings.read(kit, say)
        if settings.lesson and settings.lesson not in reader.ids():
            raise KitError(say("error.lesson", lesson=settings.lesson[:60], known=", ".join(reader.ids())))
        name = settings.name.strip() or kit.name
        found.append(HubClass(
            name, settings.language or (say.language if say.language in LANGUAGES else LANGUAGES[0]), settings, kit,
            settings.folder(kit) or data / "classes" / file_stem(name),
            settings.password.strip() or secrets.token_hex(4), f"teacher.{number}", secrets.token_urlsafe(24),
        ))  # fmt: skip
    for what in ("name", "password"):
        if len({getattr(one, what) for one in found}) < len(found):
            raise KitError(say("host.two_alike", where=", ".join(str(kit / class_settings.NAME) for kit in kits)))
    return found


def make_folder(one: HubClass, own_uids: bool) -> bool:
    """Make the class folder where there is none yet; whether it keeps students from each other's work.

    One that has been there stays as it is. A new one is the teacher's alone to list, students put files there that
    only they and the teacher can read, and nobody takes away somebody else's.
    """
    for folder in (one.folder, one.folder / live.FOLDER):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
            if own_uids:
                os.chown(folder, *one.account)
                folder.chmod(hand_in.DROP_BOX)
    return not own_uids or stat.S_IMODE(one.folder.stat().st_mode) == hand_in.DROP_BOX

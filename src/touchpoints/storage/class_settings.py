"""What a teacher has settled for a class: ``class.toml`` at the root of the kit's folder. Only `format` must be there.

>>> from touchpoints.language import words
>>> read(Path("nowhere"), words.of("en")).keep_live_days
14
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import tomlkit

from touchpoints.files import atomic, json_files, regular, toml_files
from touchpoints.files.toml_files import KeyPath, Problem, line_of
from touchpoints.language import hints
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Minutes
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Id, Value
from touchpoints.model.work import DEFAULT_PLAN, PLANS, PlanName, Work

NAME = "class.toml"
CHOSEN = ("name", "language", "plan")  # what the start page asks for
Nickname = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class ClassSettings(Value):
    """A class: its name and language, the lesson that is opened, the plan (then nobody chooses another), where copies
    of what is handed in go, who is in it, other minutes for a lesson's parts, and the teacher's own words in place of a
    lesson's blocks.

    `students` is how many they are where no nicknames are given; `prestart`, `keep_live_days` and `password` are for a
    class that works at one computer of the school.
    """

    format: Literal["touchpoints.class/1"] = "touchpoints.class/1"
    name: Annotated[str, msgspec.Meta(max_length=60)] = ""
    language: str = ""
    lesson: str = ""
    plan: str = ""
    class_folder: str = ""
    nicknames: Annotated[tuple[Nickname, ...], msgspec.Meta(max_length=500)] = ()
    students: Annotated[int, msgspec.Meta(ge=1, le=500)] | None = None
    prestart: bool = False
    keep_live_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 14
    password: str = ""
    minutes: dict[Id, dict[str, Minutes]] = {}
    texts: dict[Id, dict[str, str]] = {}

    def plan_of(self, work: Work | None) -> PlanName:
        """The plan that holds for a work: the class's, else the one that was chosen, else that of two lessons."""
        return self.plan or (work and work.plan) or DEFAULT_PLAN

    def taught(self, lesson: LessonContent) -> LessonContent:
        """The lesson as this class has it: with its minutes, and its texts where they are in the class's language."""
        minutes = self.minutes.get(lesson.id, {})
        texts = self.texts.get(lesson.id, {}) if self.language in ("", lesson.language) else {}
        return lesson.adapted(self.plan or DEFAULT_PLAN, minutes, texts) if minutes or texts else lesson

    def folder(self, kit: Path) -> Path | None:
        """The class folder, where one is named; a relative one lies in the kit's folder."""
        return kit / os.path.expanduser(self.class_folder) if self.class_folder.strip() else None


def read(kit: Path, words: Words) -> ClassSettings:
    """The settings in the kit's folder; where there is no file, those of a class about which nothing is settled.

    KitError names the first mistake, its line and the remedy.
    """
    path = kit / NAME
    if not path.exists():
        return ClassSettings()
    settings, wrong = toml_files.decode(path, ClassSettings, words)
    for problem in wrong or _unknown(path, settings, words):
        raise KitError(problem.said(words))
    return settings


def choose(kit: Path, chosen: dict[str, str], words: Words) -> None:
    """Write some of the file's texts, such as `CHOSEN`, or "" for none; all else stays there as it is, with its
    comments.

    KitError where the file has a mistake, or would have one; OSError where it cannot be written. Then it is as it was.
    """
    read(kit, words)
    path = kit / NAME
    before = regular.read(path, json_files.MAX_BYTES) if path.exists() else b""
    document = tomlkit.parse(before.decode("utf-8-sig") or 'format = "touchpoints.class/1"\n')
    for key, value in chosen.items():
        if value.strip():
            document[key] = value.strip()
        else:
            document.pop(key, None)
    if (made := tomlkit.dumps(document).encode()) == before:
        return
    atomic.write(path, made)
    try:
        read(kit, words)
    except KitError:
        atomic.write(path, before) if before else path.unlink()
        raise


def _unknown(path: Path, settings: ClassSettings, words: Words) -> Iterator[Problem]:
    """Languages, lessons, parts and blocks that there are not; and a file that does not say what it is."""
    toml = path.read_text(encoding="utf-8-sig")

    def problem(place: KeyPath, key: str, /, **values: object) -> Problem:
        return Problem(path, line_of(toml, place), words(key, **values))

    if not any(where == ("format",) for _, where in toml_files.places(toml)):
        yield Problem(path, 1, words("error.missing_field", field="format"))
    if settings.language and settings.language not in LANGUAGES:
        yield problem(("language",), "error.language", language=settings.language[:40], known=", ".join(LANGUAGES))
    if settings.plan and settings.plan not in PLANS:
        yield problem(("plan",), "error.plan", plan=settings.plan[:40], known=", ".join(PLANS))
    named = [(("lesson",), settings.lesson)] if settings.lesson else []
    named += [((table, id), id) for table in ("minutes", "texts") for id in getattr(settings, table)]
    for place, id in named:
        if reader.home(id, path.parent) is None:
            yield problem(place, "error.lesson", lesson=id[:60], known=", ".join(reader.ids()))
            return
    for id in {*settings.minutes, *settings.texts}:
        lesson = reader.read(id, settings.language or words.language, reader.home(id, path.parent))
        placeholders = [name for block in lesson.blocks.values() for name in _placeholders(block.text)]
        for place, given, known in (
            (("minutes", id), settings.minutes.get(id, {}), lesson.numbers.plans[DEFAULT_PLAN].minutes),
            (("texts", id), texts := settings.texts.get(id, {}), lesson.blocks),
            *((("texts", id, name), _placeholders(text), placeholders) for name, text in texts.items()),
        ):
            for name in sorted(set(given) - set(known)):
                wrong = problem((*place, name), "error.not_there", name=name[:60])
                instead = hints.meant(words, name, known) or " " + words(
                    "code.known", known=", ".join(dict.fromkeys(known))
                )
                yield wrong._replace(text=wrong.text + instead)


def _placeholders(text: str) -> list[str]:
    return re.findall(r"^\{\{(.*)\}\}$", text, re.MULTILINE)

"""Journeys in and out of files."""

from __future__ import annotations

from pathlib import Path

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Journey

JOURNEY, WORK = ".journey.json", ".work.json"


def read(path: str | Path, language: str | None = None) -> Journey:
    """The journey in a .journey.json or .work.json file.

    Raises KitError, in `language` (default: the system's), naming the file, the place in it and the remedy.
    """
    path, say = Path(path), words.of(language or words.readers_language())
    if not path.name.endswith((JOURNEY, WORK)):
        raise KitError(say("error.suffix", file=path.name, known=f"{JOURNEY}, {WORK}"))
    if path.name.endswith(JOURNEY):
        return json_files.decode(json_files.read(path, say), Journey, path.name, say)
    saved = read_work(path, say)
    lesson = reader.read(saved.lesson, saved.language, reader.home(saved.lesson, path.absolute().parent))
    return work.journey_after(saved.steps, lesson.empty)


def read_work(path: Path, say: words.Words) -> work.Work:
    """The work in a .work.json file. Raises KitError as `read` does."""
    if not path.name.endswith(WORK):
        raise KitError(say("error.suffix", file=path.name, known=WORK))
    return json_files.decode(json_files.read(path, say), work.Work, path.name, say, work.OLDER)

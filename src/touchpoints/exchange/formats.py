"""Which module reads and writes which kind of file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from touchpoints.exchange import csv_tables, mermaid_journey, mermaid_writing
from touchpoints.exchange.diagnostics import Reading
from touchpoints.files import json_files
from touchpoints.language import hints
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Journey
from touchpoints.model.work import journey_after
from touchpoints.storage import work_file

JOURNEY, MERMAID, CSV, XLSX = ".journey.json", ".mmd", ".csv", ".xlsx"
WRITTEN = (JOURNEY, MERMAID, CSV, XLSX)


def read(path: Path, raw: bytes, reading: Reading, columns: Mapping[str, str] = {}) -> Journey:
    """The journey in a file's bytes; warnings go to `reading`. KitError for what is no journey."""
    kind = path.suffix.lower()
    if kind in (MERMAID, ".md"):
        return mermaid_journey.read(raw, reading)
    if kind == CSV:
        return csv_tables.read(raw, reading, columns)
    if kind == XLSX:
        from touchpoints.exchange import xlsx_tables  # takes time to load, and few ask for it

        return xlsx_tables.read(raw, reading, columns)
    return _read_json(path, raw, reading.say)


def _read_json(path: Path, raw: bytes, say: Words) -> Journey:
    """A journey, or somebody's work, of which it takes the map with its ideas. What it is, the file itself says."""
    if json_files.format_of(raw).startswith("touchpoints.journey/") or path.name.endswith(JOURNEY):
        return json_files.decode(raw, Journey, path.name, say)
    saved = work_file.decode(raw, path.name, say)
    lesson = reader.read(saved.lesson, saved.language, reader.home(saved.lesson, path.absolute().parent))
    return journey_after(saved.steps, lesson.empty)


def written(journey: Journey, path: Path, say: Words, language: str | None = None, plain: bool = False) -> bytes:
    """The bytes of a file with the journey. Its words are in `language`, else in the journey's own, else as `say`
    speaks; KitError for an ending that is none of `WRITTEN`."""
    kind = next((one for one in WRITTEN if path.name.lower().endswith(one)), "")
    theirs = hints.words_in(language, journey.language, say.language)
    if kind == JOURNEY:
        return json_files.encode(journey)
    if kind == MERMAID:
        return mermaid_writing.write(journey, theirs, plain).encode()
    if kind == CSV:
        return csv_tables.write(journey, theirs)
    if kind == XLSX:
        from touchpoints.exchange import xlsx_tables

        return xlsx_tables.write(journey, theirs)
    raise KitError(say("error.suffix", file=path.name, known=", ".join(WRITTEN)))

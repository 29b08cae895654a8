"""Which module reads and writes which kind of file, by the ending of its name; and from one kind to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from touchpoints.exchange import csv_tables, mermaid_journey, mermaid_writing, tables
from touchpoints.exchange.diagnostics import Diagnostic, Reading
from touchpoints.files import json_files
from touchpoints.language import hints
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Activity, Journey
from touchpoints.model.work import journey_after
from touchpoints.storage import work_file

JOURNEY, MERMAID, CSV, XLSX = ".journey.json", ".mmd", ".csv", ".xlsx"
WRITTEN = (JOURNEY, MERMAID, CSV, XLSX)
OF_JOURNEY = ("title", "persona", "language", "extra")


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
    if json_files.format_of(raw).startswith("touchpoints.journey/") or path.name.endswith(JOURNEY):
        return json_files.decode(raw, Journey, path.name, reading.say)
    saved = work_file.decode(raw, path.name, reading.say)
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


def convert(
    source: Path, target: Path, say: Words, language: str | None, plain: bool = False, columns: Iterable[str] = ()
) -> tuple[bytes, list[Diagnostic]]:
    """The new file's bytes, and the warnings. `columns` are such as "Their heading=our field"; with nothing after the =
    the column is left out. KitError where nothing can be written."""
    reading, named = Reading(str(source), say), {}
    for one in columns:
        theirs, _, field = (part.strip() for part in one.rpartition("="))
        named[theirs] = tables.known_headings().get(tables.heading(field), ("", ""))[0]
        if not theirs or (field and not named[theirs]):
            raise KitError(say("convert.column", given=one[:60], fields=", ".join(tables.FIELDS)))
    journey = read(source, json_files.read(source, say), reading, named)
    made = written(journey, target, say, language, plain)
    return made, [*reading.diagnostics, *lost(journey, made, target, say)]


def lost(journey: Journey, made: bytes, target: Path, say: Words) -> Iterator[Diagnostic]:
    """What a file cannot hold: what does not come back when it is read. A line a field."""
    back = read(target, made, Reading(str(target), say))
    for field in dict.fromkeys(_differences(journey, back)):
        called = say(f"column.{field}") if field in tables.FIELDS else say(f"field.{field}")
        yield Diagnostic(str(target), 1, 1, f"lost-{field}", say("convert.lost", field=called))


def _differences(journey: Journey, back: Journey) -> Iterator[str]:
    yield from (field for field in OF_JOURNEY if getattr(journey, field) != getattr(back, field))
    here, there = ([(one.id, one.name, len(one.activities)) for one in each.stages] for each in (journey, back))
    if [one[1:] for one in here] != [one[1:] for one in there]:
        yield "stages"
    if [one[0] for one in here] != [one[0] for one in there]:
        yield "id"
    for one, other in zip(journey.activities, back.activities, strict=False):
        yield from (field for field in Activity.__struct_fields__ if getattr(one, field) != getattr(other, field))

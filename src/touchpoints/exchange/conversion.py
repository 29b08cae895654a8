"""From one kind of file to another, saying what the other cannot hold: what is made is read again and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from touchpoints.exchange import formats, tables
from touchpoints.exchange.diagnostics import Diagnostic, Reading
from touchpoints.files import json_files
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Activity, Journey

OF_JOURNEY = ("title", "persona", "language", "extra")
_OF_ACTIVITY = tuple(field for field in Activity.__struct_fields__ if field != "id")


def convert(
    source: Path, target: Path, say: Words, language: str | None, plain: bool = False, columns: Iterable[str] = ()
) -> tuple[bytes, list[Diagnostic]]:
    """The new file's bytes, and the warnings. `columns` are such as "Their heading=our field". KitError where nothing
    can be written."""
    reading = Reading(str(source), say)
    journey = formats.read(source, json_files.read(source, say), reading, _columns(columns, say))
    made = formats.written(journey, target, say, language, plain)
    return made, [*reading.diagnostics, *lost(journey, made, target, say)]


def _columns(given: Iterable[str], say: Words) -> Mapping[str, str]:
    """Which of somebody else's headings means which field of ours; one that is left out means ""."""
    found = {}
    for one in given:
        theirs, sign, field = (part.strip() for part in one.rpartition("="))
        ours = tables.known_headings().get(tables.heading(field), ("", ""))[0]
        if not (theirs and sign and (ours or not field)):
            raise KitError(say("convert.column", given=one[:60], fields=", ".join(tables.FIELDS)))
        found[theirs] = ours
    return found


def lost(journey: Journey, made: bytes, target: Path, say: Words) -> Iterator[Diagnostic]:
    """What does not come back when the file is read: a line a field, where the first activity lacks it."""
    back = formats.read(target, made, Reading(str(target), say))
    lines = _lines(journey, made, target)
    first: dict[str, int] = {}
    for field, line in _differences(journey, back, lines):
        first.setdefault(field, line)
    for field, line in first.items():
        called = say(f"column.{field}") if field in tables.FIELDS else say(f"field.{field}")
        yield Diagnostic(str(target), line, 1, f"lost-{field}", say("convert.lost", field=called))


def _differences(journey: Journey, back: Journey, lines: list[int]) -> Iterator[tuple[str, int]]:
    yield from ((field, 1) for field in OF_JOURNEY if getattr(journey, field) != getattr(back, field))
    here, there = ([(one.name, len(one.activities)) for one in each.stages] for each in (journey, back))
    if here != there:
        yield "stages", 1
    if [one.id for one in journey.stages] != [one.id for one in back.stages]:
        yield "id", 1
    for one, other, line in zip(journey.activities, back.activities, lines, strict=False):
        if one.id != other.id:
            yield "id", line
        yield from ((field, line) for field in _OF_ACTIVITY if getattr(one, field) != getattr(other, field))


def _lines(journey: Journey, made: bytes, target: Path) -> list[int]:
    """The line or the row of each activity in the new file."""
    kind = target.suffix.lower()
    if kind == formats.MERMAID:
        lines = [line.strip() for line in made.decode().split("\n")]
        rest = range(lines.index("}") + 1, len(lines))
        tasks = [place + 1 for place in rest if lines[place] and not lines[place].startswith(("section ", "%%"))]
        return tasks[len(journey.unplaced) :] + tasks[: len(journey.unplaced)]
    row, rows = 3 if kind == formats.XLSX else 2, []  # below the headings and, in a workbook, the hints
    for stage in journey.stages:
        rows += range(row, row + len(stage.activities))
        row += len(stage.activities) or 1
    return rows + list(range(row, row + len(journey.unplaced)))

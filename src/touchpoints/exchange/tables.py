"""A journey as a table, a row an activity: its headings in any of the three languages, its columns in any order.

A row with a stage and nothing else is a stage in which nothing happens yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import get_args

from msgspec.structs import replace

from touchpoints.exchange.diagnostics import Diagnostic, Reading, refused
from touchpoints.exchange.ids import free, of
from touchpoints.language import words
from touchpoints.language.hints import meant
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.model import journey as data
from touchpoints.model.journey import Activity, Journey, Stage
from touchpoints.model.matching import key

FIELDS = ("stage", "name", "channel", "direction", "visible_to", "feeling", "why", "importance", "department",
          "happens", "actors", "new")  # fmt: skip
_USUAL = FIELDS[:6]  # a table without one of these is warned of
_NEW = {"x": True, "1": True, "true": True, "yes": True, "ja": True, "jā": True,
        "0": False, "false": False, "no": False, "nein": False, "nē": False}  # fmt: skip
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_ALLOWED = {"direction": data.DIRECTIONS, "visible_to": data.VISIBLE_TO, "feeling": data.FEELINGS,
            "importance": range(1, 6), "happens": get_args(data.Happening), "new": ["x"]}  # fmt: skip
TableRow = Sequence[str]
_key = lru_cache(maxsize=64)(key)


def without_controls(text: str) -> str:
    """A text as XML can hold it."""
    return _NO_TEXT.sub("", text)


def rows_of(journey: Journey, say: Words) -> Iterator[list[str | int | None]]:
    """The table without its headings, in the order of `FIELDS`. What has no name gets one, for it needs one to be
    read."""
    rows: list[list[str | int | None]] = []
    for stage in journey.stages:
        rows += [[stage.name, *_cells(one, say)] for one in stage.activities] or [[stage.name] + [None] * 11]
    for row in rows + [[None, *_cells(one, say)] for one in journey.unplaced]:
        row = [without_controls(one) if isinstance(one, str) else one for one in row]
        yield row if row[1] is None or row[1].strip() else [row[0], "…", *row[2:]]


def _cells(one: Activity, say: Words) -> list[str | int | None]:
    return [
        one.name, one.channel and say.channel(one.channel), say(f"direction.{one.direction}"),
        say(f"visible.{one.visible_to}"), one.feeling, one.why, one.importance, one.department,
        ", ".join(one.happens), ", ".join(one.actors), "x" if one.new else None,
    ]  # fmt: skip


def journey_of(rows: Iterable[TableRow], reading: Reading, columns: Mapping[str, str]) -> Journey:
    """The journey in a table. `columns` says which heading of somebody else's means which field of ours; "" is left
    out. KitError names all that is wrong with the headings or, if these are right, with the rows; with row and
    column."""
    numbered = ((number, [one.strip() for one in row]) for number, row in enumerate(rows, 1))
    filled = ((number, row) for number, row in numbered if any(row))
    number, headings = next(filled, (1, []))
    at, language = _columns(number, headings, reading, columns)
    return _TableRows(at, headings, reading).journey(filled, language)


def heading(text: str) -> str:
    """What equal headings have in common; what stands in brackets at their end only explains."""
    return key(text.rpartition("(")[0] if "(" in text and text.rstrip().endswith(")") else text)


@cache
def known_headings() -> dict[str, tuple[str, str]]:
    """Headings in all languages: the field, and the language where it is not the field's own name."""
    found = {field: (field, "") for field in FIELDS}
    for language in reversed(LANGUAGES):
        found |= {heading(words.of(language)(f"column.{field}")): (field, language) for field in FIELDS}
    return found


@cache
def _meanings() -> dict[str, dict[str, object]]:
    """What may stand in a column for a value: its name, or its word in any language."""
    found: dict[str, dict[str, object]] = {"importance": {str(one): one for one in range(1, 6)}, "new": _NEW}
    for say in map(words.of, LANGUAGES):
        for field, values, said in (
            ("channel", data.CHANNELS, say.channel), ("feeling", data.FEELINGS, say.feeling),
            ("direction", data.DIRECTIONS, lambda one, say=say: say(f"direction.{one}")),
            ("visible_to", data.VISIBLE_TO, lambda one, say=say: say(f"visible.{one}")),
        ):  # fmt: skip
            found.setdefault(field, {}).update({name: one for one in values for name in (str(one), key(said(one)))})
    return found


def _columns(
    number: int, headings: TableRow, reading: Reading, columns: Mapping[str, str]
) -> tuple[dict[str, int], str]:
    """In which column each field stands, and the language of the headings."""
    say, at, languages, wrong = reading.say, {}, [], []
    known = known_headings() | {heading(theirs): (field, "") for theirs, field in columns.items()}
    for place, text in enumerate(headings):
        field, language = known.get(heading(text), ("?" if text else "", ""))
        if field == "?":
            near = meant(say, text, [say(f"column.{one}") for one in FIELDS])
            wrong.append((place, "unknown-header", say("convert.unknown_header", header=text[:60]) + near))
        elif field in at:
            wrong.append((place, "double-header", say("convert.double_header", header=text)))
        elif field:
            at[field] = place
            languages += [language] if language else []
    there = {*map(heading, headings)}
    missing = [theirs for theirs in columns if heading(theirs) not in there]
    for header in missing if "name" in at else [*missing, say("column.name")]:
        wrong.append((0, "missing-header", say("convert.no_header", header=header[:60])))
    if wrong:
        *rest, (place, code, text) = wrong
        rest.append((place, code, f"{text} {say('convert.hint', fields=', '.join(FIELDS))}"))
        raise refused(Diagnostic(reading.file, number, place + 1, code, text, "error") for place, code, text in rest)
    if without := ", ".join(say(f"column.{one}") for one in _USUAL if one not in at):
        reading.warn((number, 1), "missing-header", say("convert.without", headers=without))
    return at, max(languages, key=languages.count, default=say.language)


class _TableRows:
    """The rows that have been read so far."""

    def __init__(self, at: dict[str, int], headings: TableRow, reading: Reading) -> None:
        self.at, self.headings, self.reading, self.say = at, headings, reading, reading.say
        self.errors: list[Diagnostic] = []
        self.stages: dict[str, tuple[Stage, list[Activity]]] = {}
        self.unplaced: list[Activity] = []
        self.taken: set[str] = set()
        self.count = 0

    def journey(self, rows: Iterable[tuple[int, TableRow]], language: str) -> Journey:
        for place, (number, row) in enumerate(rows):
            values = {field: row[at] for field, at in self.at.items() if at < len(row) and row[at]}
            # Below the headings of a workbook of ours stands what to write there.
            if place or not any(_hints(language).items() >= values.items() for language in LANGUAGES):
                self._row(number, values)
        if self.errors:
            raise refused(self.errors)
        stages = tuple(replace(stage, activities=tuple(tasks)) for stage, tasks in self.stages.values())
        return Journey(language=language, stages=stages, unplaced=tuple(self.unplaced))

    def _row(self, number: int, values: dict[str, str]) -> None:
        found = {field: _meant(field, text) for field, text in values.items()}
        self.errors += [self._wrong(number, field, values[field]) for field, one in found.items() if one is None]
        stage = found.pop("stage", "")
        tasks = self._stage(number, stage) if stage else self.unplaced
        if not found:
            return
        self.count += 1
        if self.count > data.MAX_ACTIVITIES:
            raise self.reading.too_many((number, 1), "what.activities", data.MAX_ACTIVITIES)
        if "name" not in found:
            self.errors.append(self._wrong(number, "name", ""))
        if not self.errors:  # else nothing comes of it
            tasks.append(Activity(id=free(of(found["name"], "touchpoint"), self.taken), **found))

    def _stage(self, number: int, name: str) -> list[Activity]:
        if (known := _key(name)) not in self.stages:
            if len(self.stages) == data.MAX_STAGES:
                raise self.reading.too_many((number, 1), "what.stages", data.MAX_STAGES)
            id = free(of(name, "stage"), {one.id for one, _ in self.stages.values()})
            self.stages[known] = Stage(id=id, name=name), []
        return self.stages[known][1]

    def _wrong(self, number: int, field: str, text: str) -> Diagnostic:
        """What is wrong with a cell that means nothing for its field."""
        code, problem = "too-long", self.say("error.too_long", most=_most(field))
        if not text:
            code, problem = "no-name", self.say("convert.no_name")
        elif field in _ALLOWED:
            said = {"direction": "direction.{}", "visible_to": "visible.{}"}.get(field, "")
            known = ", ".join(self.say(said.format(one)) if said else str(one) for one in _ALLOWED[field])
            code, problem = "bad-value", self.say("convert.bad_value", value=text[:60], known=known)
        text = self.say("error.at", place=self.headings[self.at[field]], problem=problem)
        return Diagnostic(self.reading.file, number, self.at[field] + 1, code, text, "error")


def _most(field: str) -> int:
    return data.MAX_TEXT if field == "why" else data.MAX_NAME


@lru_cache(maxsize=1024)
def _meant(field: str, text: str) -> object:
    """What a cell means for a field; None where it means nothing. The same few stand in most rows."""
    if field == "actors":
        actors = tuple(filter(None, map(str.strip, text.split(","))))
        return actors if max(map(len, actors), default=0) <= data.MAX_NAME else None
    if field == "happens":
        found = tuple(re.findall(r"[^\s,;]+", text.upper()))
        return found if {*found} <= {*_ALLOWED[field]} else None
    if field in _meanings():
        value = _meanings()[field].get(key(text.replace("−", "-").removeprefix("+")))
        if value is not None or field != "channel":
            return value
    return text if len(text) <= _most(field) else None


@cache
def _hints(language: str) -> dict[str, str]:
    return {field: words.of(language)(f"hint.{field}") for field in FIELDS}

"""A journey as a table, a row an activity: its headings in any of the three languages, its columns in any order.

A row with a stage and nothing else is a stage in which nothing happens yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import get_args

from msgspec.structs import replace

from touchpoints.exchange.diagnostics import Diagnostic, Reading, refused
from touchpoints.exchange.ids import Ids, of
from touchpoints.language import words
from touchpoints.language.hints import meant
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.model import journey as data
from touchpoints.model import matching
from touchpoints.model.journey import Activity, Journey, Stage

FIELDS = ("stage", "name", "channel", "direction", "visible_to", "feeling", "why", "importance", "department",
          "happens", "actors", "new")  # fmt: skip
MARK = "x"  # in the column of what is new
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")  # what XML cannot hold
_NEW = {MARK: True, "1": True, "true": True, "yes": True, "ja": True, "jā": True,
        "0": False, "false": False, "no": False, "nein": False, "nē": False}  # fmt: skip
TableRow = Sequence[str]


def rows_of(journey: Journey, say: Words) -> Iterator[list[str | int | None]]:
    """The table without its headings, in the order of `FIELDS`."""
    rows: list[list[str | int | None]] = []
    for stage in journey.stages:
        rows += [[stage.name, *_cells(one, say)] for one in stage.activities] or [[stage.name] + [None] * 11]
    rows += [[None, *_cells(one, say)] for one in journey.unplaced]
    for row in rows:
        row = [_NO_TEXT.sub("", one) if isinstance(one, str) else one for one in row]
        yield row if row[1] is None or row[1].strip() else [row[0], "…", *row[2:]]


def _cells(one: Activity, say: Words) -> list[str | int | None]:
    return [
        one.name, one.channel and say.channel(one.channel),
        say(f"direction.{one.direction}"), say(f"visible.{one.visible_to}"), one.feeling, one.why, one.importance,
        one.department, ", ".join(one.happens), ", ".join(one.actors), MARK if one.new else None,
    ]  # fmt: skip


def journey_of(rows: Iterable[TableRow], reading: Reading, columns: Mapping[str, str]) -> Journey:
    """The journey in a table. `columns` says which heading of somebody else's means which field of ours; "" is left
    out. KitError names all that is wrong with the headings or, if these are right, with the rows; with row and
    column."""
    numbered = ((number, [one.strip() for one in row]) for number, row in enumerate(rows, 1))
    filled = ((number, row) for number, row in numbered if any(row))
    number, headings = next(filled, (1, []))
    at, language = _columns(number, headings, reading, columns)
    return _Rows(at, headings, reading).journey(filled, language)


def heading(text: str) -> str:
    """What equal headings have in common; what stands in brackets only explains."""
    return matching.key(re.sub(r"\s*\([^()]*\)$", "", text.strip()))


@cache
def known_headings() -> dict[str, tuple[str, str]]:
    """Headings in all languages: the field, and the language where it is not the field's own name."""
    found = {field: (field, "") for field in FIELDS}
    for language in reversed(LANGUAGES):
        found |= {heading(words.of(language)(f"column.{field}")): (field, language) for field in FIELDS}
    return found


@cache
def _meanings() -> dict[str, dict[str, object]]:
    """What may stand in a column in place of a word of the data."""
    found: dict[str, dict[str, object]] = {
        "channel": {one: one for one in data.CHANNELS}, "direction": {one: one for one in data.DIRECTIONS},
        "visible_to": {one: one for one in data.VISIBLE_TO}, "feeling": {str(one): one for one in data.FEELINGS},
        "importance": {str(one): one for one in range(1, 6)}, "new": _NEW,
    }  # fmt: skip
    for say in map(words.of, LANGUAGES):
        found["channel"] |= {matching.key(say.channel(one)): one for one in data.CHANNELS}
        found["direction"] |= {matching.key(say(f"direction.{one}")): one for one in data.DIRECTIONS}
        found["visible_to"] |= {matching.key(say(f"visible.{one}")): one for one in data.VISIBLE_TO}
        found["feeling"] |= {matching.key(say.feeling(one)): one for one in data.FEELINGS}
    return found


def _columns(
    number: int, headings: TableRow, reading: Reading, columns: Mapping[str, str]
) -> tuple[dict[str, int], str]:
    """In which column each field stands, and the language of the headings."""
    say, known = reading.say, known_headings()
    at: dict[str, int] = {}
    languages: list[str] = []
    wrong: list[tuple[int, str, str]] = []
    named = {heading(theirs): (theirs, field) for theirs, field in columns.items()}
    for place, text in enumerate(headings):
        theirs, field = named.pop(heading(text), ("", None))
        field, language = known.get(heading(text), (None, "")) if field is None else (field, "")
        if field is None and text:
            near = meant(say, text, [say(f"column.{one}") for one in FIELDS])
            wrong.append((place, "unknown-header", say("convert.unknown_header", header=text[:60]) + near))
        elif field in at:
            wrong.append((place, "double-header", say("convert.double_header", header=text)))
        elif field:
            at[field] = place
            languages.append(language)
    for theirs, _ in named.values():
        wrong.append((0, "missing-header", say("convert.no_header", header=theirs[:60])))
    if "name" not in at:
        wrong.append((0, "missing-header", say("convert.no_header", header=say("column.name"))))
    if wrong:
        known_fields = say("convert.hint", fields=", ".join(FIELDS))
        errors = [Diagnostic(reading.file, number, place + 1, code, text, "error") for place, code, text in wrong]
        errors[-1] = errors[-1]._replace(text=f"{errors[-1].text} {known_fields}")
        raise refused(errors)
    if missing := [say(f"column.{one}") for one in FIELDS[:6] if one not in at]:
        reading.warn((number, 1), "missing-header", say("convert.without", headers=", ".join(missing)))
    spoken = [one for one in languages if one]
    return at, max(spoken, key=spoken.count, default=say.language)


class _Rows:
    """The rows that have been read so far."""

    def __init__(self, at: dict[str, int], headings: TableRow, reading: Reading) -> None:
        self.at, self.headings, self.reading, self.say = at, headings, reading, reading.say
        self.errors: list[Diagnostic] = []
        self.stages: dict[str, tuple[Stage, list[Activity]]] = {}
        self.unplaced: list[Activity] = []
        self.ids, self.stage_ids, self.count = Ids(), Ids(), 0

    def journey(self, rows: Iterable[tuple[int, TableRow]], language: str) -> Journey:
        for place, (number, row) in enumerate(rows):
            if place or not self._is_hint(row):
                self._row(number, {field: row[at] if at < len(row) else "" for field, at in self.at.items()})
        if self.errors:
            raise refused(self.errors)
        stages = tuple(replace(stage, activities=tuple(tasks)) for stage, tasks in self.stages.values())
        return Journey(language=language, stages=stages, unplaced=tuple(self.unplaced))

    def _is_hint(self, row: TableRow) -> bool:
        """Whether it is the row that says what to write below: in a file of ours it follows the headings."""
        given = {(field, row[at]) for field, at in self.at.items() if at < len(row) and row[at]}
        return any(given <= {(one, words.of(language)(f"hint.{one}")) for one in FIELDS} for language in LANGUAGES)

    def _row(self, number: int, values: dict[str, str]) -> None:
        filled = {field for field, text in values.items() if text}
        if not filled:
            return  # something stands only in a column that is left out
        name = values.get("stage", "")
        tasks = self._stage(number, self._text(number, "stage", name)) if name else self.unplaced
        if filled == {"stage"}:
            return
        self.count += 1
        if self.count > data.MAX_ACTIVITIES:
            raise self.reading.too_many((number, 1), self.say("what.activities"), self.count, data.MAX_ACTIVITIES)
        if not values["name"]:
            self._wrong(number, "name", "no-name", self.say("convert.no_name"))
        tasks.append(self._activity(number, values))

    def _stage(self, number: int, name: str) -> list[Activity]:
        key = matching.key(name)
        if key not in self.stages:
            if len(self.stages) == data.MAX_STAGES:
                raise self.reading.too_many((number, 1), self.say("what.stages"), data.MAX_STAGES + 1, data.MAX_STAGES)
            self.stages[key] = Stage(id=self.stage_ids.free(of(name, "stage")), name=name), []
        return self.stages[key][1]

    def _activity(self, number: int, values: dict[str, str]) -> Activity:
        found = Activity(id=self.ids.free(of(values["name"], "touchpoint")), name="")
        given = {field: self._chosen(number, field, text) for field, text in values.items() if text}
        given.pop("stage", None)
        return replace(found, **{field: value for field, value in given.items() if value is not None})

    def _chosen(self, number: int, field: str, text: str) -> object:
        """What a cell means for a field; None where it means nothing, which is noted."""
        if field == "actors":
            return tuple(self._text(number, field, one) for one in map(str.strip, text.split(",")) if one)
        if field == "happens":
            found, known = tuple(re.findall(r"[^\s,;]+", text.upper())), get_args(data.Happening)
            return found if {*found} <= {*known} else self._unknown(number, field, text, known)
        if field not in _meanings():
            return self._text(number, field, text)
        value = _meanings()[field].get(matching.key(text.replace("−", "-").removeprefix("+")))
        if value is None and field == "channel":
            return self._text(number, field, text)
        return self._unknown(number, field, text, _meanings()[field].values()) if value is None else value

    def _unknown(self, number: int, field: str, text: str, known: Iterable[object]) -> None:
        said = {"direction": "direction.{}", "visible_to": "visible.{}"}.get(field, "")
        listed = ", ".join(dict.fromkeys(self.say(said.format(one)) if said else str(one) for one in known))
        problem = self.say("convert.bad_value", value=text[:60], known=listed)
        self._wrong(number, field, "bad-value", problem)

    def _text(self, number: int, field: str, text: str) -> str:
        most = data.MAX_TEXT if field == "why" else data.MAX_NAME
        if len(text) > most:
            self._wrong(number, field, "too-long", self.say("error.too_long", most=most))
        return text

    def _wrong(self, number: int, field: str, code: str, problem: str) -> None:
        place = self.at[field]
        text = self.say("error.at", place=self.headings[place], problem=problem)
        self.errors.append(Diagnostic(self.reading.file, number, place + 1, code, text, "error"))

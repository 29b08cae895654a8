"""TOML files that people write: decoded as a whole, with every mistake in them named by its line.

>>> text = '[scenes.till]\\ntitle = "At the till"\\n\\n[[exit]]\\nid = "a"\\n\\n[[exit]]\\nid = "b"\\n'
>>> line_of(text, ("scenes", "till", "title")), line_of(text, ("exit", 1, "right"))
(2, 7)
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from touchpoints.files import atomic, json_files, regular
from touchpoints.language.words import Words

T = TypeVar("T")
KeyPath = tuple[str | int, ...]
_HEADING = re.compile(r"\s*(\[\[?)([\w.-]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r'\s*(?:([\w-]+)|"([^"]*)"|\'([^\']*)\')\s*=')
_ITEM = re.compile(r"\s*\{")
_STAND_INS = ("", 1, {}, [], "both")  # values of the types that our files have, to look for the next mistake
_MOST = 50  # mistakes in one file: whoever has made more begins with these


class Problem(NamedTuple):
    """What is wrong, in which file, at which line, said with its remedy."""

    file: Path
    line: int
    text: str

    def said(self, words: Words) -> str:
        return words("error.line", file=str(self.file), line=self.line, problem=self.text)


def decode(path: Path, kind: type[T], words: Words) -> tuple[T | None, list[Problem]]:
    """The file as `kind`, and all that is wrong with it; None where it cannot be read at all."""
    try:
        text = regular.read(path, json_files.MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
        data = tomllib.loads(text)
    except FileNotFoundError:
        return None, [Problem(path, 1, words("error.file_missing"))]
    except OSError as error:
        return None, [Problem(path, 1, atomic.why(error, words))]
    except UnicodeDecodeError:
        return None, [Problem(path, 1, words("error.not_utf8"))]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, [Problem(path, int(line[1]) if line else 1, words("error.toml", problem=str(error)))]
    found: list[Problem] = []
    while len(found) < _MOST:
        try:
            return msgspec.convert(data, kind), found
        except msgspec.ValidationError as error:
            place = _place(data, kind, str(error))
            found.append(Problem(path, line_of(text, place), json_files.problem(_with(str(error), place), words)))
            if not _mended(data, kind, str(error), place):
                return None, found
    return None, found


def line_of(text: str, place: KeyPath) -> int:
    """The line, counted from 1, where a place in a TOML text stands, or the nearest table around it."""
    lines: dict[KeyPath, int] = {}
    for number, where in places(text):
        for length in range(1, len(where) + 1):
            lines.setdefault(where[:length], number)
    return next((lines[place[:length]] for length in range(len(place), 0, -1) if place[:length] in lines), 1)


def places(text: str) -> Iterator[tuple[int, KeyPath]]:
    """Each line that begins a table, a key or an item of a list of tables, with its place."""
    table: KeyPath = ()
    key: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _HEADING.match(line):
            table, key = _named(heading[2], counts, heading[1] == "[["), ()
            yield number, table
        elif item := _KEY.match(line):
            key = (*table, item[item.lastindex])
            counts[key] = -1
            yield number, key
        elif _ITEM.match(line) and key:
            counts[key] += 1
            yield number, (*key, counts[key])


def _named(heading: str, counts: dict[KeyPath, int], repeated: bool) -> KeyPath:
    """A heading's place: below a list of tables it is in the list's last one."""
    place: KeyPath = ()
    parts = heading.split(".")
    for number, part in enumerate(parts, start=1):
        place = (*place, part)
        if repeated and number == len(parts):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _place(data: Any, kind: type, message: str) -> KeyPath:
    """Where msgspec found a mistake. It names a key of a table of tables as "[...]": which one is tried out."""
    path = re.search(r"at `\$(.*)`$", message)
    place: list[str | int] = []
    for name, index in re.findall(r"\.([\w-]+)|\[([^\]]*)\]", path[1] if path else ""):
        if name or index.isdigit():
            place.append(name or int(index))
            continue
        for key in _at(data, place):
            alone = copy.deepcopy(data)
            _set(alone, place, {key: _at(data, place)[key]})
            if _says(alone, kind) == message:
                place.append(key)
                break
    return (*place, *re.findall(r"unknown field `([^`]*)`", message))


def _with(message: str, place: KeyPath) -> str:
    """The message with the place spelt out."""
    keys = place[:-1] if "unknown field" in message else place
    return re.sub(r" - at `.*`$", "", message) + (f" - at `$.{'.'.join(map(str, keys))}`" if keys else "")


def _mended(data: Any, kind: type, message: str, place: KeyPath) -> bool:
    """Put something in the place of a mistake, so that the next one is found; whether that was possible."""
    missing = re.findall(r"missing required field `([^`]*)`", message)
    place = (*place, *missing)
    if "unknown field" in message:
        del _at(data, place[:-1])[place[-1]]
        return True
    for stand_in in _STAND_INS:
        _set(data, place, stand_in)
        if _says(data, kind) != message and not _is_at(_says(data, kind), data, kind, place):
            return True
    parent = _at(data, place[:-1]) if place else None
    if isinstance(parent, dict):
        del parent[place[-1]]
        return _says(data, kind) != message
    return False


def _is_at(message: str, data: Any, kind: type, place: KeyPath) -> bool:
    """Whether a mistake is still at this very place, because the stand-in is of the wrong type."""
    return bool(message) and "missing" not in message and _place(data, kind, message) == place


def _says(data: Any, kind: type) -> str:
    try:
        msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _at(data: Any, place: KeyPath | list[str | int]) -> Any:
    for key in place:
        data = data[key]
    return data


def _set(data: Any, place: KeyPath | list[str | int], value: Any) -> None:
    if place:
        _at(data, place[:-1])[place[-1]] = value

"""The kit's JSON files: typed decoding with errors a person can mend, and encoding that gives the same bytes."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from touchpoints.files import atomic, regular
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError

MAX_BYTES = 5_000_000  # the largest journey the limits allow takes about 3 MB
MAX_DEPTH = 50  # of lists and objects in one another; a work of the kit has nine
T = TypeVar("T")
Migrations = Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]  # by format: the file as the next format has it


class _Named(msgspec.Struct):
    """What a file says it is; all else in it is passed over."""

    format: str = ""


class NewerFormat(KitError):
    """A file that a newer version of the kit wrote: nothing is wrong with it, so it stays where it is."""


# What `model` names in their own messages; the catalogues have a word for each ("what.stage_id").
COUNTED = ("stage id", "activity id", "touchpoint id", "stages", "activities", "touchpoints and ideas")
_COUNTED = "|".join(COUNTED)
# msgspec's messages, and the entry of the catalogue that says the same in the reader's language.
_PROBLEMS = (
    (re.compile(r"unknown field `(?P<field>[^`]*)`"), "error.unknown_field"),
    (re.compile(r"missing required field `(?P<field>[^`]*)`"), "error.missing_field"),
    (re.compile(rf"(?P<what>{_COUNTED}) twice: (?P<id>.*?)(?: - at|$)"), "error.twice"),
    (re.compile(rf"(?P<what>{_COUNTED}): (?P<count>\d+), at most (?P<most>\d+)"), "error.too_many"),
    (re.compile(r"length <= (?P<most>\d+)"), "error.too_long"),
    (re.compile(r"<= (?P<most>-?\d+)"), "error.too_large"),
    (re.compile(r">= (?P<least>-?\d+)"), "error.too_small"),
    (re.compile(r"Invalid enum value (?P<value>.*?)(?: - at|$)"), "error.not_one_of"),
    (re.compile(r"Expected `(?P<expected>[^`]*)`, got `(?P<got>[^`]*)`"), "error.wrong_type"),
)


def read(path: Path, words: Words) -> bytes:
    """What a file holds. KitError where it is not there, cannot be read, or is larger than any file of ours."""
    try:
        raw = regular.read(path, MAX_BYTES)
    except FileNotFoundError as error:
        raise KitError(words("error.no_file", file=str(path))) from error
    except OSError as error:
        raise KitError(words("error.cannot_read", file=str(path), problem=atomic.why(error, words))) from error
    if len(raw) > MAX_BYTES:
        raise KitError(words("error.large_file", file=path.name, most=MAX_BYTES // 1_000_000))
    return raw


def decode(raw: bytes, kind: type[T], name: str, words: Words, older: Migrations = {}, most: int = MAX_BYTES) -> T:
    """JSON bytes as `kind`, a struct with a `format` such as "touchpoints.work/1".

    `older` leads from each earlier format one step further. Raises KitError naming the file, the place in it
    and the remedy: for what is not JSON, for another or a newer format, and for every value that does not fit.
    """
    if len(raw) > most:
        raise KitError(words("error.large_file", file=name, most=words.number(most / 1e6)))
    raw = _utf8(raw)
    ours = next(field.default for field in _fields(kind) if field.name == "format")
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # a good file is decoded once, and quickly
        if msgspec.json.decode(raw, type=_Named).format == ours:
            value = msgspec.json.decode(raw, type=kind)
            if depth(getattr(value, "extra", None)) < MAX_DEPTH:
                return value
    try:
        head = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KitError(words("error.not_json", file=name, line=_line(raw))) from error
    if depth(head) > MAX_DEPTH:
        raise KitError(words("error.too_deep", file=name))
    theirs = _format(head)
    try:
        while _format(head) in older:
            head = older[_format(head)](head)
        if _format(head) != ours:
            raise _other_format(name, theirs, ours, words)
        # Directly where nothing was migrated: msgspec then names the place in the file.
        return msgspec.json.decode(raw, type=kind) if theirs == ours else msgspec.convert(head, kind)
    except (LookupError, TypeError, AttributeError) as error:  # an old file that is not what its format says
        raise KitError(words("error.format", file=name, ours=ours)) from error
    except msgspec.ValidationError as error:
        raise KitError(words("error.in_file", file=name, problem=problem(str(error), words))) from error


def format_of(raw: bytes) -> str:
    """The format that a file says it has, "" where it says none."""
    try:
        return _format(msgspec.json.decode(_utf8(raw))) or ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _utf8(raw: bytes) -> bytes:
    """JSON is UTF-8, but editors put a mark before it, and some write UTF-16. UnicodeDecodeError is left to JSON."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw.removeprefix(codecs.BOM_UTF8)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-16").encode()
    return raw


def depth(value: object) -> int:
    """How many lists and objects lie in one another, counted up to one more than may."""
    found, level = 0, [value]
    while found <= MAX_DEPTH and (level := [one for one in level if isinstance(one, dict | list)]):
        found += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return found


def _format(head: object) -> str | None:
    found = head.get("format") if isinstance(head, dict) else None
    return found if isinstance(found, str) else None


def problem(message: str, words: Words) -> str:
    """msgspec's English message in the reader's language, with the place it names."""
    place = re.search(r"at `\$?\.?(.*)`$", message)
    for pattern, key in _PROBLEMS:
        if match := pattern.search(message):
            values = match.groupdict()
            if "what" in values:
                values["what"] = words(f"what.{values['what'].replace(' ', '_')}")
            text = words(key, **values)
            break
    else:
        text = message.partition(" - at")[0]
    return words("error.at", place=place[1], problem=text) if place and place[1] else text


def encode(value: msgspec.Struct) -> bytes:
    """Sorted and indented for reading; equal values give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(plain(value), order="sorted"), indent=2) + b"\n"


def plain(value: Any) -> Any:
    """The value as JSON has it, defaults left out by equality: msgspec's own `omit_defaults` goes by identity,
    so that two equal values could give different bytes."""
    if isinstance(value, msgspec.Struct):
        fields = [(one, getattr(value, one.name)) for one in _fields(type(value))]
        if value.__struct_config__.omit_defaults:
            fields = [(one, content) for one, content in fields if content != _default(one)]
        return {one.name: plain(content) for one, content in fields}
    if isinstance(value, dict):
        return {str(key): plain(content) for key, content in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


_fields = cache(msgspec.structs.fields)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def _other_format(name: str, theirs: object, ours: str, words: Words) -> KitError:
    family, _, number = ours.partition("/")
    match = re.fullmatch(re.escape(family) + r"/(\d{1,9})", theirs) if isinstance(theirs, str) else None
    if match and int(match[1]) > int(number):
        return NewerFormat(words("error.newer", file=name, theirs=theirs, ours=ours))
    return KitError(words("error.format", file=name, ours=ours))


def _line(raw: bytes) -> int:
    try:
        json.loads(raw)
    except json.JSONDecodeError as error:
        return error.lineno
    except (UnicodeDecodeError, RecursionError, ValueError):
        pass
    return 1

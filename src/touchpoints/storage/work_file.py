"""A work as a file has it: the one place that knows how saved work is encoded, and which formats are understood.

>>> from touchpoints.language import words
>>> one = Work(lesson="school-lunch", nickname="Fox", id="1")
>>> decode(encode(one), "fox.work.json", words.of("en")) == one
True
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from touchpoints.files import json_files
from touchpoints.language.words import Words
from touchpoints.model.work import FORMAT, Work
from touchpoints.model.work_migration import OLDER

SUFFIX = ".work.json"
CARRIED = "application/vnd.touchpoints.work+json"  # as what a notebook's output carries the work that was handed in


def encode(work: Work) -> bytes:
    """Sorted and indented for reading; equal works give equal bytes."""
    return json_files.encode(work)


def decode(raw: bytes, name: str, words: Words) -> Work:
    """The work in the bytes of a file called `name`, of today's or an earlier format, or a notebook that carries it.

    KitError names the file, the place in it and the remedy; NewerFormat is one for a file of a newer kit.
    """
    return json_files.decode(_carried(raw), Work, name, words, OLDER)


def _carried(raw: bytes) -> bytes:
    """Of a notebook in which work was handed in, the newest of that work; any other file as it is."""
    if CARRIED.encode() in raw:
        with suppress(msgspec.DecodeError, LookupError, TypeError, AttributeError, ValueError, RecursionError):
            cells = msgspec.json.decode(raw)["cells"]
            data = [output.get("data") or {} for cell in cells for output in cell.get("outputs", [])]
            works = [one[CARRIED] for one in data if CARRIED in one]
            return msgspec.json.encode(max(works, key=lambda one: int(one.get("revision", 0))))
    return raw


def read(path: Path, words: Words) -> Work:
    """The work in a file. KitError as `decode`, and where the file is not there, cannot be read or is too large."""
    return decode(json_files.read(path, words), path.name, words)


def older_format(raw: bytes) -> str:
    """The number of a file's format where it is not today's, "" where it is."""
    theirs = json_files.format_of(raw)
    return "" if theirs == FORMAT else theirs.rpartition("/")[2]

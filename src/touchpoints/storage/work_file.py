"""A work as a file has it: the one place that knows how saved work is encoded, and which formats are understood.

>>> from touchpoints.language import words
>>> one = Work(lesson="school-lunch", nickname="Fox", id="1")
>>> decode(encode(one), "fox.work.json", words.of("en")) == one
True
"""

from __future__ import annotations

from pathlib import Path

from touchpoints.files import json_files
from touchpoints.language.words import Words
from touchpoints.model.work import FORMAT, Work
from touchpoints.model.work_migration import OLDER

SUFFIX = ".work.json"


def encode(work: Work) -> bytes:
    """Sorted and indented for reading; equal works give equal bytes."""
    return json_files.encode(work)


def decode(raw: bytes, name: str, words: Words) -> Work:
    """The work in the bytes of a file called `name`, which may have an earlier format.

    KitError names the file, the place in it and the remedy; NewerFormat is one for a file of a newer kit.
    """
    return json_files.decode(raw, Work, name, words, OLDER)


def read(path: Path, words: Words) -> Work:
    """The work in a file. KitError as `decode`, and where the file is not there, cannot be read or is too large."""
    return decode(json_files.read(path, words), path.name, words)


def older_format(raw: bytes) -> str:
    """The number of a file's format where it is not today's, "" where it is."""
    theirs = json_files.format_of(raw)
    return "" if theirs == FORMAT else theirs.rpartition("/")[2]

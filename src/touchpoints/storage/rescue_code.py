"""A work as text that can be copied: for the day when no disk takes it. ``TP1.`` and the file, compressed, in base64.

>>> from touchpoints.language import words
>>> from touchpoints.model.work import Work
>>> work = Work(lesson="school-lunch", nickname="Fox", id="1")
>>> from_code(to_code(work), words.of("en")) == work
True
"""

from __future__ import annotations

import base64
import re
import zlib

from touchpoints.files import json_files
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import work_file
from touchpoints.storage.places import file_stem
from touchpoints.storage.work_file import SUFFIX

HEAD = "TP1."
MAX_CODE = 500_000  # characters; the largest honest work takes about 50,000


def to_code(work: Work) -> str:
    """Letters, digits, - and _ only, so that any mail or chat leaves it as it is."""
    packed = zlib.compress(work_file.encode(work), 9)
    return HEAD + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_code(text: str, words: Words) -> Work:
    """The work in a code, or in the whole text of a work file. KitError where something is missing or changed."""
    text = text.strip()
    if text.startswith("{"):
        return work_file.decode(text.encode(), words("store.code"), words)
    packed = re.sub(r"\s", "", text).removeprefix(HEAD)
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(raw, json_files.MAX_BYTES)  # a small code may stand for a huge text
    except (ValueError, zlib.error) as error:
        raise KitError(words("store.bad_code")) from error
    if not unpacking.eof:
        raise KitError(words("store.bad_code"))
    return work_file.decode(data, words("store.code"), words)


def rescue(work: Work) -> dict[str, str]:
    """A work that no disk takes: a file's name and content for the browser to keep, and a code to copy."""
    data = base64.b64encode(work_file.encode(work)).decode()
    return {
        "name": f"{file_stem(work.nickname)}-{work.lesson}{SUFFIX}",
        "file": f"data:application/json;base64,{data}",
        "code": to_code(work),
    }

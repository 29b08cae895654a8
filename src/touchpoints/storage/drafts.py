"""What was typed into a form and not added yet: a small file beside the work, in ``.drafts/``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from touchpoints.files import atomic, regular
from touchpoints.model.work import Work

FOLDER = ".drafts"
MAX_BYTES = 100_000
Drafts = Mapping[str, Mapping[str, str]]  # by form, such as "identify.add", the fields' values by name


class _Typed(msgspec.Struct):
    id: str
    forms: dict[str, dict[str, str]]


def read(path: Path, work: Work) -> Drafts:
    """The drafts of this very work; none where nothing is known. A file may come from anybody, and hold anything."""
    try:
        typed = msgspec.json.decode(regular.read(path, MAX_BYTES), type=_Typed)
    except (OSError, ValueError, msgspec.MsgspecError):
        return {}
    return typed.forms if typed.id == _id(work) else {}


def write(path: Path, work: Work, drafts: Drafts) -> None:
    """Keep these drafts, and only these. OSError as in writing."""
    atomic.write(path, msgspec.json.encode(_Typed(_id(work), {form: dict(values) for form, values in drafts.items()})))


def _id(work: Work) -> str:
    """A work that was never saved gets another id in the next kernel."""
    return work.id if work.revision else ""

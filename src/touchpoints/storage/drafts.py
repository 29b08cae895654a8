"""What was typed into a form and not added yet, and where one was in a step: a small file beside the work, in
``.drafts/``.

It is called by the work's id, so that two works under one nickname do not share it; before the work is saved for the
first time by kernel and nickname, for until then it has another id whenever the kernel is started anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from touchpoints.files import atomic, regular
from touchpoints.model.work import Work
from touchpoints.storage.places import file_stem

FOLDER = ".drafts"
MAX_BYTES = 100_000
Drafts = Mapping[str, Mapping[str, str]]  # by form, such as "identify.add", the fields' values by name


def read(folder: Path, work: Work, kernel: str) -> Drafts:
    """The drafts of this very work; none where nothing is known. A file may come from anybody, and hold anything."""
    try:
        return msgspec.json.decode(regular.read(_path(folder, work, kernel), MAX_BYTES), type=dict[str, dict[str, str]])
    except (OSError, ValueError, msgspec.MsgspecError):
        return {}


def write(folder: Path, work: Work, kernel: str, drafts: Drafts) -> None:
    """Keep these drafts, and only these. A disk that refuses takes no draft; what is added is told of."""
    path = _path(folder, work, kernel)
    with suppress(OSError):
        if drafts:
            atomic.write(path, msgspec.json.encode(drafts))
        else:
            path.unlink(missing_ok=True)


def _path(folder: Path, work: Work, kernel: str) -> Path:
    return folder / FOLDER / f"{file_stem(work.id if work.revision else f'{kernel} {work.nickname}')}.json"

"""A lesson that somebody begins: a copy of the one whose case the class chooses, under an id and title of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from touchpoints.files import names
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError

PATTERN = "your-own"  # complete in every language, and without a case: that is what its author puts in
_ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"


def begin(id: str, folder: Path, say: Words) -> Path:
    """Make the lesson's folder in `folder`, and return it. It builds and passes `touchpoints build --check` as it is.

    `id` is small letters, digits and hyphens, such as "bakery", 40 characters at most. Raises KitError for any other
    id, for a name that Windows keeps for itself and for an id that a lesson has already, and OSError where nothing can
    be written; then nothing is left behind.
    """
    if not re.fullmatch(_ID, id) or len(id) > 40:
        raise KitError(say("new.error.id", id=id[:60]))
    if names.is_reserved(id):
        raise KitError(say("new.error.reserved", id=id))
    made = folder / id
    if made.exists() or (reader.content() / "lessons" / id).exists():
        raise KitError(say("new.error.taken", id=id))
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{id}.tmp"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        without = shutil.ignore_patterns("solution.*")  # of an exercise that will be another
        shutil.copytree(reader.content() / "lessons" / PATTERN, unfinished, ignore=without)
        title = id.replace("-", " ").capitalize()
        for language in LANGUAGES:
            _replace(unfinished / f"{language}.toml", r"^title = .*$", f'title = "{title}"')
        orders = [reader.read(one, "en").numbers.order for one in reader.ids()]
        _replace(unfinished / "lesson.toml", r"^order = .*$", f"order = {max(orders) + 1}")
        return unfinished.rename(made)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _replace(path: Path, pattern: str, line: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(pattern, line, text, count=1, flags=re.MULTILINE), encoding="utf-8")

"""Forgetting a student: all of their work in a folder goes, be it a collection, a class folder or a kit's folder."""

from __future__ import annotations

import glob
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from touchpoints.classroom import collected
from touchpoints.classroom.collected import Accepted
from touchpoints.classroom.people import alias, printable
from touchpoints.files import atomic, json_files, regular
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Value
from touchpoints.model.work import Work
from touchpoints.storage import class_settings, drafts, heard, places, present, work_file
from touchpoints.storage.work_file import SUFFIX

Theirs = dict[tuple[str, str], Work | Accepted]  # a student's works, by lesson and id
_OF_MANY = (".pdf", ".xlsx", ".zip")  # what may hold this student's work among others', and is not opened
_STATE = re.compile(r".*\.work\.json(\..*)?|\.[0-9a-f]{32}\.tmp|\d{8}T\d{6}-[0-9a-f]{8}-\w+\.json")  # of a work


class Forgotten(Value, omit_defaults=False):
    """Files by their way from the folder: what was removed, out of what something was taken, and what may still hold
    something of this student."""

    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def forget(who: str, folder: Path, say: Words) -> Forgotten:
    """Take out whoever has this nickname, or the work of this id; nobody else.

    KitError where the folder is not there, and where several works on one lesson have the nickname.
    """
    who = who.encode(errors="replace").decode()
    if not folder.is_dir():
        raise KitError(say("error.no_file", file=str(folder)))
    files = {Path(at, name) for at, _, names in os.walk(folder) for name in names if not os.path.islink(f"{at}/{name}")}
    works = {path: work for path in files if _STATE.fullmatch(path.name) and (work := _read(path, say))}
    theirs = _chosen(who, [work for path, work in works.items() if path.name.endswith(SUFFIX)], files, say)
    nicknames = {one.nickname for one in theirs.values()}
    going = {path for path, work in works.items() if (work.lesson, work.id) in theirs}
    beside = {one for path in going if path.name.endswith(SUFFIX) for one in _beside(path, works[path])}
    going |= {path for path in beside & files if path not in works or works[path].nickname in nicknames}
    removed = {path for path in going if _remove(path)}
    changed = {path for path in files - going if theirs and _is_list(path) and _take_out(path, theirs)}
    known = {*nicknames, who, *(id for _, id in theirs)}
    beyond = going - removed | {path for path in files - going if _may_hold(path, path in works, known)}
    said = [
        tuple(sorted(printable(path.relative_to(folder).as_posix(), 1000) for path in one))
        for one in (removed, changed, beyond)
    ]
    return Forgotten(*said)


def _read(path: Path, say: Words) -> Work | None:
    with suppress(OSError, KitError):
        return work_file.decode(regular.read(path, json_files.MAX_BYTES), path.name, say)
    return None


def _chosen(who: str, works: list[Work], files: set[Path], say: Words) -> Theirs:
    """The works that are meant, by lesson and id; those of the very nickname before those that only resemble it."""
    lists = [collected.read(path.parent, say).accepted for path in files if path.name == collected.NAME]
    every = [*(one for entries in lists for one in entries), *works]
    found = {(one.lesson, one.id): one for one in every if who in (one.id, one.nickname)} or {
        (one.lesson, one.id): one for one in every if _alike(one.nickname) == _alike(who)
    }
    if len({lesson for lesson, _ in found}) < len(found):
        raise KitError(say("forget.several", name=who, ids=", ".join(sorted(id for _, id in found))))
    return found


def _alike(nickname: str) -> str:
    return unicodedata.normalize("NFC", nickname.casefold()).strip()


def _beside(path: Path, work: Work) -> Iterator[Path]:
    """What stands beside a work: earlier and damaged states, drafts, what was heard, and pictures that were kept."""
    folder, name = path.parent, places.file_stem(work.nickname)
    yield from folder.glob(f"{glob.escape(path.name)}.*")
    yield from (folder / ".earlier" / path.name.removesuffix(SUFFIX)).glob("*")
    yield folder / heard.FOLDER / f"{name}.json"
    yield folder / drafts.FOLDER / f"{places.file_stem(work.id)}.json"
    for draft in (folder / drafts.FOLDER).glob("*_*.json"):  # called by kernel and nickname before the first save
        if draft.stem.partition("_")[2] == name:
            yield draft
    picture = re.compile(re.escape(f"{name}-{work.lesson}-") + r"[a-z]+(-\d+)?\.\w+")
    yield from (one for one in (folder.parent.parent / places.PICTURES).glob("*") if picture.fullmatch(one.name))


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:  # it is named among what could not be reached
        return False
    if path.parent.parent.name == ".earlier":  # the folder is called by the nickname
        with suppress(OSError):
            path.parent.rmdir()
    return True


def _is_list(path: Path) -> bool:
    """A damaged board among them: what stands in it is only looked at."""
    board = re.fullmatch(r"board\.json(\..*)?", path.name)
    return bool(board) or path.name == collected.NAME or path.parent.name == present.FOLDER.name


def _take_out(path: Path, theirs: Theirs) -> bool:
    """Take the student out of a list of many; whether there was anything, and it could be done."""
    with suppress(OSError, ValueError, msgspec.MsgspecError, AttributeError, TypeError, LookupError):  # not one of ours
        before = msgspec.json.decode(regular.read(path, collected.MOST_BYTES))
        after = _without(before, theirs)
        if after != before:
            atomic.write(path, msgspec.json.format(msgspec.json.encode(after, order="sorted"), indent=2) + b"\n")
            return True
    return False


def _without(listed: dict[str, Any], theirs: Theirs) -> dict[str, Any]:
    """A list of what was collected, a board, or who is present, without the student."""
    nicknames, names = {one.nickname for one in theirs.values()}, set()
    for one in theirs.values():  # what their folders and files are called
        stem = re.escape(f"{places.file_stem(one.nickname)}")
        names |= {re.escape(alias(one.nickname)) + "(/.*)?", rf"{stem}(-{re.escape(one.lesson)}.*)?\.work\.json"}
    source = re.compile(f"(.*/)?({'|'.join(names)})", re.DOTALL)
    ids = re.compile("|".join(f"{re.escape(id)}([^0-9A-Za-z].*)?" for _, id in theirs), re.DOTALL)
    after = {key: value for key, value in listed.items() if "format" in listed or value not in nicknames}
    if "accepted" in listed:
        after["accepted"] = [one for one in listed["accepted"] if (one["lesson"], one["id"]) not in theirs]
        after["rejected"] = [one for one in listed["rejected"] if not source.fullmatch(one["source"])]
    for key in {"remarks", "dots"} & listed.keys():
        after[key] = {id: value for id, value in listed[key].items() if not ids.fullmatch(id)}
    return after


def _may_hold(path: Path, readable: bool, known: set[str]) -> bool:
    """Reports, zips and what cannot be read as work may; notebooks, settings and lists if they name the student."""
    if path.suffix.lower() in _OF_MANY or (not readable and _STATE.fullmatch(path.name)):
        return True
    if path.suffix == ".ipynb" or path.name == class_settings.NAME or _is_list(path):
        with suppress(OSError):
            raw = regular.read(path, collected.MOST_BYTES)
            return any(msgspec.json.encode(one) in raw for one in known)
    return False

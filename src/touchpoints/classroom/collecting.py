"""Collecting: of all that was handed in, each student's latest work, in ``FOLDER/LESSON/ID.work.json``."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from touchpoints.classroom import collected, sources
from touchpoints.classroom.collected import Accepted, Collected, Rejected
from touchpoints.classroom.incoming import LIVE
from touchpoints.classroom.people import People, named, person, printable
from touchpoints.classroom.sources import Candidate, OnDisk, Origin, Unusable
from touchpoints.files import atomic, json_files, regular
from touchpoints.language import hints
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.work import Work
from touchpoints.storage import class_settings, hand_in, rescue_code, work_file
from touchpoints.storage.work_file import CARRIED

NOTEBOOK, BOARD = ".ipynb", "board.json"
EXAMPLE = 'tp.collect("8a.zip", to="class 8a")'
Sources = str | Path | Iterable[str | Path]


class _Left(NamedTuple):
    """A file that is not taken, and why: `text`, with its name as it is; or `key`, the work that was taken instead."""

    place: Origin
    reason: str
    text: str = ""
    key: tuple[str, str] = ("", "")


class Collecting:
    """One collection, added to what the folder `to` holds from earlier ones: `look`, `run`, `finish`."""

    def __init__(self, to: Path, names: bool, say: Words) -> None:
        self.to, self.names, self.say = to, names, say
        self.earlier = collected.read(to, say)
        self._found: list[OnDisk] = []
        self._taken: dict[tuple[str, str], tuple[Origin, Accepted]] = {}
        self._left: list[_Left] = []
        self._people = People()

    def look(self, given: list[Path]) -> int:
        """Look what there is: how many bytes. KitError where a source is not there, or is the folder itself."""
        for source in given:
            if source.resolve() == self.to.resolve():
                raise KitError(self.say("collect.same", folder=str(source)))
            if not os.path.exists(source):
                raise KitError(self.say("error.no_file", file=str(source)))
            self._found += sources.on_disk(source, self.to.resolve())
        return sum(one.size for one in self._found)

    def run(self) -> Iterator[int]:
        """Take one file after the other, and tell of each how many bytes are done with it."""
        for one in self._found:
            for candidate in sources.candidates(one):
                self._take(candidate)
                yield candidate.weight
        if not self._taken and not self._left:
            raise KitError(self.say("collect.nothing", folder=str(self.to)))

    def _take(self, candidate: Candidate) -> None:
        name = "/".join(candidate.place)
        try:
            self._put(candidate.place, self._work(candidate, name))
        except Unusable as error:
            text, key = error.text, "moving" if error.reason == "changed" else error.reason  # somebody is writing it
            if isinstance(text, OSError):
                text = self.say("error.cannot_read", file=name, problem=atomic.why(text, self.say))
            text = text or self.say(f"collect.{key}", file=name)
            self._left.append(_Left(candidate.place, error.reason, text))

    def _work(self, candidate: Candidate, name: str) -> Work:
        kind, raw = Path(name).suffix.lower(), candidate.read()
        if kind == NOTEBOOK and CARRIED.encode() not in raw:
            raise Unusable("foreign", self.say("collect.empty", file=name))
        try:
            return work_file.decode(raw, name, self.say) if kind in (".json", NOTEBOOK) else _pasted(raw, self.say)
        except json_files.NewerFormat as error:
            raise Unusable("newer", str(error)) from error
        except KitError as error:
            broken = isinstance(error.__cause__, msgspec.DecodeError | ValueError | RecursionError)
            if kind == ".json" and not broken and not json_files.format_of(raw).startswith("touchpoints.work/"):
                raise Unusable("foreign") from error
            raise Unusable("unreadable", str(error) if name in str(error) else f"{name}: {error}") from error

    def _put(self, place: Origin, work: Work) -> None:
        """Of one id the highest revision wins, unless somebody else's name is on it: then nothing is replaced. What an
        earlier collection has is taken again where it is the same."""
        key, path = (work.lesson, work.id), self.to / collected.place_of(work.lesson, work.id)
        there = collected.work_in(path, work, self.say)
        rival = self._taken[key][0] if key in self._taken else ()
        same = bool(there) and there.nickname == work.nickname and hand_in.same(there, work)
        persons = {person(one) for one in (place, rival) if one} - {""}  # in a class folder there is none
        other = bool(there) and (there.nickname != work.nickname or len(persons) > 1)
        if there and (other or there.revision == work.revision and (rival or not same)):
            self._left.append(_Left(place, "duplicate" if same else "changed", key=key))
        elif there and there.revision > work.revision:
            self._left.append(_Left(place, "older-revision", key=key))
        else:
            if there != work:
                collected.write(self.to, path, work_file.encode(work), self.say)
            if rival:
                self._left.append(_Left(rival, "older-revision", key=key))
            file = path.relative_to(self.to).as_posix()
            self._taken[key] = place, Accepted(work.id, work.nickname, work.lesson, work.revision, file, "")
            self._people.note(place, work.nickname)

    def finish(self) -> tuple[Collected, tuple[Rejected, ...]]:
        """Write the list. With it comes what of this collection was not taken."""
        persons = {person(place) for place, _ in self._taken.values()} - {""}
        left = [self._rejected(one) for one in self._left if not self._is_company(one, persons)]
        taken = {key: replace(one, source=self._shown(place)) for key, (place, one) in self._taken.items()}
        again = {self._shown(one.place).partition("/")[0] for one in self._found}
        known = {(one.lesson, one.id): one for one in self.earlier.accepted}
        accepted = sorted((known | taken).values(), key=lambda one: (one.lesson, one.nickname, one.id))
        rejected = (*(one for one in self.earlier.rejected if one.source.partition("/")[0] not in again), *left)
        found = Collected(accepted=tuple(accepted), rejected=rejected)
        collected.write(self.to, self.to / collected.NAME, json_files.encode(found), self.say)
        self._bring_boards({one.lesson for one in accepted})
        return found, tuple(left)

    def _shown(self, place: Origin) -> str:
        return named(place) if self.names else self._people.shown(place)

    def _rejected(self, one: _Left) -> Rejected:
        shown = self._shown(one.place)
        text = one.text.replace("/".join(one.place), shown)
        if not text:
            rival = self._taken.get(one.key)
            other = self._shown(rival[0]) if rival else collected.place_of(*one.key).as_posix()
            text = self.say(f"collect.{one.reason}", file=shown, other=other)
        return Rejected(source=shown, reason=one.reason, detail=printable(text, 1000))

    def _is_company(self, left: _Left, persons: set[str]) -> bool:
        """Whether it is the notebook beside a student's file, or the file beside the notebook, or what was handed in
        beside what the teacher saw live: nothing is amiss."""
        who, rival = person(left.place), self._taken[left.key][0] if left.key in self._taken else ()
        notebooks = [one[-1].lower().endswith(NOTEBOOK) for one in (left.place, rival) if one]
        if rival:
            folder, inner = sorted((left.place[:-1], rival[:-1]), key=len)
            both = inner == (*folder, LIVE) or who in persons and who == person(rival) and sum(notebooks) == 1
            return left.reason != "changed" and both
        return left.reason == "foreign" and notebooks == [True] and who in persons

    def _bring_boards(self, lessons: set[str]) -> None:
        """What the teacher has noted on each lesson's board, from the kit's folder in which this is done."""
        here = Path.cwd()
        kit = next((one for one in (here, *here.parents) if (one / class_settings.NAME).is_file()), here)
        for lesson in lessons:
            place = collected.place_of(lesson, "").parent / BOARD
            with suppress(OSError):  # there is none
                raw = regular.read(kit / "work" / place, json_files.MAX_BYTES)
                collected.write(self.to, self.to / place, raw, self.say)


def _pasted(raw: bytes, say: Words) -> Work:
    """The work that somebody has put into a field for text: its code, or the whole file."""
    text = html.unescape(re.sub(r"<[^<>]*>", "", raw.decode(errors="replace")))
    code = re.search(re.escape(rescue_code.HEAD) + r"[\w-]+", text)
    whole = text[text.find("{") : text.rfind("}") + 1]
    if not code and "touchpoints.work/" not in whole:
        raise Unusable("foreign")
    return rescue_code.from_code(code[0] if code else whole, say)


@hints.checked(EXAMPLE)
def collect(sources: Sources, to: str | Path, names: bool = False) -> Collected:
    """Collect handed-in work into a folder:

        tp.collect("8a.zip", to="class 8a")

    sources: a folder, a file or a zip (a class folder, Moodle's or nbgrader's submissions), or a list of such.
    to: the folder for the works, which may hold an earlier collection; it is made where it is not there.
    names: whether the folders' full names stay in the list; else nicknames stand in their place.

    The list of what was taken and what was not, and why, which lies in the folder as `collected.json`.
    """
    say = hints.words_in()
    try:
        given = [Path(sources)] if isinstance(sources, str | os.PathLike) else [Path(one) for one in sources]
    except TypeError as error:
        problem = say("code.path", name="tp.collect", argument="sources")
        raise WrongArgument(f"{problem} {say('code.example', example=EXAMPLE)}") from error
    job = Collecting(Path(to), names, say)
    job.look(given)
    for _ in job.run():
        pass
    return job.finish()[0]

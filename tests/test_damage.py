"""Damaged work files: cut off anywhere, any byte changed. The work opens or comes back, and nobody sees a traceback."""

from __future__ import annotations

import html
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from lab_touch import filled_in
from msgspec.structs import replace
from test_steps import names, page_sends

import touchpoints as tp
from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import STEPS, Identify, Work
from touchpoints.storage.places import previous
from touchpoints.storage.store import Store

LESSON, LANGUAGE, NICKNAME = "school-lunch", "lv", "Fox"  # Latvian: letters of several bytes
SAY = words.of(LANGUAGE)


def at(minute: int, found: int | None = None) -> Work:
    """The filled-in work as it was saved at that minute, with its first touchpoints only."""
    whole = filled_in(reader.read(LESSON, LANGUAGE))
    identify = Identify(touchpoints=whole.steps.identify.touchpoints[:found])
    stamp = f"2024-02-29T10:{minute:02}:00+02:00"
    return replace(whole, revision=minute, saved_at=stamp, steps=replace(whole.steps, identify=identify))


KEPT, BEFORE, NOW = at(20, 3), at(29, 5), at(30)  # in the archive, beside the file, in the file
RAW = json_files.encode(NOW)


class Desk:
    """A folder in which one student's file lies, with what was saved before. `clear` takes away what comes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, Store(LESSON, SAY, folder)
        self.path = self.store.path(NICKNAME)
        self.store.keep(KEPT, "working", lambda: datetime.fromisoformat(KEPT.saved_at))

    def lay(self, raw: bytes, before: bytes) -> None:
        for path in self.store.folder.iterdir():
            if path.is_file():
                path.unlink()
        self.path.write_bytes(raw)
        previous(self.path).write_bytes(before)

    def broken(self) -> list[Path]:
        return list(self.store.folder.glob("*.broken"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # the disk is not asked here, and thousands of times slow
    return Desk(tmp_path)


def cut(step: int = 1) -> Iterator[bytes]:
    """The file cut off at every place, or at every so many."""
    return (RAW[:length] for length in range(0, len(RAW), step))


def flipped(seed: int, count: int) -> Iterator[bytes]:
    """The file with a byte changed, sometimes with a few more: into any other, by one bit, or into one that JSON has
    a use for, so that many of them can still be read."""
    rng = random.Random(seed)
    for _ in range(count):
        raw = bytearray(RAW)
        for _ in range(rng.choice([1, 1, 1, 1, 2, 8])):
            place = rng.randrange(len(raw))
            other = [rng.randrange(256), raw[place] ^ 1 << rng.randrange(8), rng.choice(b'aZ09 -.+:,"{}[]\\/')]
            raw[place] = rng.choice(other)
        yield bytes(raw)


def check_file(desk: Desk, raw: bytes, before_too: bool) -> str:
    """One damaged file, with the version before it damaged too or not: what comes of it."""
    before = json_files.encode(BEFORE)
    desk.lay(raw, before[: len(before) // 2] if before_too else before)
    try:
        loaded = desk.store.load((desk.store.nicknames() or [NICKNAME])[0])
    except json_files.NewerFormat as refused:
        assert desk.path.name in str(refused) and desk.path.read_bytes() == raw and not desk.broken()
        return "newer"
    if not desk.broken():
        assert loaded == (json_files.decode(raw, Work, "file", SAY), "") and desk.path.read_bytes() == raw
        return "opened"
    (aside,) = desk.broken()
    assert aside.read_bytes() == raw and aside.name in loaded.notice
    assert loaded.work == (KEPT if before_too else BEFORE)
    assert desk.store.load(NICKNAME) == (loaded.work, "")
    return "set aside"


def check_student(desk: Desk, raw: bytes, drawn: bool = False) -> str:
    """The same before a student's eyes: she sees her work, or what has become of it, and goes on working."""
    desk.lay(raw, json_files.encode(BEFORE))
    exercise = tp.Exercise(LESSON, LANGUAGE, desk.folder)
    panels, session = [getattr(exercise, step)() for step in STEPS], exercise._session
    if session.saved:
        page_sends(panels[0], "resume", nickname=session.saved[0])
    else:
        page_sends(panels[0], "enter", nickname=NICKNAME)
        assert session.notice
    assert all(session.notice in html.unescape(panel.page) for panel in panels)
    if not session.nickname:
        return "newer"
    for panel in panels:
        page_sends(panel, "earlier", value="true")
        if drawn:
            page_sends(panel, "look", seen="true")
        assert panel.text()
    was = names(session)
    page_sends(panels[0], "add", name="new")
    assert names(desk.store.load(session.nickname).work) == [*was, "new"]
    for panel in panels:
        panel.close()
    return "set aside" if desk.broken() else "opened"


def test_cut_off_files(desk: Desk) -> None:
    """A file cut off is set aside and the state before it comes back; one that lacks only the last line end opens."""
    came = [check_file(desk, raw, length % 4 == 0) for length, raw in enumerate(cut(41))]
    assert {*came} == {"set aside"}
    assert [check_file(desk, RAW[:-end], False) for end in (1, 2)] == ["opened", "set aside"]


def test_changed_bytes(desk: Desk) -> None:
    """A byte changed: the file opens, or it is set aside and the newest good state comes back."""
    came = Counter(check_file(desk, raw, n % 4 == 0) for n, raw in enumerate(flipped(1, 200)))
    assert came["opened"] > 25 and came["set aside"] > 25


@pytest.mark.parametrize(
    ("old", "new", "comes"),
    [
        (b"touchpoints.work/2", b"touchpoints.work/3", "newer"),
        (b"touchpoints.work/2", b"touchpoints.work/!", "set aside"),
        (b'"nickname": "Fox"', b'"nickname": "Fax"', "opened"),
        (b'"nickname": "Fox"', b'"nickname": "fox"', "opened"),
        (b'"nickname": "Fox"', b'"nickname": "Fo/"', "opened"),
        (b'"lesson": "s', b'"lesson": "x', "set aside"),
        (b'"language": "lv"', b'"language": "qq"', "opened"),
        (b"2024-02-29", b"2024-02-3x", "opened"),
        (b"2024-02-29", b"0000-02-29", "opened"),
        (b"T10:30:00+02:00", b"T10:30:00+99:00", "opened"),
        (b'"revision": 30', b'"revision": -3', "set aside"),
        (b'"stage": "', b'"stage":  ', "set aside"),
    ],
)  # fmt: skip
def test_the_places_that_matter(desk: Desk, old: bytes, new: bytes, comes: str) -> None:
    """Damage to what says whose work it is, of which lesson, version and moment: the file is found all the same, and
    the student sees her work or a message."""
    assert RAW.count(old) >= 1
    raw = RAW.replace(old, new, 1)
    assert check_file(desk, raw, False) == check_student(desk, raw) == comes


def test_the_newest_of_one_second(desk: Desk) -> None:
    """Of several states saved within a second the last one comes back, wherever the others are kept."""
    work, moment = replace(KEPT, nickname="Owl", revision=0), datetime(2024, 2, 29, 10, 40)
    saved = [
        work := desk.store.save(replace(work, steps=one.steps), lambda: moment).work for one in (KEPT, BEFORE, NOW)
    ]
    desk.store.path("Owl").write_bytes(b"")
    assert desk.store.load("Owl").work == saved[1]


def test_no_traceback_in_front_of_a_student(desk: Desk) -> None:
    """Five steps show a damaged file's work, or say what has become of it, and the student goes on."""
    came = Counter(check_student(desk, raw) for raw in flipped(2, 10))
    assert came["opened"] and came["set aside"]


@pytest.mark.soak
def test_every_cut(desk: Desk) -> None:
    """At each single place."""
    came = Counter(check_file(desk, raw, length % 4 == 0) for length, raw in enumerate(cut()))
    print(came)
    assert came == {"set aside": len(RAW) - 1, "opened": 1}


@pytest.mark.soak
def test_ten_thousand_changed_bytes(desk: Desk) -> None:
    """Ten thousand damaged files."""
    came = Counter(check_file(desk, raw, n % 4 == 0) for n, raw in enumerate(flipped(3, 10_000)))
    print(came)
    assert came["opened"] and came["set aside"]


@pytest.mark.soak
def test_no_traceback_in_front_of_many_students(desk: Desk) -> None:
    """Five hundred damaged files in all five steps, every twentieth with all charts drawn."""
    came = Counter(check_student(desk, raw, n % 20 == 0) for n, raw in enumerate(flipped(4, 500)))
    print(came)
    assert came["opened"] and came["set aside"]

"""Earlier states of a work: what is kept, how much, and that it can be had again; and a work as a code to copy."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import works
from test_store import a_store, with_touchpoints

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import archive, rescue_code
from touchpoints.storage.store import Store

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)
WORDS = words.of("en")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def after(minutes: float):
    return lambda: BEGIN + timedelta(minutes=minutes)


def save_each_minute(store: Store, minutes: int, others: tuple[str, ...] = ()) -> list[Work]:
    """One change a minute; all the states that were saved."""
    states = [store.begin("Fox")]
    for minute in range(minutes):
        changed = with_touchpoints(states[-1], f"m{minute}", *others)
        states.append(store.save(changed, now=after(minute)).work)
    return states[1:]


def test_the_save_before_and_every_ten_minutes(store: Store) -> None:
    """Earlier are the previous save, and one state for every ten minutes of work, the newest first."""
    saved = save_each_minute(store, 45)
    found = store.earlier("Fox")
    assert found[0].work == saved[-2] and found[0].reason == "saved"
    assert {one.reason for one in found[1:]} == {"working"}
    moments = [datetime.fromisoformat(one.work.saved_at) for one in found[1:]]
    assert moments == [BEGIN + timedelta(minutes=minute) for minute in (40, 30, 20, 10, 0)]
    assert all(one.work in saved for one in found)


def test_at_most_ten_and_not_too_large(store: Store) -> None:
    """However long one works, there are at most ten states and 300 KB in the archive; what goes is the oldest."""
    save_each_minute(store, 150, others=tuple(f"{n} {'x' * 60}" for n in range(190)))
    kept = archive.states(store._archive(store.path("Fox")))
    assert len(kept) <= archive.MOST and sum(one.path.stat().st_size for one in kept) <= archive.MAX_BYTES
    assert kept[0].moment == BEGIN + timedelta(minutes=141) and len(kept) > 3
    store.save(store.begin("Owl"))
    for minute in range(1, 300, 10):
        store.save(with_touchpoints(store.load("Owl").work, f"{minute}"), now=after(minute))
    assert archive.MOST <= len(store.earlier("Owl")) <= 10


def test_what_was_handed_in_outlives_the_clock(store: Store) -> None:
    """A state kept at a hand-in stays while there are states to give up that only the clock has kept."""
    work = save_each_minute(store, 1)[-1]
    store.keep(work, "handed_in", now=after(1))
    for minute in range(2, 400, 10):
        work = store.save(with_touchpoints(work, f"m{minute}"), now=after(minute)).work
    reasons = [one.reason for one in store.earlier("Fox")]
    assert reasons.count("handed_in") == 1 and reasons.count("working") >= archive.MOST - 2


def test_the_same_state_is_kept_once(store: Store) -> None:
    """Handing in twice without a change, or being kept for two reasons, makes one state."""
    work = save_each_minute(store, 2)[-1]
    before = len(store.earlier("Fox"))
    for minute in (3, 4, 50):
        store.keep(work, "handed_in", now=after(minute))
    assert len(store.earlier("Fox")) == before + 1


def test_a_state_of_the_clock_that_is_handed_in_stays(store: Store) -> None:
    """A state that the clock has kept and that is handed in as it is counts as handed in from then on."""
    work = save_each_minute(store, 1)[-1]
    store.save(with_touchpoints(work, "more"), now=after(1))
    assert [one.reason for one in archive.states(store._archive(store.path("Fox")))] == ["working"]
    store.keep(work, "handed_in", now=after(2))
    assert [one.reason for one in archive.states(store._archive(store.path("Fox")))] == ["handed_in"]


def test_one_archive_a_nickname(store: Store) -> None:
    """Nobody sees another one's states."""
    store.save(with_touchpoints(store.save(store.begin("Fox")).work, "a"))
    store.save(with_touchpoints(store.save(store.begin("Owl")).work, "b"))
    for name in ("Fox", "Owl"):
        assert {one.work.nickname for one in store.earlier(name)} == {name}
    assert store.nicknames() == ["Owl", "Fox"] or store.nicknames() == ["Fox", "Owl"]


def test_damaged_and_strange_files_are_left_out(store: Store) -> None:
    """What is no state of ours in the archive is neither shown nor deleted."""
    save_each_minute(store, 25)
    folder = store._archive(store.path("Fox"))
    good = len(store.earlier("Fox"))
    next(folder.glob("*.json")).write_bytes(b"{")
    for name in ("notes.json", "20260302T080000-00000000-other.json", "99999999T999999-00000000-working.json"):
        (folder / name).write_text("{}")
    assert len(store.earlier("Fox")) == good - 1
    save_each_minute(a_store(store.folder.parent.parent), 0)
    assert (folder / "notes.json").exists()


def test_a_damaged_file_gives_the_newest_good_state(store: Store) -> None:
    """Where file and previous save are both damaged, the newest state of the archive is taken."""
    save_each_minute(store, 25)
    newest = archive.states(store._archive(store.path("Fox")))[0]
    for path in (store.path("Fox"), store.path("Fox").with_name("fox.work.json.previous")):
        path.write_bytes(b"\x00")
    loaded = store.load("Fox")
    assert loaded.work == json_files.decode(newest.path.read_bytes(), Work, "", WORDS) and "broken" in loaded.notice
    assert store.load("Fox") == (loaded.work, "")


# A work as a code.


@given(works)
def test_a_code_is_the_work(work: Work) -> None:
    """What is copied as a code, broken into lines as mail does, or as the file's whole text, comes back as it was."""
    code = rescue_code.to_code(work)
    lines = "\n".join(code[at : at + 76] for at in range(0, len(code), 76))
    for text in (code, f"  {lines}\r\n", json_files.encode(work).decode()):
        assert rescue_code.from_code(text, WORDS) == work


WORK = replace(a_store(Path()).begin("Fox"), lesson="school-lunch")
CODE = rescue_code.to_code(WORK)


@given(st.one_of(st.text(max_size=60), st.integers(0, len(CODE) - 1).map(lambda at: CODE[:at])))
def test_what_is_no_code_is_refused(text: str) -> None:
    """Any other text, and any code whose end is missing, is a message and never a traceback."""
    with pytest.raises(KitError):
        rescue_code.from_code(text, WORDS)


def test_a_code_cannot_burst() -> None:
    """A small code that stands for a huge text is refused without unpacking it."""
    import base64
    import zlib

    bomb = rescue_code.HEAD + base64.urlsafe_b64encode(zlib.compress(b" " * 200_000_000, 9)).decode()
    assert len(bomb) < rescue_code.MAX_CODE
    with pytest.raises(KitError):
        rescue_code.from_code(bomb, WORDS)


def test_the_largest_work_fits_into_a_code() -> None:
    """A work full of different words stays below what the page may send."""
    names = tuple(f"{n} " + "".join(chr(97 + (n * k * k) % 26) for k in range(190)) for n in range(200))
    assert len(rescue_code.to_code(with_touchpoints(WORK, *names))) < rescue_code.MAX_CODE

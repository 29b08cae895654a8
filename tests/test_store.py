"""Saved work: file names, saving and loading, what happens to a file that changed, broke or is newer."""

from __future__ import annotations

import json
import os
import re
import string
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import HOSTILE, letters, older_works, works

from touchpoints.files import atomic, json_files
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model.errors import KitError
from touchpoints.model.work import Found, Identify, RolePlay, Steps, Work
from touchpoints.model.work_migration import OLDER
from touchpoints.storage.places import FOLDER_VARIABLE, MARKER, file_stem, root
from touchpoints.storage.store import Conflict, Store

WINDOWS = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in (*"0123456789", *"¹²³"))}
nicknames = st.one_of(
    st.text(letters, min_size=1, max_size=60),
    st.text(string.ascii_letters + " ._-äß", min_size=1, max_size=8),
    st.sampled_from(sorted(WINDOWS)),
    st.sampled_from(HOSTILE).map(lambda text: text[:60]),
)
some = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@pytest.fixture(params=LANGUAGES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store, in each language."""
    return Store("school-lunch", words.of(request.param), tmp_path)


def a_store(folder: Path) -> Store:
    return Store("school-lunch", words.of("en"), folder)


def with_touchpoints(work: Work, *names: str) -> Work:
    found = tuple(Found(id=name, name=name) for name in names)
    return replace(work, steps=replace(work.steps, identify=Identify(touchpoints=found)))


def everything(folder: Path) -> list[str]:
    """What lies there but for the lock, which is empty."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != ".lock")


# File names.


def known_as(nickname: str) -> str:
    """What tells nicknames apart: not capitals, outer spaces, or how an accent is encoded."""
    return unicodedata.normalize("NFC", nickname.casefold()).strip()


@settings(max_examples=300)
@given(nicknames)
def test_file_names_suit_every_system(nickname: str) -> None:
    """Every nickname gives a file name that Windows, macOS and Linux take: no device, dot, separator or space, not
    empty, short enough with every ending."""
    stem = file_stem(nickname)
    assert re.fullmatch(r"[\w~-]+", stem)
    assert stem not in WINDOWS
    assert len(f"{stem}.work.json.99.broken".encode()) <= 255
    assert stem == unicodedata.normalize("NFC", stem)


@settings(max_examples=300)
@given(nicknames, nicknames)
def test_two_nicknames_never_share_a_file(one: str, other: str) -> None:
    """Two different nicknames never share a file, not even on a disk that ignores capitals; equal ones always do."""
    assert (file_stem(one).casefold() == file_stem(other).casefold()) == (known_as(one) == known_as(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.b", "a_b"),
        ("a b", "a_b"),
        ("a.", "a"),
        ("..", "."),
        ("a/b", "a\\b"),
        ("x" * 59 + "1", "x" * 59 + "2"),
        (" ", "~"),
        ("fox.1", re.sub("[~_]", " ", file_stem("fox.1"))),
        ("fox.1", file_stem("fox.1")),
    ],
)
def test_near_misses(one: str, other: str) -> None:
    """Names that a careless replacement would make equal stay apart, one that imitates a digest too."""
    assert file_stem(one) != file_stem(other)


def test_same_name() -> None:
    """Capitals, outer spaces and the encoding of an accent make no second person."""
    assert len({file_stem(name) for name in ("Zoë", "ZOË", " zoë ", unicodedata.normalize("NFD", "Zoë"))}) == 1


# Saving and loading.


def test_constructing_and_reading_writes_nothing(store: Store, tmp_path: Path) -> None:
    """Looking for work, beginning and loading write nothing; the first change does."""
    assert store.nicknames() == [] and store.obstacle() == ""
    assert store.load("Fox").notice == ""
    store.begin("Fox")
    assert everything(tmp_path) == []
    store.save(store.begin("Fox"))
    assert everything(tmp_path) == ["work", "work/school-lunch", "work/school-lunch/fox.work.json"]


@some
@given(works, nicknames)
def test_round_trip(tmp_path: Path, work: Work, nickname: str) -> None:
    """What was saved under any nickname is loaded under it, with the revision and moment of saving."""
    store = a_store(tmp_path)
    path = store.path(nickname)
    path.unlink(missing_ok=True)
    saved = store.save(replace(work, lesson="school-lunch", nickname=nickname))
    assert saved.notice == "" and saved.work.steps == work.steps and saved.work.extra == work.extra
    loaded = store.load(nickname)
    assert loaded.work == saved.work and loaded.notice == ""
    path.unlink()


def test_revision_moment_and_language(store: Store) -> None:
    """Each saving raises the revision by one and notes the moment, with its zone, and the notebook's language."""
    moment = datetime(2024, 2, 29, 10, 5, tzinfo=timezone.utc)
    work = store.begin("Fox")
    for revision in (1, 2, 3):
        work = store.save(work, now=lambda: moment).work
        assert work.revision == revision
    assert datetime.fromisoformat(work.saved_at) == moment
    assert work.language == store.words.language


def test_the_previous_version_is_kept(store: Store) -> None:
    """The version before the last one stands beside the file, and is no nickname of its own."""
    first = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    store.save(with_touchpoints(first, "menu", "till"))
    raw = store.path("Fox").with_name("fox.work.json.previous").read_bytes()
    assert json_files.decode(raw, Work, "previous", store.words) == first
    assert store.nicknames() == ["Fox"]


def test_nicknames_latest_first(store: Store) -> None:
    """The names that have readable work here, the latest saved first; damaged files do not hide the others."""
    for hour, name in enumerate(("Fox", "Bär", "Ēna")):
        store.save(store.begin(name), now=lambda hour=hour: datetime(2024, 2, 1, hour + 1))
    store.path("broken").write_bytes(b"{")
    assert store.nicknames() == ["Ēna", "Bär", "Fox"]


# Conflicts.


def test_a_conflict_keeps_both(store: Store) -> None:
    """If the work was saved from another window since it was read, nothing is overwritten: the file stays, this state
    is in the archive, and the error brings the other one."""
    both = store.save(store.begin("Fox")).work
    mine = store.save(with_touchpoints(both, "mine")).work
    with pytest.raises(Conflict, match="Fox") as caught:
        store.save(with_touchpoints(both, "theirs"))
    assert caught.value.theirs == mine == store.load("Fox").work
    kept = [one for one in store.earlier("Fox") if one.reason == "window"]
    assert [one.work.steps for one in kept] == [with_touchpoints(both, "theirs").steps]


def test_free_names_are_counted_on(store: Store) -> None:
    """Somebody else's work leaves a name free: one that is taken is not used, and a long one has room for a number."""
    long = "x" * 60
    store.save(store.begin(long))
    kept = [store.save(with_touchpoints(store.begin(long), str(n))).work for n in range(2)]
    assert len({work.nickname for work in kept} | {long}) == 3
    assert all(store.load(work.nickname).work == work for work in kept)


def test_two_beginners_with_one_name(store: Store) -> None:
    """Two who begin under the same name at two screens both keep their work."""
    one, other = store.begin("Fox"), store.begin("fox")
    saved, second = store.save(with_touchpoints(one, "a")), store.save(with_touchpoints(other, "b"))
    assert (
        store.load("Fox").work == saved.work and second.notice and store.load(second.work.nickname).work == second.work
    )


# Damaged and newer files.


def test_a_broken_file_is_set_aside(store: Store) -> None:
    """A damaged file without a version before it is kept as .broken, told, and one starts anew."""
    store.save(store.begin("Fox"))
    store.path("Fox").write_bytes(b'{"format": "touch')
    loaded = store.load("Fox")
    assert loaded.work.revision == 0 and loaded.work.steps == Steps()
    assert "fox.work.json.broken" in loaded.notice
    assert (store.folder / "fox.work.json.broken").read_bytes() == b'{"format": "touch'


def test_the_version_before_comes_back(store: Store) -> None:
    """Of a damaged file the version before it is taken, now and at every later load, and saving goes on from it."""
    first = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    store.save(with_touchpoints(first, "menu", "till"))
    store.path("Fox").write_bytes(b"")
    loaded = store.load("Fox")
    assert loaded.work == first and "fox.work.json.broken" in loaded.notice
    again = store.load("Fox")
    assert again.work == first and again.notice == ""
    assert store.save(with_touchpoints(again.work, "more")).work.revision == first.revision + 1


@pytest.mark.parametrize("years", [(2024, 2030), (2030, 2024)])
def test_the_newest_state_has_the_highest_revision(store: Store, years: tuple[int, int]) -> None:
    """When a file is damaged the state of the highest revision comes back, also after the clock was put back."""
    first = store.begin("Fox")
    for revision, year in zip((3, 7), years, strict=True):
        stamp = datetime(year, 2, 1, tzinfo=timezone.utc)
        one = replace(with_touchpoints(first, f"r{revision}"), revision=revision, saved_at=stamp.isoformat())
        store.keep(one, "working", lambda stamp=stamp: stamp)
    store.path("Fox").write_bytes(b"{")
    assert [one.work.revision for one in store.earlier("Fox")] == [7, 3]
    assert store.load("Fox").work.revision == 7


def test_broken_files_are_numbered(store: Store) -> None:
    """A second damaged file does not replace the first that was set aside."""
    store.save(store.begin("Fox"))
    for content in (b"one", b"two", b"three"):
        store.path("Fox").write_bytes(content)
        store.load("Fox")
    kept = sorted(path.read_bytes() for path in store.folder.glob("*.broken"))
    assert kept == [b"one", b"three", b"two"]


def test_saving_over_a_broken_file_keeps_it(store: Store) -> None:
    """Damaged behind an open notebook's back, the file is set aside and what is on the screen is saved."""
    work = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    store.path("Fox").write_bytes(b"damaged")
    saved = store.save(with_touchpoints(work, "menu", "till"))
    assert saved.work.nickname == "Fox" and store.load("Fox").work == saved.work
    assert (store.folder / "fox.work.json.broken").read_bytes() == b"damaged"


def test_a_newer_file_is_left_alone(store: Store) -> None:
    """A file of a newer version is refused with a message, neither set aside nor overwritten by saving."""
    newer = b'{"format": "touchpoints.work/3"}'
    work = store.save(store.begin("Fox")).work
    store.path("Fox").write_bytes(newer)
    with pytest.raises(KitError, match="touchpoints.work/3"):
        store.load("Fox")
    assert "Fox 2" in store.save(work).notice
    assert store.path("Fox").read_bytes() == newer and not list(store.folder.glob("*.broken"))


def test_another_lessons_file_is_not_taken(store: Store) -> None:
    """Work of another lesson under this name is not shown as this lesson's, and is kept."""
    other = replace(store.begin("Fox"), lesson="flat-tyre")
    atomic.write(store.path("Fox"), json_files.encode(other))
    assert store.load("Fox").work.lesson == "school-lunch"
    assert json_files.encode(other) in [path.read_bytes() for path in store.folder.iterdir()]


# Folders that cannot be written to or read.


def test_a_file_in_the_folders_place(store: Store, tmp_path: Path) -> None:
    """Where a file stands in the folder's place, it is said before anyone works, and again when saving fails."""
    (tmp_path / "work").write_text("a file")
    assert str(store.folder) in store.obstacle()
    with pytest.raises(KitError, match=re.escape(str(store.folder))):
        store.save(store.begin("Fox"))


def test_a_read_only_folder(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be written to is told at once; asked is the nearest folder that exists."""
    asked = []
    monkeypatch.setattr(os, "access", lambda place, mode: asked.append((place, mode)))
    assert str(store.folder) in store.obstacle()
    assert [place for place, _ in asked] == [tmp_path] and all(mode & os.W_OK for _, mode in asked)


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_broken_file_that_cannot_be_moved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file in a read-only folder is a message that names it, not a traceback, and it stays where it is."""
    store.save(store.begin("Fox"))
    store.path("Fox").write_bytes(b"damaged")
    monkeypatch.setattr(Path, "rename", _refuse)
    with pytest.raises(KitError, match="fox.work.json"):
        store.load("Fox")
    assert store.path("Fox").read_bytes() == b"damaged"


def test_a_file_that_cannot_be_read(store: Store) -> None:
    """What cannot be read is a message that names it, and is not taken for a damaged file."""
    store.path("Fox").mkdir(parents=True)
    with pytest.raises(KitError, match="fox.work.json"):
        store.load("Fox")
    assert store.path("Fox").is_dir()


def test_a_full_disk_keeps_the_old_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, saving is refused with a message and the saved version is as it was."""
    work = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    monkeypatch.setattr(os, "fsync", _refuse)
    with pytest.raises(KitError, match=store.words("problem.forbidden")):
        store.save(with_touchpoints(work, "menu", "till"))
    monkeypatch.undo()
    assert store.load("Fox").work == work


# Where the work lies.


def test_the_marker_is_found_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any depth the nearest folder with the marker is the kit's root, from a relative path too; without a marker
    it is the starting folder itself."""
    deep = tmp_path / "kit" / "exercises" / "de"
    deep.mkdir(parents=True)
    assert root(deep) == deep
    (tmp_path / "kit" / MARKER).write_text("{}")
    assert root(deep) == tmp_path / "kit"
    monkeypatch.chdir(deep)
    assert (
        Store("l", words.of("en"), Path()).folder
        == Store("l", words.of("en")).folder
        == tmp_path / "kit" / "work" / "l"
    )
    (tmp_path / MARKER).mkdir()
    assert root(deep) == tmp_path / "kit"


def test_a_notebook_outside_finds_the_opened_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that was moved out of the kit's folder uses the one that JupyterLab was opened on, if it is one."""
    kit, outside = tmp_path / "kit", tmp_path / "desktop"
    kit.mkdir(), outside.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(kit))
    assert root(outside) == outside
    (kit / MARKER).write_text("{}")
    assert root(outside) == kit


def test_a_renamed_file_is_found(store: Store) -> None:
    """A file that somebody renamed is listed under the name in it, opened under that name, and saved to the right
    place; of a copy beside the original only the original is shown."""
    work = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    store.path("Fox").rename(store.folder / "fox (1).work.json")
    assert store.nicknames() == ["Fox"] and store.load("Fox").work == work
    saved = store.save(with_touchpoints(work, "menu", "till")).work
    assert store.nicknames() == ["Fox"] and store.load("Fox").work == saved


def test_a_file_under_somebody_elses_name(store: Store) -> None:
    """Fox's file, called as Owl's would be, is not opened for Owl, who begins anew and replaces nothing."""
    work = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    store.path("Fox").rename(store.path("Owl"))
    owl = store.load("Owl").work
    assert owl.nickname == "Owl" and owl.steps != work.steps
    assert store.save(with_touchpoints(owl, "till")).work.nickname == "Owl 2"
    assert store.load("Fox").work == work


def test_what_a_killed_kernel_left_is_removed(store: Store) -> None:
    """A half-written file goes an hour later, when work is opened, and at the next saving, when nobody can be writing it;
    somebody else's stays."""
    store.save(store.begin("Fox"))
    old, young, other = (store.folder / name for name in (f".{'a' * 32}.tmp", f".{'b' * 32}.tmp", ".notes.tmp"))
    for path in (old, young, other):
        path.write_bytes(b"{")
    for path in (old, other):
        os.utime(path, (0, 0))
    store.load("Fox")
    assert [path.exists() for path in (old, young, other)] == [False, True, True]
    store.save(store.load("Fox").work)
    assert [path.exists() for path in (old, young, other)] == [False, False, True]


# Files of an older format.


def migrated(old: dict) -> dict:
    """From a made-up version 0, in which touchpoints were names only."""
    found = [{"id": f"t{n}", "name": name} for n, name in enumerate(old.pop("touchpoints"))]
    return {**old, "format": "touchpoints.work/1", "steps": {"identify": {"touchpoints": found}}}


def test_an_older_file_is_migrated_and_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of an earlier format opens as the present one, a copy stays and is named, and saving goes on from it."""
    monkeypatch.setitem(OLDER, "touchpoints.work/0", migrated)
    old = {
        "format": "touchpoints.work/0",
        "lesson": store.lesson,
        "nickname": "Fox",
        "id": "1",
        "touchpoints": ["menu"],
    }
    raw = json.dumps(old).encode()
    atomic.write(store.path("Fox"), raw)
    loaded = store.load("Fox")
    assert [one.name for one in loaded.work.steps.identify.touchpoints] == ["menu"]
    copy = store.folder / "fox.work.json.format-0"
    assert copy.name in loaded.notice and store.path("Fox").read_bytes() == raw
    saved = store.save(with_touchpoints(loaded.work, "menu", "till")).work
    for names in (("menu",), ("menu", "more")):
        saved = store.save(with_touchpoints(saved, *names)).work
    assert store.load("Fox").notice == "" and copy.read_bytes() == raw and store.nicknames() == ["Fox"]


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(older_works())
def test_work_of_format_1_is_changed_and_saved_as_2(tmp_path: Path, older: tuple[dict, Work]) -> None:
    """Opening a file of format 1 leaves it as it is; the first save writes format 2 with all of it, and keeps a copy."""
    old, new = {**older[0], "lesson": "a-lesson"}, replace(older[1], lesson="a-lesson")  # the name of its folder
    store, raw = Store(new.lesson, words.of("en"), Path(tempfile.mkdtemp(dir=tmp_path))), json.dumps(old).encode()
    path = store.path(new.nickname)
    atomic.write(path, raw)
    loaded = store.load(new.nickname).work
    assert loaded == new and path.read_bytes() == raw
    changed = replace(loaded, steps=replace(loaded.steps, role_play=RolePlay(conclusion="changed")))
    store.save(changed)
    saved = store.load(new.nickname).work
    assert json.loads(path.read_bytes())["format"] == "touchpoints.work/2"
    assert (saved.plan, saved.steps, saved.finish, saved.extra) == (new.plan, changed.steps, new.finish, new.extra)
    assert path.with_name(f"{path.name}.format-1").read_bytes() == raw


def test_a_message_counts_only_once_its_work_is_on_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python may die between noting a message and saving what it made: then the message was not heard, also after the
    next save; and nobody else's work has heard it."""
    first = store.save(store.begin("Fox"), message="a").work
    with monkeypatch.context() as dying:
        dying.setattr(atomic, "write", _dies_at(store.path("Fox")))
        with pytest.raises(KeyboardInterrupt):
            store.save(first, message="b")
    assert store.heard(first) == {"a"}
    second = store.save(first, message="c").work
    third = store.save(second).work
    assert store.heard(second) == store.heard(third) == {"a", "c"}
    assert store.heard(replace(third, id="another")) == store.heard(store.begin("Owl")) == set()


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b'{"id": 1}', b"\xff" * 99, b"x" * 20_000, b'{"id":"i","keys":[[1]]}']
)
def test_a_damaged_memory_of_messages_hinders_nobody(store: Store, damage: bytes) -> None:
    """What lies beside the work may be damaged: then nothing was heard, and saving goes on."""
    first = store.save(store.begin("Fox"), message="a").work
    next((store.folder / ".heard").iterdir()).write_bytes(damage)
    assert store.heard(first) == set()
    assert store.heard(store.save(first, message="b").work) == {"b"}


def _dies_at(path: Path) -> Callable[..., None]:
    real = atomic.write

    def write(where: Path, *rest: object) -> None:
        if where == path:
            raise KeyboardInterrupt
        real(where, *rest)

    return write


def test_an_older_file_in_a_read_only_folder_opens(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a file of an earlier format writes nothing, so it works where nothing can be written."""
    monkeypatch.setitem(OLDER, "touchpoints.work/0", migrated)
    old = {
        "format": "touchpoints.work/0",
        "lesson": store.lesson,
        "nickname": "Fox",
        "id": "1",
        "touchpoints": ["menu"],
    }
    atomic.write(store.path("Fox"), json.dumps(old).encode())
    monkeypatch.setattr(atomic, "write", _refuse)
    assert store.load("Fox").work.steps.identify.touchpoints


def test_looking_for_a_newer_state_changes_nothing(store: Store) -> None:
    """Whether another window has saved since is seen without touching a file, a damaged one neither."""
    first = store.save(with_touchpoints(store.begin("Fox"), "menu")).work
    second = store.save(with_touchpoints(first, "menu", "till")).work
    assert store.newer(first) == second and store.newer(second) is None and store.newer(store.begin("Owl")) is None
    store.path("Fox").write_bytes(b"damaged")
    there = everything(store.folder)
    assert store.newer(first) is None and everything(store.folder) == there
    assert store.save(second).notice == ""


@pytest.mark.parametrize("damage", [{"touchpoints": None}, {"touchpoints": {"a": 1}, "id": 7}, {"lesson": None}])
def test_a_damaged_older_file_is_set_aside(store: Store, monkeypatch: pytest.MonkeyPatch, damage: dict) -> None:
    """What cannot be migrated is a damaged file like any other."""
    monkeypatch.setitem(OLDER, "touchpoints.work/0", migrated)
    old = {"format": "touchpoints.work/0", "lesson": store.lesson, "nickname": "Fox", "id": "1", "touchpoints": []}
    atomic.write(store.path("Fox"), json.dumps(old | damage).encode())
    assert "fox.work.json.broken" in store.load("Fox").notice


def test_work_stays_when_the_language_changes(tmp_path: Path) -> None:
    """Work begun in one language's notebook is there in another's."""
    saved = Store("l", words.of("de"), tmp_path).save(Store("l", words.of("de"), tmp_path).begin("Fuchs")).work
    assert Store("l", words.of("lv"), tmp_path).load("Fuchs").work == saved


def test_a_work_file_is_readable(store: Store) -> None:
    """The file is indented JSON with its format, as DESIGN's "Files" has it."""
    store.save(with_touchpoints(store.begin("Ēna"), "menu"))
    text = store.path("Ēna").read_text(encoding="utf-8")
    assert json.loads(text)["format"] == "touchpoints.work/2" and "Ēna" in text and text.count("\n") > 10

"""Reading and writing files: schemas against the decoder, messages for what is wrong, and no half-written file."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import HOSTILE, journeys, works

from touchpoints import charts
from touchpoints.files import atomic, json_files, toml_files
from touchpoints.jupyter import workspace
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Journey
from touchpoints.model.work import Work
from touchpoints.storage import hand_in, places, schemas, work_file
from touchpoints.storage.store import Store

ENGLISH = words.of("en")
CASE = reader.read("school-lunch", "en").case
many = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


# What is read.


@pytest.mark.parametrize(("deep", "opens"), [(40, True), (60, False), (600, False), (5000, False)])
def test_what_opens_can_be_saved(tmp_path: Path, deep: int, opens: bool) -> None:
    """What a work carries besides may be nested; so deep that it could not be written again, it is refused when read."""
    nested = "[" * deep + "]" * deep
    text = f'{{"format": "touchpoints.work/2", "lesson": "x", "nickname": "Fox", "id": "1", "extra": {{"a": {nested}}}}}'
    (tmp_path / "fox.work.json").write_text(text, encoding="utf-8")
    if opens:
        one = work_file.read(tmp_path / "fox.work.json", ENGLISH)
        assert work_file.decode(work_file.encode(one), "again", ENGLISH) == one
    else:
        with pytest.raises(KitError, match="fox.work.json"):
            work_file.read(tmp_path / "fox.work.json", ENGLISH)


def odd_files(folder: Path) -> list[Path]:
    """A pipe that nobody writes into, a device without an end, and a folder."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes among its files")
    pipe, device, inner = folder / "pipe", folder / "device", folder / "folder"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    inner.mkdir()
    return [pipe, device, inner]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_files_are_read(tmp_path: Path, language: str) -> None:
    """What is no file is refused at once, in one line of the reader's language, whoever reads it."""
    say = words.of(language)
    for path in odd_files(tmp_path):
        with pytest.raises(KitError, match=re.escape(say("problem.irregular"))) as refused:
            work_file.read(path, say)
        assert str(refused.value).count("\n") == 0
        assert [one.text for one in toml_files.decode(path, Journey, say)[1]] == [say("problem.irregular")]


def test_among_works_and_handed_in_files_others_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe, a device or a folder with a work's name hinders nobody, neither in the kit's folder nor in the class's."""
    store, shared = Store("school-lunch", ENGLISH, tmp_path), tmp_path / "class"
    mine = store.save(store.begin("Fox")).work
    monkeypatch.setenv(places.CLASS_VARIABLE, str(shared))
    shared.mkdir()
    for path in odd_files(tmp_path):
        path.rename(store.folder / f"fox-{path.name}{work_file.SUFFIX}")
    for number, path in enumerate(odd_files(tmp_path), start=1):
        path.rename(shared / hand_in.name(mine, number))
    assert store.nicknames() == ["Fox"] and store.load("Fox").work == mine
    handed = hand_in.hand_in(tmp_path, mine, ENGLISH)
    assert handed.copy == shared / hand_in.name(mine, 4) and handed.copy.is_file()


# The schemas.


@pytest.mark.parametrize("name", schemas.KINDS)
def test_shipped_schema_is_the_decoders(name: str) -> None:
    """The shipped schema is what the decoding type gives, is valid itself, and requires `format`."""
    text = (schemas.FOLDER / name).read_text(encoding="utf-8")
    assert text == schemas.schema(schemas.KINDS[name])
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "format" in schema["$defs"][schemas.KINDS[name].__name__]["required"]


def _agree(content: Any, kind: type) -> None:
    try:
        json_files.decode(msgspec.json.encode(content), kind, "file", ENGLISH)
        decoded, why = True, ""
    except KitError as error:
        decoded, why = False, str(error)
    validator = _VALIDATORS[kind]
    assert validator.is_valid(content) == decoded, (content, why, [e.message for e in validator.iter_errors(content)])


_VALIDATORS = {kind: jsonschema.Draft202012Validator(json.loads(schemas.schema(kind))) for kind in (Journey, Work)}
_STRANGE = st.sampled_from(
    [
        None,
        True,
        "",
        "both",
        "x" * 201,
        "x" * 2001,
        0,
        3,
        -3,
        6,
        2**31,
        0.5,
        [],
        ["H1"],
        ["H13"],
        [{}],
        {},
        {"a": 1},
        *HOSTILE,
    ]
)


@st.composite
def _mutated(draw: st.DrawFn, valid: st.SearchStrategy) -> Any:
    """A valid file as JSON in which one place, chosen at random, is replaced, left out or given a further field."""
    content = json.loads(json_files.encode(draw(valid)))
    places = list(_places(content))
    where, key = draw(st.sampled_from(places))
    change = draw(st.sampled_from(["replace", "drop", "add"]))
    if change == "replace":
        where[key] = draw(_STRANGE)
    elif change == "drop":
        del where[key]
    elif isinstance(where, dict):
        where["further"] = draw(_STRANGE)
    return content


def _places(content: Any) -> Any:
    """Every field and element, each as its container and its key there."""
    for key, value in list(content.items() if isinstance(content, dict) else enumerate(content)):
        yield content, key
        if isinstance(value, dict | list):
            yield from _places(value)


@many
@given(_mutated(journeys()))
def test_schema_and_decoder_agree_on_journeys(content: Any) -> None:
    """Whatever is made of a journey file, schema and decoder say the same. (Not covered, because no schema can say
    it: ids are unique, 200 activities in all stages together; and JSON Schema takes 1.0 for an integer, the decoder
    does not.)"""
    _agree(content, Journey)


@many
@given(_mutated(works))
def test_schema_and_decoder_agree_on_work(content: Any) -> None:
    """The same for a work file. (Not covered: ids are unique, 200 touchpoints and ideas together, 1.0 for 1.)"""
    _agree(content, Work)


# What is refused, and how it is said.


def _refused(raw: bytes, kind: type = Journey, language: str = "en") -> KitError:
    with pytest.raises(KitError) as error:
        json_files.decode(raw, kind, "bus.json", words.of(language))
    assert str(error.value).startswith("bus.json") and "\n" not in str(error.value)
    return error.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_newer_format_is_refused(language: str) -> None:
    """A newer format is named beside ours, and told apart from a damaged file even where the rest has changed too."""
    error = _refused(b'{"format": "touchpoints.journey/2", "ways": []}', language=language)
    assert isinstance(error, json_files.NewerFormat)
    assert "touchpoints.journey/2" in str(error) and "touchpoints.journey/1" in str(error)


@pytest.mark.parametrize(
    "head", ['"touchpoints.work/1"', '"touchpoints.journey/0"', '"touchpoints.journey/1x"', "1", "null", "[1]"]
)
def test_other_format_is_refused(head: str) -> None:
    """Another file's format, or what is none, is refused with the format that is needed; it is not called newer."""
    error = _refused(f'{{"format": {head}}}'.encode())
    assert not isinstance(error, json_files.NewerFormat) and "touchpoints.journey/1" in str(error)


@pytest.mark.parametrize("raw", [b"{}", b"[]", b'"text"', b"7", b"null"])
def test_no_format_is_refused(raw: bytes) -> None:
    """JSON without a `format` is refused with the format that is needed."""
    assert "touchpoints.journey/1" in str(_refused(raw))


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_field_is_named(language: str) -> None:
    """An unknown field is named, with the place where it stands."""
    message = str(_refused(b'{"format": "touchpoints.journey/1", "persona": {"nmae": "Maya"}}', language=language))
    assert "nmae" in message and "persona" in message


NOT_JSON = {
    "empty": b"",
    "cut off": b'{"format":\n "touchpoints',
    "not UTF-8": b'{"format": "\xff\xfe"}',
    "a picture": b"\x89PNG\r\n\x1a\n\x00",
    "a lone surrogate": b'{"format": "touchpoints.journey/1", "title": "\\ud800"}',
    "NaN": b'{"extra": NaN}',
    "two values": b"{} {}",
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"a":' * 100_000,
    "closed nesting": b'{"extra":' * 50_000 + b"1" + b"}" * 50_000,
}


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
def test_not_json(raw: bytes) -> None:
    """What is not JSON, or nested too deep to be ours, is refused in a line that names file and line."""
    assert "line 1" in str(_refused(raw)) or "line 2" in str(_refused(raw))


def test_not_json_names_the_line() -> None:
    """The line is the one where the reader has to look."""
    assert "line 3" in str(_refused(b'{\n "format": "touchpoints.journey/1",\n "title": no\n}'))


def test_too_large_a_file_is_not_decoded() -> None:
    """A file above the size limit is refused unread; one at the limit is read."""
    whole = b'{"format": "touchpoints.journey/1"}'
    json_files.decode(whole + b" " * (json_files.MAX_BYTES - len(whole)), Journey, "bus.json", ENGLISH)
    assert "5 MB" in str(_refused(whole + b" " * (json_files.MAX_BYTES + 1 - len(whole))))


def test_the_largest_journey_fits() -> None:
    """A journey at every limit, in the widest script, is smaller than the size limit of a file."""
    wide = "\U0001f600"
    activity = {
        "name": wide * 200,
        "channel": wide * 200,
        "department": wide * 200,
        "why": wide * 2000,
        "actors": [wide * 200] * 2,
    }
    content = {"format": "touchpoints.journey/1", "unplaced": [{"id": f"{n}", **activity} for n in range(200)]}
    journey = msgspec.convert(content, Journey)
    assert json_files.decode(json_files.encode(journey), Journey, "bus.json", ENGLISH) == journey


# Writing.


def test_write_makes_folders_and_replaces(tmp_path: Path) -> None:
    """Writing makes the folder, replaces what was there, and leaves nothing else behind."""
    path = tmp_path / "a" / "b" / "file"
    atomic.write(path, b"one")
    atomic.write(path, b"two")
    assert path.read_bytes() == b"two" and os.listdir(path.parent) == ["file"]


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _FullDisk:
    """A file on a disk that takes the first three bytes."""

    def __init__(self, path: Path, mode: str) -> None:
        self.file = open(path, mode)

    def __enter__(self) -> _FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[:3])
        _full()


def _break(failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if failing == "write":
        monkeypatch.setattr(atomic, "open", _FullDisk, raising=False)
    else:
        monkeypatch.setattr(os, {"fsync": "fsync", "rename": "replace"}[failing], _full)


@pytest.mark.parametrize("failing", ["write", "fsync", "rename"])
def test_a_failing_disk_leaves_the_old_file(failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing, flushing or renaming fails, the old file is as it was, no temporary file remains, and the error
    is told."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    _break(failing, monkeypatch)
    with pytest.raises(OSError) as error:
        atomic.write(path, b"new content")
    assert error.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["file"]


def test_the_file_is_on_the_disk_before_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary file is whole and flushed before it takes the old one's place."""
    steps = []
    sync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), sync(handle)))
    monkeypatch.setattr(os, "replace", lambda a, b: (steps.append(Path(a).read_bytes()), rename(a, b)))
    atomic.write(tmp_path / "file", b"new")
    assert steps == ["fsync", b"new"]


def test_a_drive_without_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network drive that has no fsync is written to all the same."""

    def unknown(_: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", unknown)
    atomic.write(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


def _locked(monkeypatch: pytest.MonkeyPatch, times: int) -> list[float]:
    """As on Windows while a virus scanner reads the file: renaming is refused so many times. Returns the waits."""
    rename, refused, waits = os.replace, [], []

    def replace(source: Path, target: Path) -> None:
        if len(refused) < times:
            refused.append(target)
            raise PermissionError(errno.EACCES, "locked")
        rename(source, target)

    clock = iter(range(10_000))
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(atomic.time, "sleep", waits.append)
    monkeypatch.setattr(atomic.time, "monotonic", lambda: next(clock) / 10)
    return waits


def test_a_lock_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the old file, renaming is tried again until it is let go."""
    waits = _locked(monkeypatch, times=5)
    atomic.write(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new" and len(waits) == 5 and all(wait > 0 for wait in waits)


def test_a_lasting_lock_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that stays is an error after a while; the old file is as it was."""
    (tmp_path / "file").write_bytes(b"old")
    _locked(monkeypatch, times=9_000)
    with pytest.raises(PermissionError):
        atomic.write(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old" and os.listdir(tmp_path) == ["file"]


def test_in_place_of_the_kits_own_files(tmp_path: Path) -> None:
    """A pipe or a device in place of the manifest, of a setting or of a chart hinders nobody, and what is a link to
    somebody's file is replaced, not written through."""
    for odd in odd_files(tmp_path)[:2]:
        kit = tmp_path / f"kit-{odd.name}"
        (kit / ".touchpoints-settings").mkdir(parents=True)
        for name in (places.MARKER, ".touchpoints-settings/overrides.json", "chart.svg"):
            shutil.copy2(odd, kit / name, follow_symlinks=False) if odd.is_symlink() else os.mkfifo(kit / name)
        assert workspace.update(kit, student=True).written
        settings = workspace.settings(kit, "en")
        assert json.loads((settings / "overrides.json").read_text("utf-8")) == workspace.SETTINGS
        assert charts.draw(CASE, "journey").save(kit / "chart.svg").stat().st_size > 1000
    work = tmp_path / "mine.txt"
    work.write_text("mine", encoding="utf-8")
    (tmp_path / "chart.svg").symlink_to(work)
    charts.draw(CASE, "journey").save(tmp_path / "chart.svg")
    assert work.read_text("utf-8") == "mine"

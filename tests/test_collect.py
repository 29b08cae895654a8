"""Collecting what was handed in: what is taken from where, what is not and why; whatever the files hold."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import HOSTILE, older_works
from strategies import works as any_work

import touchpoints as tp
from touchpoints import cli
from touchpoints.classroom import collected, sources
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Discuss, Opinion, Steps, Work
from touchpoints.storage import rescue_code, work_file
from touchpoints.storage.work_file import CARRIED, SUFFIX

LESSON = "school-lunch"
FOX = Work(lesson=LESSON, nickname="Fox", id="f" * 32, revision=3)
OWL = Work(lesson=LESSON, nickname="Owl", id="0" * 32, revision=5)
OTHER = Steps(discuss=Discuss(opinion=Opinion(text="Quite another one.")))
MOODLE = {
    "named": "Anna Ozola_17_assignsubmission_file/{}",
    "older": "Anna Ozola_17_assignsubmission_file_/{}",
    "blind": "Participant_17_assignsubmission_file_/{}",
    "flat": "Anna Ozola_17_assignsubmission_file_{}",
    "before Moodle 2": "Anna Ozola_17_file_/{}",
}  # fmt: skip


def notebook(work: Work | None) -> bytes:
    data = {"text/plain": "…"} | ({CARRIED: msgspec.to_builtins(work)} if work else {})
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"data": data}]}]}).encode()


def zipped(entries: dict[str, bytes | Work], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name) if "\\" in name else name,
                             work_file.encode(data) if isinstance(data, Work) else data, how)  # fmt: skip
    return buffer.getvalue()


def laid(folder: Path, entries: dict[str, bytes | Work]) -> Path:
    for name, data in entries.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(work_file.encode(data) if isinstance(data, Work) else data)
    return folder


class Classroom:
    """A folder for what is handed in and one for what is collected."""

    def __init__(self, root: Path) -> None:
        self.root, self.given, self.to = root, root / "given", root / "collected"
        self.given.mkdir()

    def collect(self, entries: dict[str, bytes | Work], **options: bool) -> collected.Collected:
        laid(self.given, entries)
        return tp.collect(self.given, to=self.to, **options)

    def why_not(self, entries: dict[str, bytes | Work]) -> dict[str, str]:
        return {one.source.removeprefix("given/"): one.reason for one in self.collect(entries).rejected}

    @property
    def works(self) -> list[Work]:
        return [work_file.decode(path.read_bytes(), path.name, words.of("en"))
                for path in sorted(self.to.glob(f"*/*{SUFFIX}"))]  # fmt: skip


@pytest.fixture
def room(tmp_path, monkeypatch) -> Classroom:
    monkeypatch.chdir(tmp_path)
    return Classroom(tmp_path)


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as exit:
        cli.main([str(one) for one in arguments])
    return (exit.value.code, *capsys.readouterr())


# Where it comes from.


@pytest.mark.parametrize("form", MOODLE)
@pytest.mark.parametrize("packed", [True, False])
def test_moodle(room: Classroom, form: str, packed: bool) -> None:
    """Each form of Moodle's submissions is read, in its zip and unpacked; nicknames stand in place of names."""
    entries = {MOODLE[form].format("anna_ozola.work.json"): FOX}
    found = room.collect({"8a.zip": zipped(entries)} if packed else entries)
    assert room.works == [FOX] and not found.rejected
    (one,) = found.accepted
    assert (one.id, one.nickname, one.lesson, one.revision) == (FOX.id, "Fox", LESSON, 3)
    assert one.file == f"{LESSON}/{FOX.id}{SUFFIX}" and "Fox" in one.source
    assert not any(word in (room.to / "collected.json").read_text().lower() for word in ("participant_", "17"))
    assert form == "blind" or "ozola" not in (room.to / "collected.json").read_text().lower()


def test_names_stay_where_they_are_asked_for(room: Classroom) -> None:
    """With `names` the folders' names stand in the list."""
    found = room.collect({MOODLE["named"].format("x.work.json"): FOX}, names=True)
    assert found.accepted[0].source == f"given/{MOODLE['named'].format('x.work.json')}"


def test_no_name_in_what_was_not_taken(room: Classroom) -> None:
    """Nor do names stand in what is said of files that were not taken; of whom nothing is known, a number stands."""
    found = room.collect({MOODLE["named"].format("Anna Ozola.work.json"): b'{"format":',
                          "Bert Berz_9_assignsubmission_file_/fox.work.json": FOX,
                          "Cilla Ca_8_assignsubmission_file_/copy.work.json": FOX})  # fmt: skip
    said = str(found) + (room.to / "collected.json").read_text()
    assert not any(name in said for name in ("Anna", "Ozola", "Bert", "Berz", "Cilla"))
    assert [one.source for one in found.rejected] == ["given/student 1/student 1.work.json",
                                                      "given/student 2/copy.work.json"]  # fmt: skip


def test_nbgrader(room: Classroom) -> None:
    """nbgrader's tree is read, from its root or from a student's folder, without the student's name."""
    place = f"submitted/ozola/{LESSON}"
    entries = {f"{place}/{LESSON}.ipynb": notebook(FOX), f"{place}/handed-in/fox.work.json": FOX,
               f"{place}/work/{LESSON}/.earlier/fox/x.json": b"{}"}  # fmt: skip
    found = room.collect(entries)
    assert room.works == [FOX] and found.rejected == () and "ozola" not in str(found.accepted[0].source)
    assert "ozola" not in tp.collect(room.given / "submitted/ozola", to=room.root / "again").accepted[0].source


def test_notebooks_without_a_work_file(room: Classroom) -> None:
    """The work that a notebook carries counts where there is no file; beside one the notebook is no second work; and a
    notebook from which nothing was handed in is named."""
    folder = MOODLE["named"].format("")
    found = room.collect({f"{folder}a.ipynb": notebook(FOX), "b.ipynb": notebook(OWL), "c.ipynb": notebook(None)})
    assert sorted(room.works, key=lambda one: one.id) == [OWL, FOX]
    assert [(one.source, one.reason) for one in found.rejected] == [("given/c.ipynb", "foreign")]
    assert room.why_not({f"{folder}fox.work.json": FOX}) == {"c.ipynb": "foreign"}


@pytest.mark.parametrize("text", [rescue_code.to_code(FOX), json.dumps(msgspec.to_builtins(FOX))])
def test_online_text(room: Classroom, text: str) -> None:
    """Whoever has put the code or the whole file into Moodle's field for text has handed in too."""
    place = "Anna Ozola_17_assignsubmission_onlinetext/onlinetext.html"
    entries = {place: f"<p>Here: <b>{text}</b></p>".encode(), "note.txt": b"Sorry!"}
    assert room.why_not(entries) == {"note.txt": "foreign"}
    assert room.works == [FOX]


def test_one_level_of_zips(room: Classroom) -> None:
    """A zip in a zip is read; one in that is not."""
    inner = zipped({"fox.work.json": FOX, "deep.zip": zipped({"owl.work.json": OWL})})
    assert room.why_not({"8a.zip": zipped({"fox.zip": inner})}) == {"8a.zip/fox.zip/deep.zip": "bomb"}
    assert room.works == [FOX]


# What counts.


def test_the_highest_revision_wins(room: Classroom) -> None:
    """Of one id the highest revision is taken, in whatever order they come; all others are named with the reason."""
    newer = replace(FOX, revision=4, steps=OTHER)
    works = FOX, newer, FOX, newer, replace(newer, steps=Steps()), replace(newer, nickname="Anna")
    why = room.why_not({f"{n}.json": work for n, work in enumerate(works)})
    assert why == {"0.json": "older-revision", "2.json": "older-revision", "3.json": "duplicate", "4.json": "changed",
                   "5.json": "changed"}  # fmt: skip
    assert room.works == [newer]


def test_a_class_folder_as_it_is(room: Classroom) -> None:
    """What was handed in and what the teacher saw live of the same work are one: nothing is amiss with either."""
    newer = replace(FOX, revision=9, steps=OTHER)
    assert room.why_not({"fox-school-lunch.work.json": FOX, "live/f.work.json": newer, "live/0.work.json": OWL}) == {}
    assert {one.revision for one in room.works} == {9, 5}


def test_from_the_class_folder_and_from_moodle(room: Classroom) -> None:
    """Who has handed in a state here and a later one on the platform is one student: the later one is taken."""
    newer = replace(FOX, revision=9, steps=OTHER)
    why = room.why_not({"a.work.json": FOX, "m/" + MOODLE["named"].format("x.work.json"): newer})
    assert [*why.values()] == ["older-revision"] and room.works == [newer]


def test_nobody_takes_anothers_id(room: Classroom) -> None:
    """A file with Fox's id under another nickname, or handed in by somebody else, replaces nothing, whatever its
    revision; both are named."""
    stolen = replace(FOX, revision=99, steps=OTHER)
    assert room.why_not({"a.work.json": FOX, "b.work.json": replace(stolen, nickname="Owl")}) == {"b.work.json": "changed"}
    assert room.works == [FOX]
    tp.collect(laid(room.root / "m", {MOODLE["named"].format("x.work.json"): FOX}), to=room.root / "two")
    found = tp.collect(laid(room.root / "m", {MOODLE["named"].replace("Anna", "Bob").format("x.work.json"): stolen}),
                       to=room.root / "two")  # fmt: skip
    assert [one.revision for one in found.accepted] == [3] and [one.reason for one in found.rejected] == ["changed"]


def test_a_later_collection_adds(room: Classroom) -> None:
    """A later collection keeps what was there, takes what is newer, and never an older state."""
    room.collect({"fox.work.json": FOX, "bad.work.json": b"{"})
    assert tp.collect(room.given, to=room.to) == collected.read(room.to, words.of("en"))
    later = laid(room.root / "later", {"a.work.json": replace(FOX, revision=2), "b.work.json": OWL})
    found = tp.collect(later, to=room.to)
    assert [one.nickname for one in found.accepted] == ["Fox", "Owl"] and len(room.works) == 2
    assert [one.reason for one in found.rejected] == ["unreadable", "older-revision"]
    tp.collect(laid(later, {"a.work.json": replace(FOX, revision=9)}), to=room.to)
    assert {one.revision for one in room.works} == {5, 9}


def test_ids_that_differ_in_capitals_only(room: Classroom) -> None:
    """Two ids are two files on every drive, and a lesson or an id that is no file's name stays inside the folder."""
    ids = ("a", "A", "../../x", "con", "/etc/passwd", "C:\\x", "x" * 64, "é", "e\u0301", ".hidden", "a\nb")
    found = room.collect({f"{n}.work.json": replace(FOX, id=id, lesson=id) for n, id in enumerate(ids)})
    files = [one.file.casefold() for one in found.accepted]
    assert len({*files}) == len(ids) == len(room.works)
    assert {path.parent.parent for path in room.root.rglob(f"*{SUFFIX}")} <= {room.to, room.root}


def test_equal_nicknames_and_two_works_of_one(room: Classroom) -> None:
    """Two students of one nickname are two; and nobody becomes somebody else by taking their nickname."""
    found = room.collect({"a.work.json": FOX, "b.work.json": replace(OWL, nickname="Fox", revision=99)})
    assert [one.nickname for one in found.accepted] == ["Fox", "Fox"] and found.rejected == ()
    assert {(one.id, one.revision) for one in room.works} == {(FOX.id, 3), (OWL.id, 99)}


@pytest.mark.parametrize("name", ["board.json", "board.json.broken", "board.json.2.broken", "fox.work.json.2.broken"])
def test_what_the_kit_lays_beside_is_passed_over(room: Classroom, name: str) -> None:
    """Boards, and what was damaged once, are no works that failed."""
    found = room.collect({"owl.work.json": OWL, name: b"{"})
    assert [one.id for one in found.accepted] == [OWL.id] and found.rejected == ()


def test_the_board_comes_along(room: Classroom, monkeypatch) -> None:
    """What the teacher noted on the board of the kit in which this is done lies beside the works."""
    kit = laid(room.root / "kit", {"class.toml": b'format = "touchpoints.class/1"', f"work/{LESSON}/board.json": b"{}"})
    (kit / "notebooks").mkdir()
    monkeypatch.chdir(kit / "notebooks")
    room.collect({"fox.work.json": FOX})
    assert (room.to / LESSON / "board.json").read_bytes() == b"{}"


# What is hostile.


def danger(name: str, mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.external_attr, info.filename, info.orig_filename = mode << 16, name, name
        archive.writestr(info, work_file.encode(FOX))
    return buffer.getvalue()


UNSAFE = {"up": "../fox.work.json", "middle": "a/../../fox.work.json", "root": "/tmp/fox.work.json",
          "backslash": "..\\fox.work.json", "drive": "C:/fox.work.json", "drive only": "c:fox.work.json"}  # fmt: skip


@pytest.mark.parametrize("name", UNSAFE.values(), ids=UNSAFE)
def test_unsafe_names_in_zips(room: Classroom, name: str) -> None:
    """A name that leads out of the folder is not read, and nothing is written anywhere but in the folder."""
    assert set(room.why_not({"8a.zip": danger(name)}).values()) == {"unsafe-path"}
    assert sorted(path.name for path in room.root.rglob("*") if path.is_file()) == ["8a.zip", "collected.json"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO])
def test_links_and_devices_in_zips(room: Classroom, kind: int) -> None:
    """What a zip calls a link or a device is not read."""
    assert set(room.why_not({"8a.zip": danger("fox.work.json", kind | 0o777)}).values()) == {"unsafe-path"}


def test_links_and_pipes_in_folders(room: Classroom) -> None:
    """A link is not followed, neither to a file nor to a folder, and a pipe keeps nobody waiting."""
    laid(room.root / "secret", {"owl.work.json": OWL})
    (room.given / "a.work.json").symlink_to(room.root / "secret/owl.work.json")
    (room.given / "b").symlink_to(room.root / "secret")
    os.mkfifo(room.given / "c.work.json")
    why = {"a.work.json": "unsafe-path", "b": "unsafe-path", "c.work.json": "unreadable"}
    assert room.why_not({"fox.work.json": FOX}) == why and room.works == [FOX]


def test_a_link_in_the_folder_leads_nowhere(room: Classroom) -> None:
    """Where a lesson's folder is a link out of the folder, nothing is written there."""
    room.to.mkdir()
    (room.to / LESSON).symlink_to(laid(room.root / "elsewhere", {"x": b""}))
    with pytest.raises(KitError):
        room.collect({"fox.work.json": FOX})
    assert [path.name for path in (room.root / "elsewhere").iterdir()] == ["x"]


BOMBS = {
    "ratio": lambda: zipped({"fox.work.json": b" " * 3_000_000}),
    "ratio, in a zip": lambda: zipped({"fox.zip": zipped({"fox.work.json": b" " * 3_000_000})}),
    "count": lambda: zipped({f"{n}.txt": b"" for n in range(300)}, zipfile.ZIP_STORED),
    "size": lambda: zipped({f"{n}.work.json": b" " * 900_000 for n in range(20)}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs(room: Classroom, kind: str, monkeypatch) -> None:
    """A zip that would become huge is not unpacked; what is beside it is taken."""
    monkeypatch.setattr(sources, "MOST_FILES", 200)
    assert set(room.why_not({"8a.zip": BOMBS[kind](), "owl.work.json": OWL}).values()) == {"bomb"}
    assert room.works == [OWL]


def test_a_bomb_costs_its_own_line(room: Classroom) -> None:
    """What lies beside a bomb in the same zip is taken."""
    eight = zipped({"fox.work.json": b" " * 3_000_000, "owl.work.json": OWL})
    assert room.why_not({"8a.zip": eight}) == {"8a.zip/fox.work.json": "bomb"} and room.works == [OWL]


def test_a_zip_that_lies_about_its_list(room: Classroom, monkeypatch) -> None:
    """A list of entries that would fill the memory is not read, and a size that is not true gives no more than that."""
    monkeypatch.setattr(sources, "MOST_AT_ONCE", 10_000)
    entries = zipped({f"{n}.txt": b"" for n in range(300)}, zipfile.ZIP_STORED)
    assert room.why_not({"8a.zip": entries}) == {"8a.zip": "bomb"}
    small = bytearray(zipped({"fox.work.json": work_file.encode(FOX)}))
    at = small.rindex(b"PK\1\2") + 24
    small[at : at + 4] = struct.pack("<I", 10)
    assert room.why_not({"8a.zip": bytes(small)}) == {"8a.zip/fox.work.json": "unreadable"}


def test_a_flood_of_files(room: Classroom, monkeypatch) -> None:
    """Whoever floods a folder with files does not keep the collection from ending."""
    monkeypatch.setattr(sources, "MOST_FILES", 20)
    assert "bomb" in room.why_not({f"{n}.work.json": b"{" for n in range(40)}).values()


def deep(levels: int) -> bytes:
    head, _, tail = work_file.encode(FOX).partition(b'"extra": {}')
    return head + b'"extra": {"x": ' + b"[" * levels + b"]" * levels + b"}" + tail


TEXT = work_file.encode(FOX).decode()
UNREADABLE = {
    "deep": lambda: deep(100_000),
    "not so deep": lambda: deep(60),
    "NaN": lambda: TEXT.replace('"revision": 3', '"revision": NaN').encode(),
    "Infinity": lambda: TEXT.replace('"revision": 3', '"revision": Infinity').encode(),
    "huge number": lambda: TEXT.replace('"revision": 3', '"revision": 1e999').encode(),
    "lone surrogate": lambda: TEXT.replace("Fox", "\\ud800").encode(),
    "not UTF-8": lambda: TEXT.replace("Fox", "F\xf6x").encode("latin-1"),
    "long nickname": lambda: TEXT.replace("Fox", "F" * 10_000).encode(),
    "half": lambda: TEXT[:100].encode(),
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_broken_json(room: Classroom, kind: str) -> None:
    """What is not right costs its own line and nothing else, in a file and in a notebook."""
    raw = UNREADABLE[kind]()
    carried = b'{"cells": [{"outputs": [{"data": {"%s": %s}}]}]}' % (CARRIED.encode(), raw)
    why = room.why_not({"fox.work.json": raw, "fox.ipynb": carried, "owl.work.json": OWL})
    assert why == {"fox.work.json": "unreadable", "fox.ipynb": "unreadable"} and room.works == [OWL]


def test_what_editors_make_of_it(room: Classroom) -> None:
    """A mark before the text and UTF-16 are read as well; of a key that stands twice the last one counts."""
    twice = TEXT.replace('"nickname": "Fox"', '"nickname": "Owl", "nickname": "Fox"')
    for data in (b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16"), twice.encode()):
        assert room.why_not({"fox.work.json": data}) == {} and room.works == [FOX]


def test_huge_files_are_not_read(room: Classroom) -> None:
    """A file of 500 MB is too large by what the folder says of it."""
    for name in ("huge.work.json", "huge.ipynb"):
        with open(room.given / name, "wb") as file:
            file.truncate(500_000_000)
    assert room.why_not({"fox.work.json": FOX}) == {"huge.work.json": "too-large", "huge.ipynb": "too-large"}


def test_a_newer_kits_and_other_files(room: Classroom) -> None:
    """A newer kit's work, a journey, any other JSON and any other file are told apart."""
    why = room.why_not({"a.work.json": b'{"format": "touchpoints.work/9"}', "b.json": b'{"a": 1}',
                        "c.json": b'{"format": "touchpoints.journey/1"}', "d.pdf": b"%PDF",
                        "e.zip": zipped({"__MACOSX/fox.work.json": FOX})})  # fmt: skip
    assert why.pop("a.work.json") == "newer"
    assert why == {name: "foreign" for name in ("b.json", "c.json", "d.pdf", "e.zip")}


@pytest.mark.parametrize("nickname", [*(one[:60] for one in HOSTILE), "../../x", "a/b", "=HYPERLINK(1)", "\u202eabc"])
def test_hostile_nicknames(room: Classroom, nickname: str, capsys) -> None:
    """A nickname stays as it is in the work, never makes a file's name, and takes one line of a terminal."""
    folder = MOODLE["named"]
    laid(room.given, {folder.format("x.work.json"): replace(FOX, nickname=nickname), folder.format("y.json"): b"{"})
    code, _, err = run(capsys, "collect", room.given, "--to", room.to)
    assert code == 1 and [one.nickname for one in room.works] == [nickname]
    assert err.count("\n") == 1 and err[:-1].isprintable()
    assert all(path.is_relative_to(room.to) for path in room.root.rglob("*") if path.name == FOX.id + SUFFIX)


def test_a_file_that_changes_while_it_is_read(room: Classroom, monkeypatch) -> None:
    """Of a file that is being written nothing half is taken: it is read again, and named if it does not stand still."""
    read, path = sources.regular.read, laid(room.given, {"fox.work.json": FOX}) / "fox.work.json"
    writing = [b"{", work_file.encode(OWL)]

    def meanwhile(*asked: object) -> bytes:
        raw = read(*asked)
        if writing:
            path.write_bytes(writing.pop(0))
            os.utime(path, ns=(len(writing), len(writing)))
        return raw

    monkeypatch.setattr(sources.regular, "read", meanwhile)
    room.collect({})
    assert room.works == [OWL]
    writing.extend(b"x" * n for n in range(9))
    assert room.why_not({}) == {"fox.work.json": "changed"}


def test_names_in_odd_encodings(room: Classroom) -> None:
    """Names that are no text, on the disk and in a zip, cost nobody anything."""
    Path(os.fsdecode(os.fsencode(room.given) + b"/\xff\xfe.work.json")).write_bytes(work_file.encode(FOX))
    odd = danger("aaaa.work.json").replace(b"aaaa", b"\x82\xff\x1b\x0a")
    assert room.why_not({"8a.zip": odd.replace(FOX.id.encode(), OWL.id.encode())}) != {} or len(room.works) == 2


def test_each_byte_of_a_zips_list(room: Classroom) -> None:
    """A zip of which one byte is wrong, whichever, gives what can be read of it, and a reason for what cannot."""
    whole = zipped({"a/fox.work.json": FOX, "a/owl.work.json": OWL})
    for at in range(whole.index(b"PK\1\2"), len(whole)):
        for wrong in (b"\0", b"\xff", b"/"):
            laid(room.given, {"8a.zip": whole[:at] + wrong + whole[at + 1 :]})
            for one in sources.candidates(sources.OnDisk(("8a.zip",), room.given / "8a.zip", len(whole))):
                try:
                    assert one.read() in (b"", *map(work_file.encode, (FOX, OWL)))
                except sources.Unusable as error:
                    assert error.reason in collected.REASONS


FILES = st.one_of(any_work.map(work_file.encode), older_works().map(lambda one: json.dumps(one[0]).encode()),
                  st.binary(max_size=300), any_work.map(notebook))  # fmt: skip
PARTS = (f"a{SUFFIX}", "Anna Ozola_1_assignsubmission_file_", "..", "b.ipynb", "submitted", "c.html", "d.zip")


@given(FILES, st.lists(st.sampled_from(PARTS), min_size=1, max_size=3), st.integers(0, 400), st.integers(0, 10_000),
       st.integers(0, 2))  # fmt: skip
def test_anything(data: bytes, names: list[str], cut: int, flip: int, pack: int) -> None:
    """Whatever comes, in whatever zip, whole or damaged: a list comes out, and nothing is written but to the folder."""
    name = "/".join(names)
    for _ in range(pack):
        data, name = zipped({name: data}), "x.zip"
    damaged = bytearray(data[: len(data) - cut] if cut < 100 else data)
    if damaged and flip % 2:
        damaged[flip % len(damaged)] ^= 0xFF
    with tempfile.TemporaryDirectory() as root:
        given = laid(Path(root, "given"), {name.replace("..", "dots"): bytes(damaged)})
        found = tp.collect(given, to=Path(root, "to"))
        assert len(found.accepted) + len(found.rejected) <= 1
        assert collected.read(Path(root, "to"), words.of("en")) == found
        assert {path.name for path in Path(root).iterdir()} == {"given", "to"}
        assert len([one for one in Path(root, "to").rglob("*") if one.is_file()]) == 1 + len(found.accepted)


# The command.


def test_the_command(room: Classroom, capsys) -> None:
    """It says in a line what was taken, in one each what was not, and exits accordingly; with --json all of it."""
    laid(room.given, {"fox.work.json": FOX})
    assert run(capsys, "collect", room.given, "--to", room.to) == (0, "1 work is in the folder.\n", "")
    laid(room.given, {"bad.work.json": b"{"})
    code, out, err = run(capsys, "collect", room.given, "--to", room.to, "--json")
    found = json.loads(out)
    assert code == 1 and err.startswith("given/bad.work.json") and err.count("\n") == 1
    assert found.pop("counts") == {"accepted": 1, "rejected": 1}
    assert found == json.loads((room.to / "collected.json").read_text())


def test_no_source(room: Classroom, capsys) -> None:
    """No source, one that is not there, an empty one, and the folder itself: a line, and nothing is made."""
    for named in ([], [room.root / "gone"], [room.given], [room.to]):
        code, out, err = run(capsys, "collect", *named, "--to", room.to)
        assert (code, out, err.count("\n")) == (2, "", 1) and not room.to.exists()
    room.collect({"fox.work.json": FOX})
    assert run(capsys, "collect", room.to, "--to", room.to)[0] == 2

"""Forgetting a student: everything of theirs goes, nothing of anybody else's, and what cannot be reached is named."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from test_collect import FOX, LESSON, OWL, laid, notebook, run

import touchpoints as tp
from touchpoints.classroom import forgetting
from touchpoints.files import atomic
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import archive, class_settings, drafts, hand_in, work_file
from touchpoints.storage.places import MARKER
from touchpoints.storage.present import Present
from touchpoints.storage.store import Store

SAY = words.of("en")


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def worked(store: Store, nickname: str) -> Work:
    """Somebody works twice, hands in, has typed something, is remembered as present, and has kept a picture."""
    work = store.save(store.begin(nickname), message="a").work
    work = store.save(replace(work, extra={"x": 1}), message="b").work
    archive.keep(store.folder / ".earlier" / store.path(nickname).name.removesuffix(".work.json"),
                 work_file.encode(work), "handed_in", datetime.now().astimezone() + timedelta(hours=1))  # fmt: skip
    hand_in.hand_in(store.root, work, SAY)
    drafts.write(store.folder, work, "", {"identify.add": {"name": "secret"}})
    drafts.write(store.folder, replace(work, revision=0), "kernel-1", {"identify.add": {"name": "secret"}})
    Present(store.root, f"kernel-{nickname}".replace(" ", "-"), LESSON, "student").note(nickname)
    laid(store.root / "pictures", {f"{store.path(nickname).name.removesuffix('.work.json')}-{LESSON}-journey.png": b""})
    path = store.path(nickname)
    path.with_name(path.name + ".broken").write_bytes(b"{")
    return work


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A kit's folder in which two others of a similar nickname have worked before Fox came."""
    (tmp_path / MARKER).write_text("{}")
    store = Store(LESSON, SAY, tmp_path)
    for nickname in ("Fox 2", "Red Fox"):
        worked(store, nickname)
    return tmp_path


def test_a_kit_is_as_if_they_had_never_been(kit: Path) -> None:
    """In the kit's folder all goes that came with Fox: work, earlier states, drafts, what was heard, who is present,
    what was handed in, pictures; and all of the others stays, byte by byte."""
    laid(kit / "work" / LESSON / ".earlier" / "fox", {"20260101T080000-01234567-window.json": OWL})
    before = everything(kit)
    worked(Store(LESSON, SAY, kit), "Fox")
    came = everything(kit).keys() - before.keys()
    assert len(came) > 8
    found = forgetting.forget("fox", kit, SAY)
    left = everything(kit)
    assert {name: data for name, data in left.items() if name in before} == before
    there = "work/.present/kernel-Fox.json"
    assert {name: data for name, data in left.items() if name not in before} == {there: b"{}\n"}
    assert {*found.removed, *found.changed} == came


def test_a_collection(tmp_path: Path, monkeypatch) -> None:
    """In a collection the work, its place in the list and what the board says of it go; the others' stay."""
    monkeypatch.chdir(tmp_path)
    given = laid(tmp_path / "given", {"a_1_assignsubmission_file_/fox.work.json": FOX, "owl.work.json": OWL,
                                      "a_1_assignsubmission_file_/bad.work.json": b"{", "owl.pdf": b""})  # fmt: skip
    to = tmp_path / "to"
    tp.collect(given, to=to)
    board = {"format": "touchpoints.board/1", "groups": [["Sign", "sign"]],
             "remarks": {FOX.id: {"map": "!"}, OWL.id: {"map": "?"}},
             "dots": {f"{FOX.id}/i": 3, f"{OWL.id}/i": 4}}  # fmt: skip
    laid(to, {f"{LESSON}/board.json": json.dumps(board).encode(), "class.pdf": b"", "old.zip": b""})
    found = forgetting.forget("Fox", to, SAY)
    assert found.removed == (f"{LESSON}/{FOX.id}.work.json",)
    assert found.changed == ("collected.json", f"{LESSON}/board.json") and found.beyond == ("class.pdf", "old.zip")
    assert FOX.id not in str(everything(to).values()) and "Fox" not in str(everything(to).values())
    listed = json.loads((to / "collected.json").read_bytes())
    assert [one["id"] for one in listed["accepted"]] == [OWL.id]
    assert [one["source"] for one in listed["rejected"]] == ["given/owl.pdf"]
    kept = json.loads((to / LESSON / "board.json").read_bytes())
    assert kept == board | {"remarks": {OWL.id: {"map": "?"}}, "dots": {f"{OWL.id}/i": 4}}


def test_a_class_folder(tmp_path: Path) -> None:
    """In a class folder what was handed in and what is in `live` go, half-written files too; notebooks, the class's
    settings and damaged files that may be theirs are named."""
    laid(tmp_path, {"fox-school-lunch.work.json": FOX, f"live/{FOX.id}.work.json": replace(FOX, revision=9),
                    f"live/.{uuid.uuid4().hex}.tmp": FOX, "live/owl.work.json": OWL, "live/bad.work.json": b"{",
                    "a.ipynb": notebook(FOX), "b.ipynb": notebook(OWL),
                    "board.json.broken": f'{{"remarks": {{"{FOX.id}"'.encode(), "board.json.2.broken": b"{",
                    class_settings.NAME: b'format = "touchpoints.class/1"\nnicknames = ["Fox"]'})  # fmt: skip
    found = forgetting.forget("Fox", tmp_path, SAY)
    assert len(found.removed) == 3 and found.beyond == ("a.ipynb", "board.json.broken", "class.toml", "live/bad.work.json")
    assert {"live/owl.work.json", "b.ipynb", "board.json.2.broken", *found.beyond} == everything(tmp_path).keys()


def test_two_of_one_nickname(tmp_path: Path) -> None:
    """Where two students may have the nickname nothing goes until the id says whose; then only that one's."""
    laid(tmp_path, {"a.work.json": FOX, "b.work.json": replace(OWL, nickname="Fox")})
    with pytest.raises(KitError, match=f"(?s){OWL.id}.*{FOX.id}"):
        forgetting.forget("Fox", tmp_path, SAY)
    assert len(everything(tmp_path)) == 2
    assert forgetting.forget(OWL.id, tmp_path, SAY).removed == ("b.work.json",)


def test_several_lessons_are_one_student(tmp_path: Path) -> None:
    """Works of one nickname on several lessons all go; who only resembles the nickname stays."""
    laid(tmp_path, {"a.work.json": FOX, "b.work.json": replace(OWL, nickname="Fox", lesson="bakery"),
                    "c.work.json": replace(FOX, nickname="fox", id="c")})  # fmt: skip
    assert forgetting.forget("Fox", tmp_path, SAY).removed == ("a.work.json", "b.work.json")


def test_no_folder_bears_the_nickname(tmp_path: Path) -> None:
    """The folder of the earlier states, which is called by the nickname, goes with the last of them."""
    laid(tmp_path, {"fox.work.json": FOX, ".earlier/fox/20260101T080000-01234567-saved.json": FOX})
    forgetting.forget("Fox", tmp_path, SAY)
    assert [*tmp_path.rglob("*")] == [tmp_path / ".earlier"]


def test_links_lead_nowhere(tmp_path: Path) -> None:
    """Nothing goes that lies outside of the folder."""
    away = laid(tmp_path / "away", {"fox.work.json": FOX})
    folder = laid(tmp_path / "in", {"fox.work.json": FOX})
    (folder / "link").symlink_to(away)
    (folder / "b.work.json").symlink_to(away / "fox.work.json")
    assert forgetting.forget("Fox", folder, SAY).removed == ("fox.work.json",)
    assert everything(away)


def test_what_cannot_be_deleted_is_named(tmp_path: Path, monkeypatch) -> None:
    """A file that the system holds, or a list that cannot be written, is named among what could not be reached."""
    laid(tmp_path, {"fox.work.json": FOX})

    def held(*_: object) -> None:
        raise PermissionError(13, "held")

    laid(tmp_path, {"board.json": json.dumps({"remarks": {FOX.id: {}}}).encode()})
    monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.setattr(atomic, "write", held)
    assert forgetting.forget("Fox", tmp_path, SAY) == forgetting.Forgotten(beyond=("board.json", "fox.work.json"))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_command(tmp_path: Path, capsys, monkeypatch, language: str) -> None:
    """It names each file, exits 1 where there is nobody of that nickname, and 2 where there is no such folder."""
    monkeypatch.setenv("LC_ALL", language)
    laid(tmp_path, {"fox.work.json": FOX, "class.pdf": b""})
    for nobody in ("Nobody", "\udcff", "", "../x"):
        assert run(capsys, "forget", nobody, "--in", tmp_path)[0] == 1
    assert run(capsys, "forget", "Fox", "--in", tmp_path / "gone")[0] == 2
    code, out, err = run(capsys, "forget", "Fox", "--in", tmp_path)
    assert code == 0 and "fox.work.json" in out and "class.pdf" in err
    laid(tmp_path, {"\udcff.pdf": b""})
    code, out, _ = run(capsys, "forget", "Fox", "--in", tmp_path, "--json")
    assert code == 1 and json.loads(out) == {"removed": [], "changed": [], "beyond": ["class.pdf", "\ufffd.pdf"]}

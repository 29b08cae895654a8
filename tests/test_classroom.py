"""A class's works as they come in, and the board on which they become one picture."""

from __future__ import annotations

import html
import json
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from test_steps import page_sends

import touchpoints as tp
from touchpoints.classroom import board_file, figures, incoming
from touchpoints.classroom.board_file import Board
from touchpoints.classroom.incoming import ClassFolder
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import STEPS, Finish, Steps, Work
from touchpoints.storage import work_file
from touchpoints.storage.places import CLASS_VARIABLE

LESSON = "school-lunch"
SAY = words.of("de")


def made(number: int, revision: int = 1, **fields) -> Work:
    steps = fields.pop("steps", reader.solution(LESSON, "de"))
    nickname = fields.pop("nickname", f"Fuchs {number}")
    return Work(lesson=LESSON, language="de", nickname=nickname, id=f"id{number}", revision=revision, steps=steps, **fields)


def lay(folder, work: Work, name: str = "", live: bool = True):
    path = (folder / incoming.LIVE if live else folder) / f"{name or work.id}.work.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(work_file.encode(work))
    return path


def test_only_what_changed_is_read_again(tmp_path, monkeypatch):
    """Looking again reads nothing; of a thousand files one that changed is read alone; a file that is gone goes; of two
    files of one work the later revision counts."""
    count = 200
    for number in range(count):
        lay(tmp_path, made(number, steps=Steps()))
    folder, read = ClassFolder(tmp_path, SAY), []
    real = incoming.work_file.decode
    monkeypatch.setattr(incoming.work_file, "decode", lambda raw, name, say: read.append(name) or real(raw, name, say))
    assert folder.poll() and len(read) == len(folder.received) == count
    assert not folder.poll() and len(read) == count
    changed = lay(tmp_path, made(7, revision=2))
    os.utime(changed, ns=(1, 1))
    assert folder.poll() and read[count:] == ["id7.work.json"]
    lay(tmp_path, made(7, revision=5), "fuchs-school-lunch", live=False)
    assert folder.poll() and [one.work.revision for one in folder.received if one.work.id == "id7"] == [5]
    (tmp_path / incoming.LIVE / "id3.work.json").unlink()
    assert folder.poll() and "id3" not in [one.work.id for one in folder.received]


def test_one_bad_file_costs_only_itself(tmp_path):
    """What is no work is named with the reason, and the others are there; unfinished files are not looked at."""
    lay(tmp_path, made(1))
    live = tmp_path / incoming.LIVE
    (live / "x.work.json").write_text("{")
    (live / ".id9.work.json").write_text("{")
    os.mkfifo(live / "pipe.work.json")
    folder = ClassFolder(tmp_path, SAY)
    folder.poll()
    assert [one.work.id for one in folder.received] == ["id1"]
    assert sorted(name for name, _ in folder.unreadable) == ["pipe.work.json", "x.work.json"]
    folder = ClassFolder(tmp_path / "gone", SAY)
    assert not folder.poll() and folder.received == []


def test_who_is_where():
    """A tile says the last step in which something was done, and who may need help: no change for five minutes, or
    longer at a step than twice its minutes."""
    lesson, now = reader.read(LESSON, "de"), 10_000.0
    steps = reader.solution(LESSON, "de")
    for step in STEPS:
        part = replace(Steps(), **{one: getattr(steps, one) for one in STEPS[: STEPS.index(step) + 1]})
        assert figures.reached(made(1, steps=part)) == step

    def help_of(changed: float, since: float) -> str:
        one = incoming.Received(made(1, steps=replace(Steps(), identify=steps.identify)), changed)
        return figures.tile(one, lesson, since, now, "two", SAY).help

    long = 120 * lesson.numbers.plans["two"].minutes["identify"] + 1
    assert help_of(now - 10, now - 10) == "no"
    assert help_of(now - 10, now - long) == "stuck"
    assert help_of(now - 301, now - long) == "idle"


@pytest.mark.parametrize(
    "names",
    [("Ēdnīcas rinda", "ednicas rinda", "Rinda ednīcas"), ("Speiseplan am Eingang", "Speiseplan am Eingan"),
     ("Testberichte auf der Website", "Testberichte auf der ebsite"), ("Regale voller Reifen", "Regale vollerReifen"),
     ("Plakat zur Nudelwoche", "PLAKAT zur Nudelwoche!")],
)  # fmt: skip
def test_names_that_mean_the_same(names):
    """Accents, capitals, signs, the order of words and a slip make no other touchpoint; other words do."""
    assert len(figures.alike([*names, "App"], Board())) == 2


@given(st.lists(st.text("abcäāß ", min_size=1, max_size=12).filter(str.strip), max_size=12))
def test_every_name_is_in_one_group(names):
    """Whatever students type, each of their names is in exactly one group, whatever their order."""
    groups = figures.alike(names, Board())
    assert sorted(name for group in groups for name in group) == sorted(set(names))
    shuffled = names[:]
    random.Random(1).shuffle(shuffled)
    assert figures.alike(shuffled, Board()) == groups


@pytest.fixture
def board(tmp_path, monkeypatch):
    """A class's lesson with three works in its class folder."""
    monkeypatch.setenv(CLASS_VARIABLE, str(tmp_path / "class"))
    for number in range(3):
        lay(tmp_path / "class", made(number))
    lesson = tp.Lesson(LESSON, "de", tmp_path)
    return lesson, lesson.overview()


def test_without_a_folder_it_says_how(tmp_path, monkeypatch):
    """Where no class folder is set the board says in words how to set one."""
    monkeypatch.delenv(CLASS_VARIABLE, raising=False)
    board = tp.Lesson(LESSON, "de", tmp_path).overview()
    assert SAY("overview.no_folder") in html.unescape(board.page) and "class.toml" in board.text()


def test_the_board_is_live_and_names_nobody(board, tmp_path):
    """What comes in is on the board at the next look, in every view, and no view has a nickname; feelings are covered
    until they are shown."""
    _, shown = board
    assert 'data-tp-count="3"' in shown.page and shown.picture_of() is None
    lay(tmp_path / "class", made(8, nickname="Zebra"))
    page_sends(shown, "poll")
    assert 'data-tp-count="4"' in shown.page
    page_sends(shown, "show")
    assert len(shown.picture_of().journeys) == 4
    for view in ("together", "opinions", "disagreement", "ideas", "exit"):
        page_sends(shown, "turn", to=view)
        assert f'data-tp-view="{view}"' in shown.page
        assert "Zebra" not in shown.page and "Fuchs" not in shown.page


def test_a_class_without_devices(tmp_path, monkeypatch):
    """Where nothing comes in, the hands counted in class are the board: each hand is a feeling on the map, in the talk
    about what is disputed, and in the quiz."""
    monkeypatch.delenv(CLASS_VARIABLE, raising=False)
    lesson = tp.Lesson(LESSON, "de", tmp_path)
    page_sends(lesson.discuss(), "enter", nickname="8a")
    steps = reader.solution(LESSON, "de")
    id = steps.identify.touchpoints[0].id
    hands = {-2: 3, 0: 1, 2: 4}
    ratings = {**steps.discuss.ratings, id: replace(steps.discuss.ratings[id], hands=hands)}
    lesson._session.change("discuss", replace(steps, discuss=replace(steps.discuss, ratings=ratings)))
    shown = lesson.overview()
    feelings = [one.feeling for journey in shown._journeys() for one in journey.touchpoints if one.id == id]
    assert {level: feelings.count(level) for level in hands} == hands and len(feelings) == 8
    assert SAY("overview.hands", number=8) in html.unescape(shown.page) and shown.picture_of() is None
    page_sends(shown, "show")
    assert len(shown.picture_of().journeys) == 8
    page_sends(shown, "turn", to="disagreement")
    assert steps.identify.touchpoints[0].name in html.unescape(shown.page)
    item = lesson._session.lesson.numbers.quiz[0]
    found = figures.quiz([], lesson._session.lesson, {item.id: {item.right: 5, "nonsense": 2}})[0]
    assert (found.answered, found.right, found.wrong) == (5, 5, "")


def test_who_has_nothing_in_common_does_not_agree(tmp_path, monkeypatch):
    """As long as no two have rated the same touchpoint the board says so; maps without a rating are not in the picture."""
    monkeypatch.setenv(CLASS_VARIABLE, str(tmp_path / "class"))
    steps = reader.solution(LESSON, "de")
    lay(tmp_path / "class", made(1, steps=steps))
    lay(tmp_path / "class", made(2, steps=replace(Steps(), identify=steps.identify)))
    shown = tp.Lesson(LESSON, "de", tmp_path).overview()
    say = words.of("de")
    page_sends(shown, "turn", to="disagreement")
    assert say("overview.alone") in html.unescape(shown.page) and say("overview.agree") not in html.unescape(shown.page)
    page_sends(shown, "turn", to="together")
    page_sends(shown, "show")
    assert len(shown.picture_of().journeys) == 1
    lay(tmp_path / "class", made(3, steps=steps))
    page_sends(shown, "poll")
    page_sends(shown, "turn", to="disagreement")
    assert say("overview.agree") in html.unescape(shown.page)


def test_the_board_and_the_window_write_one_file(board, tmp_path):
    """What the teacher remarks in the window while the board is open stays when a hand is counted on the board; a file
    that is damaged is kept beside the new one."""
    _, shown = board
    place = board_file.place(tmp_path, LESSON)
    board_file.change(place, SAY, lambda there: replace(there, remarks={"id1": {"map": "Schön!"}}))
    page_sends(shown, "turn", to="ideas")
    page_sends(shown, "dot", id=figures.ideas(shown._works, {})[0][0].id, by=1)
    assert board_file.read(place, SAY).remarks == {"id1": {"map": "Schön!"}}
    for number, damaged in (("", "{"), (".2", "[")):
        place.write_text(damaged)
        board_file.change(place, SAY, lambda there: there)
        assert place.with_name(f"board.json{number}.broken").read_text() == damaged
        assert board_file.read(place, SAY) == Board()


def test_hands_for_ideas_are_kept(board, tmp_path):
    """Hands raised for an idea lie in board.json in the teacher's kit folder, and order the wall; none below nought."""
    lesson, shown = board
    page_sends(shown, "turn", to="ideas")
    last = figures.ideas(shown._works, {})[-1][0].id
    for by in (1, 1, -1, -1, -1, 1):
        page_sends(shown, "dot", id=last, by=str(by))
    kept = json.loads(board_file.place(tmp_path, LESSON).read_text(encoding="utf-8"))
    assert kept["dots"] == {last: 1} and kept["format"] == "touchpoints.board/1"
    assert figures.ideas(shown._works, lesson.overview()._board.dots)[0][0].id == last
    assert "refused" in page_sends(shown, "dot", id="nobody/1", by=1)


def test_groups_are_put_together_and_apart(board):
    """Two names that the teacher puts together are one touchpoint on the board from then on, and two again when they are
    taken apart."""
    lesson, shown = board
    one, other = (group[0] for group in shown._groups[:2])
    before = len(shown._groups)
    page_sends(shown, "unite", one=one, other=other)
    assert len(shown._groups) == before - 1
    named = {each.name for journey in shown._journeys() for each in journey.touchpoints}
    assert len({one, other} & named) == 1
    again = lesson.overview()
    assert len(again._groups) == before - 1
    page_sends(again, "part", one=(set(named) & {one, other}).pop())
    assert len(again._groups) == before


def test_the_quiz_in_figures():
    """For each question: how many answered, how many rightly at the first go, and the wrong answer that most gave, with
    its reason; answers that the lesson does not know count for nothing."""
    lesson = reader.read(LESSON, "de")
    item = lesson.numbers.quiz[0]
    wrong, other = (one for one in item.answers if one != item.right)
    given = [(item.right,), (wrong, item.right), (wrong,), (other,), ("nonsense",), ()]
    works = [made(n, finish=Finish(quiz={item.id: answers})) for n, answers in enumerate(given)]
    found = figures.quiz(works, lesson)[0]
    assert (found.answered, found.right, found.wrong, found.misled) == (4, 1, wrong, 2)

"""Students who code do the five steps in cells: the same work comes of it, and a cell may be run again."""

from __future__ import annotations

import errno
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import honest
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from test_disk import error

import touchpoints as tp
from touchpoints import rubric
from touchpoints.files import atomic, json_files
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.work import STEPS, Steps, Work, journey_after, journey_before
from touchpoints.steps.in_code import do
from touchpoints.storage import hand_in

LESSON = "school-lunch"
# Each lesson in one language in turn; all with --soak.
EXERCISES = [
    pytest.param(id, language, marks=[] if (place + turn) % 3 == 0 else [pytest.mark.soak])
    for place, id in enumerate(reader.ids())
    for turn, language in enumerate(LANGUAGES)
]


@pytest.fixture
def work(tmp_path: Path) -> tp.Exercise:
    made = tp.Exercise(LESSON, "en", tmp_path)
    made.nickname = "Fox"
    return made


def cells(work: tp.Exercise, steps: Steps) -> Iterator[Callable[[], None]]:
    """What somebody writes who does in code what these steps hold, a call a cell."""
    lesson = work._session.lesson.empty
    before, after = journey_before(steps, lesson), journey_after(steps, lesson)
    names = {one.id: one.name for one in after.activities}
    yield partial(
        work.map, title=before.title, persona=before.persona.name, goal=before.persona.goal,
        stages=[stage.name for stage in before.stages],
    )  # fmt: skip
    for one in steps.identify.touchpoints:
        yield partial(work.identify, one.name, channel=one.channel, direction=one.direction, visible_to=one.visible_to)
    for id, rating in steps.discuss.ratings.items():
        yield partial(work.discuss, names[id], feeling=rating.feeling, why=rating.why)
    told = [(work.discuss, kind, steps.discuss.stories) for kind in ("good", "bad")]
    told += [(work.design, kind, steps.design.answers) for kind in ("like", "wish", "what_if")]
    for method, kind, entries in told:
        yield partial(method, **{kind: [one.text for one in entries if one.kind == kind]})
    opinion = steps.discuss.opinion
    yield partial(work.discuss, opinion=opinion.text, come_back=opinion.come_back or None)
    for stage in before.stages:
        for one in stage.activities:
            detail = {"importance": one.importance, "department": one.department, "happens": list(one.happens)}
            yield partial(work.map, one.name, stage=stage.name, **detail)
    for idea in steps.design.ideas:
        yield partial(work.design, names[idea.id], **where(after, idea.id), **asdict_of(idea))
    play = steps.role_play
    yield partial(work.role_play, scene=play.scene or None, conclusion=play.conclusion)
    for place, sheet in enumerate(play.observations):
        number = 1 + sum(one.touchpoint == sheet.touchpoint for one in play.observations[:place])
        fields = {**asdict(sheet), "promises_kept": sheet.promises_kept or None}
        yield partial(work.role_play, names[fields.pop("touchpoint")], observer=number, **fields)


def where(after: tp.journey.Journey, id: str) -> dict[str, str]:
    for stage in after.stages:
        order = [one.id for one in stage.activities]
        if id in order:
            following = stage.activities[order.index(id) + 1 :]
            later = next((one.name for one in following if not one.new), None)
            return {"stage": stage.name, **({"before": later} if later else {})}
    raise AssertionError("every idea of a solution stands somewhere")


def asdict_of(idea: object) -> dict[str, object]:
    new = idea.touchpoint
    return {"channel": new.channel, "direction": new.direction, "problem": idea.problem, "because": idea.because,
            "feeling": idea.feeling}  # fmt: skip


def comparable(work: tp.Exercise, steps: Steps) -> tuple[object, ...]:
    """All that a work says, with names in place of ids."""
    lesson = work._session.lesson.empty
    names = {one.id: one.name for one in journey_after(steps, lesson).activities}

    def named(journey: tp.journey.Journey) -> object:
        strip = [(stage.name, [replace(one, id="") for one in stage.activities]) for stage in journey.stages]
        return journey.title, journey.persona, strip, [replace(one, id="") for one in journey.unplaced]

    sheets = [replace(one, touchpoint=names.get(one.touchpoint, "")) for one in steps.role_play.observations]
    return (
        named(journey_before(steps, lesson)), named(journey_after(steps, lesson)),
        sorted(map(str, steps.discuss.stories)), steps.discuss.opinion, sorted(map(str, steps.design.answers)),
        [(idea.problem, idea.because) for idea in steps.design.ideas],
        (steps.role_play.scene, steps.role_play.conclusion, sheets),
    )  # fmt: skip


def test_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What README shows to those who code runs from above to below, twice, and leaves one touchpoint and one idea."""
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {}
    for _ in range(2):
        exec(code, names)
    assert [one.name for one in names["work"].journey_after.touchpoints] == ["Menu in the app", "Live menu"]


@pytest.mark.parametrize(("id", "language"), EXERCISES)
def test_all_five_steps_can_be_done_in_code(id: str, language: str, tmp_path: Path) -> None:
    """The model solution of every exercise, written in code, is the same work and reaches the top level; run again, in
    any order, the cells change nothing."""
    solution = honest.solution(id, language)
    work = tp.Exercise(id, language, tmp_path)
    work.nickname = "Fox"
    written = list(cells(work, solution))
    for cell in written:
        cell()
    steps = work._session.steps
    assert comparable(work, steps) == comparable(work, solution)
    assert work.check().complete and all(mark.level == rubric.TOP for mark in work.check().marks.values())
    random.Random(id).shuffle(written)
    for cell in written:
        cell()
    assert comparable(work, work._session.steps) == comparable(work, steps)


def test_it_is_the_same_file_and_the_same_widgets(work: tp.Exercise, tmp_path: Path) -> None:
    """What is written in code is saved at once, shown by the widgets that are on the screen, and handed in alike."""
    panel = work.identify()
    work.identify("Bus stop", channel="sign", direction="to_customer")
    assert "Bus stop" in panel.page
    saved = json_files.decode(next(tmp_path.glob("work/*/*.work.json")).read_bytes(), Work, "", words.of("en"))
    assert [one.name for one in saved.steps.identify.touchpoints] == ["Bus stop"]
    work.hand_in().do_hand_in()
    (handed,) = (tmp_path / hand_in.FOLDER).iterdir()
    assert "Bus stop" in handed.read_text()


def test_a_cell_with_a_call_shows_nothing(work: tp.Exercise) -> None:
    """Twelve calls in a cell leave no widget behind; a call without anything shows the step."""
    assert work.identify("Bus stop") is None and work.map("Bus stop", stage="Choose") is None
    assert work.map().step == "map"


def test_names_are_found_whatever_their_capitals(work: tp.Exercise) -> None:
    """A name in other capitals, or with another space, is the same touchpoint."""
    work.identify("Bus stop")
    work.identify("bus  STOP", channel="sign")
    work.discuss(" Bus stop ", feeling=-1)
    (one,) = work.journey.touchpoints
    assert (one.name, one.channel, one.feeling) == ("Bus stop", "sign", -1)


def test_a_nickname_goes_on(work: tp.Exercise, tmp_path: Path) -> None:
    """Setting the nickname again goes on with its work; another nickname has another work."""
    work.identify("Bus stop")
    work.nickname = "Owl"
    assert not work.journey.touchpoints
    work.nickname = "Fox"
    assert [one.name for one in work.journey.touchpoints] == ["Bus stop"]
    assert sorted(path.name for path in tmp_path.glob("work/*/*.work.json")) == ["fox.work.json"]


def test_what_is_taken_out_is_gone(work: tp.Exercise) -> None:
    """A touchpoint, and an idea, can be taken out by name; what is not there is said."""
    work.identify("Bus stop")
    work.design("Live times", stage="Choose")
    work.remove("live times")
    assert not work.journey_after.touchpoints[1:] and work.journey.touchpoints
    work.remove("Bus stop")
    assert not work.journey.touchpoints
    with pytest.raises(WrongArgument, match="Bus stop"):
        work.remove("Bus stop")


def test_an_idea_changes_what_it_comes_in_place_of(work: tp.Exercise) -> None:
    """The journey after has the old touchpoint as it feels then, and is in every other way the journey before."""
    work.identify("Bus stop")
    work.discuss("Bus stop", feeling=-2)
    work.design("Live times", stage="Choose", feeling=2, replaces="bus stop", replaced_feeling=1)
    assert [one.feeling for one in work.journey.touchpoints] == [-2]
    assert {one.name: one.feeling for one in work.journey_after.touchpoints} == {"Bus stop": 1, "Live times": 2}
    with pytest.raises(WrongArgument, match="Nobody"):
        work.design("Live times", replaces="Nobody")


def test_stages_keep_what_stands_in_them(work: tp.Exercise) -> None:
    """New stages in another order: what stood in one that is still there stays, what stood in others waits."""
    first, second, *_ = (stage.name for stage in work.journey.stages)
    for name, stage in {"A": first, "B": second}.items():
        work.identify(name)
        work.map(name, stage=stage)
    work.map(stages=["Waiting", second])
    assert [(stage.name, [one.name for one in stage.activities]) for stage in work.journey.stages] == [
        ("Waiting", []),
        (second, ["B"]),
    ]
    assert [one.name for one in work.journey.unplaced] == ["A"]


# A call, and what its answer has to name.
WRONG = {
    'work.identify("Bus", visible_to="all")': "'both', 'company', 'customer'",
    'work.identify("Bus", direction=1)': "'to_customer'",
    'work.identify("Bus", chanel="sign")': "channel",
    'work.identify(channel="sign")': "",
    "work.identify(7)": "200",
    'work.identify("x" * 201)': "200",
    'work.identify("")': "",
    'work.discuss("Bell", feeling=3)': "-2, -1, 0, 1, 2",
    'work.discuss("Bell", feeling="good")': "-2, -1, 0, 1, 2",
    'work.discuss("Bel", feeling=1)': "Bell",
    'work.discuss("Bell")': 'work.discuss("Bell", feeling=-1',
    'work.discuss(good="one")': "good",
    "work.discuss(feeling=1)": "",
    'work.discuss(come_back="perhaps")': "'yes', 'maybe', 'no'",
    'work.map("Bell")': 'work.map("Bell", stage="',
    'work.map("Bell", stage="Nowhere")': "Nowhere",
    'work.map("Bell", before="Nothing")': "Nothing",
    'work.map("Bell", importance=6)': "1, 2, 3, 4, 5",
    'work.map("Bell", happens=["H13"])': "'H1', 'H2'",
    "work.map(stages=[])": "",
    'work.map(stages=["A", "a"])': "",
    'work.map(stages="abc")': "stages",
    'work.map(stages=[str(n) for n in range(13)])': "",
    'work.design("New")': 'work.design("New", stage="',
    'work.design("New", stage="Nowhere")': "Nowhere",
    'work.role_play("Bell")': 'work.role_play("Bell", feeling_before',
    'work.role_play("Nobody", feeling_after=1)': "Nobody",
    'work.role_play(scene="?")': "?",
    'work.role_play("Bell", seen={"smiled": True})': "smiled",
    'work.role_play("Bell", seen="yes")': "greeted",
    'work.role_play("Bell", observer=0)': "1, 2, 3",
    'work.remove("Nothing")': "Nothing",
    'work.points("maps")': "map",
    'setattr(work, "nickname", "")': "",
    'setattr(work, "nickname", 3)': "",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", WRONG)
def test_wrong_calls_are_answered(call: str, language: str, tmp_path: Path) -> None:
    """A value that does not fit, a name that is not there: a line says what would fit, and nothing has changed."""
    work = tp.Exercise(LESSON, language, tmp_path)
    work.nickname = "Fox"
    work.identify("Bell")
    before = work._session.current
    with pytest.raises(WrongArgument) as raised:
        eval(call, {"work": work, "setattr": setattr, "str": str, "range": range})
    said = str(raised.value)
    assert (
        WRONG[call] in said
        and len(said.splitlines()) == 1
        and "{" not in said.replace("{'greeted'", "").replace('{"greeted"', "")
    )
    assert work._session.current is before


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_works_here_yet(language: str, tmp_path: Path) -> None:
    """Without a nickname a call says what to write first, and nothing is on the disk."""
    work = tp.Exercise(LESSON, language, tmp_path)
    with pytest.raises(KitError, match='work.nickname = "'):
        work.identify("Bell")
    assert not list(tmp_path.rglob("*.json"))


def refusing(*_: object) -> None:
    raise error(errno.ENOSPC)


def test_a_disk_that_refuses_is_told(work: tp.Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    """No widget is there to tell it: the cell does; and what was written is still in the work."""
    work.identify("Bell")
    monkeypatch.setattr(atomic, "write", refusing)
    with pytest.raises(KitError):
        work.identify("Bus stop")
    monkeypatch.undo()
    work._session.save_again()
    assert [one.name for one in work.journey.touchpoints] == ["Bell", "Bus stop"]


@given(data=st.data())
def test_any_value_is_taken_or_refused(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is given to a step, it is taken into a work that can be saved, or refused with WrongArgument."""
    work = tp.Exercise(LESSON, "lv", tmp_path_factory.mktemp("any"))
    work.nickname = "Fox"
    anything = (
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2) | st.booleans()
    )
    for step in data.draw(st.lists(st.sampled_from(STEPS), max_size=6)):
        method = getattr(type(work), step)
        names = [one for one in method.__wrapped__.__annotations__ if one != "return"]
        given = data.draw(st.dictionaries(st.sampled_from(names), anything, max_size=4))
        given = {name: value for name, value in given.items() if value is not None}
        if given:
            try:
                do(work._session, step, method, given, "work")
            except WrongArgument:
                pass
    assert work._session.saved_at or not work._session.steps.identify.touchpoints

"""The chart that is touched, without a browser: where its marks lie, what a gesture does, what travels to the page."""

from __future__ import annotations

import base64
import inspect
import itertools
import json
import math
import random
import shutil
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from test_charts import COUNTS, HOSTILE, boxes, sample, subject
from test_edits import LESSON, NOWHERE, maps
from test_steps import saved

import touchpoints as tp
from touchpoints import charts
from touchpoints.charts import SCREEN
from touchpoints.charts.parts.marks import marks
from touchpoints.charts.parts.page import gid
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model import edits
from touchpoints.model.journey import DIRECTIONS, FEELINGS, Journey
from touchpoints.model.work import Steps, journey_after, journey_before, stages_of
from touchpoints.steps.chart_editor import touch
from touchpoints.steps.design import DesignStep
from touchpoints.steps.keepsake import OFFERED
from touchpoints.steps.map import MapStep
from touchpoints.steps.messages import MAX_MESSAGE
from touchpoints.steps.panel import StepPanel
from touchpoints.steps.pieces import Pieces, changes, pieces

SMALLEST = 14  # points, of the text on a page for the screen
TOUCHED = ("journey", "compare")  # the charts that are touched
CASE = "school-lunch"


# Where the marks lie.


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_opinions_are_legible_on_the_screen(language, count):
    """The chart of the step `discuss` keeps the rules for a page on the screen too, with hostile names as well."""
    for names in ((), HOSTILE):
        journeys = subject("opinions", sample(language, count, names))
        check_texts(charts.draw(journeys, "opinions", language, SCREEN).figure)


def check_marks(figure, journey: Journey) -> None:
    """Every touchpoint has a card with its name inside and a point on its level; they lie as they should."""
    where = marks(figure)
    tops = {feeling: where[gid("level", str(feeling))].top for feeling in FEELINGS}
    assert [*tops.values()] == sorted(tops.values())
    cards = {one.id: where[gid("card", one.id)] for one in journey.touchpoints}  # those of a list would have no mark
    for mark in where.values():
        assert all(math.isfinite(value) for value in mark)
        assert mark.left >= 0 and mark.top >= 0 and mark.width >= 0 and mark.height >= 0
        assert mark.left + mark.width <= 1 and mark.top + mark.height <= 1
    for stage in journey.stages:
        heading, column = where[gid("stage", stage.id)], where[gid("column", stage.id)]
        assert heading.top + heading.height <= column.top
        assert all(inside(cards[one.id], column) for one in stage.activities if one.is_touchpoint)
    for one in journey.touchpoints:
        name, point = where[gid("name", one.id)], where[gid("feeling", one.id)]
        assert inside(name, cards[one.id])
        assert point.top + point.height / 2 == pytest.approx(tops[one.feeling or 0], abs=1e-6)
    for one, other in itertools.combinations(cards.values(), 2):
        across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
        down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
        assert across <= 0 or down <= 0


def inside(one, other) -> bool:
    near = 1e-9
    across = other.left - near <= one.left and one.left + one.width <= other.left + other.width + near
    return across and other.top - near <= one.top and one.top + one.height <= other.top + other.height + near


def check_texts(figure, smallest: float = SMALLEST) -> None:
    """No two texts overlap, none leaves the page however high it has grown, none is too small."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    found = boxes(figure)
    for text, (left, bottom, right, top) in found:
        assert left >= 0 and bottom >= 0 and right <= width and top <= height, text
        assert text.get_fontsize() >= smallest, text
        assert len(text.get_text().split("\n")) <= (3 if smallest == SMALLEST else 4) and not text.get_parse_math()
    for (one, a), (other, b) in itertools.combinations(found, 2):
        wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert wide <= 0.5 or high <= 0.5, (one, other)


def check_screen(name: str, language: str, count: int, names: tuple[str, ...]) -> None:
    journeys = subject(name, sample(language, count, names))
    figure = charts.draw(journeys, name, language, SCREEN).figure
    check_marks(figure, journeys[-1])
    check_texts(figure)


KINDS = (TOUCHED, LANGUAGES, COUNTS, ((), HOSTILE))
ALL = list(itertools.product(*KINDS))
SOME = [case for case in ALL if sum(kind.index(one) for kind, one in zip(KINDS, case, strict=True)) % 4 == 0]


@pytest.mark.parametrize(("name", "language", "count", "names"), SOME)
def test_marks_lie_where_they_can_be_touched(name, language, count, names):
    """On a page for the screen every touchpoint has its card, name and point in place, at any number and with any
    names; cards stand apart, and all texts are legible (a sample of all cases)."""
    check_screen(name, language, count, names)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "language", "count", "names"), ALL)
def test_marks_lie_where_they_can_be_touched_anywhere(name, language, count, names):
    """The same in all cases, and for each hostile name alone."""
    check_screen(name, language, count, names)
    for one in names:
        check_screen(name, language, count, (one,))


@pytest.mark.parametrize("names", [(), HOSTILE], ids=["plain", "hostile"])
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_presented_map_keeps_its_room(language, count, names):
    """Drawn for the room on a screen, the map has that size whatever is in it: no text is smaller than 18 px, under another
    one or off the page; every touchpoint has its point, and its card or its row in the list."""
    journey = replace(sample(language, count, names), unplaced=())
    for box in ((1232, 500), (976, 532)):
        figure = charts.draw(journey, "journey", language, charts.PRESENT, box=box).figure
        assert [round(96 * inches) for inches in figure.get_size_inches()] == [*box]
        check_texts(figure, 13.5)
        where, shown = marks(figure), journey.touchpoints
        assert all(gid("feeling", one.id) in where for one in shown)
        assert sum(gid("card", one.id) in where for one in shown) >= min(len(shown), 18)


@pytest.mark.parametrize("id", reader.ids())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_of_an_upright_tablet_has_all_names(language, id):
    """In the room that it has there, 652 × 780 px, each touchpoint of a lesson's case has its card or its row."""
    journey = reader.read(id, language).case
    where = marks(charts.draw(journey, "journey", language, charts.PRESENT, box=(652, 780)).figure)
    assert [one.name for one in journey.touchpoints if gid("card", one.id) not in where] == []


# Where something can be dropped.


def touchpoint_order(journey: Journey) -> dict[str, list[str]]:
    return {stage.id: [one.id for one in stage.activities if one.is_touchpoint] for stage in journey.stages}


def check_slots(chart, journey: Journey, live: set[str], put) -> None:
    """One slot before each card and one at each stage's end; what is dropped there stands there."""
    shown, order = touch(chart, journey.stages, live, words.of("en")), touchpoint_order(journey)
    assert [(one["stage"], one["before"]) for one in shown.slots] == [
        (stage, place) for stage, ids in order.items() for place in (*ids, "")
    ]
    assert [one["before"] for one in shown.stage_slots] == [*order, ""]
    assert [one["value"] for one in shown.levels] == list(FEELINGS) and len({one["word"] for one in shown.levels}) == 5
    assert [one["top"] for one in shown.levels] == sorted(one["top"] for one in shown.levels)
    assert [one.id for one in shown.cards] == [id for ids in order.values() for id in ids if id in live]
    assert [one.number for one in shown.cards] == [
        number for number, id in enumerate((id for ids in order.values() for id in ids), 1) if id in live
    ]
    for slot in (*shown.slots, *shown.stage_slots):
        left, top, width, height = slot["box"]
        assert 0 <= left <= left + width <= 1 and 0 <= top <= top + height <= 1
    for card, slot in itertools.product(shown.cards, shown.slots):
        wanted = {stage: [id for id in ids if id != card.id] for stage, ids in order.items()}
        there = wanted[slot["stage"]]
        itself = slot["before"] == card.id
        place = order[slot["stage"]].index(card.id) if itself else len(there)
        there.insert(there.index(slot["before"]) if slot["before"] in there else place, card.id)
        assert touchpoint_order(put(card.id, slot["stage"], slot["before"])) == wanted


@settings(max_examples=10)
@given(maps())
def test_what_is_dropped_on_a_slot_stands_there(steps):
    """In the map every card dropped on any slot stands exactly there, whatever only one side sees around it."""
    journey = journey_before(steps, LESSON)
    chart = charts.draw(replace(journey, unplaced=()), "journey", "en", SCREEN)
    live = {one.id for one in steps.identify.touchpoints}

    def put(id, stage, anchor):
        return journey_before(edits.put(steps, LESSON, id, stage, anchor), LESSON)

    check_slots(chart, journey, live, put)


@settings(max_examples=10)
@given(maps(least=1, ideas=1))
def test_an_idea_dropped_on_a_slot_stands_there(steps):
    """In the journey after only ideas can be touched, and each dropped on any slot stands exactly there."""
    journey = journey_after(steps, LESSON)
    chart = charts.draw([journey_before(steps, LESSON), journey], "compare", "en", SCREEN)

    def put(id, stage, anchor):
        return journey_after(edits.put_idea(steps, LESSON, id, stage, anchor), LESSON)

    check_slots(chart, journey, {idea.id for idea in steps.design.ideas}, put)


# A page without a browser.


class Browser:
    """The page's side of a step: it keeps the picture from what is sent, as page/picture.js does, and the answers."""

    def __init__(self, panel: StepPanel) -> None:
        self.panel, self.answer, self.traffic = panel, {}, 0
        picture = json.loads(json.dumps(panel.get_state()["picture"]))
        self.picture = Pieces(picture["view"], tuple(picture["marks"]))
        panel.send = self.receive

    def receive(self, message, buffers=None) -> None:
        text = json.dumps(message)
        if "picture" in message:
            self.traffic += len(text)
            self.picture = patched(self.picture, json.loads(text)["picture"])
        else:
            self.answer = message

    def tells(self, message: object) -> bool:
        """Whether the message was done; False when it was refused. Anything else is a mistake."""
        self.answer = {}
        self.panel._receive(self.panel, message, [])
        assert set(self.answer) in ({"done"}, {"refused", "words"})
        return "done" in self.answer

    def sends(self, do: str, /, **values: object) -> bool:
        return self.tells({"do": do, "values": values, "number": 1})

    @property
    def shown(self) -> Shown:
        return Shown(self.panel.page)


def patched(picture: Pieces, change: dict) -> Pieces:
    """The picture with a change, its splices applied from the last to the first."""
    marks = list(picture.marks)
    for start, removed, added in reversed(change["splices"]):
        marks[start : start + removed] = added
    return Pieces(change["view"], tuple(marks))


class Shown(HTMLParser):
    """What a page shows of the journey: the sliders with their values, the cards in order, what has been said."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sliders: dict[str, str] = {}
        self.cards: list[str] = []
        self.said, self._listens = "", False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self._listens = (values.get("id") or "").endswith("-said")
        if values.get("data-touch") == "feel":
            self.sliders[values["data-id"]] = values["aria-valuenow"]
        if values.get("data-touch") == "card" and "data-fixed" not in values:
            self.cards.append(values["data-id"])

    def handle_data(self, data):
        if self._listens:
            self.said, self._listens = data, False


def case() -> Steps:
    """The lesson's case under its own ids, with two ideas in one stage."""
    lesson, steps = reader.read(CASE, "de"), Steps()
    for stage in lesson.case.stages:
        for one in stage.activities:
            steps = edits.add(steps, lesson.empty, one.id, stage.id, one.name)
            steps = edits.describe(steps, one.id, visible_to=one.visible_to, channel=one.channel)
            steps = edits.rate(steps, one.id, feeling=one.feeling, why=one.why)
    for id in ("shelf", "screen"):
        steps = edits.invent(steps, lesson.empty, id, "buy", id)
    second = next(stage.order[1] for stage in steps.map.stages if stage.id == "buy")
    return edits.put_idea(steps, lesson.empty, "shelf", "buy", second)


CASE_STEPS = case()
EMPTY = reader.read(CASE, "de").empty
STANDS = {stage.id: stage.activities for stage in journey_after(CASE_STEPS, EMPTY).stages}
STAGES = [stage.id for stage in stages_of(CASE_STEPS, EMPTY)]


@pytest.fixture
def exercise(tmp_path):
    """A student's exercise into which the case has been put."""
    work = tp.Exercise(CASE, "de", tmp_path)
    work._session.resume("Fuchs")
    work._session.change("map", replace(CASE_STEPS, role_play=work._session.steps.role_play))
    return work


def page_of(exercise, step: str, seen: bool = True) -> Browser:
    page = Browser(getattr(exercise, step)())
    assert page.sends("look", seen=str(seen).lower())
    return page


def both(exercise) -> tuple[Journey, Journey]:
    return exercise.journey, exercise.journey_after


# What every message does.


class Message(NamedTuple):
    step: str
    do: str
    values: dict[str, str]
    becomes: object = None  # the work that the case becomes; None where no work changes


def about(function, *arguments, **fields):
    """The case with one edit of a function that needs the lesson, or of one that does without."""
    return lambda steps: function(steps, *arguments, **fields)


def with_map(**fields):
    return lambda steps: replace(steps, map=replace(steps.map, **fields))


IDEA = "shelf"
HEAR, BUY = ([one.id for one in STANDS[stage] if one.is_touchpoint] for stage in (STAGES[0], "buy"))
ONE, TWO = HEAR[0], next(one.id for one in STANDS["buy"] if one.is_touchpoint and not one.new)
_BUY = [one.id for one in STANDS["buy"]]
BEFORE_IDEA = _BUY[_BUY.index(IDEA) - 1] if IDEA in _BUY else ""
MESSAGES = [
    Message("map", "title", {"value": "T"}, with_map(title="T")),
    Message("map", "persona", {"value": "P"}, with_map(persona=replace(CASE_STEPS.map.persona, name="P"))),
    Message("map", "goal", {"value": "G" * 2000}, with_map(persona=replace(CASE_STEPS.map.persona, goal="G" * 2000))),
    *(
        Message("map", "feel", {"id": TWO, "value": str(value)}, about(edits.rate, TWO, feeling=value))
        for value in FEELINGS
    ),
    Message("map", "feel", {"id": TWO, "value": "null"}, about(edits.rate, TWO, feeling=None)),
    *(
        Message("map", "put", {"id": ONE, "stage": stage, "before": place}, about(edits.put, EMPTY, ONE, stage, place))
        for stage, place in (("buy", TWO), ("buy", ""), (STAGES[-1], ""), (STAGES[0], ONE))
    ),
    Message("map", "put", {"id": ONE, "stage": "buy"}, about(edits.put, EMPTY, ONE, "buy")),
    Message("map", "place", {"id": ONE, "stage": "buy"}, about(edits.put, EMPTY, ONE, "buy")),
    *(Message("map", "hop", {"id": TWO, "by": str(by)}, about(edits.to_next_stage, EMPTY, TWO, by)) for by in (-1, 1)),
    *(Message("map", "move", {"id": TWO, "by": str(by)}, about(edits.past_anything, EMPTY, TWO, by)) for by in (-1, 1)),
    *(Message("map", "step", {"id": TWO, "by": str(by)}, about(edits.past_touchpoint, EMPTY, TWO, by)) for by in (-1, 1)),
    *(
        Message("map", "add", {"id": "n1", "stage": "buy", "name": name}, about(edits.add, EMPTY, "n1", "buy", name))
        for name in (" New ", "N" * 200, "<b>\x00\u202e")
    ),
    Message("map", "name", {"id": ONE, "value": " N "}, about(edits.describe, ONE, name="N")),
    Message("map", "name", {"id": ONE, "value": "  "}, lambda steps: steps),
    Message("map", "remove", {"id": TWO}, about(edits.remove, EMPTY, TWO)),
    Message("map", "channel", {"id": ONE, "value": "app"}, about(edits.describe, ONE, channel="app")),
    *(
        Message("map", "direction", {"id": ONE, "value": value}, about(edits.describe, ONE, direction=value))
        for value in DIRECTIONS
    ),
    *(
        Message("map", "importance", {"id": ONE, "value": str(value)}, about(edits.detail, ONE, importance=value))
        for value in range(1, 6)
    ),
    Message("map", "importance", {"id": ONE, "value": "null"}, about(edits.detail, ONE, importance=None)),
    Message("map", "department", {"id": ONE, "value": " D "}, about(edits.detail, ONE, department="D")),
    Message("map", "happens", {"id": ONE, "what": "H3", "value": "true"}, about(edits.detail, ONE, happens=("H3",))),
    Message("map", "happens", {"id": ONE, "what": "H3", "value": "false"}, about(edits.detail, ONE, happens=())),
    Message("map", "why", {"id": ONE, "value": "W"}, about(edits.rate, ONE, why="W")),
    Message("map", "add_stage", {"name": " S ", "id": "s1"}, about(edits.add_stage, EMPTY, "s1", "S")),
    Message("map", "rename", {"id": "buy", "value": "R"}, about(edits.name_stage, EMPTY, "buy", "R")),
    Message("map", "remove_stage", {"id": "buy"}, about(edits.remove_stage, EMPTY, "buy")),
    *(
        Message("map", "move_stage", {"id": "buy", "by": str(by)}, about(edits.move_stage, EMPTY, "buy", by))
        for by in (-1, 1)
    ),
    *(
        Message("map", "put_stage", {"id": "buy", "before": place}, about(edits.put_stage, EMPTY, "buy", place))
        for place in (STAGES[0], "")
    ),
    Message("map", "select", {"id": ONE}),
    Message("map", "select", {"id": "buy"}),
    Message("map", "choose", {"id": ONE}),
    Message("map", "lay_back", {"id": ONE}),
    Message("map", "list", {"value": "true"}),
    Message("design", "save", {"id": IDEA, "name": "N", "place": f"buy:{BEFORE_IDEA}", "replaces": ONE, "feeling": "2",
                              "replaced_feeling": "1"},
            about(edits.describe_idea, IDEA, name="N", replaces=ONE, channel="", because="", feeling=2, replaced_feeling=1)),
    Message("design", "remove", {"id": IDEA}, about(edits.remove_idea, EMPTY, IDEA)),
    *(
        Message("design", "feel", {"id": IDEA, "value": str(value)}, about(edits.describe_idea, IDEA, feeling=value))
        for value in FEELINGS
    ),
    *(
        Message("design", "put", {"id": IDEA, "stage": stage, "before": place},
                about(edits.put_idea, EMPTY, IDEA, stage, place))
        for stage, place in ((STAGES[0], HEAR[1]), (STAGES[-1], ""), ("buy", BUY[-1]), ("buy", IDEA))
    ),
    *(Message("design", "hop", {"id": IDEA, "by": str(by)}, about(edits.idea_to_next_stage, EMPTY, IDEA, by)) for by in (-1, 1)),
    *(
        Message("design", "step", {"id": IDEA, "by": str(by)}, about(edits.idea_past_touchpoint, EMPTY, IDEA, by))
        for by in (-1, 1)
    ),
    Message("design", "name", {"id": IDEA, "value": " N "}, about(edits.describe_idea, IDEA, name="N")),
    Message("design", "select", {"id": IDEA}),
    Message("design", "edit", {"id": IDEA}),
    Message("design", "cancel", {}),
    Message("design", "turn", {"value": "true"}),
]  # fmt: skip
APART = {("design", "invent"), ("design", "answer"), ("design", "forget")}  # ids made here, lists: tests of their own


def test_every_message_is_tried():
    """The table holds every method that a page may call in the two steps that are touched."""
    for kind in (MapStep, DesignStep):
        ours = {name[3:] for name in dir(kind) if name.startswith("do_") and not hasattr(StepPanel, name)}
        tried = {one.do for one in MESSAGES if one.step == kind.step} | {do for step, do in APART if step == kind.step}
        assert ours == tried


def named(one: Message) -> str:
    return f"{one.step}-{one.do}-" + "-".join(value[:9].strip() for value in one.values.values()).encode().hex()[-12:]


@pytest.mark.parametrize("step", ["map", "design"])
def test_every_message_changes_the_file_as_it_should(exercise, step):
    """Each message with valid values is done and on the disk; undo brings an equal journey back, redo the other."""
    page, begin = page_of(exercise, step, seen=False), saved(exercise).steps
    start = both(exercise)
    for one in MESSAGES:
        if one.step != step:
            continue
        assert page.sends(one.do, **one.values), one
        wanted = one.becomes(begin) if one.becomes else begin
        assert saved(exercise).steps == exercise._session.steps == wanted, one
        end = both(exercise)
        if wanted != begin:
            assert page.sends("undo") and both(exercise) == start and saved(exercise).steps == begin, one
            assert page.sends("redo") and both(exercise) == end and saved(exercise).steps == wanted, one
            assert page.sends("undo")


def test_answers_are_added_and_forgotten(exercise):
    """A classmate's answer is saved trimmed, an empty one is none, and one can be taken out again."""
    page = page_of(exercise, "design", seen=False)
    for text in (" good ", "  ", "better"):
        assert page.sends("answer", kind="wish", text=text)
    assert [one.text for one in saved(exercise).steps.design.answers] == ["good", "better"]
    assert page.sends("forget", index="0")
    assert [one.text for one in saved(exercise).steps.design.answers] == ["better"]


def test_the_forms_place_is_meant_in_the_map(exercise):
    """“After X” in the form for ideas puts the idea directly behind X, whatever ideas stand there already; saving
    the form without another place leaves the idea where it is."""
    page = page_of(exercise, "design", seen=False)
    for stage in exercise.journey.stages:
        for position, behind in enumerate(("", *(one.id for one in stage.activities))):
            follows = [one.id for one in stage.activities[position:]][:1]
            assert page.sends("invent", name="N", place=f"{stage.id}:{behind}")
            id = saved(exercise).steps.design.ideas[-1].id
            order = next([a.id for a in s.activities] for s in exercise.journey_after.stages if s.id == stage.id)
            assert order[order.index(id) + 1 :][:1] == follows
            stood = exercise.journey_after
            assert page.sends("edit", id=id)
            place = page.panel.values()["place"]
            assert place == f"{stage.id}:{behind}"
            assert page.sends("save", id=id, name="N", place=place) and exercise.journey_after == stood


# What no control sends.

DEEP = json.loads("[" * 500 + "]" * 500)
NO_TEXT = ([], {}, ["x"], {"id": "x"}, DEEP, None, 1, 1.5, math.nan, True)
IDS = ("", "nobody", "NaN", "1e9", "\x00", "__class__", "x" * 65)
FIELDS = {  # what a field of this name never holds
    "id": IDS, "stage": IDS, "by": ("0", "2", "NaN", "1e9", "", "-1.5", "\x00"),
    "what": ("", "H0", "h3", "NaN"), "place": ("buy", "nowhere:", "buy:1", "buy:nothing", ":", f"buy:{ONE}"),
    "replaces": IDS[1:],
}  # fmt: skip
LEVELS = ("3", "-3", "NaN", "inf", "1e9", "9" * 500, "", " 1", "0x1", "\x00")
VALUES = {
    "feel": LEVELS, "importance": (*LEVELS[2:], "0", "6"), "direction": ("", "BOTH", "NaN"), "happens": ("2", "", "NaN"),
    "list": ("2", "", "maybe"), "add": ("", " \n"), "add_stage": ("", " "), "save": ("", " "),
    "turn": ("2", "", "maybe"),
}  # fmt: skip
NEW = {"add", "add_stage"}  # their id is new, so any is good that is not known yet
VIEW = {"select", "choose", "lay_back", "edit"}  # what they name and is not there is simply not shown


def hostile(one: Message):
    """The values of a message, each spoilt in every way."""
    yield {**one.values, "more": "x"}
    yield {**one.values, "self": "x"}
    for name in one.values:
        if name in needed(one):
            yield {key: value for key, value in one.values.items() if key != name}
        spoilt = [*NO_TEXT, "x" * (MAX_MESSAGE + 1)]
        if name == "id" and one.do in NEW:
            spoilt += ["", "x" * 65, ONE if one.do == "add" else "buy"]
        elif name in FIELDS and not (name == "id" and one.do in VIEW):
            spoilt += FIELDS[name]
        if name == ("name" if one.do in ("add", "add_stage", "save") else "value"):
            spoilt += [*VALUES.get(one.do, ()), "x" * 2001]
        for value in spoilt:
            yield {**one.values, name: value}


def needed(one: Message) -> set[str]:
    """The fields without which the message is none."""
    method = getattr({"map": MapStep, "design": DesignStep}[one.step], f"do_{one.do}")
    return {name for name, each in inspect.signature(method).parameters.items() if each.default is each.empty}


WHOLE = (
    None, [], "undo", 7, {}, DEEP, {"do": "undo", "values": []}, {"do": "undo", "values": {"x": "y"}},
    {"do": "undo", "more": 1}, {"do": "undo", "number": math.nan}, {"do": "undo", "number": [1]}, {"values": {}},
    {"do": "undo", "values": DEEP}, {"do": "undo", "values": {1: "x"}}, {"do": "undo", "number": "1e9"},
    *({"do": do, "values": {}, "number": 1} for do in (
        "", "x", "_receive", "__init__", "__class__", "refresh", "change", "edit ", "do_undo", "UNDO", "undo\x00",
        "session", "send", ["undo"], {"undo": 1}, None, 3, DEEP, "x" * 100_000, "tell_place", "a.b", "🙂",
    )),
)  # fmt: skip


@pytest.mark.parametrize("step", ["map", "design"])
def test_what_no_control_sends_is_refused_and_changes_nothing(exercise, step):
    """A message that is spoilt in any way is answered "refused": file, page, chart and announcement stay, and the
    next honest message is done."""
    page = page_of(exercise, step)
    panel, session = page.panel, exercise._session

    def state():
        file = session._store.path("Fuchs").read_bytes()
        return file, session.steps, panel.page, panel.said, panel.pieces, page.picture, page.traffic, panel.selected

    begin, tried = state(), 0
    messages = [{"do": one.do, "values": values, "number": 1}
                for one in MESSAGES if one.step == step for values in hostile(one)]  # fmt: skip
    for message in (*messages, *WHOLE):
        assert not page.tells(message), str(message)[:300]
        assert state() == begin, str(message)[:300]
        tried += 1
    assert tried > 500 and begin[4].marks
    touched = TWO if step == "map" else IDEA
    assert page.sends("feel", id=touched, value="-2") and page.shown.sliders[touched] == "-2"


def test_a_message_sent_again_counts_once(exercise):
    """A page that got no answer sends its message again, perhaps from another widget: it is answered and not done
    twice; one that was refused may be tried again, and another key is another message."""
    page, second = page_of(exercise, "map"), page_of(exercise, "map")
    order = stages_of(saved(exercise).steps, EMPTY)[1].order
    message = {"do": "move", "values": {"id": order[0], "by": "1"}, "number": 1, "key": "one-1"}
    assert page.tells(message) and second.tells({**message, "number": 2})
    assert stages_of(saved(exercise).steps, EMPTY)[1].order[:2] == (order[1], order[0])
    assert page.tells({**message, "key": "one-2"})
    assert stages_of(saved(exercise).steps, EMPTY)[1].order.index(order[0]) == 2
    assert not page.tells({**message, "key": "x" * 41})


def test_a_mistake_of_ours_is_answered_too(exercise, monkeypatch):
    """Even where a method fails as it never should, the page gets an answer, or it would send the message for ever."""
    page = page_of(exercise, "map")
    monkeypatch.setattr(page.panel, "change", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        page.sends("title", value="T")
    assert set(page.answer) == {"refused", "words"}


def test_half_a_letter_is_refused(exercise):
    """A lone surrogate (half an emoji, as a browser's field may cut it) cannot be saved: it is refused."""
    page = page_of(exercise, "map")
    for do, values in (("name", {"id": ONE, "value": "\ud83d"}), ("title", {"value": "\ud83d"})):
        assert not page.sends(do, **values)


def test_what_is_clicked_in_the_journey_after_stands_in_the_sentence(exercise):
    """In the step `design` a click on an idea's point opens it in the form; a stage's id opens nothing."""
    page = page_of(exercise, "design")
    page.sends("select", id="buy", details="true")
    assert 'data-do="save"' not in page.panel.page
    assert page.sends("select", id=IDEA, details="true") and f'data-do="save" data-reset data-id="{IDEA}"' in page.panel.page


# Many gestures.


def check_agreement(exercise, pages: dict[str, Browser]) -> None:
    """File and session hold the same work, and the pages in view show it."""
    steps = saved(exercise).steps
    assert steps == exercise._session.steps
    before, later = journey_before(steps, EMPTY), journey_after(steps, EMPTY)
    placed = {
        "map": [one for stage in before.stages for one in stage.activities if one.is_touchpoint],
        "design": [one for stage in later.stages for one in stage.activities if one.new],
    }
    for step, page in pages.items():
        if page.panel.in_view:
            assert page.shown.cards == [one.id for one in placed[step]]
            assert page.shown.sliders == {one.id: str(one.feeling or 0) for one in placed[step]}
            assert page.picture == page.panel.pieces
            assert page.picture == pieces(page.panel.chart_in_view.svg())


def check_gestures(exercise, seed: int, count: int, look: int) -> None:
    """Each gesture is done or refused, what is refused changes nothing; every so often the pages are looked at."""
    rng, session = random.Random(seed), exercise._session
    pages = {step: page_of(exercise, step, seen=look == 1) for step in ("map", "design")}
    done = 0
    for number in range(count):
        one = some_gesture(rng, session.steps, f"n{seed}-{number}")
        page, was = pages[one.step], session._store.path("Fuchs").read_bytes()
        spoil = rng.random() < 0.2
        values = rng.choice(list(hostile(one))) if spoil else one.values
        if page.sends(one.do, **values):
            assert not spoil, one
            done += 1
        else:
            assert session._store.path("Fuchs").read_bytes() == was
        if number % look == 0:
            step = rng.choice(list(pages))
            assert pages[step].sends("look", seen="true")
            check_agreement(exercise, pages)
            assert look == 1 or pages[step].sends("look", seen="false")
        else:
            assert saved(exercise).steps == session.steps
    assert done > count / 2


def some_gesture(rng: random.Random, steps: Steps, new: str) -> Message:
    """A gesture in what is there now; one in ten names what is not."""
    step = rng.choice(["map", "design"])
    later = journey_after(steps, EMPTY)
    ideas = [idea.id for idea in steps.design.ideas]
    own = ideas if step == "design" else [one.id for one in steps.identify.touchpoints]
    stages = [stage.id for stage in stages_of(steps, EMPTY)]
    id = rng.choice([*own, NOWHERE] if rng.random() < 0.1 or not own else own)
    stage, other = rng.choice(stages), rng.choice([*stages, ""])
    anchor = rng.choice([*(one.id for each in later.stages if each.id == stage for one in each.activities), ""])
    by, name = rng.choice(["-1", "1"]), rng.choice([*HOSTILE, "short", "two words"])[:200]
    every = [
        Message(step, "feel", {"id": id, "value": str(rng.choice(FEELINGS))}),
        Message(step, "put", {"id": id, "stage": stage, "before": anchor}),
        Message(step, "hop", {"id": id, "by": by}),
        Message(step, "step", {"id": id, "by": by}),
        Message(step, "name", {"id": id, "value": name}),
        Message(step, "undo", {}),
        Message(step, "redo", {}),
        Message(step, "add", {"id": new, "stage": stage, "name": "new"}) if step == "map"
        else Message(step, "invent", {"name": "new", "place": f"{stage}:"}),
        Message(step, "remove", {"id": id}),
        Message(step, "select", {"id": id}),
    ]
    if step == "map":
        every += [
            Message(step, "put_stage", {"id": stage, "before": other}),
            Message(step, "move_stage", {"id": stage, "by": by}),
            Message(step, "rename", {"id": stage, "value": name}),
            Message(step, "importance", {"id": id, "value": rng.choice(["null", "3"])}),
            rng.choice([
                Message(step, "remove_stage", {"id": stage}),
                Message(step, "add_stage", {"name": "stage", "id": new}),
            ]),
        ]  # fmt: skip
    return rng.choice(every)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_gestures_keep_file_session_and_page_in_agreement(exercise, seed):
    """A hundred honest and spoilt gestures in both steps, undo and redo among them: what the page shows is what the
    file holds, and the picture made of changes is the one drawn."""
    check_gestures(exercise, seed, 100, 20)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 13))
def test_gestures_keep_file_session_and_page_in_agreement_for_long(exercise, seed):
    """The same with three hundred gestures, both steps in view all the time."""
    check_gestures(exercise, seed, 300, 1)


# What travels.


def tree(element: ElementTree.Element) -> tuple:
    """An element without the names that matplotlib gives by counting."""
    kept = {key: value for key, value in element.attrib.items() if key != "id" or "-" in value or "_" not in value}
    return element.tag, kept, (element.text or "").strip(), [tree(child) for child in element]


@pytest.mark.parametrize(
    "name", [name if name in TOUCHED else pytest.param(name, marks=pytest.mark.soak) for name in charts.CHARTS]
)
def test_pieces_put_together_are_the_chart(name):
    """The pieces of any chart, one after the other, hold the same marks as its SVG in the same order, and what one
    of them refers to is there."""
    svg = charts.draw(subject(name, sample("lv", 3, HOSTILE)), name).svg()
    found = pieces(svg)
    whole = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
    one = ElementTree.fromstring(whole.format("".join(found.marks)))
    root = ElementTree.fromstring(svg)
    other = next(element for element in root if element.get("id") == "figure_1")
    assert [tree(mark) for mark in one] == [tree(mark) for mark in other] and len(one) == len(found.marks)
    assert found.view == root.get("viewBox")
    ids = {element.get("id") for element in one.iter()}
    links = {value for element in one.iter() for key, value in element.attrib.items() if key.endswith("}href")}
    assert {link.removeprefix("#") for link in links} <= ids
    assert pieces("") == Pieces()


some_pieces = st.builds(
    Pieces, st.sampled_from(["0 0 1 1", "0 0 2 2"]), st.lists(st.sampled_from("ab"), max_size=5).map(tuple)
)


@given(some_pieces, some_pieces)
def test_changes_make_the_new_of_the_old(old, new):
    """What is sent turns any picture into any other, equal ones with nothing at all, and arrives as JSON."""
    change = json.loads(json.dumps(changes(old, new)))
    assert all(removed >= 0 for _, removed, _ in change["splices"]) and patched(old, change) == new
    if old.marks == new.marks:
        assert not [added for _, removed, added in change["splices"] if removed or added]


@settings(max_examples=4)
@given(maps(), maps())
def test_changes_lead_from_any_journey_to_any_other(one, other):
    """The same for drawn journeys, from the empty page on."""
    shown = Pieces()
    for steps in (one, other, one):
        drawn = pieces(charts.draw(journey_before(steps, LESSON), "journey", "en", SCREEN).svg())
        shown = patched(shown, changes(shown, drawn))
        assert shown == drawn


@pytest.mark.parametrize(("name", "count"), [("journey", 3), ("journey", 30), ("compare", 12)])
def test_a_changed_feeling_sends_little(name, count):
    """When one feeling changes, less than a third of the chart travels."""
    journey = replace(sample("de", count), unplaced=())

    def drawn(journey):
        svg = charts.draw([journey] * charts.CHARTS[name].most, name, "de", SCREEN).svg()
        return len(svg), pieces(svg)

    whole, old = drawn(journey)
    for id, feeling in itertools.product((journey.touchpoints[0].id, journey.touchpoints[-1].id), (-2, 2)):
        stages = [
            replace(stage, activities=tuple(replace(a, feeling=feeling) if a.id == id else a for a in stage.activities))
            for stage in journey.stages
        ]
        _, new = drawn(replace(journey, stages=tuple(stages)))
        assert len(json.dumps(changes(old, new))) < whole / 3


@pytest.mark.parametrize("step", ["map", "design"])
def test_a_page_loaded_anew_gets_the_whole_picture(exercise, step):
    """The state of a widget holds all pieces of the chart it shows, none before it has been seen; a part of the state
    that is asked for by name does not."""
    page = Browser(getattr(exercise, step)())
    assert page.picture == Pieces()
    assert page.sends("look", seen="true")
    id = TWO if step == "map" else IDEA
    assert page.sends("feel", id=id, value="-1") and page.sends("put", id=id, stage=STAGES[0], before="")
    again = Browser(page.panel)
    assert again.picture == page.picture == page.panel.pieces and again.picture.marks
    assert any(gid("card", id) in mark for mark in again.picture.marks)
    assert "picture" not in page.panel.get_state("page") and "page" in page.panel.get_state("page")


# What is said.

TWICE = [
    Message("map", "put", {"id": ONE, "stage": "buy", "before": ""}),
    Message("map", "put", {"id": ONE, "stage": STAGES[0], "before": ONE}),
    Message("map", "hop", {"id": ONE, "by": "-1"}),
    Message("map", "move", {"id": ONE, "by": "-1"}),
    Message("map", "step", {"id": ONE, "by": "-1"}),
    Message("map", "name", {"id": ONE, "value": "N"}),
    Message("map", "put_stage", {"id": "buy", "before": ""}),
    Message("map", "move_stage", {"id": STAGES[0], "by": "-1"}),
    Message("design", "put", {"id": IDEA, "stage": STAGES[0], "before": ""}),
    Message("design", "step", {"id": IDEA, "by": "-1"}),
    Message("design", "name", {"id": IDEA, "value": "N"}),
]


@pytest.mark.parametrize("one", TWICE, ids=named)
def test_the_same_gesture_twice_is_said_twice(exercise, one):
    """Each time the page shows an announcement that differs from the one before, so that it is spoken again."""
    page, before = page_of(exercise, one.step, seen=False), ""
    for _ in range(3):
        assert page.sends(one.do, **one.values)
        assert page.shown.said == page.panel.said != before
        before = page.panel.said


def test_undo_and_redo_are_said_each_time(exercise):
    """Two undos in a row are two announcements, and so are two redos."""
    page = page_of(exercise, "map", seen=False)
    for value in ("-2", "1", "2"):
        assert page.sends("feel", id=TWO, value=value)
    told = [page.sends(do) and page.shown.said for do in ("undo", "undo", "redo", "redo")]
    assert all(one and one != other for one, other in itertools.pairwise(told))


def test_what_did_not_happen_is_not_said(exercise):
    """An empty name, and the removal of the last stage, change nothing, and nothing is said of them."""
    page = page_of(exercise, "map", seen=False)
    for stage in STAGES[1:]:
        assert page.sends("remove_stage", id=stage)
    last = page.panel.said
    assert page.sends("remove_stage", id=STAGES[0]) and page.panel.said == last
    assert page.sends("name", id=ONE, value=" ") and page.panel.said == last


def test_a_card_moves_past_what_was_deleted_elsewhere(exercise):
    """Where a deleted touchpoint stood, one step is enough to get past its place, and undo brings it back there."""
    page, found = page_of(exercise, "map", seen=False), page_of(exercise, "identify", seen=False)
    first, second, third, *_ = [one.id for one in STANDS["buy"] if not one.new]
    start = both(exercise)
    assert found.sends("delete", id=second)
    assert page.sends("move", id=first, by="1")
    stands = [one.id for one in exercise.journey.stages[STAGES.index("buy")].activities]
    assert stands[:2] == [third, first]
    assert page.sends("undo") and found.sends("undo") and both(exercise) == start


# What is taken home.


@pytest.mark.parametrize("whose", [tp.Exercise, tp.Lesson])
def test_pictures_are_taken_home(tmp_path, whose):
    """The chart that is shown, the comic and what a class prints lie in the kit's folder after a click each, and the page
    offers the same files; what a folder refuses is said, and nothing is offered."""
    made = whose(CASE, "lv", tmp_path)
    made.nickname = "Žanis"
    panel = made.map()
    made._session.change("map", reader.solution(CASE, "lv"))
    for what in ("shown", *OFFERED[made._audience]):
        assert Browser(panel).sends("keep", what=what)
        for one in panel.kept.files:
            written = (tmp_path / "pictures" / one["name"]).read_bytes()
            assert written == base64.b64decode(one["file"].partition(",")[2])
            assert one["name"] in panel.page
    kinds = {path.suffix for path in (tmp_path / "pictures").iterdir()}
    assert kinds == ({".png"} if whose is tp.Exercise else {".png", ".pdf"})
    made._session.leave()
    assert "data:image" not in panel.page
    made.nickname = "Žanis"
    shutil.rmtree(tmp_path / "pictures")
    (tmp_path / "pictures").write_text("no folder")
    assert Browser(panel).sends("keep") and panel.kept.files == ()
    assert "pictures/" in panel.kept.said
    assert not Browser(panel).sends("keep", what="everything")

"""The five steps as plain objects, without a kernel: what a control sends, what is shown, what is saved."""

import base64
import html
import json
import re
import tempfile
from functools import cache
from html.parser import HTMLParser
from inspect import signature
from pathlib import Path

import honest
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from msgspec.structs import replace

import touchpoints as tp
from touchpoints import charts
from touchpoints.files import atomic, json_files
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.steps import discuss, played, role_play
from touchpoints.steps.widget import Shown
from touchpoints.storage import heard, present
from touchpoints.storage.store import Store

LESSON = "school-lunch"
HOSTILE = [
    "<script>alert(1)</script>",
    "$x^2$ \\frac{",
    '"><img src=x onerror=alert(1)>',
    "😀🚌",
    "مرحبا",
    "a\nb",
    "{{ 7*7 }}",
    "x" * 200,
]


@pytest.fixture
def exercise(tmp_path):
    """A student's exercise, begun."""
    work = tp.Exercise(LESSON, "de", tmp_path)
    page_sends(work.identify(), "enter", nickname="Fuchs")
    return work


def page_sends(panel, do, **values):
    """What the page sends for a control, and the answer it gets."""
    answers = []
    panel.send = lambda message, buffers=None: answers.append(message)
    panel._receive(panel, {"do": do, "values": values, "number": 1}, [])
    return answers[-1] if answers else None


def saved(exercise):
    """The work as it stands on the disk."""
    session = exercise._session
    return json_files.decode(session._store.path(session.nickname).read_bytes(), work.Work, "file", session.words)


def fill_in(exercise):
    """The lesson's case as `typed_in` leaves it, without typing it again each time."""
    for step in ("identify", "discuss", "map"):
        exercise._session.change(step, replace(exercise._session.steps, **{step: getattr(case_steps(), step)}))


@cache
def case_steps():
    """The steps of an exercise into which the case has been typed."""
    with tempfile.TemporaryDirectory() as folder:
        exercise = tp.Exercise(LESSON, "de", Path(folder))
        page_sends(exercise.identify(), "enter", nickname="x")
        typed_in(exercise)
        return exercise._session.steps


def typed_in(exercise):
    """The lesson's case, typed in as a student would, without ideas."""
    identify, discuss, map = exercise.identify(), exercise.discuss(), exercise.map()
    case = reader.read(LESSON, "de").case
    for stage in case.stages:
        for one in stage.activities:
            page_sends(identify, "add", name=one.name)
            id = exercise._session.steps.identify.touchpoints[-1].id
            for do, value in (("channel", one.channel), ("direction", one.direction), ("see", one.visible_to)):
                page_sends(identify, do, id=id, value=value)
            if one.is_touchpoint:
                page_sends(discuss, "rate", id=id, value=str(one.feeling))
                page_sends(discuss, "why", id=id, value=one.why)
            page_sends(map, "place", id=id, stage=stage.id)
    return case


class Controls(HTMLParser):
    """The controls of a page and the text around them; fails on what is left open."""

    def __init__(self, page):
        super().__init__()
        self.controls, self.labels, self.ids, self.tags = [], set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        if tag == "label" and "for" in values:
            self.labels.add(values["for"])
        if tag in ("input", "select", "textarea", "button", "form"):
            self.controls.append((tag, values))


class Sent(HTMLParser):
    """What a page can send, as panel.js does: the name of a method and those of its values."""

    def __init__(self, page):
        super().__init__()
        self.found, self.form = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        names = {name[5:].replace("-", "_") for name in values if name.startswith("data-")}
        own = names - {"do", "reset", "back", "opened_by", "clear", "most", "keep", "draft", "comes", "line", "next", "shuts"}
        if tag == "form":
            self.form = own if "do" in names else None
            self.found += [(values["data-do"], own)] if "do" in names else []
        elif tag in ("input", "select", "textarea") and "do" in names:
            said = "code" if values.get("type") == "file" else "value"
            self.found.append((values["data-do"], own | {said}))
        elif tag == "button" and "do" in names:
            self.found.append((values["data-do"], own))
        elif tag in ("input", "select", "textarea") and self.form is not None and "name" in values:
            self.form.add(values["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


@pytest.mark.parametrize("step", work.STEPS)
def test_every_control_sends_what_its_method_takes(exercise, step):
    """Each button, field and form of a step, empty and filled in, names a method and gives it the values it takes."""
    panel = getattr(exercise, step)()
    for fill in (lambda: None, lambda: fill_in(exercise)):
        fill()
        sent = Sent(panel.page).found
        assert sent
        for page in {"discuss": discuss.BESIDES, "role_play": role_play.PAGES}.get(step, ()):
            page_sends(panel, "turn", to=page)
            sent += Sent(panel.page).found
        for do, names in sent:
            takes = signature(getattr(panel, f"do_{do}")).parameters
            needed = {name for name, one in takes.items() if one.default is one.empty}
            assert needed <= names <= set(takes), (do, names, list(takes))


def test_the_case_typed_in_is_the_case(exercise):
    """What a student types, rates and places gives a journey with the same stages, feelings and reasons."""
    case = typed_in(exercise)
    told = [
        [(one.name, one.channel, one.direction, one.visible_to, one.feeling, one.why) for one in stage.activities]
        for stage in exercise.journey.stages
    ]
    assert told == [
        [(one.name, one.channel, one.direction, one.visible_to, one.feeling, one.why) for one in stage.activities]
        for stage in case.stages
    ]
    assert exercise.journey.low.name == case.low.name and exercise.journey.peak.name == case.peak.name


@pytest.mark.parametrize("kind", ["Exercise", "Lesson"])
def test_the_short_plan_offers_the_case(kind, tmp_path):
    """A touchpoint of the case is taken by a click, with its channel; its arrow and who sees it stay open. What is there,
    however capitalised, is not offered again; nothing is in the plan of two lessons, nor without a case."""
    shown = getattr(tp, kind)(LESSON, "de", tmp_path)
    panel, (one, other, *_) = shown.identify(), reader.read(LESSON, "de").case.touchpoints
    page_sends(panel, "enter", nickname="Fuchs")
    assert "refused" in page_sends(panel, "take", id=one.id)
    page_sends(panel, "plan", value="short")
    assert ("take", {"id"}) in Sent(panel.page).found
    page_sends(panel, "take", id=one.id)
    found = saved(shown).steps.identify.touchpoints
    assert [msgspec.to_builtins(each) | {"id": ""} for each in found] == [
        {"id": "", "name": one.name, "channel": one.channel, "direction": None, "visible_to": None}]  # fmt: skip
    page_sends(panel, "add", name=other.name.upper())
    assert all("refused" in page_sends(panel, "take", id=each.id) for each in (one, other))
    assert reader.read("your-own", "de").offered("short") == []


def test_every_change_is_on_the_disk_before_the_page_is_told(exercise):
    """When the answer to a change goes out, the file already holds it."""
    panel, seen = exercise.identify(), []
    panel.send = lambda message, buffers=None: seen.append(
        [one.name for one in saved(exercise).steps.identify.touchpoints]
    )
    for name in ("Aushang", "Kasse"):
        panel._receive(panel, {"do": "add", "values": {"name": name}, "number": 1}, [])
    assert seen == [["Aushang"], ["Aushang", "Kasse"]]


def test_nothing_is_written_before_the_first_change(tmp_path):
    """Showing all five steps leaves the folder empty, and after a nickname is given no work is there."""
    exercise = tp.Exercise(LESSON, "lv", tmp_path)
    for step in work.STEPS:
        getattr(exercise, step)()
    assert list(tmp_path.iterdir()) == []
    page_sends(exercise.identify(), "enter", nickname="Lapsa")
    assert list(tmp_path.glob("work/*/*.json")) == [tmp_path / present.FOLDER / f"{present.kernel()}.json"]


def test_a_new_kernel_finds_the_work_and_shows_it(exercise, tmp_path):
    """After a restart the steps show what they showed before, in words and on the page."""
    fill_in(exercise)
    before = {step: getattr(exercise, step)().text() for step in work.STEPS}
    again = tp.Exercise(LESSON, "de", tmp_path)
    assert {step: getattr(again, step)().text() for step in work.STEPS} == before


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_another_language_changes_every_word_and_keeps_the_work(exercise, tmp_path, language):
    """The same work opened in another language: the student's words stay, and every other word, on the page, to a
    screen reader, in the chart and in a saved notebook, is one that this language's catalogue or lesson has."""
    exercise._session.change("design", in_no_language())
    other, lesson = tp.Exercise(LESSON, language, tmp_path), reader.read(LESSON, language)
    assert [stage.name for stage in other.journey.stages] == [stage.name for stage in lesson.case.stages]
    assert other.journey.touchpoints == exercise.journey.touchpoints
    entries = words.of(language)._catalogue._catalog.items()
    texts = [re.sub(r"{\w*}", " ", text) for key, text in entries if key]
    texts += re.findall(r'"(.*)"', (reader.content() / "lessons" / LESSON / f"{language}.toml").read_text("utf-8"))
    known = set(WORD.findall(" ".join(texts).casefold()))
    for step in work.STEPS:
        panel = getattr(other, step)()
        for do, values in {"look": {"seen": "true"}, "list": {"value": "true"}, "earlier": {"value": "true"}}.items():
            page_sends(panel, do, **values)
        said = every_word(panel)
        for id in ("t1", "hear", "idea"):
            page_sends(panel, "select", id=id)
            said |= every_word(panel)
        theirs = {word for word in said if word.startswith("qq")}
        assert said - theirs - known - {"fuchs"} == set() and len(said & known) > 40 and len(theirs) > 1, step


WORD = re.compile(r"[^\W\d_]{2,}")
HEARD = re.compile(r'\b(?:aria-label|aria-valuetext|alt|title|placeholder|data-(?:hint|ask|name|rename))="([^"]*)"')


def every_word(panel):
    """All the words of a step: on its page, to a screen reader, drawn in its chart, and in a saved notebook."""
    picture = panel.picture_of()
    drawn = [text.get_text() for text in panel.draw(Shown(picture, charts.SCREEN, None)).figure.findobj(Text)] if picture else []
    levels = [json.loads(found) for found in re.findall("data-levels='([^']*)'", panel.page)]
    moved = [level["word"] for found in levels for level in found]  # said while a point moves
    typed = re.findall(r'value="([^"]*)" data-most', panel.page)
    said = [re.sub(r"<[^>]*>", " ", panel.page), *HEARD.findall(panel.page), *typed, *moved, *drawn, panel.text()]
    return set(WORD.findall(html.unescape(" ".join(said)).replace("\u00ad", "").casefold()))


@cache
def in_no_language():
    """All five steps filled in, each field with a word of its own that no language has."""
    lesson, kinds = reader.read(LESSON, "de"), ("app", "sign", "qqchannel", "")
    found = [{"id": f"t{n}", "name": f"qqname{n}", "channel": channel} for n, channel in enumerate(kinds)]
    found[-1]["visible_to"] = "company"
    stages = [{"id": stage.id, "order": ["t0", "t1", "t2", "t3"]} for stage in lesson.case.stages]
    details = {"t1": {"importance": 4, "department": "qqdepartment", "happens": ["H1", "H5"]}}
    idea = {"name": "qqidea", "channel": "app"}
    idea = {
        "id": "idea",
        "touchpoint": idea,
        "stage": "buy",
        "problem": "qqproblem",
        "because": "qqbecause",
        "feeling": 2,
    }
    sheet = {
        "touchpoint": "t1",
        "feeling_before": -1,
        "feeling_after": 1,
        "promises_made": "qqpromise",
        "helped": "qqhelp",
    }
    sheet |= {"promises_kept": "partly", "seen": {lesson.numbers.observe[0]: True}}
    steps = {
        "identify": {"touchpoints": found},
        "discuss": {
            "ratings": {f"t{n}": {"feeling": n - 1, "why": f"qqwhy{n}"} for n in range(3)},
            "stories": [{"kind": kind, "text": "qqstory"} for kind in ("good", "bad")],
            "opinion": {"text": "qqopinion", "come_back": "maybe"},
        },
        "map": {"persona": {"name": "qqpersona", "goal": "qqgoal"}, "stages": stages, "details": details},
        "design": {
            "ideas": [idea],
            "answers": [{"kind": one, "text": "qqanswer"} for one in ("like", "wish", "what_if")],
        },
        "role_play": {"scene": lesson.numbers.scenes[0].id, "seed": 3, "observations": [sheet], "conclusion": "qqend"},
    }
    return msgspec.convert(steps, work.Steps)


def test_two_known_nicknames_are_offered_and_none_is_taken_for_granted(tmp_path, monkeypatch):
    """On a shared computer nobody lands in somebody else's work."""
    for nickname in ("Fuchs", "Dachs"):
        exercise = tp.Exercise(LESSON, "de", tmp_path)
        panel = exercise.identify()
        page_sends(panel, "leave")
        page_sends(panel, "enter", nickname=nickname)
        page_sends(panel, "add", name=nickname)
    monkeypatch.setattr(present, "kernel", lambda: "tomorrows")
    panel = tp.Exercise(LESSON, "de", tmp_path).identify()
    assert panel.session.nickname == ""
    assert 'data-nickname="Fuchs"' in panel.page and 'data-nickname="Dachs"' in panel.page
    assert '<fieldset class="tp-body" disabled>' in panel.page
    page_sends(panel, "enter", nickname="fuchs")
    assert panel.session.nickname == "" and "Fuchs" in panel.page or "fuchs" in panel.page
    page_sends(panel, "resume", nickname="Dachs")
    assert [one.name for one in panel.state.touchpoints] == ["Dachs"]


def test_edit_delete_undo_and_redo(exercise):
    """A card can be changed in all that stands on it, and deleted; undo brings each former state back, as far as the first, and redo each later
    one."""
    panel = exercise.identify()
    states = [panel.state]
    page_sends(panel, "add", name="Aushang")
    states.append(panel.state)
    id = panel.state.touchpoints[0].id
    for do, value in (("name", "Speiseplan"), ("channel", "sign"), ("direction", "both"), ("see", "company")):
        page_sends(panel, do, id=id, value=value)
        states.append(panel.state)
    page_sends(panel, "delete", id=id)
    assert panel.state.touchpoints == ()
    for state in reversed(states):
        page_sends(panel, "undo")
        assert panel.state == state
    page_sends(panel, "undo")
    assert panel.state == states[0]
    for state in (*states[1:], states[0]):
        page_sends(panel, "redo")
        assert panel.state == state


def test_a_deleted_touchpoint_brings_its_feeling_back_with_undo(exercise):
    """Undo in one step restores what the others knew of it."""
    panel = exercise.identify()
    page_sends(panel, "add", name="Kasse")
    id = panel.state.touchpoints[0].id
    page_sends(exercise.discuss(), "rate", id=id, value="-2")
    page_sends(exercise.map(), "place", id=id, stage="buy")
    before = exercise.journey
    page_sends(panel, "delete", id=id)
    assert exercise.journey.touchpoints == []
    page_sends(panel, "undo")
    assert exercise.journey == before


def test_hands_are_covered_until_the_class_sees_them(tmp_path):
    """Hands are counted a level, and no number is seen before they are shown: then the middle is the touchpoint's feeling,
    and that the class disagrees is said on the page, drawn in the chart and told in its words."""
    lesson = tp.Lesson(LESSON, "de", tmp_path)
    page_sends(lesson.identify(), "enter", nickname="7b")
    page_sends(lesson.identify(), "add", name="Kasse")
    panel, id = lesson.discuss(), lesson._session.steps.identify.touchpoints[0].id
    raised = {-2: 2, -1: 9, 0: 4, 1: 12, 2: 1}
    for level, count in raised.items():
        for by in (*[1] * (count + 1), -1):
            page_sends(panel, "hand", id=id, value=str(level), by=str(by))
    split = "12 gut, 9 schlecht"
    assert saved(lesson).steps.discuss.ratings[id] == work.Rating(hands=raised)
    assert re.findall(r'<span class="tp-number"[^>]*>(.*?)<', panel.page) == ["?"] * 5 and split not in panel.page
    page_sends(panel, "show", id=id)
    assert re.findall(r'<span class="tp-number"[^>]*>(.*?)<', panel.page) == ["2", "9", "4", "12", "1"]
    assert panel.page.count("Mitte") == 1 and split in panel.page
    assert saved(lesson).steps.discuss.ratings[id].feeling == 0
    page_sends(panel, "cover", id=id)
    assert split not in panel.page
    chart = charts.draw(lesson._session.journey, "opinions")
    assert split in str(chart) and "umstritten" in {text.get_text() for text in chart.figure.findobj(Text)}


def test_hands_count_when_one_goes_on(tmp_path):
    """Who counts hands and goes on without showing them has rated the touchpoint all the same; a face that was chosen
    stays."""
    lesson = tp.Lesson(LESSON, "de", tmp_path)
    page_sends(lesson.identify(), "enter", nickname="7b")
    for name in ("Kasse", "Schild"):
        page_sends(lesson.identify(), "add", name=name)
    panel, (one, other) = lesson.discuss(), [found.id for found in lesson._session.steps.identify.touchpoints]
    page_sends(panel, "rate", id=other, value="1")
    for id in (one, other):
        page_sends(panel, "hand", id=id, value="-2")
        page_sends(panel, "turn", to="all")
    assert {id: rating.feeling for id, rating in saved(lesson).steps.discuss.ratings.items()} == {one: -2, other: 1}


def test_a_card_that_came_into_the_hand_stays_at_a_click(exercise):
    """Whoever lays one card has the next in the hand; a click that means to take it does not put it away, another does."""
    for name in ("Eins", "Zwei"):
        page_sends(exercise.identify(), "add", name=name)
    panel, (one, two) = exercise.map(), [found.id for found in exercise._session.steps.identify.touchpoints]
    page_sends(panel, "choose", id=one)
    page_sends(panel, "place", id=one, stage="buy")
    held = [two]
    for _ in range(2):
        page_sends(panel, "lay_back", id=two)
        held.append(panel.chosen)
    assert held == [two, two, ""]


def test_a_story_can_be_told_anew_and_not_emptied(exercise):
    """A story's words are edited in their place; emptied, it stays as it was."""
    panel = exercise.discuss()
    for text in ("Die Schlange", "Der Koch"):
        page_sends(panel, "tell", kind="good", text=text)
    page_sends(panel, "retell", index="0", value=" Die lange Schlange ")
    page_sends(panel, "retell", index="1", value="  ")
    assert [one.text for one in saved(exercise).steps.discuss.stories] == ["Die lange Schlange", "Der Koch"]


def test_more_ideas_shows_the_eleven_kinds_one_at_a_time(exercise):
    """Eleven clicks show eleven different questions, the twelfth the first again."""
    panel, say, shown = exercise.identify(), words.of("de"), []
    for _ in range(12):
        page_sends(panel, "idea")
        (idea,) = [key for key in panel.words._catalogue._catalog if isinstance(key, str) and key.startswith("idea.")
                   and html.escape(say(key), quote=False) in html.unescape(panel.page)]  # fmt: skip
        shown.append(idea)
    assert len(set(shown[:11])) == 11 and shown[11] == shown[0]


def test_the_count_follows_the_chosen_plan(exercise):
    """The short plan asks for five touchpoints, that of two lessons for eight; the choice is saved."""
    panel, say = exercise.identify(), words.of("de")
    plans = reader.read(LESSON, "de").numbers.plans
    page_sends(panel, "add", name="Aushang")
    for name in ("short", "two"):
        page_sends(panel, "plan", value=name)
        assert say.count("identify.count", 1, goal=str(plans[name].touchpoints)) in panel.page
        assert saved(exercise).plan == name


def test_stages_are_renamed_added_moved_and_removed(exercise):
    """What stood in a removed stage waits to be placed again; nothing is lost and the last stage stays."""
    fill_in(exercise)
    panel, count = exercise.map(), len(list(exercise.journey.activities))
    page_sends(panel, "rename", id="hear", value="Ganz früh")
    page_sends(panel, "add_stage", name="Später")
    page_sends(panel, "move_stage", id="hear", by="1")
    assert [stage.name for stage in exercise.journey.stages][1] == "Ganz früh"
    assert exercise.journey.stages[-1].name == "Später"
    for stage in exercise.journey.stages:
        page_sends(panel, "remove_stage", id=stage.id)
    assert len(exercise.journey.stages) == 1
    assert len(list(exercise.journey.activities)) == count
    page_sends(panel, "rename", id=exercise.journey.stages[0].id, value=" ")
    assert exercise.journey.stages[0].name in ("", *(s.name for s in reader.read(LESSON, "de").case.stages))


def test_touchpoints_move_within_and_between_stages(exercise):
    """Earlier and later are each other's opposite; at the edge nothing happens."""
    fill_in(exercise)
    panel, order = exercise.map(), lambda: [one.name for one in exercise.journey.touchpoints]
    before = order()
    id = next(s for s in exercise.journey.stages if s.id == "buy").activities[1].id
    page_sends(panel, "move", id=id, by="1")
    assert order() != before
    page_sends(panel, "move", id=id, by="-1")
    assert order() == before
    first = exercise.journey.stages[0].activities[0].id
    page_sends(panel, "move", id=first, by="-1")
    assert order() == before


def test_design_begins_at_the_lowest_point(exercise):
    """The persona names the low of the student's own map with its reason, and the sentence begins with it."""
    fill_in(exercise)
    panel, low = exercise.design(), exercise.journey.low
    assert low.name in html.unescape(panel.page).replace("\u00ad", "") and low.why in html.unescape(panel.page)
    assert f'<option value="{low.id}" selected>{low.name}<' in html.unescape(panel.page)


def second_in_buy(exercise: tp.Exercise) -> str:
    """The place behind the first that stands in the stage, as the form names it."""
    return [place for place in exercise.design()._places() if place.startswith("buy:")][1]


def test_an_idea_goes_into_the_map_and_can_be_changed(exercise):
    """An idea stands in its place in the journey after, marked as new, with its expected feeling; the journey
    before stays as it is."""
    fill_in(exercise)
    before, panel = exercise.journey, exercise.design()
    page_sends(panel, "invent", name="Abholregal", place=second_in_buy(exercise), channel="app", direction="both",
               because="weil", feeling="2")  # fmt: skip
    stage = next(stage for stage in exercise.journey_after.stages if stage.id == "buy")
    assert (stage.activities[1].name, stage.activities[1].new, stage.activities[1].feeling) == ("Abholregal", True, 2)
    assert exercise.journey == before
    page_sends(panel, "edit", id=panel.state.ideas[0].id)
    page_sends(panel, "save", id=panel.state.ideas[0].id, name="Regal", place="hear:", feeling="1")
    assert exercise.journey_after.stages[0].activities[0].name == "Regal"


def test_the_curve_answers_to_what_is_said_and_not_put_into_the_map(exercise):
    """What stands in the form is drawn as it will be, the old touchpoint as it feels then too, in its own place; it is in
    no file before it is put into the map, and is taken back by a click."""
    fill_in(exercise)
    panel, low, begin = exercise.design(), exercise.journey.low, saved(exercise).steps
    typed = {"replaces": low.id, "name": "", "place": "", "channel": "", "direction": "both", "because": ""}
    said = [("name", "Abholregal in der App"), ("feeling", "2"), ("replaced_feeling", "1"), ("because", "es schnell geht")]
    for field, value in said:
        typed[field] = value
        page_sends(panel, "draft", form="invent", values=json.dumps(typed))
        assert saved(exercise).steps == begin
    _, after = panel.picture_of().journeys
    order = [one.id for one in after.touchpoints]
    assert order[order.index(low.id) - 1] == "sketch"
    assert {one.id: one.feeling for one in after.touchpoints} | {"sketch": 2, low.id: 1} == {
        one.id: one.feeling for one in after.touchpoints
    }
    only_old = {field: value for field, value in typed.items() if field != "feeling"} | {"name": ""}
    page_sends(panel, "draft", form="invent", values=json.dumps(only_old))
    assert panel.picture_of().journeys[1].touchpoints == [
        replace(one, feeling=1) if one.id == low.id else one for one in exercise.journey.touchpoints
    ], "of the new one nothing is said yet"
    page_sends(panel, "invent", **typed)
    [idea] = saved(exercise).steps.design.ideas
    assert (idea.replaces, idea.feeling, idea.replaced_feeling) == (low.id, 2, 1)
    assert idea.touchpoint.channel == "app", "guessed from the name, as where touchpoints are found"
    assert [replace(one, id="") for one in exercise.journey_after.touchpoints if one.new] == [
        replace(one, id="") for one in after.touchpoints if one.new
    ]
    page_sends(panel, "remove", id=idea.id)
    assert exercise.journey_after == exercise.journey


@pytest.mark.parametrize("language", ["en", "de", "lv"])
def test_the_sentence_has_its_gaps_in_the_order_of_the_language(exercise, tmp_path, language):
    """Each of the three gaps stands once in the sentence, in the order and behind the words of the language."""
    fill_in(exercise)
    page = tp.Exercise(LESSON, language, tmp_path).design().page
    sentence = re.findall(r"([^{}]+)\{(\w+)\}", words.of(language)("design.sentence"))
    fields = {"old": "replaces", "new": "name", "because": "because"}
    shown = re.findall(r'class="tp-words">([^<]*)<.*?name="(replaces|name|because)"', page, re.DOTALL)
    assert shown == [(before.strip(), fields[gap]) for before, gap in sentence]


def test_what_is_said_of_one_idea_is_not_drawn_of_another(exercise):
    """As long as an idea is changed, nothing is drawn of a sentence that was left half said."""
    fill_in(exercise)
    panel = exercise.design()
    page_sends(panel, "invent", name="Abholregal", place="buy:", feeling="2")
    page_sends(panel, "draft", form="invent", values=json.dumps({"name": "", "place": "buy:", "feeling": "-2"}))
    assert "sketch" in {one.id for one in panel.picture_of().journeys[1].touchpoints}
    page_sends(panel, "edit", id=panel.state.ideas[0].id)
    assert panel.picture_of().journeys[1] == exercise.journey_after


def test_a_deal_can_be_repeated(exercise, tmp_path):
    """The same number deals the same scene and mood, for everybody."""
    other = tp.Exercise(LESSON, "de", tmp_path / "elsewhere")
    page_sends(other.identify(), "enter", nickname="x")
    for seed in range(1, 30):
        one, two = exercise.role_play(), other.role_play()
        page_sends(one, "repeat", seed=str(seed))
        page_sends(two, "repeat", seed=str(seed))
        assert one.state.scene == two.state.scene and one.values()["mood"] == two.values()["mood"]
    scenes = {played.deal(exercise._session, seed) for seed in range(1, 400)}
    numbers = reader.read(LESSON, "de").numbers
    assert len(scenes) == len(numbers.scenes) * len(numbers.moods)


def test_what_observers_saw_goes_back_into_the_map(exercise):
    """The median of the observers' feelings is shown beside the map and, on a click, put into it."""
    fill_in(exercise)
    panel, low = exercise.role_play(), exercise.journey.low
    page_sends(panel, "deal")
    page_sends(panel, "turn", to="result")
    for feeling in ("0", "1", "2"):
        page_sends(panel, "observe", touchpoint=low.id, feeling_before="-2", feeling_after=feeling, seen_1="true",
                   promises_made="Antwort bis Freitag", promises_kept="partly", helped="Zuhören")  # fmt: skip
    assert panel.picture_of().journeys[0] == exercise.journey_after and 'data-do="take"' in panel.page
    page_sends(panel, "take", id=low.id)
    assert next(one for one in exercise.journey.touchpoints if one.id == low.id).feeling == 1
    assert 'data-do="take"' not in panel.page
    sheet = saved(exercise).steps.role_play.observations[0]
    assert sheet.seen == {reader.read(LESSON, "de").numbers.observe[0]: True} and sheet.promises_kept == "partly"


def test_the_next_sheet_is_about_what_the_last_one_was(exercise):
    """The choice of what was played stays where the last sheet had it, and each sheet in the list names its own."""
    fill_in(exercise)
    panel, peak = exercise.role_play(), exercise.journey.peak
    page_sends(panel, "turn", to="sheet")
    page_sends(exercise.design(), "invent", name="Abholregal", place=second_in_buy(exercise), channel="app", direction="both")
    idea = saved(exercise).steps.design.ideas[-1]
    for chosen, name in ((idea.id, idea.touchpoint.name), (peak.id, peak.name)):
        page_sends(panel, "observe", touchpoint=chosen, feeling_before="-1", feeling_after="1")
        assert re.findall(r'<option value="([^"]*)" selected', panel.page) == [chosen]
        assert panel.text().splitlines()[-1].startswith(html.unescape(name))
    page_sends(exercise.map(), "remove", id=peak.id)
    later = exercise.role_play()
    page_sends(later, "turn", to="sheet")
    assert re.findall(r'<option value="([^"]*)" selected', later.page) == [idea.id]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(exercise, name):
    """A name is shown as it is typed, never as markup, and comes back from the file unchanged."""
    fill_in(exercise)
    panel = exercise.identify()
    page_sends(panel, "add", name=name)
    assert saved(exercise).steps.identify.touchpoints[-1].name == name.strip()
    page_sends(exercise.map(), "place", id=panel.state.touchpoints[-1].id, stage="hear")
    for step in work.STEPS:
        shown = getattr(exercise, step)()
        page_sends(shown, "look", seen="true")
        tags = Controls(shown.page).tags
        assert (
            "script" not in tags and "img" not in tags and "onerror" not in re.sub(r'"[^"]*"|>[^<]*<', "", shown.page)
        )
        assert not any(word in mark for mark in shown.pieces.marks for word in ("alert(1)", "<script", "<img"))
        bundle, _ = shown._repr_mimebundle_()
        assert "<script" not in bundle["text/html"] and "<img src=x" not in bundle["text/html"]


messages = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
)
actions = st.sampled_from(
    "add save edit delete undo plan rate why place move feel invent take observe repeat look x".split()
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.one_of(messages, st.fixed_dictionaries({"do": actions | st.text(max_size=8), "number": messages,
       "values": st.dictionaries(st.sampled_from(["id", "name", "value", "by", "stage", "place", "seed"]),
                                 st.text(max_size=300) | messages, max_size=4)})))  # fmt: skip
def test_messages_that_no_control_sends_do_no_harm(exercise, message):
    """Whatever arrives, nothing is raised, and what is saved can be read back."""
    for step in work.STEPS:
        panel = getattr(exercise, step)()
        panel.send = lambda message, buffers=None: json.dumps(message, default=str)
        panel._receive(panel, message, [])
    if exercise._session._store.path("Fuchs").exists():
        saved(exercise)


@pytest.mark.parametrize(
    ("do", "values"),
    [
        ("rate", {"id": "nobody", "value": "1"}),
        ("rate", {"id": "nobody", "value": "NaN"}),
        ("place", {"id": "nobody", "stage": "buy"}),
        ("feel", {"id": "nobody", "value": "1"}),
        ("add", {"name": "x" * 201}),
        ("add", {"name": "x", "more": "y"}),
        ("tell", {"kind": "good", "text": "x" * 30_000}),
        ("invent", {"name": "x", "place": "nowhere"}),
        ("invent", {"name": "x", "place": "buy:nothing"}),
        ("repeat", {"seed": "-1"}),
        ("take", {"id": "nobody"}),
        ("refresh", {}),
        ("__class__", {}),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(exercise, do, values):
    """Wrong ids, values out of range and unknown actions get a refusal in the reader's language."""
    fill_in(exercise)
    before = saved(exercise)
    for step in work.STEPS:
        panel = getattr(exercise, step)()
        answer = page_sends(panel, do, **values)
        assert answer == {"refused": 1, "words": panel.words("desk.refused")}
    assert saved(exercise) == before


def test_at_most_as_many_stages_and_stories_as_a_file_may_hold(exercise):
    """A limit of the file format is a limit of the widget: no work is made that could not be read back."""
    map, discuss = exercise.map(), exercise.discuss()
    for number in range(60):
        page_sends(map, "add_stage", name=f"{number}")
        page_sends(discuss, "tell", kind="bad", text=f"{number}")
    assert (
        len(saved(exercise).steps.map.stages) == 12 and len(saved(exercise).steps.discuss.stories) == work.MAX_ENTRIES
    )


def test_a_refused_save_is_said_at_once_and_loses_nothing(exercise, monkeypatch):
    """A full disk: the student is told, the work stays in memory, and the next change saves all of it."""
    panel = exercise.identify()
    page_sends(panel, "add", name="eins")

    def full(path, data, patience=0):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(atomic, "write", full)
        page_sends(panel, "add", name="zwei")
        assert "der Speicher ist voll" in panel.page and "tp-saved" not in panel.page
        page_sends(panel, "leave")
        assert panel.session.nickname == "Fuchs"
        assert [one.name for one in saved(exercise).steps.identify.touchpoints] == ["eins"]
    page_sends(panel, "add", name="drei")
    assert [one.name for one in saved(exercise).steps.identify.touchpoints] == ["eins", "zwei", "drei"]
    assert "der Speicher ist voll" not in panel.page and "tp-saved" in panel.page


@pytest.mark.parametrize("choice", ["keep_mine", "take_other"])
def test_two_windows_keep_both_and_the_student_chooses(exercise, tmp_path, choice):
    """The second window overwrites nothing: it asks which state to go on with, changes nothing until then, and the
    other state stays among the earlier ones, from where it comes back."""
    page_sends(exercise.identify(), "add", name="gemeinsam")
    second = tp.Exercise(LESSON, "de", tmp_path)
    panel = second.identify()
    page_sends(exercise.identify(), "add", name="hier")
    page_sends(panel, "add", name="dort")
    assert names(saved(exercise)) == ["gemeinsam", "hier"] and names(panel.session) == ["gemeinsam", "dort"]
    assert 'data-do="keep_mine"' in panel.page and 'class="tp-body" disabled' in panel.page
    for do, values in (("add", {"name": "zwischendurch"}), ("undo", {})):
        page_sends(panel, do, **values)
        assert names(panel.session) == ["gemeinsam", "dort"]
    page_sends(panel, choice)
    chosen, other = [["gemeinsam", "dort"], ["gemeinsam", "hier"]][:: 1 if choice == "keep_mine" else -1]
    assert names(panel.session) == names(saved(second)) == chosen and 'data-do="keep_mine"' not in panel.page
    assert other in [names(one.work) for one in panel.session.earlier]
    page_sends(panel, "add", name="weiter")
    assert names(saved(second)) == [*chosen, "weiter"]


def names(one):
    return [found.name for found in one.steps.identify.touchpoints]


def test_the_first_window_is_asked_too(exercise, tmp_path):
    """When the second window has chosen its own state, the first one is asked in turn at its next change."""
    first = exercise.identify()
    page_sends(first, "add", name="gemeinsam")
    second = tp.Exercise(LESSON, "de", tmp_path).identify()
    page_sends(first, "add", name="hier")
    page_sends(second, "add", name="dort")
    page_sends(second, "keep_mine")
    page_sends(first, "add", name="noch")
    assert names(first.session.rival) == ["gemeinsam", "dort"]
    page_sends(first, "keep_mine")
    assert names(saved(exercise)) == ["gemeinsam", "hier", "noch"]
    assert ["gemeinsam", "dort"] in [names(one.work) for one in first.session.earlier]


def test_two_students_with_one_nickname_keep_their_work(tmp_path):
    """Who begins under a name that somebody has taken meanwhile goes on under another one, and is told."""
    one, other = tp.Exercise(LESSON, "de", tmp_path).identify(), tp.Exercise(LESSON, "de", tmp_path).identify()
    for panel, name in ((one, "hier"), (other, "dort")):
        page_sends(panel, "enter", nickname="Fuchs")
    for panel, name in ((one, "hier"), (other, "dort")):
        page_sends(panel, "add", name=name)
    assert other.session.nickname == "Fuchs 2" and "Fuchs 2" in other.page
    store = Store(LESSON, words.of("de"), tmp_path)
    assert {n: names(store.load(n).work) for n in store.nicknames()} == {"Fuchs": ["hier"], "Fuchs 2": ["dort"]}


def test_what_no_disk_takes_can_be_kept_elsewhere(exercise, tmp_path, monkeypatch):
    """A work that is not saved can be kept as a file or a code; another place goes on from either, and nothing there
    is overwritten; trying again saves it here."""
    panel = exercise.identify()
    page_sends(panel, "add", name="eins")
    with monkeypatch.context() as broken:
        broken.setattr(atomic, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        page_sends(panel, "add", name="zwei")
    code = html.unescape(re.search(r"<textarea readonly[^>]*>([^<]*)</textarea>", panel.page)[1])
    file = base64.b64decode(re.search(r'download="[^"]*" href="data:application/json;base64,([^"]*)"', panel.page)[1])
    for number, text in enumerate((code, file.decode())):
        elsewhere = tp.Exercise(LESSON, "de", tmp_path / str(number)).identify()
        page_sends(elsewhere, "bring_in", code=text)
        assert names(elsewhere.session) == ["eins", "zwei"] and elsewhere.session.saved_at
        page_sends(elsewhere, "add", name="drei")
    page_sends(panel, "save_again")
    page_sends(panel, "add", name="drei")
    assert names(saved(exercise)) == ["eins", "zwei", "drei"] and "<textarea readonly" not in panel.page
    page_sends(panel, "leave")
    page_sends(panel, "bring_in", code=code)
    assert panel.session.rival and names(saved(exercise)) == ["eins", "zwei", "drei"]


@pytest.mark.parametrize(
    "code", ["", "TP1.", "TP1.AAAA", "{}", '{"format": "touchpoints.work/9"}', "hallo", "[" * 9999]
)
def test_a_bad_code_is_refused_in_words(exercise, code):
    """A code that is incomplete, or of something else, is a message; nobody's work changes."""
    page_sends(exercise.identify(), "leave")
    panel = exercise.identify()
    page_sends(panel, "bring_in", code=code)
    assert panel.session.nickname == "" and panel.session.notice


def test_earlier_states_are_looked_at_and_brought_back(exercise):
    """A state from before can be looked at, in picture and words, and brought back; undo takes that back."""
    fill_in(exercise)
    whole = saved(exercise).steps
    panel = exercise.map()
    page_sends(panel, "remove", id=exercise.journey.low.id)
    later = saved(exercise).steps
    page_sends(panel, "earlier", value="true")
    state = panel.session.earlier[0]
    assert state.work.steps == whole and f'data-name="{state.name}"' in panel.page and "<img" not in panel.page
    page_sends(panel, "look_back", name=state.name)
    assert 'src="data:image/png' in panel.page and saved(exercise).steps == later
    page_sends(panel, "bring_back", name=state.name)
    assert saved(exercise).steps == whole
    page_sends(panel, "undo")
    assert saved(exercise).steps == later
    assert "refused" in page_sends(panel, "bring_back", name="../../fuchs.work.json")


@pytest.mark.parametrize(
    "moment", ["", "gestern", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-13-01"]
)
def test_a_strange_moment_hinders_nobody(exercise, tmp_path, moment):
    """A file whose moment is missing, nonsense or far away is opened, shown and offered like any other."""
    page_sends(exercise.identify(), "add", name="eins")
    store = exercise._session._store
    for name in ("fuchs.work.json", "fuchs.work.json.previous"):
        atomic.write(store.folder / name, json_files.encode(replace(store.load("Fuchs").work, saved_at=moment)))
    panel = tp.Exercise(LESSON, "de", tmp_path).identify()
    page_sends(panel, "add", name="zwei")
    page_sends(panel, "earlier", value="true")
    page_sends(panel, "bring_back", name=panel.session.earlier[0].name)
    assert names(panel.session) == ["eins"]


@pytest.mark.parametrize("extra", [{"plan": []}, {"plan": 7, "heard": {"a": 1}}, {"heard": "x" * 999, "plan": None}])
def test_strange_extras_hinder_nobody(exercise, tmp_path, extra):
    """A file may carry anything in `extra`: it is opened and worked on like any other."""
    page_sends(exercise.identify(), "add", name="eins")
    store = exercise._session._store
    atomic.write(store.path("Fuchs"), json_files.encode(replace(store.load("Fuchs").work, extra=extra)))
    panel = tp.Exercise(LESSON, "de", tmp_path).identify()
    panel.send = lambda *_, **__: None
    panel._receive(panel, {"do": "add", "values": {"name": "zwei"}, "number": 1, "key": "a-1"}, [])
    assert names(panel.session) == ["eins", "zwei"] and panel.session.plan_name == "two"


def test_a_message_counts_once_across_kernels(exercise, tmp_path):
    """A kernel that died after saving and before answering did the change: the next one does not do it again."""
    panel = exercise.identify()
    message = {"do": "add", "values": {"name": "eins"}, "number": 1, "key": "page-1"}
    panel.send = lambda *_, **__: None
    panel._receive(panel, message, [])
    again = tp.Exercise(LESSON, "de", tmp_path).identify()
    again.send = panel.send
    again._receive(again, message, [])
    assert names(again.session) == ["eins"]
    for number in range(2, 60):
        again._receive(again, {**message, "values": {"name": str(number)}, "key": f"page-{number}"}, [])
    assert len(names(saved(exercise))) == 59 and len(exercise._session._store.heard(saved(exercise))) == heard.MOST


def test_a_broken_file_is_set_aside_with_a_message(exercise, tmp_path):
    """A damaged file never stops a student: it is kept, and the state before it comes back."""
    panel = exercise.identify()
    page_sends(panel, "add", name="eins")
    page_sends(panel, "add", name="zwei")
    path = exercise._session._store.path("Fuchs")
    path.write_bytes(path.read_bytes()[:100])
    panel = tp.Exercise(LESSON, "de", tmp_path).identify()
    assert panel.session.nickname == "Fuchs"
    assert path.with_name("fuchs.work.json.broken").exists() and "fuchs.work.json.broken" in panel.page
    assert [one.name for one in panel.state.touchpoints] == ["eins"]


def test_a_chart_is_drawn_when_the_step_comes_into_view(exercise):
    """What nobody sees is not drawn; what is seen is drawn and follows every change."""
    fill_in(exercise)
    panel = exercise.map()
    assert not panel.pieces.marks
    page_sends(panel, "look", seen="true")
    first = panel.pieces
    page_sends(panel, "feel", id=exercise.journey.low.id, value="2")
    assert first.marks and panel.pieces != first
    page_sends(panel, "look", seen="false")
    shown = panel.pieces
    page_sends(panel, "feel", id=exercise.journey.peak.id, value="-1")
    assert panel.pieces == shown


def test_a_copied_cell_shows_the_same_work(exercise):
    """Two widgets of one step follow each other; a third closes the oldest."""
    one, two = exercise.identify(), exercise.identify()
    page_sends(one, "add", name="Aushang")
    assert "Aushang" in two.page
    exercise.identify()
    assert one.comm is None and two.comm is not None


def test_where_somebody_works_is_shown_first(exercise):
    """Of all steps on the screen the one in which something is done answers first."""
    panels, shown = [exercise.identify(), exercise.discuss(), exercise.map()], []
    for panel in panels:
        panel.observe(lambda change: shown.append(change.owner), "page")
    for panel in panels:
        page_sends(panel, "leave")
        assert shown[0] is panel and set(shown) == set(panels)
        page_sends(panel, "resume", nickname="Fuchs")
        shown.clear()


@pytest.mark.parametrize("following", ["", "Eule"])
def test_nothing_of_one_who_left_stays_in_a_page_that_nobody_sees(exercise, following):
    """Scrolled out of view a page lags behind its own student's work, but never shows another's, in words or chart."""
    fill_in(exercise)
    calls = [*work.STEPS, "quiz"]
    unseen = [getattr(exercise, call)() for call in calls]
    for panel in unseen:
        page_sends(panel, "look", seen="true")
        page_sends(panel, "look", seen="false")
    seen = exercise.identify()
    page_sends(seen, "add", name="Wimpel")
    assert "Wimpel" not in unseen[0].page and unseen[2].pieces.marks
    page_sends(seen, "leave")
    if following:
        page_sends(seen, "enter", nickname=following)
    for call, panel in zip(calls, unseen, strict=True):
        page, id = panel.page, panel.model_id
        assert not panel.pieces.marks and not panel.get_state()["picture"]["marks"]
        afresh = getattr(exercise, call)()
        assert page.replace(id, "") == afresh.page.replace(afresh.model_id, "")


FORMS = {"identify": "add", "discuss": "tell", "design": "invent", "role_play": "observe"}


def draft(panel, do):
    """What the page of a step finds typed in a form."""
    if do == "observe":
        page_sends(panel, "turn", to="sheet")
    tag = re.search(rf'<form[^>]*data-do="{do}"[^>]*>', panel.page)[0]
    found = re.search("data-draft='([^']*)'", tag)
    return json.loads(found[1]) if found else {}


@pytest.mark.parametrize("step", FORMS)
@pytest.mark.parametrize("text", [HOSTILE[0], "it's", "😀 x" * 100, ""])
def test_what_is_typed_is_kept_until_it_is_added(exercise, tmp_path, step, text):
    """Half-typed text is there again in the next kernel, also before anything was saved, as it was typed; another person
    does not see it, and once it is added, it is gone."""
    values = {"name": text, "why": "x"}
    page_sends(getattr(exercise, step)(), "draft", form=FORMS[step], values=json.dumps(values))
    later = tp.Exercise(LESSON, "lv", tmp_path)
    if later.nickname != "Fuchs":
        page_sends(later.identify(), "enter", nickname="Fuchs")
    panel = getattr(later, step)()
    assert draft(panel, FORMS[step]) == values
    page_sends(panel, "leave")
    page_sends(panel, "enter", nickname="Eule")
    assert draft(panel, FORMS[step]) == {}
    page_sends(panel, "leave")
    page_sends(panel, "resume" if later._session.saved else "enter", nickname="Fuchs")
    sent = {
        "add": {"name": "x"},
        "tell": {"kind": "good", "text": "x"},
        "observe": {"helped": "x"},
    }
    assert "refused" in page_sends(panel, FORMS[step], nonsense="x")
    assert later._session.drafts[f"{step}.{FORMS[step]}"] == values
    place = {"name": "x", "place": "buy:", "channel": "app", "direction": "both"}
    page_sends(panel, FORMS[step], **sent.get(FORMS[step], place))
    assert draft(panel, FORMS[step]) == {} == draft(getattr(tp.Exercise(LESSON, "lv", tmp_path), step)(), FORMS[step])


def test_what_is_changed_and_not_yet_kept_is_there_again(exercise, tmp_path):
    """An idea that stands in the form to be changed stands there in the next kernel too, with what was typed; what is
    refused leaves it there, and once it is kept, given up or deleted, the form is empty."""
    fill_in(exercise)
    page_sends(exercise.design(), "invent", name="Abholregal", place=second_in_buy(exercise), channel="app", direction="both")
    id = exercise._session.steps.design.ideas[0].id
    page_sends(exercise.design(), "edit", id=id)
    typed = {"id": id, "name": "anders", "place": "buy:"}
    page_sends(exercise.design(), "draft", form="save", values=json.dumps(typed))
    panel = tp.Exercise(LESSON, "lv", tmp_path).design()
    assert panel.editing == id and draft(panel, "save") == typed
    assert "refused" in page_sends(panel, "save", **{**typed, "name": " "}) and draft(panel, "save") == typed
    page_sends(panel, "cancel")
    assert panel.editing == "" and 'data-do="save"' not in panel.page
    page_sends(panel, "edit", id=id)
    page_sends(panel, "save", **typed)
    assert panel.editing == "" and "anders" in panel.page
    page_sends(panel, "edit", id=id)
    page_sends(panel, "remove", id=id)
    assert panel.editing == "" == tp.Exercise(LESSON, "lv", tmp_path).design().editing


@pytest.mark.parametrize("values", ["", "[]", '{"a": 1}', "{", "null"])
def test_a_draft_that_no_form_sends_is_refused(exercise, values):
    """What is no form's text, or of no form of the step, is refused and kept nowhere."""
    for form in ("add", "nonsense"):
        typed = values if form == "add" else '{"name": "x"}'
        assert "refused" in page_sends(exercise.identify(), "draft", form=form, values=typed)
    assert exercise._session.drafts == {}


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("kind", [tp.Lesson, tp.Exercise])
def test_every_control_has_a_name_and_every_id_occurs_once(tmp_path, kind, language):
    """Every field has a label, every button words or an aria-label; ids are unique on the page."""
    shown = kind(LESSON, language, tmp_path)
    page_sends(shown.identify(), "enter", nickname="x")
    fill_in(shown)
    page_sends(shown.role_play(), "deal")
    ids = []
    for step in work.STEPS:
        found = Controls(getattr(shown, step)().page)
        ids += found.ids
        for tag, values in found.controls:
            if tag in ("select", "textarea") or (tag == "input" and values["type"] == "text"):
                assert values["id"] in found.labels or "aria-label" in values
    assert len(ids) == len(set(ids))


def test_check_says_what_is_missing_and_then_that_all_is_there(exercise):
    """An empty exercise has open points in every step, the model solution none."""
    assert all(exercise.check().open_points.values())
    solution = honest.solution(LESSON, "de")
    exercise._session.change("identify", solution)
    assert not any(exercise.check().open_points.values())
    assert str(exercise.check()).count("●●●") == len(work.STEPS)


def test_an_unknown_lesson_or_language_lists_the_known_ones(tmp_path):
    """A typing mistake in the first cell is answered without a traceback."""
    with pytest.raises(KitError, match="school-lunch") as error:
        tp.Lesson("lunch", "de", tmp_path)
    assert error.value._render_traceback_() == [str(error.value)]
    with pytest.raises(KitError, match="en, de, lv"):
        tp.Lesson("school-lunch", "fr", tmp_path)


@pytest.mark.parametrize("kind", [tp.Lesson, tp.Exercise])
@pytest.mark.parametrize("name", ["", " ", "\u00a0", "Ā" * 200])
def test_a_file_with_odd_names_is_shown(tmp_path, kind, name):
    """A name in a file may be blank or one long word: the step that shows it opens all the same, for class and student."""
    shown = kind(LESSON, "lv", tmp_path)
    shown.nickname = "8a"
    found = tuple(work.Found(id=side, name=name, visible_to=side) for side in ("both", "company", "customer"))
    shown._session.change("identify", work.Steps(identify=work.Identify(touchpoints=found)))
    assert shown.identify().page.count('data-drag="') == len(found)

"""The role-play without a browser: who sees which card, one's own idea as a scene, and what a sheet is about."""

import html
import json
import re

import pytest
from msgspec.structs import astuple
from test_steps import LESSON, Controls, Sent, fill_in, page_sends, saved, second_in_buy

import touchpoints as tp
from touchpoints.lessons import reader
from touchpoints.model.work import Observation
from touchpoints.steps.played import PLAYERS, ROLES, deal
from touchpoints.steps.role_play import PHASES

SCENES = {one.id: one for one in reader.read(LESSON, "de").numbers.scenes}


@pytest.fixture
def exercise(tmp_path):
    work = tp.Exercise(LESSON, "de", tmp_path)
    page_sends(work.identify(), "enter", nickname="Fuchs")
    fill_in(work)
    return work


def plays(panel, scene):
    """A scene is dealt, or an idea is the scene."""
    seed = next((seed for seed in range(1, 1000) if deal(panel.session, seed)[0] == scene), None)
    page_sends(panel, "repeat", seed=str(seed)) if seed else page_sends(panel, "play", value=scene)
    assert panel.state.scene == scene


def invented(exercise, name):
    """The id of an idea that is put into the map."""
    page_sends(exercise.design(), "invent", name=name, place=second_in_buy(exercise), channel="app")
    return exercise._session.steps.design.ideas[-1].id


def about(panel):
    """The touchpoint that the sheet on the page is about."""
    page_sends(panel, "turn", to="sheet")
    return re.search(r'<option value="([^"]*)" selected', panel.page)[1]


def test_a_student_is_dealt_a_role_and_sees_only_its_card(exercise, tmp_path):
    """The first deal gives a role, which stays with every scene until another is chosen; of the cards only that role's is
    in the page, and the questions for who watches only. A class has both cards and the questions, and no role."""
    panel = exercise.role_play()
    for scene in SCENES:
        plays(panel, scene)
        assert saved(exercise).steps.role_play.role in ROLES
        text = panel.session.lesson.words.scenes[scene]
        for role in ROLES:
            page_sends(panel, "role", value=role)
            plays(panel, scene)
            assert saved(exercise).steps.role_play.role == role
            assert {one for one in PLAYERS if getattr(text, one).know in html.unescape(panel.page)} == {role} - {"observer"}
            assert ("tp-watch" in panel.page) == (role == "observer")
    lesson = tp.Lesson(LESSON, "de", tmp_path / "class")
    page_sends(lesson.identify(), "enter", nickname="8a")
    plays(panel := lesson.role_play(), min(SCENES))
    assert panel.page.count("<details name=") == 2 and "tp-watch" in panel.page and not panel.state.role


def test_an_idea_is_a_scene_with_cards_of_ones_own(exercise):
    """What is written on a card is saved, stays with another idea, and undo takes it back; what is left empty is dealt
    from the kit's cards, and nothing else; every control is named and sends what its method takes. The rubric takes it
    for a scene."""
    panel, missing = exercise.role_play(), exercise._session.words("role_play.no_scene")
    assert missing in panel.open_points()
    for name in ("Abholregal", "Klingel"):
        plays(panel, invented(exercise, name))
        assert name in panel.text().splitlines()[1] and missing not in panel.open_points()
        page_sends(panel, "role", value="customer")
        page_sends(panel, "write", id="customer.want", value="Schnell essen")
        assert saved(exercise).steps.role_play.cards[0].want == "Schnell essen" and "Schnell essen" in panel.text()
    found = Controls(panel.page)
    fields = [values["id"] for tag, values in found.controls if values.get("data-do") == "write"]
    assert len(fields) == 4 and found.labels >= set(fields)
    sent = {(do, *sorted(names)) for do, names in Sent(panel.page).found}
    assert sent >= {("write", "id", "value"), ("play", "value"), ("fill_in",), ("phase", "to"), ("role", "value")}
    page_sends(panel, "fill_in")
    cards = saved(exercise).steps.role_play.cards
    assert cards[0].want == "Schnell essen" and all(text for card in cards for text in astuple(card))
    page_sends(panel, "undo")
    assert not saved(exercise).steps.role_play.cards[1].who
    for do, values in (("write", {"id": "observer.want", "value": "x"}), ("play", {"value": "gone"})):
        assert "refused" in page_sends(panel, do, **values)


def test_a_sheet_is_about_its_scenes_touchpoint(exercise):
    """A scene of the kit plays at the touchpoint of that name on one's own map, an idea's at the idea; where there is
    none, one has to choose. Each scene keeps what its last sheet was about, also after others and in the next kernel; a
    work from elsewhere what its last sheet was about. What else is typed into a sheet stays for the next scene."""
    idea, names = invented(exercise, "Abholregal"), {one.name: one.id for one in exercise.journey.touchpoints}
    panel, lesson = exercise.role_play(), exercise._session.lesson
    known = {id: names[lesson.activity(scene.touchpoint).name] for id, scene in SCENES.items()}
    (gone, there), low = list(known)[:2], exercise.journey.low.id
    loud = f" {lesson.activity(SCENES[there].touchpoint).name.upper()} "
    page_sends(exercise.map(), "name", id=known[there], value=loud)
    page_sends(exercise.map(), "remove", id=known[gone])
    for scene, first, chosen in ((gone, "", low), (there, known[there], known[there]), (idea, idea, low),
                                 (gone, low, low), (there, known[there], low), (there, low, low)):  # fmt: skip
        page_sends(panel, "draft", form="observe", values=json.dumps({"touchpoint": "x", "helped": "Zuhören"}))
        plays(panel, scene)
        assert panel.session.drafts["role_play.observe"] == {"helped": "Zuhören"}
        assert about(panel) == first and f"<h4>{html.escape(panel.text().splitlines()[1])}</h4>" in panel.page
        for _ in range(2):
            page_sends(panel, "observe", touchpoint=chosen, feeling_before="0", feeling_after="1")
            assert saved(exercise).steps.role_play.observations[-1].touchpoint == chosen == about(panel)
    assert about(tp.Exercise(LESSON, "de", exercise._session.kit).role_play()) == low
    panel.session.draft("role_play.about", {})
    panel.change(scene=gone, observations=(Observation(touchpoint=idea),))
    assert about(panel) == idea


def test_phases_have_their_minutes(exercise):
    """Reading has one minute, playing four, the debrief what the plan leaves and at least four, leaving the role no clock
    but its question; then observers speak first. A new scene begins with reading."""
    panel, say = exercise.role_play(), exercise._session.words
    for plan, rest in (("two", 10), ("short", 4)):
        page_sends(panel, "plan", value=plan)
        page_sends(panel, "deal")
        assert re.search(r'data-to="(\w+)" aria-current="step"', panel.page)[1] == "read"
        for phase, minutes in zip(PHASES, (1, 4, 0, rest), strict=True):
            page_sends(panel, "phase", to=phase)
            assert re.findall(r'data-clock="(\d+)"', panel.page) == ([str(60 * minutes)] if minutes else [])
            assert (say("role_play.leave_role") in panel.page) == (phase == "leave")
        order = [panel.page.index(f"<li>{say(f'role_play.{who}')}</li>") for who in ("observers", *PLAYERS)]
        assert order == sorted(order)

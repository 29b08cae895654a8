"""The role-play without a browser: who sees which card, one's own idea as a scene, and what a sheet is about."""

import html
import json
import re

import pytest
from msgspec import structs
from test_steps import LESSON, Controls, Sent, fill_in, page_sends, saved, second_in_buy

import touchpoints as tp
from touchpoints.lessons import reader
from touchpoints.model.work import Observation, RolePlay
from touchpoints.steps.played import PLAYERS, ROLES, deal
from touchpoints.steps.role_play import PHASES

SCENES = {one.id: one for one in reader.read(LESSON, "de").numbers.scenes}


@pytest.fixture
def exercise(tmp_path):
    work = tp.Exercise(LESSON, "de", tmp_path)
    page_sends(work.identify(), "enter", nickname="Fuchs")
    return work


def dealt(panel, scene):
    """Deal this scene."""
    seed = next(seed for seed in range(1, 1000) if deal(panel.session, seed)[0] == scene)
    page_sends(panel, "repeat", seed=str(seed))


def invented(exercise, *names):
    """The ids of some ideas, put into the map one after the other."""
    for name in names:
        page_sends(exercise.design(), "invent", name=name, place=second_in_buy(exercise), channel="app")
    return [idea.id for idea in exercise._session.steps.design.ideas]


def about(panel):
    """The touchpoint that the sheet on the page is about."""
    page_sends(panel, "turn", to="sheet")
    return re.search(r'<option value="([^"]*)" selected', panel.page)[1]


def test_a_student_is_dealt_a_role_and_sees_only_its_card(exercise):
    """The first deal gives a role, which stays with the next scene until another is chosen; of the cards of every scene
    only that role's is in the page, none for who watches, and the questions are there for who watches only."""
    panel = exercise.role_play()
    for scene in SCENES:
        dealt(panel, scene)
        assert saved(exercise).steps.role_play.role in ROLES
        text = panel.session.lesson.words.scenes[scene]
        for role in ROLES:
            page_sends(panel, "role", value=role)
            page = html.unescape(panel.page)
            assert {one for one in PLAYERS if getattr(text, one).know in page} == {role} - {"observer"}
            assert ("tp-watch" in page) == (role == "observer")
            dealt(panel, scene)
            assert saved(exercise).steps.role_play.role == role and "<details open" not in panel.page


def test_a_class_has_both_cards_and_no_role(tmp_path):
    """At the class's screen both cards lie beside the questions, and nobody is dealt a role."""
    lesson = tp.Lesson(LESSON, "de", tmp_path)
    page_sends(lesson.identify(), "enter", nickname="8a")
    panel = lesson.role_play()
    dealt(panel, min(SCENES))
    assert panel.page.count("<details name=") == 2 and "tp-watch" in panel.page
    assert saved(lesson).steps.role_play.role == ""


def test_an_idea_is_a_scene_with_cards_of_ones_own(exercise):
    """What is written on a card is saved, stays with another idea, and undo takes it back; what is left empty is dealt
    from the kit's cards, and nothing else; every control is named and sends what its method takes."""
    fill_in(exercise)
    panel, (first, second) = exercise.role_play(), invented(exercise, "Abholregal", "Klingel")
    for idea, name in ((first, "Abholregal"), (second, "Klingel")):
        page_sends(panel, "play", value=idea)
        assert saved(exercise).steps.role_play.scene == idea and name in panel.text().splitlines()[1]
        page_sends(panel, "role", value="customer")
        page_sends(panel, "write", id="customer.want", value="Schnell essen")
        assert saved(exercise).steps.role_play.cards[0].want == "Schnell essen" and "Schnell essen" in panel.text()
    found = Controls(panel.page)
    fields = [values for tag, values in found.controls if values.get("data-do") == "write"]
    assert len(fields) == 4 and all(values["id"] in found.labels for values in fields)
    assert {("write", frozenset(("id", "value"))), ("play", frozenset(("value",))), ("fill_in", frozenset())} <= {
        (do, frozenset(names)) for do, names in Sent(panel.page).found
    }
    page_sends(panel, "fill_in")
    cards = saved(exercise).steps.role_play.cards
    assert cards[0].want == "Schnell essen" and all(text for card in cards for text in structs.astuple(card))
    page_sends(panel, "undo")
    assert not saved(exercise).steps.role_play.cards[1].who
    assert "refused" in page_sends(panel, "write", id="observer.want", value="x")
    assert "refused" in page_sends(panel, "play", value="gone")


def test_a_sheet_is_about_its_scenes_touchpoint(exercise):
    """A scene of the kit plays at the touchpoint of that name on one's own map, an idea's at the idea; where there is
    none, one has to choose. Each scene keeps what its last sheet was about, also after others and in the next kernel."""
    fill_in(exercise)
    (idea,), names = invented(exercise, "Abholregal"), {one.name: one.id for one in exercise.journey.touchpoints}
    panel, lesson = exercise.role_play(), exercise._session.lesson
    known = {id: names[lesson.activity(scene.touchpoint).name] for id, scene in SCENES.items()}
    (gone, there), low = list(known)[:2], exercise.journey.low.id
    loud = f" {lesson.activity(SCENES[there].touchpoint).name.upper()} "
    page_sends(exercise.map(), "name", id=known[there], value=loud)
    page_sends(exercise.map(), "remove", id=known[gone])
    for scene, first, chosen in ((gone, "", low), (there, known[there], known[there]), (idea, idea, low),
                                 (gone, low, low), (there, known[there], low), (there, low, low)):  # fmt: skip
        dealt(panel, scene) if scene in SCENES else page_sends(panel, "play", value=scene)
        assert about(panel) == first and f"<h4>{html.escape(panel.text().splitlines()[1])}</h4>" in panel.page
        for _ in range(2):
            page_sends(panel, "observe", touchpoint=chosen, feeling_before="0", feeling_after="1")
            assert saved(exercise).steps.role_play.observations[-1].touchpoint == chosen == about(panel)
    assert about(tp.Exercise(LESSON, "de", exercise._session.kit).role_play()) == low


def test_the_same_scene_goes_on_as_the_file_has_it(exercise):
    """In a work from elsewhere the next sheet of its scene is about what the last one was, until another scene is dealt;
    where the map has nothing of that scene's name, one has to choose then."""
    for name in ("Aushang", "Kasse"):
        page_sends(exercise.identify(), "add", name=name)
    (gone, other), id = list(SCENES)[:2], exercise._session.steps.identify.touchpoints[0].id
    play = RolePlay(scene=gone, observations=(Observation(touchpoint=id),))
    exercise._session.change("role_play", structs.replace(exercise._session.steps, role_play=play))
    panel = exercise.role_play()
    for scene, expected in ((gone, id), (other, ""), (gone, id)):
        if scene != panel.state.scene:
            dealt(panel, scene)
        assert about(panel) == expected


def test_a_half_filled_sheet_goes_to_the_new_scene(exercise):
    """What is typed into a sheet stays when another scene is dealt, but not the touchpoint of the former scene."""
    fill_in(exercise)
    panel = exercise.role_play()
    page_sends(panel, "deal")
    typed = {"touchpoint": exercise.journey.peak.id, "helped": "Zuhören"}
    page_sends(panel, "draft", form="observe", values=json.dumps(typed))
    page_sends(panel, "play", value=invented(exercise, "Abholregal")[0])
    assert panel.session.drafts["role_play.observe"] == {"helped": "Zuhören"}


def test_phases_have_their_minutes(exercise):
    """Reading has one minute, playing four, the debrief what the plan leaves and at least four, leaving the role no clock
    but its question; then observers speak first. A new scene begins with reading."""
    panel, say = exercise.role_play(), exercise._session.words
    for plan, rest in (("two", 10), ("short", 4)):
        page_sends(panel, "plan", value=plan)
        page_sends(panel, "deal")
        for phase, minutes in zip(PHASES, (1, 4, 0, rest), strict=True):
            assert re.search(r'data-to="(\w+)" aria-current="step"', panel.page)[1] == phase
            assert re.findall(r'data-clock="(\d+)"', panel.page) == ([str(60 * minutes)] if minutes else [])
            assert (say("role_play.leave_role") in panel.page) == (phase == "leave")
            page_sends(panel, "phase", to=PHASES[-1] if phase == PHASES[-1] else PHASES[PHASES.index(phase) + 1])
        order = [panel.page.index(f"<li>{say(f'role_play.{who}')}</li>") for who in ("observers", *PLAYERS)]
        assert order == sorted(order)
    assert "refused" in page_sends(panel, "phase", to="nonsense")


def test_an_idea_that_was_played_counts(exercise):
    """The rubric asks for no scene any more once an idea of one's own is played."""
    fill_in(exercise)
    panel, (idea,) = exercise.role_play(), invented(exercise, "Abholregal")
    assert panel.words("role_play.no_scene") in panel.open_points()
    page_sends(panel, "play", value=idea)
    assert panel.words("role_play.no_scene") not in panel.open_points()

"""What a lesson shows besides its five steps, as plain objects: questions, pictures, the slider and the form."""

from __future__ import annotations

import html
import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_steps import Controls, fill_in, page_sends, saved

import touchpoints as tp
from touchpoints import charts
from touchpoints.jupyter import notebook_hook
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.model.journey import VISIBLE_TO

PLAYED = {"quiz": "school-lunch", "game": "flat-tyre"}
STATEMENT = reader.read("flat-tyre", "en").numbers.game[0].id


def opened(lesson: str, folder: Path, language: str = "de", nickname: str = "Fuchs"):
    exercise = tp.Exercise(lesson, language, folder)
    exercise._session.enter(nickname)
    return exercise


@pytest.mark.parametrize("kind", PLAYED)
@pytest.mark.parametrize("language", ["lv", *(pytest.param(one, marks=pytest.mark.soak) for one in ("en", "de"))])
def test_every_answer_is_explained(kind, language, tmp_path):
    """Each answer to each question is marked as right or not, with its reason, on the page and in the words."""
    panel = getattr(opened(PLAYED[kind], tmp_path, language), kind)()
    for item in panel.items:
        for answer in item.answers:
            page_sends(panel, "answer", id=item.id, value=answer.id)
            values = panel.values()
            assert values["item"] == item and values["chosen"] == answer
            mark = "✓" if answer.id == item.right else "✗"
            assert f">{mark}</strong>" in panel.page and f"{mark} {answer.text}. {answer.reason}" in panel.text()
        page_sends(panel, "turn", by="1")
    assert panel.values()["finished"] and panel.values()["last"]
    assert sum(chosen == item.right for item, chosen in zip(panel.items, panel.answers.values(), strict=True)) == sum(
        item.answers[-1].id == item.right for item in panel.items
    )


@pytest.mark.parametrize("kind", PLAYED)
def test_answers_are_kept(kind, tmp_path):
    """Answers are saved with the work, beside its steps, and are there the next day; starting again empties them."""
    exercise = opened(PLAYED[kind], tmp_path)
    panel = getattr(exercise, kind)()
    given = {item.id: random.Random(item.id).choice(item.answers).id for item in panel.items[1:]}
    for id, value in given.items():
        page_sends(panel, "answer", id=id, value=value)
    there = saved(exercise)
    kept = {id: all[-1] for id, all in there.finish.quiz.items()} if kind == "quiz" else there.extra[kind]
    assert kept == given and there.steps == work.Steps()
    tomorrow = getattr(tp.Exercise(PLAYED[kind], "lv", tmp_path), kind)()
    assert tomorrow.answers == given
    page_sends(tomorrow, "again")
    assert tomorrow.answers == {} and tomorrow.at == 0


@pytest.mark.parametrize("kind", PLAYED)
def test_first_of_all_one_says_who_one_is(kind, tmp_path):
    """Without a nickname the questions are greyed and say where to give one, so that no answer is lost."""
    exercise = tp.Exercise(PLAYED[kind], "en", tmp_path)
    panel, first = getattr(exercise, kind)(), exercise._words("desk.name_first.student")
    assert first in panel.page and '<fieldset class="tp-body" disabled>' in panel.page
    item = panel.items[0]
    page_sends(panel, "answer", id=item.id, value=item.right)
    assert panel.answers == {} and list(tmp_path.iterdir()) == []
    page_sends(exercise.who(), "enter", nickname="Fox")
    assert first not in panel.page and "disabled>" not in panel.page.partition("tp-body")[2][:20]
    page_sends(panel, "answer", id=item.id, value=item.right)
    assert panel.answers == {item.id: item.right} and "✓" in panel.page


@pytest.mark.parametrize(
    "found", [None, 7, True, "x", [], {STATEMENT: 3}, {STATEMENT: "z", "nobody": "a"}, {STATEMENT: {"a": 1}}]
)
def test_a_strange_file_is_no_answer(found, tmp_path):
    """What a file holds in the answers' place is no answer unless a question has it."""
    exercise = opened(PLAYED["game"], tmp_path)
    exercise._session.note(extra={"game": found, "guess": found})
    assert exercise.game().answers == {}
    assert exercise.picture("frequency").guess is (7 if found == 7 else None)


@pytest.mark.parametrize("values", [{"id": "nobody", "value": "a"}, {"id": "sides", "value": "z"}, {"id": "sides"}, {}])
def test_answers_to_nothing_are_refused(values, tmp_path):
    """An answer that no control sends changes nothing."""
    exercise = opened("school-lunch", tmp_path)
    panel = exercise.quiz()
    assert "refused" in page_sends(panel, "answer", **values)
    assert panel.answers == {}


def test_the_first_answer_counts(tmp_path):
    """A wrong answer is a ✗ and no tick, the right one may be found after it; the score and the last sentence say what
    was right at the first go, and no more."""
    exercise = opened("school-lunch", tmp_path)
    panel, say = exercise.quiz(), exercise._words
    for number, item in enumerate(panel.items):
        wrong = next(one.id for one in item.answers if one.id != item.right)
        for value in [[item.right], [wrong, item.right], [wrong]][min(number, 2)]:
            page_sends(panel, "answer", id=item.id, value=value)
            assert ("tp-hit" in panel.page, "tp-missed" in panel.page) == (value == item.right, value == wrong)
        page_sends(panel, "turn", by="1")
    assert say("quiz.score", right=1, all=5, answered=5) in panel.page
    ended = [say("quiz.done.student"), *(say.count(f"quiz.{key}", n) for key, n in (("at_once", 1), ("later", 1), ("open", 3)))]
    assert " ".join(ended) in panel.page and " ".join(ended) in panel.text()
    for n in range(work.MAX_ENTRIES + 5):
        page_sends(panel, "answer", id=panel.items[1].id, value="abc"[n % 3])
    given = saved(exercise).finish.quiz[panel.items[1].id]
    assert len(given) == work.MAX_ENTRIES and given[0] != panel.items[1].right and given[-1] == "abc"[n % 3]


def test_a_class_raises_hands(tmp_path):
    """In class nobody chooses: hands are counted and kept, which answer is right is on the page, with its reason, only
    after a click, and beginning anew clears the hands."""
    lesson = opened_for_class(tmp_path)
    panel = lesson.quiz()
    item = panel.items[0]
    assert "refused" in page_sends(panel, "answer", id=item.id, value=item.right)
    wrong, other = (one for one in item.answers if one.id != item.right)
    for answer, by in ((wrong, 1), (wrong, 1), (wrong, -1), (item.answer(item.right), 1), (other, -1)):
        assert "done" in page_sends(panel, "hand", id=item.id, value=answer.id, by=str(by))
    assert saved(lesson).finish.hands == {item.id: {wrong.id: 1, item.right: 1}} and f"[{wrong.text}: 1]" in panel.text()
    assert not any(one.reason in html.unescape(panel.page) for one in item.answers) and "✓" not in panel.page
    page_sends(panel, "show", id=item.id)
    reasons = [one.reason in html.unescape(panel.page) for one in (item.answer(item.right), wrong, other)]
    assert reasons == [True, True, True] and (panel.page.count("✓"), panel.page.count("✗")) == (1, 2)
    lesson._session.resume("8b")
    assert "✓" not in panel.page  # another class has seen nothing yet
    lesson._session.resume("8a")
    for one in panel.items:
        page_sends(panel, "show", id=one.id)
    assert panel.words("quiz.done.class") in panel.page and panel.words.count("quiz.most", 1) not in panel.page
    page_sends(panel, "again")
    assert saved(lesson).finish.hands == {} and panel.shown == frozenset()


def opened_for_class(folder):
    lesson = tp.Lesson("school-lunch", "lv", folder)
    lesson._session.enter("8a")
    return lesson


def test_the_exit_ticket_shows_an_answer_after_ones_own(tmp_path):
    """The model answer comes once something is written and compared; the first answer stays first, an improved one comes
    after it, the same one adds nothing; the last sentence says what was done, and only when all of it was."""
    exercise = opened("school-lunch", tmp_path)
    panel, say = exercise.exit(), exercise._words
    first, *others = panel.asked
    model = panel.asked[first].answer
    page_sends(panel, "compare", id=first)
    assert say("exit.write_first") in panel.page and model not in html.unescape(panel.page)
    for text in ("Schild", "Schild ", "Das Schild am Tor" * 9):
        page_sends(panel, "type", id=first, value=text)
        page_sends(panel, "compare", id=first)
    assert saved(exercise).finish.exit == {first: ("Schild", "Das Schild am Tor" * 9)}
    assert model in html.unescape(panel.page)
    for id in others:
        assert panel._end() == "" and panel.asked[id].reason not in panel.text()
        page_sends(panel, "type", id=id, value="weil")
        assert ">weil</textarea>" in opened_again(tmp_path).exit().page  # half typed, in a new kernel
        page_sends(panel, "compare", id=id)
    assert panel._end() == say("exit.done.student")
    for id, value in zip(exercise._session.lesson.numbers.can, ("true", "true", "false"), strict=True):
        page_sends(panel, "can", id=id, value=value)
    assert say.count("exit.can.student", 2) in panel.page and say.count("exit.can.student", 2) in panel.text()
    for do in ("type", "compare", "can"):
        assert "refused" in page_sends(panel, do, id="nobody", **({"value": "true"} if do != "compare" else {}))


def opened_again(folder):
    return tp.Exercise("school-lunch", "de", folder)


def test_the_game_asks_who_can_see_it():
    """The game has 24 statements or more, and each of the three answers is right for some."""
    for id in reader.ids():
        game = reader.read(id, "en").numbers.game
        if game:
            assert len(game) >= 24 and {one.visible_to for one in game} == set(VISIBLE_TO)
    assert reader.read("flat-tyre", "en").numbers.game


IDEAS = [(id, idea) for id in reader.ids() for idea in reader.read(id, "en").numbers.ideas.values()]
PICTURES = [(id, idea) for id, idea in IDEAS if idea not in ("example", "game", "begin", "frequency")]


@pytest.mark.parametrize(("lesson", "name"), PICTURES)
def test_pictures_show_the_case_and_ones_own_map(lesson, name, tmp_path):
    """A lesson's picture says the case in words; switched to one's own map it asks for touchpoints, then shows them."""
    exercise = opened(lesson, tmp_path)
    panel, case = exercise.picture(name), reader.read(lesson, "de").case
    assert case.touchpoints[0].name in panel.text() or name == "together"
    if name == "together":
        assert "refused" in page_sends(panel, "whose", value="own")
        return
    page_sends(panel, "whose", value="own")
    assert panel.picture_of() is None and panel.words("desk.find_first") in panel.page
    page_sends(exercise.identify(), "add", name="Wasserspender")
    page_sends(exercise.map(), "place", id=exercise.journey.unplaced[0].id, stage=exercise.journey.stages[0].id)
    assert "Wasserspender" in panel.text() and case.touchpoints[0].name not in panel.text()
    assert panel.picture_of() is not None


def test_voices_are_the_case_felt_by_others():
    """Each voice rates every touchpoint of the case; they disagree somewhere."""
    for id in reader.ids():
        lesson = reader.read(id, "en")
        felt = [[one.feeling for one in voice.touchpoints] for voice in lesson.voices]
        assert all(None not in feelings and len(feelings) == len(lesson.case.touchpoints) for feelings in felt)
        assert not felt or any(len(set(feelings)) > 2 for feelings in zip(*felt, strict=True))
    assert reader.read("our-school", "en").voices


def test_the_guess_comes_before_the_curve(tmp_path):
    """The study's curve is seen after one's own guess, which is in it and is kept."""
    panel = opened("school-lunch", tmp_path).picture("frequency")
    assert panel.picture_of() is None and panel.words("frequency.ask") in panel.page
    for guess in ("0", "31", "x", ""):
        assert "refused" in page_sends(panel, "guess", value=guess)
    page_sends(panel, "guess", value="9")
    assert panel.picture_of().options == (("channel", "email"), ("guess", 9))
    assert panel.words("chart.frequency.guess", guess="9") in panel.text()
    assert tp.Exercise("school-lunch", "de", tmp_path).picture("frequency").guess == 9


@pytest.mark.parametrize("audience", ["Lesson", "Exercise"])
def test_pages_are_well_formed(audience, tmp_path):
    """Every widget besides the steps has unique ids and a label for each field, in class and for a student."""
    for number, (lesson, idea) in enumerate([*IDEAS, ("school-lunch", "quiz"), ("school-lunch", "exit")]):
        shown = getattr(tp, audience)(lesson, "lv", tmp_path / str(number))
        if idea == "example":
            continue
        shown._session.enter("8a")
        panel = getattr(shown, idea)() if idea in ("game", "begin", "quiz", "exit") else shown.picture(idea)
        found = Controls(panel.page)
        assert len(found.ids) == len(set(found.ids))
        for tag, values in found.controls:
            assert tag in ("form", "button") or values["id"] in found.labels or values.get("type") == "radio"


@pytest.mark.parametrize("call", ['picture("visibilty")', "picture(3)", 'picture("together")', "game()", "begin()"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_lesson_has_not_is_said(call, language, tmp_path):
    """A picture, game or form that a lesson has not is a line that says what to write instead."""
    shown = tp.Lesson("school-lunch", language, tmp_path)
    with pytest.raises(KitError) as error:
        eval(f"shown.{call}", {"shown": shown})
    assert "\n" not in str(error.value) and len(str(error.value)) > 20


class TestBegin:
    """The form of the lesson whose case the class chooses."""

    def test_title_persona_and_stages(self, tmp_path):
        """What is filled in becomes the head of the map; before that there are no stages, and the map says what to do."""
        exercise = opened("your-own", tmp_path)
        assert exercise.journey.stages == () and exercise.map().text() and exercise.design().text()
        panel = exercise.begin()
        names = panel.values()["names"]
        page_sends(panel, "begin", title="Hallenbad", persona="Ida, 14", goal="schwimmen", stage_1=names[0],
                   stage_2="Umziehen")  # fmt: skip
        journey = exercise.journey
        assert (journey.title, journey.persona.name, journey.persona.goal) == ("Hallenbad", "Ida, 14", "schwimmen")
        assert [stage.name for stage in journey.stages] == [names[0], "Umziehen"]
        assert saved(exercise).steps.map.title == "Hallenbad"

    def test_the_case_can_be_typed_in(self, tmp_path):
        """In stages of one's own touchpoints are placed and rated as everywhere."""
        exercise = opened("your-own", tmp_path)
        names = exercise.begin().values()["names"]
        page_sends(exercise.begin(), "begin", title="x", **{f"stage_{n}": name for n, name in enumerate(names, 1)})
        page_sends(exercise.identify(), "add", name="Kasse")
        stage = exercise.journey.stages[2]
        page_sends(exercise.map(), "place", id=exercise.journey.unplaced[0].id, stage=stage.id)
        assert [one.name for one in exercise.journey.stages[2].activities] == ["Kasse"]

    def test_a_changed_name_keeps_what_stands_there(self, tmp_path):
        """Names change, an empty stage goes when its name is taken away, one with something in it stays; undo takes the
        change back."""
        exercise = opened("your-own", tmp_path)
        panel = exercise.begin()
        page_sends(panel, "begin", title="x", stage_1="A", stage_2="B", stage_3="C")
        page_sends(exercise.identify(), "add", name="Kasse")
        second = exercise.journey.stages[1]
        page_sends(exercise.map(), "place", id=exercise.journey.unplaced[0].id, stage=second.id)
        before = exercise._session.steps
        page_sends(panel, "begin", title="y", stage_1="A1", stage_2="", stage_3="")
        assert [stage.name for stage in exercise.journey.stages] == ["A1", "B"]
        assert [one.name for one in exercise.journey.stages[1].activities] == ["Kasse"]
        page_sends(panel, "undo")
        assert exercise._session.steps == before

    @pytest.mark.parametrize("values", [{}, {"title": " ", "stage_1": "A"}, {"title": "x"}, {"title": "x" * 201}])
    def test_a_map_needs_a_title_and_a_stage(self, values, tmp_path):
        """Without a title or a stage nothing is changed."""
        exercise = opened("your-own", tmp_path)
        assert "refused" in page_sends(exercise.begin(), "begin", **values)
        assert exercise._session.steps == work.Steps()

    @pytest.mark.parametrize("name", [name for name in charts.CHARTS if name != "compare"])
    def test_charts_of_nothing(self, name, tmp_path):
        """Every chart of a map without stages is drawn and says that nothing is there yet."""
        journey = opened("your-own", tmp_path).journey
        chart = charts.draw(journey, name, "lv")
        assert str(chart).strip() and chart.svg()


def test_a_picture_of_the_case_is_saved(tmp_path):
    """Before anybody has begun, a saved notebook has the picture of the lesson's case, not only its words."""
    panel = tp.Lesson("flat-tyre", "lv", tmp_path).picture("visibility")
    bundle, metadata = panel._repr_mimebundle_()
    output = {"data": dict(bundle), "metadata": metadata}
    model = {"type": "notebook", "content": {"cells": [{"outputs": [output]}]}}
    notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    assert "<img" not in bundle["text/html"] and "data:image/png" in output["data"]["text/html"]


@pytest.mark.parametrize(("call", "step"), [("quiz()", "quiz"), ("exit()", "exit"), ('picture("visibility")', "picture"),
                                            ('picture("frequency")', "frequency")])  # fmt: skip
def test_saved_notebooks_show_the_work(call, step, tmp_path):
    """A saved notebook has the words of today for these widgets too, and no mark of somebody else's calls a method."""
    exercise = opened("school-lunch", tmp_path)
    panel = eval(f"exercise.{call}", {"exercise": exercise})
    bundle, metadata = panel._repr_mimebundle_()
    fill_in(exercise)
    exercise._session.note(finish=work.Finish(quiz={"sides": ("b",)}, can={"find": True}), extra={"guess": 4})
    output = SimpleNamespace(data=dict(bundle), metadata=metadata)
    model = {"type": "notebook", "content": {"cells": [{"outputs": [vars(output)]}]}}
    notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    assert output.data["text/plain"] == panel.text() and notebook_hook.WIDGET_VIEW not in output.data
    assert (step == "picture") == (output.data["text/plain"] == bundle["text/plain"])
    with pytest.raises(ValueError):
        exercise.at_rest({"step": "__init__", "about": "", "kernel": ""})

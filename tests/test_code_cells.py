"""Those who code: a misspelt name or a wrong argument is answered in a line or two, with what to write instead."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel import kernel

import touchpoints as tp
from touchpoints import charts
from touchpoints.language import hints
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError, NoSuchName, WrongArgument
from touchpoints.steps.session import Session

SETUP = "import touchpoints as tp; work = tp.Exercise({!r}, {!r}); lesson = tp.Lesson({!r}, {!r})"
# A cell, and what its answer says to write instead; "{language}" stands for the lesson's.
WRONG = {
    "tp.Exercise()": 'tp.Exercise("school-lunch", "{language}")',
    'tp.Exercise("school-lunch", langauge="de")': "language",
    'tp.Exercise("school-lunch", "de", None, 4)': 'tp.Exercise("school-lunch", "{language}")',
    'tp.Exercise("school-lunch", lesson="x")': 'tp.Exercise("school-lunch", "{language}")',
    'tp.Exercise("school-lunch", folder=3)': 'tp.Exercise("school-lunch", "{language}")',
    'tp.Exercise("school-lunhc")': "school-lunch",
    "tp.Exercise(1)": "school-lunch",
    "tp.Exercise([])": "school-lunch",
    'tp.Exercise("school-lunch", "lt")': "en, de, lv",
    'tp.Exercise("school-lunch", [])': "en, de, lv",
    'tp.Lesson(lessn="school-lunch")': 'tp.Lesson("school-lunch", "{language}")',
    'tp.Excercise("school-lunch")': "tp.Exercise",
    'tp.exercise("school-lunch")': "tp.Exercise",
    "tp.draw_(work.journey)": "tp.draw",
    "tp.something": "tp.Exercise, tp.Lesson, tp.collect, tp.draw, tp.read, tp.write",
    "tp.draw()": 'tp.draw(work.journey, "journey")',
    "tp.draw(None)": 'tp.draw(work.journey, "journey")',
    "tp.draw(3)": 'tp.draw(work.journey, "journey")',
    "tp.draw(work)": 'tp.draw(work.journey, "journey")',
    "tp.draw(lesson)": 'tp.draw(lesson.journey, "journey")',
    "tp.draw(work.map())": 'tp.draw(work.journey, "journey")',
    'tp.draw([work.journey, None], "together")': 'tp.draw(work.journey, "journey")',
    'tp.draw("map.work.json")': 'tp.draw(tp.read("map.work.json"), "journey")',
    "tp.draw([])": "0",
    'tp.draw(work.journey, "journy")': "journey",
    "tp.draw(work.journey, [])": "storyboard",
    'tp.draw(work.journey, size="A5")': "slide, a4, a3",
    'tp.draw(work.journey, size="A4")': "a4?",
    'tp.draw(work.journey, language="lt")': "en, de, lv",
    "tp.draw(work.journey, language=[])": "en, de, lv",
    'tp.draw(work.journey, langauge="lv")': "language?",
    'tp.draw(work.journey, colour="red")': "direction, department",
    "tp.read()": 'tp.read("map.journey.json")',
    'tp.read("\\0.work.json")': 'tp.read("map.journey.json")',
    "tp.write(work.journey)": 'tp.write(work.journey, "map.journey.json")',
    'tp.write(work, "map.journey.json")': 'tp.write(work.journey, "map.journey.json")',
    'tp.write(work.journey, "map.txt")': ".journey.json",
    'tp.write(work.journey, "gone\\0.journey.json")': 'tp.write(work.journey, "map.journey.json")',
    "tp.read(3)": 'tp.read("map.journey.json")',
    'tp.read("")': 'tp.read("map.journey.json")',
    'tp.read("gone.json")': "gone.json",
    'tp.read("gone.work.json")': "gone.work.json",
    "work.mapp()": "work.map",
    "work.roleplay()": "work.role_play",
    "work.something": "work.check, work.design",
    "lesson.improve": "lesson.improved",
    'work.map("x")': 'work.nickname = "',
    'lesson.map("x")': 'lesson.nickname = "',
    "work.map(size=3)": 'work.map("Bus stop"',
    "lesson.discuss(1, 2)": 'lesson.discuss("Bus stop"',
    "work.check(True)": "work.check()",
}
MISSING = {"en": "missing", "de": "fehlt", "lv": "trūkst"}


@cache
def answers(language: str, system: str) -> dict[str, str]:
    """What a notebook in `language` prints for each wrong cell, on a system whose language is another."""
    with pytest.MonkeyPatch.context() as patch, kernel(reader.content(), patch) as notebook:
        patch.setenv("LC_ALL", f"{system}.UTF-8")
        id = reader.ids()[0]
        assert notebook.run(SETUP.format(id, language, id, language)).error is None
        printed = {}
        for source in WRONG:
            ran = notebook.run(source)
            assert isinstance(ran.error, KitError), f"{source}: {ran.printed}"
            assert ran.printed == f"{ran.error}\n", source
            printed[source] = ran.printed
        return printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", WRONG)
def test_a_wrong_cell_prints_what_to_write_instead(source: str, language: str) -> None:
    """In a notebook such a cell prints one line and no traceback; it says what to write instead, in the language of
    the lesson, whatever the system's language is."""
    printed = answers(language, "de_DE")[source]
    assert printed.count("\n") == 1 and len(printed) < 260
    assert WRONG[source].format(language=language) in printed
    assert printed == answers(language, "lv_LV")[source]
    assert printed not in {answers(other, "de_DE")[source] for other in LANGUAGES if other != language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_a_lesson_is_opened_the_system_says_the_language(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first cell itself may be wrong: then it is the system's language, afterwards the lesson's; and a language
    that the call names goes before both."""
    with kernel(tmp_path, monkeypatch) as notebook:
        monkeypatch.setenv("LC_ALL", language)
        assert MISSING[language] in notebook.run("import touchpoints as tp; work = tp.Exercise()").printed
        for other in LANGUAGES:
            assert MISSING[other] in notebook.run(f'tp.Exercise(language="{other}")').printed
            assert notebook.run(f'work = tp.Exercise("school-lunch", "{other}")').error is None
            assert MISSING[other] in notebook.run("tp.Exercise()").printed
        wrong = [notebook.run(f'tp.Exercise("school-lunhc", "{other}")').printed for other in LANGUAGES[1:]]
        assert len(set(wrong)) == len(wrong)


def test_the_errors_are_pythons_own_kinds_too(tmp_path: Path) -> None:
    """`hasattr`, `getattr` with a default and `except TypeError` work as everywhere in Python."""
    work = tp.Exercise("school-lunch", "de", tmp_path)
    assert not hasattr(tp, "something") and not hasattr(work, "something")
    assert getattr(tp, "something", 3) == getattr(work, "something", 3) == 3
    for wrong in (tp.Exercise, tp.draw, tp.read, lambda: work.map(size=3), lambda: tp.draw(None)):
        with pytest.raises(TypeError) as error:
            wrong()
        assert isinstance(error.value, WrongArgument)
    with pytest.raises(NoSuchName) as error:
        work.mapp()
    again = pickle.loads(pickle.dumps(error.value))
    assert isinstance(again, KitError) and str(again) == str(error.value)


@pytest.mark.parametrize("name", ["_repr_html_", "_ipython_display_", "__deepcopy__", "_x"])
def test_what_python_and_jupyter_try_is_an_ordinary_attribute_error(name: str, tmp_path: Path) -> None:
    """Names that begin with "_" are asked for by programs, not by people: they get no words of ours."""
    for owner in (tp, tp.Exercise("school-lunch", "de", tmp_path), tp.Exercise.__new__(tp.Exercise)):
        with pytest.raises(AttributeError, match=name) as error:
            getattr(owner, name)
        assert not isinstance(error.value, KitError)


def test_an_exercise_can_be_copied_and_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`copy` and the completion with the Tab key find what they look for."""
    work = tp.Exercise("school-lunch", "de", tmp_path)
    assert copy.copy(work).journey == work.journey
    with kernel(tmp_path, monkeypatch) as notebook:
        notebook.run('import touchpoints as tp; work = tp.Exercise("school-lunch", "de")')
        assert set(notebook.completed("tp.")) == {"Exercise", "Lesson", "collect", "draw", "read", "write"}
        assert {"map", "role_play", "journey"} <= set(notebook.completed("work."))


def test_the_failure_of_a_property_is_not_covered_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When our own code fails inside `work.journey`, nobody is told that there is no journey."""
    work = tp.Exercise("school-lunch", "de", tmp_path)
    monkeypatch.setattr(Session, "journey", property(lambda session: session.inner))
    with pytest.raises(AttributeError, match="inner") as error:
        work.journey  # noqa: B018
    assert not isinstance(error.value, KitError)


def test_help_shows_the_real_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shift-Tab and `?` show names, defaults and docstrings as they were written."""
    assert list(inspect.signature(tp.Exercise).parameters) == ["lesson", "language", "folder"]
    assert inspect.signature(tp.draw).parameters["size"].default == "slide"
    assert str(inspect.signature(tp.Exercise.check)) == "(self) -> 'Check'"
    with kernel(tmp_path, monkeypatch) as notebook:
        notebook.run("import touchpoints as tp")
        assert "size: 'str' = 'slide'" in notebook.run("tp.draw?").printed
        assert inspect.getdoc(tp.Exercise.map) in notebook.run("tp.Exercise.map?").printed


def test_a_script_ends_with_the_same_message(tmp_path: Path) -> None:
    """Outside a notebook it is an exception as any other, with a traceback, and our message at its end."""
    script = tmp_path / "mine.py"
    script.write_text('import touchpoints as tp\n\ntp.draw(size="a4")\n', encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path,
                          env={"LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "1"}, timeout=60)  # fmt: skip
    *trace, last = done.stderr.strip().splitlines()
    assert done.returncode == 1 and any("mine.py" in line and "line 3" in line for line in trace)
    assert last.startswith("touchpoints.model.errors.WrongArgument: tp.draw: ") and "fehlt" in last


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=5) | st.text(max_size=8)
    | st.sampled_from(["journey", "de", "a4", "school-lunch", "x.work.json", "\0.work.json", "compare"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)  # fmt: skip


@given(st.sampled_from(["Exercise", "Lesson", "draw", "read"]), st.lists(anything, max_size=4),
       st.dictionaries(st.sampled_from(["lesson", "language", "folder", "size", "name", "path", "x", "colour"]),
                       anything, max_size=2))  # fmt: skip
def test_no_argument_gives_a_foreign_error(name: str, args: list, kwargs: dict) -> None:
    """Whatever is written between the brackets, what comes is a result or a message of ours."""
    try:
        getattr(tp, name)(*args, **kwargs)
    except KitError as error:
        assert 0 < len(str(error)) < 400


@given(st.lists(anything, max_size=3), st.dictionaries(st.sampled_from(["size", "colour", "x"]), anything, max_size=2))
def test_no_argument_of_a_chart_gives_a_foreign_error(args: list, kwargs: dict) -> None:
    """The same for whatever follows a real journey."""
    journey = reader.read("school-lunch", "en").example
    try:
        tp.draw(journey, *args, **kwargs)
    except KitError as error:
        assert 0 < len(str(error)) < 400


def test_the_nearest_name_is_proposed_whatever_its_capitals() -> None:
    """A name in capitals is recognised; to what resembles nothing, nothing is proposed."""
    say = hints.words_in("en")
    assert "compare" in hints.meant(say, "COMPARE", charts.CHARTS)
    assert hints.meant(say, "xyzzy", charts.CHARTS) == "" and hints.meant(say, None, charts.CHARTS) == ""

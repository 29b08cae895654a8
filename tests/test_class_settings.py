"""`class.toml`: what a teacher settles for a class holds in `open`, in the notebooks and in every step."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from msgspec.structs import replace
from test_cli import Run, run, started
from test_steps import page_sends, saved

import touchpoints as tp
from touchpoints.jupyter import workspace
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model.errors import KitError
from touchpoints.storage import class_settings, hand_in
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import CLASS_VARIABLE, MARKER

__all__ = ["run", "started"]  # fixtures
HEAD = 'format = "touchpoints.class/1"\n'
# As DESIGN has it.
WHOLE = """format = "touchpoints.class/1"
name = "8a"
language = "de"
lesson = "flat-tyre"
plan = "two"                       # or "short": then students cannot choose
class_folder = "…"
nicknames = ["Fuchs", "Eule"]
students = 28                      # where no nicknames are given
prestart = false                   # `host` starts the nicknames' servers before the lesson
keep_live_days = 14
password = "kakao-2026"            # for `host`
[minutes.flat-tyre]                # in place of the plan's
map = 18
[texts.flat-tyre]                  # a teacher's own words in place of a block's
"identify.task" = "1. Schreibe auf, was du siehst."
"""
# What is wrong, the line that is named, and what the message says.
WRONG = {
    "no format": ('name = "8a"\n', 1, "format"),
    "another format": ('format = "touchpoints.class/2"\n', 1, "format"),
    "an unknown key": (HEAD + 'nmae = "8a"\n', 2, "nmae"),
    "a wrong type": (HEAD + "name = 8\n", 2, "name"),
    "a language that there is not": (HEAD + 'language = "fr"\n', 2, "en, de, lv"),
    "a plan that there is not": (HEAD + '\nplan = "long"\n', 3, "two, short"),
    "a lesson that there is not": (HEAD + 'lesson = "flat-tire"\n', 2, "flat-tyre"),
    "minutes of no lesson": (HEAD + "[minutes.nothing]\nmap = 3\n", 2, "school-lunch"),
    "minutes of no part": (HEAD + "[minutes.flat-tyre]\nmap = 3\nmpa = 3\n", 4, "map"),
    "minutes that are none": (HEAD + "[minutes.flat-tyre]\nmap = 0\n", 3, "1"),
    "a block that there is not": (HEAD + '[texts.flat-tyre]\n"identify.tsk" = "x"\n', 3, "identify.task"),
    "a placeholder that there is not": (HEAD + '[texts.flat-tyre]\n"map.task" = "{{nothing}}"\n', 3, "nothing"),
    "no TOML": (HEAD + "name = 8a\n", 2, "TOML"),
    "no nickname": (HEAD + 'nicknames = ["Fuchs", ""]\n', 2, "1"),
}  # fmt: skip


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a kit's folder."""
    monkeypatch.delenv(CLASS_VARIABLE, raising=False)
    (tmp_path / MARKER).write_text("{}")
    return tmp_path


def settle(kit: Path, text: str) -> ClassSettings:
    (kit / class_settings.NAME).write_text(text, encoding="utf-8")
    return class_settings.read(kit, words.of("en"))


def test_all_of_it_is_read(kit: Path) -> None:
    """Everything that DESIGN names may be settled; only `format` has to be there, and nothing without a file."""
    assert settle(kit, WHOLE) == ClassSettings(
        name="8a", language="de", lesson="flat-tyre", plan="two", class_folder="…", nicknames=("Fuchs", "Eule"),
        students=28, password="kakao-2026", minutes={"flat-tyre": {"map": 18}},
        texts={"flat-tyre": {"identify.task": "1. Schreibe auf, was du siehst."}},
    )  # fmt: skip
    assert settle(kit, HEAD) == class_settings.read(kit / "nowhere", words.of("en")) == ClassSettings()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_with_its_line(kit: Path, name: str, language: str) -> None:
    """One line says what is wrong, where, and what there is instead."""
    text, line, part = WRONG[name]
    (kit / class_settings.NAME).write_text(text, encoding="utf-8")
    with pytest.raises(KitError) as error:
        class_settings.read(kit, words.of(language))
    assert "class.toml" in str(error.value) and str(line) in str(error.value) and part in str(error.value)
    assert "\n" not in str(error.value)


def test_open_goes_by_it(run: Run, started: list[tuple], kit: Path) -> None:
    """`open` takes language, lesson and class folder from the class file, unless its options say otherwise."""
    (kit / "class").mkdir()
    settle(kit, HEAD + 'language = "lv"\nlesson = "flat-tyre"\nclass_folder = "class"\n')
    assert run("open", kit, "--student").code == 0
    assert started[-1][2] == "/doc/tree/exercises/lv/flat-tyre.ipynb" and started[-1][5] == kit / "class"
    other = kit / "other"
    assert run("open", kit, "--language", "de", "--lesson", "our-school", "--class-folder", other).code == 0
    assert started[-1][2] == "/doc/tree/notebooks/de/our-school.ipynb" and started[-1][5] == other


BEFORE = {
    "none": None,
    "head": HEAD,
    "all": WHOLE,
    "windows": WHOLE.replace("\n", "\r\n"),
    "tables only": HEAD + "[minutes.flat-tyre]\nmap = 18\n",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_what_is_chosen_is_kept_beside_all_else(kit: Path, before: str | None) -> None:
    """What is chosen on the start page stands in the file; other lines and comments stay as they are, and what is given
    up is gone."""
    path, say = kit / class_settings.NAME, words.of("de")
    if before is not None:
        path.write_text(before, encoding="utf-8", newline="")
    was = class_settings.read(kit, say)
    class_settings.choose(kit, {"name": " 8b „Füchse“ ", "plan": "short"}, say)
    class_settings.choose(kit, {"language": "lv"}, say)
    want = replace(was, name="8b „Füchse“", plan="short", language="lv")
    assert class_settings.read(kit, say) == want
    kept = [line for line in (before or "").splitlines() if not line.startswith(class_settings.CHOSEN)]
    assert [line for line in kept if line not in path.read_text(encoding="utf-8").splitlines()] == []
    class_settings.choose(kit, {"plan": "", "name": " "}, say)
    assert class_settings.read(kit, say) == replace(want, name="", plan="")


@pytest.mark.parametrize("chosen", [{"plan": "long"}, {"language": "fr"}, {"name": "x" * 61}])
@pytest.mark.parametrize("before", [None, WHOLE, HEAD + "nmae = 3\n"], ids=["none", "good", "wrong"])
def test_a_mistake_is_not_written(kit: Path, chosen: dict[str, str], before: str | None) -> None:
    """A choice that there is not, and any in a file with a mistake, is refused; the file is as it was."""
    path = kit / class_settings.NAME
    if before is not None:
        path.write_text(before, encoding="utf-8")
    with pytest.raises(KitError, match="class.toml"):
        class_settings.choose(kit, chosen, words.of("en"))
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == before


def test_open_refuses_a_mistake(run: Run, started: list[tuple], kit: Path) -> None:
    """A class file with a mistake ends `open` with its line, before anything is started."""
    (kit / class_settings.NAME).write_text(HEAD + 'plan = "tow"\n', encoding="utf-8")
    done = run("open", kit)
    assert done.code == 2 and done.err.count("\n") == 1 and "line 2" in done.err and started == []


def test_a_mistake_keeps_no_student_from_working(kit: Path) -> None:
    """In a notebook a broken class file is told in a line, and the lesson goes on without it."""
    (kit / class_settings.NAME).write_text(HEAD + 'plan = "tow"\n', encoding="utf-8")
    panel = tp.Exercise("flat-tyre", "en", kit).identify()
    assert "class.toml" in panel.page and "line 2" in panel.page
    page_sends(panel, "enter", nickname="Fox")
    page_sends(panel, "add", name="Sign")
    assert panel.session.journey.touchpoints


def test_the_plan_is_fixed(kit: Path) -> None:
    """With a plan in the class file nobody chooses another: it holds, its goal is shown, and the work says which."""
    free = tp.Exercise("flat-tyre", "en", kit)
    free.nickname = "Owl"
    page_sends(free.identify(), "plan", value="two")
    assert 'data-do="plan"' in free.identify().page
    settle(kit, HEAD + 'plan = "short"\n')
    fixed = tp.Exercise("flat-tyre", "en", kit)
    assert fixed.nickname == "Owl" and fixed._session.plan_name == "short"
    panel = fixed.identify()
    assert 'data-do="plan"' not in panel.page and "5" in panel.text()
    page_sends(panel, "plan", value="two")
    page_sends(panel, "add", name="Sign")
    assert saved(fixed).plan == "short"


def test_a_plan_that_was_chosen_before_is_overruled_everywhere(run: Run, kit: Path) -> None:
    """The class's plan holds for a work that names another: in the notebook, at hand-in and on a terminal alike."""
    exercise = tp.Exercise("flat-tyre", "en", kit)
    exercise.nickname = "Owl"
    page_sends(exercise.identify(), "plan", value="two")
    page_sends(exercise.hand_in(), "hand_in")
    path = exercise._session._store.path("Owl")
    assert '"plan": "two"' in run("check", path, "--json").out
    settle(kit, HEAD + 'plan = "short"\n')
    session = tp.Exercise("flat-tyre", "en", kit)._session
    assert session.plan_name == "short" and session.marks == session.marks_of(session.handed.work)
    assert '"plan": "short"' in run("check", path, "--json").out


def test_who_is_in_the_class_is_offered(kit: Path) -> None:
    """Nicknames of the class file are there to be clicked; typed, they begin as well. A class's own name begins by
    itself, and nothing is written before the first change."""
    settle(kit, HEAD + 'name = "8a"\nnicknames = ["Fuchs", "Eule"]\n')
    exercise = tp.Exercise("flat-tyre", "de", kit)
    assert exercise.nickname == "" and all(
        f">{name}</button>" in exercise.identify().page for name in ("Fuchs", "Eule")
    )
    page_sends(exercise.identify(), "enter", nickname="Eule")
    assert exercise.nickname == "Eule" and tp.Lesson("flat-tyre", "de", kit).nickname == "8a"
    assert list(kit.glob("work/*/*.work.json")) == []


def test_copies_go_to_its_class_folder(kit: Path) -> None:
    """What is handed in has a copy in the folder that the class file names; the variable goes before it."""
    (kit / "class").mkdir()
    settle(kit, HEAD + 'class_folder = "class"\n')
    exercise = tp.Exercise("flat-tyre", "de", kit)
    exercise.nickname = "Eule"
    page_sends(exercise.hand_in(), "hand_in")
    copies = [one.name for one in (kit / "class").iterdir() if one.is_file()]  # beside them is `live`
    assert copies == ["eule-flat-tyre.work.json"]


def test_the_variable_goes_before_the_class_file(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`open --class-folder` tells kernels by a variable."""
    settle(kit, HEAD + 'class_folder = "class"\n')
    monkeypatch.setenv(CLASS_VARIABLE, str(kit / "other"))
    assert hand_in.class_folder(kit, words.of("en")) == kit / "other"


def prose(kit: Path, name: str) -> str:
    return "\n".join(cell.source for cell in nbformat.read(kit / name, as_version=4).cells)


def test_notebooks_have_the_teachers_texts_and_minutes(kit: Path) -> None:
    """The lesson's notebooks in the class's language say what the teacher wrote, and in every language its plan has
    other minutes; every other notebook is as built. Again writes nothing; without the file all is as before."""
    settings = settle(kit, WHOLE)
    workspace.update(kit, student=False, settings=settings)
    for name in ("notebooks/de/flat-tyre.ipynb", "exercises/de/flat-tyre.ipynb"):
        assert "1. Schreibe auf, was du siehst." in prose(kit, name)
    assert "<td>18</td>" in (kit / "notebooks/de/flat-tyre.html").read_text(encoding="utf-8")
    assert "Schreibe auf, was du siehst" not in prose(kit, "notebooks/en/flat-tyre.ipynb")
    assert workspace.update(kit, student=False, settings=settings) == ([], {}, [])
    back = workspace.update(kit, student=False)
    timelines = {f"notebooks/{language}/flat-tyre.html" for language in LANGUAGES}
    assert back.kept == {} and {*back.written} == {"exercises/de/flat-tyre.ipynb", "notebooks/de/flat-tyre.ipynb", *timelines}
    assert workspace.update(kit, student=False) == ([], {}, [])


def test_a_text_of_ones_own_is_named_when_the_one_beneath_is_another(run: Run, kit: Path) -> None:
    """`open` says once which of the teacher's texts stands where an update of the kit has brought another text."""
    settings = settle(kit, WHOLE)
    assert workspace.update(kit, student=False, settings=settings).outdated == []
    marker = kit / MARKER
    known = json.loads(marker.read_text(encoding="utf-8"))
    name = "[texts.flat-tyre] identify.task"
    known["copied"][name] = "what the former kit had there"
    marker.write_text(json.dumps(known), encoding="utf-8")
    for expected in ([name], []):
        assert workspace.update(kit, student=False, settings=settings).outdated == expected


def test_check_goes_by_the_class(run: Run, kit: Path) -> None:
    """A work that names no plan is assessed by its class's, else by that of two lessons."""
    path = kit / "work" / "flat-tyre" / "fox.work.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"format": "touchpoints.work/2", "lesson": "flat-tyre", "nickname": "Fox", "id": "1"}')
    assert '"plan": "two"' in run("check", path, "--json").out
    settle(kit, HEAD + 'plan = "short"\nclass_folder = "class"\n')
    assert '"plan": "short"' in run("check", path, "--json").out
    for folder, plan in (("class", "short"), ("downloads", "two")):  # in the kit, but nobody has said what lies there
        (kit / folder).mkdir()
        shutil.copy(path, kit / folder)
        assert f'"plan": "{plan}"' in run("check", kit / folder / path.name, "--json").out

"""Lessons of one's own: begun with `touchpoints new`, kept outside the kit, built and opened like the kit's."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_broken_lessons import replaced

import touchpoints as tp
from touchpoints import cli
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader, scaffold
from touchpoints.model.errors import KitError


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        cli.main([str(one) for one in arguments])
    return end.value.code


@pytest.fixture(params=["lessons", "my units"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder outside the kit, whatever it is called, with a lesson that has just been begun."""
    folder = tmp_path / "school" / request.param
    assert run("new", "city-bakery", "--lessons", folder) == 0
    return folder


def test_a_new_lesson_builds_and_passes_the_checks(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """What `new` makes is a folder of seven files in three languages, which builds and passes every check as it is."""
    assert sorted(path.name for path in (folder / "city-bakery").iterdir()) == sorted(
        ["lesson.toml", *(f"{language}.{kind}" for language in LANGUAGES for kind in ("md", "toml"))]
    )
    assert run("build", "--lessons", folder) == 0
    capsys.readouterr()
    assert run("build", "--check", "--lessons", folder) == 0
    assert capsys.readouterr() == ("", "")
    built = {path.relative_to(folder.parent).as_posix() for path in folder.parent.rglob("*.ipynb")}
    assert built == {f"{kind}/{one}/city-bakery.ipynb" for kind in ("notebooks", "exercises") for one in LANGUAGES}


def test_a_lesson_outside_the_kit_is_opened(folder: Path) -> None:
    """Beside its notebooks a lesson of one's own is found like the kit's, which stay as they are."""
    place = folder.parent / "exercises" / "de"
    place.mkdir(parents=True)
    assert reader.read("city-bakery", "de", folder).numbers.order > max(
        reader.read(id, "de").numbers.order for id in reader.ids()
    )
    assert repr(tp.Lesson("city-bakery", "de", place)) == "City bakery"
    assert tp.Exercise("city-bakery", "lv", place).begin().text()
    assert repr(tp.Lesson("school-lunch", "de", place)) == reader.read("school-lunch", "de").words.title
    with pytest.raises(KitError):
        tp.Lesson("city-bakery", "de", folder.parents[1])


def test_ones_own_case(folder: Path) -> None:
    """With the sample at the end of lesson.toml taken in, what it still needs is named; with that, it is the case."""
    own = folder / "city-bakery"
    text = (own / "lesson.toml").read_text(encoding="utf-8")
    kept, _, sample = text.replace("[case]\nstages = []", "").partition("# [[case.stages]]")
    sample = "\n".join(line.removeprefix("# ") for line in f"# [[case.stages]]{sample}".splitlines() if line != "#")
    (own / "lesson.toml").write_text(kept + sample, encoding="utf-8")
    named = "".join(problem.text for problem in reader.problems("city-bakery", "en", folder, words.of("en")))
    for needed in ("case.stages: “hear”", "case.activities: “shop_window”", "improvement"):
        assert needed in named
    ids = ("bake", "shop_window", "feel_hungry", "ask_about_nuts", "call_to_order")
    told = "".join(f'[case.activities.{id}]\nname = "{id}"\nwhy = "x"\n' for id in ids)
    told += '[case.stages]\nhear = "Hear"\nchoose = "Choose"\n[improvement]\nname = "x"\nproblem = "y"\nbecause = "z"\n'
    with open(own / "en.toml", "a", encoding="utf-8") as file:
        file.write(told)
    lesson = reader.read("city-bakery", "en", folder)
    assert [one.id for one in lesson.case.touchpoints] == ["shop_window", "ask_about_nuts", "call_to_order"]
    assert [one.name for one in lesson.improved.touchpoints if one.new] == ["x"] and not lesson.chosen_by_class


def test_every_mistake_is_listed(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """`build --check` names every mistake with file, line and remedy, a line each, and exits 1; `build` names the first
    and exits 2."""
    own = folder / "city-bakery"
    replaced("de.md", "<!-- map.task", "<!-- map.taks")(own)
    replaced("lv.md", "{{rubric}}", "{{rubrik}}")(own)
    replaced("en.toml", "objective = ", "objektive = ")(own)
    capsys.readouterr()
    assert run("build", "--check", "--lessons", folder) == 1
    lines = capsys.readouterr().err.splitlines()
    for named in ("map.task", "map.taks", "rubrik", "objektive", "objective"):
        assert any(named in line and str(own) in line and ", line " in line for line in lines), named
    assert run("build", "--lessons", folder) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("id", ["", "Bakery", "my bakery", "../bakery", "bäckerei", "-x", "x" * 41, "a.b", "con/x", "con", "com1"])
def test_a_strange_id_is_refused(id: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """An id that is no plain name is one line that says what to write, and nothing is made."""
    assert run("new", "--lessons", tmp_path / "x", "--", id) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1 and not (tmp_path / "x").exists()


@pytest.mark.parametrize("id", ["school-lunch", "city-bakery", "glossary"])
def test_a_taken_id_is_refused(id: str, folder: Path, capsys: pytest.CaptureFixture) -> None:
    """An id that a lesson of the kit or of this folder has already is refused, and what is there stays."""
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    capsys.readouterr()
    assert run("new", id, "--lessons", folder) == 2
    assert id in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before


def test_nothing_half_made_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk refuses in the middle, no lesson and nothing else is left behind."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scaffold, "_replace", full)
    with pytest.raises(OSError, match="space"):
        scaffold.begin("bakery", tmp_path / "lessons", words.of("en"))
    assert list((tmp_path / "lessons").iterdir()) == []


def test_no_lesson_in_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A folder without lessons is one line, exit 2."""
    assert run("build", "--lessons", tmp_path) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1

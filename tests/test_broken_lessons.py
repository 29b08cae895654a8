"""What a broken lesson folder says: every mistake with its file, its line and the remedy, all of them at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.files import toml_files
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import prose, quality, reader
from touchpoints.lessons.lesson import PLACEHOLDERS
from touchpoints.lessons.numbers import Numbers
from touchpoints.lessons.text import LessonText
from touchpoints.model.errors import KitError

ID, LATER = "school-lunch", "flat-tyre"  # the later one recalls questions of the other
OURS = reader.content() / "lessons" / ID
Change = Callable[[Path], None]


def replaced(name: str, old: str, new: str, pattern: bool = False) -> Change:
    """Breaks a file of a lesson in one place."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        changed = (
            re.sub(old, new, text, count=1, flags=re.MULTILINE | re.DOTALL) if pattern else text.replace(old, new, 1)
        )
        assert changed != text, "the test breaks nothing"
        (folder / name).write_text(changed, encoding="utf-8")

    return change


def deleted(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def spoilt(name: str) -> Change:
    return lambda folder: (folder / name).write_bytes(b"\xff\xfe\x00")


# What is broken: how, in which file, what the message has to name, and what stands on the line that it names ("" where
# the file is not there or cannot be read).
BROKEN = {
    "missing block": (
        replaced("de.md", r"^<!-- map\.task.*?(?=^<!-- )", "", pattern=True),
        "de.md",
        "map.task",
        "<!-- map.idea",
    ),
    "unknown block": (replaced("de.md", "<!-- map.task", "<!-- map.taks"), "de.md", "map.task", "<!-- map.idea"),
    "block twice": (replaced("de.md", "<!-- map.notes", "<!-- map.task"), "de.md", "map.task", "<!-- map.task"),
    "unknown fact": (
        replaced("de.md", "<!-- identify.explain F1", "<!-- identify.explain F99"),
        "de.md",
        "F99",
        "<!-- identify.explain F99",
    ),
    "unknown can": (replaced("de.md", "can:find", "can:fnid"), "de.md", "fnid", "can:fnid"),
    "unknown placeholder": (replaced("de.md", "{{roles}}", "{{rolls}}"), "de.md", "rolls", "{{rolls}}"),
    "missing prose": (deleted("de.md"), "de.md", "", ""),
    "missing words": (deleted("de.toml"), "de.toml", "", ""),
    "missing numbers": (deleted("lesson.toml"), "lesson.toml", "", ""),
    "prose of bytes": (spoilt("de.md"), "de.md", "UTF-8", ""),
    "words of bytes": (spoilt("de.toml"), "de.toml", "UTF-8", ""),
    "missing key": (replaced("de.toml", r"^objective = .*?\n", "", pattern=True), "de.toml", "objective", "title = "),
    "missing word": (
        replaced("de.toml", r'^first_sentence = "Hallo.*?\n', "", pattern=True),
        "de.toml",
        "scenes.sold_out.customer",
        "[scenes.sold_out.customer]",
    ),
    "missing id": (
        replaced("de.toml", r"^\[moods\]\nhurried = .*?$", "[moods]", pattern=True),
        "de.toml",
        "hurried",
        "[moods]",
    ),
    "unknown id": (replaced("de.toml", "[moods]", '[moods]\nsleepy = "müde"'), "de.toml", "sleepy", "sleepy = "),
    "unknown key": (replaced("de.toml", "summary = ", "sumary = "), "de.toml", "sumary", "sumary = "),
    "wrong type": (replaced("de.toml", r'^title = ".*?"$', "title = 5", pattern=True), "de.toml", "title", "title = 5"),
    "bad TOML": (replaced("de.toml", "summary = ", "summary "), "de.toml", "TOML", "summary "),
    "feeling 7": (replaced("lesson.toml", "feeling = -2", "feeling = 7"), "lesson.toml", "feeling", "feeling = 7"),
    "importance 0": (
        replaced("lesson.toml", "importance = 5", "importance = 0"),
        "lesson.toml",
        "importance",
        "importance = 0",
    ),
    "bad numbers": (replaced("lesson.toml", "order = 1", "order = "), "lesson.toml", "TOML", "order = "),
    "unknown direction": (
        replaced("lesson.toml", 'direction = "both"', 'direction = "up"'),
        "lesson.toml",
        "direction",
        'direction = "up"',
    ),
    "unknown scene": (
        replaced("lesson.toml", 'touchpoint = "till"', 'touchpoint = "tlil"'),
        "lesson.toml",
        "tlil",
        "[[scenes]]",
    ),
    "unknown answer": (replaced("lesson.toml", 'right = "c"', 'right = "z"'), "lesson.toml", "z", "[[quiz]]"),
    "unknown idea": (replaced("lesson.toml", 'map = "example"', 'map = "exmpl"'), "lesson.toml", "map", 'map = "exmpl"'),
    "unknown step": (
        replaced("lesson.toml", 'map = "example"', 'maps = "example"'),
        "lesson.toml",
        "maps",
        'maps = "example"',
    ),
    "unknown recall": (
        replaced("lesson.toml", "order = 1", 'order = 1\nrecall = ["no-such.sides"]'),
        "lesson.toml",
        "no-such.sides",
        "recall = ",
    ),
    "unknown question": (
        replaced("lesson.toml", "order = 1", 'order = 1\nrecall = ["online-shop.no-such"]'),
        "lesson.toml",
        "online-shop.no-such",
        "recall = ",
    ),
    "unknown rubric": (
        replaced("lesson.toml", 'discuss = "judge"', 'discuss = "jugde"'),
        "lesson.toml",
        "jugde",
        "[rubric]",
    ),
    "unknown stage": (replaced("lesson.toml", 'stage = "buy"', 'stage = "byu"'), "lesson.toml", "byu", "[improvement]"),
    "unknown new word": (
        replaced("lesson.toml", '"visibility"]', '"visability"]'),
        "de.toml",
        "visability",
        "title = ",
    ),
    "id twice": (replaced("lesson.toml", 'id = "website"', 'id = "poster"'), "lesson.toml", "poster", "[[case.stages]]"),
    "missing plan": (replaced("lesson.toml", "[plans.two]", "[plans.tow]"), "lesson.toml", "two", "[plans.short]"),
    "missing minutes": (replaced("lesson.toml", "identify = 6, ", ""), "lesson.toml", "identify", "minutes = "),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of lessons, with a copy of one of ours."""
    shutil.copytree(OURS, tmp_path / "lessons" / ID)
    return tmp_path / "lessons"


@pytest.mark.parametrize("what", BROKEN)
def test_broken_lessons(what: str, folder: Path) -> None:
    """A broken lesson is a line that names the file, the line that has to be mended, and the remedy."""
    change, file, named, on_line = BROKEN[what]
    change(folder / ID)
    found = reader.problems(ID, "de", folder, words.of("de"))
    assert any(named in problem.text for problem in found)
    problem = next(problem for problem in found if named in problem.text)
    said = problem.said(words.of("de"))
    assert problem.file == folder / ID / file and said.startswith(str(problem.file))
    assert "\n" not in said and re.search(r"[.!]$", said)
    if on_line:
        assert on_line in problem.file.read_text(encoding="utf-8").splitlines()[problem.line - 1]


@pytest.mark.parametrize("what", sorted(BROKEN.keys() - {"missing numbers"}))
def test_a_broken_lesson_is_not_opened(what: str, folder: Path) -> None:
    """Reading a broken lesson raises KitError with the first mistake, in the language asked for."""
    BROKEN[what][0](folder / ID)
    with pytest.raises(KitError) as error:
        reader.read(ID, "de", folder)
    assert str(error.value) == reader.problems(ID, "de", folder, words.of("de"))[0].said(words.of("de"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_lesson_has_no_problems(language: str) -> None:
    """In our own lessons nothing is wrong."""
    for id in reader.ids():
        assert reader.problems(id, language, OURS.parent, words.of(language)) == []


RECALLED = {  # what is broken in a lesson from which another one recalls two questions, and how many of them are left
    "bad numbers": (BROKEN["bad numbers"][0], 0),
    "feeling 7": (BROKEN["feeling 7"][0], 0),
    "missing words": (BROKEN["missing words"][0], 0),
    "wrong type": (BROKEN["wrong type"][0], 0),
    "question without words": (replaced("de.toml", r"^\[quiz\.sides\].*?(?=^\[quiz\.way\])", "", pattern=True), 1),
    "answer without words": (replaced("de.toml", "quiz.sides.answers.c", "quiz.sides.answers.d"), 1),
    "a missing block": (BROKEN["missing block"][0], 2),
}


@pytest.mark.parametrize("what", RECALLED)
def test_a_broken_lesson_breaks_no_other(what: str, folder: Path) -> None:
    """A lesson that recalls questions of a broken one is not to blame: it opens without those that cannot be read, and
    the checklist goes on to name the mistakes of both."""
    later = shutil.copytree(OURS.parent / LATER, folder / LATER)
    change, left = RECALLED[what]
    change(folder / ID)
    assert reader.problems(LATER, "de", folder, words.of("de")) == []
    lesson = reader.read(LATER, "de", folder)
    shown = prose.block(lesson, "start.question") + prose.recall_answers(lesson)
    assert len(lesson.recall) == left and all(shown.count(one.text.question) == 1 for one in lesson.recall)
    replaced("de.md", "<!-- map.task", "<!-- map.taks")(later)
    named = [problem.file.parent.name for problem in quality.review(folder, words.of("de"))]
    assert set(named) == {ID, LATER} and named.count(LATER) == 2


def test_a_broken_glossary_is_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mistake in the glossary is named once, in all languages, and no lesson is told that it lacks the words;
    what is wrong with the lessons is named beside it."""
    for id in (LATER, "glossary"):
        shutil.copytree(OURS.parent / id, folder / id)
    monkeypatch.setattr(reader, "content", lambda: folder.parent)
    replaced("de.toml", "meaning = ", "meening = ")(folder / "glossary")
    replaced("lv.toml", "term = ", "term ")(folder / "glossary")
    replaced("de.md", "{{roles}}", "{{rolls}}")(folder / ID)
    found = quality.review(folder, words.of("en"))
    assert sorted(f"{one.file.parent.name}/{one.file.name}" for one in found) == [
        *["glossary/de.toml"] * 2, "glossary/lv.toml", f"{ID}/de.md",
    ]  # fmt: skip
    assert len({problem.text for problem in found}) == 4
    with pytest.raises(KitError, match="glossary"):
        reader.read(LATER, "de", folder)


def test_all_mistakes_are_named(folder: Path) -> None:
    """Mistakes in all three files, several in each, are all named at once, however deep they lie."""
    for change in (
        replaced("de.toml", "objective = ", "objektive = "),
        replaced("de.toml", 'title = "M', 'titel = "M'),
        replaced("de.toml", "reason = ", "raeson = "),
        replaced("de.toml", "stretch = ", "strech = "),
        replaced("lesson.toml", "feeling = -2", "feeling = 7"),
        replaced("lesson.toml", 'direction = "both"', 'direction = "up"'),
        replaced("lesson.toml", "touchpoints = 5", "touchpoints = 99"),
        replaced("de.md", "F1 F2", "F1 F22"),
        replaced("de.md", "<!-- map.notes", "<!-- map.task"),
        replaced("de.md", "{{help}}", "{{halp}}"),
    ):
        change(folder / ID)
    said = "\n".join(problem.said(words.of("en")) for problem in reader.problems(ID, "de", folder, words.of("en")))
    for named in ("objektive", "objective", "titel", "“title”", "raeson", "“reason”", "strech", "“stretch”", "feeling",
                  "direction", "touchpoints", "F22", "map.task"):  # fmt: skip
        assert named in said, named


@pytest.mark.parametrize("kind", [Numbers, LessonText])
@given(data=st.data())
def test_any_key_taken_out_is_missed(kind: type, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever line with a key is taken out of a file, reading it ends with a value or with problems on lines that the
    file has; it never fails."""
    source = OURS / ("lesson.toml" if kind is Numbers else "en.toml")
    lines = source.read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if re.match(r"\w+ = ", line) and not line.endswith("[")]
    gone = data.draw(st.sets(st.sampled_from(keys), min_size=1, max_size=3))
    path = tmp_path_factory.mktemp("x") / source.name
    path.write_text("\n".join(line for number, line in enumerate(lines) if number not in gone), encoding="utf-8")
    value, problems = toml_files.decode(path, kind, words.of("lv"))
    assert value is not None or problems
    assert all(1 <= problem.line <= len(lines) for problem in problems)


def test_line_of() -> None:
    """The line of a place is its own where it has one, else that of the table or item around it."""
    text = (
        'a = 1\n[b.c]\nd = 2\n[[e]]\nid = "x"\nf = [\n  { g = 1 },\n  { g = 2 },\n]\n[[e]]\nid = "y"\n[[e.h]]\ni = 1\n'
    )
    expected = {
        ("a",): 1, ("b", "c", "d"): 3, ("b", "c", "z"): 2, ("e", 0, "id"): 5, ("e", 0, "f", 1, "g"): 8,
        ("e", 1, "id"): 11, ("e", 1, "h", 0, "i"): 13, ("e", 1): 10, ("z",): 1, (): 1,
    }  # fmt: skip
    assert {place: toml_files.line_of(text, place) for place in expected} == expected


def test_placeholders_are_filled() -> None:
    """prose.py fills every placeholder that a lesson may use."""
    assert set(prose._PLACEHOLDERS) == set(PLACEHOLDERS)

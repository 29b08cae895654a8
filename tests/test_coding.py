"""The optional coding task at the end of an exercise: its text, its two lines, and what they find out."""

from __future__ import annotations

import ast
import contextlib
import html
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from msgspec.structs import replace
from test_broken_lessons import Change, replaced
from test_cli import Run, run  # noqa: F401  (a fixture)

import touchpoints as tp
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import readability, reader, scaffold
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import Found, Rating, Steps, journey_after, journey_before
from touchpoints.publish import guide
from touchpoints.publish.guide import markup

EVERY = [(id, language) for id in reader.ids() for language in LANGUAGES]
SPAN = re.compile(r"`([^`]*)`")
ID, OURS = "school-lunch", reader.content() / "lessons"


@pytest.fixture(params=EVERY, ids="-".join)
def lesson(request: pytest.FixtureRequest) -> LessonContent:
    """Every lesson in every language."""
    return reader.read(*request.param)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Somebody's folder with a copy of one of our lessons."""
    shutil.copytree(OURS / ID, tmp_path / "lessons" / ID)
    return tmp_path / "lessons"


def done(code: str, work: object) -> tuple[Any, str]:
    """What a cell with this code shows: the value of its last line, and what it prints."""
    *first, last = ast.parse(code).body
    names, printed = {"work": work}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(first, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), "cell", "eval"), names), printed.getvalue()
        exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return None, printed.getvalue()


# The text.


def test_the_task_is_short_and_names_what_it_takes(lesson: LessonContent) -> None:
    """The task is two to four sentences. Every name of the two lines that is not Python's own or theirs stands in it as
    code, and none of its code is a line of the solution."""
    text, code = lesson.blocks["finish.code"].text, lesson.numbers.coding
    told = set(re.findall(r"\w+", " ".join(SPAN.findall(text))))
    asked = {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
    asked |= {one.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom) for one in node.names}
    assert asked and asked <= told
    assert not any(span.strip() in code.split("\n") or " " in span for span in SPAN.findall(text))
    assert 2 <= len(readability.sentences(text)) <= 4


@pytest.mark.parametrize("id", reader.ids())
def test_languages_name_the_same(id: str) -> None:
    """The three texts have the same pieces of code."""
    found = [sorted(SPAN.findall(reader.read(id, language).blocks["finish.code"].text)) for language in LANGUAGES]
    assert found[0] == found[1] == found[2]


# The two lines.


def test_two_lines_that_run(lesson: LessonContent, tmp_path: Path) -> None:
    """They are two, and run on the exercise as it is before anybody works."""
    lines = lesson.numbers.coding.splitlines()
    assert len(lines) == 2 and max(map(len, lines)) <= 100
    done(lesson.numbers.coding, tp.Exercise(lesson.id, lesson.language, tmp_path))


def test_unrated_touchpoints_are_no_error(lesson: LessonContent) -> None:
    """They run on touchpoints that have neither feeling nor importance, and that lie in no stage."""
    found = tuple(replace(one, channel="") for one in reader.solution(lesson.id, lesson.language).identify.touchpoints)
    done(lesson.numbers.coding, mapped(Steps(identify=replace(Steps().identify, touchpoints=found)), lesson))


def mapped(steps: Steps, lesson: LessonContent) -> object:
    """What of an exercise the tasks use, with somebody's work in it."""
    before, after = (draw(steps, lesson.empty) for draw in (journey_before, journey_after))
    return SimpleNamespace(journey=before, journey_after=after)


def touchpoints(steps: Steps) -> list[Found]:
    return [one for one in steps.identify.touchpoints if one.visible_to == "both"]


def feeling(steps: Steps, one: Found) -> int:
    return steps.discuss.ratings[one.id].feeling


def channels(value: dict, printed: str, steps: Steps) -> bool:
    """Each channel with how many touchpoints it has."""
    used = [one.channel for one in touchpoints(steps)]
    return value == {channel: used.count(channel) for channel in used}


def lowest(value: None, printed: str, steps: Steps) -> bool:
    """The lowest of all feelings before, and after."""
    rated = [(feeling(steps, one), one.name) for one in touchpoints(steps)]
    ideas = [(idea.feeling, idea.touchpoint.name) for idea in steps.design.ideas]
    name, low = ast.literal_eval(printed.splitlines()[0])
    name_after, low_after = ast.literal_eval(printed.splitlines()[1])
    right = (low, name) in rated and low == min(rated)[0]
    return right and (low_after, name_after) in rated + ideas and low_after == min(rated + ideas)[0]


def sides(value: dict, printed: str, steps: Steps) -> bool:
    """How much both sides see, and how much only one."""
    hidden = [one.visible_to for one in steps.identify.touchpoints if one.visible_to != "both"]
    expected = {side: hidden.count(side) for side in hidden}
    return len(expected) == 2 and value == {"both": len(steps.identify.touchpoints) - len(hidden), **expected}


def worst_first(value: list, printed: str, steps: Steps) -> bool:
    """All touchpoints; no feeling is worse than one before it."""
    feelings = {one.name: feeling(steps, one) for one in touchpoints(steps)}
    return sorted(value) == sorted(feelings) and [feelings[name] for name in value] == sorted(feelings.values())


def urgent(value: list, printed: str, steps: Steps) -> bool:
    """What is important and feels bad; there is some, and it is not all."""
    bad = {id for id, rating in steps.discuss.ratings.items() if rating.feeling in (-1, -2)}
    important = {id for id, detail in steps.map.details.items() if detail.importance in (4, 5)}
    names = {one.name for one in touchpoints(steps) if one.id in bad & important}
    return set(value) == names and 0 < len(value) < len(touchpoints(steps))


def to_the_club(value: tuple, printed: str, steps: Steps) -> bool:
    """How many go to the club, and of how many."""
    ways = [one.direction for one in touchpoints(steps)]
    return value == (ways.count("from_customer"), len(ways)) and value[0] > 0


def by_stage(value: None, printed: str, steps: Steps) -> bool:
    """A line for each stage: its name, the feelings of its touchpoints."""
    both = {one.id for one in touchpoints(steps)}
    feelings = {id: rating.feeling for id, rating in steps.discuss.ratings.items()}
    stages = [(stage.name, [feelings[id] for id in stage.order if id in both]) for stage in steps.map.stages]
    return printed.splitlines() == [f"{name} {felt}" for name, felt in stages]


TRUE: dict[str, Callable[[Any, str, Steps], bool]] = {
    "school-lunch": channels,
    "online-shop": lowest,
    "flat-tyre": sides,
    "our-school": worst_first,
    "one-customer-three-departments": urgent,
    "stay-in-touch": to_the_club,
    "your-own": by_stage,
}


def test_they_find_out_what_is_true(lesson: LessonContent) -> None:
    """Of the model solution they say what one finds in its steps by looking there oneself."""
    steps = reader.solution(lesson.id, lesson.language)
    assert TRUE[lesson.id](*done(lesson.numbers.coding, mapped(steps, lesson)), steps)


def test_an_unrated_touchpoint_is_sorted_in_the_middle() -> None:
    """In the lesson that sorts, what has no feeling stands between bad and good."""
    lesson = reader.read("our-school", "en")
    names = {"a": 1, "b": None, "c": -1}
    found = tuple(Found(id=id, name=id) for id in names)
    ratings = {id: Rating(feeling=value) for id, value in names.items()}
    steps = Steps(
        identify=replace(Steps().identify, touchpoints=found), discuss=replace(Steps().discuss, ratings=ratings)
    )
    assert done(lesson.numbers.coding, mapped(steps, lesson))[0] == ["c", "b", "a"]


# A lesson of one's own.


def without(folder: Path) -> None:
    """Takes the task out of a lesson, and leaves its text."""
    replaced("lesson.toml", r"^coding = '''.*?'''$", "", pattern=True)(folder)


def test_a_lesson_needs_no_task(own: Path) -> None:
    """Without two lines and text a lesson is whole, and its guide does not speak of coding; a lesson just begun has
    both."""
    without(own / ID)
    for language in LANGUAGES:
        replaced(f"{language}.md", r"^<!-- finish.code -->.*?(?=<!-- finish.notes)", "", pattern=True)(own / ID)
    assert [reader.problems(ID, language, own, words.of("en")) for language in LANGUAGES] == [[], [], []]
    assert words.of("en")("coding.title") not in guide.page(reader.read(ID, "en", own))
    scaffold.begin("bakery", own, words.of("en"))
    assert reader.read("bakery", "lv", own).numbers.coding and "finish.code" in reader.read("bakery", "lv", own).blocks


WRONG: dict[str, tuple[Change, str, str]] = {
    "broken Python": (replaced("lesson.toml", "Counter(each", "Counter((each"), "lesson.toml", "coding"),
    "a null character": (replaced("lesson.toml", r"^coding = '''.*?'''$", r'coding = "a\\u0000"', True), "lesson.toml",
                         "coding"),
    "three lines": (replaced("lesson.toml", "import Counter", "import Counter\npass"), "lesson.toml", "coding"),
    "a long line": (replaced("lesson.toml", "Counter(each", f"Counter({' ' * 60}each"), "lesson.toml", "coding"),
    "no text": (replaced("lv.md", "<!-- finish.code -->", ""), "lv.md", "finish.code"),
    "a text alone": (without, "en.md", "finish.code"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named(what: str, own: Path, run: Run) -> None:  # noqa: F811
    """`touchpoints build --check` names what is wrong with a task in one line, with file and key; nothing is built."""
    change, file, key = WRONG[what]
    change(own / ID)
    ended = run("build", "--check", "--lessons", own)
    lines = ended.err.splitlines()
    assert ended.code == 1 and [file in line and key in line for line in lines if file in line] == [True]
    assert len(lines) == (3 if what == "a text alone" else 1)  # in each language there is one


def test_broken_python_stops_nobody(own: Path) -> None:
    """Two lines that this Python does not accept, though another may, are no reason not to open the lesson."""
    replaced("lesson.toml", "Counter(each", "Counter((each")(own / ID)
    assert reader.read(ID, "de", own).id == ID


# On paper.


def test_on_the_page(lesson: LessonContent) -> None:
    """The page beside the notebook has the task and its two lines as code, and no mark of Markdown is left."""
    page = guide.page(lesson)
    assert f'<code class="language-python">{html.escape(lesson.numbers.coding, quote=True)}\n</code>' in page
    for span in SPAN.findall(lesson.blocks["finish.code"].text):
        assert f"<code>{html.escape(span)}</code>" in page
    assert "`" not in page and words.of(lesson.language)("coding.title") in page


def test_in_the_guide() -> None:
    """The guide has the same below its heading, each of the two lines on a line of its own; no mark is left."""
    lesson = reader.read("your-own", "en")
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(guide.pdf(lesson))]
    (page,) = (text for text in pages if words.of("en")("coding.title") in text)
    lines = [line.strip() for line in page.splitlines()]
    assert all(line.strip() in lines for line in lesson.numbers.coding.splitlines())
    assert all(span in page for span in SPAN.findall(lesson.blocks["finish.code"].text)) and "`" not in "".join(pages)


def test_code_keeps_its_blanks() -> None:
    """Of code every blank is set, a tab as blanks; a letter of no typeface is a box, as everywhere."""
    nodes = markup.blocks("Say `a  b`.\n\n```python\nfor x in y:\n\tprint(  '漢')\n```", "en")
    assert [part.get("code") for node in nodes for part in node["parts"]] == [
        None, "a  b", None, "for x in y:\n    print(  '□')",
    ]  # fmt: skip
    assert nodes[0]["lead"] and markup.text_of(nodes[0]["parts"]) == "Say a  b."

"""`work.check()`, the steps' own state and `touchpoints check`: the rubric said, in a notebook, on the page and on a
terminal; and the model solutions as files."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import pytest
from honest import solution
from hypothesis import given
from msgspec.structs import replace
from strategies import HOSTILE, works
from test_broken_lessons import replaced
from test_cli import Run, run  # noqa: F401  (a fixture)

import touchpoints as tp
from touchpoints import rubric
from touchpoints.files import json_files
from touchpoints.jupyter import workspace
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import quality, reader, scaffold
from touchpoints.model.errors import KitError
from touchpoints.model.work import DEFAULT_PLAN, STEPS, Found, Identify, Steps, Work
from touchpoints.publish import notebooks
from touchpoints.rubric import FOR_TEACHER, TOP
from touchpoints.rubric.feedback import Feedback
from touchpoints.storage import places

ID = "school-lunch"
OURS = reader.content() / "lessons"
QUOTES = "[„“‚‘”’]"  # inside others they change


def work(steps: Steps = Steps(), **fields: object) -> Work:
    return Work(
        **{"lesson": ID, "language": "de", "nickname": "Fuchs", "id": "1", "plan": "two", "steps": steps, **fields}
    )


@cache
def solved(language: str = "de") -> Steps:
    return solution(ID, language)


def feedback(steps: Steps, language: str = "de", plan: str = "two") -> Feedback:
    say = words.of(language)
    return Feedback(rubric.assess(steps, reader.read(ID, language), plan, say), say)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a work as a file, with what else somebody may have typed into it."""

    def written(one: Work, **more: object) -> Path:
        path = tmp_path / "fuchs.work.json"
        data = json.loads(json_files.encode(one))
        for key, value in more.items():
            at = data
            *way, last = key.split("__")
            for part in way:
                at = at.setdefault(part, {})
            at[last] = value
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path

    return written


# On a terminal.


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finished_work_ends_with_0(run: Run, write: Callable, language: str) -> None:  # noqa: F811
    """A work in which nothing is missing ends with 0; each step is said in the work's own language, with its bar."""
    done = run("check", write(work(solved(language), language=language)))
    say = words.of(language)
    assert (done.code, done.err) == (0, "")
    assert [line for line in done.out.splitlines() if line.startswith("●●●")] == [
        f"●●● {say(f'{step}.title')} – {say('level.of', number='3', most='3', word=say('level.3'))}" for step in STEPS
    ]


def test_an_unfinished_work_ends_with_1(run: Run, write: Callable) -> None:  # noqa: F811
    """While something is missing the command ends with 1 and says what to do next: three points a step at most."""
    for steps in (Steps(), replace(solved(), role_play=Steps().role_play)):
        done = run("check", write(work(steps)))
        assert (done.code, done.err) == (1, "")
        assert words.of("de")("role_play.no_scene") in done.out
    parts = re.split(r"^[●○]{3} ", run("check", write(work(Steps(identify=solved().identify)))).out, flags=re.MULTILINE)
    assert all(part.count("\n    – ") <= 3 for part in parts)


def test_another_language(run: Run, write: Callable) -> None:  # noqa: F811
    """`--language` says the same in another language; what the student wrote stays."""
    path = write(work(Steps(identify=solved().identify)))
    english, own = run("check", path, "--language", "en"), run("check", path)
    first = solved().identify.touchpoints[0].name
    for said, language in ((english, "en"), (own, "de")):
        assert words.of(language)("open.feeling", name=first) in said.out
    assert [line[:3] for line in english.out.splitlines()][1] == [line[:3] for line in own.out.splitlines()][1] == "●●●"


def test_for_machines(run: Run, write: Callable) -> None:  # noqa: F811
    """`--json` gives levels, criteria, open points, what is noticed and what is left to a person, sorted, as UTF-8."""
    steps = replace(solved("lv"), role_play=replace(solved("lv").role_play, conclusion="labi labi labi"))
    done = run("check", write(work(steps, language="lv", nickname="Ķipars")), "--json")
    data = json.loads(done.out)
    assert (
        done.code == 1
        and "Ķipars" in done.out
        and done.out == json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
    assert {key: data[key] for key in ("lesson", "language", "nickname", "plan")} == {
        "lesson": ID, "language": "lv", "nickname": "Ķipars", "plan": "two",
    }  # fmt: skip
    assert data["steps"]["identify"] == {
        "level": TOP, "of": TOP, "open": [],
        "criteria": {"touchpoints": TOP, "directions": TOP, "channels": TOP, "one_side": TOP},
    }  # fmt: skip
    assert data["steps"]["role_play"]["level"] == 2 and len(data["steps"]["role_play"]["open"]) == 2
    assert [(one["step"], one["kind"]) for one in data["noticed"]] == [("role_play", "padded")]
    assert {step: [one["criterion"] for one in asked] for step, asked in data["for_teacher"].items()} == {
        step: list(names) for step, names in FOR_TEACHER.items()
    }
    assert all(one["mark"] is None for asked in data["for_teacher"].values() for one in asked)


ODD = {
    "marks of one's own": {"extra__marks": {"identify": 3}, "extra__level": 3, "extra__plan": "short"},
    "a clock in the future": {"saved_at": "9999-12-31T23:59:59"},
    "no clock": {"saved_at": "yesterday\u0007"},
    "another plan": {"extra__plan": ["short"]},
    "a language that we lack": {"language": "fr"},
    "a scene that is gone": {"steps__role_play__scene": "gone\u001b[2J"},
    "a rating of nothing": {"steps__discuss__ratings": {"nobody": {"feeling": 2, "why": "x" * 2000}}},
    "an order of nothing": {"steps__map__stages": [{"id": "hear", "order": ["nobody", "nobody"]}]},
    "an id of somebody else": {"id": "../../../etc/passwd"},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_files_get_no_false_mark(run: Run, write: Callable, odd: str) -> None:  # noqa: F811
    """Whatever is edited into a file without work, no step gets a level by it, and nothing crashes."""
    done = run("check", write(work(), **ODD[odd]), "--json")
    assert (done.code, done.err) == (1, "")
    assert {one["level"] for one in json.loads(done.out)["steps"].values()} == {0}


BAD = {
    "marks in the work": ({"marks": {"identify": 3}}, "marks"),
    "marks in a step": ({"steps__identify__level": 3}, "level"),
    "a feeling of 5": ({"steps__discuss__ratings": {"t1": {"feeling": 5}}}, "feeling"),
    "an id twice": ({"steps__identify__touchpoints": [{"id": "a", "name": "x"}, {"id": "a", "name": "y"}]}, "'a'"),
    "a text that is too long": ({"steps__role_play__conclusion": "x" * 2001}, "conclusion"),
    "10 MB": ({"steps__role_play__conclusion": "x" * 10_000_000}, "fuchs.work.json"),
    "an unknown lesson": ({"lesson": "no-such"}, "school-lunch"),
    "a lesson above": ({"lesson": "../lessons/school-lunch"}, "school-lunch"),
    "a newer format": ({"format": "touchpoints.work/3"}, "touchpoints.work/3"),
}


@pytest.mark.parametrize(("bad", "language"), list(zip(BAD, cycle(LANGUAGES), strict=False)))
def test_bad_files_are_named(run: Run, write: Callable, bad: str, language: str) -> None:  # noqa: F811
    """A file that cannot be right is one line on stderr that says where, and the code 2."""
    more, named = BAD[bad]
    done = run("check", write(work(solved()), **more), "--language", language)
    assert (done.code, done.out) == (2, "") and done.err.count("\n") == 1 and named in done.err


@pytest.mark.parametrize("name", ["fox-school-lunch.work (1).json", "FOX.WORK.JSON", "fox.work.json.txt", "onlinetext"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_file_is_what_it_holds(run: Run, tmp_path: Path, name: str, encoding: str) -> None:  # noqa: F811
    """Browsers and platforms rename files, editors put a mark before them or write UTF-16: `check` and `draw` take them
    all the same."""
    text = json_files.encode(work(solved())).decode()
    mark = "\ufeff" if encoding == "utf-16-be" else ""  # the other encodings write their own
    (tmp_path / name).write_bytes((mark + text).encode(encoding))
    assert run("check", tmp_path / name, "--json").code == 0
    assert run("draw", tmp_path / name, "-o", tmp_path / "map.svg").code == 0


def test_a_lesson_of_the_kits_id_is_the_kits(run: Run, write: Callable, tmp_path: Path) -> None:  # noqa: F811
    """A copy of a lesson with lower thresholds, beside the file or above it, changes nobody's marks."""
    path = write(work(Steps(identify=Identify(touchpoints=solved().identify.touchpoints[:2]))))
    honest = run("check", path, "--json")
    for folder in (tmp_path, tmp_path.parent):
        shutil.copytree(OURS / ID, folder / "cheat" / ID)
        replaced("lesson.toml", "touchpoints = 8", "touchpoints = 1")(folder / "cheat" / ID)
    assert (folder / "cheat" / ID / "lesson.toml").read_text() != (OURS / ID / "lesson.toml").read_text()
    assert run("check", path, "--json") == honest


def test_what_is_no_work_file(run: Run, tmp_path: Path) -> None:  # noqa: F811
    """A file that is not there, of another kind, a folder, no JSON: one line on stderr, and the code 2."""
    (tmp_path / "a.work.json").write_text("{", "utf-8")
    (tmp_path / "b.work.json").mkdir()
    (tmp_path / "c.json").write_text("{}", "utf-8")
    for name in ("a.work.json", "b.work.json", "c.json", "d.work.json"):
        done = run("check", tmp_path / name)
        assert (done.code, done.out) == (2, "") and done.err.count("\n") == 1 and name in done.err


@given(works)
def test_any_work_is_said(one: Work) -> None:
    """Any work, of any lesson and with hostile texts, is said in words, as HTML and for machines."""
    lesson = reader.read(ID, one.language)
    said = Feedback(rubric.assess(one.steps, lesson, one.plan or DEFAULT_PLAN, words.of("lv")), words.of("lv"))
    assert str(said) and said.html() and json.dumps(said.data(one, "short"))
    assert [line for line in str(said).splitlines() if not line.replace("\u00a0", " ").isprintable()] == []


def test_a_lesson_of_ones_own(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """A work of a lesson of one's own is assessed by that lesson where one says where it lies, and else by none: another
    lesson of this name may lie beside the file."""
    scaffold.begin("bakery", tmp_path / "kit" / "mine", words.of("en"))
    path = tmp_path / "kit" / "work" / "bakery" / "fuchs.work.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(json_files.encode(work(lesson="bakery")))
    done = run("check", path, "--lessons", tmp_path / "kit" / "mine")
    assert done.code == 1 and done.out.startswith("Bakery · Fuchs · ")
    assert run("check", path).code == 2
    assert tp.read(path).touchpoints == []
    graded = tmp_path / "kit" / "autograded" / "fox" / "bakery"  # as nbgrader lays it
    graded.mkdir(parents=True)
    shutil.copy(path, graded)
    monkeypatch.setenv(places.GRADING_VARIABLE, "autograde")
    with pytest.raises(KitError):
        tp.Exercise("bakery", "en", graded)
    monkeypatch.setenv(places.LESSONS_VARIABLE, str(tmp_path / "kit" / "mine"))
    assert run("check", path).out == done.out
    assert tp.Exercise("bakery", "en", graded).nickname == "Fuchs"


# In a notebook.


class Shown(HTMLParser):
    """The words of an HTML text without those that are hidden from a screen reader, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.tags, self._hidden = [], [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append(tag)
        if tag != "br" and (self._hidden or ("aria-hidden", "true") in attributes):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and self._hidden:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden:
            self.words += data.split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("steps", [Steps(), "solved", "half"], ids=["empty", "solved", "half"])
def test_html_and_text_say_the_same(steps: Steps | str, language: str) -> None:
    """In HTML a screen reader gets the same words in the same order as the text has, without bars; there is no script,
    and the same work gives the same bytes."""
    if isinstance(steps, str):
        steps = solved(language) if steps == "solved" else Steps(identify=solved(language).identify)
    shown = feedback(steps, language)
    assert (str(shown), shown.html()) == (str(feedback(steps, language)), feedback(steps, language).html())
    say = words.of(language)
    text = re.sub(r"[●○]{3} |^    – |____ / 3  ", "", str(shown), flags=re.MULTILINE)
    once = [re.sub(rf"^ *{re.escape(say('check.for_teacher'))} ", "", line) for line in text.splitlines()]
    html = Shown(shown.html())
    told = " ".join(html.words).replace(say("check.for_teacher"), " ")
    assert told.split() == " ".join(once).split()
    assert set(html.tags) == {"div", "h3", "span", "p", "br", *(["ul", "li"] if "<ul>" in shown.html() else [])}
    assert "<ul>" in shown.html() or all(mark.level == TOP for mark in feedback(steps, language).marks.values())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_escaped(text: str) -> None:
    """A touchpoint's name is text in the HTML, whatever it holds."""
    shown = feedback(Steps(identify=Identify(touchpoints=(Found(id="a", name=text), Found(id="b", name=f"{text} 2")))))
    assert set(Shown(shown.html()).tags) <= {"div", "h3", "span", "p", "br", "ul", "li"}


def test_no_colour_of_its_own() -> None:
    """The bars are drawn in the text's colour, filled or empty: they are seen in either theme, and never by hue."""
    drawn = feedback(replace(solved(), role_play=Steps().role_play)).html()
    assert set(re.findall(r"(?:background|border)[^;\"]*", drawn)) == {
        "border:1px solid currentColor",
        "background:currentColor",
    }
    assert drawn.count("background:currentColor") == 4 * TOP and drawn.count("border:") == 5 * TOP


def test_built_notebooks_hold_the_words() -> None:
    """The built exercise holds what `work.check()` gives for an empty work, in words and as HTML."""
    built = notebooks.build(reader.read(ID, "lv"), "student")
    (cell,) = [one for one in built.cells if one.source.endswith("work.check()")]
    empty = feedback(Steps(), "lv")
    assert cell.outputs[0].data["text/plain"] == str(empty) and empty.html() in cell.outputs[0].data["text/html"]


def test_each_step_shows_its_own_state(tmp_path: Path) -> None:
    """A step's page has its level as a bar and in words, beside what comes next, and both follow the work; at the end it
    names what was found, in one sentence."""
    exercise = tp.Exercise(ID, "de", tmp_path)
    exercise._session.enter("Fuchs")
    say = words.of("de")
    panels = [getattr(exercise, step)() for step in STEPS]
    for steps, level, full in ((Steps(), 0, 0), (solved(), TOP, TOP)):
        exercise._session.change("identify", steps)
        for panel in panels:
            level_said = say("level.of", number=str(level), most=str(TOP), word=say(f"level.{level}"))
            assert level_said in panel.page and panel.page.count('class="tp-full"') == full
            assert (say("desk.next") in panel.page) is (level < TOP) is ("tp-done" not in panel.page)
    names = {one.name for one in exercise.journey_after.touchpoints} | {exercise._session.steps.role_play.conclusion}
    for panel in panels:
        done = html.unescape(re.search(r'class="tp-done"><strong>(.*?)</strong>', panel.page)[1])
        assert any(re.sub(QUOTES, "", name) in re.sub(QUOTES, "", done) for name in names), done


def test_it_is_assessed_once_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many steps are on the screen, a change is assessed once."""
    exercise = tp.Exercise(ID, "de", tmp_path)
    exercise._session.enter("Fuchs")
    shown = [getattr(exercise, step)() for step in STEPS]
    counted, assess = [], rubric.assess
    monkeypatch.setattr(rubric, "assess", lambda *args: counted.append(1) or assess(*args))
    exercise._session.change("identify", replace(exercise._session.steps, identify=solved().identify))
    assert exercise.check().open_points["discuss"] and len(counted) == 1 and len(shown) == len(STEPS)


# The model solutions as files.


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one lesson that may be broken."""
    shutil.copytree(OURS / ID, tmp_path / "mine" / ID)
    return tmp_path / "mine"


SOLUTION = "solution.de.toml"
BROKEN = {
    "no TOML": (lambda text: text + "\n[[[", ""),
    "an unknown field": (lambda text: text.replace("scene =", "scenery ="), "scenery ="),
    "a wrong feeling": (lambda text: text.replace("feeling = -2", "feeling = -3", 1), "feeling = -3"),
    "an unknown scene": (lambda text: re.sub(r'scene = ".*"', 'scene = "lost"', text), 'scene = "lost"'),
    "an unknown id in a stage": (lambda text: text.replace('order = ["t1"', 'order = ["tt"'), "order = [\"tt\""),
    "a rating of nothing": (lambda text: text.replace("t2 = { feeling", "tt = { feeling"), "tt = { feeling"),
    "an id twice": (lambda text: text.replace('id = "t2"', 'id = "t1"'), "[identify]"),
    "an unknown stage": (lambda text: text.replace('stage = "buy"', 'stage = "lost"'), 'stage = "lost"'),
    "an unknown touchpoint": (lambda text: text.replace('touchpoint = "i1"', 'touchpoint = "i9"'), 'touchpoint = "i9"'),
    "an unknown item": (lambda text: text.replace("greeted =", "greeting ="), "seen ="),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_solution_is_named(own: Path, broken: str) -> None:
    """A broken solution is an error with file and line for whoever asks for it, and one that `build --check` names; the
    lesson itself can still be read."""
    change, on_line = BROKEN[broken]
    path = own / ID / SOLUTION
    text = path.read_text("utf-8")
    assert change(text) != text
    path.write_text(change(text), "utf-8")
    with pytest.raises(KitError, match=rf"{SOLUTION}\D+\d+") as error:
        reader.solution(ID, "de", own)
    line = int(re.search(rf"{SOLUTION}\D+(\d+)", str(error.value))[1])
    assert on_line in path.read_text("utf-8").splitlines()[line - 1]
    assert reader.read(ID, "de", own).id == ID
    say = words.of("de")
    assert reader.problems(ID, "de", own, say)[0].said(say) == str(error.value)


def test_the_check_of_lessons_names_a_broken_solution(own: Path, run: Run) -> None:  # noqa: F811
    """`build --check` ends with 1 and one line for each mistake in a solution."""
    replaced(SOLUTION, "feeling = -2", "feeling = -3")(own / ID)
    done = run("build", "--check", "--lessons", own)
    assert done.code == 1 and f"{SOLUTION}, line " in done.err and done.err.count("\n") == 1


def test_a_missing_solution_is_no_error(own: Path) -> None:
    """A teacher's own lesson needs no solution; whoever asks for one is told that it is missing."""
    for path in (own / ID).glob("solution.*"):
        path.unlink()
    assert quality.review(own, words.of("en")) == []
    with pytest.raises(KitError, match=re.escape(SOLUTION)):
        reader.solution(ID, "de", own)
    with pytest.raises(KitError, match="school-lunch"):
        reader.solution("no-such", "de")
    with pytest.raises(KitError):
        reader.solution(ID, "fr")


def test_no_solution_reaches_a_student(tmp_path: Path) -> None:
    """In the folder that `open` makes there is no file and no sentence of any solution; nor in a lesson just begun."""
    workspace.update(tmp_path / "kit", student=False)
    scaffold.begin("bakery", tmp_path / "kit" / "mine", words.of("en"))
    every = [path for path in (tmp_path / "kit").rglob("*") if path.is_file()]
    assert len(every) > 20 and not [path for path in every if "solution" in path.name]
    text = "\n".join(path.read_text("utf-8", errors="replace") for path in every)
    for path in OURS.glob("*/solution.*.toml"):
        whys = [one.why for one in reader.solution(path.parent.name, path.name.split(".")[1]).discuss.ratings.values()]
        assert whys and not [why for why in whys if why in text]

"""The built notebooks and printable pages: in step, the same bytes every time, and stored outputs that nbval can hold
to."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from msgspec.structs import replace

from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import prose, reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import STEPS
from touchpoints.publish import guide, notebooks, notes
from touchpoints.storage import schemas

TESTS = Path(__file__).parent
BUILT = [(id, language, audience) for id in reader.ids() for language in LANGUAGES for audience in notebooks.FOLDERS]


@pytest.fixture(scope="module")
def built() -> dict[str, str]:
    """Every built file, made anew."""
    return dict(notebooks.built())


@pytest.fixture(params=BUILT, ids="-".join)
def notebook(request: pytest.FixtureRequest, built: dict[str, str]) -> nbformat.NotebookNode:
    """Each built notebook."""
    id, language, audience = request.param
    return nbformat.reads(built[f"{notebooks.FOLDERS[audience]}/{language}/{id}.ipynb"], as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def lesson_of(notebook: nbformat.NotebookNode) -> LessonContent:
    return reader.read(notebook.metadata.touchpoints.lesson, notebook.metadata.touchpoints.language)


# In step, and the same everywhere.


def test_committed_is_rebuilt(built: dict[str, str]) -> None:
    """The committed notebooks, pages and schemas are what the lessons give, byte for byte, and there are no others.
    (If this fails: touchpoints build)"""
    root = reader.content()
    stale = [
        name
        for name, text in built.items()
        if not (root / name).is_file() or (root / name).read_bytes() != text.encode()
    ]
    assert stale == []
    there = {
        path.relative_to(root).as_posix()
        for folder in ("notebooks", "exercises")
        for path in (root / folder).glob("*/*.*")
    }
    assert there | {f"src/touchpoints/storage/schemas/{name}" for name in schemas.KINDS} == set(built)


def test_another_process_gives_the_same_bytes(built: dict[str, str], tmp_path: Path) -> None:
    """A rebuild by another process, in another folder, language and order of hashing gives the same bytes (two lessons
    in one language are tried, for speed)."""
    code = "import sys; from touchpoints.lessons import reader; from touchpoints.publish import notebooks; "
    code += "from touchpoints.language import words; words.LANGUAGES = ('en',); "
    code += "reader.ids = lambda _: ['flat-tyre', 'your-own']; "
    code += "sys.stdout.buffer.write(repr(sorted(notebooks.built())).encode())"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LANG": "lv_LV.UTF-8", "LC_ALL": "lv_LV.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    tried = re.compile(r"\w+/en/(flat-tyre|your-own|glossary)\.|.*\.json$")
    english = sorted((name, text) for name, text in built.items() if tried.match(name))
    assert done.stdout.decode() == repr(english)
    assert list(tmp_path.iterdir()) == []


def skeleton(text: str, id: str, language: str) -> dict[str, tuple]:
    """A notebook's cells by name, without their prose, comments, lesson id and language."""
    notebook = nbformat.reads(text, as_version=4)
    return {
        cell.id.removeprefix(id): (
            cell.cell_type,
            cell.metadata,
            cell.get("execution_count"),
            _code(cell, id, language),
        )
        for cell in notebook.cells
    }


@pytest.mark.parametrize("id", reader.ids())
def test_same_code_in_every_language(id: str, built: dict[str, str]) -> None:
    """A lesson's notebooks have the same cells in the same order in every language, with the same code and settings."""
    for folder in notebooks.FOLDERS.values():
        first, *others = [skeleton(built[f"{folder}/{one}/{id}.ipynb"], id, one) for one in LANGUAGES]
        assert all(list(other.items()) == list(first.items()) for other in others)


def test_same_code_in_every_lesson(built: dict[str, str]) -> None:
    """The code of a cell is the same in every lesson; lessons differ in the cells that show their own idea."""
    for folder in notebooks.FOLDERS.values():
        all_of_them = {id: skeleton(built[f"{folder}/en/{id}.ipynb"], id, "en") for id in reader.ids()}
        for id, cells in all_of_them.items():
            ideas = reader.read(id, "en").numbers.ideas
            own = {f"-{step}-{kind}" for step in ideas for kind in ("idea", "explain")}
            rest = all_of_them["school-lunch"].keys() - {"-map-idea", "-map-explain"}
            assert set(cells) == rest | own
            for name in rest:
                assert cells[name][0] == all_of_them["school-lunch"][name][0]
                assert cells[name][3] == all_of_them["school-lunch"][name][3]


def _code(cell: nbformat.NotebookNode, id: str, language: str) -> str:
    """A code cell without its comment, lesson id and language."""
    lines = [line for line in cell.source.splitlines() if not line.startswith("#")] if cell.cell_type == "code" else []
    return "\n".join(lines).replace(f'"{id}", "{language}"', '"…", "…"')


# What is in them.


def test_valid(notebook: nbformat.NotebookNode) -> None:
    """Every notebook is valid by nbformat's own schema, and no two of its cells share an id."""
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_nothing_passes_silently(notebook: nbformat.NotebookNode) -> None:
    """No magics, no shell, no semicolon's silence, no tag that would keep nbval from comparing or failing."""
    for cell in notebook.cells:
        assert not cell.metadata.get("tags")
        assert "nbval" not in cell.source.lower() and "NBVAL" not in str(cell.metadata)
    for cell in code_cells(notebook):
        code = [line for line in cell.source.splitlines() if not line.startswith("# ")]
        assert not [line for line in code if re.search(r"^\s*[%!?]|[?;]\s*$", line)]
        compile(cell.source, cell.id, "exec")


def test_outputs_are_words(notebook: nbformat.NotebookNode) -> None:
    """Every code cell but the one in which students may code has one stored output, in words only: no picture, no widget
    view, no error. Points are a number and words."""
    for cell in (cell for cell in code_cells(notebook) if not cell.id.endswith("-your_code")):
        (output,) = cell.outputs
        assert output.output_type == "execute_result" and output.execution_count == cell.execution_count
        assert set(output.data) <= {"text/plain", "text/html"} and output.data["text/plain"].strip()
        assert "<img" not in output.data.get("text/html", "") and "data:" not in str(output.data)
    assert "widgets" not in notebook.metadata


def test_counts_rise(notebook: nbformat.NotebookNode) -> None:
    """The execution counts are whole numbers that rise, as after one run from the top."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert all(isinstance(count, int) for count in counts) and counts == sorted(set(counts))


def test_cells_are_folded_lines(notebook: nbformat.NotebookNode) -> None:
    """A code cell is one line under a comment in the reader's language, folded, and no stray key deletes or changes it, as
    with the texts; but the exercise's last one is open, and waits for two lines of a student who codes."""
    *folded, last = code_cells(notebook)
    if notebook.metadata.touchpoints.audience == "student":
        assert last.source == f"# {words.of(lesson_of(notebook).language)('coding.yours')}\n"
        assert "jupyter" not in last.metadata and "editable" not in last.metadata
    else:
        folded.append(last)
    for cell in folded:
        comment, line = cell.source.splitlines()
        assert comment.startswith("# ") and line
        assert cell.metadata["jupyter"]["source_hidden"]
    for cell in notebook.cells:
        assert cell.metadata["deletable"] is False
        assert cell.metadata.get("editable", True) is (cell.id.endswith("your_code"))


def test_the_five_steps_in_order(notebook: nbformat.NotebookNode) -> None:
    """The five steps stand in their order, each with its text, then its widget, which says itself in the lesson's
    language; and start comes first, finish last."""
    sections = [cell.id.removeprefix(f"{lesson_of(notebook).id}-").split("-")[0] for cell in notebook.cells]
    board = ["board"] if notebook.metadata.touchpoints.audience == "class" else []
    assert list(dict.fromkeys(sections)) == ["start", *STEPS, "finish", *board]
    say = words.of(lesson_of(notebook).language)
    cells = {cell.id.removeprefix(f"{lesson_of(notebook).id}-"): cell for cell in notebook.cells}
    for step in STEPS:
        assert cells[f"{step}-widget"].outputs[0].data["text/plain"].startswith(say(f"{step}.title"))
        assert list(cells).index(f"{step}-text") < list(cells).index(f"{step}-widget")


def test_one_instruction_first(notebook: nbformat.NotebookNode) -> None:
    """The first cell says how to run the notebook, without a picture and without any menu's wording."""
    first = notebook.cells[0]
    assert f'class="touchpoints-how">{words.of(lesson_of(notebook).language)("notebook.run")}<' in first.source
    assert "▸▸" in first.source and "attachments" not in first


def test_every_block_is_shown(notebook: nbformat.NotebookNode) -> None:
    """Both notebooks show every block but the notes, and no answer key but where before and after is the lesson's idea:
    the teacher's is projected. The task for those who code is the student's alone."""
    lesson, audience = lesson_of(notebook), notebook.metadata.touchpoints.audience
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for name in lesson.blocks:
        teachers = name == "start.teacher" or name.endswith(".notes")
        shown = audience == "student" if name == "finish.code" else not teachers
        assert (prose.block(lesson, name) in source) == shown, name
    assert prose.case(lesson) not in source and "lesson.case" not in str(notebook.cells)
    because = lesson.words.improvement.because if lesson.words.improvement else "no improvement"
    assert "compare" in lesson.numbers.ideas.values() or because not in str(notebook.cells)
    assert "{{" not in source


def _all_of(page: dict) -> str:
    """A page of the teacher's window, with all its tabs."""
    return "\n".join([page["notes"], *(one["html"] for one in (*page["answers"], *page["roles"]))])


def read_aloud(text: str) -> str:
    """The words of some HTML, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", reader.ids())
def test_the_teachers_window_has_what_the_notebook_lacks(id: str, language: str) -> None:
    """Whatever a lesson has for the teacher alone is in the window, on its step's page: every paragraph of the notes,
    every answer with its reason, both cards of every scene, each by itself, and every touchpoint of the case with its
    feeling."""
    lesson, say = reader.read(id, language), words.of(language)
    made = notes.notes(lesson, lambda step: f"/{step}.svg")
    pages = made["pages"]
    heard = {page: read_aloud(_all_of(one)) for page, one in pages.items()}
    for name, block in lesson.blocks.items():
        page, _, part = name.partition(".")
        if part in ("notes", "teacher"):
            for line in re.split(r"\n{2,}", block.text):
                if not re.search(r"^\{\{|[*`\[|]|^-", line):
                    assert " ".join(line.split()) in heard[page], (name, line)
    for one in lesson.words.misconceptions.values():
        assert read_aloud(one.say) in read_aloud(made["misconceptions"])
    assert {read_aloud(one.answer) in heard["finish"] for one in lesson.words.exit.values()} == {True}
    cards = [read_aloud(one["html"]) for one in pages["role_play"]["roles"]]
    for scene in lesson.words.scenes.values():
        for card in (scene.customer, scene.employee):
            assert sum(read_aloud(card.know) in shown for shown in cards) == 1
    if not lesson.chosen_by_class:
        lines = html.unescape(re.search(r'alt="([^"]*)"', _all_of(pages["map"]))[1]).splitlines()
        for one in lesson.case.touchpoints:
            assert any(one.name in line and say.feeling(one.feeling) in line for line in lines), one.id


def test_no_tag_of_a_lesson_comes_alive_on_the_page() -> None:
    """Whatever its author wrote into a lesson's title, question, words or prose is text on the page to print."""
    lesson, tag = reader.read(reader.ids()[0], "en"), "<script>alert(1)</script><img src=x onerror=alert(1)>"
    said = replace(lesson.words, title=tag, question=tag, objective=tag)
    spoilt = {name: f"{one.text}\n\n{tag}" for name, one in lesson.blocks.items()}
    page = guide.page(replace(lesson, words=said).adapted("two", {}, spoilt))
    tags = _Tags()
    tags.feed(page)
    assert not {"script", "img"} & {name for name, _ in tags.found} and page.count("&lt;script&gt;") > 3


# nbval's strength.


def _cell(notebook: nbformat.NotebookNode, name: str, number: int) -> nbformat.NotebookNode:
    """A copy of a cell under another id."""
    cell = nbformat.from_dict(next(cell for cell in notebook.cells if cell.id.endswith(name)).copy())
    return nbformat.from_dict(json.loads(json.dumps({**cell, "id": f"copy-{number}"})))


def _with_broken_outputs(notebook: nbformat.NotebookNode) -> tuple[nbformat.NotebookNode, list[bool]]:
    """A notebook of copied cells, some with one feeling or word changed in the stored output; and which must pass."""
    lesson = lesson_of(notebook)
    say = words.of(lesson.language)
    felt, title = say.feeling(lesson.example.touchpoints[0].feeling), say("identify.title")
    other = next(one for one in map(say.feeling, range(-2, 3)) if one not in felt)
    wanted = [
        ("start-setup", "", "", ""),
        ("map-idea", "", "", ""),
        ("map-idea", "text/plain", felt, other),
        ("map-idea", "text/html", felt, other),
        ("identify-widget", "", "", ""),
        ("identify-widget", "text/plain", title, "?"),
        ("identify-widget", "text/html", title, "?"),
    ]
    cells = []
    for number, (name, kind, old, new) in enumerate(wanted):
        cells.append(_cell(notebook, name, number))
        if kind:
            data = cells[-1].outputs[0].data
            assert old in data[kind], f"{name} does not say {old}"
            data[kind] = data[kind].replace(old, new, 1)
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata), [not kind for _, kind, _, _ in wanted]


def test_nbval_sees_a_changed_feeling(built: dict[str, str], tmp_path: Path) -> None:
    """nbval passes the cells as they are built, and fails a chart's or a widget's cell in which one feeling or word is
    another, in the plain words as in the HTML."""
    name = f"notebooks/lv/{reader.ids()[0]}.ipynb"
    broken, passing = _with_broken_outputs(nbformat.reads(built[name], as_version=4))
    nbformat.write(broken, tmp_path / "broken.ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "broken.ipynb",
        "-v",
        "-p",
        "no:cacheprovider",
        "--nbval",
        "--nbval-current-env",
    ]
    command += ["--nbval-cell-timeout=60", f"--nbval-sanitize-with={TESTS / 'nbval.cfg'}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    verdicts = re.findall(r"^\S*::Cell \d+ (PASSED|FAILED)", done.stdout, re.MULTILINE)
    assert [verdict == "PASSED" for verdict in verdicts] == passing, done.stdout[-3000:]


# The printable page.


class _Tags(HTMLParser):
    """Collects tags, attributes and whether every element that needs it is closed."""

    VOID = {"meta", "hr", "br", "img", "link", "input"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.found.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


@pytest.fixture(params=[(id, language) for id in reader.ids() for language in LANGUAGES], ids="-".join)
def page(request: pytest.FixtureRequest) -> tuple[LessonContent, str]:
    lesson = reader.read(*request.param)
    return lesson, guide.page(lesson)


def test_page_is_whole_and_harmless(page: tuple[LessonContent, str]) -> None:
    """The printable page is well-formed HTML in its language, without script, handler, frame or anything from
    outside."""
    lesson, text = page
    tags = _Tags()
    tags.feed(text)
    assert tags.open == [] and ("html", {"lang": lesson.language}) in tags.found
    assert not {tag for tag, _ in tags.found} & {"script", "iframe", "object", "embed", "link", "img", "form", "base"}
    for _, attributes in tags.found:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert "http" not in text and "//" not in text and "url(" not in text and "@import" not in text


def test_page_has_everything_for_paper(page: tuple[LessonContent, str]) -> None:
    """The page has the notes, both cards of every scene, the observers' items, the exit ticket with its answers and
    reasons, and the rubric; nothing on it needs a click."""
    lesson, text = page
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).replace("&amp;", "&").replace("&quot;", '"')
    cards = [card for scene in lesson.words.scenes.values() for card in (scene.customer, scene.employee)]
    inside = words.of(lesson.language).inside  # a first sentence stands in quotation marks
    expected = (
        [inside(card.first_sentence) for card in cards]
        + [card.want for card in cards]
        + list(lesson.words.observe.values())
    )
    expected += [level for levels in lesson.words.rubric.values() for level in levels]
    expected += [text for item in lesson.words.exit.values() for text in (item.question, item.answer, item.reason, item.wrong)]
    assert [one for one in expected if " ".join(one.split()) not in plain] == []
    assert "<details" not in text and "{{" not in text

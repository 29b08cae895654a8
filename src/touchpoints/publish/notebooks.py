"""Lessons → notebooks and exercises, with the words of their outputs.

What the cells do is written here once, for all lessons and languages; what they say comes from lessons/.
Cell ids come from lesson and block, outputs are computed without a kernel, so a rebuild gives the same bytes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from touchpoints import charts, rubric, steps
from touchpoints.language import words
from touchpoints.lessons import prose, reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Concept
from touchpoints.model.work import STEPS
from touchpoints.publish import guide, samples
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import schemas
from touchpoints.storage.places import FOLDERS

Audience = Literal["class", "student"]
GLOSSARY = "glossary.html"


class CodeCell(NamedTuple):
    """A code cell: its name, the catalogue entry of its comment, its line. `points`: what nbgrader gives for it at
    most; None for a cell that it leaves alone, 0 for one that it puts back as it was."""

    name: str
    comment: str
    line: str
    points: int | None = None


class TextCell(NamedTuple):
    """A Markdown cell: its title's catalogue entry, then blocks of prose. `said`: a text of ours that no lesson says
    otherwise, by its catalogue entry. `more`: the step of which more is told below, folded. `folded`: the summary's
    catalogue entry, where all of it opens with a click."""

    name: str
    blocks: tuple[str, ...] = ()
    title: str = ""
    folded: str = ""
    said: str = ""
    more: str = ""


SAMPLES = "identify.samples"  # no prose: touchpoints of the case as they look
# What switches to one's own map stands below the step in which it is made.
BELOW = ("compare", "departments", "directions", "priority", "visibility")


def layout(lesson: LessonContent, audience: Audience) -> Iterator[CodeCell | TextCell]:
    """The cells of a lesson, in order: the same for all, but for what shows the lesson's own idea."""
    teacher = audience == "class"
    name, kind = ("lesson", "Lesson") if teacher else ("work", "Exercise")
    setup = f'import touchpoints as tp; {name} = tp.{kind}("{{lesson}}", "{{language}}"); {name}.who()'
    yield CodeCell("start.setup", "notebook.setup", setup, points=None if teacher else 0)
    yield TextCell("start.question", ("start.question",))
    for step in STEPS:
        yield from _step(lesson, step, name)
    yield from _end_of_lesson(lesson) if teacher else _end_of_exercise(lesson)


def _step(lesson: LessonContent, step: str, name: str) -> Iterator[CodeCell | TextCell]:
    idea, explain = lesson.numbers.ideas.get(step), [f"{step}.explain"]
    if step == "identify":
        explain = [SAMPLES, "identify.example", *explain]  # first to look at, then what it is called
    before = idea and idea not in BELOW
    if before:
        yield TextCell(f"{step}.explain", (*explain, f"{step}.idea"), title=f"{step}.title")
        yield _idea(step, idea, name)
        explain = []
    title = "" if before else f"{step}.title"
    yield TextCell(f"{step}.text", (*explain, f"{step}.task"), title=title, more=step)
    yield CodeCell(f"{step}.widget", f"{step}.title", f"{name}.{step}()")
    if idea in BELOW:
        yield TextCell(f"{step}.explain", (f"{step}.idea",))
        yield _idea(step, idea, name)


def _idea(step: str, idea: Concept, name: str) -> CodeCell:
    """The cell that shows a lesson's idea in a step."""
    if idea == "example":
        return CodeCell(f"{step}.idea", "notebook.example", f'tp.draw({name}.example, "journey")')
    if idea in ("game", "begin"):
        return CodeCell(f"{step}.idea", f"{idea}.title", f"{name}.{idea}()")
    comment = "frequency.title" if idea == "frequency" else f"picture.{idea}"
    return CodeCell(f"{step}.idea", comment, f'{name}.picture("{idea}")')


def _end_of_exercise(lesson: LessonContent) -> Iterator[CodeCell | TextCell]:
    yield CodeCell("finish.check", "notebook.check", "work.check()")
    yield TextCell("finish.exit", ("finish.exit",), title="exit.title")
    yield CodeCell("finish.ticket", "exit.title", "work.exit()")
    yield CodeCell("finish.quiz", "quiz.title", "work.quiz()")
    yield CodeCell("finish.hand_in", "hand_in.title", "work.hand_in()")
    # What most skip: the points that nbgrader reads, and a task for those who code.
    yield TextCell("finish.points", said="points.explain", folded="points.title")
    for step in STEPS:
        line = f'import touchpoints as tp; tp.points("{step}", "{{lesson}}", "{{language}}", work)'
        yield CodeCell(f"{step}.points", f"{step}.title", line, points=rubric.TOP)
    if lesson.numbers.coding:
        yield TextCell("finish.code", ("finish.code",), folded="coding.title")
        yield CodeCell("finish.your_code", "coding.yours", "")


def _end_of_lesson(lesson: LessonContent) -> Iterator[CodeCell | TextCell]:
    """Notes and answers are in the teacher's window and in the guide: this notebook is projected."""
    yield TextCell("finish.exit", ("finish.exit",), title="exit.title")
    yield CodeCell("finish.ticket", "exit.title", "lesson.exit()")
    yield CodeCell("finish.quiz", "quiz.title", "lesson.quiz()")
    yield CodeCell("board.widget", "overview.title", "lesson.overview()")


def build(lesson: LessonContent, audience: Audience) -> nbformat.NotebookNode:
    """The notebook of a lesson for its audience, with outputs in words."""
    outputs = _outputs(lesson, audience)
    cells = [_start(lesson, audience)]
    for part in layout(lesson, audience):
        cells.append(_text(lesson, part) if isinstance(part, TextCell) else _code(lesson, part, outputs, len(cells)))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "touchpoints": {"lesson": lesson.id, "language": lesson.language, "audience": audience},
    }
    return new_notebook(cells=cells, metadata=metadata)


def built(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Every built file: its path below the content folder, such as "notebooks/de/school-lunch.ipynb", and its text."""
    for id in reader.ids(folder):
        for language in words.LANGUAGES:
            yield from files_of(reader.read(id, language, folder))
    for language in words.LANGUAGES:
        for name in FOLDERS.values():
            yield f"{name}/{language}/{GLOSSARY}", guide.glossary(language)
    if folder is None and schemas.FOLDER.is_relative_to(reader.content()):  # an installed copy is not built anew
        for name, kind in schemas.KINDS.items():
            yield (schemas.FOLDER / name).relative_to(reader.content()).as_posix(), schemas.schema(kind)


def files_of(lesson: LessonContent) -> Iterator[tuple[str, str]]:
    """The files of one lesson in one language: its notebooks, and the page to print."""
    for audience, name in FOLDERS.items():
        text = nbformat.writes(build(lesson, audience), indent=1, sort_keys=True) + "\n"
        yield f"{name}/{lesson.language}/{lesson.id}.ipynb", text
    yield f"notebooks/{lesson.language}/{lesson.id}.html", guide.page(lesson)


def _start(lesson: LessonContent, audience: Audience) -> nbformat.NotebookNode:
    """Title and the one instruction, for where the kit's half of JupyterLab is not there to run it and hide this."""
    say = words.of(lesson.language)
    lines = [f"# {lesson.words.title}", "", f'<h3 class="touchpoints-how">{say("notebook.run")}</h3>']
    links = [say("notebook.glossary", link=GLOSSARY)]
    if audience == "class":
        links.append(say("notebook.guide", link=f"{lesson.id}.html"))
    lines += ["", " · ".join(links)]
    return new_markdown_cell("\n".join(lines), id=_cell_id(lesson, "start.title"), metadata=_fixed())


def _text(lesson: LessonContent, part: TextCell) -> nbformat.NotebookNode:
    say = words.of(lesson.language)
    parts = [samples.image(lesson) if name == SAMPLES else prose.block(lesson, name) for name in part.blocks]
    if part.more:
        parts.append(prose.more(lesson, part.more))
    if part.said:
        parts.append(say(part.said))
    if part.name == "finish.code":
        parts.append(prose.fold(say("coding.one_way"), f"```python\n{lesson.numbers.coding.strip()}\n```"))
    text = "\n\n".join(filter(None, parts))
    if part.title:
        text = f"## {say(part.title)}\n\n{text}"
    if part.folded:
        text = prose.fold(say(part.folded), text)
    return new_markdown_cell(text, id=_cell_id(lesson, part.name), metadata=_fixed())


def _code(lesson: LessonContent, part: CodeCell, outputs: dict[str, Any], number: int) -> nbformat.NotebookNode:
    source = f"# {words.of(lesson.language)(part.comment)}\n{_line(lesson, part)}"
    metadata = {**_fixed(), "jupyter": {"source_hidden": True}} if part.line else {"deletable": False}
    if part.points is not None:
        metadata["nbgrader"] = _for_nbgrader(part)
    cell = new_code_cell(source, id=_cell_id(lesson, part.name), metadata=metadata, execution_count=number)
    if part.name in outputs:
        cell.outputs = [new_output("execute_result", data=outputs[part.name], execution_count=number)]
    return cell


def _for_nbgrader(part: CodeCell) -> dict[str, Any]:
    """What nbgrader wants to know of a cell, in its schema 3: nobody changes it, and the points for what it shows."""
    step = part.name.partition(".")[0]
    graded = {"points": part.points} if part.points else {}
    return {
        "grade": bool(graded), "grade_id": step, "locked": True, "schema_version": 3, "solution": False, "task": False,
        **graded,
    }  # fmt: skip


def _line(lesson: LessonContent, part: CodeCell) -> str:
    return part.line.replace("{lesson}", lesson.id).replace("{language}", lesson.language)


def _outputs(lesson: LessonContent, audience: Audience) -> dict[str, dict[str, str]]:
    """What each code cell shows, in words: the same lines are run here, in a folder without saved work."""
    tp = SimpleNamespace(draw=charts.in_words, points=steps.points)
    outputs: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as empty:
        kind = steps.Lesson if audience == "class" else steps.Exercise
        variable = "lesson" if audience == "class" else "work"
        names = {"tp": tp, variable: kind.opened(lesson, Path(empty))}
        for part in layout(lesson, audience):
            if isinstance(part, CodeCell) and part.line:
                shown = eval(
                    _line(lesson, part).split("; ")[-1], {"__builtins__": {}}, names
                )  # our own lines, nothing else
                outputs[part.name] = words_of_output(shown)
    return outputs


def words_of_output(shown: Any) -> dict[str, str]:
    """An output without pictures and widget views: text, and HTML whose pictures are their words."""
    if isinstance(shown, LessonWidget):
        return shown.at_rest(drawn=False)
    return shown if isinstance(shown, dict) else shown._repr_mimebundle_()


def _cell_id(lesson: LessonContent, name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9-_]", "-", f"{lesson.id}-{name}")[:64]


def _fixed() -> dict[str, Any]:
    """Stray keys in front of the class neither delete a cell of ours ("d d") nor change it ("m", "r", "y", Enter)."""
    return {"deletable": False, "editable": False}

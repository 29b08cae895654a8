"""The real nbgrader gives out our exercises, collects them, and gives the points of the rubric.

It lives in an environment of its own: `TOUCHPOINTS_NBGRADER` names its program, as .ci/run and CONTRIBUTING do.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import nbformat
import pytest
from honest import solution

import touchpoints as tp
from touchpoints import rubric
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import DEFAULT_PLAN, STEPS, Steps
from touchpoints.storage.places import MARKER

LESSON, LANGUAGE = "school-lunch", "lv"
EXERCISES = Path(__file__).parents[1] / "exercises"
PROGRAM = os.environ.get("TOUCHPOINTS_NBGRADER", "")
needs_nbgrader = pytest.mark.skipif(
    not PROGRAM and not os.environ.get("CI"), reason="needs nbgrader in an environment of its own: see CONTRIBUTING.md"
)
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "school"
c.CourseDirectory.root = {course!r}
c.Exchange.root = {exchange!r}
c.OverwriteCells.add_missing_cells = True  # as README says
c.ExchangeCollect.check_owner = False  # all students of this test are one user of the system
"""
SOLUTION = solution(LESSON, LANGUAGE)
SUBMITTED: dict[str, dict[str, Steps]] = {
    "blank": {},
    "half": {"Zaķis": Steps(identify=SOLUTION.identify, discuss=SOLUTION.discuss)},
    "model": {"Lapsa": SOLUTION},
    "damaged": {"Ūdrs": SOLUTION},
    "two": {"Ūdrs": SOLUTION, "Lapsa": SOLUTION},
}


def nbgrader(folder: Path, *command: str) -> str:
    """Run a command as a teacher or student does, in their folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOUCHPOINTS")}
    environment["PATH"] = os.pathsep.join((str(Path(PROGRAM).parent), environment["PATH"]))  # as where it is activated
    done = subprocess.run(
        [PROGRAM, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def exercises(*languages: str) -> list[Path]:
    return sorted(path for language in languages for path in (EXERCISES / language).glob("*.ipynb"))


@pytest.mark.parametrize("path", exercises(*words.LANGUAGES), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_exercise_says_what_nbgrader_has_to_know(path: Path) -> None:
    """The five points cells are locked and worth the rubric's top level, the first cell is put back as it was, and no
    other cell is nbgrader's."""
    cells = nbformat.read(path, as_version=4).cells
    ours = {cell.metadata.nbgrader.grade_id: cell for cell in cells if "nbgrader" in cell.metadata}
    assert list(ours) == ["start", *STEPS]
    for name, cell in ours.items():
        said = cell.metadata.nbgrader
        assert (said.schema_version, said.locked, said.solution, said.task) == (3, True, False, False)
        assert (said.grade, said.get("points")) == ((False, None) if name == "start" else (True, rubric.TOP))
    calls = [f'tp.points("{step}", "{path.stem}", "{path.parent.name}", work)' for step in STEPS]
    assert [ours[step].source.rpartition("; ")[2] for step in STEPS] == calls


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which five submissions are graded: nothing; the first two steps; the model solution; the same in a
    notebook that was tampered with; and two people's work in one folder."""
    folder = tmp_path_factory.mktemp("nbgrader")
    course, exchange = folder / "course", folder / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    source = course / "source" / LESSON
    source.mkdir(parents=True)
    (source / f"{LESSON}.ipynb").write_bytes((EXERCISES / LANGUAGE / f"{LESSON}.ipynb").read_bytes())
    configure(course, course, exchange)
    nbgrader(course, "generate_assignment", LESSON)
    nbgrader(course, "release_assignment", LESSON)
    for student, works in SUBMITTED.items():
        home = folder / student
        home.mkdir()
        configure(home, course, exchange)
        nbgrader(home, "fetch_assignment", LESSON)
        for nickname, steps in works.items():
            work_in(home / LESSON, nickname, steps)
        if student == "damaged":
            damage(home / LESSON / f"{LESSON}.ipynb")
        nbgrader(home, "submit", LESSON, f"--student={student}")
    # The teacher sits in a kit's folder of their own, in which somebody has done everything.
    (folder / MARKER).write_text("{}")
    work_in(folder, "teacher", SOLUTION)
    nbgrader(course, "collect", LESSON)
    nbgrader(course, "autograde", LESSON, "--create")
    nbgrader(course, "generate_feedback", LESSON)
    return course


def configure(folder: Path, course: Path, exchange: Path) -> None:
    folder.mkdir(exist_ok=True)
    text = CONFIG.format(course=str(course), exchange=str(exchange))
    (folder / "nbgrader_config.py").write_text(text)


def work_in(folder: Path, nickname: str, steps: Steps) -> None:
    """As a student does who opens the notebook there, and presses the button at the end."""
    work = tp.Exercise(LESSON, LANGUAGE, folder)
    work.nickname = nickname
    work._session.change("map", steps)
    work.hand_in().do_hand_in()


def damage(notebook: Path) -> None:
    """A cell of points is gone, another says its own number, and the first one opens something else."""
    read = nbformat.read(notebook, as_version=4)
    read.cells = [cell for cell in read.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "map"]
    for cell in read.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("start", "identify"):
            cell.source = "99.0"
    nbformat.write(read, notebook)


def points(course: Path, student: str) -> dict[str, float]:
    """What nbgrader has noted in its gradebook."""
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        found = gradebook.execute(
            "select base_cell.name, grade.auto_score from grade"
            " join base_cell on base_cell.id = grade.cell_id"
            " join submitted_notebook on submitted_notebook.id = grade.notebook_id"
            " join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
            " where submitted_assignment.student_id = ?",
            (student,),
        )
        return dict(found)


@needs_nbgrader
@pytest.mark.parametrize("student", SUBMITTED)
def test_points_are_the_rubrics_levels(course: Path, student: str) -> None:
    """Each submission gets for each step the level that the rubric gives it, whatever work the teacher has in a folder
    above, and whatever was done to the notebook; of two people's work neither counts."""
    works = [*SUBMITTED[student].values()]
    steps = works[0] if len(works) == 1 else Steps()
    marks = rubric.assess(steps, reader.read(LESSON, LANGUAGE), DEFAULT_PLAN, words.of(LANGUAGE))
    assert points(course, student) == {step: mark.level for step, mark in marks.items()}


@needs_nbgrader
def test_feedback_says_what_the_exercise_said(course: Path) -> None:
    """In nbgrader's feedback stand the student's own words, the steps' levels, and the map as a picture; where nothing
    was submitted, that is said."""
    feedback = (course / "feedback" / "half" / LESSON / f"{LESSON}.html").read_text()
    say = words.of(LANGUAGE)
    assert SOLUTION.identify.touchpoints[0].name in feedback
    for step in STEPS:
        assert say(f"{step}.title") in feedback
    graded = nbformat.read(course / "autograded" / "half" / LESSON / f"{LESSON}.ipynb", as_version=4)
    shown = [output for cell in graded.cells for output in cell.get("outputs", ())]
    assert {output.output_type for output in shown} == {"execute_result"}
    assert all("text/html" in output.data for output in shown) and feedback.count('<img alt="') >= 3
    assert say("submitted.none") in (course / "feedback" / "blank" / LESSON / f"{LESSON}.html").read_text()


@needs_nbgrader
def test_nbgrader_takes_every_exercise(tmp_path: Path) -> None:
    """`generate_assignment` accepts all exercises in all languages as they are."""
    source = tmp_path / "source" / "all"
    source.mkdir(parents=True)
    for path in exercises(*words.LANGUAGES):
        (source / f"{path.stem}-{path.parent.name}.ipynb").write_bytes(path.read_bytes())
    configure(tmp_path, tmp_path, tmp_path / "exchange")
    nbgrader(tmp_path, "generate_assignment", "all")
    assert len(list((tmp_path / "release" / "all").glob("*.ipynb"))) == len(exercises(*words.LANGUAGES))

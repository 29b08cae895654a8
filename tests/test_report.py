"""`touchpoints report`: a class's figures, a page of feedback a student, and a workbook; with and without nicknames."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from honest import solution
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import HOSTILE
from test_cli import Run, run  # noqa: F401  (a fixture)
from test_guide import Pdf, bare

from touchpoints.classroom import board_file, class_work, figures
from touchpoints.classroom.board_file import Board
from touchpoints.classroom.class_work import ClassWork
from touchpoints.classroom.pseudonyms import Pseudonyms
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import DEFAULT_PLAN, STEPS, Detail, Finish, Found, Identify, Rating, Steps, Work
from touchpoints.publish.report import pages, workbook
from touchpoints.publish.report.reported import Report
from touchpoints.rubric import FOR_TEACHER, TOP
from touchpoints.storage import work_file

ID = "school-lunch"
HOME = reader.content() / "lessons"


def work(nickname: str, id: str, steps: Steps | None = None, language: str = "de", **fields: object) -> Work:
    steps = solution(ID, language) if steps is None else steps
    return Work(**{"lesson": ID, "language": language, "nickname": nickname, "id": id, "steps": steps, **fields})


def noisy(text: str) -> Steps:
    """A work with one text wherever a student may write one."""
    steps = solution(ID, "de")
    found = Found(id="t", name=f"Zettel {text}"[:200], channel=text[:200])
    ideas = tuple(
        replace(one, touchpoint=replace(one.touchpoint, name=f"Idee {text}"[:200]), because=text)
        for one in steps.design.ideas
    )
    stages = tuple(replace(one, name=text[:200], order=(*one.order, "t")[:1]) for one in steps.map.stages[:1])
    persona = replace(steps.map.persona, name=text[:200], goal=text)
    details = {**steps.map.details, "t": Detail(department=text[:200])}
    return replace(
        steps,
        identify=Identify(touchpoints=(found, *steps.identify.touchpoints)),
        discuss=replace(steps.discuss, ratings={**steps.discuss.ratings, "t": Rating(feeling=-2, why=text)}),
        map=replace(steps.map, title=text[:200], persona=persona, details=details,
                    stages=(*stages, *steps.map.stages[1:])),
        design=replace(steps.design, ideas=ideas),
    )  # fmt: skip


def report(*works: Work, board: Board = Board(), language: str | None = None, hidden: bool = False) -> Report:
    say = words.of(language or "de")
    names = Pseudonyms(works if hidden else (), say)
    return Report([ClassWork(ID, list(works), board)], {ID: HOME}, lambda one: one.plan or DEFAULT_PLAN, language, say,
                  names)  # fmt: skip


def quiet(_: int) -> None:
    """Nobody watches a bar."""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder as `collect` leaves it."""

    def made(*works: Work) -> Path:
        for one in works:
            (tmp_path / "all" / one.lesson).mkdir(parents=True, exist_ok=True)
            path = tmp_path / "all" / one.lesson / f"{one.id}{work_file.SUFFIX}"
            path.write_bytes(work_file.encode(one))
        return tmp_path / "all"

    return made


# Reading a folder.


def test_the_latest_of_an_id_counts_and_live_does_not(folder: Callable[..., Path]) -> None:
    """Works lie in a lesson's folder or in the folder itself; of one id the highest revision is taken, what lies in
    `live` is not; they stand by nickname."""
    place = folder(work("Zebra", "1"), work("Bär", "2", revision=3), work("Biber", "3"))
    for name, one in {"bär": work("Bär", "2", revision=4), "live/fox": work("Fuchs", "4")}.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / f"{name}{work_file.SUFFIX}").write_bytes(work_file.encode(one))
    [found], wrong = class_work.read(place, words.of("en"))
    assert [(one.nickname, one.revision) for one in found.works] == [("Bär", 4), ("Biber", 0), ("Zebra", 0)]
    assert not wrong


@pytest.mark.parametrize("where", [".", ID])
def test_the_board_lies_beside_the_works_or_above_them(where: str, folder: Callable[..., Path]) -> None:
    """What a teacher has noted is found in both places."""
    place = folder(work("Fuchs", "1"))
    noted = {
        "format": "touchpoints.board/1",
        "groups": [["a", "b"]],
        "remarks": {"1": {"map": "Gut!"}},
        "dots": {"i": 3},
    }
    (place / where / board_file.NAME).write_text(json.dumps(noted))
    [found], _ = class_work.read(place, words.of("en"))
    assert found.board.remarks == {"1": {"map": "Gut!"}} and found.board.dots == {"i": 3}


# Figures.


def test_figures_of_quiz_and_exit_ticket() -> None:
    """Only the first answer to a question counts, an answer that there is not counts for nobody, and the wrong answer
    that most gave is named."""
    lesson = reader.read(ID, "de")
    one = lesson.numbers.quiz[0]
    first, second = [id for id in one.answers if id != one.right]
    given = [*[(one.right,)] * 3, (second, one.right), (second,), (first,), ("nonsense",), ()]
    asked, can = lesson.numbers.exit[0].id, lesson.numbers.exit[0].can
    works = [
        work(
            f"s{n}", f"{n}", Steps(), finish=Finish(quiz={one.id: answers}, exit={asked: ("A.",) * n}, can={can: n > 3})
        )
        for n, answers in enumerate(given)
    ]
    assert figures.quiz(works, lesson)[0] == (one.id, 6, 3, second, 2)
    assert figures.quiz(works, lesson)[1][1:] == (0, 0, "", 0)
    assert figures.exit_ticket(works, lesson)[0] == (asked, 7, 4)


def test_what_one_alone_has_is_no_opinion_of_a_class() -> None:
    """The picture of good and bad has the touchpoints that at least two have."""
    lesson = reader.read(ID, "de").case
    [first, *_] = lesson.touchpoints
    stages = [replace(one, activities=tuple(two for two in one.activities if two != first)) for one in lesson.stages]
    without = replace(lesson, stages=tuple(stages))
    names = [[one.name for one in journey.touchpoints] for journey in figures.shared([lesson, without])]
    assert names[0] == names[1] and first.name not in names[0] and len(names[0]) > 3


# The workbook.


def read(raw: bytes) -> dict[str, list[list[openpyxl.cell.Cell]]]:
    return {sheet.title: list(sheet.iter_rows()) for sheet in openpyxl.load_workbook(io.BytesIO(raw))}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_row_a_student_and_a_row_a_touchpoint(language: str) -> None:
    """English ids stand in a hidden row, headings in the reader's language below it; numbers are numbers, a moment is
    one, and levels are those of the rubric."""
    one = work("Fuchs", "1", language=language, revision=7, saved_at="2026-11-29T10:05:00+01:00", plan="short")
    about = report(one, work("Eule", "2", Steps()), language=language)
    book = openpyxl.load_workbook(io.BytesIO(workbook.xlsx(about, quiet)))
    assert all(sheet.row_dimensions[1].hidden and not sheet.row_dimensions[2].hidden for sheet in book)
    ids, headings, fox, owl = book["students"].iter_rows(values_only=True)
    assert headings == tuple(words.of(language)(f"column.{id}") for id in ids)
    row = dict(zip(ids, fox, strict=True))
    levels = {step: mark.level for step, mark in about.marks(one).items()}
    assert {step: row[f"level_{step}"] for step in STEPS} == levels and sum(levels.values()) > 10
    assert (row["revision"], row["saved_at"]) == (7, datetime(2026, 11, 29, 10, 5))
    assert dict(zip(ids, owl, strict=True))["touchpoints"] == 0 and len(set(ids)) == len(ids)
    ids, _, *rows = book["touchpoints"].iter_rows(values_only=True)
    rows = [dict(zip(ids, one, strict=True)) for one in rows]
    assert len(rows) == len(one.steps.identify.touchpoints) + len(one.steps.design.ideas)
    assert {type(one["feeling"]) for one in rows} <= {int, type(None)} and sum(one["new"] for one in rows) == 1


@pytest.mark.parametrize("text", [*HOSTILE, "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "<r><t>x</t></r>", "{=1}",
                                  "https://example.org", "mailto:a@b.c", "internal:Sheet1!A1", "_x0041_"])  # fmt: skip
def test_text_stays_text(text: str) -> None:
    """Nothing that somebody writes becomes a formula, a link or another file's part; what XML cannot hold goes."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.xlsx(report(work(text[:60], "1", noisy(text))), quiet)))
    for sheet in book:
        cells = [cell for row in sheet.iter_rows(min_row=3) for cell in row if isinstance(cell.value, str)]
        assert {cell.data_type for cell in cells} == {"s"} and not any(cell.hyperlink for cell in cells)
    why = {cell.value for cell in book["touchpoints"][openpyxl.utils.get_column_letter(11)]}
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
    assert any(one and plain(one) == plain(kept) for one in why)


def plain(text: str) -> str:
    """As Excel has it: openpyxl leaves _x005F_ as it is written, and XML has one kind of line's end."""
    return text.replace("_x005F_", "_").replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n").strip()


# Without nicknames.

NAMES = ("Fuchs", "Eule Ä", "STRASSE", "ß-Kind", "phone", "Ѱ-7")


def strings(raw: bytes) -> Iterator[str]:
    """All texts of a PDF, on its pages and around them."""
    file = pypdf.PdfReader(io.BytesIO(raw))
    for number in range(1, len(file.xref_objStm or {}) + sum(map(len, file.xref.values()))):
        yield from _inside(file.get_object(number))
    yield from Pdf(raw).texts


def _inside(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(inner, pypdf.generic.IndirectObject) and key != "/FontFile2":
                yield from _inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _inside(inner if not isinstance(inner, pypdf.generic.IndirectObject) else None)
    elif isinstance(value, str):
        yield str(value)


def named(text: str) -> list[str]:
    text = text.casefold()
    return [one for one in NAMES if re.search(rf"(?<!\w){re.escape(one.casefold())}(?!\w)", text)]


def everybody() -> list[Work]:
    """Each has written of all, whispering and shouting."""
    said = " und ".join([*NAMES, *map(str.upper, NAMES), *map(str.lower, NAMES)])
    return [work(name, f"{n}", noisy(said), saved_at=name) for n, name in enumerate(NAMES)]


def test_no_nickname_is_anywhere() -> None:
    """With numbers for nicknames neither file has one anywhere, in its properties neither; one nickname has one number
    in all texts of both; and without, they are there."""
    works = everybody()
    board = Board(remarks={"0": {"map": "Gut, fuchs und Eule Ä!", "later": "STRASSE"}}, dots={"i": 1})
    for hidden in (True, False):
        book = zipfile.ZipFile(io.BytesIO(workbook.xlsx(report(*works, hidden=hidden), quiet)))
        rows = [book.read(name).decode() for name in book.namelist()]
        paper = strings(pages.pdf(report(*works, board=board, hidden=hidden), quiet))
        for texts in (rows, paper):
            assert {name for text in texts for name in named(text)} == (set() if hidden else {*NAMES})
    rows = read(workbook.xlsx(report(*works, hidden=True), quiet))["students"][2:]
    assert [row[1].value for row in rows] == [f"Person {n}" for n in range(1, len(NAMES) + 1)]
    assert [row[0].value for row in rows] == [f"{n}" for n in range(1, len(NAMES) + 1)]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4), st.text(max_size=8))
def test_no_nickname_stays_in_a_text(nicknames: list[str], between: str) -> None:
    """Whatever nicknames there are and however they are spelt, none stays as a word, and nothing breaks."""
    hidden = Pseudonyms([work(name, f"{n}", Steps()) for n, name in enumerate(nicknames)], words.of("de"))
    for name in nicknames:
        if name.strip() and not re.search(r"person|\d", name.casefold()):
            said = hidden.text(f"{between} {name} {name.upper()}")
            assert not re.search(rf"(?<!\S){re.escape(name)}(?!\S)", said.removeprefix(between)) or name in between


# The PDF.


def feedback_of(about: Report) -> tuple[Pdf, pypdf.PdfReader]:
    raw = pages.pdf(about, quiet)
    return Pdf(raw), pypdf.PdfReader(io.BytesIO(raw))


@pytest.fixture(scope="module")
def printed() -> tuple[Report, Pdf, pypdf.PdfReader]:
    """Three students, two languages, remarks of any length, a map of thirty touchpoints and an empty one."""
    many = tuple(Found(id=f"x{n}", name=f"Noch ein Schild an der Kasse {n}", channel="sign") for n in range(22))
    full = solution(ID, "de")
    full = replace(full, identify=Identify(touchpoints=(*full.identify.touchpoints, *many)))
    quiz = {one.id: (one.answers[0],) for one in reader.read(ID, "de").numbers.quiz}
    works = [
        work("Biber", "2", full, finish=Finish(quiz=quiz)),
        work("Eule", "3", Steps()),
        work("Lapsa", "1", language="lv"),
    ]
    remarks = {
        "2": dict.fromkeys(STEPS, "Ein Wort der Lehrkraft. " * 4),
        "1": {"design": "Laba doma!", "end": "Paldies!"},
    }
    about = report(*works, board=Board(remarks=remarks, dots={full.design.ideas[0].id: 12}))
    return about, *feedback_of(about)


def test_a_page_and_a_bookmark_a_student(printed: tuple[Report, Pdf, pypdf.PdfReader]) -> None:
    """The last pages are the students', one each, and a bookmark leads to each."""
    about, pdf, file = printed
    [lesson, students] = file.outline
    names = [one.nickname for one in about.classes[0].works]
    assert lesson.title == reader.read(ID, "de").words.title and [one.title for one in students] == names
    first = len(pdf.pages) - len(names)
    assert [file.get_destination_page_number(one) for one in students] == [first + n for n in range(len(names))]


def test_what_stands_on_a_students_page(printed: tuple[Report, Pdf, pypdf.PdfReader]) -> None:
    """In the work's language: the levels as everywhere, the next things to do, what only a person can judge with a box
    for each mark, and the teacher's remarks."""
    about, pdf, _ = printed
    for one, text in zip(about.classes[0].works, pdf.texts[-3:], strict=True):
        say, text = words.of(one.language), bare(text)
        for step, mark in about.marks(one).items():
            reached = say("level.of", number=mark.level, most=TOP, word=say(f"level.{mark.level}"))
            expected = [say(f"{step}.title") + reached, *mark.open[:2]]
            expected += about.classes[0].board.remarks.get(one.id, {}).values()
            expected += [say(f"judge.{name}") + "".join(map(str, range(TOP + 1))) for name in FOR_TEACHER[step]]
            assert [text_ for text_ in expected if bare(text_) not in text] == []


def test_what_stands_on_the_classs_pages(printed: tuple[Report, Pdf, pypdf.PdfReader]) -> None:
    """The quiz's figures with the answer that misled most and its reason, the ideas with their hands; the pictures say
    in words what they show."""
    about, pdf, _ = printed
    text, lesson, say = bare("".join(pdf.texts[:-3])), reader.read(ID, "de"), words.of("de")
    one = next(one for one in lesson.numbers.quiz if one.right != one.answers[0])
    wrong = lesson.words.quiz[one.id].answers[one.answers[0]]
    expected = [say("report.wrong", number=1, answer=wrong.text, reason=wrong.reason), say.count("report.dots", 12)]
    assert [one for one in expected if bare(one) not in text] == []
    alternatives = [text for text in strings(pdf.raw) if "sehr schlecht" in text and len(text) > 200]
    assert len(alternatives) >= 3


def test_whatever_somebody_writes_is_set_on_one_page() -> None:
    """Hostile texts as nicknames, names, reasons and remarks, as long as may be: each student has one page."""
    works = [work(text[:60], f"{n}", noisy((text * 99)[:2000])) for n, text in enumerate(HOSTILE)]
    remark = "Gut beobachtet: dein Tiefpunkt liegt dort, wo man warten muss. " * 2
    long = {one.id: dict.fromkeys(STEPS, remark) for one in works}
    board = Board(remarks=long | {one.id: {"map": HOSTILE[n][:90]} for n, one in enumerate(works[1:])})
    _, file = feedback_of(report(*works, board=board))
    [_, students] = file.outline
    at = [file.get_destination_page_number(one) for one in students]
    assert len(at) == len(works) and at == [*range(len(file.pages) - len(works), len(file.pages))]


def test_the_same_works_give_the_same_bytes() -> None:
    """Whenever it is made."""
    about = report(work("Fuchs", "1"))
    assert pages.pdf(about, quiet) == pages.pdf(about, quiet)
    assert workbook.xlsx(about, quiet) == workbook.xlsx(about, quiet)


# The command.


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_what_cannot_be_used_is_named(kind: str, folder: Callable[..., Path], run: Run) -> None:  # noqa: F811
    """A damaged file and a lesson that nobody has are named on stderr, the rest is reported, and the exit code is 1;
    with all usable it is 0."""
    place, out = folder(work("Fuchs", "1"), work("Eule", "2")), folder().parent / f"class.{kind}"
    done = run("report", place, "-o", out, "--json")
    assert (done.code, done.err) == (0, "") and json.loads(done.out)["lessons"] == {ID: 2} and out.stat().st_size > 5000
    folder(replace(work("Igel", "3"), lesson="cake"))
    (place / f"broken{work_file.SUFFIX}").write_text("{")
    done = run("report", place, "-o", out, "--anonymous", "--language", "lv", "--json")
    assert done.code == 1 and done.err.count("\n") == 2 and "broken" in done.err and "cake" in done.err
    assert json.loads(done.out)["left_out"] == done.err.splitlines()


BAD = {
    "no such folder": ("nowhere", "class.pdf", "nowhere"),
    "nothing in it": ("empty", "class.pdf", "empty"),
    "another ending": ("all", "class.docx", ".xlsx"),
    "no such place": ("all", "nowhere/class.xlsx", "nowhere"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_of_a_report(what: str, folder: Callable[..., Path], run: Run) -> None:  # noqa: F811
    """One line says what is wrong; nothing is written."""
    place = folder(work("Fuchs", "1")).parent
    (place / "empty").mkdir()
    before, (source, out, told) = sorted(place.rglob("*")), BAD[what]
    done = run("report", place / source, "-o", place / out)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1) and told in done.err
    assert sorted(place.rglob("*")) == before

"""Journeys to and from Mermaid and tables: what is read, what is refused and where, and what comes back."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import string
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as etree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mermaid_documents import DOCUMENTS
from msgspec.structs import replace
from strategies import HOSTILE, journeys

import touchpoints as tp
from touchpoints.exchange import formats, ids
from touchpoints.exchange.diagnostics import Reading
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import MAX_ACTIVITIES, Activity, Journey, Persona, Stage, without_new
from touchpoints.publish import moodle

SAY = words.of("en")
CASE = reader.read("school-lunch", "lv").case
ENDINGS = formats.WRITTEN


def read(raw: str | bytes, name: str = "bus.mmd", columns: dict[str, str] | None = None) -> tuple[Journey, list[str]]:
    """The journey, and the codes of the warnings."""
    reading = Reading(name, SAY)
    data = raw.encode() if isinstance(raw, str) else raw
    return formats.read(Path(name), data, reading, columns or {}), [one.code for one in reading.diagnostics]


def refusals(
    raw: str | bytes, name: str = "bus.mmd", columns: dict[str, str] | None = None
) -> list[tuple[int, int, str]]:
    """Line, column and code of each error."""
    with pytest.raises(KitError) as error:
        read(raw, name, columns)
    found = [re.fullmatch(r"(.*?):(\d+):(\d+): error \[([\w-]+)\] .+", line) for line in str(error.value).splitlines()]
    assert all(one and one[1] == name for one in found), str(error.value)
    return [(int(one[2]), int(one[3]), one[4]) for one in found]


def again(journey: Journey, ending: str, plain: bool = False) -> tuple[Journey, set[str]]:
    """The journey after it was written and read, and the fields that `convert` says are lost."""
    path = Path(f"bus{ending}")
    made = formats.written(journey, path, SAY, None, plain)
    codes = {one.code.removeprefix("lost-") for one in formats.lost(journey, made, path, SAY)}
    return formats.read(path, made, Reading(str(path), SAY)), codes


# Mermaid.


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_mermaid_is_read_or_refused(text: str, expected: str) -> None:
    """Each document is read with exactly these warnings, or refused for this reason (that Mermaid itself does the same
    is seen in test_browser_mermaid.py)."""
    refused, _, warned = expected.partition(",")
    if refused:
        assert [code for _, _, code in refusals(text)] == [refused]
    else:
        assert read(text)[1] == warned.split()


def test_a_mermaid_journey() -> None:
    """Titles, sections, tasks, scores and actors become title, stages, activities, feelings and actors; what comes
    before the first section has no stage yet; sections of one name stay two stages; ids come from names."""
    text = (
        "journey\ntitle Bus\nWait : 1\nsection Ride\nSeat #35;7: 5: Me, My #quot;cat#quot;\nsection Ride\nThe  Seat: 3"
    )
    found, _ = read(text)
    assert found == Journey(
        title="Bus",
        unplaced=(Activity(id="wait", name="Wait", feeling=-2),),
        stages=(
            Stage("ride", "Ride", (Activity("seat-#7", "Seat #7", feeling=2, actors=("Me", 'My "cat"')),)),
            Stage("ride-2", "Ride", (Activity("the-seat", "The  Seat", feeling=0),)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("journey\n  title Bus\n  Walk; run: 3", (3, 7, "semicolon")),
        ("---\ntitle: Bus\n---\n%% one\n\n%%{wrap}%% journey\n\n Bus\n", (8, 5, "no-score")),
        ("%%{init: {}}%% graph TD", (1, 16, "no-journey")),
        ("---\na: 1\ntitle: [\n---\njourney", (3, 9, "front-matter")),
        ("journey\r\n%% two\r\n  section A: B", (3, 12, "colon-in-section")),
    ],
)
def test_a_refusal_names_line_and_column(text: str, place: tuple[int, int, str]) -> None:
    """Whatever is cut out before Mermaid's parser gets a text, line and column are those of the file."""
    assert refusals(text) == [place]


def test_a_warning_says_what_was_meant() -> None:
    """A colon in a task, a comment in a text and a task that became the title are warned of with what to write; and
    what is meant is then read without a warning."""
    for line, name in (
        ("08:00: 5: Bot", "08:00"),
        ("Menu: today: 5", "Menu: today"),
        ("title role: 5: Ann", "title role"),
    ):
        reading = Reading("bus.mmd", SAY)
        formats.read(Path("bus.mmd"), f"journey\n{line}".encode(), reading)
        [warned] = reading.diagnostics
        assert warned.line == 2
        [task] = read(f"journey\n{warned.text.rpartition('eant')[2].partition(': ')[2]}")[0].unplaced
        assert (task.name, task.feeling) == (name, 2)


@pytest.mark.parametrize("score", ["0", "6", "2.5", "-3", "happy", "2,5", "", "NaN", "٣"])
def test_no_score_is_guessed(score: str) -> None:
    """A score that is none of 1 to 5 leaves the feeling open, and is named with its place."""
    reading = Reading("bus.mmd", SAY)
    [task] = formats.read(Path("bus.mmd"), f"journey\n  Bus:  {score}: Me".encode(), reading).unplaced
    [warned] = reading.diagnostics
    assert task.feeling is None and (warned.line, warned.column) == (2, 9)


def test_the_first_journey_of_a_markdown_file() -> None:
    """Of a .md the first fence that is a Mermaid journey is read, wherever it is indented; places are the file's."""
    text = "# Bus\n```mermaid\npie\n```\n````md\n```mermaid\njourney\nNo: 1\n```\n````\n- x\n\n"
    text += "  ~~~ Mermaid\n  journey\n  Bus: 9\n  ~~~\n"
    reading = Reading("bus.md", SAY)
    assert [one.name for one in formats.read(Path("bus.md"), text.encode(), reading).unplaced] == ["Bus"]
    assert [(one.line, one.column) for one in reading.diagnostics] == [(15, 8)]
    assert refusals("# Bus\n", "bus.md") == [(1, 1, "no-journey")]


@given(journeys())
def test_mermaid_and_back(journey: Journey) -> None:
    """Any journey comes back from our Mermaid text exactly, and nothing is said to be lost."""
    assert again(journey, ".mmd") == (journey, set())


def test_a_changed_line_counts() -> None:
    """Of a line that somebody changed by hand, what it says counts, and the comment above gives the rest; a line that
    is gone takes its comment along; a comment that is damaged is warned of."""
    text = formats.written(CASE, Path("a.mmd"), SAY, None).decode()
    first, second, third = [one for one in CASE.stages[2].activities if one.is_touchpoint][:3]
    lines = [line for line in text.split("\n") if not line.strip().startswith(f"{second.name}:")]
    place = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{first.name}:"))
    lines[place] = "Somewhere else: 5: Cat"
    found, warned = read("\n".join(lines))
    changed = {one.id: one for one in found.activities}
    assert changed.pop(first.id) == replace(first, name="Somewhere else", feeling=2, actors=("Cat",)) and not warned
    assert second.id not in changed and changed[third.id] == third
    lines[place - 1] = lines[place - 1][:-4] + "}"
    assert read("\n".join(lines))[1] == ["lost-comment"]
    open_yet = formats.written(Journey(unplaced=(Activity("a", "Bus"),)), Path("a.mmd"), SAY, None).decode()
    assert [read(open_yet.replace("Bus: 3", f"Bus: {n}"))[0].unplaced[0].feeling for n in (3, 5)] == [None, 2]


def test_plain_mermaid_names_what_is_lost() -> None:
    """With `--plain` no comment is written, and every field that then does not come back is named."""
    text = formats.written(CASE, Path("a.mmd"), SAY, None, True).decode()
    back, lost = again(CASE, ".mmd", True)
    assert "%%" not in text and lost >= {"persona", "channel", "direction", "visible_to", "why", "feeling", "language"}
    assert [one.name for one in back.activities] == [one.name for one in CASE.activities] and back.title == CASE.title


# Tables.

_plain = st.text(string.ascii_letters + "äßāž;,'\"=+-@ 1", min_size=1, max_size=20).map(lambda text: f"a{text}".strip())


@st.composite
def for_tables(draw: st.DrawFn) -> Journey:
    """Journeys of which a table holds everything: ids from names, names without edges."""
    found = without_new(draw(journeys()))
    names = iter(draw(st.lists(_plain, min_size=20, max_size=20, unique_by=ids.matching.key)))

    def one(activity: Activity) -> Activity:
        name = next(names)
        return replace(activity, id=ids.of(name, ""), name=name, hands=(), why="Because\nof it", channel="app",
                       department="Sales", actors=("Me", "Cat"))  # fmt: skip

    stages = []
    for stage in found.stages:
        name = next(names)
        tasks = tuple(map(one, stage.activities))
        stages.append(replace(stage, id=ids.of(name, ""), name=name, activities=tasks))
    return Journey(
        stages=tuple(stages), unplaced=tuple(map(one, found.unplaced)), language=draw(st.sampled_from(LANGUAGES))
    )


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@given(journey=for_tables(), title=st.sampled_from(("", "Bus")))
def test_tables_and_back(ending: str, journey: Journey, title: str) -> None:
    """A journey comes back from a table exactly but for title and persona, which `convert` says are lost."""
    given = replace(journey, title=title, persona=Persona(name=title))
    assert again(given, ending) == (journey, {"title", "persona"} if title else set())


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@given(journey=journeys())
def test_any_journey_makes_a_table(ending: str, journey: Journey) -> None:
    """Any journey whatever can be written as a table and read again, and as many activities are there."""
    back, _ = again(journey, ending)
    assert len([*back.activities]) == len([*journey.activities])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_headings_of_each_language(language: str, ending: str) -> None:
    """A table has headings in the journey's language, and is read whatever the reader's; its columns may stand in any
    order."""
    case = reader.read("school-lunch", language).case
    back, lost = again(case, ending)
    assert lost == {"title", "persona", "id"} and back.language == language
    if ending == ".csv":
        raw = formats.written(case, Path("a.csv"), SAY, None)
        delimiter = "," if language == "en" else ";"
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = [row[::-1] for row in csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=delimiter)]
        assert read("\n".join("\t".join(one.replace("\n", " ") for one in row) for row in rows), "a.csv")[0] == back


@pytest.mark.parametrize(
    ("language", "encoding", "delimiter"),
    [
        ("de", "cp1252", ";"),
        ("lv", "cp1257", ";"),
        ("de", "utf-8", ","),
        ("lv", "utf-16", "\t"),
        ("en", "utf-8-sig", ","),
    ],
)
def test_a_table_as_excel_writes_it(language: str, encoding: str, delimiter: str) -> None:
    """Encoding and delimiter are found out, as German, Latvian and English Excel write them."""
    case = reader.read("school-lunch", language).case
    rows = csv.reader(io.StringIO(formats.written(case, Path("a.csv"), SAY, None).decode("utf-8-sig")),
                      delimiter="," if language == "en" else ";")  # fmt: skip
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows([one.replace("−", "-") for one in row] for row in rows)
    found, _ = read(target.getvalue().encode(encoding), "a.csv")
    assert [(one.name, one.why, one.feeling) for one in found.activities] == [
        (one.name, one.why, one.feeling) for one in case.activities
    ]


def test_all_that_is_wrong_is_named_at_once() -> None:
    """Every cell that fails is listed with row and column; so is every heading."""
    table = "Touchpoint,Stage,Feeling,Direction,Importance\nApp,Go,great,up,9\n\n,Go,1,,\n" + f"{'x' * 201},Go,−1,,3\n"
    assert refusals(table, "a.csv") == [
        (2, 3, "bad-value"), (2, 4, "bad-value"), (2, 5, "bad-value"), (4, 1, "no-name"), (5, 1, "too-long"),
    ]  # fmt: skip
    assert refusals("Step,Gefühle,Stage,Phase\na,b,c,d", "a.csv") == [
        (1, 1, "unknown-header"), (1, 2, "unknown-header"), (1, 4, "double-header"), (1, 1, "missing-header"),
    ]  # fmt: skip
    with pytest.raises(KitError, match="--column"):
        read("Step\na", "a.csv")


def test_a_line_stays_a_line() -> None:
    """What a cell holds breaks no line of the messages, and reaches no terminal as a command."""
    with pytest.raises(KitError) as error:
        read('Touchpoint,Feeling\nApp,"\x1b[2J\u202e1\n2"\n', "a.csv")
    assert re.fullmatch(r"[^\n\x1b\u202e]*\[bad-value\][^\n\x1b\u202e]*1 2[^\n\x1b\u202e]*", str(error.value))


def test_headings_of_somebody_else() -> None:
    """`columns` says which of somebody else's headings is which field, and which are left out."""
    table = "Step;Mood;Owner\nThe till;very good;Ann\n"
    found, warned = read(table, "a.csv", {"step": "name", "Mood": "feeling", "Owner": ""})
    assert [(one.name, one.feeling) for one in found.unplaced] == [("The till", 2)] and warned == ["missing-header"]


def test_a_workbook_to_fill_in() -> None:
    """The workbook has lists for channel, direction, who sees it and feeling, a row of hints that is not read as a
    touchpoint, and headings that stay; what Excel would run is a text."""
    hostile = Journey(stages=(Stage("s", "=1+1", (Activity("a", '=HYPERLINK("x")', why="<r>@x</r>"),)),))
    raw = formats.written(hostile, Path("a.xlsx"), SAY, None)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 4 and sheet.freeze_panes == "C3"
    assert book.worksheets[1].sheet_state == "hidden"
    assert [cell.data_type for cell in (sheet["A3"], sheet["B3"])] == ["s", "s"] and sheet["A3"].value == "=1+1"
    assert [one.name for one in read(raw, "a.xlsx")[0].activities] == ['=HYPERLINK("x")']
    for cell in formats.written(hostile, Path("a.csv"), SAY, None).decode("utf-8-sig").splitlines()[1].split(","):
        assert not cell.strip('"').startswith(("=", "+", "-", "@"))


def sheet_with(cell: bytes) -> bytes:
    """A workbook with one more row."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(formats.written(CASE, Path("a.xlsx"), SAY, None))) as book:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
            for name in book.namelist():
                data = book.read(name)
                changed.writestr(
                    name, data.replace(b"</sheetData>", cell + b"</sheetData>") if "sheet1" in name else data
                )
    return target.getvalue()


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='999999'><c r = 'xfd999999'><v>1</v></c></row>",
        b"<row><c><v>1</v></c></row>" * 3_000 + b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>",
    ],
)
def test_a_cell_far_away_costs_no_memory(row: bytes) -> None:
    """A workbook whose last cell lies so far away that its reader would need gigabytes is refused, and the limit named."""
    assert refusals(sheet_with(row), "a.xlsx") == [(1, 1, "too-many")]


# Limits, and what is no journey at all.


@pytest.mark.parametrize("name", ["a.mmd", "a.csv"])
def test_too_many_are_refused(name: str) -> None:
    """Ten thousand tasks or rows are refused where the first is too many, naming the limit; two hundred are read."""
    for count in (MAX_ACTIVITIES, 10_000):
        tasks = [f"T{n}" for n in range(count)]
        text = (
            "journey\n" + "".join(f"{one}: 3\n" for one in tasks)
            if name == "a.mmd"
            else "Touchpoint\n" + "\n".join(tasks)
        )
        if count == MAX_ACTIVITIES:
            assert len(read(text, name)[0].unplaced) == count
        else:
            assert refusals(text, name) == [(MAX_ACTIVITIES + 2, 1, "too-many")]
            with pytest.raises(KitError, match=str(MAX_ACTIVITIES)):
                read(text, name)


_pieces = ["journey", "---\n", "title", ": ", ";", "#", "%%", "%%{", "}%%", "\n", "{", "}", "accDescr", "section ", "5",
           "=", "\0", '"', "Touchpoint,", '%% touchpoints.activity {"id":"a"}',
           "%% touchpoints.journey/1 {}"]  # fmt: skip
_texts = st.lists(st.sampled_from(_pieces), max_size=20).map("".join)


@pytest.mark.parametrize("ending", [*ENDINGS, ".md"])
@given(raw=st.binary(max_size=300) | _texts.map(str.encode) | _texts.map(lambda text: f"journey\n{text}".encode()))
def test_any_bytes(ending: str, raw: bytes) -> None:
    """Whatever a file holds, reading it gives a journey or an error of ours."""
    try:
        assert isinstance(read(raw, f"a{ending}")[0], Journey)
    except KitError as error:
        assert str(error)


@given(
    at=st.integers(0, 10_000),
    byte=st.integers(0, 255),
    name=st.sampled_from(("sheet1.xml", "workbook.xml", "styles.xml", "sharedStrings.xml")),
)
def test_any_damaged_workbook(at: int, byte: int, name: str) -> None:
    """So it is with a workbook that is a zip as it should be, but has a byte changed inside."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(formats.written(CASE, Path("a.xlsx"), SAY, None))) as book,
        zipfile.ZipFile(target, "w") as changed,
    ):
        for one in book.namelist():
            data = bytearray(book.read(one))
            if one.endswith(name):
                data[at % len(data)] = byte
            changed.writestr(one, bytes(data))
    try:
        read(target.getvalue(), "a.xlsx")
    except KitError:
        pass


# The commands.


def command(*arguments: object, language: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "touchpoints", *map(str, arguments)], capture_output=True, text=True, timeout=60,
        encoding="utf-8", env={**os.environ, "LANG": f"{language}.UTF-8", "LC_ALL": f"{language}.UTF-8"},
    )  # fmt: skip


def test_convert(tmp_path: Path) -> None:
    """`convert` writes the new file; each warning is a line with file, line, column and code, and with `--json` in the
    object too, and `tp.read` warns of the same; what is refused writes nothing, ends with 2, and changes nothing that is there."""
    (tmp_path / "bus.mmd").write_text("journey\n  Bus: 9\n  08:00: 5: Me\n", encoding="utf-8")
    out = tmp_path / "bus.csv"
    done = command("convert", tmp_path / "bus.mmd", out, "--json")
    said = re.findall(r"^(\S+?):(\d+):(\d+): warning \[([\w-]+)\] \S.*$", done.stderr, re.MULTILINE)
    assert done.returncode == 0 and said == [(str(tmp_path / "bus.mmd"), "2", "8", "score-range"),
                                             (str(tmp_path / "bus.mmd"), "3", "5", "colon-in-task")]  # fmt: skip
    told = json.loads(done.stdout)
    assert told["file"] == str(out) and [one["code"] for one in told["warnings"]] == ["score-range", "colon-in-task"]
    assert [one.name for one in tp.read(out).unplaced] == ["Bus", "08"]
    with pytest.warns(UserWarning) as warned:
        tp.read(tmp_path / "bus.mmd")
    assert sorted(str(one.message) for one in warned) == done.stderr.splitlines()[:2]
    assert {one.filename for one in warned} == {__file__}
    before = out.read_bytes()
    (tmp_path / "bad.mmd").write_text("graph TD", encoding="utf-8")
    done = command("convert", tmp_path / "bad.mmd", out, language="de_DE")
    assert done.returncode == 2 and done.stdout == "" and out.read_bytes() == before
    assert re.fullmatch(r".*bad\.mmd:1:1: error \[no-journey\] Das ist keine Kundenreise.*\n", done.stderr)


@pytest.mark.parametrize("language", LANGUAGES)
def test_quiz(language: str, tmp_path: Path) -> None:
    """`quiz` writes Moodle XML: each question with its answers, one of them right, each with its explanation."""
    out = tmp_path / "quiz.xml"
    assert command("quiz", "school-lunch", "-o", out, "--language", language).returncode == 0
    lesson = reader.read("school-lunch", language)
    first, *questions = etree.parse(out).getroot()
    assert first.get("type") == "category" and first.findtext("category/text").endswith(lesson.words.title)
    for one, question in zip(questions, lesson.numbers.quiz, strict=True):
        texts = lesson.words.quiz[question.id]
        assert one.get("type") == "multichoice" and one.findtext("questiontext/text") == texts.question
        answers = [
            (each.findtext("text"), each.findtext("feedback/text"), each.get("fraction")) for each in one.iter("answer")
        ]
        assert answers == [
            (texts.answers[id].text, texts.answers[id].reason, "100" if id == question.right else "0")
            for id in question.answers
        ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_quiz_of_hostile_texts(text: str) -> None:
    """What stands in a lesson is text in Moodle: no mark-up, and XML whatever it holds."""
    lesson = reader.read("school-lunch", "en")
    question = lesson.numbers.quiz[0]
    texts = replace(lesson.words.quiz[question.id], question=text)
    changed = replace(lesson, words=replace(lesson.words, title=text, quiz={**lesson.words.quiz, question.id: texts}))
    root = etree.fromstring(moodle.xml(changed))
    assert {one.get("format") for one in root.iter() if one.get("format")} == {"plain_text"}
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text).replace("\r\n", "\n")
    assert root[1].findtext("questiontext/text") == kept

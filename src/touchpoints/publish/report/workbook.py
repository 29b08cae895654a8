"""The report as a workbook: one row a student and one a touchpoint, to sort and to count."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import xlsxwriter

from touchpoints.exchange.tables import without_controls
from touchpoints.language.words import Words
from touchpoints.model.journey import Activity
from touchpoints.model.work import STEPS, Work, journey_after, journey_before
from touchpoints.publish.report.reported import Report

STUDENTS = (
    "id", "nickname", "lesson", "language", "revision", "saved_at", "plan", *(f"level_{step}" for step in STEPS),
    "touchpoints", "ideas", "quiz_right", "quiz_answered", "exit_answered", "can",
)  # fmt: skip
TOUCHPOINTS = (
    "id", "nickname", "lesson", "stage", "position", "name", "channel", "direction", "visible_to", "feeling", "why",
    "importance", "department", "new",
)  # fmt: skip
MOST = 32_767  # characters of a cell
Cell = str | int | bool | datetime | None
_DAY_ONE = datetime(2000, 1, 1)  # equal works give equal bytes, whenever they are written


def xlsx(report: Report, done: Callable[[int], object]) -> bytes:
    """The whole workbook; `done` is told of each student's row."""
    students, touchpoints = [], []
    for work in (work for one in report.classes for work in one.works):
        begin = [report.hidden.id(work), report.hidden.name(work), work.lesson]
        students.append([*begin, *_student(report, work)])
        touchpoints += ([*begin, *row] for row in _touchpoints(report, work))
        done(1)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _DAY_ONE})
        _sheet(report, book, "students", STUDENTS, students)
        _sheet(report, book, "touchpoints", TOUCHPOINTS, touchpoints)
    return target.getvalue()


def _student(report: Report, work: Work) -> Iterator[Cell]:
    lesson = report.lesson(work)
    quiz = [(one.right, work.finish.quiz.get(one.id, ())) for one in lesson.numbers.quiz]
    yield from (lesson.language, work.revision, _moment(work.saved_at))
    yield report.say(f"start.plan_{report.plan_of(work)}")
    yield from (mark.level for mark in report.marks(work).values())
    yield from (len(journey_before(work.steps, lesson.empty).touchpoints), len(work.steps.design.ideas))
    yield from (sum(given[:1] == (right,) for right, given in quiz), sum(bool(given) for _, given in quiz))
    yield sum(bool(work.finish.exit.get(one.id)) for one in lesson.numbers.exit)
    yield sum(work.finish.can.get(id, False) for id in lesson.numbers.can)


def _touchpoints(report: Report, work: Work) -> Iterator[list[Cell]]:
    journey = report.hidden.value(journey_after(work.steps, report.lesson(work).empty))
    for name, activities in [*((one.name, one.activities) for one in journey.stages), ("", journey.unplaced)]:
        for position, one in enumerate(activities, 1):
            yield [name, position, *_activity(one, report.say)]


def _activity(one: Activity, say: Words) -> list[Cell]:
    return [
        one.name, one.channel and say.channel(one.channel), say(f"direction.{one.direction}"),
        say(f"visible.{one.visible_to}"), one.feeling, one.why, one.importance, one.department, one.new,
    ]  # fmt: skip


def _moment(saved_at: str) -> datetime | None:
    """When it was saved, where that is a moment that a workbook can hold."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(saved_at).replace(tzinfo=None)
        return moment if moment.year >= 1900 else None
    return None


def _sheet(
    report: Report, book: xlsxwriter.Workbook, name: str, ids: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    """English ids for programs in a hidden row, headings for people, then the rows."""
    sheet, date, bold = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format()
    bold.set_bold()
    headings = [report.say(f"column.{id}") for id in ids]
    for at, row in enumerate([ids, headings, *rows]):
        for across, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, across, _safe(cell), bold if at == 1 else None)
            elif isinstance(cell, datetime):
                sheet.write_datetime(at, across, cell, date)
            elif isinstance(cell, bool):
                sheet.write_boolean(at, across, cell)
            elif cell is not None:
                sheet.write_number(at, across, cell)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.freeze_panes(2, 2)
    sheet.autofilter(1, 0, len(rows) + 1, len(ids) - 1)
    sheet.autofit(300)


def _safe(text: str) -> str:
    """A text that a workbook can hold. Written as a string it is never a formula or a link; only what looks like a
    text with formats of XlsxWriter's own would be taken for one."""
    text = without_controls(text)[: MOST - 1]
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text

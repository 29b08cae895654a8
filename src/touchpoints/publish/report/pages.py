"""The report as a PDF: the class in pictures and figures, then a page of feedback a student."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from touchpoints import charts
from touchpoints.classroom import figures
from touchpoints.classroom.class_work import ClassWork, Kept
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.class_journey import merge
from touchpoints.model.journey import Journey
from touchpoints.model.work import STEPS, journey_after, journey_before
from touchpoints.publish.guide import paper
from touchpoints.publish.guide.markup import clean, short
from touchpoints.publish.report.reported import Report
from touchpoints.rubric import FOR_TEACHER, TOP, Assessment
from touchpoints.rubric import feedback as said

# CSS pixels: a map is as wide as the text of a sheet and its own margins; with many touchpoints it is higher.
WIDE, HIGH, HIGHER, MANY = 718, 400, 440, 12
DISPUTED = 5  # touchpoints to begin a talk with
BECAUSE = 160  # letters of the reason for an idea
Data = dict[str, Any]


def pdf(report: Report, done: Callable[[int], object]) -> bytes:
    """The whole report; `done` is told of each student's page. KitError where the package typst is not installed."""
    title = report.say("report.title")
    lessons = [_class(report, one, done) for one in report.classes]
    given = {"language": report.say.language, "title": title, "short": title, "words": {}, "feelings": []}
    return paper.typeset("report/report.typ", {**given, "lessons": lessons}, report.say)


def _class(report: Report, one: ClassWork, done: Callable[[int], object]) -> Data:
    lesson = report.lesson(one.lesson, [work.language for work in one.works])
    say, hidden = words.of(lesson.language), report.hidden
    marks = [report.marks(kept) for kept in one.kept]
    journeys = [hidden.value(journey_before(work.steps, lesson.empty)) for work in one.works]
    students = []
    for kept, mark in zip(one.kept, marks, strict=True):
        students.append(_student(report, one, kept, mark))
        done(1)
    return {
        "language": lesson.language,
        "title": clean(lesson.words.title),
        "about": say.count("report.works", len(one.works)),
        "pictures": [
            _drawn(journeys, "together", lesson.language, charts.SHEET),
            _drawn(figures.shared(journeys), "opinions", lesson.language, charts.SHEET),
        ],
        "levels": _levels(marks, say),
        "sections": [
            {"title": say(f"report.{name}"), "items": items, "columns": 1 + (name == "ideas")}
            for name, items in (
                ("disputed", _disputed(journeys, say)), ("quiz", _quiz(one, lesson, say)),
                ("exit", _exit(one, lesson, say)), ("ideas", _ideas(report, one, say)),
            ) if items
        ],
        "students": students,
    }  # fmt: skip


def _levels(marks: Sequence[dict[str, Assessment]], say: Words) -> Data:
    """How many have reached which level, a row a step."""
    reached = figures.levels(marks)
    rows = [[say(f"{step}.title"), *map(say.number, reached[step])] for step in STEPS]
    head = [f"{level} · {say(f'level.{level}')}" for level in range(TOP + 1)]
    return {"title": say("report.levels"), "head": ["", *head], "rows": rows}


def _disputed(journeys: Sequence[Journey], say: Words) -> list[Data]:
    found = merge(journeys, say.language).disputed(DISPUTED)
    return [_item(one.name, say.hands((level, n) for level, n in one.counts.items() if n)) for one in found]


def _quiz(one: ClassWork, lesson: LessonContent, say: Words) -> list[Data]:
    items = []
    for given in figures.quiz(one.works, lesson):
        text = lesson.words.quiz[given.id]
        wrong = text.answers.get(given.wrong)
        misled = wrong and say("report.wrong", number=given.misled, answer=wrong.text, reason=wrong.reason)
        right = say("report.right", right=given.right, all=given.answered)
        items += [_item(text.question, right, misled or "")] if given.answered else []
    return items


def _exit(one: ClassWork, lesson: LessonContent, say: Words) -> list[Data]:
    items = []
    for item, (id, answered, can) in zip(lesson.numbers.exit, figures.exit_ticket(one.works, lesson), strict=True):
        text = lesson.words.exit[id]
        counted = say("report.can", answered=answered, can=can, text=lesson.words.can[item.can].text)
        items += [_item(text.question, counted, f"{say('prose.else')} {text.wrong}")] if answered or can else []
    return items


def _ideas(report: Report, one: ClassWork, say: Words) -> list[Data]:
    items = []
    for idea, dots in figures.ideas(one.works, one.board.dots):
        name, because = map(report.hidden.text, (idea.touchpoint.name, idea.because))
        items.append(_item(f"{name} · {say.count('report.dots', dots)}" if one.board.dots else name, short(because, BECAUSE)))
    return items


def _item(head: str, *lines: str) -> Data:
    return {"head": clean(head) or "…", "lines": [clean(line) for line in lines if line]}


def _student(report: Report, one: ClassWork, kept: Kept, marks: dict[str, Assessment]) -> Data:
    work, hidden = kept.work, report.hidden
    lesson = report.lesson(work.lesson, [work.language])
    say = words.of(lesson.language)
    journey = hidden.value(journey_after(work.steps, lesson.empty))
    box = (WIDE, HIGHER if len(journey.touchpoints) > MANY else HIGH)
    remarks = {step: clean(hidden.text(text)) for step, text in one.board.remarks.get(work.id, {}).items()}
    return {
        "language": lesson.language,
        "name": clean(hidden.name(work)),
        "about": clean(" · ".join((lesson.words.title, say(f"start.plan_{kept.plan}"), say.moment(work.saved_at)))),
        "map": _drawn([journey], "journey", lesson.language, "a4", box),
        "for_teacher": say("check.for_teacher"),
        "marks": [str(level) for level in range(TOP + 1)],
        "steps": [
            {
                "title": say(f"{step}.title"),
                "level": mark.level,
                "said": said.level(mark.level, say),
                "open": [clean(hidden.text(text)) for text in said.points(mark)],
                "asked": [say(f"judge.{name}") for name in FOR_TEACHER[step]],
                "remark": remarks.pop(step, ""),
            }
            for step, mark in marks.items()
        ],
        "rest": " · ".join(remarks.values()),
    }


def _drawn(
    journeys: Sequence[Journey], name: str, language: str, size: str, box: tuple[float, float] | None = None
) -> Data:
    chart = charts.draw(journeys, name, language, size, box=box)
    return {"svg": chart.svg(), "alt": clean(str(chart))}

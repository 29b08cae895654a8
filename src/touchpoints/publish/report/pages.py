"""The report as a PDF: the class in figures and pictures, then a page of feedback a student."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from touchpoints import charts
from touchpoints.classroom import figures
from touchpoints.classroom.class_work import ClassWork
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.class_journey import merge
from touchpoints.model.journey import Journey
from touchpoints.model.work import STEPS, Work, journey_after
from touchpoints.publish.guide import paper
from touchpoints.publish.guide.markup import clean, short
from touchpoints.publish.report.reported import Report
from touchpoints.rubric import FOR_TEACHER, TOP, Assessment
from touchpoints.rubric.feedback import level, points

MAP = (718, 430)  # CSS pixels: as wide as the text of a sheet and the map's own margins, and not half as high as it
DISPUTED = 5  # touchpoints to begin a talk with
BECAUSE = 160  # letters of the reason for an idea
Data = dict[str, Any]


def pdf(report: Report, done: Callable[[int], object]) -> bytes:
    """The whole report; `done` is told of each student's page. KitError where the package typst is not installed."""
    title = report.say("report.title")
    given = {"language": report.say.language, "title": title, "short": title, "words": {}, "feelings": []}
    lessons = [_class(report, one, done) for one in report.classes]
    return paper.typeset("report/report.typ", {**given, "lessons": lessons}, report.say)


def _class(report: Report, one: ClassWork, done: Callable[[int], object]) -> Data:
    lesson, marks, students = report.lesson(*one.works), [], []
    say = words.of(lesson.language)
    for work in one.works:
        marks.append(report.marks(work))
        students.append(_student(report, work, marks[-1], dict(one.board.remarks.get(work.id, {}))))
        done(1)
    journeys = list(map(report.hidden.value, figures.journeys(one.works, lesson, one.board)))
    sections = {
        "disputed": [
            _item(found.name, say.hands((value, count) for value, count in found.counts.items() if count))
            for found in merge(journeys, say.language).disputed(DISPUTED)
        ],
        "quiz": _quiz(one, lesson, say),
        "exit": _exit(one, lesson, say),
        "ideas": _ideas(report, one, say),
    }
    reached = figures.levels(marks)
    return {
        "language": lesson.language,
        "title": clean(lesson.words.title),
        "about": say.count("report.works", len(one.works)),
        "pictures": [
            _drawn(journeys, "together", lesson.language, charts.SHEET),
            _drawn(figures.shared(journeys), "opinions", lesson.language, charts.SHEET),
        ],
        "levels": {
            "title": say("report.levels"),
            "head": ["", *(f"{value} · {say(f'level.{value}')}" for value in range(TOP + 1))],
            "rows": [[say(f"{step}.title"), *map(say.number, reached[step])] for step in STEPS],
        },
        "sections": [
            {"title": say(f"report.{name}"), "items": items, "columns": 1 + (name == "ideas")}
            for name, items in sections.items()
            if items
        ],
        "students": students,
    }


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
        hands = say.count("report.dots", dots) if one.board.dots else ""
        items.append(_item(name, " · ".join(filter(None, (hands, short(because, BECAUSE))))))
    return items


def _item(head: str, *lines: str) -> Data:
    return {"head": clean(head) or "…", "lines": [clean(line) for line in lines if line]}


def _student(report: Report, work: Work, marks: dict[str, Assessment], remarks: dict[str, str]) -> Data:
    lesson, hidden = report.lesson(work), report.hidden
    say, journey = words.of(lesson.language), hidden.value(journey_after(work.steps, lesson.empty))
    plan = say(f"start.plan_{report.plan_of(work)}")
    return {
        "language": lesson.language,
        "name": clean(hidden.name(work)) or "…",
        "about": clean(" · ".join((lesson.words.title, plan, say.moment(work.saved_at)))),
        "map": _drawn([journey], "journey", lesson.language, "a4", MAP),
        "for_teacher": say("check.for_teacher"),
        "marks": [str(value) for value in range(TOP + 1)],
        "steps": [
            {
                "title": say(f"{step}.title"),
                "level": mark.level,
                "said": level(mark.level, say),
                "open": [clean(hidden.text(text)) for text in points(mark)],
                "asked": [say(f"judge.{name}") for name in FOR_TEACHER[step]],
                "remark": clean(hidden.text(remarks.pop(step, ""))),
            }
            for step, mark in marks.items()
        ],
        "rest": clean(hidden.text(" · ".join(remarks.values()))),
    }


def _drawn(journeys: Sequence[Journey], name: str, language: str, size: str, box: tuple | None = None) -> Data:
    chart = charts.draw(journeys, name, language, size, box=box)
    return {"svg": chart.svg(), "alt": clean(str(chart))}

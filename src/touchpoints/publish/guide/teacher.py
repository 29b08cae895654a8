"""The teacher's part of the guide as data for the templates: plan, steps with their notes, the case, answers."""

from __future__ import annotations

from typing import Any

from touchpoints import charts
from touchpoints.charts import Chart
from touchpoints.language import words
from touchpoints.lessons import concepts, prose
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import STEPS
from touchpoints.publish import samples
from touchpoints.publish.guide import markup
from touchpoints.publish.guide.markup import Node


def part(lesson: LessonContent) -> dict[str, Any]:
    """The data of the teacher's part."""
    say, numbers = words.of(lesson.language), lesson.numbers
    minutes = " / ".join(f"{sum(plan.minutes.values())} min" for plan in numbers.plans.values())
    ages = say("guide.ages", first=numbers.ages[0], last=numbers.ages[1])
    return {
        "about": f"{ages} · {minutes}",
        "question": markup.clean(lesson.words.question),
        "objective": markup.clean(lesson.words.objective),
        "start": _blocks(lesson, "start.teacher"),
        "copies": _copies(lesson),
        "steps": [_start(lesson), *(_step(lesson, step) for step in STEPS)],
        "case": None if lesson.chosen_by_class else _case(lesson),
        "finish": {"minutes": _minutes(lesson, "exit"), "notes": _blocks(lesson, "finish.notes")},
        "answers": _answers(lesson),
    }


def _blocks(lesson: LessonContent, *names: str, more: str = "") -> list[Node]:
    """Blocks of prose, and what a step has folded; where a sheet of its own follows, its name and page."""
    say = words.of(lesson.language)
    instead = {
        "case": f"[{say('guide.the_case')}](#case)",
        "roles": f"[{say('guide.cards')}](#sheet_cards)",
        "observers": f"[{say('role_play.sheet')}](#sheet_work)",
    }
    parts = [prose.block(lesson, name, folded=False, instead=instead) for name in names]
    parts += [prose.more(lesson, more, folded=False)] if more else []
    return markup.blocks("\n\n".join(parts), lesson.language)


def _minutes(lesson: LessonContent, section: str) -> str:
    return " / ".join(f"{plan.minutes[section]} min" for plan in lesson.numbers.plans.values())


def _start(lesson: LessonContent) -> dict[str, Any]:
    title = words.of(lesson.language)("start.title")
    shown = _blocks(lesson, "start.question")
    minutes = _minutes(lesson, "start")
    return {
        "title": title,
        "minutes": minutes,
        "class": shown,
        "looked_at": [],
        "pictures": [],
        "task": [],
        "whole": True,
        "notes": [],
    }


def _step(lesson: LessonContent, step: str) -> dict[str, Any]:
    """A step: what the class hears and sees, its task, and the teacher's notes."""
    idea = lesson.numbers.ideas.get(step, "")
    shown = [
        *(["identify.example"] if step == "identify" else []), f"{step}.explain", *([f"{step}.idea"] if idea else [])
    ]  # fmt: skip
    picture, task = _picture(lesson, idea), _blocks(lesson, f"{step}.task")
    looked_at = [{"svg": samples.svg(lesson), "alt": markup.clean(samples.words(lesson))}] if step == "identify" else []
    return {
        "title": words.of(lesson.language)(f"{step}.title"),
        "minutes": _minutes(lesson, step),
        "class": _blocks(lesson, *shown, more=step),
        "looked_at": [one for one in looked_at if one["svg"]],
        "pictures": _drawn(picture) if picture else [],
        "task": task,
        "whole": markup.letters(task) <= markup.WHOLE,
        "notes": _blocks(lesson, f"{step}.notes"),
    }


def _picture(lesson: LessonContent, idea: str) -> Chart | None:
    """The chart that teaches the idea, of the lesson's case; None where there is none."""
    shown = None if lesson.chosen_by_class else concepts.case_picture(lesson, idea)
    if shown is None:
        return None
    return charts.draw(shown.journeys, shown.chart, lesson.language, charts.SCREEN, **dict(shown.options))


def _drawn(chart: Chart) -> list[dict[str, str]]:
    """All its pages; what it says in words stands with each."""
    return [{"svg": chart.svg(page), "alt": markup.clean(str(chart))} for page in range(len(chart.pages))]


def _case(lesson: LessonContent) -> dict[str, Any]:
    """The case as a picture and as a table."""
    say = words.of(lesson.language)
    chart = charts.draw(lesson.case, "journey", lesson.language, charts.SHEET)
    return {
        "title": markup.clean(say("guide.case", title=lesson.case.title)),
        "pictures": _drawn(chart),
        "table": markup.blocks(prose.case(prose.literal(lesson)), lesson.language),
    }


def _answers(lesson: LessonContent) -> list[dict[str, Any]]:
    """The answer keys that the lesson has."""
    say = words.of(lesson.language)
    found = [
        (say("quiz.title"), prose.quiz_answers(lesson)),
        (say("game.title"), prose.game_answers(lesson)),
        (say("coding.title"), prose.coding_answer(lesson)),
    ]
    return [{"title": title, "blocks": markup.blocks(text, lesson.language)} for title, text in found if text]


def _copies(lesson: LessonContent) -> list[dict[str, str]]:
    """What a teacher has to copy for a lesson without computers, and how often."""
    say, numbers = words.of(lesson.language), lesson.numbers
    student = "guide.copies.student"
    found = [
        ("sheet_work", "guide.sheet", student, True),
        ("sheet_game", "game.title", student, numbers.game),
        ("sheet_quiz", "quiz.title", student, numbers.quiz),
        ("sheet_cards", "guide.cards", "guide.copies.set", True),
        ("sheet_wall", "guide.map", "guide.copies.group", True),
    ]
    return [{"id": id, "title": say(title), "copies": say(copies)} for id, title, copies, there in found if there]

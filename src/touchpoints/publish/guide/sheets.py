"""What is filled in, cut out and hung up, as data for the templates: worksheets, role cards, the map, the glossary."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from touchpoints.language import words
from touchpoints.lessons import prose, reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Question
from touchpoints.lessons.text import QuestionText
from touchpoints.model.journey import ELEVEN_KINDS, Activity
from touchpoints.publish.guide import markup

FREE_STAGES = 5  # columns of the map where the class names the stages
STAGE = 40  # letters of a name above a column; the table of the case has it whole


def sheets(lesson: LessonContent) -> dict[str, Any]:
    """The worksheets' data."""
    rows = max(plan.touchpoints for plan in lesson.numbers.plans.values())
    text = lesson.words
    return {
        "identify": {**_examples(lesson), "task": _goal(lesson), "kinds": _kinds(lesson), "rows": rows},
        "role_play": {
            "scenes": [markup.clean(scene.title) for scene in text.scenes.values()],
            "items": [markup.clean(item) for item in text.observe.values()],
        },
        "game": [markup.clean(text.game[one.id].text) for one in lesson.numbers.game],
        "exit": [markup.clean(text.exit[item.id].question) for item in lesson.numbers.exit],
        "can": [markup.clean(one.text) for one in text.can.values()],
        "quiz": _questions((item, text.quiz[item.id]) for item in lesson.numbers.quiz),
    }


def _goal(lesson: LessonContent) -> str:
    say, plans = words.of(lesson.language), lesson.numbers.plans
    return say("sheet.identify", short=plans["short"].touchpoints, two=plans["two"].touchpoints)


def _kinds(lesson: LessonContent) -> str:
    say = words.of(lesson.language)
    return ", ".join(say.channel(kind) for kind in ELEVEN_KINDS)


def _examples(lesson: LessonContent) -> dict[str, dict[str, str]]:
    """The complete and the half-filled example, the same as in the notebook."""
    ids = {"complete": lesson.numbers.example.complete, "partial": lesson.numbers.example.partial}
    return {kind: _example(lesson, lesson.activity(id)) for kind, id in ids.items()}


def _example(lesson: LessonContent, one: Activity) -> dict[str, str]:
    channel = words.of(lesson.language).channel(one.channel)
    return {"name": markup.clean(one.name), "channel": markup.clean(channel), "direction": one.direction}


def _questions(items: Iterable[tuple[Question, QuestionText]]) -> list[dict[str, Any]]:
    found = []
    for item, text in items:
        answers = [(key, markup.clean(text.answers[key].text)) for key in item.answers]
        short = len(text.question) + sum(len(answer) for _, answer in answers) <= markup.SHORT
        found.append({"question": markup.clean(text.question), "answers": answers, "short": short})
    return found


def cards(lesson: LessonContent) -> list[dict[str, Any]]:
    """The role cards in pairs; "1 A" plays with "1 B"."""
    say, found = words.of(lesson.language), []
    for number, scene in enumerate(lesson.words.scenes.values(), start=1):
        for letter, role, card in (("A", "customer", scene.customer), ("B", "employee", scene.employee)):
            fields = [(label, markup.clean(text)) for label, text in prose.fields(card, role, say)]
            side, title = say(f"role_play.{role}"), markup.clean(scene.title)
            found.append({"badge": f"{number} {letter}", "title": title, "side": side, "fields": fields})
    return found


def moods(lesson: LessonContent) -> list[str]:
    return [markup.clean(mood) for mood in lesson.words.moods.values()]


def stages(lesson: LessonContent) -> list[str]:
    """The names above the empty map's columns; "" where one is to be written."""
    names = [markup.short(markup.clean(stage.name), STAGE) for stage in lesson.case.stages]
    return [markup.soft(name, lesson.language) for name in names] or [""] * FREE_STAGES


def glossary(language: str) -> list[tuple[str, str]]:
    """The words of the field in the order of the language's alphabet: č behind c, ā behind a."""
    found = reader.glossary(language).values()
    terms = [(markup.clean(prose.term(one)), markup.clean(one.meaning)) for one in found]
    return sorted(terms, key=lambda one: unicodedata.normalize("NFD", one[0].casefold()))

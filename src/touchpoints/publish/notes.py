"""What only the teacher sees, page by page: for the window on a second screen. On paper the guide has the same."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import Any

from touchpoints import charts
from touchpoints.language import words
from touchpoints.lessons import prose
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.journey import Journey
from touchpoints.model.work import STEPS
from touchpoints.publish.guide import in_html

_BLOCKS = {"start": "start.teacher", **{step: f"{step}.notes" for step in STEPS}, "finish": "finish.notes"}
# What has a place of its own in the window.
_BESIDE = dict.fromkeys(
    ("misconceptions", "recall_answers", "exit_answers", "case", "improvement", "roles", "observers", "rubric", "drop"),
    "",
)
# The picture of the lesson's case that is the solution of a step: its chart, and the catalogue entry of its title.
PICTURES = {
    "discuss": ("opinions", "notebook.opinions"),
    "map": ("journey", "notebook.case"),
    "design": ("compare", "notebook.improved"),
}


def notes(lesson: LessonContent, address: Callable[[str], str]) -> dict[str, Any]:
    """For each page of a presentation its notes as HTML, what can be shown to the class, and what may be left out.
    `address` gives where the picture of a step is."""
    plain = prose.literal(lesson)
    return {
        "format": "touchpoints.notes/1",
        "title": lesson.words.title,
        "misconceptions": in_html(prose.misconceptions(plain)),
        "drop": html.escape(lesson.words.drop),
        "pages": {
            page: {
                "notes": in_html(prose.block(lesson, block, folded=False, instead=_BESIDE)),
                "answers": [_shown(*one) for one in _answers(lesson, page, address)],
                "roles": [_shown(*one) for one in _roles(plain)] if page == "role_play" else [],
            }
            for page, block in _BLOCKS.items()
        },
    }


def picture(lesson: LessonContent, step: str) -> charts.Chart:
    """The solution of a step, as large as the class sees it. KeyError for a step without one."""
    name, _ = PICTURES[step]
    return charts.draw(_about(lesson, name), name, lesson.language, charts.PRESENT)


def _about(lesson: LessonContent, name: str) -> list[Journey]:
    return [lesson.case, lesson.improved] if name == "compare" else [lesson.case]


def _shown(title: str, content: str) -> dict[str, str]:
    return {"title": title, "html": content}


def _answers(lesson: LessonContent, page: str, address: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    say, plain = words.of(lesson.language), prose.literal(lesson)
    if page in PICTURES and not lesson.chosen_by_class:
        name, title = PICTURES[page]
        said = charts.describe(_about(lesson, name), name, lesson.language)
        yield say(title), f'<img src="{html.escape(address(page))}" alt="{html.escape(said)}">'
    better = lesson.words.improvement
    texts = {
        "start": [(say("start.title"), prose.recall_answers(plain))],
        "identify": [(say("game.title"), prose.game_answers(lesson))],
        "map": [(say("guide.case", title=lesson.case.title), "" if lesson.chosen_by_class else prose.case(plain))],
        "design": [(better.name if better else "", prose.improvement(plain))],
        "role_play": [(say("role_play.observers"), prose.observers(plain))],
        "finish": [
            (say("exit.title"), prose.exit_answers(plain)),
            (say("quiz.title"), prose.quiz_answers(lesson)),
            (say("prose.rubric"), prose.rubric(plain)),
        ],
    }
    for title, text in texts.get(page, []):
        if text:
            yield title, in_html(text)


def _roles(lesson: LessonContent) -> Iterator[tuple[str, str]]:
    """Each card by itself: whoever plays it is shown no other."""
    say = words.of(lesson.language)
    for scene in lesson.words.scenes.values():
        for role, card in (("customer", scene.customer), ("employee", scene.employee)):
            yield f"{scene.title} · {say(f'role_play.{role}')}", in_html(prose.card(card, role, say))

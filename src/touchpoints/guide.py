"""The printable page of a lesson: the teacher's notes, role cards, observers' sheet and exit ticket on paper."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import mistune

from touchpoints import prose, words
from touchpoints.lesson import Lesson
from touchpoints.work import STEPS

_STYLE = Path(__file__).with_name("guide.css")


def page(lesson: Lesson) -> str:
    """A complete HTML page without scripts, ready to be printed on A4: notes first, then a new sheet for the class."""
    say = words.of(lesson.language)
    parts = [
        f"# {lesson.words.title}",
        f"*{lesson.words.question}*",
        lesson.words.objective,
        prose.block(lesson, "start.teacher", folded=False),
    ]
    for step in STEPS:
        parts += [f"## {say(f'{step}.title')}", prose.block(lesson, f"{step}.task", folded=False)]
        parts.append(prose.block(lesson, f"{step}.notes", folded=False))
    parts += [f"## {say('finish.title')}", prose.block(lesson, "finish.notes", folded=False)]
    parts += [f"### {say('prose.answers')}", prose.exit_answers(lesson)]
    parts += ['<hr class="sheet">', f"## {lesson.words.title}: {say('finish.title')}"]
    parts += [prose.block(lesson, "finish.exit", folded=False)]
    body = _markdown()("\n\n".join(parts))
    title = html.escape(lesson.words.title)
    style = _STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{lesson.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(escape=False, plugins=["table"])

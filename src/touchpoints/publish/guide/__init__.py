"""A lesson on paper: `page`, which stands beside each notebook, and `pdf`, the whole guide with sheets to copy."""

from __future__ import annotations

import html
import unicodedata
from functools import cache
from pathlib import Path

import mistune

from touchpoints.language import words
from touchpoints.lessons import prose, reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import STEPS

_NEW_SHEET, _SHEET = "\n\n\f\n\n", '<hr class="sheet">\n\n'  # in Markdown, and on the page
_STYLE = Path(__file__).with_name("guide.css")


def page(lesson: LessonContent) -> str:
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
    parts += [f"## {say('exit.title')}", prose.block(lesson, "finish.notes", folded=False)]
    if coding := prose.coding_answer(lesson):
        parts += [f"### {say('coding.title')}", coding]
    parts += [_NEW_SHEET, f"## {lesson.words.title}: {say('exit.title')}"]
    parts += [prose.block(lesson, "finish.exit", folded=False)]
    return _html(lesson.language, lesson.words.title, "\n\n".join(parts))


def glossary(language: str) -> str:
    """The words of the field as a page, in the reader's alphabet; every notebook links to it."""
    say = words.of(language)
    terms = sorted(reader.glossary(language).values(), key=lambda one: alphabetical(one.term))
    items = [f"- **{prose.term(one)}** – {one.meaning}" for one in terms]
    return _html(language, say("glossary.title"), "\n".join([f"# {say('glossary.title')}", "", *items]))


def alphabetical(term: str) -> str:
    """A key to sort by, in which ä stands with a and š with s, and capitals do not count."""
    return unicodedata.normalize("NFKD", term.casefold())


def _html(language: str, title: str, markdown: str) -> str:
    style = _STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"{_SHEET.join(map(in_html, markdown.split(_NEW_SHEET)))}</body>\n</html>\n"
    )


def pdf(lesson: LessonContent) -> bytes:
    """The guide: the teacher's part, worksheets for lessons without computers, role cards, an empty map on A3, the
    words of the field. The same lesson gives the same bytes.

    Raises KitError where the package typst is not installed.

    >>> from touchpoints.lessons import reader
    >>> pdf(reader.read("school-lunch", "en"))[:5]
    b'%PDF-'
    """
    from touchpoints.publish.guide import paper  # with it come the charts

    return paper.pdf(lesson)


def in_html(markdown: str) -> str:
    """Text of a lesson stays text: no tag in it comes alive."""
    return str(_markdown()(markdown))


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(escape=True, plugins=["table"])

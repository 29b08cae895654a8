"""The guide as a PDF, typeset by Typst from the templates beside this file; the lesson reaches them as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from touchpoints.charts.parts import fonts
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import KitError
from touchpoints.model.journey import DIRECTIONS, FEELINGS, VISIBLE_TO
from touchpoints.model.work import STEPS
from touchpoints.publish.guide import markup, sheets, teacher

if TYPE_CHECKING:
    import typst

SHORT = 70  # letters of the title in the footer
# The words of the interface that the templates ask for.
LABELS = (
    "chart.hidden.company", "chart.hidden.customer", "chart.visibility",
    "design.answers", "design.feeling", "design.like", "design.name", "design.old", "design.place",
    "design.what_if", "design.why", "design.why_hint", "design.wish",
    "discuss.come_back", "discuss.maybe", "discuss.no", "discuss.opinion_title", "discuss.yes",
    "exit.title", "game.title", "guide.answers", "guide.cards", "guide.class", "guide.copy", "guide.map",
    "guide.objective", "guide.page", "guide.pages", "guide.question", "guide.task", "guide.words",
    "identify.channel", "identify.direction",
    "map.goal", "map.persona", "map.title_field",
    "prose.channel", "prose.direction", "prose.feeling", "prose.touchpoint", "prose.visible", "prose.why", "quiz.title",
    "role_play.after", "role_play.before", "role_play.conclusion", "role_play.conclusion_hint", "role_play.helped",
    "role_play.kept", "role_play.leave_role", "role_play.mood", "role_play.promises", "role_play.sheet",
    "sheet.choose", "sheet.cut", "sheet.date", "sheet.design", "sheet.discuss", "sheet.exit",
    "sheet.kinds", "sheet.map", "sheet.name", "sheet.role_play", "sheet.sees",
    *(f"{step}.title" for step in STEPS),
    *(f"feeling.{value}" for value in FEELINGS),
    *(f"direction.{way}" for way in DIRECTIONS),
    *(f"visible.{side}" for side in VISIBLE_TO),
)  # fmt: skip


def pdf(lesson: LessonContent) -> bytes:
    """See `guide.pdf`."""
    return typeset("guide/guide.typ", data(lesson), words.of(lesson.language))


def typeset(template: str, data: dict[str, Any], say: Words) -> bytes:
    """A PDF from one of the templates of `publish`. KitError where the package typst is not installed."""
    try:
        import typst
    except ImportError as error:
        raise KitError(say("guide.no_typst")) from error
    root = Path(__file__).parents[1]
    return typst.compile(
        str(root / template),
        root=str(root),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def data(lesson: LessonContent) -> dict[str, Any]:
    """All that the templates are given."""
    say = words.of(lesson.language)
    title = markup.clean(lesson.words.title)
    return {
        "language": lesson.language,
        "feelings": [str(level) for level in reversed(FEELINGS)],
        "title": title,
        "short": markup.short(title, SHORT),
        "words": {key: say(key) for key in LABELS},
        "teacher": teacher.part(lesson),
        "sheets": sheets.sheets(lesson),
        "cards": sheets.cards(lesson),
        "moods": sheets.moods(lesson),
        "map": {"stages": sheets.stages(lesson)},
        "glossary": sheets.glossary(lesson.language),
    }


def _fonts() -> typst.Fonts:
    """The folders of the two typefaces that the templates name; neither the system's nor Typst's own."""
    import typst

    folders = [str(Path(face.file).parent) for face in (fonts.legible(False), fonts.wide(False))]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)

"""What of a lesson is measured: the texts that students and teachers read, and what one finding is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from touchpoints.files.toml_files import KeyPath
from touchpoints.lessons import prose, readability
from touchpoints.lessons.lesson import PLACEHOLDERS, LessonContent


class Finding(NamedTuple):
    """What to mend in a file ("toml" for numbers, "words", or a block of prose), and the catalogue's entry for it."""

    file: str
    place: KeyPath
    key: str
    values: dict[str, Any] = {}


QualityRule = Callable[[LessonContent], Iterator[Finding]]


def texts(value: Any, place: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every string in a nested value, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list | tuple):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(one, (*place, key))


def is_teachers(block: str) -> bool:
    return block == "start.teacher" or block.endswith(".notes")


def students_text(lesson: LessonContent) -> str:
    """What students read in the notebook: all blocks that are not the teacher's."""
    return "\n\n".join(block.text for name, block in lesson.blocks.items() if not is_teachers(name))


def cards_text(lesson: LessonContent) -> str:
    """What students read on cards, sheets and tickets, each field a paragraph."""
    text = msgspec.to_builtins(lesson.words)
    parts = [text.get(key, {}) for key in ("scenes", "observe", "moods", "exit", "quiz", "game", "can", "voices")]
    parts += [text["case"].get("activities", {}), [one.meaning for one in lesson.new_words]]
    return "\n\n".join(one for _, one in texts(parts) if one)


def teachers_words(lesson: LessonContent) -> int:
    """The words that a teacher reads to prepare: the notes' prose with aims, new words, references, misconceptions,
    help and the proposed improvement. Not what is material: timeline, rubric, answer keys, role cards, observers'
    sheet."""
    parts = [block.text for name, block in lesson.blocks.items() if is_teachers(name)]
    parts += [f"{can.text} {can.assess}" for can in lesson.words.can.values()]
    parts += [f"{prose.term(one)} – {one.meaning}" for one in lesson.new_words]
    parts += [*lesson.words.references, *(f"{one.say} {one.ask}" for one in lesson.words.misconceptions.values())]
    parts += [f"{help.support} {help.stretch}" for help in lesson.words.help.values()]
    if idea := lesson.words.improvement:
        parts.append(f"{idea.name}. {idea.problem} {idea.because}")
    return len(readability.words("\n\n".join(parts)))


def knowledge(lesson: LessonContent) -> int:
    """The words of the subject knowledge, which stands between the aims and the new words."""
    text = lesson.blocks["start.teacher"].text.partition("{{can}}")[2].partition("{{new_words}}")[0]
    return len(readability.words(text))


def expected_placeholders(lesson: LessonContent) -> dict[str, str]:
    """Every placeholder that the lesson needs besides `help`, and a block where it may stand ("" anywhere)."""
    lacking = {"help"} | (set() if lesson.recall else {"recall"})
    lacking |= {"case", "improvement"} if lesson.chosen_by_class else set()
    fixed = {"can": "start.teacher", "new_words": "start.teacher", "timeline": "start.teacher",
             "references": "start.teacher", "recall": "start.question", "example": "identify.example",
             "exit": "finish.exit"}  # fmt: skip
    return {name: fixed.get(name, "") for name in PLACEHOLDERS if name not in lacking}

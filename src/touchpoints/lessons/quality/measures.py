"""What of a lesson is measured: the texts that students and teachers read, and what one finding is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from touchpoints.files.toml_files import KeyPath
from touchpoints.lessons import prose, readability
from touchpoints.lessons.lesson import PLACEHOLDERS, LessonContent
from touchpoints.lessons.numbers import Plan


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
    parts = [text.get(key, {}) for key in ("scenes", "observe", "moods", "quiz", "game", "can", "voices", "samples")]
    parts += [[one["question"], one["answer"], one["reason"]] for one in text["exit"].values()]
    parts += [text["case"].get("activities", {}), [one.meaning for one in lesson.new_words]]
    return "\n\n".join(one for _, one in texts(parts) if one)


def unfolded(lesson: LessonContent, section: str) -> int:
    """The words of a section's prose that students have before their eyes: all but what opens with a click, and what is
    read a second time in order to tick it."""
    step = "finish" if section == "exit" else section
    names = [name for name in lesson.blocks if name.partition(".")[0] == step and not is_teachers(name)]
    folded = (f"{step}.more", "finish.code")
    text = "\n\n".join(prose.block(lesson, name, folded=False) for name in names if name not in folded)
    return len(readability.words(re.sub(r"<details>.*?</details>|^☐.*?$", "", text, flags=re.DOTALL | re.MULTILINE)))


def read(lesson: LessonContent, section: str, plan: Plan) -> int:
    """The words that a student reads in a section: its prose, the game's statements and one role card, and after an
    answer one reason a question."""
    more: list[str] = []
    if section == "exit":
        more = [one.reason for one in lesson.words.exit.values()]
    elif lesson.numbers.ideas.get(section) == "game":
        asked = [lesson.words.game[one.id] for one in lesson.numbers.game]
        more = [f"{one.text} {one.because}" for one in asked[: plan.statements or None]]
    elif section == "role_play":
        cards = [card for scene in lesson.words.scenes.values() for card in (scene.customer, scene.employee)]
        more = [max((f"{one.who}. {one.want} {one.know} {one.rule} {one.first_sentence}" for one in cards), key=len)]
    return unfolded(lesson, section) + len(readability.words("\n\n".join(more)))


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
    text = lesson.blocks["start.teacher"].text.partition("{{assess}}")[2].partition("{{new_words}}")[0]
    return len(readability.words(text))


def expected_placeholders(lesson: LessonContent) -> dict[str, str]:
    """Every placeholder that the lesson needs besides `help`, and a block where it may stand ("" anywhere)."""
    lacking = {"help"} | (set() if lesson.recall else {"recall", "recall_answers"})
    lacking |= {"case", "improvement"} if lesson.chosen_by_class else set()
    lacking |= set() if lesson.words.drop else {"drop"}
    fixed = {"can": "start.question", "assess": "start.teacher", "new_words": "start.teacher",
             "timeline": "start.teacher", "references": "start.teacher", "recall": "start.question",
             "recall_answers": "start.teacher", "example": "identify.example", "exit": "finish.exit",
             "exit_answers": "finish.notes"}  # fmt: skip
    return {name: fixed.get(name, "") for name in PLACEHOLDERS if name not in lacking}

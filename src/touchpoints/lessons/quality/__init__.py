"""What makes a lesson good, as far as a program can decide it.

Each rule looks at one lesson in one language and yields what it finds, with the place where it has to be mended. What
only a reader can decide (does it sound native? is it true?) stands in no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from touchpoints.files.toml_files import Problem, line_of
from touchpoints.language.words import LANGUAGES, Words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import Block, LessonContent
from touchpoints.lessons.quality import language, plan
from touchpoints.lessons.quality.measures import QualityRule

RULES: tuple[QualityRule, ...] = (
    plan.every_field, plan.minutes, plan.reading, plan.three_can, plan.reasons, plan.questions, plan.role_play,
    plan.rubric, plan.notes, plan.placeholders, plan.coding, language.requests, language.controls,
    language.address, language.easy, language.typography,
)  # fmt: skip


def review(folder: Path, say: Words) -> list[Problem]:
    """All that has to be mended in a folder of lessons and in the glossary, each thing once. The rules look only at
    what fits together."""
    found = reader.in_glossary(say)
    readable = not found
    for id in sorted(path.parent.name for path in folder.glob("*/lesson.toml")):
        wrong = [problem for name in LANGUAGES for problem in reader.problems(id, name, folder, say)]
        if readable and not wrong:
            read = [reader.read(id, name, folder) for name in LANGUAGES]
            wrong = [problem for lesson in read for problem in findings(lesson, folder / id, say)]
            wrong += [problem for lesson in read[1:] for problem in beside(read[0], lesson, folder / id, say)]
        found += dict.fromkeys(wrong)
    return found


def findings(lesson: LessonContent, folder: Path, say: Words) -> Iterator[Problem]:
    """All that the rules find in a lesson whose files lie in `folder`."""
    files = {"toml": folder / "lesson.toml", "words": folder / f"{lesson.language}.toml"}
    for rule in RULES:
        for file, place, key, values in rule(lesson):
            text = say(f"rule.{key}", **{name: _said(value, say) for name, value in values.items()})
            if file in files:
                path = files[file]
                yield Problem(path, line_of(path.read_text(encoding="utf-8-sig"), place), text)
            else:
                yield Problem(folder / f"{lesson.language}.md", lesson.blocks[file].line, text)


def _said(value: Any, say: Words) -> str:
    return say.number(value) if isinstance(value, int | float) else str(value)


def beside(one: LessonContent, other: LessonContent, folder: Path, say: Words) -> Iterator[Problem]:
    """What one language of a lesson has and the other has not: facts, "I can", placeholders and links of its blocks."""
    path = folder / f"{other.language}.md"
    for name, block in one.blocks.items():
        theirs = other.blocks.get(name)
        if theirs and _shape(block) != _shape(theirs):
            file = f"{one.language}.md"
            yield Problem(path, theirs.line, say("rule.other_language", block=name, file=file))


def _shape(block: Block) -> tuple:
    signs = re.findall(r"\{\{\w+\}\}|https?://\S+|\]\([^)]*\)", block.text)
    return sorted(block.facts), sorted(block.can), signs

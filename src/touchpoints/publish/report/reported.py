"""What a report is about, and the lessons and levels that go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from touchpoints import rubric
from touchpoints.classroom.class_work import ClassWork, Kept
from touchpoints.classroom.pseudonyms import Pseudonyms
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.rubric import Assessment


class Report(NamedTuple):
    """What is reported: works by lesson, where each lesson lies, the language (None: each work's own; `say` has the
    reader's), and what stands for nicknames."""

    classes: Sequence[ClassWork]
    homes: Mapping[str, Path]
    language: str | None
    say: Words
    hidden: Pseudonyms

    def lesson(self, id: str, languages: Sequence[str]) -> LessonContent:
        """A lesson in the language of most of these works."""
        return _lesson(id, self.language or commonest(languages) or self.say.language, self.homes[id])

    def marks(self, kept: Kept) -> dict[str, Assessment]:
        """The levels of a work, by the same rules as everywhere."""
        lesson = self.lesson(kept.work.lesson, [kept.work.language])
        return rubric.assess(kept.work.steps, lesson, kept.plan, words.of(lesson.language))


@cache
def _lesson(id: str, language: str, home: Path) -> LessonContent:
    return reader.for_marks(reader.read(id, language, home))


def commonest(languages: Sequence[str]) -> str:
    """The language of ours that most of these are, "" where none is."""
    ours = Counter(language for language in languages if language in words.LANGUAGES)
    return max(ours, key=ours.get, default="")

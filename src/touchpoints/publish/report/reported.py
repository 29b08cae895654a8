"""What a report is about, with the lessons and the levels that belong to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from touchpoints import rubric
from touchpoints.classroom.class_work import ClassWork
from touchpoints.classroom.pseudonyms import Pseudonyms
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import PlanName, Work
from touchpoints.rubric import Assessment


class Report(NamedTuple):
    """Works by lesson and where each lesson lies, by which plan a work is assessed, the language (None: each work's
    own), the words for what is about all, and what stands for nicknames."""

    classes: Sequence[ClassWork]
    homes: Mapping[str, Path]
    plan_of: Callable[[Work], PlanName]
    language: str | None
    say: Words
    hidden: Pseudonyms

    def lesson(self, *works: Work) -> LessonContent:
        """The lesson of these works, in the language of most."""
        language = self.language or commonest(works) or self.say.language
        return _lesson(works[0].lesson, language, self.homes[works[0].lesson])

    def marks(self, work: Work) -> dict[str, Assessment]:
        """Its levels, by the same rules as everywhere."""
        lesson = self.lesson(work)
        return rubric.assess(work.steps, lesson, self.plan_of(work), words.of(lesson.language))


@cache
def _lesson(id: str, language: str, home: Path) -> LessonContent:
    return reader.for_marks(reader.read(id, language, home))


def commonest(works: Sequence[Work]) -> str:
    """The language of ours in which most are, "" where none is."""
    ours = Counter(work.language for work in works if work.language in words.LANGUAGES)
    return max(ours, key=ours.get, default="")

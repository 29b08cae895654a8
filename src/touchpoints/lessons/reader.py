"""Finds and reads the lessons: a folder each, with ``lesson.toml`` and, for every language, words and prose.

>>> lesson = read("school-lunch", "en")
>>> len(lesson.case.touchpoints)
12
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from touchpoints.files import toml_files
from touchpoints.files.toml_files import Problem
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import consistency
from touchpoints.lessons.blocks import read_blocks
from touchpoints.lessons.lesson import Asked, Block, LessonContent
from touchpoints.lessons.numbers import Numbers
from touchpoints.lessons.text import LessonText, Term
from touchpoints.model.errors import KitError
from touchpoints.model.work import Steps

# From a notebook's folder, such as notebooks/de, to the one in which its lessons lie; in a course of nbgrader it is
# autograded/fox/bakery.
UP = 3
_SOLUTION = "solution.{}.toml"


def content() -> Path:
    """The folder that holds lessons/, notebooks/ and exercises/: the repository, else the copy in the wheel."""
    package = Path(__file__).parents[1]
    repository = package.parents[1]
    return repository if (repository / "lessons").is_dir() and package.parent.name == "src" else package / "content"


def home(id: str, near: Path | None = None, named: Path | None = None) -> Path | None:
    """The folder in which a lesson's folder lies: one with an id of the kit's is always the kit's; another lies in the
    folder `named`, or is looked for beside what lies in `near`, where somebody keeps lessons of their own. None where
    nobody has this lesson.

    What gives marks has no `near`: anybody may lay a lesson beside a file.
    """
    if not isinstance(id, str) or not re.fullmatch(r"[\w-]{1,64}", id):
        return None
    for folder in filter(None, (content() / "lessons", named)):
        if (folder / id / "lesson.toml").is_file():
            return folder
    for folder in [near, *near.parents][: UP + 1] if near else []:
        with suppress(OSError):  # a drive that does not answer holds no lesson
            if found := sorted(folder.glob(f"*/{id}/lesson.toml")):
                return found[0].parents[1]
    return None


def ids(folder: Path | None = None, interface: Words | None = None) -> list[str]:
    """The lessons' ids in teaching order. KitError names a broken ``lesson.toml``, in the words of `interface`."""
    folder = folder or content() / "lessons"
    interface = interface or words.of(words.readers_language())
    found = [path.parent.name for path in folder.glob("*/lesson.toml")]
    return sorted(found, key=lambda id: (_numbers(folder / id, interface).order, id))


@cache
def read(id: str, language: str, folder: Path | None = None) -> LessonContent:
    """The lesson `id` in `language`.

    Raises KitError: for an unknown id or language it lists the known ones, for a broken file it names
    file, line and remedy.
    """
    interface = words.of(language)
    folder = folder or content() / "lessons"
    if not re.fullmatch(r"[\w-]{1,64}", id) or not (folder / id / "lesson.toml").is_file():
        known = ", ".join(ids(folder, interface))
        raise KitError(interface("error.lesson", lesson=str(id)[:60], known=known))
    parts = _parts(folder / id, language, interface)
    for problem in parts.problems:
        raise KitError(problem.said(interface))
    return parts.lesson(id, language)


def problems(id: str, language: str, folder: Path, interface: Words) -> list[Problem]:
    """All that is wrong with a lesson in one language."""
    parts = _parts(folder / id, language, interface)
    there = parts.numbers and (folder / id / _SOLUTION.format(language)).exists()
    return [*parts.problems, *(_solved(folder / id, language, parts.numbers, interface)[1] if there else [])]


def solution(id: str, language: str, folder: Path | None = None) -> Steps:
    """The model solution of a lesson's exercise, which no student gets to see.

    Raises KitError as `read` does, and where the lesson has no solution in this language.

    >>> len(solution("school-lunch", "en").identify.touchpoints) >= 8
    True
    """
    interface, folder = words.of(language), folder or content() / "lessons"
    steps, wrong = _solved(folder / id, language, read(id, language, folder).numbers, interface)
    for problem in wrong:
        raise KitError(problem.said(interface))
    return steps


def for_marks(lesson: LessonContent) -> LessonContent:
    """The same lesson, which also knows the cases and model solutions of the kit's other ones: a copy of one of them is
    nobody's own work either. It takes longer to read."""
    others = [read(id, lesson.language) for id in ids() if id != lesson.id]
    texts = [text for one in (lesson, *others) for text in one.texts]
    return replace(lesson, texts=tuple(texts), solutions=tuple(s for one in (lesson, *others) for s in one.solutions))


def _solved(folder: Path, language: str, numbers: Numbers, interface: Words) -> tuple[Steps | None, list[Problem]]:
    path = folder / _SOLUTION.format(language)
    steps, wrong = toml_files.decode(path, Steps, interface)
    return steps, wrong or list(consistency.in_solution(path, steps, numbers, interface))


def glossary(language: str) -> dict[str, Term]:
    """The words of the field by id, in `language`. KitError names the first mistake in them."""
    return _table(_glossary(language), dict[str, Term], words.of(language))


def in_glossary(interface: Words) -> list[Problem]:
    """All that is wrong with the words of the field, in any language."""
    found = [toml_files.decode(_glossary(language), dict[str, Term], interface) for language in words.LANGUAGES]
    return [problem for _, wrong in found for problem in wrong]


def _glossary(language: str) -> Path:
    return content() / "lessons" / "glossary" / f"{language}.toml"


def _terms(numbers: Numbers, language: str) -> Collection[str]:
    """The ids of the glossary; of a broken one, whose mistakes are told of it, all that the lesson asks for."""
    try:
        return glossary(language)
    except KitError:
        return numbers.new_words


class _Parts(NamedTuple):
    """What could be read of a lesson, and what is wrong with it."""

    numbers: Numbers | None
    text: LessonText | None
    blocks: dict[str, Block]
    recalled: dict[str, Asked | None]
    texts: tuple[LessonText, ...]
    solutions: tuple[Steps, ...]
    problems: list[Problem]

    def lesson(self, id: str, language: str) -> LessonContent:
        terms = {**glossary(language), **self.text.new_words}
        return LessonContent(
            id=id,
            language=language,
            numbers=self.numbers,
            words=self.text,
            blocks=self.blocks,
            new_words=tuple(terms[id] for id in self.numbers.new_words),
            recall=tuple(one for one in self.recalled.values() if one),
            texts=self.texts,
            solutions=self.solutions,
        )


def _parts(folder: Path, language: str, interface: Words) -> _Parts:
    numbers, wrong = toml_files.decode(folder / "lesson.toml", Numbers, interface)
    text, wrong_text = toml_files.decode(folder / f"{language}.toml", LessonText, interface)
    blocks, wrong_blocks = read_blocks(folder / f"{language}.md", interface)
    found = [*wrong, *wrong_text, *wrong_blocks]
    recalled = _recalled(numbers, language, folder.parent, interface) if numbers else {}
    if numbers and text and blocks:
        terms = _terms(numbers, language)
        draft = consistency.Draft(folder, language, numbers, text, blocks, terms, recalled, interface)
        found += consistency.problems(draft)
    texts = _in_all(folder, "{}.toml", LessonText, interface)
    return _Parts(numbers, text, blocks, recalled, texts, _in_all(folder, _SOLUTION, Steps, interface), found)


def _in_all(folder: Path, name: str, kind: type, interface: Words) -> tuple:
    """A file of each language as `kind`; those that are missing or broken are left out."""
    found = (toml_files.decode(folder / name.format(one), kind, interface)[0] for one in words.LANGUAGES)
    return tuple(filter(None, found))


def _recalled(numbers: Numbers, language: str, folder: Path, interface: Words) -> dict[str, Asked | None]:
    """Those of the questions to be recalled that are there: of a lesson beside this one, else of the kit's. None for
    one whose lesson is broken: that is told of its own lesson, and this one does without it."""
    found: dict[str, Asked | None] = {}
    for name in numbers.recall:
        id, _, question = name.partition(".")
        homes = [one / id for one in (folder, content() / "lessons") if (one / id / "lesson.toml").is_file()]
        if homes:
            with suppress(LookupError):
                found[name] = _asked(homes[0], question, language, interface)
    return found


def _asked(lesson: Path, question: str, language: str, interface: Words) -> Asked | None:
    """A question of another lesson; None where its files are broken. LookupError where they know no such question."""
    try:
        item = {one.id: one for one in _numbers(lesson, interface).quiz}[question]
        text = _table(lesson / f"{language}.toml", LessonText, interface).quiz.get(question)
    except KitError:
        return None
    return Asked(question=item, text=text) if text and {*item.answers} == {*text.answers} else None


def _numbers(folder: Path, interface: Words) -> Numbers:
    return _table(folder / "lesson.toml", Numbers, interface)


@cache
def _table(path: Path, kind: type, interface: Words) -> object:
    """A TOML file as `kind`; KitError with the first thing that is wrong with it."""
    found, wrong = toml_files.decode(path, kind, interface)
    for problem in wrong:
        raise KitError(problem.said(interface))
    return found

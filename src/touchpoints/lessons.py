"""Finds and reads the lessons: a folder each, with ``lesson.toml`` and, for every language, words and prose.

>>> lesson = read("school-lunch", "en")
>>> len(lesson.case.touchpoints)
12
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from touchpoints import files, words
from touchpoints.errors import KitError
from touchpoints.lesson import SECTIONS, Asked, Block, Lesson, expected_blocks
from touchpoints.lesson.numbers import Numbers
from touchpoints.lesson.text import LessonText, Term
from touchpoints.words import Words
from touchpoints.work import STEPS

FACTS = {
    *(f"F{n}" for n in range(1, 9)), *(f"V{n}" for n in range(1, 8)), *(f"H{n}" for n in range(1, 13)),
    *(f"M{n}" for n in range(1, 8)), *(f"T{n}" for n in range(1, 6)), *(f"X{n}" for n in range(1, 8)),
}  # fmt: skip
PLANS = ("short", "long")
_HEADING = re.compile(r"<!--\s*(\S+)\s*(.*?)\s*-->\s*$")


def content() -> Path:
    """The folder that holds lessons/, notebooks/ and exercises/: the repository, else the copy in the wheel."""
    package = Path(__file__).parent
    repository = package.parents[1]
    return repository if (repository / "lessons").is_dir() and package.parent.name == "src" else package / "content"


def ids(folder: Path | None = None, interface: Words | None = None) -> list[str]:
    """The lessons' ids in teaching order. KitError names a broken ``lesson.toml``, in the words of `interface`."""
    folder = folder or content() / "lessons"
    interface = interface or words.of(words.readers_language())
    found = [path.parent.name for path in folder.glob("*/lesson.toml")]
    return sorted(found, key=lambda id: (_numbers(folder / id, interface).order, id))


@cache
def read(id: str, language: str, folder: Path | None = None) -> Lesson:
    """The lesson `id` in `language`.

    Raises KitError: for an unknown id or language it lists the known ones, for a broken file it names
    file, line or key, and the remedy.
    """
    interface = words.of(language)
    folder = folder or content() / "lessons"
    known = ids(folder, interface)
    if id not in known:
        raise KitError(interface("error.lesson", lesson=str(id)[:60], known=", ".join(known)))
    numbers, text = _numbers(folder / id, interface), _text(folder / id, language)
    terms = {**glossary(language), **text.new_words}
    lesson = Lesson(
        id=id,
        language=language,
        numbers=numbers,
        words=text,
        blocks=_blocks(folder / id / f"{language}.md", interface),
        new_words=tuple(terms[id] for id in numbers.new_words if id in terms),
        recall=tuple(filter(None, (_asked(name, language, folder, interface) for name in numbers.recall))),
    )
    for problem in problems(lesson, interface):
        raise KitError(f"{folder / id / problem}")
    return lesson


@cache
def glossary(language: str) -> dict[str, Term]:
    """The words of the field by id, in `language`."""
    path = content() / "lessons" / "glossary" / f"{language}.toml"
    return files.decode_toml(path, dict[str, Term], words.of(language))


def _asked(name: str, language: str, folder: Path, interface: Words) -> Asked | None:
    """A quiz's question by its name, such as "school-lunch.sides": of a lesson beside this one, else of the kit's."""
    id, _, question = name.partition(".")
    home = next((one / id for one in (folder, content() / "lessons") if (one / id / "lesson.toml").is_file()), None)
    if home is None:
        return None
    found = next((one for one in _numbers(home, interface).quiz if one.id == question), None)
    text = _text(home, language).quiz.get(question) if found else None
    return Asked(question=found, text=text) if found and text else None


def problems(lesson: Lesson, interface: Words) -> Iterator[str]:
    """What does not fit together in a lesson, each as "file: place: what to do"."""
    yield from _wrong_words(lesson, interface)
    yield from _wrong_numbers(lesson.numbers, interface)
    blocks = expected_blocks(lesson.numbers.ideas)
    yield from _differences(f"{lesson.language}.md", "<!-- -->", blocks, lesson.blocks, interface)
    found = [f"{one.question.id}" for one in lesson.recall]
    asked = [name.partition(".")[2] for name in lesson.numbers.recall]
    yield from _unknown("lesson.toml", "recall", found, asked, interface)
    for block in lesson.blocks.values():
        yield from _unknown(f"{lesson.language}.md", block.name, lesson.numbers.can, block.can, interface)


def _wrong_words(lesson: Lesson, interface: Words) -> Iterator[str]:
    """Every id has its words, and no word is without an id."""
    numbers, text = lesson.numbers, lesson.words
    case = [activity for stage in numbers.case.stages for activity in stage.activities]
    new = set(numbers.new_words) - set(glossary(lesson.language))
    for key, expected, actual in (
        ("can", numbers.can, text.can),
        ("new_words", new | set(text.new_words) & set(numbers.new_words), text.new_words),
        ("misconceptions", numbers.misconceptions, text.misconceptions),
        ("observe", numbers.observe, text.observe),
        ("moods", numbers.moods, text.moods),
        ("help", STEPS, text.help),
        ("rubric", STEPS, text.rubric),
        ("exit", [item.id for item in numbers.exit], text.exit),
        ("quiz", [item.id for item in numbers.quiz], text.quiz),
        ("game", [one.id for one in numbers.game], text.game),
        ("voices", [one.id for one in numbers.voices], text.voices),
        ("scenes", [scene.id for scene in numbers.scenes], text.scenes),
        ("case.stages", [stage.id for stage in numbers.case.stages], text.case.stages),
        ("case.activities", [one.id for one in (*case, *numbers.example.activities)], text.case.activities),
        ("case.departments", [one.department for one in case if one.department], text.case.departments),
        *((f"exit.{item.id}.answers", item.answers, text.exit[item.id].answers)
          for item in numbers.exit if item.id in text.exit),
        *((f"quiz.{item.id}.answers", item.answers, text.quiz[item.id].answers)
          for item in numbers.quiz if item.id in text.quiz),
    ):  # fmt: skip
        yield from _differences(f"{lesson.language}.toml", key, expected, actual, interface)


def _wrong_numbers(numbers: Numbers, interface: Words) -> Iterator[str]:
    """In ``lesson.toml`` every id that is used is defined there."""
    file, stages = "lesson.toml", [stage.id for stage in numbers.case.stages]
    case = [activity.id for stage in numbers.case.stages for activity in stage.activities]
    examples = [*case, *(one.id for one in numbers.example.activities)]
    yield from _differences(file, "plans", PLANS, numbers.plans, interface)
    yield from _differences(file, "rubric", STEPS, numbers.rubric, interface)
    for name, plan in numbers.plans.items():
        yield from _differences(file, f"plans.{name}.minutes", SECTIONS, plan.minutes, interface)
    for key, known, used in (
        ("example", examples, (numbers.example.complete, numbers.example.partial)),
        ("ideas", STEPS, numbers.ideas),
        ("scenes", examples, [scene.touchpoint for scene in numbers.scenes if scene.touchpoint]),
        *((f"voices.{voice.id}", case, voice.feelings) for voice in numbers.voices),
        ("rubric", numbers.can, numbers.rubric.values()),
        ("exit", numbers.can, [item.can for item in numbers.exit]),
        *((f"exit.{item.id}", item.answers, [item.right]) for item in numbers.exit),
        *((f"quiz.{item.id}", item.answers, [item.right]) for item in numbers.quiz),
        ("improvement", stages, [numbers.improvement.stage] if numbers.improvement else []),
    ):
        yield from _unknown(file, key, known, used, interface)


def _differences(
    file: str, key: str, expected: Iterable[str], actual: Iterable[str], interface: Words
) -> Iterator[str]:
    for id in sorted(set(expected) - set(actual)):
        yield interface("error.lesson_missing", file=file, key=key, id=id)
    yield from _unknown(file, key, expected, actual, interface)


def _unknown(file: str, key: str, known: Iterable[str], used: Iterable[str], interface: Words) -> Iterator[str]:
    for id in sorted(set(used) - set(known)):
        yield interface("error.lesson_unknown", file=file, key=key, id=id)


@cache
def _numbers(folder: Path, interface: Words) -> Numbers:
    return files.decode_toml(folder / "lesson.toml", Numbers, interface)


@cache
def _text(folder: Path, language: str) -> LessonText:
    return files.decode_toml(folder / f"{language}.toml", LessonText, words.of(language))


def _blocks(path: Path, interface: Words) -> dict[str, Block]:
    """The blocks of prose by name, in the file's order."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise KitError(interface("error.no_file", file=str(path))) from error
    except UnicodeDecodeError as error:
        raise KitError(interface("error.not_text", file=str(path))) from error
    blocks: dict[str, Block] = {}
    name, marks, text = "", (), []
    for number, line in enumerate([*lines, "<!-- end -->"], start=1):
        heading = _HEADING.match(line)
        if not heading:
            text.append(line)
            continue
        if name:
            blocks[name] = _block(name, marks, text)
        name, marks, text = heading[1], tuple(heading[2].split()), []
        unknown = [mark for mark in marks if mark not in FACTS and not mark.startswith("can:")]
        if name in blocks or unknown:
            what = unknown[0] if unknown else name
            raise KitError(interface("error.block", file=str(path), line=number, what=what))
    return blocks


def _block(name: str, marks: tuple[str, ...], lines: list[str]) -> Block:
    facts = tuple(mark for mark in marks if not mark.startswith("can:"))
    can = tuple(mark.removeprefix("can:") for mark in marks if mark.startswith("can:"))
    return Block(name=name, facts=facts, can=can, text="\n".join(lines).strip())

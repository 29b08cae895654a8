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
from touchpoints.lesson import BLOCKS, SECTIONS, Block, Lesson, LessonWords, Numbers
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
    lesson = Lesson(
        id=id,
        language=language,
        numbers=_numbers(folder / id, interface),
        words=files.decode_toml(folder / id / f"{language}.toml", LessonWords, interface),
        blocks=_blocks(folder / id / f"{language}.md", interface),
    )
    for problem in problems(lesson, interface):
        raise KitError(f"{folder / id / problem}")
    return lesson


def problems(lesson: Lesson, interface: Words) -> Iterator[str]:
    """What does not fit together in a lesson, each as "file: place: what to do"."""
    yield from _wrong_words(lesson, interface)
    yield from _wrong_numbers(lesson.numbers, interface)
    yield from _differences(f"{lesson.language}.md", "<!-- -->", BLOCKS, lesson.blocks, interface)
    for block in lesson.blocks.values():
        yield from _unknown(f"{lesson.language}.md", block.name, lesson.numbers.can, block.can, interface)


def _wrong_words(lesson: Lesson, interface: Words) -> Iterator[str]:
    """Every id has its words, and no word is without an id."""
    numbers, text = lesson.numbers, lesson.words
    case = [activity for stage in numbers.case.stages for activity in stage.activities]
    for key, expected, actual in (
        ("can", numbers.can, text.can),
        ("new_words", numbers.new_words, text.new_words),
        ("misconceptions", numbers.misconceptions, text.misconceptions),
        ("observe", numbers.observe, text.observe),
        ("moods", numbers.moods, text.moods),
        ("help", STEPS, text.help),
        ("rubric", STEPS, text.rubric),
        ("exit", [item.id for item in numbers.exit], text.exit),
        ("scenes", [scene.id for scene in numbers.scenes], text.scenes),
        ("case.stages", [stage.id for stage in numbers.case.stages], text.case.stages),
        ("case.activities", [one.id for one in case], text.case.activities),
        ("case.departments", [one.department for one in case if one.department], text.case.departments),
        *((f"exit.{item.id}.answers", item.answers, text.exit[item.id].answers)
          for item in numbers.exit if item.id in text.exit),
    ):  # fmt: skip
        yield from _differences(f"{lesson.language}.toml", key, expected, actual, interface)


def _wrong_numbers(numbers: Numbers, interface: Words) -> Iterator[str]:
    """In ``lesson.toml`` every id that is used is defined there."""
    file, stages = "lesson.toml", [stage.id for stage in numbers.case.stages]
    case = [activity.id for stage in numbers.case.stages for activity in stage.activities]
    yield from _differences(file, "plans", PLANS, numbers.plans, interface)
    yield from _differences(file, "rubric", STEPS, numbers.rubric, interface)
    for name, plan in numbers.plans.items():
        yield from _differences(file, f"plans.{name}.minutes", SECTIONS, plan.minutes, interface)
    for key, known, used in (
        ("example", case, (numbers.example.complete, numbers.example.partial)),
        ("scenes", case, [scene.touchpoint for scene in numbers.scenes]),
        ("rubric", numbers.can, numbers.rubric.values()),
        ("exit", numbers.can, [item.can for item in numbers.exit]),
        *((f"exit.{item.id}", item.answers, [item.right]) for item in numbers.exit),
        ("improvement", stages, [numbers.improvement.stage]),
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

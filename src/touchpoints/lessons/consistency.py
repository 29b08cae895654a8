"""What does not fit together in the files of a lesson: ids and their words, blocks, placeholders."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from touchpoints.files.toml_files import KeyPath, Problem, line_of
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import PLACEHOLDERS, SECTIONS, WITHOUT, Block, expected_blocks, may_be
from touchpoints.lessons.numbers import Numbers, Question
from touchpoints.lessons.text import LessonText, QuestionText
from touchpoints.model.work import PLANS, STEPS, Steps


class Draft(NamedTuple):
    """The files of a lesson in one language, each readable for itself."""

    folder: Path
    language: str
    numbers: Numbers
    text: LessonText
    blocks: Mapping[str, Block]
    terms: Collection[str]  # the ids of the glossary
    recalled: Collection[str]  # which of the questions to be recalled are there
    say: Words

    def problem(self, file: str, place: KeyPath, key: str, /, **values: object) -> Problem:
        """Something at a place of one of the TOML files."""
        path = self.folder / file
        line = line_of(path.read_text(encoding="utf-8-sig"), place)
        return Problem(path, line, self.say(key, **values))

    @property
    def own(self) -> str:
        """The file of the words in this language."""
        return f"{self.language}.toml"


def problems(draft: Draft) -> Iterator[Problem]:
    yield from in_numbers(draft)
    yield from _in_words(draft)
    yield from _in_prose(draft)


def in_numbers(draft: Draft) -> Iterator[Problem]:
    """In ``lesson.toml`` every id that is used is defined there."""
    numbers = draft.numbers
    case = [activity.id for stage in numbers.case.stages for activity in stage.activities]
    everywhere = [*case, *(one.id for one in numbers.example.activities)]
    yield from _differences(draft, "lesson.toml", ("plans",), PLANS, numbers.plans)
    yield from _differences(draft, "lesson.toml", ("rubric",), STEPS, numbers.rubric)
    for name, plan in numbers.plans.items():
        sections = set(SECTIONS) - WITHOUT.get(name, set())
        yield from _differences(draft, "lesson.toml", ("plans", name, "minutes"), sections, plan.minutes)
    for place, known, used in (
        (("example",), everywhere, (numbers.example.complete, numbers.example.partial)),
        (("ideas",), STEPS, numbers.ideas),
        (("rubric",), numbers.can, numbers.rubric.values()),
        (("recall",), draft.recalled, numbers.recall),
        (("improvement",), [s.id for s in numbers.case.stages], _stage_of(numbers)),
        *((("scenes", n), everywhere, [one.touchpoint] if one.touchpoint else []) for n, one in _each(numbers.scenes)),
        *((("voices", n), case, one.feelings) for n, one in _each(numbers.voices)),
        *((("exit", n), numbers.can, [one.can]) for n, one in _each(numbers.exit)),
        *((("quiz", n), one.answers, [one.right]) for n, one in _each(numbers.quiz)),
    ):
        yield from _unknown(draft, "lesson.toml", place, known, used)
    ids = (*everywhere, *([numbers.improvement.id] if numbers.improvement else []))
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield draft.problem("lesson.toml", ("case",), "error.lesson_twice", id=id)


def _each(items: Iterable) -> list:
    return list(enumerate(items))


def _stage_of(numbers: Numbers) -> list[str]:
    return [numbers.improvement.stage] if numbers.improvement else []


def _in_words(draft: Draft) -> Iterator[Problem]:
    """Every id has its words, and no word is without an id."""
    numbers, text = draft.numbers, draft.text
    case = [activity for stage in numbers.case.stages for activity in stage.activities]
    new = [id for id in numbers.new_words if id in text.new_words or id not in draft.terms]
    for place, expected, actual in (
        (("can",), numbers.can, text.can),
        (("new_words",), new, text.new_words),
        (("misconceptions",), numbers.misconceptions, text.misconceptions),
        (("observe",), numbers.observe, text.observe),
        (("moods",), numbers.moods, text.moods),
        (("help",), STEPS, text.help),
        (("rubric",), STEPS, text.rubric),
        (("scenes",), [scene.id for scene in numbers.scenes], text.scenes),
        (("case", "stages"), [stage.id for stage in numbers.case.stages], text.case.stages),
        (("case", "activities"), [one.id for one in (*case, *numbers.example.activities)], text.case.activities),
        (("case", "departments"), [one.department for one in case if one.department], text.case.departments),
        (("game",), [one.id for one in numbers.game], text.game),
        (("voices",), [one.id for one in numbers.voices], text.voices),
        (("samples",), [one.id for one in numbers.samples], text.samples),
        (("exit",), [one.id for one in numbers.exit], text.exit),
        (("improvement",), ["improvement"] if numbers.improvement else [], ["improvement"] if text.improvement else []),
        *_questions(numbers.quiz, text.quiz),
    ):
        yield from _differences(draft, draft.own, place, expected, actual)


def _questions(
    items: Iterable[Question], text: Mapping[str, QuestionText]
) -> Iterator[tuple[KeyPath, Iterable[str], Iterable[str]]]:
    """The questions of the quiz, and the answers of each."""
    items = list(items)
    yield ("quiz",), [item.id for item in items], text
    for item in items:
        if item.id in text:
            yield ("quiz", item.id, "answers"), item.answers, text[item.id].answers


def _in_prose(draft: Draft) -> Iterator[Problem]:
    """Every block is there, and serves an "I can" of the lesson."""
    path, expected = draft.folder / f"{draft.language}.md", expected_blocks(draft.numbers)
    for name in (name for name in expected if name not in draft.blocks):
        before = [draft.blocks[one] for one in expected[: expected.index(name)] if one in draft.blocks]
        line = before[-1].line if before else 1
        yield Problem(path, line, draft.say("error.block_missing", block=f"<!-- {name} -->"))
    for block in draft.blocks.values():
        if block.name not in expected and not may_be(block.name):
            yield Problem(path, block.line, draft.say("error.block_unknown", block=block.name))
        for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
            for name in _unknown_placeholders(line):
                known = ", ".join(PLACEHOLDERS)
                yield Problem(path, number, draft.say("error.placeholder", name=name, known=known))
        for can in sorted(set(block.can) - set(draft.numbers.can)):
            yield Problem(path, block.line, draft.say("error.lesson_unknown", key=block.name, id=can))


def in_solution(path: Path, steps: Steps, numbers: Numbers, say: Words) -> Iterator[Problem]:
    """In a model solution no id occurs twice, and every id that is used is there or in the lesson."""
    text = path.read_text(encoding="utf-8-sig")
    stages: Iterable = numbers.case.stages if steps.map.stages is None else steps.map.stages
    found, ideas = [one.id for one in steps.identify.touchpoints], [one.id for one in steps.design.ideas]
    for key, ids in (("identify", [*found, *ideas]), ("map", [stage.id for stage in stages])):
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            yield Problem(path, line_of(text, (key,)), say("error.lesson_twice", id=id))
    observed = _each(steps.role_play.observations)
    for place, known, used in (
        (("discuss", "ratings"), found, steps.discuss.ratings),
        (("map", "details"), found, steps.map.details),
        *((("map", "stages", n, "order"), found, one.order) for n, one in _each(steps.map.stages or ())),
        *(
            (("design", "ideas", n, "stage"), [s.id for s in stages], [one.stage])
            for n, one in _each(steps.design.ideas)
        ),
        (("role_play", "scene"), [scene.id for scene in numbers.scenes], {steps.role_play.scene} - {""}),
        *(
            (("role_play", "observations", n, "touchpoint"), [*found, *ideas, ""], [one.touchpoint])
            for n, one in observed
        ),
        *((("role_play", "observations", n, "seen"), numbers.observe, one.seen) for n, one in observed),
    ):
        for id in sorted(set(used) - set(known)):
            line = line_of(text, (*place, id))
            yield Problem(path, line, say("error.lesson_unknown", key=".".join(map(str, place)), id=id))


def _unknown_placeholders(line: str) -> list[str]:
    """A placeholder stands alone on its line."""
    found = re.fullmatch(r"\{\{(.*)\}\}", line.strip())
    return [found[1][:40]] if found and found[1] not in PLACEHOLDERS else []


def _differences(
    draft: Draft, file: str, place: KeyPath, expected: Iterable[str], actual: Iterable[str]
) -> Iterator[Problem]:
    expected = set(expected)
    for id in sorted(expected - set(actual)):
        yield draft.problem(file, place, "error.lesson_missing", key=".".join(map(str, place)), id=id)
    yield from _unknown(draft, file, place, expected, actual)


def _unknown(draft: Draft, file: str, place: KeyPath, known: Iterable[str], used: Iterable[str]) -> Iterator[Problem]:
    for id in sorted(set(used) - set(known)):
        yield draft.problem(file, (*place, id), "error.lesson_unknown", key=".".join(map(str, place)), id=id)

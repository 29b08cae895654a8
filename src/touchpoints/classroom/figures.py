"""A class as figures: who is where, what feels how, which answers were given, which ideas there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from rapidfuzz import fuzz, utils

from touchpoints.classroom.board_file import Board
from touchpoints.classroom.incoming import Received
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model import class_journey, matching
from touchpoints.model.class_journey import LEAST_SPAN, Position
from touchpoints.model.journey import Activity, Journey
from touchpoints.model.work import STEPS, Work, journey_before
from touchpoints.rubric import assess

ALIKE = 85  # per cent from which two names mean the same: a slip in seven letters, or the words in another order
IDLE = 300  # seconds without a change after which somebody may need help
TALKED_ABOUT = 5  # touchpoints of most disagreement


class Tile(NamedTuple):
    """Where a student is. `help`: "idle" after five minutes without a change, "stuck" who is at a step for twice its
    minutes, else "no"."""

    id: str
    nickname: str
    lesson: str
    step: str
    levels: dict[str, int]
    revision: int
    changed_at: float
    help: str


class Answered(NamedTuple):
    """A question of the quiz: how many answered it, how many rightly at the first go, and the wrong answer that most
    gave, with the reason why it is wrong; "" where none was."""

    question: str
    answered: int
    right: int
    wrong: str
    reason: str


class Proposed(NamedTuple):
    """An idea without its author, and the hands raised for it."""

    id: str
    name: str
    because: str
    dots: int


def tile(one: Received, lesson: LessonContent, since: float, now: float, plan: str, words: Words) -> Tile:
    """`since`: when the student was first seen at that step."""
    work = one.work
    levels = {step: mark.level for step, mark in assess(work.steps, lesson, plan, words).items()}
    step = reached(work)
    stuck = now - since > 120 * lesson.numbers.plans[plan].minutes[step]
    help = "idle" if now - one.changed_at > IDLE else "stuck" if stuck else "no"
    return Tile(work.id, work.nickname, work.lesson, step, levels, work.revision, one.changed_at, help)


def reached(work: Work) -> str:
    """The last step in which something was done."""
    empty = type(work.steps)()
    done = [step for step in STEPS if getattr(work.steps, step) != getattr(empty, step)]
    return done[-1] if done else STEPS[0]


def alike(names: Iterable[str], board: Board) -> list[list[str]]:
    """Names that mean the same touchpoint: alike but for accents, capitals, the order of words and small slips; and as
    the teacher has put them together or apart. The most common first."""
    counts = Counter(names)
    home = {matching.key(name): number for number, group in enumerate(board.groups) for name in group}
    groups: dict[object, list[str]] = {}
    for name in sorted(counts, key=lambda one: (-counts[one], one)):
        fixed = home.get(matching.key(name))
        near = next((key for key, group in groups.items() if not isinstance(key, int) and _near(name, group[0])), name)
        groups.setdefault(near if fixed is None else fixed, []).append(name)
    return list(groups.values())


def _near(one: str, other: str) -> bool:
    return fuzz.token_sort_ratio(_plain(one), _plain(other), score_cutoff=ALIKE) > 0


def _plain(name: str) -> str:
    """Without accents and signs, in small letters."""
    return utils.default_process(matching.unaccented(name))


def groups(works: Sequence[Work], board: Board) -> list[list[str]]:
    """The names of a class's touchpoints, those together that mean the same."""
    return alike((one.name for work in works for one in work.steps.identify.touchpoints), board)


def journeys(works: Sequence[Work], lesson: LessonContent, board: Board) -> list[Journey]:
    """Each student's map, in which touchpoints that mean the same have the same name."""
    found = [journey_before(work.steps, lesson.empty) for work in works]
    names = {name: group[0] for group in groups(works, board) for name in group}

    def called(activities: Iterable[Activity]) -> tuple[Activity, ...]:
        return tuple(replace(one, name=names.get(one.name, one.name)) for one in activities)

    return [
        replace(
            journey,
            stages=tuple(replace(stage, activities=called(stage.activities)) for stage in journey.stages),
            unplaced=called(journey.unplaced),
        )
        for journey in found
    ]


def disputed(journeys: Sequence[Journey], language: str) -> list[Position]:
    """The touchpoints about which a class disagrees most."""
    wide = [
        one for one in class_journey.merge(journeys, language).positions if not one.whole and one.span >= LEAST_SPAN
    ]
    return sorted(wide, key=lambda one: one.disagreement, reverse=True)[:TALKED_ABOUT]


def quiz(works: Sequence[Work], lesson: LessonContent) -> list[Answered]:
    found = []
    for item in lesson.numbers.quiz:
        text = lesson.words.quiz[item.id]
        first = [given[0] for work in works if (given := work.finish.quiz.get(item.id)) and given[0] in text.answers]
        wrong = Counter(one for one in first if one != item.right).most_common(1)
        said = text.answers[wrong[0][0]] if wrong else None
        right = first.count(item.right)
        found.append(Answered(text.question, len(first), right, said.text if said else "", said.reason if said else ""))
    return found


def can(works: Sequence[Work], lesson: LessonContent) -> list[tuple[str, int]]:
    """Each "I can", and how many say it of themselves."""
    return [(one.text, sum(work.finish.can.get(id, False) for work in works)) for id, one in lesson.words.can.items()]


def ideas(works: Sequence[Work], board: Board) -> list[Proposed]:
    """The most hands first."""
    found = [
        Proposed(key := f"{work.id}/{idea.id}", idea.touchpoint.name, idea.because, board.dots.get(key, 0))
        for work in works
        for idea in work.steps.design.ideas
    ]
    return sorted(found, key=lambda one: -one.dots)

"""A class as figures: who is where, what feels how, which answers were given, which ideas there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from rapidfuzz import fuzz, utils

from touchpoints.classroom.board_file import Board
from touchpoints.classroom.incoming import Received
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model import matching
from touchpoints.model.journey import Activity, Journey, each
from touchpoints.model.matching import grouped
from touchpoints.model.opinions import raised
from touchpoints.model.work import STEPS, Idea, Work, journey_before
from touchpoints.rubric import TOP, Assessment, assess

ALIKE = 85  # per cent from which two names mean the same: a slip in seven letters, or the words in another order
IDLE = 300  # seconds without a change after which somebody may need help


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
    """How many have answered a question, for how many the first answer was right, and the wrong one that most gave
    first; "" where nobody did."""

    id: str
    answered: int
    right: int
    wrong: str = ""
    misled: int = 0


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
    """Letter by letter, or with the words in order; a slip in a first letter would give them another order."""
    first, second = _plain(one), _plain(other)
    return max(fuzz.ratio(first, second), fuzz.token_sort_ratio(first, second)) >= ALIKE


def _plain(name: str) -> str:
    """Without accents and signs, in small letters."""
    return utils.default_process(matching.unaccented(name))


def groups(works: Sequence[Work], board: Board) -> list[list[str]]:
    """The names of a class's touchpoints, those together that mean the same."""
    return alike((one.name for work in works for one in work.steps.identify.touchpoints), board)


def journeys(works: Sequence[Work], lesson: LessonContent, board: Board) -> list[Journey]:
    """Each student's map, in which touchpoints that mean the same have the same name."""
    names = {name: group[0] for group in groups(works, board) for name in group}
    return [
        each(journey_before(work.steps, lesson.empty), lambda one: replace(one, name=names.get(one.name, one.name)))
        for work in works
    ]


def by_hands(journey: Journey) -> list[Journey]:
    """A class's journey as that of as many students as raised a hand: each hand is what one of them feels."""
    votes = {one.id: raised(one.hands).feelings for one in journey.touchpoints}

    def felt(one: Activity, number: int) -> Activity:
        given = votes.get(one.id, ())[number : number + 1]
        return replace(one, hands=(), feeling=int(given[0]) if given else None)

    most = max(map(len, votes.values()), default=0)
    return [each(journey, lambda one, n=number: felt(one, n)) for number in range(most)]


def quiz(works: Sequence[Work], lesson: LessonContent, hands: Mapping[str, Mapping[str, int]] = {}) -> list[Answered]:
    """The lesson's questions in order, with the hands raised in class; of equally common wrong answers the earlier one
    is named."""
    found = []
    for one in lesson.numbers.quiz:
        given = Counter(answers[0] for work in works if (answers := work.finish.quiz.get(one.id)))
        given.update(hands.get(one.id, {}))
        first = {id: given[id] for id in one.answers}  # anybody may write anything into a file
        wrong = max((id for id in one.answers if id != one.right and first[id]), key=first.get, default="")
        found.append(Answered(one.id, sum(first.values()), first.get(one.right, 0), wrong, first.get(wrong, 0)))
    return found


def exit_ticket(works: Sequence[Work], lesson: LessonContent) -> list[tuple[str, int, int]]:
    """Each question of the exit ticket, how many have answered it, and how many say that they can what it asks for."""
    return [
        (one.id, sum(bool(work.finish.exit.get(one.id)) for work in works),
         sum(work.finish.can.get(one.can, False) for work in works))
        for one in lesson.numbers.exit
    ]  # fmt: skip


def levels(marks: Iterable[Mapping[str, Assessment]]) -> dict[str, list[int]]:
    """How many have reached which level, from 0 to the top, in each step."""
    reached = Counter((step, mark.level) for one in marks for step, mark in one.items())
    return {step: [reached[step, level] for level in range(TOP + 1)] for step in STEPS}


def ideas(works: Sequence[Work], dots: Mapping[str, int]) -> list[tuple[Idea, int]]:
    """All ideas of a class with the hands raised for them, the most first."""
    found = [(idea, dots.get(idea.id, 0)) for work in works for idea in work.steps.design.ideas]
    return sorted(found, key=lambda one: -one[1])


def shared(journeys: Sequence[Journey]) -> list[Journey]:
    """The journeys without stages, with the touchpoints that others have too: what one alone has is no opinion of a
    class."""
    alone = {
        (number, one.id)
        for group in grouped([journey.touchpoints for journey in journeys]) if len(group) == 1
        for number, one in group.items()
    }  # fmt: skip

    return [
        replace(journey, stages=(), unplaced=tuple(one for one in journey.touchpoints if (number, one.id) not in alone))
        for number, journey in enumerate(journeys)
    ]


def can(works: Sequence[Work], lesson: LessonContent) -> list[tuple[str, int]]:
    """Each "I can", and how many say it of themselves."""
    return [(one.text, sum(work.finish.can.get(id, False) for work in works)) for id, one in lesson.words.can.items()]

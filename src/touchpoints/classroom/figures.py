"""A class in figures: what many got right, what misled them, and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.journey import Journey
from touchpoints.model.matching import grouped
from touchpoints.model.work import STEPS, Idea, Work
from touchpoints.rubric import TOP, Assessment


class Answered(NamedTuple):
    """How many have answered a question, for how many the first answer was right, and the wrong one that most gave
    first; "" where nobody did."""

    id: str
    answered: int
    right: int
    wrong: str = ""
    misled: int = 0


def quiz(works: Sequence[Work], lesson: LessonContent) -> list[Answered]:
    """The lesson's questions in order; of equally common wrong answers the earlier one is named."""
    found = []
    for one in lesson.numbers.quiz:
        given = Counter(answers[0] for work in works if (answers := work.finish.quiz.get(one.id)))
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

"""Questions that explain every answer, one at a time: the quiz, and the game "Is it a touchpoint?".

The answers are kept with the work, beside its steps, so that somebody has to have begun.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.edits import Refused
from touchpoints.model.journey import VISIBLE_TO, Id
from touchpoints.model.work import MAX_ENTRIES
from touchpoints.steps.widget import LessonWidget


class Choice(NamedTuple):
    id: str
    text: str
    reason: str


class Item(NamedTuple):
    """A question, its answers, and the id of the right one."""

    id: str
    text: str
    answers: tuple[Choice, ...]
    right: str

    def answer(self, id: str) -> Choice | None:
        return next((one for one in self.answers if one.id == id), None)


class Questions(LessonWidget):
    """`step` is "quiz" or "game"."""

    needs_name = True
    counted = False  # whether hands are counted, and nobody chooses
    at = 0  # the number of the question on the screen

    def do_answer(self, id: Id, value: Id) -> None:
        if self.counted or self.item(id).answer(value) is None:
            raise Refused(id)
        self.keep(id, value)

    def do_turn(self, by: Literal[-1, 1]) -> None:
        """To the question before or after; at the edge it stays."""
        self.at = min(max(self.at + by, 0), len(self.items) - 1)
        self.refresh()

    def do_again(self) -> None:
        self.at = 0
        self.keep_none()

    def item(self, id: str) -> Item:
        found = next((one for one in self.items if one.id == id), None)
        if found is None:
            raise Refused(id)
        return found

    @property
    def items(self) -> list[Item]:
        raise AssertionError("the quiz and the game have their own")

    @property
    def latest(self) -> dict[str, str]:
        """The latest answer to each question, as the work has it, which may be anybody's and know other questions."""
        raise AssertionError("the quiz and the game have their own")

    def keep(self, id: str, value: str) -> None:
        """Keep one more answer with the work."""
        raise AssertionError("the quiz and the game have their own")

    def keep_none(self) -> None:
        """Begin anew."""
        raise AssertionError("the quiz and the game have their own")

    @property
    def answers(self) -> dict[str, str]:
        """The latest answer to each question that has one."""
        latest = self.latest
        return {item.id: latest[item.id] for item in self.items if item.answer(latest.get(item.id, ""))}

    def values(self) -> dict[str, Any]:
        items, answers = self.items, self.answers
        item = items[self.at]
        return {
            "heading": self.heading(),
            "item": item,
            "number": self.at + 1,
            "place": self.words("questions.place", number=self.at + 1, all=len(items)),
            "counted": self.counted,
            "chosen": item.answer(answers.get(item.id, "")),
            "first": self.at == 0,
            "last": self.at == len(items) - 1,
            "answered": len(answers),
            "all": len(items),
            "score": self._score(items, answers),
            "finished": len(answers) == len(items),
            "end": self._end() if len(answers) == len(items) else "",
            "hands": self._hands(item),
        }

    def summary(self) -> list[str]:
        items, answers = self.items, self.answers
        lines = [self._score(items, answers)]
        for number, item in enumerate(items, start=1):
            chosen = item.answer(answers.get(item.id, ""))
            mark = "✓" if chosen and chosen.id == item.right else "✗"
            lines.append(f"{number}. {item.text}" + (f" {mark} {chosen.text}. {chosen.reason}" if chosen else ""))
        return [*lines, *filter(None, [self._end() if len(answers) == len(items) else ""])]

    def _hands(self, item: Item) -> dict[str, int]:
        """How many hands are up for each answer, where they are counted."""
        return {}

    def _end(self) -> str:
        """What is said when all are answered."""
        return ""

    def _score(self, items: list[Item], answers: dict[str, str]) -> str:
        right = sum(answers.get(item.id) == item.right for item in items)
        return self.words("questions.score", right=right, answered=len(answers), all=len(items))


class Quiz(Questions):
    """A student chooses, and the first answer counts; in class hands are counted, until the answer is shown."""

    step = "quiz"
    shown: frozenset[tuple[str, str]] = frozenset()  # questions of which this class sees the answer

    def do_hand(self, id: Id, value: Id, by: Literal[-1, 1] = 1) -> None:
        """One hand more, or less, for an answer."""
        if not self.counted or self.item(id).answer(value) is None:
            raise Refused(id)
        hands = {**self._hands(self.item(id))}
        hands[value] = max(0, hands[value] + by)
        self._note(hands={**self.session.finish.hands, id: {answer: n for answer, n in hands.items() if n}})

    def do_show(self, id: Id) -> None:
        """The class sees the right answer, and why."""
        self.shown |= {(self.session.work_name, self.item(id).id)}
        self.refresh()

    @property
    def counted(self) -> bool:
        return self.session.audience == "class"

    @property
    def items(self) -> list[Item]:
        return quiz(self.session.lesson)

    @property
    def latest(self) -> dict[str, str]:
        """In class the right answer, once it is shown."""
        if self.counted:
            return {one.id: one.right for one in self.items if (self.session.work_name, one.id) in self.shown}
        return {id: given[-1] for id, given in self.session.finish.quiz.items() if given}

    def keep(self, id: str, value: str) -> None:
        """All answers are kept, in the order in which they were given."""
        given = self.session.finish.quiz
        self._note(quiz={**given, id: appended(given.get(id, ()), value)})

    def keep_none(self) -> None:
        self.shown = frozenset()
        self._note(**{"hands" if self.counted else "quiz": {}})

    def summary(self) -> list[str]:
        score, *lines = super().summary()
        for number, item in enumerate(self.items if self.counted else ()):
            lines[number] += "".join(f" [{one.text}: {n}]" for one in item.answers if (n := self._hands(item)[one.id]))
        return lines if self.counted else [score, *lines]

    def _score(self, items: list[Item], answers: dict[str, str]) -> str:
        right = sum(self.session.finish.quiz.get(item.id, ())[:1] == (item.right,) for item in items)
        return self.words("quiz.score", right=right, answered=len(answers), all=len(items))

    def _hands(self, item: Item) -> dict[str, int]:
        kept = self.session.finish.hands.get(item.id, {})
        return {one.id: kept.get(one.id, 0) for one in item.answers}

    def _end(self) -> str:
        """What is true of all answers together, kindly."""
        given = [(item.right, self.session.finish.quiz.get(item.id, ()), self._hands(item)) for item in self.items]
        first, found = (
            sum(right == all[0] for right, all, _ in given if all),
            sum(right in all for right, all, _ in given),
        )
        most = sum(hands[right] > max(n for id, n in hands.items() if id != right) for right, _, hands in given)
        counts = {"quiz.at_once": first, "quiz.later": found - first, "quiz.open": len(given) - found}
        counts = {"quiz.most": most} if self.counted else counts
        said = [self.words.count(key, number) for key, number in counts.items() if number]
        return " ".join([self.words(f"quiz.done.{self.session.audience}"), *said])

    def _note(self, **fields: Any) -> None:
        self.session.note(finish=replace(self.session.finish, **fields))


class Game(Questions):
    step = "game"

    @property
    def items(self) -> list[Item]:
        return game(self.session.lesson, self.words)[: self.session.plan.statements or None]

    @property
    def latest(self) -> dict[str, str]:
        try:
            return msgspec.convert(self.session.extra.get(self.step, {}), dict[str, str])
        except msgspec.ValidationError:
            return {}

    def keep(self, id: str, value: str) -> None:
        self._note({**self.answers, id: value})

    def keep_none(self) -> None:
        self._note({})

    def _note(self, answers: dict[str, str]) -> None:
        self.session.note(extra={**self.session.extra, self.step: answers})


def appended(given: tuple[str, ...], value: str) -> tuple[str, ...]:
    """One answer more; of too many the first and the latest stay."""
    return (*given[:1], *(*given[1:], value)[1 - MAX_ENTRIES :])


def quiz(lesson: LessonContent) -> list[Item]:
    found = []
    for item in lesson.numbers.quiz:
        text = lesson.words.quiz[item.id]
        answers = tuple(Choice(key, text.answers[key].text, text.answers[key].reason) for key in item.answers)
        found.append(Item(item.id, text.question, answers, item.right))
    return found


def game(lesson: LessonContent, words: Words) -> list[Item]:
    """Who can see it? The reason is the same whatever was answered."""
    found = []
    for one in lesson.numbers.game:
        text = lesson.words.game[one.id]
        answers = tuple(Choice(value, words(f"game.{value}"), text.because) for value in VISIBLE_TO)
        found.append(Item(one.id, text.text, answers, one.visible_to))
    return found

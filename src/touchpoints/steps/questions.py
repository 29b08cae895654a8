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
    at = 0  # the number of the question on the screen

    def do_answer(self, id: Id, value: Id) -> None:
        item = next((one for one in self.items if one.id == id), None)
        if item is None or item.answer(value) is None:
            raise Refused(id)
        self.keep(id, value)

    def do_turn(self, by: Literal[-1, 1]) -> None:
        """To the question before or after; at the edge it stays."""
        self.at = min(max(self.at + by, 0), len(self.items) - 1)
        self.refresh()

    def do_again(self) -> None:
        self.at = 0
        self.keep_none()

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
            "place": self.words("questions.place", number=self.at + 1, all=len(items)),
            "options": [(one.id, one.text) for one in item.answers],
            "chosen": item.answer(answers.get(item.id, "")),
            "first": self.at == 0,
            "last": self.at == len(items) - 1,
            "answered": len(answers),
            "all": len(items),
            "score": self._score(items, answers),
            "finished": len(answers) == len(items),
        }

    def summary(self) -> list[str]:
        items, answers = self.items, self.answers
        lines = [self._score(items, answers)]
        for number, item in enumerate(items, start=1):
            chosen = item.answer(answers.get(item.id, ""))
            mark = "✓" if chosen and chosen.id == item.right else "✗"
            lines.append(f"{number}. {item.text}" + (f" {mark} {chosen.text}. {chosen.reason}" if chosen else ""))
        return lines

    def _score(self, items: list[Item], answers: dict[str, str]) -> str:
        right = sum(answers.get(item.id) == item.right for item in items)
        return self.words("questions.score", right=right, answered=len(answers), all=len(items))


class Quiz(Questions):
    step = "quiz"

    @property
    def items(self) -> list[Item]:
        return quiz(self.session.lesson)

    @property
    def latest(self) -> dict[str, str]:
        return {id: given[-1] for id, given in self.session.finish.quiz.items() if given}

    def keep(self, id: str, value: str) -> None:
        """All answers are kept, in the order in which they were given."""
        given = self.session.finish.quiz
        self._note({**given, id: (*given.get(id, ()), value)[-MAX_ENTRIES:]})

    def keep_none(self) -> None:
        self._note({})

    def _note(self, given: dict[str, tuple[str, ...]]) -> None:
        self.session.note(finish=replace(self.session.finish, quiz=given))


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

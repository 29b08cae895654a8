"""The exit ticket: a question for each "I can", answered in one's own words and compared with an answer that is right.

The answers are kept with the work, beside its steps; what is typed is a draft until it is compared.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec.structs import replace

from touchpoints.lessons.text import ExitText
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Id, Text
from touchpoints.steps.questions import appended
from touchpoints.steps.widget import LessonWidget


class ExitTicket(LessonWidget):
    """A student has all of it on the page; a class one question after the other, and last what one can."""

    step = "exit"
    needs_name = True
    at = 0
    problem = ""  # the question that was to be compared before anything was written

    def do_type(self, id: Id, value: Text) -> None:
        if id not in self.asked:
            raise Refused(id)
        self.session.draft(f"exit.answer.{id}", {"text": value} if value.strip() else {})
        self.refresh()

    def do_compare(self, id: Id) -> None:
        """The first answer counts; one that was improved comes after it. Whoever has written nothing sees nothing."""
        if id not in self.asked:
            raise Refused(id)
        text, every = self._text(id).strip(), self.session.finish.exit
        given, self.problem = every.get(id, ()), "" if text else id
        if not text:
            return self.refresh()
        self.session.draft(f"exit.answer.{id}", {})
        if text not in given[-1:]:
            self._note(exit={**every, id: appended(given, text)})
        self.refresh()

    def do_can(self, id: Id, value: bool) -> None:
        if id not in self.session.lesson.words.can:
            raise Refused(id)
        self._note(can={**self.session.finish.can, id: value})

    def do_turn(self, by: Literal[-1, 1]) -> None:
        self.at = min(max(self.at + by, 0), len(self.asked))
        self.refresh()

    @property
    def asked(self) -> dict[str, ExitText]:
        return {one.id: self.session.lesson.words.exit[one.id] for one in self.session.lesson.numbers.exit}

    def values(self) -> dict[str, Any]:
        items, alone = [(id, one, self._text(id)) for id, one in self.asked.items()], self.session.audience == "class"
        return {
            "heading": self.heading(),
            "items": [item for n, item in enumerate(items) if not alone or n == self.at],
            "problem": self.problem,
            "first": self.at == 0,
            "last": self.at == len(items),
            "ends": not alone or self.at == len(items),
            "end": self._end(),
        }

    def summary(self) -> list[str]:
        lines, finish = [], self.session.finish
        for id, one in self.asked.items():
            answers = finish.exit.get(id, ())[-1:]
            lines += [
                one.question,
                *answers,
                *(f"{self.words('prose.model')} {one.answer} {one.reason}" for _ in answers),
            ]
        can = self.session.lesson.words.can.items()
        return [*lines, *(f"{'☑' if finish.can.get(id) else '☐'} {one.text}" for id, one in can), self._end()]

    def _text(self, id: str) -> str:
        """What stands in the field: what is typed, else the latest answer."""
        latest = ("", *self.session.finish.exit.get(id, ()))[-1]
        return self.session.drafts.get(f"exit.answer.{id}", {}).get("text", latest)

    def _end(self) -> str:
        """What was done, once every question is answered; "" before."""
        finish, audience = self.session.finish, self.session.audience
        if not all(finish.exit.get(id) for id in self.asked):
            return ""
        can = sum(finish.can.get(id, False) for id in self.session.lesson.words.can)
        return self.words.count(f"exit.can.{audience}", can) if can else self.words(f"exit.done.{audience}")

    def _note(self, **fields: Any) -> None:
        self.session.note(finish=replace(self.session.finish, **fields))

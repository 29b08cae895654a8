"""Handing in: the finished map, what is done and what is still open, and one button. Only its click hands in."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from touchpoints import rubric
from touchpoints.lessons.concepts import Picture
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.rubric.feedback import MOST, level
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import hand_in, rescue_code
from touchpoints.storage.work_file import CARRIED


class HandIn(LessonWidget):
    """On the screen it shows the work as it stands; a saved notebook keeps what was handed in, where something was."""

    step = "hand_in"
    refused = ("", "")  # whose last click handed nothing in, and why
    resting = False

    def do_hand_in(self) -> None:
        self.refused = ("", "")
        try:
            self.session.hand_in()
        except KitError as error:
            self.refused = (self.session.nickname, str(error))
        self.refresh()

    @property
    def failed(self) -> str:
        """Why the last click handed nothing in; nobody else at this screen is told."""
        nickname, why = self.refused
        return why if nickname == self.session.nickname else ""

    @property
    def shown(self) -> tuple[work.Steps, dict[str, rubric.Assessment]]:
        """The state to show, and its marks."""
        session, handed = self.session, self.session.handed
        if not (self.resting and handed):
            return session.steps, session.marks
        return handed.work.steps, session.marks_of(handed.work)

    def values(self) -> dict[str, Any]:
        handed, marks = self.session.handed, self.shown[1]
        return {
            "heading": self.heading(),
            "nothing_yet": "" if self.picture_of() else self._nothing_yet(),
            "marks": [(self._marked(step, mark), mark.open[:MOST]) for step, mark in marks.items()],
            "complete": not any(mark.open for mark in marks.values()),
            "failed": self.failed,
            "handed": handed,
            "said": self._said(),
            "file": self._file(),
        }

    def _nothing_yet(self) -> str:
        """Why there is no map: nothing is found, or nothing of it placed."""
        return self.words("hand_in.place_first" if self.shown[0].identify.touchpoints else "desk.find_first")

    def _file(self) -> dict[str, str] | None:
        """What the browser can keep: the file as it was handed in; where that went wrong, the work as it stands."""
        session, handed = self.session, self.session.handed
        if (self.failed or session.adrift) and session.current:
            return rescue_code.rescue(session.current)
        return {**rescue_code.rescue(handed.work), "name": handed.path.name} if handed else None

    def summary(self) -> list[str]:
        if not self.session.nickname:
            return [self.words("hand_in.begin_first")]
        handed, picture = self.session.handed, self.picture_of()
        lines = [self.session.nickname, *self._said()]
        if handed:
            lines.append(f"{self.words('hand_in.file')} {handed.path}")
        if handed and handed.copy:
            lines.append(f"{self.words('hand_in.copy')} {handed.copy}")
        lines.append(self.describe(picture) if picture else self._nothing_yet())
        for step, mark in self.shown[1].items():
            lines += [self._marked(step, mark), *(f"    – {point}" for point in mark.open[:MOST])]
        return lines

    def picture_of(self) -> Picture | None:
        """The map with its ideas; what was not placed is not in it."""
        journey = replace(work.journey_after(self.shown[0], self.session.lesson.empty), unplaced=())
        return Picture("journey", (journey,)) if journey.touchpoints else None

    def at_rest(self, drawn: bool = True) -> dict[str, Any]:
        """With the work itself, so that it can be found again where its file is lost."""
        self.resting = True
        try:
            bundle = super().at_rest(drawn)
        finally:
            self.resting = False
        handed = self.session.handed
        return {**bundle, CARRIED: msgspec.to_builtins(handed.work)} if handed else bundle

    def _marked(self, step: str, mark: rubric.Assessment) -> str:
        return f"{self.words(f'{step}.title')} – {level(mark.level, self.words)}"

    def _said(self) -> list[str]:
        """Whether and when it was handed in, and what else is to be known about that."""
        session, handed = self.session, self.session.handed
        moment = session.extra.get(hand_in.MOMENT)
        if handed is None:
            gone = self.words("hand_in.gone", time=session.words.moment(str(moment)))
            return [gone if moment else self.words("hand_in.not_yet")]
        said = [self.words("hand_in.done", time=session.words.moment(str(handed.work.extra.get(hand_in.MOMENT))))]
        if session.changed_since:
            said.append(self.words("hand_in.older"))
        if handed.another_name:
            said.append(self.words("hand_in.another_name", file=handed.another_name))
        return [*said, handed.problem] if handed.problem else said

"""The board: what a class's work looks like as one picture, while it is being made. No names, no levels."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal, get_args

from markupsafe import Markup
from msgspec.structs import replace

from touchpoints.charts.parts import faces
from touchpoints.classroom import board_file, figures
from touchpoints.classroom.board_file import Board
from touchpoints.classroom.incoming import ClassFolder, Received
from touchpoints.lessons.concepts import Picture
from touchpoints.model.class_journey import merge
from touchpoints.model.edits import Refused
from touchpoints.model.journey import Journey, Name
from touchpoints.model.work import Work
from touchpoints.steps.session import Session
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import hand_in

View = Literal["together", "opinions", "disagreement", "ideas", "exit"]
TALKED_ABOUT = 5  # touchpoints of most disagreement
VIEWS: tuple[View, ...] = get_args(View)


class Overview(LessonWidget):
    """`lesson.overview()`. The page asks every two seconds whether something has come in."""

    step = "overview"
    fits_in = True
    view: View = "together"
    shown = False  # whether how far apart the feelings lie is shown: first everybody rates

    def __init__(self, session: Session) -> None:
        folder = hand_in.class_folder(session.kit, session.words)
        self._incoming = ClassFolder(folder, session.words) if folder else None
        self._place = board_file.place(session.kit, session.lesson.id)
        self._board, self._updated = board_file.read(self._place, session.words), time.time()
        self._poll()
        super().__init__(session)

    def do_poll(self) -> None:
        if self._poll():
            self.refresh()

    def do_turn(self, to: View) -> None:
        self.view = to
        self.refresh()

    def do_show(self) -> None:
        """Show what was covered, or cover it again."""
        self.shown = not self.shown
        self.refresh()

    def do_dot(self, id: Name, by: Literal[-1, 1]) -> None:
        """A hand more or less for an idea."""
        if id not in {idea.id for idea, _ in figures.ideas(self._works, self._board.dots)}:
            raise Refused(id)
        self._keep(lambda board: replace(board, dots={**board.dots, id: max(0, board.dots.get(id, 0) + by)}))

    def do_unite(self, one: Name, other: Name) -> None:
        """Two groups of names mean the same touchpoint."""
        groups = self._groups
        first, second = self._group(one), self._group(other)
        united = [*first, *(name for name in second if name not in first)]
        self._regroup([group for group in groups if group not in (first, second)], [united])

    def do_part(self, one: Name) -> None:
        """Each name of a group means another touchpoint."""
        group = self._group(one)
        self._regroup([other for other in self._groups if other != group], [[name] for name in group])

    def values(self) -> dict[str, Any]:
        works, lesson = self._works, self.session.lesson
        journeys = self._journeys()
        merged = merge(journeys if self.view == "disagreement" else [], lesson.language)
        return {
            "heading": self.heading(),
            "folder": self._incoming.folder if self._incoming else None,
            "views": VIEWS,
            "view": self.view,
            "count": len(works),
            "voices": len(journeys),
            "updated": round(self._updated),
            "newest": time.strftime("%H:%M", time.localtime(max(changed)))
            if (changed := [one.changed_at for one in self._received])
            else "",
            "shown": self.shown,
            "disputed": merged.disputed(TALKED_ABOUT),
            "alone": all(one.whole or sum(one.counts.values()) < 2 for one in merged.positions),
            "ideas": figures.ideas(works, self._board.dots),
            "quiz": [(lesson.words.quiz[one.id], one) for one in self._quiz() if one.answered],
            "can": figures.can(works, lesson),
            "groups": [group for group in self._groups if len(group) > 1],
            "names": [group[0] for group in self._groups],
            "face": lambda feeling: Markup(faces.svg(feeling, 34)),
        }

    def summary(self) -> list[str]:
        if self._incoming is None and not self._journeys():
            return [self.words("overview.no_folder")]
        return [self.words.count("overview.works", len(self._works))]

    def picture_of(self) -> Picture | None:
        journeys = tuple(one for one in self._journeys() if one.rated)
        if self.view not in ("together", "opinions") or not journeys or not self.shown:
            return None
        return Picture(self.view, journeys)

    def _poll(self) -> bool:
        if self._incoming is None or not self._incoming.poll():
            return False
        self._updated = time.time()
        return True

    @property
    def _received(self) -> list[Received]:
        """Of this lesson."""
        received = self._incoming.received if self._incoming else []
        return [one for one in received if one.work.lesson == self.session.lesson.id]

    @property
    def _works(self) -> list[Work]:
        return [one.work for one in self._received]

    def _journeys(self) -> list[Journey]:
        """The students' maps; of a class without devices its own, as often as hands were raised."""
        found = figures.journeys(self._works, self.session.lesson, self._board)
        return found or figures.by_hands(self.session.journey)

    def _quiz(self) -> list[figures.Answered]:
        return figures.quiz(self._works, self.session.lesson, self.session.finish.hands)

    @property
    def _groups(self) -> list[list[str]]:
        return figures.groups(self._works, self._board)

    def _group(self, name: str) -> list[str]:
        found = next((group for group in self._groups if group[0] == name), None)
        if found is None:
            raise Refused(name)
        return found

    def _regroup(self, others: list[list[str]], new: list[list[str]]) -> None:
        """Only what the teacher has put together or apart is kept, before and now."""
        fixed = {name for group in self._board.groups for name in group}
        old = [group for group in others if fixed.intersection(group)]
        self._keep(lambda board: replace(board, groups=tuple(tuple(group) for group in (*old, *new))))

    def _keep(self, changed: Callable[[Board], Board]) -> None:
        self._board = board_file.change(self._place, self.words, changed)
        self.refresh()

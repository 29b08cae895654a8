"""What the five steps share: who works here, every change saved, undo, and the earlier states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from touchpoints import charts
from touchpoints.charts.parts import faces
from touchpoints.charts.storyboard import figure
from touchpoints.model import journey
from touchpoints.model.edits import Refused
from touchpoints.model.work import Steps, journey_before
from touchpoints.rubric import TOP, feedback
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import rescue_code
from touchpoints.storage.store import Earlier


class StepPanel(LessonWidget):
    """One step on the screen."""

    looking_back = False  # the list of earlier states is open
    looked_at = ""  # the name of the earlier state that is looked at
    said = ""  # what has just been done, for those who do not see it

    @property
    def state(self) -> Any:
        """This step's part of the work."""
        return getattr(self.session.steps, self.step)

    def change(self, **fields: Any) -> None:
        """Replace fields of this step's part; the session saves and shows it."""
        self.edit(replace(self.session.steps, **{self.step: replace(self.state, **fields)}))

    def open_points(self) -> list[str]:
        """What is still to do in this step, most urgent first."""
        return self.session.marks[self.step].open

    def found(self) -> dict[str, str]:
        """What a step has found, by the names that its last sentence ("found.identify") has for it."""
        return {}

    def edit(self, steps: Steps) -> None:
        """Another state of the whole work, as `edits` makes it; undone in this step."""
        self.session.change(self.step, steps)

    def say(self, key: str, **values: object) -> None:
        """Tell a screen reader what is done now. The same words twice differ by a blank, or it would keep silent."""
        said = self.words(key, **values)
        self.said = said if said != self.said else f"{said}\u00a0"

    @property
    def place(self) -> Mapping[str, str]:
        """What of this step is on the screen. It lies beside the work: whoever runs the notebook anew goes on there."""
        return self.session.drafts.get(f"{self.step}.place", {})

    def go(self, **to: str) -> None:
        """Put something else on the screen, which the next `refresh` shows."""
        self.session.draft(f"{self.step}.place", {**self.place, **to})

    def do_draft(self, form: journey.Name, values: str) -> None:
        """What is typed into a form of this step and not added yet. The page has it; it is shown where it has not."""
        if not hasattr(self, f"do_{form}"):
            raise Refused(form)
        try:
            self.session.draft(f"{self.step}.{form}", msgspec.json.decode(values, type=dict[str, str]))
        except msgspec.DecodeError as error:
            raise Refused(form) from error

    @property
    def editing(self) -> str:
        """The id of the entry that stands in the form to be changed; what is typed there is kept like what is new."""
        return self.session.drafts.get(f"{self.step}.save", {}).get("id", "")

    def open_in_form(self, id: str) -> None:
        """This entry stands in the form now; "": none."""
        self.session.draft(f"{self.step}.save", {"id": id} if id else {})
        self.refresh()

    def do_enter(self, nickname: journey.Name) -> None:
        self.session.enter(nickname)

    def do_resume(self, nickname: journey.Name) -> None:
        self.session.resume(nickname)

    def do_leave(self) -> None:
        self.session.leave()

    def do_undo(self) -> None:
        if self.session.can_undo(self.step):
            self.say("desk.undone")
            self.session.undo(self.step)

    def do_redo(self) -> None:
        if self.session.can_redo(self.step):
            self.say("desk.redone")
            self.session.redo(self.step)

    def do_plan(self, value: journey.Name) -> None:
        self.session.choose_plan(value)

    def do_save_again(self) -> None:
        self.session.save_again()

    def do_keep_mine(self) -> None:
        self.session.keep_mine()

    def do_take_other(self) -> None:
        self.session.take_other()

    def do_bring_in(self, code: str) -> None:
        self.session.bring_in(code)

    def do_earlier(self, value: bool) -> None:
        """The list of earlier states is open."""
        self.looking_back, self.looked_at = value, ""
        self.refresh()

    def do_look_back(self, name: journey.Name) -> None:
        self.looked_at = name if name != self.looked_at else ""
        self.refresh()

    def do_bring_back(self, name: journey.Name) -> None:
        found = next((one for one in self.session.earlier if one.name == name), None)
        if found is None:
            raise Refused(name)
        self.looked_at = ""
        self.session.bring_back(self.step, found)

    def common(self) -> dict[str, Any]:
        session, mark, found = self.session, self.session.marks.get(self.step), self.found()
        return {
            **super().common(),
            "mark": mark,
            "level_said": feedback.level(mark.level, self.words) if mark else "",
            "boxes": [number < mark.level for number in range(TOP)] if mark else [],
            "state": self.state,
            "levels": list(reversed(journey.FEELINGS)),
            "face": lambda feeling, size=44: Markup(faces.svg(feeling, size)),
            "goal": session.plan,
            "open_points": self.open_points(),
            "found": self.words(f"found.{self.step}", **found)
            if found and all(found.values())
            else self.words("desk.complete"),
            "portrait": Markup(figure.portrait()),
            "done_now": self.said,
            "rescued": rescue_code.rescue(session.adrift) if session.adrift else None,
            "moment": self.words.moment,
            "earlier": session.earlier if self.looking_back else [],
            "looking_back": self.looking_back,
            "looked_at": self.looked_at,
            "picture_back": self._picture_back,
        }

    def _picture_back(self, past: Earlier) -> Markup:
        """The map of an earlier state, as a picture with its words."""
        was = journey_before(past.work.steps, self.session.lesson.empty)
        return Markup(charts.draw(was, language=self.words.language, size=charts.SCREEN).html())

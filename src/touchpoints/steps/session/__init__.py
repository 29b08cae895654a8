"""A lesson under way in one notebook: who works, every change saved at once, undo.

The steps share one `Session`. A step asks it for a change; the session saves first and then lets whoever shows it know
(`on_change`), so that "saved" on the screen is true. It knows nothing of widgets.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from touchpoints import rubric
from touchpoints.language import words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Plan
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Activity, Journey
from touchpoints.rubric.feedback import Feedback, Points
from touchpoints.steps.messages import Heard
from touchpoints.steps.session.handed import HandedIn
from touchpoints.steps.session.history import History
from touchpoints.storage import drafts, hand_in, live, places, present, rescue_code
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.store import Conflict, Earlier, Store


class Session:
    """The state behind the five steps. `audience` is "class" or "student"; `nickname` "" until somebody begins.

    `acting` is the widget in which a person works, `on_change` is called after every change.
    """

    def __init__(
        self, lesson: LessonContent, audience: str, folder: Path | None = None, settings: ClassSettings | None = None
    ) -> None:
        self.words = words.of(lesson.language)
        self.lesson = lesson
        self.audience = audience
        self.acting: object = None
        self.on_change: Callable[[], None] = lambda: None
        self._settings = settings or ClassSettings()
        self._store = Store(lesson.id, self.words, folder)
        self._work: work.Work | None = None
        self._unsaved = False
        self.rival: work.Work | None = None  # the same work as another window has saved it, until one of both is chosen
        self._marked: tuple[work.Steps, str, dict[str, rubric.Assessment]] | None = None
        self._handed_in = HandedIn(self._store)
        self._history = History()
        self.heard = Heard()
        self.drafts: dict[str, Mapping[str, str]] = {}  # by form, what is typed and not added yet
        self.notice = self._store.obstacle()
        self.kernel = present.kernel()
        self._present = present.Present(self._store.root, self.kernel, lesson.id, audience)
        self._begin()

    def _begin(self) -> None:
        """Whoever it can only be goes on: what was submitted, the class of the class file, the one who worked in this
        kernel before it was started anew, the student whom a hub has let in; where nobody can be asked, the only one
        who has worked here."""
        unattended = self.saved if present.unattended() else []
        let_in = os.environ.get(places.NICKNAME_VARIABLE, "") if self.audience == "student" else ""
        if places.grading():
            self._take_submitted()
        elif there := self._present.nickname:
            self.resume(there)
        elif self.audience == "class" and self._settings.name:
            self.resume(self._settings.name)
        elif let_in and there is None:
            self.resume(let_in)
        elif len(unattended) == 1:
            self.resume(unattended[0])

    # What is shown.

    @property
    def title(self) -> str:
        return " · ".join(filter(None, (self.lesson.words.title, self.nickname)))

    @property
    def nickname(self) -> str:
        return self._work.nickname if self._work else ""

    @property
    def work_name(self) -> str:
        """Tells this work from every other one in a browser's memory."""
        return "/".join((self.lesson.id, self.audience, self.nickname))

    @property
    def kit(self) -> Path:
        """The kit's folder."""
        return self._store.root

    @property
    def saved(self) -> list[str]:
        """The nicknames (or classes) whose work is here, the latest first."""
        return self._store.nicknames()

    @property
    def known(self) -> list[str]:
        """The same, and then those of the class file."""
        theirs = self._settings.nicknames if self.audience == "student" else ()
        return list(dict.fromkeys((*self.saved, *theirs)))

    @property
    def saved_at(self) -> str:
        """When the work was last saved, "" while something is not on the disk."""
        if self._work is None or self._unsaved or not self._work.saved_at:
            return ""
        return self.words.moment(self._work.saved_at)

    @property
    def seen(self) -> bool:
        """Whether the teacher sees the work as it is saved. What an earlier kernel saved comes there, too."""
        if self._work is None or self._unsaved:
            return False
        self._bring(self._work)
        return live.seen(self._work)

    @property
    def adrift(self) -> work.Work | None:
        """The work while something of it is not on the disk, to be kept elsewhere."""
        return self._work if self._unsaved and self.rival is None else None

    @property
    def handed(self) -> hand_in.Handed | None:
        """What of this work was handed in last."""
        return self._handed_in.of(self._work) if self._work else None

    @property
    def changed_since(self) -> bool:
        """Whether something was changed after it was handed in."""
        return self._work is not None and self._handed_in.differs(self._work)

    @property
    def current(self) -> work.Work | None:
        """The whole work as it stands; None while nobody works here."""
        return self._work

    @property
    def earlier(self) -> list[Earlier]:
        """The states of this work that differ from the present one, the newest first."""
        found = self._store.earlier(self.nickname) if self._work else []
        return [one for one in found if one.work.steps != self.steps]

    @property
    def steps(self) -> work.Steps:
        return self._work.steps if self._work else work.Steps()

    @property
    def extra(self) -> dict[str, Any]:
        """What the work carries besides."""
        return self._work.extra if self._work else {}

    @property
    def finish(self) -> work.Finish:
        """The answers to exit ticket and quiz."""
        return self._work.finish if self._work else work.Finish()

    @property
    def plan_is_fixed(self) -> bool:
        """Whether the class's plan holds, so that nobody chooses."""
        return bool(self._settings.plan)

    @property
    def plan_name(self) -> work.PlanName:
        return self._settings.plan_of(self._work)

    def marks_of(self, other: work.Work) -> dict[str, rubric.Assessment]:
        """How far each step of another state of the work is."""
        return rubric.assess(other.steps, self.lesson, self._settings.plan_of(other), self.words)

    @property
    def plan(self) -> Plan:
        return self.lesson.numbers.plans[self.plan_name]

    @property
    def offered(self) -> list[Activity]:
        """What the plan offers to take from the lesson's case, and is not in the work yet."""
        there = {one.name.casefold() for one in self.steps.identify.touchpoints}
        return [one for one in self.lesson.offered(self.plan_name) if one.name.casefold() not in there]

    @property
    def journey(self) -> Journey:
        return work.journey_before(self.steps, self.lesson.empty)

    @property
    def journey_after(self) -> Journey:
        return work.journey_after(self.steps, self.lesson.empty)

    @property
    def marks(self) -> dict[str, rubric.Assessment]:
        """How far each step is. All steps on the screen ask after every change: it is computed once."""
        steps, plan = self.steps, self.plan_name
        if self._marked is None or self._marked[0] is not steps or self._marked[1] != plan:
            self._marked = (steps, plan, rubric.assess(steps, self.lesson, plan, self.words))
        return self._marked[2]

    @property
    def feedback(self) -> Feedback:
        return Feedback(self.marks, self.words)

    def points(self, step: str) -> Points:
        return Points(step, self.marks[step].level, self.nickname, "" if self._work else self.notice, self.words)

    def _take_submitted(self) -> None:
        """nbgrader runs the notebook: what was submitted with it counts."""
        try:
            self._work = hand_in.submitted(self._store.root, self.lesson.id, self.words)
        except KitError as error:
            self.notice = str(error)

    def catch_up(self) -> None:
        """A step that is shown anew shows what another window, or a cell run before, has saved meanwhile."""
        if self._work and not self._unsaved and not places.grading() and (newer := self._store.newer(self._work)):
            self._turn_over(newer, "")

    # Who works here.

    def enter(self, nickname: str) -> None:
        """Begin under a new nickname. One that is known here is not taken: it is offered to resume instead."""
        nickname = " ".join(nickname.split())[:60]
        taken = {self._store.path(known) for known in self.saved}
        if not nickname:
            self._tell(self.words("desk.empty"))
        elif self._store.path(nickname) in taken:
            self._tell(self.words("desk.taken", nickname=nickname))
        else:
            self.resume(nickname)

    def resume(self, nickname: str) -> None:
        """Go on with the work under this nickname."""
        try:
            loaded = self._store.load(nickname)
        except KitError as error:
            return self._tell(str(error))
        self._turn_over(loaded.work, loaded.notice or self._store.obstacle())

    def go_on_as_in(self, kernel: str) -> None:
        """Show whoever works in another kernel, or nobody: for a program that saves the notebook."""
        there = present.Present(self._store.root, kernel, self.lesson.id, self.audience).nickname
        self._present = present.Present(self._store.root, "", self.lesson.id, self.audience)  # it only looks,
        self._class_folder = None  # and brings nothing
        self._turn_over(None, "")
        if there:
            self.resume(there)

    def as_saved(self) -> Session:
        """A session beside this one, of whoever works in this kernel now, with what is on the disk."""
        saved = Session(self.lesson, self.audience, self._store.root, self._settings)
        saved.go_on_as_in(self.kernel)
        return saved

    def follows(self) -> bool:
        """Whether the one who works in this kernel works here; where the first cell ran anew it may have changed, and
        this session then goes on as they do, or as nobody."""
        there = self._present.nickname
        if there in (None, self.nickname) or self._unsaved or places.grading():
            return True
        if there:
            self.resume(there)
        else:
            self._turn_over(None, "")
        return False

    def leave(self) -> None:
        """Let somebody else work at this screen. What is not on the disk yet keeps its owner here."""
        if not self._unsaved:
            self._turn_over(None, "")

    def bring_in(self, text: str) -> None:
        """Go on with a work that was kept as a code or a file; what is saved here under its name stays as well."""
        try:
            brought = rescue_code.from_code(text, self.words)
            if brought.lesson != self.lesson.id:
                raise KitError(self.words("error.other_lesson", file=self.words("store.code"), lesson=brought.lesson))
        except KitError as error:
            return self._tell(str(error))
        if self._work is None:
            self._turn_over(brought, "")
            self._save(brought)
            self._tell(self.notice or self.words("desk.brought_in"))

    def _turn_over(self, to: work.Work | None, notice: str) -> None:
        self._work, self._unsaved, self.rival, self._history = to, False, None, History()
        self.heard.recall(self._store.heard(to) if to else frozenset())
        self.drafts = dict(drafts.read(self._store.folder, to, self.kernel)) if to else {}
        self._remember()
        self._tell(notice)

    def _remember(self) -> None:
        if self._store.is_there:
            self._present.note(self.nickname)

    # What is changed.

    def draft(self, form: str, typed: Mapping[str, str]) -> None:
        """Keep what is typed into a form and not added yet; nothing, once it is."""
        if self._work and typed != self.drafts.get(form, {}):
            self.drafts = {name: values for name, values in (self.drafts | {form: typed}).items() if values}
            drafts.write(self._store.folder, self._work, self.kernel, self.drafts)

    def choose_plan(self, name: str) -> None:
        if self._work and name in work.PLANS and not self.plan_is_fixed:
            self.note(plan=name)

    def note(self, **fields: object) -> None:
        """Replace what the work holds besides its steps: `plan`, `finish` or `extra`."""
        if self._work and not self.rival:
            self._save(_checked(replace(self._work, **fields)))

    def change(self, step: str, changed: work.Steps) -> None:
        """Put other steps in place of the work's from within a step, save, and show it; `undo` takes it back there."""
        if self._work is None or self.rival or changed == self.steps:
            return
        checked = _checked(replace(self._work, steps=changed))
        self._history.remember(step, self.steps, checked.steps)
        self._save(checked)

    def can_undo(self, step: str) -> bool:
        return self._history.can_undo(step, self.steps)

    def can_redo(self, step: str) -> bool:
        return self._history.can_redo(step, self.steps)

    def undo(self, step: str) -> None:
        """Take back the last change made in the step."""
        self._turn_to(self._history.undo(step, self.steps))

    def redo(self, step: str) -> None:
        """Do again what was last taken back in the step."""
        self._turn_to(self._history.redo(step, self.steps))

    def bring_back(self, step: str, state: Earlier) -> None:
        """Make an earlier state the present one: one change, which undo takes back."""
        self.change(step, state.work.steps)
        self._tell(self.notice or self.words("desk.brought_back", time=self.words.moment(state.work.saved_at)))

    # What is saved.

    def hand_in(self) -> None:
        """Save, and put a copy of it where handed-in work lies; what was handed in before is among the earlier states.

        KitError where the folder refuses. What cannot even be saved is told as everywhere.
        """
        if self._work is None or self.rival:
            return
        before, handed = self._work.extra, self.handed
        self._save(replace(self._work, extra=hand_in.stamped(before, datetime.now())))
        if self._unsaved:
            self._work = replace(self._work, extra=before)
            return
        try:
            self._handed_in.put(self._work, handed)
        except KitError:
            self._save(replace(self._work, extra=before))
            raise
        self._tell(self.notice)

    def look_again(self) -> None:
        """Somebody may have moved what was handed in."""
        self._handed_in.look_again()

    def save_again(self) -> None:
        """Try once more what the disk has refused."""
        if self.adrift:
            self._save(self.adrift)

    def keep_mine(self) -> None:
        """Of two windows' states go on with this one; the other is in the archive before it is replaced."""
        if self._work and self.rival:
            theirs, self.rival = self.rival, None
            try:
                self._store.keep(theirs, "window")
            except KitError as error:
                self.rival = theirs
                return self._tell(str(error))
            self._save(replace(self._work, revision=theirs.revision))

    def take_other(self) -> None:
        """Go on with what another window has saved; this state is in the archive already."""
        if self.rival:
            self.resume(self.nickname)

    def _turn_to(self, steps: work.Steps) -> None:
        if self._work and not self.rival and steps != self.steps:
            self._save(replace(self._work, steps=steps))

    def _save(self, changed: work.Work) -> None:
        """Save and then show. What the disk refuses stays in memory, and the reader is told at once."""
        changed = replace(changed, plan=self._settings.plan or changed.plan)  # so that it says itself what was asked
        try:
            saved = self._store.save(changed, message=self.heard.now)
        except KitError as error:
            self._work, self._unsaved = changed, True
            self.rival = error.theirs if isinstance(error, Conflict) else None
            return self._tell(str(error))
        self._work, self._unsaved = saved.work, False
        if not changed.revision:  # now it has an id that stays, and maybe another nickname
            self._remember()
            if self.drafts:
                drafts.write(self._store.folder, saved.work, self.kernel, self.drafts)
                drafts.write(self._store.folder, changed, self.kernel, {})
        self._tell(saved.notice)
        self._bring(saved.work)

    def _bring(self, saved: work.Work) -> None:
        """To where the teacher looks on."""
        if self._class_folder and saved.revision:
            live.send(self._class_folder, saved, lambda: self.on_change())

    @cached_property
    def _class_folder(self) -> Path | None:
        """Where the teacher looks on while somebody works; of a class's own work there is nothing to see."""
        if self.audience == "class" or places.grading() or present.unattended():
            return None
        return hand_in.class_folder(self._store.root, self.words)

    def _tell(self, notice: str) -> None:
        self.notice = notice
        self.on_change()


def _checked(changed: work.Work) -> work.Work:
    """The same work, with every limit of the file format checked: what could not be read back is refused.

    Raises msgspec.ValidationError.
    """
    return msgspec.convert(msgspec.to_builtins(changed), work.Work)


def new_id() -> str:
    """A short id that does not occur elsewhere in the work."""
    return uuid.uuid4().hex[:12]

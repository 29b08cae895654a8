"""A class that works: each student is a process of its own with a kit of its own, and touches the page's controls.

`python scripted_class.py ROOT CLASS_FOLDER LESSON LANGUAGE SECONDS NICKNAME…` ends when all are done, after so many
seconds or a little later. What lies in the class folder then, the kit's own code has brought there.
"""

from __future__ import annotations

import os
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import touchpoints as tp
from touchpoints.files import json_files
from touchpoints.lessons import reader
from touchpoints.model.work import STEPS
from touchpoints.steps import chart_editor, templating  # noqa: F401 (what all widgets stand on)
from touchpoints.storage import live
from touchpoints.storage.places import CLASS_VARIABLE
from touchpoints.storage.work_file import SUFFIX

Gesture = tuple[str, str, dict[str, str]]


class Student:
    """Finds some of the case's touchpoints, under names of her own, and feels about them as she likes."""

    def __init__(self, kit: Path, lesson: str, language: str, nickname: str) -> None:
        self.rng, self.nickname = random.Random(nickname), nickname
        exercise = tp.Exercise(lesson, language, kit)
        self.session, self.content = exercise._session, reader.read(lesson, language)
        self.panels = {step: getattr(exercise, step)() for step in (*STEPS, "exit", "quiz")}
        self.number, self.refused = 0, False
        for panel in self.panels.values():
            panel.send = self._answered

    def sends(self, step: str, do: str, values: dict[str, str]) -> None:
        self.number += 1
        message = {"do": do, "values": values, "number": self.number, "key": str(self.number)}
        self.panels[step]._receive(None, message, [])  # raises what is nobody's fault but the kit's
        assert not self.refused, message

    def _answered(self, message: dict, buffers: object = None) -> None:
        self.refused |= "refused" in message

    def works(self, seconds: float) -> None:
        """As fast as the lesson goes on."""
        begun = time.monotonic()
        self.sends("identify", "enter", {"nickname": self.nickname})
        gestures = list(self._lesson())
        for number, gesture in enumerate(gestures, 1):
            self.sends(*(gesture() if callable(gesture) else gesture))
            time.sleep(max(0.0, begun + seconds * number / len(gestures) - time.monotonic()))
        sent = Path(os.environ[CLASS_VARIABLE], live.FOLDER, f"{self.session.current.id}{SUFFIX}")
        while not sent.exists() or sent.read_bytes() != json_files.encode(self.session.current):
            time.sleep(0.1)

    def _lesson(self) -> Iterator[object]:
        case = self.content.case.touchpoints
        found = self.rng.sample(case, self.rng.randint(min(4, len(case)), len(case)))
        stage_of = {one.name: stage.id for stage in self.content.case.stages for one in stage.activities}
        for one in found:
            yield "identify", "add", {"name": self._called(one.name)}
        for at, one in enumerate(found):
            feeling = max(-2, min(2, (one.feeling or 0) + self.rng.choice([-3, -1, -1, 0, 0, 0, 0, 1, 1, 3])))
            yield lambda at=at, feeling=feeling: ("discuss", "rate", {"id": self._id(at), "value": str(feeling)})
        for at, one in enumerate(found):
            yield lambda at=at, one=one: ("map", "place", {"id": self._id(at), "stage": stage_of[one.name]})
        if self.rng.random() < 0.8:
            idea = self.rng.choice(("Abholregal mit Nachricht", "Zwei Schlangen", "Antwort an jeden Zettel", "Wasser am Ausgang"))
            place = self.content.case.stages[self.rng.randrange(len(self.content.case.stages))].id
            yield "design", "invent", {"name": idea, "place": f"{place}:", "because": f"{self.nickname[0]}. muss sonst warten."}
        for item in self.content.numbers.quiz:
            yield "quiz", "answer", {"id": item.id, "value": self.rng.choice(item.answers)}

    def _id(self, at: int) -> str:
        return self.session.steps.identify.touchpoints[at].id

    def _called(self, name: str) -> str:
        """The words in another order, or with a slip."""
        words = name.split()
        if self.rng.random() < 0.15:
            return " ".join(reversed(words))
        if self.rng.random() < 0.15:
            at = self.rng.randrange(len(name))
            return name[:at] + name[at + 1 :]
        return name


def main(root: str, class_folder: str, lesson: str, language: str, seconds: str, *nicknames: str) -> int:
    os.environ[CLASS_VARIABLE] = class_folder
    # What all need is read once; but no font, for processes that are forked read an open file in turns.
    tp.Exercise(lesson, language, Path(root) / "warm-up")
    for path in Path(templating.__file__).parent.glob("templates/*.html"):
        templating.template(path.stem)
    children = []
    for nickname in nicknames:
        if child := os.fork():
            children.append(child)
            continue
        try:
            Student(Path(root) / nickname, lesson, language, nickname).works(float(seconds))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

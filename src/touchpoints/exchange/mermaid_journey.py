"""A journey from Mermaid's statements, and from the kit's own lines of comment beside them.

Of a line that somebody has changed since the kit wrote it, what it says counts; the comment above gives the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from touchpoints.exchange import mermaid, mermaid_writing
from touchpoints.exchange.diagnostics import Reading, text_of
from touchpoints.exchange.ids import Ids, of
from touchpoints.exchange.mermaid import MermaidLine
from touchpoints.exchange.mermaid_source import BLANKS, Prepared, Source, fences, prepared
from touchpoints.exchange.mermaid_text import heard, spoken
from touchpoints.files import json_files
from touchpoints.model.journey import MAX_ACTIVITIES, MAX_STAGES, Activity, Journey, Stage

_OURS = re.compile(r"^[ \t]*%% touchpoints\.(journey/1|stage|activity) (\{.*\})[ \t]*$", re.MULTILINE)
T = TypeVar("T", bound=msgspec.Struct)


def read(raw: bytes, reading: Reading) -> Journey:
    """The journey in a Mermaid file or, of a Markdown file, in its first diagram that is one. KitError says at which
    line and column Mermaid refuses it, or what the kit cannot hold."""
    whole = Source.of(text_of(raw, reading))
    if not reading.file.lower().endswith(".md"):
        return _Building(whole, prepared(whole, reading), reading).journey()
    for one in fences(whole):
        if (diagram := prepared(one, reading)).source.text.startswith("journey"):
            return _Building(one, diagram, reading).journey()
    raise reading.refusal((1, 1), "no-journey", reading.say("convert.no_fence"))


class _Building:
    """What has been read so far. A stage of None holds what comes before the first section: it has no stage yet."""

    def __init__(self, original: Source, diagram: Prepared, reading: Reading) -> None:
        self.diagram, self.source, self.reading, self.say = diagram, diagram.source, reading, reading.say
        self.notes = [(original.at[one.start()], one[1], one[2]) for one in _OURS.finditer(original.text)]
        self.places = [place for place, _, _ in self.notes]
        self.used = 0  # of the notes
        self.stages: list[Stage] = []
        self.tasks: list[list[Activity]] = [[]]  # before the first section, then in each
        self.ids, self.stage_ids, self.count = Ids(), Ids(), 0

    def journey(self) -> Journey:
        title = spoken(self.diagram.title) if self.diagram.title else ""
        for line in mermaid.lines_of(self.diagram, self.reading):
            if line.kind == "title":
                title = line.text.strip(BLANKS)
            elif line.kind == "section":
                self._section(line)
            elif line.kind == "task":
                self._task(line)
            elif not self.notes:
                field = "accTitle" if line.kind == "acc_title" else "accDescr"
                spot = self.source.where(line.place)
                self.reading.warn(spot, f"lost-{field}", self.say("convert.lost", field=field))
        return self._whole(title)

    def _whole(self, title: str) -> Journey:
        name = self.reading.name((1, 1), heard(title), self.say("field.title"))
        begin = Journey(title=name, language=self.say.language)
        found = next((self._with(begin, *note) for note in self.notes if note[1] == "journey/1"), begin)
        if mermaid_writing.title_of(found) != title:
            found = replace(found, title=name)
        stages = (replace(one, activities=tuple(tasks)) for one, tasks in zip(self.stages, self.tasks[1:], strict=True))
        return replace(found, stages=tuple(stages), unplaced=tuple(self.tasks[0]))

    def _section(self, line: MermaidLine) -> None:
        spot, raw = self.source.where(line.place), line.text.strip(BLANKS)
        if len(self.stages) == MAX_STAGES:
            raise self.reading.too_many(spot, self.say("what.stages"), MAX_STAGES + 1, MAX_STAGES)
        name = self.reading.name(spot, heard(raw), self.say("column.stage"))
        shown = Stage(id=of(name, "stage"), name=name)
        found = self._noted(shown, line, "stage")
        if spoken(found.name) != raw:
            found = replace(found, name=name)
        self.stages.append(replace(found, id=self.stage_ids.free(found.id), activities=()))
        self.tasks.append([])

    def _task(self, line: MermaidLine) -> None:
        spot, task = self.source.where(line.place), line.task
        self.count += 1
        if self.count > MAX_ACTIVITIES:
            raise self.reading.too_many(spot, self.say("what.activities"), self.count, MAX_ACTIVITIES)
        name = self.reading.name(spot, task.name, self.say("column.name"))
        actors = tuple(self.reading.name(spot, one, self.say("column.actors")) for one in task.actors)
        shown = Activity(id=of(name, "touchpoint"), name=name, feeling=self._feeling(line), actors=actors)
        found = self._noted(shown, line, "activity")
        if mermaid_writing.task_of(found) != line.raw.strip(BLANKS):
            found = replace(found, name=name, feeling=shown.feeling, actors=actors)
        self.tasks[-1].append(replace(found, id=self.ids.free(found.id)))

    def _feeling(self, line: MermaidLine) -> int | None:
        """The score less 3; None, with a warning, where it is none of 1 to 5."""
        score, raw = line.task.score, line.data[1:].partition(":")[0]
        if score in (1, 2, 3, 4, 5):
            return int(score) - 3
        spot, said = self.source.where(line.data_place + 1 + len(raw) - len(raw.lstrip())), raw.strip()[:60]
        if line.cut:
            return None  # that is said already, with what was meant
        if score != score or not said:
            self.reading.warn(spot, "score-not-number", self.say("convert.score_not_number", score=said))
        else:
            self.reading.warn(spot, "score-range", self.say("convert.score_range", score=said))
        return None

    def _noted(self, shown: T, line: MermaidLine, kind: str) -> T:
        """What a line shows, with what the kit's own comment above it adds."""
        since, self.used = self.used, bisect_left(self.places, self.source.at[line.place])
        for note in reversed(self.notes[since : self.used]):
            if note[1] == kind:
                return self._with(shown, *note)
        return shown

    def _with(self, shown: T, place: int, _kind: str, text: str) -> T:
        """With what was noted; a warning where that cannot be."""
        try:
            noted = msgspec.json.decode(text, type=dict[str, Any])
            if json_files.depth(noted) <= json_files.MAX_DEPTH:
                return msgspec.convert({**msgspec.to_builtins(shown), **noted}, type(shown))
        except (msgspec.MsgspecError, RecursionError):
            pass
        self.reading.warn(self.source.spot(place), "lost-comment", self.say("convert.lost_comment"))
        return shown

"""A journey from Mermaid's statements, and from the kit's own lines of comment beside them.

Of a line that somebody has changed since the kit wrote it, what it says counts; the comment above gives the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from touchpoints.exchange import mermaid, mermaid_writing
from touchpoints.exchange.diagnostics import LineColumn, Reading, text_of
from touchpoints.exchange.ids import free, of
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
    """What has been read so far."""

    def __init__(self, original: Source, diagram: Prepared, reading: Reading) -> None:
        self.diagram, self.source, self.reading = diagram, diagram.source, reading
        self.notes = [(original.at[one.start()], one[1], one[2]) for one in _OURS.finditer(original.text)]
        self.places = [place for place, _, _ in self.notes]
        self.used = 0  # of the notes
        self.stages: list[Stage] = []
        self.tasks: list[list[Activity]] = [[]]  # before the first section, which have no stage yet; then in each
        self.taken: tuple[set[str], set[str]] = set(), set()

    def journey(self) -> Journey:
        title = spoken(self.diagram.title) if self.diagram.title else ""
        for line in mermaid.lines_of(self.diagram, self.reading):
            at = self.source.where(line.place)
            if line.kind == "title":
                title = line.text.strip(BLANKS)
            elif line.kind == "section":
                self._section(line, at)
            elif line.kind == "task":
                self._task(line, at)
            elif not self.notes:  # else they are the chart's words, which come back when it is written
                field = "accTitle" if line.kind == "acc_title" else "accDescr"
                self.reading.warn(at, f"lost-{field}", self.reading.say("convert.lost", field=field))
        name = self.reading.name((1, 1), heard(title), "field.title")
        begin = Journey(title=name, language=self.reading.say.language)
        found = next((self._with(begin, *note) for note in self.notes if note[1] == "journey/1"), begin)
        stages = (replace(one, activities=tuple(tasks)) for one, tasks in zip(self.stages, self.tasks[1:], strict=True))
        title = found.title if mermaid_writing.title_of(found).strip(BLANKS) == title else name
        return replace(found, title=title, stages=tuple(stages), unplaced=tuple(self.tasks[0]))

    def _section(self, line: MermaidLine, at: LineColumn) -> None:
        if len(self.stages) == MAX_STAGES:
            raise self.reading.too_many(at, "what.stages", MAX_STAGES)
        raw = line.text.strip(BLANKS)
        name = self.reading.name(at, heard(raw), "column.stage")
        found = self._noted(Stage(id=of(name, "stage"), name=name), line, "stage")
        name = found.name if spoken(found.name).strip(BLANKS) == raw else name
        self.stages.append(Stage(id=free(found.id, self.taken[0]), name=name))
        self.tasks.append([])

    def _task(self, line: MermaidLine, at: LineColumn) -> None:
        if len(self.taken[1]) == MAX_ACTIVITIES:
            raise self.reading.too_many(at, "what.activities", MAX_ACTIVITIES)
        task = line.task
        name = self.reading.name(at, task.name, "column.name")
        actors = tuple(self.reading.name(at, one, "column.actors") for one in task.actors)
        shown = Activity(id=of(name, "touchpoint"), name=name, feeling=self._feeling(line, task.score), actors=actors)
        found = self._noted(shown, line, "activity")
        if mermaid_writing.task_of(found).strip(BLANKS) != line.raw.strip(BLANKS):
            found = replace(found, name=name, feeling=shown.feeling, actors=actors)
        self.tasks[-1].append(replace(found, id=free(found.id, self.taken[1])))

    def _feeling(self, line: MermaidLine, score: float) -> int | None:
        """The score less 3; None, with a warning, where it is none of 1 to 5."""
        if score in (1, 2, 3, 4, 5):
            return int(score) - 3
        raw, say = line.data[1:].partition(":")[0], self.reading.say
        at, said = self.source.where(line.data_place + 1 + len(raw) - len(raw.lstrip())), raw.strip()[:60]
        if line.cut:  # that is said already, with what was meant
            return None
        if score != score or not said:
            self.reading.warn(at, "score-not-number", say("convert.score_not_number", score=said))
        else:
            self.reading.warn(at, "score-range", say("convert.score_range", score=said))
        return None

    def _noted(self, shown: T, line: MermaidLine, kind: str) -> T:
        """What a line shows, with what the kit's own comment above it adds."""
        since, self.used = self.used, bisect_left(self.places, self.source.at[line.place])
        notes = (note for note in reversed(self.notes[since : self.used]) if note[1] == kind)
        return next((self._with(shown, *note) for note in notes), shown)

    def _with(self, shown: T, place: int, _kind: str, text: str) -> T:
        """With what was noted; a warning where that cannot be."""
        with suppress(msgspec.MsgspecError, RecursionError):
            noted = msgspec.json.decode(text, type=dict[str, Any])
            if json_files.depth(noted) <= json_files.MAX_DEPTH:
                return msgspec.convert({**msgspec.to_builtins(shown), **noted}, type(shown))
        self.reading.warn(self.source.spot(place), "lost-comment", self.reading.say("convert.lost_comment"))
        return shown

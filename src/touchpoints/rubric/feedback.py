"""The rubric said: to a student in words and bars, to a machine as JSON."""

from __future__ import annotations

import html
from typing import Any, NamedTuple

from touchpoints.language.words import Words
from touchpoints.model.work import Work
from touchpoints.rubric import FOR_TEACHER, TOP, Assessment

MOST = 3  # open points at a time: the next steps, not a wall
_BLANK = "____"  # where a teacher writes a mark
_BOX = "display:inline-block;width:1.6em;height:0.7em;margin-right:0.2em;border:1px solid currentColor"


class Feedback(NamedTuple):
    """How far each step is and what to do next; `str()` says it in words, and `html` on a page."""

    marks: dict[str, Assessment]
    words: Words

    @property
    def open_points(self) -> dict[str, list[str]]:
        """For each step what is still to do, the most urgent first; an empty list where nothing is missing."""
        return {step: mark.open for step, mark in self.marks.items()}

    @property
    def complete(self) -> bool:
        return not any(self.open_points.values())

    def __str__(self) -> str:
        lines = []
        for step, mark in self.marks.items():
            lines.append(f"{bar(mark.level)} {self._heading(step)} – {level(mark.level, self.words)}")
            lines += [f"    – {point}" for point in points(mark)]
            lines += [f"    {self.words('check.for_teacher')} {_BLANK} / {TOP}  {asked}" for asked in self._judge(step)]
        return "\n".join(lines)

    def html(self) -> str:
        """The bars are drawn in the colour of the text, so that they are seen in any theme."""
        parts = [f'<div class="touchpoints" lang="{self.words.language}">']
        for step, mark in self.marks.items():
            said = html.escape(f"{self._heading(step)} – {level(mark.level, self.words)}")
            parts.append(f'<h3><span aria-hidden="true">{_boxes(mark.level)}</span> {said}</h3>')
            if found := points(mark):
                parts.append("<ul>" + "".join(f"<li>{html.escape(point)}</li>" for point in found) + "</ul>")
            place = f'<span aria-hidden="true">{_BLANK} / {TOP}</span>'
            asked = "<br/>".join(f"{place} {html.escape(one)}" for one in self._judge(step))
            parts.append(f"<p>{html.escape(self.words('check.for_teacher'))}<br/>{asked}</p>")
        return "\n".join([*parts, "</div>"])

    def _heading(self, step: str) -> str:
        return self.words(f"{step}.title")

    def _judge(self, step: str) -> list[str]:
        return [self.words(f"judge.{name}") for name in FOR_TEACHER[step]]

    def data(self, work: Work, plan: str) -> dict[str, Any]:
        """The same for machines. Marks that a person gives are null."""
        return {
            "lesson": work.lesson,
            "language": self.words.language,
            "nickname": work.nickname,
            "plan": plan,
            "steps": {
                step: {"level": mark.level, "of": TOP, "criteria": mark.criteria, "open": mark.open}
                for step, mark in self.marks.items()
            },
            "for_teacher": {
                step: [{"asked": self.words(f"judge.{name}"), "criterion": name, "mark": None} for name in names]
                for step, names in FOR_TEACHER.items()
            },
            "noticed": [
                {"kind": one.kind, "said": one.said, "step": step}
                for step, mark in self.marks.items()
                for one in mark.noticed
            ],
        }


class Points(NamedTuple):
    """A step's level as a number of 0 to 3, alone in its text, where nbgrader reads
    it; on the page whose work it is, and the number in words. `problem` says why nothing was found to be marked."""

    step: str
    level: int
    nickname: str
    problem: str
    words: Words

    def __str__(self) -> str:
        return str(self.level)

    def html(self) -> str:
        title, reached = self.words(f"{self.step}.title"), level(self.level, self.words)
        said = html.escape(" · ".join(filter(None, (self.nickname, f"{title} – {reached}", self.problem))))
        boxes = f'<span aria-hidden="true">{_boxes(self.level)}</span>'
        return f'<p class="touchpoints" lang="{self.words.language}">{boxes} {said}</p>'


def bar(reached: int) -> str:
    """A level as signs; `level` says it in words, for it is read by nobody who listens."""
    return "●" * reached + "○" * (TOP - reached)


def level(reached: int, words: Words) -> str:
    return words("level.of", number=words.number(reached), most=words.number(TOP), word=words(f"level.{reached}"))


def points(mark: Assessment) -> list[str]:
    """What to say: the most urgent open points; where nothing is missing, what was noticed all the same."""
    return (mark.open or list(dict.fromkeys(one.said for one in mark.noticed)))[:MOST]


def _boxes(reached: int) -> str:
    full = f"{_BOX};background:currentColor"
    return "".join(f'<span style="{full if n < reached else _BOX}"></span>' for n in range(TOP))

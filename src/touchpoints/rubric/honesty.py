"""What stands in a work but says nothing of its student's own: copied from the lesson, padded, everywhere the same.

Whatever is noticed here does not count for the rubric, and is said with what to do instead. When in doubt it counts: a
short answer is not padding, one name that the lesson has too is no copy.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.journey import Activity
from touchpoints.model.work import Found, Steps
from touchpoints.rubric.student_texts import enough, nearly, padded, plain, short

FEW = 3  # fewer may be alike by chance
OWN_WORDS = 4  # a reason of fewer words may be somebody else's by chance


class Noticed(NamedTuple):
    """Something that does not count: in which step, of which kind, and what to do instead, said."""

    step: str
    kind: str
    said: str


class Own(NamedTuple):
    """What counts: the ids of the things found whose names, and of those whose reasons, are a student's own; and the
    ids of the ideas. `copied` are other texts that are the lesson's and do not count."""

    names: frozenset[str]
    reasons: frozenset[str]
    ideas: frozenset[str]
    copied: frozenset[str]
    noticed: tuple[Noticed, ...]

    def says(self, text: str, least: int) -> bool:
        """Whether a text is the student's own and has so many different words."""
        return text not in self.copied and enough(text, least)


class _Lessons(NamedTuple):
    """The lesson's own words in all languages, plain: names of its case and its model solutions, the two of its
    example, reasons and what else is written there."""

    names: frozenset[str]
    example: tuple[frozenset[str], ...]
    reasons: frozenset[str]


def sift(steps: Steps, touchpoints: list[Activity], lesson: LessonContent, say: Words, offered: frozenset[str]) -> Own:
    """Tell a student's own from what is noticed. `touchpoints` are those of the map, with their reasons; names that are
    `offered` may be taken."""
    theirs, limits = _of(lesson), lesson.numbers.thresholds
    names, about_names = _names(steps.identify.touchpoints, theirs, limits.copied, say, offered)
    reasons, about_reasons = _reasons(touchpoints, theirs, limits.same, say)
    ideas, about_ideas = _ideas(steps, lesson, theirs, say)
    noticed: dict[tuple[str, str], Noticed] = {}
    copied, about_others = _others(steps, theirs, say)
    for one in (*about_names, *about_reasons, *about_ideas, *about_others):
        noticed.setdefault((one.step, one.kind), one)  # one of a kind is enough to say what to do instead
    return Own(frozenset(names), frozenset(reasons), frozenset(ideas), frozenset(copied), tuple(noticed.values()))


def _like_any(text: str, others: frozenset[str]) -> bool:
    return text in others or any(nearly(text, other) for other in others)


def _long(text: str) -> bool:
    return text.count(" ") + 1 >= OWN_WORDS


@cache  # each lesson is itself, and stays as it was read
def _of(lesson: LessonContent) -> _Lessons:
    names, example, reasons = [], [], []
    for text in lesson.texts:
        named, shown = text.case.activities, lesson.numbers.example
        names += [one.name for one in named.values()]
        example.append([named[id].name for id in (shown.complete, shown.partial) if id in named])
        reasons += [one.why for one in named.values()]
        if text.improvement:
            names.append(text.improvement.name)
            reasons += [text.improvement.problem, text.improvement.because]
    for solved in lesson.solutions:
        names += [one.name for one in solved.identify.touchpoints]
        reasons += [one.why for one in solved.discuss.ratings.values()]
        reasons += [text for found in _written(solved).values() for text in found]
    long = frozenset(filter(_long, map(plain, reasons)))
    return _Lessons(frozenset(map(plain, names)), tuple(frozenset(map(plain, one)) for one in example), long)


def _names(
    found: tuple[Found, ...], theirs: _Lessons, share: int, say: Words, offered: frozenset[str]
) -> tuple[list[str], list[Noticed]]:
    """The ids of the names that count. The lesson's own are a copy when there are many, or both of its example."""
    own: dict[str, Found] = {}
    noticed: list[Noticed] = []
    for one in found:
        name = plain(one.name)
        if name and padded(one.name):
            noticed.append(Noticed("identify", "padded", say("noticed.padded", text=short(one.name))))
        elif name in own:
            noticed.append(Noticed("identify", "twice", say("noticed.twice", name=short(one.name))))
        elif name:
            own[name] = one
    typed = [name for name, one in own.items() if one.name.casefold() not in offered]
    copied = [name for name in typed if _like_any(name, theirs.names)]
    if len(copied) < FEW or 100 * len(copied) < share * len(typed):
        shown = [[name for name in copied if _like_any(name, example)] for example in theirs.example]
        both = zip(shown, theirs.example, strict=True)
        copied = next((found for found, example in both if len(found) >= len(example) > 1), [])
    if copied:
        noticed.insert(0, Noticed("identify", "copied", say("noticed.copied", name=short(own[copied[0]].name))))
    return [one.id for name, one in own.items() if name not in copied], noticed


def _reasons(touchpoints: list[Activity], theirs: _Lessons, share: int, say: Words) -> tuple[list[str], list[Noticed]]:
    """The ids of the touchpoints whose reasons count; one that stands everywhere counts where it stands first."""
    given = {one.id: (one, plain(one.why)) for one in touchpoints if plain(one.why)}
    times = Counter(reason for _, reason in given.values())
    own: dict[str, str] = {}
    noticed: list[Noticed] = []
    for one, reason in given.values():
        if padded(one.why):
            noticed.append(Noticed("discuss", "padded", say("noticed.padded", text=short(one.why))))
        elif _long(reason) and _like_any(reason, theirs.reasons):
            noticed.append(Noticed("discuss", "copied", say("noticed.copied_why", name=short(one.name))))
        elif reason in own.values() and times[reason] >= FEW and 100 * times[reason] >= share * len(given):
            text = say("noticed.same", text=short(one.why), name=short(one.name))
            noticed.append(Noticed("discuss", "same", text))
        else:
            own[one.id] = reason
    return list(own), noticed


def _ideas(steps: Steps, lesson: LessonContent, theirs: _Lessons, say: Words) -> tuple[list[str], list[Noticed]]:
    """The ids of the ideas that are not the lesson's: neither in name nor in their reasons."""
    own: list[str] = []
    noticed: list[Noticed] = []
    improvement = lesson.words.improvement
    name = plain(improvement.name) if improvement else ""
    for idea in steps.design.ideas:
        reasons = [plain(text) for text in (idea.problem, idea.because)]
        copied = any(_long(reason) and _like_any(reason, theirs.reasons) for reason in reasons)
        if copied or (_long(name) and nearly(plain(idea.touchpoint.name), name)):
            text = say("noticed.copied_idea", name=short(idea.touchpoint.name))
            noticed.append(Noticed("design", "copied", text))
        else:
            own.append(idea.id)
    return own, noticed


def _others(steps: Steps, theirs: _Lessons, say: Words) -> tuple[list[str], list[Noticed]]:
    """What else is written and the lesson's; that, and padding, told of each text once. Ideas are told of by name."""
    copied: list[str] = []
    noticed: list[Noticed] = []
    for step, texts in _written(steps).items():
        for text in dict.fromkeys(texts):
            if padded(text):
                noticed.append(Noticed(step, "padded", say("noticed.padded", text=short(text))))
            elif step != "design" and _long(plain(text)) and _like_any(plain(text), theirs.reasons):
                copied.append(text)
                noticed.append(Noticed(step, "copied", say("noticed.copied_text", text=short(text))))
    return copied, noticed


def _written(steps: Steps) -> dict[str, tuple[str, ...]]:
    """What is written besides names and reasons, by the step."""
    return {
        "discuss": (steps.discuss.opinion.text, *(one.text for one in steps.discuss.stories)),
        "design": tuple(t for one in steps.design.ideas for t in (one.touchpoint.name, one.problem, one.because)),
        "role_play": (
            steps.role_play.conclusion,
            *(text for one in steps.role_play.observations for text in (one.promises_made, one.helped)),
        ),
    }

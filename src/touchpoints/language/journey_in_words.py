"""A journey in words: what a chart of it says to a screen reader, a notebook and a file, in the reader's language.

>>> from touchpoints.language import words
>>> till = Activity(id="till", name="The till", feeling=-1)
>>> describe(Journey(title="Lunch", unplaced=(till,)), words.of("en")).splitlines()[0]
'Journey map of “Lunch”, not finished yet: bad so far.'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from touchpoints.language.words import Words
from touchpoints.model.journey import Activity, Journey, Stage, one_line


@dataclass(frozen=True)
class Part:
    """A stage, or what has no stage yet (`id` is then empty): its touchpoints with their numbers, what is hidden."""

    id: str
    name: str
    touchpoints: tuple[tuple[int, Activity], ...]
    hidden: tuple[Activity, ...]

    def unseen(self, by: str) -> str:
        """What only `by` ("company" or "customer") sees here, in a line."""
        return " · ".join(name_of(activity) for activity in self.hidden if activity.visible_to == by)


def parts_of(
    stages: Iterable[Stage], unplaced: Iterable[Activity], words: Words, everything: bool = False
) -> tuple[Part, ...]:
    """The stages in order and, where something is unplaced, a last one for it; numbered throughout.

    With `everything` what only one side sees is numbered among the touchpoints, and nothing is hidden.
    """
    found: list[Part] = []
    number = 1
    all = [(stage.id, stage.name, stage.activities) for stage in stages]
    if rest := tuple(unplaced):
        all.append(("", words("chart.unplaced"), rest))
    for id, name, activities in all:
        seen = [activity for activity in activities if everything or activity.is_touchpoint]
        hidden = tuple(activity for activity in activities if not (everything or activity.is_touchpoint))
        found.append(Part(id, name, tuple(enumerate(seen, number)), hidden))
        number += len(seen)
    return tuple(found)


def name_of(activity: Activity) -> str:
    """Its name on one line; "…" while it has none."""
    return one_line(activity.name) or "…"


def title_of(journeys: Iterable[Journey], words: Words) -> str:
    """The first title there is."""
    titles = (one_line(journey.title) for journey in journeys)
    return next(filter(None, titles), words("chart.untitled"))


def describe(journey: Journey, words: Words) -> str:
    """The whole journey: its point, whose it is, a line a touchpoint, and what only one side sees."""
    lines = [point_of(journey, words, "journey"), *whose(journey, words)]
    return "\n".join([*lines, *_touchpoints(journey, words), *_hidden(journey, words)])


def point_of(journey: Journey, words: Words, chart: str) -> str:
    """The point of the picture in a sentence: start, peak, low and, where there is one, the end; `chart` is "journey"
    or "storyboard"."""
    title = title_of([journey], words)
    if not journey.touchpoints:
        return words(f"chart.{chart}.empty", title=title, begin=words("chart.begin"))
    if not journey.rated:
        return words.count(f"chart.{chart}.unrated", len(journey.touchpoints), title=title)
    start, ended = words.feeling(journey.start.feeling), journey.end is not None
    if journey.peak is None or journey.low is None:
        return words(f"chart.{chart}.flat" if ended else f"chart.{chart}.begun_flat", title=title, feeling=start)
    return words(
        f"chart.{chart}.point" if ended else f"chart.{chart}.begun", title=title, start=start,
        peak=words.feeling(journey.peak.feeling), peak_name=one_line(journey.peak.name),
        low=words.feeling(journey.low.feeling), low_name=one_line(journey.low.name),
        end=words.feeling(journey.end.feeling) if ended else "",
    )  # fmt: skip


def whose(journey: Journey, words: Words) -> list[str]:
    """Whose journey it is, in a line, or in none."""
    name, goal = one_line(journey.persona.name), one_line(journey.persona.goal)
    if name and goal:
        return [words("chart.persona", name=name, goal=goal)]
    return [one for one in (name, goal) if one]


def said_of(number: int, stage: str, one: Activity, words: Words) -> dict[str, str]:
    """What a line about a touchpoint may need of it: number, stage, name, new, channel, direction and feeling."""
    return {
        "number": words.number(number), "stage": one_line(stage), "name": name_of(one),
        "new": f" ({words('chart.new')})" if one.new else "", "channel": one_line(words.channel(one.channel)),
        "direction": words(f"direction.{one.direction}"), "feeling": words.feeling(one.feeling),
    }  # fmt: skip


def reason(why: str) -> str:
    """A reason as it follows a sentence; nothing when there is none."""
    return f" {one_line(why)}" if why.strip() else ""


def _touchpoints(journey: Journey, words: Words) -> list[str]:
    """A line for each touchpoint: number, stage, name, channel, direction, feeling and reason."""
    return [
        words("chart.touchpoint", why=reason(one.why), **said_of(number, part.name, one, words))
        for part in parts_of(journey.stages, journey.unplaced, words)
        for number, one in part.touchpoints
    ]


def _hidden(journey: Journey, words: Words) -> list[str]:
    return [
        words(
            "chart.hidden", stage=one_line(part.name), name=one_line(one.name), seen=words(f"visible.{one.visible_to}")
        )
        for part in parts_of(journey.stages, journey.unplaced, words)
        for one in part.hidden
    ]

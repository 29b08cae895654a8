"""What several charts say of a journey in the same words: its point, whose it is, and a touchpoint's line.

>>> from touchpoints.language import words
>>> from touchpoints.model.journey import Persona
>>> persona(Journey(persona=Persona(name="Maya", goal="Lunch")), words.of("en"))
['Maya; goal: Lunch']
"""

from __future__ import annotations

from touchpoints.charts.parts import heading
from touchpoints.language.words import Words
from touchpoints.model.journey import Activity, Journey, one_line


def point(journey: Journey, words: Words, chart: str) -> str:
    """The point of the picture in a sentence: start, peak, low and, where there is one, the end; `chart` is "journey"
    or "storyboard"."""
    title = heading.named([journey], words)
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


def persona(journey: Journey, words: Words) -> list[str]:
    """Whose journey it is, in a line, or in none."""
    name, goal = one_line(journey.persona.name), one_line(journey.persona.goal)
    if name and goal:
        return [words("chart.persona", name=name, goal=goal)]
    return [one for one in (name, goal) if one]


def values(number: int, stage: str, one: Activity, words: Words) -> dict[str, str]:
    """What a line about a touchpoint may need of it: number, stage, name, new, channel, direction and feeling."""
    return {
        "number": words.number(number), "stage": one_line(stage), "name": one_line(one.name) or "…",
        "new": f" ({words('chart.new')})" if one.new else "", "channel": one_line(words.channel(one.channel)),
        "direction": words(f"direction.{one.direction}"), "feeling": words.feeling(one.feeling),
    }  # fmt: skip

"""A journey as Mermaid's `journey`: what Mermaid shows, and above each line a comment with the rest."""

from __future__ import annotations

from typing import Any

import msgspec

from touchpoints.exchange.mermaid_text import heard, spoken
from touchpoints.files import json_files
from touchpoints.language import journey_in_words
from touchpoints.language.words import Words
from touchpoints.model.journey import Activity, Journey

MOST = 50_000  # characters that Mermaid draws
# What would end a comment, begin a directive or a tag for Mermaid, or a line for somebody else.
_ESCAPED = {ord(one): f"\\u{ord(one):04x}" for one in "%<>\x7f\x85\u2028\u2029"}


def write(journey: Journey, say: Words, plain: bool = False) -> str:
    """The text of a .mmd file. `say` describes the journey to a screen reader; `plain` leaves the comments out."""
    title = title_of(journey)
    lines = [f"title {title}"] if title else []
    lines += [f"accTitle: {spoken(journey_in_words.title_of([journey], say))}", *_description(journey, say)]
    lines += map(task_of, journey.unplaced) if plain else (line for one in journey.unplaced for line in _noted(one))
    for stage in journey.stages:
        if not plain:
            lines.append(_comment("stage", {"id": stage.id}, stage, "name", heard(spoken(stage.name))))
        lines.append(f"section {spoken(stage.name)}")
        lines += map(task_of, stage.activities) if plain else (line for one in stage.activities for line in _noted(one))
    if not plain:
        rest = {"language": journey.language, "persona": json_files.plain(journey.persona), "extra": journey.extra}
        lines.insert(0, _comment("journey/1", rest, journey, "title", heard(title)))
    return "journey\n" + "".join(f"    {line}\n" for line in lines)


def title_of(journey: Journey) -> str:
    """What stands after `title`; "" where there is nothing to show."""
    return spoken(journey.title) if journey.title.strip() else ""


def task_of(activity: Activity) -> str:
    """The line of an activity. Mermaid draws no task without a score: what is not rated yet stands in the middle."""
    score = 3 if activity.feeling is None else activity.feeling + 3
    actors = ", ".join(spoken(one).replace(",", "#44;") for one in activity.actors)
    return f"{spoken(activity.name, begins=True)}: {score}" + (f": {actors}" if actors else "")


def _noted(activity: Activity) -> tuple[str, str]:
    """The comment and the line of an activity."""
    rest = json_files.plain(activity)
    del rest["name"]
    rest.pop("actors", None)
    if activity.feeling is None:
        rest["feeling"] = None
    else:
        del rest["feeling"]
    if tuple(filter(None, (heard(spoken(one)) for one in activity.actors))) != activity.actors:
        rest["actors"] = activity.actors
    return _comment("activity", rest, activity, "name", heard(spoken(activity.name))), task_of(activity)


def _comment(kind: str, rest: dict[str, Any], value: msgspec.Struct, field: str, shown: str) -> str:
    """A line of comment with all that the line below cannot hold: also its text where that would not come back."""
    if getattr(value, field) != shown:
        rest[field] = getattr(value, field)
    return f"%% touchpoints.{kind} {msgspec.json.encode(rest, order='sorted').decode().translate(_ESCAPED)}"


def _description(journey: Journey, say: Words) -> list[str]:
    """The chart's words; of a journey that would be too long for Mermaid with them, its point."""
    text = journey_in_words.describe(journey, say)
    if len(text) > MOST / 2:
        text = journey_in_words.point_of(journey, say, "journey")
    return ["accDescr {", *(f"  {spoken(line)}" for line in text.split("\n")), "}"]

"""The touchable chart: what lies over a drawn journey, so that points and cards are dragged, named and added there.

The page (``page/touch.js``) moves what is touched at once and sends what was meant. Where things may go, what
snaps where and what a level is called it learns from here; what comes of it is decided by ``do_…`` methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from touchpoints.charts.chart import Chart
from touchpoints.charts.parts.marks import Mark, marks
from touchpoints.charts.parts.page import gid
from touchpoints.language.words import Words
from touchpoints.model.journey import CHANNELS, DIRECTIONS, FEELINGS, MAX_NAME, Activity, Journey, Stage
from touchpoints.model.work import Steps
from touchpoints.steps.panel import StepPanel

Step = Literal[-1, 1]  # to the left or earlier, to the right or later

END = 0.006  # how far below or beside the last card the end of a stage is marked, in parts of the page


class TouchableCard(NamedTuple):
    """A touchpoint that can be touched: its card or its row in the list, the part that holds the name, its point."""

    id: str
    name: str
    number: int
    one: Activity
    stage: Stage
    box: Mark
    text: Mark
    point: Mark


class Heading(NamedTuple):
    """A stage: its heading, the ground of its column, and where something new would stand."""

    id: str
    name: str
    number: int
    box: Mark
    column: Mark
    end: Mark


class Touch(NamedTuple):
    """All that lies over one chart. `slots` and `stage_slots` are the places where something can be dropped."""

    levels: list[dict[str, Any]]
    headings: list[Heading]
    cards: list[TouchableCard]
    slots: list[dict[str, Any]]
    stage_slots: list[dict[str, Any]]
    curve: list[tuple[str, float, float, bool]]  # of each touchpoint: id, middle of its point, whether it is rated

    @property
    def listed(self) -> bool:
        """Whether the names stand in a list below the curve: then they come after all stages."""
        return any(card.text == card.box for card in self.cards)

    def selected(self, id: str, stages_live: bool) -> TouchableCard | Heading | None:
        """The touchpoint of this id, or the stage where stages may be changed."""
        return next((one for one in (*self.cards, *(self.headings if stages_live else ())) if one.id == id), None)


def touch(chart: Chart, stages: Sequence[Stage], live: set[str], words: Words) -> Touch:
    """What lies over a chart of these stages. `live` are the ids of the touchpoints that may be changed."""
    where = marks(chart.figure)
    headings: list[Heading] = []
    cards: list[TouchableCard] = []
    slots: list[dict[str, Any]] = []
    named = any(id.startswith(gid("card", "")) for id in where)  # or the curve stands alone
    numbers = {one.id: number for number, one in enumerate(_touchpoints(stages), start=1)}
    for number, stage in enumerate(stages, start=1):
        column = where[gid("column", stage.id)]
        places = _places(stage, where, column)
        slots += [{"stage": stage.id, "column": [column.left, column.width], **place} for place in places]
        end = Mark(*places[-1]["box"])
        headings.append(Heading(stage.id, stage.name, number, where[gid("stage", stage.id)], column, end))
        for one in _touchpoints([stage]):
            point = where[gid("feeling", one.id)]
            card = where.get(gid("card", one.id), None if named else point)
            if one.id in live and card:  # a list may have no room for it
                name = where.get(gid("name", one.id), card)
                cards.append(TouchableCard(one.id, one.name, numbers[one.id], one, stage, card, name, point))
    return Touch(_levels(where, words), headings, cards, slots, _stage_slots(headings), _curve(stages, where))


def _curve(stages: Sequence[Stage], where: dict[str, Mark]) -> list[tuple[str, float, float, bool]]:
    points = [(one, where[gid("feeling", one.id)]) for one in _touchpoints(stages)]
    return [
        (one.id, round(mark.left + mark.width / 2, 5), round(mark.top + mark.height / 2, 5), one.feeling is not None)
        for one, mark in points
    ]


def level(feeling: int | None, words: Words) -> str:
    """As it is said while a point moves: "good, +1"."""
    return words.feeling(feeling) + (f", {words.signed(feeling)}" if feeling is not None else "")


def _touchpoints(stages: Sequence[Stage]) -> list[Activity]:
    return [one for stage in stages for one in stage.activities if one.is_touchpoint]


def _levels(where: dict[str, Mark], words: Words) -> list[dict[str, Any]]:
    """From the best down, as the points stand on the page."""
    return [
        {"value": feeling, "word": level(feeling, words), "top": round(where[gid("level", str(feeling))].top, 5)}
        for feeling in FEELINGS
    ]


def _places(stage: Stage, where: dict[str, Mark], column: Mark) -> list[dict[str, Any]]:
    """Where in a stage a card can be put: before each other one, and at the end. A bar marks the place; where the names
    stand in a list, it is between the points."""
    ids = [one.id for one in _touchpoints([stage])]
    listed = any(gid("name", id) not in where for id in ids)
    cards = [(id, where[gid("feeling" if listed else "card", id)]) for id in ids]
    if listed:
        cards = [(id, Mark(mark.left, column.top, mark.width, column.height)) for id, mark in cards]
    if not cards:
        return [{"before": "", "box": [column.left + column.width * 0.08, column.top + END, column.width * 0.84, 0.0]}]
    beside = listed or any(abs(one.top - other.top) < END for (_, one), (_, other) in pairwise(cards))
    places = [{"before": id, "box": _bar(mark, beside, False)} for id, mark in cards]
    return [*places, {"before": "", "box": _bar(cards[-1][1], beside, True)}]


def _bar(card: Mark, beside: bool, behind: bool) -> list[float]:
    """Between two cards: upright where they stand side by side."""
    left, top = card.left + behind * card.width, card.top + behind * card.height
    away = END / 2 if behind else -END / 2
    return [left + away, card.top, 0.0, card.height] if beside else [card.left, top + away, card.width, 0.0]


def _stage_slots(headings: Sequence[Heading]) -> list[dict[str, Any]]:
    """Before each stage, and behind the last."""
    slots = [{"before": one.id, "box": [one.box.left - END / 2, one.box.top, 0.0, one.box.height]} for one in headings]
    for one in headings[-1:]:
        mark = one.box
        slots.append({"before": "", "box": [mark.left + mark.width + END / 2, mark.top, 0.0, mark.height]})
    return slots


class Gone(NamedTuple):
    """What is told of a removal, beside where the thing was, as long as the steps are those that it left."""

    words: str
    box: Mark
    steps: Steps


class ChartEditor(StepPanel):
    """A step whose chart is touched: `map`, and the journey after in `design`."""

    stages_live = False  # whether the stages may be changed here
    fits_in = True
    selected = ""  # the id of the touchpoint or stage that was clicked
    detailed = False  # whether all its fields are open
    gone: Gone | None = None  # what was removed last

    def do_select(self, id: str = "", details: bool = False) -> None:
        self.selected, self.detailed = id, details
        self.refresh()

    def stages(self) -> Sequence[Stage]:
        """The stages of the journey that is touched."""
        raise AssertionError("every chart has its own")

    def live(self) -> set[str]:
        """The ids of the touchpoints that may be changed here."""
        raise AssertionError("every chart has its own")

    def editor_values(self) -> dict[str, Any]:
        """What the template of the touchable chart needs; nothing lies over a chart that nobody sees."""
        shown = self._touch()
        selected = shown.selected(self.selected, self.stages_live) if shown else None
        return {
            "touch": shown,
            "stages_live": self.stages_live,
            "selected": selected,
            "detailed": self.detailed,
            "gone": self.gone if self.gone and self.gone.steps == self.session.steps else None,
            # Where the details hide nothing of what they are about.
            "side": "left" if selected and selected.box.left + selected.box.width / 2 > 0.5 else "right",
            "level": level,
            "gid": gid,
            "most": MAX_NAME,
            "channel_options": [("", self.words.channel("")), *((c, self.words.channel(c)) for c in CHANNELS)],
            "direction_options": [(value, self.words(f"direction.{value}")) for value in DIRECTIONS],
        }

    def _touch(self) -> Touch | None:
        chart = self.chart_in_view if self.session.nickname else None
        return touch(chart, self.stages(), self.live(), self.words) if chart else None

    def tell_gone(self, changed: Steps, id: str, name: str) -> None:
        """Remove something, and tell it where it was, with the way back beside it."""
        shown = self._touch()
        if one := shown.selected(id, self.stages_live) if shown else None:
            self.gone = Gone(self.words("map.said_removed", name=name), one.box, changed)
        self.tell(changed, "map.said_removed", name=name)

    def tell(self, changed: Steps, key: str, **values: object) -> None:
        """Make a change and tell a screen reader what it was, even one that leaves all as it is."""
        self.say(key, **values)
        if changed == self.session.steps:
            self.refresh()  # the session shows only what it saves
        else:
            self.edit(changed)

    def tell_place(self, changed: Steps, journey: Journey, id: str) -> None:
        """Make a change and tell a screen reader where a card stands now in `journey`."""
        for stage in journey.stages:
            found = next((one for one in stage.activities if one.id == id), None)
            if found:
                cards = [one for one in stage.activities if one.is_touchpoint or one is found]
                place, count = self.words.number(cards.index(found) + 1), self.words.number(len(cards))
                name = found.name
                self.tell(changed, "map.said_put", name=name, stage=stage.name, place=place, count=count)

"""A row of a comic's panels under the names of their stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from matplotlib.figure import Figure

from touchpoints.charts.parts import cards, colours, icons
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.text import Lines
from touchpoints.charts.storyboard import bubble, panels, places
from touchpoints.charts.storyboard import figure as people
from touchpoints.charts.storyboard.panels import PAD, StripPlan
from touchpoints.charts.storyboard.sketch import Sketch
from touchpoints.language.journey_in_words import Part
from touchpoints.language.words import Words
from touchpoints.model.journey import BEST, WORST, Activity

# In heights of the person: how far up the floor reaches, the person's distance to the right edge, and how far before
# it a tail ends, lest it touch an arm.
FLOOR, ASIDE, BEFORE = 0.15, 0.42, 0.37
LINE = 0.0125  # the weight of all lines
TAIL = 2.0  # the longest tail of a bubble, in units


@dataclass(frozen=True)
class Shot:
    """A touchpoint with its number, its stage, and which of "peak", "low" and "end" it is."""

    number: int
    touchpoint: Activity
    part: Part
    moments: tuple[str, ...]


@dataclass(frozen=True)
class ComicPanel:
    """A scene on the page: the panel's lower left corner, sizes in points."""

    page: Page
    plan: StripPlan
    scene: Shot
    x: float
    y: float

    @property
    def wide(self) -> float:
        return self.plan.wide * self.page.unit

    @property
    def high(self) -> float:
        return self.plan.high * self.page.unit

    @property
    def below_caption(self) -> float:
        return self.y + self.high - self.plan.caption * self.page.unit

    @property
    def figure(self) -> float:
        return self.plan.figure * self.page.unit

    @property
    def thick(self) -> float:
        return max(0.08 * self.page.unit, LINE * self.figure)

    @property
    def person(self) -> Sketch:
        ground = self.y + panels.GROUND * self.figure
        return Sketch(self.page, self.x + self.wide - ASIDE * self.figure, ground, self.figure, self.thick)


def draw(page: Page, plan: StripPlan, row: Sequence[Shot], y: float) -> None:
    """The panels side by side, their lower edge at y."""
    gap = panels.GAP * page.unit
    step = plan.wide * page.unit + gap
    x, band = page.margin, y + (plan.high + panels.BAND_GAP) * page.unit
    for _, group in groupby(row, key=lambda scene: scene.part):
        run = list(group)
        _draw_stage(page, run, x, band, step)
        x += len(run) * step
    for place, scene in enumerate(row):
        _draw_panel(ComicPanel(page, plan, scene, page.margin + place * step, y))


def draw_scene(figure: Figure, touchpoint: Activity, words: Words) -> Figure:
    """A panel without words on the whole figure."""
    page = Page(figure, "slide", words)
    wide, high = page.width / page.unit, page.height / page.unit
    plan = StripPlan(1, 1, wide, high, 0.0, high / panels.TALL, 0.0, False)
    panel = ComicPanel(page, plan, Shot(1, touchpoint, Part("", "", (), ()), ()), 0.0, 0.0)
    _draw_place(panel, page.whole(""))
    people.draw(panel.person, touchpoint.feeling)
    return figure


def _draw_stage(page: Page, run: Sequence[Shot], x: float, y: float, step: float) -> None:
    """The stage's name over its panels, dark where the stage begins; tags over those that memory keeps."""
    unit, part, high = page.unit, run[0].part, panels.BAND * page.unit
    width = len(run) * step - panels.GAP * unit
    begins = run[0].touchpoint is part.touchpoints[0][1]
    dark = begins and bool(part.id)
    page.box(x, y, width, high, radius=0.35 * unit, thick=0 if part.id else 1, dashed=not part.id,
             fill=colours.INK if dark else colours.BAND if part.id else colours.WHITE,
             edge="none" if part.id else colours.INK)  # fmt: skip
    end = x + width
    for place in reversed(range(len(run))):
        if run[place].moments:
            end = _draw_tag(page, run[place], x + (place + 1) * step - panels.GAP * unit, y)
    name = page.fit(part.name.strip() or "…", end - x - 1.2 * unit, 1, bold=begins)
    page.text(
        x + 0.6 * unit, y + high / 2, name, bold=begins, colour=colours.WHITE if dark else colours.INK, up="center"
    )


def _draw_tag(page: Page, scene: Shot, right: float, y: float) -> float:
    """The moments' words at the end of the stage's band above the panel; returns the x where they begin."""
    unit = page.unit
    colour = colours.feeling(scene.touchpoint.feeling)
    text = page.fit(" · ".join(page.words(f"chart.{moment}") for moment in scene.moments), float("inf"), 1, bold=True)
    left = right - (text.width + 1.2) * unit
    page.box(left, y + 0.15 * unit, right - left - 0.15 * unit, (panels.BAND - 0.3) * unit, fill=colours.WHITE,
             edge=colour, radius=0.3 * unit, thick=0.08 * unit)  # fmt: skip
    page.text((left + right - 0.15 * unit) / 2, y + panels.BAND / 2 * unit, text, bold=True, colour=colour,
              across="center", up="center")  # fmt: skip
    return left


def _draw_panel(panel: ComicPanel) -> None:
    page, one = panel.page, panel.scene.touchpoint
    speech = _speech(panel)
    with page.group("card", one.id):
        _draw_place(panel, speech)
        if speech.lines:
            _draw_speech(panel, speech)
        _draw_caption(panel)
        turn = "peak" in panel.scene.moments or "low" in panel.scene.moments
        edge, weight = (colours.feeling(one.feeling), 2.2) if turn else (colours.INK, 1.0)
        page.box(panel.x, panel.y, panel.wide, panel.high, edge=edge, thick=weight * panel.thick)
    with page.group("feeling", one.id):
        people.draw(panel.person, one.feeling)


def _speech(panel: ComicPanel) -> Lines:
    """The reason in as few lines as it needs; beside the head in more, where that leaves the place more room."""
    page, plan, why = panel.page, panel.plan, panel.scene.touchpoint.why
    width = (plan.bubble - 2 * PAD) * page.unit
    least = len(page.fit(why, width, panels.SPEECH_LINES).lines)
    found = [
        bubble.fit(page, why, width, lines)
        for lines in range(least, panels.SPEECH_LINES + 1 if plan.beside and least else least + 1)
    ]
    return max(found, key=lambda speech: _place_size(panel, speech))


def _place_size(panel: ComicPanel, speech: Lines) -> float:
    plan = panel.plan
    under = plan.under(len(speech.lines))
    return max(under, plan.left_of(speech.width + 2 * PAD)) if plan.beside else under


def _draw_place(panel: ComicPanel, speech: Lines) -> None:
    """Wall and floor in a tint of the feeling; the place where there is room, a small one farther off."""
    page, plan, one = panel.page, panel.plan, panel.scene.touchpoint
    page.box(panel.x, panel.y, panel.wide, panel.high, fill=_tint(one.feeling, 0.1))
    page.box(panel.x, panel.y, panel.wide, FLOOR * panel.figure, fill=_tint(one.feeling, 0.22))
    size = _place_size(panel, speech)
    room = plan.aside
    if size > plan.under(len(speech.lines)):
        room -= speech.width + 3 * PAD
    middle = panel.x + (0.8 * PAD + room / 2) * page.unit
    back = panels.GROUND * plan.figure + 0.8 * (FLOOR - panels.GROUND) * (plan.figure - size)
    places.draw(
        Sketch(page, middle, panel.y + back * page.unit, size * page.unit, panel.thick), one.channel, one.feeling
    )


def _tint(feeling: int | None, part: float) -> str:
    return colours.pale(colours.feeling(feeling), part * (1.5 if feeling in (BEST, WORST) else 1.0))


def _draw_speech(panel: ComicPanel, speech: Lines) -> None:
    """The reason in a bubble, whose tail points at the mouth: over the head, or beside it and above the place."""
    page, plan, unit = panel.page, panel.plan, panel.page.unit
    width, height = bubble.size(page, speech)
    mouth = people.mouth(panel.person, panel.scene.touchpoint.feeling)
    first, last = panel.x + PAD * unit, panel.x + panel.wide - PAD * unit - width
    bottom = panel.below_caption - PAD * unit - height
    if not plan.beside:
        left = max(first, min(last, mouth[0] - 0.62 * width))
        bottom = min(bottom, panel.person.y + panels.TALL * panel.figure)
        tip = (mouth[0] - 0.15 * panel.figure, mouth[1] + 0.3 * panel.figure)
    else:
        left = max(first, panel.x + PAD * unit + plan.aside * unit - unit - width)
        if _place_size(panel, speech) > plan.under(len(speech.lines)):
            bottom = min(bottom, mouth[1])
        tip = (panel.person.x - BEFORE * panel.figure, mouth[1])
    bubble.draw(page, speech, (left, bottom, width, height), tip, TAIL * unit, panel.thick)


def _draw_caption(panel: ComicPanel) -> None:
    page, one, unit = panel.page, panel.scene.touchpoint, panel.page.unit
    low, right = panel.below_caption, panel.x + panel.wide
    page.box(panel.x, low, panel.wide, panel.plan.caption * unit, fill=colours.WHITE)
    page.line([(panel.x, low), (right, low)], colour=colours.INK, thick=panel.thick)
    middle = low + panel.plan.caption / 2 * unit
    cards.draw_number(page, panel.x + 1.15 * unit, middle, panel.scene.number, one)
    name = page.fit(one.name.strip() or "…", panels.name_width(panel.plan.wide, one.new) * unit, panels.NAME_LINES,
                    bold=True)  # fmt: skip
    page.text(panel.x + 2.3 * unit, middle, name, bold=True, up="center")
    page.icon(icons.direction(one.direction), right - 0.95 * unit, middle, 0.95 * unit, colours.SOFT)
    if one.new:
        page.icon(icons.sign("new"), right - 2.2 * unit, middle, unit, colours.strong(colours.PURPLE))

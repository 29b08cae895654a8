"""The journey as a comic strip: a panel a touchpoint, where it happens, how the persona feels and what it says."""

from __future__ import annotations

import heapq
from functools import partial

from matplotlib.figure import Figure

from touchpoints.charts.chart import Chart
from touchpoints.charts.parts import curve, heading, moments
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.page import Page, new_figure
from touchpoints.charts.parts.roomiest import SCALES
from touchpoints.charts.parts.settings import settings
from touchpoints.charts.storyboard import panels, strip
from touchpoints.charts.storyboard.panels import MeasuredPanel
from touchpoints.charts.storyboard.strip import Shot
from touchpoints.language.journey_in_words import parts_of, point_of, said_of, title_of, whose
from touchpoints.language.words import Words
from touchpoints.model.journey import Activity, Journey, one_line

PICTURE = (320, 150)  # pixels
LEAST_ROOM = 1280, 720  # px of a screen; in less the panels have no place for people and speech
PROBES = 40  # of the texts a grid is chosen by; hundreds more would take as many times longer and choose the same


def pages(journey: Journey, size: str) -> int:
    """How many pages of a size the panels fill."""
    return len(_shares(journey, size))


def draw(figure: Figure, journey: Journey, words: Words, size: str = "slide", page: int = 0) -> Figure:
    """Draw a page (from 0) of the comic on the whole figure and return it. Text has the same size on all pages."""
    found, shares = scenes(journey, words), _shares(journey, size)
    title = title_of([journey], words)
    folio, longest = (_folio(number, len(shares), words) for number in (page + 1, len(shares)))
    for scale in SCALES:
        sheet = Page(figure, size, words, scale)
        plans = _plans(sheet, journey, size)
        if all(plan.easy for plan in plans) and heading.fits(sheet, title + longest, heading.arrows(sheet)):
            break
    _draw_heading(sheet, journey, title, folio)
    if not found:
        room = Plot(sheet.margin, sheet.width - sheet.margin, _top(sheet, journey), sheet.margin, 0.0)
        curve.note(sheet, room, words("chart.begin"))
        return figure
    plan, own = plans[page].plan, [found[i] for i in shares[page]]
    top = _top(sheet, journey) + panels.ROW_GAP * sheet.unit
    for row in range(plan.down):
        top -= (panels.ROW_GAP + panels.BAND + panels.BAND_GAP + plan.high) * sheet.unit
        strip.draw(sheet, plan, own[row * plan.across : (row + 1) * plan.across], top)
    return figure


def picture(touchpoint: Activity | None, words: Words) -> str:
    """An SVG without words of where a touchpoint happens and how the persona feels there; None: in no special place."""
    shown = touchpoint or Activity(id="none", name="…")
    with settings():
        return Chart(
            [strip.draw_scene(new_figure("slide", PICTURE), shown, words)], shown.name, shown.name, words
        ).svg()


def scenes(journey: Journey, words: Words) -> list[Shot]:
    """The touchpoints in order, with what each is for the memory."""
    found: dict[str, list[str]] = {}
    for moment in moments.moments(journey):
        found.setdefault(moment.touchpoint.id, []).append(moment.kind)
    return [
        Shot(number, one, part, tuple(found.get(one.id, ())))
        for part in parts_of(journey.stages, journey.unplaced, words)
        for number, one in part.touchpoints
    ]


def _shares(journey: Journey, size: str) -> list[range]:
    """Which touchpoints stand on which page."""
    return panels.pages([one_line(one.why) for one in journey.touchpoints], size)


def _top(sheet: Page, journey: Journey) -> float:
    return heading.bottom(sheet, heading.persona_lines(journey.persona))


def _plans(sheet: Page, journey: Journey, size: str) -> list[MeasuredPanel]:
    """The grid of each page; pages with as many panels have the same, by those of their texts that want most room."""
    texts = [panels.Said(one.name.strip() or "…", one.why.strip(), one.new) for one in journey.touchpoints]
    width, height = sheet.width - 2 * sheet.margin, _top(sheet, journey) - sheet.margin
    own = _shares(journey, size)
    alike = {len(some): [texts[i] for other in own if len(other) == len(some) for i in other] for some in own if some}
    longest = {n: tuple(heapq.nlargest(PROBES, all, key=lambda one: len(one.speech))) for n, all in alike.items()}
    room = (width / sheet.unit, height / sheet.unit)
    return [panels.best(longest[len(some)], len(some), *room, sheet.words.language) for some in own if some]


def _folio(page: int, pages: int, words: Words) -> str:
    """What follows the title where there are several pages."""
    return f" · {words.number(page)}/{words.number(pages)}" if pages > 1 else ""


def _draw_heading(sheet: Page, journey: Journey, title: str, folio: str) -> None:
    """As on the map; the page's number follows the title, however long this is."""
    wide = sheet.fit(folio, float("inf"), 1, heading.TITLE, bold=True).width * heading.TITLE * sheet.unit
    room = sheet.width - 2 * sheet.margin - 1.1 * wide
    title = sheet.fit(title, room, 1, heading.TITLE, bold=True).text + folio
    heading.draw(sheet, title, partial(heading.draw_persona, sheet, journey.persona), heading.arrows(sheet))


def describe(journey: Journey, words: Words) -> str:
    """The comic in words: its point, whose it is, a line a panel, and what is not in it."""
    lines = [point_of(journey, words, "storyboard"), *whose(journey, words)]
    lines += [_panel(scene, words) for scene in scenes(journey, words)]
    if not journey.touchpoints:
        return "\n".join(lines)
    parts = parts_of(journey.stages, journey.unplaced, words)
    if empty := [one_line(part.name) or "…" for part in parts if not part.touchpoints]:
        lines.append(words("chart.storyboard.stages", stages=", ".join(empty)))
    if hidden := sum(len(part.hidden) for part in parts):
        lines.append(words.count("chart.storyboard.hidden", hidden))
    return "\n".join(lines)


def _panel(scene: Shot, words: Words) -> str:
    """Number, stage, name, place, direction, feeling, how the person looks, and what it says."""
    one, why = scene.touchpoint, one_line(scene.touchpoint.why)
    level = "none" if one.feeling is None else one.feeling
    return words(
        "chart.storyboard.panel", look=words(f"chart.storyboard.look.{level}"),
        says=f" {words('chart.storyboard.says', why=why)}" if why else "",
        **said_of(scene.number, scene.part.name, one, words),
    )  # fmt: skip

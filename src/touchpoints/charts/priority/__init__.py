"""What to improve first: importance against feeling, in four fields (importance–performance analysis).

J. A. Martilla and J. C. James, "Importance-Performance Analysis", Journal of Marketing 41 (1977), no. 1, pp. 77–79.
`model.importance_performance` says what belongs where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from matplotlib.figure import Figure

from touchpoints.charts.parts import cards, colours, curve, heading
from touchpoints.charts.parts.curve import Plot
from touchpoints.charts.parts.page import Page
from touchpoints.charts.parts.roomiest import SCALES, roomiest
from touchpoints.charts.parts.text import Lines
from touchpoints.charts.priority import grid, ranking
from touchpoints.charts.priority.grid import Box, Grid
from touchpoints.charts.priority.ranking import Ranking
from touchpoints.language.journey_in_words import name_of, said_of, title_of, whose
from touchpoints.language.words import Words
from touchpoints.model.importance_performance import FEW, FIELDS, MISSING, Numbered, neediest, singled_out, sort_out
from touchpoints.model.journey import FEELINGS, Activity, Journey

# In units of the smallest text: a disc's radius, a cell's padding, a label's distances,
# what a card adds to it.
DISC, DOT, PAD, TO_LABEL, APART, CARD, STRESS = 1.0, 0.6, 0.5, 0.45, 0.25, 0.2, 0.28
SLOT = 0.8  # of its place in a full cell a disc fills this much

Groups = Mapping[str, Sequence[Numbered]]
Cells = Mapping[tuple[int, int], Sequence[Numbered]]


@dataclass(frozen=True)
class PriorityLayout:
    """The field, the list beside it, and the labels of the touchpoints in it by id where these stand in their cells."""

    grid: Grid
    ranking: Ranking
    labels: Mapping[str, Lines]
    easy: bool


def draw(figure: Figure, journey: Journey, words: Words, size: str = "slide") -> Figure:
    """Draw the field with its touchpoints on the whole figure and return it."""
    groups = sort_out(journey.touchpoints)
    title = words("chart.priority.title", title=title_of([journey], words))
    ways = [partial(_arrange, journey=journey, groups=groups, labelled=labelled) for labelled in (True, False)]
    page, layout = roomiest(
        partial(Page, figure, size, words),
        product(ways, SCALES),
        lambda page: heading.fits(page, title, _keys(page, journey)),
    )
    heading.draw(page, title, partial(heading.draw_persona, page, journey.persona), _keys(page, journey))
    grid.draw(page, layout.grid)
    _draw_touchpoints(page, layout, groups)
    ranking.draw(page, layout.ranking, layout.grid.right, layout.grid.top)
    if begin := _begin(groups, words):
        middle = layout.grid
        curve.note(page, Plot(middle.left, middle.right, middle.top, middle.bottom, 0.0), begin)
    return figure


def _keys(page: Page, journey: Journey) -> list[heading.Key]:
    """What a star means, where there is one."""
    word = page.whole(page.words("chart.new"))
    return [heading.Key(partial(ranking.draw_star, page), word)] if any(t.new for t in journey.touchpoints) else []


def _begin(groups: Groups, words: Words) -> str:
    """What to do where nothing is placed; "" where something is."""
    if any(groups[name] for name in FIELDS):
        return ""
    return words("chart.priority.begin" if any(groups.values()) else "chart.begin")


def _cells(groups: Groups) -> Cells:
    """The touchpoints of each cell as they follow each other."""
    found: dict[tuple[int, int], list[Numbered]] = {}
    for number, one in sorted((entry for name in FIELDS for entry in groups[name]), key=lambda entry: entry[0]):
        found.setdefault((one.importance, one.feeling), []).append((number, one))
    return found


def _arrange(page: Page, journey: Journey, groups: Groups, labelled: bool) -> PriorityLayout:
    """The names in the cells, or on the list."""
    top = heading.bottom(page, heading.persona_lines(journey.persona))
    end = page.width - page.margin
    least = page.margin + grid.gutter(page) + len(FEELINGS) * grid.least(page) + grid.GAP * page.unit
    listed = ranking.measure(page, ranking.rows(groups, not labelled), top - page.margin, end - least)
    field = grid.edges(page, top, end - listed.width(page))
    cells = _cells(groups)
    labels = _labels(page, field, groups) if labelled else {}
    enough = _roomy(page, field, cells, labels) if labelled else _numbered(page, field, cells)
    easy = enough and listed.whole and not listed.left_out and grid.legible(page, field.wide)
    return PriorityLayout(field, listed, labels, easy)


def _labels(page: Page, field: Grid, groups: Groups) -> dict[str, Lines]:
    """The names as they fit beside their discs; those of the neediest are bold."""
    first = singled_out(groups["improve"])
    entries = [entry for name in FIELDS for entry in groups[name]]
    return {
        entry[1].id: page.fit(name_of(entry[1]), field.wide - (PAD + _start(entry)) * page.unit, 3, bold=entry in first)
        for entry in entries
    }


def _start(entry: Numbered) -> float:
    """Where the name begins in a cell, in units."""
    return PAD + 2 * DISC + TO_LABEL + ranking.NEW * entry[1].new


def _roomy(page: Page, field: Grid, cells: Cells, labels: Mapping[str, Lines]) -> bool:
    """Whether all names stand whole in their cells."""
    high = max((sum(_heights(own, labels)) for own in cells.values()), default=0.0)
    return high * page.unit <= field.high and all(one.whole and not one.broken for one in labels.values())


def _heights(own: Sequence[Numbered], labels: Mapping[str, Lines]) -> list[float]:
    """Of the touchpoints in a cell, with their distances, in units."""
    return [max(2 * (DISC + cards.RING), labels[one.id].height + CARD) + APART for _, one in own]


def _numbered(page: Page, field: Grid, cells: Cells) -> bool:
    """Whether the discs of all cells are large enough for their numbers."""
    return all(_packed(page, field, own)[1] >= cards.NUMBER * page.unit for own in cells.values())


def _packed(page: Page, field: Grid, own: Sequence[Numbered]) -> tuple[list[tuple[float, float]], float]:
    """Where the discs of a cell stand around its middle, and their radius: with numbers, else smaller without."""
    wide, high = field.wide - 2 * PAD * page.unit, field.high - 2 * PAD * page.unit
    figures = max(page.whole(page.words.number(number), bold=True).width for number, _ in own)
    stretch = max(1.0, (figures / 2 + 0.15) / cards.NUMBER)
    spots, radius = grid.pack(len(own), wide, high, DISC / SLOT * page.unit, stretch)
    if SLOT * radius < cards.NUMBER * page.unit:
        spots, radius = grid.pack(len(own), wide, high, DOT / SLOT * page.unit)
    return spots, SLOT * radius


def _draw_touchpoints(page: Page, layout: PriorityLayout, groups: Groups) -> None:
    first = singled_out(groups["improve"])
    for level, own in _cells(groups).items():
        x, y, wide, high = layout.grid.cell(*level)
        if layout.labels:
            _draw_labelled(page, layout, own, first, (x, y, wide, high))
            continue
        spots, radius = _packed(page, layout.grid, own)
        for entry, (dx, dy) in zip(own, spots, strict=True):
            here = (x + wide / 2 + dx, y + high / 2 + dy)
            if entry in first and radius >= cards.NUMBER * page.unit:
                half = radius + STRESS * page.unit
                _draw_stress(page, (here[0] - half, here[1] - half, 2 * half, 2 * half))
            _draw_disc(page, *here, entry, radius)


def _draw_stress(page: Page, box: Box) -> None:
    """What lets one of the neediest stand out: a white card."""
    edge = colours.strong(colours.VERMILION)
    page.box(*box, fill=colours.WHITE, edge=edge, thick=0.14 * page.unit, radius=0.4 * page.unit)


def _draw_labelled(
    page: Page, layout: PriorityLayout, own: Sequence[Numbered], first: Sequence[Numbered], cell: Box
) -> None:  # fmt: skip
    """The discs one under another with their names; the neediest stand out on white."""
    x, y, wide, high = cell
    unit = page.unit
    heights = _heights(own, layout.labels)
    top = y + high / 2 + sum(heights) / 2 * unit
    for entry, height in zip(own, heights, strict=True):
        middle = top - height / 2 * unit
        if entry in first:
            _draw_stress(page, (x + 0.2 * unit, top - height * unit, wide - 0.4 * unit, height * unit))
        _draw_disc(page, x + (PAD + DISC) * unit, middle, entry, DISC * unit)
        with page.group("card", entry[1].id):
            start = x + _start(entry) * unit
            if entry[1].new:
                ranking.draw_star(page, start - 0.75 * unit, middle)
            page.text(start, middle, layout.labels[entry[1].id], bold=entry in first, up="center")
        top -= height * unit


def _draw_disc(page: Page, x: float, y: float, entry: Numbered, radius: float) -> None:
    """In the colour of its feeling, with its number where there is room for it; a ring leaves its neighbours free."""
    (number, touchpoint), size = entry, radius / page.unit
    with page.group("feeling", touchpoint.id):
        cards.draw_point(page, x, y, number, touchpoint, size, min(cards.RING, (1 / SLOT - 1) * size))


def describe(journey: Journey, words: Words) -> str:
    """The chart in words: what to improve first, the rule, then each field and what is not placed yet."""
    groups = sort_out(journey.touchpoints)
    lines = [_point(journey, groups, words), *whose(journey, words)]
    if any(groups[name] for name in FIELDS):
        lines.append(words("chart.priority.rule"))
    for name in FIELDS:
        if groups[name]:
            lines.append(_headed(words(f"chart.priority.{name}"), len(groups[name]), words))
            lines += [_line(number, one, words) for number, one in groups[name]]
    waiting = [(entry, name) for name in MISSING for entry in groups[name]]
    if waiting:
        lines.append(_headed(words("chart.priority.unplaced"), len(waiting), words))
    for (number, one), name in waiting:
        lack = words(f"chart.priority.missing.{name}")
        lines.append(words("chart.priority.open", missing=lack, **said_of(number, "", one, words)))
    return "\n".join(lines)


def _headed(name: str, count: int, words: Words) -> str:
    return words("chart.priority.field", field=name, count=words.number(count))


def _line(number: int, one: Activity, words: Words) -> str:
    return words(
        "chart.priority.line", level=words.number(one.importance),
        importance=words(f"chart.priority.importance.{one.importance}"), **said_of(number, "", one, words),
    )  # fmt: skip


def _point(journey: Journey, groups: Groups, words: Words) -> str:
    """The point of the picture in a sentence: the touchpoint that needs it most, or those that need it equally."""
    title = title_of([journey], words)
    first = neediest(groups["improve"])
    if first:
        named = [
            words(
                "chart.priority.named", number=words.number(number), name=name_of(one),
                importance=words(f"chart.priority.importance.{one.importance}"), feeling=words.feeling(one.feeling),
            )
            for number, one in first[:FEW]
        ]  # fmt: skip
        if len(first) > FEW:
            named.append(words.count("chart.more", len(first) - FEW))
        return words("chart.priority.point", title=title, names=", ".join(named))
    if begin := _begin(groups, words):
        return words("chart.priority.none" if journey.touchpoints else "chart.priority.empty", title=title, begin=begin)
    return words("chart.priority.fine", title=title)

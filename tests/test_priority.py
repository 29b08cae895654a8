"""The chart `priority`: what belongs to which field, that nothing lies on anything, and what it says."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from msgspec.structs import replace
from test_charts import HOSTILE, boxes, check_layout, sample

from touchpoints import charts
from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import SIZES, gid
from touchpoints.charts.priority import grid, ranking
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model import importance_performance
from touchpoints.model.journey import FEELINGS, Activity, Journey

LEVELS = st.sampled_from(importance_performance.LEVELS)
FEELING = st.sampled_from(FEELINGS)
TOUCHPOINTS = st.lists(st.tuples(st.none() | LEVELS, st.none() | FEELING), max_size=40).map(
    lambda pairs: [Activity(id=f"t{i}", name="n", importance=a, feeling=b) for i, (a, b) in enumerate(pairs)]
)


def of(*pairs: tuple[int | None, int | None], name: str = "Touchpoint", language: str = "en") -> Journey:
    """A journey of touchpoints with these importances and feelings."""
    made = (Activity(id=f"t{i}", name=f"{name} {i + 1}", importance=a, feeling=b) for i, (a, b) in enumerate(pairs))
    return Journey(language=language, title="Lunch", unplaced=tuple(made))


def crowd(count: int) -> Journey:
    """So many touchpoints in one cell, every third one new."""
    journey = of(*[(4, -1)] * count)
    new = (replace(one, new=i % 3 == 0) for i, one in enumerate(journey.unplaced))
    return replace(journey, unplaced=tuple(new))


def discs(figure) -> dict[str, tuple[float, float, float, float]]:
    """Left, bottom, right and top of the mark of each feeling, with its ring, by gid."""
    found = {}
    for group in figure.artists:
        if (group.get_gid() or "").startswith("feeling-"):
            patches = [one for one in group.get_children() if not isinstance(one, Text)]
            extents = [one.get_path().transformed(one.get_patch_transform()).get_extents().extents for one in patches]
            lows, highs = zip(*((e[:2], e[2:]) for e in extents), strict=True)
            found[group.get_gid()] = (*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True)))
    return found


def middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def named(figure) -> dict[str, float]:
    """The height of each name of a touchpoint, by gid."""
    return {
        group.get_gid(): max(text.get_position()[1] for text in group.get_children() if isinstance(text, Text))
        for group in figure.artists
        if (group.get_gid() or "").startswith("card-")
    }


# What belongs where.


def test_every_cell_belongs_to_the_field_that_the_rule_says():
    """Important is 3 and more, good is more than neutral: the whole table, borders included."""
    table = {
        (importance, feeling): ("keep" if feeling > 0 else "improve") if importance >= 3 else
        ("enough" if feeling > 0 else "later")
        for importance in range(1, 6) for feeling in range(-2, 3)
    }  # fmt: skip
    assert {cell: importance_performance.field(*cell) for cell in table} == table
    assert importance_performance.field(3, 0) == "improve" and importance_performance.field(2, 0) == "later"


@given(LEVELS, FEELING)
def test_need_grows_with_importance_and_with_what_is_lacking(importance, feeling):
    """Only what is not good needs anything; more so the worse it is and, there, the more important."""
    assert (importance_performance.need(importance, feeling) > 0) == (feeling <= 0)
    if feeling > -2:
        assert importance_performance.need(importance, feeling - 1) > importance_performance.need(importance, feeling)
    if feeling <= 0 and importance < 5:
        assert importance_performance.need(importance + 1, feeling) > importance_performance.need(importance, feeling)


@given(TOUCHPOINTS)
def test_every_touchpoint_is_sorted_out_once(touchpoints):
    """Each is in its field or with what it is missing, under its number; in a field the neediest are first."""
    groups = importance_performance.sort_out(touchpoints)
    assert sorted(number for group in groups.values() for number, _ in group) == [*range(1, len(touchpoints) + 1)]
    for name, group in groups.items():
        for number, one in group:
            assert touchpoints[number - 1] is one
            lacking = (one.feeling is None, one.importance is None)
            if name in importance_performance.FIELDS:
                assert lacking == (False, False) and importance_performance.field(one.importance, one.feeling) == name
            else:
                assert lacking == {"feeling": (True, False), "importance": (False, True), "both": (True, True)}[name]
    for name in importance_performance.FIELDS:
        needs = [
            (-importance_performance.need(one.importance, one.feeling), -one.importance, number)
            for number, one in groups[name]
        ]
        assert needs == sorted(needs)
    first = importance_performance.neediest(groups["improve"])
    assert bool(first) == bool(groups["improve"]) and first == groups["improve"][: len(first)]


SIDE = st.floats(5, 300)


@given(st.integers(0, 220), SIDE, SIDE, st.floats(0.5, 30), st.floats(1, 2))
def test_packed_discs_stay_apart_and_in_their_cell(count, width, height, largest, wide):
    """Every disc has its own place inside the cell, as one reads; none is larger than the largest."""
    spots, radius = grid.pack(count, width, height, largest, wide)
    assert len(spots) == count and 0 < radius <= largest
    for x, y in spots:
        assert abs(x) + radius * wide <= width / 2 * 1.0001 and abs(y) + radius <= height / 2 * 1.0001
    places = [(round(-y / radius, 3), round(x / radius / wide, 3)) for x, y in spots]
    assert places == sorted(places) and len(set(places)) == count
    for (a, b), (c, d) in itertools.pairwise(places):
        assert c - a >= 1.999 or d - b >= 1.999
    if count == 1:
        assert spots == [(0, 0)]


@given(TOUCHPOINTS, st.booleans(), st.integers(6, 60), st.booleans())
def test_the_list_loses_nothing(touchpoints, placed, height, whole):
    """Columns keep their height and hold every touchpoint once, in order, under its headings; none ends with one."""
    groups = ranking.rows(importance_performance.sort_out(touchpoints), placed)
    columns = ranking.flow(groups, height, whole)
    expected = [row.numbered for group in groups for row in group if row.numbered]
    assert [row.numbered for column in columns for row in column if row.numbered] == expected
    for column in columns:
        assert ranking.high(column) <= height and column[-1].numbered and column[0].heads
        group, part = "", ""
        for row in column:
            group, part = (row.group, "") if row.heads else (group, row.missing) if not row.numbered else (group, part)
            assert (row.group, row.missing) == (group, part)


# What is drawn.


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 5, 12, 40, 200])
def test_discs_never_lie_on_one_another(count, size):
    """So many touchpoints of the same importance and feeling lie side by side, rings included, on the page."""
    found = discs(charts.draw(crowd(count), "priority", size=size).figure)
    assert len(found) == count
    for (_, a), (_, b) in itertools.combinations(found.items(), 2):
        assert min(a[2], b[2]) - max(a[0], b[0]) <= 0.01 or min(a[3], b[3]) - max(a[1], b[1]) <= 0.01
    assert max(box[2] - box[0] for box in found.values()) <= 0.2 * 72 * SIZES[size].width


def test_discs_shrink_only_where_a_cell_is_full():
    """Forty in one cell are smaller than the one in another, whose number can still be read."""
    figure = charts.draw(of(*[(4, -1)] * 40, (5, 2)), "priority").figure
    found = discs(figure)
    alone, crowded = found[gid("feeling", "t40")], found[gid("feeling", "t0")]
    assert alone[2] - alone[0] > 1.5 * (crowded[2] - crowded[0])
    numbers = {
        group.get_gid(): [text.get_text() for text in group.get_children() if isinstance(text, Text)]
        for group in figure.artists if (group.get_gid() or "").startswith("feeling-")
    }  # fmt: skip
    assert numbers["feeling-t40"] == ["41"] and numbers["feeling-t0"] == []


@pytest.mark.parametrize("extra", [0, 30])
def test_places_follow_importance_and_feeling(extra):
    """Higher is more important, further right feels better, with names in the cells and with a list."""
    cells = [(importance, feeling) for importance in importance_performance.LEVELS for feeling in FEELINGS]
    journey = of(*cells, *[(5, -2)] * extra, name="x" * 3)
    found = discs(charts.draw(journey, "priority", size="a3").figure)
    spots = {cell: middle(found[f"feeling-t{i}"]) for i, cell in enumerate(cells) if cell != (5, -2) or not extra}
    for (one, here), (other, there) in itertools.permutations(spots.items(), 2):
        if one[0] > other[0]:
            assert here[1] > there[1]
        if one[1] > other[1]:
            assert here[0] > there[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_axes_and_fields_are_named_in_words(language, size):
    """Five levels on each axis, both questions and the four fields stand whole on the chart."""
    say = words.of(language)
    figure = charts.draw(sample(language, 30), "priority", size=size).figure
    texts = {" ".join(text.get_text().split()) for text in figure.findobj(Text)}
    wanted = {say.feeling(value) for value in FEELINGS}
    wanted |= {say(f"chart.priority.importance.{level}") for level in importance_performance.LEVELS}
    wanted |= {say(f"chart.priority.{key}") for key in (*importance_performance.FIELDS, "up", "across")}
    assert wanted <= texts


def test_improve_first_jumps_out():
    """The name of its field alone stands white on a strong colour, larger than any touchpoint's name."""
    figure = charts.draw(reader.read("school-lunch", "en").case, "priority", size="a4").figure
    names = {text.get_text(): text for text in figure.findobj(Text)}
    say = words.of("en")
    strong = [
        name
        for name in importance_performance.FIELDS
        if to_rgb(names[say(f"chart.priority.{name}")].get_color()) == (1, 1, 1)
    ]
    assert strong == ["improve"]
    assert names["Improve first"].get_fontsize() > names["The dining hall"].get_fontsize()


def test_the_neediest_alone_is_emphasised():
    """Its name is bold where names stand in the cells and on a list; where too many are equal, none is."""
    for journey in (of((5, -2), (5, -1), (4, 2)), of((5, -2), *[(5, -1)] * 12)):
        figure = charts.draw(journey, "priority").figure
        faces = {
            t.get_text(): t.get_fontproperties().get_file() for t in figure.findobj(Text) if "Touch" in t.get_text()
        }
        assert [name for name, face in faces.items() if "Bold" in face] == ["Touchpoint 1"]
    figure = charts.draw(of(*[(5, -2)] * 4), "priority").figure
    assert not [
        t for t in figure.findobj(Text) if "Touch" in t.get_text() and "Bold" in t.get_fontproperties().get_file()
    ]


def test_names_stand_beside_their_discs_where_all_have_room():
    """With few touchpoints each name is at its disc; with many there is a list, "improve first" on top by need."""
    few = charts.draw(of((5, -2), (1, 2), (3, 1)), "priority").figure
    found, heights = discs(few), named(few)
    for id in ("t0", "t1", "t2"):
        assert heights[f"card-{id}"] == pytest.approx(middle(found[f"feeling-{id}"])[1], abs=0.5)
    order = [(3, 0), (5, -2), (1, -2), (4, -1), (5, 2), (3, -2), (5, -1), *[(5, 1)] * 9]
    heights = named(charts.draw(of(*order), "priority").figure)
    listed = sorted(heights, key=heights.get, reverse=True)
    assert listed[:5] == [f"card-t{i}" for i in (1, 6, 5, 3, 0)]
    assert listed[-1] == "card-t2" and len(listed) == len(order)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_placed_is_listed_with_what_it_lacks(language):
    """Without importance or feeling there is no disc, but a name under what is missing, on the chart and in words."""
    say = words.of(language)
    chart = charts.draw(of((None, 1), (2, None), (None, None), (5, 1), language=language), "priority")
    assert set(discs(chart.figure)) == {"feeling-t3"}
    texts = {text.get_text(): text.get_position()[1] for text in chart.figure.findobj(Text)}
    lacks = {"importance": 1, "feeling": 2, "both": 3}
    heights = {name: texts[say(f"chart.priority.missing.{name}")] for name in lacks}
    for name, number in lacks.items():
        above = [other for other in lacks if heights[other] > texts[f"Touchpoint {number}"]]
        assert min(above, key=heights.get) == name
        assert f"{number}. Touchpoint {number} – {say(f'chart.priority.missing.{name}')}." in str(chart).splitlines()


def test_two_hundred_touchpoints_are_all_placed_and_what_the_list_leaves_out_is_said():
    """Two hundred discs and on a slide as many names as find room; the last row counts the rest."""
    cells = itertools.cycle(itertools.product(importance_performance.LEVELS, FEELINGS))
    journey = of(*itertools.islice(cells, 200))
    for size in SIZES:
        figure = charts.draw(journey, "priority", size=size).figure
        check_layout(figure, size)
        assert len(discs(figure)) == 200
        more = [text.get_text() for text in figure.findobj(Text) if "more" in text.get_text()]
        left_out = int("".join(filter(str.isdigit, more[0]))) if more else 0
        assert len(named(figure)) + left_out == 200 and bool(left_out) == (size == "slide")


def test_a_new_touchpoint_is_marked_as_elsewhere():
    """Its disc has a ring in purple; the word for the star stands on the chart only where there is one."""
    journey = of((5, -2), (4, 1))
    marked = replace(journey, unplaced=(replace(journey.unplaced[0], new=True), journey.unplaced[1]))
    for one, expected in ((journey, 0), (marked, 1)):
        figure = charts.draw(one, "priority").figure
        purple = to_rgb(colours.strong(colours.PURPLE))
        rings = [a for g in figure.artists if (g.get_gid() or "").startswith("feeling-") for a in g.get_children()
                 if not isinstance(a, Text) and to_rgb(a.get_edgecolor()) == purple]  # fmt: skip
        assert len(rings) == expected
        assert [text.get_text() for text in figure.findobj(Text)].count("new") == expected


@settings(max_examples=25)
@given(TOUCHPOINTS, st.sampled_from(HOSTILE), st.sampled_from(tuple(SIZES)), st.sampled_from(LANGUAGES))
def test_any_journey_keeps_the_rules_of_layout(touchpoints, label, size, language):
    """Whatever is rated, and whatever the names are: no overlap, nothing outside, nothing too small."""
    journey = Journey(language=language, unplaced=tuple(replace(one, name=label) for one in touchpoints))
    figure = charts.draw(journey, "priority", size=size).figure
    check_layout(figure, size)
    assert len(discs(figure)) == sum(not importance_performance.missing(one) for one in touchpoints)
    assert boxes(figure)


# What is said.


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_name_first_what_to_improve_first(language):
    """The neediest touchpoint of the case stands in the first line, then every touchpoint on a line of its own."""
    case = reader.read("school-lunch", language).case
    first, persona, rule, *rest = charts.describe(case, "priority").splitlines()
    assert case.persona.name in persona and case.persona.goal in persona
    sign = next(one for one in case.touchpoints if one.id == "queue_sign")
    assert sign.name in first and not any(one.name in first for one in case.touchpoints if one is not sign)
    assert rule == words.of(language)("chart.priority.rule")
    for number, one in enumerate(case.touchpoints, 1):
        assert sum(line.startswith(f"{number}. {one.name} – ") for line in rest) == 1


def test_words_give_the_fields_in_order():
    """Each field that holds something is named with how many, then its touchpoints with importance and feeling."""
    journey = of((5, 2), (4, -2), (1, -1), (2, 1), (3, 0))
    assert charts.describe(journey, "priority").splitlines() == [
        "What to improve first at “Lunch”: 2 Touchpoint 2 (important, very bad).",
        words.of("en")("chart.priority.rule"),
        "Improve first (2)",
        "2. Touchpoint 2 – importance 4, important; very bad.",
        "5. Touchpoint 5 – importance 3, fairly important; neutral.",
        "Keep it up (1)",
        "1. Touchpoint 1 – importance 5, very important; very good.",
        "Later (1)",
        "3. Touchpoint 3 – importance 1, unimportant; bad.",
        f"{words.of('en')('chart.priority.enough')} (1)",
        "4. Touchpoint 4 – importance 2, less important; good.",
    ]


@pytest.mark.parametrize(
    ("pairs", "part"),
    [
        ((), "no touchpoints yet"),
        (((None, 1), (2, None)), "nothing can be placed yet"),
        (((5, 1), (1, -2)), "nothing. No important touchpoint is less than good."),
        (((5, -1), (5, -1)), "1 Touchpoint 1 (very important, bad), 2 Touchpoint 2 (very important, bad)."),
        ([(5, -1)] * 9, "3 Touchpoint 3 (very important, bad), … and 6 more."),
    ],
)
def test_the_first_line_says_also_that_there_is_nothing_to_improve(pairs, part):
    """Nothing there, nothing rated, nothing bad, several equal ones: each has its sentence."""
    assert part in charts.describe(of(*pairs), "priority").splitlines()[0]

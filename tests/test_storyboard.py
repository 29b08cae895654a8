"""The comic strip: its pages and panels, what the persona's face and posture say, its places, and its words."""

from __future__ import annotations

import itertools
import re
from itertools import pairwise

import drawn
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Patch
from matplotlib.text import Text
from msgspec.structs import replace

from touchpoints import charts
from touchpoints.charts import storyboard
from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import SIZES, gid
from touchpoints.charts.storyboard import figure, panels, places, sketch
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.journey import CHANNELS, FEELINGS, Activity, Journey, Persona, Stage

LEVELS = (*FEELINGS, None)
HEAD, DOT = sketch.shapes("head")[0].path, sketch.shapes("question-mark")[1].path
HAIR, SMILE = sketch.shapes("persona-head")[1].path, sketch.shapes("face-good")[-1].path
CASES = list(itertools.product(LANGUAGES, SIZES))


def case(language: str) -> Journey:
    return reader.read("school-lunch", language).improved


def journey(*touchpoints: Activity) -> Journey:
    return Journey(title="Lunch", stages=(Stage(id="s", name="Buy", activities=touchpoints),))


def members(chart: charts.Chart, kind: str, id: str) -> list:
    """What lies in the one group of this name on all pages."""
    found = [one for page in chart.pages for one in page.artists if one.get_gid() == gid(kind, id)]
    assert len(found) == 1, (kind, id)
    return found[0].get_children()


def box(artist) -> np.ndarray:
    """Left, bottom, right and top in points, as the renderer measures a text."""
    return drawn.box(artist) if isinstance(artist, Text) else artist.get_path().get_extents().extents


def inside(one, other, slack: float = 0.0) -> bool:
    a, b = (np.asarray(box(x) if not isinstance(x, np.ndarray) else x) for x in (one, other))
    return bool((a[:2] >= b[:2] - slack).all() and (a[2:] <= b[2:] + slack).all())


def patches(artists) -> list[Patch]:
    return [one for one in artists if isinstance(one, Patch)]


# Pages and panels.


@given(st.lists(st.integers(0, 200).map("x".__mul__), max_size=200), st.sampled_from(list(SIZES)))
def test_pages_add_up(speeches, size):
    """Every panel stands on one page, in order; pages hold as many as each other or one more, never too many."""
    shares = panels.pages(speeches, size)
    assert [place for share in shares for place in share] == list(range(len(speeches)))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    assert len(shares) >= 1 and max(map(len, shares)) <= panels.MOST[size]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [0, 7, *(pytest.param(one, marks=pytest.mark.soak) for one in (1, 30, 61))])
def test_each_touchpoint_has_one_panel_and_one_person(count, size):
    """All of them, once, row by row; each page tells its number when there are several."""
    touchpoints = [Activity(id=f"t{i}", name="Till", feeling=LEVELS[i % 6]) for i in range(count)]
    chart = charts.draw(journey(*touchpoints), "storyboard", size=size)
    assert len(chart.pages) == storyboard.pages(journey(*touchpoints), size)
    seen = []
    for number, page in enumerate(chart.pages, 1):
        groups = [(one.get_gid(), box(patches(one.get_children())[0])) for one in page.artists if one.get_gid()]
        cards = [(id, extents) for id, extents in groups if id.startswith("card-")]
        assert [id for id, _ in cards] == [id.replace("feeling", "card") for id, _ in groups if "feeling" in id]
        assert cards == sorted(cards, key=lambda one: (-round(one[1][1]), round(one[1][0])))
        seen += [id for id, _ in cards]
        texts = {text.get_text() for text in page.findobj(Text)}
        assert ("Lunch" if len(chart.pages) == 1 else f"Lunch · {number}/{len(chart.pages)}") in texts
    assert seen == [gid("card", touchpoint.id) for touchpoint in touchpoints]


@pytest.mark.parametrize(
    ("language", "size"),
    [one if one in zip(LANGUAGES, SIZES, strict=True) else pytest.param(*one, marks=pytest.mark.soak) for one in CASES],
)
def test_what_is_written_stays_in_its_panel_and_bubble(language, size):
    """Name and speech lie inside the panel, the speech inside its bubble, and neither on the person's face."""
    subject = case(language)
    chart = charts.draw(subject, "storyboard", size=size)
    for touchpoint in subject.touchpoints:
        card = members(chart, "card", touchpoint.id)
        person = patches(members(chart, "feeling", touchpoint.id))
        panel = box(card[0])
        texts = [one for one in card if isinstance(one, Text)]
        assert len(texts) == 3  # what is said, the number, the name
        assert all(inside(one, panel) for one in (*texts, *person)), touchpoint.name
        bubble = card[card.index(texts[0]) - 1]
        assert to_hex(bubble.get_facecolor()) == colours.WHITE and inside(bubble, panel)
        assert inside(texts[0], rounded(bubble))
        head = box(head_of(person))
        left, low, right, high = rounded(bubble)
        assert left > head[2] or right < head[0] or low > head[3] or high < head[1], touchpoint.name


def rounded(bubble: Patch) -> np.ndarray:
    """A bubble's box without its tail: between the bends at its corners."""
    path = bubble.get_path()
    bends = path.vertices[path.codes == path.CURVE4]
    return np.array([*bends.min(axis=0), *bends.max(axis=0)])


def test_a_touchpoint_without_a_reason_has_no_bubble():
    """Then only number and name are written, and nothing white has an edge as dark as the persona's."""
    for why, count in (("It is closed.", 1), (" \n", 0), ("\u200b", 0)):
        card = members(charts.draw(journey(Activity(id="a", name="Till", why=why)), "storyboard"), "card", "a")
        assert [one.get_text() for one in card if isinstance(one, Text)] == [why] * count + ["1", "Till"]
        edged = [one for one in patches(card) if to_hex(one.get_edgecolor()) == colours.INK and one.get_linewidth()]
        assert sum(to_hex(one.get_facecolor()) == colours.WHITE for one in edged if one.get_facecolor()[3]) == count


@pytest.mark.parametrize("size", SIZES)
def test_text_has_one_size_on_all_pages(size):
    """However many panels a page has, names and speeches are as large as on the others."""
    found = charts.draw(case("de"), "storyboard", size=size).pages
    assert len({text.get_fontsize() for page in found for text in page.findobj(Text)}) == 3  # with title and persona


@pytest.mark.parametrize("language", LANGUAGES)
def test_speech_is_whole_on_the_slides_of_the_lesson(language):
    """Nothing that Maya, Lina or Elza says is shortened where it is projected."""
    for journey in (case(language), reader.read("school-lunch", language).case):
        for page in charts.draw(journey, "storyboard").pages:
            assert not [text for text in page.findobj(Text) if text.get_text().endswith("…")]


def test_stages_are_named_where_they_begin():
    """The name is bold where a stage begins, plain where it goes on in a new row, outlined where there is none."""
    touchpoints = [Activity(id=f"t{i}", name="Till") for i in range(5)]
    subject = replace(journey(*touchpoints[:4]), unplaced=(touchpoints[4],))
    texts = charts.draw(subject, "storyboard").figure.findobj(Text)
    files = [text.get_fontproperties().get_file() for text in texts if text.get_text() == "Buy"]
    assert ["Bold" in file for file in files] == [True, False]
    assert words.of("en")("chart.unplaced") in {text.get_text() for text in texts}


def test_new_touchpoints_peak_low_and_end_are_marked():
    """A star in the caption; the words over the panels that memory keeps."""
    subject = case("en")
    chart = charts.draw(subject, "storyboard", size="a4")
    purple = colours.strong(colours.PURPLE)
    for touchpoint in subject.touchpoints:
        stars = [one for one in members(chart, "card", touchpoint.id) if isinstance(one, Patch)]
        assert touchpoint.new == any(to_hex(one.get_facecolor()) == purple for one in stars)
    texts = [text.get_text() for page in chart.pages for text in page.findobj(Text)]
    assert [texts.count(word) for word in map(words.of("en"), ("chart.peak", "chart.low", "chart.end"))] == [1, 1, 1]


# The person.


def people() -> dict[int | None, list[Patch]]:
    """The persona with every feeling, drawn at one size, each moved to where it would stand alone."""
    touchpoints = [Activity(id=str(level), name="Till", feeling=level) for level in LEVELS]
    chart = charts.draw(journey(*touchpoints), "storyboard")
    return {level: patches(members(chart, "feeling", str(level))) for level in LEVELS}


def shape(patch: Patch) -> np.ndarray:
    """The form, whatever its place, size and turn: the distances of its points from their middle."""
    spots = patch.get_path().vertices
    far = np.linalg.norm(spots - spots.mean(axis=0), axis=1)
    return far / far.max()


def like(patch: Patch, path) -> bool:
    spots = path.vertices
    far = np.linalg.norm(spots - spots.mean(axis=0), axis=1)
    mine = shape(patch)
    return len(far) == len(mine) and bool(np.allclose(mine, far / far.max(), atol=1e-6))


def head_of(person: list[Patch]) -> Patch:
    return next(one for one in person if like(one, HEAD))


def mouth_of(person: list[Patch]) -> Patch:
    """The lowest mark inside the head."""
    head = head_of(person)
    own = [one for one in person[person.index(head) + 1 :] if inside(one, head)]
    return min(own, key=lambda one: box(one)[1] + box(one)[3])


def bow(patch: Patch) -> np.ndarray:
    """How far the drawn line runs above the straight way between its ends, in parts of this way."""
    spots = np.vstack([polygon for polygon in patch.get_path().to_polygons(closed_only=False)])
    first, last = sorted((spots[0], spots[-1]), key=lambda spot: spot[0])
    way = last - first
    length = np.hypot(*way)
    return (way[0] * (spots[:, 1] - first[1]) - way[1] * (spots[:, 0] - first[0])) / length**2


def test_five_feelings_have_five_mouths():
    """Open, bent up, straight, bent down, zigzag; without a feeling there is no mouth but a question mark."""
    drawn = people()
    mouths = {level: mouth_of(drawn[level]) for level in FEELINGS}
    assert [level for level in FEELINGS if mouths[level].get_facecolor()[3]] == [2]
    smile, straight, sad, zigzag = (bow(mouths[level]) for level in (1, 0, -1, -2))
    assert smile.min() < -0.2 and smile.max() < 0.01
    assert abs(straight).max() < 0.01
    assert sad.max() > 0.2 and sad.min() > -0.01
    turns = [np.sign(b - a) for a, b in pairwise(zigzag)]
    assert sum(a != b for a, b in pairwise(turns)) >= 4
    assert like(mouth_of(drawn[None]), DOT)


def posture(person: list[Patch]) -> tuple[int, bool, float]:
    """How many hands are at or over the head's middle, whether the feet are off the ground, how high the head is.

    Heights count from the ground in parts of a neutral person's head.
    """
    head = box(head_of(person))
    size = head[3] - head[1]
    ground = min(box(one)[1] for one in person)
    hands = [one for one in person if to_hex(one.get_facecolor()) == colours.WHITE and is_hand(one, size)]
    spots = {tuple(np.round((box(one)[:2] + box(one)[2:]) / 2, 3)) for one in hands}
    assert len(spots) == 2
    middle = (head[1] + head[3]) / 2
    shoes = [one for one in person if to_hex(one.get_facecolor()) == colours.WHITE and box(one)[3] - ground < size]
    lowest = min(box(one)[1] for one in shoes)
    return sum(y > middle - 0.1 * size for _, y in spots), lowest - ground > 0.3 * size, (middle - ground) / size


def is_hand(patch: Patch, head: float) -> bool:
    left, low, right, high = box(patch)
    return abs((right - left) - (high - low)) < 0.01 * head and 0.2 * head < right - left < 0.3 * head


def test_five_feelings_have_five_postures():
    """Jumping with both hands up, waving, standing, bent with a hand at the head, crouching with both there."""
    drawn = people()
    found = {level: posture(drawn[level]) for level in FEELINGS}
    assert {level: (hands, jumps) for level, (hands, jumps, _) in found.items()} == {
        2: (2, True), 1: (0, False), 0: (0, False), -1: (1, False), -2: (2, False),
    }  # fmt: skip
    heights = [found[level][2] for level in FEELINGS]
    assert all(a - b > 0.1 for a, b in pairwise((heights[0], heights[2], heights[3], heights[4])))
    wide = {level: max(box(one)[2] for one in drawn[level]) - box(head_of(drawn[level]))[2] for level in (1, 0)}
    assert wide[1] > wide[0] + 0.3 * (box(head_of(drawn[0]))[3] - box(head_of(drawn[0]))[1])


def test_the_persona_is_the_same_person_in_all_panels():
    """The same hair, and a scarf with two stripes, on every rated one; the shirt has the colour of the feeling."""
    for level, person in people().items():
        assert sum(like(one, HAIR) for one in person) == (level is not None)
        fills = {to_hex(one.get_facecolor()) for one in person if one.get_facecolor()[3]}
        assert fills >= {colours.WHITE, colours.feeling(level) if level is not None else colours.NEUTRAL}
        assert (colours.INK in fills) == (level is not None)


# The places.


def test_every_known_channel_has_a_place_of_its_own():
    """No two look alike; any other word has the neutral place with the pin, and none that with the question mark."""
    touchpoints = [Activity(id=f"t{i}", name="Till", channel=one) for i, one in enumerate((*CHANNELS, "", "Zirkus"))]
    chart = charts.draw(journey(*touchpoints), "storyboard", size="a3")
    seen = set()
    for touchpoint in touchpoints:
        card = members(chart, "card", touchpoint.id)
        drawn = patches(card)[2 : card.index(next(one for one in card if isinstance(one, Text))) - 2]
        assert drawn, touchpoint.channel
        seen.add(tuple(np.round(np.concatenate([shape(one) for one in drawn]), 4)))
    assert len(seen) == len(touchpoints)
    drawn = {name for name in sketch.sheet()[0] if name.startswith("place-")}
    assert drawn == {places.of(channel) for channel in CHANNELS} | {"place-other"}
    assert places.of("Zirkus") == places.of("") == "place-other"


def test_the_company_answers_where_there_is_a_person():
    """A second head, with other hair, in a shop, on the phone and face to face; it smiles only with the persona."""
    for channel, feeling in itertools.product(CHANNELS, (1, -1)):
        chart = charts.draw(journey(Activity(id="a", name="x", channel=channel, feeling=feeling)), "storyboard")
        place, person = patches(members(chart, "card", "a")), patches(members(chart, "feeling", "a"))
        heads = [one for one in place if like(one, HEAD)]
        assert len(heads) == (channel in ("shop", "phone", "person")), channel
        assert not [one for one in place if like(one, HAIR)]
        if heads:
            smile = next(one for one in person if like(one, SMILE)) if feeling > 0 else None
            assert any(like(one, SMILE) for one in place) == (smile is not None)


@pytest.mark.parametrize("channel", [*CHANNELS, "", "Zirkus"])
def test_places_stay_in_their_box(channel):
    """From the ground up, no higher than a person and a little, no wider than the room they are given."""
    chart = charts.draw(journey(Activity(id="a", name="x", channel=channel, feeling=0)), "storyboard")
    card, person = members(chart, "card", "a"), patches(members(chart, "feeling", "a"))
    wall, floor, *drawn = patches(card)
    drawn = drawn[: drawn.index(next(one for one in drawn if inside(one, wall) and box(one)[3] >= box(wall)[3]))]
    low, high = min(box(one)[1] for one in drawn), max(box(one)[3] for one in drawn)
    tall = 1.0 / 1.087  # of the persona's height with the tuft, a person's unit
    unit = tall * (max(box(one)[3] for one in person) - min(box(one)[1] for one in person))
    assert box(floor)[1] <= low <= box(floor)[3] and high - low <= 1.08 * unit
    assert max(box(one)[2] for one in drawn) < min(box(one)[0] for one in person)


# The sheet with the drawings.


def test_the_sheet_has_the_palette_s_colours():
    """A colour of the sheet is one of the charts', also those in which it shows the shirts."""
    own = {*map(colours.feeling, FEELINGS), colours.INK, colours.SOFT, colours.LINE, colours.BAND, colours.NEUTRAL}
    assert set(re.findall(r"#[0-9a-f]{6}\b", sketch.SHEET.read_text(encoding="utf-8"))) == own | {colours.WHITE}


def test_nothing_on_the_sheet_is_misspelt_or_left_over():
    """Every id is drawn or used, every class has a look or says where the mouth is, and no shape is invisible."""
    named, looks = sketch.sheet()
    nodes = [node for root in named.values() for node in root.iter()]
    drawn = {*figure.POSES.values(), *map(places.of, (*CHANNELS, "other")), "staff-glad"}
    assert set(named) == drawn | {node.get("href").removeprefix("#") for node in nodes if node.get("href")}
    assert {role for node in nodes for role in node.get("class", "").split()} == {*looks, "mouth"}
    assert all(one.fill != "none" or one.edge != "none" for name in drawn for one in sketch.shapes(name))


# The words.


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_tell_every_panel(language):
    """First the point with start, peak, low and end; then whose it is, a line a panel, and what is not in it."""
    subject, say = case(language), words.of(language)
    first, second, *rest = charts.describe(subject, "storyboard").splitlines()
    for part in (subject.title, subject.peak.name, subject.low.name, say.feeling(subject.end.feeling)):
        assert say.inside(part) in first
    assert subject.persona.name in second and subject.persona.goal in second
    for line, touchpoint in zip(rest, subject.touchpoints, strict=False):
        look = say(f"chart.storyboard.look.{touchpoint.feeling}")
        for part in (touchpoint.name, touchpoint.why, look, say.channel(touchpoint.channel)):
            assert " ".join(part.split()) in line
    hidden = sum(not activity.is_touchpoint for activity in subject.activities)
    assert rest[len(subject.touchpoints) :] == [say.count("chart.storyboard.hidden", hidden)]


def test_words_name_stages_without_a_panel():
    """A stage that has no touchpoint is not in the picture; an empty journey only says how to begin."""
    till, cook = Activity(id="a", name="Till"), Activity(id="b", name="Cook", visible_to="company")
    stages = (Stage(id="1", name="Buy", activities=(till,)), Stage(id="2", name="Eat", activities=(cook,)))
    lines = charts.describe(Journey(title="Lunch", stages=stages), "storyboard").splitlines()
    assert lines[0] == "Comic strip of “Lunch”: 1 touchpoint, none rated yet."
    assert lines[-2:] == [
        "Stages without a panel: Eat.",
        "Not in the comic strip: 1 activity that only one side sees.",
    ]
    empty = charts.describe(Journey(stages=stages[1:], persona=Persona(name="Maya")), "storyboard").splitlines()
    assert len(empty) == 2 and words.of("en")("chart.begin") in empty[0]

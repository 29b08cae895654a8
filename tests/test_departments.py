"""The chart of departments: a lane for each, the customer's way across them, and a sign at every handover."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from drawn import box, groups, texts
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from msgspec.structs import replace

from touchpoints import charts
from touchpoints.charts.parts.page import SIZES, gid
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model.handovers import handovers, means
from touchpoints.model.journey import Activity, Journey, Persona, Stage

# fact M5: one customer, three departments; a new bicycle from the trade fair to the workshop.
FEELINGS = (2, 1, 1, -1, -2, 1, 0, -2, -1, 2, 1)
OWNERS = (0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 0)
CHANNELS = (
    "trade_fair", "email", "configurator", "person", "text_message", "shop", "invoice", "phone", "website", "shop",
    "social_media",
)  # fmt: skip
STAGES = ((0, 3), (3, 5), (5, 7), (7, 11))
BICYCLE = {
    "en": (
        "A new bicycle", "Ella, 16", "A bicycle that lasts, before the summer holidays",
        ("Discover", "Choose", "Buy", "Ride"), ("Marketing", "Sales", "Service"),
        (
            "Trying the bicycle at the trade fair", "Newsletter with spring offers", "Configurator on the website",
            "Advice in the shop", "Text message: it will be late", "Collecting it at the counter", "Invoice by e-mail",
            "Hotline: the brake squeals", "Booking a date online", "First check in the workshop",
            "Review on social media",
        ),
    ),
    "de": (
        "Ein neues Fahrrad", "Ella, 16", "Ein Rad, das hält, und zwar noch vor den Sommerferien",
        ("Entdecken", "Aussuchen", "Kaufen", "Fahren"), ("Marketing", "Vertrieb", "Kundendienst"),
        (
            "Probefahrt auf der Messe", "Newsletter mit Angeboten", "Konfigurator auf der Webseite",
            "Beratung im Laden", "Kurznachricht: Es dauert länger", "Abholung an der Theke", "Rechnung per E-Mail",
            "Hotline: Die Bremse quietscht", "Termin online buchen", "Erste Durchsicht in der Werkstatt",
            "Bewertung in den sozialen Medien",
        ),
    ),
    "lv": (
        "Jauns velosipēds", "Ella, 16", "Izturīgs velosipēds vēl pirms vasaras brīvlaika",
        ("Ieraugu", "Izvēlos", "Pērku", "Braucu"), ("Mārketings", "Pārdošana", "Serviss"),
        (
            "Izmēģinājuma brauciens izstādē", "Jaunumu vēstule ar atlaidēm", "Konfigurators tīmekļa vietnē",
            "Padoms veikalā", "Īsziņa: būs jāpagaida", "Velosipēda saņemšana pie letes", "Rēķins e-pastā",
            "Zvans: bremzes čīkst", "Pieraksts servisam tiešsaistē", "Pirmā apkope darbnīcā",
            "Atsauksme sociālajos tīklos",
        ),
    ),
}  # fmt: skip


def bicycle(language: str) -> Journey:
    title, name, goal, stages, departments, names = BICYCLE[language]
    all = [
        Activity(id=f"a{i}", name=one, channel=CHANNELS[i], feeling=FEELINGS[i], department=departments[OWNERS[i]])
        for i, one in enumerate(names)
    ]
    made = (Stage(id=f"s{i}", name=stages[i], activities=tuple(all[a:b])) for i, (a, b) in enumerate(STAGES))
    return Journey(language=language, title=title, persona=Persona(name=name, goal=goal), stages=tuple(made))


def owned(*departments: str) -> Journey:
    """A touchpoint for each department given, in this order."""
    all = tuple(Activity(id=f"a{i}", name=f"Point {i}", department=one) for i, one in enumerate(departments))
    return Journey(title="x", stages=(Stage(id="s", name="All", activities=all),))


def middle(figure, kind: str, id: str) -> tuple[float, float]:
    """Of the mark in the group, which is the last before any number on it."""
    marks = [one for one in groups(figure, kind)[gid(kind, id)].get_children() if not isinstance(one, Text)]
    left, bottom, right, top = box(marks[-1])
    return (left + right) / 2, (bottom + top) / 2


def points(part: PathPatch) -> np.ndarray:
    """Points along the line, close to one another."""
    curve = part.get_path().to_polygons(closed_only=False)[0]
    return np.concatenate([np.linspace(a, b, max(2, int(np.hypot(*(b - a))))) for a, b in itertools.pairwise(curve)])


def along(figure) -> np.ndarray:
    """The customer's way."""
    return points(groups(figure, "way")["way-"].get_children()[0])


def test_a_handover_is_a_change_between_two_known_departments():
    """Spaces make no other department; where nobody is responsible yet, nothing is known of a handover."""
    assert handovers(owned("A", "A ", "B", "", "A", "C").touchpoints) == {"a2": "A", "a5": "A"}
    assert handovers(owned("", "A", "").touchpoints) == handovers(()) == {}
    assert handovers(bicycle("en").touchpoints) == {"a3": "Marketing", "a7": "Sales", "a10": "Service"}


def test_feelings_right_after_a_handover_are_compared_with_all_others():
    """The means of either; None where none of them is rated. The first touchpoint belongs to the others."""
    after, otherwise = means(bicycle("en").touchpoints)
    assert after == pytest.approx((-1 - 2 + 1) / 3) and otherwise == pytest.approx((2 + 1 + 1 - 2 + 1 - 1 + 2) / 8)
    rated = [Activity(id="a", name="a", department="A", feeling=2), Activity(id="b", name="b", department="B")]
    assert means(rated) == (None, 2) and means([]) == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_each_department_has_a_lane_in_order_of_appearance(language, size):
    """The touchpoints of a department stand on one level, beside its name, in their order from left to right."""
    journey = bicycle(language)
    figure = charts.draw(journey, "departments", size=size).figure
    spots = {one.id: middle(figure, "feeling", one.id) for one in journey.touchpoints}
    xs = [x for x, _ in spots.values()]
    assert xs == sorted(xs)
    levels = [
        {round(spots[one.id][1]) for one in journey.touchpoints if one.department == name} for name in _names(language)
    ]
    assert all(len(level) == 1 for level in levels)
    heights = [level.pop() for level in levels]
    assert heights == sorted(heights, reverse=True)
    lanes = {text.get_text(): text for text in figure.findobj(Text)}
    for name, height in zip(_names(language), heights, strict=True):
        assert box(lanes[name])[2] < min(xs) and abs(lanes[name].get_position()[1] - height) < 100


def _names(language: str) -> tuple[str, ...]:
    return BICYCLE[language][4]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_name_stands_whole_at_its_disc_under_its_stage(language, size):
    """On every page all eleven names stand above or below their discs and between the edges of their stage."""
    journey = bicycle(language)
    figure = charts.draw(journey, "departments", size=size).figure
    for stage in journey.stages:
        left, _, right, _ = box(groups(figure, "stage")[gid("stage", stage.id)].get_children()[0])
        for one in stage.activities:
            label = groups(figure, "card")[gid("card", one.id)].get_children()[0]
            shown = label.get_text().replace("-\n", "").replace("\n", " ")
            assert shown.replace("-", "") == one.name.replace("-", "")
            start, bottom, end, top = box(label)
            x, y = middle(figure, "feeling", one.id)
            assert left <= start and end <= right and (start + end) / 2 == pytest.approx(x, abs=2)
            assert min(abs(bottom - y), abs(top - y)) < 30


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_sign_marks_every_handover(language, size):
    """It stands on the way, between the two touchpoints, nearer to the lane to which the customer is handed over."""
    journey = bicycle(language)
    figure = charts.draw(journey, "departments", size=size).figure
    found = handovers(journey.touchpoints)
    assert set(groups(figure, "handover")) == {gid("handover", id) for id in found}
    ids = [one.id for one in journey.touchpoints]
    for id in found:
        x, y = spot = middle(figure, "handover", id)
        before, after = (middle(figure, "feeling", one) for one in (ids[ids.index(id) - 1], id))
        assert before[0] < x < after[0] and min(before[1], after[1]) < y < max(before[1], after[1])
        assert np.min(np.hypot(*(along(figure) - spot).T)) < 2
    first, second, last = (middle(figure, "handover", id)[1] for id in found)
    assert last == pytest.approx(first, abs=10) and second < first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_way_leads_through_all_touchpoints_and_beside_all_texts(language, size):
    """It passes through every disc; no text but their numbers lies on it."""
    journey = bicycle(language)
    figure = charts.draw(journey, "departments", size=size).figure
    line = along(figure)
    for one in journey.touchpoints:
        assert np.min(np.hypot(*(line - middle(figure, "feeling", one.id)).T)) < 2
    numbers = {text for group in groups(figure, "feeling").values() for text in group.findobj(Text)}
    for text in figure.findobj(Text):
        if text.get_text() and text not in numbers:
            left, bottom, right, top = box(text)
            x, y = line.T
            assert not np.any((left < x) & (x < right) & (bottom < y) & (y < top)), text


def test_bad_touchpoints_are_square_and_unrated_ones_hollow():
    """Without colour the form tells bad feelings from others."""
    made = [Activity(id=str(f), name="a", department="A", feeling=f) for f in (2, 1, 0, -1, -2, None)]
    figure = charts.draw(Journey(stages=(Stage(id="s", name="s", activities=tuple(made)),)), "departments").figure
    for one in made:
        mark = next(
            m for m in groups(figure, "feeling")[gid("feeling", one.id)].get_children() if not isinstance(m, Text)
        )
        start, edges = mark.get_path().vertices[0], mark.get_path().get_extents()
        corner = (start[0] - edges.x0) / edges.width  # where its lower edge begins: in the middle of a disc
        assert corner == pytest.approx(0.1 if one.feeling in (-1, -2) else 0.5, abs=0.02)
        assert (mark.get_facecolor() == (1, 1, 1, 1)) == (one.feeling is None)


def test_touchpoints_without_a_department_have_the_last_lane():
    """It is named in words; no sign stands on the way there or back."""
    journey = owned("", "Sales", "", "Service")
    figure = charts.draw(journey, "departments").figure
    heights = [middle(figure, "feeling", f"a{i}")[1] for i in range(4)]
    assert heights[0] == heights[2] < heights[3] < heights[1]
    assert "no department" in texts(figure) and not groups(figure, "handover")


def test_rare_departments_share_a_lane():
    """Of twelve departments the most frequent have lanes of their own; all handovers have large signs."""
    names = [f"D{i}" for i in range(12) for _ in range(1 + (i < 4))]
    figure = charts.draw(owned(*names), "departments", size="a4").figure
    heights = {name: round(middle(figure, "feeling", f"a{i}")[1]) for i, name in enumerate(names)}
    levels = set(heights.values())
    assert 6 <= len(levels) <= 8
    shared = [name for name in heights if heights[name] == min(levels)]
    assert len(shared) == 12 - len(levels) + 1 and not {"D0", "D1", "D2", "D3"} & set(shared)
    assert f"{len(shared)} other departments" in texts(figure) and "12 departments, 11 handovers" in texts(figure)
    signs = [sign.get_children() for sign in groups(figure, "handover").values()]
    assert len(signs) == 11 and all(len(marks) == 2 for marks in signs)
    sign, disc = signs[0][0], groups(figure, "feeling")[gid("feeling", "a0")].get_children()[0]
    left, _, right, _ = box(sign)
    start, _, end, _ = box(disc)
    assert (right - left) / (end - start) > 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_departments_one_lane_says_how_to_begin(language):
    """All touchpoints stand on one level; the note and the words ask who is responsible."""
    journey = bicycle(language)
    bare = replace(
        journey,
        stages=tuple(
            replace(s, activities=tuple(replace(a, department="") for a in s.activities)) for s in journey.stages
        ),
    )
    chart = charts.draw(bare, "departments")
    begin = words.of(language)("chart.departments.begin")
    assert begin in texts(chart.figure) and str(chart).splitlines()[0].endswith(begin)
    assert len({round(middle(chart.figure, "feeling", one.id)[1]) for one in bare.touchpoints}) == 1


@pytest.mark.parametrize(
    ("language", "first"),
    [
        (
            "en",
            "“A new bicycle” across departments: 3 departments, 3 handovers. "
            "Mean feeling right after a handover: −0.7; otherwise: +0.5.",
        ),
        (
            "de",
            "„Ein neues Fahrrad“ quer durch die Abteilungen: 3 Abteilungen, 3 Übergaben. "
            "Mittleres Gefühl gleich nach einer Übergabe: −0,7; sonst: +0,5.",
        ),
        (
            "lv",
            "„Jauns velosipēds” – ceļš cauri nodaļām: 3 nodaļas, 3 pārejas. "
            "Vidējā sajūta tūlīt pēc pārejas: −0,7; citur: +0,5.",
        ),
    ],
)
def test_words_begin_with_the_point_and_list_everything(language, first):
    """How many departments and handovers and how they feel; then each touchpoint with its department and handover."""
    journey, say = bicycle(language), words.of(language)
    point, *rest = charts.describe(journey, "departments").splitlines()
    assert point == first and len(rest) == 11
    found = handovers(journey.touchpoints)
    for number, (one, line) in enumerate(zip(journey.touchpoints, rest, strict=True), 1):
        assert line.startswith(f"{number}. ")
        for part in (one.name, one.department, say.channel(one.channel), say.feeling(one.feeling)):
            assert part in line
        before = found.get(one.id, "")
        moved = say("chart.departments.move", before=before, after=one.department)
        assert (moved in line) == bool(before)


def test_the_picture_gives_the_same_figures_as_the_words():
    """Numbers of departments and handovers and both means stand under the title."""
    shown = texts(charts.draw(bicycle("de"), "departments").figure)
    for text in ("3 Abteilungen, 3 Übergaben", "gleich nach einer Übergabe: −0,7", "sonst: +0,5"):
        assert text in shown


def test_means_that_are_not_known_are_left_out():
    """Without ratings, or without a handover, there is nothing to compare."""
    assert charts.describe(owned("A", "B"), "departments").splitlines()[0] == (
        "“x” across departments: 2 departments, 1 handover."
    )
    rated = owned("A", "A")
    felt = tuple(replace(a, feeling=1) for a in rated.stages[0].activities)
    rated = replace(rated, stages=(replace(rated.stages[0], activities=felt),))
    assert charts.describe(rated, "departments").splitlines()[0].endswith("1 department, 0 handovers.")


@pytest.mark.parametrize(("count", "size"), [(30, "slide"), (30, "a4"), (200, "slide"), (200, "a3")])
def test_many_touchpoints_are_numbered_marks_with_a_list(count, size):
    """Every touchpoint has its mark in its lane; the list names as many as there is room for and counts the rest."""
    figure = charts.draw(owned(*("ABCD"[i // 2 % 4] for i in range(count))), "departments", size=size).figure
    assert len(groups(figure, "feeling")) == count
    named = sum(text.startswith("Point") for text in texts(figure))
    more = [text for text in texts(figure) if text.startswith("… and ")]
    assert named == len(groups(figure, "card")) and more == ([f"… and {count - named} more"] if named < count else [])

"""The chart of what who sees: three bands, the customer's way through two of them, and a sign wherever it crosses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from drawn import box, groups
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from msgspec.structs import replace

from touchpoints import charts
from touchpoints.charts.parts import colours, way
from touchpoints.charts.parts.page import SIZES, Page, gid, new_figure
from touchpoints.charts.parts.spread import Gap, largest, places, shortest
from touchpoints.charts.visibility import SEEN
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.journey import Activity, Journey, Persona, Stage
from touchpoints.model.visibility import turns

# fact V5, the flat tyre: eight steps of the customer's, and four things that only the company sees.
SEEN_BY = (
    "customer", "company", "customer", "company", "customer", "both", "both", "customer", "both", "company", "customer",
    "company",
)  # fmt: skip
CHANNELS = {5: "shop", 6: "person", 8: "website"}
STAGES = ((0, 3), (3, 7), (7, 11), (11, 12))
TYRE = {
    "en": (
        "A new tyre", "Sam, 34", "Back on the road by Friday",
        ("Something happens", "Looking around", "Deciding", "After"),
        (
            "Scrap metal on the motorway rips a tyre open", "Stocking the right tyres",
            "The spare is on: a new tyre is needed", "Planning the winter adverts",
            "New or used, which make? A list in the head", "Visiting a tyre shop or searching online",
            "Talking to a salesperson", "At home: is the money enough?", "Reading the seller's test reports",
            "Working out a special price", "Decided: these tyres!", "Ordering new stock",
        ),
    ),
    "de": (
        "Ein neuer Reifen", "Sam, 34", "Bis Freitag wieder fahren",
        ("Etwas passiert", "Sich umsehen", "Entscheiden", "Danach"),
        (
            "Schrott auf der Autobahn: Reifen kaputt", "Passende Reifen einlagern",
            "Reserverad ist dran: Ein neuer Reifen muss her", "Die Winterwerbung planen",
            "Neu oder gebraucht, welche Marke? Liste im Kopf", "Reifenhändler besuchen oder im Netz suchen",
            "Gespräch mit dem Verkäufer", "Zu Hause: Reicht das Geld?", "Testberichte beim Händler lesen",
            "Sonderpreis ausrechnen", "Entschieden: diese Reifen!", "Reifen nachbestellen",
        ),
    ),
    "lv": (
        "Jauna riepa", "Sems, 34", "Līdz piektdienai atkal braukt",
        ("Kaut kas notiek", "Meklēšana", "Lēmums", "Pēc tam"),
        (
            "Lūžņi uz šosejas pārplēš riepu", "Noliktavā saliek vajadzīgās riepas",
            "Rezerves ritenis pielikts: vajag jaunu riepu", "Plāno ziemas reklāmu",
            "Jaunu vai lietotu? Kura ražotāja? Saraksts galvā", "Iet riepu veikalā vai meklē internetā",
            "Saruna ar pārdevēju", "Mājās: vai pietiks naudas?", "Lasa pārdevēja testu rezultātus",
            "Aprēķina īpašu cenu", "Izlemts: ņems šīs riepas", "Pasūta jaunas riepas noliktavai",
        ),
    ),
}  # fmt: skip


def tyre(language: str) -> Journey:
    title, name, goal, stages, names = TYRE[language]
    all = [
        Activity(id=f"a{i}", name=one, visible_to=seen, channel=CHANNELS.get(i, ""))
        for i, (one, seen) in enumerate(zip(names, SEEN_BY, strict=True))
    ]
    made = (Stage(id=f"s{i}", name=stages[i], activities=tuple(all[a:b])) for i, (a, b) in enumerate(STAGES))
    return Journey(language=language, title=title, persona=Persona(name=name, goal=goal), stages=tuple(made))


def long(count: int) -> Journey:
    """Every third activity is the customer's alone, every seventh the company's."""
    seen = ("company" if i % 7 == 6 else "customer" if i % 3 == 2 else "both" for i in range(count))
    all = tuple(Activity(id=f"a{i}", name=f"Activity {i}", visible_to=one) for i, one in enumerate(seen))
    return Journey(stages=(Stage(id="s", name="All", activities=all),))


def lunch(language: str) -> Journey:
    case = reader.read("school-lunch", language).case
    return getattr(case, "case", case)


def middle(figure, kind: str, id: str) -> tuple[float, float]:
    """Of the first mark in the group."""
    left, bottom, right, top = box(groups(figure, kind)[gid(kind, id)].get_children()[0])
    return (left + right) / 2, (bottom + top) / 2


def ways(figure) -> list[PathPatch]:
    """The parts of the customer's way."""
    return [group.get_children()[0] for group in groups(figure, "way").values()]


def points(part: PathPatch) -> np.ndarray:
    """Points along the line, close to one another."""
    curve = part.get_path().to_polygons(closed_only=False)[0]
    return np.concatenate([np.linspace(a, b, max(2, int(np.hypot(*(b - a))))) for a, b in itertools.pairwise(curve)])


def passes(part: PathPatch, spot: tuple[float, float]) -> bool:
    """Whether the line goes through the spot."""
    return bool(np.min(np.hypot(*(points(part) - spot).T)) < 2)


CASES = [(make, language) for make in (tyre, lunch) for language in LANGUAGES]


def test_turns_are_where_the_customer_comes_into_sight_and_goes_out_of_it():
    """Only the customer's own steps count; where the journey begins is no turn."""
    assert turns(tyre("en").activities) == {"a5": "in", "a7": "out", "a8": "in", "a10": "out"}
    assert turns(()) == turns([Activity(id="a", name="a")]) == turns(long(2).activities) == {}
    hidden = Activity(id="h", name="h", visible_to="company")
    assert turns([Activity(id="a", name="a"), hidden, Activity(id="b", name="b")]) == {}


@given(st.lists(st.sampled_from(("company", "both", "customer"))))
def test_into_sight_and_out_of_it_take_turns(seen):
    """The customer can only come back after having gone, so the two numbers differ by one at most."""
    found = list(turns(Activity(id=str(i), name="a", visible_to=one) for i, one in enumerate(seen)).values())
    assert all(one != other for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(("make", "language"), CASES)
@pytest.mark.parametrize("size", SIZES)
def test_activities_stand_in_their_bands_in_order(make, language, size):
    """The numbers run from left to right; the company's are above the touchpoints, the customer's own below them."""
    journey = make(language)
    figure = charts.draw(journey, "visibility", size=size).figure
    spots = {one.id: middle(figure, "number", one.id) for one in journey.activities}
    xs = [x for x, _ in spots.values()]
    assert xs == sorted(xs)
    heights = {
        band: {round(spots[one.id][1]) for one in journey.activities if one.visible_to == band}
        for band in ("company", "both", "customer")
    }
    assert min(heights["company"]) > max(heights["both"]) > max(heights["customer"])
    assert len(heights["both"]) == len(heights["customer"]) == 1


@pytest.mark.parametrize(("make", "language"), CASES)
@pytest.mark.parametrize("size", SIZES)
def test_activities_stand_under_their_stages(make, language, size):
    """Number and label lie between the edges of the stage's heading."""
    journey = make(language)
    figure = charts.draw(journey, "visibility", size=size).figure
    labels, listed = groups(figure, "card"), _is_listed(figure, journey)
    for stage in journey.stages:
        left, _, right, _ = box(groups(figure, "stage")[gid("stage", stage.id)].get_children()[0])
        for one in stage.activities:
            marks = [groups(figure, "number")[gid("number", one.id)].get_children()[0]]
            marks += [] if listed else [labels[gid("card", one.id)].get_children()[0]]
            for mark in marks:
                start, _, end, _ = box(mark)
                assert left - 1 <= start and end <= right + 1


def _is_listed(figure, journey: Journey) -> bool:
    """A list's row begins with a number, a label with its box."""
    first = next(iter(groups(figure, "card").values()))
    return isinstance(first.get_children()[0], Text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_flat_tyre_has_a_whole_label_for_everything(language, size):
    """On every page all twelve names stand there uncut, the touchpoints' with their channel's icon."""
    journey = tyre(language)
    figure = charts.draw(journey, "visibility", size=size).figure
    assert not _is_listed(figure, journey)
    for one in journey.activities:
        label = groups(figure, "card")[gid("card", one.id)]
        text = " ".join(part.get_text() for part in label.findobj(Text)).replace("-\n", "").replace("\n", " ")
        assert text.replace("-", "") == one.name.replace("-", "")
        assert len(label.get_children()) == (3 if one.is_touchpoint else 2)


@pytest.mark.parametrize(("make", "language"), CASES)
def test_the_way_leads_through_the_customers_steps_only(make, language):
    """Through every touchpoint in one colour and through, dashed and dark, every step out of sight; past the rest."""
    journey = make(language)
    figure = charts.draw(journey, "visibility", size="a4").figure
    parts = ways(figure)
    assert len(parts) == len(turns(journey.activities)) + 1
    for one in journey.activities:
        through = [part for part in parts if passes(part, middle(figure, "number", one.id))]
        assert len(through) == (one.visible_to != "company")
        for part in through:
            dashed = not one.is_touchpoint
            assert (part.get_linestyle() not in ("solid", "-")) == dashed
            assert colours.to_hex(part.get_edgecolor()) == (colours.INK if dashed else SEEN)


@pytest.mark.parametrize(("make", "language"), CASES)
@pytest.mark.parametrize("size", SIZES)
def test_a_sign_marks_every_crossing(make, language, size):
    """They stand on one line, between the two steps, halfway up; an eye for "in", another sign for "out"."""
    journey = make(language)
    figure = charts.draw(journey, "visibility", size=size).figure
    found = turns(journey.activities)
    assert set(groups(figure, "turn")) == {gid("turn", id) for id in found}
    steps = [one.id for one in journey.activities if one.visible_to != "company"]
    signs: dict[str, set[bytes]] = {"in": set(), "out": set()}
    levels = set()
    for id, turn in found.items():
        (x, y), after = middle(figure, "turn", id), middle(figure, "number", id)
        before = middle(figure, "number", steps[steps.index(id) - 1])
        assert before[0] < x < after[0] and y == pytest.approx((before[1] + after[1]) / 2, abs=1)
        levels.add(round(y))
        icon = groups(figure, "turn")[gid("turn", id)].get_children()[1].get_path()
        signs[turn].add((icon.vertices - icon.vertices[0]).round(1).tobytes())
    assert len(levels) == len(signs["in"]) == len(signs["out"]) == 1 and signs["in"] != signs["out"]


@pytest.mark.parametrize(("make", "language"), CASES)
@pytest.mark.parametrize("size", SIZES)
def test_the_way_runs_beside_all_texts_and_labels(make, language, size):
    """No text and no label lies on the customer's way, apart from the numbers of its steps."""
    figure = charts.draw(make(language), "visibility", size=size).figure
    numbers = {text for group in groups(figure, "number").values() for text in group.findobj(Text)}
    others = [text for text in figure.findobj(Text) if text.get_text() and text not in numbers]
    others += [group.get_children()[0] for group in groups(figure, "card").values()]
    along = np.concatenate([points(part) for part in ways(figure)])
    for one in others:
        left, bottom, right, top = box(one)
        x, y = along.T
        assert not np.any((left < x) & (x < right) & (bottom < y) & (y < top)), one


@pytest.mark.parametrize(("make", "language"), CASES)
@pytest.mark.parametrize("size", ["a4", "a3"])
def test_labels_lie_beside_one_another_and_beside_the_stems(make, language, size):
    """No label covers another, nor the line that joins another label to its number."""
    journey = make(language)
    figure = charts.draw(journey, "visibility", size=size).figure
    labels = {id: box(group.get_children()[0]) for id, group in groups(figure, "card").items()}
    for (_, a), (_, b) in itertools.combinations(labels.items(), 2):
        assert min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1])
    for one in journey.activities:
        x, y = middle(figure, "number", one.id)
        _, bottom, _, top = labels[gid("card", one.id)]
        for id, (left, low, right, high) in labels.items():
            if id != gid("card", one.id) and left < x < right and one.visible_to != "company":
                assert max(y, top) <= low or min(y, bottom) >= high


@pytest.mark.parametrize("language", LANGUAGES)
def test_bands_and_lines_are_named(language):
    """Who sees it stands beside each band, "map these" beside the middle one, and a name at either line."""
    say = words.of(language)
    figure = charts.draw(tyre(language), "visibility").figure
    texts = [text.get_text().replace("\n", " ") for text in figure.findobj(Text)]
    for key in ("company", "both", "customer", "map", "line", "edge"):
        assert say(f"chart.visibility.{key}") in texts


def test_feelings_are_kept_out():
    """The picture is the same whatever was felt."""
    journey = tyre("en")
    felt = replace(
        journey,
        stages=tuple(
            replace(one, activities=tuple(replace(a, feeling=-2, why="Bad.") for a in one.activities))
            for one in journey.stages
        ),
    )
    assert charts.draw(felt, "visibility").svg() == charts.draw(journey, "visibility").svg()


@pytest.mark.parametrize(
    ("language", "first"),
    [
        (
            "en",
            "Who sees what in “A new tyre”: 12 activities, including 3 touchpoints. "
            "The customer comes into sight 2 times and goes out of sight 2 times.",
        ),
        (
            "de",
            "Wer sieht was bei „Ein neuer Reifen“: 12 Aktivitäten, davon 3 Touchpoints. "
            "Der Kunde kommt 2-mal in Sicht und gerät 2-mal außer Sicht.",
        ),
        (
            "lv",
            "Kurš ko redz – „Jauna riepa”: 12 darbības, tostarp 3 kontaktpunkti. "
            "Klients 2 reizes kļūst redzams un 2 reizes pazūd no redzesloka.",
        ),
    ],
)
def test_words_begin_with_the_point_and_list_everything(language, first):
    """How many, how many of them touchpoints, how often in and out; then each activity, who sees it, and each turn."""
    journey, say = tyre(language), words.of(language)
    point, *rest = charts.describe(journey, "visibility").splitlines()
    assert point == first and len(rest) == 12
    found = turns(journey.activities)
    for number, (one, line) in enumerate(zip(journey.activities, rest, strict=True), 1):
        assert line.startswith(f"{number}. ") and one.name in line and say(f"visible.{one.visible_to}") in line
        assert (say("chart.visibility.into") in line) == (found.get(one.id) == "in")
        assert (say("chart.visibility.away") in line) == (found.get(one.id) == "out")
        assert (say.channel(one.channel) in line) == one.is_touchpoint


def test_words_of_a_customer_who_is_always_in_sight_and_of_nobody():
    """Without a turn the sentence says so; without a touchpoint it says how to begin."""
    seen = Journey(title="x", unplaced=(Activity(id="a", name="a"),))
    assert charts.describe(seen, "visibility").splitlines()[0] == (
        "Who sees what in “x”: 1 activity, including 1 touchpoint. The customer is in sight all the time."
    )
    hidden = Journey(title="x", unplaced=(Activity(id="a", name="a", visible_to="company"),))
    begin = words.of("en")("chart.begin")
    assert charts.describe(hidden, "visibility").startswith(
        f"Who sees what in “x”: 1 activity, no touchpoints yet. {begin}"
    )
    texts = {text.get_text().replace("\n", " ") for text in charts.draw(hidden, "visibility").figure.findobj(Text)}
    assert begin in texts


@pytest.mark.parametrize(("count", "size"), [(30, "slide"), (30, "a4"), (200, "slide"), (200, "a3")])
def test_many_activities_are_numbered_marks_with_a_list(count, size):
    """Every activity has its mark in its band; the list names as many as there is room for and counts the rest."""
    journey = long(count)
    figure = charts.draw(journey, "visibility", size=size).figure
    assert len(groups(figure, "number")) == count
    texts = [text.get_text() for text in figure.findobj(Text)]
    named = sum(text.startswith("Activit") for text in texts if "," not in text)
    more = [text for text in texts if text.startswith("… and ")]
    assert named == len(groups(figure, "card")) and (named == count) == (not more)
    assert not more or more[0] == f"… and {count - named} more"


RULES = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 9), st.floats(0, 5)), max_size=20).map(
    lambda found: [Gap(a, b, apart) for a, b, apart in found if a < b]
)


@given(RULES, st.floats(0, 100))
def test_things_in_a_row_keep_their_distances(rules, room):
    """All rules hold; the first stands at 0, and the last at the end of the room where that is wide enough."""
    chain = [*rules, *(Gap(i, i + 1, 0.5) for i in range(9))]
    found = places(chain, 10, room)
    for before, after, apart in chain:
        assert found[after] - found[before] >= apart - 1e-6
    assert found[0] == pytest.approx(0, abs=1e-3)
    assert found[-1] == pytest.approx(max(room, shortest(chain, 10)), abs=1e-3)


@given(st.floats(0, 10), st.floats(0, 10))
def test_the_largest_value_is_found(limit, most):
    """To within a printer's dot, and never beyond what holds."""
    found = largest(lambda value: value <= limit, most)
    assert found <= most and found <= limit + 1e-9 and found >= min(limit, most) - 1e-3


def test_signs_are_clear_of_discs_and_of_one_another():
    """Their radius is what the nearest disc and half of what the nearest sign leave free, within its bounds."""
    page = Page(new_figure("slide"), "slide", words.of("en"))
    unit = page.unit

    def radius(sign: float, disc: float) -> float:
        return way.sign_radius(page, [(0, 0), (sign * unit, 0)], [(0, disc * unit)], 0.8)

    assert radius(9, 9) == way.SIGN
    assert radius(9, 1.3) == pytest.approx(0.5) and radius(1, 9) == pytest.approx(0.5)
    assert radius(9, 0.8) == way.LEAST_SIGN and way.sign_radius(page, [], [], 0.8) == way.SIGN

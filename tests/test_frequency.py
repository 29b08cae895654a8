"""The chart `frequency`: the formula, whose numbers it takes, and that the picture shows exactly these."""

from __future__ import annotations

import itertools

import pytest
from drawn import texts
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.text import Text
from test_charts import COMPOUND, HOSTILE, check_layout, grounds

from touchpoints import charts
from touchpoints.charts.frequency import flags, hill
from touchpoints.charts.parts import colours
from touchpoints.charts.parts.page import SIZES, Page, new_figure
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model import contact_frequency
from touchpoints.model.contact_frequency import IDEALS, added, benefit
from touchpoints.model.errors import KitError
from touchpoints.model.journey import DIRECTIONS, Activity, Journey

NUMBERS = st.floats(1, 100)
CONTACTS = st.integers(0, 250)


def of(*contacts: tuple[str, str], language: str = "en", title: str = "Club") -> Journey:
    """A journey of touchpoints with these channels and directions."""
    made = (Activity(id=f"t{i}", name="n", channel=a, direction=b) for i, (a, b) in enumerate(contacts))
    return Journey(language=language, title=title, unplaced=tuple(made))


def sent(count: int, channel: str = "email", **options: str) -> Journey:
    return of(*[(channel, "to_customer")] * count, **options)


# The formula.


@given(NUMBERS, st.floats(0, 300))
def test_benefit_is_greatest_at_the_ideal(ideal, contacts):
    """0 without contact, 1 at the ideal and nowhere more, 0 again at twice the ideal, below beyond."""
    assert benefit(0, ideal) == 0 and benefit(ideal, ideal) == 1 and benefit(2 * ideal, ideal) == pytest.approx(0)
    assert benefit(contacts, ideal) <= 1
    assert (benefit(contacts, ideal) < 0) == (contacts > 2 * ideal)


@given(NUMBERS, st.floats(0, 100))
def test_benefit_is_symmetric(ideal, away):
    """As much too few as too many is as good."""
    assert benefit(ideal - away, ideal) == pytest.approx(benefit(ideal + away, ideal), abs=1e-6)


@given(NUMBERS, st.integers(1, 200))
def test_each_contact_adds_less_than_the_one_before(ideal, contact):
    """Concave: what a contact adds shrinks, is above 0 up to the ideal, and below 0 past it."""
    gain = benefit(contact, ideal) - benefit(contact - 1, ideal)
    assert gain > benefit(contact + 1, ideal) - benefit(contact, ideal)
    assert gain > 0 or contact > ideal
    assert gain < 0 or contact - 1 < ideal
    assert added(contact, ideal) == round(100 * gain) >= added(contact + 1, ideal)


@given(NUMBERS, st.floats(-5, 1))
def test_reaches_undoes_benefit(ideal, level):
    """Where the benefit falls to a level lies past the ideal and has that benefit."""
    contacts = contact_frequency.reaches(level, ideal)
    assert contacts >= ideal and benefit(contacts, ideal) == pytest.approx(level, abs=1e-6)


# Whose numbers.

CHANNELS = st.sampled_from(("phone", "email", "direct_mail", "app", ""))


@given(st.lists(st.tuples(CHANNELS, st.sampled_from(DIRECTIONS)), max_size=30))
def test_the_channel_is_the_one_that_reaches_the_customer_most(contacts):
    """Touchpoints from the customer do not count; e-mail where several are equal or none is used."""
    counts = {name: sum(c == name and d != "from_customer" for c, d in contacts) for name in IDEALS}
    journey = of(*contacts)
    chosen = contact_frequency.preferred(journey)
    assert counts[chosen] == max(counts.values()) == contact_frequency.used(journey, chosen)
    assert chosen == "email" or counts[chosen] > counts["email"]


def test_hidden_activities_are_no_contacts():
    """What only the company sees does not reach the customer."""
    hidden = Activity(id="h", name="h", channel="email", visible_to="company")
    assert contact_frequency.used(Journey(unplaced=(hidden,)), "email") == 0


@given(NUMBERS | st.none(), NUMBERS | st.none(), st.sampled_from(list(IDEALS)), CONTACTS)
def test_the_picture_goes_as_far_as_it_must(ideal, guess, channel, own):
    """Beyond twice the ideal, beyond the guess, to the journey's own number; but never so far that it is illegible."""
    own = min(own, 200)
    case = contact_frequency.case(sent(own, channel), channel, ideal, guess)
    assert case.ideal == (ideal or IDEALS[channel]) and case.studied == (ideal is None) and case.own == own
    assert case.last > 2 * case.ideal and case.last >= (guess or 0)
    assert case.last >= min(own, 6 * case.ideal)
    assert case.last <= max(6 * case.ideal, 1.25 * (guess or 0)) + 1
    assert -0.8 <= case.lowest < 0
    if not case.outside:
        assert own <= case.last and benefit(own, case.ideal) >= case.lowest


@pytest.mark.parametrize("option", ["ideal", "guess"])
@pytest.mark.parametrize("value", [0, 0.99, 100.5, -3, "4", True, float("nan"), float("inf"), None, [3]])
def test_a_number_out_of_range_is_refused(option, value):
    """The message names the option, what was given and the range from 1 to 100, whose ends are possible."""
    for call in (charts.draw, charts.describe):
        with pytest.raises(KitError, match=f"{option}.*from 1 to 100"):
            call(Journey(), "frequency", **{option: value})
    for end in (1, 100):
        assert charts.draw(Journey(), "frequency", **{option: end})


def test_an_unknown_channel_is_refused():
    """The message lists the three that the study knows."""
    with pytest.raises(KitError, match="channel: “fax”.*phone, email, direct_mail"):
        charts.draw(Journey(), "frequency", channel="fax")


# What is drawn.


def bars(figure) -> list[tuple[float, float, float, str]]:
    """The steps from left to right: middle, bottom, top and colour of the edge."""
    edges = {hill.HELPS, hill.HARMS}
    found = []
    for patch in figure.findobj(PathPatch):
        edge, fill = to_hex(patch.get_edgecolor()), to_hex(patch.get_facecolor())
        if edge in edges and fill not in edges and fill != colours.WHITE and patch.get_edgecolor()[3]:
            x0, y0, x1, y1 = patch.get_path().get_extents().extents
            found.append(((x0 + x1) / 2, y0, y1, edge))
    return sorted(found)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("channel", "ideal"), [("phone", None), ("email", None), ("direct_mail", None), ("email", 5.2)]
)
def test_each_step_is_as_high_as_what_its_contact_adds(channel, ideal, size):
    """One step for every contact that adds or takes something, hung between the benefits, in the colour of its sign."""
    options = {"channel": channel} | ({"ideal": ideal} if ideal else {})
    figure = charts.draw(Journey(language="en"), "frequency", size=size, **options).figure
    best, last = ideal or IDEALS[channel], contact_frequency.case(Journey(), channel, ideal).last
    steps = [n for n in range(1, last + 1) if added(n, best)]
    found = bars(figure)
    assert len(found) == len(steps)
    zero = found[0][1]
    scale = (found[0][2] - zero) / benefit(1, best)
    for n, (_, low, high, edge) in zip(steps, found, strict=True):
        ends = sorted((benefit(n - 1, best), benefit(n, best)))
        assert [low - zero, high - zero] == pytest.approx([end * scale for end in ends], abs=0.5)
        assert edge == (hill.HELPS if n <= best else hill.HARMS)
    apart = {round(b[0] - a[0], 1) for a, b in itertools.pairwise(found)}
    assert len(apart) == 1 or len(steps) < last


@pytest.mark.parametrize("channel", IDEALS)
def test_signs_stand_under_the_steps(channel):
    """What each contact adds stands there as a figure with its sign, not only as a colour."""
    figure = charts.draw(Journey(language="de"), "frequency", channel=channel).figure
    ideal, say = IDEALS[channel], words.of("de")
    row = [say.signed(added(n, ideal)) for n in range(1, contact_frequency.case(Journey(), channel).last + 1)]
    found = [text for text in figure.findobj(Text) if text.get_text() in row]
    level = max((text.get_position()[1] for text in found), key=[t.get_position()[1] for t in found].count)
    assert [text.get_text() for text in sorted(found, key=lambda t: t.get_position()[0])
            if text.get_position()[1] == level] == row  # fmt: skip


def test_the_curve_follows_the_formula():
    """The drawn curve, a single piece of a parabola, has the formula's benefit at every contact."""
    page = Page(new_figure("slide"), "slide", words.of("en"))
    made = hill.measure(page, contact_frequency.case(sent(5)), 450, 60, "3.5", "5 e-mails")
    (start, meet, end) = hill._parabola(made, 3.5).vertices
    for part in (0.1, 0.3, 0.5, 0.9):
        x, y = (1 - part) ** 2 * start + 2 * part * (1 - part) * meet + part**2 * end
        contacts = (x - made.x(0)) / (made.x(1) - made.x(0))
        assert (y - made.y(0)) / (made.y(1) - made.y(0)) == pytest.approx(benefit(contacts, 3.5))


def rings(figure) -> list[tuple[float, float]]:
    return [disc.get_center() for disc in figure.findobj(Circle) if disc.get_linewidth() > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_turning_point_the_journey_and_the_guess_are_marked(language):
    """Each has its word and its mark at its place; the guess also a dashed curve. Without them there is neither."""
    say = words.of(language)
    turn = say("chart.frequency.turn", ideal=say("chart.frequency.about", ideal=say.number(3.5)))
    own = say("chart.frequency.own", contacts=say.count("chart.frequency.count.email", 5))
    guess = say("chart.frequency.guess", guess=say.number(6.5))
    bare = charts.draw(Journey(), "frequency", language).figure
    assert turn in texts(bare) and own not in texts(bare) and len(rings(bare)) == 1
    assert any(say("chart.frequency.own.none") in text for text in texts(bare))
    full = charts.draw(sent(5), "frequency", language, guess=6.5).figure
    assert {turn, own, guess} <= set(texts(full))
    (ideal_x, ideal_y), (guess_x, guess_y), (own_x, own_y) = sorted(rings(full), key=lambda c: (-round(c[1], 3), c[0]))
    assert ideal_y == guess_y > own_y
    assert (guess_x - own_x) / (own_x - ideal_x) == pytest.approx(1)
    for figure, count in ((bare, 0), (full, 1)):
        assert sum(one.get_linestyle() != "solid" for one in figure.findobj(PathPatch)) == count


def test_a_number_given_by_hand_is_not_said_to_be_the_studys():
    """The ideal stands without "about", and the chart and the words say that it was set."""
    chart = charts.draw(Journey(language="en"), "frequency", ideal=5)
    for said in (" ".join(texts(chart.figure)), str(chart)):
        assert "The ideal number 5 is not the study’s" in said and "about 5" not in said


def test_a_number_far_outside_is_pointed_to():
    """Sixty e-mails leave the picture legible: an arrow, not a ring, and its word tells the number."""
    figure = charts.draw(sent(60), "frequency", "en").figure
    assert "In this journey: 60 e-mails" in texts(figure)
    assert len(rings(figure)) == 1 and len(bars(figure)) < 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_source_formula_and_regions_stand_on_the_chart(language, size):
    """Authors, year, dealership, customers, months, the rule, and the words of both sides and of what is worse."""
    say = words.of(language)
    figure = charts.draw(Journey(), "frequency", language, size, channel="direct_mail").figure
    said = texts(figure)
    source = next(text for text in said if all(one in text for one in ("Godfrey", "Seiders", "Voss", "2011")))
    assert say.number(1162) in source.replace(" ", "\u00a0") or say.number(1162) in source
    assert "39" in source and say("chart.frequency.rule") in said
    assert {say(f"chart.frequency.{key}") for key in ("helps", "harms", "worse")} <= set(said)


def test_a_narrow_side_has_a_sentence_for_both():
    """Where the turning point lies so far left that its words have no room, one sentence says both."""
    figure = charts.draw(sent(5), "frequency", "en", guess=100).figure
    say = words.of("en")
    assert say("chart.frequency.turns") in texts(figure) and say("chart.frequency.helps") not in texts(figure)


EXTREMES = [
    {}, {"guess": 3.5}, {"guess": 1}, {"guess": 100}, {"ideal": 1}, {"ideal": 100}, {"ideal": 100, "guess": 100},
    {"ideal": 1, "guess": 100}, {"ideal": 2, "guess": 2.1}, {"ideal": 37.3, "guess": 99.9},
]  # fmt: skip


@pytest.mark.parametrize(
    ("size", "language", "channel", "own"),
    [
        ("slide", "lv", "phone", 4),
        ("slide", "de", "email", 200),
        ("a4", "de", "direct_mail", 0),
        ("a3", "en", "email", 9),
    ],
)
@pytest.mark.parametrize(
    "options",
    [*EXTREMES[:2], *(pytest.param(one, marks=pytest.mark.soak) for one in EXTREMES[2:])],
    ids=str,
)
def test_rules_of_layout_hold_for_all_numbers(options, size, language, channel, own):
    """No overlap, nothing outside, nothing too small or too pale, for few and many contacts by any channel."""
    chart = charts.draw(sent(own, channel, title=COMPOUND), "frequency", language, size, channel=channel, **options)
    check_layout(chart.figure, size)
    for text, under in grounds(chart.figure):
        assert colours.contrast(text.get_color(), under) >= colours.TEXT, text


@settings(max_examples=8)
@given(NUMBERS | st.none(), NUMBERS | st.none(), CONTACTS, st.sampled_from(tuple(SIZES)), st.sampled_from(HOSTILE))
def test_any_numbers_keep_the_rules_of_layout(ideal, guess, own, size, title):
    """Any ideal, guess and own number, under any title."""
    given = {key: value for key, value in (("ideal", ideal), ("guess", guess)) if value is not None}
    check_layout(charts.draw(sent(min(own, 200), title=title), "frequency", "lv", size, **given).figure, size)


@given(st.lists(st.floats(60, 900), min_size=1, max_size=3))
def test_flags_stay_apart(xs):
    """Flags never overlap and hold their poles, wherever their points are."""
    page = Page(new_figure("slide"), "slide", words.of("en"))
    text = page.fit("In this journey: 5 e-mails", float("inf"), 1, bold=True)
    placed = flags.place(page, [flags.Flag(x, 0, text, colours.INK) for x in xs], 50, 910)
    for flag in placed:
        assert 50 <= flag.left <= flag.x <= flag.right <= 910.001
    for one, other in itertools.combinations(placed, 2):
        assert one.lane != other.lane or abs(one.left - other.left) > one.right - one.left


def test_poles_reach_from_flag_to_point():
    """Each flag's pole ends at its mark."""
    figure = charts.draw(sent(6), "frequency", "en", guess=5).figure
    ends = {(round(line.get_xdata()[1], 2), round(line.get_ydata()[1], 2)) for line in figure.findobj(Line2D)
            if line.get_xdata()[0] == line.get_xdata()[1]}  # fmt: skip
    assert {(round(x, 2), round(y, 2)) for x, y in rings(figure)} <= ends


# What is said.


def test_words_say_the_point_then_a_line_a_contact():
    """Ideal, what happens beyond, the journey's number and the guess; then each number; then rule and source."""
    lines = charts.describe(sent(5), "frequency", guess=6).splitlines()
    assert lines[0] == (
        "E-mails to the customer in three months, “Club”: about 3.5 are best. Each one beyond that does harm, and more "
        "than 7 are worse than no contact at all. In this journey: 5 e-mails. Your guess: 6."
    )
    assert lines[1] == "1 e-mail: benefit 49; the last one adds +49."
    assert lines[5] == "5 e-mails: benefit 82; the last one adds −16."
    assert lines[8] == "8 e-mails: benefit −65; the last one adds −65."
    assert len(lines) == 12 and "Godfrey" in lines[10] and "fewer when they are combined" in lines[11]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_use_the_journeys_own_channel(language):
    """The case has one e-mail to the customer; without any touchpoint the words say so."""
    say = words.of(language)
    case = reader.read("school-lunch", language).case
    first = charts.describe(case, "frequency").splitlines()[0]
    assert say("chart.frequency.own", contacts=say.count("chart.frequency.count.email", 1)) in first
    assert say("chart.frequency.own.none") in charts.describe(Journey(language=language), "frequency").splitlines()[0]
    calls = charts.describe(sent(3, "phone", language=language), "frequency").splitlines()
    assert calls[0].startswith(say("chart.frequency.towards.phone"))
    assert calls[3].startswith(say.count("chart.frequency.count.phone", 3))

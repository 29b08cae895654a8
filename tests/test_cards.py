"""The role cards: what stands on them, that they can be cut out, and that nothing of a lesson's scenes is cut short."""

from __future__ import annotations

import itertools
import re
import zlib

import numpy as np
import pytest
from drawn import groups
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from msgspec.structs import replace
from strategies import journeys

from touchpoints import charts
from touchpoints.charts import cards
from touchpoints.charts.cards import roles
from touchpoints.charts.cards.roles import RoleCard, cards_of
from touchpoints.charts.parts import colours, fonts
from touchpoints.charts.parts.page import SIZES, new_figure
from touchpoints.charts.parts.text import fit
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.journey import CHANNELS, FEELINGS, Activity, Journey, Persona, Stage, one_line

MM = 72 / 25.4
SAY = words.of("en")


def journey_of(*touchpoints: Activity, persona: Persona = Persona()) -> Journey:  # noqa: B008 - frozen
    return Journey(title="Lunch", persona=persona, unplaced=touchpoints)


def pair(one: Activity, persona: Persona = Persona(), language: str = "en") -> tuple[RoleCard, RoleCard]:  # noqa: B008
    customer, company = cards_of(journey_of(one, persona=persona), words.of(language))
    return customer, company


def case(language: str = "en") -> Journey:
    return reader.read("school-lunch", language).case


DOTS = 288  # an inch, so that measuring letters by dots is exact enough
PEN = RendererAgg(8, 8, DOTS)


def extents(artist) -> np.ndarray:
    """Left, bottom, right and top in points, with a line's thickness."""
    artist.get_figure(root=True).set_dpi(DOTS)
    if isinstance(artist, Text):
        return artist.get_window_extent(PEN).extents * 72 / DOTS
    path = artist.get_transform().transform_path(artist.get_path())
    half = artist.get_linewidth() / 2 if isinstance(artist, Line2D) or artist.get_edgecolor()[3] else 0.0
    return path.get_extents().extents * 72 / DOTS + (-half, -half, half, half)


def marks(root, figure) -> list[tuple[object, np.ndarray]]:
    """Everything that is drawn under `root`, with its extents."""
    found = root.findobj(lambda one: isinstance(one, Text | Line2D | Patch) and one is not figure.patch)
    return [(one, extents(one)) for one in found if not isinstance(one, Text) or one.get_text()]


def cells(size: str) -> list[np.ndarray]:
    """The places of a page, row by row, in points."""
    across, down = cards.GRIDS[size]
    wide, high = SIZES[size].width * 72 / across, SIZES[size].height * 72 / down
    rows = [SIZES[size].height * 72 - high * (row + 1) for row in range(down)]
    return [np.array([wide * i, low, wide * (i + 1), low + high]) for low in rows for i in range(across)]


def inside(box: np.ndarray, room: np.ndarray, slack: float = 0.35) -> bool:
    return bool((box[:2] >= room[:2] - slack).all() and (box[2:] <= room[2:] + slack).all())


def letters(root) -> str:
    """All letters drawn under `root`, without spaces and hyphens."""
    return bare("".join(text.get_text() for text in root.findobj(Text)))


def bare(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


# Cutting them out.


def test_cuts_part_a4_into_eight_equal_cards():
    """The hair lines part an A4 page into four times two cards of 74.25 × 105 mm, within 0.1 mm."""
    figure = cards.draw(new_figure("a4"), case(), SAY, "a4")
    long = [box for one, box in marks(figure, figure) if isinstance(one, Line2D) and max(box[2:] - box[:2]) > 180 * MM]
    upright = sorted((box[0] + box[2]) / 2 / MM for box in long if box[3] - box[1] > box[2] - box[0])
    level = [(box[1] + box[3]) / 2 / MM for box in long if box[2] - box[0] > box[3] - box[1]]
    assert upright == pytest.approx([74.25, 148.5, 222.75], abs=0.1)
    assert level == pytest.approx([105], abs=0.1)


@pytest.mark.parametrize("size", SIZES)
def test_cut_marks_stay_out_of_the_cards(size):
    """Hair lines, crop marks and crosses lie exactly on the cuts, and scissors beside them: never within a card but
    for its outer 5 mm; and they are thin."""
    figure = cards.draw(new_figure(size), case(), SAY, size)
    loose = [one for one in figure.get_children() if one is not figure.patch and not one.get_gid()]
    assert loose
    for one in loose:
        box = extents(one)
        for cell in cells(size):
            safe = cell + np.array([5, 5, -5, -5]) * MM
            assert (
                min(box[2], safe[2]) - max(box[0], safe[0]) <= 0.3 or min(box[3], safe[3]) - max(box[1], safe[1]) <= 0.3
            )
        if isinstance(one, Line2D):
            assert one.get_linewidth() <= 0.5
            (left, low), (right, top) = one.get_xydata()
            upright = left == right and any(left == pytest.approx(cell[2]) for cell in cells(size))
            assert upright or (low == top and any(low == pytest.approx(cell[1]) for cell in cells(size)))


@pytest.mark.parametrize("language", ["de", *(pytest.param(one, marks=pytest.mark.soak) for one in ("en", "lv"))])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_printed_near_the_edge(size, language):
    """Printers leave 5 mm of a sheet white: no mark comes nearer, on pages of a journey, of scenes, or with blanks."""
    pages = [cards.draw(new_figure(size), one, words.of(language), size) for one in (case(language), Journey())]
    width, height = SIZES[size].width * 72, SIZES[size].height * 72
    page = np.array([5 * MM, 5 * MM, width - 5 * MM, height - 5 * MM])
    for figure in pages:
        for one, box in marks(figure, figure):
            assert inside(box, page), one


@pytest.mark.parametrize("size", SIZES)
@given(journey=journeys(), language=st.sampled_from(LANGUAGES))
@settings(max_examples=4)
def test_every_mark_of_a_card_lies_inside_it(size, journey, language):
    """Whatever a student types: all of a card stays 5 mm away from its cuts, so a wrong cut takes nothing away."""
    for number in range(cards.pages(journey, size)):
        figure = cards.draw(new_figure(size), journey, words.of(language), size, number)
        found = groups(figure, "card")
        assert len(found) == len(cells(size))
        for group, cell in zip(found.values(), cells(size), strict=True):
            for one, box in marks(group, figure):
                assert inside(box, cell + np.array([5, 5, -5, -5]) * MM), one


def test_partners_lie_side_by_side():
    """A customer's card lies left of its partner's in the same row; both carry the pair's number."""
    for size, number in itertools.product(SIZES, (0, 1)):
        figure = cards.draw(new_figure(size), case(), SAY, size, number)
        names = list(groups(figure, "card"))
        assert cards.GRIDS[size][0] % 2 == 0
        for left, right in zip(names[::2], names[1::2], strict=True):
            pair_number = re.fullmatch(r"card-(\d+)-customer", left)[1]
            assert right == f"card-{pair_number}-company"
            assert f"{pair_number}A" in letters(groups(figure, "card")[left])
            assert f"{pair_number}B" in letters(groups(figure, "card")[right])


def pdf_pages(data: bytes) -> int:
    """How many page objects a PDF has, in the open or in compressed streams."""
    streams = b"".join(
        zlib.decompress(part) for part in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    )
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", data + streams))


@pytest.mark.parametrize("count", [0, 5, *(pytest.param(one, marks=pytest.mark.soak) for one in (1, 4, 12))])
@pytest.mark.parametrize("size", SIZES)
def test_the_file_has_as_many_pages_as_told(count, size):
    """Four pairs fill a sheet and one fills a slide; the chart, its file and its words agree."""
    journey = journey_of(*(Activity(id=str(i), name="x") for i in range(count)))
    chart = charts.draw(journey, "cards", size=size)
    expected = max(1, count if size == "slide" else -(-count // 4))
    assert cards.pages(journey, size) == len(chart.pages) == pdf_pages(chart.pdf()) == expected
    if count and size == "a4":
        noun = "sheet of paper" if expected == 1 else "sheets of paper"
        assert f"{2 * count} cards in pairs, customer and company, on {expected} {noun}." in str(chart).splitlines()[0]


def test_all_pages_have_text_of_the_same_size():
    """One long card makes no page smaller than the others: fields have one size throughout."""
    long = [Activity(id=str(i), name="x", why="word " * (20 if i == 9 else 1)) for i in range(12)]
    chart = charts.draw(journey_of(*long), "cards", size="a4")
    sizes = {
        text.get_fontsize() for figure in chart.pages for text in figure.findobj(Text) if text.get_text() == f"{SAY('role_play.know')}:"
    }
    assert len(sizes) == 1


@pytest.mark.parametrize("size", SIZES)
def test_fields_are_larger_than_the_smallest_text(size):
    """Fields are read at arm's length: at least a quarter larger than what may be smallest, for any text."""
    long = Activity(id="a", name="n" * 200, why="why " * 500, department="d" * 200, channel="sign")
    figure = cards.draw(new_figure(size), journey_of(long, persona=Persona(goal="go " * 600)), SAY, size)
    labels = [text for text in figure.findobj(Text) if text.get_text().endswith(":")]
    assert len(labels) >= 10
    assert all(text.get_fontsize() >= 1.25 * SIZES[size].smallest for text in labels)


def test_the_sides_differ_in_grey():
    """Without colour the sides differ by word, letter, icon and the band's brightness, and the bubble's tail."""
    figure = cards.draw(new_figure("a4"), case(), SAY, "a4")
    customer, company = list(groups(figure, "card").values())[:2]
    bands = [next(one for one in group.findobj(Patch)) for group in (customer, company)]
    assert colours.contrast(*(band.get_facecolor() for band in bands)) >= 2.5
    icons = [group.findobj(Patch)[1].get_path().codes for group in (customer, company)]
    assert not np.array_equal(*icons)
    assert "Customer" in letters(customer) and "Company" in letters(company)
    assert to_rgb(bands[0].get_facecolor()) != to_rgb(bands[1].get_facecolor())


# A lesson's own scenes.


# What a journey's cards say.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_stands_whole_on_its_cards(language):
    """Nothing of the lesson's case is shortened on paper either."""
    journey, say = case(language), words.of(language)
    drawn = {}
    for number in range(cards.pages(journey, "a4")):
        drawn |= groups(cards.draw(new_figure("a4"), journey, say, "a4", number), "card")
    for card in cards_of(journey, say):
        said = letters(drawn[f"card-{card.number}-{card.side}"])
        for part in (card.title, card.who, card.want, card.know, card.rule or "", card.feels or ""):
            assert bare(part) in said, part


@pytest.mark.parametrize(
    ("feeling", "task"),
    [
        (-2, "Lift this moment from “very bad” to “neutral”."),
        (-1, "Lift this moment from “bad” to “neutral”."),
        (0, "Lift this moment from “neutral” to “good”."),
        (1, "Lift this moment from “good” to “very good”."),
        (2, "Keep this moment as good as it is."),
        (None, "Make this a good moment for the customer."),
    ],
)
def test_the_company_lifts_the_moment(feeling, task):
    """The task is a better feeling, never a bad one."""
    assert pair(Activity(id="a", name="x", feeling=feeling))[1].want == task


def test_each_player_knows_something_else():
    """The customer knows the reason; the company knows how much it matters and what happens out of sight."""
    kitchen = Activity(id="k", name="Cooking", visible_to="company")
    hungry = Activity(id="h", name="Being hungry", visible_to="customer")
    sign = Activity(id="s", name="Sign", feeling=-2, why="It is too small.", importance=5)
    stage = Stage(id="buy", name="Buy", activities=(kitchen, hungry, sign))
    customer, company = cards_of(Journey(stages=(stage,)), SAY)
    assert customer.know == "“It is too small.”" and customer.feels == "very bad"
    assert company.know == "Important to customers: 5/5. Only your side sees: Cooking."
    assert pair(replace(sign, importance=None))[1].know == "Customers say: “It is too small.”"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_answers_at_a_thing(language):
    """At a sign or a website the company's player is the thing itself, and says only what is there; else a person."""
    say = words.of(language)
    for channel in (*CHANNELS, "", "Zirkus"):
        _, company = pair(Activity(id="a", name="x", channel=channel), language=language)
        assert (company.rule is None) == (channel not in roles.THINGS)
        if channel not in roles.THINGS:
            assert company.who == say("chart.cards.someone")
    assert len({say(f"chart.cards.thing.{thing}") for thing in roles.THINGS}) == len(roles.THINGS)
    named = pair(Activity(id="a", name="x", channel="sign", department="Büro"), language=language)[1].who
    assert named == f"{say('chart.cards.thing.sign')} (Büro)"


def test_a_persona_plays_the_customer():
    """The persona's name and goal stand on every customer's card; without one it is any customer with an open wish."""
    one = Activity(id="a", name="x")
    customer, _ = pair(one, Persona(name="Maya", goal="A hot lunch"))
    assert (customer.who, customer.want) == ("Maya", "A hot lunch")
    assert (pair(one)[0].who, pair(one)[0].want) == ("a customer", "")


def test_a_new_touchpoint_has_to_prove_itself():
    """Its reason is the idea, which the company knows; the customer meets it for the first time."""
    customer, company = pair(Activity(id="a", name="Shelf", new=True, feeling=2, why="No queue.", importance=4))
    assert customer.know == SAY("chart.cards.first_time") and customer.feels is None
    assert company.want == "Show that this new idea feels “very good”."
    assert company.know == "The idea: “No queue.” Important to customers: 4/5."


@given(journey=journeys(), language=st.sampled_from(LANGUAGES))
def test_every_touchpoint_has_its_pair(journey, language):
    """Two cards a touchpoint, rated or not, in the journey's order and with the numbers of its map; both are told who
    they are and what is at stake."""
    found = cards_of(journey, words.of(language))
    assert [card.number for card in found[::2]] == [*range(1, len(journey.touchpoints) + 1)]
    assert [card.title for card in found[::2]] == [one_line(one.name) or "…" for one in journey.touchpoints]
    assert all(a.side == "customer" and b.side == "company" for a, b in zip(found[::2], found[1::2], strict=True))
    assert all(card.who for card in found) and all(card.want for card in found[1::2])
    assert not any(card.first_sentence for card in found)


# Writing on them.


def dotted(group) -> list[Line2D]:
    return [line for line in group.findobj(Line2D) if line.is_dashed()]


def test_what_is_open_has_lines_to_write_on():
    """Where nothing is known there are lines at least 7 mm apart, behind the label and below it."""
    figure = cards.draw(new_figure("a4"), journey_of(Activity(id="a", name="x", feeling=1, why="y")), SAY, "a4")
    group = groups(figure, "card")["card-1-customer"]
    heights = sorted((line.get_ydata()[0] for line in dotted(group)), reverse=True)
    assert len(heights) == 4  # the wish and the first sentence
    assert heights[0] - heights[1] >= 7 * MM - 0.01 and heights[2] - heights[3] >= 7 * MM - 0.01


@pytest.mark.parametrize("size", SIZES)
def test_an_empty_journey_gives_blank_cards(size):
    """One page of cards to fill in: every label with its lines, no text beside; the words say how to begin."""
    chart = charts.draw(Journey(title="Bus"), "cards", "en", size)
    assert len(chart.pages) == 1
    found = groups(chart.figure, "card")
    assert len(found) == len(cells(size))
    labels = ("Touchpoint:", "Who:", bare(f"{SAY('role_play.know')}:"), "Firstsentence:", "Bus")
    for group in found.values():
        assert all(label in letters(group) for label in labels)
        assert len(dotted(group)) == 9
    assert charts.describe(Journey(), "cards", "en").endswith(SAY("chart.begin"))


def test_blank_cards_fill_the_last_sheet():
    """Places that are left carry blank pairs with the next numbers; the words count them."""
    chart = charts.draw(journey_of(Activity(id="a", name="x", feeling=1)), "cards", "en", "a4")
    assert list(groups(chart.figure, "card")) == [f"card-{n}-{side}" for n in (1, 2, 3, 4) for side in roles.SIDES]
    assert str(chart).splitlines()[-1] == "6 blank cards fill the last sheet."


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_give_every_card_in_full(language):
    """A line a card with all that is on it, also what is shortened in the picture; then nothing else."""
    journey, say = case(language), words.of(language)
    long = replace(journey, unplaced=(Activity(id="z", name="Z", feeling=0, why="why " * 400),))
    _, *lines = charts.describe(long, "cards").splitlines()
    found = cards_of(long, say)
    assert len(lines) == len(found) + 1  # blank cards fill the last sheet
    for card, line in zip(found, lines, strict=False):
        for part in (card.title, card.who, card.want, card.know, card.rule or "", say.channel(card.channel)):
            assert one_line(part) in line
        assert line.startswith(f"{card.number} {'A' if card.side == 'customer' else 'B'} · ")


# The first line of a text behind its label.


@given(
    st.text(max_size=120) | st.just("x" * 200) | st.lists(st.sampled_from(FEELINGS)).map(str),
    st.floats(8, 40), st.floats(0, 0.7), st.integers(1, 3), st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_an_indented_text_keeps_to_its_width(label, width, share, lines, language):
    """The first line is shorter by the indent, the others are not; a whole text has lost no letter."""
    fitted = fit(label, width, lines, False, language, width * share)
    assert len(fitted.lines) <= lines
    for i, line in enumerate(fitted.lines):
        assert fitted.face.width(line) <= width * (1 if i else 1 - share) * 1.001
    prepared, _ = fonts.prepare(label, False)
    if fitted.whole:
        assert bare("".join(fitted.lines)) == bare(prepared)


def test_a_word_too_long_for_the_first_line_begins_the_next():
    """A word that fits into a line of its own is not cut to pieces behind a label."""
    fitted = fit("Wunschkastenzettel", 12, 3, False, "en", 8)
    assert fitted.lines == ("", "Wunschkastenzettel") and fitted.whole
    assert fit("0800-12345678901234 or by post", 12, 2, False, "en", 10).lines[0] in ("", "0800-")
    assert fit("123456789012345 or by post", 12, 2, False, "en", 8).lines[0] == ""


def test_a_word_is_not_parted_behind_its_first_letter():
    """Two letters at least stay before a hyphen; a quotation mark before them is no letter."""
    for width in (3, 3.5, 4, 4.5, 5, 6):
        lines = fit("so “Yourself", width, 3, False, "en").lines
        assert not any(line.endswith("“Y-") for line in lines)
    assert fit("E-Mail-Adresse", 5, 3, False, "de").lines[0] == "E-Mail-"

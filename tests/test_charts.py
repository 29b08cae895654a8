"""The charts: what they say, how they look, and that nothing a student types can spoil them."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import string
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import gallery
import matplotlib
import numpy as np
import pyphen
import pytest
from colorspacious import cspace_convert, deltaE
from drawn import box
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.text import Text
from msgspec.structs import replace

from touchpoints import charts
from touchpoints.charts.parts import colours, fonts, icons
from touchpoints.charts.parts.page import SIZES, Page, gid
from touchpoints.charts.parts.text import fit
from touchpoints.language import hyphenation, words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model import opinions
from touchpoints.model.errors import KitError
from touchpoints.model.journey import CHANNELS, DIRECTIONS, FEELINGS, Activity, Journey, Persona, Stage

COUNTS = (0, 1, 3, 12, 30)
NAMES = {
    "en": ("Menu on the notice board", "Poster for pasta week", "Paying at the till", "The dining hall"),
    "de": ("Speiseplan auf der Webseite", "Plakat zur Nudelwoche", "Bezahlen mit der Chipkarte", "Speisesaal"),
    "lv": ("Ēdienkarte uz ziņojumu dēļa", "Plakāts par makaronu nedēļu", "Maksāšana pie kases", "Ēdamzāle"),
}
COMPOUND = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenträger"
HOSTILE = (
    r"$x^2$ \frac{", "<b>bold</b> & \"quoted\"", "🚌 🙂 👩‍👩‍👧 ☺ ★", "السلام عليكم يا صديقي", "x" * 200, "", "one\ntwo\r\nthree\tfour\x00\x1b",
    COMPOUND, "šķēršļu ģērbtuvju ņipro čīkstoņu žņaugi", "e\u0301\u0302\u0303\u0304\u0305 zalgo", "\u202eright to left", "日本語 한국어",
)  # fmt: skip


def sample(language: str, count: int, names: tuple[str, ...] = (), hidden: bool = True) -> Journey:
    """A journey of five stages with `count` touchpoints: good, bad and unrated ones, some new, one not placed."""
    names = names or NAMES[language]
    made = [
        Activity(
            id=f"t{i}", name=names[i % len(names)], channel=(*CHANNELS, "", "Zirkus")[i % 27],
            direction=DIRECTIONS[i % 3], feeling=(1, -1, 2, None, 0, -2, 1)[i % 7], why=names[(i + 1) % len(names)],
            new=i % 5 == 3, importance=(5, 2, None, 4, 1, 3)[i % 6], department="" if i % 8 > 5 else names[i // 2 % len(names)],
        )
        for i in range(count)
    ]  # fmt: skip
    unplaced = made[11:12]
    placed = [one for one in made if one not in unplaced]
    stages = []
    for i in range(5):
        own = placed[len(placed) * i // 5 : len(placed) * (i + 1) // 5]
        if hidden:
            own.append(Activity(id=f"h{i}", name=names[i % len(names)], visible_to=("company", "customer")[i % 2]))
        stages.append(Stage(id=f"s{i}", name=names[(i + 2) % len(names)][:200], activities=tuple(own)))
    persona = Persona(name=names[0], goal=names[-1])
    return Journey(language=language, title=names[0], persona=persona, stages=tuple(stages), unplaced=tuple(unplaced))


def subject(name: str, journey: Journey) -> list[Journey]:
    """What a chart of this name is about: for two or more journeys, changed copies as well."""
    most = charts.CHARTS[name].most
    return [journey] if most == 1 else [journey, changed(journey), without_feelings(journey)][:most]


def changed(journey: Journey) -> Journey:
    """The first stage is all very good, has lost its first activity and has a new touchpoint."""
    first, *others = journey.stages
    better = tuple(replace(a, feeling=2) if a.is_touchpoint else a for a in first.activities[1:])
    new = Activity(id="new", name="new", feeling=1, new=True)
    return replace(journey, stages=(replace(first, activities=(new, *better)), *others))


def without_feelings(journey: Journey) -> Journey:
    """The last stage is not rated."""
    *others, last = journey.stages
    unrated = tuple(replace(activity, feeling=None) for activity in last.activities)
    return replace(journey, stages=(*others, replace(last, activities=unrated)))


def boxes(figure) -> list[tuple[Text, np.ndarray]]:
    """Every text with its box."""
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [(text, box(text)) for text in shown]


def check_pages(chart: charts.Chart, size: str) -> None:
    """Every page keeps the rules of layout."""
    for figure in chart.pages:
        check_layout(figure, size)


def check_layout(figure, size: str) -> None:
    """No two texts overlap, none leaves the page, none is smaller than the size allows."""
    width, height = SIZES[size].width * 72, SIZES[size].height * 72
    found = boxes(figure)
    for text, (left, bottom, right, top) in found:
        assert left >= 0 and bottom >= 0 and right <= width and top <= height, text
        assert text.get_fontsize() >= SIZES[size].smallest, text
        assert not text.get_parse_math()
        assert len(text.get_text().split("\n")) <= 3
    for (one, a), (other, b) in itertools.combinations(found, 2):
        wide = min(a[2], b[2]) - max(a[0], b[0])
        high = min(a[3], b[3]) - max(a[1], b[1])
        assert wide <= 0.5 or high <= 0.5, (one, other, wide, high)


def check_svg(chart: charts.Chart) -> None:
    """Every page is well-formed and has no text elements, no id twice, a title of its own and the words."""
    titles = []
    for page in range(len(chart.pages)):
        root = ElementTree.fromstring(chart.svg(page))
        said = {kind: [one.text for one in root if one.tag.endswith(f"}}{kind}")] for kind in ("title", "desc")}
        assert len(said["title"]) == len(said["desc"]) == 1
        titles += said["title"]
        assert said["desc"][0].partition("\n")[0] == titles[0] and titles[0] in titles[page]
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert not [element for element in root.iter() if element.tag.endswith("}text")]
    assert len(set(titles)) == len(titles)


KINDS = (tuple(charts.CHARTS), LANGUAGES, COUNTS, tuple(SIZES))
ALL = list(itertools.product(*KINDS))
# Any two values still meet: the other two, of three values or more each, can always complete the sum.
FULL = [case for case in ALL if sum(kind.index(value) for kind, value in zip(KINDS, case, strict=True)) % 5 == 0]
# In an ordinary run two of three of them are tried.
COVERING = [case if number % 3 else pytest.param(*case, marks=pytest.mark.soak) for number, case in enumerate(FULL)]


@pytest.mark.parametrize(("name", "language", "count", "size"), COVERING)
def test_texts_neither_overlap_nor_leave_the_page(name, language, count, size):
    """The rules of layout hold for all charts, languages, numbers of touchpoints and sizes (a covering sample; in an
    ordinary run two thirds of it)."""
    check_pages(charts.draw(subject(name, sample(language, count)), name, size=size), size)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "language", "count", "size"), ALL)
def test_texts_neither_overlap_nor_leave_the_page_anywhere(name, language, count, size):
    """The same for the whole product, with ordinary and with hostile labels, with and without hidden activities."""
    for names, hidden in itertools.product(((), HOSTILE), (True, False)):
        journey = sample(language, count, names, hidden)
        check_pages(charts.draw(subject(name, journey), name, size=size), size)


@pytest.mark.parametrize("size", ["screen", "sheet", "poster", "", None])
@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_size_is_drawn_or_refused(name, size):
    """A size that a chart lacks is refused with those that it has; the screen's and the guide's are drawn where there are
    no pages."""
    given = subject(name, sample("en", 3))
    if size in (charts.SCREEN, charts.SHEET) and name not in ("cards", "storyboard"):
        assert charts.draw(given, name, size=size).svg()
    else:
        with pytest.raises(KitError, match="slide, a4, a3"):
            charts.draw(given, name, size=size)


SOAK = pytest.mark.soak
# The journey is tried in every way in the ordinary run; of the other charts what takes long is left to the soak run.
JOURNEY_FIRST = [one if one == "journey" else pytest.param(one, marks=SOAK) for one in charts.CHARTS]


@pytest.mark.parametrize("name", charts.CHARTS)
def test_hostile_labels_are_drawn_as_plain_text(name):
    """Whatever students type is drawn: no warning, no overlap, well-formed SVG that names itself."""
    chart = charts.draw(subject(name, sample("de", 6, HOSTILE)), name)
    check_pages(chart, "slide")
    check_svg(chart)


@pytest.mark.parametrize("name", JOURNEY_FIRST)
def test_hostile_labels_are_drawn_on_pictures_and_paper(name):
    """The same as PNG and PDF."""
    chart = charts.draw(subject(name, sample("de", 6, HOSTILE)), name)
    assert chart.png().startswith(b"\x89PNG")
    assert chart.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("label", HOSTILE, ids=[f"label{i}" for i in range(len(HOSTILE))])
@pytest.mark.parametrize("name", JOURNEY_FIRST)
def test_a_hostile_label_everywhere_is_drawn_as_plain_text(name, label):
    """A journey whose every name and reason is one hostile label is drawn as well."""
    chart = charts.draw(subject(name, sample("de", 6, (label,))), name)
    check_pages(chart, "slide")
    check_svg(chart)


@pytest.mark.parametrize("name", JOURNEY_FIRST)
@pytest.mark.parametrize("size", ["a3", pytest.param("slide", marks=SOAK)])
def test_the_largest_journey_is_drawn(name, size):
    """Twelve stages and 200 activities give legible pages."""
    activities = tuple(Activity(id=f"a{i}", name=f"Touchpoint {i}", feeling=FEELINGS[i % 5]) for i in range(200))
    stages = tuple(Stage(id=f"s{i}", name=COMPOUND, activities=activities[i * 17 : (i + 1) * 17]) for i in range(12))
    largest = Journey(stages=stages[:11] + (replace(stages[11], activities=activities[187:]),))
    check_pages(charts.draw(subject(name, largest), name, size=size), size)


def otherwise(key: str) -> object:
    """Another value that matplotlib takes for a setting; None where none of these is one."""
    usual = dict.__getitem__(matplotlib.rcParamsDefault, key)
    for value in (not usual if isinstance(usual, bool) else usual, 7.5, 3, "red", "dotted", "serif", "x", "both", ["x"]):
        with suppress(Exception):
            if matplotlib.RcParams.validate[key](value) != usual:
                return value
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", charts.CHARTS)
def test_no_setting_of_a_user_reaches_a_chart(name):
    """Whatever a user's matplotlibrc or style says, of every setting that matplotlib has, a chart is the same; and what
    they have set is so afterwards."""
    journeys = subject(name, sample("de", 4))
    before = charts.draw(journeys, name).svg()
    keys = [key for key in matplotlib.rcParamsDefault if key not in ("backend", "backend_fallback")]
    theirs = {key: value for key in keys if (value := otherwise(key)) is not None}
    assert len(theirs) > 0.8 * len(keys)
    with matplotlib.rc_context(theirs):
        assert dict.__getitem__(matplotlib.rcParams, "figure.frameon") is False
        set_by_them = dict(matplotlib.rcParams)
        assert charts.draw(journeys, name).svg() == before
        assert dict(matplotlib.rcParams) == set_by_them


@given(st.text(st.characters(categories=["L", "N", "P"], max_codepoint=0x24F), min_size=1, max_size=30))
def test_a_word_is_as_wide_as_its_letters_together(word):
    """A word's width, which is put together from its letters, is what matplotlib measures of the whole word, but for a
    few hundredths: a line is not drawn wider than it was taken for."""
    for face in (fonts.legible(False), fonts.legible(True)):
        known = "".join(letter for letter in word if letter in face.letters)
        assert abs(face._word(known) - face._measured(known)) <= max(0.08, 0.03 * face._measured(known))


@pytest.mark.parametrize("stages", [3, 8, 12])
def test_no_sign_lies_on_another(stages, monkeypatch):
    """The sign for what is new never lies on the arrow or the channel beside it, on cards of any width."""
    placed, real = [], Page.icon

    def icon(page, shape, x, y, size, *colour):
        placed.append((x, y, size))
        return real(page, shape, x, y, size, *colour)

    monkeypatch.setattr(Page, "icon", icon)
    rows = [Stage(id=f"s{n}", name=f"S{n}", activities=tuple(
        Activity(id=f"a{n}-{k}", name="Live menu", new=k == 1, feeling=1) for k in range(2))) for n in range(stages)]  # fmt: skip
    charts.draw(Journey(title="Lunch", stages=tuple(rows)), "journey")
    for (x, y, size), (other_x, other_y, other) in itertools.combinations(placed, 2):
        assert max(abs(x - other_x), abs(y - other_y)) > 0.45 * (size + other), (x, y, other_x, other_y)


def test_a_folder_of_settings_that_cannot_be_written_is_no_matter(tmp_path):
    """Where matplotlib cannot keep its settings the first chart comes without a word on stderr, and later ones warn as
    ever."""
    (tmp_path / "file").touch()
    code = "import touchpoints.charts, matplotlib, logging; print(logging.getLogger('matplotlib').level)"
    environment = {**os.environ, "MPLCONFIGDIR": str(tmp_path / "file" / "folder")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("name", charts.CHARTS)
@pytest.mark.parametrize("suffix", [pytest.param(".svg", marks=SOAK), pytest.param(".png", marks=SOAK), ".pdf"])
def test_same_input_gives_the_same_bytes(name, suffix, tmp_path):
    """Drawing and saving twice gives equal files, whatever settings the notebook has."""
    journeys = subject(name, sample("lv", 12) if name == "journey" else sample("lv", 4))
    first = charts.draw(journeys, name).save(tmp_path / f"a{suffix}").read_bytes()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "other"}):
        second = charts.draw(journeys, name).save(str(tmp_path / f"b{suffix.upper()}")).read_bytes()
    assert first == second


def fingerprints(kind: str, names: Iterable[str]) -> dict[str, list[str]]:
    """Of each chart, page for page; a PDF holds all pages."""
    found = {}
    for name in names:
        chart = charts.draw(subject(name, sample("de", 4)), name)
        if kind == "pdf":
            pages = [chart.pdf()]
        else:
            pages = [chart.svg(i).encode() if kind == "svg" else chart.png(page=i) for i in range(len(chart.pages))]
        found[name] = [hashlib.sha256(page).hexdigest() for page in pages]
    return found


@pytest.mark.parametrize("kind", ["svg", pytest.param("png", marks=SOAK), pytest.param("pdf", marks=SOAK)])
def test_another_process_gives_the_same_bytes(kind, tmp_path):
    """Another process draws the same files: in another folder, language, time zone, order of hashing and of charts."""
    code = f"import json, test_charts as t; print(json.dumps(t.fingerprints('{kind}', reversed(t.charts.CHARTS))))"
    other = {"PYTHONHASHSEED": "7", "LANG": "lv_LV.UTF-8", "LC_ALL": "lv_LV.UTF-8", "TZ": "Pacific/Auckland"}
    environment = {**os.environ, **other, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == fingerprints(kind, charts.CHARTS)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_svg_names_and_describes_itself(name):
    """Its title is the first line of the chart's words, its description all of them, whatever titles and ids are."""
    journey, odd = replace(sample("en", 12), title='A <b> & "c"'), ("<" * length for length in itertools.count(1))
    stages = [
        replace(stage, id="<" * i, activities=tuple(replace(one, id=next(odd)) for one in stage.activities))
        for i, stage in enumerate(journey.stages, 1)
    ]
    chart = charts.draw(subject(name, replace(journey, stages=tuple(stages))), name)
    check_svg(chart)
    said = {child.tag.rpartition("}")[2]: child.text for child in ElementTree.fromstring(chart.svg())}
    assert said["title"] == str(chart).splitlines()[0]
    assert said["desc"].split() == str(chart).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_svg_names_its_live_marks(language):
    """The SVG of the map has a gid for every feeling point, card and stage."""
    journey = sample(language, 12)
    root = ElementTree.fromstring(charts.draw(journey).svg())
    ids = {element.get("id") for element in root.iter()}
    for touchpoint in journey.touchpoints:
        assert {f"feeling-{touchpoint.id}", f"card-{touchpoint.id}"} <= ids
    assert {f"stage-{stage.id}" for stage in journey.stages} <= ids


@given(st.text(min_size=1), st.text(min_size=1))
def test_gids_are_safe_and_distinct(one, other):
    """Ids become names that XML allows, different ones for different ids, unchanged for ordinary ids."""
    assert set(gid("card", one)) <= set(string.ascii_letters + string.digits + "-_.")
    assert (gid("card", one) == gid("card", other)) == (one == other)
    assert gid("card", "menu_notice") == "card-menu_notice"


def grounds(figure) -> list[tuple[Text, object]]:
    """Every text with the colour under its middle: that of the last filled mark made before it."""
    measured = {text: (box[:2] + box[2:]) / 2 for text, box in boxes(figure)}
    areas: list[tuple[object, np.ndarray]] = [(colours.WHITE, np.array([-np.inf, -np.inf, np.inf, np.inf]))]
    found = []
    for artist in figure.findobj(lambda one: isinstance(one, Patch) and one is not figure.patch or one in measured):
        if artist in measured:
            x, y = measured[artist]
            inside = [colour for colour, (left, low, right, high) in areas if left <= x <= right and low <= y <= high]
            found.append((artist, inside[-1]))
        elif artist.get_facecolor()[3] == 1:
            areas.append((artist.get_facecolor(), artist.get_path().get_extents().extents))
    return found


@pytest.mark.parametrize("name", charts.CHARTS)
@pytest.mark.parametrize("count", [pytest.param(0, marks=SOAK), 12, pytest.param(30, marks=SOAK)])
def test_texts_stand_out_from_what_lies_under_them(name, count):
    """The contrast of every text with the mark under it is at least 4.5 to 1, computed from the colours drawn."""
    figure = charts.draw(subject(name, sample("en", count)), name).figure
    for text, under in grounds(figure):
        assert colours.contrast(text.get_color(), under) >= colours.TEXT, text


def test_marks_stand_out_from_their_ground():
    """Points, bars and their outlines reach 3 to 1 on white and on the panels."""
    for under in (colours.WHITE, colours.PANEL):
        for mark in (
            *(colours.feeling(value) for value in FEELINGS),
            colours.strong(colours.PURPLE),
            colours.INK,
            colours.SOFT,
        ):
            assert colours.contrast(mark, under) >= colours.MARK


EYES = ("protanomaly", "deuteranomaly", "tritanomaly")


def seen(colour, eyes: str) -> np.ndarray:
    """The colour with one of the three deficiencies, simulated in full (Machado et al. 2009), or in "grey"."""
    if eyes == "grey":
        lightness = cspace_convert(to_rgb(colour), "sRGB1", "CIELab")[0]
        return np.clip(cspace_convert([lightness, 0, 0], "CIELab", "sRGB1"), 0, 1)
    space = {"name": "sRGB1+CVD", "cvd_type": eyes, "severity": 100}
    return np.clip(cspace_convert(to_rgb(colour), space, "sRGB1"), 0, 1)


def check_apart(shades: Iterable, eyes: str, least: float = 10) -> None:
    """Any two of the colours differ for these eyes."""
    for one, other in itertools.combinations([seen(shade, eyes) for shade in shades], 2):
        assert deltaE(one, other, input_space="sRGB1") > least


@pytest.mark.parametrize("eyes", EYES)
def test_good_and_bad_differ_for_all_eyes(eyes):
    """Blue, vermilion and grey stay apart in the three deficiencies."""
    check_apart([colours.feeling(value) for value in (1, 0, -1)], eyes)


@pytest.mark.parametrize("eyes", EYES)
def test_shades_of_opinions_differ_for_all_eyes(eyes):
    """The five levels in the bars of a class, as they are drawn, stay apart as well."""
    activities = [Activity(id="a", name="a", feeling=value) for value in FEELINGS]
    figure = charts.draw([Journey(unplaced=(one,)) for one in activities], "opinions").figure
    [bar] = [group for group in figure.artists if group.get_gid() == gid("feeling", "a")]
    shades = [part.get_facecolor() for part in bar.get_children() if isinstance(part, Patch)]
    assert len(shades) == len(FEELINGS)
    check_apart(shades, eyes)


def test_feelings_are_told_apart_without_colour():
    """In grey the height of a point, its level's word and a hollow middle say what colour says."""
    journey = sample("en", 7, hidden=False)
    figure = charts.draw(journey).figure
    marks = {
        group.get_gid(): group.get_children()[0]
        for group in figure.artists
        if (group.get_gid() or "").startswith("feeling-")
    }
    heights = {}
    for touchpoint in journey.touchpoints:
        disc = marks[gid("feeling", touchpoint.id)] if not touchpoint.new else None
        if disc is not None:
            heights.setdefault(touchpoint.feeling, set()).add(round(disc.get_path().get_extents().ymax, 3))
            assert (to_rgb(disc.get_facecolor()) == (1, 1, 1)) == (touchpoint.feeling is None)
    assert all(len(found) == 1 for found in heights.values())
    rated = sorted(value for value in heights if value is not None)
    assert [max(heights[value]) for value in rated] == sorted(max(heights[value]) for value in rated)
    texts = {text.get_text() for text in figure.findobj(Text)}
    assert {words.of("en").feeling(value) for value in FEELINGS} <= texts


def test_curve_joins_rated_neighbours_only():
    """The curve passes through every rated point of a run and stops where a touchpoint is not rated."""
    activities = [Activity(id=str(i), name="a", feeling=f) for i, f in enumerate((1, 2, None, -1, 0))]
    figure = charts.draw(Journey(stages=(Stage(id="s", name="s", activities=tuple(activities)),))).figure
    curve = next(
        p for p in figure.findobj(Patch) if p.get_facecolor()[3] == 0 and p.get_linewidth() > 2 and p.get_edgecolor()[3]
    )
    codes = list(curve.get_path().codes)
    assert codes.count(curve.get_path().MOVETO) == 2
    assert codes.count(curve.get_path().CURVE4) == 2 * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_peak_low_and_end_stand_on_the_map(language):
    """Their words are drawn, and the reasons of peak and low."""
    case = reader.read("school-lunch", language).case
    say = words.of(language)
    texts = " ".join(text.get_text() for text in charts.draw(case, size="a4").figure.findobj(Text)).replace("\n", " ")
    for word in ("chart.peak", "chart.low", "chart.end"):
        assert say(word) in texts
    assert case.peak.why in texts and case.low.why in texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["journey", "storyboard"])
def test_a_way_that_has_only_begun_has_no_end(name, language):
    """While the last stage has no rated touchpoint, neither picture nor words speak of an end; peak and low are there,
    and the words say that the end is missing."""
    lesson, say = reader.read("online-shop", language), words.of(language)
    begun, whole = (charts.draw(one, name, size="a4") for one in (lesson.example, lesson.case))
    drawn = [" ".join(text.get_text() for text in chart.figure.findobj(Text)) for chart in (begun, whole)]
    assert [say("chart.end") in text for text in drawn] == [False, True]
    assert all(say(word) in drawn[0] for word in ("chart.peak", "chart.low"))
    one = replace(lesson.example, stages=(rated(lesson.example.stages[0], 1), *lesson.example.stages[1:]))
    for journey, key in ((lesson.example, "begun"), (one, "begun_flat"), (lesson.case, "point")):
        first, _, _ = charts.describe(journey, name).partition("\n")
        assert first.startswith(say(f"chart.{name}.{key}").partition("{title}")[0])
        assert (say(f"chart.{name}.begun_flat").split("{title}")[1].partition(":")[0] in first) == (key != "point")


def rated(stage: Stage, feeling: int) -> Stage:
    """The stage with the same feeling everywhere."""
    return replace(stage, activities=tuple(replace(one, feeling=feeling) for one in stage.activities))


def test_words_begin_with_the_point_and_list_everything():
    """Start, peak, low and end first; then every touchpoint with stage, channel, direction, feeling and reason."""
    case = reader.read("school-lunch", "en").case
    first, *rest = charts.describe(case).splitlines()
    assert first == (
        f"Journey map of “{case.title}”: starts good, highest point “{case.peak.name}” (very good), "
        f"lowest point “{words.of('en').inside(case.low.name)}” (very bad), ends good."
    )
    for number, touchpoint in enumerate(case.touchpoints, 1):
        line = next(line for line in rest if line.startswith(f"{number}. "))
        for part in (touchpoint.name, touchpoint.why, words.of("en").feeling(touchpoint.feeling)):
            assert part in line
    hidden = [activity for activity in case.activities if not activity.is_touchpoint]
    assert len(rest) == 1 + len(case.touchpoints) + len(hidden)


@pytest.mark.parametrize("name", charts.CHARTS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", COUNTS)
def test_words_name_every_touchpoint_on_a_line_of_its_own(name, language, count):
    """The words are lines of plain text, complete in every language and also for empty and unrated journeys."""
    journeys = subject(name, sample(language, count, HOSTILE))
    lines = charts.describe(journeys, name).splitlines()
    assert len(lines) >= 1 + (count if name == "journey" else 0)
    assert charts.describe([replace(one, language="en") for one in journeys], name, language).splitlines() == lines
    unrated = [replace(one, stages=(), unplaced=(Activity(id="a", name="a"),)) for one in journeys]
    assert charts.describe(unrated, name).splitlines()


def test_compare_says_in_a_word_what_changed_in_each_stage():
    """Under each stage, and in the words, stands whether it feels better, worse or the same; and nowhere a figure with a
    sign, which a child has not learned to read."""
    case = reader.read("school-lunch", "de")
    chart = charts.draw([case.case, case.improved], "compare")
    texts = [text.get_text() for text in chart.figure.findobj(Text)]
    assert texts.count("besser") == 1 and texts.count("gleich") == len(case.case.stages) - 1
    assert "1 neuer Touchpoint" in str(chart).splitlines()[0]
    assert f"{case.case.stages[2].name}: besser." in str(chart)
    assert not re.search(r"[+−-]\d", "".join(texts) + str(chart))


def test_compare_marks_what_is_left_out():
    """A touchpoint that only the first journey has stays on the chart, marked, with its old feeling."""
    before = Journey(
        title="x", stages=(Stage(id="s", name="s", activities=(Activity(id="a", name="Fax", feeling=-1),)),)
    )
    after = replace(before, stages=(replace(before.stages[0], activities=()),))
    chart = charts.draw([before, after], "compare")
    assert any(text.get_text() == "left out" for text in chart.figure.findobj(Text))
    assert "Fax – left out, before bad." in str(chart)


@pytest.mark.parametrize("room", [(300, 300), (390, 844), (844, 390)])
@pytest.mark.parametrize("name", charts.CHARTS)
def test_every_chart_is_drawn_for_a_phone_and_for_the_least_room(name, room):
    """On the whole screen of a phone every chart is drawn, and in a step's least room, empty or full."""
    for count in (0, 12):
        journeys = subject(name, sample("de", count))
        assert charts.draw(journeys, name, "de", "slide", box=room).svg()
        if name in ("journey", "compare", "opinions"):
            assert charts.draw(journeys, name, "de", charts.PRESENT, box=room).svg()


@pytest.mark.parametrize(("count", "room"), [(5, (820, 500)), (12, (820, 500)), (12, (976, 400)), (15, (1232, 400))])
def test_an_arrow_never_lies_on_a_channel(count, room, monkeypatch):
    """However many cards stand in a row, a card's signs stand side by side."""
    drawn, icon = [], Page.icon

    def noted(page, shape, x, y, size, *colour):
        drawn.append((x, y, size / 2, page.unit))
        return icon(page, shape, x, y, size, *colour)

    monkeypatch.setattr(Page, "icon", noted)
    journey = sample("de", count, ("Kasse", "Karte", "Beleg"), hidden=False)
    charts.draw(journey, "journey", "de", charts.PRESENT, box=room)
    assert len(drawn) >= count
    for (x, y, half, unit), (other, there, its, _) in itertools.combinations(drawn, 2):
        assert abs(y - there) > 0.1 * unit or abs(x - other) >= half + its, (x, other)


@given(st.dictionaries(st.sampled_from(FEELINGS), st.integers(0, 30)).map(lambda hands: tuple(hands.items())))
def test_a_class_of_two_minds_is_named_by_both(hands):
    """The two levels that are named are the most raised on either side of the middle, two levels apart or more; and a
    class is of two minds exactly when the middle half of it lies so far apart."""
    low, _, high = opinions.raised(hands).quartiles or (0, 0, 0)
    apart = opinions.split(hands)
    assert bool(apart) == (high - low >= 2)
    if apart:
        (level, count), (other, fewer) = apart
        assert abs(level - other) >= 2 and count >= fewer > 0
        assert {count, fewer} == {max(n for one, n in hands if one >= high), max(n for one, n in hands if one <= low)}


def test_opinions_counts_several_journeys_by_name():
    """Touchpoints with the same name are one bar; the words give the counts of each level."""
    one = Journey(title="x", unplaced=(Activity(id="a", name="The Till", feeling=2),))
    two = Journey(title="x", unplaced=(Activity(id="b", name="the till ", feeling=-1), Activity(id="c", name="App")))
    assert charts.describe([one, two], "opinions").splitlines() == [
        "Good and bad touchpoints of “x” in 2 journeys, by number of ratings: 1 good, 0 neutral, 1 bad.",
        "1. The Till: very good 1, bad 1.",
        "2. App: not rated yet 1.",
    ]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (([Journey()], "mystery"), "journey, compare, .*, cards"),
        (([Journey()], "journey", "fr"), "en, de, lv"),
        (([Journey()], "journey", "en", "poster"), "slide, a4, a3"),
        (([Journey()] * 3, "compare"), "before, after"),
        (([Journey(), Journey()], "journey"), "one journey"),
        (([], "opinions"), "at least one"),
    ],
)
def test_errors_say_what_to_give(arguments, part):
    """An unknown chart, language or size and a wrong number of journeys name what is possible."""
    with pytest.raises(KitError, match=part):
        charts.draw(*arguments)


def test_unknown_ending_is_refused(tmp_path):
    """Saving names the endings that are possible and writes nothing."""
    with pytest.raises(KitError, match=r"\.svg, \.png, \.pdf"):
        charts.draw(Journey()).save(tmp_path / "map.jpg")
    assert not list(tmp_path.iterdir())


def test_chart_shows_itself_as_a_picture_with_alternative_text():
    """Jupyter gets the words and an image that carries them, escaped; never a bare picture."""
    chart = charts.draw(Journey(title='"><script>', unplaced=(Activity(id="a", name="x", feeling=1),)))
    bundle = chart._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"} and bundle["text/plain"] == str(chart)
    image = ElementTree.fromstring(bundle["text/html"])[0]
    assert "<script>" not in bundle["text/html"] and 'alt="Journey map of “&quot;&gt;' in bundle["text/html"]
    assert image.get("alt").split() == str(chart).split()
    assert image.get("src").startswith("data:image/png;base64,")


def test_nothing_global_changes():
    """Importing and drawing leave matplotlib's settings and list of fonts as they were, and load no pyplot."""
    code = (
        "import sys, matplotlib, matplotlib.font_manager as f; s = matplotlib.rcParams.copy(); n = len(f.fontManager.ttflist);"
        "from touchpoints import charts; from touchpoints.model.journey import Journey; charts.draw(Journey()).svg();"
        "assert matplotlib.rcParams.copy() == s and len(f.fontManager.ttflist) == n;"
        "assert not {'matplotlib.pyplot', 'ipywidgets', 'superqt'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
    assert font_manager.fontManager is not None


def test_every_channel_direction_and_sign_has_its_own_icon():
    """All icons exist in the typeface; channels differ from each other; an unknown channel has the neutral one."""
    drawn = [icons.channel(channel).vertices.tobytes() for channel in CHANNELS]
    assert len(set(drawn)) == len(CHANNELS) == len(icons.CHANNELS)
    assert set(icons.DIRECTIONS) == set(DIRECTIONS)
    codes = {*icons.CHANNELS.values(), *icons.DIRECTIONS.values(), *icons.SIGNS.values(), icons.OTHER, icons.NONE}
    assert codes <= set(icons._font().get_charmap())
    assert icons.channel("Zirkus") is icons.channel("anything else") is not icons.channel("")


@pytest.mark.parametrize("name", [*CHANNELS, *DIRECTIONS, "sign.new", "", "<b>"])
def test_inline_icons_are_well_formed(name):
    """The inline SVG has one path in the text's colour and is hidden from screen readers."""
    root = ElementTree.fromstring(icons.svg(name, 16))
    assert root.get("aria-hidden") == "true" and root.get("width") == "16"
    assert [child.get("fill") for child in root] == ["currentColor"]


LABELS = st.one_of(
    st.text(max_size=120), st.sampled_from(HOSTILE), st.lists(st.sampled_from(COMPOUND.split("s"))).map(" ".join)
)


@given(LABELS, st.floats(4, 40), st.integers(1, 3), st.booleans(), st.sampled_from(LANGUAGES))
def test_fitted_labels_keep_to_their_width_and_lines(label, width, lines, bold, language):
    """A label never takes more lines or more width than it has; a whole one has lost no letter."""
    fitted = fit(label, width, lines, bold, language)
    assert len(fitted.lines) <= lines
    assert fitted.width <= width * 1.001
    prepared, face = fonts.prepare(label, bold)
    assert face.letters.issuperset("".join(fitted.lines))
    if fitted.whole:
        letters = "".join(fitted.lines).replace(" ", "").replace("-", "")
        assert letters == prepared.replace(" ", "").replace("-", "")
    else:
        assert fitted.lines[-1].endswith("…")


def test_a_letter_of_no_typeface_becomes_a_box():
    """Emoji that no font has show as a box; those it has, and Arabic, show as themselves."""
    assert fonts.prepare("Bus 🚌", False)[0] == f"Bus {fonts.MISSING}"
    assert fonts.prepare("☺ سلام", False)[0] == "☺ سلام"
    assert fonts.prepare("Ķīlis–Übung “x” …", True)[1] is fonts.legible(True)


def test_a_sample_covers_every_pair_of_values():
    """The sample, tried whole with --soak, meets every chart with every language, number and size, and so on for all pairs."""
    for one, other in itertools.combinations(range(4), 2):
        wanted = {(case[one], case[other]) for case in ALL}
        assert {(case[one], case[other]) for case in FULL} == wanted, json.dumps([one, other])


@pytest.mark.soak
def test_the_gallery_shows_every_chart_in_every_language(tmp_path):
    """Its page has a picture of each chart of each lesson in each language; no picture is missing, left off or broken."""
    page = gallery.build(tmp_path)
    shown = re.findall(r'<img [^>]*src="([^"]+)"', page.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.svg"))
    for folder, name in itertools.product(itertools.product(reader.ids(), LANGUAGES), charts.CHARTS):
        assert any(src.startswith("/".join((*folder, f"{name}-"))) for src in shown), (folder, name)
    for src in shown:
        ElementTree.parse(tmp_path / src)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_parted_as_pyphen_parts_them(language):
    """Reading only the patterns that can touch a word parts it exactly as the whole dictionary does, but for what nobody
    could say: no part is without a vowel, and none ends inside sch, ch or ck."""
    whole = pyphen.Pyphen(lang=hyphenation._DICTIONARIES[language], left=hyphenation.LEFT, right=hyphenation.RIGHT)
    prose = (reader.content() / "lessons" / "school-lunch" / f"{language}.md").read_text(encoding="utf-8")
    found = {
        word
        for word in prose.split()
        if hyphenation.LEAST <= len(word) <= hyphenation.MOST and not set(word) & set("-/")
    }
    assert len(found) > 400
    kept = {word: list(hyphenation.places(word, language)) for word in found | {"Tablettrückgabe"}}
    for word in found:
        assert set(kept[word]) <= set(whole.positions(word))
        assert set(hyphenation._points(word.lower(), language)) >= set(whole.positions(word))
    for word, places in kept.items():
        parts = [word[start:end].lower() for start, end in itertools.pairwise((0, *places, len(word)))]
        assert all(set(unicodedata.normalize("NFD", part)) & set("aeiouy") for part in parts[1:]), parts
        assert not re.search("s-ch|c-h|c-k", "-".join(parts)), parts
    assert sum(map(len, kept.values())) > 0.95 * sum(len(whole.positions(word)) for word in found)

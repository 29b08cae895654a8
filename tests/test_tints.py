"""The map coloured by direction or by department."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from msgspec.structs import replace
from test_charts import EYES, HOSTILE, check_apart, check_layout, sample

from touchpoints import charts
from touchpoints.charts.parts import colours, tints
from touchpoints.charts.parts.page import gid
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.model.errors import KitError
from touchpoints.model.journey import DIRECTIONS, Activity, Journey, Stage

SAY = words.of("en")


def journey(*departments: str) -> Journey:
    made = tuple(Activity(id=f"t{i}", name=f"T{i}", department=name, feeling=1) for i, name in enumerate(departments))
    return Journey(title="x", stages=(Stage(id="s", name="S", activities=made),))


@pytest.mark.parametrize("by", ["direction", "department"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("count", "size"),
    [
        (12, "slide"),
        *(
            pytest.param(*case, marks=pytest.mark.soak)
            for case in ((30, "a4"), (0, "slide"), (1, "a4"), (12, "a3"), (30, "slide"))
        ),
    ],
)
def test_a_coloured_map_keeps_the_rules_of_layout(by, language, count, size):
    """With the key to the colours nothing overlaps or leaves the page either."""
    for names in ((), HOSTILE):
        check_layout(charts.draw(sample(language, count, names), colour=by, size=size).figure, size)


@given(st.lists(st.sampled_from(["", "Sales", "Service", "Marketing", "IT", "Finance", "Law", "Press", "Store"])))
def test_every_touchpoint_is_in_one_group(departments):
    """Groups share nothing and leave nothing out; at most six departments have a name and colour of their own."""
    found = tints.groups(journey(*departments).touchpoints, "department", SAY)
    members = [id for group in found for id in group.members]
    assert sorted(members) == sorted(f"t{i}" for i in range(len(departments)))
    assert len(set(group.sign for group in found)) == len(found) <= tints.MOST + 2
    assert all((group.colour == colours.NEUTRAL) == (group.sign in "+–") for group in found)


def test_the_rarest_departments_share_a_group():
    """Beyond six departments those with most touchpoints keep their names."""
    names = "ABCDEFGH"
    found = tints.groups(journey(*names, *names[2:]).touchpoints, "department", SAY)
    assert [group.name for group in found] == [*"CDEFGH", "2 other departments"]


def test_points_have_the_colour_of_their_group():
    """A point is drawn in its department's colour, and its card carries the department's letter."""
    chart = charts.draw(journey("Sales", "", "Sales", "Service"), colour="department")
    marks = {artist.get_gid(): artist for artist in chart.figure.artists if artist.get_gid()}
    for id, letter, colour in (
        ("t0", "A", colours.category(0)),
        ("t1", "–", colours.NEUTRAL),
        ("t3", "B", colours.category(1)),
    ):
        assert marks[gid("feeling", id)].members[0].get_facecolor()[:3] == to_rgb(colour)
        assert letter in [one.get_text() for one in marks[gid("card", id)].members if isinstance(one, Text)]


@pytest.mark.parametrize("by", ["direction", "department"])
def test_words_name_every_group(by):
    """The words end with a line a group that gives its touchpoints' numbers."""
    subject = replace(sample("en", 5, hidden=False), unplaced=())
    lines = charts.describe(subject, colour=by).splitlines()
    assert lines[: -len(tints.groups(subject.touchpoints, by, SAY))] == charts.describe(subject).splitlines()
    assert any(line.endswith("no. 1, 4.") for line in lines) == (by == "direction")


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_options_are_refused(language):
    """A wrong option or value names what is possible, in the reader's language."""
    for options, part in (({"color": "direction"}, "colour"), ({"colour": "mood"}, "direction, department")):
        with pytest.raises(KitError, match=part):
            charts.draw(journey("Sales"), language=language, **options)


@pytest.mark.parametrize("eyes", [*EYES, "grey"])
def test_groups_are_told_apart_by_all_eyes(eyes):
    """Neighbouring colours differ in the three deficiencies (simulated in full) and in grey; signs differ anyway."""
    check_apart([*colours.CATEGORIES, colours.NEUTRAL], eyes, least=4 if eyes == "grey" else 10)


def test_directions_have_colours_of_their_own():
    """There are as many colours as directions at least, and white can be read on each."""
    assert len(colours.CATEGORIES) >= len(DIRECTIONS)
    assert all(colours.contrast(colour, colours.WHITE) >= colours.TEXT for colour in colours.CATEGORIES)

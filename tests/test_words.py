"""The words of the interface: complete in every language, all of them used; numbers and plurals the reader's way."""

from __future__ import annotations

import ast
import gettext
import re
import string
import warnings
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from touchpoints import rubric
from touchpoints.charts.cards import roles
from touchpoints.classroom import collected
from touchpoints.exchange import formats, tables
from touchpoints.files import json_files
from touchpoints.jupyter import api, teacher
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import lesson
from touchpoints.model import contact_frequency, importance_performance, journey, work
from touchpoints.model.errors import KitError
from touchpoints.publish.report import workbook
from touchpoints.steps import begin, keepsake, overview, pictures, played, role_play
from touchpoints.storage import archive

PACKAGE = words.FOLDER.parents[1]


def catalogue(language: str) -> Catalog:
    with open(words.FOLDER / f"{language}.po", "rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


CATALOGUES = {language: catalogue(language) for language in LANGUAGES}


def key_of(message: object) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def entries(language: str) -> dict[str, tuple[str, ...]]:
    """Each entry's name with its texts: one, or one for each plural form."""
    return {
        key_of(message): (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in CATALOGUES[language]
        if message.id
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


ENGLISH = entries("en")


# The catalogues among themselves.


def test_the_catalogues_are_the_languages() -> None:
    """There is a catalogue for each language and no other."""
    assert {path.stem for path in words.FOLDER.glob("*.po")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_entries(language: str) -> None:
    """Every language has the same entries, in the singular or with plurals alike."""
    theirs = entries(language)
    assert theirs.keys() == ENGLISH.keys()
    plural = {key_of(m) for m in CATALOGUES[language] if m.pluralizable}
    assert plural == {key_of(m) for m in CATALOGUES["en"] if m.pluralizable}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_twice(language: str) -> None:
    """No entry stands twice in a file, where the first would silently lose."""
    names = re.findall(r'^msgid "(.+)"$', (words.FOLDER / f"{language}.po").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty(language: str) -> None:
    """Every entry and every plural form has words, in as many forms as the language has; none is fuzzy or obsolete."""
    for key, texts in entries(language).items():
        plural = len(texts) > 1
        assert all(text.strip() for text in texts), key
        assert len(texts) == (CATALOGUES[language].num_plurals if plural else 1), key
    assert not [key_of(m) for m in CATALOGUES[language] if m.fuzzy] and not CATALOGUES[language].obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_placeholders(language: str) -> None:
    """An entry has the same placeholders in every language and every plural form."""
    for key, texts in entries(language).items():
        expected = placeholders(ENGLISH[key][0])
        assert [placeholders(text) for text in texts] == [expected] * len(texts), key


# The entries and the code.

_CALLERS = {"words", "say", "w", "interface", "self"}


def _speaks(node: ast.expr) -> bool:
    """Whether this is one of the names under which the words go, such as `say`, `self.words` or `words.of(…)`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute | ast.Name) and _last(node.func) == "of"
    return _last(node) in _CALLERS


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.expr) -> Iterator[str]:
    """The names that an argument can have, with "*" for what is computed."""
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def calls(path: Path) -> Iterator[tuple[str, set[str] | None, bool]]:
    """Each call for words in a module: the entry's name, the values given (None: not all are known), whether plural."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        counts = isinstance(node.func, ast.Attribute) and node.func.attr == "count" and _speaks(node.func.value)
        if counts or _speaks(node.func):
            values = {one.arg for one in node.keywords if one.arg}
            known = (
                None if any(one.arg is None for one in node.keywords) else values | ({"number"} if counts else set())
            )
            for key in _texts(node.args[0]):
                yield key, known, counts


_IN_TEMPLATE = re.compile(
    r"""\bw(\.count)?\(\s*(?:"([^"]+)"|'([^']+)'|(\w+))(\s*~\s*[^,)]+)?(?:\s*~\s*['"]([^'"]+)['"])?"""
)


def template_keys(path: Path) -> Iterator[str]:
    """The names in a template: `w("map.title")`, `w("direction." ~ way)`, `w(step ~ ".title")`."""
    for match in _IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
        constant, computed = match[2] or match[3], match[5]
        if constant:
            yield constant + ("*" if computed else "")
        else:
            tail = re.search(r"""['"]([^'"]+)['"]""", match[5] or "")
            yield f"*{tail[1] if tail else ''}"


def constants(folder: str = "") -> set[str]:
    """Every string constant of the package, or of a folder in it: entries whose names stand in a table and are looked
    up elsewhere."""
    found = set()
    for path in (PACKAGE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.update(_texts(node))
    return found


@pytest.mark.parametrize(
    ("language", "said"),
    {"en": "“A sign: ‘Back soon’”", "de": "„Ein Schild: ‚Gleich da‘“", "lv": "„Zīme: ‚Tūlīt būšu’”"}.items(),
)
def test_quotation_marks_within_others(language: str, said: str) -> None:
    """What stands in quotation marks and has some itself gets the inner ones; elsewhere it stays as it was written."""
    own = said[1:-1].translate(str.maketrans("‘’‚", {"en": "“”x", "de": "“x„", "lv": "x”„"}[language]))
    assert own != said[1:-1] and said in words.of(language)("code.no_touchpoint", name=own)
    assert own in words.of(language)("hand_in.done", time=own)


CALLS = [(path, *call) for path in sorted(PACKAGE.rglob("*.py")) for call in calls(path)]
IN_TEMPLATES = [(path, key) for path in sorted(PACKAGE.rglob("*.html")) for key in template_keys(path)]
# What a rule of the checklist may find: it names the entry without its family. (That all of them are there is seen where
# each is noticed, in test_checklist.py.)
FOUND = [key[5:] for key in ENGLISH if key.startswith("rule.") and key[5:] in constants("lessons/quality")]
# Families of entries, and the data that names their members.
PLANS, KEPT = ("short", "two"), ("yes", "partly", "no")
FAMILIES = {
    "collect.*": ({*collected.REASONS} - {"newer"}) | {"moving"},
    "desk.name_first.*": ("student", "class"),
    "room.*": api.SAID,
    "teacher.*": teacher.SAID,
    "overview.*": (*overview.VIEWS, "one", "other"),
    "what.*": [what.replace(" ", "_") for what in json_files.COUNTED],
    "feeling.*": [*map(str, journey.FEELINGS), "none"],
    "channel.*": [*journey.CHANNELS, "none"],
    "direction.*": journey.DIRECTIONS,
    "visible.*": journey.VISIBLE_TO,
    "happens.*": get_args(journey.Happening),
    "idea.*": journey.ELEVEN_KINDS,
    "identify.*": ("open", "one_side"),
    "identify.ask.*": ("class", "student"),
    "spoken.*": journey.CHANNELS,
    "plan.*": PLANS,
    "start.plan_*": PLANS,
    "prose.plan_*": PLANS,
    "kept.*": KEPT,
    "chart.hidden.*": [side for side in journey.VISIBLE_TO if side != "both"],
    "design.*": ("like", "wish", "what_if"),
    "discuss.*": ("good", "bad"),
    "discuss.why_*": ("best", "worst"),
    "role_play.*": (*played.ROLES, "watch_feeling", "promises", "helped"),
    "prose.*": ("touchpoint", "channel", "direction", "visible", "stage", "feeling", "why", "department", "importance",
                "alone", "pairs", "group", "board"),
    "desk.ask.*": ("class", "student"),
    **{f"{key}.*": ("class", "student") for key in ("exit.done", "exit.can", "quiz.done")},
    "earlier.*": get_args(archive.Reason),
    "desk.hint.*": ("class", "student"),
    "desk.keep_*": tuple(keepsake.MADE),
    "desk.leave.*": ("class", "student"),
    "chart.*": ("peak", "low", "end"),
    "chart.cards.thing.*": roles.THINGS,
    "design.ask.*": ("class", "student"),
    "found.*": work.STEPS,
    "role_play.page.*": role_play.PAGES,
    "role_play.phase.*": role_play.PHASES,
    "role_play.shut.*": ("class", "student"),
    "chart.compare.*": ("before", "after", "better", "worse", "same", "unknown"),
    "chart.priority.*": (*importance_performance.FIELDS, "up", "across", "unplaced"),
    "chart.priority.importance.*": [*map(str, importance_performance.LEVELS)],
    "chart.priority.missing.*": importance_performance.MISSING,
    "chart.frequency.*": ("benefit", "greatest", "nothing", "adds", "helps", "harms"),
    "chart.frequency.towards.*": contact_frequency.IDEALS,
    "chart.frequency.many.*": contact_frequency.IDEALS,
    "chart.frequency.count.*": contact_frequency.IDEALS,
    **{
        f"chart.*.{end}": ("journey", "storyboard")
        for end in ("point", "flat", "begun", "begun_flat", "empty", "unrated")
    },
    "chart.storyboard.look.*": [*map(str, journey.FEELINGS), "none"],
    "chart.visibility.*": journey.VISIBLE_TO,
    "chart.departments.*": ("after", "otherwise"),
    "*.title": (*lesson.SECTIONS, "quiz", "game", "frequency", "begin", "hand_in", "who"),
    "game.*": journey.VISIBLE_TO,
    "picture.*": pictures.NAMES,
    "picture.own.*": ("class", "student"),
    "begin.*": begin.SUGGESTED,
    "rule.*": FOUND,
    "report.*": ("disputed", "quiz", "exit", "ideas"),
    "column.*": {*workbook.STUDENTS, *workbook.TOUCHPOINTS, *tables.FIELDS},
    "hint.*": tables.FIELDS,
    "field.*": (*formats.OF_JOURNEY, "stages", "id", "hands"),
    "level.*": [*map(str, range(rubric.TOP + 1))],
    "judge.*": [name for names in rubric.FOR_TEACHER.values() for name in names],
}


def members(family: str) -> set[str]:
    return {family.replace("*", one) for one in FAMILIES[family]}


def test_the_scan_finds_the_calls() -> None:
    """The scan that the next tests stand on sees calls in modules and templates, plurals and families."""
    found = {key for _, key, _, _ in CALLS}
    assert {"desk.refused", "open.touchpoints", "direction.*", "*.title", "error.not_json"} <= found
    assert {"desk.begin", "identify.count", "visible.*", "*.title", "role_play.*"} <= {key for _, key in IN_TEMPLATES}


def test_every_entry_that_is_asked_for_exists() -> None:
    """No module and no template asks for an entry that the catalogues lack; every family's members are there."""
    asked = [(path.name, key) for path, key, _, _ in CALLS] + [(path.name, key) for path, key in IN_TEMPLATES]
    for name, key in asked:
        if "*" not in key:
            assert key in ENGLISH, f"{name} asks for {key}"
        elif key != "*":
            assert key in FAMILIES, f"{name} asks for {key}: name its members in FAMILIES"
    for family in FAMILIES:
        assert members(family) <= ENGLISH.keys(), family


def test_every_entry_is_used() -> None:
    """No entry lies unused: each is named in the code or a template, or belongs to a family that is asked for."""
    named = {key for _, key, _, _ in CALLS} | {key for _, key in IN_TEMPLATES}
    used = constants() | named
    for family in named & FAMILIES.keys():
        used |= members(family)
    assert sorted(ENGLISH.keys() - used) == []


def test_every_family_is_asked_for() -> None:
    """No family stands in this test's list that nobody asks for any more."""
    assert sorted(FAMILIES.keys() - {key for _, key, _, _ in CALLS} - {key for _, key in IN_TEMPLATES}) == []


def test_calls_give_the_placeholders_values() -> None:
    """A call gives exactly the values that its entry has placeholders for, and a plural entry is asked for as one."""
    plural = {key_of(m) for m in CATALOGUES["en"] if m.pluralizable}
    for path, key, values, counts in CALLS:
        if key in ENGLISH:
            assert counts == (key in plural), f"{path.name}: {key}"
            if values is not None:
                assert values == placeholders(ENGLISH[key][0]), f"{path.name}: {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_data(language: str) -> None:
    """Every feeling, known channel, direction and step has a word in each language, and no two feelings the same."""
    say = words.of(language)
    feelings = [say.feeling(value) for value in (*journey.FEELINGS, None)]
    assert len(set(feelings)) == len(feelings)
    assert len({say.channel(channel) for channel in (*journey.CHANNELS, "")}) == len(journey.CHANNELS) + 1
    assert all(say(f"{step}.title") for step in work.STEPS)
    assert say.channel("carrier pigeon {x}") == "carrier pigeon {x}"


# Asking.


def test_a_missing_entry_is_our_mistake() -> None:
    """A name that the catalogue lacks is a KeyError, never shown as if it were a word."""
    with pytest.raises(KeyError, match="no.such"):
        words.of("en")("no.such")
    with pytest.raises(KeyError, match="no.such"):
        words.of("en").count("no.such", 2)


@given(st.text(max_size=30))
def test_a_students_text_stays_as_it_is(text: str) -> None:
    """Braces and anything else in a value are put in as they are."""
    assert text in words.of("lv")("quote", text=text)


@pytest.mark.parametrize("language", ["fr", "", "EN", "../en", "x" * 1000])
def test_an_unknown_language_lists_the_known(language: str) -> None:
    """An unknown language is a message of bearable length that lists the known ones."""
    with pytest.raises(KitError) as error:
        words.of(language)
    assert all(known in str(error.value) for known in LANGUAGES) and len(str(error.value)) < 200


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "lv_LV"}, "lv"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "lv_LV.UTF-8"}, "lv"),
        ({"LANG": "nonsense!"}, "en"),
    ],
)
def test_readers_language(variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's language where it is one of ours, else English; never an error."""
    for name in ("LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert words.readers_language() == expected


# Numbers and plurals.

SIGN = {"en": ".", "de": ",", "lv": ","}


@pytest.mark.parametrize("language", LANGUAGES)
@given(tenths=st.integers(-9999, 9999))
def test_numbers(language: str, tenths: int) -> None:
    """A number has at most one decimal after the reader's sign and a true minus; nought has no sign."""
    say, value = words.of(language), tenths / 10
    whole, tenth = divmod(abs(tenths), 10)
    expected = f"{whole}{SIGN[language]}{tenth}" if tenth else f"{whole}"
    assert say.number(value) == ("−" if value < 0 else "") + expected
    assert say.signed(value) == ("−" if value < 0 else "+" if value > 0 else "") + expected


@given(st.floats(-1, 1))
def test_no_signed_nought(value: float) -> None:
    """What rounds to nought is nought, without a sign."""
    for language in LANGUAGES:
        say = words.of(language)
        assert say.signed(value) not in ("+0", "−0", "-0") and say.number(value) not in ("−0", "-0")


# Which form a number takes, from each language's grammar: the first is the singular.
FORMS = {
    "en": {0: 1, 1: 0, 2: 1, 10: 1, 11: 1, 21: 1, 101: 1, 111: 1},
    "de": {0: 1, 1: 0, 2: 1, 10: 1, 11: 1, 21: 1, 101: 1, 111: 1},
    "lv": {0: 2, 1: 0, 2: 1, 10: 1, 11: 1, 21: 0, 101: 0, 111: 1},  # what ends in 1, but not in 11; nought has its own
}
NEW = {
    "en": ("new touchpoint", "new touchpoints"),
    "de": ("neuer Touchpoint", "neue Touchpoints"),
    "lv": ("jauns kontaktpunkts", "jauni kontaktpunkti", "jaunu kontaktpunktu"),
}
PLURAL = [key_of(m) for m in CATALOGUES["en"] if m.pluralizable]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_rule(language: str) -> None:
    """A number is followed by the word in the form that the language has for it: in Latvian 21 and 101 as 1, 11 and 111
    not; nought has a form of its own there."""
    for n, form in FORMS[language].items():
        assert words.of(language).count("chart.compare.new", n) == f"{n} {NEW[language][form]}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", PLURAL)
def test_plural_forms(key: str, language: str) -> None:
    """So it is with every entry that counts."""
    say, texts = words.of(language), entries(language)[key]
    values = {name: "…" for name in placeholders(texts[0]) - {"number"}}
    for n, form in FORMS[language].items():
        assert say.count(key, n, **values) == texts[form].format(number=say.number(n), **values)


# How Babel has told the forms apart, by the numbers from 0 to 10 and from 100 to 120, as far as we have looked at it.
_TENS = [*range(11), *range(100, 121)]
_BABELS = {
    "en": [lambda n: n != 1],
    "de": [lambda n: n != 1],
    "lv": [
        lambda n: 0 if n % 10 == 1 and n % 100 != 11 else 1 if n else 2,  # to 2.18, as our catalogue
        lambda n: 0 if n % 10 == 0 or 11 <= n % 100 <= 19 else 1 if n % 10 == 1 else 2,  # from 2.19, as CLDR
    ],
}


@pytest.mark.filterwarnings("default::UserWarning")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_babel_thinks_of_plurals(language: str) -> None:
    """No failure, for our catalogues bring their own rule; but a warning when a new Babel has another one than so
    far."""
    theirs = gettext.c2py(get_plural(language).plural_expr)
    if not any(all(theirs(n) == known(n) for n in _TENS) for known in _BABELS[language]):
        warnings.warn(
            f"Babel {metadata.version('babel')} tells the plural forms of {language!r} apart in a new way "
            f"({get_plural(language).plural_expr}). Ask somebody who speaks it whether FORMS in {Path(__file__).name} "
            f"and the header of {language}.po are still right, then add Babel's rule to _BABELS.",
            stacklevel=1,
        )

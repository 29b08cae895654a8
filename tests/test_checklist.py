"""The checklist of a good lesson: our lessons pass every rule, and every rule notices what it is for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from test_broken_lessons import ID, Change, replaced

from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import quality, reader
from touchpoints.lessons.lesson import LessonContent

OURS = reader.content() / "lessons"


@pytest.fixture(params=[(id, language) for id in reader.ids() for language in LANGUAGES], ids="-".join)
def lesson(request: pytest.FixtureRequest) -> LessonContent:
    """Every lesson in every language."""
    return reader.read(*request.param)


@pytest.mark.parametrize("rule", quality.RULES, ids=lambda rule: rule.__name__)
def test_our_lessons_pass(rule: quality.Rule, lesson: LessonContent) -> None:
    """Each rule finds nothing to mend in any lesson of ours."""
    assert list(rule(lesson)) == []


@pytest.mark.parametrize("id", reader.ids())
def test_languages_have_the_same(id: str) -> None:
    """The blocks of a lesson have the same facts, "I can", placeholders and links in every language."""
    first, *others = [reader.read(id, language) for language in LANGUAGES]
    say = words.of("en")
    assert [problem for other in others for problem in quality.beside(first, other, OURS / id, say)] == []


def begun(block: str, text: str) -> Change:
    """A block of the German prose begins with this."""
    return replaced("de.md", rf"(<!-- {block}[^>]*-->\n)", rf"\1{text}\n\n", True)


# What each rule is for: something is changed in the German lesson, and then it is found, on the line that has this.
NOTICED: dict[str, tuple[str, Change, str, str]] = {
    "an empty field": ("every_field", replaced("de.toml", r'^want = "[^"]*"', 'want = " "', True), "de.toml", 'want = " "'),
    "an empty block": ("every_field", replaced("de.md", r"(<!-- design.explain[^>]*-->).*?(?=<!-- )", r"\1\n\n", True),
                       "de.md", "<!-- design.explain"),
    "no references": ("every_field", replaced("de.toml", r"^references = \[.*?^\]", "references = []", True), "de.toml",
                      "references"),
    "39 minutes": ("minutes", replaced("lesson.toml", "discuss = 5,", "discuss = 4,"), "lesson.toml", "minutes"),
    "no time for the debrief": ("minutes", replaced("lesson.toml", "discuss = 5, map = 8, design = 6, role_play = 9",
                                                    "discuss = 5, map = 9, design = 6, role_play = 8"),
                                "lesson.toml", "minutes"),
    "something nobody sees": ("three_can", replaced("de.toml", "Ich kann Touchpoints nennen", "Ich kann Touchpoints verstehen"),
                              "de.toml", "verstehen"),
    "an aim without a task": ("three_can", replaced("de.md", "can:find T1", "can:judge T1"), "lesson.toml", "can = "),
    "an aim without an exit item": ("three_can", replaced("lesson.toml", 'can = "find"', 'can = "judge"'), "lesson.toml",
                                    "can = "),
    "a bare wrong": ("reasons", replaced("de.toml", r'^reason = "[^"]*"', 'reason = "Nein, falsch."', True), "de.toml",
                     "[exit.which]"),
    "always the same letter": ("questions", lambda folder: (folder / "lesson.toml").write_text(
        re.sub(r'right = "."', 'right = "b"', (folder / "lesson.toml").read_text("utf-8")), "utf-8"),
        "lesson.toml", "[[quiz]]"),
    "nothing recalled": ("questions", replaced("lesson.toml", "order = 1", "order = 2"), "lesson.toml", "order = 2"),
    "a short game": ("questions", lambda folder: (
        replaced("lesson.toml", "[[quiz]]", '[[game]]\nid = "x"\nvisible_to = "both"\n\n[[quiz]]')(folder),
        *[replaced(f"{language}.toml", "[scenes.sold_out]",
                   '[game.x]\ntext = "x"\nbecause = "x"\n\n[scenes.sold_out]')(folder) for language in LANGUAGES]),
        "lesson.toml", "[[game]]"),
    "no house rule": ("role_play", replaced("de.toml", r'^rule = "[^"]*"', 'rule = ""', True), "de.toml", "employee"),
    "an open item": ("role_play", replaced("de.toml", "Wurde etwas versprochen?", "Was versprochen wurde."), "de.toml",
                     "[observe]"),
    "staying in the role": ("role_play", replaced("de.md", "Wer bist du jetzt?", ""), "de.md", ""),
    "a card without sentences": ("role_play", replaced("de.toml", r"^could_say = \[.*?\]", 'could_say = ["Ja."]', True), "de.toml",
                                 ".customer]"),
    "two equal levels": ("rubric", replaced("de.toml", r'(identify = \[\s*)("[^"]+"),(\s*)"[^"]+"', r"\1\2,\3\2", True),
                         "de.toml", "identify = ["),
    "a vague level": ("rubric", replaced("de.toml", r'(identify = \[\s*"\w+)', r"\1 gut", True), "de.toml", "identify = ["),
    "too much to prepare": ("notes", replaced("de.md", "<!-- design.notes -->", "<!-- design.notes -->\n" + "Wort " * 200),
                            "de.md", "<!-- start.teacher"),
    "no subject knowledge": ("notes", replaced("de.md", r"(\{\{assess\}\}).*?(\{\{new_words\}\})", r"\1\n\n\2", True), "de.md",
                             "<!-- start.teacher"),
    "no new words": ("notes", replaced("lesson.toml", r"^new_words = .*?$", "new_words = []", True), "lesson.toml",
                     "new_words"),
    "a placeholder twice": ("placeholders", replaced("de.md", "{{roles}}", "{{roles}}\n\n{{roles}}"), "de.md", "<!-- finish"),
    "no help": ("placeholders", replaced("de.md", "{{help}}", ""), "de.md", "<!-- identify.notes"),
    "broken Python": ("coding", replaced("lesson.toml", "Counter(each", "Counter((each"), "lesson.toml", "coding = "),
    "three lines of Python": ("coding", replaced("lesson.toml", "import Counter\n", "import Counter\npass\n"),
                              "lesson.toml", "coding = "),
    "two tasks": ("requests", replaced("de.md", r"(<!-- design.task[^\n]*\n).*?(?=<!-- )", r"\1\n1. Lies.\n2. Schreibe.\n\n",
                                       True), "de.md", "<!-- design.task"),
    "a statement for a task": ("requests", replaced("de.md", r"(<!-- map.task.*?\n1\. )\w+", r"\1Du", True), "de.md",
                               "<!-- map.task"),
    "a task for a crowd": ("requests", replaced("de.md", r"(<!-- map.task.*?\n1\. )\w+", r"\1Denken Sie an", True), "de.md",
                           "<!-- map.task"),
    "a task for nobody": ("requests", replaced("de.md", r"(<!-- map.task[^\n]*\n)\*Allein\*\n", r"\1", True), "de.md",
                          "<!-- map.task"),
    "a control that there is not": ("controls", replaced("de.md", r"(<!-- map.task.*?\n1\. \w+)", r"\1 **Gibt es nicht**", True),
                                    "de.md", "<!-- map.task"),
    "a long step": ("reading", begun("design.explain", "Wort " * 150), "de.md", "<!-- design.task"),
    "a long lesson": ("reading", begun("start.question", "Wort. " * 900), "de.md", "<!-- start.question"),
    "a teacher called du": ("address", begun("map.notes", "Du achtest auf drei Dinge."), "de.md", "<!-- map.notes"),
    "a student called Sie": ("address", begun("design.explain", "Fragen Sie sich etwas."), "de.md", "<!-- design.explain"),
    "a sentence of 25 words": ("easy", begun("design.explain", "Und " * 25 + "los."), "de.md", ""),
    "hard words": ("easy", lambda folder: (folder / "de.toml").write_text(re.sub(
        r'^(reason|know|text) = ".*"', r'\1 = "Berührungspunktbewertungsmaßstäbe unterscheiden Unternehmensabteilungen wesentlich voneinander, insbesondere branchenspezifische."',
        (folder / "de.toml").read_text("utf-8"), flags=re.MULTILINE), "utf-8"), "de.toml", ""),
    "a straight apostrophe": ("typography", replaced("de.toml", "hat es eilig", "hat's eilig"), "de.toml", "hat's eilig"),
    "English quotation marks": ("typography", begun("identify.explain", "“Freundlich”"), "de.md", "<!-- identify.explain"),
    "a straight quotation mark": ("typography", replaced("de.md", "aus `collections`", 'aus "`collections`"'), "de.md",
                                  "<!-- finish.code"),
    "a decimal point": ("typography", begun("design.explain", "Das kostet 2.5 Euro."), "de.md", "<!-- design.explain"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(OURS / ID, tmp_path / ID)
    return tmp_path


@pytest.mark.parametrize("what", NOTICED)
def test_rules_notice(what: str, folder: Path) -> None:
    """What the rule is for is found, with its file, the line that has to be mended, and a remedy in one line."""
    rule, change, file, on_line = NOTICED[what]
    change(folder / ID)
    changed = reader.read(ID, "de", folder)
    found = [finding for one in quality.RULES if one.__name__ == rule for finding in one(changed)]
    assert found
    for language in LANGUAGES:
        problems = list(quality.findings(changed, folder / ID, words.of(language)))
        assert all("\n" not in problem.said(words.of(language)) for problem in problems)
    lines = [(folder / ID / file).read_text(encoding="utf-8").splitlines()[one.line - 1] for one in problems
             if one.file.name == file]  # fmt: skip
    assert any(on_line in line for line in lines)


def test_rules_are_all_tried() -> None:
    """Every rule has something above that it notices."""
    assert {rule for rule, *_ in NOTICED.values()} == {rule.__name__ for rule in quality.RULES}


DIFFERENT = {
    "a fact": replaced("lv.md", "can:find T1", "can:find T2"),
    "a placeholder": replaced("lv.md", "{{example}}", ""),
    "a link": replaced("lv.md", "{{example}}", "{{example}}\n\n[šeit](x.html)"),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_language_that_differs_is_noticed(what: str, folder: Path) -> None:
    """Facts, placeholders or links that one language has and another has not are named with the block."""
    DIFFERENT[what](folder / ID)
    first, other = reader.read(ID, "en", folder), reader.read(ID, "lv", folder)
    (problem,) = quality.beside(first, other, folder / ID, words.of("en"))
    assert problem.file.name == "lv.md" and "identify." in problem.text


def test_review_names_all(folder: Path) -> None:
    """A review of a folder names what is wrong in each of its lessons, each thing once, broken ones too."""
    shutil.copytree(folder / ID, folder / "second")
    shutil.copytree(folder / ID, folder / "third")
    replaced("lesson.toml", "start = 3", "start = 2")(folder / ID)
    replaced("de.md", "{{help}}", "")(folder / ID)
    replaced("lesson.toml", "feeling = -2", "feeling = 7")(folder / "second")
    replaced("lv.md", "<!-- map.notes", "<!-- map.task")(folder / "second")
    problems = quality.review(folder, words.of("de"))
    assert sorted((one.file.parent.name, one.file.name) for one in problems) == [
        (ID, "de.md"), (ID, "de.md"), (ID, "lesson.toml"), ("second", "lesson.toml"), ("second", "lv.md"), ("second", "lv.md"),
    ]  # fmt: skip

"""What makes a lesson good, as far as a test can decide it; and what a broken lesson folder says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import readability

from touchpoints import lessons, prose, words
from touchpoints.errors import KitError
from touchpoints.journey import DIRECTIONS
from touchpoints.lesson import BLOCKS, SECTIONS, Lesson, expected_blocks
from touchpoints.steps import widget
from touchpoints.words import LANGUAGES
from touchpoints.work import STEPS

IDS = lessons.ids()
# The facts that each lesson has to teach.
MUST_APPEAR = {
    "school-lunch": "F1 F2 F7 F8 V1 V6 H4 H5 T1 T2 T3 T4 T5",
    "online-shop": "M1 M2 M3 M4 H1 H3 X3",
    "flat-tyre": "V1 V2 V3 V4 V5 X1",
    "our-school": "F5 F6 H6 H11 X2",
    "one-customer-three-departments": "M5 M6 M7 V7 H2 H9 H10 H12 X6 X7",
    "stay-in-touch": "F3 F4 H7 H8 X4 X5",
    "your-own": "T1 T2 T3 T4 T5",
}
# The kit's terms: whatever else a lesson calls these things, these words occur in it (their stems, in Latvian).
TERMS = {
    "en": (
        "touchpoint",
        "customer journey",
        "stage",
        "line of visibility",
        "role-play",
        "exit ticket",
        "rubric",
        "teacher’s notes",
    ),
    "de": (
        "Touchpoint",
        "Kontaktpunkt",
        "Berührungspunkt",
        "Kundenreise",
        "Phase",
        "Sichtbarkeitslinie",
        "Rollenspiel",
        "Exit-Ticket",
        "Bewertungsraster",
        "Hinweise für Lehrkräfte",
    ),
    "lv": (
        "kontaktpunkts",
        "saskares punkt",
        "klienta ceļ",
        "klienta ceļojum",
        "posm",
        "redzamības līnij",
        "lomu spēl",
        "izejas kartīt",
        "snieguma līmeņu aprakst",
        "materiāli skolotājiem",
    ),
}
# Verbs that no observer can see (TEACHING.md 3), and words that a rubric must not lean on (11).
UNSEEN = {"en": r"\b(know|understand)", "de": r"\b(wissen|weiß|versteh|verstand)", "lv": r"\b(zin|saprot|saprast)"}
VAGUE = {"en": r"\b(good|often)\b", "de": r"\b(gut|oft)\b", "lv": r"\b(labi|bieži)\b"}
MOST_LIX = {"en": 40, "de": 40, "lv": 50}


def is_teachers(block: str) -> bool:
    return block == "start.teacher" or block.endswith(".notes")


@pytest.fixture(params=[(id, language) for id in IDS for language in LANGUAGES], ids="-".join)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """Every lesson in every language."""
    return lessons.read(*request.param)


@pytest.fixture(params=IDS)
def in_all(request: pytest.FixtureRequest) -> list[Lesson]:
    """A lesson in all languages."""
    return [lessons.read(request.param, language) for language in LANGUAGES]


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a nested value, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list | tuple):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(one, f"{path}.{key}")


# TEACHING.md's checklist, in its order.


def test_every_field_is_there(lesson: Lesson) -> None:
    """1. Every field and block has words in every language. (Empty may be: a hidden activity's reason, a customer's
    rule.)"""
    may_be_empty = re.compile(r"\.case\.activities\.\w+\.why|\.scenes\.\w+\.customer\.rule")
    if lesson.chosen_by_class:
        may_be_empty = re.compile(f"{may_be_empty.pattern}|.case.(title|persona|goal)")
    for place, text in texts(msgspec.to_builtins(lesson.words)):
        assert text.strip() or may_be_empty.fullmatch(place), place
    assert all(block.text.strip() for block in lesson.blocks.values())
    assert lesson.words.references and all(
        card.rule for card in (scene.employee for scene in lesson.words.scenes.values())
    )


@pytest.mark.parametrize("id", IDS)
def test_minutes(id: str) -> None:
    """2. The core's minutes sum to 40, the long plan's to 90, and each section has some."""
    plans = lessons.read(id, "en").numbers.plans
    assert {name: sum(plan.minutes.values()) for name, plan in plans.items()} == {"short": 40, "long": 90}
    assert all(set(plan.minutes) == set(SECTIONS) for plan in plans.values())


def test_three_i_can(lesson: Lesson) -> None:
    """3. There are exactly three "I can", and none of them is a knowing or understanding that nobody sees."""
    assert len(lesson.numbers.can) == 3
    for can in lesson.words.can.values():
        assert not re.search(UNSEEN[lesson.language], can.text, re.IGNORECASE), can.text


def test_each_i_can_is_practised_asked_and_rated(lesson: Lesson) -> None:
    """4. Each "I can" occurs in a task, an exit item and a row of the rubric."""
    tasks = {can for name, block in lesson.blocks.items() if name.endswith(".task") for can in block.can}
    assert tasks == set(lesson.numbers.can)
    assert {item.can for item in lesson.numbers.exit} == set(lesson.numbers.rubric.values()) == set(lesson.numbers.can)
    assert set(lesson.blocks["finish.exit"].can) == set(lesson.numbers.can)


def test_every_answer_gives_a_reason(lesson: Lesson) -> None:
    """5. Each answer of each check, right or wrong, gives a reason of eight words or more."""
    for item in (*lesson.words.exit.values(), *lesson.words.quiz.values()):
        for key, answer in item.answers.items():
            assert len(readability.words(answer.reason)) >= 8, (key, answer.reason)
    for statement in lesson.words.game.values():
        assert len(readability.words(statement.because)) >= 8, statement.because


def test_quiz(lesson: Lesson) -> None:
    """The quiz has five questions, which do not all have the same letter as their right answer."""
    assert len(lesson.numbers.quiz) == 5
    assert len({item.right for item in lesson.numbers.quiz}) > 1


def test_examples_fade(lesson: Lesson) -> None:
    """7. A complete example, then one that is half filled, then an empty one; and they stand before the task."""
    whole, half, empty = [line.strip("| ").split(" | ") for line in prose.example(lesson).splitlines()[2:]]
    assert not {"?", "…"} & set(whole)
    assert "…" not in half and "?" in half and set(half) > {"?"}
    assert set(empty) == {"…"}
    assert "{{example}}" in lesson.blocks["identify.example"].text
    assert BLOCKS.index("identify.example") < BLOCKS.index("identify.task")


def test_later_lessons_recall() -> None:
    """8. Every lesson but the first opens with two questions on earlier ones, and has the three minutes for them."""
    for id in IDS[1:]:
        numbers = lessons.read(id, "en").numbers
        assert len(numbers.recall) == 2 and numbers.plans["short"].minutes["start"] >= 3


def test_role_cards_and_observers(lesson: Lesson) -> None:
    """9. Role cards say who, want, know and the first sentence; the observers' sheet has three yes/no items or more."""
    cards = [card for scene in lesson.words.scenes.values() for card in (scene.customer, scene.employee)]
    assert cards and all(card.who and card.want and card.know and card.first_sentence for card in cards)
    assert len(lesson.words.observe) >= 3 and all(item.endswith("?") for item in lesson.words.observe.values())


def test_debrief_and_leaving_the_role(lesson: Lesson) -> None:
    """10. After one minute of briefing and the timer's minutes of play, the debrief is no shorter than the play; the
    widget and the task both ask the players to leave their role, with the same question."""
    timer = re.search(
        r'data-timer="(\d+)"', (widget.FOLDER / "templates" / "role_play.html").read_text(encoding="utf-8")
    )
    play = int(timer[1]) / 60
    debrief = lesson.numbers.plans["short"].minutes["role_play"] - 1 - play
    assert play <= 4 <= debrief and debrief >= play
    question = re.search(r"[^.!?]+\?$", words.of(lesson.language)("role_play.leave_role"))[0].strip()
    assert question in " ".join(lesson.blocks["role_play.task"].text.split())


def test_rubric(lesson: Lesson) -> None:
    """11. The rubric has a row for each step with four different levels, and no level leans on a vague word."""
    assert set(lesson.words.rubric) == set(STEPS)
    for levels in lesson.words.rubric.values():
        assert len(set(levels)) == 4
        assert not [level for level in levels if re.search(VAGUE[lesson.language], level, re.IGNORECASE)]


IRREGULAR = {
    "Gib",
    "Lies",
    "Nimm",
    "Sieh",
    "Sprich",
    "Triff",
    "Hilf",
    "Miss",
    "Vergleich",
    "Such",
    "Zeichne",
    "Denk",
    "Spiel",
}


def is_imperative(sentence: str, language: str) -> bool:
    """Whether a task begins with the imperative that speaks to one student: by its ending, as far as that tells."""
    first = re.match(r"\W*(\w+)", sentence)[1]
    if language == "de":
        return (
            first[0].isupper()
            and (first in IRREGULAR or first.endswith("e"))
            and not re.match(r"\W*\w+ Sie\b", sentence)
        )
    if language == "lv":  # not the infinitive (-t, -ties), the plural (-iet) or a question
        return (
            first[0].isupper()
            and not first.endswith(("t", "ties"))
            and first not in ("Vai", "Kas", "Kur", "Kā", "Tu", "Jūs")
        )
    return (
        first[0].isupper()
        and not first.endswith("ing")
        and first not in ("To", "The", "A", "An", "You", "We", "What", "Students")
    )


def test_tasks_are_imperatives(lesson: Lesson) -> None:
    """12. Every numbered task begins with the imperative that speaks to one student."""
    for name, block in lesson.blocks.items():
        if name.endswith(".task"):
            tasks = re.findall(r"^\d+\. (.*)", block.text, re.MULTILINE)
            assert len(tasks) >= 3
            assert [task for task in tasks if not is_imperative(task, lesson.language)] == [], name


ADDRESS = {  # how students are never addressed, and how teachers never are
    "de": (
        r"\b(Sie|Ihnen|Ihre?[mnrs]?) (?!ist|sind|weg)\w+en\b|\w+en Sie\b|\bIhnen\b",
        r"\b(du|dich|dir|deine?[mnrs]?)\b",
    ),
    "lv": (r"\b(jūs|jums|jūsu)\b", r"\b(tu|tev|tevi|tavs|tava|tavu)\b"),
}
QUOTED = re.compile(r"„[^“”]*[“”]|“[^”]*”")


@pytest.mark.parametrize("language", ADDRESS)
@pytest.mark.parametrize("id", IDS)
def test_du_and_sie(id: str, language: str) -> None:
    """12. Students are du and tu, teachers Sie and jūs; what is quoted may speak to anyone."""
    to_students, to_teachers = ADDRESS[language]
    for name, block in lessons.read(id, language).blocks.items():
        wrong = to_teachers if is_teachers(name) else to_students
        flags = re.NOFLAG if language == "de" else re.IGNORECASE
        assert not re.search(wrong, QUOTED.sub("", block.text), flags), name


def students_text(lesson: Lesson) -> str:
    """What students read in the notebook: all blocks that are not the teacher's."""
    return "\n\n".join(block.text for name, block in lesson.blocks.items() if not is_teachers(name))


def cards_text(lesson: Lesson) -> str:
    """What students read on cards, sheets and tickets, each field a paragraph."""
    text = msgspec.to_builtins(lesson.words)
    parts = [text.get(key, {}) for key in ("scenes", "observe", "moods", "exit", "quiz", "game", "can")]
    parts += [text["case"]["activities"], {one.term: one.meaning for one in lesson.new_words}]
    return "\n\n".join(one for _, one in texts(parts) if one)


@pytest.mark.parametrize("read", [students_text, cards_text])
def test_students_text_is_easy_to_read(lesson: Lesson, read: Callable[[Lesson], str]) -> None:
    """13. In students' text a sentence has at most 12 words in the mean and none more than 20; LIX is at most 40 in
    English and German, 50 in Latvian."""
    text = read(lesson)
    assert readability.mean_sentence(text) <= 12
    assert [sentence for sentence in readability.sentences(text) if len(sentence) > 20] == []
    assert readability.lix(text) <= MOST_LIX[lesson.language]


def test_readability_is_measured_right() -> None:
    """The measure counts short sentences and list items, not markup, placeholders or the point in a time."""
    text = "Stop. Look at the **long** queue at 12.40!\n\n1. Write it down\n2. Read\n   on\n\n{{exit}}\n"
    assert [len(sentence) for sentence in readability.sentences(text)] == [1, 7, 3, 2]
    assert readability.mean_sentence(text) == 13 / 4
    assert readability.lix("Zusammen essen wir.") == 3 + 100 / 3


# The plan.


def teachers_words(lesson: Lesson) -> int:
    """The words that a teacher reads to prepare: the notes' prose with aims, new words, references, misconceptions,
    help and the proposed improvement. Not what is material: timeline, rubric, answer keys, role cards, observers'
    sheet."""
    parts = [block.text for name, block in lesson.blocks.items() if is_teachers(name)]
    parts += [
        fill(lesson) for fill in (prose.can, prose.new_words, prose.references, prose.misconceptions, prose.improvement)
    ]
    parts += [f"{help.support} {help.stretch}" for help in lesson.words.help.values()]
    return len(readability.words("\n\n".join(parts)))


def test_teachers_text_is_short(lesson: Lesson) -> None:
    """The teacher's text has 700 to 1,000 words in every language."""
    assert 700 <= teachers_words(lesson) <= 1000


def test_new_words_and_subject_knowledge(lesson: Lesson) -> None:
    """At most six new words; subject knowledge (between the aims and the new words) is there, in at most 120 words."""
    assert 1 <= len(lesson.new_words) == len(lesson.numbers.new_words) <= 6
    knowledge = lesson.blocks["start.teacher"].text.partition("{{can}}")[2].partition("{{new_words}}")[0]
    assert 40 <= len(readability.words(knowledge)) <= 120


def test_notes_are_complete(lesson: Lesson) -> None:
    """Each placeholder stands where the plan needs it: help in each step's notes, the others once; what the lesson
    has not (a case, an improvement, something to recall) has none."""
    found = {name: re.findall(r"\{\{(\w+)\}\}", block.text) for name, block in lesson.blocks.items()}
    assert [step for step in STEPS if "help" not in found[f"{step}.notes"]] == []
    every = [key for keys in found.values() for key in keys if key != "help"]
    lacking = {"help"} | (set() if lesson.recall else {"recall"})
    lacking |= {"case", "improvement"} if lesson.chosen_by_class else set()
    assert sorted(every) == sorted(prose._PLACEHOLDERS.keys() - lacking)
    assert all(key in found["start.teacher"] for key in ("can", "new_words", "timeline", "references"))
    assert "recall" not in every or lesson.blocks["start.question"].text.startswith("{{recall}}")
    assert 2 <= len(lesson.numbers.misconceptions) <= 3


# The facts.


def test_facts_are_taught(lesson: Lesson) -> None:
    """Every fact that this lesson must teach is named by a block, and every block names only facts that exist."""
    taught = {fact for block in lesson.blocks.values() for fact in block.facts}
    assert set(MUST_APPEAR[lesson.id].split()) <= taught <= lessons.FACTS


def test_terms_are_used(lesson: Lesson) -> None:
    """The kit's terms occur in what the lesson shows: prose, words and the interface around them."""
    shown = [prose.block(lesson, name) for name in lesson.blocks] + [
        text for _, text in texts(msgspec.to_builtins(lesson.words))
    ]
    shown += [words.of(lesson.language)(key) for key in ("notebook.notes", "role_play.title", "finish.title")]
    text = " ".join("\n".join(shown).split()).replace("'", "’").casefold()
    assert [term for term in TERMS[lesson.language] if term.casefold() not in text] == []


# The languages beside each other.


def test_same_blocks(in_all: list[Lesson]) -> None:
    """The languages have the same blocks in the same order, with the same facts, "I can", placeholders and links."""

    def shape(lesson: Lesson) -> list:
        return [
            (
                b.name,
                sorted(b.facts),
                sorted(b.can),
                re.findall(r"\{\{\w+\}\}", b.text),
                re.findall(r"https?://\S+|\]\([^)]*\)", b.text),
            )
            for b in lesson.blocks.values()
        ]

    first, *others = map(shape, in_all)
    assert [block[0] for block in first] == list(expected_blocks(in_all[0].numbers.ideas))
    assert all(other == first for other in others)


def test_same_keys(in_all: list[Lesson]) -> None:
    """The languages have words under the same keys; the references alone are each country's own."""

    def keys(lesson: Lesson) -> set[str]:
        return {
            place
            for place, text in texts(msgspec.to_builtins(lesson.words))
            if not place.startswith(".references") and text
        }

    first, *others = map(keys, in_all)
    assert all(other == first for other in others)


def test_texts_are_their_own(in_all: list[Lesson]) -> None:
    """No sentence of a block stands untranslated in another language."""
    lines = [
        {
            line
            for block in lesson.blocks.values()
            for line in block.text.splitlines()
            if len(readability.words(line)) > 4
        }
        for lesson in in_all
    ]
    assert not lines[0] & lines[1] and not lines[0] & lines[2] and not lines[1] & lines[2]


# The case.


def test_case(lesson: Lesson) -> None:
    """The case has 10 to 14 touchpoints over five stages, both directions, and hidden activities on both sides."""
    journey = lesson.case
    if lesson.chosen_by_class:
        return
    assert 10 <= len(journey.touchpoints) <= 14 and len(journey.stages) == 5
    assert all(any(one.is_touchpoint for one in stage.activities) for stage in journey.stages)
    assert {one.direction for one in journey.touchpoints} == set(DIRECTIONS)
    assert {one.visible_to for one in journey.activities} == {"both", "company", "customer"}
    assert len({one.name for one in journey.activities}) == len(list(journey.activities))


def test_every_touchpoint_is_rated_and_explained(lesson: Lesson) -> None:
    """Every touchpoint of the case has a feeling, a reason, a channel and an importance; what is hidden has no
    feeling."""
    for one in lesson.case.activities:
        if one.is_touchpoint:
            assert one.feeling is not None and one.why and one.channel and one.importance, one.id
        else:
            assert one.feeling is None and not one.why, one.id
    assert lesson.chosen_by_class or lesson.case.peak and lesson.case.low


def test_improvement_lifts_the_low(lesson: Lesson) -> None:
    """The proposed improvement stands in the stage of the lowest point, feels better than it, and changes nothing
    else."""
    case, better = lesson.case, lesson.improved
    if lesson.chosen_by_class:
        assert better == case
        return
    (new,) = [one for one in better.activities if one.new]
    stage = next(stage for stage in better.stages if new in stage.activities)
    assert case.low in stage.activities and new.feeling > case.low.feeling and new.is_touchpoint
    assert [one for one in better.activities if not one.new] == list(case.activities)


def test_empty_gives_nothing_away(lesson: Lesson) -> None:
    """Where students begin there are stages and no activities; the example is the first stage alone."""
    assert not list(lesson.empty.activities) and [s.name for s in lesson.empty.stages] == [
        s.name for s in lesson.case.stages
    ]
    assert lesson.example.stages == lesson.case.stages[:1]


# Asking for lessons, and broken folders.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", ["no-such", "", "../lessons/school-lunch", "School-Lunch", "x" * 500])
def test_an_unknown_lesson_lists_the_known(id: str, language: str) -> None:
    """An unknown lesson is a message of bearable length that lists the known ones."""
    with pytest.raises(KitError) as error:
        lessons.read(id, language)
    assert all(known in str(error.value) for known in IDS) and len(str(error.value)) < 300


def replaced(name: str, old: str, new: str, pattern: bool = False) -> Callable[[Path], None]:
    """Breaks a file of a lesson in one place."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        changed = (
            re.sub(old, new, text, count=1, flags=re.MULTILINE | re.DOTALL) if pattern else text.replace(old, new, 1)
        )
        assert changed != text, "the test breaks nothing"
        (folder / name).write_text(changed, encoding="utf-8")

    return change


def deleted(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


# What is broken, how, and what the message has to name: the file first, then line, key or value.
BROKEN = {
    "missing block": (replaced("de.md", r"^<!-- map\.task.*?(?=^<!-- )", "", pattern=True), "de.md", "map.task"),
    "unknown block": (replaced("de.md", "<!-- map.task", "<!-- map.taks"), "de.md", "map."),
    "block twice": (replaced("de.md", "<!-- map.notes", "<!-- map.task"), "de.md, ", "map.task"),
    "unknown fact": (replaced("de.md", "<!-- start.question F7", "<!-- start.question F99"), "de.md, ", "F99"),
    "unknown can": (replaced("de.md", "can:find", "can:fnid"), "de.md", "fnid"),
    "missing prose": (deleted("de.md"), "de.md", "de.md"),
    "missing words": (deleted("de.toml"), "de.toml", "de.toml"),
    "missing key": (replaced("de.toml", r"^objective = .*?$", "", pattern=True), "de.toml", "objective"),
    "missing id": (replaced("de.toml", r"^\[moods\]\nhurried = .*?$", "[moods]", pattern=True), "de.toml", "hurried"),
    "unknown id": (replaced("de.toml", "[moods]", '[moods]\nsleepy = "müde"'), "de.toml", "sleepy"),
    "unknown key": (replaced("de.toml", "summary = ", "sumary = "), "de.toml", "sumary"),
    "wrong type": (replaced("de.toml", r'^title = ".*?"$', "title = 5", pattern=True), "de.toml", "title"),
    "bad TOML": (replaced("de.toml", "summary = ", "summary "), "de.toml", "line "),
    "feeling 7": (replaced("lesson.toml", "feeling = -2", "feeling = 7"), "lesson.toml", "feeling"),
    "bad numbers": (replaced("lesson.toml", "order = 1", "order = "), "lesson.toml", "line "),
    "unknown channel's direction": (
        replaced("lesson.toml", 'direction = "both"', 'direction = "up"'),
        "lesson.toml",
        "up",
    ),
    "unknown scene": (replaced("lesson.toml", 'touchpoint = "till"', 'touchpoint = "tlil"'), "lesson.toml", "tlil"),
    "unknown right answer": (replaced("lesson.toml", 'right = "c"', 'right = "z"'), "lesson.toml", "z"),
    "unknown rubric": (replaced("lesson.toml", 'discuss = "judge"', 'discuss = "jugde"'), "lesson.toml", "jugde"),
    "unknown stage": (replaced("lesson.toml", 'stage = "buy"', 'stage = "byu"'), "lesson.toml", "byu"),
    "missing plan": (replaced("lesson.toml", "[plans.long]", "[plans.lnog]"), "lesson.toml", "long"),
    "missing minutes": (replaced("lesson.toml", "identify = 6, ", ""), "lesson.toml", "identify"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_lessons(what: str, tmp_path: Path) -> None:
    """A broken lesson is a line that names the file, the line or key, and the remedy."""
    change, file, named = BROKEN[what]
    folder = tmp_path / "lessons"
    shutil.copytree(lessons.content() / "lessons" / "school-lunch", folder / "school-lunch")
    lessons.read("school-lunch", "de", folder)
    lessons.read.cache_clear(), lessons._numbers.cache_clear(), lessons._text.cache_clear()
    change(folder / "school-lunch")
    with pytest.raises(KitError) as error:
        lessons.read("school-lunch", "de", folder)
    message = str(error.value)
    assert message.startswith(str(folder / "school-lunch" / file)) and named in message[len(str(folder)) :]
    assert "\n" not in message and re.search(r"[.!]$", message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_placeholder(language: str, tmp_path: Path) -> None:
    """An unknown placeholder is a line that names file, block and the known ones."""
    shutil.copytree(lessons.content() / "lessons" / "school-lunch", tmp_path / "school-lunch")
    replaced(f"{language}.md", "{{roles}}", "{{rolls}}")(tmp_path / "school-lunch")
    lesson = lessons.read("school-lunch", language, tmp_path)
    with pytest.raises(KitError) as error:
        prose.block(lesson, "role_play.notes")
    message = str(error.value)
    assert (
        message.startswith(f"school-lunch/{language}.md")
        and "role_play.notes" in message
        and "rolls" in message
        and "roles" in message
    )

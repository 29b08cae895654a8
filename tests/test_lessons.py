"""Our lessons: the facts they teach, their terms, their languages beside each other, their cases, the glossary."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import prose, readability, reader
from touchpoints.lessons.blocks import FACTS
from touchpoints.lessons.lesson import BLOCKS, LessonContent, expected_blocks, may_be
from touchpoints.lessons.quality.language import MOST_LIX
from touchpoints.lessons.quality.measures import is_teachers, texts
from touchpoints.lessons.quality.plan import BRIEF, PLAY
from touchpoints.model.errors import KitError
from touchpoints.model.journey import DIRECTIONS
from touchpoints.publish import samples

IDS = reader.ids()
# The facts that each lesson has to teach.
MUST_APPEAR = {
    "school-lunch": "F1 F2 F7 F8 F10 F12 F14 F15 V1 V6 H4 H5 T1 T2 T3 T4 T5",
    "flat-tyre": "F12 V1 V2 V3 V4 V5 V8 X1",
    "stay-in-touch": "F3 F4 F10 F13 H7 H8 X4 X5",
    "our-school": "F5 F6 F11 H6 H11 X2",
    "online-shop": "F9 M1 M2 M3 M4 M8 H1 H3 X3",
    "one-customer-three-departments": "M5 M6 M7 M9 V7 H2 H9 H10 H12 X6 X7",
    "your-own": "T1 T2 T3 T4 T5",
}
# What every lesson calls by these words, whatever else it says (stems, in Latvian).
TERMS = {
    "en": ("touchpoint", "customer journey", "stage", "role-play", "exit ticket", "rubric", "teacher’s notes"),
    "de": ("Touchpoint", "Kundenreise", "Phase", "Rollenspiel", "Exit-Ticket", "Bewertungsraster",
           "Hinweise für Lehrkräfte"),
    "lv": ("kontaktpunkts", "klienta ceļ", "posm", "lomu spēl", "izejas kartīt", "snieguma līmeņu aprakst",
           "materiāli skolotājiem"),
}  # fmt: skip
# What the terms are called elsewhere: explained once, and not used.
SYNONYMS = {
    "en": ("point of contact", "contact point", "customer path"),
    "de": ("Kontaktpunkt", "Berührungspunkt", "Customer Journey", "Kundenweg", "Etappe"),
    "lv": ("saskares punkt", "saziņas punkt", "klienta ceļojum", "etap", "stadij"),
}
# Words of the other language that nobody would write here but by mistake: those of titles and terms, in asterisks or
# brackets, may stand.
PROPER = r"Point of Contact|Customer Journey|Net Promoter Score|Customer Effort Score|Moments of Truth"
ENGLISH = r"\b(the|and|of|with|you|your|for|are|this|that|what|how|who|they|which|when|because|about|customers?)\b"


@pytest.fixture(params=[(id, language) for id in IDS for language in LANGUAGES], ids="-".join)
def lesson(request: pytest.FixtureRequest) -> LessonContent:
    """Every lesson in every language."""
    return reader.read(*request.param)


@pytest.fixture(params=IDS)
def in_all(request: pytest.FixtureRequest) -> list[LessonContent]:
    """A lesson in all languages."""
    return [reader.read(request.param, language) for language in LANGUAGES]


# The checklist: its other lines are rules (test_checklist.py).


def test_examples_fade(lesson: LessonContent) -> None:
    """7. A complete example, then one that is half filled, then an empty one; and they stand before the task."""
    whole, half, empty = [line.strip("| ").split(" | ") for line in prose.example(lesson).splitlines()[2:]]
    assert not {"?", "…"} & set(whole)
    assert "…" not in half and "?" in half and set(half) > {"?"}
    assert set(empty) == {"…"}
    assert "{{example}}" in lesson.blocks["identify.example"].text
    assert BLOCKS.index("identify.example") < BLOCKS.index("identify.task")


def test_debrief_and_leaving_the_role(lesson: LessonContent) -> None:
    """10. After one minute of briefing and at most four of play, as the clock has them, the debrief is no shorter than the play; the
    widget and the task both ask the players to leave their role, with the same question."""
    debrief = lesson.numbers.plans["short"].minutes["role_play"] - BRIEF - PLAY
    assert BRIEF == 1 and PLAY <= 4 <= debrief and debrief >= PLAY
    question = re.search(r"[^.!?]+\?$", words.of(lesson.language)("role_play.leave_role"))[0].strip()
    assert question in " ".join(lesson.blocks["role_play.task"].text.split())


def test_readability_is_measured_right() -> None:
    """The measure counts short sentences and list items, not markup, placeholders or the point in a time."""
    text = "Stop. Look at the **long** queue at 12.40!\n\n1. Write it down\n2. Read\n   on\n\n{{exit}}\n"
    assert [len(sentence) for sentence in readability.sentences(text)] == [1, 7, 3, 2]
    assert readability.mean_sentence(text) == 13 / 4
    assert readability.lix("Zusammen essen wir.") == 3 + 100 / 3


# The facts.


def test_facts_are_taught(lesson: LessonContent) -> None:
    """Every fact that this lesson must teach is named by a block, and every block names only facts that exist."""
    taught = {fact for block in lesson.blocks.values() for fact in block.facts}
    assert set(MUST_APPEAR[lesson.id].split()) <= taught <= FACTS


def shown(lesson: LessonContent) -> str:
    """All that a lesson says in its notebooks and on paper, but for references and the list of new words."""
    blocks = [prose.block(lesson, name, instead={"new_words": "", "references": ""}) for name in lesson.blocks]
    found = [text for place, text in texts(msgspec.to_builtins(lesson.words)) if place[0] != "references"]
    found += [words.of(lesson.language)(key) for key in ("teacher.notes", "role_play.title", "exit.title")]
    return " ".join("\n".join([*blocks, *found]).split())


def test_terms_are_used(lesson: LessonContent) -> None:
    """The kit's terms occur in what the lesson shows; what else they are called is said in two places at most."""
    text = shown(lesson).casefold()
    assert [term for term in TERMS[lesson.language] if term.casefold() not in text] == []
    assert [one for one in SYNONYMS[lesson.language] if text.count(one.casefold()) > 2] == []


@pytest.mark.parametrize("language", ["de", "lv"])
@pytest.mark.parametrize("id", IDS)
def test_no_english_is_left(id: str, language: str) -> None:
    """In German and Latvian nothing is left in English but terms in asterisks or brackets."""
    lesson = reader.read(id, language)
    for block in lesson.blocks.values():
        text = re.sub(rf"`[^`]*`|\*[^*\n]+\*|\([^)]*\)|„[^“”]*[“”]|{PROPER}", "", block.text.replace("**", ""))
        assert not re.search(ENGLISH, text, re.IGNORECASE), block.name
    for place, text in texts(msgspec.to_builtins(lesson.words)):
        assert place[0] == "references" or not re.search(ENGLISH, re.sub(PROPER, "", text), re.IGNORECASE), place


def test_lessons_are_in_teaching_order() -> None:
    """The lessons are taught in the order of the facts' table, which says what each adds."""
    assert list(MUST_APPEAR) == IDS


ABSOLUTE = {  # words by which a wrong answer gives itself away
    "en": r"\b(only|never|always|nobody|nothing|every\w*)\b",
    "de": r"\b(nur|nie|immer|niemand|nichts|stets)\b",
    "lv": r"\b(tikai|nekad|vienmēr|neviens|nekas)\b",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_quiz_gives_no_answer_away(language: str) -> None:
    """Over all lessons the right answer is now the longest, now the shortest and now between, none of them in more than half
    of the questions; and hardly more wrong answers than right ones lean on words such as never and always."""
    asked = [(item, lesson.words.quiz[item.id].answers) for lesson in (reader.read(id, language) for id in IDS)
             for item in lesson.numbers.quiz]  # fmt: skip
    lengths = [({key: len(one.text) for key, one in answers.items()}, item.right) for item, answers in asked]
    longest, shortest = (
        sum(one[right] == extreme(one.values()) for one, right in lengths) / len(lengths) for extreme in (max, min)
    )
    assert all(0.15 <= share <= 0.5 for share in (longest, shortest, 1 - longest - shortest))
    said = {right: [one.text for item, answers in asked for key, one in answers.items() if (key == item.right) is right]
            for right in (True, False)}  # fmt: skip
    shares = {right: sum(bool(re.search(ABSOLUTE[language], one, re.I)) for one in all) / len(all) for right, all in said.items()}
    assert shares[False] <= shares[True] + 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_lessons_begin_alike(language: str) -> None:
    """In no two lessons a block of prose for students begins with the same sentence, but for what a touchpoint is."""
    begun: dict[str, str] = {}
    for lesson in (reader.read(id, language) for id in IDS):
        for name, block in lesson.blocks.items():
            if is_teachers(name) or name.endswith((".task", ".exit", ".code")) or name == "identify.explain":
                continue
            first = " ".join(readability.sentences(block.text)[0])
            assert begun.setdefault(f"{name}: {first}", lesson.id) == lesson.id, first


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_that_were_mended_do_not_come_back(language: str) -> None:
    """No phrase that a reader of the language has found at fault stands in a lesson, a model solution, the glossary or the
    interface."""
    forbidden = (Path(__file__).parent / "forbidden" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    files = [*(reader.content() / "lessons").glob(f"*/*{language}.*"), words.FOLDER / f"{language}.po"]
    assert len(forbidden) >= 40 and len(files) == 3 * len(IDS) + 2
    for path in files:
        text = " ".join(path.read_text(encoding="utf-8").replace('"\n"', "").split()).casefold()
        assert [one for one in forbidden if one.casefold() in text] == [], path.name


TOGETHER = r"\d (?:km/h|cm|kg|Uhr|Prozent|per cent|procent\w*|€|Euro|%)|(?:§|\bLB|\bLF|\bNr\.) \d"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_keeps_its_unit(language: str) -> None:
    """No line ends between a number and its unit or sign: there the space is one that does not break."""
    for path in [*(reader.content() / "lessons").glob(f"*/{language}.*"), words.FOLDER / f"{language}.po"]:
        assert re.findall(TOGETHER, path.read_text(encoding="utf-8")) == [], path


def test_samples_can_be_read(lesson: LessonContent) -> None:
    """Every lesson has three touchpoints to look at, of two kinds or more, with all that stands on them; no letter is
    smaller than 13 px, and the picture says in words what it shows."""
    assert len(lesson.numbers.samples) == 3 and len({one.kind for one in lesson.numbers.samples}) >= 2
    drawn = ElementTree.fromstring(samples.svg(lesson))
    said = " ".join("".join(one.itertext()) for one in drawn.iter() if one.tag.endswith("tspan"))
    for one in lesson.words.samples.values():
        assert all(word in said and word in samples.words(lesson) for word in f"{one.head} {one.text}".split())
    sizes = [float(one.get("font-size")) for one in drawn.iter() if one.tag.endswith("}text")]
    assert min(sizes) >= 13


# The languages beside each other.


def test_same_blocks(in_all: list[LessonContent]) -> None:
    """The languages have the same blocks in the same order, those that may be left out as well. (What is in them:
    test_checklist.py.)"""
    expected = list(expected_blocks(in_all[0].numbers))
    for lesson in in_all:
        assert [name for name in lesson.blocks if not may_be(name)] == expected
        assert list(lesson.blocks) == list(in_all[0].blocks)


def test_same_keys(in_all: list[LessonContent]) -> None:
    """The languages have words under the same keys; the references alone are each country's own."""

    def keys(lesson: LessonContent) -> set[tuple]:
        found = texts(msgspec.to_builtins(lesson.words))
        return {place for place, text in found if place[0] != "references" and text}

    first, *others = map(keys, in_all)
    assert all(other == first for other in others)


def test_texts_are_their_own(in_all: list[LessonContent]) -> None:
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


def test_case(lesson: LessonContent) -> None:
    """The case has 10 to 14 touchpoints over five stages, both directions, and hidden activities on both sides."""
    journey = lesson.case
    if lesson.chosen_by_class:
        return
    assert 10 <= len(journey.touchpoints) <= 14 and len(journey.stages) == 5
    assert all(any(one.is_touchpoint for one in stage.activities) for stage in journey.stages)
    assert {one.direction for one in journey.touchpoints} == set(DIRECTIONS)
    assert {one.visible_to for one in journey.activities} == {"both", "company", "customer"}
    assert len({one.name for one in journey.activities}) == len(list(journey.activities))


def test_every_touchpoint_is_rated_and_explained(lesson: LessonContent) -> None:
    """Every touchpoint of the case has a feeling, a reason, a channel and an importance; what is hidden has no
    feeling."""
    for one in lesson.case.activities:
        if one.is_touchpoint:
            assert one.feeling is not None and one.why and one.channel and one.importance, one.id
        else:
            assert one.feeling is None and not one.why, one.id
    assert lesson.chosen_by_class or lesson.case.peak and lesson.case.low


def test_improvement_lifts_the_low(lesson: LessonContent) -> None:
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


def test_empty_gives_nothing_away(lesson: LessonContent) -> None:
    """Where students begin there are stages and no activities; in the example only the first stage is filled."""
    assert not list(lesson.empty.activities) and [s.name for s in lesson.empty.stages] == [
        s.name for s in lesson.case.stages
    ]
    assert lesson.example.stages == (*lesson.case.stages[:1], *lesson.empty.stages[1:])


# The glossary.


def test_glossary() -> None:
    """The glossary has 25 terms or more, the same in every language; each is explained in other words than its own,
    and no name is given twice."""
    all_of_them = {language: reader.glossary(language) for language in LANGUAGES}
    first, *others = all_of_them.values()
    assert len(first) >= 25 and all(list(other) == list(first) for other in others)
    for language, terms in all_of_them.items():
        names = [name.casefold() for one in terms.values() for name in (one.term, *one.also)]
        assert len(set(names)) == len(names)
        meanings = "\n\n".join(one.meaning for one in terms.values())
        assert readability.lix(meanings) <= MOST_LIX[language]
        for one in terms.values():
            assert len(readability.words(one.meaning)) <= 20 and one.term.casefold() not in one.meaning.casefold()


def test_new_words_are_in_the_glossary() -> None:
    """Our lessons take their new words from the glossary, and each is new once, or recalled in a later lesson."""
    known = reader.glossary("en")
    for id in IDS:
        assert not reader.read(id, "en").words.new_words and set(reader.read(id, "en").numbers.new_words) <= set(known)


# Asking for lessons.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", ["no-such", "", "../lessons/school-lunch", "School-Lunch", "x" * 500])
def test_an_unknown_lesson_lists_the_known(id: str, language: str) -> None:
    """An unknown lesson is a message of bearable length that lists the known ones."""
    with pytest.raises(KitError) as error:
        reader.read(id, language)
    assert all(known in str(error.value) for known in IDS) and len(str(error.value)) < 300

"""The rules on a lesson's language: requests, address, how hard it is to read, typography."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from touchpoints.language import words
from touchpoints.lessons import readability
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.quality.measures import Finding, cards_text, is_teachers, students_text, texts
from touchpoints.model.work import STEPS

MEAN_SENTENCE, LONGEST_SENTENCE = 12, 20  # words
MOST_LIX = {"en": 40, "de": 40, "lv": 50}  # Latvian words are longer
# How students are never addressed, and how teachers never are.
ADDRESS = {
    "de": (
        r"\b(Sie|Ihnen|Ihre?[mnrs]?) (?!ist|sind|weg)\w+en\b|\w+en Sie\b|\bIhnen\b",
        r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[mnrs]?)\b",
    ),
    "lv": (r"(?i)\b(jūs|jums|jūsu)\b", r"(?i)\b(tu|tev|tevi|tavs|tava|tavu)\b"),
}
FORMS = ("alone", "pairs", "group", "board")  # who does a task, each with an entry in the catalogues
SEVERAL = {"en": "(?!)", "de": r"[A-ZÄÖÜ]\w*(t|d)", "lv": r"[A-ZĀČĒĢĪĶĻŅŠŪŽ]\w*iet(ies)?"}
QUOTED = re.compile(r"„[^“”]*[“”]|“[^”]*”")
CODE = re.compile(r"`[^`]*`")  # no typesetter changes what a computer reads
FIRST_WORD = re.compile(r"\W*(\w+)")
NOT_FIRST = {  # words with which no request to one student begins
    "en": r".*ing|To|The|A|An|You|We|What|Students",
    "lv": r".*t|.*ties|Vai|Kas|Kur|Kā|Tu|Jūs",  # the infinitive and the plural end so, and questions begin so
}
REQUESTS = "Gib|Lies|Nimm|Sieh|Sprich|Triff|Hilf|Miss|Vergleich|Such|Zeichne|Denk|Spiel|Frag|Wirf|Brich|Iss|Vergiss"
STRAY = {  # what a typesetter of the language would not let pass
    "en": r"[\"'„—]|\d,\d(?!\d\d)",
    "de": r"[\"'”—]|\d\.\d(?!\d)|‚",
    "lv": r"[\"'—“]",
}


def requests(lesson: LessonContent) -> Iterator[Finding]:
    """Three numbered tasks a step or more, below a line that says who does them; each begins with the imperative, to
    one student or, where several do it, to them."""
    say = words.of(lesson.language)
    forms = {say(f"prose.{form}"): form for form in FORMS}
    for step in STEPS:
        tasks, form = 0, ""
        for line in lesson.blocks[f"{step}.task"].text.splitlines():
            if line.startswith("*") and (said := forms.get(line.strip("* ").split(" (")[0])):
                form = said
            elif task := re.match(r"\d+\. (.*)", line):
                tasks += 1
                if not form:
                    yield Finding(f"{step}.task", (), "form", {"text": task[1], "known": ", ".join(forms)})
                if not is_request(task[1], lesson.language, form not in ("", "alone")):
                    yield Finding(f"{step}.task", (), "request", {"text": task[1]})
        if tasks < 3:
            yield Finding(f"{step}.task", (), "tasks", {"count": tasks})


def is_request(task: str, language: str, to_several: bool) -> bool:
    """Whether a task speaks to students: by its first word's ending, as far as that tells."""
    first = FIRST_WORD.match(task)[1]
    if to_several and re.fullmatch(SEVERAL[language], first):
        return True
    if language == "de":
        return bool(re.fullmatch(rf"[A-ZÄÖÜ]\w*e|{REQUESTS}", first)) and not re.match(r"\W*\w+ Sie\b", task)
    return first[0].isupper() and not re.fullmatch(NOT_FIRST[language], first)


def controls(lesson: LessonContent) -> Iterator[Finding]:
    """What a task sets in bold is something on the screen, under the very name that it bears there."""
    known = words.of(lesson.language).names
    for step in STEPS:
        for name in re.findall(r"\*\*(.+?)\*\*", lesson.blocks[f"{step}.task"].text):
            if name not in known:
                yield Finding(f"{step}.task", (), "control", {"name": name})


def address(lesson: LessonContent) -> Iterator[Finding]:
    """Students are du and tu, teachers Sie and jūs; what is quoted may speak to anyone."""
    to_students, to_teachers = ADDRESS.get(lesson.language, ("(?!)", "(?!)"))
    for name, block in lesson.blocks.items():
        wrong = to_teachers if is_teachers(name) else to_students
        if found := re.search(wrong, QUOTED.sub("", block.text)):
            key = "address_teacher" if is_teachers(name) else "address_student"
            yield Finding(name, (), key, {"text": found[0]})


def easy(lesson: LessonContent) -> Iterator[Finding]:
    """In students' text a sentence has at most 12 words in the mean and none more than 20; LIX is at most 40 in
    English and German, 50 in Latvian."""
    for text, place in ((students_text(lesson), "identify.explain"), (cards_text(lesson), "")):
        where = (place, ()) if place else ("words", ())
        for sentence in readability.sentences(text):
            if len(sentence) > LONGEST_SENTENCE:
                said = {"text": " ".join(sentence[:6]), "count": len(sentence), "most": LONGEST_SENTENCE}
                yield Finding(*where, "long_sentence", said)
        if (mean := readability.mean_sentence(text)) > MEAN_SENTENCE:
            yield Finding(*where, "mean_sentence", {"mean": mean, "most": MEAN_SENTENCE})
        if (lix := readability.lix(text)) > MOST_LIX[lesson.language]:
            yield Finding(*where, "lix", {"lix": lix, "most": MOST_LIX[lesson.language]})


def typography(lesson: LessonContent) -> Iterator[Finding]:
    """Quotation marks, dashes and apostrophes as the language has them."""
    for place, text in texts(msgspec.to_builtins(lesson.words)):
        if place[0] != "references" and (found := re.search(STRAY[lesson.language], text)):
            yield Finding("words", place, "stray", {"sign": found[0], "text": text[:60]})
    for name, block in lesson.blocks.items():
        text = CODE.sub("", block.text)
        if found := re.search(STRAY[lesson.language], text):
            around = " ".join(text[max(0, found.start() - 30) :][:60].split())
            yield Finding(name, (), "stray", {"sign": found[0], "text": around})

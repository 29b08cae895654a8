"""The rules on a lesson's plan: every field, minutes, aims, answers, role-play, rubric, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from touchpoints.language import words
from touchpoints.lessons import readability
from touchpoints.lessons.lesson import SECTIONS, LessonContent
from touchpoints.lessons.quality import measures
from touchpoints.lessons.quality.measures import Finding, expected_placeholders, knowledge, teachers_words, texts
from touchpoints.model.work import STEPS

SUMS = {"short": 40, "two": 80}  # minutes: the core of a lesson of 45 (in Latvia of 40), and two such lessons
LEAST_REASON, MOST_NEW_WORDS, QUESTIONS, STATEMENTS = 8, 6, 5, 24
TEACHERS_WORDS, KNOWLEDGE_WORDS = (700, 1000), (40, 120)
PLAY, BRIEF = 4, 1  # minutes of role-play before the debrief
READ_A_MINUTE = 100 // 4  # words, of students of 13: a quarter of a section's minutes
MOST_READ = {"en": 1000, "de": 950, "lv": 850}  # words of an exercise; the other languages say the same with fewer
SHORT_GAME, COULD_SAY = 6, 3
CODE_LINES, CODE_LETTERS = 2, 100  # what is called short, and stands in one line of the page
# Verbs that no observer can see, and words that a rubric must not lean on.
UNSEEN = {"en": r"\b(know|understand)", "de": r"\b(wissen|weiß|versteh|verstand)", "lv": r"\b(zin|saprot|saprast)"}
VAGUE = {"en": r"\b(good|often)\b", "de": r"\b(gut|oft)\b", "lv": r"\b(labi|bieži)\b"}


def every_field(lesson: LessonContent) -> Iterator[Finding]:
    """Every field and block has words. (Empty may be: a hidden activity's reason, a customer's rule.)"""
    may_be_empty = r"case\.activities\.[\w-]+\.why|scenes\.[\w-]+\.customer\.rule|samples\.[\w-]+\.text"
    may_be_empty += r"|case\.(title|persona|goal)" if lesson.chosen_by_class else ""
    for place, text in texts(msgspec.to_builtins(lesson.words)):
        key = ".".join(map(str, place))
        if not text.strip() and not re.fullmatch(may_be_empty, key):
            yield Finding("words", place, "empty", {"what": key})
    for name, block in lesson.blocks.items():
        if not block.text.strip():
            yield Finding(name, (), "empty", {"what": name})
    if not lesson.words.references:
        yield Finding("words", ("references",), "empty", {"what": "references"})


def minutes(lesson: LessonContent) -> Iterator[Finding]:
    """The core's minutes sum to 40, those of the plan of two lessons to 80; after briefing and play the debrief is no
    shorter than the play."""
    for name, plan in lesson.numbers.plans.items():
        if (total := sum(plan.minutes.values())) != SUMS[name]:
            yield Finding("toml", ("plans", name, "minutes"), "minutes", {"sum": total, "goal": SUMS[name]})
        if plan.minutes["role_play"] < BRIEF + 2 * PLAY:
            yield Finding("toml", ("plans", name, "minutes"), "debrief", {"least": BRIEF + 2 * PLAY})


def reading(lesson: LessonContent) -> Iterator[Finding]:
    """In a step and in the exit ticket students read for a quarter of the plan's minutes at most, and an exercise's
    prose has a thousand words at most. (The quiz has minutes of its own.)"""
    for name, plan in lesson.numbers.plans.items():
        for section in (*STEPS, "exit"):
            count, most = measures.read(lesson, section, plan), plan.minutes[section] * READ_A_MINUTE
            if count > most:
                place = "finish.exit" if section == "exit" else f"{section}.task"
                yield Finding(place, (), "reading", {"plan": name, "count": count, "most": most})
    total, most = sum(measures.unfolded(lesson, section) for section in SECTIONS), MOST_READ[lesson.language]
    if total > most:
        yield Finding("start.question", (), "reading_all", {"count": total, "most": most})


def three_can(lesson: LessonContent) -> Iterator[Finding]:
    """There are exactly three "I can", none of them a knowing or understanding that nobody sees; each occurs in a
    task, an exit item and a row of the rubric."""
    numbers = lesson.numbers
    if len(numbers.can) != 3:
        yield Finding("toml", ("can",), "three_can", {"count": len(numbers.can)})
    for id, can in lesson.words.can.items():
        if re.search(UNSEEN[lesson.language], can.text, re.IGNORECASE):
            yield Finding("words", ("can", id, "text"), "unseen", {"text": can.text})
    tasks = {can for name, block in lesson.blocks.items() if name.endswith(".task") for can in block.can}
    asked = {item.can for item in numbers.exit} & set(lesson.blocks["finish.exit"].can)
    for id in numbers.can:
        if id not in tasks & asked & set(numbers.rubric.values()):
            yield Finding("toml", ("can",), "can_unused", {"id": id})


def reasons(lesson: LessonContent) -> Iterator[Finding]:
    """Each answer of the quiz, right or wrong, gives a reason of eight words or more; so do exit ticket and game."""
    text = lesson.words
    found = [
        (("quiz", id, "answers", letter), answer.reason)
        for id, question in text.quiz.items()
        for letter, answer in question.answers.items()
    ]
    found += [(("exit", id), item.reason) for id, item in text.exit.items()]
    found += [(("game", id), statement.because) for id, statement in text.game.items()]
    for place, reason in found:
        if (count := len(readability.words(reason))) < LEAST_REASON:
            yield Finding("words", place, "reason", {"text": reason, "count": count, "least": LEAST_REASON})


def questions(lesson: LessonContent) -> Iterator[Finding]:
    """A quiz of five whose right answers are not all the same letter; a game of 24 statements, six of them in the short
    plan, or none; after the first lesson two questions on earlier ones and the minutes for them."""
    numbers = lesson.numbers
    if len(numbers.quiz) != QUESTIONS or len({item.right for item in numbers.quiz}) < 2:
        yield Finding("toml", ("quiz",), "quiz", {"count": QUESTIONS})
    asked = len(numbers.game)
    if asked and (asked < STATEMENTS or numbers.plans["short"].statements != SHORT_GAME):
        yield Finding("toml", ("game",), "game", {"least": STATEMENTS, "short": SHORT_GAME})
    if numbers.order > 1 and (len(numbers.recall) != 2 or numbers.plans["short"].minutes["start"] < 3):
        yield Finding("toml", ("recall",) if numbers.recall else ("order",), "recall")


def role_play(lesson: LessonContent) -> Iterator[Finding]:
    """Each employee's card has a rule, and each card three sentences that one could say; the observers' sheet has three
    yes/no items or more; the task asks the players to leave their role."""
    for id, scene in lesson.words.scenes.items():
        if not scene.employee.rule:
            yield Finding("words", ("scenes", id, "employee"), "house_rule")
        for role, card in (("customer", scene.customer), ("employee", scene.employee)):
            if len(card.could_say) != COULD_SAY:
                yield Finding("words", ("scenes", id, role), "could_say", {"count": COULD_SAY})
    items = lesson.words.observe.values()
    if len(items) < 3 or not all(item.endswith("?") for item in items):
        yield Finding("words", ("observe",), "observe")
    question = words.of(lesson.language)("role_play.leave_role").split(". ")[-1]  # the page asks the same
    if question not in " ".join(lesson.blocks["role_play.task"].text.split()):
        yield Finding("role_play.task", (), "leave_role", {"question": question})


def rubric(lesson: LessonContent) -> Iterator[Finding]:
    """Four different levels a step, none of which leans on a vague word."""
    for step, levels in lesson.words.rubric.items():
        if len(set(levels)) < 4:
            yield Finding("words", ("rubric", step), "levels")
        for level in levels:
            if re.search(VAGUE[lesson.language], level, re.IGNORECASE):
                yield Finding("words", ("rubric", step), "vague", {"text": level})


def notes(lesson: LessonContent) -> Iterator[Finding]:
    """The teacher's text has 700 to 1,000 words; subject knowledge is there, in at most 120; at most six new words and
    two or three misconceptions."""
    for count, (least, most), key in (
        (teachers_words(lesson), TEACHERS_WORDS, "teachers_words"),
        (knowledge(lesson), KNOWLEDGE_WORDS, "knowledge"),
    ):
        if not least <= count <= most:
            yield Finding("start.teacher", (), key, {"count": count, "least": least, "most": most})
    if not 1 <= len(lesson.new_words) <= MOST_NEW_WORDS:
        yield Finding("toml", ("new_words",), "new_words", {"most": MOST_NEW_WORDS})
    if not 2 <= len(lesson.numbers.misconceptions) <= 3:
        yield Finding("toml", ("misconceptions",), "misconceptions")


def placeholders(lesson: LessonContent) -> Iterator[Finding]:
    """Help stands in each step's notes, every other placeholder once, where the plan needs it."""
    found = {name: re.findall(r"^\{\{(\w+)\}\}$", block.text, re.MULTILINE) for name, block in lesson.blocks.items()}
    for step in STEPS:
        if "help" not in found[f"{step}.notes"]:
            yield Finding(f"{step}.notes", (), "placeholder", {"name": "help"})
    every = [key for keys in found.values() for key in keys]
    for name, block in expected_placeholders(lesson).items():
        if every.count(name) != 1 or (block and name not in found[block]):
            yield Finding(block or "finish.notes", (), "placeholder", {"name": name})


def coding(lesson: LessonContent) -> Iterator[Finding]:
    """The coding task, where there is one, can be done in two lines of Python of 100 characters at most."""
    code = lesson.numbers.coding
    if len(code.splitlines()) > CODE_LINES or any(len(line) > CODE_LETTERS for line in code.splitlines()):
        yield Finding("toml", ("coding",), "coding_long", {"lines": CODE_LINES, "letters": CODE_LETTERS})
        return
    try:
        compile(code, "coding", "exec")
    except (SyntaxError, ValueError) as error:  # older Pythons have a ValueError for a null character
        yield Finding("toml", ("coding",), "coding", {"problem": error})

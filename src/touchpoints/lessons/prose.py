"""A lesson's prose as Markdown: the blocks of ``<language>.md`` with their placeholders filled in.

A placeholder such as ``{{rubric}}`` stands alone on its line; what it becomes is computed here from the
lesson's ids, numbers and words, so that notebook, printable page and guide say the same. Those words are plain
text: no character of theirs is Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from touchpoints.language import words
from touchpoints.lessons.lesson import SECTIONS, Asked, LessonContent
from touchpoints.lessons.numbers import Question
from touchpoints.lessons.text import QuestionText, RoleCardText, Term
from touchpoints.model.journey import Activity
from touchpoints.model.work import STEPS

T = TypeVar("T", bound=msgspec.Struct)
# What Markdown would take for a mark: anywhere, and at the start of a line.
_MARKS = re.compile(r"[\\`*_\[\]<~$]|&(?=#?\w+;)|^[#>+-]|(?<=^\d)[.)](?=\s)|(?<=^\d\d)[.)](?=\s)")


def more(lesson: LessonContent, step: str, folded: bool = True) -> str:
    """What stands folded in a step, on paper below a line that says so; "" where the lesson has nothing of it."""
    if f"{step}.more" not in lesson.blocks:
        return ""
    title, text = words.of(lesson.language)("prose.more"), block(lesson, f"{step}.more")
    return fold(title, text) if folded else f"**{title}**\n\n{text}"


def fold(summary: str, text: str) -> str:
    """Text that opens with a click."""
    return f"<details><summary><b>{summary}</b></summary>\n\n{text}\n\n</details>"


def block(lesson: LessonContent, name: str, folded: bool = True, instead: Mapping[str, str] = {}) -> str:
    """A block as Markdown. `folded`: for the screen, where the exit ticket is a widget; on paper it stands in the text.
    `instead`: what stands for a placeholder where its content has a sheet of its own.
    """

    def fill(match: re.Match[str]) -> str:
        key = match[1]
        if key in instead:
            return instead[key]
        if key == "help":
            return _help(plain, name.partition(".")[0])
        if key == "exit":
            return "" if folded else _exit(plain)  # on the screen it is a widget
        return _PLACEHOLDERS[key](plain)

    plain = literal(lesson)
    return re.sub(r"^\{\{(\w+)\}\}$", fill, lesson.blocks[name].text, flags=re.MULTILINE)


@lru_cache(maxsize=8)  # every block of a lesson asks for it
def literal(lesson: LessonContent) -> LessonContent:
    """The lesson with its words marked so that Markdown shows them as they are; its blocks stay Markdown."""
    asked = tuple(Asked(question=one.question, text=_literal(one.text)) for one in lesson.recall)
    terms = tuple(map(_literal, lesson.new_words))
    return replace(lesson, words=_literal(lesson.words), new_words=terms, recall=asked)


def _literal(words: T) -> T:
    return msgspec.convert(_marked(msgspec.to_builtins(words)), type(words))


def _marked(value: object) -> object:
    if isinstance(value, dict):
        return {key: _marked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(one) for one in value]
    return _MARKS.sub(r"\\\g<0>", " ".join(value.split())) if isinstance(value, str) else value


def can(lesson: LessonContent) -> str:
    """The three "I can", for the students."""
    items = [f"- {one.text}" for one in lesson.words.can.values()]
    return "\n".join([f"**{words.of(lesson.language)('prose.can')}**", "", *items])


def assess(lesson: LessonContent) -> str:
    """The same for the teacher, each with what one can tell it by."""
    say = words.of(lesson.language)
    items = [f"- **{one.text}** {say('prose.assess')} {one.assess}" for one in lesson.words.can.values()]
    return "\n".join(items)


def new_words(lesson: LessonContent) -> str:
    say = words.of(lesson.language)
    items = [f"- **{term(one)}** – {one.meaning}" for one in lesson.new_words]
    return "\n".join([f"**{say('prose.new_words')}**", "", *items])


def term(one: Term) -> str:
    """A word with what else it is called."""
    return f"{one.term} ({', '.join(one.also)})" if one.also else one.term


def timeline(lesson: LessonContent) -> str:
    """The minutes of each part in the short plan and in that of two lessons, with their sums."""
    say, plans = words.of(lesson.language), lesson.numbers.plans
    rows = [[say(f"{part}.title"), *(str(plan.minutes.get(part, "–")) for plan in plans.values())] for part in SECTIONS]
    total = [say("prose.total"), *(str(sum(plan.minutes.values())) for plan in plans.values())]
    return _table([say("prose.part"), *(say(f"prose.plan_{name}") for name in plans)], [*rows, total])


def drop(lesson: LessonContent) -> str:
    """What may be left out when time runs short."""
    return lesson.words.drop


def references(lesson: LessonContent) -> str:
    say = words.of(lesson.language)
    return "\n".join([f"**{say('prose.references')}**", "", *(f"- {one}" for one in lesson.words.references)])


def misconceptions(lesson: LessonContent) -> str:
    say = words.of(lesson.language)
    return "\n".join(
        f"- {say('prose.students_say')} {say('quote', text=one.say)} {say('prose.ask')} {say('quote', text=one.ask)}"
        for one in lesson.words.misconceptions.values()
    )


def example(lesson: LessonContent) -> str:
    """A complete example, a half-filled one, an empty line: what the first step's cards will look like."""
    say = words.of(lesson.language)
    whole, half = lesson.activity(lesson.numbers.example.complete), lesson.activity(lesson.numbers.example.partial)
    yes = say("discuss.yes")
    rows = [
        [whole.name, say.channel(whole.channel), say(f"direction.{whole.direction}"), yes],
        [half.name, say.channel(half.channel), "?", "?"],
        ["…", "…", "…", "…"],
    ]
    return _table([say(f"prose.{key}") for key in ("touchpoint", "channel", "direction", "visible")], rows)


def case(lesson: LessonContent) -> str:
    """The answer key: the whole case, stage by stage; where departments are taught, whose each touchpoint is, and how
    much it matters."""
    say = words.of(lesson.language)
    keys = ["stage", "touchpoint", "direction", "feeling", "why"]
    more = ["department", "importance"] if lesson.words.case.departments else []
    rows = []
    for stage in lesson.case.stages:
        for one in stage.activities:
            owned = [one.department or "–", say.number(one.importance) if one.importance else "–"] if more else []
            rows.append([stage.name, one.name, *_judged(one, say), *owned, one.why])
    return _table([say(f"prose.{key}") for key in (*keys[:4], *more, keys[4])], rows)


def _judged(one: Activity, say: words.Words) -> tuple[str, str]:
    if not one.is_touchpoint:
        return "–", say(f"visible.{one.visible_to}")
    return say(f"direction.{one.direction}"), f"{say.feeling(one.feeling)} ({say.signed(one.feeling or 0)})"


def improvement(lesson: LessonContent) -> str:
    say, idea = words.of(lesson.language), lesson.words.improvement
    return f"**{say('prose.improvement')}** {idea.name}. {idea.problem} {idea.because}" if idea else ""


def roles(lesson: LessonContent) -> str:
    """Every scene with both role cards."""
    say, parts = words.of(lesson.language), []
    for number, scene in enumerate(lesson.words.scenes.values(), start=1):
        parts.append(f"**{number} · {scene.title}**")
        parts.append(card(scene.customer, "customer", say))
        parts.append(card(scene.employee, "employee", say))
    moods = "; ".join(lesson.words.moods.values())
    return "\n\n".join([*parts, f"**{say('role_play.mood')}:** {moods}"])


def card(text: RoleCardText, role: str, say: words.Words) -> str:
    """A role card as a list."""
    items = [f"- {label}: {value}" for label, value in fields(text, role, say)]
    return "\n".join([f"*{say(f'role_play.{role}')}*", "", *items])


def fields(card: RoleCardText, role: str, say: words.Words) -> list[tuple[str, str]]:
    """What stands on a role card, each with its label."""
    found = [
        ("role_play.who", card.who),
        ("role_play.want" if role == "customer" else "role_play.duty", card.want),
        ("role_play.know", card.know),
        ("role_play.rule", card.rule),
        ("role_play.first_sentence", say("quote", text=card.first_sentence)),
        ("role_play.could_say", " ".join(say("quote", text=one) for one in card.could_say)),
    ]
    return [(say(key), value) for key, value in found if value]


def observers(lesson: LessonContent) -> str:
    say = words.of(lesson.language)
    yes_no = f"☐ {say('discuss.yes')} ☐ {say('discuss.no')}"
    items = [f"- {item} {yes_no}" for item in lesson.words.observe.values()]
    open_items = [f"- {say(f'role_play.{key}')} …" for key in ("watch_feeling", "promises", "helped")]
    return "\n".join([f"**{say('role_play.sheet')}**", "", *items, *open_items])


def exit_answers(lesson: LessonContent) -> str:
    """To each question of the exit ticket an answer that is right, with its reason, and what another one shows."""
    say, asked = words.of(lesson.language), lesson.words.exit
    lines = [f"**{say('prose.answers')}**", ""]
    for number, one in enumerate((asked[item.id] for item in lesson.numbers.exit), start=1):
        lines.append(f"{number}. {one.question}\n")
        lines += [
            f"    - **{say('prose.model')}** {one.answer} {one.reason}", f"    - **{say('prose.else')}** {one.wrong}"
        ]  # fmt: skip
    return "\n".join(lines)


def quiz_answers(lesson: LessonContent) -> str:
    """The same of the quiz."""
    return _answers([(item, lesson.words.quiz[item.id]) for item in lesson.numbers.quiz])


def recall_answers(lesson: LessonContent) -> str:
    """The right answers to the questions on earlier lessons, with their reasons."""
    right = [one.text.answers[one.question.right] for one in lesson.recall]
    items = [f"{number}. {one.text}. {one.reason}" for number, one in enumerate(right, start=1)]
    return "\n".join([f"**{words.of(lesson.language)('prose.recalled')}**", "", *items]) if items else ""


def game_answers(lesson: LessonContent) -> str:
    """Who sees what each statement of the game tells of, and why."""
    say, plain = words.of(lesson.language), literal(lesson).words.game
    lines = []
    for number, one in enumerate(lesson.numbers.game, start=1):
        lines += [
            f"{number}. {plain[one.id].text}",
            f"    - **{say(f'visible.{one.visible_to}')}**: {plain[one.id].because}",
        ]
    return "\n".join(lines)


def coding_answer(lesson: LessonContent) -> str:
    """The coding task and one way to do it; "" where the lesson has none."""
    code = lesson.numbers.coding.rstrip()
    one_way = words.of(lesson.language)("coding.one_way")
    return f"{block(lesson, 'finish.code')}\n\n**{one_way}**\n\n```python\n{code}\n```" if code else ""


def _answers(items: list[tuple[Question, QuestionText]]) -> str:
    lines = []
    items = [(item, _literal(text)) for item, text in items]
    for number, (item, text) in enumerate(items, start=1):
        lines.append(f"{number}. {text.question}\n")
        lines += [f"    - **{_mark(key, item.right)} {key})** {text.answers[key].reason}" for key in item.answers]
    return "\n".join(lines)


def _exit(lesson: LessonContent) -> str:
    """A question for each "I can", to be answered in writing, and the three to tick."""
    parts = []
    for number, item in enumerate(lesson.numbers.exit, start=1):
        parts += [f"**{number}. {lesson.words.exit[item.id].question}**", "………………………………"]
    return "\n\n".join([*parts, *(f"☐ {one.text}" for one in lesson.words.can.values())])


def recall(lesson: LessonContent) -> str:
    """Questions on earlier lessons, asked aloud; the notes have the answers."""
    items = [f"{number}. {one.text.question}" for number, one in enumerate(lesson.recall, start=1)]
    return "\n".join([f"**{words.of(lesson.language)('prose.recall')}**", "", *items]) if items else ""


def _mark(key: str, right: str) -> str:
    return "✓" if key == right else "✗"


def rubric(lesson: LessonContent) -> str:
    say = words.of(lesson.language)
    rows = [[f"**{say(f'{step}.title')}**", *lesson.words.rubric[step]] for step in STEPS]
    table = _table([say("prose.part"), *(say("prose.level", number=number) for number in (1, 2, 3, 4))], rows)
    return f"**{say('prose.rubric')}** {say('prose.levels')}\n\n{table}"


def _help(lesson: LessonContent, step: str) -> str:
    say, help = words.of(lesson.language), lesson.words.help[step]
    return f"**{say('prose.support')}** {help.support}\n\n**{say('prose.stretch')}** {help.stretch}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


_PLACEHOLDERS: dict[str, Callable[..., str]] = {
    "can": can, "assess": assess, "new_words": new_words, "timeline": timeline, "references": references,
    "misconceptions": misconceptions, "help": _help, "example": example, "case": case,
    "improvement": improvement, "roles": roles, "observers": observers, "exit": _exit, "exit_answers": exit_answers,
    "recall": recall, "recall_answers": recall_answers, "rubric": rubric, "drop": drop,
}  # fmt: skip

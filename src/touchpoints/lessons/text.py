"""The shape of ``<language>.toml``, a lesson's words by id, and of the glossary, which all lessons share."""

from __future__ import annotations

from touchpoints.model.journey import Id, Value


class Can(Value):
    text: str
    assess: str


class Term(Value):
    """A word of the field, what it means, and what else it is called."""

    term: str
    meaning: str
    also: tuple[str, ...] = ()


class Misconception(Value):
    say: str
    ask: str


class Named(Value):
    name: str
    why: str = ""


class CaseText(Value):
    """What the case's ids are called; title, persona and goal are empty where the class chooses the case."""

    title: str = ""
    persona: str = ""
    goal: str = ""
    stages: dict[Id, str] = {}
    activities: dict[Id, Named] = {}
    departments: dict[Id, str] = {}


class ImprovementText(Value):
    name: str
    problem: str
    because: str


class AnswerText(Value):
    text: str
    reason: str


class QuestionText(Value):
    question: str
    answers: dict[Id, AnswerText]


class ExitText(Value):
    """A question of the exit ticket, an answer that is right, why it is, and what another one shows the teacher."""

    question: str
    answer: str
    reason: str
    wrong: str


class SampleText(Value):
    """What stands on a touchpoint to look at: whose it is, its largest line, and what else can be read on it."""

    sender: str
    head: str
    text: str


class StatementText(Value):
    """A statement of the game, and why it is a touchpoint or is not."""

    text: str
    because: str


class VoiceText(Value):
    name: str
    goal: str


class RoleCardText(Value):
    """A role card: who one is, what one wants (an employee: the task), what one knows, the first sentence, and what
    one could say for those who have no words of their own yet."""

    who: str
    want: str
    know: str
    first_sentence: str
    rule: str = ""
    could_say: tuple[str, ...] = ()


class SceneText(Value):
    title: str
    customer: RoleCardText
    employee: RoleCardText


class Help(Value):
    support: str
    stretch: str


class LessonText(Value):
    """``<language>.toml``: the lesson's words by id. `new_words` are only those that the glossary lacks; `drop`
    says what may be left out when time runs short."""

    title: str
    summary: str
    question: str
    objective: str
    references: tuple[str, ...]
    can: dict[Id, Can]
    misconceptions: dict[Id, Misconception]
    observe: dict[Id, str]
    moods: dict[Id, str]
    help: dict[str, Help]
    rubric: dict[str, tuple[str, str, str, str]]
    exit: dict[Id, ExitText]
    quiz: dict[Id, QuestionText]
    scenes: dict[Id, SceneText]
    case: CaseText
    improvement: ImprovementText | None = None
    new_words: dict[Id, Term] = {}
    game: dict[Id, StatementText] = {}
    voices: dict[Id, VoiceText] = {}
    samples: dict[Id, SampleText] = {}
    drop: str = ""

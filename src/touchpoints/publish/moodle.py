"""A lesson's quiz as Moodle XML, for the question bank of a course.

Each answer brings its explanation as its feedback. Texts are plain text: Moodle shows every character as it is.
Source of the format: https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

from xml.etree import ElementTree as etree

from touchpoints.exchange.tables import without_controls
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Question


def xml(lesson: LessonContent) -> bytes:
    """The questions in a category of the lesson's title. The numbers of questions and answers are those of the quiz in
    the notebook; Moodle shuffles the answers, as a test does."""
    quiz = etree.Element("quiz")
    category = etree.SubElement(quiz, "question", type="category")
    title = lesson.words.title.replace("/", "//")  # a single one would begin a category within it
    _text(category, "category", f"$course$/top/{title}")
    for question in lesson.numbers.quiz:
        _question(quiz, question, lesson)
    etree.indent(quiz)
    return etree.tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"


def _question(quiz: etree.Element, question: Question, lesson: LessonContent) -> None:
    text = lesson.words.quiz[question.id]
    found = etree.SubElement(quiz, "question", type="multichoice")
    _text(found, "name", f"{lesson.id}.{question.id}")
    _text(found, "questiontext", text.question, format="plain_text")
    for tag, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0"), ("idnumber", ""),
                       ("single", "true"), ("shuffleanswers", "true"), ("answernumbering", "abc")):  # fmt: skip
        etree.SubElement(found, tag).text = value
    for id in question.answers:
        answer = text.answers[id]
        one = _text(found, "answer", answer.text, format="plain_text", fraction="100" if id == question.right else "0")
        _text(one, "feedback", answer.reason, format="plain_text")


def _text(parent: etree.Element, tag: str, text: str, **attributes: str) -> etree.Element:
    found = etree.SubElement(parent, tag, attributes)
    etree.SubElement(found, "text").text = without_controls(text)
    return found

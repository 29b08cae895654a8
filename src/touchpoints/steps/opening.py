"""Opening a lesson: its content is found, and its work goes under way as the class has settled it."""

from __future__ import annotations

import os
from pathlib import Path

from touchpoints.language import hints, words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import KitError
from touchpoints.steps.session import Session
from touchpoints.storage import class_settings, places


def read_lesson(id: str, language: str, here: Path | None = None) -> LessonContent:
    """A lesson of the kit's, or somebody's own near `here`. KitError where there is none, or no such language."""
    # English may stand there only because nobody chose: what is wrong is then said in the reader's language.
    say = hints.words_in(language if language != "en" else None)
    if language not in words.LANGUAGES:
        raise KitError(hints.unknown_language(say, language))
    own = os.environ.get(places.LESSONS_VARIABLE)
    home = reader.home(id, None if places.grading() else here, Path(own) if own and os.path.isabs(own) else None)
    if home is None:
        text = say("error.lesson", lesson=str(id)[:60], known=", ".join(known := reader.ids()))
        raise KitError(text + hints.meant(say, id, known))
    lesson = reader.read(id, language, home)
    return reader.for_marks(lesson) if places.grading() else lesson


def session(lesson: LessonContent, audience: str, folder: Path) -> Session:
    """The lesson under way, as the class of the kit's folder around `folder` has it."""
    say, problem, settings = words.of(lesson.language), "", class_settings.ClassSettings()
    try:
        if not places.grading():  # what lies beside a submission comes from the student
            settings = class_settings.read(places.root(folder), say)
    except (KitError, OSError) as error:  # a teacher's mistake must not keep the students from working
        problem = str(error)
    begun = Session(settings.taught(lesson), audience, folder, settings)
    begun.notice = begun.notice or problem
    return begun

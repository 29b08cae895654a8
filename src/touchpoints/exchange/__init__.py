"""Journeys in and out of files."""

from __future__ import annotations

from pathlib import Path

from touchpoints.files import atomic, json_files
from touchpoints.language import hints, words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.journey import Journey
from touchpoints.model.work import Work, journey_after
from touchpoints.storage import work_file

JOURNEY, WORK = ".journey.json", work_file.SUFFIX


@hints.checked('tp.read("map.journey.json")')
def read(path: str | Path, language: str | None = None) -> Journey:
    """The journey in a file:

        journey = tp.read("map.journey.json")

    path: a .journey.json file, or a .work.json file, of which it takes the map with its ideas.
    language: "en", "de" or "lv", for messages; default: that of the lesson opened last, else the system's.

    KitError says what is wrong with the file, where in it, and the remedy.
    """
    path, say = Path(path), hints.words_in(language)
    _refuse_unknown(path, (JOURNEY, WORK), say)
    if path.name.endswith(JOURNEY):
        return json_files.decode(json_files.read(path, say), Journey, path.name, say)
    saved = read_work(path, say)
    lesson = reader.read(saved.lesson, saved.language, reader.home(saved.lesson, path.absolute().parent))
    return journey_after(saved.steps, lesson.empty)


def read_work(path: Path, say: words.Words) -> Work:
    """The work in a .work.json file. Raises KitError as `read` does."""
    _refuse_unknown(path, (WORK,), say)
    return work_file.read(path, say)


@hints.checked('tp.write(work.journey, "map.journey.json")')
def write(journey: Journey, path: str | Path, language: str | None = None) -> Path:
    """Write a journey to a file, whole or not at all, and return where it is:

        tp.write(journey, "map.journey.json")

    journey: such as `work.journey`, or what `tp.read` gives.
    path: where to; it ends in .journey.json. What is there already is replaced.
    language: as in `tp.read`.

    KitError for what is no journey, for another ending, and where the folder refuses.
    """
    path, say = Path(path), hints.words_in(language)
    if not isinstance(journey, Journey):
        raise WrongArgument(hints.no_journey(journey, say, 'tp.write({}, "map.journey.json")'))
    _refuse_unknown(path, (JOURNEY,), say)
    try:
        atomic.write(path, json_files.encode(journey))
    except OSError as error:
        raise KitError(say("error.system", file=str(path), problem=atomic.why(error, say))) from error
    return path


def _refuse_unknown(path: Path, endings: tuple[str, ...], say: words.Words) -> None:
    if not path.name.endswith(endings):
        raise KitError(say("error.suffix", file=path.name, known=", ".join(endings)))

"""Journeys in and out of files."""

from __future__ import annotations

from pathlib import Path

from touchpoints.files import atomic, json_files
from touchpoints.language import hints
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.journey import Journey
from touchpoints.model.work import journey_after
from touchpoints.storage import work_file

JOURNEY = ".journey.json"


@hints.checked('tp.read("map.journey.json")')
def read(path: str | Path, language: str | None = None) -> Journey:
    """The journey in a file:

        journey = tp.read("map.journey.json")

    path: a file with a journey, or with somebody's work, of which it takes the map with its ideas. What it is, the file
        itself says; browsers and platforms rename files.
    language: "en", "de" or "lv", for messages; default: that of the lesson opened last, else the system's.

    KitError says what is wrong with the file, where in it, and the remedy.
    """
    path, say = Path(path), hints.words_in(language)
    raw = json_files.read(path, say)
    if json_files.format_of(raw).startswith("touchpoints.journey/") or path.name.endswith(JOURNEY):
        return json_files.decode(raw, Journey, path.name, say)
    saved = work_file.decode(raw, path.name, say)
    lesson = reader.read(saved.lesson, saved.language, reader.home(saved.lesson, path.absolute().parent))
    return journey_after(saved.steps, lesson.empty)


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
    if not path.name.endswith(JOURNEY):
        raise KitError(say("error.suffix", file=path.name, known=JOURNEY))
    try:
        atomic.write(path, json_files.encode(journey))
    except OSError as error:
        raise KitError(say("error.system", file=str(path), problem=atomic.why(error, say))) from error
    return path

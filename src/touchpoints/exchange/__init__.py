"""Journeys in and out of files: the kit's own, Mermaid's `journey`, tables."""

from __future__ import annotations

import warnings
from pathlib import Path

from touchpoints.exchange import formats
from touchpoints.exchange.diagnostics import Reading
from touchpoints.files import atomic, json_files
from touchpoints.language import hints
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.journey import Journey


@hints.checked('tp.read("map.journey.json")')
def read(path: str | Path, language: str | None = None) -> Journey:
    """The journey in a file:

        journey = tp.read("map.journey.json")

    path: a file with a journey, or with somebody's work, of which it takes the map with its ideas; what it is, the file
        itself says; browsers and platforms rename files. Or .mmd (Mermaid's `journey`; of a .md the first one in it),
        .csv or .xlsx.
    language: "en", "de" or "lv", for messages; default: that of the lesson opened last, else the system's.

    KitError says what is wrong with the file, where in it, and the remedy; of what is only doubtful there is a
    UserWarning each.
    """
    path, say = Path(path), hints.words_in(language)
    reading = Reading(str(path), say)
    journey = formats.read(path, json_files.read(path, say), reading)
    for one in reading.diagnostics:
        warnings.warn(str(one), stacklevel=3)  # shown at the reader's own line
    return journey


@hints.checked('tp.write(work.journey, "map.journey.json")')
def write(journey: Journey, path: str | Path, language: str | None = None) -> Path:
    """Write a journey to a file, whole or not at all, and return where it is:

        tp.write(journey, "map.journey.json")

    journey: such as `work.journey`, or what `tp.read` gives.
    path: where to; it ends in .journey.json, .mmd (Mermaid's `journey`), .csv or .xlsx. What is there already is
        replaced. A table holds no title and no persona: `touchpoints convert` names what is lost.
    language: as in `tp.read`; and for the headings of a table, where the journey has no language of ours.

    KitError for what is no journey, for another ending, and where the folder refuses.
    """
    path, say = Path(path), hints.words_in(language)
    if not isinstance(journey, Journey):
        raise WrongArgument(hints.no_journey(journey, say, 'tp.write({}, "map.journey.json")'))
    made = formats.written(journey, path, say)
    try:
        atomic.write(path, made)
    except OSError as error:
        raise KitError(say("error.system", file=str(path), problem=atomic.why(error, say))) from error
    return path

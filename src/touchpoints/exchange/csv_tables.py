"""Tables as .csv, as German, Latvian and English Excel read and write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from touchpoints.exchange import tables
from touchpoints.exchange.diagnostics import Reading, text_of
from touchpoints.language.words import Words
from touchpoints.model.journey import Journey

_DELIMITERS = ";,\t"
_OWN = {"en": ","}  # where the decimal sign is a comma, Excel puts a semicolon between cells
# Excel and LibreOffice run what begins so: an apostrophe before it keeps it a text, and is taken off again here.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def read(raw: bytes, reading: Reading, columns: Mapping[str, str]) -> Journey:
    """The journey in a table. KitError names what is wrong, with row and column."""
    text = text_of(raw, reading)
    first, _, rest = text.partition("\n")
    if first[:4].lower() == "sep=":  # a line for Excel alone; it stays as an empty row, so that rows keep their numbers
        text = f"\n{rest}"
    delimiter = first[4:5] if first[:4].lower() == "sep=" and first[4:5] in _DELIMITERS else _delimiter(text, columns)
    try:
        rows = [[_plain(one) for one in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise reading.refusal((1, 1), "broken", reading.say("convert.broken")) from error
    return tables.journey_of(rows, reading, columns)


def write(journey: Journey, say: Words) -> bytes:
    """The table with a mark before it, by which Excel knows UTF-8, and the delimiter of the language."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=_OWN.get(say.language, ";"), lineterminator="\r\n")
    writer.writerow([say(f"column.{field}") for field in tables.FIELDS])
    for row in tables.rows_of(journey, say):
        writer.writerow([_guarded(one) if isinstance(one, str) else one for one in row])
    return target.getvalue().encode("utf-8-sig")


def _delimiter(text: str, columns: Mapping[str, str]) -> str:
    """The one that gives the most headings that are known, else the most columns."""
    known = {*tables.known_headings(), *map(tables.heading, columns)}

    def fits(delimiter: str) -> tuple[int, int]:
        cells = next(_records(text.lstrip("\n"), delimiter), [])
        return sum(tables.heading(one) in known for one in cells), len(cells)

    return max(_DELIMITERS, key=fits)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_RUN) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_RUN) else text

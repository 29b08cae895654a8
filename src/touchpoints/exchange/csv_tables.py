"""Tables as .csv, as German, Latvian and English Excel read and write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from touchpoints.exchange import tables
from touchpoints.exchange.diagnostics import Reading, text_of
from touchpoints.language.words import Words
from touchpoints.model.journey import Journey

# Excel and LibreOffice run what begins so: an apostrophe before it keeps it a text, and is taken off again here.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def read(raw: bytes, reading: Reading, columns: Mapping[str, str]) -> Journey:
    """The journey in a table. KitError names what is wrong, with row and column."""
    text = text_of(raw, reading)
    if text[:4].lower() == "sep=":  # a line for Excel alone; an empty row in its place keeps the others' numbers
        text = "\n" + text.partition("\n")[2]
    known = {*tables.known_headings(), *map(tables.heading, columns)}

    def fits(delimiter: str) -> tuple[int, int]:
        """How many headings are known with it, and how many there are."""
        cells = next(csv.reader(io.StringIO(text.lstrip("\n"), newline=""), delimiter=delimiter), [])
        return sum(tables.heading(one) in known for one in cells), len(cells)

    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=fits))
        return tables.journey_of(([_plain(one) for one in row] for row in rows), reading, columns)
    except csv.Error as error:
        raise reading.refusal((1, 1), "broken", reading.say("convert.broken")) from error


def write(journey: Journey, say: Words) -> bytes:
    """The table with a mark before it, by which Excel knows UTF-8, and the delimiter of the language: where the decimal
    sign is a comma, it is a semicolon."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter="," if say.language == "en" else ";", lineterminator="\r\n")
    writer.writerow([say(f"column.{field}") for field in tables.FIELDS])
    for row in tables.rows_of(journey, say):
        writer.writerow([f"'{one}" if isinstance(one, str) and one.startswith(_RUN) else one for one in row])
    return target.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_RUN) else text

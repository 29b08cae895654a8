"""Tables as .xlsx, made to be filled in by hand: a row of hints, drop-down lists, headings that stay in sight."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime

import python_calamine
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from touchpoints.exchange import tables
from touchpoints.exchange.diagnostics import Reading
from touchpoints.language.words import Words
from touchpoints.model.journey import CHANNELS, DIRECTIONS, FEELINGS, MAX_ACTIVITIES, VISIBLE_TO, Journey

HEAD = 2  # rows above the first activity: headings and hints
MOST_BYTES, MOST_PARTS = 60_000_000, 1_000  # that a workbook may unpack to
MOST_CELLS = 2_000_000  # a reader holds all cells up to the last one, also where they are empty
_DAY_ONE = datetime(2000, 1, 1)  # equal journeys give equal bytes, whenever they are written
_WIDTHS = {"name": 36, "why": 48, "visible_to": 26}
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, OverflowError,
           LookupError, struct.error, zlib.error, python_calamine.CalamineError)  # fmt: skip
# A cell or a row beyond column AZ or row 19,999.
_FAR = re.compile(rb"r(?<=\sr)\s*=\s*[\"'](?:[A-Za-z]{3}|[B-Zb-z][A-Za-z]|[A-Za-z]*(?:[2-9]\d{4}|\d{6}))")


def read(raw: bytes, reading: Reading, columns: Mapping[str, str]) -> Journey:
    """The journey in the first sheet that is not hidden. KitError names what is wrong, with row and column."""
    try:
        book = python_calamine.CalamineWorkbook.from_object(io.BytesIO(_looked_at(raw, reading)))
        shown = python_calamine.SheetVisibleEnum.Visible
        places = [place for place, one in enumerate(book.sheets_metadata) if one.visible == shown]
        rows = book.get_sheet_by_index(places[0]).to_python(skip_empty_area=False)
    except BaseException as error:  # where its Rust gives up, the error is no Exception
        if not isinstance(error, _BROKEN) and type(error).__name__ != "PanicException":
            raise
        raise reading.refusal((1, 1), "broken", reading.say("convert.broken")) from error
    return tables.journey_of(([_text(one) for one in row] for row in rows), reading, columns)


def _looked_at(raw: bytes, reading: Reading) -> bytes:
    """The workbook unpacked, as a zip without compression. A few bytes may unpack to more than the memory holds, and
    one cell at the end of a sheet makes a reader ask for all cells before it: an error for both."""
    target, parts, left = io.BytesIO(), {}, MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for info in archive.infolist()[:MOST_PARTS]:
            if info.file_size > left:
                raise ValueError("too large")
            parts[info.filename] = data = archive.read(info)
            left -= len(data)
            if b"sheetData" in data and (_FAR.search(data) or _extent(data) > MOST_CELLS):
                raise reading.refusal((1, 1), "too-many", reading.say("convert.far", most=MAX_ACTIVITIES))
    with zipfile.ZipFile(target, "w") as plain:
        for name, data in parts.items():
            plain.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def _extent(sheet: bytes) -> int:
    """How many cells there are where none says where it stands: rows as long as the longest."""
    if b":row" in sheet:  # with a prefix
        sheet = re.sub(rb"<\w+:", b"<", sheet)
    rows = sheet.split(b"<row")
    return len(rows) * max(row.count(b"<c") for row in rows)


def _text(value: object) -> str:
    """A cell as somebody would type it; calamine gives every number as a float."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def write(journey: Journey, say: Words) -> bytes:
    """The workbook."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _DAY_ONE})
        sheet, lists = book.add_worksheet(), book.add_worksheet("lists")
        lists.hide()
        for across, (field, choices) in enumerate(_choices(say).items()):
            lists.write_column(0, across, choices)
            column, place = "ABCD"[across], tables.FIELDS.index(field)
            choice = {"validate": "list", "source": f"=lists!${column}$1:${column}${len(choices)}"}
            choice["show_error"] = field != "channel"  # any short text is a channel
            sheet.data_validation(HEAD, place, HEAD + MAX_ACTIVITIES - 1, place, choice)
        _fill(sheet, book, journey, say)
        sheet.set_row(0, 30)
        sheet.set_row(1, 80)  # the longest hint has five lines
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(HEAD, tables.FIELDS.index("name") + 1)
    return target.getvalue()


def _fill(sheet: Worksheet, book: xlsxwriter.Workbook, journey: Journey, say: Words) -> None:
    """Headings, hints, and a row an activity; a feeling is the word that the list offers."""
    usual = {"text_wrap": True, "valign": "top"}
    bold, wrapped = book.add_format({"bold": True, **usual}), book.add_format(usual)
    hint = book.add_format({"italic": True, "font_color": "#555555", **usual})
    for across, field in enumerate(tables.FIELDS):
        sheet.set_column(across, across, _WIDTHS.get(field, 18), wrapped)
        sheet.write_string(0, across, say(f"column.{field}"), bold)
        sheet.write_string(1, across, say(f"hint.{field}"), hint)
    for down, row in enumerate(tables.rows_of(journey, say), HEAD):
        lines = 1.1
        for across, (field, one) in enumerate(zip(tables.FIELDS, row, strict=True)):
            one = say.feeling(one) if field == "feeling" and one is not None else one
            if isinstance(one, str):  # XlsxWriter would take a text in <r> for one with formats
                sheet.write_string(down, across, f"{one} " if one.startswith("<r>") else one)
                lines = max(lines, 1.1 + len(one) / _WIDTHS.get(field, 18))
            elif one is not None:
                sheet.write_number(down, across, one)
        sheet.set_row(down, min(15 * int(lines), 400))  # by itself LibreOffice would keep every row low


def _choices(say: Words) -> dict[str, list[str]]:
    return {
        "channel": [say.channel(one) for one in CHANNELS],
        "direction": [say(f"direction.{one}") for one in DIRECTIONS],
        "visible_to": [say(f"visible.{one}") for one in VISIBLE_TO],
        "feeling": [say.feeling(one) for one in FEELINGS],
    }

"""How long Mermaid texts and tables take to be read or refused, from 100 to 10,000 tasks or rows; and a spreadsheet
beside python-calamine alone, which only reads its cells.

Run `python tests/benchmark_exchange.py [COUNT…]`. Never an assert in the tests: a busy machine is not a slow kit. More
than 200 are refused at once; the times of the whole length are of texts that Mermaid's own parser would have to read to
their end, made of what its patterns (or ours) would go back and forth in.
"""

from __future__ import annotations

import gc
import io
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import python_calamine
import xlsxwriter

from touchpoints.exchange import formats
from touchpoints.exchange.diagnostics import Reading
from touchpoints.language import words
from touchpoints.model.errors import KitError

COUNTS = (100, 1_000, 10_000)
SAY = words.of("en")
# One line each, as often as there are tasks: what is slow in a careless reader.
WORST = {
    "tasks": "Task {n} with a name of usual length: 3: Ann, Bob\n", "comments": "%% a comment\n", "blanks": "    \n",
    "tags": "<a<a<a", "directives": "%%{{a", "open entities": "#a", "colons": "style:::::", "keywords": "accDescr   \n",
    "hashes": "#1: 5\n", "fences": "---\n", "fences of Markdown": "```\n",
}  # fmt: skip


def seconds(call: Callable[[], object]) -> float:
    """Of five rounds the shortest, in time of the processor: whatever else runs only makes one longer."""
    took = []
    for _ in range(5):
        gc.collect()
        start = time.process_time()
        call()
        took.append(time.process_time() - start)
    return min(took)


def read(raw: bytes, name: str) -> None:
    with suppress(KitError):
        formats.read(Path(name), raw, Reading(name, SAY))


def workbook(count: int) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Stage", "Touchpoint", "Channel", "Direction", "Feeling", "Why"])
        for row in range(1, count + 1):
            sheet.write_row(
                row, 0, ["Go", f"Touchpoint {row}", "App", "both ways", "good", f"Because of {row}, and so on."]
            )
    return target.getvalue()


def main() -> None:
    counts = [int(one) for one in sys.argv[1:]] or COUNTS
    for name, line in WORST.items():
        raws = ["".join(line.format(n=n) for n in range(count)) for count in counts]
        start, end = (
            ("---\n", ".mmd") if name == "fences" else ("", ".md") if "Markdown" in name else ("journey\n", ".mmd")
        )
        took = [seconds(lambda raw=raw: read((start + raw).encode(), f"a{end}")) for raw in raws]
        print(
            f"{name:18}",
            "  ".join(f"{count}: {one * 1e3:8.2f} ms" for count, one in zip(counts, took, strict=True)),
            flush=True,
        )
    for count in (200, *counts):
        raw = workbook(count)
        book = python_calamine.CalamineWorkbook
        alone = seconds(lambda raw=raw: book.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python())
        whole = seconds(lambda raw=raw: read(raw, "a.xlsx"))
        table = "Stage;Touchpoint;Feeling\n" + "".join(f"Go;Touchpoint {n};1\n" for n in range(count))
        rows = seconds(lambda table=table: read(table.encode(), "a.csv"))
        print(f"{count} rows: .csv {rows * 1e3:.2f} ms; .xlsx {whole * 1e3:.2f} ms, {whole / alone:.2f} × the "
              f"{alone * 1e3:.2f} ms of python-calamine", flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

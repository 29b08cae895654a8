"""A class's work as a report: pictures, figures and a page of feedback a student as a PDF; rows in a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from touchpoints.classroom.class_work import ClassWork
from touchpoints.classroom.pseudonyms import Pseudonyms
from touchpoints.language import words
from touchpoints.publish.report.reported import Report, commonest

KINDS = (".pdf", ".xlsx")


def made(
    kind: str, classes: Sequence[ClassWork], homes: Mapping[str, Path], language: str | None, anonymous: bool,
    done: Callable[[int], object],
) -> bytes:  # fmt: skip
    """The report as a file of one of `KINDS`; `done` is told of each student. KitError where a PDF needs typst."""
    works = [work for one in classes for work in one.works]
    theirs = commonest([work.language for work in works]) if kind == ".pdf" else ""
    say = words.of(language or theirs or words.readers_language())
    report = Report(classes, homes, language, say, Pseudonyms(works if anonymous else [], say))
    if kind == ".pdf":
        from touchpoints.publish.report import pages  # with it come the charts

        return pages.pdf(report, done)
    from touchpoints.publish.report import workbook

    return workbook.xlsx(report, done)

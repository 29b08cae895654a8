"""Commands that make something of lessons, or of a class's work."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.rubric.student_texts import short
from touchpoints.storage import options


@click.command()
@click.option(
    "--check", is_flag=True, help="Change nothing; name all that has to be mended, and exit 1 if there is any."
)
@click.option("--lessons", "folder", type=options.PATH, help="A folder of lessons outside the kit.")
def build(check: bool, folder: Path | None) -> int:
    """Build notebooks and exercises from the lessons."""
    from touchpoints.lessons import quality
    from touchpoints.publish import notebooks

    say = words.of(words.readers_language())
    source = folder.resolve() if folder else reader.content() / "lessons"
    if not any(source.glob("*/lesson.toml")):
        raise KitError(say("error.no_file", file=str(source / "*" / "lesson.toml")))
    if check and (wrong := quality.review(source, say)):
        for problem in wrong:
            click.echo(problem.said(say), err=True)
        return 1
    target = source.parent
    built = list(notebooks.built(source if folder else None))
    stale = [name for name, text in built if not _same(target / name, text)]
    # Beside somebody's own lessons may lie notebooks of theirs: there nothing counts as left over.
    left_over = [] if folder else _left_over(target, {name for name, _ in built})
    if not check:
        with click.progressbar(built, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            for name, text in bar:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(text.encode())
        for name in left_over:
            (target / name).unlink()
        return 0
    for name in (*stale, *left_over):
        click.echo(say("build.stale", file=name), err=True)
    return 1 if stale or left_over else 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _left_over(target: Path, names: set[str]) -> list[str]:
    """Built files whose lesson is gone."""
    found = [path for name in ("notebooks", "exercises") for path in (target / name).glob("*/*") if path.is_file()]
    return sorted({path.relative_to(target).as_posix() for path in found} - names)


@click.command()
@click.argument("lesson", metavar="LESSON")
@click.option("-o", "out", required=True, type=options.PATH, help="Where to: a .pdf")
@options.LANGUAGE
def guide(lesson: str, out: Path, language: str | None) -> None:
    """Write LESSON's guide for the teacher as a PDF: plan, notes, answers, worksheets, role cards, an empty map.

    `touchpoints list` names the lessons; one of your own is found in a folder beside you.
    """
    from touchpoints.publish import guide

    language = language or words.readers_language()
    say = words.of(language)
    if out.suffix.lower() != ".pdf":
        raise KitError(say("error.suffix", file=out.name, known=".pdf"))
    options.write(out, guide.pdf(reader.read(lesson, language, reader.home(lesson, Path.cwd()))), say)
    click.echo(str(out))


@click.command()
@click.argument("lesson", metavar="LESSON")
@click.option("-o", "out", required=True, type=options.PATH, help="Where to: an .xml")
@click.option("--json", "as_json", is_flag=True, help="For machines: the file, and how many questions.")
@options.LANGUAGE
def quiz(lesson: str, out: Path, as_json: bool, language: str | None) -> None:
    """Write LESSON's quiz as Moodle XML, for the question bank of a course; every answer has its explanation.

    `touchpoints list` names the lessons; one of your own is found in a folder beside you.
    """
    from touchpoints.publish import moodle

    language = language or words.readers_language()
    say = words.of(language)
    if out.suffix.lower() != ".xml":
        raise KitError(say("error.suffix", file=out.name, known=".xml"))
    read = reader.read(lesson, language, reader.home(lesson, Path.cwd()))
    options.write(out, moodle.xml(read), say)
    click.echo(options.as_data({"file": str(out), "questions": len(read.numbers.quiz)}) if as_json else str(out))


@click.command()
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@click.option("-o", "out", required=True, type=options.PATH, help="Where to: a .pdf or an .xlsx")
@click.option("--anonymous", is_flag=True, help="Numbers in place of nicknames, inside texts too.")
@click.option("--json", "as_json", is_flag=True, help="For machines: what was reported, and what was left out.")
@options.OWN_LESSONS
@click.option("--language", metavar="en|de|lv", help="The language; default: that of each work, for an .xlsx yours.")
def report(
    folder: Path, out: Path, anonymous: bool, as_json: bool, own: Path | None, language: str | None
) -> int:  # fmt: skip
    """Report a class's work: FOLDER is what `touchpoints collect` has made, or a class folder.

    A .pdf has the class's pictures and figures, then a page of feedback a student; an .xlsx a row a student and a
    touchpoint. Exit 1 if some works could not be used.
    """
    from touchpoints.classroom import class_work, pseudonyms
    from touchpoints.publish.report import reported

    say = words.of(language or words.readers_language())
    if (kind := out.suffix.lower()) not in (".pdf", ".xlsx"):
        raise KitError(say("error.suffix", file=out.name, known=".pdf, .xlsx"))
    out.absolute().parent.stat()  # a folder that is not there is named before the work is done
    found, wrong = class_work.read(folder, say)
    homes = {one.lesson: home for one in found if (home := reader.home(one.lesson, named=own))}
    gone = [one for one in found if one.lesson not in homes]
    wrong += [say.count("report.left_out", len(one.works), lesson=short(one.lesson)) for one in gone]
    for line in wrong:
        click.echo(line, err=True)
    classes = [one for one in found if one.lesson in homes]
    if not (works := [work for one in classes for work in one.works]):
        raise KitError(say("report.nothing", file=str(folder)))
    about = say if language or kind == ".xlsx" else words.of(reported.commonest(works) or say.language)
    hidden = pseudonyms.Pseudonyms(works if anonymous else [], about)
    plan_of = options.class_of(folder.absolute() / "any", say).plan_of
    subject = reported.Report(classes, homes, plan_of, language, about, hidden)
    with click.progressbar(length=len(works), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        if kind == ".pdf":
            from touchpoints.publish.report import pages  # with it come the charts

            made = pages.pdf(subject, bar.update)
        else:
            from touchpoints.publish.report import workbook

            made = workbook.xlsx(subject, bar.update)
    options.write(out, made, say)
    if as_json:
        told = {"file": str(out), "lessons": {one.lesson: len(one.works) for one in classes}, "left_out": wrong}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo(str(out))
    return 1 if wrong else 0

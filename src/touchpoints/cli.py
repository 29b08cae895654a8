"""The command line, a command a function. Exit 0 done, 1 a check found something, 2 bad input.

Commands that need a room of their own stand in its `commands.py`.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import NoReturn

import click

from touchpoints.classroom.commands import collect, forget
from touchpoints.files import atomic
from touchpoints.jupyter.commands import host, open_, singleuser
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.publish.commands import build, guide, quiz, report
from touchpoints.rubric.student_texts import short
from touchpoints.storage import options, work_file


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command. Bad input gives one line on stderr (what, where, what to do) and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console with an old code page shows "?" rather than fail
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(args=arguments, prog_name="touchpoints", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        _fail(" ".join(error.format_message().split()))
    except KitError as error:
        _fail(str(error))
    except OSError as error:
        say = words.of(words.readers_language())
        _fail(say("error.system", file=error.filename or ".", problem=atomic.why(error, say)))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(code or 0)


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="touchpoints")
def commands() -> None:
    """Lessons on customer touchpoints and journeys in JupyterLab."""


@commands.command("list")
def list_() -> None:
    """The lessons, their languages and minutes."""
    for id in reader.ids():
        read = [reader.read(id, language) for language in words.LANGUAGES]
        minutes = " / ".join(str(sum(plan.minutes.values())) for plan in read[0].numbers.plans.values())
        click.echo(f"{id}  ({minutes} min)")
        for lesson in read:
            click.echo(f"  {lesson.language}  {lesson.words.title}")


@commands.command()
@click.argument("lesson", metavar="LESSON_ID")
@click.option("--lessons", "folder", type=options.PATH, default=Path("lessons"),
              help="The folder to put it in; default: `lessons` in the current folder.")  # fmt: skip
def new(lesson: str, folder: Path) -> None:
    """Begin a lesson of your own: LESSON_ID, such as `bakery`, becomes a folder whose files already build."""
    from touchpoints.lessons import scaffold

    say = words.of(words.readers_language())
    made = scaffold.begin(lesson, folder.resolve(), say)
    click.echo(say("new.made", folder=str(made)))
    click.echo(say("new.next", folder=str(folder)))


@commands.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=options.PATH)
@click.option("-o", "out", required=True, type=options.PATH, help="Where to: .svg, .png or .pdf")
@click.option("--chart", default="journey", help="The chart's name; default: journey.")
@click.option("--size", default="slide", help="slide, a4 or a3")
@options.LANGUAGE
def draw(files: tuple[Path, ...], out: Path, chart: str, size: str, language: str | None) -> None:
    """Draw FILE (.journey.json or .work.json) as a chart; several files where the chart is about several."""
    gc.disable()  # a short process needs no collector, and importing matplotlib would keep it busy
    try:
        from touchpoints import charts, exchange

        journeys = [exchange.read(file, language) for file in files]
        for path in charts.draw(journeys, chart, language, size).save_pages(out):
            click.echo(str(path))
    finally:
        gc.enable()


@commands.command()
@click.argument("file", metavar="FILE", type=options.PATH)
@options.OWN_LESSONS
@click.option("--json", "as_json", is_flag=True, help="For machines: everything, with the level of each criterion.")
@options.LANGUAGE
def check(file: Path, own: Path | None, as_json: bool, language: str | None) -> int:
    """Assess FILE (.work.json): how far each step is, and what to do next. Exit 1 while something is missing.

    It answers in the work's own language, unless another is chosen.
    """
    from touchpoints import rubric
    from touchpoints.rubric.feedback import Feedback

    work = work_file.read(file, words.of(language or words.readers_language()))
    written = work.language if work.language in words.LANGUAGES else words.readers_language()
    say = words.of(language or written)
    if (home := reader.home(work.lesson, named=own)) is None:
        raise KitError(say("error.lesson", lesson=short(work.lesson), known=", ".join(reader.ids())))
    lesson = reader.for_marks(reader.read(work.lesson, written, home))
    plan = options.class_of(file.absolute(), say).plan_of(work)
    feedback = Feedback(rubric.assess(work.steps, lesson, plan, say), say)
    if as_json:
        click.echo(options.as_data(feedback.data(work, plan)))
    else:
        touchpoints = say.number(lesson.numbers.plans[plan].touchpoints)
        plan_said = say(f"plan.{plan}", touchpoints=touchpoints)
        click.echo(" · ".join((lesson.words.title, short(work.nickname), plan_said)))
        click.echo(str(feedback))
    return 0 if feedback.complete else 1


@commands.command()
@click.argument("source", metavar="IN", type=options.PATH)
@click.argument("target", metavar="OUT", type=options.PATH)
@click.option("--plain", is_flag=True, help="In a .mmd no comments of the kit's: Mermaid's own words only.")
@click.option("--column", "columns", metavar='"Name=field"', multiple=True,
              help="For a table with other headings: which of them is which field.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines: the file, and the warnings.")
@options.LANGUAGE
def convert(
    source: Path, target: Path, plain: bool, columns: tuple[str, ...], as_json: bool, language: str | None
) -> None:  # fmt: skip
    """Convert the journey in IN (.journey.json, .work.json, .mmd, .md, .csv, .xlsx) to OUT (.journey.json, .mmd, .csv,
    .xlsx).

    A warning names what is doubtful in IN, and what OUT cannot hold, each with file, line and column. Where IN is
    refused, nothing is written.
    """
    from touchpoints.exchange import formats

    say = words.of(language or words.readers_language())
    made, noticed = formats.convert(source, target, say, language, plain, columns)
    for one in noticed:
        click.echo(str(one), err=True)
    options.write(target, made, say)
    told = {"file": str(target), "warnings": [one._asdict() for one in noticed]}
    click.echo(options.as_data(told) if as_json else str(target))


for _one in (open_, host, singleuser, build, guide, quiz, report, collect, forget):
    commands.add_command(_one)

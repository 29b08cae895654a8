"""The command line, a command a function. Exit 0 done, 1 a check found something, 2 bad input."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from touchpoints.files import atomic
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.rubric.student_texts import short
from touchpoints.storage import class_settings, hand_in, live, places, work_file
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import CLASS_VARIABLE

PATH = click.Path(path_type=Path, readable=False)  # whether it can be read is said when it is read, with the reason
LANGUAGE = click.option("--language", metavar="en|de|lv", help="The language; default: your system's, else English.")
OWN_LESSONS = click.option(
    "--lessons",
    "own",
    type=PATH,
    envvar=places.LESSONS_VARIABLE,
    help="The folder of your own lessons, where the work is of one of them.",
)


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


def _json(data: object) -> bytes:
    """One object for machines."""
    return msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=2)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="touchpoints")
def commands() -> None:
    """Lessons on customer touchpoints and journeys in JupyterLab."""


@commands.command("open")
@click.argument("folder", required=False, type=PATH)
@click.option("--student", is_flag=True, help="Exercises only.")
@click.option("--lesson", metavar="ID", help="The lesson to open at once; `touchpoints list` names them.")
@LANGUAGE
@click.option("--no-browser", is_flag=True, help="Start JupyterLab and print its address only.")
@click.option("--port", type=click.IntRange(1, 65535), default=8888, help="First port to try; a taken one moves on.")
@click.option("--class-folder", metavar="DIR", type=PATH, envvar=CLASS_VARIABLE,
              help=f"Where copies of what is handed in go; default: the variable {CLASS_VARIABLE}.")  # fmt: skip
def open_(
    folder: Path | None,
    student: bool,
    lesson: str | None,
    language: str | None,
    no_browser: bool,
    port: int,
    class_folder: Path | None,
) -> None:
    """Make the kit's folder on first use, bring it up to date, and start JupyterLab on it, with a page of all lessons.

    FOLDER is where the lessons and your work are kept (default: `touchpoints` in your home folder). What `class.toml`
    there says of your class holds where no option says otherwise.
    """
    from touchpoints.jupyter import lab, workspace

    folder = (folder or Path.home() / "touchpoints").expanduser().resolve()
    workspace.refuse_unfit(folder, words.of(language or words.readers_language()))
    settings_of_class = class_settings.read(folder, words.of(language or words.readers_language()))
    language = language or settings_of_class.language or words.readers_language()
    say = words.of(language)
    lesson = lesson or settings_of_class.lesson
    lesson = lesson and reader.read(lesson, language, reader.home(lesson, folder)).id
    update = workspace.update(folder, student, settings_of_class)
    settings = workspace.settings(folder, language)
    click.echo(say("open.folder", folder=str(folder)))
    for name, kept in update.kept.items():
        click.echo(say("open.kept", file=name, kept=kept))
    for name in update.outdated:
        click.echo(say("open.outdated", name=name))
    class_folder = class_folder.expanduser().absolute() if class_folder else settings_of_class.folder(folder)
    if class_folder and class_folder.is_dir():
        click.echo(say("open.class_folder", folder=str(class_folder)))
        if not student and (gone := live.clear_up(class_folder, settings_of_class.keep_live_days)):
            click.echo(say.count("open.live_gone", settings_of_class.keep_live_days, works=say.number(gone)))
    elif class_folder:
        click.echo(say("open.no_class_folder", folder=str(class_folder)), err=True)
    click.echo(say("open.stop"))
    notebook = f"{'exercises' if student else 'notebooks'}/{language}/{lesson}.ipynb"
    # A notebook alone has all the width that it can have.
    page = f"/doc/tree/{notebook}" if lesson else f"/touchpoints/start/{language}"
    lab.start(folder, settings, page, port, not no_browser, class_folder)


@commands.command()
@click.argument("folder", required=False, type=PATH)
@click.option("--class", "files", metavar="FILE", type=PATH, multiple=True,
              help="The class.toml of a class, in the folder of its lessons; one for each class.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Default: 8000.")
@click.option("--data", metavar="DIR", type=PATH, help="Where students' folders and the hub's secrets lie.")
@click.option("--certificate", metavar="FILE", type=PATH, help="For TLS, with --key: a certificate (PEM).")
@click.option("--key", metavar="FILE", type=PATH, help="The certificate's key.")
@click.option("--own-passwords", is_flag=True, help="Each nickname gets a password of its own at its first use.")
@click.option("--trust-each-other", "trust", is_flag=True, help="One account for all; needed where you are not root.")
@click.option("--write-config", "config", metavar="DIR", type=PATH,
              help="Start nothing: write the configuration for a school's own JupyterHub.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines: a line for each class when the hub is ready.")
def host(
    folder: Path | None, files: tuple[Path, ...], port: int, data: Path | None, certificate: Path | None,
    key: Path | None, own_passwords: bool, trust: bool, config: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Let a class work in browsers alone: start a hub that its computers reach, until Ctrl-C.

    FOLDER is where your lessons are kept (default: `touchpoints` in your home folder); `class.toml` there says who the
    class is. Needs `pip install "touchpoints[hub]"`, and Linux or macOS.
    """
    say = words.of(words.readers_language())
    for file in files:
        if file.name != class_settings.NAME or not file.is_file():
            raise KitError(say("host.class_file", file=str(file)))
    kits = [folder or Path.home() / "touchpoints"] if folder or not files else []
    kits = [kit.expanduser().resolve() for kit in (*kits, *(file.parent for file in files))]
    if config:
        from touchpoints.jupyter.hub import written

        for path in written.write(config.expanduser(), [class_settings.read(kit, say) for kit in kits], say):
            click.echo(str(path))
        return
    if sys.platform == "win32":
        raise KitError(say("host.windows"))
    try:
        from touchpoints.jupyter.hub import host
    except ImportError as error:
        raise KitError(say("host.extra", module=error.name)) from error
    host.serve(kits, port, data, (certificate, key), own_passwords, trust, as_json, say)


@commands.command()
def singleuser() -> None:
    """What a hub starts for one student: their exercises in JupyterLab. People never call it themselves.

    It reads JUPYTERHUB_USER, and of the class TOUCHPOINTS_LANGUAGE, _LESSON, _PLAN and _CLASS_FOLDER.
    """
    from touchpoints.jupyter.hub import singleuser

    singleuser.start()


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
@click.option(
    "--check", is_flag=True, help="Change nothing; name all that has to be mended, and exit 1 if there is any."
)
@click.option("--lessons", "folder", type=PATH, help="A folder of lessons outside the kit.")
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


@commands.command()
@click.argument("lesson", metavar="LESSON_ID")
@click.option("--lessons", "folder", type=PATH, default=Path("lessons"),
              help="The folder to put it in; default: `lessons` in the current folder.")  # fmt: skip
def new(lesson: str, folder: Path) -> None:
    """Begin a lesson of your own: LESSON_ID, such as `bakery`, becomes a folder whose files already build."""
    from touchpoints.lessons import scaffold

    say = words.of(words.readers_language())
    made = scaffold.begin(lesson, folder.resolve(), say)
    click.echo(say("new.made", folder=str(made)))
    click.echo(say("new.next", folder=str(folder)))


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _left_over(target: Path, names: set[str]) -> list[str]:
    """Built files whose lesson is gone."""
    found = [path for name in ("notebooks", "exercises") for path in (target / name).glob("*/*") if path.is_file()]
    return sorted({path.relative_to(target).as_posix() for path in found} - names)


@commands.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=PATH)
@click.option("-o", "out", required=True, type=PATH, help="Where to: .svg, .png or .pdf")
@click.option("--chart", default="journey", help="The chart's name; default: journey.")
@click.option("--size", default="slide", help="slide, a4 or a3")
@LANGUAGE
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


def _class_of(file: Path, say: Words) -> ClassSettings:
    """The settings of the class in whose kit a work was saved or handed in; else none: anybody may lay something beside
    a file, in a class folder or in what was unpacked."""
    kit = places.root(file.parent)
    alone = (kit / places.MARKER).is_file() and not (places.root(kit.parent) / places.MARKER).is_file()
    settings = class_settings.read(kit, say) if alone else ClassSettings()
    handed = settings.folder(kit) or kit / hand_in.FOLDER
    return settings if {kit / "work", kit / hand_in.FOLDER, handed} & {*file.parents} else ClassSettings()


@commands.command()
@click.argument("file", metavar="FILE", type=PATH)
@OWN_LESSONS
@click.option("--json", "as_json", is_flag=True, help="For machines: everything, with the level of each criterion.")
@LANGUAGE
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
    plan = _class_of(file.absolute(), say).plan_of(work)
    feedback = Feedback(rubric.assess(work.steps, lesson, plan, say), say)
    if as_json:
        click.echo(_json(feedback.data(work, plan)))
    else:
        touchpoints = say.number(lesson.numbers.plans[plan].touchpoints)
        plan_said = say(f"plan.{plan}", touchpoints=touchpoints)
        click.echo(" · ".join((lesson.words.title, short(work.nickname), plan_said)))
        click.echo(str(feedback))
    return 0 if feedback.complete else 1


@commands.command()
@click.argument("lesson", metavar="LESSON")
@click.option("-o", "out", required=True, type=PATH, help="Where to: a .pdf")
@LANGUAGE
def guide(lesson: str, out: Path, language: str | None) -> None:
    """Write LESSON's guide for the teacher as a PDF: plan, notes, answers, worksheets, role cards, an empty map.

    `touchpoints list` names the lessons; one of your own is found in a folder beside you.
    """
    from touchpoints.publish import guide

    language = language or words.readers_language()
    say = words.of(language)
    if out.suffix.lower() != ".pdf":
        raise KitError(say("error.suffix", file=out.name, known=".pdf"))
    _write(out, guide.pdf(reader.read(lesson, language, reader.home(lesson, Path.cwd()))), say)
    click.echo(str(out))


def _write(out: Path, made: bytes, say: Words) -> None:
    try:
        atomic.write(out, made)
    except OSError as error:
        raise KitError(say("error.system", file=str(out), problem=atomic.why(error, say))) from error


@commands.command()
@click.argument("source", metavar="IN", type=PATH)
@click.argument("target", metavar="OUT", type=PATH)
@click.option("--plain", is_flag=True, help="In a .mmd no comments of the kit's: Mermaid's own words only.")
@click.option("--column", "columns", metavar='"Name=field"', multiple=True,
              help="For a table with other headings: which of them is which field.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines: the file, and the warnings.")
@LANGUAGE
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
    _write(target, made, say)
    click.echo(_json({"file": str(target), "warnings": [one._asdict() for one in noticed]}) if as_json else str(target))


@commands.command()
@click.argument("lesson", metavar="LESSON")
@click.option("-o", "out", required=True, type=PATH, help="Where to: an .xml")
@click.option("--json", "as_json", is_flag=True, help="For machines: the file, and how many questions.")
@LANGUAGE
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
    _write(out, moodle.xml(read), say)
    click.echo(_json({"file": str(out), "questions": len(read.numbers.quiz)}) if as_json else str(out))


@commands.command()
@click.argument("folder", metavar="FOLDER", type=PATH)
@click.option("-o", "out", required=True, type=PATH, help="Where to: a .pdf or an .xlsx")
@click.option("--anonymous", is_flag=True, help="Numbers in place of nicknames, inside texts too.")
@click.option("--json", "as_json", is_flag=True, help="For machines: what was reported, and what was left out.")
@OWN_LESSONS
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
    plan_of = _class_of(folder.absolute() / "any", say).plan_of
    subject = reported.Report(classes, homes, plan_of, language, about, hidden)
    with click.progressbar(length=len(works), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        if kind == ".pdf":
            from touchpoints.publish.report import pages  # with it come the charts

            made = pages.pdf(subject, bar.update)
        else:
            from touchpoints.publish.report import workbook

            made = workbook.xlsx(subject, bar.update)
    _write(out, made, say)
    if as_json:
        told = {"file": str(out), "lessons": {one.lesson: len(one.works) for one in classes}, "left_out": wrong}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo(str(out))
    return 1 if wrong else 0


@commands.command()
@click.argument("sources", metavar="SOURCE…", nargs=-1, required=True, type=PATH)
@click.option("--to", "to", metavar="FOLDER", required=True, type=PATH, help="Where to; an earlier collection grows.")
@click.option("--names", is_flag=True, help="Keep the full names of folders in the list, in place of nicknames.")
@click.option("--json", "as_json", is_flag=True, help="For machines: the whole list.")
def collect(sources: tuple[Path, ...], to: Path, names: bool, as_json: bool) -> int:
    """Collect handed-in work into FOLDER, of each student the latest; exit 1 if a file was not taken.

    SOURCE is a folder, a file or a zip: a class folder, Moodle's “download all submissions”, nbgrader's `submitted`.
    """
    from touchpoints.classroom.collecting import Collecting

    say = words.of(words.readers_language())
    job = Collecting(to.expanduser(), names, say)
    with click.progressbar(length=job.look([*sources]), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for size in job.run():
            bar.update(size)
    found, left = job.finish()
    for one in left:
        click.echo(one.detail, err=True)
    counts = {"accepted": len(found.accepted), "rejected": len(found.rejected)}
    click.echo(_json({**msgspec.to_builtins(found), "counts": counts}) if as_json else found.summary(say))
    return 1 if left else 0


@commands.command()
@click.argument("nickname", metavar="NICKNAME")
@click.option("--in", "folder", metavar="FOLDER", required=True, type=PATH,
              help="A collection, a class folder, or the folder with the lessons.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines: the files by what became of them.")
def forget(nickname: str, folder: Path, as_json: bool) -> int:
    """Remove all work of the student NICKNAME (or of one id) in FOLDER; exit 1 if there is none.

    Earlier states and drafts go too. What may still hold something of theirs, such as reports and zips, is named.
    """
    from touchpoints.classroom import forgetting

    say = words.of(words.readers_language())
    found = forgetting.forget(nickname, folder.expanduser(), say)
    if as_json:
        click.echo(_json(msgspec.to_builtins(found)))
    else:
        for file in found.removed:
            click.echo(say("forget.removed", file=file))
        for file in found.changed:
            click.echo(say("forget.changed", file=file))
        for file in found.beyond:
            click.echo(say("forget.beyond", file=file), err=True)
        if not found.removed and not found.changed:
            click.echo(say("forget.nobody", name=nickname, folder=str(folder)), err=True)
    return 0 if found.removed or found.changed else 1

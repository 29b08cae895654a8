"""Commands that bring a class's work together, and take a student out again."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from touchpoints.language import words
from touchpoints.storage import options


@click.command()
@click.argument("sources", metavar="SOURCE…", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--to", "to", metavar="FOLDER", required=True, type=options.PATH, help="Where to; an earlier collection grows."
)
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
    click.echo(options.as_data({**msgspec.to_builtins(found), "counts": counts}) if as_json else found.summary(say))
    return 1 if left else 0


@click.command()
@click.argument("nickname", metavar="NICKNAME")
@click.option("--in", "folder", metavar="FOLDER", required=True, type=options.PATH,
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
        click.echo(options.as_data(msgspec.to_builtins(found)))
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

"""Commands that start JupyterLab, for one person or a class."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.storage import class_settings, live, options
from touchpoints.storage.places import CLASS_VARIABLE


@click.command("open")
@click.argument("folder", required=False, type=options.PATH)
@click.option("--student", is_flag=True, help="Exercises only.")
@click.option("--lesson", metavar="ID", help="The lesson to open at once; `touchpoints list` names them.")
@options.LANGUAGE
@click.option("--no-browser", is_flag=True, help="Start JupyterLab and print its address only.")
@click.option("--port", type=click.IntRange(1, 65535), default=8888, help="First port to try; a taken one moves on.")
@click.option("--class-folder", metavar="DIR", type=options.PATH, envvar=CLASS_VARIABLE,
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


@click.command()
@click.argument("folder", required=False, type=options.PATH)
@click.option("--class", "files", metavar="FILE", type=options.PATH, multiple=True,
              help="The class.toml of a class, in the folder of its lessons; one for each class.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Default: 8000.")
@click.option("--data", metavar="DIR", type=options.PATH, help="Where students' folders and the hub's secrets lie.")
@click.option("--certificate", metavar="FILE", type=options.PATH, help="For TLS, with --key: a certificate (PEM).")
@click.option("--key", metavar="FILE", type=options.PATH, help="The certificate's key.")
@click.option("--own-passwords", is_flag=True, help="Each nickname gets a password of its own at its first use.")
@click.option("--trust-each-other", "trust", is_flag=True, help="One account for all; needed where you are not root.")
@click.option("--write-config", "config", metavar="DIR", type=options.PATH,
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


@click.command()
def singleuser() -> None:
    """What a hub starts for one student: their exercises in JupyterLab. People never call it themselves.

    It reads JUPYTERHUB_USER, and of the class TOUCHPOINTS_LANGUAGE, _LESSON, _PLAN and _CLASS_FOLDER.
    """
    from touchpoints.jupyter.hub import singleuser

    singleuser.start()

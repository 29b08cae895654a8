"""What a hub starts for one student: their kit, in which they are known already, and JupyterLab on it with no more than
exercises need."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from touchpoints.jupyter import lab, workspace
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.storage import class_settings
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.places import CLASS_VARIABLE, NICKNAME_VARIABLE

USER = "JUPYTERHUB_USER"
CHOSEN = {"language": "TOUCHPOINTS_LANGUAGE", "lesson": "TOUCHPOINTS_LESSON", "plan": "TOUCHPOINTS_PLAN",
          "class_folder": CLASS_VARIABLE}  # fmt: skip
SECRET = ("password", "nicknames")  # which a student's kit does not tell
# Parts of JupyterLab that ask for what is not there, or for what takes long: all exporters of notebooks, 0.7 s.
HIDDEN = (
    "@jupyterlab/apputils-extension:announcements", "@jupyterlab/debugger-extension",
    "@jupyterlab/extensionmanager-extension", "@jupyterlab/lsp-extension", "@jupyterlab/notebook-extension:export",
    "@jupyterlab/notebook-extension:update-raw-mimetype", "@jupyterlab/terminal-extension",
)  # fmt: skip
OPENED = ("jupyterlab", "jupyterhub.singleuser")  # besides the kit's own, the server's parts that a student needs


def start() -> NoReturn:
    """Run the server that the hub has asked for until the hub ends it. KitError where there is no hub, or where what it
    says of the class cannot be."""
    say = words.of(words.readers_language())
    if not (os.environ.get(USER) and os.environ.get("JUPYTERHUB_SERVICE_URL")):
        raise KitError(say("singleuser.no_hub"))
    gc.disable()  # what is loaded stays: until all is (extension.py) it would be searched in vain
    # The server's other extensions, such as terminals, are not even looked for.
    os.environ["JUPYTERHUB_SINGLEUSER_LOAD_OTHER_EXTENSIONS"] = "0"
    try:
        from jupyterhub.singleuser.extension import JupyterHubSingleUser
        from jupyterlab import commands
    except ImportError as error:
        raise KitError(say("singleuser.no_jupyterhub")) from error
    # Nobody builds JupyterLab here. Where a Node is installed it would run for half a second, to ask where from.
    commands._yarn_config = lambda _: {"yarn config": {}}
    folder = Path.home() / "touchpoints"
    language, page = _prepare(folder)
    settings = workspace.settings(folder, language, HIDDEN)
    class_folder = os.environ.get(CLASS_VARIABLE)
    lab.tell_kernels(folder, settings, Path(class_folder) if class_folder else None)
    nickname = os.environ.get(NICKNAME_VARIABLE) or os.environ[USER]  # `host` knows how it was typed
    os.environ[NICKNAME_VARIABLE] = " ".join(nickname.split())[:60]
    os.environ["JUPYTERHUB_DEFAULT_URL"] = page
    needed = [f"--ServerApp.jpserver_extensions={name}=True" for name in OPENED]
    JupyterHubSingleUser.launch_instance([*lab.flags(folder, settings), *needed, "--ServerApp.terminals_enabled=False"])
    raise SystemExit(0)


def _prepare(folder: Path) -> tuple[str, str]:
    """Make the student's kit or bring it up to date; its language, and the page with which it opens."""
    chosen = {key: os.environ.get(name, "") for key, name in CHOSEN.items()}
    language = chosen["language"] or words.readers_language()
    say = words.of(language)  # KitError for a language that there is not
    workspace.refuse_unfit(folder, say)
    folder.mkdir(parents=True, exist_ok=True)
    settled = _settle(folder, chosen | dict.fromkeys(SECRET, ""), say)
    workspace.update(folder, True, settled)
    lesson = settled.lesson
    if lesson:
        reader.read(lesson, language, reader.home(lesson, folder))
        return language, f"/doc/tree/exercises/{language}/{lesson}.ipynb"
    return language, f"/touchpoints/start/{language}"


def _settle(folder: Path, chosen: dict[str, str], say: Words) -> ClassSettings:
    """Write what the hub says of the class into the kit; all else that stands there stays. What a student has broken
    does not keep them out: it is set aside."""
    try:
        class_settings.read(folder, say)
    except KitError:
        with suppress(FileNotFoundError):
            workspace.set_aside(folder / class_settings.NAME)
    class_settings.choose(folder, chosen, say)
    return class_settings.read(folder, say)

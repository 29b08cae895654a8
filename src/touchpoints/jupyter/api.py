"""What the kit's half in JupyterLab asks of the server: which cells are the kit's, and to put them back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible
from jupyter_server.base.handlers import APIHandler, FileFindHandler
from jupyter_server.utils import ensure_async, url_path_join
from tornado import web

from touchpoints.jupyter import ours, start
from touchpoints.language import words
from touchpoints.model.work import STEPS

# What the page says by itself; all else is said by the widgets.
SAID = ("wait", "start", "dead", "changed", "repair", "present", "steps", "back", "forward", "fullscreen", "leave",
        "more")  # fmt: skip


class _Kit(APIHandler):
    """About a notebook of the folder that is open."""

    @property
    def _folder(self) -> Path:
        return start.kit_of(self)

    @property
    def _path(self) -> str:
        return self.get_query_argument("path").strip("/")


class NotebookHandler(_Kit):
    """`GET touchpoints/api/notebook?path=`, and `POST` there to repair it."""

    @web.authenticated
    def get(self) -> None:
        found = ours.look(self._folder, self._path)
        say = words.of(found.language or words.readers_language())
        said = {key: say(f"room.{key}") for key in SAID}
        said |= {step: say(f"{step}.title").partition(" · ")[2] for step in STEPS}
        said["foreign"] = say.count("room.foreign", found.foreign)
        group = None
        if found.audience == "class" and start.for_teachers(self._folder):
            from touchpoints.jupyter import teacher

            group = teacher.class_of(self._folder, found)
        self.finish(json.dumps({**found._asdict(), "words": said, "class": group}))

    @web.authenticated
    def post(self) -> None:
        self.finish(json.dumps({"repaired": ours.put_back(self._folder, self._path)}))


class KernelHandler(_Kit):
    """`POST touchpoints/api/kernel?path=`: Python for a notebook of the kit, which JupyterLab will soon ask for."""

    @web.authenticated
    async def post(self) -> None:
        path, sessions = self._path, self.session_manager
        wanted = ours.look(self._folder, path).ours and not await ensure_async(sessions.session_exists(path=path))
        if wanted:
            name = path.rpartition("/")[2]
            await ensure_async(sessions.create_session(path=path, name=name, type="notebook", kernel_name="python3"))
        self.finish(json.dumps({"started": wanted}))


def add(web_app: Any, folder: Path) -> None:
    """Answer at these addresses too, with the server's own authentication; at the teacher's only where a teacher is."""
    root = url_path_join(web_app.settings["base_url"], "touchpoints")
    # The charts' typeface, for the words beside them.
    fonts = {"path": [str(Path(fontpkg_atkinson_hyperlegible.ROOT) / "files")]}
    web_app.add_handlers(".*$", [
        (url_path_join(root, "api", "notebook"), NotebookHandler),
        (url_path_join(root, "api", "kernel"), KernelHandler),
        (url_path_join(root, "fonts", "(.*)"), FileFindHandler, fonts),
        *start.addresses(root),
    ])  # fmt: skip
    if start.for_teachers(folder):
        from touchpoints.jupyter import teacher  # with it come the steps: a second and 40 MiB

        web_app.add_handlers(".*$", teacher.addresses(root))

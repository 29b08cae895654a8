"""The page with which a lesson begins: all lessons as tiles, and what is settled once for a class."""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import IOLoop

from touchpoints.files import atomic
from touchpoints.jupyter import workspace
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Activity
from touchpoints.model.work import PLANS
from touchpoints.storage import class_settings, places
from touchpoints.storage.class_settings import ClassSettings

LANGUAGE = "(en|de|lv)"
drawing = ThreadPoolExecutor(1)  # matplotlib draws one thing at a time, and the server goes on meanwhile


def kit_of(handler: JupyterHandler) -> Path:
    """The folder that is open in JupyterLab."""
    return Path(getattr(handler.contents_manager, "root_dir", "."))


def for_teachers(kit: Path) -> bool:
    """Whether the folder has lessons; where there are exercises only, students look at it."""
    return (kit / places.FOLDERS["class"]).is_dir()


class _Kit(JupyterHandler):
    """A page about the folder that is open in JupyterLab."""

    @property
    def kit(self) -> Path:
        return kit_of(self)

    @property
    def audience(self) -> str:
        return "class" if for_teachers(self.kit) else "student"


class StartHandler(_Kit):
    """`GET touchpoints/start/de`, and `POST` there what is chosen for the class."""

    @web.authenticated
    def get(self, language: str) -> None:
        self._show(words.of(language))

    @web.authenticated
    def post(self, language: str) -> None:
        if self.audience != "class":
            raise web.HTTPError(404)
        say, found = words.of(language), self.request.body_arguments
        chosen = {key: self.get_body_argument(key) for key in class_settings.CHOSEN if key in found}
        try:
            class_settings.choose(self.kit, chosen, say)
            language = chosen.get("language") or language
            workspace.settings(self.kit, language)
        except (KitError, OSError) as error:
            return self._show(say, error)
        self.redirect(url_path_join(self.base_url, "touchpoints", "start", language), status=303)

    def _show(self, say: Words, error: Exception | None = None) -> None:
        try:
            settings = class_settings.read(self.kit, say)
        except KitError as problem:
            settings, error = ClassSettings(), problem
        notice = (
            say("error.system", file=class_settings.NAME, problem=atomic.why(error, say))
            if isinstance(error, OSError)
            else error
        )
        folder = places.FOLDERS[self.audience]
        lessons = [reader.read(id, say.language) for id in reader.ids()]
        self.finish(_template().render(
            w=say, settings=settings, notice=notice, base=self.base_url, folder=folder, plans=PLANS,
            teaching=self.audience == "class", xsrf=self.xsrf_token.decode(), lessons=lessons,
            plan=settings.plan_of(None), printable=importlib.util.find_spec("typst") is not None,
            languages={one: Locale(one).get_display_name().capitalize() for one in words.LANGUAGES},
        ))  # fmt: skip


class TileHandler(_Kit):
    """`GET touchpoints/tile/school-lunch.svg`: a scene of the lesson's case."""

    @web.authenticated
    async def get(self, lesson: str) -> None:
        if lesson not in reader.ids():
            raise web.HTTPError(404)
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(await IOLoop.current().run_in_executor(drawing, _tile, lesson))


class GuideHandler(_Kit):
    """`GET touchpoints/guide/de/school-lunch.pdf`: the guide, which is laid into the kit's folder too."""

    @web.authenticated
    async def get(self, language: str, lesson: str) -> None:
        if self.audience != "class" or lesson not in reader.ids():
            raise web.HTTPError(404)
        path = self.kit / places.PICTURES / f"{lesson}-{language}.pdf"
        self.set_header("Content-Type", "application/pdf")
        self.finish(await IOLoop.current().run_in_executor(drawing, _guide, lesson, language, path))


@cache
def _tile(lesson: str) -> str:
    from touchpoints.charts import storyboard  # with it comes matplotlib

    return storyboard.picture(_telling()[lesson], words.of(words.LANGUAGES[0]))


@cache
def _telling() -> dict[str, Activity | None]:
    """Of each lesson's case a touchpoint with a strong feeling, each of another kind."""
    found: dict[str, Activity | None] = {}
    for id in reader.ids():
        kinds = {one.channel for one in found.values() if one}
        case = reader.read(id, words.LANGUAGES[0]).case.touchpoints
        strong = sorted(case, key=lambda one: (one.channel in kinds, -abs(one.feeling or 0)))
        found[id] = next(iter(strong), None)
    return found


def _guide(lesson: str, language: str, path: Path) -> bytes:
    from touchpoints.publish import guide

    made = guide.pdf(reader.read(lesson, language))
    with suppress(OSError):  # whoever has asked for it gets it all the same
        atomic.write(path, made)
    return made


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("start.html")


def addresses(start: str) -> list[tuple[str, type]]:
    """Below `touchpoints`."""
    return [
        (url_path_join(start, "start", LANGUAGE), StartHandler),
        (url_path_join(start, "tile", r"([\w-]+)\.svg"), TileHandler),
        (url_path_join(start, "guide", LANGUAGE, r"([\w-]+)\.pdf"), GuideHandler),
    ]

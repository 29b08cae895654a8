"""What the teacher's window asks of the server, and what the presented page must know of the class."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import IOLoop

from touchpoints.jupyter import start
from touchpoints.jupyter.ours import Ours
from touchpoints.language import words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import KitError
from touchpoints.model.work import DEFAULT_PLAN, STEPS
from touchpoints.steps.opening import read_lesson
from touchpoints.storage import class_settings
from touchpoints.storage.class_settings import ClassSettings

# What the window says, and what the presented page says of time and names.
SAID = (
    "only_you", "teacher", "waiting", "notes", "answers", "roles", "next", "class", "show", "take_away", "dark",
    "minus", "plus", "pause", "go_on", "restart", "really", "sound", "hide_clock", "clock", "turn", "groups", "again",
    "absent", "undo", "how_many", "by", "until", "sees", "on_plan", "over", "over_now", "last_minute", "minutes_left",
    "behind", "ahead", "menu",
)  # fmt: skip


def taught(kit: Path, id: str, language: str) -> tuple[LessonContent, ClassSettings]:
    """A lesson as the class of this kit has it. KitError where there is none."""
    lesson, settings = read_lesson(id, language, kit), ClassSettings()
    with suppress(KitError, OSError):  # `open` tells of a broken file
        settings = class_settings.read(kit, words.of(language))
    return settings.taught(lesson), settings


def class_of(kit: Path, found: Ours) -> dict[str, Any]:
    """Who is there, and the minutes of each page in each plan. Exit ticket and quiz are one page."""
    lesson, settings = taught(kit, found.lesson, found.language)
    say = words.of(found.language)
    minutes = {}
    for name, plan in lesson.numbers.plans.items():
        given = plan.minutes
        pages = {page: given.get(page, 0) for page in ("start", *STEPS)}
        minutes[name] = {**pages, "finish": given.get("exit", 0) + given.get("quiz", 0)}
    return {
        "name": settings.name,
        "nicknames": settings.nicknames,
        "students": settings.students,
        "plan": settings.plan or DEFAULT_PLAN,
        "minutes": minutes,
        "titles": {page: say(f"{page}.title").rpartition(" · ")[2] for page in ("start", *STEPS)}
        | {"finish": say("exit.title")},
        "words": {key: say(f"teacher.{key}") for key in SAID},
    }


def _asked_for(handler: JupyterHandler, id: str, language: str) -> LessonContent:
    """The lesson, for the teacher alone: where there are exercises only, there is nothing."""
    kit = start.kit_of(handler)
    if not start.for_teachers(kit):
        raise web.HTTPError(404)
    try:
        return taught(kit, id, language)[0]
    except KitError as error:
        raise web.HTTPError(404) from error


class NotesHandler(APIHandler):
    """`GET touchpoints/api/notes?lesson=&language=`"""

    @web.authenticated
    def get(self) -> None:
        from touchpoints.publish import notes

        lesson = _asked_for(self, self.get_query_argument("lesson"), self.get_query_argument("language"))
        pictures = url_path_join(self.base_url, "touchpoints", "solution", lesson.language, lesson.id)
        self.finish(json.dumps(notes.notes(lesson, lambda step: f"{pictures}/{step}.svg")))


class SolutionHandler(JupyterHandler):
    """`GET touchpoints/solution/de/school-lunch/map.svg`: the lesson's case as the step would have it."""

    @web.authenticated
    async def get(self, language: str, lesson: str, step: str) -> None:
        found = _asked_for(self, lesson, language)
        if found.chosen_by_class:
            raise web.HTTPError(404)
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(await IOLoop.current().run_in_executor(start.drawing, _picture, found, step))


@lru_cache(maxsize=32)
def _picture(lesson: LessonContent, step: str) -> str:
    from touchpoints.publish import notes  # with it comes matplotlib

    return notes.picture(lesson, step).svg()


def addresses(root: str) -> list[tuple[str, type]]:
    """Below `touchpoints`."""
    return [
        (url_path_join(root, "api", "notes"), NotesHandler),
        (url_path_join(root, "solution", start.LANGUAGE, r"([\w-]+)", r"(discuss|map|design)\.svg"), SolutionHandler),
    ]

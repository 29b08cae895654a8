"""What the teacher's window asks of the server, and what the presented page must know of the class."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from msgspec.structs import replace
from tornado import web
from tornado.ioloop import IOLoop

from touchpoints import rubric
from touchpoints.classroom import board_file, figures
from touchpoints.classroom.board_file import Board
from touchpoints.classroom.incoming import ClassFolder, Received
from touchpoints.jupyter import start
from touchpoints.jupyter.ours import Ours
from touchpoints.language import words
from touchpoints.language.words import Words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Journey, Text
from touchpoints.model.work import DEFAULT_PLAN, STEPS, Work, journey_after, journey_before
from touchpoints.rubric import feedback
from touchpoints.steps.opening import read_lesson
from touchpoints.storage import class_settings, hand_in
from touchpoints.storage.class_settings import ClassSettings

# What the window says, and what the presented page says of time and names.
SAID = (
    "only_you", "teacher", "waiting", "notes", "answers", "roles", "next", "class", "show", "take_away", "dark",
    "board", "minus", "plus", "pause", "go_on", "restart", "really", "sound", "hide_clock", "clock", "turn", "groups",
    "again", "absent", "undo", "how_many", "by", "until", "sees", "on_plan", "over", "over_now", "last_minute",
    "minutes_left", "behind", "ahead", "menu", "idle", "stuck", "map_of", "may_we", "compare", "remark", "kept",
    "not_kept",
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


class ClassHandler(APIHandler):
    """`GET touchpoints/api/class`: where each student is, as the class folder has it."""

    since: dict[tuple[Path, str], tuple[str, float]] = {}  # by kit and work: the step, and when it was first seen

    @web.authenticated
    def get(self) -> None:
        kit = start.kit_of(self)
        if not start.for_teachers(kit):
            raise web.HTTPError(404)
        say = words.of(self.get_query_argument("language", "") or words.readers_language())
        incoming = _incoming(kit, say)
        tiles = (self._tile(kit, one, say) for one in (incoming.received if incoming else []))
        students = [tile._asdict() for tile in tiles if tile]
        unreadable = [{"file": file, "reason": reason} for file, reason in (incoming.unreadable if incoming else [])]
        state = {"format": "touchpoints.class-state/1", "students": students, "unreadable": unreadable}
        self.finish(json.dumps(state))

    def _tile(self, kit: Path, one: Received, say: Words) -> figures.Tile | None:
        """None for a lesson that is not here."""
        now, step = time.time(), figures.reached(one.work)
        seen = self.since.get((kit, one.work.id), ("", 0.0))
        if seen[0] != step:
            seen = self.since[kit, one.work.id] = (step, now)
        try:
            lesson, settings = taught(kit, one.work.lesson, say.language)
        except KitError:
            return None
        return figures.tile(one, lesson, seen[1], now, settings.plan_of(one.work), say)


class _Student(JupyterHandler):
    """About one work in the class folder."""

    def found(self, language: str, id: str) -> tuple[Work, LessonContent, ClassSettings]:
        kit = start.kit_of(self)
        incoming = _incoming(kit, words.of(language)) if start.for_teachers(kit) else None
        work = next((one.work for one in (incoming.received if incoming else []) if one.work.id == id), None)
        if work is None:
            raise web.HTTPError(404)
        try:
            return work, *taught(kit, work.lesson, language)
        except KitError as error:
            raise web.HTTPError(404) from error


class StudentHandler(_Student, APIHandler):
    """`GET touchpoints/api/student/de/ID`: how far the steps are, and what the teacher has remarked; `PUT` a remark."""

    @web.authenticated
    def get(self, language: str, id: str) -> None:
        work, lesson, settings = self.found(language, id)
        say, remarks = words.of(language), board_file.read(self._board(work), words.of(language)).remarks.get(id, {})
        marks = rubric.assess(work.steps, reader.for_marks(lesson), settings.plan_of(work), say)
        steps = [
            {"step": step, "title": say(f"{step}.title"), "level": feedback.level(mark.level, say),
             "open": feedback.points(mark)[:1], "remark": remarks.get(step, "")}
            for step, mark in marks.items()
        ]  # fmt: skip
        self.finish(json.dumps({"steps": steps, "ideas": len(work.steps.design.ideas)}))

    @web.authenticated
    def put(self, language: str, id: str) -> None:
        work, _, _ = self.found(language, id)
        try:
            given = msgspec.json.decode(self.request.body, type=dict[Literal[STEPS], Text])
        except msgspec.MsgspecError as error:
            raise web.HTTPError(400) from error

        def noted(board: Board) -> Board:
            remarks = board.remarks.get(id, {}) | given
            return replace(board, remarks={**board.remarks, id: {step: text for step, text in remarks.items() if text}})

        board_file.change(self._board(work), words.of(language), noted)
        self.finish("{}")

    def _board(self, work: Work) -> Path:
        return board_file.place(start.kit_of(self), work.lesson)


class MapHandler(_Student):
    """`GET touchpoints/journey/de/ID.svg`, or `compare/…` with its ideas: a student's map, which the class may see."""

    @web.authenticated
    async def get(self, chart: str, language: str, id: str) -> None:
        work, lesson, _ = self.found(language, id)
        after = journey_after(work.steps, lesson.empty)
        journeys = [journey_before(work.steps, lesson.empty), after] if chart == "compare" else [after]
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(await IOLoop.current().run_in_executor(start.drawing, _map, journeys, chart, language))


def _map(journeys: list[Journey], chart: str, language: str) -> str:
    from touchpoints import charts

    return charts.draw(journeys, chart, language, charts.PRESENT).svg()


_folders: dict[tuple[Path, str], ClassFolder] = {}  # so that only what has changed is read again


def _incoming(kit: Path, say: Words) -> ClassFolder | None:
    folder = hand_in.class_folder(kit, say)
    if folder is None:
        return None
    incoming = _folders.setdefault((folder, say.language), ClassFolder(folder, say))
    incoming.poll()
    return incoming


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
        (url_path_join(root, "api", "class"), ClassHandler),
        (url_path_join(root, "api", "student", start.LANGUAGE, "([^/]+)"), StudentHandler),
        (url_path_join(root, "(journey|compare)", start.LANGUAGE, r"([^/]+)\.svg"), MapHandler),
        (url_path_join(root, "solution", start.LANGUAGE, r"([\w-]+)", r"(discuss|map|design)\.svg"), SolutionHandler),
    ]

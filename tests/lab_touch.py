"""A student's hand on the touchable chart: with the mouse, a finger or the keys; and the work that the file holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import contextmanager

from lab_driver import Notebook, Server, wait_until
from playwright.sync_api import Locator, expect

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model import work
from touchpoints.model.journey import Activity, Journey, Stage
from touchpoints.storage import places, work_file

NICKNAME = "Fox"
# Nothing is on its way to Python any more; the tab keeps what is (outbox.js).
ANSWERED = "() => !JSON.parse(sessionStorage.getItem('touchpoints') ?? '[]').length"
SHOWN = """layer => [...layer.querySelectorAll('[data-touch="card"]')].map(card => [card.dataset.id, card.dataset.name,
  layer.querySelector(`.tp-point[data-id="${CSS.escape(card.dataset.id)}"]`).getAttribute("aria-valuenow")])"""


def filled_in(lesson: LessonContent) -> work.Work:
    """The lesson's case as a student's work, with an idea."""
    case, idea = lesson.case, lesson.numbers.improvement
    found = tuple(
        work.Found(id=one.id, name=one.name, channel=one.channel, direction=one.direction, visible_to=one.visible_to)
        for one in case.activities
    )
    ratings = {one.id: work.Rating(feeling=one.feeling, why=one.why) for one in case.touchpoints}
    stages = tuple(work.MapStage(id=one.id, order=tuple(each.id for each in one.activities)) for one in case.stages)
    invented = work.Invented(name=lesson.words.improvement.name, channel=idea.channel, direction=idea.direction)
    ideas = (work.Idea(id="idea", touchpoint=invented, stage=idea.stage, position=idea.position, feeling=1),)
    steps = work.Steps(
        identify=work.Identify(touchpoints=found),
        discuss=work.Discuss(ratings=ratings),
        map=work.Map(persona=case.persona, stages=stages),
        design=work.Design(ideas=ideas),
    )
    return work.Work(lesson=lesson.id, language=lesson.language, nickname=NICKNAME, id="f" * 32, steps=steps)


def lay(server: Server, *works: work.Work) -> None:
    """Some people's work on one lesson in the kit's folder, as if done the day before, and nobody else's."""
    folder = server.folder / "work" / works[0].lesson
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for one in works:
        (folder / (places.file_stem(one.nickname) + work_file.SUFFIX)).write_bytes(json_files.encode(one))


class Hand:
    """At a step of an exercise whose work was laid into the kit's folder before."""

    def __init__(self, opened: Notebook, language: str, step: str = "map") -> None:
        self.opened, self.page, self.step_name = opened, opened.page, step
        self.lesson, self.say = reader.read("school-lunch", language), words.of(language)
        self.look_here()

    def look_here(self) -> None:
        """Scroll to the chart, and wait until it stands still."""
        self.step = self.opened.look_at(self.step_name)
        self.chart = self.step.locator("[data-touchable]")
        expect(self.chart.locator("svg > *").first).to_be_attached()
        wait_until(self._in_view, "the chart stands still on the screen")

    # What can be touched.

    def point(self, id: str) -> Locator:
        return self.chart.locator(f'.tp-point[data-id="{id}"]')

    def card(self, id: str) -> Locator:
        return self.chart.locator(f'[data-touch="card"][data-id="{id}"]')

    def heading(self, id: str) -> Locator:
        return self.chart.locator(f'[data-touch="stage"][data-id="{id}"]')

    def ground(self, id: str) -> Locator:
        return self.chart.locator(f'[data-touch="ground"][data-stage="{id}"]')

    def drawing(self, locator: Locator) -> Locator:
        """What the chart has drawn under a control."""
        return self.chart.locator(f'svg [id="{locator.get_attribute("data-mark")}"]')

    def button(self, key: str, **values: str) -> Locator:
        return self.step.get_by_role("button", name=self.say(key, **values), exact=True)

    @property
    def field(self) -> Locator:
        """Where a name is typed, over the chart."""
        return self.chart.locator("[data-own] textarea")

    def level(self, feeling: int) -> float:
        """How far down the window a level lies."""
        box = self.chart.bounding_box()
        tops = self.chart.evaluate("one => JSON.parse(one.dataset.levels).map(level => [level.value, level.top])")
        return box["y"] + box["height"] * dict(map(tuple, tops))[feeling]

    # What is done.

    @contextmanager
    def holding(self, what: Locator, x: float, y: float):
        """Press the mouse on something and move to a place in the window; released at the end."""
        at_x, at_y = middle(what)
        self.page.mouse.move(at_x, at_y)
        self.page.mouse.down()
        self.page.mouse.move((at_x + x) / 2, (at_y + y) / 2)
        self.page.mouse.move(x, y)
        try:
            yield
        finally:
            self.page.mouse.up()

    def drag(self, what: Locator, x: float, y: float) -> None:
        with self.holding(what, x, y):
            pass

    def press(self, what: Locator, *keys: str) -> None:
        what.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def takes_all_back(self) -> None:
        """Undo until there is nothing to undo; each one is waited for."""
        undo = self.step.locator('[data-do="undo"]:not(.tp-gone *)')
        if self.step.locator(".tp-details, .tp-act").count():
            self.step.locator(".tp-title").click()
        while undo.is_enabled():
            undo.evaluate("one => one.click()")  # even if it has just been disabled
            self.agrees()
        wait_until(lambda: undo.is_disabled(), "all is taken back")

    def types(self, name: str) -> None:
        expect(self.field).to_be_focused()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(name)
        self.page.keyboard.press("Enter")
        expect(self.field).to_have_count(0)

    # What comes of it.

    @property
    def steps(self) -> work.Steps:
        path = self.opened.server.folder / "work" / self.lesson.id / (places.file_stem(NICKNAME) + work_file.SUFFIX)
        return json_files.decode(path.read_bytes(), work.Work, "saved work", self.say).steps

    @property
    def journey(self) -> Journey:
        """As the file has it; in `design` the one after."""
        made = work.journey_after if self.step_name == "design" else work.journey_before
        return made(self.steps, self.lesson.empty)

    def touchpoint(self, id: str) -> Activity:
        return next(one for one in self.journey.activities if one.id == id)

    def stage_of(self, id: str) -> Stage:
        return next(stage for stage in self.journey.stages if any(one.id == id for one in stage.activities))

    def order(self, stage: str) -> list[str]:
        """The touchpoints of a stage: what only one side sees has no card."""
        return [
            one.id
            for one in next(one for one in self.journey.stages if one.id == stage).activities
            if one.is_touchpoint
        ]

    def comes_true(self, what: Callable[[], object], said: str) -> None:
        """The file says so, and the page shows the same journey."""
        wait_until(what, said)
        self.agrees()
        self.opened.wait_for_kernel()  # the other steps are shown anew after this one, and may push it about

    def agrees(self) -> None:
        """All that was done is answered; order, names and feelings on the page come to be those of the file."""
        self.page.wait_for_function(ANSWERED)
        wait_until(lambda: self._shown() == self._told(), "the page shows what the file holds")

    def _told(self) -> list[list[str]]:
        live = [one for one in self.journey.touchpoints if self.step_name == "map" or one.new]
        waiting = {one.id for one in self.journey.unplaced}
        return [[one.id, one.name, str(one.feeling or 0)] for one in live if one.id not in waiting]

    def shown(self, touch: str) -> list[str]:
        """The ids of all cards or stages on the page."""
        found = self.chart.locator(f'.tp-layer [data-touch="{touch}"]')
        return found.evaluate_all("all => all.map(one => one.dataset.id)")

    def _shown(self) -> list[list[str]]:
        return self.chart.locator(".tp-layer").evaluate(SHOWN)

    def _in_view(self) -> bool:
        """Charts above are drawn when they are seen, and push this one down."""
        before = self.chart.bounding_box()
        self.opened.look_at(self.step_name)
        return before == self.chart.bounding_box()


def middle(what: Locator) -> tuple[float, float]:
    """Where in the window it is; a chart that is just drawn anew is waited for."""
    return tuple(
        what.evaluate("one => [one.getBoundingClientRect()].map(b => [b.x + b.width / 2, b.y + b.height / 2])[0]")
    )

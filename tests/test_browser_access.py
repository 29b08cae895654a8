"""For everybody, and for the last row: by keyboard alone, enlarged, narrow, light and dark, and on a projector.

One opening of the teacher's notebook and one of the exercise serve all of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_driver import PROJECTOR, Notebook, needs_chromium, notebook, wait_until
from lab_touch import filled_in, lay
from lab_walk import DEAL, Student
from msgspec.structs import replace
from playwright.sync_api import ElementHandle, Locator, Page, expect

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model import work
from touchpoints.model.work import STEPS

pytestmark = needs_chromium
LESSON = "school-lunch"
WHOLE = 16_000  # px: so high a window shows all cells of a notebook at once
LAST_ROW = 18  # px
SHOWS_CHART = {"discuss": '.tp-entry[data-to="all"]', "role_play": '[data-to="result"]'}  # by steps that have other pages, too


def languages(shortly: str) -> list:
    """All of them, but in an ordinary run only one: opening and running a notebook takes seconds."""
    return [pytest.param(one, marks=() if one == shortly else pytest.mark.soak) for one in words.LANGUAGES]


in_class = pytest.mark.parametrize("taught", languages("lv"), indirect=True)
at_home = pytest.mark.parametrize("typed", languages("de"), indirect=True)


@pytest.fixture(scope="module")
def taught(request, browser, server) -> Iterator[Notebook]:
    """The teacher's notebook on a projector, with a class that has been through all five steps; all is unfolded."""
    of_class = of_a_class(reader.read(LESSON, request.param))
    lay(server, of_class)
    with notebook(browser, server, f"notebooks/{request.param}/{LESSON}.ipynb", viewport=PROJECTOR) as opened:
        opened.go_on(of_class.nickname)
        show_all(opened, PROJECTOR["width"])
        opened.page.locator("section.tp details").evaluate_all("all => all.forEach(one => (one.open = true))")
        expect(opened.step("map").locator(".tp-stages")).to_be_visible()
        yield opened


@pytest.fixture(scope="module")
def typed(request, browser, server) -> Iterator[tuple[Notebook, Student]]:
    """An exercise done by keyboard alone, and who did it."""
    shutil.rmtree(server.folder / "work", ignore_errors=True)
    student = Typist(reader.read(LESSON, request.param))
    with notebook(browser, server, f"exercises/{request.param}/{LESSON}.ipynb", viewport=PROJECTOR) as opened:
        student.works(opened)
        yield opened, student


def of_a_class(lesson: LessonContent) -> work.Work:
    """Somebody's work with something of every kind in it."""
    one, said, numbers = filled_in(lesson), lesson.words.improvement, lesson.numbers
    steps, text = one.steps, said.problem
    sheet = work.Observation(touchpoint="idea", feeling_before=-2, feeling_after=0, seen={numbers.observe[0]: True})
    steps = replace(
        steps,
        discuss=replace(steps.discuss, stories=(work.Story(kind="bad", text=text),), opinion=work.Opinion(text=text)),
        design=replace(
            steps.design,
            ideas=(replace(steps.design.ideas[0], problem=text, because=said.because),),
            answers=(work.Answer(kind="what_if", text=text),),
        ),
        role_play=work.RolePlay(scene=numbers.scenes[0].id, seed=DEAL, observations=(sheet,), conclusion=text),
    )
    return replace(one, nickname="8b", steps=steps)


def show_all(opened: Notebook, width: int) -> None:
    """The whole notebook in one high window, with all charts drawn, which are drawn once they are seen."""
    opened.page.set_viewport_size({"width": width, "height": WHOLE})
    for step in STEPS[1:]:  # one after the other: a chart that is drawn moves all steps below it
        shown = opened.look_at(step)
        if step in SHOWS_CHART:
            shown.locator(SHOWS_CHART[step]).click()
        expect(shown.locator("[data-picture] > svg > *").first).to_be_attached()


# By keyboard alone.

# Where the focus is and whether one sees it: a ring of 2 px or more around the control, or around the label it lies in.
# `way` says where `target` is to be looked for: 0 here (of radio buttons, anywhere in the group), 1 after, -1 before,
# and nothing if it is gone: a step that comes into view may be shown anew.
STOP = """target => {
  const now = document.activeElement;
  const section = now.closest("section.tp");
  const [box, around] = [now, section ?? now].map(one => one.getBoundingClientRect()); // focusing may scroll the page
  const [left, right, top, bottom] = [box.left, box.right, box.top - around.top, box.bottom - around.top];
  const ring = [now, now.parentElement].some(one => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const kind = now.closest(".tp-details, .tp-point, .tp-grip, .tp-tools")?.className.split(" ")[0] ?? "";
  const group = one => (one?.type === "radio" ? `${one.form?.id}/${one.name}` : one);
  const after = target && now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
  const way = !target?.isConnected ? null : group(now) === group(target) ? 0 : after ? 1 : -1;
  const [step, what] = [section?.id ?? "", now.outerHTML.slice(0, 150)];
  return { step, what, kind, ring, left, top, right, bottom, way, done: target?.checked };
}"""
# What one can do something with in a step; of a group of radio buttons one is a stop.
CONTROLS = """section => {
  const all = [...section.querySelectorAll("button, input, select, textarea, summary, a[href], [tabindex='0']")];
  const seen = all.filter(one => !one.matches(":disabled") && one.checkVisibility({ visibilityProperty: true }));
  const group = one => (one.type === "radio" ? `${one.form?.id}/${one.name}` : one);
  return new Set(seen.map(group)).size;
}"""


class Keys:
    """Tab, Shift-Tab, arrows, Enter, Space and letters. Wherever they lead, one sees where one is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str, target: ElementHandle | None = None) -> dict:
        """Where the focus is then, and where from there the target is."""
        self.page.keyboard.press(key)
        stop = self.page.evaluate(STOP, target)
        assert stop["ring"] or not stop["step"], f"one does not see the focus on {stop['what']}"
        return stop

    def to(self, locator: Locator) -> ElementHandle:
        """Tab to a control, forwards or backwards."""
        way = None
        for _ in range(200):
            if way is None:
                target = locator.element_handle()
                way = self.page.evaluate(STOP, target)["way"]
            if way == 0:
                return target
            if way:
                way = self.press("Tab" if way > 0 else "Shift+Tab", target)["way"]
        pytest.fail(f"Tab does not lead to {locator}")

    def type(self, target: Locator, text: str) -> None:
        self.to(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def push(self, target: Locator) -> None:
        self.to(target)
        self.page.keyboard.press("Space")

    def choose(self, where: Locator, legend: str, word: str) -> None:
        group = where.get_by_role("group", name=legend, exact=True)
        self.check(group.get_by_label(word, exact=True))

    def check(self, radio: Locator) -> None:
        """Arrows go from choice to choice; where nothing is chosen yet, Space chooses what has the focus."""
        target = self.to(radio)
        if self.press("Space", target)["done"]:
            return
        for _ in range(40):
            if self.press("ArrowRight", target)["done"]:
                return
        pytest.fail(f"arrows do not lead to {radio}")

    def select(self, box: Locator, value: str) -> None:
        self.to(box)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if box.input_value() == value:
                return
            self.press("ArrowDown")
        pytest.fail(f"{value} is no choice")


class Typist(Student):
    """Does what a student does, by keyboard alone."""

    def works(self, opened: Notebook) -> None:
        self.keys = Keys(opened.page)
        opened.page.locator(".jp-Cell").first.focus()  # where one is in a notebook that has just been run
        super().works(opened)

    def begins(self, opened: Notebook) -> None:
        step = opened.step("identify")
        self.keys.type(step.get_by_label(self.say("desk.ask.student"), exact=True), self.nickname)
        self.keys.press("Enter")
        expect(step.get_by_label(self.say("identify.name"), exact=True)).to_be_focused()

    def plans(self, step: Locator) -> None:
        self.keys.select(step.get_by_label(self.say("identify.plan"), exact=True), "short")

    def finds(self, step: Locator, one) -> None:
        name = step.get_by_label(self.say("identify.name"), exact=True)
        self.keys.type(name, one.name)
        self.keys.press("Enter")
        expect(name).to_have_value("")
        for button in self.choices(step, one):
            self.keys.push(button)
        expect(step.locator(".tp-opened")).to_have_count(0)  # all is said
        expect(name).to_be_focused()  # for the next one

    def discusses(self, step: Locator) -> None:
        say, keys = self.say, self.keys
        for one in self.touchpoints:
            self.turns(step, one.name)
            keys.check(step.get_by_label(say.feeling(one.feeling), exact=True))
            keys.type(step.locator('textarea[data-do="why"]'), one.why)
        self.turns(step, say("discuss.stories_short"))
        keys.choose(step, say("discuss.kind"), say("discuss.bad"))
        keys.type(step.get_by_label(say("discuss.story"), exact=True), self.idea.problem)
        keys.push(step.get_by_role("button", name=say("discuss.tell"), exact=True))
        self.turns(step, say("discuss.opinion_short"))
        keys.type(step.get_by_label(say("discuss.opinion"), exact=True), self.told)
        keys.choose(step, say("discuss.come_back"), say("discuss.maybe"))

    def turns(self, step: Locator, name: str) -> None:
        entry = step.locator(".tp-entry").filter(has=step.page.get_by_text(name, exact=True))
        self.keys.push(entry)
        expect(entry).to_have_attribute("aria-current", "true")

    def maps(self, step: Locator) -> None:
        say, keys, case = self.say, self.keys, self.case
        keys.push(step.locator(".tp-waits").first)  # and when it is laid, the next one is in the hand
        for stage in case.stages:
            for one in stage.activities:
                into = step.get_by_role(
                    "button", name=say("map.place_one", name=one.name, stage=stage.name), exact=True
                )
                keys.push(into)
                expect(into).to_have_count(0)
        keys.type(step.get_by_label(say("map.persona"), exact=True), case.persona.name)
        keys.type(step.get_by_label(say("map.goal"), exact=True), case.persona.goal)

    def designs(self, step: Locator, place: str = "") -> None:
        say, keys, numbers = self.say, self.keys, self.new
        keys.type(step.get_by_label(say("design.name"), exact=True), self.idea.name)
        keys.select(step.get_by_role("combobox", name=say("identify.channel")), numbers.channel)
        keys.select(step.get_by_role("combobox", name=say("identify.direction")), numbers.direction)
        places = step.get_by_role("combobox", name=say("design.place"))
        keys.select(places, self.place_in(places))
        keys.type(step.get_by_label(say("design.why"), exact=True), self.idea.because)
        for row, feeling in zip(step.locator(".tp-thenrow").all(), (numbers.feeling, 0), strict=True):
            keys.check(row.get_by_label(say.feeling(feeling), exact=True))
        keys.push(step.get_by_role("button", name=say("design.add"), exact=True))
        keys.push(step.get_by_role("button", name=say.count("design.answers_count", 0), exact=True))
        keys.choose(step, say("design.answer_kind"), say("design.what_if"))
        keys.type(step.get_by_label(say("design.answer"), exact=True), self.told)
        keys.push(step.get_by_role("button", name=say("identify.add"), exact=True))
        keys.push(step.get_by_role("button", name=say("design.back"), exact=True))

    def plays(self, step: Locator) -> None:
        say, keys = self.say, self.keys
        keys.push(step.get_by_role("button", name=say("role_play.deal"), exact=True))
        expect(step.locator(".tp-scene")).to_be_visible()  # with another field for its number
        keys.push(step.locator("summary", has_text=say("role_play.repeat_button")))
        keys.type(step.get_by_label(say("role_play.repeat"), exact=True), str(DEAL))
        keys.push(step.locator('form[data-do="repeat"] button'))
        keys.push(step.get_by_role("button", name=say("role_play.start"), exact=True))
        keys.choose(step, say("role_play.role"), say("role_play.customer"))
        keys.push(step.get_by_role("button", name=say("role_play.page.sheet"), exact=True))
        about = step.get_by_role("combobox", name=say("role_play.played"))
        keys.select(about, about.locator("option", has_text=self.idea.name).get_attribute("value"))
        keys.choose(step, say("role_play.before"), say.feeling(-2))
        keys.choose(step, say("role_play.after"), say.feeling(1))
        yes, no = list(self.lesson.words.observe.values())[:2]
        keys.choose(step, yes, say("discuss.yes"))
        keys.choose(step, no, say("discuss.no"))
        keys.type(step.get_by_label(say("role_play.promises"), exact=True), self.told)
        keys.choose(step, say("role_play.kept"), say("kept.partly"))
        keys.type(step.get_by_label(say("role_play.helped"), exact=True), self.idea.because)
        keys.push(step.get_by_role("button", name=say("role_play.hand_sheet"), exact=True))
        keys.push(step.get_by_role("button", name=say("role_play.page.result"), exact=True))
        keys.push(step.get_by_role("button", name=say("role_play.take"), exact=True))
        keys.type(step.get_by_label(say("role_play.conclusion"), exact=True), self.idea.problem)
        keys.press("Tab")  # what is typed is sent when one leaves the field


@at_home
def test_the_exercise_is_done_by_keyboard_alone(typed):
    """From the nickname to the conclusion nothing but keys is needed, and the file holds what was done."""
    opened, student = typed
    wait_until(lambda: student.saved(opened) == student.work(), "all is saved")
    student.sees(opened)
    opened.expect_no_error()


@at_home
def test_tab_stops_at_every_control_and_goes_on(typed):
    """In each step Tab comes to every control once, in the order in which they are seen, and then leaves the step."""
    opened, _ = typed
    for name in STEPS:
        step, keys = opened.look_at(name), Keys(opened.page)
        expected, id = step.evaluate(CONTROLS), step.get_attribute("id")
        first = step.locator("button, input").first
        first.focus()
        stops = [keys.press("Shift+Tab"), keys.press("Tab")]
        assert stops.pop(0)["step"] != id, f"Shift-Tab does not leave {name}"
        while len(stops) <= expected and (stop := keys.press("Tab"))["step"] == id:
            stops.append(stop)
        assert len(stops) == expected, [name, expected, *(stop["what"] for stop in stops)]
        assert not (wrong := out_of_order(stops)), wrong
        back = [keys.press("Shift+Tab")]
        while back[-1]["step"] != id and len(back) < 6:  # between two steps JupyterLab's own are stops
            back.append(keys.press("Shift+Tab"))
        assert back[-1]["what"] == stops[-1]["what"], [name, stops[-1]["what"], *(stop["what"] for stop in back)]


def out_of_order(stops: list[dict]) -> list[tuple[str, str]]:
    """Stops before the one from which Tab leads to them: to the left in a row, or above and not to the right."""
    plain = [stop for stop in stops if stop["kind"] not in ("tp-point", "tp-details")]  # those stand beside their card

    def before(now: dict, then: dict) -> bool:
        above = now["bottom"] <= then["top"] + 2
        return (above and now["left"] < then["right"]) or (
            now["right"] <= then["left"] and now["top"] < then["bottom"] - 2 and now["bottom"] > then["top"] + 2
        )

    pairs = zip(plain, plain[1:], strict=False)
    return [(then["what"], now["what"]) for then, now in pairs if before(now, then)]


# Messages.


@at_home
def test_messages_are_announced(typed):
    """What changes away from the focus is told in a region that was there before, so that a screen reader reads it.

    And who leaves, comes back or takes something back with the keyboard goes on near by.
    """
    opened, student = typed
    say, keys = student.say, Keys(opened.page)
    step = opened.look_at("identify")
    for _ in range(2):
        with told(step, ".tp-asks span"):
            keys.push(step.locator('[data-do="idea"]'))
    before = student.saved(opened)
    with told(step, ".tp-counted"):
        keys.type(step.get_by_label(say("identify.name"), exact=True), "Zoë")
        keys.press("Enter")
    with told(step, ".tp-counted"):
        keys.push(step.get_by_role("button", name=say("identify.delete_one", name="Zoë"), exact=True))
    expect(step.locator(":focus")).to_have_count(1)
    for _ in range(2):
        with told(step, ".tp-unseen", say("desk.undone")):
            keys.push(step.get_by_role("button", name=say("desk.undo"), exact=True))
    assert student.saved(opened) == before
    step = opened.look_at("role_play")
    keys.push(step.get_by_role("button", name=say("role_play.page.scene"), exact=True))
    keys.push(step.locator("summary", has_text=say("role_play.repeat_button")))
    with told(step, ".tp-playing"):
        keys.type(step.get_by_label(say("role_play.repeat"), exact=True), "1")
        keys.push(step.locator('form[data-do="repeat"] button'))
    with told(step, ".tp-ended", say("role_play.over")):
        keys.push(step.get_by_role("button", name=say("role_play.less"), exact=True))
    with told(step, ".tp-unseen", say("desk.undone")):
        keys.push(step.get_by_role("button", name=say("desk.undo"), exact=True))
    keys.push(step.get_by_role("button", name=say("desk.leave.student"), exact=True))
    expect(step.get_by_label(say("desk.ask.student"), exact=True)).to_be_focused()
    with told(step, ".tp-messages", say("desk.taken", nickname=student.nickname)):
        opened.page.keyboard.insert_text(student.nickname)
        keys.press("Enter")
    keys.push(step.get_by_role("button", name=student.nickname, exact=True))
    expect(step.locator(".tp-body :focus")).to_have_count(1)
    assert student.saved(opened) == before


@contextmanager
def told(step: Locator, where: str, words: str = "") -> Iterator[None]:
    """What a live region inside `where` says is another thing afterwards, or just this; it is the same region."""
    live = f'{where} [role="status"], {where}[role="status"], {where}[aria-live="polite"]'
    region = step.locator(live).first.element_handle()
    before = region.inner_text()
    yield
    wait_until(lambda: region.inner_text() != before and words in region.inner_text(), f"{where} tells")
    assert region.evaluate("one => one.isConnected")


# Enlarged and narrow.

# What of ours sticks out, is cut off, or lies over other words. What lies in a chart's own box may be scrolled to.
FAULTS = """(which = "") => {
  const faults = [];
  const tell = (what, one) => faults.push(`${what}: ${one.outerHTML.slice(0, 120)}`);
  const inside = one => getComputedStyle(one).clipPath === "none" && !one.closest("option, select");
  const said = text => text.nodeType === Node.TEXT_NODE && text.data.trim();
  const lines = one => [...one.childNodes].filter(said).flatMap(text => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].map(line => [one, line]);
  });
  for (const section of document.querySelectorAll("section.tp" + which)) {
    const around = section.getBoundingClientRect();
    const own = [...section.querySelectorAll("*")].filter(one => !one.closest(".tp-chart, .tp-scroll"));
    const all = own.filter(one => one.checkVisibility());
    for (const one of all) {
      const { left, right } = one.getBoundingClientRect();
      if (left < around.left - 1 || right > around.right + 1) tell("sticks out", one);
      const cut = getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
      if (cut && inside(one) && !one.matches("input, .tp-unseen")) tell("is cut off", one);
    }
    const words = all.filter(inside).flatMap(lines);
    for (const [index, [one, a]] of words.entries()) for (const [other, b] of words.slice(index + 1)) {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (one !== other && wide > 2 && high > a.height / 2) tell("lies over other words", one);
    }
  }
  const { scrollWidth, clientWidth } = document.querySelector(".jp-WindowedPanel-outer");
  return scrollWidth > clientWidth + 1 ? [...faults, `${scrollWidth} px in a window of ${clientWidth} px`] : faults;
}"""


@at_home
def test_the_exercise_fits_narrow_windows(typed):
    """320 px wide, and at 200 % on a projector (640 px): nothing sticks out, is cut off or lies over other words."""
    for width in (320, 640):
        fits(typed[0], width)


def fits(opened: Notebook, width: int) -> None:
    show_all(opened, width)
    wait_until(lambda: opened.step("map").evaluate("one => one.clientWidth") < width, "JupyterLab has made room")
    faults = opened.page.evaluate(FAULTS)
    assert not faults, "\n".join(faults)


# For a screen reader, light and dark.


@at_home
def test_axe_finds_nothing_in_the_exercise(typed):
    """axe-core has nothing to say against any output of the exercise, in the light theme."""
    show_all(typed[0], PROJECTOR["width"])
    silent(typed[0])


def silent(opened: Notebook) -> None:
    found = Axe().run(opened.page, ".jp-OutputArea-output")
    assert found.violations_count == 0, found.generate_report()


def choose_theme(opened: Notebook, name: str) -> None:
    """As JupyterLab's menu does, whose words are in the reader's language."""
    page = opened.page
    page.evaluate("theme => void jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
    page.locator(f'body[data-jp-theme-light="{str("Light" in name).lower()}"]').wait_for(state="attached")
    expect(opened.step("identify")).to_be_visible()  # JupyterLab hides everything for a moment


# The teacher's notebook.


@pytest.mark.parametrize("width", [320, 640])
@in_class
def test_the_lesson_fits_narrow_and_enlarged_windows(taught, width):
    """The same of the teacher's notebook."""
    fits(taught, width)


@in_class
def test_axe_finds_nothing_in_the_lesson(taught):
    """The same of the teacher's notebook, in JupyterLab's dark theme."""
    show_all(taught, PROJECTOR["width"])
    choose_theme(taught, "JupyterLab Dark")
    silent(taught)
    choose_theme(taught, "JupyterLab Light")


# On the projector.

# The words that students read, by the size of their letters; JupyterLab's own (prompts, a folded cell's line) aside.
SMALL = """least => [...document.querySelectorAll(".jp-MarkdownOutput, .jp-OutputArea-output")].flatMap(output => {
  const small = [];
  const walk = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || one.closest("svg, style, .tp-unseen") || !one.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (size < least) small.push(`${size} px: ${one.outerHTML.slice(0, 100)}`);
  }
  return [...output.querySelectorAll("input, select, textarea")].filter(one => one.checkVisibility()
    && !one.matches("[type=radio], [type=checkbox]") && parseFloat(getComputedStyle(one).fontSize) < least)
    .map(one => one.outerHTML.slice(0, 100)).concat(small);
})"""


@in_class
def test_the_last_row_reads_all(taught):
    """At 1280 × 720 whatever students must read has letters of 18 px or more, in the steps and in the prose."""
    show_all(taught, PROJECTOR["width"])
    small = taught.page.evaluate(SMALL, LAST_ROW)
    assert not small, "\n".join(small)


@in_class
def test_charts_fill_the_width_and_fit_the_screen(taught):
    """At 1280 × 720 each chart takes 90 % of its output's width or more, but for those that stand beside what one talks
    about or invents; and all of it is seen at once, only a map with cards grows as its touchpoints need it."""
    show_all(taught, PROJECTOR["width"])
    page = taught.page
    page.set_viewport_size(PROJECTOR)
    room = "innerHeight - document.querySelector('.jp-WindowedPanel-outer').clientHeight"
    wait_until(lambda: page.evaluate(room) > 0, "JupyterLab has made room")
    high = 720 - page.evaluate(room)
    charts = page.locator("section.tp [data-picture], .jp-OutputArea-output img").all()
    assert len(charts) == 5
    for chart in charts:
        around = chart.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]")
        grows = chart.locator("[id^='card-']").count()
        # A chart that was larger before is drawn anew for the room that is there now.
        wait_until(lambda one=chart: grows or one.bounding_box()["height"] <= high, "a chart is as high as the screen at most")
        box = chart.bounding_box()
        share = 0.5 if chart.locator("xpath=ancestor::*[contains(@class, 'tp-screen')]").count() else 0.9
        assert box["width"] >= share * around.bounding_box()["width"], box


@in_class
def test_the_printable_page_is_one_click_away(taught):
    """The link in the teacher's notebook opens the page to print, under the lesson's title, in a tab of its own."""
    language = taught.name.split("/")[1]
    with taught.page.context.expect_page() as opened:
        taught.page.locator(f'.jp-RenderedMarkdown a[href*="{LESSON}.html"]').click()
    paper = opened.value
    expect(paper.get_by_role("heading", level=1)).to_have_text(reader.read(LESSON, language).words.title)
    paper.close()

"""JupyterLab as `touchpoints open` starts it, driven in Debian's Chromium as a teacher and a student would."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace
from lab_driver import Notebook, Server, needs_chromium, notebook, wait_until
from lab_touch import NICKNAME, Hand, lay
from lab_walk import Student, saved
from playwright.sync_api import expect

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import STEPS, Work

LESSON = "school-lunch"
PICTURES = Path(__file__).parent / "pictures"

pytestmark = needs_chromium


def languages(shortly: str) -> list:
    """All of them, but in an ordinary run only one: such a walk takes a quarter of a minute in JupyterLab."""
    return [pytest.param(one, marks=() if one == shortly else pytest.mark.soak) for one in words.LANGUAGES]


# In an ordinary run test_browser_access.py opens a teacher's notebook, and test_browser_touch.py types hostile names.
@pytest.mark.soak
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_teacher_runs_the_lesson(browser, desk, language):
    """The lesson opens and runs: five steps and all charts, in its language, and nothing on the disk or the network.

    The printable page is one click away.
    """
    say = words.of(language)
    with notebook(browser, desk, f"notebooks/{language}/{LESSON}.ipynb") as opened:
        before = desk.files
        for step in STEPS:
            opened.step(step).scroll_into_view_if_needed()
            expect(opened.step(step).get_by_role("heading", name=say(f"{step}.title"), exact=True)).to_be_visible()
            expect(opened.step(step)).to_have_attribute("lang", language)
        pictures = opened.page.locator(".jp-OutputArea img").all()
        assert len(pictures) == 4  # how to read a map, and the three of the answer key
        for picture in pictures:
            assert len(picture.get_attribute("alt")) > 100
            assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 800
        assert desk.files == before
        opened.page.locator(f'.jp-RenderedMarkdown a[href*="{LESSON}.html"]').click()
        paper = opened.page.frame_locator(".jp-HTMLViewer iframe")
        expect(paper.get_by_role("heading", level=1)).to_have_text(reader.read(LESSON, language).words.title)
        opened.expect_no_error()


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "$x^2$ $\\frac{1}{0}$",
    "\U0001f355 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0645\u0637\u0639\u0645 \u0627\u0644\u0645\u062f\u0631\u0633\u0629",
    "\"quoted\" 'twice' &amp; {{7*7}}",
    "W" * 200,
    "two\nlines",
)


@pytest.mark.soak
def test_hostile_names_are_text(browser, desk):
    """Whatever a student types is shown as text, drawn and saved as it is; nothing in it comes alive, ever."""
    nickname = HOSTILE[0]
    student = Student(reader.read(LESSON, "de"), nickname)
    with notebook(browser, desk, f"exercises/de/{LESSON}.ipynb") as opened:
        student.begins(opened)
        for number, name in enumerate(HOSTILE):
            student.pastes(opened, name)
            expect(opened.step("identify").locator(".tp-card")).to_have_count(number + 1)
        student.rates_and_places(opened, feelings=(2, -2, 1, -1, 0, 2, -2, 1))
        student.designs(opened.look_at("design"), place=f"{student.case.stages[0].id}:")
        shown = " ".join(map(opened.describes, ("discuss", "map", "design")))
        names = [one.name for one in saved(opened, student).steps.identify.touchpoints]
        assert names[:-1] == list(HOSTILE[:-1])
        assert re.fullmatch("two ?lines", names[-1])  # a name is one line; browsers paste a break as a blank or nothing
        assert all(name in shown for name in names)
        opened.save()
        opened.visit(desk.address_of(opened.name))
        expect(opened.look_at("identify")).to_contain_text(HOSTILE[0])
        opened.expect_no_error()


@pytest.fixture(scope="module")
def finished(request, browser, server):
    """An exercise in which everything is done, and who did it."""
    shutil.rmtree(server.folder / "work", ignore_errors=True)
    language = request.param
    student = Student(reader.read(LESSON, language), thorough=request.config.getoption("--soak"))
    with notebook(browser, server, f"exercises/{language}/{LESSON}.ipynb") as opened:
        student.works(opened)
        wait_until(lambda: student.saved(opened) == student.work(), "all is saved")
        yield opened, student


every_language = pytest.mark.parametrize("finished", languages("lv"), indirect=True)
one_language = pytest.mark.parametrize("finished", ["lv"], indirect=True)


@every_language
def test_a_student_does_the_exercise_and_finds_it_again(finished):
    """What was typed and chosen is saved, exactly; after a restart it is all there and the file is untouched."""
    opened, student = finished
    before, work = student.sees(opened), student.file(opened)
    assert student.saved(opened) == student.work()
    opened.run_all()
    assert student.sees(opened) == before
    assert student.file(opened) == work


@one_language
def test_deleting_editing_and_undoing(finished):
    """A touchpoint is renamed and deleted, and undone the work is what it was."""
    opened, student = finished
    before, say, step = student.saved(opened), student.say, opened.look_at("identify")
    name = student.touchpoints[0].name
    step.get_by_role("button", name=say("identify.edit_one", name=name), exact=True).click()
    field = step.locator(".tp-opened textarea")
    expect(field).to_have_value(name)
    field.fill("Zoë")
    field.press("Enter")
    gone = step.get_by_role("button", name=say("identify.delete_one", name="Zoë"), exact=True)
    gone.click()
    expect(gone).to_have_count(0)
    step.get_by_role("button", name=say("desk.undo"), exact=True).click()
    expect(field).to_have_value("Zoë")
    step.get_by_role("button", name=say("desk.undo"), exact=True).click()
    expect(field).to_have_value(name)
    step.get_by_role("button", name=say("map.close"), exact=True).click()
    expect(field).to_have_count(0)
    assert student.saved(opened) == before


ANSWERED = "sessionStorage.touchpoints === '[]'"  # all that was done, by Python
# However long Python takes: a press is forgotten after a second. Anywhere on the page, not in the step that changes.
PRESS = "() => setInterval(() => document.body.dispatchEvent(new PointerEvent('pointerdown')), 50)"


@one_language
def test_nothing_moves_under_a_press(finished):
    """What comes for any step between press and release is shown after it: else the click goes beside what was meant."""
    opened, student = finished
    before, name = student.saved(opened), student.touchpoints[0].name
    undo = opened.step("identify").get_by_role("button", name=student.say("desk.undo"), exact=True)
    student.pastes(opened, name)
    entries = opened.look_at("discuss").locator(".tp-entry", has_text=name)
    expect(entries).to_have_count(2)
    press = opened.page.evaluate_handle(PRESS)
    undo.dispatch_event("click")
    opened.page.wait_for_function(ANSWERED)
    assert student.saved(opened) == before
    expect(entries).to_have_count(2)
    press.evaluate("press => { clearInterval(press); document.body.dispatchEvent(new PointerEvent('pointerup')); }")
    expect(entries).to_have_count(1)


@one_language
def test_cells_in_any_order(finished):
    """Cells run twice and backwards lose nothing and double nothing, and every step still shows a change."""
    opened, student = finished
    before, work = student.sees(opened), student.file(opened)
    for step in ("design", "identify", "identify", "discuss"):
        opened.run_cell(step)
    assert student.sees(opened) == before
    assert student.file(opened) == work
    name = student.touchpoints[0].name
    student.pastes(opened, name)
    expect(opened.step("identify").locator(".tp-found", has_text=name)).to_have_count(2)
    expect(opened.look_at("discuss").locator(".tp-entry", has_text=name)).to_have_count(2)
    opened.look_at("identify").get_by_role("button", name=student.say("desk.undo"), exact=True).click()
    expect(opened.look_at("discuss").locator(".tp-entry", has_text=name)).to_have_count(1)


# JupyterLab's own key bindings for a notebook, as Playwright presses them.
BINDINGS = """() => [...new Set(jupyterapp.commands.keyBindings.filter(one => one.selector.includes(".jp-Notebook"))
  .map(one => one.keys.map(key => key.replace(/Ctrl|Accel/, "Control").replace(/ (?=.)/g, "+")).join("|")))]"""
CONTENT = "() => JSON.stringify(jupyterapp.shell.currentWidget.content.model.toJSON().cells.map(one => [one.id, one.cell_type, one.source]))"
# One of each kind of part of a step that is no control: what a click beside everything meets. A greyed field is one.
PARTS = """section => {
  const kinds = new Map([["", section]]);
  for (const one of section.querySelectorAll("*")) {
    const control = one.closest("button, input, select, textarea, label, summary, a, [tabindex], [data-ask]");
    const idle = !section.contains(control) || control.matches(":disabled");
    if (idle && !one.closest("svg")) kinds.set(`${one.tagName} ${one.className}`, one);
  }
  return [...kinds.values()];
}"""
# Where in the window a part itself is seen, not what lies in it.
PLACE = """one => {
  one.scrollIntoView({ block: "center" });
  const { left, top, width, height } = one.getBoundingClientRect();
  const places = [0.02, 0.3, 0.5, 0.7, 0.98].flatMap(x => [0.1, 0.5, 0.95].map(y => [left + x * width, top + y * height]));
  return places.find(([x, y]) => document.elementFromPoint(x, y) === one);
}"""


def clicks_beside_everything(opened: Notebook, step: str) -> None:
    """Click on each kind of part of a step that is no control; the focus must be in the step then."""
    section = opened.look_at(step)
    opened.wait_for_kernel()
    parts, clicked = section.evaluate_handle(PARTS), 0
    for number in range(parts.evaluate("all => all.length")):
        part = parts.evaluate_handle("(all, number) => all[number]", number).as_element()
        opened.select_cell(step)
        if place := part.evaluate(PLACE):
            opened.page.mouse.click(*place)
            clicked += 1
            inside = opened.page.evaluate("document.activeElement.closest('.tp-root') !== null")
            assert inside, part.evaluate("one => one.outerHTML.slice(0, 200)")
    assert clicked > 3, step


@one_language
def test_keys_of_jupyterlab_do_nothing_in_a_step(finished, request):
    """Whatever of a step is clicked, greyed fields before there is a nickname too, the focus stays in the step; and there
    none of JupyterLab's keys changes the notebook, while elsewhere they do (two steps in an ordinary run)."""
    opened, student = finished
    tried = STEPS if request.config.getoption("--soak") else ("identify", "map")
    page, before = opened.page, opened.page.evaluate(CONTENT)
    keys = [key.split("|") for key in page.evaluate(BINDINGS)]
    assert len(keys) > 40 and ["d", "d"] in [[one.lower() for one in key] for key in keys]
    for leaves in (False, True):
        if leaves:
            opened.look_at("identify").locator('[data-do="leave"]').click()
            expect(opened.step(tried[-1]).locator("form.tp-enter")).to_be_visible()
        for step in tried:
            clicks_beside_everything(opened, step)
        for binding in keys:
            opened.step(tried[-1]).evaluate("one => one.closest('.tp-root').focus()")  # Tab has left it
            for key in binding:
                page.keyboard.press(key)
        assert page.evaluate(CONTENT) == before
        section = opened.look_at(tried[-1])
        section.evaluate("one => one.closest('.tp-root').focus()")
        place = section.bounding_box()
        page.keyboard.type("two words")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert section.bounding_box() == place  # a blank scrolls no page away
    opened.look_at("identify").get_by_role("button", name=student.nickname, exact=True).click()
    opened.select_cell("identify")
    page.keyboard.press("b")
    page.wait_for_function(f"before => ({CONTENT})() !== before", arg=before)
    page.keyboard.press("d")
    page.keyboard.press("d")
    page.wait_for_function(f"before => ({CONTENT})() === before", arg=before)


@one_language
@pytest.mark.parametrize("field", ['form[data-do="add"] input[type=text]', 'textarea[data-do="conclude"]'])
def test_a_page_loaded_anew_in_the_middle_of_a_word(finished, field):
    """What was typed in the same moment is there again: a name that was not added yet, and a text of the work."""
    opened, _ = finished
    step = "identify" if "add" in field else "role_play"
    typed = opened.look_at(step).locator(field)
    before = typed.input_value()
    typed.press("End")
    opened.page.keyboard.insert_text(" Zoë")
    opened.page.reload()
    opened.wait_until_live()
    typed = opened.look_at(step).locator(field)
    expect(typed).to_have_value(f"{before} Zoë")
    typed.fill(before)
    typed.press("Tab")
    opened.page.wait_for_function(ANSWERED)


@one_language
def test_the_next_day(finished):
    """Saved, shut down and opened again, it runs by itself, asks who works there and shows nobody's work until then; and
    then all is there."""
    opened, student = finished
    before = student.sees(opened)
    opened.save()
    opened.end_kernels()
    opened.visit(opened.server.address_of(opened.name))
    assert not [said for said in sum(opened.words.values(), []) if student.idea.name in said]
    opened.go_on(student.nickname)
    assert student.sees(opened) == before
    opened.expect_no_error()


def test_a_taken_port_moves_on_and_ctrl_c_ends(server, tmp_path):
    """A second `open` on the same port takes another one; Ctrl-C ends it within seconds, with exit code 0."""
    port = urlsplit(server.address).port
    second = Server(tmp_path, "--language", "lv", "--student", port=port)
    assert urlsplit(second.address).port not in (None, port)
    assert second.stop() == 0
    assert not any(name.startswith("notebooks/") for name in second.files)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_readmes_picture(browser, desk, request, language):
    """A map as it is presented, two cards in the tray."""
    if not request.config.getoption("--pictures"):
        pytest.skip("writes the README's pictures: pytest --pictures")
    steps = reader.solution(LESSON, language)
    stages = tuple(replace(one, order=one.order[:-1]) if n in (2, 4) else one for n, one in enumerate(steps.map.stages))
    steps = replace(steps, map=replace(steps.map, stages=stages))
    lay(desk, Work(lesson=LESSON, language=language, nickname="8a", id="f", steps=steps))
    with notebook(browser, desk, f"notebooks/{language}/{LESSON}.ipynb") as opened:
        opened.go_on("8a")
        opened.page.locator('[data-tp="present"]').click()
        opened.page.locator('[data-tp-goto="map"]').click()
        expect(opened.page.locator(".tp-present .tp-touchable svg > *").first).to_be_attached()
        drawn = "() => Math.abs(document.querySelector('.tp-present .tp-touchable svg').viewBox.baseVal.width * 4 / 3 - 1232) < 1"
        opened.page.wait_for_function(drawn)
        opened.page.mouse.move(640, 60)
        opened.page.screenshot(path=PICTURES / f"lesson-{language}.png")

"""A notebook of the kit runs when it is opened, and again when Python was started anew: nobody has to know ▸▸."""

from __future__ import annotations

import json
import os
import signal
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from lab_driver import RUN_ALL, Notebook, Server, needs_chromium, notebook, wait_until
from lab_touch import NICKNAME, lay
from playwright.sync_api import expect

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import STEPS, Work

pytestmark = needs_chromium
LESSON = "school-lunch"
STRIP = ".tp-room"
STARTING = """words => document.body.dataset.tpLive === "starting"
  && [...document.querySelectorAll(".tp-wait")].some(one => one.checkVisibility() && one.textContent === words)"""
CELLS = "jupyterapp.shell.currentWidget.content.model.cells.length"
MINE = 'open("ran.txt", "w").write("mine")'


def work_of(language: str) -> Work:
    steps = reader.solution(LESSON, language)
    return Work(lesson=LESSON, language=language, nickname=NICKNAME, id="f", revision=1, steps=steps)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_opened_it_is_live_and_at_its_top(browser, desk, language):
    """Without a click all steps are live; the page is at its top, asks first who works there and says nothing of ▸▸. A link
    opens a tab of its own."""
    lay(desk, work_of(language))
    with notebook(browser, desk, f"exercises/{language}/{LESSON}.ipynb") as opened:
        page, before = opened.page, desk.files
        for step in STEPS:
            expect(opened.step(step)).to_have_count(1)
        assert page.evaluate("document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').scrollTop") == 0
        expect(opened.step("who")).to_be_in_viewport()
        expect(page.locator(".touchpoints-how:visible")).to_have_count(0)
        expect(page.locator(STRIP)).to_be_hidden()
        assert desk.files == before
        with page.context.expect_page() as beside:
            page.locator('.jp-RenderedMarkdown a[href*="glossary"]').first.click()
        assert "glossary.html" in beside.value.url
        beside.value.close()
        opened.expect_no_error()


@pytest.fixture
def theirs(desk) -> Path:
    """An exercise of the kit for a test to change; then it is as it was."""
    path = desk.folder / "exercises" / "lv" / f"{LESSON}.ipynb"
    text = path.read_text(encoding="utf-8")
    yield path
    path.write_text(text, encoding="utf-8")
    for aside in path.parent.glob("*.changed-*"):
        aside.unlink()


def test_only_cells_of_the_kit_run(browser, desk, theirs):
    """A student's own cell and one that somebody has put between ours do not run by themselves, and one is told."""
    written = nbformat.read(theirs, as_version=4)
    written.cells.insert(3, nbformat.v4.new_code_cell(MINE, id="foreign"))
    written.cells[-1].source += MINE
    nbformat.write(written, theirs)
    with notebook(browser, desk, f"exercises/lv/{LESSON}.ipynb") as opened:
        expect(opened.page.locator(STRIP)).to_have_text(words.of("lv").count("room.foreign", 1))
        assert not theirs.with_name("ran.txt").exists()
        opened.expect_no_error()


def test_what_was_wrecked_is_repaired(browser, desk, theirs):
    """A cell of the kit's that is gone or was changed is told of at once, and a click brings it back; the others run as
    long as the first one is there, the student's own cell stays, and so does the wrecked file."""
    say = words.of("lv")
    written = nbformat.read(theirs, as_version=4)
    del written.cells[6]
    written.cells[-1].source = "mine = 1"
    nbformat.write(written, theirs)
    with notebook(browser, desk, f"exercises/lv/{LESSON}.ipynb") as opened:
        page = opened.page
        expect(page.locator(STRIP)).to_contain_text(say("room.changed"))
        page.locator(f'{STRIP} [data-tp="repair"]').click()
        expect(page.locator(STRIP)).to_be_hidden()
        opened.wait_until_live()
        assert nbformat.read(theirs, as_version=4).cells[-1].source == "mine = 1"
        assert theirs.with_name(f"{LESSON}.changed-1.ipynb").exists()
        page.evaluate("() => { jupyterapp.shell.currentWidget.content.model.sharedModel.deleteCell(1); }")
        expect(page.locator(STRIP)).to_contain_text(say("room.changed"))
        page.locator(f'{STRIP} [data-tp="repair"]').click()
        expect(opened.step("who")).to_be_visible()
        expect(page.locator(STRIP)).to_be_hidden()


def test_a_wrecked_beginning_runs_nothing(browser, desk, theirs):
    """Where the first cell was changed nothing runs; the page says what to click, and then all is live."""
    written = nbformat.read(theirs, as_version=4)
    written.cells[1].source += "\n" + MINE
    nbformat.write(written, theirs)
    page = desk.page(browser)
    page.goto(desk.address_of(f"exercises/lv/{LESSON}.ipynb"))
    expect(page.locator(STRIP)).to_have_text(words.of("lv")("room.repair") + words.of("lv")("room.changed"))
    expect(page.locator("section.tp")).to_have_count(0)
    assert page.evaluate("document.body.dataset.tpLive") == "no" and not theirs.with_name("ran.txt").exists()
    page.locator(f'{STRIP} [data-tp="repair"]').click()
    page.wait_for_function("document.body.dataset.tpLive === 'yes'")
    expect(page.locator(STRIP)).to_be_hidden()


def test_the_address_answers_whom_the_server_knows(desk):
    """`touchpoints/api/notebook` names the cells to run, in order, and answers nobody without the server's token."""
    _, _, token = desk.address.partition("?")
    address = f"{desk.origin}/touchpoints/api/notebook?path=exercises/de/{LESSON}.ipynb"
    with urllib.request.urlopen(f"{address}&{token}", timeout=30) as answer:
        found = json.load(answer)
    assert (found["ours"], found["lesson"], found["language"], found["audience"]) == (True, LESSON, "de", "student")
    assert isinstance(found["run"], list) and found["run"][0] == f"{LESSON}-start-setup"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address, timeout=30)


def test_students_are_answered_nothing_of_the_teachers(desk, tmp_path):
    """Notes, solutions, who is where and a student's map: a teacher's server answers, one for students says 404, as a
    teacher's does of a lesson or a student that there is not."""
    there = (f"api/notes?lesson={LESSON}&language=de&", "api/class?", f"solution/de/{LESSON}/map.svg?")
    nowhere = ("api/notes?lesson=gone&language=de&", "solution/de/gone/map.svg?", "map/de/nobody.svg?")

    def code(server: Server, address: str) -> int:
        try:
            with urllib.request.urlopen(f"{server.origin}/touchpoints/{address}{server.address.partition('?')[2]}", timeout=30) as one:
                return one.status
        except urllib.error.HTTPError as error:
            return error.code

    assert [code(desk, one) for one in (*there, *nowhere)] == [200] * 3 + [404] * 3
    students = Server(tmp_path, "--student")
    try:
        assert {code(students, one) for one in (*there, *nowhere)} == {404}
    finally:
        assert students.stop() == 0, students.printed


def kernel_of(opened: Notebook) -> int:
    """The process of its kernel."""
    id = opened.sessions[0]["kernel"]["id"]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if f"kernel-{id}.json" in (process / "cmdline").read_text(errors="replace"):
                return int(process.name)
    raise AssertionError("it has one")


def test_without_a_kernel_one_click_goes_on(browser, desk):
    """Loaded anew, and where Python dies, the page says that it is starting and is live again by itself, with whoever has
    begun; where Python was ended, the page says so, with a button."""
    lay(desk, work_of("de"))
    with notebook(browser, desk, f"exercises/de/{LESSON}.ipynb") as opened:
        page = opened.page
        opened.go_on(NICKNAME)
        opened.visit(desk.address_of(opened.name))
        expect(opened.step("who").locator("strong")).to_have_text(NICKNAME)
        cells = page.evaluate(CELLS)
        os.kill(kernel_of(opened), signal.SIGKILL)
        page.locator(".jp-Dialog button").click()  # JupyterLab's own
        page.wait_for_function(STARTING, arg=words.of("de")("room.wait"))
        page.evaluate("() => document.activeElement.blur()")
        for key in "bbdd":  # whoever types on adds and deletes no cell
            page.keyboard.press(key)
        opened.wait_until_live()
        expect(page.locator(".tp-wait")).to_be_hidden()
        assert page.evaluate(CELLS) == cells
        expect(opened.step("who").locator("strong")).to_have_text(NICKNAME)
        opened.end_kernels()
        expect(page.locator(STRIP)).to_contain_text(words.of("de")("room.dead"))
        page.locator(f'{STRIP} [data-tp="start"]').click()
        opened.wait_until_live()
        expect(page.locator(STRIP)).to_be_hidden()
        opened.go_on(NICKNAME)
        opened.expect_no_error()


def test_without_the_kits_half_of_jupyterlab(browser, tmp_path):
    """Switched off, the page says what to click, and shows until then how the work stood when it was saved."""
    off = tmp_path / ".jupyter" / "labconfig"
    off.mkdir(parents=True)
    (off / "page_config.json").write_text(json.dumps({"disabledExtensions": {"touchpoints": True}}), encoding="utf-8")
    server, say = Server(tmp_path, "--language", "en", "--student"), words.of("en")
    try:
        lay(server, work_of("en"))
        page = server.page(browser)
        page.goto(server.address_of(f"exercises/en/{LESSON}.ipynb"))
        expect(page.locator("h3.touchpoints-how")).to_contain_text(say("notebook.run"))
        expect(page.get_by_text(say("desk.to_begin")).first).to_be_visible()
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
        page.locator(RUN_ALL).click()
        page.locator('section.tp[id$="-who"]').get_by_role("button", name=NICKNAME, exact=True).click()
        expect(page.locator('section.tp[id$="-who"] strong')).to_have_text(NICKNAME)
        saved = server.folder / "exercises" / "en" / f"{LESSON}.ipynb"
        wait_until(lambda: NICKNAME in saved.read_text(encoding="utf-8"), "the notebook is saved")
        page.reload()
        expect(page.locator(".touchpoints").first).to_contain_text(NICKNAME)
        expect(page.locator("section.tp")).to_have_count(0)
    finally:
        assert server.stop() == 0, server.printed

"""The teacher's window on a second screen, and what belongs to it: the plan's minutes, names and groups drawn by chance."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import scripted_class
from axe_playwright_python.sync_playwright import Axe
from lab_driver import PROJECTOR, Notebook, needs_chromium, notebook
from lab_measure import UNFIT
from msgspec.structs import replace
from playwright.sync_api import Locator, Page, expect
from test_browser_present import shows

from touchpoints.classroom import figures
from touchpoints.classroom.incoming import ClassFolder
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model.work import STEPS, Work
from touchpoints.storage import work_file

pytestmark = needs_chromium
LESSON = "flat-tyre"
PAGES = ("start", *STEPS, "finish")
MINUTES = reader.read(LESSON, "en").numbers.plans["two"].minutes
CLASSES = itertools.count()
NAMES = ("Fuchs", "Eule", "Otter")
CLASS = tuple(
    "Fuchs Eule Otter Komet Birke Luchs Dachs Specht Marder Falke Igel Biber Wal Rabe Hase Adler Kranich Storch Molch "
    "Elster Amsel Zeisig Milan Uhu Kauz Lerche Fink Meise".split()
)
# The computer's clock of running time, and the one that is set; JupyterLab's own timers go on as ever.
CLOCK = """{
  const [running, set] = [performance.now.bind(performance), Date.now];
  window.ahead = JSON.parse(sessionStorage.getItem("ahead") ?? '{"running": 0, "set": 0}');
  performance.now = () => running() + 1000 * window.ahead.running;
  Date.now = () => set() + 1000 * (window.ahead.running + window.ahead.set);
}"""
PASS = """async ([clock, seconds]) => {
  window.ahead[clock] += seconds;
  sessionStorage.setItem("ahead", JSON.stringify(window.ahead)); // a page that is loaded anew does not turn it back
  await new Promise((done) => setTimeout(done, 600)); // the kit looks four times a second
}"""
TIMER = ".tp-stops [role=timer]"
MODULES = "/lab/extensions/touchpoints/static"


@pytest.fixture(params=words.LANGUAGES)
def taught(request, browser, desk) -> Iterator[Notebook]:
    """A class's lesson in a tab of its own, whose clock the tests set; the class has three students."""
    settings, name = desk.folder / "class.toml", f"8{next(CLASSES)}"  # another class begins with all its time
    settings.write_text(f'format = "touchpoints.class/1"\nname = "{name}"\nnicknames = {json.dumps(NAMES)}\n')
    page = desk.page(browser, locale="en-GB")
    if page.url == "about:blank":
        page.add_init_script(CLOCK)
    try:
        with notebook(browser, desk, f"notebooks/{request.param}/{LESSON}.ipynb", locale="en-GB") as opened:
            yield opened
            opened.expect_no_error()
    finally:
        for window in page.context.pages[1:]:
            window.close()
        settings.unlink()


one_language = pytest.mark.parametrize("taught", ["lv"], indirect=True)


def window_of(opened: Notebook) -> Page:
    """The teacher's window, opened by its button."""
    with opened.page.context.expect_page() as beside:
        opened.page.locator('[data-tp="teacher"]').click()
    window = beside.value
    window.set_viewport_size(PROJECTOR)
    expect(window.locator("[data-tp-tab]")).to_have_count(4)
    return window


def present(opened: Notebook, step: str = "start") -> None:
    opened.page.locator('[data-tp="present"]').click()
    for _ in range(PAGES.index(step)):
        opened.page.keyboard.press("PageDown")


def leave(opened: Notebook) -> None:
    opened.page.locator('[data-tp="leave"]').click()


def at(window: Page, step: str) -> None:
    expect(window.locator("body")).to_have_attribute("data-tp-step", step)
    expect(window.locator("[data-tp-goto][aria-current=step]")).to_have_attribute("data-tp-goto", step)


def test_the_window_follows_and_leads(taught):
    """Opened before there is a presentation it begins one; either turns the other's page; closed and opened again, or a
    second time, it shows what the class sees; and nothing of it is on the class's page."""
    page, language = taught.page, taught.name.split("/")[1]
    first = window_of(taught)
    at(first, "start")
    first.locator('[data-tp="forward"]').click()
    shows(taught, "identify")
    page.keyboard.press("PageDown")
    at(first, "discuss")
    first.close()
    page.keyboard.press("PageDown")
    leave(taught)
    both = [window_of(taught) for _ in range(2)]
    page.locator('[data-tp="present"]').click()
    for window in both:
        at(window, "map")
    both[0].locator('[data-tp-goto="role_play"]').click()
    at(both[1], "role_play")
    lesson = reader.read(LESSON, language)
    kept = [block.text[:50] for name, block in lesson.blocks.items() if name.endswith((".notes", ".teacher"))]
    kept += [one.ask for one in lesson.words.misconceptions.values()]
    kept += [one.answer for one in lesson.words.exit.values()]
    there = page.content()
    assert [one for one in kept if one.strip("*{") and one in there] == []
    leave(taught)


def test_what_the_window_shows_the_class(taught):
    """The case, and a role card, come onto the class's page at a click, large and without the rest, and are taken away by
    a click there, by Escape, or with the page."""
    page = taught.page
    window = window_of(taught)
    present(taught, "map")
    at(window, "map")
    window.locator('[data-tp-tab="answers"]').click()
    window.locator('[data-tp="answers"] article button').first.click()
    given = page.locator(".tp-given")
    expect(given.locator("img")).to_be_visible()
    page.wait_for_function("document.querySelector('.tp-given img').naturalWidth > 0")
    box = given.locator("img").bounding_box()
    assert box["width"] > 0.85 * PROJECTOR["width"] and box["y"] + box["height"] <= PROJECTOR["height"]
    page.keyboard.press("Escape")
    expect(given).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-tp-present", "on")
    window.locator('[data-tp-goto="role_play"]').click()
    window.locator('[data-tp-tab="roles"]').click()
    card = window.locator('[data-tp="roles"] article').first
    card.get_by_role("button").click()
    expect(given).to_contain_text(card.locator("h3").inner_text())
    other = window.locator('[data-tp="roles"] article').nth(1).locator("li").first.inner_text()
    expect(given).not_to_contain_text(other)
    window.locator('[data-tp-do="take_away"]').click()
    expect(given).to_have_count(0)
    expect(window.locator('[data-tp-do="take_away"]')).to_be_disabled()
    card.get_by_role("button").click()
    expect(given).to_have_count(1)
    page.keyboard.press("PageUp")
    expect(given).to_have_count(0)
    leave(taught)


def seconds(page: Page) -> int:
    return int(page.locator(TIMER).get_attribute("data-tp-seconds"))


def runs(page: Page, running: bool) -> None:
    expect(page.locator(TIMER)).to_have_attribute("data-tp-running", str(running).lower())


@one_language
def test_the_plans_minutes_run(taught):
    """A step has the plan's minutes, which stand until the first action there; one can pause, take a minute or give one;
    each step keeps its own; a new beginning is asked for; in the last minute and after it both screens say so, and the
    window says what may be left out."""
    page, whole = taught.page, 60 * MINUTES["identify"]
    window = window_of(taught)
    present(taught, "identify")
    assert seconds(page) == whole
    runs(page, False)
    page.evaluate(PASS, ["running", 30])
    assert seconds(page) == whole
    page.locator(".tp-stage form input").first.fill("Plakāts")
    runs(page, True)
    page.evaluate(PASS, ["running", 60])
    assert whole - 75 < seconds(page) <= whole - 60
    window.locator('[data-tp="pause"]').click()
    runs(page, False)
    now = seconds(page)
    page.evaluate(PASS, ["running", 300])
    assert seconds(page) == now
    window.locator('[data-tp="plus"]').click()
    expect(page.locator(TIMER)).to_have_attribute("data-tp-seconds", str(now + 60))
    page.locator('.tp-stops [data-tp="minus"]').click()
    expect(window.locator("[role=timer]")).to_have_attribute("data-tp-seconds", str(now))
    page.keyboard.press("PageDown")
    assert seconds(page) == 60 * MINUTES["discuss"]
    page.keyboard.press("PageUp")
    assert seconds(page) == now
    page.locator('[data-tp="menu"]').click()
    again = page.locator('.tp-menu [data-tp="restart"]')
    again.click()
    assert seconds(page) == now
    again.click()
    assert seconds(page) == whole
    page.keyboard.press("Escape")
    expect(page.locator(".tp-menu")).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-tp-present", "on")
    page.locator('.tp-stops [data-tp="go_on"]').click()
    page.evaluate(PASS, ["running", 60])
    anew = window.locator('[data-tp-do="restart"]')
    anew.click()
    expect(anew).to_have_text(words.of("lv")("teacher.really"))
    assert seconds(page) <= whole - 60
    anew.click()
    expect(anew).to_have_text(words.of("lv")("teacher.restart"))
    page.wait_for_function("([timer, least]) => document.querySelector(timer).dataset.tpSeconds > least", arg=[TIMER, whole - 30])
    page.evaluate(PASS, ["running", whole - 30])
    expect(page.locator(".tp-stops .tp-last")).to_have_count(1)
    expect(window.locator(".drop")).to_be_empty()
    page.evaluate(PASS, ["running", 120])
    expect(page.locator(".tp-stops .tp-over")).to_have_count(1)
    assert page.locator(TIMER).inner_text().startswith("+1:")
    expect(window.locator(".drop")).to_have_text(reader.read(LESSON, "lv").words.drop)
    shows(taught, "identify")  # nothing moves on by itself
    leave(taught)


@one_language
def test_time_in_odd_rooms(taught):
    """The computer's clock may be set, sleep for ten minutes and be loaded anew, and there may be no sound device: what is
    left is what has passed in the room. Whoever does not want to see the time hides it."""
    page, whole = taught.page, 60 * MINUTES["identify"]
    page.evaluate("() => { window.tones = 0; window.AudioContext = class { constructor() { window.tones++; throw new Error('none'); } }; }")
    present(taught, "identify")
    page.locator('.tp-stops [data-tp="go_on"]').click()
    page.evaluate(PASS, ["set", 5 * 365 * 86400])
    assert whole - 15 < seconds(page) <= whole
    page.evaluate(PASS, ["running", 600])
    slept = seconds(page)
    assert whole - 615 < slept <= whole - 600
    page.evaluate(PASS, ["running", slept - 1])
    page.wait_for_function("document.querySelector('.tp-stops [role=timer]').dataset.tpSeconds < 0")
    assert page.evaluate("window.tones") == 1  # asked for once, and its lack disturbs nothing
    page.evaluate(PASS, ["running", 600])
    assert seconds(page) < 0
    page.locator('[data-tp="menu"]').click()
    page.locator('.tp-menu [data-tp="clock"]').click()
    expect(page.locator(".tp-clock")).to_be_hidden()
    page.locator('.tp-menu [data-tp="clock"]').click()
    page.keyboard.press("Escape")
    over = seconds(page)
    page.reload()
    taught.wait_until_live()
    page.locator('[data-tp="present"]').click()
    page.locator('[data-tp-goto="identify"]').click()
    assert over - 90 < seconds(page) <= over
    leave(taught)


BEGUN = """async (address) => {
  const { clockOf } = await import(address);
  const minutes = { short: { start: 2 }, two: { start: 3 } };
  const begin = () => clockOf({ key: "begun", minutes, plan: "two", changed() {}, ended() {} });
  const first = begin();
  first.go(true);
  first.close();
  const again = begin();
  again.close();
  localStorage.removeItem("begun");
  return again.told();
}"""


@one_language
def test_a_clock_begun_in_the_moment_in_which_the_page_goes(taught):
    """Opened anew it still has what was planned, though no second of it had been counted."""
    told = taught.page.evaluate(BEGUN, f"{MODULES}/clock.js")
    assert told["running"] and told["planned"] == 180
    assert told["planned"] - 15 < told["seconds"] <= told["planned"]


GROUPS = """async ([address, most]) => {
  const { groupsOf } = await import(address);
  const wrong = [];
  for (let count = 2; count <= most; count++) for (const size of [2, 3, 4, 5]) {
    const names = Array.from({ length: count }, (_, n) => String(n));
    const groups = groupsOf(names, size), sizes = groups.map((one) => one.length);
    const all = groups.flat().sort(), odd = Math.max(size, 3);
    if (String(all) !== String(names.sort()) || Math.min(...sizes) < 2 || Math.max(...sizes) > odd
      || Math.max(...sizes) - Math.min(...sizes) > 1) wrong.push([count, size, sizes]);
  }
  return wrong;
}"""


@one_language
def test_groups_of_every_size(taught):
    """From 2 to 40 students: everybody is in one group, nobody alone, none has more than asked for but that an odd one
    makes a pair three, and the groups differ by one at most."""
    assert taught.page.evaluate(GROUPS, [MODULES + "/names.js", 40]) == []


@one_language
def test_names_by_chance(taught):
    """Nobody is drawn twice before all had a turn, also after the page was loaded anew; who is away is left out, of the
    groups too; a name that is put back can be drawn again; a click takes the name off the screen."""
    page = taught.page
    window = window_of(taught)
    present(taught)
    drawn = page.locator(".tp-drawn")

    def draw() -> str:
        former = page.query_selector(".tp-drawn")
        window.locator('[data-tp-do="turn"]').click()
        page.wait_for_function("one => ![null, one].includes(document.querySelector('.tp-drawn'))", arg=former)
        return drawn.inner_text()

    first = draw()
    page.locator('.tp-shown [data-tp="undo"]').click()
    expect(drawn).to_have_count(0)
    said = [draw() for _ in NAMES]
    assert sorted(said) == sorted(NAMES) and first in said
    page.locator('[data-tp="uncover"]').click()
    expect(drawn).to_have_count(0)
    away = draw()
    page.locator('.tp-shown [data-tp="absent"]').click()
    expect(drawn).not_to_have_text(away)
    assert {draw() for _ in range(6)} == {*NAMES} - {away}
    box = drawn.bounding_box()
    assert box["height"] >= 60
    window.locator('[data-tp-do="groups"]').click()
    there = page.locator(".tp-groups span")
    expect(there).to_have_count(2)
    assert away not in there.all_inner_texts()
    page.keyboard.press("Escape")
    expect(there).to_have_count(0)
    leave(taught)


@one_language
def test_31_students_without_names(taught, desk):
    """Without nicknames one says how many there are: groups of 31 by numbers fit the screen, in every size."""
    (desk.folder / "class.toml").write_text('format = "touchpoints.class/1"\nstudents = 31\n')
    page = taught.page
    page.reload()
    taught.wait_until_live()
    present(taught)
    page.locator('[data-tp="menu"]').click()
    page.locator('.tp-menu [data-tp="groups"]').click()
    for size in "2345":
        page.locator(f'[data-tp-size="{size}"]').click()
        expect(page.locator(".tp-groups span")).to_have_count(31)
        assert page.evaluate("(one => one.scrollHeight <= one.clientHeight)(document.querySelector('.tp-shown'))")
    leave(taught)


@one_language
def test_axe_finds_nothing_in_the_window(taught):
    """axe-core has nothing to say against the window, on any page and tab, in light and in dark."""
    window = window_of(taught)
    for page in ("start", "map", "role_play"):
        window.locator(f'[data-tp-goto="{page}"]').click()
        for tab in window.locator("[data-tp-tab]:visible").all():
            tab.click()
            for scheme in ("light", "dark"):
                window.emulate_media(color_scheme=scheme)
                found = Axe().run(window)
                assert found.violations_count == 0, found.generate_report()
    leave(taught)


def board_of(opened: Notebook, kit: Path, folder: Path) -> tuple[Page, Locator]:
    """The teacher's window and the board, on which nothing is yet, of a class with this class folder."""
    settings = kit / "class.toml"
    settings.write_text(settings.read_text() + f"class_folder = {json.dumps(str(folder))}\n")
    opened.page.reload()
    opened.wait_until_live()
    window = window_of(opened)
    present(opened)
    window.locator('[data-tp-do="board"]').click()
    board = opened.page.locator(".tp-stage [data-tp-board]")
    expect(board).to_have_attribute("data-tp-count", "0")
    return window, board


@one_language
def test_the_class_comes_in(taught, desk):
    """What lies in the class folder is on the board and in the window's tiles without a click, soon after it is there;
    the board has no name, the tiles do; a student's map is shown to the class once one has asked."""
    folder, page = desk.folder / "class", taught.page
    window, board = board_of(taught, desk.folder, folder)
    expect(page.locator("body")).to_have_attribute("data-tp-step", "board")
    works = [made(number, nickname) for number, nickname in enumerate(("Lūsis", "Pūce"))]
    for work in works:
        lay_in(folder, replace(work, lesson=LESSON, language="lv", steps=reader.solution(LESSON, "lv")))
    lay_in(folder, replace(works[0], id="id9", lesson="gone"))
    expect(board).to_have_attribute("data-tp-count", "2")
    expect(window.locator("[data-tp-tile]")).to_have_count(2)
    tile = window.locator('[data-tp-tile="id1"]')
    expect(tile).to_have_attribute("data-tp-at", "role_play")
    expect(tile).to_have_attribute("data-tp-help", "no")
    board.locator('[data-do="show"]').click()
    expect(board.locator("[data-picture] svg")).to_be_visible()
    assert page.evaluate(UNFIT) == []
    assert "Pūce" not in page.locator(".tp-present").inner_text() and "Pūce" in tile.inner_text()
    tile.click()
    expect(page.locator(".tp-given")).to_have_count(0)
    for chart in ("journey", "compare"):
        window.locator(f'[data-tp="show-{chart}"]').click()
        page.wait_for_function("one => document.querySelector('.tp-given img')?.naturalWidth > 0 && document.querySelector('.tp-given img').src.includes(one)", arg=chart)
    assert "Pūce" not in page.locator(".tp-given").inner_text()
    remark = window.locator('[data-tp="student"] textarea').nth(2)
    remark.fill("Labi redzēts <b>!")
    remark.blur()
    expect(window.locator('[data-tp="student"] article').nth(2)).to_contain_text(words.of("lv")("teacher.kept"))
    window.locator('[data-tp-tile="id0"]').click()
    expect(window.locator('[data-tp="student"] textarea').nth(2)).to_have_value("")
    tile.click()
    expect(window.locator('[data-tp="student"] textarea').nth(2)).to_have_value("Labi redzēts <b>!")
    found = Axe().run(window)
    assert found.violations_count == 0, found.generate_report()
    board_kept = json.loads((desk.folder / "work" / LESSON / "board.json").read_text(encoding="utf-8"))
    assert board_kept["remarks"] == {"id1": {"map": "Labi redzēts <b>!"}}
    page.keyboard.press("Escape")
    page.keyboard.press("PageUp")  # back to the page before the board
    shows(taught, "start")
    leave(taught)


@pytest.mark.parametrize("taught", ["de"], indirect=True)
def test_28_students_at_work(taught, desk, request, tmp_path):
    """28 students work, each a process with a kit of its own; the board that is open meanwhile counts every one, and in
    the end it has what is in their files; in every view all fits the screen and there is no nickname; each has a tile.
    A long run takes a minute for it."""
    folder, page, say = desk.folder / "class_of_28", taught.page, words.of("de")
    window, board = board_of(taught, desk.folder, folder)
    folder.mkdir()
    seconds = "60" if request.config.getoption("--soak") else "5"
    command = [sys.executable, scripted_class.__file__, tmp_path, folder, LESSON, "de", seconds, *CLASS]
    with subprocess.Popen(command) as students:
        expect(board).to_have_attribute("data-tp-count", str(len(CLASS)), timeout=90_000)
        assert students.wait(90) == 0
    incoming = ClassFolder(folder, say)
    incoming.poll()
    works = [one.work for one in incoming.received]
    assert sorted(work.nickname for work in works) == sorted(CLASS)
    newest = round(max(one.changed_at for one in incoming.received))
    page.wait_for_function("newest => document.querySelector('.tp-stage [data-tp-board]').dataset.tpUpdated >= newest", arg=newest)
    board.locator('[data-do="show"]').click()
    for view in ("together", "opinions", "disagreement", "ideas", "exit"):
        board.locator(f'[data-to="{view}"]').click()
        expect(board).to_have_attribute("data-tp-view", view)
        if view in ("together", "opinions"):
            expect(board.locator("[data-picture] svg")).to_be_visible()
        assert page.evaluate(UNFIT) == [], view
        text = page.locator(".tp-present").inner_text()
        assert [name for name in CLASS if re.search(rf"\b{name}\b", text)] == []
    quiz = figures.quiz(works, reader.read(LESSON, "de"))
    for one, shown in zip(quiz, board.locator(".tp-answered > li").all(), strict=False):
        expect(shown).to_contain_text(say("overview.right", right=one.right, all=one.answered))
    assert {one.answered for one in quiz} == {len(CLASS)}
    expect(window.locator("[data-tp-tile]")).to_have_count(len(CLASS))
    for work in works:  # the window looks every three seconds
        tile = window.locator(f'[data-tp-tile="{work.id}"]')
        expect(tile).to_have_attribute("data-tp-at", figures.reached(work))
    leave(taught)


def made(number: int, nickname: str) -> Work:
    return Work(lesson=LESSON, nickname=nickname, id=f"id{number}", revision=1)


def lay_in(folder: Path, work: Work) -> None:
    """As a student's kit lays it there."""
    live = folder / "live"
    live.mkdir(parents=True, exist_ok=True)
    (live / f"{work.id}.work.json").write_bytes(work_file.encode(work))

"""Present: one step at a time over the whole screen, in three languages, by keys as a presenter's remote sends them."""

from __future__ import annotations

import itertools
import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress

import longest
import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_driver import PATIENCE, PROJECTOR, Notebook, needs_chromium, notebook, wait_until
from lab_measure import DRAWN, SCREENS, UNFIT
from lab_touch import filled_in, lay, middle
from msgspec.structs import replace
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from test_browser_opening import kernel_of
from test_browser_touch import THEME
from test_charts import boxes

from touchpoints import charts
from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.work import STEPS, Work
from touchpoints.steps import discuss, role_play

pytestmark = needs_chromium
LESSON = "school-lunch"
LONGEST = {8: 2, 12: 0}  # touchpoints in the map, and cards that wait, of two more works
PAGES = ("start", *STEPS, "finish")
# What stands beside the layer on the page and can still be seen.
BESIDE = """() => [...document.body.children].filter(one => !one.matches(".tp-present") && one.checkVisibility())
  .map(one => one.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def opened(request, browser, server):
    """A class's lesson with a map; of one language after the other."""
    language = request.param
    work = Work(lesson=LESSON, language=language, nickname="8a", id="c", steps=reader.solution(LESSON, language))
    longest_names = (longest.made(language, count, str(count), waiting) for count, waiting in LONGEST.items())
    lay(server, work, *longest_names, *cases(reader.read(LESSON, language)))
    with notebook(browser, server, f"notebooks/{language}/{LESSON}.ipynb") as shown:
        shown.go_on("8a")
        yield shown


def cases(lesson: LessonContent) -> tuple[Work, Work]:
    """All that the lesson's case has, as a class finds it; and before an arrow is chosen."""
    work = filled_in(lesson)
    found = tuple(replace(one, direction=None) for one in work.steps.identify.touchpoints)
    still_open = replace(work.steps, identify=replace(work.steps.identify, touchpoints=found))
    return replace(work, nickname="case", id="case"), replace(work, nickname="open", id="open", steps=still_open)


every_language = pytest.mark.parametrize("opened", words.LANGUAGES, indirect=True)
one_language = pytest.mark.parametrize("opened", ["lv"], indirect=True)


@pytest.fixture
def presented(opened):
    opened.page.locator('[data-tp="present"]').click()  # it goes on where it was left
    while opened.page.evaluate("document.body.dataset.tpStep") != "start":
        opened.page.keyboard.press("PageUp")
    shows(opened, "start")
    yield opened
    if opened.page.evaluate("document.body.dataset.tpPresent") == "on":
        opened.page.locator('[data-tp="leave"]').click()
    opened.expect_no_error()


def turn_to(opened: Notebook, nickname: str) -> None:
    """Somebody else works there now."""
    opened.look_at("who").locator('[data-do="leave"]').click()
    opened.go_on(nickname)


def shows(opened: Notebook, step: str) -> None:
    """The page shows this step and no other, and the bar says so."""
    page = opened.page
    expect(page.locator("body")).to_have_attribute("data-tp-present", "on")
    expect(page.locator("body")).to_have_attribute("data-tp-step", step)
    current = page.locator('nav[data-tp="bar"] [aria-current="step"]')
    expect(current).to_have_count(1 if step in STEPS else 0)
    if step in STEPS:
        assert current.get_attribute("data-tp-goto") == step
        expect(page.locator(f'.tp-present section.tp[id$="-{step}"]')).to_be_visible()
    for other in STEPS:
        expect(page.locator(f'.tp-present section.tp[id$="-{other}"]')).to_have_count(int(other == step))


@every_language
def test_every_step_alone(presented):
    """PageDown leads through start, the five steps and the end, and PageUp back; a stop of the bar leads to its step.
    Nothing else of the page is there: no notes, no answer key."""
    page, language = presented.page, presented.name.split("/")[1]
    notes = reader.read(LESSON, language).blocks["map.notes"].text[:60]
    for step in PAGES:
        shows(presented, step)
        assert page.evaluate(BESIDE) == []
        assert notes not in page.locator(".tp-present").inner_text()
        bar = page.locator('nav[data-tp="bar"]').bounding_box()
        assert bar["height"] <= 72 and bar["width"] == page.viewport_size["width"]
        page.keyboard.press("PageDown")
    shows(presented, "finish")  # there is nothing behind it
    for step in reversed(PAGES[:-1]):
        page.keyboard.press("PageUp")
        shows(presented, step)
    for step in ("map", "identify"):
        page.locator(f'[data-tp-goto="{step}"]').click()
        shows(presented, step)


@one_language
def test_a_widget_that_comes_late_is_shown(presented):
    """On a slow computer a step's page may be turned to before its widget is there; the class sees it once it is."""
    page = presented.page
    late = page.locator(".jp-Notebook .tp-root", has=page.locator('section.tp[id$="-map"]')).element_handle()
    late.evaluate("one => { one.place = one.parentElement; one.remove(); }")
    for _ in range(PAGES.index("map")):
        page.keyboard.press("PageDown")
    expect(page.locator("body")).to_have_attribute("data-tp-step", "map")
    expect(page.locator(".tp-stage .tp-root")).to_have_count(0)
    late.evaluate("one => one.place.append(one)")
    shows(presented, "map")


def each_page(step: str, stage: Locator, say: words.Words, last: str) -> Iterator[None]:
    """Turn to each page that a step has, with something of everything on it; to `last` of the touchpoints too."""
    if step == "discuss":
        stage.locator(f'[data-to="{last}"]').click()
        expect(stage.locator(".tp-number")).to_have_text(["?"] * 5)
        yield
        stage.locator('[data-do="show"]').click()
        expect(stage.locator(".tp-hands")).to_have_count(5)
        yield
        for to in discuss.BESIDES:
            stage.locator(f'[data-to="{to}"]').click()
            expect(stage.locator(f'[data-to="{to}"]')).to_have_attribute("aria-current", "true")
            yield
    elif step == "design":
        yield
        for name, text in (("name", say("design.after", stage="x" * 9, name="Regal")), ("because", say("role_play.no_sheet"))):
            stage.locator(f'textarea[name="{name}"]').fill(text)
        for name in ("feeling", "replaced_feeling"):
            stage.locator(f'input[name="{name}"][value="2"]').check()
        expect(stage.locator(".tp-change")).to_be_visible()
        yield
        stage.locator('[data-do="turn"]').click()
        expect(stage.locator('form[data-do="answer"]')).to_be_visible()
        yield
        stage.locator('[data-do="turn"][data-value="false"]').click()
    elif step == "role_play":
        for to in role_play.PAGES:
            stage.locator(f'[data-to="{to}"]').click()
            expect(stage.locator(f'[data-to="{to}"].tp-chosen')).to_be_visible()
            yield
            for card in stage.locator("details.tp-role").all():  # one after the other is open
                card.locator("summary").click()
                expect(stage.locator("details.tp-role[open]")).to_have_count(1)
                yield
            for phase in role_play.PHASES if to == "scene" else ():
                stage.locator(f'[id$="-to-{phase}"]').click()
                expect(stage.locator(f'[id$="-to-{phase}"][aria-current]')).to_be_visible()
                yield
    else:
        yield


def unfit_at_rest(page: Page) -> list[str]:
    """What is wrong when the page has had time to take its new size."""
    with suppress(PlaywrightTimeout):
        page.wait_for_function(f"!({UNFIT})().length", timeout=1000 * PATIENCE)
    return page.evaluate(UNFIT)


@every_language
def test_each_step_is_on_one_screen(opened):
    """At 1280 × 720 and 1024 × 768, with 8 touchpoints and two cards in the map's tray, and with 12, all with the longest
    names: on no page of a step anything scrolls, no word is smaller than 18 px, cut or under another one; a chart is drawn
    for its room, not scaled. axe-core has nothing to say against any page, in light and in dark."""
    page, rooms, language = opened.page, set(), opened.name.split("/")[1]
    unfit = {}
    for count in LONGEST:
        turn_to(opened, str(count))
        page.locator('[data-tp="present"]').click()
        for step in STEPS:
            page.locator(f'[data-tp-goto="{step}"]').click()
            stage = page.locator(f'.tp-present section.tp[id$="-{step}"]')
            for number, _ in enumerate(each_page(step, stage, words.of(language), f"t{count - 1}")):
                for width, height in SCREENS:
                    page.set_viewport_size({"width": width, "height": height})
                    if stage.locator(":is(.tp-touchable, .tp-fitted) svg").count():
                        scale = lambda: page.evaluate(DRAWN)[:2]
                        wait_until(lambda: scale() == pytest.approx([4 / 3] * 2, rel=0.005), "drawn for its room")
                    if found := unfit_at_rest(page):
                        unfit[step, number, count, width] = found
                    if step == "map":
                        rooms.add((count, *map(int, page.evaluate(DRAWN)[2:])))
                for dark in (False, True) if count == max(LONGEST) else ():
                    page.evaluate(THEME, dark)
                    found = Axe().run(page, f'.tp-present section.tp[id$="-{step}"]')
                    assert found.violations_count == 0, found.generate_report()
                page.evaluate(THEME, False)
        page.locator('[data-tp="leave"]').click()
        page.set_viewport_size(PROJECTOR)
    turn_to(opened, "8a")
    assert not unfit, "\n".join(f"{place}: {one}" for place, found in unfit.items() for one in found)
    for count, *room in rooms:  # what the chart itself draws there
        figure = charts.draw(longest.journey(language, count), "journey", language, charts.PRESENT, box=room).figure
        found = boxes(figure)
        assert not [text.get_text() for text, _ in found if "…" in text.get_text() or text.get_fontsize() < 13.5]
        for (one, a), (another, b) in itertools.combinations(found, 2):
            assert min(a[2], b[2]) - max(a[0], b[0]) <= 0.5 or min(a[3], b[3]) - max(a[1], b[1]) <= 0.5, (one, another)


@every_language
@pytest.mark.parametrize("nickname", ["case", "open"])
def test_cards_hold_what_is_in_them(opened, nickname):
    """In step 1, with all of the lesson's case, and while its arrows are open, nothing sticks out of a card or scrolls."""
    page, unfit = opened.page, {}
    turn_to(opened, nickname)
    page.locator('[data-tp="present"]').click()
    page.locator('[data-tp-goto="identify"]').click()
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        if found := unfit_at_rest(page):
            unfit[width] = found
    page.set_viewport_size(PROJECTOR)
    page.locator('[data-tp="leave"]').click()
    turn_to(opened, "8a")
    assert not unfit, "\n".join(f"{place}: {one}" for place, found in unfit.items() for one in found)


@one_language
def test_the_figures_count_hands(presented):
    """In the second step 1 to 5 count a hand for a level and Shift takes one back, without a click before; anywhere else
    in Present they do nothing, and in a field they are typed."""
    page = presented.page
    page.keyboard.press("4")
    page.locator('[data-tp-goto="discuss"]').click()
    page.locator(".tp-present .tp-turns button").first.click()
    expect(page.locator(".tp-present .tp-topic [data-hands]")).to_be_visible()
    page.locator('[data-tp-goto="identify"]').click()
    page.keyboard.press("PageDown")
    shows(presented, "discuss")
    votes, why = page.locator(".tp-present .tp-votes strong"), page.locator('.tp-present textarea[data-do="why"]')
    for key in ("Digit4", "Digit4", "Digit1", "Shift+Digit4"):
        page.keyboard.press(key)
    expect(votes).to_have_text("2")
    before = why.input_value()
    why.press("5")
    expect(why).to_have_value("5" + before)
    expect(votes).to_have_text("2")
    why.fill(before)
    for key in ("Shift+Digit4", "Shift+Digit1"):
        page.locator(".tp-present .tp-topic h4").click()
        page.keyboard.press(key)
    expect(votes).to_have_count(0)


@one_language
def test_the_scenes_clock(presented):
    """It runs only once it is started, whatever the computer's time; it goes on through what Python draws and on the
    sheet's page, rests, and takes a minute more or less; running it begins anew only after a question, and after its end
    it counts on. Another phase has its own minutes and stands. Of the two cards one is open, and a new scene's are not."""
    page = presented.page
    page.locator('[data-tp-goto="role_play"]').click()
    step = page.locator('.tp-present section.tp[id$="-role_play"]')
    timer, cards_open = step.locator("[role=timer]"), step.locator("details.tp-role[open]")
    left = lambda: int(timer.get_attribute("data-tp-seconds"))
    runs = lambda yes: expect(timer).to_have_attribute("data-tp-running", yes)

    def press(what: str, at_least: int, at_most: int) -> None:
        step.locator(f'[data-press="{what}"]').click()
        assert at_least <= left() <= at_most, what

    step.locator('[data-to="scene"]').click()
    step.locator('[data-do="deal"]').click()
    step.locator('[id$="-to-play"]').click()
    expect(timer).to_have_attribute("data-tp-seconds", "240")
    runs("false")
    press("go", 230, 240)
    page.evaluate("Date.now = () => 0")
    wait_until(lambda: 220 < left() < 236, "it runs")
    page.evaluate("Date.now = () => new Date().getTime()")
    for to in ("sheet", "scene"):
        step.locator(f'[data-to="{to}"]').click()
        expect(step.locator(f'[data-to="{to}"].tp-chosen')).to_be_visible()
        runs("true")
    press("anew", 200, 239)
    press("anew", 237, 240)
    press("go", 200, 240)
    runs("false")
    for what, at_least, at_most in (("more", 290, 300), *[("less", 0, 240)] * 5, ("go", -9, 0)):
        press(what, at_least, at_most)
    expect(timer).to_have_text(re.compile(r"^\+0:0[1-9]$"))
    step.locator('[id$="-next"]').click()
    expect(timer).to_have_count(0)
    step.locator('[id$="-to-play"]').click()
    expect(timer).to_have_attribute("data-tp-seconds", "240")
    runs("false")
    for card in step.locator("details.tp-role").all():
        card.locator("summary").click()
        expect(cards_open).to_have_count(1)
        expect(card.locator("> p").first).to_be_visible()
    step.locator('[data-do="deal"]').click()
    expect(cards_open).to_have_count(0)
    for _ in range(2):
        step.locator('[data-do="undo"]').click()


@one_language
def test_a_page_loaded_anew_goes_on(presented):
    """Present opens at the page where it was, each step at what was talked about or played, and a scene's clock that runs
    has run on meanwhile."""
    page = presented.page
    page.locator('[data-tp-goto="discuss"]').click()
    talked = page.locator(".tp-present .tp-entry").nth(4)
    talked.click()
    expect(talked).to_have_attribute("aria-current", "true")
    page.locator('[data-tp-goto="role_play"]').click()
    step = page.locator('.tp-present section.tp[id$="-role_play"]')
    step.locator('[data-do="deal"]').click()
    step.locator('[id$="-to-play"]').click()
    expect(step.locator('[id$="-to-play"]')).to_have_attribute("aria-current", "step")
    step.locator('[data-press="go"]').click()
    expect(step.locator("[role=timer]")).to_have_attribute("data-tp-running", "true")
    page.reload()
    presented.wait_until_live()
    page.locator('[data-tp="present"]').click()
    shows(presented, "role_play")
    timer = step.locator("[role=timer]")
    expect(step.locator('[id$="-to-play"]')).to_have_attribute("aria-current", "step")
    expect(timer).to_have_attribute("data-tp-running", "true")
    assert int(timer.get_attribute("data-tp-seconds")) < 240
    page.locator('[data-tp-goto="discuss"]').click()
    expect(talked).to_have_attribute("aria-current", "true")


@one_language
def test_a_double_click_acts_on_what_it_met(presented):
    """The second click of a double click on an arrow does not fall on the bin that has come into its place; one on + adds
    once, and nothing is said to be missing."""
    page = presented.page
    page.locator('[data-tp-goto="identify"]').click()
    step = page.locator('.tp-present section.tp[id$="-identify"]')
    field, cards = step.locator('form[data-do="add"] input[type=text]'), step.locator(".tp-found")
    count = cards.count()
    field.fill("Divi klikšķi")
    step.locator('form[data-do="add"] button').dblclick()
    expect(cards).to_have_count(count + 1)
    assert not field.evaluate("one => one.validity.customError")
    arrow = step.locator(".tp-arrows button").first
    name = arrow.locator("xpath=ancestor::li").locator("textarea").input_value()
    box = arrow.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(step.locator(".tp-arrows")).to_have_count(0)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    field.fill("Pēc tam")
    field.press("Enter")
    expect(cards).to_have_count(count + 2)
    assert name in [one.input_value() for one in cards.locator("textarea").all()]
    for _ in range(3):
        step.locator('[data-do="undo"]').click()


@one_language
def test_keys_where_texts_are_read(presented):
    """With a step's texts on the screen the arrows scroll and do not turn; a full stop darkens after a click on a face too;
    behind the last page there is none; and whoever comes back is where Present was left."""
    page = presented.page
    page.locator('[data-tp-goto="discuss"]').click()
    page.locator(".tp-present .tp-turns button").first.click()
    page.locator(".tp-present .tp-facechoice").first.click()
    page.keyboard.press(".")
    expect(page.locator(".tp-present.tp-dark")).to_be_visible()
    page.keyboard.press("x")
    page.locator(".tp-present .tp-facechoice input").first.press("Control+z")
    page.locator('[data-tp="more"]').click()
    for key in ("ArrowDown", " ", "ArrowUp"):
        page.keyboard.press(key)
        expect(page.locator("body")).to_have_attribute("data-tp-step", "discuss")
    page.locator('[data-tp="leave"]').click()
    page.locator('[data-tp="present"]').click()
    shows(presented, "discuss")
    for _ in range(len(PAGES)):
        page.keyboard.press("PageDown")
    shows(presented, "finish")


@one_language
def test_a_remotes_keys(presented):
    """Arrows turn, a full stop or b darkens and any key makes light again; in a field only PageUp and PageDown turn, and
    the others are the field's. Every other key does nothing to the notebook behind."""
    page = presented.page
    cells = "() => JSON.stringify(jupyterapp.shell.currentWidget.content.model.toJSON().cells.map(one => [one.id, one.cell_type, one.source]))"
    before = page.evaluate(cells)
    page.keyboard.press("ArrowRight")
    shows(presented, "identify")
    for dark in (".", "b"):
        page.keyboard.press(dark)
        expect(page.locator('nav[data-tp="bar"]')).to_be_hidden()
        page.keyboard.press("x")
        shows(presented, "identify")
        expect(page.locator('nav[data-tp="bar"]')).to_be_visible()
    for key in ("a", "b", "b", "m", "r", "y", "d", "d", "Enter", "Delete", "Control+a", "Shift+m"):
        page.keyboard.press(key)
    assert page.evaluate(cells) == before
    field = page.locator('.tp-present form[data-do="add"] input[type=text]')
    field.fill("b.")
    field.press("ArrowLeft")
    field.press("b")
    expect(field).to_have_value("bb.")
    shows(presented, "identify")
    field.press("PageDown")
    shows(presented, "discuss")
    page.keyboard.press("PageUp")
    expect(field).to_have_value("bb.")
    field.fill("")


@one_language
def test_escape_first_ends_what_is_done(presented):
    """Escape in a field ends typing, in an opened card it closes the card; pressed again it ends the presentation. Then the
    notebook is as it was, with one of each step, and one stands at the step that was shown."""
    page = presented.page
    page.locator('[data-tp-goto="identify"]').click()
    field = page.locator('.tp-present form[data-do="add"] input[type=text]')
    field.press("Escape")
    expect(field).not_to_be_focused()
    shows(presented, "identify")
    page.locator('[data-tp-goto="map"]').click()
    card = page.locator('.tp-present [data-touch="card"]').first
    card.focus()
    page.keyboard.press("Space")
    expect(page.locator(".tp-present .tp-details")).to_be_visible()
    page.locator(".tp-present .tp-details input").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".tp-present .tp-details")).to_have_count(0)
    shows(presented, "map")
    page.keyboard.press("Escape")
    expect(page.locator("body")).to_have_attribute("data-tp-present", "off")
    expect(page.locator(".tp-present")).to_have_count(0)
    expect(presented.step("map").get_by_role("heading").first).to_be_in_viewport()
    for step in STEPS:
        expect(presented.step(step)).to_have_count(1)
    expect(presented.look_at("map").locator("svg").first).to_be_visible()


@one_language
def test_cards_are_dragged_and_chosen(presented, server):
    """A card dragged onto an arrow of the legend goes that way, onto a side below the line only that side sees it; its
    channel is chosen beside it, and Escape closes the choice, not the presentation. A typed name is a card at once."""
    page = presented.page
    page.locator('[data-tp-goto="identify"]').click()
    cards = page.locator(".tp-present .tp-found")
    count, card = cards.count(), cards.first
    id = card.get_attribute("data-drag")
    before = found_in(server, id)
    for drop, value, there in (
        ("direction", "both", f'.tp-found:has([aria-label$="{words.of("lv")("direction.both")}"])'),
        ("see", "customer", ".tp-below [data-drag]"),
        ("see", "both", ".tp-found"),
    ):
        box = page.locator(f'.tp-present [data-drag="{id}"]').bounding_box()
        goal = page.locator(f'.tp-present [data-drop="{drop}"][data-value="{value}"]').bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 2)
        page.mouse.down()
        page.mouse.move(goal["x"] + goal["width"] - 20, goal["y"] + 12, steps=3)
        page.mouse.up()
        expect(page.locator(f'.tp-present {there}[data-drag="{id}"]')).to_be_visible()
        one = found_in(server, id)
        assert {"direction": one.direction, "see": one.visible_to}[drop] == value
    choice = page.locator(".tp-present [data-choice]")
    page.locator(f'.tp-present [data-chooses][data-id="{id}"]').click()
    expect(choice).to_be_visible()
    page.keyboard.press("Escape")
    expect(choice).to_be_hidden()
    shows(presented, "identify")
    page.locator(f'.tp-present [data-chooses][data-id="{id}"]').click()
    choice.locator('[data-value="chat"]').click()
    expect(choice).to_be_hidden()
    wait_until(lambda: found_in(server, id).channel == "chat", "its channel is chosen")
    name = page.locator(f'.tp-present textarea[data-id="{id}"]')
    name.fill(" ")
    name.press("Enter")
    expect(name).to_have_value(before.name)  # nothing has no name
    field = page.locator('.tp-present form[data-do="add"] input[type=text]')
    field.fill("Pults")
    assert field.evaluate("one => { one.form.requestSubmit(); return document.querySelectorAll('.tp-present .tp-found').length; }") == count + 1
    expect(cards.filter(has_text="Pults").locator(".tp-arrows")).to_be_visible()  # Python has drawn it
    for _ in range(5):
        page.locator('.tp-present [data-do="undo"]').click()
    wait_until(lambda: found_in(server, id) == before, "all is taken back")
    page.locator('[data-tp="more"]').click()
    expect(page.locator(".tp-present .tp-find")).to_have_count(0)
    expect(page.locator(".tp-present .jp-MarkdownOutput").first).to_be_visible()
    page.locator('[data-tp="more"]').click()
    expect(page.locator(".tp-present .tp-find")).to_be_visible()


def found_in(server, id: str):
    """A touchpoint of the class as the file has it."""
    path = server.folder / "work" / LESSON / "8a.work.json"
    steps = json_files.decode(path.read_bytes(), Work, "saved work", words.of("lv")).steps
    return next(one for one in steps.identify.touchpoints if one.id == id)


@one_language
def test_axe_finds_nothing(presented):
    """axe-core has nothing to say against any page."""
    for _ in PAGES:
        found = Axe().run(presented.page, ".tp-present")
        assert found.violations_count == 0, found.generate_report()
        presented.page.keyboard.press("PageDown")


@one_language
def test_a_kernel_that_dies_comes_back(presented):
    """While presenting, a dead kernel begins anew by itself, and the step that is shown is live again."""
    page = presented.page
    page.locator('[data-tp-goto="identify"]').click()
    former = page.locator(".tp-present section.tp").element_handle()
    os.kill(kernel_of(presented), signal.SIGKILL)
    page.wait_for_function("one => !one.isConnected", arg=former)
    shows(presented, "identify")
    field = page.locator('.tp-present form[data-do="add"] input[type=text]')
    field.fill("Pults")
    field.press("Enter")
    expect(page.locator(".tp-present [data-drag]", has_text="Pults")).to_be_visible()
    page.locator('.tp-present [data-do="undo"]').click()
    expect(page.locator(".tp-present .tp-card", has_text="Pults")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator(".jp-Dialog button").click()  # JupyterLab's own, of the kernel that has died


@one_language
def test_the_browser_takes_escape(presented):
    """In real full screen the browser itself takes Escape: a chart that has the whole screen ends first, and Present only
    after it; from a chart of its own full screen, Escape leads back to the step."""
    page, filled = presented.page, "() => Boolean(document.fullscreenElement)"
    page.locator('[data-tp-goto="map"]').click()
    chart = page.locator(".tp-present .tp-board")
    larger = page.locator(".tp-present .tp-maptools [data-fullscreen]")
    for by_browser in (True, False):
        if not page.evaluate(filled):
            page.locator('[data-tp="fullscreen"]').click()
            page.wait_for_function(filled)
        larger.click()
        wait_until(lambda: chart.locator("[data-picture] > svg").bounding_box()["width"] > 0.98 * page.viewport_size["width"], "it is large")
        if by_browser:
            page.evaluate("document.exitFullscreen()")
        else:
            page.keyboard.press("Escape")
        expect(larger).to_be_visible()
        wait_until(lambda: not chart.evaluate("one => one.matches(':popover-open')"), "the chart is small again")
        shows(presented, "map")
    page.locator('[data-tp="more"]').click()
    page.locator(".tp-picture").first.click()
    page.wait_for_function("document.fullscreenElement?.matches('img')")
    page.locator(".tp-picture img").first.click()
    page.wait_for_function("!document.fullscreenElement?.matches('img')")
    expect(page.locator("body")).to_have_attribute("data-tp-present", "on")
    page.evaluate("document.exitFullscreen()")
    expect(page.locator("body")).to_have_attribute("data-tp-present", "off")


@one_language
def test_odd_rooms(presented):
    """Somebody's own cells among ours are not presented; on a screen of 4K all is three times as large, and a point follows
    the mouse; at 200 % nothing scrolls sideways; axe-core has nothing to say in the dark theme and with forced colours."""
    page = presented.page
    page.evaluate("""() => { const { sharedModel } = jupyterapp.shell.currentWidget.content.model;
      sharedModel.insertCell(6, {cell_type: "markdown", source: "foreign"}); }""")
    for step in PAGES:
        assert "foreign" not in page.locator(".tp-present").inner_text()
        page.keyboard.press("PageDown")
    page.evaluate("() => jupyterapp.shell.currentWidget.content.model.sharedModel.deleteCell(6)")
    page.locator('[data-tp-goto="map"]').click()
    try:
        page.set_viewport_size({"width": 3840, "height": 2160})
        wait_until(lambda: page.evaluate(DRAWN)[:2] == pytest.approx([4, 4], rel=0.005), "three times as large")
        point = page.locator(".tp-present .tp-point").first
        presented.wait_for_kernel()  # else a chart of the room before may still come
        point.hover(trial=True)
        at, box = middle(point), point.bounding_box()
        page.mouse.move(*at)
        page.mouse.down()
        page.mouse.move(at[0], at[1] + 20)
        page.mouse.move(at[0], at[1] + 60)
        moved = point.bounding_box()
        assert moved["y"] - box["y"] == pytest.approx(60, abs=2)
        page.keyboard.press("Escape")
        page.mouse.up()
        page.set_viewport_size({"width": 640, "height": 360})
        page.wait_for_function("document.querySelector('.tp-present').style.zoom == 1")
        assert page.evaluate("(one => one.scrollWidth <= one.clientWidth)(document.querySelector('.tp-stage'))")
        assert page.locator('nav[data-tp="bar"]').bounding_box()["height"] <= 72
    finally:
        page.set_viewport_size(PROJECTOR)
    page.evaluate(THEME, True)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found = Axe().run(page, ".tp-present")
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    page.evaluate(THEME, False)
    assert found.violations_count == 0, found.generate_report()

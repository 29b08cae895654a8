"""The touchable map in JupyterLab: every gesture with mouse, finger and keys, and what it leaves in the file."""

from __future__ import annotations

import os
import random
import re
import signal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_driver import Notebook, needs_chromium, notebook, wait_until
from lab_touch import NICKNAME, Hand, filled_in, lay, middle
from playwright.sync_api import expect

from touchpoints.lessons import reader
from touchpoints.model.journey import FEELINGS, MAX_NAME

pytestmark = needs_chromium
LESSON = "school-lunch"
WHOLE = {"viewport": {"width": 1280, "height": 1150}}  # the whole chart: a mouse presses only what is on the screen
HOSTILE = ("<img src=x onerror=alert(1)>", "\"quoted\" 'twice' ]]> &amp; {{7*7}}", "Ā" * MAX_NAME)


@pytest.fixture(scope="module")
def opened(request, browser, server):
    """An exercise with the whole case in it; of one language after the other, for they share the folder."""
    lay(server, filled_in(reader.read(LESSON, request.param)))
    with notebook(browser, server, f"exercises/{request.param}/{LESSON}.ipynb", **WHOLE) as shown:
        shown.go_on(NICKNAME)
        yield shown, request.param


def in_(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("opened", [language], indirect=True)


@pytest.fixture
def hand(opened: tuple[Notebook, str]):
    """At the map; afterwards everything can be taken back, and nothing has gone wrong in the page."""
    hand = Hand(*opened)
    before = hand.journey
    yield hand
    hand.takes_all_back()
    assert hand.journey == before
    hand.opened.expect_no_error()


@in_("de")
def test_a_point_is_dragged_to_every_level(hand):
    """Point and drawing follow the mouse at once, the level's word beside them; released, the feeling is saved."""
    id = hand.journey.low.id
    for feeling in (2, 1, 0, -1, -2):
        x, _ = middle(hand.point(id))
        y = hand.level(feeling)
        with hand.holding(hand.point(id), x + 40, y + 3):
            expect(hand.chart.locator(".tp-bubble")).to_contain_text(hand.say.feeling(feeling))
            for moved in (hand.point(id), hand.drawing(hand.point(id))):
                assert abs(middle(moved)[1] - y) < 8  # between two levels are some 35 px
        hand.comes_true(lambda id=id, feeling=feeling: hand.touchpoint(id).feeling == feeling, f"feeling {feeling}")
        expect(hand.chart.locator(".tp-bubble")).to_have_count(0)
        wait_until(lambda y=y: abs(middle(hand.drawing(hand.point(id)))[1] - y) < 2, "it is drawn there")


@in_("de")
def test_a_point_is_moved_with_keys(hand):
    """Arrows, Home and End move a point; its value is said in words at once, and it keeps the focus."""
    point = hand.point(hand.journey.peak.id)
    id = point.get_attribute("data-id")
    expect(point).to_have_role("slider")
    for key, feeling in (
        ("Home", -2),
        ("ArrowUp", -1),
        ("ArrowRight", 0),
        ("End", 2),
        ("ArrowDown", 1),
        ("ArrowLeft", 0),
    ):
        hand.press(point, key)
        word = hand.say.feeling(feeling) + (f", {hand.say.signed(feeling)}")
        assert point.get_attribute("aria-valuetext") == word  # without waiting for Python
        hand.comes_true(lambda id=id, feeling=feeling: hand.touchpoint(id).feeling == feeling, f"{key}: {feeling}")
        expect(point).to_be_focused()


@in_("de")
def test_quick_keys_are_not_lost(hand):
    """Keys pressed faster than Python draws count one by one."""
    id = hand.journey.low.id
    hand.press(hand.point(id), *["ArrowUp"] * 3)
    hand.comes_true(lambda: hand.touchpoint(id).feeling == 1, "three levels up")
    first, second = hand.order("eat")[:2]
    hand.press(hand.card(first), "ArrowDown", "ArrowUp", "ArrowDown")
    hand.comes_true(lambda: hand.order("eat")[:2] == [second, first], "down, up, down")


@in_("de")
def test_a_card_is_dragged_to_another_stage(hand):
    """A card goes where the bar shows: before a card of another stage, or to a stage's end; Escape brings it back."""
    id, target = hand.order("buy")[0], hand.order("after")[0]
    x, y = middle(hand.card(target))
    with hand.holding(hand.card(id), x, y - 40):
        expect(hand.chart.locator(".tp-bar")).to_be_visible()
        assert abs(middle(hand.drawing(hand.card(id)))[0] - x) < 3
    hand.comes_true(lambda: hand.order("after")[0] == id, "before the first")
    x, _ = middle(hand.heading("eat"))
    hand.drag(hand.card(id), x, y + 150)
    hand.comes_true(lambda: hand.order("eat")[-1] == id, "at the end")
    with hand.holding(hand.card(id), *middle(hand.heading("hear"))):
        hand.page.keyboard.press("Escape")
        expect(hand.chart.locator(".tp-bar")).to_have_count(0)
    assert hand.order("eat")[-1] == id


@in_("de")
def test_the_curve_follows_at_once(hand):
    """While a point is dragged, the curve goes through it in the same moment, the old curve stays behind, dashed, and the
    point is the face of its level; Escape brings all back as it was."""
    id = hand.journey.low.id
    line, x = hand.chart.locator('svg [id="curve-now"] path'), middle(hand.point(id))[0]
    before = line.get_attribute("d")
    with hand.holding(hand.point(id), x, hand.level(1)):
        ends = [float(number) for number in re.findall(r"-?[\d.]+", line.get_attribute("d"))]
        spots = list(zip(ends[::2], ends[1::2], strict=True))
        scale = hand.chart.evaluate("one => one.clientWidth / one.querySelector('svg').viewBox.baseVal.width")
        box = hand.chart.bounding_box()
        there = ((x - box["x"]) / scale, (hand.level(1) - box["y"]) / scale)
        assert min(abs(a - there[0]) + abs(b - there[1]) for a, b in spots) < 1.5
        expect(hand.chart.locator('[id="tp-ghost"] path')).to_have_attribute("d", before)
        expect(hand.chart.locator('[id="tp-face"]')).to_have_attribute("data-value", "1")
        hand.page.keyboard.press("Escape")
        expect(hand.chart.locator('[id="tp-ghost"], [id="tp-face"]')).to_have_count(0)
    assert hand.touchpoint(id).feeling != 1
    hand.agrees()


@in_("de")
def test_the_last_card_is_laid_by_hand(hand):
    """What waits is dragged into a stage above the map, also the last one; or laid there by a click, or by the keys."""
    ids = hand.order("buy")[:3]
    hand.press(hand.heading("buy"), "Delete")
    hand.comes_true(lambda: {*ids} <= {one.id for one in hand.journey.unplaced}, "they wait")
    waits = hand.step.locator(".tp-waits")
    count = waits.count()
    id = ids[-1]
    card = hand.step.locator(f'.tp-waits[data-id="{id}"]')
    with hand.holding(card, *middle(hand.ground("eat"))):
        on_top = hand.page.evaluate(
            "([x, y, id]) => document.elementFromPoint(x, y).closest('.tp-waits')?.dataset.id === id",
            [*middle(hand.ground("eat")), id],
        )
        assert on_top
    hand.comes_true(lambda: id in hand.order("eat"), "dragged")
    waits.first.click()
    hand.step.locator(".tp-here").last.click()
    wait_until(lambda: waits.count() == count - 2, "laid by a click")
    expect(hand.step.locator('.tp-waits[aria-pressed="true"]')).to_have_count(1)  # the next one is in the hand
    hand.page.keyboard.press("Escape")
    expect(hand.step.locator(".tp-here")).to_have_count(0)
    hand.press(waits.first, "Space")
    expect(hand.step.locator(".tp-here").first).to_be_focused()
    hand.page.keyboard.press("ArrowRight")
    expect(hand.step.locator(".tp-here").nth(1)).to_be_focused()
    hand.page.keyboard.press("Enter")
    wait_until(lambda: waits.count() == count - 3, "laid by the keys")


@in_("de")
def test_a_card_is_moved_with_keys(hand):
    """Arrows move a card within its stage and to the next one; the card keeps the focus and its place is told."""
    id = hand.order("choose")[0]
    count = len(hand.order("choose"))
    hand.press(hand.card(id), "ArrowDown")
    hand.comes_true(lambda: hand.order("choose")[1] == id, "one place later")
    expect(hand.card(id)).to_be_focused()
    told = hand.say("map.said_put", name=hand.touchpoint(id).name, stage=hand.stage_of(id).name, place=2, count=count)
    expect(hand.step.locator('[role="status"].tp-unseen')).to_have_text(told)
    hand.press(hand.card(id), "ArrowRight")
    hand.comes_true(lambda: hand.order("buy")[-1] == id, "in the next stage")
    expect(hand.card(id)).to_be_focused()


@in_("de")
def test_names_are_changed_in_place(hand):
    """Click or Enter on a name opens a field over it; Enter keeps the new name, Escape the old one."""
    id = hand.order("hear")[-1]
    old = hand.touchpoint(id).name
    box = hand.card(id).bounding_box()
    hand.card(id).click(position={"x": box["width"] / 2, "y": box["height"] * 0.7})
    expect(hand.field).to_have_value(old)
    hand.types("Zoë")
    hand.comes_true(lambda: hand.touchpoint(id).name == "Zoë", "renamed")
    expect(hand.card(id)).to_be_focused()
    hand.press(hand.card(id), "Enter")
    hand.page.keyboard.insert_text("Vergiss es")
    hand.page.keyboard.press("Escape")
    expect(hand.field).to_have_count(0)
    expect(hand.card(id)).to_be_focused()
    assert hand.touchpoint(id).name == "Zoë"


@pytest.mark.parametrize("name", HOSTILE, ids=("markup", "quotes", "long"))
@in_("de")
def test_hostile_names_stay_text(hand, name):
    """Whatever is typed over the chart is shown and saved as text; nothing in it comes alive."""
    id = hand.order("hear")[-1]
    hand.press(hand.card(id), "Enter")
    hand.types(name)
    hand.comes_true(lambda: hand.touchpoint(id).name == name, "renamed")
    assert name in hand.chart.locator("[data-picture]").get_attribute("aria-label")
    expect(hand.step.locator("script, img, foreignObject, [onerror]")).to_have_count(0)


@in_("de")
def test_touchpoints_are_added_and_deleted(hand):
    """A click on a stage's free ground, or its button, adds; Delete removes; Ctrl-Z and Ctrl-Shift-Z undo and redo."""
    box = hand.ground("eat").bounding_box()
    free = {"x": box["width"] / 2, "y": box["height"] * 0.55}
    hand.ground("eat").click(position=free)
    hand.types("Serviette")
    hand.comes_true(lambda: hand.touchpoint(hand.order("eat")[-1]).name == "Serviette", "added")
    id = hand.order("eat")[-1]
    expect(hand.card(id)).to_be_focused()
    hand.button("map.add_here", stage=hand.stage_of(id).name).click()
    hand.types("Nachtisch")
    hand.comes_true(lambda: hand.order("eat")[-2:-1] == [id], "added by the button")
    count = len(hand.journey.touchpoints)
    hand.press(hand.card(id), "Delete")
    hand.comes_true(lambda: len(hand.journey.touchpoints) == count - 1, "deleted")
    expect(hand.chart.locator(".tp-grip:focus, .tp-point:focus")).to_have_count(1)  # its neighbour has the focus
    hand.page.keyboard.press("Control+z")
    hand.comes_true(lambda: len(hand.journey.touchpoints) == count, "undone")
    hand.page.keyboard.press("Control+Shift+z")
    hand.comes_true(lambda: len(hand.journey.touchpoints) == count - 1, "done again")


@in_("de")
def test_delete_pressed_again_takes_no_stage(hand):
    """Each Delete takes one card, and at the end no stage; what is gone is said where it was, with the way back there."""
    stages, before = [one.id for one in hand.journey.stages], len(hand.journey.touchpoints)
    cards = [id for stage in stages for id in hand.order(stage)]
    hand.press(hand.card(cards[0]), "Delete")
    hand.comes_true(lambda: len(hand.journey.touchpoints) == before - 1, "the first is gone")
    way_back = hand.chart.locator(".tp-gone button")
    expect(way_back).to_be_in_viewport()
    for number in range(1, len(cards)):
        expect(hand.chart.locator('[data-touch="card"]:focus')).to_have_count(1)
        hand.page.keyboard.press("Delete")
        wait_until(lambda number=number: len(hand.journey.touchpoints) == before - 1 - number, "one more is gone")
        hand.agrees()
    for _ in range(3):
        hand.page.keyboard.press("Delete")
    hand.opened.wait_for_kernel()
    assert [one.id for one in hand.journey.stages] == stages
    way_back.click()
    hand.comes_true(lambda: len(hand.journey.touchpoints) == before - len(cards) + 1, "the last is back")
    expect(way_back).to_have_count(0)


@in_("de")
def test_what_is_too_long_is_said_and_stays(hand):
    """A name with too many letters is not cut off: the field keeps it, says by how much it is too long, and sends it once
    it fits; in the form and on the card alike."""
    name, id = "Ā" * (MAX_NAME + 3), hand.journey.low.id
    form = hand.opened.look_at("identify").locator('form[data-do="add"] input[type=text]')
    form.fill(name)
    form.press("Enter")
    hand.look_here()
    hand.press(hand.card(id), "Enter")
    hand.page.keyboard.press("Control+a")
    hand.page.keyboard.insert_text(name)
    hand.page.keyboard.press("Enter")
    for field in (form, hand.field):
        expect(field).to_have_value(name)
        told = field.evaluate("one => one.validationMessage")
        assert told == hand.say("desk.too_long", over="3", most=str(MAX_NAME))
    hand.page.keyboard.press("End")
    for _ in range(3):
        hand.page.keyboard.press("Backspace")
    hand.page.keyboard.press("Enter")
    hand.comes_true(lambda: hand.touchpoint(id).name == name[:-3], "what fits is sent")
    form.fill("")
    hand.look_here()


@in_("de")
def test_what_is_typed_is_there_after_a_run_and_gone_with_its_owner(hand):
    """Text that was not added yet stands in its field again when its cell has run; who says "Not you?" takes it along,
    and finds it again."""
    step = hand.opened.look_at("identify")
    field = step.locator('form[data-do="add"] input[type=text]')
    field.fill("Half a na")
    hand.opened.run_cell("identify")
    step = hand.opened.look_at("identify")
    expect(field).to_have_value("Half a na")
    step.locator('[data-do="leave"]').click()
    expect(field).to_have_value("")
    step.get_by_role("button", name=NICKNAME, exact=True).click()
    expect(field).to_have_value("Half a na")
    field.fill("")
    hand.look_here()


@in_("de")
def test_stages_are_changed(hand):
    """A stage is named in place, moved with mouse and keys, added and removed."""
    hand.press(hand.heading("hear"), "Enter")
    hand.types("Entdecken")
    hand.comes_true(lambda: hand.journey.stages[0].name == "Entdecken", "renamed")
    hand.press(hand.heading("hear"), "ArrowRight")
    hand.comes_true(lambda: hand.journey.stages[1].id == "hear", "moved with keys")
    expect(hand.heading("hear")).to_be_focused()
    x, y = middle(hand.heading("after"))
    hand.drag(hand.heading("hear"), x + 70, y)
    hand.comes_true(lambda: hand.journey.stages[-1].id == "hear", "dragged to the end")
    hand.button("map.add_stage").click()
    hand.types("Erzählen")
    hand.comes_true(lambda: hand.journey.stages[-1].name == "Erzählen", "added")
    hand.press(hand.heading(hand.journey.stages[-1].id), "Delete")
    hand.comes_true(lambda: len(hand.journey.stages) == 5, "removed")


@in_("de")
def test_details_of_a_touchpoint(hand):
    """The panel of a touchpoint changes all that is kept of it; Escape closes it and gives the focus back."""
    id = hand.order("buy")[1]
    hand.press(hand.card(id), " ")
    panel = hand.step.locator(".tp-details")
    expect(panel.get_by_label(hand.say("map.name"), exact=True)).to_be_focused()
    panel.get_by_role("combobox", name=hand.say("identify.channel")).select_option("phone")
    panel.get_by_role("combobox", name=hand.say("identify.direction")).select_option("from_customer")
    panel.get_by_role("combobox", name=hand.say("map.importance")).select_option("4")
    panel.get_by_label(hand.say("map.department"), exact=True).fill("Küche")
    panel.get_by_role("textbox", name=hand.say("discuss.why"), exact=True).fill("Weil es schnell geht.")
    panel.get_by_label(hand.say("happens.H12"), exact=True).check()
    panel.get_by_label(hand.say("happens.H3"), exact=True).check()
    hand.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(hand.card(id)).to_be_focused()
    want = ("phone", "from_customer", 4, "Küche", "Weil es schnell geht.", ("H3", "H12"))

    def told() -> bool:
        one = hand.touchpoint(id)
        return (one.channel, one.direction, one.importance, one.department, one.why, one.happens) == want

    hand.comes_true(told, "all is in the file")


@in_("de")
def test_keys_of_jupyterlab_do_nothing_on_the_chart(hand):
    """With a point, a card or a heading in the focus, "d d" and the like change no cell and no touchpoint."""
    cells, journey = hand.page.locator(".jp-Cell"), hand.journey
    count, id = cells.count(), hand.journey.low.id
    for control in (hand.point(id), hand.card(id), hand.heading("buy")):
        for key in ("a", "b", "x", "d", "d"):
            hand.press(control, key)
            expect(cells).to_have_count(count)
    assert hand.journey == journey


@in_("de")
def test_ideas_are_touched_in_the_journey_after(opened):
    """In `design` a new touchpoint moves; the old ones cannot be touched."""
    hand = Hand(*opened, "design")
    before = hand.journey
    expect(hand.chart.locator(".tp-point")).to_have_count(1)
    hand.press(hand.point("idea"), "ArrowUp")
    hand.comes_true(lambda: hand.touchpoint("idea").feeling == 2, "feels better")
    hand.press(hand.card("idea"), "ArrowRight")
    hand.comes_true(lambda: hand.stage_of("idea").id == "eat", "moved")
    hand.takes_all_back()
    assert hand.journey == before


def kernel_of(opened: Notebook) -> int:
    """The process that runs the notebook, known by its connection file (Linux)."""
    (kernel,) = [session["kernel"]["id"] for session in opened.sessions]
    found = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if f"kernel-{kernel}.json".encode() in _read(path)
    ]
    (process,) = found
    return process


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@in_("de")
def test_a_busy_kernel_loses_nothing(hand):
    """While Python is busy the page moves on and says that nothing is saved yet; when it answers, all is saved. Where a
    finger is about to touch the chart, these words do not push it away, neither when they come nor when they go."""
    id, process = hand.journey.low.id, kernel_of(hand.opened)
    place = middle(hand.heading("hear"))
    os.kill(process, signal.SIGSTOP)
    try:
        hand.press(hand.point(id), "End")
        assert hand.point(id).get_attribute("aria-valuenow") == "2"
        expect(hand.step.get_by_text(hand.say("desk.unanswered"))).to_be_visible()
        assert middle(hand.heading("hear")) == pytest.approx(place, abs=1)
        assert hand.touchpoint(id).feeling != 2
    finally:
        os.kill(process, signal.SIGCONT)
    hand.comes_true(lambda: hand.touchpoint(id).feeling == 2, "saved in the end")
    expect(hand.step.get_by_text(hand.say("desk.unanswered"))).to_be_hidden()
    assert middle(hand.heading("hear")) == pytest.approx(place, abs=1)


@in_("de")
def test_who_types_the_next_name_is_not_interrupted(hand):
    """While the field for the next touchpoint is open, the one before comes into the chart and takes no focus away."""
    plus, process = hand.chart.locator('.tp-plus[data-stage="buy"]'), kernel_of(hand.opened)
    os.kill(process, signal.SIGSTOP)
    try:
        hand.press(plus, "Enter")
        hand.types("Eins")
        hand.press(plus, "Enter")
        expect(hand.field).to_be_focused()
    finally:
        os.kill(process, signal.SIGCONT)
    hand.comes_true(lambda: "Eins" in [one.name for one in hand.journey.touchpoints], "added")
    expect(hand.chart.locator(".tp-grip[data-name='Eins']")).to_be_attached()
    hand.types("Zwei")
    hand.comes_true(lambda: "Zwei" in [one.name for one in hand.journey.touchpoints], "the next one too")
    hand.takes_all_back()


@in_("lv")
def test_a_finger_drags_and_taps(hand):
    """On a tablet a finger drags points, however fast, and cards that it has rested on; a tap opens what it meets, also
    right afterwards; and a swipe that begins on a card scrolls the page and moves no card."""
    line = hand.page.context.new_cdp_session(hand.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        where = [{"x": x, "y": y} for x, y in points]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    def swipe(start: tuple[float, float], end: tuple[float, float], lifts: bool = False) -> None:
        touch("touchStart", start)
        if lifts:
            expect(hand.chart.locator(".tp-lifted")).to_have_count(1)
        for part in (0.3, 0.6, 1.0):
            touch("touchMove", tuple(a + (b - a) * part for a, b in zip(start, end, strict=True)))
        touch("touchEnd")

    id = hand.journey.low.id
    beside, elsewhere = hand.step.locator(".tp-act"), hand.step.locator(".tp-title")
    hand.card(id).tap(position={"x": 15, "y": 10})
    expect(beside).to_be_visible()
    expect(hand.field).to_have_count(0)
    elsewhere.tap()
    expect(beside).to_have_count(0)
    start = middle(hand.point(id))
    swipe(start, (start[0], hand.level(2)))
    hand.comes_true(lambda: hand.touchpoint(id).feeling == 2, "dragged up")
    hand.card(id).tap(position={"x": 15, "y": 10})
    expect(beside).to_be_visible()
    swipe(middle(hand.card(id)), middle(hand.heading("hear")), lifts=True)
    hand.comes_true(lambda: hand.order("hear")[0] == id, "dragged to the first place")
    expect(hand.chart.locator(".tp-lifted")).to_have_count(0)
    elsewhere.tap()
    expect(beside).to_have_count(0)
    before, (x, y) = hand.journey, middle(hand.card(id))
    scrolled = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    at = hand.page.evaluate(scrolled)
    swipe((x, y), (x, y - 150))
    wait_until(lambda: hand.page.evaluate(scrolled) > at + 50, "the page has scrolled")
    assert hand.journey == before
    hand.look_here()


# In English the ordinary run asks axe-core in test_browser_safe.py, where a notebook is open anyway.
@pytest.mark.parametrize("opened", ["de", "lv", pytest.param("en", marks=pytest.mark.soak)], indirect=True)
def test_axe_finds_nothing(hand):
    """axe-core has nothing to say against the charts that are touched, with the details open, in light and in dark."""
    hand.press(hand.card(hand.journey.low.id), " ")
    expect(hand.step.locator(".tp-details")).to_be_visible()
    for dark in (False, True):
        hand.page.evaluate(THEME, dark)
        for step in ("map", "design"):
            hand.opened.look_at(step)
            found = Axe().run(hand.page, f'section.tp[id$="-{step}"]')
            assert found.violations_count == 0, found.generate_report()
    hand.page.evaluate(THEME, False)


# What JupyterLab's theme manager does with the page when a theme is chosen.
THEME = """dark => { document.body.dataset.jpThemeLight = String(!dark);
  const paint = {"--jp-ui-font-color0": dark ? "#fff" : "", "--jp-layout-color0": dark ? "#111" : ""};
  for (const [name, value] of Object.entries(paint)) document.body.style.setProperty(name, value); }"""


@pytest.mark.parametrize("gestures", [15, pytest.param(300, marks=pytest.mark.soak)])
@in_("lv")
def test_random_gestures_leave_page_and_file_agreed(opened, gestures):
    """After any row of gestures, most of them made without waiting, the page shows what the file holds."""
    hand, chance = Hand(*opened), random.Random(gestures)
    for number in range(gestures):
        ids, stages = hand.shown("card"), hand.shown("stage")
        id, stage = chance.choice(ids), chance.choice(stages)
        gesture = chance.choice(["feel", "feel", "keys", "drag", "stage", "name", "add", "remove", "undo", "redo"])
        if gesture == "feel":
            hand.press(hand.point(id), chance.choice(["ArrowUp", "ArrowDown", "Home", "End"]))
        elif gesture == "keys":
            hand.press(hand.card(id), chance.choice(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]))
        elif gesture == "drag":
            x, _ = middle(hand.point(id))
            hand.drag(hand.point(id), x, hand.level(chance.choice(FEELINGS)))
        elif gesture == "stage":
            hand.press(hand.heading(stage), chance.choice(["ArrowLeft", "ArrowRight"]))
        elif gesture == "name":
            hand.press(hand.card(id), "Enter")
            hand.types(f"N{number}")
        elif gesture == "add" and len(ids) < 15:
            hand.press(hand.chart.locator(f'.tp-plus[data-stage="{stage}"]'), "Enter")
            hand.types(f"A{number}")
        elif gesture == "remove" and len(ids) > 9:
            hand.press(hand.card(id), "Delete")
        else:
            hand.press(hand.heading(stage), "Control+z" if gesture == "undo" else "Control+Shift+z")
        if number % 10 == 9 or gesture in ("remove", "undo", "redo"):  # what is gone cannot be touched
            hand.agrees()
    hand.agrees()
    expect(hand.step.locator("[data-unanswered]")).to_be_hidden()
    hand.opened.expect_no_error()


# The middle of what can be used in a step, in the part of it that is seen; not what leads out of it.
USABLE = """section => [...section.querySelectorAll("button[data-do], .tp-facechoice, textarea, select")]
  .filter(one => !one.disabled && !/leave|keep|earlier|plan/.test(one.dataset.do) && one.checkVisibility())
  .map(one => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2, one.localName]; })
  .filter(([x, y]) => section.contains(document.elementFromPoint(x, y)))"""
# What a step shows of the work.
SHOWN = """section => [...section.querySelectorAll(".tp-find [data-drag], .tp-turns ol .tp-entry span, "
  + ".tp-filed li > button:first-child, .tp-faces :checked")].map(one => one.dataset.drag || one.value || one.textContent.trim().replace(/\u00ad/g, ""))"""


@pytest.mark.parametrize("gestures", [15, pytest.param(300, marks=pytest.mark.soak)])
@in_("lv")
def test_random_clicks_leave_page_and_file_agreed(opened, gestures):
    """Whatever is clicked, typed and taken back beside the map, most of it without waiting, each step shows what the file
    holds, and nothing fails."""
    hand, chance, page = Hand(*opened), random.Random(gestures), opened[0].page

    def held(step: str, shown: list[str]) -> bool:
        steps, found = hand.steps, hand.journey.touchpoints
        if step == "identify":
            return sorted(shown) == sorted(one.id for one in steps.identify.touchpoints)
        if step == "design":
            return shown == [one.touchpoint.name for one in steps.design.ideas]
        names = [one.name for one in found]
        return shown[: len(names)] == names and set(shown[len(names) :]) <= {str(one.feeling) for one in found}

    for step in ("identify", "discuss", "design"):
        section = opened[0].look_at(step)
        for number in range(gestures // 3):
            if usable := section.evaluate(USABLE):
                x, y, kind = chance.choice(usable)
                page.mouse.click(x, y)
                if kind == "textarea":
                    page.keyboard.type(f"N{number}")
                page.keyboard.press(chance.choice(["Tab", "Enter", "Escape", "Tab", "Control+z" if kind == "button" else "Tab"]))
            if number % 5 == 4:
                wait_until(lambda: held(step, section.evaluate(SHOWN)), f"{step} shows what is saved")
        expect(section.locator("[data-unanswered]")).to_be_hidden()
    opened[0].expect_no_error()


@in_("de")
def test_a_choice_that_was_not_sent_stays(hand):
    """Where an idea goes stays chosen while an earlier touchpoint is deleted and comes back; where the chosen one itself
    is deleted nothing is chosen, and the form says so."""
    say, place = hand.say, hand.opened.look_at("design").get_by_role("combobox", name=hand.say("design.place"))
    touchpoints = [one for one in hand.journey.stages[2].activities if one.is_touchpoint]
    chosen = f"{hand.journey.stages[2].id}:{touchpoints[2].id}"
    place.select_option(chosen)
    for touchpoint, left in ((touchpoints[0], chosen), (touchpoints[2], "")):
        identify = hand.opened.look_at("identify")
        identify.get_by_role("button", name=say("identify.edit_one", name=touchpoint.name), exact=True).click()
        identify.get_by_role("button", name=say("identify.delete_one", name=touchpoint.name), exact=True).click()
        wait_until(lambda gone=touchpoint: gone.id not in [one.id for one in hand.journey.touchpoints], "it is gone")
        hand.opened.look_at("design")
        expect(place).to_have_value(left)
        identify.get_by_role("button", name=say("desk.undo"), exact=True).click()
        wait_until(lambda back=touchpoint: back.id in [one.id for one in hand.journey.touchpoints], "it is back")
    assert not place.evaluate("one => one.form.checkValidity()")


@in_("de")
def test_a_text_that_is_too_long_stays(hand):
    """A text that is too long to be saved stays as it was typed, whatever is done besides, and after ▸▸ too; shortened, it
    is saved."""
    step = hand.opened.look_at("discuss")
    opinion, field = step.locator('.tp-entry[data-to="opinion"]'), step.locator('textarea[data-do="opinion"]')
    opinion.click()
    before, long = field.input_value(), "zu lang " * 300
    field.fill(long)
    for number in (0, 1):
        hand.opened.step("discuss").locator('input[data-do="come_back"]').nth(number).check()
    hand.opened.wait_for_kernel()
    expect(field).to_have_value(long)
    hand.opened.run_all()
    hand.opened.look_at("discuss")
    opinion.click()
    expect(field).to_have_value(long)
    field.fill("kurz")
    wait_until(lambda: hand.steps.discuss.opinion.text == "kurz", "it is saved")
    field.fill(before)
    wait_until(lambda: hand.steps.discuss.opinion.text == before, "it is as it was")


@in_("de")
@pytest.mark.parametrize("size", [(320, 256), (1024, 600)])
def test_the_focus_is_always_seen(hand, size):
    """In a small or enlarged window too, whatever has the focus in the map by keys is on the screen, also after Escape; of
    what is wider than the window as much as it has room for."""
    hand.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    hand.look_here()
    hand.card(hand.journey.touchpoints[0].id).focus()
    try:
        for key in ("Enter", "Escape", "Space", *["Tab"] * 6, "Escape", *["Tab"] * 12):
            hand.page.keyboard.press(key)
            hand.opened.wait_for_kernel()
            focused = hand.page.locator(":focus")
            room = hand.step.evaluate("one => one.clientWidth") / focused.bounding_box()["width"]
            expect(focused, key).to_be_in_viewport(ratio=0.8 * min(1, room))
    finally:
        hand.page.set_viewport_size(WHOLE["viewport"])


@in_("lv")
def test_a_dead_kernel_loses_nothing(opened):
    """After Python died the page is live again by itself; what was done meanwhile is saved then, and what was typed and
    not added yet stands in its field again."""
    hand = Hand(*opened)
    id, other = hand.journey.low.id, hand.journey.peak.id
    os.kill(kernel_of(hand.opened), signal.SIGKILL)
    hand.page.locator(".jp-Dialog button").click()  # JupyterLab's own: the kernel died and is started again
    field = hand.opened.look_at("identify").locator('form[data-do="add"] input[type=text]')
    field.fill("Half a na")
    hand.look_here()
    hand.press(hand.point(id), "End")
    hand.comes_true(lambda: hand.touchpoint(id).feeling == 2, "the feeling is saved")
    hand.opened.wait_until_live()
    hand = Hand(*opened)
    hand.press(hand.card(other), "Enter")
    hand.types("Renamed after all")
    hand.comes_true(lambda: hand.touchpoint(other).name == "Renamed after all", "the name is saved")
    expect(field).to_have_value("Half a na")

"""The exercise on a school's laptop, on a tablet and on a phone: every page of every step, in three languages."""

from __future__ import annotations

import longest
import pytest
from lab_driver import needs_chromium, notebook, wait_until
from lab_touch import lay
from playwright.sync_api import Locator, expect
from test_browser_access import FAULTS, WHOLE
from test_browser_present import turn_to

from touchpoints.language import words
from touchpoints.model.work import STEPS
from touchpoints.steps import discuss, role_play

pytestmark = needs_chromium
COUNTS = (pytest.param(8, marks=pytest.mark.soak), 12)
SIZES = ((1366, 768), (820, 1180), (390, 844))
TABLET = 850  # px: what is not wider is touched with a thumb
THUMB = 44  # px, https://www.w3.org/WAI/WCAG22/Understanding/target-size-enhanced.html
# What has too little room for a thumb. What lies on the chart has an unseen edge beyond its box.
LOW = """(step, thumb) => [...step.querySelectorAll("button, select, textarea, summary, label.tp-chip, .tp-facechoice,"
    + " input:not([type=radio], [type=checkbox])")]
  .filter(one => one.checkVisibility() && getComputedStyle(one).clipPath === "none" && !one.closest(".tp-layer"))
  .map(one => [one.getBoundingClientRect(), one.outerHTML.replace(/\\s+/g, " ").slice(0, 110)])
  .filter(([box]) => box.height < thumb - .5 || box.width < thumb - .5)
  .map(([box, one]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${one}`)"""


def pages(step: str, stage: Locator, last: str) -> list[Locator]:
    """What turns to each page of a step."""
    to = {"discuss": (last, *discuss.BESIDES), "role_play": role_play.PAGES}.get(step, ())
    return [stage.locator(f'[data-to="{one}"]').first for one in to]


@pytest.fixture(scope="module", params=words.LANGUAGES)
def opened(request, browser, server):
    lay(server, *(longest.made(request.param, count, str(count)) for count in (8, 12)))
    with notebook(browser, server, f"exercises/{request.param}/{longest.LESSON}.ipynb", has_touch=True) as shown:
        shown.go_on("12")
        yield shown


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_page_of_every_step_fits(opened, size, count):
    """With the longest names nothing sticks out of the page, is cut or lies over other words; on a tablet and on a phone
    whatever is tapped is 44 px high and wide. With 12 touchpoints; with 8 in the long run."""
    page, wrong = opened.page, {}
    turn_to(opened, str(count))
    width, height = size
    page.set_viewport_size({"width": width, "height": WHOLE})
    wait_until(lambda: opened.step("map").evaluate("one => one.clientWidth") <= width, "JupyterLab has made room")

    for step in STEPS:
        stage = opened.step(step)
        for turn in pages(step, stage, f"t{count - 1}") or [None]:
            if turn:
                turn.click()
                expect(turn.and_(page.locator("[aria-current=true], .tp-chosen"))).to_be_attached()
            if found := page.evaluate(FAULTS, f'[id$="-{step}"]') + (stage.evaluate(LOW, THUMB) if width <= TABLET else []):
                wrong[step, turn and turn.inner_text()] = found
    assert not wrong, "\n".join(f"{place}: {one}" for place, found in wrong.items() for one in found)


one_language = pytest.mark.parametrize("opened", ["lv"], indirect=True)
TABLETS = {"width": 820, "height": 1180}


@one_language
def test_what_is_missing_is_said_and_nothing_is_filed(opened):
    """An idea without both faces and an observers' sheet without faces are not filed, and what is typed stays; with them they
    are."""
    opened.page.set_viewport_size(TABLETS)
    turn_to(opened, "12")
    design = opened.look_at("design")
    name, ideas = design.locator('textarea[name="name"]'), design.locator('[data-do="remove"]')
    name.fill("Plaukts")
    design.locator(".tp-filed .tp-main").click()
    assert design.locator('input[name="feeling"]').first.evaluate("one => one.validity.customError && one.validationMessage")
    expect(ideas).to_have_count(0)
    expect(name).to_have_value("Plaukts")
    design.locator('input[name="feeling"][value="1"]').check()
    design.locator(".tp-filed .tp-main").click()
    old = design.locator('input[name="replaced_feeling"]')
    assert old.first.evaluate("one => one.validity.customError && one.validationMessage")
    expect(ideas).to_have_count(0)
    old.last.check()
    design.locator(".tp-filed .tp-main").click()
    expect(ideas).to_have_count(1)
    play = opened.look_at("role_play")
    play.locator('[data-to="sheet"]').click()
    expect(play.locator(".tp-sheet")).to_be_visible()
    sheets = play.locator('[data-do="forget"]')
    count = sheets.count()
    play.locator(".tp-sheet .tp-main").click()
    expect(play.locator(".tp-sheet")).to_be_visible()
    assert sheets.count() == count
    for field in ("feeling_before", "feeling_after"):
        play.locator(f'input[name="{field}"][value="1"]').check()
    play.locator(".tp-sheet .tp-main").click()
    expect(sheets).to_have_count(count + 1)


@one_language
def test_role_cards_lie_closed(opened):
    """One's own card lies closed, opens to be read, and a new scene's is closed again; the other player's is not there."""
    play = opened.look_at("role_play")
    play.locator('[data-to="scene"]').click()
    play.locator('[data-do="deal"]').click()
    cards, all_open = play.locator("details.tp-role"), play.locator("details.tp-role[open]")
    for role in ("customer", "employee"):
        play.locator(f'input[value="{role}"]').check()
        expect(play.locator(f"details.tp-role-{role}")).to_have_count(1)
        expect(cards).to_have_count(1)
        expect(all_open).to_have_count(0)
    cards.locator("> summary").click()
    expect(cards.locator("> p").first).to_be_visible()
    before = cards.first.get_attribute("id")
    play.locator('[data-do="deal"]').click()
    expect(cards.first).not_to_have_attribute("id", before)
    expect(all_open).to_have_count(0)


@one_language
def test_jupyterlabs_own_ways_stay_away(opened):
    """A double click leaves a lesson's text as it is read, and a right click on a step opens no menu of JupyterLab's."""
    page = opened.page
    text = page.locator(".jp-MarkdownCell:has(img)").first
    text.scroll_into_view_if_needed()
    text.locator("td").first.dblclick()
    expect(text.locator(".jp-MarkdownOutput")).to_be_visible()
    expect(text.locator(".jp-InputArea-editor")).to_be_hidden()
    opened.look_at("identify").locator(".tp-main").first.click(button="right")
    expect(page.locator(".lm-Menu")).to_have_count(0)


def test_a_phone_has_the_whole_width(browser, server):
    """On a phone, also one that is turned upright, JupyterLab's bars at the sides are away."""
    with notebook(browser, server, f"exercises/lv/{longest.LESSON}.ipynb", viewport={"width": 390, "height": 844}) as shown:
        for bar in shown.page.locator(".jp-SideBar").all():
            expect(bar).to_be_hidden()

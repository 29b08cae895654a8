"""Nothing is lost, as a student sees it in JupyterLab: two windows, two tabs, a folder that takes nothing, earlier
states."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_driver import Notebook, needs_chromium, notebook, wait_until
from lab_touch import NICKNAME, Hand, filled_in, lay
from lab_walk import Student
from playwright.sync_api import expect
from test_steps import page_sends

import touchpoints as tp
from touchpoints import charts
from touchpoints.lessons import reader

pytestmark = needs_chromium
LESSON, LANGUAGE = "school-lunch", "en"


@pytest.fixture(scope="module")
def opened(browser, server):
    lay(server, filled_in(reader.read(LESSON, LANGUAGE)))
    with notebook(browser, server, f"exercises/{LANGUAGE}/{LESSON}.ipynb") as shown:
        shown.go_on(NICKNAME)
        yield shown


@pytest.fixture
def hand(opened):
    hand = Hand(opened, LANGUAGE)
    yield hand
    opened.expect_no_error()


def another_window(hand: Hand) -> tp.Exercise:
    """The same exercise in another kernel, here in another language too: it is the same work."""
    there = tp.Exercise(LESSON, "lv", hand.opened.server.folder / "exercises" / "lv")
    there.nickname = NICKNAME
    return there


def axe_finds_nothing(hand: Hand) -> None:
    """axe-core has nothing to say against the step as it stands, nor against the one after it."""
    for step in ("map", "design"):
        hand.opened.look_at(step)
        found = Axe().run(hand.page, f'section.tp[id$="-{step}"]')
        assert found.violations_count == 0, found.generate_report()
    hand.opened.look_at("map")


def test_two_windows_are_told_and_one_chooses(hand):
    """What another window saved is not overwritten: the page asks, and goes on with what is chosen; the other state is
    among the earlier ones, is looked at, and comes back."""
    peak = hand.journey.peak.id
    other = another_window(hand)
    page_sends(other.discuss(), "rate", id=peak, value="-1")
    hand.press(hand.point(peak), "ArrowDown")
    keep = hand.button("desk.keep_mine")
    expect(keep).to_be_visible()
    assert hand.touchpoint(peak).feeling == -1
    theirs = charts.describe([hand.journey], "journey", language=LANGUAGE)
    expect(hand.step.locator("fieldset.tp-body")).to_have_attribute("disabled", "")
    axe_finds_nothing(hand)
    keep.click()
    hand.comes_true(lambda: hand.touchpoint(peak).feeling == 1, "this window's state is saved")
    expect(keep).to_have_count(0)
    earlier = hand.step.locator('[data-do="earlier"]')
    earlier.locator("summary").click()
    state = earlier.locator("li", has_text=hand.say("earlier.window"))
    state.locator('[data-do="look_back"]').click()
    assert earlier.locator("img").get_attribute("alt") == theirs
    state.locator('[data-do="bring_back"]').click()
    hand.comes_true(lambda: hand.touchpoint(peak).feeling == -1, "the other window's state is back")
    hand.step.locator('[data-do="undo"]:not(.tp-gone *)').click()
    hand.comes_true(lambda: hand.touchpoint(peak).feeling == 1, "undo takes that back")
    earlier.locator("summary").click()


def test_a_folder_that_takes_nothing(hand, tmp_path: Path):
    """The student is told at once, keeps the work as a file, and goes on from that file when the folder is lost."""
    peak, folder = hand.journey.peak.id, hand.opened.server.folder / "work" / LESSON
    away = folder.rename(folder.with_name("away"))
    folder.write_text("no folder")  # even an administrator cannot write into this
    hand.press(hand.point(peak), "ArrowDown")
    link = hand.step.locator("a[download]")
    expect(link).to_be_visible()
    expect(hand.step.locator(".tp-messages")).to_contain_text(str(folder))
    expect(hand.step.locator(".tp-saved")).to_have_count(0)
    hand.step.locator('[id$="-as-code"] > summary').click()
    axe_finds_nothing(hand)
    with hand.page.expect_download() as download:
        link.click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    folder.unlink()
    away.rename(folder)
    hand.button("desk.try_again").click()
    hand.comes_true(lambda: hand.touchpoint(peak).feeling == 0, "it is saved as soon as the folder is back")
    before = hand.journey
    hand.step.locator('[data-do="leave"]').click()
    for path in folder.rglob("*.work.json*"):
        path.unlink()
    hand.step.locator('[id$="-bring-in"] > summary').click()
    hand.step.locator("input[type=file]").set_input_files(kept)
    wait_until(lambda: any(folder.glob("*.work.json")) and hand.journey == before, "the file's work is here again")
    expect(hand.step.locator(".tp-who strong")).to_have_text("Fox")


@pytest.mark.soak  # JupyterLab opens once more, and all cells run twice
def test_two_tabs_on_one_kernel(hand):
    """Where a second tab has started Python anew, the first one says that what is done there is not answered, and keeps
    it; when all has run there again, the file holds what was done in both tabs, once each."""
    first, student = hand.opened, Student(hand.lesson)
    second = Notebook(hand.page.context.new_page(), first.server, first.name)
    assert len(first.sessions) == 1
    before = names(hand)
    second.run_all()
    student.pastes(second, "From the second tab")
    wait_until(lambda: names(hand) == [*before, "From the second tab"], "saved from the second tab")
    hand.page.bring_to_front()
    identify = first.look_at("identify")
    student.pastes(first, "From the first tab")
    expect(identify.get_by_text(hand.say("desk.unanswered"))).to_be_visible()
    expect(identify.locator(".tp-saved")).to_be_hidden()
    assert names(hand) == [*before, "From the second tab"]
    first.run_all()
    expect(identify.get_by_text(hand.say("desk.late"))).to_be_visible()
    expect(identify.get_by_text(hand.say("desk.unanswered"))).to_be_hidden()
    assert names(hand) == [*before, "From the second tab", "From the first tab"]
    second.expect_no_error()
    second.page.close()


def names(hand: Hand) -> list[str]:
    """The touchpoints in the file, in the order in which they were added."""
    return [one.name for one in hand.steps.identify.touchpoints]

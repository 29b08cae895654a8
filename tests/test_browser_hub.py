"""A class with nothing but a browser: two classes in two languages at one hub, under a name that no browser takes for its
own computer, so that what it grants to safe addresses only is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from host_driver import NAME, Hub, Person, needs_hub
from lab_driver import CHROMIUM, FLAGS, PATIENCE, PROJECTOR, needs_chromium
from playwright.sync_api import Browser, Page, expect
from test_hub import CLASSES, WORKS, kit, place

from touchpoints.language import words

__all__ = ["place"]  # a fixture
pytestmark = [needs_chromium, needs_hub]
LIVE = "() => document.body?.dataset.tpLive === 'yes'"
WAITS = 3 * PATIENCE * 1000  # ms: a server, JupyterLab and a kernel begin


@pytest.fixture(scope="module")
def hub(place: Path) -> Iterator[Hub]:
    started = Hub(place / "data", kit(place, "8a"), kit(place, "8b"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def elsewhere(browser: Browser) -> Iterator[Browser]:
    """A browser that finds the hub under its name."""
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
    yield chromium
    chromium.close()


def page_of(browser: Browser, language: str, faults: list[str], **options: object) -> Page:
    page = browser.new_context(locale=f"{language}-{language.upper()}", viewport=PROJECTOR, **options).new_page()
    page.set_default_timeout(WAITS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("request", lambda request: faults.append(request.url) if urlsplit(request.url).hostname not in (NAME, "127.0.0.1")
            and request.url.startswith(("http", "ws")) else None)  # fmt: skip
    return page


def no_violations(page: Page) -> bool:
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    return True


@pytest.mark.parametrize(("name", "nickname"), [("8a", "Fuchs"), ("8b", "Pūce 2")])
def test_from_the_address_to_the_board(elsewhere, hub, name, nickname):
    """Whoever types address, nickname and password is in the class's exercise, which runs, in its language, knows them
    and says that the teacher sees what they do. No script fails, nothing is asked of another machine, and the page before
    has no violation of axe-core's."""
    language, lesson, password = CLASSES[name]
    say, faults = words.of(language), []
    page = page_of(elsewhere, language, faults)
    page.goto(hub.told[name]["url"])
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert no_violations(page) and not page.evaluate("isSecureContext")
    page.get_by_label(say("desk.ask.student")).fill(nickname)
    page.get_by_label(say("login.password")).fill("wrong")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_have_text(say("login.bad_password"))
    page.get_by_label(say("login.password")).fill(password)
    page.get_by_role("button").click()
    page.wait_for_function(LIVE)
    assert page.url.endswith(f"/doc/tree/exercises/{language}/{lesson}.ipynb")
    who = page.locator('section.tp[id$="-who"]')
    expect(who.locator(".tp-who strong")).to_have_text(nickname)
    step = page.locator('section.tp[id$="-identify"]')
    step.evaluate("one => one.scrollIntoView({block: 'start'})")
    step.locator('input[name="name"]').first.fill("Schild <b>")
    step.locator('input[name="name"]').first.press("Enter")
    expect(step.get_by_text(say("desk.seen")).first).to_be_visible(timeout=WAITS)
    assert not faults, faults
    page.context.close()


@pytest.mark.parametrize("host", ["127.0.0.1", NAME])
def test_the_teachers_window(elsewhere, hub, host):
    """The teacher's own notebook has a window with notes, which follows the lesson and has a tile for each student of the
    class: at the machine itself, where browsers say whence a question comes, and where the address is no safe one."""
    name, (language, lesson, password) = "8b", CLASSES["8b"]
    nickname, faults = "Lācis", []
    bear = Person(hub, language)
    bear.enter(nickname, password)
    assert "Lācis" in bear.wait().run(WORKS.format(lesson=lesson, language=language))
    teacher = page_of(elsewhere, language, faults)
    teacher.goto(hub.told[name]["teacher_url"].replace("127.0.0.1", host))
    teacher.wait_for_function(LIVE)
    with teacher.context.expect_page() as beside:
        teacher.locator('[data-tp="teacher"]').click()
    window = beside.value
    window.set_default_timeout(WAITS)
    expect(window.locator("[data-tp-tile]", has_text=nickname)).to_have_count(1, timeout=WAITS)
    teacher.locator('[data-tp="present"]').click()
    teacher.keyboard.press("PageDown")
    expect(window.locator("body")).to_have_attribute("data-tp-step", "identify", timeout=WAITS)
    assert not faults, faults
    teacher.context.close()


def test_the_page_for_the_projector(elsewhere, hub):
    """It is whole on the projector, in the class's language, with address, password and the picture of the address."""
    page = page_of(elsewhere, "en", faults := [])
    page.goto(f"{hub.told['8b']['url']}hub/touchpoints/join?class=8b")
    expect(page.locator("[data-tp=address]")).to_have_text(hub.told["8b"]["url"])
    expect(page.locator("[data-tp=password]")).to_have_text("tēja-2026")
    expect(page.get_by_role("heading")).to_have_text(words.of("lv")("join.heading", name="8b"))
    for shown in ("[data-tp=address]", "[data-tp=password]", "svg[data-tp=qr]"):
        expect(page.locator(shown)).to_be_in_viewport(ratio=1)
    assert no_violations(page) and not faults
    page.goto(f"{hub.told['8b']['url']}hub/nowhere")
    expect(page.get_by_role("heading")).to_have_text(re.compile(r"\w"))
    assert no_violations(page)
    page.context.close()

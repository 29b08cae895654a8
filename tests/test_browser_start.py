"""The page with which a lesson begins: seven tiles, and what is settled once for a class, in three languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_driver import PROJECTOR, needs_chromium
from playwright.sync_api import expect

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.storage import class_settings

pytestmark = needs_chromium
CHOSEN = {"plan": "short", "name": "8a"}


@pytest.fixture
def page(browser, desk):
    """A tab that nobody has used yet; afterwards nothing is settled."""
    context = browser.new_context(viewport=PROJECTOR)
    yield context.new_page()
    context.close()
    (desk.folder / class_settings.NAME).unlink(missing_ok=True)


def address(desk, language: str) -> str:
    return f"{desk.origin}/touchpoints/start/{language}?token={desk.address.rpartition('=')[2]}"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_all_lessons_are_there_and_open_in_a_new_tab(page, desk, language):
    """Every lesson is a tile with a picture, its title and minutes, and the whole page is on the screen; axe-core has
    nothing to say. The name of the class and the plan stay chosen, and stand in `class.toml`; a click on a tile opens the
    lesson in a tab of its own."""
    page.goto(address(desk, language))
    tiles = page.locator("li:has(img)")
    expect(tiles).to_have_count(len(reader.ids()))
    for place, id in enumerate(reader.ids()):
        expect(tiles.nth(place).locator("a").first).to_have_text(reader.read(id, language).words.title)
        expect(tiles.nth(place)).to_contain_text("min")
    page.wait_for_function("() => [...document.images].every(one => one.complete && one.naturalWidth)")
    fits = "(({scrollHeight: h, scrollWidth: w}) => h <= innerHeight && w <= innerWidth)(document.documentElement)"
    assert page.evaluate(fits)
    say = words.of(language)
    page.get_by_label(say("start.class"), exact=True).fill(CHOSEN["name"])
    page.get_by_role("button", name=say("start.keep"), exact=True).click()
    page.get_by_role("button", name=say("start.plan_short"), exact=True).click()
    expect(page.get_by_role("button", name=say("start.plan_short"), exact=True)).to_have_attribute("aria-pressed", "true")
    settings = class_settings.read(desk.folder, say)
    assert {key: getattr(settings, key) for key in CHOSEN} == CHOSEN
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    with page.context.expect_page() as opened:
        tiles.first.click()
    assert opened.value.url.split("?")[0].endswith(f"/doc/tree/notebooks/{language}/{reader.ids()[0]}.ipynb")


def test_another_language_and_a_mistake(page, desk):
    """The language is chosen there too, and the page speaks it at once. A mistake in the class file is said with its line,
    and a click changes nothing in it. Without the server's token nobody sees or settles anything."""
    page.goto(address(desk, "de"))
    page.get_by_role("button", name="Latviešu", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "lv")
    file = desk.folder / class_settings.NAME
    assert class_settings.read(desk.folder, words.of("lv")).language == "lv"
    file.write_text('format = "touchpoints.class/1"\nnmae = "8a"\n', encoding="utf-8")
    before = file.read_bytes()
    page.get_by_role("button", name="40 min", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("nmae")
    assert file.read_bytes() == before
    stranger = page.context.browser.new_context().request
    for path in ("start/de", "tile/school-lunch.svg", "guide/de/school-lunch.pdf"):
        assert "/login" in stranger.get(f"{desk.origin}/touchpoints/{path}").url
    assert stranger.post(f"{desk.origin}/touchpoints/start/de", form={"plan": "two"}).status == 403
    assert file.read_bytes() == before


def test_the_guide_is_printed_by_a_click(page, desk):
    """A lesson's guide comes as a PDF, and lies in the kit's folder."""
    page.goto(address(desk, "en"))
    link = page.get_by_role("link", name=words.of("en")("start.guide")).first.get_attribute("href")
    answer = page.request.get(f"{desk.origin}{link}")
    assert answer.ok and answer.body().startswith(b"%PDF-")
    assert (desk.folder / "pictures" / f"{reader.ids()[0]}-en.pdf").read_bytes() == answer.body()

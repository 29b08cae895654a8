"""What lessons show besides the five steps, in JupyterLab: questions, pictures, the slider, the form."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from lab_driver import Notebook, needs_chromium, notebook, wait_until
from playwright.sync_api import Locator, expect
from test_browser_access import FAULTS, LAST_ROW, PROJECTOR, SMALL, WHOLE, silent

from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.steps import questions

pytestmark = needs_chromium
# One lesson and language in an ordinary run; together the others show the rest of what there is.
TAUGHT = [
    pytest.param(("flat-tyre", "lv")), *(pytest.param(one, marks=pytest.mark.soak) for one in (
        ("stay-in-touch", "de"), ("your-own", "en"), ("our-school", "lv"), ("one-customer-three-departments", "de"),
        ("online-shop", "en"))),
]  # fmt: skip
WITH_SLIDER = [one for one in TAUGHT if "frequency" in reader.read(*one.values[0]).numbers.ideas.values()]


@pytest.fixture(params=TAUGHT, ids="-".join, scope="module")
def opened(request: pytest.FixtureRequest, browser, server) -> Iterator[tuple[Notebook, LessonContent]]:
    """A student's exercise on a projector, just begun."""
    id, language = request.param
    shutil.rmtree(server.folder / "work", ignore_errors=True)
    with notebook(browser, server, f"exercises/{language}/{id}.ipynb", viewport=PROJECTOR) as opened:
        opened.look_at("who").get_by_role("textbox").first.fill("Fox")
        opened.page.keyboard.press("Enter")
        expect(opened.step("who").locator(".tp-who strong")).to_have_text("Fox")
        yield opened, reader.read(id, language)


def show_all(opened: Notebook, width: int) -> None:
    """The whole notebook in one high window, all pictures drawn."""
    opened.page.set_viewport_size({"width": width, "height": WHOLE})
    opened.page.locator(".jp-WindowedPanel-outer").evaluate("one => one.scrollTo(0, 0)")
    for picture in small(opened, "picture").locator("[data-picture]").all():
        expect(picture.locator("svg > *").first).to_be_attached()


def small(opened: Notebook, name: str) -> Locator:
    """The widgets besides the steps whose heading is one of this name."""
    say = words.of(opened.name.split("/")[1])
    headings = {"quiz": "quiz.title", "game": "game.title", "frequency": "frequency.title", "begin": "begin.title"}
    widgets = opened.page.locator("section.tp:not(:has(.tp-foot))")
    if name == "picture":
        return widgets.filter(has=opened.page.locator("[data-picture]")).filter(
            has_not=opened.page.locator("input[type=range], [data-do=hand_in]")
        )
    return opened.page.locator(f'section.tp[aria-label="{say(headings[name])}"]')


def test_every_answer_is_explained_at_once(opened):
    """A click on an answer says whether it is right and why; the next question comes with a button, by keyboard too."""
    page, lesson = opened[0].page, opened[1]
    for name, items in (("quiz", questions.quiz(lesson)), ("game", questions.game(lesson, words.of(lesson.language)))):
        if not items:
            continue
        widget = small(opened[0], name)
        widget.scroll_into_view_if_needed()
        for item in items[:2]:
            group = widget.get_by_role("group", name=item.text)
            wrong = next(one for one in item.answers if one.id != item.right)
            group.get_by_role("radio", name=wrong.text, exact=True).click()
            expect(widget.get_by_text(wrong.reason)).to_be_visible()
            group.get_by_role("radio", name=item.answer(item.right).text, exact=True).click()
            expect(widget.get_by_text(item.answer(item.right).reason)).to_be_visible()
            forward = widget.get_by_role("button", name=words.of(lesson.language)("questions.next"))
            forward.focus()
            page.keyboard.press("Enter")
        expect(
            widget.get_by_text(words.of(lesson.language)("questions.place", number=3, all=len(items)))
        ).to_be_visible()


@pytest.mark.parametrize("opened", WITH_SLIDER, ids="-".join, indirect=True)
def test_the_curve_follows_the_slider(opened):
    """The slider tells its number while it moves; when it rests, the curve with the guess is there."""
    widget = small(opened[0], "frequency")
    widget.scroll_into_view_if_needed()
    widget.get_by_role("slider").focus()
    for _ in range(3):
        opened[0].page.keyboard.press("ArrowLeft")
    expect(widget.locator("output")).to_have_text("12")
    expect(widget.locator("[data-picture] svg > *").first).to_be_attached()
    expect(widget.locator("[data-picture]")).to_have_attribute("aria-label", re.compile("12"))


def test_axe_finds_nothing(opened):
    """axe-core has nothing to say against any output, with answers given and pictures drawn."""
    show_all(opened[0], PROJECTOR["width"])
    silent(opened[0])


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits(opened, width):
    """In a narrow window and on a projector nothing sticks out, is cut off or lies over other words."""
    show_all(opened[0], width)
    wait_until(lambda: small(opened[0], "quiz").evaluate("one => one.clientWidth") <= width, "JupyterLab has made room")
    faults = opened[0].page.evaluate(FAULTS)
    assert not faults, "\n".join(faults)


def test_the_last_row_reads_all(browser, server):
    """In the teacher's notebook the letters of game and picture too have 18 px or more."""
    with notebook(browser, server, "notebooks/lv/flat-tyre.ipynb", viewport=PROJECTOR) as taught:
        show_all(taught, PROJECTOR["width"])
        found = taught.page.evaluate(SMALL, LAST_ROW)
        assert not found, "\n".join(found)

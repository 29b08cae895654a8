"""The exercise on a school's laptop, on a tablet and on a phone: every page of every step, in three languages."""

from __future__ import annotations

import longest
import pytest
from lab_driver import needs_chromium, notebook, wait_until
from lab_touch import lay
from playwright.sync_api import Locator
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
                stage.locator("[aria-current=true], .tp-chosen").first.wait_for()
            if found := page.evaluate(FAULTS, f'[id$="-{step}"]') + (stage.evaluate(LOW, THUMB) if width <= TABLET else []):
                wrong[step, turn and turn.inner_text()] = found
    assert not wrong, "\n".join(f"{place}: {one}" for place, found in wrong.items() for one in found)

"""The map alone on the screen, in three languages: measured where it is drawn."""

from __future__ import annotations

import itertools

import longest
import pytest
from lab_driver import PROJECTOR, needs_chromium, notebook, wait_until
from lab_touch import lay
from playwright.sync_api import expect
from test_charts import boxes

from touchpoints import charts
from touchpoints.files import json_files
from touchpoints.language import words

pytestmark = needs_chromium
LESSON = longest.LESSON
# What is wrong with the map as it stands: something that scrolls, small or cut words, things over each other.
UNFIT = """() => {
  const [all, wrong] = [one => [...document.querySelectorAll(".tp-present " + one)], []];
  const name = one => one.outerHTML.slice(0, 90);
  const stage = document.querySelector(".tp-stage");
  for (let one = document.querySelector(".tp-present .tp-touchable"); one; one = one.parentElement)
    if (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
      if (getComputedStyle(one).overflow !== "visible") wrong.push("scrolls: " + name(one));
  const box = one => one.getBoundingClientRect();
  const screen = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
  const shown = all(".tp-stops button, input, textarea, .tp-tool, .tp-tray p, .tp-waits, .tp-touchable svg")
    .map(one => one.closest("button") ?? one).filter(one => one.checkVisibility());
  for (const one of new Set(shown)) {
    const [a, style] = [box(one), getComputedStyle(one)];
    if (a.left < 0 || a.top < 0 || a.right > screen.right + 1 || a.bottom > screen.bottom + 1) wrong.push("off: " + name(one));
    const words = one.value ?? one.innerText;
    if (words?.trim() && !one.matches("svg") && parseFloat(style.fontSize) < 18) wrong.push("small: " + name(one));
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      if (one.matches("input, textarea")) wrong.push("cut: " + name(one));
    for (const other of new Set(shown)) {
      const b = box(other);
      const [wide, high] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
      if (one !== other && wide > 1 && high > 1) wrong.push("over each other: " + name(one) + name(other));
    }
  }
  return wrong;
}"""
# How large the chart's unit is, in CSS pixels; and its room.
DRAWN = """() => { const svg = document.querySelector(".tp-present .tp-touchable svg");
  const {width, height} = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
  return [width / view.width, height / view.height, width, height]; }"""
SCREENS = ((1280, 720), (1024, 768))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_whole_map_is_on_the_screen(browser, server, language):
    """At 1280 × 720 and 1024 × 768, with 8 touchpoints and two cards in the tray, and with 12, all with the longest names:
    nothing scrolls, no word is smaller than 18 px, cut or under another one; the chart is drawn for its room, not scaled.
    """
    lay(server, longest.made(language, 8, "A", waiting=2))
    other = longest.made(language, 12, "B")
    (server.folder / "work" / LESSON / "b.work.json").write_bytes(json_files.encode(other))
    with notebook(browser, server, f"notebooks/{language}/{LESSON}.ipynb") as opened:
        page, rooms = opened.page, set()
        for nickname, count in (("A", 8), ("B", 12)):
            if nickname == "B":
                opened.look_at("who").locator('[data-do="leave"]').click()
            opened.go_on(nickname)
            page.locator('[data-tp="present"]').click()
            page.locator('[data-tp-goto="map"]').click()
            for width, height in SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                expect(page.locator(".tp-present .tp-touchable .tp-point")).to_have_count(count)
                wait_until(lambda: page.evaluate(DRAWN)[:2] == pytest.approx([4 / 3] * 2, rel=0.005), "drawn for its room")
                assert page.evaluate(UNFIT) == []
                rooms.add((count, *map(int, page.evaluate(DRAWN)[2:])))
            page.locator('[data-tp="leave"]').click()
            page.set_viewport_size(PROJECTOR)
    for count, *room in rooms:  # what the chart itself draws there
        figure = charts.draw(longest.journey(language, count), "journey", language, charts.PRESENT, box=room).figure
        found = boxes(figure)
        assert not [text.get_text() for text, _ in found if "…" in text.get_text() or text.get_fontsize() < 13.5]
        for (one, a), (another, b) in itertools.combinations(found, 2):
            assert min(a[2], b[2]) - max(a[0], b[0]) <= 0.5 or min(a[3], b[3]) - max(a[1], b[1]) <= 0.5, (one, another)

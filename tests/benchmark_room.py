"""How long a notebook takes from its address to the first step, and until all has run, beside JupyterLab showing the same
notebook without running it; and how long Present takes to turn a page.

Run `python tests/benchmark_room.py`. Medians, in turns. Never an assert in the tests: a busy machine is not a slow kit.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lab_driver import CHROMIUM, FLAGS, PROJECTOR, Server
from lab_touch import filled_in, lay
from playwright.sync_api import Browser, sync_playwright

from touchpoints.lessons import reader
from touchpoints.model.work import STEPS

LESSON, LANGUAGE, ROUNDS = "school-lunch", "de", 5
NOTEBOOK = f"notebooks/{LANGUAGE}/{LESSON}.ipynb"
SHOWN = "() => document.querySelector('.jp-Notebook .jp-MarkdownOutput h1')?.checkVisibility()"
FIRST = """() => document.querySelector('section.tp[id$="-who"] :is(button, input):enabled')?.checkVisibility()"""
USABLE = "() => document.body.dataset.tpLive === 'yes'"  # all has run: what is clicked now is answered at once
# From the key to the picture that has the next page; and until its chart is drawn for its room.
TURN = """async steps => { const out = [], frame = () => new Promise(requestAnimationFrame);
  for (const step of steps) {
    const start = performance.now();
    window.dispatchEvent(new KeyboardEvent("keydown", {key: "PageDown", bubbles: true}));
    while (!document.querySelector(`.tp-present section.tp[id$="-${step}"]`)?.checkVisibility()) await frame();
    await frame();
    await frame();
    out.push(performance.now() - start);
    await new Promise(done => setTimeout(done, 1500));
  } return out; }"""


def opening(browser: Browser, server: Server, ready: str) -> float:
    """Seconds in a tab that knows nothing yet; its kernel ends afterwards."""
    context = browser.new_context(viewport=PROJECTOR)
    page = context.new_page()
    start = time.perf_counter()
    page.goto(server.address_of(NOTEBOOK))
    page.wait_for_function(ready)
    took = time.perf_counter() - start
    page.evaluate("async () => { for (const one of jupyterapp.serviceManager.sessions.running()) "
                  "await jupyterapp.serviceManager.sessions.shutdown(one.id); }")  # fmt: skip
    context.close()
    return took


def turning(browser: Browser, server: Server) -> list[float]:
    """Milliseconds of each turn, the first and the later ones alike."""
    lay(server, filled_in(reader.read(LESSON, LANGUAGE)))
    page = browser.new_context(viewport=PROJECTOR).new_page()
    page.goto(server.address_of(NOTEBOOK))
    page.wait_for_function(USABLE)
    page.locator('section.tp[id$="-who"]').get_by_role("button", name="Fox", exact=True).click()
    page.locator('[data-tp="present"]').click()
    took = []
    for _ in range(ROUNDS):
        took += page.evaluate(TURN, list(STEPS))
        page.keyboard.press("Escape")
        page.locator('[data-tp="present"]').click()
    return took


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as bare:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        off = Path(bare) / ".jupyter" / "labconfig"
        off.mkdir(parents=True)
        (off / "page_config.json").write_text(json.dumps({"disabledExtensions": {"touchpoints": True}}))
        servers = [Server(Path(home), "--language", LANGUAGE) for home in (ours, bare)]
        try:
            ways = ((servers[0], FIRST), (servers[0], USABLE), (servers[1], SHOWN))
            rounds = [[opening(browser, *way) for way in ways] for _ in range(ROUNDS + 1)][1:]
            first, usable, shown = (statistics.median(times) for times in zip(*rounds, strict=True))
            print(f"shown unrun after {shown:.1f} s; the first step after {first:.1f} s, {first / shown:.2f} ×; "
                  f"all run after {usable:.1f} s, {usable / shown:.2f} ×")  # fmt: skip
            turns = turning(browser, servers[0])
            print(f"a page turned: median {statistics.median(turns):.0f} ms, longest {max(turns):.0f} ms")
        finally:
            for one in servers:
                one.stop()


if __name__ == "__main__":
    sys.exit(main())

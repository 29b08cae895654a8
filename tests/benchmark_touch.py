"""How long the touchable map takes from a key press to the new chart, beside a bare echo.

Run `python tests/benchmark_touch.py`. Medians of one browser session, in turns. Never an assert in the tests: a busy
machine is not a slow map.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from lab_driver import CHROMIUM, FLAGS, IDLE, RUN_ALL, Server, notebook
from lab_touch import NICKNAME, Hand, filled_in, lay
from msgspec.structs import replace
from playwright.sync_api import sync_playwright

from touchpoints.lessons import reader
from touchpoints.model.work import MapStage

LESSON, LANGUAGE, TIMES, ROUNDS = "school-lunch", "de", 20, 3
ECHO = """import ipywidgets as w
box, label = w.IntText(0), w.Label("0")
box.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
w.VBox([box, label])"""
MEASURE_ECHO = """async (times) => { const out = [], box = document.querySelector(".widget-text input");
  const label = [...document.querySelectorAll(".widget-label")].at(-1);
  for (let i = 1; i <= times; i++) {
    const start = performance.now();
    const changed = new Promise(done =>
      new MutationObserver((_, one) => { one.disconnect(); done(performance.now() - start); })
      .observe(label, {childList: true, characterData: true, subtree: true}));
    box.value = String(i);
    box.dispatchEvent(new Event("input", {bubbles: true})); box.dispatchEvent(new Event("change", {bubbles: true}));
    out.push(await changed);
    await new Promise(done => setTimeout(done, 150));
  } return out; }"""
# When the point itself has moved, and when the new chart stands in the page.
MEASURE_KEY = """async ([times, id]) => { const out = [], point = document.getElementById(id);
  const svg = point.closest("[data-touchable]").querySelector("[data-picture]").firstElementChild;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const drawn = new Promise(done =>
      new MutationObserver((_, one) => { one.disconnect(); done(performance.now() - start); })
      .observe(svg, {childList: true}));
    point.dispatchEvent(new KeyboardEvent("keydown", {key: i % 2 ? "ArrowUp" : "ArrowDown", bubbles: true}));
    const moved = performance.now() - start;
    out.push([moved, await drawn]);
    await new Promise(done => setTimeout(done, 250));
  } return out; }"""

# How long the page works for each move of a finger: then the curve stands in it, before the next frame is drawn.
MEASURE_DRAG = """([times, id]) => { const out = [], point = document.getElementById(id), box = point.getBoundingClientRect();
  const at = {clientX: box.x + box.width / 2, clientY: box.y + box.height / 2};
  const send = (type, y) => point.dispatchEvent(new PointerEvent(type,
    {...at, clientY: at.clientY + y, pointerId: 1, isPrimary: true, bubbles: true, pointerType: "mouse"}));
  point.setPointerCapture = () => {};
  send("pointerdown", 0);
  for (let i = 1; i <= times; i++) {
    const start = performance.now();
    send("pointermove", 10 + i % 40);
    point.getBoundingClientRect(); // with the layout that the frame needs
    out.push(performance.now() - start);
  }
  point.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));
  send("pointerup", 0);
  return out; }"""


def enlarged(work, count: int):
    """The same work with copies of its touchpoints, until the map has `count`."""
    found, stages = list(work.steps.identify.touchpoints), {one.id: list(one.order) for one in work.steps.map.stages}
    seen = [one for one in found if one.visible_to == "both"]
    ratings = dict(work.steps.discuss.ratings)
    for number in range(count - len(seen)):
        one = seen[number % len(seen)]
        copy = replace(one, id=f"{one.id}-{number}")
        found.append(copy)
        next(order for order in stages.values() if one.id in order).append(copy.id)
        ratings[copy.id] = ratings[one.id]
    steps = replace(
        work.steps,
        identify=replace(work.steps.identify, touchpoints=tuple(found)),
        discuss=replace(work.steps.discuss, ratings=ratings),
        map=replace(work.steps.map, stages=tuple(MapStage(id=id, order=tuple(order)) for id, order in stages.items())),
    )
    return replace(work, steps=steps)


def measure(browser, server: Server, count: int) -> None:
    lay(server, enlarged(filled_in(reader.read(LESSON, LANGUAGE)), count))
    echo = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ECHO)])
    echo.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(echo, server.folder / "exercises" / LANGUAGE / "echo.ipynb")
    with notebook(browser, server, f"exercises/{LANGUAGE}/{LESSON}.ipynb") as opened:
        opened.go_on(NICKNAME)
        hand = Hand(opened, LANGUAGE)
        id = hand.point(hand.journey.peak.id).get_attribute("id")  # down and up again: both can be seen
        beside = opened.page.context.new_page()
        beside.goto(server.address_of(f"exercises/{LANGUAGE}/echo.ipynb"))
        beside.wait_for_function(IDLE)
        beside.locator(RUN_ALL).click()
        beside.locator(".widget-text input").wait_for()
        echoes, keys = [], []
        for _ in range(ROUNDS):
            beside.bring_to_front()
            echoes += beside.evaluate(MEASURE_ECHO, TIMES)
            opened.page.bring_to_front()
            keys += opened.page.evaluate(MEASURE_KEY, [TIMES, id])
        bare, (moved, drawn) = statistics.median(echoes), map(statistics.median, zip(*keys, strict=True))
        dragged = opened.page.evaluate(MEASURE_DRAG, [TIMES * ROUNDS, id])
        print(
            f"{count} touchpoints: a move of the finger {statistics.median(dragged):.1f} ms, longest {max(dragged):.1f} ms; echo {bare:.0f} ms, point moved after {moved:.1f} ms, "
            f"new chart after {drawn:.0f} ms, ratio {drawn / bare:.1f}"
        )


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        server = Server(Path(home), "--language", LANGUAGE, "--student")
        try:
            for count in (12, 30):
                measure(browser, server, count)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())

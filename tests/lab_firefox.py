"""Firefox, driven over WebDriver BiDi, which it speaks by itself: pages, scripts, real keys and clicks.

Playwright needs a Firefox of its own, and Selenium a program beside it; this needs the one of the system.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from lab_driver import PATIENCE, free_port, wait_until
from websocket import create_connection

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "ArrowUp": "\ue013", "ArrowDown": "\ue015"}
# Where an element is, as soon as it stands still and nothing lies over it.
MIDDLE = """(async find => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let before = ""; ; await frame()) {
    const one = find();
    if (!one) continue;
    one.scrollIntoView({block: "center"});
    const {left, top, width, height} = one.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2].map(Math.round);
    const still = before === `${x} ${y}`;
    before = `${x} ${y}`;
    if (still && one.contains(document.elementFromPoint(x, y))) return [x, y];
  }
})"""


class Firefox:
    """A window of 1280 × 900 with one page; `place` is a folder for its profile."""

    def __init__(self, place: Path) -> None:
        port = free_port()
        # Without a screen no window has the focus, unless it is told to act so.
        (place / "user.js").write_text('user_pref("focusmanager.testmode", true);', encoding="utf-8")
        options = ["--headless", "--no-remote", "--profile", str(place), f"--remote-debugging-port={port}"]
        with (place / "printed.txt").open("wb") as log:
            self._process = subprocess.Popen([FIREFOX, *options], stdout=log, stderr=subprocess.STDOUT)
        wait_until(lambda: "BiDi listening" in (place / "printed.txt").read_text("utf-8", "replace"), "Firefox listens")
        self._numbers = itertools.count(1)
        self._socket = create_connection(
            f"ws://127.0.0.1:{port}/session", timeout=PATIENCE, suppress_origin=True, http_no_proxy=["127.0.0.1"]
        )
        self._ask("session.new", capabilities={})
        self._page = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self._ask("browsingContext.setViewport", context=self._page, viewport={"width": 1280, "height": 900})

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)

    def visit(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._page, url=address, wait="complete")
        self._ask("browsingContext.activate", context=self._page)

    def says(self, script: str) -> Any:
        """What an expression of JavaScript gives, as JSON; what it throws is an AssertionError."""
        wrapped = f"(async () => JSON.stringify(await ({script})))()"
        target = {"context": self._page}
        answer = self._ask("script.evaluate", expression=wrapped, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def waits(self, script: str) -> None:
        wait_until(lambda: self.says(f"Boolean({script})"), script)

    def clicks(self, element: str) -> None:
        """Press the mouse in the middle of what an expression gives, once it is there."""
        x, y = self.says(f"{MIDDLE}(() => {element})")
        actions = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}]
        self._act("pointer", [*actions, {"type": "pointerUp", "button": 0}], parameters={"pointerType": "mouse"})

    def types(self, text: str, *keys: str) -> None:
        """Letters, and then keys by their names."""
        pressed = [*text, *(KEYS[key] for key in keys)]
        self._act("key", [{"type": kind, "value": one} for one in pressed for kind in ("keyDown", "keyUp")])

    def _act(self, kind: str, actions: list[dict[str, Any]], **more: Any) -> None:
        source = {"type": kind, "id": kind, "actions": actions, **more}
        self._ask("input.performActions", context=self._page, actions=[source])

    def _ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != number:
            pass  # an event
        assert answer["type"] == "success", answer
        return answer["result"]

"""Drives JupyterLab as a person does: `touchpoints open`, Debian's Chromium, one notebook on the page.

JupyterLab takes seconds to load, so it stays where it is: one notebook is closed and the next one opened in it. The first
one, and what is about loading anew, is loaded (`Notebook.visit`).

Not named after JupyterLab's own package: while the tests run, this folder stands first on Python's path.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Error, Locator, Page, Request, expect

from touchpoints.model.work import STEPS

PATIENCE = 60  # seconds for anything that JupyterLab, a kernel or a loaded machine may need
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# In CI a missing one is an error; elsewhere whoever has none is told what is not tried.
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true",
    reason="no Chromium: install it (Debian: apt install chromium) to test in JupyterLab",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PROJECTOR = {"width": 1280, "height": 720}
RUN_ALL = '.jp-ToolbarButtonComponent[data-command="notebook:restart-run-all"]'  # not the one in the palette
# JupyterLab complains in a dialog, which then has the focus for good, when a notebook goes away while it is being saved.
WATCH = """() => {
  const { context } = jupyterapp.shell.currentWidget;
  if (context.watched) return;
  context.watched = true;
  context.saveState.connect((_, state) => { context.saving = state === "started"; });
}"""
# Looks and closes in one go: between two calls the kit may begin to save.
CLOSE_ALL = """() => {
  const all = [...jupyterapp.shell.widgets("main")];
  if (all.some(one => one.context?.saving)) return false;
  for (const one of all) one.dispose(); // without asking whether to save
  sessionStorage.clear(); // as in a new tab
  return true;
}"""
OPEN = "name => void jupyterapp.commands.execute('docmanager:open', {path: name})"
LIVE = """name => document.body.dataset.tpLive === "yes"
  && window.jupyterapp?.shell.currentWidget?.context?.path === name"""
# Not the status bar's word, which is in the reader's language.
IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext.kernelDisplayStatus === 'idle'"
# The words that a step shows and the values of its fields. Not those of a form that was not sent, nor a running timer;
# not what lies over a chart while it is seen, nor what was told of the last gesture.
WORDS = """section => [...section.querySelectorAll("*")].flatMap(one => {
  if (one.matches("input, select, textarea"))
    return one.form || (one.type === "radio" && !one.checked) ? [] : [one.value];
  if (one.closest("svg, option, [data-clock], [hidden], .tp-layer, .tp-tools, .tp-unseen")) return [];
  return [one.getAttribute("aria-label"), ...[...one.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim())];
}).filter(Boolean)"""


# The cell in which students may code shows nothing, and is not folded; JupyterLab puts the
# outputs of far cells into the page only when they run.
ALL_RUN = """() => document.querySelector('.jp-RenderedText[data-mime-type$="stderr"]')
  || document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === "idle"
  && [...document.querySelectorAll(".jp-CodeCell")].filter(cell => cell.querySelector(".jp-Placeholder"))
    .every(cell => cell.querySelector(".jp-OutputArea-child") && !cell.querySelector("[data-old]"))"""


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Ask again and again, for what no page shows, such as a file. AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class Server:
    """`touchpoints open` as a process. `address` is what it prints, `folder` the kit's folder."""

    def __init__(
        self, place: Path, *options: str, port: int | None = None, plain: bool = False, **settings_of_theirs: str
    ) -> None:
        """`place` is a folder that stands for the user's home. Any port will do. `plain`: JupyterLab as users start it,
        on the kit's folder. `settings_of_theirs` are variables of the environment."""
        self.folder, self._log = place / "touchpoints", place / "printed.txt"
        self._pages: dict[frozenset, Page] = {}
        (place / ".jupyter").mkdir(exist_ok=True)
        ours = {"LabApp": {"expose_app_in_browser": True}}  # as `jupyterapp`, which opens and closes notebooks
        (place / ".jupyter" / "jupyter_lab_config.json").write_text(json.dumps(ours), encoding="utf-8")
        settings = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
        ours_or_theirs = ["jupyterlab", "--allow-root", "-y"] if plain else ["touchpoints", "open", str(self.folder)]
        command = [sys.executable, "-m", *ours_or_theirs, "--no-browser"]
        # A shell's background has it ignored, and whoever is started there inherits that: nobody could press Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(port or free_port()), *options],
                env={**settings, "HOME": str(place), **settings_of_theirs},
                cwd=self.folder if plain else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the tests' terminal is ours to pass on
            )
        wait_until(lambda: self.address or self._process.poll() is not None, "the address is printed")
        assert self.address, self.printed

    @property
    def printed(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+token=\w+", self.printed)
        return found[0] if found else ""

    def address_of(self, notebook: str) -> str:
        """The printed address, for another notebook of the kit."""
        return f"{self.origin}/doc/tree/{notebook}?token={self.address.rpartition('=')[2]}"

    @property
    def origin(self) -> str:
        """The printed address without a page."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.address))

    def page(self, browser: Browser, **options: Any) -> Page:
        """A page for notebooks of this server, the same one each time; `options` are the browser's. Mouse, keys and
        fingers work on it, as on a laptop that can be touched."""
        key = frozenset(options.items())
        if key not in self._pages:
            context = browser.new_context(**{"has_touch": True, **options})
            context.set_default_timeout(PATIENCE * 1000)
            expect.set_options(timeout=PATIENCE * 1000)  # the same for what has to come about; a busy machine is slow
            self._pages[key] = context.new_page()
        return self._pages[key]

    def stop(self, seconds: float = PATIENCE) -> int:
        """Press Ctrl-C; the exit code. What does not end within `seconds` is killed, and that is an error."""
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(seconds)
        finally:
            self._process.kill()
            self._process.wait()

    @property
    def files(self) -> dict[str, bytes]:
        """What users see in the kit's folder."""
        visible = [path for path in self.folder.rglob("[!.]*") if path.is_file()]
        named = {path.relative_to(self.folder).as_posix(): path for path in visible}
        return {name: path.read_bytes() for name, path in named.items() if "/." not in f"/{name}"}


class Notebook:
    """The notebook that is open in JupyterLab on a page."""

    def __init__(self, page: Page, server: Server, name: str) -> None:
        self.page, self.server, self.name = page, server, name
        self.dialogs: list[str] = []  # of the browser, as alert() opens them
        self.faults: list[str] = []  # errors in the page's own scripts
        self.requests: list[str] = []
        self._listeners = {"request": self._note, "pageerror": self._fault, "dialog": self._answer}
        for event, listener in self._listeners.items():
            page.on(event, listener)
        if page.url.startswith((f"{server.origin}/doc/", f"{server.origin}/lab")):
            page.wait_for_function(CLOSE_ALL, polling=50)
            page.evaluate(OPEN, name)
            self.wait_until_live()
        else:
            self.visit(server.address_of(name))

    def visit(self, address: str) -> None:
        """Load JupyterLab with the notebook at this address, until it has run by itself."""
        self.page.goto(address)
        self.wait_until_live()

    def close(self) -> None:
        """Nobody looks at it any more, and its kernel ends."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        if not self.page.is_closed():
            self.page.wait_for_function(CLOSE_ALL, polling=50)
        self.end_kernels()
        if not self.page.is_closed():
            self.page.evaluate("() => jupyterapp.serviceManager.sessions.refreshRunning()")

    def wait_until_live(self) -> None:
        self._wait_for(LIVE, self.name)
        self.page.evaluate(WATCH)
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        self._wait_for(IDLE)

    def _wait_for(self, true: str, about: str = "") -> None:
        try:
            self.page.wait_for_function(true, arg=about, polling=50)
        except Error as error:
            raise AssertionError(f"{self._condition}\n{self.server.printed[-3000:]}") from error

    @property
    def _condition(self) -> dict[str, Any]:
        """What may keep a notebook from running."""
        words = {name: self.page.locator(name).all_inner_texts() for name in ("#jp-main-statusbar", ".jp-Dialog", ".tp-room")}
        return {**words, "live": self.page.evaluate("document.body.dataset.tpLive"), "sessions": self._ask("sessions")}

    def run_all(self) -> None:
        """Click the ▸▸ button and wait until every cell has run anew, or one has failed."""
        self.page.evaluate("document.querySelectorAll('.jp-OutputArea-child').forEach(one => one.dataset.old = true)")
        self.page.locator(RUN_ALL).click()
        self.page.wait_for_function(ALL_RUN, polling=100)  # ms; by default with each frame, which slows JupyterLab down
        self.expect_no_error()

    def go_on(self, nickname: str) -> None:
        """Say at the top of the page that one is the one whose work is there."""
        top = self.look_at("who")
        top.get_by_role("button", name=nickname, exact=True).click()
        expect(top.locator(".tp-who strong")).to_have_text(nickname)

    def run_cell(self, step: str) -> None:
        """Run the cell of one step again with Ctrl-Enter."""
        former = self.look_at(step).element_handle()
        self.select_cell(step)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function("one => !one.isConnected", arg=former)
        self.step(step).wait_for()

    def select_cell(self, step: str) -> None:
        """Give the focus to the step's cell, so that JupyterLab's own keys act on it."""
        self.page.locator(".jp-CodeCell", has=self.step(step)).focus()

    def look_at_saved(self, title: str) -> Locator:
        """Scroll to what stands in a step's place as long as the notebook has not run."""
        words = self.page.locator(".touchpoints p", has_text=re.compile(rf"^\s*{re.escape(title)}"))
        cell = self.page.locator(".jp-CodeCell", has=words)
        cell.evaluate("one => one.scrollIntoView({block: 'start'})")
        return cell.locator(".jp-OutputArea-output")

    def look_at(self, step: str) -> Locator:
        """Scroll to a step; those that nobody sees may lag behind."""
        shown = self.step(step)
        # First the cell: JupyterLab leaves out what lies in cells far away, and one cannot scroll to that.
        for one in (self.page.locator(".jp-CodeCell", has=shown), shown):
            one.evaluate("one => one.scrollIntoView({block: 'start'})")
        return shown

    def step(self, name: str) -> Locator:
        return self.page.locator(f'section.tp[id$="-{name}"]')

    @property
    def words(self) -> dict[str, list[str]]:
        """What each step says and holds."""
        return {step: self.step(step).evaluate(WORDS) for step in STEPS}

    def describes(self, step: str) -> str:
        """What the chart of a step says to a screen reader; nothing in its SVG may be alive."""
        picture = self.look_at(step).locator("[data-picture]")
        expect(picture.locator("svg")).to_be_visible()
        expect(self.step(step).locator("script, img, foreignObject, [onerror]")).to_have_count(0)
        return picture.get_attribute("aria-label")

    def expect_described(self, step: str, words: str) -> None:
        """The chart of a step, which is drawn again once the page has its answer, comes to say these words."""
        self.describes(step)
        told = re.compile(re.escape(words))
        expect(self.step(step).locator("[data-picture]")).to_have_attribute("aria-label", told)

    def expect_no_error(self) -> None:
        expect(self.page.locator('.jp-RenderedText[data-mime-type$="stderr"]')).to_have_count(0)  # tracebacks too
        expect(self.page.get_by_text("Error displaying widget")).to_have_count(0)
        problems = self.dialogs + self.faults + self.strangers
        assert not problems, problems

    @property
    def strangers(self) -> list[str]:
        """Requests that left this machine."""
        return [url for url in self.requests if urlsplit(url).hostname not in ("127.0.0.1", None)]

    def save(self) -> None:
        """Press Ctrl-S and wait until the file on the disk holds this run's outputs."""
        path = self.server.folder / self.name
        self.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.saving")
        before = path.stat().st_mtime_ns
        self.page.locator(".jp-Cell").first.focus()  # in our fields, keys are the student's
        self.page.keyboard.press("Control+s")
        wait_until(lambda: path.stat().st_mtime_ns != before, f"{self.name} is saved")

    def end_kernels(self) -> None:
        """What shutting down for the night does to them."""
        for session in self.sessions:
            self._ask(f"sessions/{session['id']}", "DELETE")

    @property
    def sessions(self) -> list[dict[str, Any]]:
        """Those of this notebook; another one may be open beside it."""
        return [session for session in self._ask("sessions") if session["path"] == self.name]

    def _ask(self, what: str, method: str = "GET") -> Any:
        """JupyterLab's own interface, where the page does not show what a test has to know."""
        url = "{0.scheme}://{0.netloc}/api/{1}".format(urlsplit(self.server.address), what)
        headers = {"Authorization": f"token {self.server.address.rpartition('=')[2]}"}
        answer = self.page.request.fetch(url, method=method, headers=headers)
        assert answer.ok, answer.status_text
        return answer.json() if method == "GET" else None

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def _fault(self, error: Error) -> None:
        if "Canceled future" not in str(error):  # JupyterLab's own, at every restart of a kernel
            self.faults.append(str(error))

    def _answer(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # JupyterLab's question whether one really wants to leave
            self.dialogs.append(dialog.message)
        dialog.accept()


@contextmanager
def notebook(
    browser: Browser, server: Server, name: str, viewport: dict[str, int] = PROJECTOR, **options: Any
) -> Iterator[Notebook]:
    """A notebook, by default of the size of a common projector; whatever else is open on the page is closed first."""
    page = server.page(browser, **options)
    page.set_viewport_size(viewport)
    opened = Notebook(page, server, name)
    try:
        yield opened
    finally:
        opened.close()

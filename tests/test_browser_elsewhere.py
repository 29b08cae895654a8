"""Other people's Jupyter: a user's own settings, kernels and files, and JupyterLab started without `open`."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

from lab_driver import PATIENCE, RUN_ALL, Server, needs_chromium, notebook, wait_until
from playwright.sync_api import expect
from test_install import wheel

from touchpoints.jupyter import workspace
from touchpoints.jupyter.notebook_hook import WIDGET_VIEW
from touchpoints.lessons import reader

__all__ = ["wheel"]  # a fixture
pytestmark = needs_chromium
ENLARGED = {"width": 320, "height": 640}  # as 1280 × 720 at 400 %
LETTERS = """() => [".tp", ".jp-RenderedMarkdown p"].map(one => getComputedStyle(document.querySelector(one)).fontSize)"""
NAME = "exercises/lv/school-lunch.ipynb"
CONFIG = """
c.FileContentsManager.preferred_dir = "Nowhere"
c.PasswordIdentityProvider.password_required = True
from pathlib import Path
def mine(model, **_):
    Path({called!r}).write_text("called")
c.FileContentsManager.pre_save_hook = mine
c.ServerApp.preferred_dir = {elsewhere!r}
c.PasswordIdentityProvider.hashed_password = "argon2:$argon2id$v=19$m=10240,t=10,p=8$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"
"""


def kernel_of_theirs(folder: Path) -> None:
    """A kernel of the name python3 that does not know the kit."""
    spec = {"argv": [sys.executable, "-c", "raise SystemExit(1)"], "display_name": "mine", "language": "python"}
    (folder / "kernels" / "python3").mkdir(parents=True)
    (folder / "kernels" / "python3" / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def test_a_users_own_settings_kernels_and_files(browser, tmp_path):
    """With a user's own hook, folder and password, our extension switched off, a proxy that is not there, two kernels of
    the name python3, and modules beside the notebook of the names that the kit imports, the exercise runs and is saved as
    everywhere, in a window enlarged four times too, and never in smaller letters than the user has chosen, told to a
    screen reader in its own language; and the user's hook is called too."""
    (tmp_path / ".jupyter").mkdir()
    called, elsewhere = tmp_path / "called", tmp_path / "elsewhere"
    elsewhere.mkdir()
    config = CONFIG.format(called=str(called), elsewhere=str(elsewhere))
    (tmp_path / ".jupyter" / "jupyter_server_config.py").write_text(config, encoding="utf-8")
    off = {"ServerApp": {"jpserver_extensions": {"touchpoints.jupyter.extension": False}}}
    (tmp_path / ".jupyter" / "jupyter_server_config.json").write_text(json.dumps(off), encoding="utf-8")
    for folder in (tmp_path / ".local" / "share" / "jupyter", elsewhere):
        kernel_of_theirs(folder)
    theirs = tmp_path / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    theirs.mkdir(parents=True)
    large = json.dumps({"overrides": {"content-font-size1": "24px"}})
    (theirs / "themes.jupyterlab-settings").write_text(large, encoding="utf-8")
    workspace.update(tmp_path / "touchpoints", student=True)
    for module in ("touchpoints", "babel", "random"):
        (tmp_path / "touchpoints" / NAME).with_name(f"{module}.py").write_text("raise SystemExit(1)", encoding="utf-8")
    nowhere = {name: "http://127.0.0.1:9" for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")}
    server = Server(tmp_path, "--student", "--language", "lv", JUPYTER_PATH=str(elsewhere), **nowhere)
    try:
        with notebook(browser, server, NAME, viewport=ENLARGED) as opened:
            expect(opened.page.locator(RUN_ALL)).to_be_in_viewport()
            assert set(opened.page.evaluate(LETTERS)) == {"24px"}
            expect(opened.page.locator(".jp-Notebook")).to_have_attribute("lang", "lv")
            assert opened.look_at("identify").is_visible()
            opened.save()
        assert called.read_text() == "called"
        assert WIDGET_VIEW not in (server.folder / NAME).read_text(encoding="utf-8")
    finally:
        assert server.stop() == 0, server.printed


def test_plain_jupyterlab_does_as_open_does(browser, tmp_path, wheel):
    """With the lab half as the wheel brings it, a notebook of the kit is live in JupyterLab started without `open`, too, at
    an address as a hub gives them, is presented, and is saved without our views; the start page is there."""
    folder = tmp_path / "touchpoints"
    workspace.update(folder, student=True)
    share, start = tmp_path / "share", "data/share/jupyter/"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if start in name:
                path = share / name.partition(start)[2]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))
    server = Server(tmp_path, "--ServerApp.base_url=/user/fox/", plain=True, JUPYTER_PATH=str(share))
    try:
        page = browser.new_context().new_page()
        page.goto(server.address_of(NAME).replace("/doc/", "/user/fox/doc/"))
        page.wait_for_function("document.body.dataset.tpLive === 'yes'", timeout=PATIENCE * 1000)
        expect(page.locator('section.tp[id$="-who"]')).to_be_visible()
        page.locator('[data-tp="present"]').click()
        expect(page.locator("body")).to_have_attribute("data-tp-present", "on")
        before = (folder / NAME).stat().st_mtime_ns
        page.locator('[data-tp="leave"]').click()
        page.locator(".jp-Cell").first.focus()
        page.keyboard.press("Control+s")
        wait_until(lambda: (folder / NAME).stat().st_mtime_ns != before, "it is saved")
        assert WIDGET_VIEW not in (folder / NAME).read_text(encoding="utf-8")
        page.goto(f"{server.origin}/user/fox/touchpoints/start/lv")
        expect(page.locator("li:has(img)")).to_have_count(len(reader.ids()))
        page.context.close()
    finally:
        with suppress(subprocess.TimeoutExpired):
            server.stop(3)

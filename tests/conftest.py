"""What all tests share; one JupyterLab and one browser for all tests that need them."""

import os
import shutil
import warnings
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from touchpoints.language import hints
from touchpoints.language.words import LANGUAGES
from touchpoints.storage import present

with warnings.catch_warnings():  # pip compiles what it installs; uv leaves that, and this warning, to the first import
    warnings.filterwarnings("ignore", ".*invalid escape sequence")
    import_module("colorspacious")

# Else each of some forty kernels and processes that the tests start would compile the whole package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

KERNEL = "kernel-of-the-test"

settings.register_profile("ordinary", max_examples=12, deadline=None)  # an answer in minutes; the soak run tries more
settings.register_profile("soak", max_examples=300, deadline=None)


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="run the long tests too")
    parser.addoption("--pictures", action="store_true", help="write the README's pictures into tests/pictures/")


def pytest_configure(config):
    settings.load_profile("soak" if config.getoption("--soak") else "ordinary")
    if not find_spec("jupyterhub"):  # without the extra `hub` there are no examples in it to run
        hub = Path(__file__).parents[1] / "src" / "touchpoints" / "jupyter" / "hub"
        needing = (str(hub / f"{name}.py") for name in ("desk", "entrance", "host", "proxy", "spawner"))
        config.option.ignore = [*(config.option.ignore or []), *needing]


def pytest_collection_modifyitems(config, items):
    if config.getoption("--soak"):
        return
    everything = bool(os.environ.get("CI"))
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="long run: pytest --soak"))
        elif item.path.suffix == ".ipynb" and not everything and not _in_its_turn(item.path):
            item.add_marker(
                pytest.mark.skip(
                    reason="this notebook runs in CI; here its lesson runs in another language or for others"
                )
            )


def _in_its_turn(notebook: Path) -> bool:
    """A kernel takes seconds to start: while developing, of each lesson the teacher's or the students' notebook runs, in
    one language."""
    place = sorted(path.name for path in notebook.parent.glob("*.ipynb")).index(notebook.name)
    kind = ("notebooks", "exercises")[place % 2]
    return (kind, LANGUAGES[place % len(LANGUAGES)]) == notebook.parts[-3:-1]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests stay in one worker, as with --dist=loadfile; and all that need the browser in the same one."""
    from xdist.scheduler import LoadFileScheduling

    class OneBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "browser" if "test_browser" in file else file

    return OneBrowser(config, log)


@pytest.fixture(autouse=True)
def no_lesson_was_opened_before(monkeypatch):
    """As in a new kernel: messages to those who code are in the system's language until a lesson is opened."""
    monkeypatch.setattr(hints, "_latest", "")


@pytest.fixture(autouse=True)
def one_kernel(monkeypatch):
    """What a test opens one after the other is opened by one kernel, which is started anew: it knows who works there."""
    monkeypatch.setattr(present, "kernel", lambda: KERNEL)


@pytest.fixture(scope="session")
def browser():
    import lab_driver
    from playwright.sync_api import expect, sync_playwright

    assert lab_driver.CHROMIUM, "CI needs a Chromium: apt install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=lab_driver.CHROMIUM, args=lab_driver.FLAGS)
        expect.set_options(timeout=lab_driver.PATIENCE * 1000)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    from lab_driver import Server

    started = Server(tmp_path_factory.mktemp("home"), "--language", "de")
    yield started
    assert started.stop() == 0, started.printed


@pytest.fixture
def desk(server):
    """The kit's folder without anybody's work."""
    shutil.rmtree(server.folder / "work", ignore_errors=True)
    return server

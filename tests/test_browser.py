"""JupyterLab as `touchpoints open` starts it, driven in Debian's Chromium as a teacher and a student would."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from lab_driver import CHROMIUM, FLAGS, Notebook, Server, notebook, wait_until
from lab_walk import Student, named, saved
from playwright.sync_api import Browser, expect, sync_playwright

from touchpoints import lessons, words
from touchpoints.work import STEPS

LESSON = "school-lunch"
PICTURES = Path(__file__).parents[1] / "src" / "touchpoints" / "pictures"

if CHROMIUM is None and os.environ.get("CI") != "true":
    pytest.skip("no Chromium: install it (Debian: apt install chromium) to test in JupyterLab", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    assert CHROMIUM, "CI needs a Chromium: apt install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = Server(tmp_path_factory.mktemp("home"), "--language", "de")
    yield started
    assert started.stop() == 0, started.printed


@pytest.fixture
def desk(server):
    """The kit's folder without anybody's work."""
    shutil.rmtree(server.folder / "work", ignore_errors=True)
    return server


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_teacher_runs_the_lesson(browser, desk, language):
    """The lesson opens and runs: five steps and all charts, in its language, and nothing on the disk or the network."""
    say = words.of(language)
    with notebook(browser, desk, f"notebooks/{language}/{LESSON}.ipynb") as opened:
        before = desk.files
        opened.run_all()
        for step in STEPS:
            opened.step(step).scroll_into_view_if_needed()
            expect(opened.step(step).get_by_role("heading", name=say(f"{step}.title"), exact=True)).to_be_visible()
            expect(opened.step(step)).to_have_attribute("lang", language)
        pictures = opened.page.locator(".jp-OutputArea img").all()
        assert len(pictures) == 4  # how to read a map, and the three of the answer key
        for picture in pictures:
            assert len(picture.get_attribute("alt")) > 100
            assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 800
        assert desk.files == before


@pytest.fixture(scope="module")
def finished(request, browser, server):
    """An exercise in which everything is done, and who did it."""
    shutil.rmtree(server.folder / "work", ignore_errors=True)
    language = request.param
    student = Student(lessons.read(LESSON, language), "Fox")
    with notebook(browser, server, f"exercises/{language}/{LESSON}.ipynb") as opened:
        opened.run_all()
        student.works(opened)
        yield opened, student


every_language = pytest.mark.parametrize("finished", words.LANGUAGES, indirect=True)


@every_language
def test_a_student_does_the_exercise_and_finds_it_again(finished):
    """What was typed and chosen is saved, exactly; after a restart it is all there and the file is untouched."""
    opened, student = finished
    work = lambda: named(saved(opened, student.nickname, LESSON).steps)  # noqa: E731
    scene = work()["role_play"]["scene"]
    wait_until(lambda: work() == student.work(scene), "all is saved", 3) if False else None
    assert work() == student.work(scene)

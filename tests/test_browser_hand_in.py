"""Handing in, as a student does it in JupyterLab: the click, the file, its copy, and what the saved notebook keeps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_driver import needs_chromium, notebook, wait_until
from lab_touch import NICKNAME, filled_in, lay
from playwright.sync_api import Locator, expect
from test_steps import LESSON, page_sends

import touchpoints as tp
from touchpoints.files import json_files
from touchpoints.jupyter.notebook_hook import WIDGET_VIEW
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.model import work
from touchpoints.publish import notebooks
from touchpoints.storage import hand_in
from touchpoints.storage.places import CLASS_VARIABLE
from touchpoints.storage.work_file import SUFFIX

pytestmark = needs_chromium
NAME = f"fox-{LESSON}{SUFFIX}"


def exercise(language: str) -> str:
    """The exercise's first cells and its last."""
    built = notebooks.build(reader.read(LESSON, language), "student")
    built.cells = [cell for cell in built.cells if cell.id.endswith(("start-title", "start-setup", "finish-hand_in"))]
    return nbformat.writes(built)


@pytest.fixture(params=["en", *(pytest.param(one, marks=pytest.mark.soak) for one in ("de", "lv"))])
def opened(request, browser, desk, tmp_path):
    """The exercise of a student with a map, run; with its words and the class folder."""
    language, class_folder = request.param, tmp_path / "class folder"
    class_folder.mkdir()
    lay(desk, filled_in(reader.read(LESSON, language)))
    path = desk.folder / "exercises" / language / "handing-in.ipynb"
    path.write_text(exercise(language), encoding="utf-8")
    startup = desk.folder.parent / ".ipython" / "profile_default" / "startup" / "class.py"  # its kernel knows the folder
    startup.parent.mkdir(parents=True, exist_ok=True)
    startup.write_text(f"import os; os.environ[{CLASS_VARIABLE!r}] = {str(class_folder)!r}", encoding="utf-8")
    with notebook(browser, desk, path.relative_to(desk.folder).as_posix()) as shown:
        shown.go_on(NICKNAME)
        shown.say, shown.path, shown.class_folder = words.of(language), path, class_folder
        yield shown
        shown.expect_no_error()
    path.unlink()
    startup.unlink()
    shutil.rmtree(desk.folder / hand_in.FOLDER)


def widget(opened) -> Locator:
    shown = opened.page.locator(f'section.tp[aria-label="{opened.say("hand_in.title")}"]')
    shown.evaluate("one => one.scrollIntoView({block: 'start'})")
    return shown


def axe_finds_nothing(opened) -> None:
    widget(opened)
    found = Axe().run(opened.page, f'section.tp[aria-label="{opened.say("hand_in.title")}"]')
    assert found.violations_count == 0, found.generate_report()


def output_of(path: Path) -> dict:
    """What the saved notebook has in place of the widget; nothing while JupyterLab is writing it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"][-1]["outputs"][0]["data"]
    except ValueError:
        return {"text/plain": []}


def test_handing_in(opened, tmp_path):
    """Nothing is handed in before the click. It writes file and copy and says where, and JupyterLab saves the notebook
    with picture and words; a folder that is gone is told and tried again; a later change makes it older. When the folder
    is back the work under way comes there too, and the page says so by itself."""
    say, folder = opened.say, opened.server.folder / hand_in.FOLDER
    shown = widget(opened)
    expect(shown.locator("[data-picture] svg")).to_be_visible()
    expect(shown).to_contain_text(say("hand_in.not_yet"))
    axe_finds_nothing(opened)
    assert not folder.exists()
    away = opened.class_folder.rename(tmp_path / "away")
    shown.get_by_role("button", name=say("hand_in.button"), exact=True).press("Enter")
    expect(shown).to_contain_text(say("problem.gone"))
    expect(shown.locator("code")).to_have_text(str(folder / NAME))
    wait_until(lambda: str(folder / NAME) in "".join(output_of(opened.path)["text/plain"]), "the notebook is saved too")
    assert WIDGET_VIEW not in output_of(opened.path)
    assert "data:image/png" in "".join(output_of(opened.path)["text/html"])
    with opened.page.expect_download() as download:
        shown.locator("a[download]").click()
    assert download.value.suggested_filename == NAME
    assert Path(download.value.path()).read_bytes() == (folder / NAME).read_bytes()
    away.rename(opened.class_folder)
    shown.get_by_role("button", name=say("hand_in.again"), exact=True).click()
    expect(shown.locator("code")).to_have_text([str(folder / NAME), str(opened.class_folder / NAME)])
    axe_finds_nothing(opened)
    expect(opened.look_at("who")).to_contain_text(say("desk.seen"))
    assert len([*opened.class_folder.glob(f"live/*{SUFFIX}")]) == 1
    handed = (folder / NAME).read_bytes()
    assert (opened.class_folder / NAME).read_bytes() == handed
    found = json_files.decode(handed, work.Work, NAME, say)
    other = tp.Exercise(LESSON, "lv", opened.path.parent)
    other.nickname = NICKNAME
    assert found == other._session.current
    page_sends(other.identify(), "add", name="Till")
    opened.run_all()
    expect(widget(opened)).to_contain_text(say("hand_in.older"))
    assert (folder / NAME).read_bytes() == handed

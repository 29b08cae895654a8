"""The main walk through an exercise in the system's Firefox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lab_driver import RUN_ALL, needs_chromium, wait_until
from lab_firefox import FIREFOX, Firefox

from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.storage import work_file

LESSON = "school-lunch"
pytestmark = [
    needs_chromium,  # whose server this is
    pytest.mark.soak,
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox: install it (Debian: apt install firefox-esr)"),
]
WHY = "Because it says before the queue what is left today, so that nobody waits for twelve minutes in vain. " * 4
RING = "[data-by=keys] .tp-layer > .tp-point"  # has it with the focus; a window without a screen never says that it has that


@pytest.fixture
def firefox(tmp_path) -> Iterator[Firefox]:
    started = Firefox(tmp_path)
    yield started
    started.close()


def step(name: str, inside: str = "") -> str:
    return f"document.querySelector('section.tp[id$=\"-{name}\"]{inside}')"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_walk(desk, firefox, language):
    """Nickname, two touchpoints, a feeling, a long reason, the map: all of it is saved, and after ▸▸ there again. A long
    reason is seen whole, and a point that was clicked and is moved by keys would show that it has the focus."""
    firefox.visit(desk.address_of(f"exercises/{language}/{LESSON}.ipynb"))
    run_all = f"document.querySelector('{RUN_ALL}')"
    firefox.waits("document.body?.dataset.tpLive === 'yes'")
    firefox.waits(step("who", " form.tp-enter input"))
    firefox.clicks(step("who", " form.tp-enter input"))
    firefox.types("Fox", "Enter")
    firefox.waits(step("who", " .tp-who strong"))
    for number, name in enumerate(("Menu", "Till"), 1):
        firefox.clicks(step("identify", " form[data-do=add] input[name=name]"))
        firefox.types(name, "Enter")
        firefox.waits(f"document.querySelectorAll('section.tp[id$=\"-identify\"] .tp-found').length === {number}")
    firefox.says(step("discuss") + ".scrollIntoView()")  # it is drawn as soon as it is seen
    firefox.clicks(step("discuss", " .tp-facechoice"))
    firefox.clicks(step("discuss", " textarea[data-do=why]"))
    firefox.types(WHY.strip(), "Tab")
    field = step("discuss", " textarea[data-do=why]")
    firefox.waits(f"{field}.scrollHeight <= {field}.clientHeight + 1 && {field}.clientHeight > 60")
    path = desk.folder / "work" / LESSON / "fox.work.json"
    say = words.of(language)


    def reasons() -> list[str]:
        return [one.why for one in work_file.read(path, say).steps.discuss.ratings.values()]

    wait_until(lambda: reasons() == [WHY.strip()], "the reason is saved")
    firefox.says(step("map") + ".scrollIntoView()")
    firefox.clicks(step("map", " .tp-places button"))
    firefox.waits(step("map", " .tp-point"))
    firefox.clicks(step("map", " .tp-point"))
    before = work_file.read(path, say).steps.discuss
    firefox.types("", "ArrowUp")
    wait_until(lambda: work_file.read(path, say).steps.discuss != before, "the feeling is saved")
    firefox.waits(f"document.activeElement.matches({RING!r})")
    steps = work_file.read(path, say).steps
    firefox.says("document.querySelectorAll('section.tp').forEach(one => (one.dataset.old = true))")
    firefox.clicks(run_all)
    firefox.waits(step("map", ":not([data-old]) .tp-point"))
    firefox.waits("![...document.querySelectorAll('section.tp')].some(one => one.dataset.old)")
    firefox.waits(step("who", " .tp-who strong") + "?.textContent === 'Fox'")
    assert work_file.read(path, say).steps == steps
    assert not firefox.says("document.querySelectorAll('.jp-RenderedText[data-mime-type$=stderr]').length")

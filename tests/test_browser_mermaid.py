"""The real Mermaid, in Chromium and from the disk: it reads what we read and refuses what we refuse, and shows what we
write.

`TOUCHPOINTS_MERMAID` names the folder of the npm package `mermaid` 11.17.2, such as node_modules/mermaid; CI has none.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from lab_driver import needs_chromium
from mermaid_documents import DOCUMENTS
from msgspec.structs import replace
from playwright.sync_api import Page
from strategies import HOSTILE

from touchpoints.exchange import formats, mermaid, mermaid_source
from touchpoints.exchange.diagnostics import Reading, text_of
from touchpoints.exchange.mermaid_text import heard
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import reader
from touchpoints.model.errors import KitError
from touchpoints.model.journey import Activity, Journey, Stage

VERSION = "11.17.2"
FOLDER = Path(os.environ.get("TOUCHPOINTS_MERMAID", ""))
pytestmark = [
    needs_chromium,
    pytest.mark.skipif(not (FOLDER / "dist" / "mermaid.min.js").is_file(),
                       reason="needs npm's mermaid: TOUCHPOINTS_MERMAID, see CONTRIBUTING.md"),
]  # fmt: skip
ASK = """async (texts) => {
  const found = [];
  for (const [number, text] of texts.entries()) {
    try {
      const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
      if (diagram.type !== 'journey') throw new Error(diagram.type);
      const db = diagram.db, tasks = [...db.getTasks()], sections = [...db.getSections()];
      const one = {sections, tasks: tasks.map(t => [t.section, t.task, String(t.score), t.people]),
                   accTitle: db.getAccTitle(), accDescr: db.getAccDescription()};
      const svg = new DOMParser().parseFromString((await mermaid.render('m' + number, text)).svg, 'text/html');
      const labels = [...svg.querySelectorAll('switch')];
      found.push({...one, title: svg.querySelector('text[font-weight=bold]')?.textContent ?? '',
                  shown: labels.map(one => [...one.querySelectorAll('text')].map(t => t.textContent).join('')),
                  description: svg.querySelector('svg > desc')?.textContent,
                  faces: [...svg.querySelectorAll('.face')].map(face => Number(face.getAttribute('cy')))});
    } catch (error) { found.push({refused: String(error)}); }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page(browser: Any) -> Page:
    """A page with Mermaid and nothing else; what it would load from a network fails."""
    version = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["version"]
    assert version == VERSION, f"this is Mermaid {version}"
    with browser.new_context(offline=True).new_page() as opened:
        opened.add_script_tag(path=FOLDER / "dist" / "mermaid.min.js")
        opened.evaluate("mermaid.initialize({startOnLoad: false})")
        yield opened


def undone(text: str) -> str:
    """A text as it was before Mermaid hid its entities."""
    return heard(re.sub("ﬂ°°?(\\w+)¶ß", r"#\1;", text))


def tasks_of(read: dict[str, Any]) -> list[tuple[str, str, str, list[str]]]:
    """Mermaid's tasks; its spelling of a number as ours."""
    spelt = {"Infinity": "inf", "NaN": "nan"}
    return [
        (undone(section), undone(task), str(float(spelt.get(score, score))), [*filter(None, map(undone, people))])
        for section, task, score, people in read["tasks"]
    ]


def ours(text: str) -> dict[str, Any] | None:
    """The same of our reading; None where it refuses the text."""
    reading = Reading("bus.mmd", words.of("en"))
    try:
        diagram = mermaid_source.prepared(mermaid_source.Source.of(text_of(text.encode(), reading)), reading)
        found = {"title": diagram.title, "sections": [], "tasks": [], "acc_title": "", "acc_descr": ""}
        for line in mermaid.lines_of(diagram, reading):
            if line.kind == "task":
                section = found["sections"][-1] if found["sections"] else ""
                found["tasks"].append((section, line.task.name, str(line.task.score), [*line.task.actors]))
            elif line.kind == "section":
                found["sections"].append(heard(line.text))
            else:
                found[line.kind] = heard(line.text)
    except KitError:
        return None
    return found


def test_sixty_documents(page: Page) -> None:
    """Each of sixty documents is read by both with the same title, sections, tasks, scores and actors, or refused by
    both."""
    for (text, _), theirs in zip(DOCUMENTS, page.evaluate(ASK, [text for text, _ in DOCUMENTS]), strict=True):
        if "refused" in theirs:
            assert ours(text) is None, (text, theirs["refused"])
            continue
        expected = {
            "title": theirs["title"].strip(), "sections": [*map(undone, theirs["sections"])], "tasks": tasks_of(theirs),
            "acc_title": undone(theirs["accTitle"]),
        }  # fmt: skip
        found = ours(text)
        assert found is not None, text
        without_indent = re.sub(r"\n\s+", "\n", found.pop("acc_descr"))
        assert found == expected and without_indent == undone(theirs["accDescr"]), text


def shown(text: str) -> str:
    """Of nothing but blanks nothing is shown."""
    return text if text.strip() else ""


def hostile() -> list[Journey]:
    """Journeys with every text that breaks what is careless; but no control characters, which no SVG can hold."""
    texts = [re.sub(r"[\x00-\x08\r]", "", text) for text in HOSTILE]
    texts += ["title role", "section x", "journey home", "A;B:C#1, 2 %%", "%%{init: {}}%%", "accTitle: x",
              "accDescr { x }", "style:#a;", "ﬂ°°35¶ß", "a\xa0b", "$$x$$", "&lt;b&gt;<br/>"]  # fmt: skip
    found = []
    for n, text in enumerate(texts):
        one = Activity(id="a", name=text, feeling=n % 5 - 2, actors=(text, "Ann"), why=text, channel=text)
        found.append(
            Journey(title=text, stages=(Stage(id="s", name=text, activities=(one,)),), unplaced=(replace(one, id="b"),))
        )
    return found


@pytest.mark.parametrize("plain", [False, True])
def test_what_we_write_is_shown_as_meant(page: Page, plain: bool) -> None:
    """Mermaid draws what we write, every character of it: title, sections, tasks, actors and, as the height of a face,
    the feeling; and describes it in the chart's words. So it is with all lessons and with hostile texts."""
    journeys = [reader.read(lesson, language).case for lesson in reader.ids() for language in LANGUAGES] + hostile()
    written = [formats.written(one, Path("a.mmd"), words.of("en"), None, plain).decode() for one in journeys]
    for journey, theirs in zip(journeys, page.evaluate(ASK, written), strict=True):
        assert "refused" not in theirs, (journey.title, theirs)
        expected = [("", journey.unplaced), *((one.name, one.activities) for one in journey.stages)]
        assert tasks_of(theirs) == [
            (shown(stage), shown(one.name), str(3.0 + (one.feeling or 0)), [*filter(None, map(shown, one.actors))])
            for stage, tasks in expected
            for one in tasks
        ]
        assert theirs["title"].strip() == journey.title.strip()
        names = [one.name for _, tasks in expected for one in tasks] + [name for name, tasks in expected if tasks]
        assert {name for name in names if name.strip()} <= {*theirs["shown"]}
        feelings = [one.feeling or 0 for _, tasks in expected for one in tasks]
        assert theirs["faces"] == [300 + 30 * (2 - feeling) for feeling in feelings]
        assert journey.title.split()[:1] == [] or journey.title.split()[0] in theirs["description"]

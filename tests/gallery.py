"""All charts of all lessons in all languages on one page, to be looked at: `python tests/gallery.py [FOLDER]`.

`--readme` draws the README's three charts anew into tests/pictures/ instead.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from msgspec.structs import replace

from touchpoints import charts
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.journey import Journey

PICTURES = Path(__file__).parent / "pictures"
README = {"together": "en", "visibility": "de", "storyboard": "lv"}
PAGE = """<!doctype html><meta charset="utf-8"><title>touchpoints: all charts</title>
<style>body{{font:16px sans-serif;margin:1rem;background:#e4e9ee}} h2{{margin:2rem 0 .5rem}}
.all{{display:grid;grid-template-columns:repeat(auto-fill,minmax(30rem,1fr));gap:1rem}}
figure{{margin:0;background:#fff;padding:.5rem}} img{{width:100%}} figcaption{{font-size:13px;white-space:pre-line}}
details{{margin:.3rem 0}}</style>{body}
"""


def pupils(case: Journey, count: int = 24) -> list[Journey]:
    """A made-up class: each has left out, renamed or felt a few things differently. The same on every machine."""
    chance = random.Random(7)
    made = []
    for _ in range(count):
        stages = []
        for stage in case.stages:
            kept = [one for one in stage.activities if one.is_touchpoint and chance.random() < 0.85]
            felt = [one.feeling + chance.choice((-1, 0, 0, 0, 1)) for one in kept]
            felt = [
                chance.choice((-2, 2)) if one.importance == 2 else value for one, value in zip(kept, felt, strict=True)
            ]
            kept = [replace(one, feeling=max(-2, min(2, value))) for one, value in zip(kept, felt, strict=True)]
            stages.append(replace(stage, activities=tuple(kept)))
        made.append(replace(case, stages=tuple(stages)))
    return made


def drawn(lesson: LessonContent) -> Iterator[tuple[str, charts.Chart]]:
    """Every chart of a lesson's case with a caption: as a slide, the map and what is for the hand on A4 as well."""
    class_ = pupils(lesson.case)
    for name, kind in charts.CHARTS.items():
        subject = class_ if kind.most is None else [lesson.case, lesson.improved][: kind.most]
        for size in (
            ("a4",) if name == "cards" else ("slide", "a4") if name in ("journey", "storyboard") else ("slide",)
        ):
            yield f"{name} · {size}", charts.draw(subject, name, lesson.language, size)
        for option, values in (("colour", ("direction", "department")),) if name == "journey" else ():
            for value in values:
                yield f"{name} · {option} {value}", charts.draw(subject, name, lesson.language, **{option: value})


def build(folder: Path) -> Path:
    """Write the page and its pictures into the folder; returns the page."""
    body = []
    for id in reader.ids():
        for language in words.LANGUAGES:
            place = folder / id / language
            place.mkdir(parents=True, exist_ok=True)
            body.append(f'<h2>{escape(id)} · {language}</h2><div class="all" lang="{language}">')
            for caption, chart in drawn(reader.read(id, language)):
                paths = chart.save_pages(place / f"{caption.replace(' · ', '-').replace(' ', '-')}.svg")
                images = "".join(
                    f'<img loading="lazy" alt="" src="{path.relative_to(folder).as_posix()}">' for path in paths
                )
                said = f"<details><summary>{escape(chart.title)}</summary>{escape(chart.text)}</details>"
                body.append(f"<figure>{images}<figcaption>{escape(caption)}{said}</figcaption></figure>")
            body.append("</div>")
    page = folder / "index.html"
    page.write_text(PAGE.format(body="\n".join(body)), encoding="utf-8")
    return page


def readme() -> None:
    for name, language in README.items():
        case = reader.read(reader.ids()[0], language).case
        chart = charts.draw(pupils(case) if charts.CHARTS[name].most is None else case, name)
        (PICTURES / f"chart-{name}.png").write_bytes(chart.png(dots=96))


if __name__ == "__main__":
    if "--readme" in sys.argv:
        readme()
    else:
        print(build(Path(sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "touchpoints-gallery")))

"""What is taken home: a chart, the comic, and what a class prints, in the kit's folder and for the browser to keep."""

from __future__ import annotations

import base64
from typing import Literal, NamedTuple

from touchpoints import charts
from touchpoints.files import atomic
from touchpoints.lessons.concepts import Picture
from touchpoints.steps.session import Session
from touchpoints.storage.places import PICTURES, file_stem

TYPES = {".png": "image/png", ".pdf": "application/pdf"}
Keepsake = Literal["shown", "comic", "poster", "cards"]
OFFERED = {"student": ("comic",), "class": ("comic", "poster", "cards")}  # besides the chart that is shown
MADE = {"comic": ("storyboard", "slide", ".png"), "poster": ("journey", "a3", ".pdf"), "cards": ("cards", "a4", ".pdf")}


class Kept(NamedTuple):
    """What became of it: the files with their content for the browser, or what went wrong; and of whose work it is."""

    work: str
    said: str
    files: tuple[dict[str, str], ...] = ()


def keep(session: Session, what: Keepsake, shown: Picture | None) -> Kept:
    """Write a keepsake of the work as it stands; "shown" is the chart that a person looks at."""
    say, picture, size, suffix = session.words, shown, "slide", ".png"
    if what != "shown":
        chart, size, suffix = MADE[what]
        picture = Picture(chart, (session.journey_after,))
    if picture is None:
        return Kept(session.work_name, say("desk.find_first"))
    whose, name = file_stem(session.nickname or session.audience), picture.chart if what == "shown" else what
    path = session.kit / PICTURES / f"{whose}-{session.lesson.id}-{name}{suffix}"
    drawn = charts.draw(list(picture.journeys), picture.chart, say.language, size, **dict(picture.options))
    try:
        path.parent.mkdir(exist_ok=True)
        found = [(one.name, base64.b64encode(one.read_bytes()).decode()) for one in drawn.save_pages(path)]
    except OSError as error:
        problem = say("error.system", file=f"{PICTURES}/{path.name}", problem=atomic.why(error, say))
        return Kept(session.work_name, problem)
    files = tuple({"name": name, "file": f"data:{TYPES[suffix]};base64,{data}"} for name, data in found)
    return Kept(session.work_name, say("desk.kept", folder=PICTURES), files)

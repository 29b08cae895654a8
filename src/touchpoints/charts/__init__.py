"""Charts of journeys. `draw` makes any of them by name; each module draws one on a figure and says it in words.

>>> from touchpoints.model.journey import Activity, Journey, Stage
>>> pay = Stage(id="pay", name="Pay", activities=(Activity(id="till", name="Till"),))
>>> lunch = Journey(title="Lunch", stages=(pay,))
>>> str(draw(lunch)).splitlines()[0]
'Journey map of “Lunch”: 1 touchpoint, none rated yet.'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import msgspec

from touchpoints.charts.chart import Chart, framed
from touchpoints.charts.parts.page import PRESENT, SCREEN, SHEET, SIZES, new_figure
from touchpoints.charts.parts.settings import settings
from touchpoints.language import hints
from touchpoints.language import words as catalogue
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.journey import Journey, without_new

__all__ = ["CHARTS", "PRESENT", "SCREEN", "SHEET", "SIZES", "Chart", "describe", "draw", "in_words"]


@dataclass(frozen=True)
class ChartKind:
    """How many journeys a chart is about; `most` None: any number. About exactly one it takes it as it is."""

    least: int = 1
    most: int | None = 1


# Each is the module of its name, loaded when it is asked for: `draw(figure, subject, words, size)` and
# `describe(subject, words)`; where it has more, `pages(subject, size)` and the types of its OPTIONS by name.
CHARTS = {
    "journey": ChartKind(),
    "compare": ChartKind(2, 2),
    "visibility": ChartKind(),
    "priority": ChartKind(),
    "departments": ChartKind(),
    "frequency": ChartKind(),
    "opinions": ChartKind(most=None),
    "together": ChartKind(most=None),
    "storyboard": ChartKind(),
    "cards": ChartKind(),
}


@hints.checked('tp.draw(work.journey, "journey")')
def draw(
    journeys: Journey | Sequence[Journey],
    name: str = "journey",
    language: str | None = None,
    size: str = "slide",
    *,
    box: tuple[float, float] | None = None,
    **options: Any,
) -> Chart:
    """A chart of one journey, or of several where the chart is about several:

        chart = tp.draw(journey, "journey")
        chart.save("map.pdf")

    The chart shows itself in a notebook; `.save("map.pdf")` writes it as .svg, .png or .pdf, `.figure` is matplotlib's,
    `.pages` has all of them, and `str(chart)` says it in words.

    journeys: `work.journey`, `lesson.case`, what `tp.read` gives, or a list of such journeys.
    name: what it shows:
        "journey": the map with stages, touchpoints, the curve of feelings and what lies out of sight; with
            colour="direction" or colour="department" the touchpoints have that colour
        "compare": before and after, of two journeys, or of one and what it was without its new touchpoints
        "visibility": who sees what: the customer comes into sight and goes out of it again
        "priority": importance against feeling: what to improve first
        "departments": the customer's way across departments, with every handover
        "frequency": how often is good, and from where on it does harm; with channel="phone", "email" or
            "direct_mail", ideal= and guess= (contacts in three months, 1 to 100)
        "opinions": good against bad, of one journey or many
        "together": the journeys of a class: the middle, the spread, where they are furthest apart
        "storyboard": the journey as a comic strip
        "cards": role cards to cut out
    language: "en", "de" or "lv"; default: the first journey's own.
    size: "slide" (13.33 × 7.5 inches, no letter below 14 points; default), "a4" or "a3".
    box: width and height of a screen in CSS pixels, in place of the size's own.
    options: those of the chart, as above.

    KitError for a chart, language, size or option that there is not, and for a number of journeys that does not suit
    the chart.
    """
    module, subject, words = _understand(journeys, name, language)
    if size not in (
        SIZES if hasattr(module, "pages") else (*SIZES, PRESENT, SCREEN, SHEET)
    ):  # of pages there are no other sizes
        text = words("chart.error.size", size=str(size)[:40], known=", ".join(SIZES))
        raise KitError(text + hints.meant(words, size, SIZES))
    chosen = _options(module, options, name, words)
    count = module.pages(subject, size) if hasattr(module, "pages") else 1
    room = _grown(box, *getattr(module, "LEAST_ROOM", (0, 0))) if box else None
    with settings():
        figures = [
            module.draw(new_figure(size, room), subject, words, size, **chosen, **({"page": page} if count > 1 else {}))
            for page in range(count)
        ]
    text = module.describe(subject, words, **chosen)
    return Chart(figures, text.partition("\n")[0], text, words)


def describe(
    journeys: Journey | Sequence[Journey], name: str = "journey", language: str | None = None, **options: Any
) -> str:
    """The same chart in words, without drawing it. Raises KitError as `draw` does."""
    module, subject, words = _understand(journeys, name, language)
    return module.describe(subject, words, **_options(module, options, name, words))


def in_words(journeys: Journey | Sequence[Journey], name: str = "journey") -> dict[str, str]:
    """What a notebook stores of the chart: its words, which also stand in the picture's place. Nothing is drawn."""
    module, subject, words = _understand(journeys, name, None)
    text = module.describe(subject, words)
    return {"text/plain": text, "text/html": framed([escape(text)], words)}


def _grown(box: tuple[float, float], width: float, height: float) -> tuple[float, float]:
    """At least so wide and so high, in the same proportion: on a smaller screen the page shows it smaller."""
    by = max(1, width / box[0], height / box[1])
    return box[0] * by, box[1] * by


def _understand(
    journeys: Journey | Sequence[Journey], name: str, language: str | None
) -> tuple[ModuleType, Journey | tuple[Journey, ...], Words]:
    """The chart's module, what it is about, and the words to use."""
    given = tuple(journeys) if isinstance(journeys, Iterable) and not isinstance(journeys, str) else (journeys,)
    theirs = getattr(given[0], "language", "") if given else ""
    say = hints.words_in(language, theirs)
    for one in given:
        if not isinstance(one, Journey):
            raise WrongArgument(hints.no_journey(one, say, 'tp.draw({}, "journey")'))
    if language is None:
        language = theirs if theirs in catalogue.LANGUAGES else catalogue.readers_language()
    if language not in catalogue.LANGUAGES:
        raise KitError(hints.unknown_language(say, language))
    if not isinstance(name, str) or name not in CHARTS:
        text = say("chart.error.unknown", name=str(name)[:40], known=", ".join(CHARTS))
        raise KitError(text + hints.meant(say, name, CHARTS))
    subject = _subject(given, name, say)
    return import_module(f"touchpoints.charts.{name}"), subject, catalogue.of(language)


def _subject(given: tuple[Journey, ...], name: str, say: Words) -> Journey | tuple[Journey, ...]:
    """As many journeys as the chart is about."""
    kind = CHARTS[name]
    if name == "compare" and len(given) == 1:
        given = (without_new(given[0]), given[0])
    if len(given) < kind.least or (kind.most is not None and len(given) > kind.most):
        key = "chart.error.one" if kind.most == 1 else "chart.error.two" if kind.most == 2 else "chart.error.some"
        raise KitError(say(key, name=name, given=say.number(len(given))))
    return given[0] if kind.most == 1 else given


def _options(module: ModuleType, given: Mapping[str, Any], name: str, words: Words) -> dict[str, Any]:
    """The options, refused unless the chart has them and their values are of its types."""
    types, chosen = getattr(module, "OPTIONS", {}), {}
    for option, value in given.items():
        if option not in types:
            known = (*types, "language", "size")
            text = words("chart.error.option", name=name, option=option[:40], known=", ".join(known))
            raise KitError(text + hints.meant(words, option, known))
        try:
            chosen[option] = msgspec.convert(value, types[option])
        except msgspec.ValidationError as error:
            kinds = types[option]
            known = ", ".join(map(str, get_args(kinds))) if get_origin(kinds) is Literal else ""
            key = "chart.error.choice" if known else "chart.error.amount"
            raise KitError(words(key, option=option, value=str(value)[:40], known=known)) from error
    return chosen

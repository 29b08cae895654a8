"""Charts of journeys. `draw` makes any of them by name; each module draws one on a figure and says it in words.

>>> from touchpoints.journey import Activity, Journey, Stage
>>> pay = Stage(id="pay", name="Pay", activities=(Activity(id="till", name="Till"),))
>>> lunch = Journey(title="Lunch", stages=(pay,))
>>> str(draw(lunch)).splitlines()[0]
'Journey map of “Lunch”: 1 touchpoint, none rated yet.'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import msgspec

from touchpoints import words as catalogue
from touchpoints.charts.chart import Chart
from touchpoints.charts.parts.page import SCREEN, SIZES, new_figure
from touchpoints.errors import KitError
from touchpoints.journey import Journey, without_new
from touchpoints.words import Words

__all__ = ["CHARTS", "SCREEN", "SIZES", "Chart", "describe", "draw"]


@dataclass(frozen=True)
class Kind:
    """How many journeys a chart is about; `most` None: any number. About exactly one it takes it as it is."""

    least: int = 1
    most: int | None = 1


# Each is the module of its name, loaded when it is asked for: `draw(figure, subject, words, size)` and
# `describe(subject, words)`; where it has more, `pages(subject, size)` and the types of its OPTIONS by name.
CHARTS = {
    "journey": Kind(),
    "compare": Kind(2, 2),
    "visibility": Kind(),
    "priority": Kind(),
    "departments": Kind(),
    "frequency": Kind(),
    "opinions": Kind(most=None),
    "together": Kind(most=None),
    "storyboard": Kind(),
    "cards": Kind(),
}


def draw(
    journeys: Journey | Sequence[Journey],
    name: str = "journey",
    language: str | None = None,
    size: str = "slide",
    **options: Any,
) -> Chart:
    """One of `CHARTS` of a journey, or of several where the chart is about several, on pages of one of `SIZES`, or for the
    `SCREEN`.

    `language` is the first journey's own unless given; `options` are those of the chart's own `draw`. One journey
    is compared with itself before its new touchpoints. Raises KitError for an unknown chart, language, size or
    option and for a number of journeys that does not suit the chart.
    """
    module, subject, words = _understand(journeys, name, language)
    if size not in (*SIZES, SCREEN):
        raise KitError(words("chart.error.size", size=str(size)[:40], known=", ".join(SIZES)))
    chosen = _options(module, options, name, words)
    count = module.pages(subject, size) if hasattr(module, "pages") else 1
    figures = [
        module.draw(new_figure(size), subject, words, size, **chosen, **({"page": page} if count > 1 else {}))
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


def _understand(
    journeys: Journey | Sequence[Journey], name: str, language: str | None
) -> tuple[ModuleType, Journey | tuple[Journey, ...], Words]:
    """The chart's module, what it is about, and the words to use."""
    given = (journeys,) if isinstance(journeys, Journey) else tuple(journeys)
    if language is None:
        theirs = given[0].language if given else ""
        language = theirs if theirs in catalogue.LANGUAGES else catalogue.readers_language()
    words = catalogue.of(language)
    if name not in CHARTS:
        raise KitError(words("chart.error.unknown", name=str(name)[:40], known=", ".join(CHARTS)))
    kind = CHARTS[name]
    if name == "compare" and len(given) == 1:
        given = (without_new(given[0]), given[0])
    if len(given) < kind.least or (kind.most is not None and len(given) > kind.most):
        key = "chart.error.one" if kind.most == 1 else "chart.error.two" if kind.most == 2 else "chart.error.some"
        raise KitError(words(key, name=name, given=words.number(len(given))))
    return import_module(f"touchpoints.charts.{name}"), given[0] if kind.most == 1 else given, words


def _options(module: ModuleType, given: Mapping[str, Any], name: str, words: Words) -> dict[str, Any]:
    """The options, refused unless the chart has them and their values are of its types."""
    types, chosen = getattr(module, "OPTIONS", {}), {}
    for option, value in given.items():
        if option not in types:
            known = ", ".join(types) or "–"
            raise KitError(words("chart.error.option", name=name, option=option[:40], known=known))
        try:
            chosen[option] = msgspec.convert(value, types[option])
        except msgspec.ValidationError as error:
            kinds = types[option]
            known = ", ".join(map(str, get_args(kinds))) if get_origin(kinds) is Literal else ""
            key = "chart.error.choice" if known else "chart.error.amount"
            raise KitError(words(key, option=option, value=str(value)[:40], known=known)) from error
    return chosen

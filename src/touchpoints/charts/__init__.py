"""Charts of journeys. `draw` makes any of them by name; each module draws one on a figure and says it in words.

>>> from touchpoints.journey import Activity, Journey, Stage
>>> lunch = Journey(title="Lunch", stages=(Stage(id="pay", name="Pay", activities=(Activity(id="till", name="Till"),)),))
>>> str(draw(lunch)).splitlines()[0]
'Journey map of “Lunch”: 1 touchpoint, none rated yet.'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, get_args

import msgspec

from touchpoints import words as catalogue
from touchpoints.charts import compare, journey, opinions
from touchpoints.charts.chart import Chart
from touchpoints.charts.parts.page import SIZES, new_figure
from touchpoints.errors import KitError
from touchpoints.journey import Journey, without_new
from touchpoints.words import Words

__all__ = ["CHARTS", "SIZES", "Chart", "describe", "draw"]


def _one_page(subject: Any, size: str) -> int:
    return 1


@dataclass(frozen=True)
class Kind:
    """A chart: how it is drawn and said, how many journeys it is about (`most` None: any number), how many pages
    of a size these fill, and its options by name with the type of their values."""

    draw: Callable
    describe: Callable[..., str]
    least: int = 1
    most: int | None = 1
    pages: Callable[[Any, str], int] = _one_page
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


# Those about exactly one journey take it as it is, the others take all of theirs.
CHARTS = {
    "journey": Kind(journey.draw, journey.describe),
    "compare": Kind(compare.draw, compare.describe, 2, 2),
    "opinions": Kind(opinions.draw, opinions.describe, 1, None),
}


def draw(
    journeys: Journey | Sequence[Journey],
    name: str = "journey",
    language: str | None = None,
    size: str = "slide",
    **options: Any,
) -> Chart:
    """One of `CHARTS` of a journey, or of several where the chart is about several, on pages of one of `SIZES`.

    `language` is the first journey's own unless given; `options` are those of the chart's own `draw`. One journey
    is compared with itself before its new touchpoints. Raises KitError for an unknown chart, language, size or
    option and for a number of journeys that does not suit the chart.
    """
    kind, subject, words = _understand(journeys, name, language)
    if size not in SIZES:
        raise KitError(words("chart.error.size", size=str(size)[:40], known=", ".join(SIZES)))
    chosen = _options(kind, options, name, words)
    count = kind.pages(subject, size)
    figures = [
        kind.draw(new_figure(size), subject, words, size, **chosen, **({"page": page} if count > 1 else {}))
        for page in range(count)
    ]
    text = kind.describe(subject, words, **chosen)
    return Chart(figures, text.partition("\n")[0], text, words)


def describe(
    journeys: Journey | Sequence[Journey], name: str = "journey", language: str | None = None, **options: Any
) -> str:
    """The same chart in words, without drawing it. Raises KitError as `draw` does."""
    kind, subject, words = _understand(journeys, name, language)
    return kind.describe(subject, words, **_options(kind, options, name, words))


def _understand(
    journeys: Journey | Sequence[Journey], name: str, language: str | None
) -> tuple[Kind, Journey | tuple[Journey, ...], Words]:
    """The kind of chart, what it is about, and the words to use."""
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
    return kind, given[0] if kind.most == 1 else given, words


def _options(kind: Kind, given: Mapping[str, Any], name: str, words: Words) -> dict[str, Any]:
    """The options, refused unless the chart has them and their values are of its types."""
    chosen = {}
    for option, value in given.items():
        if option not in kind.options:
            known = ", ".join(kind.options) or "–"
            raise KitError(words("chart.error.option", name=name, option=option[:40], known=known))
        try:
            chosen[option] = msgspec.convert(value, kind.options[option])
        except msgspec.ValidationError as error:
            known = ", ".join(map(str, get_args(kind.options[option])))
            key = "chart.error.choice" if known else "chart.error.amount"
            raise KitError(words(key, option=option, value=str(value)[:40], known=known)) from error
    return chosen

"""touchpoints: a kit for lessons on customer touchpoints and journeys in JupyterLab.

    import touchpoints as tp
    work = tp.Exercise("school-lunch", "en")
    work.identify()

Importing this loads neither matplotlib nor ipywidgets; they come with the first chart or widget.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from touchpoints.language import hints
from touchpoints.model import errors

if TYPE_CHECKING:
    from touchpoints.charts import Chart
    from touchpoints.model.journey import Journey
    from touchpoints.steps import Exercise, Lesson

__version__ = "0.1.0"
__all__ = ["Exercise", "Lesson", "draw", "read"]


def __getattr__(name: str) -> object:
    if name in ("Exercise", "Lesson"):
        from touchpoints import steps

        return getattr(steps, name)
    if name.startswith("_"):  # Python and Jupyter try many such names
        raise AttributeError(f"module 'touchpoints' has no attribute {name!r}")
    raise errors.NoSuchName(lambda: hints.no_such_name(hints.words_in(), "tp.", name, __all__))


def __dir__() -> list[str]:
    """What the Tab key offers."""
    return __all__


@hints.checked('tp.read("map.journey.json")')
def read(path: str | Path) -> Journey:
    """The journey in a file (.journey.json or .work.json). KitError says what is wrong, where, and the remedy."""
    from touchpoints import exchange

    return exchange.read(path, hints.words_in().language)


@hints.checked('tp.draw(work.journey, "journey")')
def draw(
    journey: Journey | list[Journey], name: str = "journey", language: str | None = None, size: str = "slide", **options
) -> Chart:
    """A chart of one journey, or of several where the chart is about several: it shows itself, `.save("map.pdf")`
    writes it, `.figure` is matplotlib's, `str()` says it in words. `size` is slide, a4 or a3."""
    from touchpoints import charts

    return charts.draw(journey, name, language, size, **options)

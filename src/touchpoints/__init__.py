"""touchpoints: a kit for lessons on customer touchpoints and journeys in JupyterLab.

    import touchpoints as tp
    work = tp.Exercise("school-lunch", "en")
    work.identify()

Importing this loads neither matplotlib nor ipywidgets; they come with the first chart or widget.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from touchpoints.language import hints
from touchpoints.model import errors

if TYPE_CHECKING:
    from touchpoints.charts import draw
    from touchpoints.classroom.collecting import collect
    from touchpoints.exchange import read, write
    from touchpoints.steps import Exercise, Lesson

__version__ = "0.1.0"
__all__ = ["Exercise", "Lesson", "collect", "draw", "read", "write"]
_ROOMS = {"Exercise": "steps", "Lesson": "steps", "points": "steps", "draw": "charts"}
_ROOMS |= {"read": "exchange", "write": "exchange", "collect": "classroom.collecting"}


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return getattr(import_module(f"touchpoints.{_ROOMS[name]}"), name)
    if name.startswith("_"):  # Python and Jupyter try many such names
        raise AttributeError(f"module 'touchpoints' has no attribute {name!r}")
    raise errors.NoSuchName(lambda: hints.no_such_name(hints.words_in(), "tp.", name, __all__))


def __dir__() -> list[str]:
    """What the Tab key offers."""
    return __all__

"""What a saved notebook keeps of the widgets, said by their own kernel, which has loaded all that draws charts.

Whoever saves the notebook asks (jupyter/notebook_hook.py): `of` is evaluated among a kernel's user expressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from touchpoints.steps.messages import ONE_AT_A_TIME

if TYPE_CHECKING:
    from touchpoints.steps.widget import LessonWidget

_shown: WeakValueDictionary[frozenset[tuple[str, str]], LessonWidget] = WeakValueDictionary()  # the latest, by its mark


def note(mark: dict[str, str], widget: LessonWidget) -> None:
    """From now on this widget answers for its mark."""
    _shown[frozenset(mark.items())] = widget


class AtRest:
    """A widget without its controls, as Jupyter shows things."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self._bundle = bundle

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return self._bundle


def of(mark: dict[str, str]) -> AtRest:
    """The widget that bears the mark, as whoever works here now has saved it. KeyError where there is none.

    What stands on the screen stays: only there is a person asked, where another window has saved something else. A
    click waits, or it would act on the state that is only looked at.
    """
    widget = _shown[frozenset(mark.items())]
    with ONE_AT_A_TIME:
        on_screen, widget.session = widget.session, widget.session.as_saved()
        try:
            return AtRest(widget.at_rest())
        finally:
            widget.session = on_screen

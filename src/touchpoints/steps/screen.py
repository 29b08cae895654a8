"""The widgets on the screen: every one follows every change, and a step is there twice at most."""

from __future__ import annotations

from collections.abc import Callable

from touchpoints.steps.messages import ONE_AT_A_TIME
from touchpoints.steps.session import Session
from touchpoints.steps.widget import LessonWidget

MAX_COPIES = 2  # a copied cell shows a step twice; older widgets of the same step are closed


class Screen:
    """What a notebook shows of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._widgets: list[LessonWidget] = []
        session.on_change = self._refresh

    def show(self, kind: Callable[[Session], LessonWidget]) -> LessonWidget:
        """A new widget, which follows every change. The oldest of the same step or chart makes room for it."""
        with ONE_AT_A_TIME:
            return self._show(kind)

    def _show(self, kind: Callable[[Session], LessonWidget]) -> LessonWidget:
        self._session.catch_up()
        widget = kind(self._session)
        same = [one for one in self._widgets if (one.step, one.about) == (widget.step, widget.about)]
        for old in same[: len(same) + 1 - MAX_COPIES]:
            self._widgets.remove(old)
            old.close()
        self._widgets.append(widget)
        return widget

    def _refresh(self) -> None:
        """Show the present state everywhere: first where a person works, who waits for it."""
        with ONE_AT_A_TIME:
            for widget in sorted(self._widgets, key=lambda one: one is not self._session.acting):
                widget.refresh()

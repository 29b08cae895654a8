"""The widgets on the screen: every one follows every change, and a step is there twice at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from touchpoints.steps.widget import LessonWidget

MAX_COPIES = 2  # a copied cell shows a step twice; older widgets of the same step are closed


class Screen:
    """What a notebook shows of one session."""

    def __init__(self) -> None:
        self._pages: list[LessonWidget] = []
        self.acting: LessonWidget | None = None  # the widget that a person works in

    def add(self, page: LessonWidget) -> None:
        """Let a new widget follow every change. The oldest of the same step or chart makes room for it."""
        same = [one for one in self._pages if (one.step, one.about) == (page.step, page.about)]
        for old in same[: len(same) + 1 - MAX_COPIES]:
            self._pages.remove(old)
            old.close()
        self._pages.append(page)

    def refresh(self) -> None:
        """Show the present state everywhere: first where a person works, who waits for it."""
        for page in sorted(self._pages, key=lambda one: one is not self.acting):
            page.refresh()

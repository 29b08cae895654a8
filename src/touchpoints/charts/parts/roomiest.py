"""How large the text of a chart is: one search for all charts, from the largest text down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from touchpoints.charts.parts.page import Page

SCALES = (1.5, 1.3, 1.15, 1.0)  # of the text, on a page with room to spare


class Readable(Protocol):
    """Where everything lies on a page."""

    @property
    def easy(self) -> bool:
        """Whether it stands there whole and large enough to be looked at."""


R = TypeVar("R", bound=Readable)


def roomiest(
    page_at: Callable[[float], Page],
    tries: Iterable[tuple[Callable[[Page], R | None], float]],
    fits: Callable[[Page], bool],
) -> tuple[Page, R]:
    """The page and what lies where on it: by the first of `tries` that is easy, or else the last.

    Each is a way of filling a page (None where it finds no room) and a scale of the text. The heading `fits` then,
    except at scale 1: it is cut rather than all below it drawn in another way.
    """
    for way, scale in tries:
        page = page_at(scale)
        layout = way(page)
        if layout is not None and layout.easy and (scale == 1 or fits(page)):
            break
    return page, layout

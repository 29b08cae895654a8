"""What a chart has drawn: its texts, its groups by their names, and where they lie on the page."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

DOTS = 144  # an inch: half a point is told apart


@cache
def pen(dots: float) -> RendererAgg:
    """One for all pages: it remembers how wide a text is."""
    return RendererAgg(1, 1, dots)


def texts(figure) -> list[str]:
    """Each text in one line."""
    return [" ".join(text.get_text().split()) for text in figure.findobj(Text) if text.get_text()]


def groups(figure, kind: str) -> dict[str, object]:
    """The groups of this kind by their gid, in the order in which they are drawn."""
    return {one.get_gid(): one for one in figure.artists if (one.get_gid() or "").startswith(f"{kind}-")}


def box(artist, dots: float = DOTS) -> np.ndarray:
    """Left, bottom, right and top in points, as the renderer measures it."""
    artist.get_figure(root=True).set_dpi(dots)
    return artist.get_window_extent(pen(dots)).extents * 72 / dots

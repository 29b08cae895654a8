"""Shapes that are written into an SVG once: they stand where matplotlib itself would draw them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.path import Path

from touchpoints.charts.chart import Chart
from touchpoints.charts.parts import icons, stamp
from touchpoints.charts.parts.page import Page, new_figure
from touchpoints.language.words import of


def drawn(element: ElementTree.Element) -> np.ndarray:
    """The corners of an SVG path's box, on the page, after its transform."""
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", element.get("d"))]
    points = np.array(numbers).reshape(-1, 2)
    if transform := element.get("transform"):
        x, y, scale = (float(one) for one in re.findall(r"-?\d[\d.]*(?:e-?\d+)?", transform))
        points = points * scale + (x, y)
    return np.array([points.min(axis=0), points.max(axis=0)])


@pytest.mark.parametrize("name", ["phone", "van", "email", "sign", ""])
def test_an_icon_in_the_svg_stands_where_matplotlib_draws_it(name):
    """Written once and placed by a transform, an icon fills the box that matplotlib's own path fills, to a tenth of a
    point."""
    figure = new_figure("slide")
    page = Page(figure, "slide", of("en"))
    icon = page.icon(icons.channel(name), 300, 200, 40)
    svg = ElementTree.fromstring(Chart([figure], "x", "x", of("en")).svg())
    paths = [one for one in svg.iter() if one.tag.endswith("}path") and one.get("transform")]
    assert len(paths) == 1
    points = icon.get_path().vertices[icon.get_path().codes != Path.CLOSEPOLY] * (1, -1) + (0, page.height)
    wanted = np.array([points.min(axis=0), points.max(axis=0)])
    assert np.abs(drawn(paths[0]) - wanted).max() < 0.1


def test_a_letter_stands_on_its_line():
    """A text's path in the SVG lies within the box that the renderer measures for the text."""
    figure = new_figure("a4")
    page = Page(figure, "a4", of("lv"))
    text = page.text(100, 300, "Ēdienkarte\npie ieejas", size=2, across="center", up="bottom")
    svg = ElementTree.fromstring(Chart([figure], "x", "x", of("lv")).svg())
    (path,) = [one for one in svg.iter() if one.tag.endswith("}path") and one.get("transform")]
    figure.set_dpi(72)
    left, low, right, top = text.get_window_extent().extents
    (x0, y0), (x1, y1) = drawn(path)
    assert left - 1 <= x0 and x1 <= right + 1
    assert page.height - top - 1 <= y0 and y1 <= page.height - low + 1


def test_outlines_are_written_in_whole_thousandths():
    """Lines, curves and closings have their letters, and the page's downward axis."""
    path = Path(
        [(0, 0), (0.5, 0.25), (0, 1), (1, 1), (0, 0)],
        [Path.MOVETO, Path.LINETO, Path.CURVE3, Path.CURVE3, Path.CLOSEPOLY],
    )
    assert stamp.data(path) == "M0 0L500 -250Q0 -1000 1000 -1000Z"

"""What `draw` gives back: a chart that shows itself, says itself in words and saves itself."""

from __future__ import annotations

import base64
import io
import re
from html import escape
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from touchpoints.errors import KitError
from touchpoints.words import Words

SUFFIXES = (".svg", ".png", ".pdf")
SCREEN, PRINT = 110, 200  # dots an inch
# Held only while a chart is written: same input, same bytes, whatever a notebook has set.
_SETTINGS = {
    "svg.hashsalt": "touchpoints",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    "path.sketch": None,
    "path.effects": [],
}
# A hundredth of a point is finer than any printer; matplotlib's six decimals would double the file.
_PATHS, _DECIMALS = re.compile(r' d="[^"]*"'), re.compile(r"(?<=\.\d\d)\d+")
_METADATA = {
    "svg": {"Creator": "touchpoints", "Date": None},
    "png": {"Software": "touchpoints"},
    "pdf": {"Creator": "touchpoints", "Producer": None, "CreationDate": None},
}


class Chart:
    """A drawn chart. `figure` is matplotlib's, `str()` gives the chart in words, `title` names it in a line."""

    def __init__(self, figure: Figure, title: str, text: str, words: Words) -> None:
        self.figure, self.title, self.text, self.words = figure, title, text, words

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def save(self, path: str | Path) -> Path:
        """Write the chart as .svg, .png or .pdf and return where. KitError for any other ending."""
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise KitError(self.words("chart.error.suffix", file=path.name, known=", ".join(SUFFIXES)))
        path.write_bytes(self.svg().encode() if suffix == ".svg" else self._bytes(suffix[1:], PRINT))
        return path

    def svg(self) -> str:
        """The chart as SVG: text as paths, title and description for screen readers, a gid on each live mark."""
        text = _PATHS.sub(_rounded, self._bytes("svg", 72).decode())
        head, found, rest = text.partition("</title>")
        return f"{head}{found}\n <desc>{escape(_printable(self.text))}</desc>{rest}"

    def png(self) -> bytes:
        """The chart as a picture for the screen."""
        return self._bytes("png", SCREEN)

    def html(self) -> str:
        """The picture with the words as its alternative text."""
        data = base64.b64encode(self.png()).decode()
        return (
            f'<figure class="touchpoints" style="margin:0"><img alt="{escape(self.text)}" '
            f'src="data:image/png;base64,{data}" style="max-width:100%;height:auto"/></figure>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """For Jupyter. Not image/png: JupyterLab would show it without alternative text."""
        return {"text/plain": self.text, "text/html": self.html()}

    def _bytes(self, kind: str, dots: int) -> bytes:
        metadata = dict(_METADATA[kind], Title=_printable(self.title))
        target = io.BytesIO()
        with matplotlib.rc_context(_SETTINGS):
            self.figure.savefig(target, format=kind, dpi=dots, metadata=metadata)
        return target.getvalue()


def _rounded(match: re.Match[str]) -> str:
    return _DECIMALS.sub("", match[0])


def _printable(text: str) -> str:
    """Without the control characters that XML and PDF refuse; line breaks stay."""
    return "".join(c for c in text if c == "\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff") or c == " ")

"""What `draw` gives back: a chart of one page or several that shows itself, says itself in words and saves itself."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from touchpoints.charts.parts.settings import settings
from touchpoints.files import atomic
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError

if TYPE_CHECKING:  # it is loaded quietly first
    from matplotlib.figure import Figure

SUFFIXES = (".svg", ".png", ".pdf")
SCREEN, PRINT = 110, 200  # dots an inch
# A hundredth of a point is finer than any printer; matplotlib's six decimals would double the file.
# Only it writes a blank after the M: what parts/stamp.py has written has no decimals.
_PATHS, _DECIMALS = re.compile(r' d="M [^"]*"'), re.compile(r"(?<=\.\d\d)\d+")
_METADATA = {
    "svg": {"Creator": "touchpoints", "Date": None},
    "png": {"Software": "touchpoints"},
    "pdf": {"Creator": "touchpoints", "Producer": None, "CreationDate": None},
}


class Chart:
    """A drawn chart. `figure` is matplotlib's, `str()` gives the chart in words, `title` names it in a line.

    `pages` are all its figures; `figure` is the first.
    """

    def __init__(self, pages: Sequence[Figure], title: str, text: str, words: Words) -> None:
        self.pages, self.title, self.text, self.words = tuple(pages), title, text, words

    @property
    def figure(self) -> Figure:
        return self.pages[0]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def save(self, path: str | Path) -> Path:
        """Write the chart as .svg, .png or .pdf and return where. KitError for any other ending.

        A PDF holds all pages; of the others further pages stand beside the first as "name-2.svg" and so on.
        """
        return self.save_pages(path)[0]

    def save_pages(self, path: str | Path) -> list[Path]:
        """Write the chart as `save` does and return every file that was written."""
        path = Path(path)
        kind = path.suffix.lower()[1:]
        if f".{kind}" not in SUFFIXES:
            raise KitError(self.words("chart.error.suffix", file=path.name, known=", ".join(SUFFIXES)))
        path.parent.stat()  # a folder that is not there is not made: somebody has mistyped it
        if kind == "pdf":
            atomic.write(path, self.pdf())
            return [path]
        paths = [path, *(path.with_stem(f"{path.stem}-{page}") for page in range(2, len(self.pages) + 1))]
        for page, place in enumerate(paths):
            atomic.write(place, self.svg(page).encode() if kind == "svg" else self.png(PRINT, page))
        return paths

    def svg(self, page: int = 0) -> str:
        """A page as SVG: text as paths, title and description for screen readers, a gid on each live mark."""
        target = io.StringIO()
        self._write(target, "svg", 72, page)
        text = _PATHS.sub(_rounded, target.getvalue())
        head, found, rest = text.partition("</title>")
        return f"{head}{found}\n <desc>{escape(_printable(self.text))}</desc>{rest}"

    def png(self, dots: int = SCREEN, page: int = 0) -> bytes:
        """A page as a picture for the screen, or with more dots an inch for paper."""
        target = io.BytesIO()
        self._write(target, "png", dots, page)
        return target.getvalue()

    def pdf(self) -> bytes:
        """All pages in one file."""
        from matplotlib.backends.backend_pdf import PdfPages  # takes time to load, and few ask for it

        target = io.BytesIO()
        with settings(), PdfPages(target, metadata=self._metadata("pdf")) as file:
            for figure in self.pages:
                file.savefig(figure)
        return target.getvalue()

    def html(self) -> str:
        """The picture with the words as its alternative text; further pages follow."""
        said = [self._page(page) if page else self.text for page in range(len(self.pages))]
        return framed([self.image(one, page) for page, one in enumerate(said)], self.words)

    def image(self, said: str, page: int = 0) -> str:
        """A page as an element of HTML, with what is said instead of it."""
        data = base64.b64encode(self.png(page=page)).decode()
        return f'<img alt="{escape(said)}" src="data:image/png;base64,{data}" style="max-width:100%;height:auto"/>'

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """For Jupyter. Not image/png: JupyterLab would show it without alternative text."""
        return {"text/plain": self.text, "text/html": self.html()}

    def _write(self, target: io.IOBase, kind: str, dots: int, page: int) -> None:
        with settings():
            self.pages[page].savefig(target, format=kind, dpi=dots, metadata=self._metadata(kind, page))

    def _metadata(self, kind: str, page: int = 0) -> dict[str, str | None]:
        return dict(_METADATA[kind], Title=_printable(self._page(page) if page else self.title))

    def _page(self, page: int) -> str:
        number = self.words.number
        return self.words("chart.page", title=self.title, page=number(page + 1), pages=number(len(self.pages)))


def framed(images: list[str], words: Words) -> str:
    """Elements of HTML as one picture, in its language."""
    return f'<figure class="touchpoints" lang="{words.language}" style="margin:0">{"".join(images)}</figure>'


def _rounded(match: re.Match[str]) -> str:
    return _DECIMALS.sub("", match[0])


def _printable(text: str) -> str:
    """Without the control characters that XML and PDF refuse; line breaks stay."""
    return "".join(c for c in text if c == "\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff") or c == " ")

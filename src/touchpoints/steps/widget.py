"""What every widget of ours is: a page drawn here whose controls call methods here.

A widget fills its template (``templates/<name>.html``) and the page shows it. A control names a method of the
widget in ``data-do="add"``; the page sends that name with the fields' values, `LessonWidget` checks them against the
method's annotations and calls ``do_add``. What does not fit is refused and nothing changes, so a message that no
control of ours would send does no harm.
"""

from __future__ import annotations

import html
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple

import anywidget
import msgspec
from markupsafe import Markup
from traitlets import Unicode

from touchpoints import charts
from touchpoints.charts.parts import icons
from touchpoints.language.words import Words
from touchpoints.lessons.concepts import Picture
from touchpoints.model.edits import Refused
from touchpoints.model.journey import FEELINGS
from touchpoints.steps import resting
from touchpoints.steps.keepsake import OFFERED, Keepsake, Kept, keep
from touchpoints.steps.messages import ONE_AT_A_TIME, Message, understood
from touchpoints.steps.pieces import Pieces, changes, pieces
from touchpoints.steps.session import Session
from touchpoints.steps.templating import template
from touchpoints.storage import places, present

FOLDER = Path(__file__).parent
# One module in eight.
PAGE = ("panel.js", "board.js", "cards.js", "clock.js", "picture.js", "touch.js", "outbox.js", "morph.js")
Pixels = Annotated[int, msgspec.Meta(ge=0, le=8000)]  # of a chart's room on the page
LEAST_ROOM = 300  # less is no room for a chart; it is drawn as if there were so much


class Shown(NamedTuple):
    """A chart in the page: of what, how large, and for which room; None: the size's own."""

    picture: Picture
    size: str
    box: tuple[int, int] | None


class LessonWidget(anywidget.AnyWidget):
    """A widget on a session's state. Subclasses set `step`, which names their template, and define `values`, `summary`
    and their do_… methods."""

    _esm = "\n".join((FOLDER / "page" / name).read_text(encoding="utf-8") for name in PAGE)
    _css = FOLDER / "page" / "panel.css"
    page = Unicode().tag(sync=True)

    step: ClassVar[str]
    needs_name = False  # whether nothing can be done in it before somebody works here
    fits_in = False  # whether the chart is drawn for the room that the page has, or may be scrolled
    room: tuple[int, int] | None = None  # of the chart in the page, in CSS pixels
    whole = False  # whether the chart has the whole screen
    kept: Kept | None = None  # what was taken home last
    about = ""  # what tells two widgets of the same name apart, such as a chart's name
    in_view: bool | None = None  # until the page says whether this step is on the screen
    overtaken = False  # whether the page shows an older state, which nobody sees
    work_shown = ""  # id of the work that the page shows
    pieces = Pieces()  # of the chart, as the page shows it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.words = session.words
        self._shown: Shown | None = None  # what stands in the page
        self._drawn: tuple[Shown, charts.Chart] | None = None
        self.refresh()
        self.on_msg(self._receive)

    # What a widget defines.

    def values(self) -> dict[str, Any]:
        """What the template needs besides the common values."""
        raise AssertionError("every widget has its own")

    def summary(self) -> list[str]:
        """The state in words, a line each."""
        raise AssertionError("every widget has its own")

    def picture_of(self) -> Picture | None:
        """The chart that the widget shows, and of which journeys; None as long as there is nothing to draw."""
        return None

    def picture_at_rest(self) -> Picture | None:
        """The chart that a saved notebook shows."""
        return self.picture_of()

    def common(self) -> dict[str, Any]:
        """What every template needs."""
        return {
            "w": self.words,
            "step": self.step,
            "needs_name": self.needs_name,
            "session": self.session,
            "icon": lambda channel: Markup(icons.svg(channel)),
            "uid": self.model_id or "0",
            "kept": self.kept if self.kept and self.kept.work == self.session.work_name else None,
            "keepsakes": OFFERED[self.session.audience],
        }

    def heading(self) -> str:
        return self.words(f"{self.step}.title")

    # What every widget does.

    def refresh(self) -> None:
        """Show the session's state: the page, unless nobody sees it; the chart, which takes longer, if one does.

        Of one who has left, nothing stays in any page, seen or not.
        """
        former, self.work_shown = self.work_shown, self.session.current.id if self.session.current else ""
        self.overtaken = self.in_view is False and self.session.acting is not self and former == self.work_shown
        if self.overtaken:
            return
        page, picture = template(self.step), self.picture_of()
        words = self.describe(picture) if picture else ""
        drawn = Shown(picture, *self._size()) if picture and self.in_view else None
        if drawn != self._shown and (self.in_view or former != self.work_shown):
            old, self.pieces = self.pieces, pieces(self.draw(drawn).svg() if drawn else "")
            self.send({"picture": changes(old, self.pieces)})
            self._shown = drawn
        self.page = _carried(page.render(**self.common(), picture_words=words, **self.values()))

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """With the whole chart for a page that is loaded anew; when it changes, only the changes are sent."""
        with ONE_AT_A_TIME:
            if self.overtaken:
                self.in_view = None
                self.refresh()
            state = super().get_state(key, drop_defaults)
            return state if key else {**state, "picture": self.pieces._asdict()}

    def describe(self, picture: Picture) -> str:
        """The chart in words, without drawing it."""
        options = dict(picture.options)
        return charts.describe(list(picture.journeys), picture.chart, language=self.words.language, **options)

    def draw(self, shown: Shown) -> charts.Chart:
        """The chart, drawn once as long as its journeys and its room stay the same."""
        if self._drawn is None or self._drawn[0] != shown:
            (name, journeys, options), size, box = shown
            chart = charts.draw(list(journeys), name, self.words.language, size, box=box, **dict(options))
            self._drawn = (shown, chart)
        return self._drawn[1]

    def _size(self) -> tuple[str, tuple[int, int] | None]:
        """Of the chart in the page, and the room that it is drawn for."""
        if self.whole:
            return "slide", self.room
        return (charts.PRESENT, self.room) if self.fits_in else (charts.SCREEN, None)

    @property
    def chart_in_view(self) -> charts.Chart | None:
        """The chart that stands in the page while somebody sees it."""
        return self.draw(self._shown) if self.in_view and self._shown else None

    def text(self) -> str:
        """The widget in words: what a screen reader, a saved notebook and nbval get."""
        return "\n".join([self.heading(), *self.summary()])

    def do_look(self, seen: bool, width: Pixels = 0, height: Pixels = 0, whole: bool = False) -> None:
        """The page says whether this step is on the screen, and what room the chart has."""
        self.in_view, self.whole = seen, whole
        if width and height:
            self.room = max(width, LEAST_ROOM), max(height, LEAST_ROOM)
        if seen:
            self.refresh()

    def do_keep(self, what: Keepsake = "shown") -> None:
        """Take a picture home."""
        self.kept = keep(self.session, what, self.picture_of())
        self.refresh()

    def _receive(self, _widget: object, message: object, _buffers: object) -> None:
        """A message from the page: {"do": "add", "values": {"name": "Menu"}, "number": 7}."""
        number = message.get("number") if isinstance(message, dict) else None
        try:
            with ONE_AT_A_TIME:
                self._do(msgspec.convert(message, Message))
            self.send({"done": number})
        except Exception as error:  # the page must not wait, and send it again, for ever
            self.send({"refused": number, "words": self.words("desk.refused")})
            if not isinstance(error, (msgspec.ValidationError, Refused)):
                raise

    def _do(self, message: Message) -> None:
        heard = self.session.heard
        if heard.has(message.key):
            return
        method, values = understood(self, message)
        if message.do not in ("look", "keep"):
            self.kept = None  # it tells of an earlier state
        self.session.acting = self
        if not self.session.follows() and message.do != "look":
            raise Refused("somebody else works here now")
        form = f"{self.step}.{message.do}"
        typed = self.session.drafts.get(form, {})
        self.session.draft(form, {})  # it is added now
        try:
            with heard.hearing(message.key):
                method(**values)
        except Exception:
            self.session.draft(form, typed)
            raise

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """The live widget, and beside it the words that remain when the kernel is gone. A picture of the chart is put
        there when the notebook is saved (notebook_hook.py), for drawing one takes longer than all the rest."""
        with ONE_AT_A_TIME:
            return self._displayed(**kwargs)

    def _displayed(self, **kwargs: object) -> tuple[dict, dict]:
        if places.grading() or present.unattended():  # somebody reads it later, without a kernel
            return self.at_rest(), {}
        bundle, metadata = super()._repr_mimebundle_(**kwargs)
        session = self.session
        mark = {
            "lesson": session.lesson.id,
            "language": self.words.language,
            "audience": session.audience,
            "kernel": session.kernel,
            "step": self.step,
            "about": self.about,
        }
        resting.note(mark, self)
        return {**bundle, **self.at_rest(drawn=False)}, {
            **metadata,
            "touchpoints": mark,
        }  # notebook_hook.py goes by the mark

    def in_words(self) -> dict[str, str]:
        """The step without picture and without controls."""
        text = _carried(self.text())
        # Not <pre>: JupyterLab breaks its lines in the middle of a word.
        lines = "<br/>\n".join(html.escape(text).splitlines())
        return {"text/plain": text, "text/html": f"<p>{lines}</p>"}

    def at_rest(self, drawn: bool = True) -> dict[str, str]:
        """The widget as a saved notebook keeps it: its words, and above them the chart as a picture; or, where nothing
        is to be drawn, as the picture's alternative text."""
        bundle, picture = self.in_words(), self.picture_at_rest()
        if picture:
            title = self.describe(picture).partition("\n")[0]
            image = _still(msgspec.json.encode(picture), self.words.language) if drawn else html.escape(title)
            bundle["text/html"] = f"<figure>{image}</figure>{bundle['text/html']}"
        return {**bundle, "text/html": self._dated(bundle["text/html"])}

    def _dated(self, shown: str) -> str:
        """With a line, large enough for the last row, that nothing of it is live: how old it is, and how to go on."""
        time = self.session.saved_at
        said = self.words("desk.as_of", time=time) if time else self.words("desk.to_begin")
        line = f'<p class="touchpoints-how" style="font-size: 150%"><strong>{html.escape(said)}</strong></p>\n'
        still = "" if places.grading() or present.unattended() else line
        return f'<div class="touchpoints" lang="{self.words.language}" style="font-size: 130%">{still}{shown}</div>'


@lru_cache(maxsize=64)  # a notebook has about ten; it is saved again and again, and drawing takes longest
def _still(picture: bytes, language: str) -> str:
    """A picture, given as JSON, as an element of HTML."""
    name, journeys, options = msgspec.json.decode(picture, type=Picture)
    chart = charts.draw(list(journeys), name, language, charts.SCREEN, **dict(options))
    return chart.image(chart.title)


def _carried(text: str) -> str:
    """Without what no page and no file can carry, as in the path of a folder whose name is no UTF-8."""
    return text.encode(errors="replace").decode()


def feeling_options(words: Words) -> list[tuple[str, str]]:
    """The five levels as value and word, from very bad to very good as on a chart's scale from left to right."""
    return [(str(value), words.feeling(value)) for value in reversed(FEELINGS)]

"""What the five steps share: a widget whose page is drawn here and whose controls call methods here.

A step fills its template (``templates/<step>.html``) and the page shows it. A control names a method of
the step in ``data-do="add"``; the page sends that name with the fields' values, `Panel` checks them
against the method's annotations and calls ``do_add``. What does not fit is refused and nothing changes,
so a message that no control of ours would send does no harm.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import anywidget
import msgspec
from markupsafe import Markup
from traitlets import Unicode

from touchpoints import charts, journey, portable
from touchpoints.charts.parts import icons
from touchpoints.edits import Refused
from touchpoints.steps.messages import Message, understood
from touchpoints.steps.pieces import Pieces, changes, pieces
from touchpoints.steps.templating import template
from touchpoints.store import Earlier
from touchpoints.words import Words
from touchpoints.work import STEPS, Steps, journey_before

if TYPE_CHECKING:
    from touchpoints.steps.session import Session

FOLDER = Path(__file__).parent
PAGE = ("panel.js", "picture.js", "touch.js", "outbox.js", "morph.js")  # one module in five files


class Picture(NamedTuple):
    """A chart's name, and the journeys it shows."""

    name: str
    journeys: tuple[journey.Journey, ...]


class Panel(anywidget.AnyWidget):
    """One step on the screen. Subclasses set `step` and define `values`, `summary` and their do_… methods."""

    _esm = "\n".join((FOLDER / "page" / name).read_text(encoding="utf-8") for name in PAGE)
    _css = FOLDER / "page" / "panel.css"
    page = Unicode().tag(sync=True)

    step: ClassVar[str]
    in_view = False  # until the page says so
    pieces = Pieces()  # of the chart, as the page shows it
    looking_back = False  # the list of earlier states is open
    looked_at = ""  # the name of the earlier state that is looked at
    said = ""  # what has just been done, for those who do not see it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.words = session.words
        self._shown: Picture | None = None  # what the page's chart shows
        self._drawn: tuple[Picture, charts.Chart] | None = None
        self.refresh()
        self.on_msg(self._receive)

    # What a step defines.

    def values(self) -> dict[str, Any]:
        """What the step's template needs besides the common values."""
        raise AssertionError("every step has its own")

    def summary(self) -> list[str]:
        """The state in words, a line each."""
        raise AssertionError("every step has its own")

    def picture_of(self) -> Picture | None:
        """The chart that the step shows, and of which journeys; None as long as there is nothing to draw."""
        return None

    # What every step does.

    @property
    def state(self) -> Any:
        """This step's part of the work."""
        return getattr(self.session.steps, self.step)

    def change(self, **fields: Any) -> None:
        """Replace fields of this step's part; the session saves and shows it."""
        self.session.change(self.step, **{self.step: msgspec.structs.replace(self.state, **fields)})

    def edit(self, steps: Steps) -> None:
        """Another state of the whole work, as `edits` makes it; undone in this step."""
        self.session.change(self.step, **{name: getattr(steps, name) for name in STEPS})

    def say(self, key: str, **values: object) -> None:
        """Tell a screen reader what is done now. The same words twice differ by a blank, or it would keep silent."""
        said = self.words(key, **values)
        self.said = said if said != self.said else f"{said}\u00a0"

    def refresh(self) -> None:
        """Show the session's state: the page at once; the chart, which takes longer, as soon as somebody sees it."""
        page, picture = template(self.step), self.picture_of()
        words = self.describe(picture) if picture else ""
        if self.in_view and picture != self._shown:
            old, self.pieces = self.pieces, pieces(self.draw(picture).svg() if picture else "")
            self.send({"picture": changes(old, self.pieces)})
            self._shown = picture
        self.page = page.render(**self._common(), picture_words=words, **self.values())

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """With the whole chart for a page that is loaded anew; when it changes, only the changes are sent."""
        state = super().get_state(key, drop_defaults)
        return state if key else {**state, "picture": self.pieces._asdict()}

    def describe(self, picture: Picture) -> str:
        """The chart in words, without drawing it."""
        return charts.describe(list(picture.journeys), picture.name, language=self.words.language)

    def draw(self, picture: Picture) -> charts.Chart:
        """The chart, drawn once as long as its journeys stay the same."""
        if self._drawn is None or self._drawn[0] != picture:
            chart = charts.draw(list(picture.journeys), picture.name, self.words.language, charts.SCREEN)
            self._drawn = (picture, chart)
        return self._drawn[1]

    @property
    def chart_in_view(self) -> charts.Chart | None:
        """The chart that stands in the page while somebody sees it."""
        return self.draw(self._shown) if self.in_view and self._shown else None

    def text(self) -> str:
        """The step in words: what a screen reader, a saved notebook and nbval get."""
        lines = [self.words(f"{self.step}.title"), *self.summary()]
        return "\n".join([*lines, self.words("desk.rerun")])

    def do_look(self, seen: bool) -> None:
        """The page says whether this step is on the screen."""
        self.in_view = seen
        if seen:
            self.refresh()

    def do_enter(self, nickname: journey.Name) -> None:
        self.session.enter(nickname)

    def do_resume(self, nickname: journey.Name) -> None:
        self.session.resume(nickname)

    def do_leave(self) -> None:
        self.session.leave()

    def do_undo(self) -> None:
        if self.session.can_undo(self.step):
            self.say("desk.undone")
            self.session.undo(self.step)

    def do_redo(self) -> None:
        if self.session.can_redo(self.step):
            self.say("desk.redone")
            self.session.redo(self.step)

    def do_plan(self, plan: journey.Name) -> None:
        self.session.choose_plan(plan)

    def do_save_again(self) -> None:
        self.session.save_again()

    def do_keep_mine(self) -> None:
        self.session.keep_mine()

    def do_take_other(self) -> None:
        self.session.take_other()

    def do_bring_in(self, code: str) -> None:
        self.session.bring_in(code)

    def do_earlier(self, value: bool) -> None:
        """The list of earlier states is open."""
        self.looking_back, self.looked_at = value, ""
        self.refresh()

    def do_look_back(self, name: journey.Name) -> None:
        self.looked_at = name if name != self.looked_at else ""
        self.refresh()

    def do_bring_back(self, name: journey.Name) -> None:
        found = next((one for one in self.session.earlier if one.name == name), None)
        if found is None:
            raise Refused(name)
        self.looked_at = ""
        self.session.bring_back(self.step, found)

    def _common(self) -> dict[str, Any]:
        session = self.session
        return {
            "w": self.words,
            "step": self.step,
            "session": session,
            "state": self.state,
            "feelings": feeling_options(self.words),
            "icon": lambda channel: Markup(icons.svg(channel)),
            "goal": session.plan,
            "open_points": session.open_points[self.step],
            "uid": self.model_id or "0",
            "done_now": self.said,
            "rescued": portable.rescue(session.adrift) if session.adrift else None,
            "moment": session.moment,
            "earlier": session.earlier if self.looking_back else [],
            "looking_back": self.looking_back,
            "looked_at": self.looked_at,
            "picture_back": self._picture_back,
        }

    def _picture_back(self, past: Earlier) -> Markup:
        """The map of an earlier state, as a picture with its words."""
        was = journey_before(past.work.steps, self.session.lesson.empty)
        return Markup(charts.draw(was, language=self.words.language, size=charts.SCREEN).html())

    def _receive(self, _widget: object, message: object, _buffers: object) -> None:
        """A message from the page: {"do": "add", "values": {"name": "Menu"}, "number": 7}."""
        number = message.get("number") if isinstance(message, dict) else None
        try:
            self._do(msgspec.convert(message, Message))
            self.send({"done": number})
        except Exception as error:  # the page must not wait, and send it again, for ever
            self.send({"refused": number, "words": self.words("desk.refused")})
            if not isinstance(error, (msgspec.ValidationError, Refused)):
                raise

    def _do(self, message: Message) -> None:
        heard = self.session.heard
        if heard.has(message.key, self.session.extra):
            return
        method, values = understood(self, message)
        self.session.acting = self
        with heard.hearing(message.key):
            method(**values)

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """The live widget, and beside it the words (and the picture) that remain when the kernel is gone."""
        bundle, metadata = super()._repr_mimebundle_(**kwargs)
        session = self.session
        mark = {
            "lesson": session.lesson.id,
            "language": self.words.language,
            "audience": session.audience,
            "nickname": session.nickname,
            "step": self.step,
        }
        return {**bundle, **self.at_rest()}, {**metadata, "touchpoints": mark}  # saving.py goes by the mark

    def in_words(self) -> dict[str, str]:
        """The step without picture and without controls."""
        text = self.text()
        # Not <pre>: JupyterLab breaks its lines in the middle of a word.
        lines = "<br/>\n".join(html.escape(text).splitlines())
        return {"text/plain": text, "text/html": f'<p class="touchpoints">{lines}</p>'}

    def at_rest(self) -> dict[str, str]:
        """The step as a saved notebook keeps it: its words, and above them the chart as a picture."""
        bundle, picture = self.in_words(), self.picture_of()
        if picture:
            chart = self.draw(picture)
            bundle["text/html"] = f"<figure>{chart.image(chart.title)}</figure>{bundle['text/html']}"
        return bundle


def feeling_options(words: Words) -> list[tuple[str, str]]:
    """The five levels as value and word, from very bad to very good as on a chart's scale from left to right."""
    return [(str(value), words.feeling(value)) for value in reversed(journey.FEELINGS)]

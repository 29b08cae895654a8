"""What the five steps share: a widget whose page is drawn here and whose controls call methods here.

A step fills its template (``templates/<step>.html``) and the page shows it. A control names a method of
the step in ``data-do="add"``; the page sends that name with the fields' values, `Panel` checks them
against the method's annotations and calls ``do_add``. What does not fit is refused and nothing changes,
so a message that no control of ours would send does no harm.
"""

from __future__ import annotations

import html
import inspect
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

import anywidget
import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from traitlets import Unicode

from touchpoints import journey
from touchpoints.charts import icons

if TYPE_CHECKING:
    from touchpoints.charts import Chart
    from touchpoints.steps.session import Session

FOLDER = Path(__file__).parent
MAX_MESSAGE = 20_000  # characters in all fields together; the longest honest form has about 8,000


class Panel(anywidget.AnyWidget):
    """One step on the screen. Subclasses set `step` and define `values`, `summary` and their do_… methods."""

    _esm = FOLDER / "panel.js"
    _css = FOLDER / "panel.css"
    page = Unicode().tag(sync=True)
    picture = Unicode().tag(sync=True)  # the chart as SVG, sent only when it changes

    step: ClassVar[str]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.words = session.words
        self.refresh()
        self.on_msg(self._receive)

    # What a step defines.

    def values(self) -> dict[str, Any]:
        """What the step's template needs besides the common values."""
        raise AssertionError("every step has its own")

    def summary(self) -> list[str]:
        """The state in words, a line each."""
        raise AssertionError("every step has its own")

    def chart(self) -> Chart | None:
        """The chart that the step shows, or None as long as there is nothing to draw."""
        return None

    # What every step does.

    @property
    def state(self) -> Any:
        """This step's part of the work."""
        return getattr(self.session.steps, self.step)

    def change(self, **fields: Any) -> None:
        """Replace fields of this step's part; the session saves and shows it."""
        self.session.change(self.step, msgspec.structs.replace(self.state, **fields))

    def refresh(self) -> None:
        """Draw the page anew from the session's state."""
        chart = self.chart()
        with self.hold_sync():
            self.picture = chart.svg() if chart else ""
            self.page = _environment().get_template(f"{self.step}.html").render(
                **self._common(), picture_words=str(chart) if chart else "", **self.values()
            )

    def text(self) -> str:
        """The step in words: what a screen reader, a saved notebook and nbval get."""
        lines = [self.words(f"{self.step}.title"), *self.summary()]
        return "\n".join([*lines, self.words("desk.rerun")])

    def do_enter(self, nickname: journey.Name) -> None:
        self.session.enter(nickname)

    def do_resume(self, nickname: journey.Name) -> None:
        self.session.resume(nickname)

    def do_leave(self) -> None:
        self.session.leave()

    def do_undo(self) -> None:
        self.session.undo(self.step)

    def do_plan(self, plan: journey.Name) -> None:
        self.session.choose_plan(plan)

    def _common(self) -> dict[str, Any]:
        session = self.session
        return {
            "w": self.words,
            "step": self.step,
            "session": session,
            "state": self.state,
            "feelings": [(str(value), self.words.feeling(value)) for value in journey.FEELINGS],
            "icon": lambda channel: Markup(icons.svg(channel)),
            "goal": session.plan,
            "open_points": session.open_points[self.step],
            "uid": self.model_id or "0",
        }

    def _receive(self, _widget: object, message: object, _buffers: object) -> None:
        """A message from the page: {"do": "add", "values": {"name": "Menu"}, "number": 7}."""
        number = message.get("number") if isinstance(message, dict) else None
        try:
            method, values = self._understood(message)
            method(**values)
            self.send({"done": number})
        except (msgspec.ValidationError, ValueError, TypeError):
            self.send({"refused": number, "words": self.words("desk.refused")})

    def _understood(self, message: object) -> tuple[Any, dict[str, Any]]:
        message = msgspec.convert(message, _Message)
        if sum(len(value) for value in message.values.values()) > MAX_MESSAGE:
            raise ValueError("too long")
        method = getattr(self, f"do_{message.do}", None)
        if method is None:
            raise ValueError("unknown")
        fields = msgspec.convert(message.values, _fields_of(type(self), message.do), strict=False)
        return method, msgspec.structs.asdict(fields)

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """The live widget, and beside it the words (and the picture) that remain when the kernel is gone."""
        bundle, metadata = super()._repr_mimebundle_(**kwargs)
        text = self.text()
        chart = self.chart()
        picture = chart.html() if chart else ""
        words = f'<pre class="touchpoints">{html.escape(text)}</pre>'
        return {**bundle, "text/plain": text, "text/html": picture + words}, metadata


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    """What the page may send; fields arrive as text, as forms send them."""

    do: str
    values: dict[str, str] = {}
    number: int = 0


@cache
def _fields_of(kind: type[Panel], do: str) -> type[msgspec.Struct]:
    """The arguments of ``do_<do>`` as a struct, so that msgspec checks and converts the page's values."""
    method = getattr(kind, f"do_{do}")
    hints = get_type_hints(method, include_extras=True)
    fields = [
        (name, hints[name]) if parameter.default is parameter.empty else (name, hints[name], parameter.default)
        for name, parameter in inspect.signature(method).parameters.items()
        if name != "self"
    ]
    return msgspec.defstruct(f"{kind.__name__}_{do}", fields, kw_only=True, forbid_unknown_fields=True)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment

"""What the page may send to a step: checked against the method that it names, and done once.

A control names a method of the step in ``data-do="add"``; the page sends that name with the fields' values.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, get_type_hints

import msgspec

from touchpoints.model.edits import Refused
from touchpoints.storage import rescue_code

MAX_MESSAGE = 20_000  # characters in all fields together; the longest honest form has about 8,000
MAX_HEARD = 20  # messages that a file remembers: more than a page can have sent without an answer


class Message(msgspec.Struct, forbid_unknown_fields=True):
    """What the page may send; fields arrive as text, as forms send them. One `key` is heard once."""

    do: str
    values: dict[str, str] = {}
    number: int = 0
    key: Annotated[str, msgspec.Meta(max_length=40)] = ""


@cache
def _fields_of(kind: type, do: str) -> type[msgspec.Struct]:
    """The arguments of ``do_<do>`` as a struct, so that msgspec checks and converts the page's values."""
    method = getattr(kind, f"do_{do}")
    hints = get_type_hints(method, include_extras=True)
    fields = [
        (name, hints[name]) if parameter.default is parameter.empty else (name, hints[name], parameter.default)
        for name, parameter in inspect.signature(method).parameters.items()
        if name != "self"
    ]
    return msgspec.defstruct(f"{kind.__name__}_{do}", fields, kw_only=True, forbid_unknown_fields=True)


def understood(step: object, message: Message) -> tuple[Any, dict[str, Any]]:
    """The method that a message names, and its arguments. Refused or msgspec.ValidationError where they do not fit."""
    text = "".join(message.values.values())
    most = rescue_code.MAX_CODE if message.do == "bring_in" else MAX_MESSAGE
    if len(text) > most or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused("too long, or half a letter")
    method = getattr(step, f"do_{message.do}", None)
    if method is None:
        raise Refused("unknown")
    fields = msgspec.convert(message.values, _fields_of(type(step), message.do), strict=False)
    return method, msgspec.structs.asdict(fields)


class Heard:
    """Which messages were done. One that a page sends again, lacking an answer, counts once: in this kernel, and,
    because the saved work remembers the last ones, in the kernel after it."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._now = ""

    def has(self, key: str, extra: Mapping[str, Any]) -> bool:
        """`extra` is what the saved work carries besides its steps."""
        return bool(key) and (key in self._keys or key in _told(extra))

    @contextmanager
    def hearing(self, key: str) -> Iterator[None]:
        """A message that failed is not noted: it may come again."""
        self._now = key
        try:
            yield
            self._keys.add(key)
        finally:
            self._now = ""

    def noted(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        """What the work carries when it is saved because of the present message."""
        return {**extra, "heard": [*_told(extra), self._now][-MAX_HEARD:]} if self._now else dict(extra)


def _told(extra: Mapping[str, Any]) -> list[Any]:
    """A file may come from anybody, and hold anything there."""
    told = extra.get("heard")
    return told if isinstance(told, list) else []

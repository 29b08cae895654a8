"""What the page may send to a step: checked against the method that it names, and done once.

A control names a method of the step in ``data-do="add"``; the page sends that name with the fields' values.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, get_type_hints

import msgspec

from touchpoints.model.edits import Refused
from touchpoints.storage import rescue_code

# JupyterLab has a page's messages dealt with in a thread of their own, beside the one in which cells run and which is
# asked when the notebook is saved (its setting "Kernel Comms over subshells").
ONE_AT_A_TIME = threading.RLock()
MAX_MESSAGE = 20_000  # characters in all fields together; the longest honest form has about 8,000


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
    """Which messages were done. One that a page sends again, lacking an answer, counts once: in this kernel, and, by
    what is noted beside the saved work, in the kernel after it."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self.now = ""  # the key of the message that is being done

    def has(self, key: str) -> bool:
        return bool(key) and key in self._keys

    def recall(self, keys: Iterable[str]) -> None:
        """These were done in another kernel."""
        self._keys.update(keys)

    @contextmanager
    def hearing(self, key: str) -> Iterator[None]:
        """A message that failed is not noted: it may come again."""
        self.now = key
        try:
            yield
            self._keys.add(key)
        finally:
            self.now = ""

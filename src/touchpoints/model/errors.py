"""The errors that people see: what, where and what to do, in their language, in a line or two."""

from __future__ import annotations

from collections.abc import Callable


class KitError(Exception):
    """Something a person can mend. Its text is complete: it needs no traceback to be understood."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a notebook instead of a traceback."""
        return [str(self)]


class WrongArgument(KitError, TypeError):
    """Something of ours was called with what it cannot use."""


class NoSuchName(KitError, AttributeError):
    """A name that is not there. Python asks for such names on trial (`hasattr`, `from … import`) and drops the error:
    therefore the message is only made when somebody reads it."""

    def __init__(self, message: Callable[[], str]) -> None:
        super().__init__()
        self._message = message

    def __str__(self) -> str:
        return self._message()

    def __reduce__(self) -> tuple[type[KitError], tuple[str]]:
        return KitError, (str(self),)

"""The one error that people see: what, where and what to do, in their language, in a line or two."""

from __future__ import annotations


class KitError(Exception):
    """Something a person can mend. Its text is complete: it needs no traceback to be understood."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a notebook instead of a traceback."""
        return [str(self)]

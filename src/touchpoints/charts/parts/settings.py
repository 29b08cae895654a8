"""matplotlib as if nobody had set anything: loaded without its warnings, and with its own settings while a chart is
drawn or written. So the same input gives the same bytes, whatever a user's files or a notebook say."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("matplotlib")
_level = _log.level
_log.setLevel(logging.ERROR)  # a folder of settings that cannot be written is no reason for red letters before a class
import matplotlib  # noqa: E402

_log.setLevel(_level)
_OURS = {"svg.hashsalt": "touchpoints", "pdf.fonttype": 42}


@contextmanager
def settings() -> Iterator[None]:
    """Afterwards everything is as it was."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_OURS)
        yield

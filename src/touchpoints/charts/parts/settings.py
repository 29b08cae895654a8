"""matplotlib as if nobody had set anything: loaded without its warnings, and with its own settings while a chart is
drawn or written. So the same input gives the same bytes, whatever a user's files or a notebook say."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("matplotlib")
_level = _log.level
_log.setLevel(logging.ERROR)  # a folder of settings that cannot be written is no reason for red letters before a class
import matplotlib  # noqa: E402

_log.setLevel(_level)
# As matplotlib has checked them once: to check all of them for each chart takes longer than to lay it out.
_DEFAULTS = {name: value for name, value in dict.items(matplotlib.rcParamsDefault) if name != "backend"}
_OURS = {**_DEFAULTS, "svg.hashsalt": "touchpoints", "pdf.fonttype": 42}
_one = threading.RLock()


@contextmanager
def settings() -> Iterator[None]:
    """Afterwards everything is as it was. One at a time: a server draws in threads, and all share the settings."""
    with _one, matplotlib.rc_context():
        dict.update(matplotlib.rcParams, _OURS)  # which is a dict that checks what is put into it
        yield

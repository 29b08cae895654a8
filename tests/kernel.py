"""Code cells run as in a notebook: IPython's own shell, in this process, in a folder, with what it prints."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from touchpoints.language import hints

CONFIG = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})


class Ran(NamedTuple):
    """What a cell gave, what it printed, and whether it failed."""

    result: Any
    printed: str
    error: BaseException | None


class Kernel:
    """A kernel without its process: the cells share their names, and nothing of an earlier kernel is left."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell

    def run(self, source: str) -> Ran:
        printed = StringIO()
        with redirect_stdout(printed):
            done = self.shell.run_cell(source, store_history=False)
        return Ran(done.result, printed.getvalue(), done.error_before_exec or done.error_in_exec)

    def completed(self, text: str) -> list[str]:
        """What the Tab key offers after this."""
        with provisionalcompleter():
            return [one.text for one in self.shell.Completer.completions(text, len(text))]


@contextmanager
def kernel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    """A new kernel in the folder in which the notebook lies, as JupyterLab starts it."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(hints, "_latest", "")
    with tempfile.TemporaryDirectory() as settings:
        monkeypatch.setenv("IPYTHONDIR", settings)
        shell = InteractiveShell(config=CONFIG, user_module=ModuleType("__main__"), user_ns={})
        try:
            yield Kernel(shell)
        finally:
            shell.restore_sys_module_state()
            atexit.unregister(shell.atexit_operations)

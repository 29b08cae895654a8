"""Templates are compiled once for all kernels, and what is kept of that may be gone, damaged or old."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from touchpoints.steps import templating


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(templating, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "one.html").write_text("{{ 1 + 1 }}")
    return tmp_path


def rendered() -> str:
    """As a new kernel has it."""
    templating._environment.cache_clear()
    try:
        return templating.template("one").render()
    finally:
        templating._environment.cache_clear()


def test_the_next_kernel_compiles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one kernel has compiled the next one only reads; a changed template is compiled anew."""
    assert rendered() == "2"
    with monkeypatch.context() as patch:
        patch.setattr(Environment, "_parse", lambda *_: pytest.fail("it was parsed"))
        assert rendered() == "2"
    (folder / "one.html").write_text("{{ 1 + 2 }}")
    assert rendered() == "3"


@pytest.mark.parametrize("keep", [0, 3, 40, 60])
def test_a_damaged_file_is_compiled_anew(folder: Path, keep: int) -> None:
    """A file that was cut off anywhere does no harm."""
    rendered()
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:keep])
    assert rendered() == "2"


def test_a_folder_that_takes_nothing_is_no_obstacle(folder: Path) -> None:
    """Where nothing can be kept the template is compiled each time."""
    (folder / "__pycache__").write_text("a file in its place")
    assert rendered() == "2"

"""What `help()` says of the public calls: every argument, its values, and an example that runs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

import touchpoints as tp
from touchpoints import charts
from touchpoints.model.journey import Happening
from touchpoints.model.work import STEPS

CALLS: dict[str, Callable[..., object]] = {
    "tp.draw": tp.draw, "tp.read": tp.read, "tp.write": tp.write, "tp.Exercise": tp.Exercise, "tp.Lesson": tp.Lesson,
    **{f"work.{name}": getattr(tp.Exercise, name) for name in dir(tp.Exercise)
       if not name.startswith("_") and callable(getattr(tp.Exercise, name)) and name not in ("opened", "at_rest")},
}  # fmt: skip


def said(call: Callable[..., object]) -> str:
    """All that help() says of a call; of a class, of its arguments too."""
    return "\n".join(
        filter(None, [inspect.getdoc(call), inspect.getdoc(tp.Exercise.__mro__[1]) if inspect.isclass(call) else ""])
    )


def examples(call: Callable[..., object]) -> list[str]:
    """The lines of code that help() shows."""
    return re.findall(r"^    ((?:chart|journey|work|tp)\b.*)$", said(call), re.MULTILINE)


@pytest.mark.parametrize("name", CALLS)
def test_every_argument_is_explained(name: str) -> None:
    """Each argument of a public call has a line that begins with its name."""
    signature = inspect.signature(CALLS[name])
    for argument in signature.parameters.keys() - {"self"}:
        assert re.search(rf"^\s*(?:\w+, )*{argument}(?:, \w+)*: \S", said(CALLS[name]), re.MULTILINE), argument


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tp.Exercise:
    monkeypatch.chdir(tmp_path)
    exercise = tp.Exercise("school-lunch", "en", tmp_path)
    exercise.nickname = "Fox"
    return exercise


def test_the_examples_of_the_steps_run(work: tp.Exercise) -> None:
    """What help() shows of the five steps does them, one after the other: then there is a map with an idea in it."""
    for step in STEPS:
        lines = examples(getattr(tp.Exercise, step))
        assert lines, step
        for line in lines:
            exec(line, {"work": work})
    assert work.journey.rated and any(one.new for one in work.journey_after.touchpoints)
    exec("\n".join(examples(tp.Exercise.remove)), {"work": work})
    assert not work.journey.touchpoints


def test_the_other_examples_run(work: tp.Exercise) -> None:
    """What help() shows of drawing, reading, writing and pictures runs."""
    names = {"tp": tp, "work": work, "journey": work.example}
    for call in (tp.write, tp.read, tp.draw, tp.Exercise.picture, tp.Exercise.points):
        assert examples(call)
        for line in examples(call):
            exec(line, names)
    assert Path("map.pdf").read_bytes()[:4] == b"%PDF" and names["journey"] == work.example


def test_the_charts_are_named_with_their_options() -> None:
    """help(tp.draw) names all ten charts, each option of each, and every size."""
    text = said(tp.draw)
    for name in charts.CHARTS:
        module = __import__(f"touchpoints.charts.{name}", fromlist=["OPTIONS"])
        about = re.search(rf'^\s*"{name}": (.*?)(?=^\s*"\w+": |^\w)', text, re.MULTILINE | re.DOTALL)[1]
        for option, kind in getattr(module, "OPTIONS", {}).items():
            assert f"{option}=" in about, (name, option)
            assert all(f'"{value}"' in about for value in get_args(kind) if isinstance(value, str)), (name, option)
    assert all(f'"{size}"' in text for size in charts.SIZES)


def test_what_happens_is_explained() -> None:
    """help(work.map) says what H1 to H12 are, and what 1 and 5 mean as an importance."""
    text = said(tp.Exercise.map)
    assert all(re.search(rf"\b{one} [a-zA-Z]", text) for one in get_args(Happening))
    assert "1 (unimportant)" in text and "5 (very important)" in text

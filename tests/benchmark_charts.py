"""How long the charts take, as ratios of two things measured side by side: `python tests/benchmark_charts.py`.

Never an assert in the tests: a busy machine is not a slow chart. The medians of several runs are printed.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib
import msgspec
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from touchpoints import charts
from touchpoints.lessons import reader
from touchpoints.model.journey import FEELINGS, Activity, Journey, Stage

RUNS = 15


def in_turn(*jobs: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The median seconds of each job; they take turns, so that a busy moment meets all of them."""
    taken: list[list[float]] = [[] for _ in jobs]
    for _ in range(runs + 1):
        for job, times in zip(jobs, taken, strict=True):
            start = time.perf_counter()
            job()
            times.append(time.perf_counter() - start)
    return [statistics.median(times[1:]) for times in taken]  # the first run fills the caches


def bare(chart: charts.Chart) -> bytes:
    """What matplotlib itself needs: a figure with the same texts, as paths, and as many markers as touchpoints."""
    figure = Figure(figsize=chart.figure.get_size_inches())
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    count = sum((artist.get_gid() or "").startswith("feeling-") for artist in chart.figure.artists)
    axes.plot(range(count), range(count), "o")
    for text in chart.figure.findobj(Text):
        if text.get_text():
            axes.text(0.5, 0.5, text.get_text(), fontproperties=text.get_fontproperties(), parse_math=False)
    target = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "path"}):
        figure.savefig(target, format="svg")
    return target.getvalue()


def long(count: int) -> Journey:
    """A journey of `count` touchpoints on six stages."""
    made = [
        Activity(id=f"t{i}", name=f"Touchpoint number {i}", channel="app", feeling=FEELINGS[i % 5], why="It is so.")
        for i in range(count)
    ]
    stages = [Stage(id=f"s{i}", name=f"Stage {i}", activities=tuple(made[i::6])) for i in range(6)]
    return Journey(title="A long way", stages=tuple(stages))


def ratio(name: str, first: float, other: float, most: float) -> None:
    print(f"{name:<58}{first * 1000:7.0f} ms /{other * 1000:7.0f} ms = {first / other:5.2f}   wanted: at most {most:g}")


def drawing() -> None:
    """The map of 12 touchpoints against a bare figure, in each language."""
    for language in ("en", "de", "lv"):
        case = reader.read("school-lunch", language).case
        chart = charts.draw(case)
        ours, theirs = in_turn(lambda case=case: charts.draw(case).svg(), lambda chart=chart: bare(chart))
        ratio(f"journey of 12 to SVG, {language} / bare matplotlib", ours, theirs, 2)


def growth() -> None:
    """From 12 to 200 touchpoints: what one touchpoint takes."""
    few, many = in_turn(lambda: charts.draw(long(12)).svg(), lambda: charts.draw(long(200)).svg(), runs=5)
    ratio("a touchpoint of 200 / a touchpoint of 12", many / 200, few / 12, 1)


def command() -> None:
    """`touchpoints draw` as a whole process against importing matplotlib and drawing in a process that is warm."""
    with tempfile.TemporaryDirectory() as folder:
        for language in ("en", "de", "lv"):
            case = reader.read("school-lunch", language).case
            file, out = Path(folder) / "case.journey.json", Path(folder) / "case.svg"
            file.write_bytes(msgspec.json.encode(case))
            draw = [sys.executable, "-m", "touchpoints", "draw", str(file), "-o", str(out)]
            whole, loading, warm = in_turn(
                lambda draw=draw: subprocess.run(draw, check=True, capture_output=True),
                lambda: subprocess.run([sys.executable, "-c", "import matplotlib.figure"], check=True),
                lambda case=case: charts.draw(case).svg(),
                runs=9,
            )
            ratio(f"touchpoints draw, {language} / import matplotlib.figure + drawing", whole, loading + warm, 1.5)


if __name__ == "__main__":
    drawing()
    growth()
    command()

"""How long it takes to read and validate handed-in files, beside `json.loads` over the same bytes; how much memory
the collection of them takes; and how long a class folder is looked through when nothing changed, and when one file did.

Run `python tests/benchmark_collect.py [COUNT…]`. Never an assert in the tests: a busy machine is not a slow kit.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from lab_touch import filled_in
from msgspec.structs import replace

from touchpoints.classroom.collecting import Collecting
from touchpoints.classroom.incoming import LIVE, ClassFolder
from touchpoints.language import words
from touchpoints.lessons import reader
from touchpoints.storage import work_file

COUNTS = (30, 1_000, 30_000)
SAY = words.of("de")


def works(count: int) -> list[bytes]:
    work = filled_in(reader.read("school-lunch", "de"))
    return [work_file.encode(replace(work, id=f"{n:032x}", nickname=f"Fox {n}", revision=1)) for n in range(count)]


def seconds(call: Callable[[], object]) -> float:
    """Of three rounds the shortest: whatever else runs only makes one longer."""
    took = []
    for _ in range(3):
        gc.collect()
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return min(took)


def measure(count: int) -> None:
    files = works(count)
    plain = seconds(lambda: [json.loads(raw) and None for raw in files])
    read = seconds(lambda: [work_file.decode(raw, "x.work.json", SAY) and None for raw in files])
    print(f"{count:6} files, {sum(map(len, files)) / 1e6:.1f} MB: json.loads {plain:.3f} s, read and validated "
          f"{read:.3f} s, {read / plain:.2f} ×", flush=True)  # fmt: skip
    with tempfile.TemporaryDirectory() as root:
        given, to = Path(root, "given"), Path(root, "to")
        given.mkdir()
        for n, raw in enumerate(files):
            (given / f"{n}.work.json").write_bytes(raw)
        tracemalloc.start()
        start = time.perf_counter()
        job = Collecting(to, False, SAY)
        job.look([given])
        for _ in job.run():
            pass
        job.finish()
        took, most = time.perf_counter() - start, tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        print(f"       collected, each work written and synced, {took:.1f} s while memory was measured: at most "
              f"{most:.0f} MiB more", flush=True)  # fmt: skip


def watch(counts: tuple[int, ...] = (30, 1_000)) -> None:
    changed = []
    for count in counts:
        with tempfile.TemporaryDirectory() as root:
            live = Path(root, LIVE)
            live.mkdir()
            files = works(count + 1)
            for n, raw in enumerate(files[:-1]):
                (live / f"{n}.work.json").write_bytes(raw)
            folder = ClassFolder(Path(root), SAY)
            folder.poll()
            unchanged = seconds(folder.poll)
            changes = iter(range(1, 9))

            def change() -> None:
                (live / "0.work.json").write_bytes(files[0] + b" " * next(changes))
                assert folder.poll()

            changed.append(seconds(change))
        print(f"{count:6} files on the board: nothing changed {unchanged * 1000:.1f} ms, which is "
              f"{unchanged / 2:.2%} of a core every two seconds; one changed {changed[-1] * 1000:.1f} ms")  # fmt: skip
    print(f"       2 s until the next look and the reading: {(2 + changed[-1]) / (2 + changed[0]):.2f} × as late")


def main() -> None:
    watch()
    for count in [int(one) for one in sys.argv[1:]] or COUNTS:
        measure(count)


if __name__ == "__main__":
    sys.exit(main())

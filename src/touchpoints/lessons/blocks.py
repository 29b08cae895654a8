"""Reads a lesson's prose: the blocks of ``<language>.md``, each below a line that names it.

>>> from touchpoints.language import words
>>> found, wrong = read_blocks(Path("nowhere.md"), words.of("en"))
>>> found, wrong[0].text
({}, 'the file is missing. Add it.')
"""

from __future__ import annotations

import re
from pathlib import Path

from touchpoints.files.toml_files import Problem
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import Block

FACTS = {
    *(f"F{n}" for n in range(1, 16)), *(f"V{n}" for n in range(1, 9)), *(f"H{n}" for n in range(1, 13)),
    *(f"M{n}" for n in range(1, 10)), *(f"T{n}" for n in range(1, 6)), *(f"X{n}" for n in range(1, 8)),
}  # fmt: skip
_HEADING = re.compile(r"<!--\s*(\S+)\s*(.*?)\s*-->\s*$")


def read_blocks(path: Path, interface: Words) -> tuple[dict[str, Block], list[Problem]]:
    """The blocks of prose by name, in the file's order, and the headings that are wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return {}, [Problem(path, 1, interface("error.file_missing"))]
    except UnicodeDecodeError:
        return {}, [Problem(path, 1, interface("error.not_utf8"))]
    blocks: dict[str, Block] = {}
    wrong: list[Problem] = []
    found = [(number, match) for number, line in enumerate(lines, start=1) if (match := _HEADING.match(line))]
    ends = [number - 1 for number, _ in found[1:]] + [len(lines)]
    for (number, heading), end in zip(found, ends, strict=True):
        block = _block(heading, number, "\n".join(lines[number:end]).strip())
        if block.name in blocks:
            wrong.append(Problem(path, number, interface("error.block_twice", block=block.name)))
        for fact in sorted(set(block.facts) - FACTS):
            wrong.append(Problem(path, number, interface("error.fact", fact=fact)))
        blocks[block.name] = block
    return blocks, wrong


def _block(heading: re.Match[str], line: int, text: str) -> Block:
    marks = heading[2].split()
    facts = tuple(mark for mark in marks if not mark.startswith("can:"))
    can = tuple(mark.removeprefix("can:") for mark in marks if mark.startswith("can:"))
    return Block(name=heading[1], facts=facts, can=can, text=text, line=line)

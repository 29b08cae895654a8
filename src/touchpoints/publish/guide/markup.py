r"""Markdown of our prose as plain data that the Typst templates set.

The templates are given texts, never markup: nothing that a teacher writes is evaluated there, so there is nothing
to escape. What Markdown has and our prose does not (pictures, HTML) comes out as its text.

>>> blocks("Say **why**.", "en")
[{'type': 'par', 'lead': False, 'short': True, 'parts': [{'text': 'Say '}, {'bold': [{'text': 'why'}]}, {'text': '.'}]}]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import mistune

from touchpoints.charts.parts import fonts
from touchpoints.language import hyphenation

Node = dict[str, Any]
# Typst parts English and German words by itself, and has no patterns for Latvian.
OURS, LONG = "lv", 12  # letters of a word that is given places to part it
_HYPHEN = "\u00ad"  # shows only where a line ends
_ENDLESS, _ANYWHERE = re.compile(r"\S{45,}"), "\u200b"
_LINK = re.compile(r"#[a-z_]+")  # to a part of the guide itself; an address on the net is no use on paper
# What is kept on one page: a table of few rows and letters, a row or an item of a list of few letters; and a
# short line with the list or table that it leads to.
ROWS, WHOLE, SHORT, LEAD = 12, 2500, 800, 400
# Letters of a table: across a page, of the longest word that is not parted, for a cell's margins, and of the
# narrowest column where all words may be parted. A table of many columns is set smaller.
ACROSS, LONGEST, MARGINS, NARROW, MANY = 88, 20, 2, 9, 6


def blocks(markdown: str, language: str) -> list[Node]:
    """The Markdown as a list of paragraphs, lists, tables and lines of code."""
    return _blocks(_parser()(markdown), language)


def clean(text: str) -> str:
    r"""A text that can be set: on one line, without invisible signs, a letter of no typeface as a box. What is longer
    than any word, an address on the net for example, may end a line anywhere.

    >>> clean("a\tb \u200bc")
    'a b c'
    """
    return _ENDLESS.sub(lambda match: _ANYWHERE.join(match[0]), fonts.prepare(text, bold=False)[0])


def soft(text: str, language: str) -> str:
    """The text for a narrow place: with soft hyphens in the long words of Latvian."""
    return re.sub(rf"[^\W\d_]{{{LONG},}}", _parted, text) if language == OURS else text


def short(text: str, most: int) -> str:
    """At most so many letters, "…" for the rest."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _parted(match: re.Match[str]) -> str:
    word = match[0]
    ends = (0, *hyphenation.places(word, OURS), len(word))
    return _HYPHEN.join(word[start:end] for start, end in pairwise(ends))


@cache
def _parser() -> mistune.Markdown:
    return mistune.create_markdown(renderer=None, plugins=["table"])


def _blocks(tokens: Iterable[Node], language: str) -> list[Node]:
    """A short line above a list or a table keeps with it."""
    found = list(_each(tokens, language))
    for node, after in pairwise(found):
        if node["type"] == "par" and after["type"] != "par" and letters([node]) <= LEAD:
            node["lead"] = True
    return found


def _each(tokens: Iterable[Node], language: str) -> Iterator[Node]:
    for token in tokens:
        make = _BLOCKS.get(token["type"])
        if make:
            yield make(token, language)
        elif token["type"] == "block_quote":
            yield from _each(token["children"], language)
        elif token["type"] not in ("blank_line", "thematic_break"):
            yield _line([{"text": clean(token.get("raw", ""))}], lead=False)


def _line(parts: list[Node], lead: bool) -> Node:
    return {"type": "par", "lead": lead, "short": len(text_of(parts)) <= SHORT, "parts": parts}


def _par(token: Node, language: str) -> Node:
    """A bold line alone is the heading of what follows."""
    parts = _parts(token["children"])
    return _line(parts, lead=len(parts) == 1 and "bold" in parts[0])


def _heading(token: Node, language: str) -> Node:
    return _line([{"bold": _parts(token["children"])}], lead=True)


def _code(token: Node, language: str) -> Node:
    return {"type": "code", "parts": [{"code": _as_typed(token["raw"].rstrip())}]}


def _as_typed(code: str) -> str:
    """What of a program can be set, with its lines and all its blanks."""
    return re.sub(r"\S+", lambda match: clean(match[0]), code.expandtabs(4))


def _list(token: Node, language: str) -> Node:
    items = [_blocks(item["children"], language) for item in token["children"]]
    ordered, start = token["attrs"]["ordered"], token["attrs"].get("start", 1)
    brief = max(map(letters, items), default=0) <= SHORT
    return {"type": "list", "ordered": ordered, "start": start, "short": brief, "items": items}


def _table(token: Node, language: str) -> Node:
    head, *bodies = token["children"]
    rows = [head["children"], *(row["children"] for body in bodies for row in body["children"])]
    cells = [[_parts(cell["children"]) for cell in row] for row in rows]
    texts = [[text_of(cell) for cell in row] for row in cells]
    counts = [len(text) for row in texts for text in row]
    widths, parted = _widths(texts)
    if parted:
        cells = [[_soft(cell, language) for cell in row] for row in cells]
    whole = len(rows) <= ROWS and sum(counts) <= WHOLE
    kept = {"whole": whole, "short": max(counts) <= SHORT, "small": len(cells[0]) >= MANY}
    return {"type": "table", "widths": widths, "parted": parted, **kept, "head": cells[0], "rows": cells[1:]}


def _widths(rows: list[list[str]]) -> tuple[list[float], bool]:
    """How many letters wide the columns are: the longest word of each, and the rest by how much text they hold.
    Also, whether words have to be parted all the same."""
    columns = list(zip(*rows, strict=True))
    longest = [max((len(word) for text in column for word in text.split()), default=0) + MARGINS for column in columns]
    weights = [1 + sum(map(len, column)) for column in columns]
    least = [min(one, LONGEST) for one in longest]
    if sum(least) > ACROSS:
        least = [min(one, NARROW) for one in longest]
    spare = max(0, ACROSS - sum(least))
    widths = [one + spare * weight / sum(weights) for one, weight in zip(least, weights, strict=True)]
    return widths, least != longest


def letters(nodes: Iterable[Node]) -> int:
    """How much text the blocks hold."""
    found = 0
    for node in nodes:
        if node["type"] == "list":
            found += sum(map(letters, node["items"]))
        elif node["type"] == "table":
            found += sum(len(text_of(cell)) for row in (node["head"], *node["rows"]) for cell in row)
        else:
            found += len(text_of(node["parts"]))
    return found


def _soft(parts: list[Node], language: str) -> list[Node]:
    """The same line for a narrow place."""
    made = []
    for part in parts:
        inner = {key: _soft(part[key], language) for key in ("bold", "italic", "parts") if key in part}
        text = {"text": soft(part["text"], language)} if "text" in part else {}
        made.append({**part, **inner, **text})
    return made


def text_of(parts: Iterable[Node]) -> str:
    """A line's text without its marks."""
    found = []
    for part in parts:
        inner = part.get("bold") or part.get("italic") or part.get("parts")
        found.append(text_of(inner) if inner else part.get("text", part.get("code", " ")))
    return "".join(found)


def _parts(tokens: Iterable[Node]) -> list[Node]:
    found: list[Node] = []
    for token in _joined(tokens):
        inner = _parts(token["children"]) if "children" in token else []
        match token["type"]:
            case "strong":
                found.append({"bold": inner})
            case "emphasis":
                found.append({"italic": inner})
            case "link" if _LINK.fullmatch(token["attrs"]["url"]):
                found.append({"to": token["attrs"]["url"][1:], "parts": inner})
            case "codespan":
                found.append({"code": _as_typed(token["raw"])})
            case "linebreak":
                found.append({"break": True})
            case "softbreak":
                found.append({"text": " "})
            case _:
                found += inner or [{"text": _spaced(token.get("raw", ""))}]
    return found


def _joined(tokens: Iterable[Node]) -> Iterator[Node]:
    """What Markdown has parted at a mark that is none is one text again."""
    for is_text, same in groupby(tokens, key=lambda token: token["type"] == "text"):
        yield from [{"type": "text", "raw": "".join(token["raw"] for token in same)}] if is_text else same


def _spaced(text: str) -> str:
    """The same as `clean`, with the blanks at its ends, which part it from its neighbours."""
    inner = clean(text)
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{inner}{' ' * after}" if inner else " " * before


_BLOCKS: dict[str, Callable[[Node, str], Node]] = {
    "paragraph": _par, "block_text": _par, "heading": _heading, "block_code": _code, "list": _list, "table": _table,
}  # fmt: skip

"""Mermaid's `journey` as it is read: the statements of Mermaid 11.17.2's own grammar, and a warning where it damages
what somebody meant.

The tokens are tried in the order of its journey.jison: the first that matches counts, not the longest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from touchpoints.exchange.diagnostics import LineColumn, Reading
from touchpoints.exchange.mermaid_source import BLANK, BLANKS, Prepared, Source
from touchpoints.exchange.mermaid_text import heard, spoken
from touchpoints.model.errors import KitError

_TEXT, _NAME = r"(?:[^#\n;]|#\w+;)++", r"(?:[^#:\n;]|#\w+;)++"
_TOKEN = re.compile(
    r"(?P<percent>%(?!\{)[^\n]*)|(?P<one>[^}]%%[^\n]*)|(?P<end>\n+)"
    rf"|(?P<blank>{BLANK}+)|(?P<hash>#(?!\w+;)[^\n]*)|(?P<journey>journey\b)|(?P<title>title{BLANK}{_TEXT})"
    rf"|(?P<acc_title>accTitle{BLANK}*:{BLANK}*)|(?P<acc_descr>accDescr{BLANK}*:{BLANK}*)"
    rf"|(?P<acc_open>accDescr{BLANK}*\{{{BLANK}*)|(?P<section>section{BLANK}{_NAME})"
    rf"|(?P<task>{_NAME})|(?P<data>:{_TEXT})|(?P<other>.)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
# JavaScript's Number(), of what Mermaid takes for a score.
_NUMBER = re.compile(
    r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+", re.ASCII
)
_SCORED = re.compile(rf":{BLANK}*[+-]?\d+{BLANK}*(?::|$)", re.ASCII)  # what a task has after its name
_SIGNS = {"hash": "#", "percent": "%", "one": "%%"}  # that begin a comment


class MermaidTask(NamedTuple):
    """A task: its name, its score as Mermaid takes it, and who takes part."""

    name: str
    score: float
    actors: tuple[str, ...]


class MermaidLine(NamedTuple):
    """A statement: `text` without its keyword, `place` its beginning; of a task the data from its colon on."""

    kind: str
    text: str
    place: int
    data: str = ""
    data_place: int = 0
    cut: bool = False  # a colon has cut something off

    @property
    def raw(self) -> str:
        return self.text + self.data

    @property
    def task(self) -> MermaidTask:
        score, *actors = self.data[1:].split(":")[:2]
        names = (one for part in actors for one in part.split(","))
        return MermaidTask(heard(self.text), number(score), tuple(filter(None, map(heard, names))))


def number(text: str) -> float:
    """A score as JavaScript's Number() takes it: nothing is 0.

    >>> number(" 0x3"), number(""), number("3/5")
    (3.0, 0.0, nan)
    """
    text = text.strip(BLANKS)
    if not _NUMBER.fullmatch(text):
        return float("nan") if text else 0.0
    if text[1:2].lower() not in ("x", "o", "b"):
        return float(text)
    return float(int(text, 0)) if len(text) < 200 else float("inf")


def lines_of(diagram: Prepared, reading: Reading) -> Iterator[MermaidLine]:
    """The statements in order; warnings go to `reading`. KitError where Mermaid refuses the text, at the same place."""
    source = diagram.source
    tokens = _tokens(source.text + "\n")
    if not source.text.startswith("journey") or next(tokens)[0] != "journey":
        raise reading.refusal(source.where(0), "no-journey", reading.say("convert.no_journey"))
    for token in tokens:
        kind, text, place = token
        if kind in ("journey", "data", "other", "endless"):
            raise _unexpected(token, "", source, reading)
        if kind == "task":
            following, data, data_place = token = next(tokens)
            if following != "data":
                raise _unexpected(token, text, source, reading)
            cut = _check_colons(text, data, source.where(data_place), reading)
            yield MermaidLine(kind, text, place, data, data_place, cut)
        elif kind in ("title", "section"):
            text = text[len(kind) :]
            if kind == "title" and _SCORED.search(text):
                meant = spoken("title", begins=True) + text[:400]
                reading.warn(source.where(place), "task-became-title", reading.say("convert.became_title", meant=meant))
            yield MermaidLine(kind, text, place)
        elif kind in ("acc_title", "acc_descr"):
            yield MermaidLine(kind, text, place)
        elif kind in _SIGNS:
            _check_comment(kind, text, place, source, reading)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Each token but for blanks: its kind, its text, and where it begins. A title or description for screen readers is
    one token, `endless` where nothing ends it."""
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        kind, begin, place = match.lastgroup, place, match.end()
        if kind in ("acc_title", "acc_descr", "acc_open"):
            stop = text.find("}" if kind == "acc_open" else "\n", place)
            kind = "endless" if stop < 0 else "acc_title" if kind == "acc_title" else "acc_descr"
            yield kind, text[place:stop], begin
            place = stop + (text[stop] == "}")
        elif kind != "blank":
            yield kind, match[0], begin


def _unexpected(token: tuple[str, str, int], task: str, source: Source, reading: Reading) -> KitError:
    """Why Mermaid refuses a token where it stands: after the name of a task, or where a line begins."""
    kind, text, place = token
    spot, said = source.where(place), (task or text).strip(BLANKS)[:60]
    if kind == "journey":
        return reading.refusal(
            spot, "journey-in-task", reading.say("convert.journey_again", meant=spoken("journey", begins=True))
        )
    if kind == "endless":
        return reading.refusal(spot, "no-end", reading.say("convert.endless"))
    if text == ";":
        return reading.refusal(spot, "semicolon", reading.say("convert.semicolon"))
    if kind == "hash":
        return reading.refusal(spot, "comment-in-text", reading.say("convert.hash", text=said))
    if task:
        return reading.refusal(spot, "no-score", reading.say("convert.no_score", text=said))
    return reading.refusal(spot, "colon-in-section", reading.say("convert.no_task", text=said))


def _check_colons(name: str, data: str, spot: LineColumn, reading: Reading) -> bool:
    """Whether a colon in a task's name or among its actors has cut something off."""
    pieces = data[1:].split(":")
    numbers = [place for place, one in enumerate(pieces) if place and one.strip(BLANKS) and number(one) == number(one)]
    if numbers and numbers[-1] >= len(pieces) - 2:
        score = numbers[-1]
        meant = ":".join(["#58;".join([name, *pieces[:score]]), *pieces[score:]])
    elif len(pieces) > 2:
        meant = f"{name}:{pieces[0]}:{','.join(pieces[1:])}"
    else:
        return False
    reading.warn(spot, "colon-in-task", reading.say("convert.colon", text=name.strip(BLANKS)[:60], meant=meant[:400]))
    return True


def _check_comment(kind: str, text: str, place: int, source: Source, reading: Reading) -> None:
    """Warns where what Mermaid takes for a comment is the rest of a text, or looks like a task."""
    if kind == "one" and text[0] in BLANKS:
        return  # a line that is a comment and nothing else
    before = source.text[source.text.rfind("\n", 0, place) + 1 : place]
    deliberate = text.lstrip(BLANKS).startswith("%%") or not _SCORED.search(text)
    if before.strip(BLANKS) or not deliberate:
        sign = _SIGNS[kind]
        meant = "".join(f"#{ord(one)};" for one in sign)
        said = reading.say("convert.comment", sign=sign, text=text.strip(BLANKS)[:60], meant=meant)
        reading.warn(source.where(place), "comment-in-text", said)

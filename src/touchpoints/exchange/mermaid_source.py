"""The text of a Mermaid diagram as Mermaid's own parser gets it, and where in the file each of its characters stands.

What is taken out, and in which order, is what Mermaid 11.17.2 does (its src/preprocess.ts, utils.ts, diagram-api/):
front matter, directives, lines of comment. Mermaid's patterns for it take time that grows with the square of the length
where a text is made for that; here each character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from touchpoints.exchange.diagnostics import LineColumn, Reading

BLANKS = "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"  # fmt: skip  # noqa: E501
BLANK = f"[{BLANKS}]"  # what `\s` means in JavaScript
_IN_LINE = BLANK.replace("\n", "")
_FENCE = re.compile(r"^([ \t]*)(`{3,}+(?=[^`\n]*$)|~{3,})[ \t]*(\w*).*\n", re.MULTILINE)
_OPENING = re.compile(f"({_IN_LINE}*)---({BLANK}*)")
_DIRECTIVE = re.compile(
    rf"%%\{{{BLANK}*(?:\w+{BLANK}*:|\w+){BLANK}*(?:\w+|(?:(?!\}}%%)[^\u2028\u2029])*)?{BLANK}*(?:\}}%%)?", re.ASCII
)
_TAG, _VALUE = re.compile(r"<\w[^>]*>", re.ASCII), re.compile(r'="([^"]*)"')
_NO_TITLE = ("", "~", "null", "Null", "NULL", "false", "False", "FALSE", "0")  # as YAML these are nothing, or false
Span = tuple[int, int]


class Source(NamedTuple):
    """A part of a file's text: `at` has for each character its place there, `breaks` the places of all line breaks."""

    text: str
    at: array[int]
    breaks: list[int]

    @classmethod
    def of(cls, text: str) -> Source:
        return cls(text, array("L", range(len(text))), [match.start() for match in re.finditer("\n", text)])

    def where(self, place: int) -> LineColumn:
        """The line and the column in the file of a character here."""
        return self.spot(self.at[place] if place < len(self.at) else (self.at[-1] + 1 if self.at else 0))

    def spot(self, here: int) -> LineColumn:
        """The line and the column of a place in the file."""
        line = bisect_left(self.breaks, here)
        return line + 1, here - (self.breaks[line - 1] if line else -1)

    def without(self, spans: Iterable[Span]) -> Source:
        """What is left when these are cut out; they come in order."""
        texts, at, done = [], array("L"), 0
        for begin, end in (*spans, (len(self.text), len(self.text))):
            texts.append(self.text[done:begin])
            at += self.at[done:begin]
            done = end
        return Source("".join(texts), at, self.breaks)

    def part(self, begin: int, end: int) -> Source:
        return self.without([(0, begin), (end, len(self.text))])


class Prepared(NamedTuple):
    """A diagram without all that is none of its statements, and the title from its front matter."""

    source: Source
    title: str


def fences(whole: Source) -> Iterator[Source]:
    """The diagrams in a Markdown file, each without its indent."""
    place = 0
    while opening := _FENCE.search(whole.text, place):
        indent, fence = opening[1], opening[2]
        closing = re.compile(rf"^[ \t]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE).search(
            whole.text, opening.end()
        )
        end, place = closing.span() if closing else (len(whole.text), len(whole.text))
        if opening[3].lower() == "mermaid":
            content = whole.part(opening.end(), end)
            yield content.without(one.span() for one in re.finditer(f"^{indent}", content.text, re.MULTILINE))


def prepared(source: Source, reading: Reading) -> Prepared:
    """As Mermaid prepares a text for its parser. KitError for front matter that is no YAML."""
    title, end = "", source.text.rfind(">") + 1
    # Mermaid puts single quotation marks around the values of HTML's attributes.
    quoted = _TAG.sub(lambda tag: _VALUE.sub(r"='\1'", tag[0]), source.text[:end]) + source.text[end:]
    source = source._replace(text=quoted)
    if found := _front_matter(quoted):
        (begin, stop), end = found
        body = re.sub(f"^{_OPENING.match(quoted)[1]}", "", quoted[begin:stop], flags=re.MULTILINE)
        title = _title(body, source.where(begin), reading)
        source = source.part(end, len(quoted))
    source = source.without(match.span() for match in _DIRECTIVE.finditer(source.text))
    source = source.without(_comments(source.text))
    source = source.part(len(source.text) - len(source.text.lstrip(BLANKS)), len(source.text))
    for word in ("style", "classDef"):
        source = source.without(_ends_of_styles(source.text, word))
    return Prepared(source, title)


def _front_matter(text: str) -> tuple[Span, int] | None:
    """Where its body stands, and where all of it ends. Of the line breaks after the opening as many belong to it as
    leave a closing fence of the same indent behind."""
    opening = _OPENING.match(text)
    if not opening or (last := text.rfind("\n", *opening.span(2))) < 0:
        return None
    closing = re.compile(rf"\n{re.escape(opening[1])}---{_IN_LINE}*\n")
    found = closing.search(text, last + 1)
    if not found and text.rfind("\n", opening.start(2), last) >= 0:
        found = closing.match(text, last)
    return ((min(last + 1, found.start()), found.start()), found.end()) if found else None


def _title(body: str, at: LineColumn, reading: Reading) -> str:
    """The title that YAML gives; of all else in it nothing is said about a journey."""
    try:
        node = yaml.compose(body, yaml.SafeLoader)  # only its structure: no value is made of it, no alias is followed
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        titles = [value for name, value in pairs if name.value == "title" and isinstance(value, yaml.ScalarNode)]
        if len(titles) > 1:
            raise ValueError("twice")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = (at[0] + mark.line, mark.column + 1) if mark else at
        raise reading.refusal(at, "front-matter", reading.say("convert.front_matter")) from error
    return next((one.value for one in titles if one.style or one.value not in _NO_TITLE), "")


def _comments(text: str) -> Iterator[Span]:
    """Lines that begin with %% and are no directive, with the blank lines before them."""
    blank, place = None, 0
    for line in text.split("\n"):
        bare, end = line.lstrip(BLANKS), min(place + len(line) + 1, len(text))
        if len(bare) > 2 and bare.startswith("%%") and bare[2] != "{":
            yield (place if blank is None else blank), end
            blank = None
        else:
            blank = (place if blank is None else blank) if not bare else None
        place += len(line) + 1


def _ends_of_styles(text: str, word: str) -> Iterator[Span]:
    """Mermaid drops the last semicolon of a line that looks to it like a style: word, colon and # without a blank."""
    for line in re.finditer("^(.*);", text, re.MULTILINE):
        if any(0 <= one.find(":") < one.rfind("#") for one in line[1].partition(word)[2].split()):
            yield line.end() - 1, line.end()

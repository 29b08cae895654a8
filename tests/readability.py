"""How hard a text is to read: sentence lengths and LIX.

Computed here because textstat drops sentences of one or two words, which instructions are full of.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"<!--.*?-->|\{\{\w+\}\}|[*_`>#|☐]|\]\([^)]*\)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:[-’'.,:][^\W_]+)*")
# A list item or a paragraph ends a sentence; so does a full stop, but not the one in "12.40" or "8 a.m.".
_ENDS = re.compile(r"(?<=[.!?…])[”“\"’»)]*\s+|\n\s*(?:[-•]|\d+\.)\s+|\n\s*\n")


def words(text: str) -> list[str]:
    return _WORD.findall(_MARKUP.sub(" ", text))


def sentences(text: str) -> list[list[str]]:
    """The sentences of a Markdown text, each as its words; those of one word too."""
    parts = _ENDS.split("\n" + _MARKUP.sub("", text))
    return [found for part in parts if (found := _WORD.findall(part))]


def mean_sentence(text: str) -> float:
    return len(words(text)) / len(sentences(text))


def lix(text: str) -> float:
    """Words a sentence, plus the percentage of words with more than six letters."""
    every = words(text)
    long = [word for word in every if len(re.sub(r"[\W_\d]", "", word)) > 6]
    return mean_sentence(text) + 100 * len(long) / len(every)

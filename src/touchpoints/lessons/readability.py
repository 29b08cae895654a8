"""How hard a text is to read: sentence lengths and LIX.

Computed here because textstat drops sentences of one or two words, which instructions are full of.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"<!--.*?-->|\{\{\w+\}\}|[*_`>#|☐]|\]\([^)]*\)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:[-’'.,:][^\W_]+)*")
_ITEM = re.compile(r"^\s*(?:[-•]|\d+\.)\s+", re.MULTILINE)
# A sentence ends with its stop (not the one in "12.40") or with its paragraph or list item.
_ENDS = re.compile(r"(?<=[.!?…])[”“\"’»)]*\s+|\n\s*\n")


def words(text: str) -> list[str]:
    return [word for sentence in sentences(text) for word in sentence]


def sentences(text: str) -> list[list[str]]:
    """The sentences of a Markdown text, each as its words; those of one word too."""
    parts = _ENDS.split(_MARKUP.sub(" ", _ITEM.sub("\n\n", text)))
    return [found for part in parts if (found := _WORD.findall(part))]


def mean_sentence(text: str) -> float:
    return len(words(text)) / len(sentences(text))


def lix(text: str) -> float:
    """Words a sentence, plus the percentage of words with more than six letters."""
    every = words(text)
    long = [word for word in every if len(re.sub(r"[\W_\d]", "", word)) > 6]
    return mean_sentence(text) + 100 * len(long) / len(every)

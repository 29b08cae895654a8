"""Which channel a touchpoint's name speaks of.

Each language has the beginnings of words for a channel in its catalogue, as its speakers would say them.

>>> from touchpoints.language import words
>>> guess("Schild am Eingang", words.of("de")), guess("Die heiße Suppe", words.of("de"))
('sign', '')
"""

from __future__ import annotations

import re
from functools import lru_cache

from touchpoints.language.words import Words
from touchpoints.model.journey import CHANNELS

WHERE = ("shop", "building", "display", "person", "vehicle")
WHOLE = 4  # letters; what is as short is a word of its own: an "app" is no "apple"


def guess(name: str, words: Words) -> str:
    """The channel of the longest word that the name has, at the beginning or, as in compounds, at the end of one of its
    words; "" where it has none. A place or a person counts where nothing else is named, as in "the shop's chat".
    """
    spoken = re.findall(r"\w+", name.casefold())
    found = [
        (channel not in WHERE, len(stem), channel)
        for stem, channel in _stems(words)
        if any(_has(word, stem) for word in spoken)
    ]
    return max(found, default=(False, 0, ""))[-1]


def _has(word: str, stem: str) -> bool:
    return word == stem if len(stem) <= WHOLE else word.startswith(stem) or word.endswith(stem)


@lru_cache
def _stems(words: Words) -> list[tuple[str, str]]:
    return [(stem, channel) for channel in CHANNELS for stem in words(f"spoken.{channel}").casefold().split()]

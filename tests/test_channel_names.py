"""Which channel a touchpoint's name speaks of."""

from __future__ import annotations

import pytest

from touchpoints.language import channel_names, words
from touchpoints.lessons import reader
from touchpoints.model.journey import CHANNELS


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_four_of_five_guesses_are_right(language: str) -> None:
    """Of the lessons' touchpoints most have a guess, and at least four of five guesses are the lessons' own channel."""
    say = words.of(language)
    found = [one for id in reader.ids() for one in reader.read(id, language).case.touchpoints]
    guessed = [(channel_names.guess(one.name, say), one.channel) for one in found]
    said = [(guess, channel) for guess, channel in guessed if guess]
    assert len(said) > 0.8 * len(found)
    assert sum(guess == channel for guess, channel in said) >= 0.8 * len(said)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_channel_has_words_of_its_own(language: str) -> None:
    """Each word is guessed as its channel, whatever its letters' case, and a name without one has no guess."""
    say = words.of(language)
    spoken = {channel: say(f"spoken.{channel}").split() for channel in CHANNELS}
    all = [stem for stems in spoken.values() for stem in stems]
    assert len(all) == len(set(all))
    for channel, stems in spoken.items():
        for stem in stems:
            assert channel_names.guess(f"{stem.upper()} !", say) == channel, stem
    assert channel_names.guess("xyzzy 7", say) == "" == channel_names.guess("", say)

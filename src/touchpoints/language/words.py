"""The words of the interface in the reader's language, and numbers and dates the reader's way.

Each language is one gettext catalogue, ``catalogues/<language>.po``. Its entries have short names
("identify.add") rather than English sentences, so that English is one language among equals and a
reworded English sentence leaves the others valid.

>>> of("de")("feeling.2")
'sehr gut'
>>> of("lv").signed(-1.5)
'−1,5'
"""

from __future__ import annotations

import gettext
import io
import os
import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.core import Locale
from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from touchpoints.model.errors import KitError
from touchpoints.model.journey import CHANNELS

FOLDER = Path(__file__).parent / "catalogues"
LANGUAGES = ("en", "de", "lv")
# Quotation marks, and those within: a student's sign that says „Back soon“ is quoted like any other text.
_QUOTES = {"en": ("“”", "‘’"), "de": ("„“", "‚‘"), "lv": ("„”", "‚’")}
_LOCALES = {"en": "en_GB"}  # dates as Europe's schools write them, and a clock of 24 hours


class Words:
    """The words of one language: call it with an entry's name and the values for its placeholders."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_LOCALES.get(language, language))
        with open(FOLDER / f"{language}.po", "rb") as file:
            catalogue = read_po(file, locale=self.locale)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self._catalogue = gettext.GNUTranslations(compiled)
        # what things on the screen are called; of a text with values, what stands between them
        texts = [one.string for one in catalogue if isinstance(one.string, str)]
        self.names = frozenset(part.strip() for text in texts for part in re.split(r"\{\w+\}", text))

    def __call__(self, key: str, /, **values: object) -> str:
        """The entry `key`; KeyError when the catalogue lacks it (a mistake of ours, never a reader's)."""
        text = self._catalogue.gettext(key)
        if text == key:
            raise KeyError(f"{key} is not in {self.language}.po")
        return self._filled(text, values) if values else text

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The entry `key` in the plural form for `number`, which fills the placeholder {number}."""
        text = self._catalogue.ngettext(key, key, number)
        if text == key:
            raise KeyError(f"{key} is not in {self.language}.po")
        return self._filled(text, {"number": self.number(number), **values})

    def _filled(self, text: str, values: dict[str, object]) -> str:
        """With the values put in; one that stands in quotation marks has other ones inside it."""
        begin, end = _QUOTES[self.language][0]
        for name, value in values.items():
            if isinstance(value, str) and f"{begin}{{{name}}}{end}" in text:
                values = {**values, name: self.inside(value)}
        return text.format(**values)

    def inside(self, text: str) -> str:
        """A text as it stands within quotation marks.

        >>> of("de").inside("Schild „Hier anstellen“")
        'Schild ‚Hier anstellen‘'
        """
        return text.translate(str.maketrans(*_QUOTES[self.language]))

    def number(self, value: float) -> str:
        """At most one decimal, with the reader's decimal sign."""
        return _number(value, self.locale)

    def signed(self, value: float) -> str:
        """The same with a sign, such as +1 or −0,5; nought has none."""
        rounded = _rounded(value)
        return format_decimal(rounded, format="+#,##0.#;−#,##0.#", locale=self.locale) if rounded else "0"

    def moment(self, saved_at: str) -> str:
        """A file's date and time (ISO 8601), short; "…" where it has none, or one that nobody understands.

        >>> of("de").moment("2026-03-01T09:05:00+01:00"), of("de").moment("")
        ('01.03.26, 09:05', '…')
        """
        try:
            return format_datetime(datetime.fromisoformat(saved_at), format="short", locale=self.locale)
        except (ValueError, OverflowError):
            return "…"

    def feeling(self, value: int | None) -> str:
        return self("feeling.none") if value is None else self(f"feeling.{value}")

    def hands(self, counts: Iterable[tuple[int, int]]) -> str:
        """Levels and how many hands were raised for each, such as "12 good, 9 bad"."""
        return ", ".join(f"{self.number(count)} {self.feeling(level)}" for level, count in counts)

    def channel(self, channel: str) -> str:
        """A known channel's word; any other channel is its own word."""
        if not channel:
            return self("channel.none")
        return self(f"channel.{channel}") if channel in CHANNELS else channel


@lru_cache(maxsize=512)
def _number(value: float, locale: Locale) -> str:
    """Each chart has the same few on its discs."""
    return format_decimal(_rounded(value), format="#,##0.#;−#,##0.#", locale=locale)


def _rounded(value: float) -> Decimal:
    """To one decimal, as Babel rounds; a nought has no sign."""
    return round(Decimal(str(value)), 1) or Decimal(0)


@lru_cache
def of(language: str) -> Words:
    """The words of a language. An unknown one raises KitError, which lists the known ones."""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise KitError(of(readers_language())("error.language", language=str(language)[:40], known=known))
    return Words(language)


def readers_language() -> str:
    """The language of the reader's system where it is one of ours, else English.

    Windows sets none of these variables: there `--language` says it.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            language = value.partition("_")[0]
            return language if language in LANGUAGES else "en"
    return "en"

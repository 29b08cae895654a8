"""Texts in a Mermaid diagram: which characters stand there as entities, such as #35; for #.

>>> spoken("title #5: 10% off"), spoken("title", begins=True), heard("#116;itle #35;5")
('title #35;5#58; 10#37; off', '#116;itle', 'title #5')
"""

from __future__ import annotations

import html
import re

from touchpoints.exchange.mermaid_source import BLANKS

# What ends a text or begins something else in Mermaid, in HTML, or in what Mermaid itself writes for an entity (ﬂ, ¶);
# blanks other than the usual one, and the usual one at an edge.
_SPECIAL = re.compile(rf"[#;:%<>&{{}}ﬂ¶]|(?! )[{BLANKS}]|^ | $")
_KEYWORD = re.compile(r"(?=(?:journey|title|section|acctitle|accdescr)\b)", re.ASCII | re.IGNORECASE)
_ENTITY = re.compile(r"#(\w+);", re.ASCII)


def spoken(text: str, begins: bool = False) -> str:
    """A text so that Mermaid shows each of its characters, and takes none for its own; `begins` where it begins a line.
    "" is a blank."""
    text = _SPECIAL.sub(lambda match: _entity(match[0]), text)
    return _entity(text[0]) + text[1:] if begins and _KEYWORD.match(text) else text or _entity(" ")


def heard(text: str) -> str:
    """What Mermaid shows of a text; nothing where there are only blanks."""
    shown = _ENTITY.sub(lambda match: html.unescape(f"&{'#' * match[1].isdigit()}{match[1]};"), text.strip(BLANKS))
    return shown if shown.strip() else ""


def _entity(character: str) -> str:
    number = f"&#{ord(character)};"
    return number[1:] if html.unescape(number) == character else character  # HTML has none for most control characters

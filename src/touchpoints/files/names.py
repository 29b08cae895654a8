"""Names that files can have on every system."""

from __future__ import annotations

import re

_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])", re.IGNORECASE)


def is_reserved(stem: str) -> bool:
    """Whether Windows keeps the name for a device, whatever ending it has.

    >>> is_reserved("con"), is_reserved("contact")
    (True, False)
    """
    return bool(_RESERVED.fullmatch(stem))

"""The steps' pages: one HTML template each, in ``templates/``, escaped by default."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from touchpoints.language import hyphenation


def template(step: str) -> Template:
    return _environment().get_template(f"{step}.html")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["soft"] = _soft
    return environment


@pass_context
def _soft(context: Context, text: str) -> str:
    """Long words with soft hyphens, so that a narrow card breaks them where a teacher would."""
    language = context["w"].language

    def parted(word: re.Match[str]) -> str:
        cuts = (0, *hyphenation.places(word[0], language), len(word[0]))
        return "\u00ad".join(word[0][start:end] for start, end in pairwise(cuts))

    return re.sub(r"\w{9,}", parted, text)

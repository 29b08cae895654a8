"""The steps' pages: one HTML template each, in ``templates/``, escaped by default."""

from __future__ import annotations

import hashlib
import re
import sys
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from touchpoints.files import atomic
from touchpoints.language import hyphenation

FOLDER = Path(__file__).parent / "templates"


def template(step: str) -> Template:
    return _environment().get_template(f"{step}.html")


class Compiled(BytecodeCache):
    """Templates as Python has compiled them, beside them as Python's own modules are: compiling takes a fifth of a
    kernel's start. Where the folder takes nothing it is done each time."""

    def __init__(self) -> None:
        self._version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]  # of what is set below

    def _path(self, bucket: Bucket) -> Path:
        return FOLDER / "__pycache__" / f"{bucket.key}-{self._version}-{sys.implementation.cache_tag}"

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(Exception):  # what is not there or damaged is compiled anew
            bucket.bytecode_from_string(self._path(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                atomic.write(self._path(bucket), bucket.bytecode_to_string())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        bytecode_cache=Compiled(),
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

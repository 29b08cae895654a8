"""The JSON Schemas of the kit's files, made from the same types that decode them; `touchpoints build` writes them.

Two rules a schema cannot say: ids are unique, and a journey has at most 200 activities in all its stages together.
"""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path

import msgspec

from touchpoints.model.journey import FEELINGS, Journey
from touchpoints.model.work import Work

FOLDER = Path(__file__).parent
KINDS: dict[str, type[msgspec.Struct]] = {"journey.schema.json": Journey, "work.schema.json": Work}


def schema(kind: type[msgspec.Struct]) -> str:
    """The schema of a file that holds one `kind`, as JSON text. Its `format` is required."""
    made = msgspec.json.schema(kind)
    for definition in made["$defs"].values():  # Python 3.13 takes the indentation out of docstrings, older ones do not
        if "description" in definition:
            definition["description"] = cleandoc(definition["description"])
    if rating := made["$defs"].get("Rating"):  # msgspec does not say which keys that are numbers there can be
        rating["properties"]["hands"]["propertyNames"] = {"enum": [str(level) for level in FEELINGS]}
    made["$defs"][kind.__name__]["required"] = sorted({"format", *made["$defs"][kind.__name__]["required"]})
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(made, indent=2, sort_keys=True) + "\n"

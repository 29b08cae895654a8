"""What a step's method is given in code, checked against its annotations: the same limits as in the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from touchpoints.language.words import Words
from touchpoints.model.errors import WrongArgument


def checked(method: Callable[..., object], given: Mapping[str, object], say: Words) -> dict[str, Any]:
    """What was given, but for None. WrongArgument says which value does not fit, and what would."""
    try:
        fields = msgspec.convert(given, _fields_of(method))
    except msgspec.ValidationError as error:
        name = re.search(r"at `\$\.([a-z_]+)", str(error))[1]
        key, allowed, most = _wanted(get_args(_types_of(method)[name])[0])
        raise WrongArgument(say(key, argument=name, known=allowed, most=most)) from error
    return {name: value for name in given if (value := getattr(fields, name)) is not None}


@cache
def _fields_of(method: Callable[..., object]) -> type[msgspec.Struct]:
    fields = [(name, kind, None) for name, kind in _types_of(method).items()]
    return msgspec.defstruct("Given", fields, kw_only=True)


def _types_of(method: Callable[..., object]) -> dict[str, Any]:
    """The kind of each argument, each of which may be None."""
    return {name: kind for name, kind in get_type_hints(method, include_extras=True).items() if name != "return"}


def _wanted(kind: Any) -> tuple[str, str, int]:
    """What a value of this kind has to be: a message's key, what is possible or such as what, a text's longest."""
    plain, limits = (get_args(kind)[0], kind.__metadata__[0]) if get_origin(kind) is Annotated else (kind, None)
    if get_origin(plain) is Literal:
        return "code.one_of", ", ".join(map(repr, get_args(plain))), 0
    if plain is int:
        return "code.one_of", ", ".join(map(str, range(limits.ge, limits.le + 1))), 0
    if get_origin(plain) is list:
        values = get_args(get_args(plain)[0]) if get_origin(get_args(plain)[0]) is Literal else ()
        return "code.list", str(list(values[:2] or ("…", "…"))), 0
    return ("code.answers", "", 0) if get_origin(plain) is dict else ("code.text", "", limits.max_length)

"""What to write instead: the answer to a misspelt name or a wrong argument, for those who code.

The façade is made with this: nothing of weight is imported before an error needs words.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from touchpoints.model.errors import WrongArgument

if TYPE_CHECKING:
    from touchpoints.language.words import Words

P, R = ParamSpec("P"), TypeVar("R")
_latest = ""  # the language of the lesson opened last in this kernel


def reads_in(language: str) -> None:
    """Whoever works in this kernel reads this language: a lesson in it has been opened."""
    global _latest
    _latest = language


def words_in(*languages: object) -> Words:
    """The words of the first of these languages that is one of ours; else of the lesson opened last, else of the
    system."""
    from touchpoints.language import words

    chosen = (one for one in (*languages, _latest) if one in words.LANGUAGES)
    return words.of(next(chosen, None) or words.readers_language())


def meant(say: Words, name: object, known: Iterable[str], owner: str = "") -> str:
    """“ Did you mean …?” with the nearest of the known names, whatever its capitals; "" when none is near."""
    names = {one.casefold(): one for one in known}
    near = get_close_matches(str(name).casefold()[:60], names, n=1)
    return " " + say("code.meant", name=owner + names[near[0]]) if near else ""


def unknown_language(say: Words, language: object) -> str:
    from touchpoints.language.words import LANGUAGES

    text = say("error.language", language=str(language)[:40], known=", ".join(LANGUAGES))
    return text + meant(say, language, LANGUAGES)


def no_such_name(say: Words, owner: str, name: str, known: Iterable[str]) -> str:
    """That `owner`, such as "tp.", has no such name; and the nearest one, or all."""
    all_names = say("code.known", known=", ".join(owner + one for one in known))
    return say("code.no_name", name=owner + name[:40]) + (meant(say, name, known, owner) or f" {all_names}")


def no_journey(given: object, say: Words, call: str) -> str:
    """What to write instead, where `call` is a right call with {} for a journey: a file has to be read first, and
    somebody's work has a journey."""
    variable = getattr(given, "_variable", "")  # of a `Lesson` or an `Exercise`
    named = str(given)[:60] if given is None or isinstance(given, str | int | os.PathLike) else type(given).__name__
    is_file = isinstance(given, str | os.PathLike)
    example = call.format(f'tp.read("{named}")' if is_file else f"{variable or 'work'}.journey")
    return f"{say('code.journey', given=variable or named)} {say('code.example', example=example)}"


def checked(example: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Arguments that do not suit the signature raise WrongArgument, whose message ends with `example`, a right call.

    In the example {0} is what the method belongs to, and {language} the reader's. What is annotated as a path has to
    be one.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            if wrong := next(_wrong(signature, args, kwargs), None):
                raise WrongArgument(_answer(*wrong, signature, example, args, kwargs))
            return function(*args, **kwargs)

        return call

    return decorate


def _wrong(signature: inspect.Signature, args: tuple, kwargs: dict[str, object]) -> Iterator[tuple[str, str]]:
    """What does not suit the signature: the message's key and the argument that it is about."""
    places = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
    names = [one.name for one in places]
    in_order = [one.name for one in places if one.kind is not one.KEYWORD_ONLY]
    given = {**dict(zip(in_order, args, strict=False)), **kwargs}
    if len(places) == len(signature.parameters):
        yield from (("code.unknown", name) for name in kwargs if name not in names)
    if len(args) > len(in_order):
        yield "code.too_many", ""
    yield from (("code.twice", name) for name in in_order[: len(args)] if name in kwargs)
    for one in places:
        if one.name not in given and one.default is one.empty:
            yield "code.missing", one.name
        value = given.get(one.name, one.default)
        if "Path" in str(one.annotation) and value is not one.default and not _is_path(value):
            yield "code.path", one.name


def _is_path(value: object) -> bool:
    return isinstance(value, str | os.PathLike) and str(value) != "" and "\0" not in str(value)


def _answer(
    key: str, argument: str, signature: inspect.Signature, example: str, args: tuple, kwargs: dict[str, object]
) -> str:
    say = getattr(args[0], "_words", None) if args else None
    say = say or words_in(kwargs.get("language"))
    example = example.format(*args, language=say.language)
    problem = say(key, name=example.partition("(")[0], argument=argument[:40])
    near = meant(say, argument, set(signature.parameters) - {"self"}) if key == "code.unknown" else ""
    return f"{problem}{near} {say('code.example', example=example)}"

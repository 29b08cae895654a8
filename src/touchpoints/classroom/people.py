"""Who handed in what, as platforms write it into the names of folders: Moodle's and nbgrader's. Full names go no
further than this module: everywhere else nicknames stand for them.

>>> people = People()
>>> people.note(("8a.zip", "Anna Ozola_17_assignsubmission_file_", "fox.work.json"), "Fox")
>>> people.shown(("8a.zip", "Anna Ozola_17_assignsubmission_file_", "anna_ozola.ipynb"))
'8a.zip/Fox/Fox.ipynb'
"""

from __future__ import annotations

import re

from touchpoints.classroom.sources import SUBMITTED, Origin

# Named, blind ("Participant_12") and older ones, as a folder, and with the file's name where all files lie flat.
_MOODLE = re.compile(r"(?P<who>.+?_\d+)_(?:assignsubmission_)?(?:file|onlinetext)(?:_|$)", re.DOTALL)
_LONGEST = 200  # characters of a name that is shown


def printable(text: str, most: int = _LONGEST) -> str:
    """One line that any terminal and any file takes: hidden signs, line breaks and halves of letters become "�"."""
    text = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def person(place: Origin) -> str:
    """Whose file it is, as the platform names them; "" where that cannot be seen."""
    for part, student in zip(place, (*place[1:], ""), strict=True):
        if match := _MOODLE.match(part):
            return match["who"]
        if part == SUBMITTED and student and student != place[-1]:
            return student
    return ""


class People:
    """Nicknames for those whose files were seen; "student 1" and so on for those of whom nothing could be read."""

    def __init__(self) -> None:
        self._nicknames: dict[str, str] = {}
        self._unknown: dict[str, str] = {}

    def note(self, place: Origin, nickname: str) -> None:
        if who := person(place):
            self._nicknames.setdefault(who, alias(nickname))

    def shown(self, place: Origin) -> str:
        """A file's place without anybody's full name."""
        if not (who := person(place)):
            return named(place)
        stands = self._nicknames.get(who) or self._unknown.setdefault(who, f"student {len(self._unknown) + 1}")
        words = [word for word in re.split(r"[\W_]+", re.sub(r"_\d+$", "", who)) if word]
        any_word = "|".join([r"[\W_]*".join(words) or "(?!)", *(word for word in words if len(word) > 2)])
        anywhere = re.compile(rf"(?<![^\W_])(?:{any_word})(?:[\W_]+(?:{any_word}))*(?![^\W_])", re.IGNORECASE)
        parts = []
        for part in place:
            match = _MOODLE.match(part)
            whole = part == who or bool(match and match["who"] == who)
            rest = part[match.end() :] if match and whole else "" if whole else part
            parts += [stands] * whole + [anywhere.sub(lambda _: stands, rest)] * bool(rest)
        return named(tuple(parts))


def alias(nickname: str) -> str:
    """What stands in a place for a full name."""
    return printable(nickname).replace("/", "_")


def named(place: Origin) -> str:
    """A file's place as it is."""
    return "/".join(map(printable, place))

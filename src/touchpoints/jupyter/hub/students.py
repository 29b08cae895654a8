"""Who is who at a hub: a kept table from a user's name to nickname, class and the number of an account of their own."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
import zlib
from pathlib import Path

import msgspec

from touchpoints.files import atomic, regular
from touchpoints.jupyter.hub.classes import HubClass

# Numbers that no system gives to people, containers or services (systemd.io/UIDS-GIDS), and no accounts behind them.
NO_ONE = 1_900_000_000
_BLOCK, _BLOCKS = 10_000, 20_000
_MOST = 5_000_000  # bytes of the table
_NAME = re.compile(r"[^\W_][\w .-]{0,29}", re.UNICODE)


class AtHub(msgspec.Struct):
    """A student: the nickname as it was typed first, and the password of their own, as a hash, where such are asked."""

    nickname: str
    group: str
    uid: int
    secret: str = ""


def name_of(nickname: str) -> str:
    """The hub's name for a nickname: "Fox", "fox" and " FOX " are one student.

    >>> name_of("  Anna   Maria "), name_of("Straße")
    ('anna maria', 'strasse')
    """
    return " ".join(unicodedata.normalize("NFC", nickname.casefold()).split())


def fits(name: str) -> bool:
    """Whether a name can be one: letters and digits of any script, 30 at most, and between them spaces, "." "-" "_".

    >>> [fits(one) for one in ("zoë 2", "..", "a/b", "o'neil", "🦊", "x" * 31, "")]
    [True, False, False, False, False, False, False]
    """
    return bool(_NAME.fullmatch(name)) and ".." not in name


def accounts(data: Path) -> range:
    """The numbers of a hub's students: hubs of one machine have different ones. The first is everybody's, where all
    trust each other.

    >>> a, b = accounts(Path("/srv/a")), accounts(Path("/srv/b"))
    >>> {*a} & {*b}, NO_ONE in a, a[-1] < 2**31
    (set(), False, True)
    """
    first = NO_ONE + _BLOCK * (1 + zlib.crc32(str(data).encode()) % _BLOCKS)
    return range(first, first + _BLOCK)


class Table:
    """The table in a file; whoever is in it stays, so that every file of a student's keeps its owner."""

    def __init__(self, path: Path, classes: list[HubClass], numbers: range) -> None:
        self._path, self.classes, self._numbers = path, classes, numbers
        self._all: dict[str, AtHub] = {}
        if path.exists():
            self._all = msgspec.json.decode(regular.read(path, _MOST), type=dict[str, AtHub])

    def __getitem__(self, name: str) -> AtHub:
        return self._all[name]

    def taught_by(self, name: str) -> HubClass | None:
        """The class whose teacher is this user of the hub."""
        return next((one for one in self.classes if one.teacher == name), None)

    def class_of(self, name: str) -> HubClass | None:
        """The class of a user, student or teacher."""
        group = self._all[name].group if name in self._all else None
        return self.taught_by(name) or next((one for one in self.classes if one.name == group), None)

    def admit(self, nickname: str, group: str, password: str | None = None) -> bool:
        """Let a student of the class in, who may be new; whether that can be: a nickname is of one class, and of one
        password where each has their own. OSError where the table cannot be kept."""
        name = name_of(nickname)
        one = self._all.get(name) or AtHub(nickname.strip(), group, self._numbers[1 + len(self._all)])
        if one.group != group or (password is not None and one.secret and not _is(password, one.secret)):
            return False
        changed = msgspec.structs.replace(one, secret=one.secret or (_hashed(password) if password else ""))
        if self._all.get(name) != changed:
            whole = {**self._all, name: changed}
            atomic.write(self._path, msgspec.json.format(msgspec.json.encode(whole)), mode=0o600)
            self._all = whole
        return True


def _hashed(password: str, salt: str = "") -> str:
    salt = salt or secrets.token_hex(16)
    return f"{salt}:{hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex()}"


def _is(password: str, secret: str) -> bool:
    return secrets.compare_digest(_hashed(password, secret.partition(":")[0]), secret)

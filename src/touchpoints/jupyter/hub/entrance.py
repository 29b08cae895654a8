"""How one comes in: students with nickname and the class's password, the teacher with a key; and the page for the
projector that says so."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import defaultdict
from secrets import compare_digest
from typing import Any

import segno
from jupyterhub.auth import Authenticator
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.login import LoginHandler
from jupyterhub.utils import url_path_join
from tornado import web
from traitlets import Any as Anything

from touchpoints.jupyter.hub import students
from touchpoints.language import words
from touchpoints.language.words import Words

_SHORTEST = 4  # letters of a password of one's own
_PAUSE = 1  # s for which a wrong password keeps those who come from its address waiting


class ClassPassword(Authenticator):
    """The class's password lets in, under any nickname of the class that is free; with `own_passwords` a second one,
    which is chosen at the first time, keeps the nickname for whoever has it."""

    table: students.Table = Anything().tag(config=True)
    own_passwords = Anything(False).tag(config=True)
    shown = Anything().tag(config=True)  # called for the address that pupils type
    _doors = defaultdict(asyncio.Lock)  # by the address from which one comes

    def normalize_username(self, username: str) -> str:
        return students.name_of(username)

    def validate_username(self, username: str) -> bool:
        return students.fits(username)

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        return [("/login", Entrance), ("/touchpoints/join", Join), ("/touchpoints/teacher", TeachersDoor)]

    async def authenticate(self, handler: Entrance, data: dict[str, str]) -> str | None:
        """The user's name; None where the page has to say what is wrong with what was typed. From one address one
        password is tried after the other, so that nobody can try many."""
        nickname = data.get("username", "")
        name = self.normalize_username(nickname)
        if not self.validate_username(name) or self.table.taught_by(name):
            handler.problem = handler.words("login.bad_name")
            return None
        async with self._doors[_comes_from(handler)]:
            handler.problem = self._amiss(nickname, data, handler.words)
            if handler.problem:
                await asyncio.sleep(_PAUSE)
        return None if handler.problem else name

    def _amiss(self, nickname: str, data: dict[str, str], say: Words) -> str:
        """Why somebody is not let in with these passwords; "" for whoever is."""
        typed = data.get("password", "").strip().encode()
        group = next((one for one in self.table.classes if compare_digest(typed, one.password.encode())), None)
        own = data.get("own", "") if self.own_passwords else None
        if group is None:
            return say("login.bad_password")
        if own is not None and len(own) < _SHORTEST:
            return say("login.too_short", number=_SHORTEST)
        return "" if self.table.admit(nickname, group.name, own) else say("login.taken")


class Entrance(LoginHandler):
    """`/hub/login`, in a language of the classes' that the browser asks for."""

    problem = ""

    @property
    def words(self) -> Words:
        known = dict.fromkeys(one.language for one in self.authenticator.table.classes)
        asked = [part.strip()[:2] for part in self.request.headers.get("Accept-Language", "").split(",")]
        return words.of(next((one for one in asked if one in known), next(iter(known))))

    def _render(
        self, login_error: str | None = None, username: str | None = None, sync: bool = False, **_: Any
    ) -> Any:  # fmt: skip
        """`login_error` is JupyterHub's, in English: a full disk is such a case, or a page that was open for long."""
        problem = self.problem or (None if login_error is None else self.words("hub.failed"))
        page = {
            "w": self.words,
            "own": self.authenticator.own_passwords,
            "problem": problem,
            "username": username or "",
        }
        return BaseHandler.render_template(self, "entrance.html", sync=sync, **page)  # our own would come back here


class Join(BaseHandler):
    """`/hub/touchpoints/join?class=8a`: the address that pupils type, as it is at this moment."""

    async def get(self) -> None:
        classes = self.authenticator.table.classes
        wanted = self.get_query_argument("class", classes[0].name)
        one = next((one for one in classes if one.name == wanted), None)
        if one is None:
            raise web.HTTPError(404)
        url = self.authenticator.shown()
        picture = segno.make(url, micro=False).svg_inline(scale=8, border=2, svgclass=None, lineclass=None)
        picture = picture.replace("<svg ", '<svg data-tp="qr" role="img" aria-label="QR" ', 1)
        html = await self.render_template(
            "join.html", w=words.of(one.language), one=one, others=[other for other in classes if other != one],
            address=url, picture=picture, password=one.password if self._here else "",
        )  # fmt: skip
        self.set_header("Cache-Control", "no-store")
        self.finish(html)

    @property
    def _here(self) -> bool:
        """Whether the page is shown on this very machine."""
        try:
            return ipaddress.ip_address(_comes_from(self).removeprefix("::ffff:")).is_loopback
        except ValueError:
            return False


class TeachersDoor(BaseHandler):
    """`/hub/touchpoints/teacher?key=…`: the teacher's own notebook."""

    async def get(self) -> None:
        key = self.get_query_argument("key", "").encode()
        one = next((one for one in self.authenticator.table.classes if compare_digest(key, one.key.encode())), None)
        if one is None:
            raise web.HTTPError(404)
        user = await self.auth_to_user({"name": one.teacher, "admin": False})
        self.set_login_cookie(user)
        self.redirect(url_path_join(self.hub.base_url, "spawn"))  # without the key


def _comes_from(handler: BaseHandler) -> str:
    """The address of a browser: what the proxy has added stands last; all before it, and other headers, a browser may
    have written itself."""
    return handler.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()

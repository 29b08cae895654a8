"""Starting a class's hub on this machine, saying where it is, and ending all of it."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import click
import psutil
from jupyterhub.app import JupyterHub
from jupyterhub.utils import url_path_join
from tornado.httpclient import AsyncHTTPClient
from traitlets.config import Config

from touchpoints.jupyter.hub import address, classes, students
from touchpoints.jupyter.hub.config import MARK, Hosting, configure
from touchpoints.language.words import Words
from touchpoints.model.errors import KitError

PATIENCE = 7.0  # seconds for servers and kernels to end by themselves, of the ten that are promised
_MAKE_READY = "from touchpoints.steps import ready; ready.make()"
# Whether an account without rights can start our Python, and reach the folders.
_PROBE = "import os, sys, touchpoints; [os.stat(os.path.join(path, '.')) for path in sys.argv[1:]]"


class ClassesHub(JupyterHub):
    """JupyterHub, which says when it is ready, and does not take its settings from a file that lies where it starts."""

    asked: Hosting
    ready: Callable[[], None]

    def load_config_file(self, *_: Any) -> None:
        """None is read."""

    async def start(self) -> None:
        await super().start()
        self.ready()
        self._early = asyncio.create_task(self._prestart())  # a task that nobody holds may vanish

    async def _prestart(self) -> None:
        """Start students' servers before the students come, one after the other; what hinders one, they will see."""
        for one in self.asked.classes:
            for nickname in one.settings.nicknames if one.settings.prestart else ():
                name = students.name_of(nickname)
                if students.fits(name) and self.authenticator.table.admit(nickname, one.name):
                    await self._begin(name, one)

    async def _begin(self, name: str, one: classes.HubClass) -> None:
        """A student's server, and Python for the exercise, as the page will ask for it."""
        users = url_path_join(self.hub.api_url, "users", quote(name))
        for url in (users, url_path_join(users, "server")):
            await self._ask(url)
        spawner = self.users[name].spawner
        while spawner.pending:
            await asyncio.sleep(0.5)
        if spawner.ready and one.settings.lesson:
            path = quote(one.page("student").removeprefix("/doc/tree/"))
            await self._ask(url_path_join(spawner.server.url, f"touchpoints/api/kernel?path={path}"))

    async def _ask(self, url: str) -> None:
        headers = {"Authorization": f"token {self.asked.token}"}
        with suppress(OSError):
            await AsyncHTTPClient().fetch(url, method="POST", headers=headers, body="", raise_error=False)

    async def shutdown_cancel_tasks(self, sig: Any = None) -> None:
        """What has not ended in time is ended."""
        late = threading.Timer(PATIENCE, lambda: _end(self.asked))
        late.daemon = True
        late.start()
        await super().shutdown_cancel_tasks(sig)


def serve(
    kits: list[Path], port: int, data: Path | None, tls: tuple[Path | None, Path | None], own_passwords: bool,
    trust: bool, as_json: bool, say: Words, bind: str = "", shown: str = "",
) -> NoReturn:  # fmt: skip
    """Run a hub for the classes of these kits until Ctrl-C. KitError for what somebody has to mend first."""
    root = os.geteuid() == 0
    if not root and not trust:
        raise KitError(say("host.isolation"))
    data = (data or (Path("/var/lib/touchpoints") if root else Path.home() / "touchpoints-hub")).expanduser().absolute()
    if any(tls):
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(*tls)
            shown = shown or address.name_in(tls[0])
        except (OSError, TypeError, ValueError) as error:
            raise KitError(say("host.certificate", problem=str(error))) from error
    asked = Hosting(
        classes.read(kits, data, say), data, port, bind, shown, root and not trust, own_passwords, *tls,
        secrets.token_urlsafe(24),
    )  # fmt: skip
    warnings = prepare(asked, say)
    run(asked, lambda: tell(asked, warnings, as_json, say))


def tell(asked: Hosting, warnings: list[str], as_json: bool, say: Words) -> None:
    """Say where each class finds the hub; and open the teacher's notebook where somebody sits before a terminal."""
    tls = bool(asked.certificate)
    url = address.url(asked.shown or address.now() or "127.0.0.1", asked.port, tls)
    here = url if tls else address.url("127.0.0.1", asked.port, tls)  # a certificate is for a name
    for one in asked.classes:
        teacher, join = (
            f"{here}hub/touchpoints/teacher?key={one.key}",
            f"{here}hub/touchpoints/join?class={quote(one.name)}",
        )
        if as_json:
            found = {"url": url, "password": one.password, "class": one.name, "language": one.language,
                     "lesson": one.settings.lesson, "teacher_url": teacher, "tls": tls,
                     "isolation": "uid" if asked.own_uids else "none", "warnings": warnings}  # fmt: skip
            click.echo(json.dumps(found, ensure_ascii=False))
            continue
        click.echo(say("host.class", name=one.name, url=url, password=one.password))
        click.echo(say("host.join", url=join))
        click.echo(say("host.teacher", url=teacher))
        if sys.stdout.isatty() and os.geteuid() != 0:
            webbrowser.open(teacher)
    if not as_json:
        for warning in warnings:
            click.echo(warning, err=True)
        click.echo(say("host.stop"))


def prepare(asked: Hosting, say: Words) -> list[str]:
    """Make the folders, end what a killed hub has left, and see whether all can start; warnings, in words.

    KitError for what somebody has to mend first.
    """
    os.umask(0o077)
    os.environ[MARK] = str(asked.data)
    root = os.geteuid() == 0
    for name, mode in (("", 0o711), ("students", 0o711), ("classes", 0o711), ("hub", 0o700)):
        (asked.data / name).mkdir(parents=True, exist_ok=True)
        (asked.data / name).chmod(mode if root else 0o700)
    _only_one(asked, say)
    end_left_over(asked.data)
    (asked.secrets / "proxy.pid").unlink(missing_ok=True)  # the number may be somebody else's by now
    try:
        socket.create_server((asked.bind, asked.port)).close()
    except OSError as error:
        raise KitError(say("host.port", port=asked.port, problem=os.strerror(error.errno or 0))) from error
    closed = [classes.make_folder(one, root) for one in asked.classes]
    if root:
        _probe(asked, say)
        # Students' kernels may write nothing beside the kit: what all of them need is compiled once.
        subprocess.run([sys.executable, "-c", _MAKE_READY], umask=0o022, capture_output=True)
    open_ones = [say("host.folder_open", folder=str(one.folder))
                 for one, safe in zip(asked.classes, closed, strict=True) if asked.own_uids and not safe]  # fmt: skip
    return open_ones + _warnings(asked, say)


def _warnings(asked: Hosting, say: Words) -> list[str]:
    unfit = [
        one for group in asked.classes for one in group.settings.nicknames if not students.fits(students.name_of(one))
    ]
    return [
        *([] if asked.certificate else [say("host.http")]),
        *([] if asked.own_uids else [say("host.trust")]),
        *([] if asked.own_passwords else [say("host.any_nickname")]),
        *([] if asked.shown or address.now() else [say("host.no_network")]),
        *(say("host.nickname", name=one) for one in unfit),
    ]


def _only_one(asked: Hosting, say: Words) -> None:
    """A second hub on the same folder would end the first one's servers."""
    held = os.open(asked.secrets / "lock", os.O_RDWR | os.O_CREAT, 0o600)  # until this process ends
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise KitError(say("host.running", folder=str(asked.data))) from error


def _probe(asked: Hosting, say: Words) -> None:
    """KitError where a student's account cannot start Python, or reach a folder; Python below /root is such a case."""
    folders = [str(asked.data / "students"), *(str(one.folder) for one in asked.classes)]
    no_one = students.NO_ONE
    try:
        subprocess.run(
            [sys.executable, "-c", _PROBE, *folders], user=no_one, group=no_one, extra_groups=[], cwd="/", check=True,
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1]
        raise KitError(say("host.unreachable", python=sys.executable, problem=said)) from error


def end_left_over(data: Path) -> None:
    """End all processes of a hub with these data: servers, kernels, and whatever was started in them."""
    found = [one for one in psutil.process_iter() if one.pid != os.getpid() and _is_of(one, data)]
    for one in found:
        with suppress(psutil.Error):
            one.terminate()
    for one in psutil.wait_procs(found, timeout=1.5)[1]:
        with suppress(psutil.Error):
            one.kill()


def _is_of(process: psutil.Process, data: Path) -> bool:
    """By the mark in its environment; where a student has taken that away, by its account."""
    with suppress(psutil.Error, OSError):
        return process.uids().real in students.accounts(data) or process.environ().get(MARK) == str(data)
    return False


def _end(asked: Hosting) -> NoReturn:
    end_left_over(asked.data)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # a thread of somebody's may still wait for something


def run(asked: Hosting, ready: Callable[[], None]) -> NoReturn:
    """Run the hub until Ctrl-C; `ready` is called when it serves. Nothing of it is left then."""
    # A shell's background has it ignored; and a terminal that is closed ends all, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    settings = Config()
    configure(settings, asked)
    hub = ClassesHub.instance(config=settings)
    hub.asked, hub.ready = asked, ready
    try:
        ClassesHub.launch_instance([])
    finally:
        _end(asked)

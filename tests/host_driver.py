"""Drives a class's hub as people do: `host` in a process, students and a teacher who sign in, code in their kernels.

The hub's Python must be one that any account can start, so it may be another than the tests': `TOUCHPOINTS_HUB_PYTHON` names it,
as .ci/run and CONTRIBUTING do.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psutil
import pytest
import requests
import websocket
from lab_driver import free_port, wait_until

PYTHON = os.environ.get("TOUCHPOINTS_HUB_PYTHON") or sys.executable
MARK = "TOUCHPOINTS_HUB"
NAME = "school.test"  # nobody's (RFC 6761): no browser takes it for this computer
NOBODY = 1_900_000_000
_SERVE = f"""
import sys, json
from pathlib import Path
from touchpoints.jupyter.hub import host
from touchpoints.language import words
kits, port, data, tls, own, trust = json.loads(sys.argv[1])
host.serve([*map(Path, kits)], port, Path(data), tuple(one and Path(one) for one in tls), own, trust, True,
           words.of("en"), bind="127.0.0.1", shown="{NAME}")
"""


@cache
def why_not() -> str:
    """Why no hub can be tried here; "" where one can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "needs root, for accounts of students"
    code = "import jupyterhub, touchpoints"
    try:
        subprocess.run([PYTHON, "-c", code], user=NOBODY, group=NOBODY, cwd="/", check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return f"needs the extra `hub`, in a Python that any account can start: {PYTHON} is none (see CONTRIBUTING.md)"
    return ""


needs_hub = pytest.mark.skipif(bool(why_not()), reason=why_not())


class Hub:
    """A hub that serves these kits. `told` is what it prints, a class each."""

    def __init__(
        self, data: Path, *kits: Path, own: bool = False, trust: bool = False, tls: tuple = (None, None)
    ) -> None:
        self.data, self.port = data, free_port()
        asked = json.dumps([[str(kit) for kit in kits], self.port, str(data), [one and str(one) for one in tls], own, trust])
        self._errors, self.certificate = data.parent / f"{data.name}-{self.port}.txt", tls[0]
        with self._errors.open("w") as errors:
            self.process = subprocess.Popen(
                [PYTHON, "-c", _SERVE, asked], stdout=subprocess.PIPE, stderr=errors, text=True, cwd="/",
                start_new_session=True,
            )  # fmt: skip
        with self.process.stdout as told:
            lines = [told.readline() for _ in kits]
        assert all(lines), self.said
        self.told = {told["class"]: told for told in map(json.loads, lines)}
        self.url = f"http{'s' * bool(tls[0])}://127.0.0.1:{self.port}/"

    @property
    def said(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    def processes(self) -> list[psutil.Process]:
        """All that belong to it, but for itself."""
        return [one for one in psutil.process_iter() if _mark_of(one) == str(self.data)]

    def stop(self, how: int = signal.SIGINT) -> float:
        """End it; after how many seconds it has ended."""
        begun = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(30)
        return time.monotonic() - begun


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK) if process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.Error, OSError):
        return None


class Person:
    """Somebody with a browser. `home` is the address of their server once `wait` is over."""

    def __init__(self, hub: Hub, language: str = "en") -> None:
        self.hub, self.http, self.home = hub, requests.Session(), ""
        self.http.headers["Accept-Language"] = f"{language}-XX,{language};q=0.9"
        self.http.trust_env = False  # neither proxies nor other people's certificates
        self.http.verify = str(hub.certificate or "") or True

    def enter(self, nickname: str, password: str, own: str = "") -> requests.Response:
        """Sign in; the page that follows."""
        page = self.http.get(f"{self.hub.url}hub/login").text
        form = {"_xsrf": re.search(r'name="_xsrf" value="([^"]+)"', page)[1], "username": nickname, "password": password}
        self.page = self.http.post(f"{self.hub.url}hub/login", data=form | ({"own": own} if own else {}))
        self.page.encoding = "utf-8"
        return self.page

    def look(self, url: str = "") -> requests.Response:
        """Load the page anew, or another one."""
        self.page = self.http.get(url or self.page.url)
        self.page.encoding = "utf-8"
        return self.page

    def wait(self) -> Person:
        """Until the own server answers."""

        def there() -> bool:
            if urlsplit(self.page.url).path.startswith("/hub/"):
                self.look()
            assert self.page.ok, (self.page.status_code, self.page.text[-600:], self.hub.said)
            return urlsplit(self.page.url).path.startswith("/user/")

        wait_until(there, "the server has started", 60)
        self.home = "/".join(self.page.url.split("/")[:5])
        return self

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.home}/{path}")

    def run(self, code: str) -> str:
        """What Python in the person's own kernel prints."""
        if not hasattr(self, "_kernel"):
            token = {one.path: one.value for one in self.http.cookies if one.name == "_xsrf"}
            path = max((path for path in token if unquote(urlsplit(self.home).path).startswith(unquote(path).rstrip("/"))), key=len)
            made = self.http.post(f"{self.home}/api/kernels", json={}, headers={"X-XSRFToken": token[path]})
            assert made.status_code == 201, made.text
            self._kernel = made.json()["id"]
        url = f"{self.home}/api/kernels/{self._kernel}/channels".replace("http", "ws", 1)
        request = requests.Request("GET", self.home + "/api", cookies=self.http.cookies)
        cookie = self.http.prepare_request(request).headers["Cookie"]
        tls = {"ca_certs": str(self.hub.certificate)} if self.hub.certificate else {}
        with closing(websocket.create_connection(url, cookie=cookie, timeout=200, sslopt=tls)) as socket:
            return "".join(_printed(socket, code))


def _printed(socket: websocket.WebSocket, code: str) -> Iterator[str]:
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": "x", "username": "", "version": "5.3"}
    socket.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}))
    while True:
        said = json.loads(socket.recv())
        if said["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        if said["msg_type"] == "stream":
            yield said["content"]["text"]
        elif said["msg_type"] == "error":
            yield said["content"]["ename"]
        elif said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
            return

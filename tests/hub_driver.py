"""A real JupyterHub for tests, and students who enter it as a browser does."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import requests


def free_ports(number: int) -> list[int]:
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    try:
        return [one.getsockname()[1] for one in listening]
    finally:
        for one in listening:
            one.close()


class Entered:
    """A student whom the hub has let in."""

    def __init__(self, session: requests.Session, address: str, name: str) -> None:
        self._session, self._hub, self._address = session, address, f"{address}/user/{name}/"

    def opened(self) -> str:
        """The page at which the browser ends, once the server is there."""
        self._session.get(f"{self._hub}/hub/spawn", timeout=120)  # to which the hub leads after login
        until = time.monotonic() + 120
        while True:
            answer = self._session.get(self._address, timeout=120)
            if answer.ok and "/hub/" not in answer.url:
                return answer.url
            assert time.monotonic() < until, answer.text[-2000:]
            time.sleep(0.3)

    def code(self, path: str) -> int:
        return self._session.get(self._address + path, timeout=60).status_code


class Hub:
    """The hub of a configuration, until the block ends; then none of its processes is left."""

    def __init__(self, config: Path, port: int) -> None:
        self.address, self._log = f"http://127.0.0.1:{port}", open(config.with_suffix(".log"), "w+")
        self._process = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", str(config)], cwd=config.parent,
                                         stdout=self._log, stderr=self._log, env={**os.environ, "LANG": "C.UTF-8"})  # fmt: skip

    def __enter__(self) -> Self:
        while True:
            assert self._process.poll() is None, Path(self._log.name).read_text()[-3000:]
            try:
                requests.get(f"{self.address}/hub/login", timeout=60).raise_for_status()
                return self
            except requests.RequestException:
                time.sleep(0.2)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        below = psutil.Process(self._process.pid).children(recursive=True)
        self._process.terminate()
        self._process.wait(60)
        left = psutil.wait_procs(below, 15)[1]
        for one in left:
            one.kill()
        self._log.close()
        assert not left, left

    def enter(self, nickname: str, password: str) -> Entered | None:
        """Type both into the hub's page; None where it refuses."""
        session = requests.Session()
        page = session.get(f"{self.address}/hub/login", timeout=60).text
        token = re.search(r'name="_xsrf" value="([^"]+)"', page)[1]
        data = {"username": nickname, "password": password, "_xsrf": token}
        answer = session.post(f"{self.address}/hub/login", data, timeout=60, allow_redirects=False)
        return Entered(session, self.address, nickname.lower()) if answer.status_code == 302 else None

"""A class at a hub: scripted students do what a browser does, all at once, over the hub's API and their kernels' websockets.

Run `python tests/benchmark_hub.py [7 14 28]` (extra `hub`, a Chromium). Each number of students gets a hub of its own.
Seconds are from the first request to the last student's answer, and mean little on a busy machine; processor time and
memory (PSS) are those of a student's server and kernel. Never an assert in the tests.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median

import psutil
from lab_driver import CHROMIUM, FLAGS
from playwright.async_api import async_playwright
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

LESSON, LANGUAGE = "school-lunch", "de"
NOTEBOOK = f"exercises/{LANGUAGE}/{LESSON}.ipynb"
VIEW = "application/vnd.jupyter.widget-view+json"
TOKEN = secrets.token_hex(20)
LONG = {"connect_timeout": 600, "request_timeout": 600}
AT_ONCE = 6  # requests that a browser has under way
CONFIG = """
import os, sys
c.JupyterHub.ip = c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.port, c.JupyterHub.hub_port, proxy = {ports}
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{{proxy}}"
c.ConfigurableHTTPProxy.command = [os.path.join(os.path.dirname(sys.executable), "configurable-http-proxy")]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.cmd = [sys.executable, "-m", "touchpoints", "singleuser"]
c.Spawner.env_keep = ["PATH", "PYTHONPATH"]
c.Spawner.http_timeout = c.Spawner.start_timeout = 300
c.Spawner.environment = {{"TOUCHPOINTS_LANGUAGE": {language!r}, "TOUCHPOINTS_LESSON": {lesson!r},
                          "TOUCHPOINTS_CLASS_FOLDER": {group!r}}}
c.JupyterHub.load_roles = [{{"name": "load", "services": ["load"],
                            "scopes": ["admin:users", "admin:servers", "access:servers"]}}]
c.JupyterHub.services = [{{"name": "load", "api_token": {token!r}}}]
c.JupyterHub.log_level = "ERROR"
"""


class Hub:
    """A hub in a folder of its own, at free ports."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            for free in (one, two, three):
                free.bind(("127.0.0.1", 0))
            ports = tuple(free.getsockname()[1] for free in (one, two, three))
        self.folder, self.address = folder, f"http://127.0.0.1:{ports[0]}"
        (folder / "class").mkdir()
        config = CONFIG.format(ports=ports, homes=str(folder), language=LANGUAGE, lesson=LESSON, token=TOKEN,
                               group=str(folder / "class"))  # fmt: skip
        (folder / "jupyterhub_config.py").write_text(config)
        self.process = subprocess.Popen([sys.executable, "-m", "jupyterhub"], cwd=folder, stderr=open(folder / "log", "w"))

    async def ask(self, path: str, method: str = "GET", body: object = None) -> bytes:
        body = None if method in ("GET", "DELETE") else json.dumps(body) if body is not None else ""
        request = HTTPRequest(self.address + path, method, {"Authorization": f"token {TOKEN}"}, body, **LONG)
        for wait in (1, 2, 4, 0):  # a hub that has too much to do says 503
            answer = await AsyncHTTPClient().fetch(request, raise_error=not wait)
            if answer.code != 503:
                break
            await asyncio.sleep(wait)
        answer.rethrow()
        return answer.body

    async def ready(self) -> None:
        while True:
            try:
                return void(await self.ask("/hub/api/users"))
            except (OSError, HTTPClientError):
                await asyncio.sleep(0.2)

    def stop(self) -> None:
        below = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        psutil.wait_procs([*below, psutil.Process(self.process.pid)], 60)


def void(_: object) -> None:
    """For what is only waited for."""


async def spawned(hub: Hub, name: str) -> None:
    await hub.ask(f"/hub/api/users/{name}/server", "POST")
    while not json.loads(await hub.ask(f"/hub/api/users/{name}"))["servers"].get("", {}).get("ready"):
        await asyncio.sleep(0.5)


async def recorded(hub: Hub) -> list[str]:
    """What a browser asks for until all has run, below a student's address."""
    await hub.ask("/hub/api/users/first", "POST")
    await spawned(hub, "first")
    asked: list[str] = []
    start = f"{hub.address}/user/first/"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        page.on("request", lambda one: asked.append(one.url.removeprefix(start)) if one.method == "GET" else None)
        await page.goto(f"{hub.address}/hub/login?next=/user/first/")
        await page.fill("#username_input", "first")
        await page.fill("#password_input", "x")
        await page.click("#login_submit")
        await page.wait_for_function("() => document.body.dataset.tpLive === 'yes'", timeout=120_000)
        await browser.close()
    await hub.ask("/hub/api/users/first/server", "DELETE")
    return [one for one in asked if "://" not in one and "oauth" not in one and not one.startswith("blob:")]


class Student:
    """One of the class; `at` says when what was reached."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name, self.base, self.at = hub, name, f"/user/{name}/", dict[str, float]()

    async def work(self, requests: list[str], start: float) -> None:
        await spawned(self.hub, self.name)
        await self.ask(f"touchpoints/api/kernel?path={NOTEBOOK}", "POST")
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._fetched(one, gate) for one in requests))
        notebook = json.loads(await self.ask(f"api/contents/{NOTEBOOK}?content=1"))
        self.at["notebook"] = time.monotonic() - start
        await self._run(notebook["content"])
        self.at["all run"] = time.monotonic() - start
        await self._change()
        self.at["saved"] = time.monotonic() - start
        await self.ask(f"api/contents/{NOTEBOOK}", "PUT", {key: notebook[key] for key in ("type", "format", "content")})
        self.at["notebook saved"] = time.monotonic() - start

    async def ask(self, path: str, method: str = "GET", body: object = None) -> bytes:
        return await self.hub.ask(self.base + path, method, body)

    async def _fetched(self, path: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                await self.ask(path)
            except HTTPClientError:  # such as lsp/status, which is not there
                pass

    async def _run(self, content: dict) -> None:
        kernel = {"name": "python3"}
        asked = {"path": NOTEBOOK, "name": LESSON, "type": "notebook", "kernel": kernel}
        session = json.loads(await self.ask("api/sessions", "POST", asked))  # the one that is there
        address = f"{self.hub.address.replace('http', 'ws')}{self.base}api/kernels/{session['kernel']['id']}/channels"
        request = HTTPRequest(address, headers={"Authorization": f"token {TOKEN}"}, **LONG)
        self.socket = await websocket_connect(request, max_message_size=100_000_000)
        ours = json.loads(await self.ask(f"touchpoints/api/notebook?path={NOTEBOOK}"))["run"]
        self.views: dict[str, str] = {}
        for cell in content["cells"]:
            if cell["id"] in ours:
                cell["outputs"] = await self._executed(cell["source"])

    async def _executed(self, code: str) -> list[dict]:
        id = self._send("execute_request", {"code": code, "silent": False, "store_history": True, "user_expressions": {}})
        outputs, ended = [], set()
        while ended != {"idle", "reply"}:
            message = json.loads(await self.socket.read_message())
            kind, content = message["msg_type"], message["content"]
            if (message.get("parent_header") or {}).get("msg_id") != id:
                continue
            if kind == "error":
                raise AssertionError("\n".join(content["traceback"]))
            if kind in ("execute_result", "display_data"):
                outputs.append({"output_type": "display_data", "data": content["data"], "metadata": content["metadata"]})
                mark = content["metadata"].get("touchpoints", {})
                self.views[mark.get("step", "")] = content["data"].get(VIEW, {}).get("model_id", "")
            ended |= {"reply"} if kind == "execute_reply" else {"idle"} if content.get("execution_state") == "idle" else set()
        return outputs

    async def _change(self) -> None:
        """As the page does when a touchpoint is typed: the answer comes when it is on the disk."""
        content = {"do": "add", "values": {"name": "The queue"}, "number": 1, "key": secrets.token_hex(8)}
        data = {"method": "custom", "content": content}
        self._send("comm_msg", {"comm_id": self.views["identify"], "data": data})
        while True:
            message = json.loads(await self.socket.read_message())
            said = message["content"].get("data", {}).get("content", {}) if message["msg_type"] == "comm_msg" else {}
            assert "refused" not in said, said
            if said.get("done") == 1:
                return

    def _send(self, kind: str, content: dict) -> str:
        id = secrets.token_hex(16)
        header = {"msg_id": id, "msg_type": kind, "session": "s", "username": "", "version": "5.3", "date": ""}
        void(self.socket.write_message(json.dumps({"header": header, "parent_header": {}, "metadata": {},
                                                   "content": content, "channel": "shell", "buffers": []})))  # fmt: skip
        return id


def costs(hub: Hub) -> dict[str, tuple[float, float]]:
    """Of servers and kernels: processor seconds and MiB (PSS) a student; and of hub and proxy together."""
    found: dict[str, list[tuple[float, float]]] = {"server": [], "kernel": [], "hub and proxy": []}
    for process in [psutil.Process(hub.process.pid), *psutil.Process(hub.process.pid).children(recursive=True)]:
        line = " ".join(process.cmdline())
        kind = "kernel" if "ipykernel" in line else "server" if "singleuser" in line else "hub and proxy"
        used, memory = process.cpu_times(), process.memory_full_info().pss / 2**20
        # With what it has started and what has ended since, such as a Node of JupyterLab's.
        found[kind].append((sum(used[:4]), memory))
    total = found.pop("hub and proxy")
    return {kind: (mean(c for c, _ in all), mean(m for _, m in all)) for kind, all in found.items()} | {
        "hub and proxy": (sum(c for c, _ in total), sum(m for _, m in total))
    }


async def lesson(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        try:
            await hub.ready()
            requests = await recorded(hub)
            students = [Student(hub, f"student{n}") for n in range(number)]
            for one in students:
                await hub.ask(f"/hub/api/users/{one.name}", "POST")
            start = time.monotonic()
            await asyncio.gather(*(one.work(requests, start) for one in students))
            print(f"{number} students, {len(requests)} requests each, load {os.getloadavg()[0]:.1f}")
            for what in students[0].at:
                took = [one.at[what] for one in students]
                print(f"  {what:15} median {median(took):6.1f} s   last {max(took):6.1f} s")
            for kind, (seconds, memory) in costs(hub).items():
                print(f"  {kind:15} {seconds:6.2f} s processor   {memory:7.1f} MiB")
        finally:
            hub.stop()


if __name__ == "__main__":
    AsyncHTTPClient.configure(None, max_clients=1000, max_body_size=200_000_000, max_buffer_size=200_000_000)
    for number in [int(one) for one in sys.argv[1:]] or [7, 14, 28]:
        asyncio.run(lesson(number))

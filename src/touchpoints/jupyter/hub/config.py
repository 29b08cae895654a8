"""JupyterHub's settings for classes: what `host` starts, and what a written configuration calls."""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path
from typing import Any, NamedTuple

from touchpoints.jupyter.hub.classes import HubClass
from touchpoints.language import words

MARK = "TOUCHPOINTS_HUB"  # in the environment of every process of a hub: the folder of its data
IDLE = 90 * 60  # seconds after which a server without a browser ends
MEMORY = "2G"  # what a student's process may have for its data


class Hosting(NamedTuple):
    """What a hub is asked for. `data` holds students' homes and, for the hub alone, its secrets; `bind` is the address
    at which it listens, "" for all; `shown` the name that pupils type, "" for the machine's address."""

    classes: list[HubClass]
    data: Path
    port: int = 8000
    bind: str = ""
    shown: str = ""
    own_uids: bool = False
    own_passwords: bool = False
    certificate: Path | None = None
    key: Path | None = None
    token: str = ""  # with which servers are started before students come

    @property
    def secrets(self) -> Path:
        return self.data / "hub"


def configure(c: Any, asked: Hosting) -> None:
    """Set all of JupyterHub's settings in the traitlets configuration `c`."""
    from touchpoints.jupyter.hub import address
    from touchpoints.jupyter.hub.entrance import ClassPassword
    from touchpoints.jupyter.hub.spawner import StudentSpawner
    from touchpoints.jupyter.hub.students import Table, accounts

    tls, table = bool(asked.certificate), Table(asked.secrets / "students.json", asked.classes, accounts(asked.data))
    c.JupyterHub.bind_url = f"http{'s' * tls}://{asked.bind}:{asked.port}"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{free_port()}"
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{free_port()}"
    c.ConfigurableHTTPProxy.command = _proxy()
    c.ConfigurableHTTPProxy.pid_file = str(asked.secrets / "proxy.pid")
    c.ConfigurableHTTPProxy.log_level = "error"
    if tls:
        c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = str(asked.certificate), str(asked.key)
    c.JupyterHub.db_url = f"sqlite:///{asked.secrets / 'hub.sqlite'}"
    c.JupyterHub.upgrade_db = True
    c.JupyterHub.cookie_secret_file = str(asked.secrets / "cookie_secret")
    c.JupyterHub.template_paths = [str(Path(__file__).with_name("pages"))]
    c.JupyterHub.template_vars = {
        "w": lambda user: words.of(((user and table.class_of(user.name)) or asked.classes[0]).language)
    }
    c.JupyterHub.log_level = "ERROR"
    c.JupyterHub.concurrent_spawn_limit = 0  # a class comes all at once
    c.JupyterHub.authenticator_class = ClassPassword
    c.ClassPassword.table = table
    c.ClassPassword.own_passwords, c.ClassPassword.allow_all = asked.own_passwords, True
    c.ClassPassword.shown = lambda: address.url(asked.shown or address.now() or "127.0.0.1", asked.port, tls)
    c.JupyterHub.spawner_class = StudentSpawner
    c.StudentSpawner.data, c.StudentSpawner.own_uids = asked.data, asked.own_uids
    c.Spawner.mem_limit = MEMORY
    c.Spawner.environment = {MARK: str(asked.data)}
    c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # thirty at once on two cores
    c.Spawner.poll_interval = 5  # seconds until one that has died can be started again
    c.LocalProcessSpawner.interrupt_timeout, c.LocalProcessSpawner.term_timeout = 4, 1
    mark = {"environment": {MARK: str(asked.data)}}
    culler = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}", "--Application.log_level=ERROR"]
    c.JupyterHub.services = [{"name": "idle", "command": culler, **mark}, {"name": "early", "api_token": asked.token}]
    ending = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    may = {"idle": ending, "early": ["admin:users", "servers", "access:servers"]}
    c.JupyterHub.load_roles = [{"name": one, "services": [one], "scopes": scopes} for one, scopes in may.items()]
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # nobody waits before an empty page


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def _proxy() -> list[str]:
    """How to start the proxy: the one from npm where it is installed, else ours.

    PyPI's has a command of the same name, but one that Node does not run.
    """
    there = shutil.which("configurable-http-proxy")
    if there:
        with open(there, "rb") as file:
            if b"node" in file.readline(200):
                return [there]
    return [sys.executable, "-m", "touchpoints.jupyter.hub.proxy"]

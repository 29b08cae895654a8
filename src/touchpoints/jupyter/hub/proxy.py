"""The proxy between browsers and servers in pure Python, with what its own command lacks: TLS, and more than ten
requests at a time. JupyterHub starts it as a process of its own."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import ssl
import sys

from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

_CLIENTS = 1000  # requests under way at once; a page of JupyterLab makes dozens
_SECONDS = 600.0  # for one request: saving a large notebook on a busy machine


def command() -> list[str]:
    """How to start the proxy: the one from npm where it is installed, else this one.

    PyPI's has a command of the same name, but one that Node does not run.
    """
    there = shutil.which("configurable-http-proxy")
    if there:
        with open(there, "rb") as file:
            if b"node" in file.readline(200):
                return [there]
    return [sys.executable, "-m", "touchpoints.jupyter.hub.proxy"]


def main() -> None:
    """Run until the hub ends it; the options are those of its sister from npm that JupyterHub uses."""
    parser = argparse.ArgumentParser()
    for name in ("ip", "port", "api-ip", "api-port", "error-target", "log-level", "ssl-key", "ssl-cert"):
        parser.add_argument(f"--{name}", type=int if name.endswith("port") else str)
    asked = parser.parse_args()
    from configurable_http_proxy import log
    from configurable_http_proxy.configproxy import PythonProxy

    for one in (log, logging.getLogger("tornado")):
        one.setLevel(asked.log_level.upper())
    AsyncHTTPClient.configure(None, max_clients=_CLIENTS)
    tls = None
    if asked.ssl_cert:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(asked.ssl_cert, asked.ssl_key)
    proxy = PythonProxy({
        "auth_token": os.environ["CONFIGPROXY_AUTH_TOKEN"],
        "error_target": asked.error_target,
        "proxy_timeout": _SECONDS,
        "custom_headers": {"X-Scheme": "https" if tls else "http"},  # in its own header it always says http
    })  # fmt: skip
    HTTPServer(proxy.proxy_app, ssl_options=tls).listen(asked.port, asked.ip)
    HTTPServer(proxy.api_app).listen(asked.api_port, asked.api_ip)
    IOLoop.current().start()


if __name__ == "__main__":
    main()

"""The proxy between browsers and servers in pure Python, with what its own command lacks: TLS, and more than ten
requests at a time. JupyterHub starts it as a process of its own."""

from __future__ import annotations

import argparse
import logging
import os
import ssl
from contextlib import suppress

from configurable_http_proxy import log
from configurable_http_proxy.configproxy import PythonProxy
from configurable_http_proxy.handlers import ProxyHandler
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application
from tornado.websocket import WebSocketClosedError

_CLIENTS = 1000  # requests under way at once; a page of JupyterLab makes dozens
_SECONDS = 600.0  # for one request: saving a large notebook on a busy machine


class Through(ProxyHandler):
    """What goes to and fro in a websocket: in the protocol on which the server has settled, and binary as it came."""

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return self.ws_client.selected_subprotocol

    def on_message(self, message: str | bytes) -> None:
        if self.ws_client:
            self.proxy.update_last_activity(self.target["prefix"])
            self.ws_client.write_message(message, binary=isinstance(message, bytes))

    def write_message(self, message: str | bytes, binary: bool = False) -> None:
        with suppress(WebSocketClosedError):  # a browser has gone
            super().write_message(message, binary).add_done_callback(lambda sent: sent.exception())


def main() -> None:
    """Run until the hub ends it; the options are those of its sister from npm that JupyterHub uses."""
    parser = argparse.ArgumentParser()
    for name in ("ip", "port", "api-ip", "api-port", "error-target", "log-level", "ssl-key", "ssl-cert"):
        parser.add_argument(f"--{name}", type=int if name.endswith("port") else str)
    asked = parser.parse_args()
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
    HTTPServer(Application([(r"/(.*)", Through, {"proxy": proxy})]), ssl_options=tls).listen(asked.port, asked.ip)
    HTTPServer(proxy.api_app).listen(asked.api_port, asked.api_ip)
    IOLoop.current().start()


if __name__ == "__main__":
    main()

"""Which of this machine's addresses pupils type: the one that it has in the school's network."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from pathlib import Path

import psutil

# What containers, virtual machines and tunnels have: nobody in the room reaches it.
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "utun", "wg", "tailscale", "zt",
            "podman", "lxc", "lxd", "cni", "vnet", "awdl", "llw")  # fmt: skip


def best(addresses: list[tuple[str, str]], route: str) -> str:
    """The address that others type, of all that the machine has, each with the name of its network; "" where nobody but
    the machine itself can use one.

    `route` is the one from which it would speak to the rest of the world, "" for none; this one comes first, then a
    private one. IPv6 is for where there is nothing else: it is too long to type.

    >>> best([("lo", "127.0.0.1"), ("docker0", "172.17.0.1"), ("wlan0", "192.168.1.7")], "")
    '192.168.1.7'
    >>> best([("lo", "::1"), ("eth0", "fe80::1%eth0")], "")
    ''
    """
    found = [(name, ipaddress.ip_address(text.partition("%")[0])) for name, text in addresses]
    usable = [
        one for name, one in found
        if not (one.is_loopback or one.is_link_local or one.is_unspecified or name.startswith(_VIRTUAL))
    ]  # fmt: skip
    usable.sort(key=lambda one: (one.version, str(one) != route, not one.is_private))
    return str(usable[0]) if usable else ""


def now() -> str:
    """The same for this machine as its networks are at the moment; computers of teachers move."""
    families = (socket.AF_INET, socket.AF_INET6)
    addresses = [(name, one.address) for name, all in psutil.net_if_addrs().items() for one in all
                 if one.family in families]  # fmt: skip
    route = ""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(("192.0.2.1", 9))  # RFC 5737: an address of nobody's; nothing is sent
        route = asked.getsockname()[0]
    return best(addresses, route)


def name_in(certificate: Path) -> str:
    """The first name for which a certificate was given: under another one browsers warn. ValueError for a file that is
    none, "" for one without names."""
    from cryptography import x509  # comes with jupyterhub

    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    with suppress(x509.ExtensionNotFound):
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return next(iter(names.get_values_for_type(x509.DNSName)), "")
    return ""


def url(host: str, port: int, tls: bool) -> str:
    """
    >>> url("2001:db8::7", 8000, False), url("hub.school.example", 443, True)
    ('http://[2001:db8::7]:8000/', 'https://hub.school.example/')
    """
    plain = port == (443 if tls else 80)
    host = f"[{host}]" if ":" in host else host
    return f"http{'s' * tls}://{host}{'' if plain else f':{port}'}/"

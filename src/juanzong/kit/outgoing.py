"""Requests that leave the machine: to a host somebody named, over TLS, to an address that was checked, and nowhere else.

The address is looked up once, checked, and connected to as it is, so that a name cannot turn into another address in
between. Nothing is redirected, no proxy of the environment is asked, an answer has a length and a time.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid

SECONDS = 5
LONGEST = 65_536
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Undelivered(Exception):
    """It did not arrive; the text says why, in a sentence that can be shown to the administrator."""


def checked_url(url: str) -> str:
    """The address as it may be kept; Invalid when it is not https, has no host, or carries a user name."""
    parts = urlsplit(url.strip())
    try:
        fine = parts.scheme == "https" and bool(parts.hostname) and not parts.username and (parts.port or 443) > 0
    except ValueError:
        fine = False
    if not fine or any(char.isspace() or not char.isprintable() for char in url.strip()):
        wrong = _("地址要以 https:// 开头，后面是主机名。")
        raise Invalid(wrong, fields={"url": wrong})
    return url.strip()


def host_of(url: str) -> str:
    """The host of an address, in small letters."""
    return (urlsplit(url).hostname or "").lower()


def addresses(host: str, port: int, *, inside: bool) -> list[Address]:
    """Where a host is; Undelivered when nobody knows it, or when it may not be spoken to.

    inside: it was said to stand in the company's own network, so private addresses will do. Addresses of this link
    (where cloud machines keep their secrets), of many, and of nobody never will.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Undelivered(_("找不到主机 %(host)s。") % {"host": host}) from None
    known = [ipaddress.ip_address(one[4][0]) for one in found]
    if not known or not all(_may_be_asked(one, inside=inside) for one in known):
        raise Undelivered(_("主机 %(host)s 在内部网络中，未经许可不连接。") % {"host": host})
    return known


def _may_be_asked(one: Address, *, inside: bool) -> bool:
    plain = getattr(one, "ipv4_mapped", None) or one
    if plain.is_link_local or plain.is_multicast or plain.is_unspecified:
        return False
    return inside or plain.is_global


def post_json(url: str, body: Mapping[str, Any], *, inside: bool = False) -> Mapping[str, Any]:
    """Send an object and read the object that comes back. Undelivered for everything else."""
    parts = urlsplit(checked_url(url))
    host, port = parts.hostname or "", parts.port or 443
    address = addresses(host, port, inside=inside)[0]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Connection(host, port, str(address))
    try:
        connection.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        told = answer.read(LONGEST)
    except ssl.SSLError as fault:
        raise Undelivered(_("主机 %(host)s 的证书不可信。") % {"host": host}) from fault
    except (OSError, http.client.HTTPException) as fault:
        raise Undelivered(_("连接 %(host)s 失败。") % {"host": host}) from fault
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise Undelivered(_("%(host)s 回答 %(status)s，不跟随转向。") % {"host": host, "status": answer.status})
    return _object(told, host)


def _object(told: bytes, host: str) -> Mapping[str, Any]:
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Undelivered(_("%(host)s 的回答看不懂。") % {"host": host})
    return found


class _Connection(http.client.HTTPSConnection):
    """TLS to one address, for one name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        # A company's own certificate authority counts beside those everybody trusts.
        context = ssl.create_default_context()
        if settings.OUTGOING_CA:
            context.load_verify_locations(settings.OUTGOING_CA)
        super().__init__(host, port, timeout=SECONDS, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)

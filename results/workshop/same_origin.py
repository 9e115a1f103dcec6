"""The same-origin check: lets in only who knows the address, from a page of this server on this machine.

Invariant: a request that names another host, comes from another page, or does not begin with the key
that the command printed, is refused before anything is read of it; nothing larger than a set-up, or than a
table where one is expected, is read at all. The key stands in the path: a cookie would go along to every
other server on this machine.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from results.workshop.own_place.sent_table import MOST_SENT
from scenarios.language import _

TABLES = "api/own-place"
"""Where tables of somebody's own place are sent."""

MOST_BYTES = 65_536
"""What a request may bring along: many times the largest set-up."""

MORE = {TABLES: MOST_SENT}
"""By path how much, where it is another amount."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Served = Callable[[Message, Receive, Send], Awaitable[None]]


class SameOrigin:
    """Wraps an ASGI application; `port` is the one it is served on, `key` what every path begins with."""

    def __init__(self, served: Served, port: int, key: str) -> None:
        self._served, self._key = served, key.encode()
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}" for name in names}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or refuse with a status that says why."""
        if scope["type"] != "http":
            await self._served(scope, receive, send)
            return
        headers = headers_of(scope)
        key, slash, rest = scope["path"].removeprefix("/").partition("/")
        most = MORE.get(rest, MOST_BYTES)
        if refused := objection(scope["method"], headers, self._hosts, most):
            await refuse(send, refused)
            return
        if not slash or not secrets.compare_digest(key.encode("utf-8", "replace"), self._key):
            await refuse(send, 403, _("Open the whole address that `gongzhi workshop` printed."))
            return
        within = {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode("utf-8", "replace")}
        await self._served(within, limited(receive, most), with_headers(send))


def headers_of(scope: Message) -> dict[str, str]:
    """The headers of a request, by their names in small letters."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def objection(method: str, headers: dict[str, str], hosts: Collection[str], most: int) -> int:
    """The status to refuse a request with; 0 if nothing is wrong.

    hosts: the names, each with its port, by which the server may be called; most: bytes of what is sent.
    """
    if headers.get("host", "") not in hosts:
        return 421
    if "origin" in headers and headers["origin"] not in {f"http://{host}" for host in hosts}:
        return 403
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403
    if method not in ("GET", "HEAD", "POST"):
        return 405
    if method == "POST" and not headers.get("content-type", "").startswith("application/json"):
        return 415
    length = headers.get("content-length", "0")
    return 0 if re.fullmatch("[0-9]{1,9}", length) and int(length) <= most else 413


def limited(receive: Receive, most: int) -> Receive:
    """Receives no more than so many bytes, however a request without a length goes on."""
    left = most

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return receiving


def with_headers(send: Send) -> Send:
    """Sends the headers of every answer along."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *HEADERS]}
        await send(message)

    return sending


async def refuse(send: Send, status: int, message: str = "") -> None:
    """Answer with a status and one line."""
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *HEADERS]})
    await send({"type": "http.response.body", "body": message.encode()})

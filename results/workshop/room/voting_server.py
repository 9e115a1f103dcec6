"""The server of the voting page: it answers a handful of addresses, written out here, and nothing else.

Invariant: an address is compared byte by byte with those that there are, so nothing is decoded, joined or
looked up; no file, no answer and no key of the facilitator's page can be reached through it. Who votes is
told what is asked, and never what others answered.
"""

import json
from collections.abc import Callable
from typing import Any

from results.workshop.request import valid
from results.workshop.room.invitation import Invitation
from results.workshop.room.rate_limit import Clock, RateLimit
from results.workshop.room.room import Room
from results.workshop.room.vote import Ballot, Refused
from results.workshop.room.voting_page import ASSETS, asset_of_voters, voting_page
from results.workshop.same_origin import (
    Message,
    Receive,
    Send,
    headers_of,
    limited,
    objection,
    refuse,
    with_headers,
)
from scenarios.language import LANGUAGES, language, spoken
from scenarios.problems import ScenarioError

MOST_BYTES = 1024
"""What a ballot may have: three answers and a token have some three hundred."""

QUERIES = {b"": None, **{f"lang={name}".encode(): name for name in LANGUAGES}}

type Told = tuple[int, str, bytes]
"""A status, a kind and a content."""

JSON, HTML = "application/json", "text/html; charset=utf-8"


class VotingServer:
    """An ASGI application for phones; `clock` tells seconds."""

    def __init__(self, room: Room, invitation: Invitation, clock: Clock) -> None:
        self._room, self._limit = room, RateLimit(clock)
        self._hosts = {f"{invitation.host}:{invitation.port}"}
        code = invitation.code
        pages = {f"/{code}", f"/{code}/", f"/{code.lower()}", f"/{code.lower()}/"}
        self._plain: dict[bytes, Callable[[], Told]] = {
            b"/": lambda: (200, HTML, voting_page().encode()),
            **{page.encode(): lambda: (200, HTML, voting_page(code).encode()) for page in pages},
            **{f"/{name}".encode(): _sent(name, kind) for name, kind in ASSETS.items()},
            f"/{code}/question".encode(): lambda: _json(200, self._room.asked()),
        }
        self._ballots = f"/{code}/ballot".encode()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or refuse with a status that says why."""
        assert scope["type"] == "http"  # the server that this is given to speaks nothing else
        sender = scope["client"][0] if scope["client"] else ""
        if not self._limit.allows(sender):
            await refuse(send, 429)
        elif refused := self._refused(scope):
            await refuse(send, refused)
        else:
            await self._answer(scope, sender, receive, send)

    def _refused(self, scope: Message) -> int:
        """The status to refuse a request with; 0 if it is for one of the addresses that there are."""
        if found := objection(scope["method"], headers_of(scope), self._hosts, MOST_BYTES):
            return found
        path = scope["raw_path"]
        if scope["query_string"] not in QUERIES or path not in {*self._plain, self._ballots}:
            return 404
        return 0 if scope["method"] == ("POST" if path == self._ballots else "GET") else 405

    async def _answer(self, scope: Message, sender: str, receive: Receive, send: Send) -> None:
        with spoken(QUERIES[scope["query_string"]] or language()):
            if scope["method"] == "GET":
                status, kind, content = self._plain[scope["raw_path"]]()
            else:
                status, kind, content = self._ballot(await _body(limited(receive, MOST_BYTES)), sender)
        start = {"type": "http.response.start", "status": status, "headers": _headers(kind, content)}
        sending = with_headers(send)
        await sending(start)
        await sending({"type": "http.response.body", "body": content})

    def _ballot(self, body: bytes | None, sender: str) -> Told:
        if body is None:
            return _json(413, {})
        try:
            self._room.take(valid(Ballot, body), sender)
        except Refused as error:
            return _json(409, {"problem": str(error)})
        except ScenarioError as error:
            return _json(400, {"problem": " ".join(str(error).encode("utf-8", "replace").decode().split())})
        return _json(200, {"counted": True})


async def _body(receive: Receive) -> bytes | None:
    """What was sent along; None if it is too much, or whoever sends has gone."""
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _sent(name: str, kind: str) -> Callable[[], Told]:
    return lambda: (200, f"{kind}; charset=utf-8", asset_of_voters(name))


def _json(status: int, content: dict[str, Any]) -> Told:
    return status, JSON, json.dumps(content, ensure_ascii=False).encode()


def _headers(kind: str, content: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", kind.encode()), (b"content-length", str(len(content)).encode())]

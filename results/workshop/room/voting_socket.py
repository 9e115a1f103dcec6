"""Serving phones: a server of its own in a thread of its own, beside the facilitator's page.

Invariant: a connection lives half a minute at most and there are no more than a room needs, half of them of
one address, so that whoever holds connections open keeps out nobody else, and takes nothing from the
facilitator's page, which is served by another server on another socket.
"""

import asyncio
import socket
import threading
import time

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from results.workshop.room.invitation import Invitation
from results.workshop.room.room import Room
from results.workshop.room.voting_server import VotingServer

MOST_CONNECTIONS, MOST_OF_ONE, LONGEST = 300, 150, 30.0
"""Connections at a time, those of one address (a room behind one router has one), and seconds that one of
them may live.
"""

MOST_HEADERS = 16_384
"""Bytes of the headers of a request."""


class BriefConnection(H11Protocol):
    """A connection that is closed at once where there are too many, and some time later in any case."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, for some time."""
        super().connection_made(transport)
        held = [one for one in self.connections if isinstance(one, H11Protocol)]
        alive = [one.client or () for one in held if not one.transport.is_closing()]
        mine = sum(one[:1] == (self.client or ())[:1] for one in alive)
        if len(alive) > MOST_CONNECTIONS or mine > MOST_OF_ONE:
            transport.abort()
        else:
            self._end = self.loop.call_later(LONGEST, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """End, and forget when it would have ended."""
        super().connection_lost(exc)
        if hasattr(self, "_end"):
            self._end.cancel()


class VotingSocket:
    """The voting page on a socket, from now until it is closed."""

    def __init__(self, room: Room, invitation: Invitation, place: socket.socket) -> None:
        settings = uvicorn.Config(
            VotingServer(room, invitation, time.monotonic),
            http=BriefConnection,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=MOST_HEADERS,
            timeout_graceful_shutdown=1,
        )
        self._place, self._server = place, uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, args=([place],), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.should_exit = True
        self._thread.join(10)
        self._place.close()

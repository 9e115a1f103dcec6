"""Serving the workshop page until somebody stops it.

Invariant: only this machine can reach it, and on it only who knows the address, which is new each time;
a port that is taken is an error at once. A page to vote on, where one is wanted, has a socket of its own.
"""

import errno
import secrets
import socket
from pathlib import Path

from experiments.errors import ArgumentError
from results.workshop.own_place.own_place import OwnPlace
from results.workshop.predictions import Predictions
from results.workshop.process_pool import Pool
from results.workshop.room.invitation import Invitation, new_code
from results.workshop.room.room import FILE, Room
from results.workshop.room.voting_socket import VotingSocket
from results.workshop.same_origin import SameOrigin
from results.workshop.server import Server, kept_in
from results.workshop.session import Session
from scenarios.language import _

HOST = "127.0.0.1"
PORT = 8765


def listening(port: int, host: str = HOST, option: str = "--port") -> socket.socket:
    """A socket on an address of this machine, if nothing else is said the one that no other machine reaches;
    ArgumentError if the port is taken. option: what names another one.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen()
    except OSError as error:
        found.close()
        raise _taken(port, host, option, error) from None
    return found


def _taken(port: int, host: str, option: str, error: OSError) -> ArgumentError:
    if error.errno == errno.EADDRINUSE:
        return ArgumentError(
            _(
                "Port {port} is taken, perhaps by another workshop: open the address that it printed, or "
                "name another port with {option}.",
                port=port,
                option=option,
            )
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return ArgumentError(
            _(
                "{address} is no address of this machine; name one of its own with --room-address.",
                address=host,
            )
        )
    return ArgumentError(_("Port {port} cannot be used: {reason}.", port=port, reason=error.strerror or "?"))


def address(port: int, key: str) -> str:
    """The address of the page, key included."""
    return f"http://{HOST}:{port}/{key}/"


def serve(port: int, folder: Path, jobs: int | None, voting: tuple[str, int] | None = None) -> None:
    """Serve until interrupted; ArgumentError if the port is taken.

    voting: address and port of a page to vote on, which somebody agreed to open; None for none.
    """
    import uvicorn

    place = listening(port)
    number, key = int(place.getsockname()[1]), secrets.token_urlsafe()
    pool, own, kept = Pool(jobs), OwnPlace(), kept_in(folder)
    try:
        room = opened(kept.with_name(FILE), voting)
    except ArgumentError:
        place.close()
        raise
    try:
        pool.warm()
        server = Server(Session(pool, own), Predictions(kept), room)
        server.get_ready()
        served = SameOrigin(server.app(), number, key)
        where = address(number, key)
        print(_("The workshop page is at {address} (stop it with Ctrl-C).", address=where), flush=True)
        settings = uvicorn.Config(served, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(settings).run(sockets=[place])
    finally:
        room.end()
        pool.close()
        own.forget()
        place.close()


def opened(file: Path, voting: tuple[str, int] | None) -> Room:
    """The room of a workshop, with its page to vote on where one was agreed to; `file` keeps its answers."""
    if voting is None:
        return Room(file)
    host, port = voting
    place = listening(port, host, "--room-port")
    invitation = Invitation(host, int(place.getsockname()[1]), new_code())
    room = Room(file, invitation)
    room.ends_with(VotingSocket(room, invitation, place).close)
    print(_("The room votes at {address}", address=invitation.address), flush=True)
    return room

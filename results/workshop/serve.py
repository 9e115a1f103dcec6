"""Serving the workshop page until somebody stops it.

Invariant: only this machine can reach it, and on it only who knows the address, which is new each time;
a port that is taken is an error at once.
"""

import errno
import secrets
import socket
from pathlib import Path

from experiments.errors import ArgumentError
from results.workshop.own_place.own_place import OwnPlace
from results.workshop.predictions import Predictions
from results.workshop.process_pool import Pool
from results.workshop.same_origin import SameOrigin
from results.workshop.server import Server, kept_in
from results.workshop.session import Session
from scenarios.language import _

HOST = "127.0.0.1"
PORT = 8765


def listening(port: int) -> socket.socket:
    """A socket on this machine's own address; ArgumentError if the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen()
    except OSError as error:
        found.close()
        raise _taken(port, error) from None
    return found


def _taken(port: int, error: OSError) -> ArgumentError:
    if error.errno == errno.EADDRINUSE:
        return ArgumentError(
            _(
                "Port {port} is taken, perhaps by another workshop: open the address that it printed, or "
                "name another port with --port.",
                port=port,
            )
        )
    return ArgumentError(_("Port {port} cannot be used: {reason}.", port=port, reason=error.strerror or "?"))


def address(port: int, key: str) -> str:
    """The address of the page, key included."""
    return f"http://{HOST}:{port}/{key}/"


def serve(port: int, folder: Path, jobs: int | None) -> None:
    """Serve until interrupted; ArgumentError if the port is taken."""
    import uvicorn

    place = listening(port)
    number, key = int(place.getsockname()[1]), secrets.token_urlsafe()
    pool, own = Pool(jobs), OwnPlace()
    try:
        pool.warm()
        served = SameOrigin(Server(Session(pool, own), Predictions(kept_in(folder))).app(), number, key)
        where = address(number, key)
        print(_("The workshop page is at {address} (stop it with Ctrl-C).", address=where), flush=True)
        settings = uvicorn.Config(served, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(settings).run(sockets=[place])
    finally:
        pool.close()
        own.forget()
        place.close()

"""The invitation: where phones vote, the code that lets them in, and both as a picture for cameras.

Invariant: the address of this machine is found without anything being sent. It is one of the local network,
or one that was named on the command line: a room is never opened to the internet by itself.
"""

import io
import ipaddress
import secrets
import socket
from typing import NamedTuple

from experiments.errors import ArgumentError
from scenarios.language import _

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of a code: no two that look alike on a wall."""

LENGTH = 6

SOMEWHERE = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737). A datagram socket bound for it sends nothing, but has the address
by which this machine is known on its network."""


class Invitation(NamedTuple):
    """Where a room votes."""

    host: str
    port: int
    code: str

    @property
    def address(self) -> str:
        """What phones open."""
        return f"http://{self.host}:{self.port}/{self.code}/"

    def picture(self) -> bytes:
        """The address as a QR code, an SVG file."""
        import segno

        drawn = io.BytesIO()
        segno.make(self.address, error="m", micro=False).save(
            drawn, kind="svg", scale=1, border=4, omitsize=True, light="#fff", dark="#000"
        )
        return drawn.getvalue()


def new_code() -> str:
    """A code that nobody can guess in the time that a workshop takes."""
    return "".join(secrets.choice(LETTERS) for _each in range(LENGTH))


def own_address(named: str | None = None) -> str:
    """The address to open a room on: the one named, else this machine's on the local network.

    ArgumentError if what is named is no single IPv4 address, or if the machine has none on a local network.
    """
    if named is not None:
        return _checked(named)
    found = _on_the_network()
    if found is None:
        raise ArgumentError(
            _("This machine is on no local network. Connect it, or name its address with --room-address.")
        )
    if not ipaddress.IPv4Address(found).is_private or ipaddress.IPv4Address(found).is_loopback:
        raise ArgumentError(
            _(
                "The address of this machine, {address}, is none of a local network. If the room is meant to "
                "be opened there all the same, name it with --room-address.",
                address=found,
            )
        )
    return found


def _on_the_network() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _checked(named: str) -> str:
    try:
        found = ipaddress.IPv4Address(named)
    except ValueError:
        found = ipaddress.IPv4Address(0)
    if found.is_unspecified or found.is_multicast or found == ipaddress.IPv4Address("255.255.255.255"):
        raise ArgumentError(
            _(
                "--room-address must be one address of this machine, as in 192.168.1.20, not {value}.",
                value=named,
            )
        )
    return str(found)


def to_whom(host: str) -> str:
    """Who can reach that address, in a sentence."""
    address = ipaddress.IPv4Address(host)
    if address.is_loopback:
        return _("Only this machine reaches it.")
    if address.is_private:
        return _("Everybody on this network who has the code can vote.")
    return _("This is no address of a local network: everybody on the internet who has the code can vote.")

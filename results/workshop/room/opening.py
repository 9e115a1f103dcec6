"""Opening a room: what is opened, and to whom, is printed, and somebody has to agree.

Invariant: without a yes nothing is opened; where nobody can be asked, `--yes` has to be given.
"""

import sys

from experiments.errors import ArgumentError
from results.workshop.room.invitation import own_address, to_whom
from scenarios.language import _


def agreed(named: str | None, port: int, yes: bool) -> str:
    """The address to open, once somebody agreed to it; ArgumentError if nobody did.

    named: the address that was given, None for that of this machine on its network; yes: agreed beforehand.
    """
    host = own_address(named)
    for line in _what_is_opened(host, port):
        print(line, flush=True)
    if not yes:
        _ask()
    return host


def _what_is_opened(host: str, port: int) -> tuple[str, ...]:
    where = _("a free port") if port == 0 else _("port {port}", port=port)
    return (
        _("A page to vote on is opened at the address {address}, {port}.", address=host, port=where),
        to_whom(host),
        _("Who votes can read the open question and send an answer, without a name, and nothing else."),
        _("Ctrl-C, or “Close the room” on the page, closes it again."),
    )


def _ask() -> None:
    if not sys.stdin.isatty():
        raise ArgumentError(_("Nothing was opened: nobody can be asked here. Agree with --yes."))
    try:
        answer = input(_("Open the room? (y/N)") + " ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes", "是"):
        raise ArgumentError(
            _("Nothing was opened. Without --room the page opens, and on this machine alone.")
        )

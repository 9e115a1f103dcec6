"""What the facilitator's page asks about the room: a question is opened, closed, shown, revealed, tallied.

Invariant: these answers are given by the server on this machine alone; phones cannot reach any of them.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from results.workshop.request import Answer, Unknown, valid, word
from results.workshop.room.room import Room
from results.workshop.room.room_record import table
from results.workshop.room.vote_picture import vote_picture
from results.workshop.session import Round, Session
from scenarios.entries import Entry, Words
from scenarios.language import _

Kind = Literal["first", "second", "quiz"]


class Asking(Entry):
    """What is asked about a round; outcomes where it is the first vote. seen: whether the result is on the
    page while it is asked.
    """

    round: Words
    kind: Kind
    seen: bool = False
    outcomes: Annotated[list[str], Field(max_length=20, default_factory=list)]


class Showing(Entry):
    """Whether the bars of a vote are shown."""

    round: Words
    kind: Kind
    shown: bool


class Tally(Entry):
    """What was counted on paper, by question and answer."""

    round: Words
    kind: Kind
    counts: dict[str, dict[str, int]]


class Named(Entry):
    """A round, by its name."""

    round: Words


class RoomAnswers:
    """The answers about one room."""

    def __init__(self, room: Room, session: Session) -> None:
        self.room, self.session = room, session

    def plain(self) -> Mapping[str, Answer]:
        """What is fetched, by its address."""
        return {
            "/api/room": self._state,
            "/api/room/code.svg": self._picture_of_address,
            "/api/room/votes.csv": self._csv,
            "/api/room/votes.png": self._picture,
        }

    def sent(self) -> Mapping[str, Answer]:
        """What is sent, by its address."""
        return {
            "/api/room/ask": self._ask,
            "/api/room/close": self._close,
            "/api/room/show": self._show,
            "/api/room/reveal": self._reveal,
            "/api/room/paper": self._paper,
            "/api/room/end": self._end,
        }

    def _told(self, name: str) -> Response:
        return JSONResponse(self.room.state(name))

    def _round(self, name: str) -> Round:
        if (found := self.session.get(name)) is None:
            raise Unknown(_("This round is not known any more; run it again."))
        return found

    def _state(self, request: Request, body: bytes) -> Response:
        return self._told(word(request, "round"))

    def _ask(self, request: Request, body: bytes) -> Response:
        asked = valid(Asking, body)
        self.room.ask(self._round(asked.round), asked.kind, asked.outcomes, asked.seen)
        return self._told(asked.round)

    def _close(self, request: Request, body: bytes) -> Response:
        self.room.close()
        return self._told(valid(Named, body).round)

    def _show(self, request: Request, body: bytes) -> Response:
        asked = valid(Showing, body)
        self.room.show(asked.round, asked.kind, asked.shown)
        return self._told(asked.round)

    def _reveal(self, request: Request, body: bytes) -> Response:
        name = valid(Named, body).round
        self.room.reveal(self._round(name))
        return self._told(name)

    def _paper(self, request: Request, body: bytes) -> Response:
        asked = valid(Tally, body)
        self.room.tally(asked.round, asked.kind, asked.counts)
        return self._told(asked.round)

    def _end(self, request: Request, body: bytes) -> Response:
        name = valid(Named, body).round
        self.room.end()
        return self._told(name)

    def _picture_of_address(self, request: Request, body: bytes) -> Response:
        if self.room.invitation is None:
            raise Unknown(_("The room is closed to phones."))
        return Response(self.room.invitation.picture(), media_type="image/svg+xml")

    def _csv(self, request: Request, body: bytes) -> Response:
        name = {"content-disposition": 'attachment; filename="gongzhi-room.csv"'}
        return Response(table(self.room.file), media_type="text/csv; charset=utf-8", headers=name)

    def _picture(self, request: Request, body: bytes) -> Response:
        poll = self.room.polls.get(word(request, "round"))
        if poll is None:
            raise Unknown(_("Nothing was asked about this round yet."))
        name = {"content-disposition": 'attachment; filename="gongzhi-room.png"'}
        return Response(vote_picture(poll), media_type="image/png", headers=name)

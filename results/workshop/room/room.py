"""The room: at most one vote is open, and the facilitator alone opens, closes and shows.

Invariant: who votes learns what is asked and nothing else. Counts are on the disk before a closed vote is
told of; they name nobody and no device.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from results.workshop.predictions import came_out
from results.workshop.room.invitation import Invitation
from results.workshop.room.poll import ANSWERS, Poll, checked_outcomes
from results.workshop.room.quiz import quiz_of
from results.workshop.room.room_record import keep
from results.workshop.room.vote import FIRST, QUIZ, SECOND, Ballot, Refused, Vote
from results.workshop.session import KEPT, WAITING, Round
from scenarios.language import _
from scenarios.problems import ScenarioError

FILE = "room.jsonl"
"""The file beside the predictions that holds what rooms answered."""


class Room:
    """What is asked in a room and what it answers, as long as the server runs."""

    def __init__(self, file: Path, invitation: Invitation | None = None) -> None:
        """invitation: where phones vote; without one there are paper tallies alone."""
        self.file, self.invitation = file, invitation
        self.polls: OrderedDict[str, Poll] = OrderedDict()
        self._now: tuple[Poll, Vote] | None = None
        self._ending: Callable[[], None] | None = None
        self._lock = threading.RLock()

    def ask(self, found: Round, kind: str, outcomes: list[str], seen: bool = False) -> None:
        """Open a vote on a round; ScenarioError if it cannot be asked now. seen: its result is shown."""
        came = came_out(found) if kind == QUIZ else {}
        with self._lock:
            if self._now:
                raise ScenarioError(_("Close the open question first."))
            poll = self.polls.get(found.id)
            if kind == FIRST:
                vote = self._first(found, poll, checked_outcomes(outcomes), seen)
            elif poll is None:
                raise ScenarioError(_("Nothing was asked about this round yet."))
            else:
                vote = self._again(poll, seen) if kind == SECOND else self._quiz(poll, found, came)
            poll = self.polls[found.id]
            poll.votes[kind] = vote
            self._now = (poll, vote)

    def _first(self, found: Round, old: Poll | None, outcomes: tuple[str, ...], seen: bool) -> Vote:
        if len(found.models) < 2:
            raise ScenarioError(_("One governance model has nothing to be compared with; choose two."))
        if old is not None and any(sum(of.values()) for of in old.votes[FIRST].counts().values()):
            raise ScenarioError(_("This round was asked about already; ask once more, or run another round."))
        poll = Poll(found.id, found.scenarios[0].case, (found.models[0], found.models[1]), outcomes)
        self.polls[found.id] = poll
        while len(self.polls) > KEPT:
            self.polls.popitem(last=False)
        return Vote(FIRST, dict.fromkeys(outcomes, ANSWERS), seen)

    def _again(self, poll: Poll, seen: bool) -> Vote:
        _once(poll, SECOND)
        return Vote(SECOND, dict.fromkeys(poll.outcomes, ANSWERS), poll.revealed or seen)

    def _quiz(self, poll: Poll, found: Round, came: Mapping[str, Any]) -> Vote:
        _over(found, came)
        _once(poll, QUIZ)
        poll.quiz = quiz_of(poll.round, came, poll.outcomes)
        return Vote(QUIZ, poll.quiz.choices, result_seen=True)

    def close(self) -> None:
        """Close the open vote, if there is one."""
        with self._lock:
            if self._now:
                poll, vote = self._now
                vote.close()
                self._now = None
                keep(self.file, poll)

    def show(self, name: str, kind: str, shown: bool) -> None:
        """Show the bars of a vote, or hide them again; ScenarioError if that was not asked about it."""
        with self._lock:
            self._vote(name, kind).shown = shown

    def reveal(self, found: Round) -> None:
        """Set what came out of a round beside what the room expected; ScenarioError while it may change."""
        came = came_out(found)
        with self._lock:
            poll = self._poll(found.id)
            if self._now:
                raise ScenarioError(_("Close the open question first."))
            _over(found, came)
            poll.came, poll.revealed = came, True
            keep(self.file, poll)

    def tally(self, name: str, kind: str, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Take a tally of paper; ScenarioError if that was not asked about the round."""
        with self._lock:
            self._vote(name, kind).tally(counts)
            keep(self.file, self._poll(name))

    def _vote(self, name: str, kind: str) -> Vote:
        if (found := self._poll(name).votes.get(kind)) is None:
            raise ScenarioError(_("This was not asked about this round."))
        return found

    def _poll(self, name: str) -> Poll:
        if (found := self.polls.get(name)) is None:
            raise ScenarioError(_("Nothing was asked about this round yet."))
        return found

    def take(self, ballot: Ballot, sender: str) -> None:
        """Count a ballot; Refused if that vote is not open, ScenarioError if it answers something else."""
        with self._lock:
            if self._now is None or self._now[1].id != ballot.vote:
                raise Refused(_("This question is closed."))
            self._now[1].take(ballot, sender)

    def asked(self) -> dict[str, Any]:
        """What is asked now, for who votes, ready for JSON: no count, no answer, nothing of earlier votes."""
        with self._lock:
            if self._now is None:
                return {"vote": None}
            poll, vote = self._now
            return {"vote": vote.id, "title": poll.title(vote), "questions": poll.questions(vote)}

    def state(self, name: str) -> dict[str, Any]:
        """What the facilitator sees of a round, ready for JSON."""
        with self._lock:
            poll, now = self.polls.get(name), self._now
            place = (
                {"address": self.invitation.address, "code": self.invitation.code}
                if self.invitation
                else None
            )
            told = {"place": place, "busy": now is not None and now[0].round != name}
            if poll is None:
                return {**told, "votes": []}
            votes = [poll.counted(vote) for vote in poll.votes.values()]
            return {**told, "revealed": poll.revealed, "outcomes": poll.outcomes, "votes": votes}

    def ends_with(self, ending: Callable[[], None]) -> None:
        """What stops serving phones."""
        self._ending = ending

    def end(self) -> None:
        """Close the open vote and the room: from now on no phone is answered."""
        self.close()
        with self._lock:
            ending, self._ending, self.invitation = self._ending, None, None
        if ending:
            ending()


def _once(poll: Poll, kind: str) -> None:
    if kind in poll.votes:
        raise ScenarioError(_("This was asked already."))


def _over(found: Round, came: Mapping[str, Any]) -> None:
    if found.state == WAITING or not came:
        raise ScenarioError(_("The round is not finished yet; wait for its result."))

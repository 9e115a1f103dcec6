"""One vote: what is asked of the room at a time, and what was answered on phones and on paper.

Invariant: a device has one ballot, and the last that it sent counts as long as the vote is open. Of a ballot
nothing is kept but its answers and the token that the device drew by itself; who sent it is forgotten.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from scenarios.entries import Entry
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, shown

FIRST, SECOND, QUIZ = "first", "second", "quiz"
"""What may be asked about a round: twice what is expected of it, and how its result is read."""

MOST_BALLOTS, MOST_OF_ONE = 500, 60
"""Ballots of a vote, and of one address in it: a room behind one router has one."""

MOST_ON_PAPER = 10_000

type Choices = Mapping[str, tuple[str, ...]]
"""By question what may be answered."""

type Shares = dict[str, dict[str, int]]
"""By question and answer how many."""


class Ballot(Entry):
    """What a device sent: the token that it drew, the vote that it answers, an answer a question."""

    token: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22}$")]
    vote: Annotated[str, Field(max_length=20)]
    answers: Annotated[dict[str, str], Field(min_length=1, max_length=3)]


class Refused(Exception):
    """A ballot that is not counted, though nothing is wrong with it; `str` of it is the message."""


class Vote:
    """One vote, open until the facilitator closes it."""

    def __init__(self, kind: str, choices: Choices, result_seen: bool) -> None:
        """result_seen: whether the room had seen what came out before it was asked."""
        self.kind, self.choices, self.result_seen = kind, choices, result_seen
        self.id, self.open, self.shown = secrets.token_urlsafe(9), True, False
        self.paper: Shares = {}
        self._ballots: dict[str, dict[str, str]] = {}
        self._senders: Counter[str] = Counter()

    def take(self, ballot: Ballot, sender: str) -> None:
        """Count a ballot in the place of an earlier one of that device; ScenarioError if it answers what was
        not asked, Refused if there are too many.
        """
        for question, answer in ballot.answers.items():
            self._check(question, answer)
        if ballot.token not in self._ballots:
            if len(self._ballots) >= MOST_BALLOTS or self._senders[sender] >= MOST_OF_ONE:
                raise Refused(_("There are too many ballots already."))
            self._senders[sender] += 1
        self._ballots[ballot.token] = dict(ballot.answers)

    def tally(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Take what was counted on paper, in the place of an earlier tally; ScenarioError if it counts what
        was not asked, or is no count.
        """
        for question, answers in counts.items():
            for answer, count in answers.items():
                self._check(question, answer)
                if not 0 <= count <= MOST_ON_PAPER:
                    raise ScenarioError(
                        _("A count must be from 0 to {most}, not {value}.", most=MOST_ON_PAPER, value=count)
                    )
        self.paper = {question: dict(answers) for question, answers in counts.items()}

    def _check(self, question: str, answer: str) -> None:
        if question not in self.choices or answer not in self.choices[question]:
            known = self.choices.get(question, tuple(self.choices))
            seen = answer if question in self.choices else question
            raise ScenarioError(
                _("{value} was not asked; allowed are: {known}.", value=shown(seen), known=listed(known))
            )

    def close(self) -> None:
        """Count no more: tokens and addresses are forgotten, the counts stay."""
        self._phones, self._number = self.phones(), self.ballots
        self.open = False
        self._ballots.clear()
        self._senders.clear()

    @property
    def ballots(self) -> int:
        """How many devices answered."""
        return len(self._ballots) if self.open else self._number

    def phones(self) -> Shares:
        """By question and answer how many phones gave it."""
        if not self.open:
            return self._phones
        counts = {question: Counter[str]() for question in self.choices}
        for answers in self._ballots.values():
            for question, answer in answers.items():
                counts[question][answer] += 1
        return {
            question: {answer: counts[question][answer] for answer in allowed}
            for question, allowed in self.choices.items()
        }

    def counts(self) -> Shares:
        """By question and answer how many gave it, on phones and on paper."""
        return {
            question: {
                answer: count + self.paper.get(question, {}).get(answer, 0)
                for answer, count in answers.items()
            }
            for question, answers in self.phones().items()
        }


def most(counts: Mapping[str, int]) -> str:
    """The answer that most gave; empty if nobody answered, or two have as many."""
    first, *others = sorted(counts, key=lambda answer: -counts[answer])
    return "" if not counts[first] or any(counts[one] == counts[first] for one in others) else first

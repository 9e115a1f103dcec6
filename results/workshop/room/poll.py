"""What a room was asked about one round, and how its answers stand beside the model's.

Invariant: the outcomes asked about are the same in both votes, so that they can be set beside each other.
Where the model cannot tell yet, no answer is marked right or wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from results.text.names import outcome_name
from results.workshop.options import PREDICTED
from results.workshop.predictions import NO, SAME, YES, Came, right
from results.workshop.room.quiz import Quiz, answer_text, question_text
from results.workshop.room.vote import QUIZ, Vote, most
from scenarios import read
from scenarios.entries import Case, Governance
from scenarios.language import _, pick
from scenarios.problems import ScenarioError, listed, nearest, shown

ANSWERS = ("better", SAME, "worse")
MOST_OUTCOMES = 3


@dataclass
class Poll:
    """The votes on one round, by their kind, and what came out once it was shown."""

    round: str
    case: Case
    models: tuple[Governance, Governance]
    outcomes: tuple[str, ...]
    votes: dict[str, Vote] = field(default_factory=dict)
    came: Mapping[str, Came] = field(default_factory=dict)
    revealed: bool = False
    quiz: Quiz | None = None

    @property
    def place(self) -> str:
        """What the case is called."""
        known = read.known_case(self.case.id)
        return pick(self.case.name) if known else _("Your own compound")

    def mark(self, vote: Vote, question: str, answer: str) -> str:
        """Whether an answer is right (yes, no, cannot tell); empty before it was shown."""
        if self.quiz is not None and vote.kind == QUIZ:
            return YES if self.quiz.right[question] == answer else NO
        return right(answer, self.came.get(question)) if self.revealed and answer else ""

    def title(self, vote: Vote) -> str:
        """What is asked, in a sentence."""
        if vote.kind == QUIZ:
            return _("How do you read the result?")
        names = [pick(model.name) for model in self.models]
        return _(
            "{place}, in the model: compared with “{a}”, under “{b}” the following will be …",
            place=self.place,
            a=names[0],
            b=names[1],
        )

    def questions(self, vote: Vote) -> list[dict[str, Any]]:
        """The questions of a vote in words, ready for JSON."""
        return [
            {
                "id": question,
                "text": self._question(question),
                "choices": [{"id": answer, "text": self._answer(question, answer)} for answer in answers],
            }
            for question, answers in vote.choices.items()
        ]

    def _question(self, question: str) -> str:
        if question in self.outcomes:
            return outcome_name(question)
        assert self.quiz is not None
        return question_text(self.quiz, question, self.place, pick(self.models[1].name))

    def _answer(self, question: str, answer: str) -> str:
        if question in self.outcomes:
            return answer_word(question, answer)
        return answer_text(answer, pick(self.models[1].name))

    def counted(self, vote: Vote) -> dict[str, Any]:
        """A vote as the facilitator sees it, for JSON: counts, and what is right, once they are shown."""
        counts, questions = vote.counts(), self.questions(vote)
        over = not vote.open and (vote.shown if vote.kind == QUIZ else self.revealed)
        for question in questions:
            of = counts[question["id"]]
            question["total"] = sum(of.values())
            for choice in question["choices"]:
                choice["paper"] = vote.paper.get(question["id"], {}).get(choice["id"], 0)
                if vote.shown or over:
                    choice["count"] = of[choice["id"]]
                if over:
                    choice["mark"] = self.mark(vote, question["id"], choice["id"])
            if (vote.shown or over) and not vote.open:
                question["most"] = most(of)
        told = {
            "kind": vote.kind,
            "open": vote.open,
            "shown": vote.shown or over,
            "phones": vote.ballots,
            "title": self.title(vote),
        }
        return {**told, "result seen": vote.result_seen, "questions": questions}


def answer_word(outcome: str, answer: str) -> str:
    """An expectation in words that say which way the outcome goes."""
    if answer == SAME:
        return _("about the same")
    rises = (read.outcome_entries()[outcome].direction > 0) == (answer == "better")
    if answer == "better":
        return _("better (it rises)") if rises else _("better (it falls)")
    return _("worse (it rises)") if rises else _("worse (it falls)")


def checked_outcomes(outcomes: list[str]) -> tuple[str, ...]:
    """One to three outcomes that a room may be asked about, each once; ScenarioError otherwise."""
    for outcome in outcomes:
        if outcome not in PREDICTED:
            raise ScenarioError(
                _(
                    "{value} is no outcome to predict; there are: {known}.",
                    value=shown(outcome),
                    known=listed(PREDICTED),
                )
                + nearest(outcome, PREDICTED)
            )
    if not 1 <= len(outcomes) <= MOST_OUTCOMES or len(set(outcomes)) < len(outcomes):
        raise ScenarioError(_("Ask about one to {most} outcomes, each once.", most=MOST_OUTCOMES))
    return tuple(outcomes)

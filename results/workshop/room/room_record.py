"""What rooms answered, kept beside the predictions: counts of every vote, and a table of them.

Invariant: a line holds all that is known of a round's votes; of several lines on a round the last one holds.
There are counts in it, no names, no tokens, no addresses.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from results.workshop.kept_lines import append, in_csv, lines
from results.workshop.predictions import YES
from results.workshop.room.poll import Poll
from results.workshop.room.vote import QUIZ, Vote, most

COLUMNS = (
    *("round", "case", "a", "b", "vote", "result_seen", "question", "answer"),
    *("phones", "paper", "most", "found", "right"),
)


def keep(file: Path, poll: Poll) -> None:
    """Keep what is known of a round's votes; FolderError if it cannot be written."""
    append(file, {"round": poll.round, "rows": [*_rows(poll)]})


def _rows(poll: Poll) -> Iterator[dict[str, Any]]:
    for vote in poll.votes.values():
        if not vote.open:
            yield from _rows_of(poll, vote)


def _rows_of(poll: Poll, vote: Vote) -> Iterator[dict[str, Any]]:
    phones, counts = vote.phones(), vote.counts()
    for question, answers in vote.choices.items():
        first = most(counts[question])
        for answer in answers:
            row = (
                *(poll.round, poll.case.id, poll.models[0].id, poll.models[1].id),
                *(vote.kind, vote.result_seen, question, answer),
                *(phones[question][answer], vote.paper.get(question, {}).get(answer, 0)),
                *(YES if answer == first else "", _found(poll, vote, question)),
                poll.mark(vote, question, answer),
            )
            yield dict(zip(COLUMNS, row, strict=True))


def _found(poll: Poll, vote: Vote, question: str) -> str:
    """What came out: the verdict of an outcome, the right answer of the quiz."""
    if vote.kind == QUIZ and poll.quiz is not None:
        return poll.quiz.right[question]
    return poll.came[question].verdict if poll.revealed and question in poll.came else ""


def table(file: Path) -> str:
    """All votes of a workshop as CSV, a row an answer."""
    known: dict[str, list[dict[str, Any]]] = {}
    for line in lines(file):
        try:
            kept = json.loads(line)
            rows = [{name: row[name] for name in COLUMNS} for row in kept["rows"]]
            known[str(kept["round"])] = rows
        except (ValueError, TypeError, KeyError):
            continue
    return in_csv(COLUMNS, (row for rows in known.values() for row in rows))

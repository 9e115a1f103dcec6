"""The picture of a room's votes: both of them, answer by answer, beside what came out in the model.

Invariant: nothing that the room has not been shown yet is in it. Where the model cannot tell yet, no answer
is marked as the model's.
"""

import tempfile
import threading
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.statistics.verdict import Verdict, word
from results.figures.style import BAND, OTHERS, grid, styled, write
from results.text.names import outcome_name
from results.workshop.predictions import CANNOT_TELL, YES, right
from results.workshop.room.poll import ANSWERS, Poll, answer_word
from results.workshop.room.vote import FIRST, SECOND, Vote
from scenarios.language import _, pick

THICK = 0.38
"""Of a bar, where answers are 1 apart."""

COLOURS = {FIRST: OTHERS[3], SECOND: OTHERS[2]}

_DRAWING = threading.Lock()
"""The settings of matplotlib belong to the whole process."""


def vote_picture(poll: Poll) -> bytes:
    """The picture, a PNG file."""
    with _DRAWING, styled(), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "votes.png"
        write(_figure(poll), [file], "gongzhi workshop")
        return file.read_bytes()


def _figure(poll: Poll) -> Figure:
    names = [pick(model.name) for model in poll.models]
    title = _(
        "What the room expected of “{b}”, compared with “{a}”, and what came out", a=names[0], b=names[1]
    )
    figure, panels = grid(f"{title}\n{poll.place}", len(poll.outcomes), (1.3, 2.9), len(poll.outcomes))
    figure.suptitle(figure.get_suptitle(), linespacing=1.5)
    votes = [vote for kind in COLOURS if (vote := poll.votes.get(kind)) is not None and not vote.open]
    for panel, outcome in zip(panels, poll.outcomes, strict=True):
        _panel(panel, poll, outcome, votes)
    figure.legend(handles=_key(poll, votes), loc="outside lower center", ncols=3)
    return figure


def _panel(panel: Axes, poll: Poll, outcome: str, votes: list[Vote]) -> None:
    panel.set_title(f"{outcome_name(outcome)}\n{_came(poll, outcome)}", linespacing=1.5)
    for place, vote in enumerate(votes):
        counts = vote.counts()[outcome]
        total = sum(counts.values()) or 1
        for row, answer in enumerate(ANSWERS):
            at, share = row + (place - (len(votes) - 1) / 2) * THICK, 100 * counts[answer] / total
            panel.barh(at, share, THICK, color=COLOURS[vote.kind])
            panel.text(share + 1.5, at, str(counts[answer]), va="center", fontsize=8)
    for row, answer in enumerate(ANSWERS):
        if poll.revealed and right(answer, poll.came.get(outcome)) == YES:
            panel.axhspan(row - 0.48, row + 0.48, color=BAND, zorder=0)
    panel.set_yticks(range(len(ANSWERS)), [answer_word(outcome, answer) for answer in ANSWERS])
    panel.set_ylim(len(ANSWERS) - 0.5, -0.5)
    panel.set_xlim(0, 108)
    panel.set_xlabel(_("answers (%); numbers are ballots"))


def _came(poll: Poll, outcome: str) -> str:
    """What came out, in words, as far as it was shown."""
    came = poll.came.get(outcome) if poll.revealed else None
    if came is None:
        return _("in the model: not shown yet")
    if right(ANSWERS[0], came) == CANNOT_TELL:
        return _("in the model: cannot tell yet")
    return _("in the model: {verdict}", verdict=word(Verdict(came.verdict)))


def _key(poll: Poll, votes: list[Vote]) -> list[Patch]:
    words = {FIRST: _("first vote"), SECOND: _("second vote")}
    seen = {vote.kind: _(" (the result had been shown)") if vote.result_seen else "" for vote in votes}
    key = [Patch(color=COLOURS[vote.kind], label=words[vote.kind] + seen[vote.kind]) for vote in votes]
    return [*key, *([Patch(color=BAND, label=_("what came out in the model"))] if poll.revealed else [])]

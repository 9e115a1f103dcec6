"""A session of the workshop and its rounds: one set-up each, carried out replicate by replicate.

Invariant: what is shown is always the paired comparison of the replicates that are finished, so a first
picture comes from the first replicate and only narrows afterwards. The replicates are those of
`gongzhi compare`.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from experiments.design.runs import Run, batches, replicated
from experiments.execution.run_all import Rows
from experiments.execution.simulate import RunError
from experiments.provenance.sources import CodeError, stamp
from experiments.recording.kept_worlds import KeptWorlds
from experiments.sign_counts.known_signs import known_signs
from experiments.statistics.paired import compare
from experiments.store.tables import Study
from results.figures.style import for_page, looks
from results.report import charts
from results.text.rows import shown_rows
from results.text.signs import sign_sentences
from results.workshop.films import Films
from results.workshop.own_place.own_place import OwnPlace
from results.workshop.process_pool import Lost, Pool
from scenarios import read
from scenarios.entries import Governance
from scenarios.inputs import Scenario
from scenarios.language import pick
from scenarios.plausible import implausible, told
from scenarios.set_up import SetUp, Side, governance_of

KEPT, MOST_ROWS = 40, 400_000
"""Rounds remembered, and rows of months that they may hold together (some 300 MB): of more of either the
oldest are forgotten.
"""

USUAL = SetUp(case="minzhu", sides=[Side(governance="baseline"), Side(governance="one-four-n")])
"""What a page begins with."""

WAITING, DONE, CANCELLED, FAILED = "running", "done", "cancelled", "failed"
OPENED = "opened"
"""The state of what is only looked at: nothing of it is run."""


@dataclass
class Round:
    """One set-up under way: the runs requested and the rows that have come in."""

    id: str
    set_up: SetUp
    scenarios: tuple[Scenario, ...]
    models: tuple[Governance, ...]
    state: str = WAITING
    code: str = ""
    problem: str = ""
    finished: list[Rows] = field(default_factory=list)
    waiting: "list[Future[Rows]]" = field(default_factory=list, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def total(self) -> int:
        """How many runs were requested."""
        return len(self.scenarios) * self.set_up.replicates

    @property
    def done(self) -> int:
        """How many runs are finished."""
        return sum(len(rows.runs) for rows in self.finished)

    @property
    def rows(self) -> int:
        """How many months of how many runs it will hold."""
        return self.total * self.set_up.months

    def is_answered_by(self, other: "Round") -> bool:
        """Whether another round has all the rows of this one already: of the same content and the same code,
        carried out to its end.
        """
        return (
            other.state == DONE
            and (other.code, other.scenarios) == (self.code, self.scenarios)
            and other.set_up.replicates == self.set_up.replicates
        )

    def take_over(self, other: "Round") -> None:
        """Have what another round came to, without a run."""
        self.finished, self.state = list(other.finished), DONE

    def study(self) -> Study | None:
        """The replicates finished under every governance model, compared; None before the first."""
        with self.lock:
            parts = list(self.finished)
        if not parts:
            return None
        runs = pd.concat([part.runs for part in parts], ignore_index=True)
        full = runs.groupby("replicate")["governance"].nunique()
        replicates = full.index[full == len(self.models)]
        runs = runs[runs["replicate"].isin(replicates)].sort_values(["governance", "replicate"])
        months = pd.concat([part.monthly for part in parts], ignore_index=True)
        months = months[months["replicate"].isin(replicates)]
        names = [model.id for model in self.models]
        runs = runs.set_index("governance").loc[names].reset_index()[list(parts[0].runs.columns)]
        compared = compare(runs, names, read.outcome_entries()) if len(names) > 1 else None
        manifest = {"months": self.set_up.months, "parameters_overridden": dict(self.set_up.parameters)}
        manifest["scenarios"] = [
            {"case": one.case.id, "governance": one.governance.id, "digest": one.digest()}
            for one in self.scenarios
        ]
        return Study(runs, months, compared, manifest)

    def as_json(self, seen: int = -1) -> dict[str, Any]:
        """Where the round is and what is known so far, ready for JSON, in the language spoken.

        `seen`: how many runs the reader knows of already; if there are no more, only the state is sent.
        """
        done = self.done
        state = {"id": self.id, "state": self.state, "done": done, "total": self.total}
        sent = {**state, "problem": self.problem, "asked": self.set_up.model_dump()}
        study = self.study() if done != seen else None
        if study is None or not len(study.runs):
            return sent
        return {**sent, **_charts(study), **_names(self), "beyond": told(implausible(self.scenarios))}


def _charts(study: Study) -> dict[str, Any]:
    return {
        "worlds": study.replicates,
        "months": charts.months(study),
        "levels": charts.levels(study),
        "differences": charts.differences(study),
        "signs": _signs(study),
    }


def _signs(study: Study) -> list[str]:
    """How the marks of signs are read, and on what they rest."""
    if study.comparison is None:
        return []
    return list(sign_sentences.on_signs(shown_rows(study.comparison), known_signs(study)))


def _names(of: Round) -> dict[str, Any]:
    """What the governance models are called as the room made them, and how they look."""
    known = looks(model.id for model in of.models)
    named = [
        {"id": model.id, "name": pick(model.name), "look": for_page(known[model.id])} for model in of.models
    ]
    return {"governance": named}


class Session:
    """All rounds of this server, and the pool that they share."""

    def __init__(self, pool: Pool, own: OwnPlace | None = None) -> None:
        """own: the compound of one's own that may be asked for beside the cases of the project."""
        self._pool, self.films, self.own, self.kept = pool, Films(pool), own or OwnPlace(), KeptWorlds()
        self._rounds: OrderedDict[str, Round] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, set_up: SetUp) -> Round:
        """Start a round; ScenarioError if its scenario cannot be made. It is over at once if one of the same
        content was carried out before.
        """
        found = self._made(set_up)
        before = next(filter(found.is_answered_by, reversed(self.known().values())), None)
        if before is not None:
            found.take_over(before)
        for old in self._remember(found):
            self.cancel(old)
        if before is None:
            threading.Thread(target=self._carry_out, args=(found,), daemon=True).start()
        return found

    def open(self, set_up: SetUp) -> Round:
        """What a set-up looks like before anybody runs it: its compound and whoever lives there can be asked
        for. ScenarioError if its scenario cannot be made.
        """
        for known in self.known().values():
            if known.state == OPENED and known.set_up == set_up:
                return known
        found = self._made(set_up)
        found.state = OPENED
        for old in self._remember(found):
            self.cancel(old)
        return found

    def film_usual(self) -> None:
        """Film what a page begins with, so that whoever opens it does not wait."""
        scenarios = self._made(USUAL).scenarios
        threading.Thread(target=self.films.tried, args=(scenarios,), daemon=True).start()

    def _made(self, set_up: SetUp) -> Round:
        place = self.own.named(set_up.case) or set_up.case
        models = tuple({model.id: model for model in map(governance_of, set_up.sides)}.values())
        scenarios = tuple(
            read.scenario(place, model, months=set_up.months, overrides=dict(set_up.parameters))
            for model in models
        )
        return Round(secrets.token_urlsafe(9), set_up, scenarios, models, code=stamp())

    def _remember(self, found: Round) -> list[Round]:
        """Remember it, and forget the oldest that there is no room for beside it: those."""
        forgotten = []
        with self._lock:
            self._rounds[found.id] = found
            while len(self._rounds) > KEPT or (
                len(self._rounds) > 1 and sum(one.rows for one in self._rounds.values()) > MOST_ROWS
            ):
                forgotten.append(self._rounds.popitem(last=False)[1])
        return forgotten

    def get(self, name: str) -> Round | None:
        """The round of that id."""
        return self._rounds.get(name)

    def known(self) -> dict[str, Round]:
        """All rounds that are remembered, by id."""
        with self._lock:
            return dict(self._rounds)

    def _carry_out(self, found: Round) -> None:
        try:
            self._make(found)
        except (CodeError, Lost, RunError) as error:
            found.problem = error.message() if isinstance(error, RunError) else str(error)
            self._end(found, FAILED)
        except (CancelledError, RuntimeError):  # by the room, or the pool was closed: the server ends
            self.cancel(found)
        else:
            self._end(found, DONE)

    def _make(self, found: Round) -> None:
        """The first replicate by itself, then the others in as many batches as there are workers."""
        runs = replicated(found.scenarios, found.set_up.replicates)
        first = tuple(run for run in runs if run.replicate == 0)
        others = sorted((run for run in runs if run.replicate), key=lambda run: run.replicate or 0)
        self._batches(found, [first])
        if others and found.state == WAITING:
            self._batches(found, batches(others, self._pool.count))

    def _batches(self, found: Round, cut: Sequence[Sequence[Run]]) -> None:
        with found.lock:
            if found.state != WAITING:
                return
            found.waiting = [self._pool.submit(batch) for batch in cut]
        for future in found.waiting:
            rows = future.result()
            with found.lock:
                found.finished.append(rows)

    def cancel(self, found: Round) -> None:
        """Make nothing more of it: what is finished stays, what waits for a worker is taken back."""
        self._end(found, CANCELLED)

    def _end(self, found: Round, state: str) -> None:
        with found.lock:
            if found.state == WAITING:
                found.state = state
            for future in found.waiting:
                future.cancel()
            found.waiting = []

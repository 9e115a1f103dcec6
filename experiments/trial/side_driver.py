"""One side of a trial, in a process of its own that loads that side's code: it reads orders, a line of JSON
each, from standard input and answers each with a line.

Run as a file, `python -P side_driver.py FOLDER`: what it imports of gongzhi lies in FOLDER, which may be an
older version, so it imports little. Invariant: what rules print goes to standard error, never among the
answers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from agents.table import Table
    from agents.version import Version
    from model.neighbourhood import Neighbourhood
    from scenarios.read import Scenario

PER_ISSUE = ("chooses_channel", "urgency")
"""The rules that are asked once for every issue: their decisions are told apart by the issue's key."""

WATCHED_EVERY = 1.0
"""Seconds after which a side looks whether the command that started it is still there."""


class SideWorlds:
    """The worlds of one side: its scenario, the runs made of it, the decisions of one of them."""

    def __init__(self) -> None:
        self._scenario: Scenario | None = None
        self._watched: Neighbourhood | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario that was begun with."""
        assert self._scenario is not None
        return self._scenario

    def begin(
        self,
        case: str,
        governance: str,
        months: int,
        settings: Mapping[str, float],
        language: str,
        rules: str | None,
    ) -> Mapping[str, Any]:
        """Resolve the scenario with this side's files and load the model: what the scenario holds."""
        from scenarios import read
        from scenarios.language import use

        use(language)
        if rules is not None:
            from experiments.provenance.chosen_rules import choose_rules

            choose_rules(rules)
        place, mode = read.case(case), read.governance(governance)
        one = self._scenario = read.scenario(place, mode, months=months, overrides=dict(settings))
        import_module("model.neighbourhood")  # what is wrong with the code is told here

        compounds = [one, *(member.scenario for member in getattr(one, "members", ()))]
        return {
            "parameters": [dict(each.parameters) for each in compounds],
            "instruments": sorted({kind for each in compounds for kind in each.instruments}),
            "rules": sorted(
                {file for each in compounds for file in getattr(each.case, "rules", {}).values()}
            ),
            "events": [[event.kind, event.month] for each in compounds for event in each.case.events],
            "measures": sorted(getattr(one, "measures", ())),
        }

    def run(self, seeds: Sequence[int]) -> Mapping[str, Any]:
        """Make a run with each of these seeds, side by side in one world."""
        from model.neighbourhood import Neighbourhood, Placement

        return _outcomes(Neighbourhood([Placement(self.scenario, seed) for seed in seeds]).run())

    def watch(self, seed: int, further: Sequence[str], file: str) -> Mapping[str, Any]:
        """Make one run and write its decisions to a file; further: rules whose numbers are written too."""
        from model.neighbourhood import Neighbourhood, Placement

        world = self._watched = Neighbourhood([Placement(self.scenario, seed)])
        witness = DecisionRecord(world, further)
        for table in world.tables():
            table.witness = witness
        found = _outcomes(world.run())
        np.savez(file, **witness.columns())
        return {**found, "kinds": witness.kinds}

    def name(self, table: int, row: int) -> Mapping[str, Any]:
        """Whose row of a table it is, in the world that was watched."""
        assert self._watched is not None
        found = self._watched.tables()[table]
        return {"door": self._watched.households.door(row) if table == 0 else "", "rows": len(found)}


class DecisionRecord:
    """Sees every rule that is asked in a world, and keeps who answered what, month by month."""

    def __init__(self, world: Neighbourhood, further: Sequence[str]) -> None:
        self.kinds: list[str] = []
        self._world, self._further = world, set(further)
        self._numbers = {id(table): number for number, table in enumerate(world.tables())}
        self._kept: dict[str, list[Sequence[Any]]] = {}
        self._times: dict[tuple[int, str], Any] = {}
        self._of_issues: Counter[tuple[str, int]] = Counter()
        self._month: int | None = None

    def __call__(
        self, table: Table, version: Version, given: tuple[Any, ...], rows: Any, answer: Any
    ) -> None:
        """Keep the answers to one question."""
        name, declared = version.rule.__name__, version.declaration
        chosen = _is_choice(declared)
        if not chosen and name not in self._further:
            return
        whose = table.all_rows()[rows]
        number = self._numbers[id(table)]
        who = "household" if number == 0 else version.kind.kind
        key = f"{number}/{who}.{name}/{int(chosen)}"
        first = answer[0] if isinstance(answer, tuple) else answer
        columns = table.columns
        occupancy = columns["occupancy"][whose] if "occupancy" in columns else np.zeros(len(whose))
        kinds = [self._kind(one.kind) for one in table.classes]
        parts = (
            np.full(len(whose), self._world.month),
            whose,
            occupancy,
            self._items(table, version, whose),
            np.array(kinds)[columns["kind"][whose]],
            np.broadcast_to(np.asarray(first, dtype=float), (len(whose),)).copy(),
        )
        self._kept.setdefault(key, []).append(parts)

    def columns(self) -> dict[str, Any]:
        """A matrix (6, decisions) a rule: month, row, occupancy, item, kind, answer."""
        return {
            key: np.stack([np.concatenate(column).astype(float) for column in zip(*parts, strict=True)])
            for key, parts in self._kept.items()
        }

    def _kind(self, kind: str) -> int:
        if kind not in self.kinds:
            self.kinds.append(kind)
        return self.kinds.index(kind)

    def _items(self, table: Table, version: Version, whose: Any) -> Any:
        """What tells apart the questions to one row in a month: the issue, and how often it was asked."""
        if self._month != self._world.month:
            self._month, self._times, self._of_issues = self._world.month, {}, Counter()
        name = version.rule.__name__
        if name in PER_ISSUE:
            issues = self._world.issues
            of = issues.reporter if self._numbers[id(table)] == 0 else issues.compound
            kind = table.columns["kind"][of[issues.asked]]
            keys = issues.key[issues.asked[np.isin(kind, version.members)]]
            if len(keys) == len(whose):
                short = (keys % (1 << 20)).tolist()
                items = np.array([key + (self._of_issues[name, key] << 20) for key in short])
                self._of_issues.update((name, key) for key in short)
                return items
        times = self._times.setdefault((id(table), name), np.zeros(len(table), dtype=np.int64))
        found = times[whose].copy()
        times[whose] += 1
        return found


def _is_choice(declared: Any) -> bool:
    """Whether a rule that declares this says yes or no, or chooses; older versions say less of it."""
    return hasattr(declared, "low") and (declared.low is None or bool(getattr(declared, "names", ())))


def _outcomes(world: Neighbourhood) -> Mapping[str, Any]:
    """The outcomes of a world's runs, a list each, and of every gap the levels of both sides."""
    frame = world.outcomes()
    return {"outcomes": frame.to_dict("list"), "levels": _levels(world)}


def _levels(world: Neighbourhood) -> Mapping[str, Any]:
    """By gap, the levels of its two groups in each run; none of a district, or where an older version keeps
    them otherwise.
    """
    try:
        from model.inequality import GROUPS
        from model.issue_outcomes import reported_and_resolved
        from model.months import ratio
        from model.record import PROFILES
    except ImportError:
        return {}
    if world.groups.placements < world.compounds.count:
        return {}
    record, profile = world.record, np.arange(PROFILES)
    reported, resolved = (column.sum(axis=1) for column in reported_and_resolved(record))
    people = record.by_profile["people"]
    measures = {
        "resolution": (resolved, reported),
        "participation": (record.by_profile["active"], people),
        "satisfaction": (record.by_profile["satisfaction"], people),
    }
    return {
        f"gap_{pair}_{measure}": [
            ratio(part[:, chosen].sum(axis=1), whole[:, chosen].sum(axis=1)).tolist()
            for chosen in split(profile)
        ]
        for pair, split in GROUPS.items()
        for measure, (part, whole) in measures.items()
    }


def problem(error: BaseException, folders: Sequence[str]) -> str:
    """What was raised, in one line, with the file and the line of it that lie in one of the folders."""
    try:
        from experiments.errors import about_rules

        if (text := about_rules(error)) is not None:
            return text
        from scenarios.problems import ScenarioError

        if isinstance(error, ScenarioError):
            return str(error)
    except Exception as another:  # an older version has none of it, or cannot be loaded either
        error = another if isinstance(another, SyntaxError) else error
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {error.msg}"
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    inside = [one for one in extract_tb(error.__traceback__) if any(map(one.filename.startswith, folders))]
    return f"{said} ({inside[-1].filename}:{inside[-1].lineno})" if inside else said


def _orders() -> Iterator[Mapping[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCHED_EVERY)
    os._exit(1)


@contextmanager
def _patience(seconds: int) -> Iterator[None]:
    """TimeoutError, raised where the code then is, if the block takes longer (0: however long it takes)."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"no answer within {seconds} seconds; is there an endless loop?")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def main() -> None:
    """Answer orders until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command that started this one ends it
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    sys.path.insert(0, sys.argv[1])
    side = SideWorlds()
    does: Mapping[str, Callable[..., Any]] = {
        "begin": side.begin,
        "run": side.run,
        "watch": side.watch,
        "name": side.name,
    }
    for order in _orders():
        try:
            with _patience(order["seconds"]):
                found = {"found": does[order["do"]](**order["with"])}
        except BaseException as error:  # a rule may leave Python
            found = {"problem": problem(error, sys.argv[1:])}
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    sys.path[:] = [one for one in sys.path if Path(one or ".").resolve() != Path(__file__).resolve().parent]
    main()

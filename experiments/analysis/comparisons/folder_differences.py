"""What differs between two folders besides what came out: cases, values, code, months before the record.

Invariant: what cannot be told is told as that, never as no difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from experiments.execution.origin import Origin
from experiments.execution.results import StoredRows
from experiments.provenance.run_key import Code
from experiments.provenance.run_key import unlike as unlike_parts
from experiments.store.manifest import code_hash
from scenarios.problems import ScenarioError

SHOWN = 8
"""Files that are named at most where the code differs."""

UNKNOWN = "unknown"
"""In the place of the code, where it cannot be told whether it differs."""

DATA = "data"


class Unlike(NamedTuple):
    """One thing that differs: what it is (case, governance, parameter, start, burn_in, code, data, primary,
    smallest), its name where there are several, and what A and B have; None: nothing is stated.
    """

    what: str
    name: str
    a: object
    b: object


class ComparedScenario(NamedTuple):
    """A case and a governance model of A, and those of B that are compared with them."""

    case_a: str
    case_b: str
    governance_a: str
    governance_b: str


def unlike(
    one: StoredRows, other: StoredRows, groups: Sequence[ComparedScenario], points: Mapping[int, int]
) -> Iterator[Unlike]:
    """What differs between the runs that are compared."""
    found = [*_names(groups), *_values(one.origin, other.origin), *_code(one, other)]
    yield from found
    if not found and _data_differ(one, other, groups, points):
        yield Unlike(DATA, "", None, None)
    for what in ("primary", "smallest"):
        a, b = getattr(one.origin, what), getattr(other.origin, what)
        if a != b:
            yield Unlike(what, "", a, b)


def _names(groups: Sequence[ComparedScenario]) -> Iterator[Unlike]:
    for what, pairs in (
        ("case", [(one.case_a, one.case_b) for one in groups]),
        ("governance", [(one.governance_a, one.governance_b) for one in groups]),
    ):
        for a, b in dict.fromkeys(pairs):
            if a != b:
                yield Unlike(what, "", a, b)


def _values(one: Origin, other: Origin) -> Iterator[Unlike]:
    """Values that hold throughout a folder, and when its record and its governance model begin."""
    a, b = _throughout(one), _throughout(other)
    moved = varied(one) | varied(other)
    for key in dict.fromkeys([*a, *b]):
        if key not in moved and a.get(key) != b.get(key):
            yield Unlike("parameter", key, a.get(key), b.get(key))
    for what in ("burn_in", "start"):
        if (before := getattr(one, what)) != (now := getattr(other, what)):
            yield Unlike(what, "", before, now)


def _throughout(origin: Origin) -> dict[str, float]:
    """The values that a folder states for all its runs."""
    first = next(iter(origin.points.values()), {})
    return {**origin.fixed, **{key: value for key, value in first.items() if key not in varied(origin)}}


def varied(origin: Origin) -> set[str]:
    """The parameters whose values differ between the points of a folder."""
    points = list(origin.points.values())
    return {key for key in (points[0] if points else ()) if len({point[key] for point in points}) > 1}


def fitting(one: Origin, other: Origin) -> dict[int, int]:
    """The points of A that B has too, by number the number in B: those with the same value of everything that
    either varies. Where neither varies anything there is one point, whatever its values.
    """
    keys = sorted(varied(one) | varied(other))
    theirs = {_at(other, number, keys): number for number in other.points}
    places = ((number, _at(one, number, keys)) for number in one.points)
    return {number: theirs[values] for number, values in places if None not in values and values in theirs}


def _at(origin: Origin, point: int, keys: Sequence[str]) -> tuple[float | None, ...]:
    values = {**origin.fixed, **origin.points[point]}
    return tuple(values.get(key) for key in keys)


def _code(one: StoredRows, other: StoredRows) -> Iterator[Unlike]:
    """Whether other code made the runs: file by file where both folders say it."""
    if isinstance(one.code, Mapping) and isinstance(other.code, Mapping):
        shared = one.code.keys() & other.code.keys()
        files = unlike_parts(*({name: code[name] for name in shared} for code in (one.code, other.code)))
        names = ", ".join([*files[:SHOWN], *(["…"] if len(files) > SHOWN else [])])
        found = [Unlike("code", names, None, None)] if files else []
    elif isinstance(one.code, str) and isinstance(other.code, str):
        found = [Unlike("code", "", one.code, other.code)] if one.code != other.code else []
    else:
        found = [Unlike("code", "", UNKNOWN, UNKNOWN)] if not _of_now(one, other) else []
    yield from found


def _of_now(one: StoredRows, other: StoredRows) -> bool:
    """Whether a store and a folder of another kind were both made by the code as it is now."""
    code = Code()
    code.digest(sorted({*code.kinds, *code.own}))
    now = code.parts()
    return all(
        side.code == _hash_now(side)
        if isinstance(side.code, str)
        else not unlike_parts(side.code, {name: now.get(name, "") for name in side.code})
        for side in (one, other)
    )


def _hash_now(side: StoredRows) -> str:
    """The hash of what the runs of a folder go through now; empty where they cannot be made here."""
    try:
        return code_hash(side.origin.scenarios())
    except ScenarioError:
        return ""


def _data_differ(
    one: StoredRows, other: StoredRows, groups: Sequence[ComparedScenario], points: Mapping[int, int]
) -> bool:
    """Whether runs of the same names, values, seeds and code are others all the same: then files of cases or
    governance models were edited in between.
    """
    digests = one.origin.digests, other.origin.digests
    if all(digests):
        names = [f"{group.case_a}/{group.governance_a}" for group in groups]
        return any(digests[0].get(name) != digests[1].get(name) for name in names)
    if not all("key" in side.rows for side in (one, other)):
        return False
    columns = ["case", "governance", "point", "replicate", "seed", "key"]
    mine = one.rows.loc[one.rows["point"].isin(list(points)), columns]
    mine = mine.assign(point=mine["point"].map(points))
    both = pd.merge(mine, other.rows[columns], on=columns[:-1])
    return bool((both["key_x"] != both["key_y"]).any())

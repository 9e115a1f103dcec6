"""What knowing a parameter is worth by the study that comes with gongzhi, `what-to-measure`: a table beside
the scenarios, made by `python -m experiments.evidence worth-knowing`.

Invariant: only what is shown to matter is in the table, and it says whether the ledger's ranges have changed.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import scenarios
from experiments.errors import ArgumentError
from experiments.execution.executors import opening
from experiments.execution.stored_study import finished
from experiments.execution.sweep import carry_out
from experiments.store.tables import from_spreadsheets
from experiments.value_of_information.worth_table import WorthOfKnowing, worth_of_knowing
from scenarios.guessed import fingerprint
from scenarios.language import _
from scenarios.problems import listed, nearest, shown
from scenarios.study import study

FILE = Path(scenarios.__file__).with_name("worth_knowing.csv")
STUDY = "what-to-measure"

SAID = ("study", "case", "months", "points", "replicates", "unit", "best")
"""What every row says of the choice that it is about."""


def worth_knowing(
    say: Callable[[str], None],
    jobs: int | None = None,
    months: int | None = None,
    replicates: int | None = None,
    points: int | None = None,
    place: Path | None = None,
) -> pd.DataFrame:
    """Carry the study out and say what knowing each parameter is worth by each of its outcomes. Months,
    replicates and points are the study's if not given. place: a folder in which the study is kept, so that it
    goes on where it was broken off.
    """
    plan = study(STUDY)
    assert plan.sampling is not None
    sampling = plan.sampling.model_copy(update={} if points is None else {"points": points})
    given = {"months": months, "replicates": replicates}
    changed = {name: number for name, number in given.items() if number is not None}
    plan = plan.model_copy(update={"sampling": sampling, **changed})
    say(f"worth knowing: {len(plan.sampled)} parameters, {len(plan.governance)} governance models")
    with TemporaryDirectory() as made:
        store = (place or Path(made)) / "store"
        say(carry_out(plan, store, opening(jobs)).message())
        return as_table(worth_of_knowing(finished(store), outcomes=plan.outcomes))


def as_table(found: Sequence[WorthOfKnowing]) -> pd.DataFrame:
    """The table that is written: for each choice a row for all that somebody knows, then the parameters that
    are shown to matter.
    """
    return pd.concat([_rows(one) for one in found], ignore_index=True)


def _rows(one: WorthOfKnowing) -> pd.DataFrame:
    kept = one.parameters[one.parameters["shown"] | one.parameters["moves"]]
    rows = pd.concat([one.groups.assign(parameter=""), kept], ignore_index=True)
    said = {name: getattr(one, name) for name in SAID}
    rows = rows.assign(
        about=one.about,
        **said,
        often=json.dumps(one.often),
        weights=json.dumps(one.weights),
        ledger=fingerprint(),
    )
    first = ["about", "parameter", "known_by"]
    return rows[[*first, *(name for name in rows if name not in first)]]


def shipped(outcomes: Sequence[str] | None = None) -> list[WorthOfKnowing]:
    """What the shipped table says of choices by these outcomes, or of all its primary ones; ArgumentError if
    it says nothing of one.
    """
    table = from_spreadsheets(pd.read_csv(FILE, encoding="utf-8-sig", keep_default_na=False))
    known = list(dict.fromkeys(table["about"]))
    for name in outcomes or ():
        if name not in known:
            message = _(
                "The shipped table says nothing of {name}; it has: {known}. Any other question is for a "
                "study: gongzhi study {study}, then gongzhi questionnaire with its folder.",
                name=shown(name),
                known=listed(known),
                study=STUDY,
            )
            raise ArgumentError(message + nearest(name, known))
    return list(_read(table, outcomes or _primary(known)))


def _primary(known: Sequence[str]) -> list[str]:
    return [name for name in study(STUDY).primary if name in known]


def _read(table: pd.DataFrame, names: Sequence[str]) -> Iterator[WorthOfKnowing]:
    for name in dict.fromkeys(names):
        rows = table[table["about"] == name]
        first = rows.iloc[0]
        whole = {key: int(first[key]) for key in ("months", "points", "replicates")}
        yield WorthOfKnowing(
            study=str(first["study"]),
            case=str(first["case"]),
            **whole,
            weights=json.loads(first["weights"]),
            unit=str(first["unit"]),
            best=str(first["best"]),
            often=json.loads(first["often"]),
            parameters=rows[rows["parameter"] != ""].reset_index(drop=True),
            groups=rows[rows["parameter"] == ""].reset_index(drop=True),
            current=bool(first["ledger"] == fingerprint()),
        )

"""A registration: a study as it is resolved, its primary outcomes and how it will be judged, written into the
folder of its store with the time, before anything is run.

Invariant: it is written once and never changed or written over; its hash says whether somebody else did.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from experiments.design.cells import Cells
from experiments.design.runs import seed_of
from experiments.design.study_identity import study_identity
from experiments.statistics.verdict import LEVEL
from experiments.store.manifest import FORMAT, NEWEST, code_hash, read_json
from experiments.store.output_folder import MAKER, REGISTRATION, put
from experiments.store.registration_file import bring
from experiments.store.store import RUNS, StoreError, alone, checked, unwritable
from scenarios import read
from scenarios.language import _
from scenarios.study import StudyPlan

MOST_SEEDS = 1000
"""Seeds that are written out; the others follow from the study's name and the number of the replicate."""

CORRECTION = "Holm, over all comparisons of primary outcomes at one cost; all others exploratory, apart"


class Registration(NamedTuple):
    """What a registration says. `at`: when, in universal time; `digest`: SHA-256 of all of it; `runs_there`:
    how many runs there were already; `intact`: whether the hash still fits.
    """

    at: str
    digest: str
    runs_there: int
    study: Mapping[str, Any]
    intact: bool

    def plain(self) -> dict[str, object]:
        """The same for programs, without the whole study."""
        return {
            "registered_at": self.at,
            "hash": self.digest,
            "runs_there": self.runs_there,
            "primary_outcomes": self.study["primary_outcomes"],
            "smallest_differences": self.study["smallest_differences"],
        }


def register(plan: StudyPlan, folder: Path) -> Registration:
    """Write the registration of a study into the folder where its store is or will be.

    StoreError if one is there, if the folder holds anything else, or if it cannot be written.
    """
    store = checked(folder, plan.id)
    _refuse_another(folder)
    study = resolved(plan, folder)
    runs, at = store.counts(RUNS).total(), datetime.now(UTC).isoformat(timespec="seconds")
    found = Registration(at, digest(at, runs, study), runs, study, True)
    with alone(folder):
        _refuse_another(folder)
        _write(folder / REGISTRATION, found)
    return found


def hand_on(whole: Path, shard: Path) -> None:
    """Copy the registration of a whole study, if there is one, into the folder of its shard, if none lies
    there; StoreError if it is damaged or cannot be written.
    """
    if registration_in(shard) is None and registration_in(whole) is not None:
        with alone(shard):
            bring([whole], shard)


def _refuse_another(folder: Path) -> None:
    """StoreError if a registration is there."""
    if (there := registration_in(folder)) is not None:
        raise StoreError(
            _(
                "{folder} holds a registration of {at}, which is never written over; name another folder "
                "with --out.",
                folder=folder,
                at=there.at,
            )
        )


def _write(file: Path, found: Registration) -> None:
    """Write it, whole or not at all; StoreError if it cannot be written."""
    content = {
        "made_by": MAKER,
        FORMAT: NEWEST,
        "registered_at": found.at,
        "hash": found.digest,
        "runs_there": found.runs_there,
        "study": found.study,
    }
    try:
        put(file, f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode())
    except OSError as error:
        raise unwritable(file.parent, error) from error


def resolved(plan: StudyPlan, folder: Path) -> dict[str, Any]:
    """All that decides what a study will run and how it is judged, ready for JSON; ScenarioError if it cannot
    be run.
    """
    cells = Cells(plan)
    most = plan.replicates or (plan.precision.most if plan.precision else 1)
    outcomes = read.outcome_entries()
    primary = plan.primary or [name for name, entry in outcomes.items() if entry.primary]
    return {
        **study_identity(plan, cells, folder),
        "code_hash": code_hash(cells.scenario(cell) for cell in cells.natural[:1]),
        "seeds": [seed_of(plan.id, number) for number in range(min(most, MOST_SEEDS))],
        "primary_outcomes": primary,
        "smallest_differences": {name: plan.smallest.get(name, outcomes[name].smallest) for name in primary},
        "correction": CORRECTION,
        "level": LEVEL,
    }


def digest(at: str, runs_there: int, study: Mapping[str, Any]) -> str:
    """SHA-256 of a study as it is resolved, with when that was and how many runs there were already."""
    whole = {"registered_at": at, "runs_there": runs_there, "study": study}
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def registration_in(folder: Path) -> Registration | None:
    """The registration in a folder, if there is one; StoreError if it is damaged."""
    file = folder / REGISTRATION
    if not file.exists():
        return None
    try:
        content = read_json(file)
        study, said, runs = content["study"], str(content["hash"]), int(content["runs_there"])
        if not isinstance(study, dict):
            raise ValueError
        at = str(content["registered_at"])
        return Registration(at, said, runs, study, digest(at, runs, study) == said)
    except (OSError, ValueError, KeyError, TypeError):
        raise damaged(folder) from None


def damaged(folder: Path) -> StoreError:
    """The message on a registration that cannot be read."""
    return StoreError(_("{file} is damaged or not of gongzhi.", file=folder / REGISTRATION))

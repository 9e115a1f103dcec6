"""The files of a search that was carried out: tables, manifest, the mixes it found as governance models.

The rule it holds: every mix that is reported can be run, compared and taken apart like any governance model.
"""

from importlib import metadata
from pathlib import Path

from experiments.design.runs import STUDY, Run, seed_of
from experiments.optimisation.instrument_space import as_file
from experiments.optimisation.nsga2 import GENERATION
from experiments.optimisation.results import Found
from experiments.store.manifest import manifest
from experiments.store.tables import write_tables

JOURNAL = "optuna.log"


def write(found: Found, folder: Path) -> None:
    """Tables as Parquet and CSV, the manifest, the mixes as governance models and the search as Optuna's own
    journal, into a folder that exists.
    """
    tables = {"front": found.front, "mixes": found.mixes, "curves": found.curves}
    write_tables(tables, manifest_of(found), folder)
    (folder / "governance").mkdir()
    for model in (*found.models, *found.failed.models):
        (folder / "governance" / f"{model.id}.yaml").write_text(as_file(model), encoding="utf-8")
    if found.looked.search is not None:
        names = {"aims": [aim.id for aim in found.wanted.aims], "generation": GENERATION}
        found.looked.search.write(folder / JOURNAL, names)


def manifest_of(found: Found) -> dict[str, object]:
    """What made the result: the scenarios of the front in all worlds, and how it was searched for."""
    wanted = found.wanted
    models = (wanted.space.baseline, *found.models, *wanted.beside)
    runs = [
        Run(wanted.scenario(model), replicate, seed_of(STUDY, replicate))
        for model in models
        for replicate in (*wanted.searched, *wanted.unseen)
    ]
    return manifest(wanted.command, runs, wanted.overrides) | {
        "search": wanted.identity(),
        "trials": wanted.trials,
        "mixes_looked_at": len(found.mixes),
        "mixes_possible": wanted.space.size,
        "exhaustive": wanted.is_exhaustive,
        "searched_in_replicates": [wanted.searched.start, wanted.searched.stop - 1],
        "reported_from_replicates": [wanted.unseen.start, wanted.unseen.stop - 1],
        "failed_runs": found.failed.runs,
        "optuna": metadata.version("optuna"),
    }

"""All tables of the reference study, and where its portions are kept.

Invariant: what was kept for another request, posterior or code of the model is never taken for this one.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd

from experiments.evidence.code_of_pages import model_code
from experiments.evidence.reference.calibrated_draws import OF_PRIOR
from experiments.evidence.reference.conclusions import best, differences, rank_shares
from experiments.evidence.reference.failure_regions import failure_regions
from experiments.evidence.reference.reference_runs import ReferenceSizes, reference_runs
from experiments.execution.run_all import simulating
from experiments.store.kept_tables import KeptTables
from scenarios.posterior import USUAL, read_posterior

PLACE = Path("results/studies/reference-study")
"""Where portions are kept, in a folder for each request and code of the model."""

WORLD_HOUSEHOLDS = 60_000
"""Households that are simulated side by side: in draws every value is an array, so that a world pays off
later than elsewhere (three quarters of the time that 15 000 take).
"""


def kept(sizes: ReferenceSizes, posterior: str = USUAL, folder: Path = PLACE) -> KeptTables:
    """The tables of a request; those of another request, posterior or code of the model lie elsewhere."""
    values = read_posterior(posterior)
    content = json.dumps([values.keys, values.weights, [dict(draw) for draw in values.draws]])
    identity = {**sizes._asdict(), "prior": OF_PRIOR, "cases": sizes.chosen, "code": model_code()}
    identity |= {"posterior": posterior, "values": sha256(content.encode()).hexdigest()}
    name = sha256(json.dumps(identity).encode()).hexdigest()[:12]
    return KeptTables(folder / name, identity)


def reference_tables(
    say: Callable[[str], None],
    jobs: int | None,
    sizes: ReferenceSizes,
    posterior: str = USUAL,
    folder: Path = PLACE,
) -> dict[str, pd.DataFrame]:
    """The tables by name; what was kept in the folder is not made again."""
    make = simulating(jobs, quiet=True, households=WORLD_HOUSEHOLDS)
    tables = kept(sizes, posterior, folder)
    runs = reference_runs(make, say, tables, sizes, posterior)
    return {
        "reference-runs": runs,
        "reference": differences(runs),
        "reference-best": best(runs),
        "reference-ranks": rank_shares(runs),
        "reference-failures": failure_regions(make, say, tables, sizes),
    }

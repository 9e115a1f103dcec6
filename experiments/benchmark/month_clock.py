"""`python -P month_clock.py`, with PYTHONPATH naming a version of the code: time its months, on request.

It runs older versions too, so it uses only what has always been there: `scenarios.read.scenario`, and
`Neighbourhood` with `step`. Each line read is a JSON object `{"case", "governance", "households", "months"}`
(households null: as the case has them); each line written is `{"seconds": …}` or `{"problem": …}`.
"""

import gc
import json
import sys
from time import process_time


def lived(case: str, governance: str, households: int | None, months: int) -> float:
    """Seconds of the processor for so many months of a new world; building it is not counted."""
    from model.neighbourhood import Neighbourhood
    from scenarios import read

    overrides = {"place.households": float(households)} if households else {}
    world = Neighbourhood(read.scenario(case, governance, months=months, overrides=overrides), rng=1)
    gc.collect()
    begun = process_time()
    for _ in range(months):
        world.step()
    return process_time() - begun


def main() -> None:
    """Answer one line after another."""
    for line in sys.stdin:
        try:
            answer: dict[str, object] = {"seconds": lived(**json.loads(line))}
        except Exception as error:
            answer = {"problem": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""`python -m results.workshop.response_time`: how long a moved slider takes, from the server's point of view.

294 households, 72 months, 10 replicates, two governance models, two workers: seconds from the request to the
first picture (JSON ready to be drawn) and to the full interval. Part of `make bench`.
"""

import json
from time import perf_counter, sleep

from experiments.benchmark.performance_targets import Bar, Rows, bar_rows, laid_out
from experiments.benchmark.timing import best, reference, timing
from results.workshop.process_pool import Pool
from results.workshop.session import FAILED, WAITING, Session
from scenarios.set_up import set_up

FIRST, FULL = 1.0, 5.0
"""Seconds in which the first picture and the full interval must be there."""

TIMES, WORKERS = 7, 2


def answered(session: Session, rate: float) -> tuple[float, float]:
    """Seconds to the first picture and to the full interval after a slider was moved to `rate`."""
    request = {
        "case": "xihu",
        "sides": [{"governance": "baseline"}, {"governance": "one-four-n"}],
        "parameters": {"issues.rate": rate},
        "months": 72,
        "replicates": 10,
    }
    begun = perf_counter()
    found = session.begin(set_up(json.dumps(request)))
    first = 0.0
    while found.state == WAITING:
        if not first and found.done:
            json.dumps(found.as_json())
            first = perf_counter() - begun
        sleep(0.005)
    if found.state == FAILED:
        raise SystemExit(found.problem)
    json.dumps(found.as_json())
    return first or perf_counter() - begun, perf_counter() - begun


def main() -> None:
    """Measure, print, judge."""
    before, pool = reference(), Pool(WORKERS)
    pool.warm()
    session = Session(pool)
    answered(session, 30.0)  # the first round imports what later ones find loaded
    firsts, fulls = zip(*(answered(session, 31.0 + place) for place in range(TIMES)), strict=True)
    pool.close()
    machine = best([before, reference()])
    rows: Rows = [
        {"what": name, "seconds": timing(values)}
        for name, values in (("first picture", firsts), ("full interval", fulls))
    ]
    title = "A moved slider: 294 households, 72 months, 10 replicates, 2 governance models, 2 workers"
    print(f"{title}\n{laid_out(rows)}\n({machine})\n")
    bars = [
        Bar("first picture", timing(firsts).median, FIRST, "s"),
        Bar("full interval", timing(fulls).median, FULL, "s"),
    ]
    print(laid_out(bar_rows(bars, machine.factor)))


if __name__ == "__main__":
    main()

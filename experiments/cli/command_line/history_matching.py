"""`calibrate --method waves`: history matching, a line on standard error for each wave, tables at the end."""

import sys
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.command_line.output import deliver, leave_interrupted, print_ending, print_json
from scenarios.language import _

if TYPE_CHECKING:
    from experiments.calibration.simulator import Opening
    from experiments.history_matching.matching_request import MatchingRequest
    from experiments.history_matching.wave import Wave
    from experiments.history_matching.waves import HistoryMatch


METHODS = ("abc-smc", "waves")


def method_named(text: str) -> str:
    """How to calibrate, else ArgumentError."""
    from experiments.analysis.figure_request import one_of

    one_of(text or '""', "--method", METHODS)
    return text


def match(request: "MatchingRequest", folder: Path, opening: "Opening", as_json: bool) -> None:
    """Match in the folder, put tables and summary there, and print what was found."""
    from experiments.calibration.calibration import results_of
    from experiments.history_matching.matching_results import MatchingResults, matching_results
    from results.document.terminal import print_tables
    from results.findings.history_matching.summary import document, objects, tables

    try:
        found = matching_results(_matched(request, folder, opening, as_json))
    except KeyboardInterrupt:
        leave_interrupted(folder)
    deliver(found, results_of(folder), MatchingResults.write, lambda found, figures: None, document)
    if as_json:
        print_json(objects(found))
        return
    print_tables(tables(found))
    print_ending(results_of(folder))


def estimate(request: "MatchingRequest", jobs: int | None, as_json: bool) -> None:
    """Print how long it will take, and match nothing."""
    from experiments.execution.worker_processes import cores
    from experiments.history_matching.expected_time import expected

    processes = jobs or cores()
    found = expected(request, processes)
    if as_json:
        print_json(found._asdict())
        return
    message = _(
        "{points} points on {jobs} processes: from {least} minutes, with the fewest replicates throughout, "
        "to {most}, with the most; {seconds} s of one core for a point with the fewest.",
        points=found.points,
        jobs=processes,
        least=ceil(found.least / 60),
        most=ceil(found.most / 60),
        seconds=f"{found.point:.2g}",
    )
    print(message)


def _matched(request: "MatchingRequest", folder: Path, opening: "Opening", quiet: bool) -> "HistoryMatch":
    from experiments.history_matching.waves import SILENT, Telling, history_matched

    telling = SILENT if quiet else Telling(_tell_points, _tell_wave)
    found = history_matched(request, folder, opening, telling)
    if found.failed:
        message = _(
            "{count} runs failed, the first with: {problem}.",
            count=len(found.failed),
            problem=found.failed[0],
        )
        print(message, file=sys.stderr)
    return found


def _tell_points(wave: int, run: int, of: int) -> None:
    name = _("wave {number}", number=wave) if wave else _("screening")
    print(_("{name}: {run} of {all} points run", name=name, run=run, all=of), file=sys.stderr)


def _tell_wave(wave: "Wave") -> None:
    message = _(
        "wave {number}: {share} % of the prior left (± {error} %), {points} points run, {seconds} s",
        number=wave.number,
        share=f"{100 * wave.left.volume:.2g}",
        error=f"{100 * wave.left.error:.1g}",
        points=wave.points,
        seconds=round(wave.seconds),
    )
    print(message, file=sys.stderr)

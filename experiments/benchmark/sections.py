"""Sections of the bench: each measures one thing and gives rows to read and bars to hold."""

from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any, NamedTuple

from experiments.benchmark import estimates, last_release, memory, pairing, rule_forms, speed
from experiments.benchmark.mesa_batch_run import side_by_side, side_rows
from experiments.benchmark.performance_targets import Bar, Rows
from experiments.benchmark.study_throughput import throughput

SAMPLE = 24
"""Runs of a study that are timed one by one."""

BYTES = 600.0
MONTHS_NS = {2_991: 2_000.0, 100_000: 1_200.0}


class Amounts(NamedTuple):
    """How much to do: pairs of runs in the pairing table, runs of the study that is timed; and, where one is
    named, the commit that stands for the last release.
    """

    replicates: int
    runs: int
    against: str | None = None


class Section(NamedTuple):
    """One part of the bench: a heading, rows to print and write, its bars, and lines that warn."""

    title: str
    rows: Rows
    bars: list[Bar]
    warnings: Sequence[str] = ()


def speed_section(amounts: Amounts) -> Section:
    """Nanoseconds a household-month at every size."""
    found = speed.costs(speed.SIZES)
    bars = [
        Bar(
            f"{entry.governance}, {entry.households} households: a household-month",
            entry.months.least,
            MONTHS_NS[entry.households],
            "ns",
        )
        for entry in found
        if entry.households in MONTHS_NS
    ]
    return Section(
        "Whole runs (ns a household-month; building: µs a household; shortest and, in brackets, median)",
        _rows(found),
        bars,
    )


def side_by_side_section(amounts: Amounts) -> Section:
    """Small runs side by side in one world against one by one."""
    found = [
        speed.side_by_side(speed.scenario(governance, 294), runs=100, sample=24)
        for governance in speed.GOVERNANCE
    ]
    bars = [
        Bar(
            f"{entry.governance}: {entry.runs} runs of 294 side by side",
            entry.ratio,
            3.0,
            "times cheaper",
            at_most=False,
            scaled=False,
        )
        for entry in found
    ]
    rows = [row | {"ratio": entry.ratio} for row, entry in zip(_rows(found), found, strict=True)]
    return Section("Runs of 294 households, with building and outcomes (ms a run)", rows, bars)


def memory_section(amounts: Amounts) -> Section:
    """Bytes a household."""
    found = [entry for households in speed.SIZES for entry in memory.apart(households)]
    bars = [
        Bar(
            f"{entry.governance}, {entry.households} households: state of a household",
            entry.state,
            BYTES,
            "bytes",
            scaled=False,
        )
        for entry in found
    ]
    return Section(
        "Memory (bytes a household: arrays kept, and everything at its height)", _rows(found), bars
    )


def both_ways_section(amounts: Amounts) -> Section:
    """Cohorts against agent by agent."""
    found = [rule_forms.both_ways(speed.scenario(governance, 2_991)) for governance in speed.GOVERNANCE]
    bars = [
        Bar(
            f"{entry.governance}: cohorts against agent by agent",
            entry.ratio,
            40.0,
            "times faster",
            at_most=False,
            scaled=False,
        )
        for entry in found
    ]
    rows = [row | {"ratio": entry.ratio} for row, entry in zip(_rows(found), found, strict=True)]
    return Section("The same months both ways (ms a month)", rows, bars)


def calls_section(amounts: Amounts) -> Section:
    """What one call of each rule on one agent costs."""
    found = rule_forms.calls(speed.scenario("one-four-n", 2_991))
    worst = found[0]
    bars = [
        Bar(
            "mean call of a rule on one agent, by how often it is asked",
            rule_forms.mean_call(found),
            5.0,
            "µs",
        ),
        Bar(f"costliest call of a rule on one agent ({worst.rule})", worst.microseconds.least, 5.0, "µs"),
    ]
    return Section(
        "One call of a rule on one agent (µs; calls: agents asked a month at 2 991)", _rows(found), bars
    )


def start_section(amounts: Amounts) -> Section:
    """How long the command takes to say what it can do, and to read the files that it always reads."""
    measured = {"gongzhi --help": speed.start_of_command(), "reading our files": speed.reading()}
    rows: Rows = [{"what": what, **found._asdict()} for what, found in measured.items()]
    bars = [
        Bar("gongzhi --help, median of five", measured["gongzhi --help"].median, 0.6, "s"),
        Bar("reading our files, shortest of five", measured["reading our files"].least, 0.15, "s"),
    ]
    return Section("Start of the command (s)", rows, bars)


def pairing_section(amounts: Amounts) -> Section:
    """Correlation and variance ratio of every outcome."""
    found = pairing.pairings(amounts.replicates)
    title = f"Pairing: {pairing.CASE}, {pairing.A} against {pairing.B}, {amounts.replicates} replicates"
    return Section(
        f"{title} (ratio: variance of the difference over the sum of variances)",
        _rows(found),
        pairing.pairing_bars(found),
    )


def study_section(amounts: Amounts) -> Section:
    """A study of many small runs on two cores."""
    found = throughput(amounts.runs, SAMPLE)
    faster = "a study on two cores against its runs one by one on two cores"
    bars = [
        Bar(faster, found.ratio, 3.0, "times faster", at_most=False, scaled=False),
        Bar("a study's time but its runs and loading the model", found.overhead, 0.1, "share", scaled=False),
    ]
    shares = {"overhead": found.overhead, "all but the runs": found.not_runs, "times faster": found.ratio}
    rows: Rows = [{**found._asdict(), **shares}]
    title = f"A study of {found.runs} runs of 294 households × 72 months on two cores (s)"
    return Section(f"{title}; one by one: {SAMPLE} of the runs", rows, bars)


def beside_section(amounts: Amounts) -> Section:
    """The study beside Mesa's own batch_run."""
    found = side_by_side()
    title = f"Beside Mesa's batch_run {metadata.version('mesa')}: {found.runs} runs, two processes"
    return Section(f"{title}, 294 households × 72 months (with harm: × 1 month)", side_rows(found), [])


def release_section(amounts: Amounts) -> Section:
    """Months of this version beside those of the last release."""
    try:
        release = last_release.last_release(against=amounts.against)
        with last_release.laid_out(release) as then:
            found = last_release.compared(then)
    except last_release.NoRelease as problem:
        return Section(f"Not compared with the last release: {problem}", [], [])
    title = f"This version beside {release}, turn by turn (ms a month, shortest and, in brackets, median)"
    return Section(title, _rows(found), [], [entry.warning for entry in found if entry.warning])


def estimates_section(amounts: Amounts) -> Section:
    """What is said of a study before it begins, against what it then takes."""
    title = "Estimates of studies against what they took (s; MB of all processes; MB on disk; ratios)"
    return Section(title, _rows(estimates.kept()), [])


SECTIONS: dict[str, Callable[[Amounts], Section]] = {
    "last-release": release_section,
    "speed": speed_section,
    "side-by-side": side_by_side_section,
    "memory": memory_section,
    "both-ways": both_ways_section,
    "calls": calls_section,
    "start": start_section,
    "study": study_section,
    "estimates": estimates_section,
    "batch-run": beside_section,
    "pairing": pairing_section,
}

ON_DEMAND = ("batch-run",)
"""Sections that take more than a minute and have no bar."""


def _rows(found: Sequence[Any]) -> Rows:
    return [entry._asdict() for entry in found]

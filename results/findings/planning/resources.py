"""What a study will take: time, memory and disk, what that is based on, and what there is too little of.

Invariant: where the least and the most differ both are shown; what was measured stands below what is said.
"""

from collections.abc import Callable, Iterator

from experiments.resources.estimate import StudyEstimate
from experiments.resources.pilot import MeasuredBatch
from experiments.resources.workload import BETWEEN
from experiments.statistics.paired import EQUAL
from results.document.blocks import Block, Paragraph, Table
from results.text.names import case_name, governance_name, joined
from scenarios.language import _

MEGA = 1_000_000


def tables(found: StudyEstimate) -> Iterator[Block]:
    """What it takes; how long the least and the most are apart, and why; what was measured."""
    yield _needs(found)
    yield from (Paragraph(sentence) for sentence in _sentences(found))
    if found.basis.pilot.whole:
        yield _measured([*found.basis.pilot.whole, *found.basis.pilot.apart])


def _needs(found: StudyEstimate) -> Table:
    """A line for each thing that is taken; one number, or the least and the most."""
    least, most = found.study.least, found.study.most
    counts = (
        (_("runs in all"), least.runs, most.runs),
        (_("runs to be made"), least.missing, most.missing),
        (_("household-months to be simulated"), least.household_months, most.household_months),
        (_("batches"), least.batches, most.batches),
        (_("processes"), least.jobs, most.jobs),
    )
    rows = [[name, *_both(low, high, _count)] for name, low, high in counts]
    sizes = (
        (_("time"), found.least.seconds, found.most.seconds, duration),
        (_("memory of all processes at its height"), found.least.memory, found.most.memory, megabytes),
        (_("disk in the end"), found.least.disk, found.most.disk, megabytes),
        (_("disk at its height, while rows are sorted"), *_heights(found), megabytes),
    )
    rows += [[name, *_both(low, high, how)] for name, low, high, how in sizes]
    title = _("What {study} will take", study=found.request.plan.id)
    if all(row[1] == row[2] for row in rows):
        return Table([_("what"), _("estimate")], [row[:2] for row in rows], title)
    return Table([_("what"), _("at least"), _("at most")], rows, title)


def _heights(found: StudyEstimate) -> tuple[float, float]:
    return found.least.disk_height, found.most.disk_height


def _both(low: float, high: float, shown: Callable[[float], str]) -> tuple[str, str]:
    return shown(low), shown(high)


def _count(value: float) -> str:
    return f"{value:,.0f}"


def duration(seconds: float) -> str:
    """So many seconds, in the unit that suits it."""
    if seconds < 100:
        return _("{number} s", number=f"{seconds:.0f}")
    if seconds < 100 * 60:
        return _("{number} min", number=f"{seconds / 60:.0f}")
    return _("{number} h", number=f"{seconds / 3600:.1f}")


def megabytes(size: float) -> str:
    """So many bytes in megabytes."""
    return _("{number} MB", number=f"{size / MEGA:,.{1 if size < 10 * MEGA else 0}f}")


def _sentences(found: StudyEstimate) -> Iterator[str]:
    """Why the least and the most differ, what counts as done, and what the numbers hold for."""
    plan = found.request.plan
    if plan.precision is not None:
        yield _(
            "Replicates are added until the study is precise enough: {least} at least, {most} at most.",
            least=plan.precision.least,
            most=plan.precision.most,
        )
    if plan.cost == EQUAL:
        yield _(
            "At equal cost each run is made again where its side lacks something: none at least, all at most."
        )
    if found.study.stored.done:
        yield _("What is stored already is not made again.")
    yield _(
        "Measured on this machine just now; for one that does nothing else meanwhile. Expect 30 % more or "
        "less. Memory that processes share counts in each of them, as batch systems count it."
    )


def _measured(worlds: list[MeasuredBatch]) -> Table:
    """A line for each world of the pilot."""
    heads = [_("case"), _("governance models"), _("runs"), _("households"), _("months")]
    heads += [_("ms a run"), _("ns a household-month"), _("MB of a process")]
    rows = [
        [
            joined(case_name(name) for name in one.kind[0].split(BETWEEN)),
            joined(governance_name(name) for name in one.kind[1]),
            *(_count(number) for number in (one.runs, one.households, one.months)),
            f"{1000 * one.fixed / one.runs:.2f}",
            _count(1e9 * one.month / one.households),
            _count(one.height / MEGA),
        ]
        for one in worlds
    ]
    return Table(heads, rows, _("What this is based on"), left=(0, 1))


def warnings(found: StudyEstimate) -> Iterator[str]:
    """What there is too little of, and what is damaged."""
    if found.study.stored.damaged:
        files = joined(str(file) for file in found.study.stored.damaged)
        yield _("Damaged, so that its runs will be made again: {files}.", files=files)
    if found.most.disk_height - found.study.stored.bytes > found.free:
        yield _(
            "The disk of {folder} has {free} left, and the study may need {needed}.",
            folder=found.request.folder,
            free=megabytes(found.free),
            needed=megabytes(found.most.disk_height - found.study.stored.bytes),
        )
    if found.most.memory > found.machine:
        yield _(
            "This machine has {memory} of memory, and the study may need {needed}: give a smaller --jobs.",
            memory=megabytes(found.machine),
            needed=megabytes(found.most.memory),
        )

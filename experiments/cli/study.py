"""The verbs for studies: `study` carries one out, `merge` puts shards together, `replay` makes a run again,
`schema` prints the JSON schema of a study file.

Invariant: standard output has results, standard error has progress and complaints.
"""

import atexit
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NewType

import typer

from experiments.cli.command_line import parse
from experiments.cli.command_line.ending import print_ended, register_only, registration_object
from experiments.cli.command_line.options import AsJson, Jobs, Language
from experiments.cli.command_line.output import leave_interrupted, print_json
from experiments.errors import ArgumentError
from experiments.limits import MOST_REPLICATES
from scenarios.language import _, msgid
from scenarios.project_folder import project_folder
from scenarios.rules_file import rules_file, rules_of_file

if TYPE_CHECKING:
    from experiments.design.cells import Shard
    from experiments.execution.executors import Executor
    from scenarios.study import StudyPlan

FAILED = 1
PLACE = Path("results/studies")
"""Where studies lie in a folder."""

Part = NewType("Part", tuple[int, int])

LARGE = 10_000
"""Months of runs from which it pays to have worker processes, whatever the compounds' sizes."""

File = Annotated[str, typer.Argument(metavar="FILE", help="A study: id or YAML file.")]
Replicates = Annotated[
    int | None,
    typer.Option(
        parser=parse.whole_number("--replicates", 1, MOST_REPLICATES),
        metavar="N",
        help="Another number of replicates than the file says.",
    ),
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="The store; results/studies/ID if not given.")]
OfShard = Annotated[
    Part | None,
    typer.Option(parser=parse.shard, metavar="K/N", help="Make only part K of N, to be merged later."),
]

HELP = {
    "study": msgid("Carry out a study from its file; run again, it goes on where it was."),
    "merge": msgid("Put the shards of a study together."),
    "replay": msgid("Make one run of a study again, alone, up to the month in which it failed."),
    "schema": msgid("Print the JSON schema of a kind of file, for editors."),
}


def study(
    file: File,
    replicates: Replicates = None,
    jobs: Jobs = None,
    out: Out = None,
    shard: OfShard = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS|FILE",
            help="Run on the Dask cluster at this address, or on jobs of a batch system as a YAML file says.",
        ),
    ] = None,
    by_group: Annotated[
        bool, typer.Option("--by-group", help="Gains and losses by group too: every run is made once more.")
    ] = False,
    register: Annotated[
        bool,
        typer.Option(
            "--register",
            help="Run nothing: write the study down, with the time, where it will be run (--out DIR).",
        ),
    ] = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Make what is missing of a study."""
    if register:
        runs = {"--jobs": jobs, "--shard": shard, "--cluster": cluster, "--by-group": by_group or None}
        plan = plan_of(file, replicates)
        register_only(plan, out or usual_place(plan), runs, as_json)
        return
    atexit.register(gc.freeze)  # Python need not search all libraries for garbage before it ends
    if cluster is None and jobs not in (None, 1):
        _get_ready()
    plan = plan_of(file, replicates)
    if cluster is None and jobs is None and _is_large(plan) and not (out or usual_place(plan)).exists():
        _get_ready()
    from experiments.analysis.comparisons.study_end import written
    from experiments.execution.sweep import Order, carry_out
    from experiments.registration.registration import hand_on, registration_in

    part, folder = place_of(plan, shard, out)
    registration_in(folder)  # a damaged one is told before anything runs
    if part.of > 1:
        hand_on(usual_place(plan), folder)
    if by_group:
        _check_by_group(plan, part.of)
    executor = _executor(jobs, cluster)

    try:
        report = carry_out(plan, folder, executor, Order(shard=part, quiet=as_json))
        there = part.of == 1 and report.runs > report.failed
        found = written(folder, by_group, as_json) if there else None
    except KeyboardInterrupt:
        leave_interrupted(folder)
    from results.findings.registration.in_words import registered

    later = [] if part.of == 1 else [_later(plan)]
    lines = [report.message(), *registered(folder), *_conditions(plan), *later]
    done = report.plain() | registration_object(folder) | {"conditions": _conditions(plan)}
    print_ended(done, lines, found, file, as_json)
    for warning in report.warnings():
        print(warning, file=sys.stderr)
    if report.failed:
        sys.exit(FAILED)


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR…", help="The stores of the shards.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The store to put them in.")],
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Put the shards of a study together."""
    from experiments.analysis.comparisons.study_end import written
    from experiments.execution.stored_study import check_mergeable
    from experiments.store.merge_shards import merge as merged

    for folder in folders:
        check_mergeable(folder)
    runs, failed = merged(folders, out)
    found = written(out) if runs else None
    from results.findings.registration.in_words import registered

    said = _("{runs} runs in {folder}; {failed} failed.", runs=runs, folder=out, failed=failed)
    done = {"folder": str(out), "runs": runs, "failed": failed, **registration_object(out)}
    print_ended(done, [said, *registered(out)], found, "", as_json)


def replay(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of a run, or how it begins.")],
    study: Annotated[Path, typer.Option("--study", metavar="DIR", help="The store of the study.")],
    debug: Annotated[bool, typer.Option("--pdb", help="Open Python's debugger where it fails.")] = False,
    lang: Language = None,
) -> None:
    """Make one run again."""
    from experiments.execution.replay import message
    from experiments.execution.replay import replay as again
    from experiments.execution.stored_study import StoredStudy

    stored = StoredStudy(study)
    row = stored.row(key)
    names = ("case", "governance", "cost", "point", "replicate", "seed")
    print(" ".join(f"{name}={row[name]}" for name in names))
    replayed = again(stored, row, debug)
    print(message(replayed))
    if not replayed.well:
        sys.exit(FAILED)


def schema(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="The kind of file: study or cluster.")],
    lang: Language = None,
) -> None:
    """Print a JSON schema."""
    from experiments.execution.job_queue import schema as of_cluster
    from scenarios.problems import listed, nearest
    from scenarios.study_schema import schema as of_study

    kinds = {"study": of_study, "cluster": of_cluster}
    if what not in kinds:
        message = _("There is no schema of {what}; there is one of: {known}.", what=what, known=listed(kinds))
        raise ArgumentError(message + nearest(what, kinds))
    print_json(kinds[what]())


def plan_of(file: str, replicates: int | None) -> "StudyPlan":
    """The study, with another number of replicates if that is asked for."""
    from scenarios.study import study as read_plan

    plan = read_plan(file)
    if replicates is None:
        return plan
    return plan.model_copy(update={"replicates": replicates, "precision": None})


def place() -> Path:
    """Where studies go that are not told where: into the project, else the folder where one stands."""
    folder = project_folder()
    return PLACE if folder is None else Path(os.path.relpath(folder)) / PLACE


def usual_place(plan: "StudyPlan") -> Path:
    """The folder of a study's store if none is given; with other rules it is another one."""
    rules = rules_file()
    return place() / (plan.id if rules is None else f"{plan.id}-{rules.stem}")


def place_of(plan: "StudyPlan", shard: Part | None, out: Path | None) -> "tuple[Shard, Path]":
    """Which part of a study is asked for, and the folder of its store; ArgumentError if it cannot be cut."""
    from experiments.design.cells import Shard

    part = Shard(*(shard or (1, 1)))
    if part.of > 1 and plan.precision is not None:
        raise ArgumentError(
            _("A study with a target precision cannot be cut into shards; give --replicates.")
        )
    ending = f"-shard-{part.number}-of-{part.of}" if part.of > 1 else ""
    usual = usual_place(plan)
    return part, out or usual.with_name(usual.name + ending)


def _get_ready() -> None:
    """Let the code of the model load in another process while this one loads its own."""
    from experiments.execution.worker_processes import fork_server

    fork_server()


def _is_large(plan: "StudyPlan") -> bool:
    """Whether there will be several processes, as far as can be told at once."""
    runs = len(plan.cases) * len(plan.governance) * (plan.sampling.points if plan.sampling else 1)
    for values in plan.grid.values():
        runs *= len(values)
    runs *= plan.replicates or (plan.precision.least if plan.precision else 1)
    return runs * (plan.months + plan.burn_in) >= LARGE and (os.cpu_count() or 1) > 1


def _executor(jobs: int | None, cluster: str | None) -> "Callable[[int], Executor]":
    """What opens the executor once it is known how much there is to do, in household-months."""
    from experiments.execution.executors import opening

    if cluster is not None:
        if jobs is not None:
            raise ArgumentError(_("Give either --jobs or --cluster, not both."))
        return _elsewhere(cluster)
    return opening(jobs)


def _elsewhere(cluster: str) -> "Callable[[int], Executor]":
    """What opens a cluster: one that is there already, or one of jobs to be submitted."""
    from scenarios.names import is_path

    if is_path(cluster):
        from experiments.execution.job_queue import Queued, read_cluster
        from scenarios.files import written_path

        plan = read_cluster(written_path(cluster))
        return lambda work: Queued(plan)
    from experiments.execution.dask_cluster import Cluster

    there = Cluster(cluster)
    return lambda work: there


def _conditions(plan: "StudyPlan") -> list[str]:
    """Of when the outcomes are, where values are drawn from, and of which version of the model they are."""
    from results.text.conditions import of_study

    sampling = plan.sampling.model_dump() if plan.sampling else None
    return list(of_study(plan.cases, plan.months, plan.start, sampling, rules_of_file()))


def _check_by_group(plan: "StudyPlan", shards: int) -> None:
    from experiments.analysis.comparisons.group_changes import check_pairs

    check_pairs(plan.governance)
    if shards > 1:
        raise ArgumentError(_("--by-group needs the whole study: give it once the shards are merged."))


def _later(plan: "StudyPlan") -> str:
    """When a shard's comparison comes."""
    return _(
        "This is one shard of {study}: the comparison comes with gongzhi merge, once all shards are there.",
        study=plan.id,
    )

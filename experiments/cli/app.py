"""The command `gongzhi`: list what there is, run one scenario, compare governance models, take one apart; and
where the verbs of the other files come together.

Invariant: whatever is wrong is one message on standard error and exit code 2, and nothing is
half-written. Everything heavy is imported inside the verbs, so that help comes at once.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from experiments.cli import (
    analysis,
    calibrate,
    explain,
    options,
    parse,
    patterns,
    planning,
    publish,
    search,
    study,
)
from experiments.cli.errors import (
    TRACEBACK,
    ended_like_an_interrupt,
    fault,
    language_asked,
    message,
    unheard,
    without_their_warnings,
)
from experiments.cli.help import Verb, Verbs, translated, usage_message
from experiments.cli.output import print_json, print_place, print_warnings
from experiments.encoding import choose_language, say_everything, send_the_rest_nowhere
from experiments.errors import ArgumentError
from scenarios.language import _

if TYPE_CHECKING:
    from experiments.analysis.comparison import Request
    from experiments.analysis.taken_apart import TakenApart
    from experiments.store.tables import Study
    from scenarios.read import Governance
else:
    Governance = object

FAULT, BAD_INPUT, INTERRUPTED, NOBODY_LISTENS = 1, 2, 130, 141

app = typer.Typer(
    cls=Verbs,
    help="Simulate how residential compounds fare under different governance models, and compare them.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def gongzhi(lang: options.Language = None) -> None:
    """`--lang` before the verb: as after it, the language is chosen before the command is built."""


@app.command(
    "list", cls=Verb, help="List cases, governance models, instruments, issues, outcomes or parameters."
)
def list_(
    what: Annotated[
        str,
        typer.Argument(metavar="WHAT", help="cases, governance, instruments, issues, outcomes or parameters"),
    ],
    grade: Annotated[
        str | None, typer.Option(metavar="GRADE", help="Only parameters whose source is of this grade.")
    ] = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Print what there is to choose from."""
    from experiments.cli.catalogue import listed

    entries = listed(what, grade)
    if as_json:
        print_json(entries)
    else:
        from results.document.terminal import print_tables
        from results.findings.scenario_lists import choices

        print_tables([choices(what, entries)])


@app.command(cls=Verb, help="Say how two governance models differ, sentence by sentence.")
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A governance model: id, name or YAML file.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another governance model: id, name or YAML file.")],
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Print what only one adopts, and what both adopt but not alike."""
    from experiments.cli.catalogue import differences

    answer = differences(a, b)
    if as_json:
        print_json(answer)
    else:
        from results.document.terminal import print_tables
        from results.findings.scenario_lists import difference_list

        print_tables(difference_list(answer))


@app.command(cls=Verb, help="Run one case under one governance model.")
def run(
    case: options.Place,
    governance: options.Model,
    seed: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--seed", 0, parse.LARGEST_SEED), metavar="N", help="The seed itself."
        ),
    ] = None,
    replicate: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--replicate", 0, parse.MOST_REPLICATES),
            metavar="K",
            help="The world of replicate K (0, 1, …) of a comparison.",
        ),
    ] = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Simulate one scenario with one seed and show its outcomes."""
    from experiments.analysis.comparison import single

    if seed is not None and replicate is not None:
        raise ArgumentError(_("Give either --seed or --replicate, not both: a replicate has its own seed."))
    request = single(case, governance, months, dict(settings or ()), replicate or 0, seed)
    study = _carried_out(request, None, out, True)
    if as_json:
        from experiments.cli.output import run_object

        print_json(run_object(study))
    else:
        from results.document.terminal import print_tables
        from results.findings.comparison import outcomes_table

        print_tables([outcomes_table(study)])
        print_place(out)


@app.command(cls=Verb, help="Compare governance models, paired by replicate, on one or more cases.")
def compare(
    cases: Annotated[
        list[str], typer.Argument(metavar="CASE", help="One or more cases: ids, names or files.")
    ],
    governance: Annotated[Sequence[Governance], options.MODELS],
    replicates: options.Replicates = 20,
    jobs: options.Jobs = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    equal_cost: options.EqualCost = False,
    smallest: options.Smallest = None,
    primary: options.Primary = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Simulate every scenario in the same worlds and show the paired differences."""
    from experiments.analysis.comparison import comparison

    request = comparison(
        parse.cases(cases),
        governance,
        replicates,
        months,
        dict(settings or ()),
        equal_cost=equal_cost,
        smallest=dict(smallest or ()),
        primary=primary or (),
    )
    study = _carried_out(request, jobs, out, as_json)
    if as_json:
        from experiments.cli.output import comparison_objects

        print_json(comparison_objects(study))
    else:
        from results.document.terminal import print_tables
        from results.findings.comparison import tables

        print_tables(tables(study))
        print_place(out)


@app.command(cls=Verb, help="Take a governance model apart: what does each of its instruments add?")
def ablate(
    case: options.Place,
    governance: options.Model,
    replicates: options.Replicates = 20,
    jobs: options.Jobs = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    shapley: options.Shapley = False,
    groups: options.Groups = None,
    equal_cost: options.EqualCost = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Leave each instrument out of the whole and add it to the baseline, in the same worlds."""
    from experiments.analysis import taken_apart
    from experiments.cli.output import ablation_objects
    from experiments.execution.progress import making
    from experiments.store import output_folder

    asked = taken_apart.dissection(
        case, governance, replicates, months, dict(settings or ()), shapley, groups, equal_cost
    )
    if out is not None:
        output_folder.check(out)
    study = taken_apart.carry_out(asked, making(jobs, as_json))
    print_warnings(study.manifest)
    if out is not None:
        _deliver_parts(study, out)
    if as_json:
        print_json(ablation_objects(study))
    else:
        from results.document.terminal import print_tables
        from results.findings.ablation import tables

        print_tables(tables(study))
        print_place(out)


GROUPS = (patterns, study, planning, analysis, search, calibrate, publish, explain)
HELP = {verb: text for group in GROUPS for verb, text in group.HELP.items()}
VERBS: tuple[Callable[..., None], ...] = (
    patterns.patterns,
    *(study.study, study.merge, study.replay, study.schema),
    *(planning.plan, planning.audit),
    *(analysis.sensitivity, analysis.regions, analysis.robustness),
    *(search.search, calibrate.calibrate),
    *(publish.report, publish.figure),
    *(explain.why, explain.story, explain.part),
    *(publish.workshop, publish.odd, publish.pack),
)
"""The verbs of the other files, in the order of the help."""

for verb in VERBS:
    app.command(cls=Verb, help=HELP[verb.__name__])(verb)


def _carried_out(request: "Request", jobs: int | None, out: Path | None, quiet: bool) -> "Study":
    """The finished study, delivered to `out` if given, which is checked before anything runs."""
    from experiments.analysis.comparison import carry_out
    from experiments.store.output_folder import check

    if out is not None:
        check(out)
    study = carry_out(request, jobs, monthly=out is not None, quiet=quiet)
    print_warnings(study.manifest)
    if out is not None:
        _deliver(study, out)
    return study


def _deliver(study: "Study", out: Path) -> None:
    """Tables, figures and summary, in one go."""
    from experiments.store.output_folder import delivered
    from experiments.store.tables import write
    from results.document.html import write_summary
    from results.figures.comparison import draw
    from results.findings.comparison import document

    with delivered(out) as unfinished:
        write(study, unfinished)
        draw(study, unfinished / "figures", more=True)
        write_summary(document(study, unfinished), unfinished)


def _deliver_parts(study: "TakenApart", out: Path) -> None:
    """Tables, figures and summary of a governance model taken apart."""
    from experiments.analysis.taken_apart import write
    from experiments.store.output_folder import delivered
    from results.document.html import write_summary
    from results.figures.ablation import draw
    from results.findings.ablation import document

    with delivered(out) as unfinished:
        write(study, unfinished)
        draw(study, unfinished / "figures")
        write_summary(document(study, unfinished), unfinished)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line says and leave with its exit code."""
    say_everything()
    with ended_like_an_interrupt(), without_their_warnings():
        code = _exit_code(list(sys.argv[1:] if arguments is None else arguments))
    sys.exit(code)


def _exit_code(arguments: list[str]) -> int:
    try:
        choose_language(language_asked(arguments))
        answer = translated(app)(arguments or ["--help"], prog_name="gongzhi", standalone_mode=False)
        if sys.stdout is not None:  # closed by whoever started it
            sys.stdout.flush()
        return _fail(_("Interrupted; nothing was written."), answer) if answer == INTERRUPTED else 0
    except TyperException as error:
        return _fail(usage_message(error), BAD_INPUT)
    except Exception as error:
        if TRACEBACK in os.environ:
            raise
        if (said := unheard(error)) is not None:
            send_the_rest_nowhere()
            return _fail(said, BAD_INPUT) if said else NOBODY_LISTENS
        said = message(error)
        return _fail(said or fault(error), BAD_INPUT if said else FAULT)


def _fail(message: str, code: int) -> int:
    typer.echo(message, err=True)
    return code

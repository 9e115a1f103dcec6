"""The command `gongzhi`: where its verbs come together, and what becomes of what they raise.

Invariant: whatever is wrong is one message on standard error and exit code 2, and nothing is half-written.
Everything heavy is imported inside the verbs, so that help comes at once.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from experiments.cli import (
    analysis,
    compare,
    explain,
    export,
    folders,
    new,
    patterns,
    planning,
    publish,
    search,
    study,
    trial,
)
from experiments.cli.command_line import options
from experiments.cli.command_line.help import Verb, Verbs, translated, usage_message
from experiments.cli.command_line.messages import (
    TRACEBACK,
    ended_like_an_interrupt,
    fault,
    language_asked,
    message,
    unheard,
    without,
    without_their_warnings,
)
from experiments.cli.command_line.output import INTERRUPTED, print_json
from experiments.cli.importing import import_verb, questionnaire_verb
from experiments.encoding import choose_language, say_everything, send_the_rest_nowhere
from experiments.errors import about_rules
from scenarios.language import _
from scenarios.problems import ScenarioError
from scenarios.rules_file import VARIABLE

FAULT, BAD_INPUT, NOBODY_LISTENS = 1, 2, 141

app = typer.Typer(
    cls=Verbs,
    help="Simulate how residential compounds fare under different governance models, and compare them.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def gongzhi(
    lang: options.Language = None, project: options.Project = None, rules: options.Rules = None
) -> None:
    """Options before the verb: as after it, they are chosen before the command is built."""


@app.command(
    "list",
    cls=Verb,
    help="List cases, governance models, instruments, issues, outcomes, observations, parameters, variants, "
    "kinds of residents.",
)
def list_(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="cases, governance, instruments, issues, outcomes, observations, parameters, variants or "
            "kinds",
        ),
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
        from results.findings.scenario_lists import choices, of_project

        print_tables([choices(what, entries), *of_project(what, entries)])


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


GROUPS = (
    *(
        new,
        import_verb,
        questionnaire_verb,
        compare,
        trial,
        patterns,
        study,
        folders,
        planning,
        analysis,
        search,
        publish,
        explain,
    ),
    export,
)
HELP = {verb: text for group in GROUPS for verb, text in group.HELP.items()}
VERBS: tuple[Callable[..., None], ...] = (
    *(new.new, import_verb.import_, new.check_rule, new.exercise),
    *(compare.run, compare.compare, compare.ablate),
    *(trial.try_, trial.reset),
    patterns.patterns,
    *(study.study, study.merge, study.replay, study.schema),
    folders.compare_folders,
    *(planning.plan, planning.audit, planning.estimate),
    *(analysis.sensitivity, analysis.regions, analysis.robustness, questionnaire_verb.questionnaire),
    *(search.search, patterns.calibrate),
    *(publish.report, publish.figure, export.export),
    *(explain.why, explain.story, explain.part),
    *(publish.workshop, publish.odd, publish.pack),
)
"""The verbs of the other files, in the order of the help."""

for verb in VERBS:
    name = verb.__name__.rstrip("_")  # Python keeps `try` for itself
    app.command(name.replace("_", "-"), cls=Verb, help=HELP[name])(verb)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line says and leave with its exit code."""
    say_everything()
    rules = os.environ.get(VARIABLE)
    with ended_like_an_interrupt(), without_their_warnings():
        code = _exit_code(list(sys.argv[1:] if arguments is None else arguments))
    if (os.environ.get(VARIABLE) or None) != (rules or None):  # they were those of this command alone
        from experiments.provenance.chosen_rules import choose_again

        choose_again(rules)
    sys.exit(code)


def _exit_code(arguments: list[str]) -> int:
    try:
        choose_language(language_asked(arguments))
        arguments, folder = without("--project", arguments)
        arguments, rules = without("--rules", arguments)
        _choose(folder, rules)
        answer = translated(app)(arguments or ["--help"], prog_name="gongzhi", standalone_mode=False)
        if sys.stdout is not None:  # closed by whoever started it
            sys.stdout.flush()
        if answer == INTERRUPTED:
            return _fail(_("Interrupted; nothing was written."), answer)
        return new.IMPURE if answer == new.IMPURE else 0
    except TyperException as error:
        return _fail(usage_message(error), BAD_INPUT)
    except SystemExit as error:  # of a verb that has said all, or of a file of the user's
        if (text := about_rules(error)) is None:
            raise
        return _fail(text, BAD_INPUT)
    except Exception as error:
        if TRACEBACK in os.environ:
            raise
        if (text := unheard(error)) is not None:
            send_the_rest_nowhere()
            return _fail(text, BAD_INPUT) if text else NOBODY_LISTENS
        text = message(error)
        if text and isinstance(error, ScenarioError):
            from experiments.cli.command_line.nearby_project import advice

            text += advice(arguments, text)
        return _fail(text or fault(error), BAD_INPUT if text else FAULT)


def _choose(folder: str | None, rules: str | None) -> None:
    """Choose the project and the file of rules that the command line names."""
    if folder is not None:
        from experiments.provenance.chosen_project import choose

        choose(folder)
    if rules is not None:
        from experiments.provenance.chosen_rules import choose_rules

        choose_rules(rules)


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code

"""Options that several verbs share, each with its help and with what reads it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NewType

import typer
from typer.models import OptionInfo

from experiments.cli.command_line import city_words, parse
from experiments.limits import MOST_JOBS, MOST_MONTHS, MOST_REPLICATES

if TYPE_CHECKING:
    from scenarios.entries import Allocation, Start
    from scenarios.read import Case, Governance
else:  # the library looks at the names of types; to load what reads files takes longer than the help
    Allocation = Case = Governance = Start = object

Setting = NewType("Setting", tuple[str, float])
"""A parameter, or an outcome, and its value."""

Language = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help="Language: zh or en.", show_default=False)
]
Project = Annotated[
    str | None,
    typer.Option(
        "--project",
        metavar="DIR",
        help="Work in this project, whose own things every verb sees; the one around the current folder if "
        "not given.",
        show_default=False,
    ),
]
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="FILE",
        help="Let the classes of this Python file take the place of kinds of agents, in every case.",
        show_default=False,
    ),
]
Place = Annotated[
    Case, typer.Argument(parser=parse.case, metavar="CASE", help="A case: id, name or YAML file.")
]
Model = Annotated[
    Governance,
    typer.Argument(
        parser=parse.governance, metavar="GOVERNANCE", help="A governance model: id, name or YAML file."
    ),
]
MODELS = typer.Option(
    parser=parse.governance_models,
    metavar="A,B,…",
    help="Two or more governance models; all pairs are compared.",
)
SIDES = typer.Option(
    parser=parse.some_governance_models,
    metavar="A,B,…",
    help="Two or more governance models; all pairs are compared. One will do with --allocation or --start.",
)
Allocations = Annotated[
    Sequence[Allocation] | None,
    typer.Option(
        "--allocation",
        parser=city_words.allocations,
        metavar="own,equal,need,votes",
        help="Of a city: how staff and money are shared between its districts; each way is a side.",
    ),
]
Starts = Annotated[
    Sequence[Start] | None,
    typer.Option(
        "--start",
        parser=city_words.starts,
        metavar="together,need-first,…",
        help="Of a city: in which districts it begins first (together, need-first, need-last, votes-first, "
        "own-month); each is a side.",
    ),
]
Wave = Annotated[
    int | None,
    typer.Option(
        parser=parse.whole_number("--wave", 1, 1000),
        metavar="N",
        help="Of a city: how many districts begin in a wave, if not as many as its file says.",
    ),
]
Every = Annotated[
    int | None,
    typer.Option(
        parser=parse.whole_number("--every", 1, 1200),
        metavar="M",
        help="Of a city: months from one wave to the next, if not as its file says.",
    ),
]
OfCity = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Of a city: run districts on the Dask cluster at this address."
    ),
]
Pair = NewType("Pair", tuple[Governance, Governance])
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def _replicates(least: int) -> OptionInfo:
    found: OptionInfo = typer.Option(
        parser=parse.whole_number("--replicates", least, MOST_REPLICATES),
        metavar="N",
        help="Replicates in which each scenario is run.",
    )
    return found


Replicates = Annotated[int, _replicates(1)]
SeveralReplicates = Annotated[int, _replicates(2)]
Jobs = Annotated[
    int | None,
    typer.Option(
        parser=parse.whole_number("--jobs", 1, MOST_JOBS),
        metavar="J",
        help="Processes to use; as many as pay off if not given.",
        show_default=False,
    ),
]
EqualCost = Annotated[
    bool,
    typer.Option("--equal-cost", help="Compare at equal cost too: the cheaper side receives the difference."),
]
Under = Annotated[
    Sequence[str] | None,
    typer.Option(
        parser=parse.under,
        metavar="posterior,prior",
        help="Find out whether signs hold: run it again in draws from these. A draw has the sign of its mean "
        "paired difference; one smaller than the smallest difference of interest has none.",
    ),
]
Draws = Annotated[
    int,
    typer.Option(
        parser=parse.whole_number("--draws", 2, MOST_REPLICATES),
        metavar="N",
        help="Draws of --under from each, in 5 replicates at most.",
    ),
]
Shapley = Annotated[
    bool, typer.Option("--shapley", help="Shapley shares too: the mean over all orders of adding.")
]
Groups = Annotated[
    Sequence[Sequence[str]] | None,
    typer.Option(
        parser=parse.groups, metavar="A+B,C,…", help="Shapley shares of these groups of instruments."
    ),
]
Months = Annotated[
    int,
    typer.Option(
        parser=parse.whole_number("--months", 1, MOST_MONTHS), metavar="M", help="Months to record."
    ),
]
Settings = Annotated[
    list[Setting] | None,
    typer.Option(
        "--set",
        parser=parse.setting,
        metavar="PARAM=VALUE",
        help="Give a parameter another value; repeatable.",
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write tables, figures and a summary to this folder.")
]
Smallest = Annotated[
    list[Setting] | None,
    typer.Option(
        parser=parse.smallest,
        metavar="X=D",
        help="Another smallest difference of interest; repeatable.",
    ),
]
Primary = Annotated[
    Sequence[str] | None,
    typer.Option(
        parser=parse.primary,
        metavar="X,Y,…",
        help="The outcomes this is made for; all others are exploratory.",
    ),
]
SmallestOfCities = Annotated[
    list[Setting] | None,
    typer.Option(
        parser=city_words.smallest,
        metavar="X=D",
        help="Another smallest difference of interest; repeatable.",
    ),
]
PrimaryOfCities = Annotated[
    Sequence[str] | None,
    typer.Option(
        parser=city_words.primary,
        metavar="X,Y,…",
        help="The outcomes this is made for; all others are exploratory.",
    ),
]

"""Options that several verbs share, each with its help."""

from pathlib import Path
from typing import Annotated

import typer

Language = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help="Language: zh or en.", show_default=False)
]
Place = Annotated[str, typer.Argument(metavar="CASE", help="A case: id, name or YAML file.")]
Model = Annotated[
    str, typer.Argument(metavar="GOVERNANCE", help="A governance model: id, name or YAML file.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Replicates = Annotated[str, typer.Option(metavar="N", help="Worlds in which each scenario is run.")]
Jobs = Annotated[
    str | None,
    typer.Option(metavar="J", help="Processes to use; as many as pay off if not given.", show_default=False),
]
EqualCost = Annotated[
    bool,
    typer.Option("--equal-cost", help="Compare at equal cost too: the cheaper side receives the difference."),
]
Shapley = Annotated[
    bool, typer.Option("--shapley", help="Shapley shares too: the mean over all orders of adding.")
]
Groups = Annotated[
    str | None, typer.Option(metavar="A+B,C,…", help="Shapley shares of these groups of instruments.")
]
Months = Annotated[str, typer.Option(metavar="M", help="Months to record.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PARAM=VALUE", help="Give a parameter another value; repeatable."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write tables, figures and a summary to this folder.")
]
Smallest = Annotated[
    list[str] | None,
    typer.Option(metavar="X=D", help="Another smallest difference of interest; repeatable."),
]
Primary = Annotated[
    str | None,
    typer.Option(metavar="X,Y,…", help="The outcomes this is made for; all others are exploratory."),
]

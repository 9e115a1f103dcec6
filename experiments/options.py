"""Options that several verbs share, each with its help."""

from pathlib import Path
from typing import Annotated

import typer

Language = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help="Language: zh or en.", show_default=False)
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
Months = Annotated[str, typer.Option(metavar="M", help="Months to record.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PARAM=VALUE", help="Give a parameter another value; repeatable."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write tables, figures and a summary to this folder.")
]

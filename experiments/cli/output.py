"""What a verb says at its end: an answer as JSON, or where the results lie.

The rule it holds: it goes to standard output, and JSON has no number that JSON does not know and no letter
that the encoding does not.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import typer

from experiments.encoding import knows
from scenarios.language import _


def say_json(answer: object, indent: int | None = 1) -> None:
    """Print plain objects as JSON; letters that the encoding of standard output lacks are escaped."""
    text = json.dumps(answer, ensure_ascii=False, indent=indent, allow_nan=False)
    if not knows(sys.stdout, text):
        text = json.dumps(answer, indent=indent, allow_nan=False)
    typer.echo(text)


def warn_of(manifest: Mapping[str, object]) -> None:
    """Say, on standard error, which values of a result are possible and not plausible."""
    from scenarios.plausible import told

    for sentence in told(manifest.get("implausible")):
        typer.echo(sentence, err=True)


def say_where(out: Path | None) -> None:
    """Say where the results lie, if they are kept."""
    if out is not None:
        typer.echo(_("Tables, figures and a summary are in {folder}.", folder=out))

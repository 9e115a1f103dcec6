"""What a verb says at its end: an answer as JSON, or where the results lie.

The rule it holds: it goes to standard output, and JSON has no number that JSON does not know.
"""

import json
from pathlib import Path

import typer

from scenarios.language import _


def say_json(answer: object) -> None:
    """Print plain objects as JSON."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))


def say_where(out: Path | None) -> None:
    """Say where the results lie, if they are kept."""
    if out is not None:
        typer.echo(_("Tables, figures and a summary are in {folder}.", folder=out))

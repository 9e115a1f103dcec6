"""The verbs beside those that ask a question at once, a file for each kind, in the order of the help."""

import typer

from experiments.cli import (
    analysis,
    audit_verbs,
    calibrate,
    document_verbs,
    explain,
    patterns,
    planning,
    publish,
    search,
    sensitivity_verbs,
    study,
    workshop_verbs,
)


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
    patterns.add_to(app)
    study.add_to(app)
    planning.add_to(app)
    audit_verbs.add_to(app)
    sensitivity_verbs.add_to(app)
    analysis.add_to(app)
    search.add_to(app)
    calibrate.add_to(app)
    publish.add_to(app)
    explain.add_to(app)
    workshop_verbs.add_to(app)
    document_verbs.add_to(app)

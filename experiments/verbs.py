"""The verbs beside those that ask a question at once, a file for each kind, in the order of the help."""

import typer

from experiments import (
    audit_verbs,
    calibrate_verbs,
    document_verbs,
    pattern_verbs,
    planning_verbs,
    region_verbs,
    report_verbs,
    search_verbs,
    sensitivity_verbs,
    study_verbs,
    why_verbs,
    workshop_verbs,
)


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
    pattern_verbs.add_to(app)
    study_verbs.add_to(app)
    planning_verbs.add_to(app)
    audit_verbs.add_to(app)
    sensitivity_verbs.add_to(app)
    region_verbs.add_to(app)
    search_verbs.add_to(app)
    calibrate_verbs.add_to(app)
    report_verbs.add_to(app)
    why_verbs.add_to(app)
    workshop_verbs.add_to(app)
    document_verbs.add_to(app)

"""What imports which sort of table: the one way to it, from the command line and from the page."""

from collections.abc import Callable

from experiments.field_data.import_report import ImportReport
from experiments.field_data.import_request import ImportRequest

SORTS = ("households", "ties", "fees", "issues", "answers")
"""What can be imported."""


def importer(what: str) -> Callable[[ImportRequest], ImportReport]:
    """What imports that sort of table, one of SORTS."""
    from experiments.field_data.answers.answer_import import import_answers
    from experiments.field_data.fees.fee_import import import_fees
    from experiments.field_data.households.household_import import import_households
    from experiments.field_data.issue_log.log_import import import_issues
    from experiments.field_data.ties.tie_import import import_tie_table

    return {
        "households": import_households,
        "ties": import_tie_table,
        "fees": import_fees,
        "issues": import_issues,
        "answers": import_answers,
    }[what]

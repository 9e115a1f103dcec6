"""What each number of a log is in the model, and why: value of the case, pattern to be fitted, or nothing.

A value comes from outside the model; a pattern is what the model brings about and is compared with. Nothing
that the model brings about is set as a value: a fit would then find what was put in.
"""

from collections.abc import Iterator

from experiments.field_data.import_report import ReportTable
from experiments.field_data.issue_log.log_patterns import LogPattern
from scenarios.language import _, msgid

MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    (
        "told",
        msgid("demands told a month"),
        msgid("issues.rate, as a range; pattern demands_told"),
        msgid("the log has what is told, the parameter what arises; the fit finds one from the other"),
    ),
    (
        "kinds",
        msgid("which demands"),
        msgid("demands: weights of the case"),
        msgid("whom a household tells does not depend on what the demand is: shares told are shares lived"),
    ),
    (
        "demands-among-told",
        msgid("disputes among what is told"),
        msgid("pattern demands_told per collected"),
        msgid("disputes arise from shops, neighbours and service in the model; the log has no rate for each"),
    ),
    (
        "hotline",
        msgid("who was told"),
        msgid("pattern hotline_calls"),
        msgid("residents choose by trust, grievance and what it costs; channels.cost_external fits it"),
    ),
    (
        "in-time",
        msgid("done within three months"),
        msgid("pattern resolution_in_time"),
        msgid("comes of days, speed and queue; works that wait for money are counted on both sides"),
    ),
    (
        "resolved",
        msgid("done within twelve months"),
        msgid("pattern resolution_ratio"),
        msgid("the last twelve months are left out on both sides"),
    ),
    (
        "petitions",
        msgid("collective petitions"),
        msgid("pattern group_petitions_year"),
        msgid("months with one: the model counts a month once, however many there are"),
    ),
    (
        "satisfaction",
        msgid("done, asked, not satisfied"),
        msgid("triage.unsatisfied"),
        msgid("the answer to what was done; it is not the outcome satisfaction, which is how people live"),
    ),
    (
        "days",
        msgid("days until done"),
        msgid("nothing"),
        msgid("the model counts months, from when an issue arises and not from when it is told"),
    ),
    (
        "disputes",
        msgid("disputes by kind"),
        msgid("nothing"),
        msgid("the model records what is told of them together; conflict_* counts what is lived with"),
    ),
)
"""By name of a pattern, or else of a number: what the log shows, what it becomes, and why."""


def meaning_table(patterns: list[LogPattern], others: set[str]) -> ReportTable:
    """What became of the numbers of this log; `others`: those there are that are no patterns."""
    names = {one.name for one in patterns} | others
    heads = (_("in the log"), _("in the model"), _("why"))
    return ReportTable(_("What each number is in the model"), heads, list(_rows(names)))


def _rows(names: set[str]) -> Iterator[list[str]]:
    for name, shown, becomes, why in MEANINGS:
        if name in names:
            yield [_(shown), _(becomes), _(why)]

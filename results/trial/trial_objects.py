"""A trial as plain objects, for `gongzhi try --json`: changed, decisions, moved, unmoved, warnings."""

from pathlib import Path

from experiments.statistics.verdict import Verdict, word
from experiments.store.tables import Answer, plain
from experiments.trial.moved import in_order, moved
from experiments.trial.tried_edit import TriedEdit
from results.text.names import after_each_other, outcome_name
from results.text.rows import Row, records
from results.trial.edits_in_words import edit_words, impure_words, stray_words, unseen_words, unused_words
from results.trial.what_moved import levels_sentence, warning


def trial_object(tried: TriedEdit, seconds: float, picture: Path | None) -> Answer:
    """All of a trial; lists are empty and `replicates` is 0 where nothing was simulated.

    Keys: case, governance, months, against, changed, unused, replicates, seconds, decisions (replicate 0, by
    kind of agents), moved, unmoved (rows as `compare --json` has them), gaps (levels of both groups),
    warnings, picture.
    """
    rows = [] if tried.table is None else records(tried.table)
    return {
        "case": tried.request.case.id,
        "governance": tried.request.governance.id,
        "months": tried.request.months,
        "against": tried.changed.against,
        "changed": [one._asdict() | {"text": edit_words(one)} for one in tried.changed.edits],
        "unused": [unused_words(one, tried.request) for one in tried.changed.unused],
        "replicates": tried.replicates,
        "seconds": round(seconds, 1),
        "decisions": _decisions(tried),
        "moved": [_of_row(row) for row in in_order(rows)],
        "unmoved": [_of_row(row) for row in rows if not moved(row)],
        "gaps": [
            {**one._asdict(), "groups": [plain(level._asdict()) for level in one.groups]}
            for one in tried.levels
        ],
        "warnings": _warnings(tried, rows),
        "picture": None if picture is None else str(picture),
    }


def _of_row(row: Row) -> Answer:
    words = {"name": outcome_name(str(row["outcome"])), "verdict_text": word(Verdict(str(row["verdict"])))}
    return plain(row) | words


def _decisions(tried: TriedEdit) -> list[dict[str, object]]:
    return [
        {
            **{"kind": one.kind, "both": one.both, "differ": one.differ},
            **{"only_before": one.only_before, "only_now": one.only_now, "by_rule": dict(one.by_rule)},
            "first": None
            if one.first is None
            else one.first._asdict() | {"door": tried.deciders.get(one.kind, "")},
        }
        for one in tried.decisions
    ]


def _warnings(tried: TriedEdit, rows: list[Row]) -> list[str]:
    shown = {str(row["outcome"]) for row in rows if moved(row)}
    gaps = [
        after_each_other(levels_sentence(one), warning(one))
        for one in tried.levels
        if one.from_above and one.outcome in shown
    ]
    changed = tried.changed
    rules = [*map(stray_words, changed.stray), *map(impure_words, changed.impure)]
    return [*rules, *unseen_words(changed), *gaps]

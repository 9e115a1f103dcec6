"""The page on what judges a calibration: patterns of role V, and in what share of prior draws each holds.

Invariant: none is left out; those that were not asked in draws are named with the reason.
"""

from collections.abc import Mapping
from functools import cache

import pandas as pd

from experiments.evidence.behaviour.validation_draws import BY_CHANCE, FAR, MOST
from experiments.evidence.model_uncertainty import ALMOST_ALL
from experiments.markdown import markdown_table
from experiments.patterns.evaluate import patterns
from results.text.conditions import model_version
from results.text.names import after_each_other, joined, with_percent
from results.text.rows import Row, records
from scenarios.language import _, pick
from scenarios.pattern import Pattern


def validation_list(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    rows = records(
        table.sort_values(["counts", "surely", "holds"], ascending=[False, False, True], kind="stable")
    )
    heads = (
        _("pattern"),
        _("what it is"),
        _("holds in"),
        _("95 % interval"),
        _("beyond chance"),
        _("counts"),
    )
    parts = [
        f"# {_('What judges a calibration')}",
        _opening(rows),
        _result(rows),
        markdown_table(heads, list(map(_row, rows))),
        _left_out(rows),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(rows: list[Row]) -> str:
    text = _(
        "A pattern of role V is never calibrated on. One that holds whatever the parameters are is "
        "decided by how the model is made and says nothing of a calibration, so that each is asked in "
        "{draws} draws of all open parameters from their ranges, in {replicates} replicates each. It "
        "counts if it holds in fewer than {almost} % of the draws, with the whole 95 % interval. In so "
        "few replicates it may fail by chance alone; it is set apart whether it fails by more than "
        "{far} standard errors, pooled over draws, and whether that happens in more draws than chance "
        "gives at worst ({chance} %, tested at 5 %): ▲.",
        draws=max((int(str(row["draws"])) for row in rows), default=0),
        replicates=rows[0]["replicates"] if rows else 0,
        almost=f"{100 * ALMOST_ALL:g}",
        far=f"{FAR:g}",
        chance=f"{100 * BY_CHANCE:g}",
    )
    fixed = _(
        "The list with its ranges was fixed on 30 November 2026, before anything was fitted "
        "(`scenarios/patterns/fixed.csv`). Ranges come from the sources. Those who wrote the newest "
        "patterns had seen outcomes of the cases at their defaults; no parameter was set by them."
    )
    return "\n\n".join([after_each_other(model_version(), text), fixed])


def _result(rows: list[Row]) -> str:
    return _(
        "{count} of {all} count, of which {surely} fail beyond chance.",
        count=sum(bool(row["counts"]) for row in rows),
        surely=sum(bool(row["counts"]) and bool(row["surely"]) for row in rows),
        all=len(rows),
    )


def _row(row: Row) -> list[str]:
    pattern = _known()[str(row["id"])]
    share, low, high = (f"{100 * float(str(row[key])):.0f}" for key in ("holds", "low", "high"))
    counts = _("yes") if row["counts"] else _("no")
    beyond = f"{row['beyond']} / {row['draws']}" + (" ▲" if row["surely"] else "")
    return [
        f"`{row['id']}`",
        pick(pattern.text),
        with_percent(share),
        with_percent(f"{low}–{high}"),
        beyond,
        counts,
    ]


@cache
def _known() -> Mapping[str, Pattern]:
    return patterns()


def _left_out(rows: list[Row]) -> str:
    asked = {str(row["id"]) for row in rows}
    others = [one for one in _known().values() if one.role == "V" and one.id not in asked]
    return _(
        "Not asked in draws, and not counted, since their scenarios take more than {most} household-months a"
        " replicate, or a share of compounds needs many replicates, or, of the claims of the seeds, a "
        "scenario of their own: {names}.",
        most=f"{MOST:,}".replace(",", " "),
        names=joined(f"`{one.id}`" for one in others),
    )

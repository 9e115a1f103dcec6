"""The page on planted edits: how often `gongzhi try` reports an effect that is there, and one that is not.

Invariant: tries in which something was reported that is not there are counted in both families of outcomes.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.planted_edits import CASE, GOVERNANCE
from experiments.markdown import markdown_table
from results.text.names import case_name, governance_name, number, outcome_name
from scenarios.language import _


def planted_edits(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    return "\n\n".join([f"# {_('Planted edits')}", *_paragraphs(table)]) + "\n"


def _paragraphs(table: pd.DataFrame) -> Iterator[str]:
    rule, stream, comment = (table[table["planted"] == one] for one in ("rule", "stream", "comment"))
    yield _(
        "What `gongzhi try` reports of edits of which it is known what they do, at {case} under "
        "{governance}, "
        "with {replicates} replicates a try, on seeds that no other try has.",
        case=case_name(CASE),
        governance=governance_name(GOVERNANCE),
        replicates=int(rule["replicates"].iloc[0]),
    )
    yield _(
        "**An effect that is there.** A rule is edited by so much that an outcome moves by half its unpaired "
        "standard deviation: reported in {told} of {tries} tries.",
        told=int(rule["told"].astype(bool).sum()),
        tries=len(rule),
    )
    yield _by_rule(rule)
    yield _(
        "**An effect that is not there.** A stream is renamed, so that its decisions get other draws: a "
        "primary "
        "outcome is reported as moved in {primary} of {tries} tries, any outcome, exploratory ones among "
        "them, in "
        "{any}.",
        primary=int((stream["primary"] > 0).sum()),
        any=int((stream["primary"] + stream["exploratory"] > 0).sum()),
        tries=len(stream),
    )
    yield _(
        "**No effect at all.** Comments in a file of code: reported as a change in {told} of {tries} tries.",
        told=int(comment["told"].astype(bool).sum()),
        tries=len(comment),
    )


def _by_rule(rule: pd.DataFrame) -> str:
    """The table of what was planted by editing rules."""
    heads = (_("rule"), _("outcome"), _("tries"), _("moved by, in standard deviations"), _("reported"))
    return markdown_table(
        heads,
        [
            [
                f"`{name}`",
                outcome_name(str(outcome)),
                str(len(rows)),
                number(float(rows["moved_by"].abs().mean())),
                str(int(rows["told"].astype(bool).sum())),
            ]
            for (name, outcome), rows in rule.groupby(["what", "outcome"], sort=False)
        ],
    )

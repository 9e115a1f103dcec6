"""The page on falsification: each way in which the model would be refuted, answered with its numbers.

Invariant: the verdict follows from the numbers in the table, and a refutation is printed like any
other answer.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.falsification import (
    ELDERLY,
    FEE_MEAN,
    FEES,
    GAPS,
    LABELS,
    OLD,
    PLACEBO,
    TYPED,
    UNTYPED,
    VICTORY,
)
from experiments.markdown import markdown_table
from results.text.names import case_name, governance_name, number, outcome_name, whole_percent
from results.text.rows import with_interval
from scenarios import read
from scenarios.language import _, pick


def falsification(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    rows = {question: table[table["question"] == question] for question in dict.fromkeys(table["question"])}
    parts = [
        f"# {_('What would refute the model')}",
        _(
            "Five results would refute the model; they were written down before. Each is tried here, with "
            "its numbers. Not refuted is not proved: another test may still refute it."
        ),
        *_victory(rows[VICTORY]),
        *_elderly(rows[ELDERLY]),
        *_fees(rows[FEES]),
        *_placebo(rows[PLACEBO]),
        *_labels(rows[LABELS]),
    ]
    return "\n\n".join(parts) + "\n"


def verdicts(table: pd.DataFrame) -> dict[str, bool]:
    """By question, whether the model is refuted."""
    rows = {question: table[table["question"] == question] for question in dict.fromkeys(table["question"])}
    victory = rows[VICTORY]
    return {
        VICTORY: bool((victory["value"] >= victory["n"]).any()),
        ELDERLY: not _hurts(rows[ELDERLY]),
        FEES: not any(_both(cells) for _slopes, cells in rows[FEES].groupby("place")),
        PLACEBO: bool((rows[PLACEBO]["value"] != 0).any()),
        LABELS: _labels_act(rows[LABELS]),
    }


def _hurts(rows: pd.DataFrame) -> bool:
    """Whether the elderly lose in some draw what also falls, or widens, in the mean over draws."""
    cells = rows.set_index(["place", "what"])
    for place, what in ((place, what) for place in dict.fromkeys(rows["place"]) for what in (*OLD, *GAPS)):
        mean = cells.loc[(place, f"{what}:mean")]
        adverse = mean["high"] < 0 if what in OLD else mean["low"] > 0
        if adverse and cells.loc[(place, f"{what}:lost"), "value"] > 0:
            return True
    return False


def _both(cells: pd.DataFrame) -> bool:
    values = cells.set_index("what")["value"]
    return bool(values["bistable"] > 0 and FEE_MEAN[0] <= values["mean"] <= FEE_MEAN[1])


def _labels_act(rows: pd.DataFrame) -> bool:
    """Whether, where nobody reads it, a label changes anything, or differences outlive its shuffling."""
    plain = rows[rows["place"] != TYPED]
    alone = plain[plain["what"].str.endswith(":label")]["value"]
    return bool((alone != 0).any() or any(_outlive(cells) for cells in _by_outcome(plain)))


def _outlive(cells: dict[str, dict[str, float]]) -> bool:
    """Whether shuffled labels still explain more than chance would: even the low end of shuffles does."""
    return cells["shuffled"]["low"] > cells["chance"]["value"]


def _by_outcome(rows: pd.DataFrame) -> Iterator[dict[str, dict[str, float]]]:
    """For each governance model and outcome the rows by their last word."""
    split = rows["what"].str.rsplit(":", n=1, expand=True)
    named = rows.assign(outcome=split[0], kind=split[1])
    for _keys, cells in named.groupby(["place", "outcome"], sort=False):
        yield {str(row["kind"]): row for row in cells.to_dict("records")}


def _verdict(refuted: bool) -> str:
    return "**" + (_("Refuted.") if refuted else _("Not refuted.")) + "** "


def _victory(rows: pd.DataFrame) -> Iterator[str]:
    top = rows.loc[rows["value"].idxmax()]
    yield f"## 1. {_('A governance model wins by construction')}"
    yield _verdict(bool((rows["value"] >= rows["n"]).any())) + _(
        "Refuted if a model beats the baseline on all outcomes, at equal cost, in every draw of the prior. "
        "The one that comes nearest, {governance} in {case}, does so on {count} of {all} outcomes. Those "
        "are called built in and named on the page on prior draws.",
        governance=governance_name(str(top["what"])),
        case=case_name(str(top["place"])),
        count=int(top["value"]),
        all=int(top["n"]),
    )
    models = list(dict.fromkeys(rows["what"]))
    cells = rows.set_index(["place", "what"])
    yield markdown_table(
        [_("outcomes better in every draw"), *map(governance_name, models)],
        [
            [case_name(str(case)), *(_of(cells.loc[(case, model)]) for model in models)]
            for case in dict.fromkeys(rows["place"])
        ],
    )


def _of(row: "pd.Series[float]") -> str:
    return _("{count} of {all}", count=int(row["value"]), all=int(row["n"]))


def _elderly(rows: pd.DataFrame) -> Iterator[str]:
    yield f"## 2. {_('Digital platforms alone never hurt the elderly')}"
    yield _verdict(not _hurts(rows)) + _(
        "Refuted if nothing speaks for a loss of the elderly when platforms are all that is added to the "
        "baseline: some of the draws of the prior must show one, and the mean over all draws must go the "
        "same way, zero outside its interval. A loss counts from what matters by the ledger on (of issues "
        "handed in, one a year per 100 households). Share of {draws} draws with a loss, and the mean "
        "change, both with 95 % interval.",
        draws=int(rows["n"].max()),
    )
    cells = rows.set_index(["place", "what"])
    lines = [
        [
            case_name(str(place)),
            _measure(what),
            _percent(cells.loc[(place, f"{what}:lost")]),
            with_interval(cells.loc[(place, f"{what}:mean")].to_dict(), signed=True),
        ]
        for place in dict.fromkeys(rows["place"])
        for what in (*OLD, *GAPS)
    ]
    yield markdown_table([_("case"), _("of the elderly"), _("draws with a loss"), _("mean change")], lines)


def _measure(what: str) -> str:
    named = {
        "issues_reported": _("issues handed in a year per 100 households"),
        "participation": _("share that takes part in a month"),
        "satisfaction": _("satisfaction, 0 to 1"),
    }
    return named[what] if what in named else outcome_name(what)


def _percent(row: "pd.Series[float]") -> str:
    return f"{whole_percent(row['value'])} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"


def _fees(rows: pd.DataFrame) -> Iterator[str]:
    yield f"## 3. {_('Fees cannot be both about .76 on average and bistable')}"
    either = any(_both(cells) for _slopes, cells in rows.groupby("place"))
    yield _verdict(not either) + _(
        "Refuted if no slopes of paying within the ledger's ranges give both: two ends of the mean-field map "
        "at some fee, and a mean collection of {low} to {high} over simulated compounds of {case} under the "
        "baseline.",
        low=f"{FEE_MEAN[0]:.2f}",
        high=f"{FEE_MEAN[1]:.2f}",
        case=case_name("xihu"),
    )
    cells = rows.set_index(["place", "what"])
    lines = []
    for slopes in dict.fromkeys(rows["place"]):
        two, mean = cells.loc[(slopes, "bistable")], cells.loc[(slopes, "mean")]
        interval = f"{mean['value']:.3f} [{mean['low']:.3f}, {mean['high']:.3f}]"
        lines.append([str(slopes), _of(two), interval])
    yield markdown_table(
        [_("slopes of quality / of neighbours"), _("fees with two ends"), _("mean collection")], lines
    )


def _placebo(rows: pd.DataFrame) -> Iterator[str]:
    yield f"## 4. {_('A placebo has an effect')}"
    changed = rows[rows["value"] != 0]
    yield _verdict(bool(len(changed))) + _(
        "Refuted if an instrument whose strength is zero changes anything but what it costs. Each of "
        "{kinds} instruments was added at strength zero to all the others in full, in {case}: of {numbers} "
        "numbers compared {changed} instruments changed any; the largest change is {most}.",
        kinds=len(rows),
        case=case_name("minzhu"),
        numbers=f"{int(rows['n'].sum()):,}",
        changed=len(changed),
        most=number(float(rows["value"].max())),
    )
    if len(changed):
        yield "\n".join(f"- {pick(read.sections()[str(kind)].name)}" for kind in changed["what"])


def _labels(rows: pd.DataFrame) -> Iterator[str]:
    yield f"## 5. {_('Differences between types outlive shuffled labels')}"
    yield _verdict(_labels_act(rows)) + _(
        "Refuted if a compound's type matters as a mere word: if, where nobody reads the "
        "label, it changes anything, or shuffled among compounds still goes with more of the "
        "differences than chance gives. Every replicate was simulated with the people of each "
        "of five types under each label. Shares of the variance within replicates that go with "
        "the label; the middle 95 % of shuffles; the most that a label by itself changes."
    )
    yield markdown_table(
        [
            *(_("governance model"), _("outcome"), _("right labels"), _("shuffled"), _("by chance")),
            _("by the label itself, at most"),
        ],
        [_label_line(cells) for cells in _by_outcome(rows)],
    )
    typed = list(_by_outcome(rows[rows["place"] == TYPED]))
    yield _(
        "{governance} governs by type and so reads the label: there differences outlive shuffling on {count} "
        "of {all} outcomes. That is what the instrument does to whoever bears the label; it does not count "
        "for the verdict, and would if the criterion were taken to the letter.",
        governance=governance_name(TYPED),
        count=sum(_outlive(cells) for cells in typed),
        all=len(typed),
    )


def _blind(model: str) -> str:
    """The name of a governance model, also of the one that does without its instrument by type."""
    if model == UNTYPED:
        return _("{governance}, not by type", governance=governance_name(TYPED))
    return governance_name(model)


def _label_line(cells: dict[str, dict[str, float]]) -> list[str]:
    shuffled, right = cells["shuffled"], cells["right"]
    return [
        _blind(str(right["place"])),
        outcome_name(str(right["outcome"])),
        whole_percent(right["value"]),
        _percent(shuffled),
        whole_percent(cells["chance"]["value"]),
        number(float(cells["label"]["value"])),
    ]

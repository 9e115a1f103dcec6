"""The page on the reference study: what is concluded, under how many calibrations, where it fails, and what
it does not show.

Invariant: no league table. Whatever is called best stands beside how often it is, and whatever hangs
on the calibration is listed.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.design.equal_cost import AGREE
from experiments.evidence.conclusions import BETTER, OPEN, WORSE, conclusions, counted
from experiments.evidence.model_uncertainty import ALMOST_ALL
from experiments.evidence.reference import CALIBRATIONS, DEFAULT, OUTCOMES, POSTERIOR, PRIOR, families
from experiments.markdown import markdown_table
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.statistics.verdict import LEVEL
from results.evidence.failures import failures
from results.text.names import NOTHING, amount, case_name, governance_name, joined, number, outcome_name
from scenarios.language import _, language

SIGNS = {BETTER: "▲", WORSE: "▼", OPEN: "·"}


def reference(table: pd.DataFrame, best: pd.DataFrame, regions: pd.DataFrame, prior: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    found = conclusions(table)
    parts = [
        f"# {_('Reference study')}",
        _opening(table),
        *_short(found),
        _picture(),
        *_held(found),
        *_everywhere(found),
        *_changing(found),
        *_best(table, best),
        *failures(regions),
        *_limits(table, prior),
    ]
    return "\n\n".join(parts) + "\n"


def calibration_name(calibration: str) -> str:
    """A calibration in words."""
    return {DEFAULT: _("default values"), POSTERIOR: _("posterior"), PRIOR: _("prior")}[calibration]


def cost_name(cost: str) -> str:
    """At what cost, in words."""
    return _("at equal cost") if cost == EQUAL else _("at natural cost")


def _opening(table: pd.DataFrame) -> str:
    models = list(dict.fromkeys(table["governance"]))
    return _(
        "{cases} cases, {models} governance models ({names}) and the baseline, {draws} draws, "
        "under three calibrations: the default values of the ledger, in other replicates each "
        "time; draws from the posterior; draws from the prior (Latin hypercube over the ranges "
        "of the ledger). In a draw all models meet the same replicate and the same parameters; "
        "every calibration has replicates of its own. Districts are left out: their compounds "
        "share committees and firms. At equal cost all models of a draw are topped up with "
        "plain staff-days and money to the dearest of them.",
        cases=table["case"].nunique(),
        models=len(models),
        names=joined(map(governance_name, models)),
        draws=int(table["n"].max()),
    )


def _short(found: pd.DataFrame) -> Iterator[str]:
    """For each outcome the models that are better, or worse, in half of the cases, whatever calibration."""
    yield f"## {_('In short')}"
    yield _(
        "Under all three calibrations, at equal cost, in at least half of {cases} cases:",
        cases=found["case"].nunique(),
    )
    rows = found[(found["held"] == len(CALIBRATIONS)) & (found["cost"] == EQUAL)]
    lines = []
    for outcome in OUTCOMES:
        of_outcome = rows[rows["outcome"] == outcome]
        better, worse = (_often(of_outcome[of_outcome["sign"] == sign], found) for sign in (BETTER, WORSE))
        if better or worse:
            sentence = _("better than the baseline: {better}; worse: {worse}", better=better or NOTHING,
                     worse=worse or NOTHING)  # fmt: skip
        else:
            sentence = _("no model is better or worse than the baseline")
        lines.append(f"- **{outcome_name(outcome)}**: {sentence}")
    yield "\n".join(lines)


def _often(rows: pd.DataFrame, found: pd.DataFrame) -> str:
    """Models with at least half of the cases, and how many they have."""
    half = found["case"].nunique() / 2
    counts = rows["governance"].value_counts()
    return joined(
        _("{governance} ({count})", governance=governance_name(str(name)), count=count)
        for name, count in counts.items()
        if count >= half
    )


def _picture() -> str:
    title = _("Rank probabilities under the posterior, at equal cost")
    return f"![{title}](reference-{language()}.png)"


def _held(found: pd.DataFrame) -> Iterator[str]:
    yield f"## {_('Which conclusions hold')}"
    yield _(
        "A conclusion is the sign of a difference from the baseline on one of {outcomes} "
        "outcomes in one case. A calibration shows it where the {level} % interval over draws "
        "leaves out zero and the difference is large enough to matter. One by one, intervals "
        "err in {error} % of cases where nothing differs: what is shown under a single "
        "calibration may be chance, and hardly what three show in replicates of their own.",
        outcomes=len(OUTCOMES),
        level=round(100 * LEVEL),
        error=round(100 * (1 - LEVEL)),
    )
    heads = [_("cost"), _("under three"), _("under two"), _("under one"), _("under none"), _("sign changes")]
    columns = [*range(len(CALIBRATIONS), -1, -1), "changes"]
    lines = [
        [cost_name(str(row["cost"])), *(str(row[name]) for name in columns)]
        for row in counted(found).to_dict("records")
    ]
    yield markdown_table(heads, lines)
    yield _only(found)


def _only(found: pd.DataFrame) -> str:
    """How many conclusions each calibration shows."""
    shown = joined(
        _(
            "{calibration}: {count}",
            calibration=calibration_name(name),
            count=int((found[name] != OPEN).sum()),
        )
        for name in CALIBRATIONS
    )
    return _("Conclusions that each calibration shows, at both costs together: {shown}.", shown=shown)


def _everywhere(found: pd.DataFrame) -> Iterator[str]:
    """In how many cases a model is better, or worse, under all three calibrations."""
    yield f"## {_('What holds under all three calibrations')}"
    yield _(
        "In how many cases (of {cases}) a model is better ▲ or worse ▼ than the baseline, under all three.",
        cases=found["case"].nunique(),
    )
    kept = found[found["held"] == len(CALIBRATIONS)]
    models = list(dict.fromkeys(found["governance"]))
    for cost in (NATURAL, EQUAL):
        yield f"### {cost_name(cost)}"
        rows = kept[kept["cost"] == cost]
        yield markdown_table(
            [_("governance model"), *map(outcome_name, OUTCOMES)],
            [
                [governance_name(model), *(_times(rows, outcome, model) for outcome in OUTCOMES)]
                for model in models
            ],
        )


def _times(rows: pd.DataFrame, outcome: str, model: str) -> str:
    cells = rows[(rows["outcome"] == outcome) & (rows["governance"] == model)]["sign"]
    counts = [
        f"{SIGNS[sign]}{int((cells == sign).sum())}" for sign in (BETTER, WORSE) if (cells == sign).any()
    ]
    return " ".join(counts) or NOTHING


def _changing(found: pd.DataFrame) -> Iterator[str]:
    """Conclusions of which two calibrations show the opposite."""
    yield f"## {_('What changes its sign')}"
    rows = found[found["changes"]]
    if rows.empty:
        yield _("No conclusion is shown one way under one calibration and the other way under another.")
        return
    heads = [_("case"), _("cost"), _("governance model"), _("outcome"), *map(calibration_name, CALIBRATIONS)]
    yield markdown_table(
        heads,
        [
            [
                case_name(row["case"]),
                cost_name(row["cost"]),
                governance_name(row["governance"]),
                outcome_name(row["outcome"]),
                *(SIGNS[row[name]] for name in CALIBRATIONS),
            ]
            for row in rows.to_dict("records")
        ],
    )


def _best(table: pd.DataFrame, best: pd.DataFrame) -> Iterator[str]:
    yield f"## {_('Case by case, under the posterior')}"
    yield _(
        "Which governance model, of one of each family ({names}), is best in most draws, in what share of "
        "them (ties split, 95 % interval), "
        "and by how much it differs from the baseline in the mean. The last columns tell what the default "
        "values and the prior call best. A low share means: no model is reliably the best.",
        names=joined(map(governance_name, families())),
    )
    differing = table.set_index(["calibration", "cost", "case", "outcome", "governance"]).sort_index()
    cells = best.set_index(["calibration", "cost", "case", "outcome"])
    heads = [_("outcome"), *(_heads())]
    for case in dict.fromkeys(best["case"]):
        yield f"### {case_name(str(case))}"
        lines = []
        for outcome in OUTCOMES:
            line = [outcome_name(outcome)]
            for cost in (NATURAL, EQUAL):
                line += _calibration_cells(cells, differing, (POSTERIOR, cost, case, outcome))
            others = ((name, EQUAL, case, outcome) for name in (DEFAULT, PRIOR))
            lines.append([*line, *(_named(cells, key) for key in others)])
        yield markdown_table(heads, lines)


def _heads() -> Iterator[str]:
    for cost in (NATURAL, EQUAL):
        yield _("best {cost}", cost=cost_name(cost))
        yield _("minus baseline")
    for name in (DEFAULT, PRIOR):
        yield _("{calibration}, equal cost", calibration=calibration_name(name))


type Key = tuple[object, ...]


def _calibration_cells(cells: pd.DataFrame, differing: pd.DataFrame, key: Key) -> list[str]:
    """The best model with its share, and its difference from the baseline."""
    named = _named(cells, key)
    if named == NOTHING:
        return [NOTHING, NOTHING]
    row = cells.loc[key]
    share = f"{named} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"
    if (*key, row["governance"]) not in differing.index:
        return [share, NOTHING]
    found, outcome = differing.loc[(*key, row["governance"])], str(key[-1])
    values = (amount(outcome, float(found[name]), bare=True) for name in ("low", "high"))
    return [share, f"{amount(outcome, float(found['difference']), bare=True)} [{', '.join(values)}]"]


def _named(cells: pd.DataFrame, key: Key) -> str:
    """The best model and in what share of draws it is; a dash where all models are always alike."""
    if key not in cells.index:
        return NOTHING
    row = cells.loc[key]
    if row["low"] == row["high"]:
        return NOTHING
    return f"{governance_name(str(row['governance']))} {100 * float(row['best']):.0f} %"


def _limits(table: pd.DataFrame, prior: pd.DataFrame) -> Iterator[str]:
    yield f"## {_('What this does not show')}"
    gaps = table[table["cost"] == EQUAL].drop_duplicates(["calibration", "case", "governance"])["cost_gap"]
    points = [
        _(
            "Everything holds within the model: it says what follows from the mechanisms written down, not "
            "what will happen in a named place."
        ),
        _(
            "The sources on the governance models are success stories, mostly told by those who ran them; "
            "what failed elsewhere is not in them."
        ),
        _(
            "{draws} draws leave wide intervals: “open” is not “no difference”, and the share of draws in "
            "which a model is best is known to within some 25 points only.",
            draws=int(table["n"].max()),
        ),
        _("Petitions are a legitimate voice. Fewer of them are good news only where issues are settled."),
        _(
            "Built in, that is, the same way in {share} % or more of the draws of the prior at equal cost "
            "and therefore no finding: {outcomes}.",
            share=f"{100 * ALMOST_ALL:g}",
            outcomes=_built_in(prior),
        ),
        _(
            "At equal cost the mean running cost still differs from that of the baseline by more than 1 % in "
            "{count} of {all} comparisons (at most {most} %); capital is never made equal.",
            count=int((gaps.abs() > AGREE).sum()),
            all=len(gaps),
            most=number(100 * float(gaps.abs().max())),
        ),
    ]
    yield "\n".join(f"- {point}" for point in points)


def _built_in(prior: pd.DataFrame) -> str:
    rows = prior[prior["built_in"].isin([BETTER, WORSE])]
    parts = [
        _(
            "{outcome} ({models})",
            outcome=outcome_name(str(outcome)),
            models=joined(governance_name(str(name)) for name in dict.fromkeys(cells["governance"])),
        )
        for outcome, cells in rows.groupby("outcome", sort=False)
    ]
    return joined(parts, long=True) or _("none")

"""The page on common random numbers: how many times fewer worlds they need, outcome by outcome, and which
draws keep the others apart.

Invariant: beside what pairing gains stands what it could gain at most, and harm is said as plainly as
gain.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.markdown import markdown_table
from experiments.pairing_audit.variance_reduction import LITTLE, MUCH
from experiments.statistics.verdict import LEVEL
from results.findings.pairing_divergence import HEAVY, NAMED, finest
from results.text.names import case_name, in_percent, joined, number, outcome_name, pair_name
from scenarios.language import _


def common_numbers(table: pd.DataFrame, draws: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('Common random numbers against independent seeds')}", _opening(table), *_bars(table)]
    parts += [f"## {_('Outcome by outcome')}", _by_outcome(table), _reading()]
    parts += [f"## {_('Pair by pair')}", _grouped(table, ["a", "b"], _("governance models"))]
    parts += [f"## {_('Case by case')}", _grouped(table, ["case"], _("case"))]
    parts += [f"## {_('Where little is gained')}", _why(draws), "\n".join(_causes(table, draws))]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    return _(
        "{cases} cases, {pairs} pairs of governance models, {worlds} replicates each: {rows} "
        "rows in which an outcome varies under both. Common random numbers let replicate k "
        "under either governance model meet the same people, ties, shocks and random draws. "
        "Times fewer replicates is the variance of a difference between independent "
        "replicates, Var a + Var b, over that of the paired difference, Var(b − a). "
        "Independent seeds need no runs of their own: replicates are independent, so a in "
        "replicate k beside b in replicate k + 1 is such a pair. Differences so made vary as "
        "Var a + Var b says (median quotient {moved}).",
        cases=table["case"].nunique(),
        pairs=len(table.groupby(["a", "b"])),
        worlds=int(table["n"].max()),
        rows=len(table),
        moved=number(float(table["moved"].median())),
    )


def _bars(table: pd.DataFrame) -> Iterator[str]:
    medians = table.groupby("outcome")["times"].median()
    worse = table[table["p_holm"] < 1 - LEVEL]
    yield _(
        "By the median over cases and pairs, {much} of {count} outcomes need at least {ten} "
        "times fewer replicates and {some} at least {two} times; of all rows {share} gain "
        "{two} times or more.",
        much=int((medians >= MUCH).sum()),
        some=int((medians >= LITTLE).sum()),
        count=len(medians),
        share=in_percent(float((table["times"] >= LITTLE).mean())),
        ten=f"{MUCH:g}",
        two=f"{LITTLE:g}",
    )
    if len(worse):
        named = [_worse(row) for row in worse.to_dict("records")]
        rows = joined(named, long=True)
        yield _("Pairing does significant harm in {count} rows: {rows}.", count=len(worse), rows=rows)
        if (worse["signed"] > 0).any():
            yield _gaps()
    else:
        yield _(
            "Pairing does significant harm in no row: the smallest p of a negative correlation is {p} after "
            "Holm's correction over all rows.",
            p=number(float(table["p_holm"].min())),
        )


def _gaps() -> str:
    return _(
        "A gap is the absolute difference between two groups. Where another group is better "
        "off under the other governance model, the same random draws widen one gap and narrow "
        "the other, and absolute values move against each other although the gaps with their "
        "signs move together. This is how the outcome is defined; no draw keyed otherwise "
        "would change it."
    )


def _worse(row: dict[str, object]) -> str:
    words = [case_name(str(row["case"])), pair_name(str(row["a"]), str(row["b"]))]
    words.append(_("correlation {value}", value=number(float(str(row["correlation"])), signed=True)))
    if pd.notna(row["signed"]):
        words.append(_("with its sign {value}", value=number(float(str(row["signed"])), signed=True)))
    return _("{outcome} ({words})", outcome=outcome_name(str(row["outcome"])), words=joined(words))


def _by_outcome(table: pd.DataFrame) -> str:
    heads = (_("outcome"), _("median"), _("lowest"), _("highest"), _("twice or more"), _("ten times or more"))
    found = [
        (float(rows["times"].median()), str(outcome), rows) for outcome, rows in table.groupby("outcome")
    ]
    lines = [
        [outcome_name(outcome), *_spread(rows), number(float(rows["most"].median()))]
        for _median, outcome, rows in sorted(found, key=lambda one: -one[0])
    ]
    return markdown_table([*heads, _("at most")], lines)


def _grouped(table: pd.DataFrame, by: list[str], head: str) -> str:
    heads = (head, _("median"), _("lowest"), _("highest"), _("twice or more"), _("ten times or more"))
    lines = []
    for key, rows in table.groupby(by, sort=False):
        names = key if isinstance(key, tuple) else (key,)
        name = pair_name(*map(str, names)) if len(names) == 2 else case_name(str(names[0]))
        lines.append([name, *_spread(rows)])
    return markdown_table(heads, lines)


def _spread(rows: pd.DataFrame) -> list[str]:
    times = rows["times"]
    shares = [in_percent(float((times >= bar).mean())) for bar in (LITTLE, MUCH)]
    return [number(float(value)) for value in (times.median(), times.min(), times.max())] + shares


def _reading() -> str:
    return _(
        "Lowest and highest are over cases and pairs; with so many rows the lowest are low by "
        "chance too. At most: what perfect correlation would give (median). Two sides that do "
        "not vary alike cannot cancel out; there no keying helps."
    )


def _why(draws: pd.DataFrame) -> str:
    pairs = [
        _("{pair} on {case}", pair=pair_name(str(a), str(b)), case=case_name(str(case)))
        for case, a, b in dict.fromkeys(zip(draws["case"], draws["a"], draws["b"], strict=True))
    ]
    return _(
        "The draws of every file of the model, and those of every function of the heaviest "
        "files, were redrawn by themselves, alike on both sides ({pairs}). The percentage is "
        "the share of the paired difference's variance that would remain if all other draws "
        "were fixed, the mean over these pairs; such shares sum to more than 100 %, for draws "
        "work together. Beside it stands which part of these draws is the same on both sides. "
        "Where it is nearly all, they are paired already and have another effect on the other "
        "side; where it is none, only one governance model makes them and there is nothing to "
        "pair. Gains are medians over those of these pairs in which the outcome gains little.",
        pairs=joined(pairs, long=True),
    )


def _causes(table: pd.DataFrame, draws: pd.DataFrame) -> Iterator[str]:
    """A line for each outcome that gains little in a pair whose draws were weighed, least gained first."""
    keys = ["case", "a", "b", "outcome"]
    rows = table.merge(draws[keys].drop_duplicates(), on=keys)
    means = rows.groupby("outcome")[["times", "most"]].median().sort_values("times")
    for outcome, row in means.iterrows():
        named = list(_heaviest(draws[draws["outcome"] == outcome]))
        yield _(
            "- {outcome}: {times} times (at most {most}). {draws}",
            outcome=outcome_name(str(outcome)),
            times=number(float(row["times"])),
            most=number(float(row["most"])),
            draws=joined(named, long=True) or _("No single draw stands out."),
        )


def _heaviest(rows: pd.DataFrame) -> Iterator[str]:
    """The draws that weigh most, function by function where a file was looked into."""
    means = finest(rows).groupby("draws")[["share", "both", "only_a", "only_b"]].mean()
    for name, row in means[means["share"] >= HEAVY].nlargest(NAMED, "share").iterrows():
        made = row[["both", "only_a", "only_b"]].sum()
        yield _(
            "{percent} {place} ({shared} the same)",
            percent=in_percent(float(row["share"])),
            place=str(name).replace(" ", " · "),
            shared=in_percent(float(row["both"] / made)) if made else "–",
        )

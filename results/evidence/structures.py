"""The page on how conclusions change where a part of the model is built otherwise.

Invariant: the conclusion that rests most on how the model is built stands at the top, and every verdict that
is not that of the model as built is named.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from experiments.markdown import markdown_table
from experiments.patterns.structural_variants import AS_BUILT, STRUCTURES, Structure
from experiments.statistics.verdict import Verdict, word
from results.text.names import (
    case_name,
    in_brackets,
    joined,
    main_outcomes,
    number,
    outcome_name,
    pair_name,
)
from scenarios.language import _, pick

FIRST = {"case": "minzhu", "a": "baseline", "b": "one-four-n", "outcome": "conflict_index"}
"""The conclusion whose sign is shown first, under every structure and demand."""

QUESTION = ["case", "demand", "a", "b"]


def structures(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    kept = table[table["outcome"].isin(main_outcomes(table["outcome"]))]
    parts = [f"# {_('Structural sensitivity')}", _opening(), *_sign(table), *_changes(kept), *_built()]
    return "\n\n".join([*parts, *_tables(kept)]) + "\n"


def _opening() -> str:
    return _(
        "Where theory disagrees on how a part should be built, or no source says it, several ways stand side "
        "by side, all in the same replicates. What holds here holds within the model."
    )


def _sign(table: pd.DataFrame) -> Iterator[str]:
    """The conclusion that rests most on how the model is built: structures down, demands across."""
    rows = table[(table[list(FIRST)] == pd.Series(FIRST)).all(axis=1)]
    demands = sorted(rows["demand"].unique())
    cells = {(str(row["structure"]), row["demand"]): row for row in rows.to_dict("records")}
    outcome, case = outcome_name(FIRST["outcome"]), case_name(FIRST["case"])
    yield "## " + " · ".join([outcome, case, pair_name(FIRST["a"], FIRST["b"])])
    yield _(
        "Differences with their 95 % intervals, by demands a year per 1 000 residents. Where much is asked, "
        "the sign rests on choices without a source: how much of the work goes into records where bodies are "
        "ranked, how much of the firm's work falls to the committee, and whether staff hurry."
    )
    yield markdown_table(
        [_("structure"), *(_("{demand} demands", demand=f"{demand:g}") for demand in demands)],
        [[pick(one.name), *(_whole(cells[name, at]) for at in demands)] for name, one in STRUCTURES.items()],
    )


def _changes(kept: pd.DataFrame) -> Iterator[str]:
    """How many verdicts on main outcomes are the same under every structure, and which are not."""
    lines, all_of_them, opposite = [], 0, 0
    for (case, demand, a, b, outcome), rows in kept.groupby([*QUESTION, "outcome"], sort=False):
        all_of_them += 1
        opposite += {"better", "worse"} <= set(rows["verdict"])
        verdicts = dict(zip(rows["structure"], rows["verdict"], strict=True))
        if len(set(verdicts.values())) > 1:
            title = _question(str(case), float(demand), str(a), str(b), outcome_name(str(outcome)))
            lines.append("- " + _("{outcome}: {value}", outcome=title, value=_other(verdicts)))
    yield f"## {_('What hangs on the structure')}"
    yield _(
        "Of {all} verdicts on main outcomes {same} are the same under all structures; "
        "{opposite} are “better” under one and “worse” under another.",
        all=all_of_them,
        same=all_of_them - len(lines),
        opposite=opposite,
    )
    if lines:
        yield "\n".join(lines)


def _other(verdicts: Mapping[str, str]) -> str:
    """The verdict of the model as built, and the structures under which it is another."""
    usual = verdicts[AS_BUILT]
    others = [
        pick(one.name) + in_brackets(word(Verdict(verdicts[name])))
        for name, one in STRUCTURES.items()
        if verdicts[name] != usual
    ]
    return _("{usual} as built; otherwise: {others}", usual=word(Verdict(usual)), others=joined(others))


def _built() -> Iterator[str]:
    """What each structure is, and the values that make it."""
    yield f"## {_('The structures')}"
    yield "\n".join(
        "- " + _("{outcome}: {value}", outcome=f"**{pick(one.name)}**", value=pick(one.text)) + _values(one)
        for one in STRUCTURES.values()
    )


def _values(one: Structure) -> str:
    values = ", ".join(f"`{key}={value:g}`" for key, value in one.overrides.items())
    return in_brackets(values) if values else ""


def _tables(kept: pd.DataFrame) -> Iterator[str]:
    yield _(
        "In the tables below a variant's difference stands alone where its verdict is that of the model as "
        "built, and with its interval and verdict where it is another."
    )
    for (case, demand, a, b), rows in kept.groupby(QUESTION, sort=False):
        yield f"## {_question(str(case), float(demand), str(a), str(b))}"
        heads = [_("outcome"), *(pick(one.name) for one in STRUCTURES.values())]
        outcomes = main_outcomes(rows["outcome"])
        yield markdown_table(heads, [_line(rows[rows["outcome"] == one], one) for one in outcomes])


def _question(case: str, demand: float, a: str, b: str, *more: str) -> str:
    return " · ".join([case_name(case), _("{demand} demands", demand=f"{demand:g}"), pair_name(a, b), *more])


def _line(rows: pd.DataFrame, outcome: str) -> list[str]:
    by_structure = {str(row["structure"]): row for row in rows.to_dict("records")}
    usual = by_structure[AS_BUILT]["verdict"]
    cells = [
        number(float(str(row["difference"])), signed=True)
        if name != AS_BUILT and row["verdict"] == usual
        else _whole(row)
        for name in STRUCTURES
        for row in [by_structure[name]]
    ]
    return [outcome_name(outcome), *cells]


def _whole(row: Mapping[object, object]) -> str:
    """A difference with its interval and verdict."""
    values = [number(float(str(row[name])), signed=True) for name in ("difference", "low", "high")]
    return f"{values[0]} [{values[1]}, {values[2]}] {word(Verdict(str(row['verdict'])))}"

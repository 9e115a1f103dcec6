"""The page on guesses: what share of the variance of outcomes comes from each grade of evidence.

The rule it holds: luck stands beside what is guessed, and the page says what a share of a variance is not.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from experiments.evidence.guesses import STUDY
from experiments.markdown import markdown_table
from experiments.statistics.sobol import ENDS
from results.text.assumption_share import what
from results.text.factors import grade_name
from results.text.names import case_name, joined, outcome_name, share_between
from scenarios.guessed import GUESSES, LUCK, Measured
from scenarios.language import _, language
from scenarios.study import study
from scenarios.unsettled import told

HALF = 0.5


def guesses(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [
        f"# {_('How much is guessed')}",
        _opening(table),
        f"![{_('How much is guessed')}](guesses-{language()}.png)",
        f"## {_('What it says')}",
        "\n".join(f"- {line}" for line in _findings(table)),
        *_tables(table),
        f"## {_('What it does not show')}",
        "\n".join(f"- {line}" for line in _not_shown(table)),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    held = study(STUDY).held
    counts = table.drop_duplicates("part").set_index("part")["parameters"]
    opened = _(
        "In the study {study} every parameter of the ledger that is left open is sampled over its range, "
        "those of one grade of evidence together (Sobol, {points} points, each in the same {worlds} worlds "
        "of {months} months).",
        study=f"`{STUDY}`",
        points=first["points"],
        worlds=first["worlds"],
        months=first["months"],
    )
    read = _(
        "From assumptions alone comes what no other parameter and no luck has a part in: at least that would "
        "fall away from the variance if all assumptions were known. Of the other grades the table says in "
        "what of the expected outcome they have a part, at most. In a single run the world is one more thing "
        "that varies: luck is what the same parameters give differently in another world. In the expected "
        "outcome luck is averaged away. In brackets the 95 % interval."
    )
    return f"{opened}\n\n{told(int(counts.sum()), held)}\n\n{read}"


def _findings(table: pd.DataFrame) -> Iterator[str]:
    """What the shares say, for every thing that was analysed."""
    for where, rows in measured(table):
        shares = by_outcome(rows)
        alone, luck, expected = (
            {outcome: parts[part][bound] for outcome, parts in shares.items()}
            for part, bound in ((GUESSES, "least_run"), (LUCK, "most_run"), (GUESSES, "least"))
        )
        known = {outcome: share for outcome, share in expected.items() if share == share}
        yield _(
            "{what}: in a single run {alone} % of the variance comes from assumptions alone and {luck} % is "
            "luck, depending on the outcome; with luck averaged away, {expected} % comes from assumptions "
            "alone.",
            what=what(where),
            alone=_between(alone.values()),
            luck=_between(luck.values()),
            expected=_between(known.values()),
        )
        yield from _named(what(where), luck, expected)


def _named(name: str, luck: dict[str, float], expected: dict[str, float]) -> Iterator[str]:
    """The outcomes in which something else than guesses has the larger part."""
    if mostly := [outcome for outcome, share in luck.items() if share > HALF]:
        yield _("{what}: more than half is luck: {outcomes}.", what=name, outcomes=_outcomes(mostly))
    if better := [outcome for outcome, share in expected.items() if share < HALF]:
        yield _(
            "{what}: with luck averaged away, parameters with better evidence have a part in more than half: "
            "{outcomes}.",
            what=name,
            outcomes=_outcomes(better),
        )
    if unknown := [outcome for outcome, share in expected.items() if share != share]:
        yield _(
            "{what}: whether parameters move the expected outcome at all could not be told from luck: "
            "{outcomes}.",
            what=name,
            outcomes=_outcomes(unknown),
        )


def _outcomes(outcomes: Iterable[str]) -> str:
    return joined(map(outcome_name, outcomes))


def _between(shares: Iterable[float]) -> str:
    """The lowest and the highest share in percent."""
    ends = sorted(f"{100 * min(max(share, 0.0), 1.0):.0f}".rjust(3) for share in shares)
    return f"{ends[0].strip()}–{ends[-1].strip()}"


def _tables(table: pd.DataFrame) -> Iterator[str]:
    """For every thing that was analysed, shares of a single run and of the expected outcome."""
    for where, rows in measured(table):
        yield f"## {case_name(where.case)} · {what(where)}"
        grades = [str(part) for part in rows["part"].unique() if part not in (GUESSES, LUCK)]
        columns = [(GUESSES, "least_run"), (LUCK, "most_run"), (GUESSES, "least")]
        columns += [(grade, "most") for grade in grades]
        counts = {str(part): int(count) for part, count in zip(rows["part"], rows["parameters"], strict=True)}
        heads = [
            _("outcome"),
            _("single run: assumptions alone"),
            _("single run: luck"),
            _("expected outcome: assumptions alone"),
            *(_("{group} ({count} parameters)", group=grade_name(one), count=counts[one]) for one in grades),
        ]
        lines = [
            [outcome_name(outcome), *(_cell(parts[part], bound) for part, bound in columns)]
            for outcome, parts in by_outcome(rows).items()
        ]
        yield markdown_table(heads, lines)


def _cell(row: dict[str, float], bound: str) -> str:
    return share_between(*(row[bound + end] for end in ENDS))


def measured(table: pd.DataFrame) -> Iterator[tuple[Measured, pd.DataFrame]]:
    """What was analysed, differences before levels."""
    table = table.assign(against=table["against"].fillna(""))
    for only in (table[table["against"] != ""], table[table["against"] == ""]):
        for (case, model, against, months), rows in only.groupby(
            ["case", "governance", "against", "months"], sort=False
        ):
            yield Measured(str(case), str(model), str(against), int(months)), rows


def by_outcome(rows: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """The rows of one thing that was analysed by outcome and part."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(str(row["outcome"]), {})[str(row["part"])] = row
    return found


def _not_shown(table: pd.DataFrame) -> Iterator[str]:
    """What a reader must not take from the page."""
    yield _(
        "It holds within the model, on the case and for the governance models named, within the ledger's "
        "ranges, every parameter drawn independently of all others. Wider ranges for assumptions would give "
        "them a larger share."
    )
    counts = table.drop_duplicates("part").set_index("part")["parameters"]
    yield _(
        "Assumptions are {guesses} of the {all} parameters moved, so their share says how much is open, not "
        "that a single assumption weighs more than a single measurement.",
        guesses=counts[GUESSES],
        all=counts.sum(),
    )
    yield _(
        "A share of the variance is not an error of the direction: a difference may vary much and still have "
        "one sign. In how many draws a governance model is better stands in [prior draws](prior-draws.md)."
    )
    yield _(
        "What is held at one value has no share here, and how the model is built has none: other structures "
        "are another question."
    )
    yield _(
        "The sources on the governance models are success stories, mostly told by those who ran "
        "them; what failed elsewhere is not in them."
    )

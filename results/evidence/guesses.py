"""The page and the picture on guesses: what share of the variance of outcomes comes from each grade of
evidence.

Invariant: luck stands beside what is guessed, and the page says what a share of a variance is not.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from experiments.evidence.guesses import STUDY
from experiments.markdown import markdown_table
from experiments.statistics.sobol import ENDS
from results.figures.annotations import broken
from results.figures.style import BAND, COLOURS, REFERENCE, WIDTH
from results.text.assumption_share import what
from results.text.factors import grade_name
from results.text.names import case_name, joined, outcome_name, share_between, with_percent
from scenarios.guessed import GUESSES, LUCK, Measured
from scenarios.language import _, language
from scenarios.study import study
from scenarios.unsettled import told

HALF = 0.5

FILLED = {GUESSES: (COLOURS[1], None), "rest": (COLOURS[5], "////"), LUCK: (BAND, None)}
"""Colour and hatching of each part."""

TITLE = 2.2
"""Inches for a panel's title."""


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
        "In the study {study} every parameter of the ledger that is left open is sampled over "
        "its range, those of one grade of evidence together (Sobol, {points} points, each in "
        "the same {worlds} replicates of {months} months).",
        study=f"`{STUDY}`",
        points=first["points"],
        worlds=first["worlds"],
        months=first["months"],
    )
    read = _(
        "From assumptions alone comes what neither another parameter nor chance has a part in: "
        "at least that would fall away from the variance if all assumptions were known. Of the "
        "other grades the table says in what of the expected outcome they have a part, at "
        "most. In a single run the replicate is one more thing that varies: chance is what the "
        "same parameters give differently in another replicate. In the expected outcome chance "
        "is averaged away. In brackets the 95 % interval."
    )
    return f"{opened}\n\n{told(int(counts.sum()), held)}\n\n{read}"


def _findings(table: pd.DataFrame) -> Iterator[str]:
    """What the shares say, for every thing that was analysed."""
    for where, rows in measured(table):
        shares = by_outcome(rows)
        alone, chance, expected = (
            {outcome: parts[part][bound] for outcome, parts in shares.items()}
            for part, bound in ((GUESSES, "least_run"), (LUCK, "most_run"), (GUESSES, "least"))
        )
        known = {outcome: share for outcome, share in expected.items() if share == share}
        yield _(
            "{what}: in a single run {alone} % of the variance comes from assumptions alone "
            "and {luck} % is chance, depending on the outcome; with chance averaged away, "
            "{expected} % comes from assumptions alone.",
            what=what(where),
            alone=_between(alone.values()),
            luck=_between(chance.values()),
            expected=_between(known.values()),
        )
        yield from _named(what(where), chance, expected)


def _named(name: str, chance: dict[str, float], expected: dict[str, float]) -> Iterator[str]:
    """The outcomes in which something else than guesses has the larger part."""
    if mostly := [outcome for outcome, share in chance.items() if share > HALF]:
        yield _("{what}: more than half is chance: {outcomes}.", what=name, outcomes=_outcomes(mostly))
    if better := [outcome for outcome, share in expected.items() if share < HALF]:
        yield _(
            "{what}: with chance averaged away, parameters with better evidence have a part in "
            "more than half: {outcomes}.",
            what=name,
            outcomes=_outcomes(better),
        )
    if unknown := [outcome for outcome, share in expected.items() if share != share]:
        yield _(
            "{what}: whether parameters move the expected outcome at all could not be told "
            "from chance: {outcomes}.",
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
            _("single run: chance"),
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


def guesses_shares(table: pd.DataFrame) -> Figure:
    """The picture: the variance of a single run cut into assumptions alone, all other parameters with
    interplay, and chance. A panel for each difference and, below, for each governance model; a bar for each
    outcome, its parts adding up to 1.
    """
    found = list(measured(table))
    above = [one for one in found if one[0].against]
    lines = [line for line in (above, found[len(above) :]) if line]
    outcomes = list(dict.fromkeys(str(name) for name in table["outcome"]))
    figure = Figure(figsize=(WIDTH, 1.1 + len(lines) * (0.9 + 0.2 * len(outcomes))), layout="constrained")
    case = case_name(found[0][0].case)
    figure.suptitle(_("{case}: how much of a single run's variance is guessed", case=case), weight="bold")
    panels = figure.subplots(len(lines), max(map(len, lines)), squeeze=False, sharex=True, sharey=True)
    for line, row in zip(lines, panels, strict=True):
        for place, panel in enumerate(row):
            if place >= len(line):
                panel.set_axis_off()
                continue
            panel.set_title(broken(what(line[place][0]), TITLE, 9.5, bold=True), loc="left")
            _bars(panel, line[place][1], outcomes)
    for panel in panels[-1]:
        panel.set_xlabel(_("share of the variance of a single run"))
    marks = [Patch(facecolor=colour, hatch=hatch, edgecolor=REFERENCE, lw=0.5, label=name)
             for (colour, hatch), name in zip(FILLED.values(), _part_names(), strict=True)]  # fmt: skip
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks))
    return figure


def _part_names() -> list[str]:
    return [_("assumptions alone"), _("other parameters, and interplay with them"), _("random draws")]


def _bars(panel: Axes, rows: pd.DataFrame, outcomes: list[str]) -> None:
    shares = by_outcome(rows)
    there = [name for name in outcomes if name in shares]
    places = [outcomes.index(name) for name in there]
    chance = np.clip([shares[name][LUCK]["most_run"] for name in there], 0, 1)
    guessed = np.clip([shares[name][GUESSES]["least_run"] for name in there], 0, 1 - chance)
    left = np.zeros(len(there))
    widths = {GUESSES: guessed, "rest": 1 - chance - guessed, LUCK: chance}
    for part, width in widths.items():
        colour, hatch = FILLED[part]
        panel.barh(places, width, 0.75, left, color=colour, hatch=hatch,
                   edgecolor=REFERENCE, lw=0.4)  # fmt: skip
        left = left + width
    panel.set_yticks(range(len(outcomes)), [outcome_name(name) for name in outcomes])
    panel.set_ylim(len(outcomes) - 0.45, -0.55)
    panel.set_xlim(0, 1)
    panel.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
    panel.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=with_percent(""), decimals=0))
    panel.tick_params(axis="y", length=0)

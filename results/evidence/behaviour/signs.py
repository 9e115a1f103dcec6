"""The page on signs: what holds whatever is demanded and whatever is assumed of overload, on what the rest
hangs, and every setting in a table.

Invariant: what holds stands first, in sentences made of the counts; how many comparisons there are, and how
many would seem shown by chance, stands above them.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.behaviour.sign_holds import FOR_BETTER, FOR_WORSE, Sign, holds, sign_of, signs_of
from experiments.evidence.behaviour.signs import (
    DEMAND,
    DEMANDS,
    QUEUE,
    QUEUES,
    RUSH,
    RUSHES,
    SETTINGS,
    WORN,
    SignSetting,
)
from experiments.markdown import markdown_table
from experiments.statistics.verdict import LEVEL
from results.evidence.behaviour.sign_words import holding, hurried
from results.text.conditions import model_version
from results.text.names import (
    after_each_other,
    case_name,
    governance_name,
    in_brackets,
    joined,
    number,
    outcome_name,
    outcome_unit,
)
from results.text.rows import Row, leaves_out_zero, reach, records, value
from results.text.verdicts import cannot_tell
from scenarios import read
from scenarios.language import _, language

MARKS = {
    Sign.BETTER: "▲",
    Sign.SLIGHTLY_BETTER: "△",
    Sign.WORSE: "▼",
    Sign.SLIGHTLY_WORSE: "▽",
    Sign.ALIKE: "=",
    Sign.NOT_SHOWN: "·",
}


def signs(table: pd.DataFrame, shifts: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    title = _("Better or worse than the baseline, whatever is assumed")
    parts = [f"# {title}", *_opening(table), f"## {_('What holds')}", *_holding(table)]
    parts.append(f"![{title}](signs-{language()}.png)")
    parts += [f"## {_('What it hangs on')}", *_levels(table), *_shifts(shifts)]
    parts += [f"## {_('What cannot be said')}", "\n".join(f"- {line}" for line in _not_said(table))]
    return "\n\n".join([*parts, *_tables(table)]) + "\n"


def _there(table: pd.DataFrame, name: str) -> list[str]:
    """The outcomes, governance models or cases of a table, in its order."""
    return [str(one) for one in dict.fromkeys(table[name])]


def _opening(table: pd.DataFrame) -> Iterator[str]:
    most = table.groupby("case", sort=False)["n"].max()
    text = _(
        "{models} against the baseline, each at its own cost, over {months} months: at {demands} demands a "
        "year per 1 000 residents (default {demand}), with a share of {queues} of the firm's work in the "
        "committee's queue (default {queue}), with rationing (default) and without. That makes {settings} "
        "settings in each of {cases}; all else is at its default. Replicates, with the same seeds in every "
        "setting: {replicates}.",
        models=joined(map(governance_name, _there(table, "b"))),
        months=int(table["months"].max()),
        demands=joined(f"{one:g}" for one in DEMANDS),
        queues=joined(f"{one:g}" for one in QUEUES),
        demand=f"{read.ledger()[DEMAND].default:g}",
        queue=f"{read.ledger()[QUEUE].default:g}",
        settings=len(SETTINGS),
        cases=joined(map(case_name, most.index)),
        replicates=joined(f"{case_name(str(case))} {count:g}" for case, count in most.items()),
    )
    yield after_each_other(model_version(), text)
    yield _multiplicity(table)


def _multiplicity(table: pd.DataFrame) -> str:
    """How many comparisons there are, and what chance would make of them."""
    zero = sum(leaves_out_zero(row) for row in records(table))
    shown = sum(sign in FOR_BETTER + FOR_WORSE for sign in signs_of(table))
    return _(
        "These are {all} comparisons. If nothing differed, some {chance} of their 95 % intervals would leave "
        "out zero by chance; {zero} do. A verdict therefore stands only after correction over the whole page "
        "(Holm: if nothing differed, there would be a single one in one such page of 20); {shown} are "
        "shown so. What is not shown may still differ. “Slightly” is what was shown and is smaller than what "
        "matters.",
        all=len(table),
        chance=round((1 - LEVEL) * len(table)),
        zero=zero,
        shown=shown,
    )


def _holding(table: pd.DataFrame) -> Iterator[str]:
    """By outcome, governance model and place, in how many settings there is which sign."""
    cases = _there(table, "case")
    for outcome in _there(table, "outcome"):
        yield f"### {outcome_name(outcome)}"
        lines: list[str] = []
        for model in _there(table, "b"):
            whole = holds(table, model, outcome, cases)
            lines.append(_line("- ", f"**{governance_name(model)}**", holding(whole, named=len(cases) == 1)))
            if len(set(whole.signs.values())) > 1 and len(cases) > 1:
                each = {case: holding(holds(table, model, outcome, [case])) for case in cases}
                lines += [_line("  - ", case_name(case), text) for case, text in each.items()]
        yield "\n".join(lines)


def _line(begin: str, name: str, text: str) -> str:
    return begin + _("{outcome}: {value}", outcome=name, value=text) + _(".")


def _levels(table: pd.DataFrame) -> Iterator[str]:
    """At each demand and under each assumption, in how many comparisons there is which sign."""
    yield _("Of all outcomes and places together, in how many settings each governance model does:")
    levels = [("demand", one, _("{demand} demands", demand=f"{one:g}")) for one in DEMANDS]
    levels += [("queue", one, _("{share} of the firm's work", share=f"{one:g}")) for one in QUEUES]
    levels += [("rush", one, hurried(one)) for one in RUSHES]
    for model in _there(table, "b"):
        rows = table[table["b"] == model]
        heads = [governance_name(model), _("better"), _("worse"), _("neither shown")]
        yield markdown_table(heads, [_level(text, rows[rows[name] == one]) for name, one, text in levels])


def _level(text: str, rows: pd.DataFrame) -> list[str]:
    signs = signs_of(rows)
    better, worse = (sum(sign in group for sign in signs) for group in (FOR_BETTER, FOR_WORSE))
    return [text, str(better), str(worse), str(len(signs) - better - worse)]


def _shifts(shifts: pd.DataFrame) -> Iterator[str]:
    """By how much each assumption moves a difference to the baseline, for each governance model."""
    yield _(
        "By how much a difference to the baseline changes: from {least} to {most} demands; at {most} demands "
        "from {few} to {many} of the firm's work in the queue; and there from rationing to none. ▲ is for "
        "the better of the governance model and ▼ for its worse, each with the whole 95 % interval (not "
        "corrected).",
        least=f"{DEMANDS[0]:g}",
        most=f"{WORN.demand:g}",
        few=f"{QUEUES[0]:g}",
        many=f"{QUEUES[-1]:g}",
    )
    names = {DEMAND: _("demands"), QUEUE: _("firm's work"), RUSH: _("no rationing")}
    for model in _there(shifts, "b"):
        rows = {
            (str(row["outcome"]), str(row["case"]), str(row["lever"])): row
            for row in records(shifts[shifts["b"] == model])
        }
        lines = [
            [
                f"{outcome_name(outcome)}<br>{case_name(case)}",
                *(_shift(rows[outcome, case, one]) for one in names),
            ]
            for outcome in _there(shifts, "outcome")
            for case in _there(shifts, "case")
        ]
        yield markdown_table([governance_name(model), *names.values()], lines)


def _shift(row: Row) -> str:
    """A change with its interval and, where that leaves out zero, for whose better it is."""
    better = read.outcome_entries()[str(row["outcome"])].direction
    mark = "" if not leaves_out_zero(row) else "▲ " if value(row, "value") * better > 0 else "▼ "
    return f"{mark}{number(value(row, 'value'), signed=True)}<br>±{number(reach(row, 'value'))}"


def _not_said(table: pd.DataFrame) -> Iterator[str]:
    yield from cannot_tell(_there(table, "outcome"))
    yield _(
        "Only demands and two assumptions on overload are varied; what other numbers of the model do is told "
        "elsewhere: [prior draws](prior-draws.md), [other structures](structures.md)."
    )
    yield _(
        "Settings share their replicates and are chosen, not drawn: “in 26 of 30” is no probability that a "
        "sign is true."
    )
    yield _(
        "Where most is demanded places are not in balance at the end of a run; a difference may still grow "
        "or shrink."
    )


def _tables(table: pd.DataFrame) -> Iterator[str]:
    """A table for each outcome, governance model and place: demands down, the queue across."""
    yield f"## {_('Every setting')}"
    yield _(
        "Difference to the baseline with half of its 95 % interval. ▲ better, ▼ worse; △ ▽ slightly so; = no "
        "practical difference; · no difference could be shown. Across: the share of the firm's work in the "
        "queue. Down: demands, first with rationing."
    )
    for outcome in _there(table, "outcome"):
        unit = outcome_unit(outcome)
        yield f"### {outcome_name(outcome)}" + (in_brackets(unit) if unit else "")
        rows = table[table["outcome"] == outcome]
        for (model, case), some in rows.groupby(["b", "case"], sort=False):
            head = f"{governance_name(str(model))}<br>{case_name(str(case))}"
            yield markdown_table([head, *(f"{one:g}" for one in QUEUES)], [*_lines(some)])


def _lines(rows: pd.DataFrame) -> Iterator[list[str]]:
    cells = {SignSetting(*(value(row, name) for name in SignSetting._fields)): row for row in records(rows)}
    for demand in DEMANDS:
        for rush in RUSHES:
            words = f"{demand:g}" if rush != RUSHES[-1] else hurried(rush)
            yield [words, *(_cell(cells[SignSetting(demand, queue, rush)]) for queue in QUEUES)]


def _cell(row: Row) -> str:
    sign = sign_of(str(row["verdict"]), value(row, "difference"), int(value(row, "direction")))
    return f"{MARKS[sign]} {number(value(row, 'difference'), signed=True)}<br>±{number(reach(row))}"

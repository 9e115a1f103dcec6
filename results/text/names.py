"""Names, units and numbers as readers see them, in the language chosen, and the outcomes worth showing first.

Invariant: no id reaches a reader where there is a name, and no number comes with more digits than it
bears.
"""

import math
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from experiments.statistics.paired import EXPLORATORY, PRIMARY
from scenarios import read
from scenarios.language import _, language, pick
from scenarios.own_outcomes import of_ones_own

NOTHING = "–"


def case_name(case: str) -> str:
    """The name of a case; the id of one in a file of the user's own that was not read."""
    found = read.known_case(case)
    return pick(found.name) if found else case


def governance_name(model: str) -> str:
    """The name of a governance model; the id of one in a file of the user's own that was not read."""
    found = read.known_governance(model)
    return pick(found.name) if found else model


def outcome_name(outcome: str) -> str:
    """The name of an outcome."""
    return pick(read.outcome_entries()[outcome].name)


def grade_name(grade: str) -> str:
    """The grade of evidence in words."""
    return {
        "law": _("law"),
        "official": _("official statistic"),
        "survey": _("survey"),
        "seed": _("text of a seed"),
        "assumption": _("assumption"),
    }[grade]


def event_name(kind: str) -> str:
    """The name of a shock."""
    return {
        "renewal": _("renewal"),
        "youth_inflow": _("young people move in"),
        "firm_walkout": _("the firm walks out"),
        "funding_cut": _("money is cut"),
        "safety_scandal": _("safety scandal"),
    }.get(kind, kind)


def parameter_in_section(key: str) -> str:
    """The name of a parameter and of the part of the model it belongs to: names alone are not unique. The key
    of one of a project elsewhere.
    """
    if key not in read.ledger():
        return key
    section = pick(read.sections()[key.partition(".")[0]].name)
    return _("{parameter} ({section})", parameter=pick(read.ledger()[key].name), section=section)


def outcome_unit(outcome: str) -> str:
    """The unit of an outcome in words; empty where it has none."""
    unit = read.outcome_entries()[outcome].unit
    return "" if unit == "none" else _(unit)


def titled(outcome: str, break_line: bool = False) -> str:
    """Name and unit of an outcome."""
    unit = outcome_unit(outcome)
    return outcome_name(outcome) + (in_brackets(unit, break_line) if unit else "")


def titled_differences(outcome: str) -> str:
    """Name of an outcome and unit of its differences multiplied by their scale."""
    unit = difference_unit(outcome)
    return outcome_name(outcome) + (in_brackets(unit) if unit else "")


def is_share(outcome: str) -> bool:
    """Whether values are told in per cent, and differences in percentage points."""
    return read.outcome_entries()[outcome].unit.startswith("share")


def scale(outcome: str) -> float:
    """By what a value is multiplied where it is drawn or told: shares are in per cent."""
    return 100.0 if is_share(outcome) else 1.0


def level_unit(outcome: str) -> str:
    """The unit of a value multiplied by its scale."""
    unit = outcome_unit(outcome)
    return unit + in_brackets("%") if is_share(outcome) else unit


def difference_unit(outcome: str) -> str:
    """The unit of a difference multiplied by its scale: percentage points of shares."""
    return _("percentage points") if is_share(outcome) else outcome_unit(outcome)


def level(outcome: str, value: float) -> str:
    """A value without its unit; a share in per cent."""
    text = number(scale(outcome) * value)
    return with_percent(text) if is_share(outcome) else text


def study_title(models: Iterable[str], cases: Iterable[str]) -> str:
    """What a study is of: its governance models and its cases."""
    return _(
        "{governance} on {cases}",
        governance=joined(map(governance_name, models)),
        cases=joined(map(case_name, cases)),
    )


def pair_name(a: str, b: str) -> str:
    """What is subtracted from what: b − a."""
    return f"{governance_name(b)} − {governance_name(a)}"


def number(value: float, signed: bool = False) -> str:
    """About three digits, a real minus sign, a dash for what is undefined."""
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{size:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    return ("−" if value < 0 else "+" if signed else "") + text


def amount(outcome: str, difference: float, bare: bool = False) -> str:
    """A difference with its unit, shares in percentage points; `bare` leaves the unit out."""
    if is_share(outcome):
        points = number(scale(outcome) * difference, signed=True)
        return points if bare else _("{points} percentage points", points=points)
    unit, plain = read.outcome_entries()[outcome].unit, number(difference, signed=True)
    return plain if bare or unit in ("none", "0 to 1") else f"{plain} {_(unit)}"


def in_percent(share: float) -> str:
    """A share in per cent; small ones with a digit."""
    if math.isnan(share):
        return NOTHING
    if 0 < share < 0.0005:
        return f"< {with_percent('0.1')}"
    return with_percent(f"{100 * share:.1f}") if 0 < share < 0.0995 else whole_percent(share)


def whole_percent(share: float) -> str:
    """A share in per cent without a digit after the point."""
    return with_percent(f"{100 * share:.0f}")


def with_percent(number: object) -> str:
    """A number with its per cent sign, after a space where the language has one."""
    return _("{number} %", number=number)


def between(low: float, high: float, written: Callable[[float], str] = number) -> str:
    """A range or an interval of two numbers; one of no width is called fixed."""
    return _("fixed") if low == high else _("{low} to {high}", low=written(low), high=written(high))


def in_brackets(text: str, break_line: bool = False) -> str:
    """A text in the brackets of the language, after a space where it has one, or on a line of its own."""
    found = _(" ({text})", text=text)
    return "\n" + found.strip() if break_line else found


def share_between(value: float, low: float, high: float) -> str:
    """A share and its interval in percent, cut at 0 and 100; a dash where it could not be told."""
    if math.isnan(value):
        return NOTHING
    share, least, most = (f"{100 * min(max(one, 0.0), 1.0):.0f}" for one in (value, low, high))
    return _("{value} % ({low} to {high} %)", value=share, low=least, high=most)


def month_name(month: int) -> str:
    """A month in words: the record counts from 1, and nobody reads -10 as a month."""
    if month > 0:
        return _("month {month}", month=month)
    if month == 0:
        return _("the last month before the start")
    return (
        _("{months} months before the start", months=-month) if month < -1 else _("1 month before the start")
    )


def in_month(month: int) -> str:
    """The same within a sentence."""
    return _("in month {month}", month=month) if month > 0 else month_name(month)


def month_first(month: int) -> str:
    """The same at the beginning of a sentence."""
    name = month_name(month)
    return name[0].upper() + name[1:]


def joined(words: Iterable[str], long: bool = False) -> str:
    """A list in running text; `long` where its parts hold commas themselves."""
    return (_("; ") if long else _(", ")).join(words)


def after_each_other(*sentences: str) -> str:
    """Sentences in running text; Chinese has no space between them."""
    return ("" if language() == "zh" else " ").join(sentences)


def main_outcomes(known: Iterable[str]) -> list[str]:
    """Those of the known outcomes that are worth a first look: gongzhi's primary ones, and all that are the
    user's own.
    """
    there, entries = set(known), read.outcome_entries()
    return [name for name, one in entries.items() if name in there and (one.primary or of_ones_own(one))]


def shown_first(rows: pd.DataFrame) -> list[str]:
    """The outcomes of a comparison that readers see first: those it was made for, then the others that are
    worth a first look.
    """
    first = list(rows.loc[rows["family"] == PRIMARY, "outcome"].unique())
    return [*first, *(name for name in main_outcomes(rows["outcome"]) if name not in first)]


def name_in(row: Mapping[str, object], *further: str) -> str:
    """The name of the outcome of a row of a comparison; marked where it is not gongzhi's, and where the
    comparison was not made for it; further: what else stands in the same brackets.
    """
    outcome, own = str(row["outcome"]), read.outcome_entries()[str(row["outcome"])]
    marks = [
        *([_("one's own")] if of_ones_own(own) else []),
        *([_("exploratory")] if row["family"] == EXPLORATORY else []),
        *filter(None, further),
    ]
    return outcome_name(outcome) + (in_brackets(joined(marks)) if marks else "")


def in_points(outcome: str) -> str:
    """What stands after the name of an outcome whose differences are told without a unit: that they are
    points, of shares.
    """
    return in_brackets(_("points")) if is_share(outcome) else ""


def name_beside_differences(row: Mapping[str, object]) -> str:
    """The name of the outcome of a row, before differences without a unit."""
    return name_in(row, _("points") if is_share(str(row["outcome"])) else "")

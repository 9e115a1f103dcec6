"""What an instrument costs in a place, before anything is run: from the values of ledger, case and
governance model alone.

Invariant: staff-days are told apart from money. Staff are paid whatever they do, so days that an instrument
binds cost no further money. What only a run can tell is said in words and given no number.
"""

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import NamedTuple

from scenarios import read
from scenarios.entries import Case, Governance
from scenarios.language import _, msgid

type Values = Mapping[str, float]
type Amount = Callable[[Values], float]

THOUSAND = 1000.0


class Cost(NamedTuple):
    """Of one household: yuan a month, staff-days a month, yuan spent once and yuan of works a month."""

    yuan: float
    staff_days: float
    once: float
    works: float


UNITS: Mapping[str, Amount] = {
    "committee": lambda values: 1.0 / max(values["place.households"], values["place.committee_households"]),
    "1000 households": lambda values: 1.0 / THOUSAND,
    "household": lambda values: 1.0,
    "compound": lambda values: 1.0 / values["place.households"],
}
"""What one of these is for a household, by the word in the unit."""

DAYS: Mapping[str, str] = {"task_force": "watch_days"}
"""What is bound in every month, where that is not called `staff_days`."""

FURTHER_DAYS: Mapping[str, Amount] = {
    "smart_security": lambda values: values["smart_security.alarms"] / THOUSAND,
    "grid_workers": lambda values: (
        (1.0 - values["grid_workers.hired"])
        * values["triage.days"]
        * (1.0 - values["triage.admin_share"])
        / values["grid_workers.households"]
    ),
    "mediation": lambda values: -values["mediation.staff_days"] / THOUSAND * _not_by_staff(values),
    "forum": lambda values: (
        values["forum.session_days"] * values["forum.sessions"] / values["place.households"]
    ),
}
"""Staff-days a household and month beside `staff_days`."""

PAID_DAYS: Mapping[str, Amount] = {
    "outside_experts": lambda values: values["outside_experts.days"] * UNITS["committee"](values),
    "partnership": lambda values: values["partnership.days"] * UNITS["committee"](values),
    "delegates": lambda values: (
        values["delegates.cases"] * values["delegates.days"] * UNITS["committee"](values)
    ),
    "grid_workers": lambda values: (
        values["grid_workers.hired"] * values["triage.days"] / values["grid_workers.households"]
    ),
}
"""Days a household and month of people from outside, which are counted at the value of a staff-day."""

FURTHER_YUAN: Mapping[str, Amount] = {
    "forum": lambda values: (
        values["forum.session_yuan"] * values["forum.sessions"] / values["place.households"]
    ),
    "mediation": lambda values: (
        values["mediation.staff_days"]
        / THOUSAND
        * (
            _part(values, "brand") * values["mediation.brand_price"]
            + _part(values, "departments") * values["triage.day_cost"]
        )
    ),
}
"""Money a household and month beside `yuan`."""

DEPENDS: Mapping[str, str] = {
    "property_reform": msgid("a subsidy while a firm is new"),
    "owners_committee": msgid("staff-days in months of elections"),
    "fee_negotiation": msgid("talks, and an audit once books are open"),
    "arrears_settlement": msgid("how many doors are called at"),
    "task_force": msgid("whether a task force comes, after a large petition"),
    "private_capital": msgid("whether a firm comes, which takes part of the common income"),
    "community_fund": msgid("what the fund gathers and spends"),
    "conversion_consent": msgid("what shops pay their neighbours"),
    "craft_workshop": msgid("repairs, which those who ask for them pay"),
    "partnership": msgid("what partners give, which the compound does not pay"),
    "by_type": msgid("how it shares out what other instruments cost"),
    "street_property": msgid("how many compounds share the firm"),
}
"""What else the cost depends on that only a run can tell."""


def _part(values: Values, formula: str) -> float:
    """The share of mediators' days that goes to one of the four formulas."""
    given = {name: values[f"mediation.{name}"] for name in ("party", "brand", "departments", "persons")}
    return given[formula] / max(1.0, sum(given.values()))


def _not_by_staff(values: Values) -> float:
    others = sum(_part(values, name) for name in ("brand", "departments", "persons"))
    members = _part(values, "party") * values["mediation.party_own"]
    return members + others * (1.0 - values["mediation.organising"])


def _platform(values: Values) -> float:
    """The share of the platform's three parts that is held."""
    return sum(values[f"digital_platform.{name}"] for name in ("governance", "service", "oversight")) / 3.0


def values_of(case: Case) -> dict[str, float]:
    """All values as they stand in a case."""
    return {key: entry.at(case.compound_type) for key, entry in read.ledger().items()} | {
        key: given.value for key, given in case.parameters.items()
    }


def other_costs(model: Governance, places: Mapping[str, Values]) -> dict[str, dict[str, str]]:
    """By kind and case the cost in words, where the settings of a governance model make it another one."""
    found: dict[str, dict[str, str]] = {}
    of_model = {key: given.value for key, given in model.parameters.items()}
    for adopted in model.instruments:
        own = {f"{adopted.kind}.{name}": value for name, value in adopted.settings.items()}
        for place, values in places.items() if own or of_model else ():
            here = ChainMap(own, of_model, dict(values))
            if cost(adopted.kind, here) != cost(adopted.kind, values):
                found.setdefault(adopted.kind, {})[place] = in_words(adopted.kind, here)
    return found


def cost(kind: str, values: Values) -> Cost:
    """What one of gongzhi's instruments costs a household at its ordinary amount."""
    part = _platform(values) if kind == "digital_platform" else 1.0
    days = _of_unit(f"{kind}.{DAYS.get(kind, 'staff_days')}", values) * part
    days += FURTHER_DAYS.get(kind, _nothing)(values)
    paid = PAID_DAYS.get(kind, _nothing)(values) * values["triage.day_cost"]
    yuan = _of_unit(f"{kind}.yuan", values) * part + FURTHER_YUAN.get(kind, _nothing)(values) + paid
    works = 0.0
    if kind == "micro_projects":
        works = (
            values["micro_projects.project"] / values["micro_projects.months"] * UNITS["committee"](values)
        )
    return Cost(yuan, days, _of_unit(f"{kind}.capital", values), works)


def _nothing(values: Values) -> float:
    return 0.0


def _of_unit(key: str, values: Values) -> float:
    """The value of that key for one household; 0 where there is none, or of another unit."""
    entry = read.ledger().get(key)
    if entry is None:
        return 0.0
    of = entry.unit.split("/")[1] if "/" in entry.unit else ""
    return values[key] * UNITS.get(of, _nothing)(values)


def in_words(kind: str, values: Values) -> str:
    """The cost in one line, in the language spoken."""
    if read.sections()[kind].group == "other" and not _says_its_cost(kind):
        return _("cost depends on its own code")
    found, parts = cost(kind, values), list[str]()
    if found.yuan:
        parts.append(_("about {yuan} yuan a household and month", yuan=_rounded(found.yuan)))
    if found.works:
        parts.append(_("works: about {yuan} yuan a household and month", yuan=_rounded(found.works)))
    if found.once:
        parts.append(_("once {yuan} yuan a household", yuan=_rounded(found.once)))
    if not parts:
        parts.append(_("no direct cost"))
    if found.staff_days:
        days = _rounded(found.staff_days * THOUSAND)
        parts.append(_("binds {days} staff-days per 1000 households and month", days=days))
    if kind in DEPENDS:
        parts.append(_("it also depends on {what}", what=_(DEPENDS[kind])))
    return _("; ").join(parts)


def _rounded(value: float) -> str:
    """Two digits: it is an estimate."""
    return f"{float(f'{value:.2g}'):g}"


def _says_its_cost(kind: str) -> bool:
    return any(f"{kind}.{name}" in read.ledger() for name in ("staff_days", "yuan", "capital"))

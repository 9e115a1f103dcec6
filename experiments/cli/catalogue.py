"""What there is to choose from, as plain objects: cases, governance models, instruments, issues, outcomes,
observations, parameters, structural variants, kinds of residents; and how two governance models differ.
"""

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from inspect import getsourcelines
from pathlib import Path
from types import ModuleType
from typing import get_args

from experiments.errors import ArgumentError
from scenarios import read
from scenarios.compound_types import type_of
from scenarios.entries import Grade
from scenarios.language import _, after, pick
from scenarios.own_kinds import KindInFile, name_of_kind, own_kinds, shipped_kinds
from scenarios.posterior import intervals
from scenarios.rules import rule_words
from scenarios.rules_file import rules_file

Listed = list[dict[str, object]]

OF_PARAMETER = ("low", "high", "least", "most", "set_by", "unit", "kind", "prior", "grade", "source")

COSTS = ("staff_days", "yuan", "session_days", "session_yuan", "subsidy")
"""The ledger's names, within an instrument, of what it costs."""


def listed(what: str, grade: str | None = None) -> Listed:
    """The objects of one kind, in the language chosen; `grade` keeps only parameters of that grade."""
    if what not in LISTS:
        raise ArgumentError(
            _("There is no list of {what}; there are {known}.", what=what, known=", ".join(LISTS))
            + _nearest(what, list(LISTS))
        )
    if grade is None:
        return LISTS[what]()
    if what != "parameters":
        raise ArgumentError(_("--grade goes with the list of parameters only."))
    return [entry for entry in parameters() if entry["grade"] == _grade(grade)]


def cases() -> Listed:
    """Every case: its size, type, shocks and what it is; the size of a district or a city is that of all its
    compounds.
    """
    return [
        {
            "id": case.id,
            "name": pick(case.name),
            "aliases": list(case.aliases),
            "type": case.compound_type,
            "type_name": type_of(case),
            "households": read.households(case),
            "compounds": case.compounds,
            "events": [{"kind": event.kind, "month": event.month} for event in case.events],
            "text": pick(case.text),
        }
        for case in read.cases().values()
    ]


def governance() -> Listed:
    """Every governance model: its instruments and what it is."""
    return [
        {
            "id": model.id,
            "name": pick(model.name),
            "aliases": list(model.aliases),
            "instruments": [adopted.kind for adopted in model.instruments],
            "text": pick(model.text),
        }
        for model in read.governance_models().values()
    ]


def instruments() -> Listed:
    """Every instrument: what it costs a month (in the ledger's units) and which governance models use it."""
    ledger = read.ledger()
    users = {
        kind: [
            model.id
            for model in read.governance_models().values()
            if kind in {a.kind for a in model.instruments}
        ]
        for kind in read.sections()
    }
    return [
        {
            "kind": kind,
            "name": pick(section.name),
            "governance": users[kind],
            "cost": [
                {"key": key, "value": entry.default, "unit": entry.unit, "name": pick(entry.name)}
                for key, entry in ledger.items()
                if key in {f"{kind}.{cost}" for cost in COSTS}
            ],
            "text": pick(section.text),
        }
        for kind, section in read.sections().items()
        if section.instrument
    ]


def issues() -> Listed:
    """Every kind of demand and of dispute: whom it concerns, who can settle it, how much of all demands it
    is.
    """
    return [
        {
            "id": kind.id,
            "name": pick(kind.name),
            "category": kind.category,
            "category_name": pick(kind.category_name),
            "tag": kind.tag,
            "affects": kind.affects,
            "fixer": kind.fixer,
            "weight": kind.weight,
            "ambiguous": kind.ambiguous,
        }
        for kind in read.issue_kinds()
    ]


def outcomes() -> Listed:
    """Every outcome: unit, direction (1 more is better, −1 less is, 0 neither) and smallest difference of
    interest.
    """
    return [
        {
            "id": entry.id,
            "name": pick(entry.name),
            "unit": entry.unit,
            "direction": entry.direction,
            "smallest": entry.smallest,
            "primary": entry.primary,
            "text": pick(entry.text),
        }
        for entry in read.outcome_entries().values()
    ]


def observations() -> Listed:
    """Every observation of a month (the columns of `monthly`): unit, district, what it is."""
    from scenarios.codebook import observations as observed

    return [
        {
            "id": name,
            "name": pick(entry.name),
            "unit": entry.unit,
            "district": entry.district,
            "text": pick(entry.text),
        }
        for name, entry in observed().items()
    ]


def parameters() -> Listed:
    """Every parameter of the ledger; `posterior`: its median and middle 90 % where it was fitted."""
    fitted = intervals()
    return [
        {
            "key": entry.key,
            "name": pick(entry.name),
            "default": entry.default,
            "by_type": dict(entry.by_type),
            "posterior": fitted[entry.key]._asdict() if entry.key in fitted else None,
            **{name: getattr(entry, name) for name in OF_PARAMETER},
            "text": pick(entry.text),
        }
        for entry in read.ledger().values()
    ]


def variants() -> Listed:
    """Every structural variant: the values that make it, as `--set` takes them, and the rules written
    otherwise.
    """
    from experiments.patterns.structural_variants import STRUCTURES, rules

    return [
        {
            "id": name,
            "name": pick(one.name),
            "overrides": [f"{key}={value:g}" for key, value in one.overrides.items()],
            "rules": rules(one),
            "text": pick(one.text),
        }
        for name, one in STRUCTURES.items()
    ]


def kinds() -> Listed:
    """Every kind of residents, shipped and of the user's own: its class and where it is, the rules of
    its own, and of a kind of the user's own which households are of it.
    """
    rules = {rule.partition(".")[2] for rule in rule_words().rules}
    return [
        {
            "kind": kind,
            "name": name_of_kind(kind),
            "class": one.name,
            "derived_from": list(one.bases),
            "where": f"{one.shown()}:{one.line}",
            "own_rules": [name for name in one.methods if name in rules],
            "place": None if one.place is None else dict(one.place),
            "shipped": one.shipped,
            "text": one.text,
        }
        for kind, one in {**shipped_kinds(), **own_kinds(), **_chosen_kinds()}.items()
    ]


def _chosen_kinds() -> dict[str, KindInFile]:
    """The classes of the file of rules that stand for shipped kinds of residents."""
    file = rules_file()
    if file is None:
        return {}
    from model.case_rules import classes_in  # loads the model, as whoever chose the file has

    module = sys.modules[f"agents.{file.stem}"]
    found, shipped = classes_in(module), shipped_kinds()
    return {
        kind: _as_written(shipped[kind], file, [one for one in found[kind].__mro__ if _is_in(one, module)])
        for kind in found
        if kind in shipped
    }


def _is_in(kind: type, module: ModuleType) -> bool:
    """Whether a class stands in that file as it is written."""
    return vars(module).get(kind.__name__) is kind and kind.__module__ == module.__name__


def _as_written(usual: KindInFile, file: Path, line: Sequence[type]) -> KindInFile:
    """A kind with the class that stands for it; line: the classes of the file along its line."""
    own = line[0]
    return usual._replace(
        name=own.__name__,
        bases=tuple(one.__name__ for one in own.__bases__),
        file=file,
        line=getsourcelines(own)[1],
        methods=tuple(dict.fromkeys(name for one in line for name in vars(one))),
        text=(own.__doc__ or "").strip(),
    )


LISTS: dict[str, Callable[[], Listed]] = {
    "cases": cases,
    "governance": governance,
    "instruments": instruments,
    "issues": issues,
    "outcomes": outcomes,
    "observations": observations,
    "parameters": parameters,
    "variants": variants,
    "kinds": kinds,
}


def differences(a: str, b: str) -> dict[str, object]:
    """How two governance models differ: each difference with the values on either side and a sentence in
    both languages.
    """
    first, second = read.governance(a), read.governance(b)
    return {
        "first": first.reference,
        "second": second.reference,
        "differences": [
            {
                "what": one.what,
                "subject": one.subject,
                "values": {key: list(sides) for key, sides in one.values.items()},
                "sentence": {"zh": one.sentence.zh, "en": one.sentence.en, **dict(one.sentence.more)},
            }
            for one in read.differences(first, second)
        ],
    }


def _grade(grade: str) -> str:
    known = list(get_args(Grade))
    if grade not in known:
        raise ArgumentError(
            _("Unknown grade: {grade}; the grades are {known}.", grade=grade, known=", ".join(known))
            + _nearest(grade, known)
        )
    return grade


def _nearest(word: str, known: list[str]) -> str:
    found = get_close_matches(word, known, n=1)
    return after(_('Did you mean "{name}"?', name=found[0])) if found else ""

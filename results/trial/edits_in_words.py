"""Edits in words: a rule, an instrument, a parameter with its old and its new value; what no run goes
through.

Invariant: an edit is named by what it is, never as lines that differ.
"""

from collections.abc import Iterator

from experiments.rule_check.impurity import Problem
from experiments.trial.edits import (
    ADDED,
    CASE,
    CODE,
    GOVERNANCE,
    INSTRUMENT,
    ISSUE,
    OUTCOME,
    PARAMETER,
    RANGE,
    READER,
    REMOVED,
    RULE,
    Edit,
)
from experiments.trial.reach import JUDGED, NOT_HELD, NOT_NAMED, OTHER, OVERRIDDEN, SAMPLED, STRAY, Unused
from experiments.trial.stray_methods import StrayMethod
from experiments.trial.tried_edit import TrialRequest, WhatChanged
from results.document.blocks import Block, Paragraph, Points, lines
from results.text.names import after_each_other, case_name, governance_name, joined
from scenarios.language import _

MOST_EDITS = 25
"""Edits that are told one by one."""

NO_UNIT = "none"
"""The unit of a number that has none."""

MOST_LETTERS = 60
"""How long the values of an attribute or a constant may be that are told."""


def edit_words(edit: Edit) -> str:
    """One edit: what it is, its name, old and new value, or where it stands."""
    text = f"{_sort(edit.what)} {_name(edit)}".strip()
    if edit.what in (RULE, INSTRUMENT, OUTCOME, CODE, READER) and edit.line is not None:
        text = f"{text} ({edit.file}:{edit.line})"
    elif not edit.name:
        text = f"{text} ({edit.file})"
    if edit.how == ADDED:
        return _("{edit}, new", edit=text)
    if edit.how == REMOVED:
        return _("{edit}, removed", edit=text)
    if edit.what in (PARAMETER, RANGE, CASE, GOVERNANCE, ISSUE) or edit.line is None:
        text += f" {_value(edit.before)} → {_value(edit.now)}"
        return f"{text} {_(edit.unit)}" if edit.unit not in ("", NO_UNIT) and edit.what == PARAMETER else text
    values = [str(value) for value in (edit.before, edit.now) if value and len(str(value)) <= MOST_LETTERS]
    return f"{text}: {' → '.join(values)}" if len(values) == 2 else text


def _name(edit: Edit) -> str:
    if edit.what in (CASE, GOVERNANCE, OUTCOME, ISSUE) and edit.line is None:
        return f"{edit.stem}: {edit.name}" if edit.name else edit.stem
    if edit.what in (INSTRUMENT, OUTCOME, CODE, READER) and "." not in edit.name:
        return f"{edit.stem}.{edit.name}"
    return edit.name


def _sort(what: str) -> str:
    return {
        RULE: _("rule"),
        INSTRUMENT: _("instrument"),
        OUTCOME: _("outcome"),
        CODE: _("code"),
        READER: _("what reads scenarios"),
        PARAMETER: "",
        RANGE: _("ledger"),
        CASE: _("case"),
        GOVERNANCE: _("governance model"),
        ISSUE: _("issues"),
    }[what]


def _value(value: object) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:g}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return " ".join(f"{key} {_value(one)}" for key, one in value.items())
    return "–" if value is None else str(value)


def changed_sentences(changed: WhatChanged, request: TrialRequest) -> Iterator[str]:
    """What changed, each in a line of its own, with why no run goes through it where that is so."""
    reasons = {id(one.edit): one for one in changed.unused}
    for edit in changed.edits[:MOST_EDITS]:
        one = reasons.get(id(edit))
        yield edit_words(edit) + ("" if one is None else f" — {unused_words(one, request)}")

    if more := changed.edits[MOST_EDITS:]:
        yield _("and {count} more, which --json lists", count=len(more))


def unused_words(one: Unused, request: TrialRequest) -> str:
    """Why no run goes through an edit, and what to give to see it."""
    case, model = case_name(request.case.id), governance_name(request.governance.id)
    why = {
        NOT_HELD: _("not used: {governance} does not hold this instrument", governance=model),
        OVERRIDDEN: _(
            "not used: {case}, {governance} or --set gives it a value of its own", case=case, governance=model
        ),
        SAMPLED: _("not used in a run: it matters to studies that vary parameters"),
        NOT_NAMED: _("not used: {case} does not name this file", case=case),
        OTHER: _("not used: it is of another case or governance model"),
        STRAY: _("not used: nothing asks it"),
        JUDGED: _("no run is changed by it: it says how outcomes are judged"),
    }[one.why]
    return _("{why}; try {option}", why=why, option=one.remedy) if one.remedy else why


def stray_words(one: StrayMethod) -> str:
    """That a method overrides no rule, and which was probably meant."""
    where = f"{one.edit.name} ({one.edit.file}:{one.edit.line})"
    text = _("{where} overrides no rule and nothing calls it, so it does nothing.", where=where)
    return after_each_other(text, _("Did you mean {name}?", name=one.meant)) if one.meant else text


def impure_words(one: Problem) -> str:
    """What a rule depends on beside what it is given, and what to write instead."""
    return after_each_other(f"{one.where}: {one.reason}", one.remedy)


def unseen_words(changed: WhatChanged) -> Iterator[str]:
    """What lies in no repository, so that its edits cannot be seen."""
    if changed.unseen:
        yield _(
            "{files}: in no git repository that has this version, so edits there cannot be seen; "
            "--against FOLDER "
            "compares with a copy.",
            files=joined(map(str, changed.unseen)),
        )


def changed_blocks(changed: WhatChanged, request: TrialRequest) -> Iterator[Block]:
    """What changed, what to beware of, and whether a run goes through any of it."""
    if not changed.edits:
        yield Paragraph(_("Nothing changed against {version}.", version=changed.against))
    else:
        yield Paragraph(_("Changed against {version}:", version=changed.against))
        yield Points(list(changed_sentences(changed, request)))
    yield from lines(map(stray_words, changed.stray))
    yield from lines(map(impure_words, changed.impure))
    yield from lines(unseen_words(changed))
    if changed.edits and not changed.runs_differ:
        yield Paragraph(
            _("No run of this case under this governance model goes through it, so none was made.")
        )

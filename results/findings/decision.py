"""Why an agent did what it did in a month: plain objects for programs and pages, lines for a terminal.

Invariant: a decision is told with everything that made it, and what would have turned it is always
"all else equal".
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.explanation.agent_month import Why
from experiments.explanation.agent_month import why as find_why
from experiments.explanation.counterfactual import Pull, Turn
from experiments.explanation.decision import Decision
from experiments.explanation.rule_probe import Reading
from experiments.explanation.run_lookup import PastRun
from experiments.recording.kept_worlds import PausedBefore
from results.document.blocks import BLANK, Block, Paragraph, lines
from results.stories.household_month import household_month
from results.stories.people import first, within_the_model
from results.text.names import case_name, governance_name, grade_name, in_month, joined
from results.text.own_rules import own_parts, own_text
from results.text.rules import (
    answer_words,
    kind_name,
    outcome_words,
    percent,
    person_name,
    person_words,
    precise,
    reading_name,
    reading_unit,
    reading_value,
    rule_name,
    state_name,
)
from scenarios import read
from scenarios.language import _, language, pick
from scenarios.rules import rule_entry

type Description = dict[str, Any]
"""Something told in one language, ready for JSON."""

TURNS_NAMED, PULLS_NAMED = 3, 2


def why(
    run: PastRun, agent: str, month: int, rule: str | None = None, paused: PausedBefore | None = None
) -> Description:
    """What an agent decided in a month of a run and why, told in the language chosen.

    agent: a door, a number or an institution; rule: only this one; paused: as `agent_month.why` takes it.
    """
    return described(find_why(run, agent, month, rule, paused))


def described(found: Why) -> Description:
    """The month of an agent as plain objects."""
    person = found.person
    return {
        "run": run_description(found.run),
        "month": found.month,
        "agent": {
            "id": person.unique_id,
            "kind": person.kind,
            "kind_name": kind_name(person.kind),
            "door": person.door or None,
            "name": person_name(person),
            "words": person_words(person),
        },
        "title": _(
            "{agent} {month}: {case} under {governance}",
            agent=person_name(person),
            month=in_month(found.month),
            case=case_name(found.run.scenario.case.id),
            governance=governance_name(found.run.scenario.governance.id),
        ),
        "people": household_month(found),
        "decisions": [decision_description(one) for one in found.decisions],
        "note": within_the_model(),
    }


def run_description(run: PastRun) -> Description:
    """Which run is told of."""
    return {
        "case": run.scenario.case.id,
        "governance": run.scenario.governance.id,
        "months": run.scenario.months,
        "replicate": run.replicate,
        "seed": run.seed,
    }


def decision_description(one: Decision) -> Description:
    """A decision as plain objects; `how` holds its sentences."""
    entry = rule_entry(one.rule)
    return {
        "rule": one.rule,
        "name": rule_name(one.rule),
        "text": pick(entry.text) if one.place.shipped else own_text(one.place, one.rule.partition(".")[2]),
        "goes_through": list(own_parts(one.place)),
        "shipped": one.place.shipped,
        "file": one.place.file,
        "line": one.place.line,
        "of_project": one.place.of_project,
        "own": one.place.own,
        "class": one.place.kind,
        "docstring": one.place.text,
        "said": outcome_words(one),
        "how": list(_how(one)),
        "choice": one.choice,
        "values": list(one.numbers),
        "before": list(one.before),
        "draw": one.draw,
        "chances": [_chance(one, choice) for choice in sorted(one.chances)],
        "thresholds": [stretch.low for stretch in one.line[1:]],
        "inputs": [_input(one, reading) for reading in one.readings],
        "turns": [_turn(one, turn) for turn in one.turns],
        "issue": None if one.about is None else f"{one.about:016x}",
        "times": one.times,
        "agrees": one.agrees,
        "draws_its_own": one.rolls,
    }


def _how(one: Decision) -> Iterator[str]:
    if not one.steady:
        yield _unsteady(one)
        return
    if one.line:
        yield draw_sentence(one)
    if one.choice is None:
        yield from (_pull(one, pull) for pull in one.pulls[:PULLS_NAMED])
    elif one.turns:
        yield from (_turn(one, turn)["said"] for turn in one.turns[:TURNS_NAMED])
    elif len(one.line) > 1:
        yield _("Nothing else moved by itself, over the whole range it may take, would have turned it.")
    else:
        yield _("Nothing moved by itself, over the whole range it may take, would have turned it.")


def _unsteady(one: Decision) -> str:
    """Why nothing can be said of a rule that does not follow from what it is given."""
    if one.rolls:
        return _(
            "This rule draws random numbers of its own: asked the same again it may answer otherwise, so "
            "there is no telling why. A rule that takes its draw from what it is given can be explained."
        )
    return _(
        "Asked the same again, this rule answers otherwise: it depends on something that it is not given, so "
        "there is no telling why."
    )


def draw_sentence(one: Decision) -> str:
    """The threshold and the draw; where there are several thresholds, the stretch the draw fell into."""
    assert one.draw is not None
    if len(one.line) == 1:
        return _("Whatever the draw, this was the answer.")
    if [stretch.answer for stretch in one.line] == [1, 0]:
        threshold = one.line[0].high
        words = {"threshold": precise(threshold, one.draw), "draw": precise(one.draw, threshold)}
        if one.draw < threshold:
            return _("Threshold {threshold}, draw {draw}: below it, so yes.", **words)
        return _("Threshold {threshold}, draw {draw}: not below it, so no.", **words)
    stretch = next(part for part in one.line if part.low <= one.draw < part.high)
    return _(
        "The draw {draw} lies between the thresholds {low} and {high}; the chance of this answer was "
        "{chance}.",
        draw=precise(one.draw),
        low=precise(stretch.low, one.draw),
        high=precise(stretch.high, one.draw),
        chance=percent(one.chances[stretch.answer]),
    )


def _chance(one: Decision, choice: int) -> Description:
    sentence, chance = answer_words(one.rule, choice), one.chances[choice]
    return {"choice": choice, "said": sentence, "chance": chance, "words": percent(chance)}


def _input(one: Decision, reading: Reading) -> Description:
    """One input: where from, its name, value, unit and, of a parameter, ledger key and evidence grade; and
    whether the user's own code read it itself.
    """
    parameter = read.ledger()[reading.key] if reading.source == "parameter" else None
    return {
        "source": reading.source,
        "id": reading.key or reading.name,
        "name": reading_name(reading),
        "value": reading.value,
        "words": reading_value(reading),
        "unit": reading_unit(reading),
        "own": reading.place in one.own or reading.source == "draw",
        "grade": parameter.grade if parameter else None,
        "grade_name": grade_name(parameter.grade) if parameter else None,
    }


def _turn(one: Decision, turn: Turn) -> Description:
    sentence = _(
        "All else equal, the answer turns at {input} {to} (it was {value}).",
        input=reading_name(turn.reading),
        to=reading_value(turn.reading, turn.to, turn.reading.value),
        value=reading_value(turn.reading, None, turn.to),
    )
    other = answer_words(one.rule, turn.answer)
    return {
        "input": turn.reading.key or turn.reading.name,
        "from": turn.reading.value,
        "to": turn.to,
        "share_of_range": turn.share,
        "choice": turn.answer,
        "said": sentence
        if len(one.chances) <= 2
        else _("{turn} Then: {answer}", turn=sentence, answer=other),
    }


def _pull(one: Decision, pull: Pull) -> str:
    becomes = rule_entry(one.rule).becomes
    names = [state_name(one.rule, state) for state in becomes] or [rule_name(one.rule)]
    changes = joined(
        _("{what} by {change}", what=name, change=("+" if part > 0 else "") + precise(part))
        for name, part in zip(names, pull.change, strict=True)
        if part
    )
    return _(
        "All else equal, {input} at {to} instead of {value} would have changed {changes}.",
        input=reading_name(pull.reading),
        to=reading_value(pull.reading, pull.to, pull.reading.value),
        value=reading_value(pull.reading, None, pull.to),
        changes=changes,
    )


def document(answer: Mapping[str, Any]) -> Iterator[Block]:
    """The month of an agent as told: people's words, then a paragraph a decision."""
    yield from first(answer["people"])
    yield from lines((answer["title"], answer["agent"]["words"]))
    for one in answer["decisions"]:
        yield BLANK
        yield from lines(_decision_lines(one))
    yield from (BLANK, Paragraph(answer["note"]))


def _decision_lines(one: Mapping[str, Any]) -> Iterator[str]:
    """A decision as told, in lines."""
    yield _("{name}: {said}", name=one["name"][:1].upper() + one["name"][1:], said=one["said"])
    yield "  " + one["text"].replace("\n", " ")
    yield from (f"    {part}" for part in one["goes_through"])
    for sentence in one["how"]:
        yield "  " + sentence
    yield from _input_lines(one)
    file = _("{file} of the project", file=one["file"]) if one["of_project"] else one["file"]
    where = _("{file}, line {line}", file=file, line=one["line"])
    times = _("; asked {times} times this month", times=one["times"]) if one["times"] > 1 else ""
    yield "  " + _("Rule: {rule}, {where}{times}", rule=one["rule"], where=where, times=times)


def _input_lines(one: Mapping[str, Any]) -> Iterator[str]:
    """What was read, by sort; of a rule that builds on one of gongzhi's, first what it read itself."""
    own = [part for part in one["inputs"] if part["own"]]
    whatever = one["chances"] and not one["thresholds"]  # the draw, as was said before
    if one["own"] and one["draw"] is not None and not whatever:
        yield "  " + _("Draw: {draw}", draw=precise(one["draw"]))
    for source, heading in _headings().items():
        if found := _listed([part for part in own or one["inputs"] if part["source"] in source]):
            yield f"  {heading}{found}"
    if own and (rest := [part for part in one["inputs"] if not part["own"]]):
        yield "  " + _("Read by gongzhi's own code, which it builds on: {inputs}", inputs=_listed(rest))


def _headings() -> Mapping[tuple[str, ...], str]:
    colon = "：" if language() == "zh" else ": "
    return {
        ("shown",): _("What it saw") + colon,
        ("state",): _("How it stood") + colon,
        ("draw",): _("Further draws") + colon,
        ("parameter", "constant"): _("Parameters") + colon,
    }


def _listed(inputs: Sequence[Mapping[str, Any]]) -> str:
    return joined((_in_words(part) for part in inputs), long=True)


def _in_words(part: Mapping[str, Any]) -> str:
    if part["grade"] is None:
        return _("{name}: {said}", name=part["name"], said=part["words"])
    return _(
        "{name} {value} ({key}, {grade})",
        name=part["name"],
        value=part["words"],
        key=part["id"],
        grade=part["grade_name"],
    )

"""Effects of single instruments: what was expected of each, beside what a paired comparison finds.

`python -m experiments.patterns.instrument_effects` runs every instrument on top of the baseline against the
baseline, in the same worlds, for the quantities that scenarios/expectations.yaml names, and writes the page
instruments.md of docs/evidence. The expectations were written down and committed before anything was
measured.
"""

import argparse
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from experiments.evidence.code_of_pages import FOLDER, mark, model_code, note
from experiments.execution.run_all import progress
from experiments.markdown import in_both, markdown_table
from experiments.patterns.measurements import Readings, read_sides, scenario_of
from experiments.statistics.contrasts import Result, combined, side_by_side
from scenarios import read
from scenarios.expectation import Expectation, expectations, reasons
from scenarios.language import _
from scenarios.side import Side

PAGE = FOLDER / "instruments.md"
REPLICATES, FEWEST = 30, 6
HOUSEHOLDS = 1_200_000
"""Households that one side may simulate in all its worlds; a whole district has fewer worlds for it."""

DIGITS = 3


class EffectVerdict(StrEnum):
    """What was found, as seen from what was expected."""

    AS_EXPECTED = "as expected"
    NOT_SHOWN = "not shown"
    OPPOSITE = "opposite"


class Effect(NamedTuple):
    """One expectation of one instrument, and the paired effect that was found."""

    kind: str
    downside: bool
    expected: Expectation
    result: Result
    verdict: EffectVerdict


def sides(kind: str, expected: Expectation) -> tuple[Side, Side]:
    """The two sides of an expectation: without and with the instrument, or without and with its downside."""
    first = Side(
        case=expected.case,
        governance="baseline",
        settings={**expected.settings, **expected.without},
        instruments=[*expected.beside, *([kind] if expected.without else [])],
        outcome=expected.outcome,
    )
    more = [*expected.beside, kind]
    return first, first.model_copy(update={"settings": expected.settings, "instruments": more})


def judge(result: Result, direction: str) -> EffectVerdict:
    """Whether the interval lies on the side expected, on the other one, or on both."""
    sign = 1 if direction == "up" else -1
    if min(sign * result.low, sign * result.high) > 0:
        return EffectVerdict.AS_EXPECTED
    return (
        EffectVerdict.OPPOSITE if max(sign * result.low, sign * result.high) < 0 else EffectVerdict.NOT_SHOWN
    )


def word(verdict: EffectVerdict) -> str:
    """A verdict in the language chosen."""
    return {
        EffectVerdict.AS_EXPECTED: _("as expected"),
        EffectVerdict.NOT_SHOWN: _("not shown"),
        EffectVerdict.OPPOSITE: _("opposite"),
    }[verdict]


def effects(kinds: Sequence[str] = (), replicates: int = REPLICATES, jobs: int | None = None) -> list[Effect]:
    """The effects of the instruments named (all, if none is), each scenario simulated once."""
    questions = [one for one in _questions() if not kinds or one[0] in kinds]
    worlds = {size: min(replicates, max(FEWEST, HOUSEHOLDS // size)) for size in map(_households, questions)}
    found: dict[int, Readings] = {}
    for number in dict.fromkeys(worlds.values()):
        these = [one for one in questions if worlds[_households(one)] == number]
        both = [side for kind, _downside, expected in these for side in sides(kind, expected)]
        found[number] = read_sides(both, number, jobs, partial(progress, quiet=False))
    return [_effect(one, found[worlds[_households(one)]]) for one in questions]


Question = tuple[str, bool, Expectation]


def _questions() -> Iterator[Question]:
    for kind, expected in expectations().items():
        for downside, ones in ((False, expected.acts_on), (True, expected.downside)):
            yield from ((kind, downside, one) for one in ones)


def _households(question: Question) -> int:
    return scenario_of(sides(question[0], question[2])[0]).households


def _effect(question: Question, readings: Readings) -> Effect:
    kind, downside, expected = question
    pair = [readings.of(side) for side in sides(kind, expected)]
    result = combined(side_by_side(pair), [-1.0, 1.0])
    return Effect(kind, downside, expected, result, judge(result, expected.direction))


def page(found: Sequence[Effect], replicates: int) -> str:
    """The page in both languages."""
    heads = ("手段 instrument", "什么 what", "预期 expected", "哪里 where", "效果 effect", "判断 verdict")
    shown = {kind: sum(one.verdict is kind for one in found) for kind in EffectVerdict}
    lines = [
        "# 各项手段的效果 Effects of single instruments",
        *in_both(partial(_how, replicates)),
        *in_both(partial(_counts, shown)),
        markdown_table(heads, [_row(one) for one in found]),
        *_reasons(found),
    ]
    return "\n\n".join(lines) + "\n"


def _reasons(found: Sequence[Effect]) -> Iterator[str]:
    """Why what was expected is not shown, or is the opposite."""
    known = reasons()
    missed = [one for one in found if one.verdict is not EffectVerdict.AS_EXPECTED]
    if missed:
        yield "## 说明 Notes"
    for one in missed:
        said = known.get(one.kind, {}).get(one.expected.outcome)
        if said is not None:
            yield f"- {read.sections()[one.kind].name.zh} `{one.expected.outcome}`: {said.zh} {said.en}"


def _how(replicates: int) -> str:
    return _(
        "Made by `{command}` (do not edit): every instrument on top of the baseline against "
        "the baseline, in {replicates} replicates (fewer for a whole district), difference "
        "with its 95 % interval. What was expected had been written down and committed before. "
        "Where settings stand in brackets after a stroke, both sides hold the instrument and "
        "only these settings differ: its downside on its own.",
        command=_command(replicates),
        replicates=replicates,
    )


def _command(replicates: int) -> str:
    return f"python -m experiments.patterns.instrument_effects --replicates {replicates}"


def _counts(shown: dict[EffectVerdict, int]) -> str:
    return _(
        "{all} expectations: {yes} as expected, {unknown} not shown, {no} opposite.",
        all=sum(shown.values()),
        yes=shown[EffectVerdict.AS_EXPECTED],
        unknown=shown[EffectVerdict.NOT_SHOWN],
        no=shown[EffectVerdict.OPPOSITE],
    )


def _row(one: Effect) -> list[str]:
    result = one.result
    name, entry = read.sections()[one.kind].name, read.outcome_entries().get(one.expected.outcome)
    what = f"{entry.name.zh} {entry.name.en}" if entry else f"`{one.expected.outcome}`"
    side = "代价 downside" if one.downside else "作用 effect"
    return [
        f"{name.zh} {name.en}",
        f"{side}: {what}",
        "↑" if one.expected.direction == "up" else "↓",
        _where(one.expected),
        f"{_number(result.value)} [{_number(result.low)}, {_number(result.high)}] n={result.n}",
        " ".join(in_both(lambda: word(one.verdict))),
    ]


def _where(expected: Expectation) -> str:
    said = [f"`{expected.case}`"]
    said += [f"`{key}={value:g}`" for key, value in expected.settings.items()]
    said += [f"+`{kind}`" for kind in expected.beside]
    apart = ", ".join(f"`{key}={value:g}`" for key, value in expected.without.items())
    return " ".join(said) + (f" / ({apart})" if apart else "")


def _number(value: float) -> str:
    return f"{value:.{DIGITS}g}".replace("-", "−")


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.patterns.instrument_effects", description=__doc__
    )
    parser.add_argument("--replicates", type=int, default=REPLICATES, help=f"replicates ({REPLICATES})")
    parser.add_argument("--jobs", type=int, default=None, help="processes")
    parser.add_argument("--only", nargs="+", default=(), metavar="KIND", help="print these, write nothing")
    asked = parser.parse_args(words)
    code = model_code()
    found = effects(asked.only, asked.replicates, asked.jobs)
    if asked.only:
        print(markdown_table(("",) * 6, [_row(one) for one in found]))
        return
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(found, asked.replicates), encoding="utf-8")
    note(PAGE.parent, [PAGE.name], _command(asked.replicates), code)
    mark(PAGE.parent)
    print(PAGE)


if __name__ == "__main__":
    main()

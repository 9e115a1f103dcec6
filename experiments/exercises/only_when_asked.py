"""Exercise 2: residents who take part only when asked; what that does is predicted before anything is run.

Invariant: nothing is told of the runs before every prediction is made, and the first predictions are kept.
"""

from pathlib import Path

import numpy as np

from experiments.exercises.answers import answers, same_words
from experiments.exercises.judged import Judged, judged, unanswered
from experiments.exercises.paired_outcomes import HIGHER, LOWER, SAME, PairedOutcomes, paired_outcomes
from experiments.exercises.small_world import AnswersToMeetings, BoolArray, ask, invitations, pure
from experiments.store.output_folder import write_text
from scenarios import read
from scenarios.language import _, pick
from scenarios.problems import ScenarioError, number, shown

RULES, PREDICTIONS, FIRST = "only_when_asked.py", "prediction.txt", "first-prediction.txt"
OUTCOMES = ("participation_month", "gap_elderly_young_participation", "resolution_ratio")
WORDS = {
    HIGHER: ("higher", "up", "更高", "升高", "上升"),
    LOWER: ("lower", "down", "更低", "降低", "下降"),
    SAME: ("same", "unchanged", "不变", "一样", "没有变化"),
}
TIMES = 30


def judge(folder: Path) -> list[Judged]:
    """Judge the rule and each prediction; ScenarioError if a file cannot be read."""
    predicted = _predictions(folder / PREDICTIONS)
    found = [pure(folder / RULES)]
    if found[0].right:
        found += _behaviour(folder / RULES)
    else:
        waits = _("is judged once the rule is pure")
        found += [unanswered(name, waits, "") for name in ("unasked", "asked")]
    return [*found, *_judged_predictions(folder, predicted, all(one.right for one in found))]


def _predictions(file: Path) -> dict[str, str]:
    """What was predicted of each outcome, empty where nothing was yet."""
    found = {}
    for name, answer in answers(file, OUTCOMES).items():
        meant = [word for word, ways in WORDS.items() if same_words(answer, *ways)]
        if answer and not meant:
            raise ScenarioError(
                _(
                    "{file}: {name} is {answer}; write higher, lower or same.",
                    file=file.name,
                    name=name,
                    answer=shown(answer),
                )
            )
        found[name] = meant[0] if meant else ""
    return found


def _behaviour(rules: Path) -> list[Judged]:
    times = invitations(TIMES, {"ease": 3.0})
    own, shipped = ask(rules, times), ask(None, times)
    was_asked = np.stack([one.meeting.asked for one in times]) > 0
    return [_unasked(own, was_asked), _asked(own, shipped, was_asked)]


def _unasked(own: AnswersToMeetings, was_asked: BoolArray) -> Judged:
    came = own.takes_part & ~was_asked
    count, total = int(came.sum()), int((~was_asked).sum())
    seen = _("Of {total} whom nobody asked, {count} take part.", total=total, count=count)
    kinds = {kind for kind in own.kinds if came[:, own.of(kind)].any()}
    hint = _(
        "What a household sees is meeting; agents/perceptions.py says which of its fields tells whether an "
        "acquaintance asked it along."
    )
    if kinds and len(kinds) < len(set(own.kinds)):
        hint = _("The rule does not hold for all kinds of residents: on which class do all four build?")
    return judged("unasked", not count, seen, hint)


def _asked(own: AnswersToMeetings, shipped: AnswersToMeetings, was_asked: BoolArray) -> Judged:
    other = (own.takes_part != shipped.takes_part) & was_asked
    count, total = int(other.sum()), int(was_asked.sum())
    seen = _(
        "Of {total} who were asked, {count} decide otherwise than by gongzhi's own rule.",
        total=total,
        count=count,
    )
    hint = _("Whoever was asked decides as before, with the same draw: super() reaches the rule as it was.")
    return judged("asked", not count, seen, hint)


def _judged_predictions(folder: Path, predicted: dict[str, str], rule_is_right: bool) -> list[Judged]:
    if not all(predicted.values()):
        hint = _(
            "Write higher, lower or same in {file}: nothing is told of the runs before.", file=PREDICTIONS
        )
        waits = _("is judged once every prediction is made")
        return [
            unanswered(name, waits if said else _("not predicted yet"), hint)
            for name, said in predicted.items()
        ]
    if not (folder / FIRST).exists():
        write_text(folder / FIRST, "".join(f"{name}: {said}\n" for name, said in predicted.items()))
    if not rule_is_right:
        waits = _("is judged once the rule is right")
        return [unanswered(name, waits, "") for name in predicted]
    outcomes = paired_outcomes(folder / RULES)
    return [_prediction(name, said, outcomes) for name, said in predicted.items()]


def _prediction(name: str, said: str, outcomes: PairedOutcomes) -> Judged:
    row, came = outcomes.rows[name], outcomes.direction(name)
    seen = _(
        "{outcome}: {before} → {now}; you predicted {said}. {why}",
        outcome=pick(read.outcome_entries()[name].name),
        before=number(round(row["mean_a"], 3)),
        now=number(round(row["mean_b"], 3)),
        said=_word(said),
        why=_why(name) if said == came else "",
    ).strip()
    hint = _(
        "Your first prediction is kept in {file}. Before you write another: why did it come otherwise? "
        "gongzhi try --rules {rules} shows what else moved, and the levels behind a gap.",
        file=FIRST,
        rules=RULES,
    )
    return judged(name, said == came, seen, hint)


def _word(said: str) -> str:
    return {HIGHER: _("higher"), LOWER: _("lower"), SAME: _("unchanged")}[said]


def _why(name: str) -> str:
    """Why it came so, told to whoever was right."""
    return {
        "participation_month": _(
            "Only who took part asks others, and not every one: each month fewer are asked, until nobody is "
            "left to ask."
        ),
        "gap_elderly_young_participation": _(
            "The gap closes because nobody comes any more, not because the young come."
        ),
        "resolution_ratio": _(
            "Under this governance model the residents' committee works on issues by itself, whoever "
            "takes part."
        ),
    }[name]

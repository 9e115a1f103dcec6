"""Exercise 4: a rule by which a gap closes, as the table has it “better”; what hides behind that.

Invariant: the numbers that are right are those of the runs, made with the file as the exercise gives it.
"""

import tempfile
from pathlib import Path

from experiments.exercises.answers import answers, as_number, same_words
from experiments.exercises.exercise_folder import start_file
from experiments.exercises.judged import Judged, judged, unanswered
from experiments.exercises.only_when_asked import WORDS
from experiments.exercises.paired_outcomes import PairedOutcomes, paired_outcomes
from experiments.trial.gap_levels import GapLevels
from scenarios import read
from scenarios.language import LANGUAGES, _, msgid, said_in
from scenarios.problems import ScenarioError, shown

RULES, ANSWERS = "grandparents.py", "answers.txt"
NAMES = (
    *("outcome", "group", "group_before", "group_now", "others_before", "others_now"),
    *("closes_because", "participation_month"),
)
FALLS = ("falls", "fall", "下降", "降低", "变差")
NEAR = 0.005
"""How near a level must come: what other replicates than those of the task would show is let pass."""

GROUPS = {
    **{"elderly": msgid("elderly"), "young": msgid("young"), "owner": msgid("owners")},
    **{"tenant": msgid("tenants"), "upper": msgid("upper floors"), "ground": msgid("ground floor")},
}
OTHER_WORDS = {"elderly": ("老年居民", "老人", "老年"), "young": ("青年", "年轻人")}


def judge(folder: Path) -> list[Judged]:
    """Judge each answer; ScenarioError if the file of answers cannot be read, or if nothing is hidden: the
    ledger is not the one that the exercise was made for.
    """
    given = answers(folder / ANSWERS, NAMES)
    with tempfile.TemporaryDirectory() as place:
        rules = Path(place) / RULES
        rules.write_bytes(start_file(4, RULES).read_bytes())
        outcomes = paired_outcomes(rules)
    hidden = [gap for gap in outcomes.gaps if gap.from_above]
    if not hidden:
        raise ScenarioError(_("With the values of this ledger no gap closes because those ahead fall back."))
    gap = next((one for one in hidden if _is_outcome(given["outcome"], one.outcome)), hidden[0])
    return [_one(name, given[name], gap, outcomes) for name in NAMES]


def _one(name: str, answer: str, gap: GapLevels, outcomes: PairedOutcomes) -> Judged:
    hint = _hint(name)
    if not answer:
        return unanswered(name, _("not answered yet"), hint)
    seen = _("your answer: {answer}", answer=shown(answer))
    return judged(name, _is_right(name, answer, gap, outcomes), seen, hint)


def _is_right(name: str, answer: str, gap: GapLevels, outcomes: PairedOutcomes) -> bool:
    upper, lower = sorted(gap.groups, key=lambda level: -level.before)
    if name == "outcome":
        return _is_outcome(answer, gap.outcome)
    if name == "group":
        return same_words(answer, *_words_of(upper.group))
    if name == "closes_because":
        return same_words(answer, *FALLS)
    if name == "participation_month":
        return same_words(answer, *WORDS[outcomes.direction(name)])
    level = upper if name.startswith("group") else lower
    level_meant = as_number(answer)
    return (
        level_meant is not None
        and abs(level_meant - (level.before if name.endswith("before") else level.now)) <= NEAR
    )


def _is_outcome(answer: str, outcome: str) -> bool:
    name = read.outcome_entries()[outcome].name
    return same_words(answer.partition("(")[0], outcome, name.zh, name.en)  # "(exploratory)" may follow


def _words_of(group: str) -> tuple[str, ...]:
    said = (said_in(one, GROUPS[group]) for one in LANGUAGES)
    return (group, *said, *OTHER_WORDS.get(group, ()))


def _hint(name: str) -> str:
    levels = _("The sentence on the levels behind the gap has it, below the table that gongzhi try prints.")
    return {
        "outcome": _("Look in the table of what moved for a difference that is called better."),
        "group": _("Which of the two groups of that gap had the higher level before?"),
        "closes_because": _("Does the group that was better off fall, or does the other one rise?"),
        "participation_month": _("The first row of the table: did all together take part more or less?"),
    }.get(name, levels)

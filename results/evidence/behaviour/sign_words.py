"""Words on signs: in how many settings a governance model does better or worse than the baseline, and in
which it does not.

Invariant: whoever says what holds over settings says it with these words, made of the table of signs, so that
no text can claim more than the table.
"""

from collections.abc import Collection, Iterable

from experiments.evidence.behaviour.sign_holds import Holding, Sign
from experiments.evidence.behaviour.signs import DEMANDS, QUEUES, RUSHES, SignSetting
from experiments.statistics.verdict import Verdict, word
from results.text.names import after_each_other, case_name, in_brackets, joined
from scenarios.language import _

type Where = tuple[str, SignSetting]


def holding(found: Holding, named: bool = True) -> str:
    """In how many settings which sign was shown, the most frequent first, in one sentence without its full
    stop; named: which settings these are, where they are the fewer.
    """
    counts = {sign: len(found.among(sign)) for sign in Sign}
    there = sorted((sign for sign in Sign if counts[sign]), key=lambda sign: -counts[sign])
    if len(there) == 1:
        return _everywhere(there[0], found.settings)
    parts = joined((_counted(found, sign, named) for sign in there), long=True)
    return _("of {all} settings {counts}", all=found.settings, counts=parts)


def _everywhere(sign: Sign, settings: int) -> str:
    if sign is Sign.NOT_SHOWN:
        return _("no difference could be shown in any of {all} settings", all=settings)
    return _("{sign} in all {all} settings", sign=sign_name(sign), all=settings)


def _counted(found: Holding, sign: Sign, named: bool) -> str:
    there = found.among(sign)
    text = _("{sign} in {count}", sign=sign_name(sign), count=len(there))
    return text + in_brackets(where(there)) if named and 2 * len(there) <= found.settings else text


def sign_name(sign: Sign) -> str:
    """A sign in the words of verdicts."""
    slightly = {Sign.SLIGHTLY_BETTER: _("slightly better"), Sign.SLIGHTLY_WORSE: _("slightly worse")}
    return slightly.get(sign) or word(Verdict(sign))


def where(found: Collection[Where]) -> str:
    """Which settings these are, case by case if there are several cases."""
    cases = dict.fromkeys(case for case, _at in found)
    told = {case: _settings({at for one, at in found if one == case}) for case in cases}
    if len(told) == 1:
        return next(iter(told.values()))
    return joined((f"{case_name(case)} {text}" for case, text in told.items()), long=True)


def _settings(found: set[SignSetting]) -> str:
    """Settings in words; demands at which the same is assumed are told together."""
    told: dict[str, list[float]] = {}
    for demand in sorted({one.demand for one in found}):
        there = {(one.queue, one.rush) for one in found if one.demand == demand}
        told.setdefault(_assumed(there), []).append(demand)
    return joined((_at(demands, assumed) for assumed, demands in told.items()), long=True)


def _at(demands: list[float], assumed: str) -> str:
    """At which demands, unless they are all, and what is assumed there."""
    if len(demands) == len(DEMANDS):
        return assumed or _("everywhere")
    text = _("at {demands} demands", demands=_listed(demands))
    return after_each_other(text, assumed) if assumed else text


def _assumed(found: set[tuple[float, float]]) -> str:
    """What is assumed where, if these are all combinations of some values, else how many there are."""
    queues, rushes = (sorted(set(values)) for values in zip(*found, strict=True))
    if len(found) < len(queues) * len(rushes):
        return _("in {count} of {all}", count=len(found), all=len(QUEUES) * len(RUSHES))
    parts = []
    if len(queues) < len(QUEUES):
        parts.append(_("with {shares} of the firm's work in the queue", shares=_listed(queues)))
    if len(rushes) < len(RUSHES):
        parts.append(hurried(rushes[0]))
    return _(" and ").join(parts)


def hurried(rush: float) -> str:
    """Whether staff hurry."""
    return _("without rationing") if rush == RUSHES[-1] else _("with rationing")


def _listed(values: Iterable[float]) -> str:
    return joined(f"{one:g}" for one in values)

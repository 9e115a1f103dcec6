"""What is known of the signs of a finished comparison: what was found out for itself, else what comes with
gongzhi.

Invariant: what comes with gongzhi is said of a pair only where both its scenarios are, to the digest, those
that come with gongzhi; of other values, rules, kinds, files or months nothing is known.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from experiments.execution.origin import ORIGIN
from experiments.sign_counts.shipped_signs import counts_for, months_known
from experiments.sign_counts.sign_count import Counts, SignCount, by_pair
from experiments.store.manifest import code_hash
from experiments.store.tables import Study
from scenarios import read
from scenarios.problems import ScenarioError

NOTHING: Mapping[str, SignCount] = MappingProxyType({})


class KnownSigns(NamedTuple):
    """By case, cost, a, b and outcome what each source says (of a pair a is first in the alphabet); `months`:
    over how many months more is known of the same scenarios; `command`, `code`: what made the comparison, and
    by which code of the model (apart by a space also as shipped tables name it).
    """

    counts: Counts = MappingProxyType({})
    months: tuple[int, ...] = ()
    command: tuple[str, ...] = ()
    code: str = ""

    def of(self, row: Mapping[str, object]) -> Mapping[str, SignCount]:
        """What the sources say of a row, of b as seen from a; empty where nothing is known."""
        case, cost, a, b, outcome = (str(row[name]) for name in ("case", "cost", "a", "b", "outcome"))
        if a <= b:
            return self.counts.get((case, cost, a, b, outcome), NOTHING)
        turned = self.counts.get((case, cost, b, a, outcome), NOTHING)
        return {source: count.other_way_round() for source, count in turned.items()}


UNKNOWN = KnownSigns()


def known_signs(study: Study) -> KnownSigns:
    """Whatever is known of the comparison; nothing where there is none."""
    if study.comparison is None or study.comparison.empty:
        return KnownSigns()
    same = _as_shipped(study)
    shipped = counts_for({case for case, _model in same}, {model for _case, model in same}, study.months)
    found = {key: kept for key, kept in shipped.items() if {(key[0], key[2]), (key[0], key[3])} <= same}
    for key, own in (by_pair(study.signs) if study.signs is not None else {}).items():
        found[key] = {**found.get(key, {}), **own}
    command = study.manifest.get("command")
    return KnownSigns(
        found,
        _other_months(study, same),
        tuple(map(str, command)) if isinstance(command, list | tuple) else (),
        _code(study, bool(shipped)),
    )


def _code(study: Study, of_shipped: bool) -> str:
    """The code that made a study; where something shipped is said of it, and that code is the present one,
    also with the values that come with it, as shipped tables name it.
    """
    code = study.manifest.get("code")
    if not isinstance(code, str):
        return ""
    if not of_shipped or code != code_hash():
        return code
    from experiments.evidence.code_of_pages import model_code  # half a second that no other comparison needs

    return f"{code} {model_code()}"


def _as_shipped(study: Study) -> set[tuple[str, str]]:
    """The cases and governance models whose scenario is the one that comes with gongzhi."""
    return {pair for pair, digest in _digests(study).items() if digest == _shipped(*pair, study.months)}


def _shipped(case: str, model: str, months: int) -> str:
    """The digest of the scenario that these ids name; empty where they name none."""
    try:
        return read.scenario(case, model, months=months).digest()
    except ScenarioError:
        return ""


def _digests(study: Study) -> dict[tuple[str, str], str]:
    """The digest of every scenario of a study, whatever made it."""
    origin, listed = study.manifest.get(ORIGIN), study.manifest.get("scenarios")
    if isinstance(origin, Mapping):
        return {_pair(name): str(digest) for name, digest in dict(origin["digests"]).items()}
    if isinstance(listed, list):
        return {(str(one["case"]), str(one["governance"])): str(one["digest"]) for one in listed}
    return {}


def _pair(name: str) -> tuple[str, str]:
    case, _slash, model = name.rpartition("/")
    return case, model


def _other_months(study: Study, same: set[tuple[str, str]]) -> tuple[int, ...]:
    """Over how many other months something is known of the scenarios that come with gongzhi."""
    if not same:
        return ()
    known = months_known({case for case, _model in same}, {model for _case, model in same})
    return tuple(months for months in known if months != study.months)

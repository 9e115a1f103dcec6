"""The values that evidence is made of: what the ledger, cases, governance models, kinds of issues and
outcomes that come with gongzhi say, as the model has it; and the patterns and posteriors that some pages ask.

Invariant: a number that can change a run, a draw or a verdict changes a hash here. A name, a text, a source
or a note changes none, and neither does the order of a file.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from scenarios import read
from scenarios.city_districts import each, sorts
from scenarios.entries import Case, Governance
from scenarios.posterior import FOLDER as POSTERIORS

DATA = POSTERIORS.parent
LETTERS = 12
PATTERNS, POSTERIOR = "patterns", "posterior"

SAID_OF_PARAMETER = ("key", "default", "low", "high", "prior", "kind")
SAID_OF_OUTCOME = ("id", "unit", "direction", "smallest", "primary", "behavioural", "formula")
ONLY_TEXT_OF_ISSUE = {"name", "category_name"}
ONLY_TEXT_OF_PATTERN = {"text", "source", "note", "why", "maps"}


type Stamp = tuple[tuple[str, int, int], ...]


def values_hash() -> str:
    """SHA-256 of all numbers that runs, draws and verdicts start from: every shipped case resolved under
    every shipped governance model, and what the ledger and the outcomes say beside that.
    """
    return _of_values(_stamp())


def asked_hashes(asked: Iterable[str]) -> tuple[str, ...]:
    """The hashes of what pages may ask beside runs (ASKED), each with its name before it."""
    stamp = _stamp()
    return tuple(f"{name} {_of_asked(name, stamp)[:LETTERS]}" for name in sorted(asked))


def _stamp() -> Stamp:
    """What changes whenever a data file does."""
    files = (file for file in sorted(DATA.rglob("*")) if file.suffix in (".yaml", ".csv"))
    return tuple((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)


@lru_cache(maxsize=4)
def _of_values(stamp: Stamp) -> str:
    """`values_hash` while the data files are as this stamp says: it takes half a second."""
    scenarios = (
        digest
        for case in read.cases().values()
        for model in read.governance_models().values()
        if not (case.file or model.file)
        for digest in _digests(case, model)
    )
    return _hash(
        {
            "ledger": _chosen(read.ledger().values(), SAID_OF_PARAMETER),
            "outcomes": _chosen(read.outcome_entries().values(), SAID_OF_OUTCOME),
            "issues": [one.model_dump(exclude=ONLY_TEXT_OF_ISSUE) for one in _ordered(read.issue_kinds())],
            "scenarios": sorted(scenarios),
        }
    )


@lru_cache(maxsize=8)
def _of_asked(name: str, stamp: Stamp) -> str:
    return ASKED[name]()


def patterns_hash() -> str:
    """SHA-256 of what is measured and demanded by the patterns that come with gongzhi."""
    from experiments.patterns.evaluate import patterns  # with what it imports half a second; few ask it

    known = patterns()
    return _hash({name: known[name].model_dump(mode="json", exclude=ONLY_TEXT_OF_PATTERN) for name in known})


def posterior_hash() -> str:
    """SHA-256 of the draws of all posteriors that come with gongzhi."""
    return _hash({file.name: file.read_text(encoding="utf-8") for file in POSTERIORS.glob("*.csv")})


ASKED: Mapping[str, Callable[[], str]] = MappingProxyType(
    {PATTERNS: patterns_hash, POSTERIOR: posterior_hash}
)


def _digests(case: Case, model: Governance) -> Iterator[str]:
    """Of a case under a governance model; of a city those of its districts, in which each begins in its own
    month.
    """
    if case.city is None:
        yield read.scenario(case, model, measured=()).digest()
        return
    for district in each(case, model, sorts(case, model)):
        yield f"{district.label} {district.scenario.digest()}"


def _ordered(kinds: Iterable[read.IssueKind]) -> list[read.IssueKind]:
    return sorted(kinds, key=lambda one: one.id)


def _chosen(entries: Iterable[object], names: Iterable[str]) -> list[list[object]]:
    """What entries say under these names, in the order of the first of them."""
    chosen = tuple(names)
    return sorted([[getattr(one, name) for name in chosen] for one in entries], key=lambda row: str(row[0]))


def _hash(content: object) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()

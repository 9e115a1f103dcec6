"""The key of a run: a hash of its scenario, its seed and the code that it really runs.

Invariant: whatever can change a run's rows changes its key, and nothing else does. A comment or a
docstring changes none; a change to the file of an instrument changes only the runs that hold it.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256

from experiments.provenance.definitions import Definition, definitions
from experiments.provenance.imports import INSTRUMENTS, imports, versions
from experiments.provenance.sources import stamp
from scenarios.files import text_of
from scenarios.read import Scenario, issue_kinds

LETTERS = 32
"""Length of a key: as many letters of SHA-256 as nobody will see twice."""

SHORT = 12
"""As many letters as tell two versions of a file apart."""

ISSUES = "scenarios/issues.yaml"

READING = "scenarios/"
"""The folder of what reads scenarios: an edit there is told by its file."""

SCENARIO = ("scenarios.read",)
"""What reads scenarios, which have digests of their own beside the hash of the code."""


class Code:
    """The code as it stood when this was made: what each set of instruments runs."""

    def __init__(self) -> None:
        self.stamp = stamp()
        self._imports = imports(self.stamp)
        self.kinds, self.own = self._imports.kinds, self._imports.own
        self._issues = [kind.model_dump(exclude={"name", "category_name"}) for kind in issue_kinds()]
        self._versions: dict[frozenset[str], dict[str, str]] = {}
        self._of_kinds: dict[tuple[str, ...], str] = {}

    def digest(self, names: Sequence[str]) -> str:
        """SHA-256 of everything that a run with these goes through: kinds of instruments, and the project's
        rules and outcomes as modules; CodeError if that cannot be known.
        """
        chosen = tuple(sorted(set(names)))
        if chosen not in self._of_kinds:
            trees = {name: one.digest for name, one in self._imports.reached(chosen).items()}
            text = json.dumps([self._libraries(chosen), self._issues, trees], sort_keys=True)
            self._of_kinds[chosen] = sha256(text.encode()).hexdigest()
        return self._of_kinds[chosen]

    def parts(self) -> dict[str, str]:
        """What all digests asked for so far are of: files with the beginning of their own digest, libraries
        with their version.
        """
        kinds = {kind for chosen in self._of_kinds for kind in chosen}
        issues = sha256(json.dumps(self._issues).encode()).hexdigest()
        files = {one.file: one.digest for one in self._imports.reached(kinds).values() if one.file}
        digests = {file: digest[:SHORT] for file, digest in {**files, ISSUES: issues}.items()}
        return digests | self._libraries(kinds)

    def definitions(self) -> dict[str, Mapping[str, Definition]]:
        """What the files of rules and of the model define that all digests asked for so far are of."""
        kinds = {kind for chosen in self._of_kinds for kind in chosen}
        places = {one.file: one.place for one in self._imports.reached(kinds).values()}
        return {
            file: definitions(text_of(place))
            for file, place in places.items()
            if place is not None and not file.startswith(READING)
        }

    def _libraries(self, kinds: Collection[str]) -> dict[str, str]:
        """The versions of the libraries that runs with these kinds go through."""
        named = frozenset[str]().union(*(one.libraries for one in self._imports.reached(kinds).values()))
        if named not in self._versions:
            self._versions[named] = versions(named)
        return self._versions[named]

    def hash(self, scenarios: Iterable[Scenario] = ()) -> str:
        """SHA-256 of the syntax of the model with all its instruments, and of what runs of these scenarios
        go through of a project, without what reads scenarios: a comment changes no result.
        """
        shipped = {kind for kind in self.kinds if f"{INSTRUMENTS}.{kind}" not in self.own}
        named = set[str]().union(*map(names_of, scenarios))
        reached = self._imports.reached(sorted(shipped | named), SCENARIO)
        trees = {name: one.digest for name, one in reached.items()}
        return sha256(json.dumps(trees).encode()).hexdigest()

    def identity(self, scenario: Scenario) -> str:
        """What the keys of all runs of a scenario share."""
        types = [one.case.compound_type for one in _compounds(scenario)]
        return json.dumps([scenario.digest(), types, self.digest(sorted(names_of(scenario)))])

    def key(self, scenario: Scenario, seed: int) -> str:
        """The key of a run."""
        return run_key(self.identity(scenario), seed)


def names_of(scenario: Scenario) -> set[str]:
    """What a run of the scenario loads by name: kinds of instruments, rules and outcomes as modules."""
    compounds = _compounds(scenario)
    names = {kind for one in compounds for kind in one.instruments}
    names |= {f"agents.{rules}" for one in compounds for rules in one.case.rules.values()}
    return names | {f"model.outcomes.{outcome}" for outcome in scenario.measures}


def unlike(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The files and libraries of `Code.parts` that are not what they were."""
    return sorted(name for name in {**before, **now} if before.get(name) != now.get(name))


def run_key(identity: str, seed: int) -> str:
    """The key of the run with that seed of a scenario with that identity."""
    return sha256(f"{identity}/{seed}".encode()).hexdigest()[:LETTERS]


def _compounds(scenario: Scenario) -> list[Scenario]:
    """The scenario and, of a district, those of its compounds."""
    return [scenario, *(member.scenario for member in scenario.members)]

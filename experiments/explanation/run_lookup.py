"""The run that is asked about: found by its folder, made again from what the folder says, refused if it would
be another.

Invariant: what is explained is the run that was stored. If code or data have changed since, the run cannot be
made again, and the message says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.errors import ArgumentError
from experiments.statistics.paired import NATURAL
from experiments.store.manifest import read_json
from experiments.store.output_folder import MAKER, MANIFEST
from scenarios.language import _
from scenarios.problems import listed
from scenarios.project_folder import typed
from scenarios.read import Scenario

if TYPE_CHECKING:
    from experiments.execution.origin import Origin, Replicate
    from experiments.execution.stored_study import StoredStudy
    from model.neighbourhood import Neighbourhood


class PastRun(NamedTuple):
    """A run that can be made again: its scenario, its seed, its replicate (None where the seed was given)."""

    scenario: Scenario
    seed: int
    replicate: int | None = None

    def world(self, archive: bool = False) -> Neighbourhood:
        """The world as it stands before its first month."""
        from model.neighbourhood import Neighbourhood, Placement

        return Neighbourhood([Placement(self.scenario, self.seed)], archive=archive)


def past_run(folder: Path, which: str = "") -> PastRun:
    """The run in a folder of results; `which`: of a comparison `case/governance/replicate`, of a study the
    beginning of a key.

    ArgumentError or StoreError if there is none, or if it cannot be made again as it was.
    """
    from experiments.execution.results import kind_of

    match kind_of(folder):
        case "study":
            return _of_study(folder, which)
        case "delivered":
            return _of_results(folder, which)
    message = _(
        "{folder} is no folder of a run: give the DIR of `gongzhi run … --out DIR`, "
        "DIR#case/governance/replicate of a comparison, or DIR#KEY of a study.",
        folder=folder,
    )
    raise ArgumentError(message)


def _of_study(folder: Path, which: str) -> PastRun:
    from experiments.execution.stored_study import StoredStudy
    from experiments.provenance.made_in import elsewhere
    from experiments.provenance.run_key import Code

    study = StoredStudy(folder)
    if not which:
        keys = sorted(set(study.runs["key"]))
        message = _(
            "{folder} holds {count} runs: say which one by the first letters of its key, as in {example}.",
            folder=folder,
            count=len(keys),
            example=f"{folder}#{keys[0][:8]}",
        )
        raise ArgumentError(message)
    row = study.row(_key_in(study, which) if "/" in which else which)
    scenario, seed = study.scenario(row), int(str(row["seed"]))
    if Code().key(scenario, seed) != row["key"]:
        message = _(
            "The code or the data have changed since run {key} was made: it cannot be made again as it "
            "was. Carry out the study again.",
            key=str(row["key"])[:8],
        )
        raise ArgumentError(message + elsewhere(study.identity.project))
    return PastRun(scenario, seed, int(str(row["replicate"])))


def _key_in(study: StoredStudy, which: str) -> str:
    """The key of the run at natural cost of that case, governance model and replicate, as a comparison names
    it; ArgumentError if there is none, or if parameters were varied, so that there are several.
    """
    runs = study.runs[study.runs["cost"] == NATURAL]
    named = runs[["case", "governance", "replicate"]].astype(str).agg("/".join, axis=1)
    keys = list(runs["key"][named == which])
    if len(keys) == 1:
        return str(keys[0])
    message = _(
        "{folder} has {count} runs {which}: say which one by the first letters of its key. There are: "
        "{known}.",
        folder=study.folder,
        count=len(keys),
        which=which,
        known=listed(keys[:5] or list(dict.fromkeys(named))[:5]),
    )
    raise ArgumentError(message)


def _of_results(folder: Path, which: str) -> PastRun:
    manifest, origin = _manifest(folder)
    case, governance, replicate = _chosen(folder, origin, which)
    scenario = origin.scenario(case, governance)
    _check_the_same(folder, manifest, origin, scenario)
    return PastRun(scenario, replicate.seed, replicate.replicate)


def _manifest(folder: Path) -> tuple[Mapping[str, Any], Origin]:
    """The manifest of a comparison or a single run, and the origin in it; ArgumentError if it is damaged, or
    of another verb.
    """
    from experiments.execution.origin import Manifest, origin_of

    file = folder / MANIFEST
    damaged = ArgumentError(_("{file} is damaged or not of gongzhi.", file=file))
    try:
        content = read_json(file)
        command = Manifest.model_validate(content).command
        other = command[1:2] not in (["run"], ["compare"])
        origin = None if other else origin_of(content)
    except (ValueError, KeyError, IndexError):
        raise damaged from None
    if content.get("made_by") != MAKER or not isinstance(content.get("versions"), dict):
        raise damaged
    if other:
        raise ArgumentError(
            _(
                "{folder} was made by `gongzhi {verb}`, whose runs cannot be asked about; make the one you "
                "mean with `gongzhi run … --out DIR`.",
                folder=folder,
                verb=" ".join(command[1:2]),
            )
        )
    if origin is None or not (origin.cases and origin.governance and origin.worlds):
        raise damaged
    return content, origin


def _chosen(folder: Path, origin: Origin, which: str) -> tuple[str, str, Replicate]:
    """Ids of case and governance model, and the replicate."""
    cases, models = list(origin.cases), list(origin.governance)
    replicates = {str(one.replicate): one for one in origin.worlds}
    if not which and len(cases) == len(models) == len(replicates) == 1:
        return cases[0], models[0], origin.worlds[0]
    words = [word.strip() for word in which.split("/")]
    if len(words) == 2 and len(cases) == 1:
        words = [cases[0], *words]
    if len(words) != 3 or words[0] not in cases or words[1] not in models or words[2] not in replicates:
        message = _(
            "{folder} holds several runs: say which one as case/governance/replicate, as in {example}. "
            "Cases: {cases}; governance models: {models}; replicates: {first} to {last}.",
            folder=folder,
            example=f"{folder}#{cases[0]}/{models[-1]}/{origin.worlds[0].replicate}",
            cases=", ".join(cases),
            models=", ".join(models),
            first=origin.worlds[0].replicate,
            last=origin.worlds[-1].replicate,
        )
        raise ArgumentError(message)
    return words[0], words[1], replicates[words[2]]


def _check_the_same(folder: Path, manifest: Mapping[str, Any], origin: Origin, scenario: Scenario) -> None:
    """ArgumentError if the run, made now, would not be the run that was stored."""
    from experiments.provenance.imports import versions
    from experiments.provenance.made_in import elsewhere
    from experiments.store.manifest import code_hash

    digests = {one["digest"] for one in manifest["scenarios"]}
    before = manifest["versions"]
    others = any(before.get(name, version) != version for name, version in versions(()).items())
    differs = {
        _("the code of the model"): manifest["code"] != code_hash(origin.scenarios()),
        _("the scenario"): scenario.digest() not in digests,
        _("the libraries"): others,
    }
    changed = [what for what, other in differs.items() if other]
    if changed:
        message = _(
            "{what} changed since {folder} was made: the run cannot be made again as it was. "
            "Run it again: {command}",
            what=_(", ").join(changed),
            folder=folder,
            command=" ".join([*map(str, manifest["command"]), *typed(), "--out", str(folder)]),
        )
        raise ArgumentError(message + elsewhere(origin.project))

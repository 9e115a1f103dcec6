"""The run that is asked about: found by its folder, made again from what the folder says, refused if it would
be another.

Invariant: what is told is told of the run that was stored. If code or data have changed since, the
run cannot be made again, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.errors import ArgumentError
from experiments.store.manifest import read_json
from experiments.store.output_folder import MAKER, MANIFEST
from experiments.store.store import IDENTITY, RUNS, existing
from scenarios import read
from scenarios.language import _
from scenarios.read import Scenario

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

SHOWN = 3


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
    if (folder / IDENTITY).is_file():
        return _of_study(folder, which)
    if (folder / MANIFEST).is_file():
        return _of_results(folder, which)
    message = _(
        "{folder} is no folder of a run: give the DIR of `gongzhi run … --out DIR`, "
        "DIR#case/governance/replicate of a comparison, or DIR#KEY of a study.",
        folder=folder,
    )
    raise ArgumentError(message)


def _of_study(folder: Path, which: str) -> PastRun:
    from experiments.execution.replay import found, scenario_of
    from experiments.provenance.run_key import Code

    if not which:
        keys = sorted(existing(folder).keys(RUNS))
        if not keys:
            raise ArgumentError(
                _("{folder} holds no finished run yet; carry the study out first.", folder=folder)
            )
        message = _(
            "{folder} holds {count} runs: say which one by the first letters of its key, as in {example}.",
            folder=folder,
            count=len(keys),
            example=f"{folder}#{keys[0][:8]}",
        )
        raise ArgumentError(message)
    row = found(folder, which)
    scenario, seed = scenario_of(folder, row), int(str(row["seed"]))
    if Code().key(scenario, seed) != row["key"]:
        raise ArgumentError(
            _(
                "The code or the data have changed since run {key} was made: it cannot be made again as it "
                "was. Carry out the study again.",
                key=str(row["key"])[:8],
            )
        )
    return PastRun(scenario, seed, int(str(row["replicate"])))


def _of_results(folder: Path, which: str) -> PastRun:
    manifest = _manifest(folder)
    command = [str(word) for word in manifest["command"]]
    if command[1:2] not in (["run"], ["compare"]):
        raise ArgumentError(
            _(
                "{folder} was made by `gongzhi {verb}`, whose runs cannot be asked about; make the one you "
                "mean with `gongzhi run … --out DIR`.",
                folder=folder,
                verb=" ".join(command[1:2]),
            )
        )
    case, governance, place = _chosen(folder, manifest, which)
    scenario = _scenario(manifest, command, case, governance)
    _check_the_same(folder, manifest, scenario)
    return PastRun(scenario, int(manifest["seeds"][place]), manifest["replicates"][place])


def _manifest(folder: Path) -> dict[str, Any]:
    from experiments.execution.results import Manifest

    several = ("cases", "governance", "seeds", "replicates")
    try:
        found = read_json(folder / MANIFEST)
        Manifest.model_validate(found)
        well = found.get("made_by") == MAKER and isinstance(found.get("versions"), dict)
        well = well and all(found[name] for name in several)
    except ValueError:
        well = False
    if not well:
        raise ArgumentError(_("{file} is damaged or not of gongzhi.", file=folder / MANIFEST))
    return found


def _chosen(folder: Path, manifest: Mapping[str, Any], which: str) -> tuple[str, str, int]:
    """Ids of case and governance model, and the place of the replicate in the manifest."""
    cases, models, replicates = manifest["cases"], manifest["governance"], manifest["replicates"]
    if not which and len(cases) == len(models) == len(replicates) == 1:
        return cases[0], models[0], 0
    words = [word.strip() for word in which.split("/")]
    if len(words) == 2 and len(cases) == 1:
        words = [cases[0], *words]
    numbers = [str(number) for number in replicates]
    if len(words) != 3 or words[0] not in cases or words[1] not in models or words[2] not in numbers:
        message = _(
            "{folder} holds several runs: say which one as case/governance/replicate, as in {example}. "
            "Cases: {cases}; governance models: {models}; replicates: {first} to {last}.",
            folder=folder,
            example=f"{folder}#{cases[0]}/{models[-1]}/{replicates[0]}",
            cases=", ".join(cases),
            models=", ".join(models),
            first=replicates[0],
            last=replicates[-1],
        )
        raise ArgumentError(message)
    return words[0], words[1], numbers.index(words[2])


def _scenario(manifest: Mapping[str, Any], command: Sequence[str], case: str, governance: str) -> Scenario:
    cases, models = _references(command)
    return read.scenario(
        _entry(case, cases, read.case),
        _entry(governance, models, read.governance),
        months=int(manifest["months"]),
        burn_in=int(manifest.get("burn_in", 12)),
        start=int(manifest.get("start", 1)),
        overrides=manifest.get("parameters_overridden") or {},
    )


def _references(command: Sequence[str]) -> tuple[list[str], list[str]]:
    """What the command called cases and governance models: ids, or files of the user's own."""
    words = list(command[2:])
    end = next((place for place, word in enumerate(words) if word.startswith("--")), len(words))
    if command[1] == "run":
        return words[:1], words[1:2]
    models = words[words.index("--governance") + 1] if "--governance" in words else ""
    return words[:end], models.split(",")


def _entry(id_: str, references: Sequence[str], reader: Any) -> Any:
    """The entry with that id: of the project, or in one of the files that the command named."""
    if id_ in references:
        return reader(id_)
    files = [name for name in references if Path(name).stem == id_]
    return reader(files[0] if files else id_)


def _check_the_same(folder: Path, manifest: Mapping[str, Any], scenario: Scenario) -> None:
    """ArgumentError if the run, made now, would not be the run that was stored."""
    from experiments.provenance.imports import versions
    from experiments.store.manifest import code_hash

    digests = {one["digest"] for one in manifest["scenarios"]}
    told = manifest["versions"]
    others = any(told.get(name, version) != version for name, version in versions(()).items())
    differs = {
        _("the code of the model"): manifest["code"] != code_hash(),
        _("the scenario"): scenario.digest() not in digests,
        _("the libraries"): others,
    }
    changed = [what for what, other in differs.items() if other]
    if changed:
        message = _(
            "{what} changed since {folder} was made: the run cannot be made again as it was. Make it anew: "
            "{command}",
            what=_(", ").join(changed),
            folder=folder,
            command=" ".join([*(str(word) for word in manifest["command"]), "--out", str(folder)]),
        )
        raise ArgumentError(message)

"""A report: what a sweep did, as a sentence, as warnings and as plain data."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from experiments.provenance.definitions import Redefined
from experiments.statistics.sequential_stopping import InterimLook, reached
from experiments.store.merge_shards import damage
from scenarios import plausible
from scenarios.language import _
from scenarios.problems import number
from scenarios.project_folder import typed
from scenarios.study import Precision
from scenarios.unsettled import by_reason, told

SHOWN = 8
"""Changed files that a message names; the answer for programs names all."""


@dataclass
class Report:
    """What a sweep did. `runs`: those of the study, or of its shard; `made` and `failed`: now; `seen`: how
    precise it got; `equal_left`: nothing was run at equal cost, which needs the whole study and not a shard;
    `aside`: rows of the store that were put aside, of other code or no longer asked for; `edited`: files and
    libraries that have changed since, `redefined`: rules and whatever else in them, by name, of
    `made_before` runs; `sampled`, `held`: of a study that samples the whole ledger, how many
    parameters, and why not the others; `implausible`: what lies beyond its plausible range.
    """

    study: str
    folder: Path
    runs: int = 0
    made: int = 0
    failed: int = 0
    replicates: int = 0
    target: Precision | None = None
    seen: InterimLook | None = None
    first_failure: str = ""
    equal_left: bool = False
    damaged: list[Path] = field(default_factory=list)
    aside: int = 0
    edited: list[str] = field(default_factory=list)
    redefined: list[Redefined] = field(default_factory=list)
    made_before: int = 0
    sampled: int = 0
    held: Mapping[str, str] = field(default_factory=dict)
    implausible: plausible.Implausible = field(default_factory=dict)

    def message(self) -> str:
        """What there is now and how much of it is new; of the whole ledger, what was sampled."""
        now = _(
            "{runs} runs of {study} in {folder}; {made} made now, {failed} failed.",
            runs=self.runs - self.failed,
            study=self.study,
            folder=self.folder,
            made=self.made,
            failed=self.failed,
        )
        return f"{now}\n{told(self.sampled, self.held)}" if self.held else now

    def warnings(self) -> Iterator[str]:
        """What needs attention."""
        yield from plausible.told(self.implausible)
        if self.damaged:
            yield damage(self.damaged)
        if self.aside:
            yield self._put_aside()
        if self.target is not None and self.seen is not None:
            yield self._precision(self.target, self.seen)
        if self.equal_left:
            yield _("Nothing was run at equal cost yet: merge the shards and run the study there.")
        if self.failed:
            command = " ".join([f"gongzhi replay {self.first_failure[:10]} --study {self.folder}", *typed()])
            yield _("{count} runs failed. To see the first: {command}", count=self.failed, command=command)

    def _put_aside(self) -> str:
        if not self.edited:
            return _(
                "{count} rows that the study no longer asks for, as it now stands, were set aside.",
                count=self.aside,
            )
        if self.redefined:
            return _(
                "{names} changed since {made} of {runs} runs were made: the {count} that go through it were "
                "set aside and are made again.",
                names=_listed(self._changes()),
                made=self.made_before,
                runs=self.runs,
                count=self.aside,
            )
        return _(
            "The code has changed since ({files}): {count} rows that it made before were set aside.",
            files=_listed(self.edited),
            count=self.aside,
        )

    def _changes(self) -> list[str]:
        """What changed, by name, and by file what has no names."""
        named = {one.file for one in self.redefined}
        return [one.said() for one in self.redefined] + [one for one in self.edited if one not in named]

    def _precision(self, target: Precision, seen: InterimLook) -> str:
        facts = {
            "outcome": target.outcome,
            "width": number(seen.width) if math.isfinite(seen.width) else "∞",
            "target": number(target.width),
            "replicates": self.replicates,
        }
        if reached(seen, target):
            return _(
                "Stopped: {replicates} replicates suffice, the widest 95 % interval of {outcome} has a width "
                "of {width} (target {target}).",
                **facts,
            )
        return _(
            "Stopped before the target: {replicates} replicates are the most that were allowed, and the "
            "widest 95 % interval of {outcome} has a width of {width} (target {target}).",
            **facts,
        )

    def _stopped(self) -> str | None:
        """At what a study with a target stopped: its `width`, or the `most` replicates allowed."""
        if self.target is None or self.seen is None:
            return None
        return "width" if reached(self.seen, self.target) else "most"

    def plain(self) -> dict[str, object]:
        """The same for programs."""
        width = self.seen.width if self.seen and math.isfinite(self.seen.width) else None
        return {
            "study": self.study,
            "folder": str(self.folder),
            "runs": self.runs - self.failed,
            "made": self.made,
            "failed": self.failed,
            "replicates": self.replicates,
            "width": width,
            "target_width": self.target.width if self.target else None,
            "stopped": self._stopped(),
            "damaged": [str(file) for file in self.damaged],
            "held": by_reason(self.held),
            "set_aside": self.aside,
            "code_changed": self.edited,
            "definitions_changed": [one._asdict() for one in self.redefined],
            "first_failure": self.first_failure or None,
        }


def _listed(names: Sequence[str]) -> str:
    """The first of some names."""
    return ", ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])

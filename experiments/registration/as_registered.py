"""Whether what was run is what was registered: said of a store, from what it says of itself and its runs.

Invariant: it is worked out whenever it is read, and whatever differs is named.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.execution.stored_study import StoredStudy
from experiments.provenance.run_key import unlike
from experiments.registration.registration import damaged, registration_in
from experiments.store.output_folder import IDENTITY
from experiments.store.registration_file import REGISTERED

JUDGED = ("outcomes", "primary", "smallest", "formulas", "cost")
"""What a study asks that changes how it is judged and perhaps no run."""

LEFT_OUT = ("id", "name", "text", "held")
"""What a study says that is about nothing that is run."""


class AsRegistered(NamedTuple):
    """`at`, `digest`: of the registration; `differs`: by key what is otherwise than registered (`code`: the
    files); `runs_there`: runs that were there before it; `intact`: whether the registration is as it was
    written; `begun_under`: whether it lay there when the first run was made, in every shard.
    """

    at: str
    digest: str
    differs: dict[str, list[str]]
    runs_there: int
    intact: bool
    begun_under: bool

    @property
    def same(self) -> bool:
        """Whether all is as registered, and nothing was run before."""
        return self.intact and not self.differs and not self.runs_there and self.begun_under

    def plain(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "registered_at": self.at,
            "hash": self.digest,
            "same": self.same,
            "differs_in": self.differs,
            "runs_before_registration": self.runs_there,
            "registration_unchanged": self.intact,
            "registered_before_first_run": self.begun_under,
        }


def as_registered(folder: Path) -> AsRegistered | None:
    """How the store in a folder compares with the registration that lies in it; None if none does, or if the
    folder is no store. StoreError if one of them is damaged.
    """
    registered = registration_in(folder)
    if registered is None or not (folder / IDENTITY).exists():
        return None
    stored = StoredStudy(folder)
    try:
        differs = {key: what for key, what in _differences(registered.study, stored) if what is not None}
    except (AttributeError, TypeError, ValueError):  # something else stands where the study should
        raise damaged(folder) from None
    under = stored.content.get(REGISTERED) == registered.digest
    return AsRegistered(
        registered.at, registered.digest, differs, registered.runs_there, registered.intact, under
    )


def _differences(was: Mapping[str, Any], stored: StoredStudy) -> Iterator[tuple[str, list[str] | None]]:
    now: Mapping[str, Any] = stored.content
    asked: Mapping[str, Any] = now.get("asked") or {}
    planned: Mapping[str, Any] = was.get("asked") or {}
    keys = [key for key in {**planned, **asked} if key not in LEFT_OUT]
    unequal = [key for key in keys if planned.get(key) != asked.get(key)]
    yield from ((key, []) for key in unequal)
    for key in ("project", "rules"):
        yield key, [] if was.get(key) != now.get(key) else None
    code = unlike(was.get("code") or {}, now.get("code") or {})
    yield "code", code or None
    yield "seeds", [] if _other_seeds(was, stored) else None
    explained = code or set(unequal) - {*JUDGED, "replicates", "precision"}
    yield "contents", [] if was.get("plan") != now.get("plan") and not explained else None


def _other_seeds(was: Mapping[str, Any], stored: StoredStudy) -> bool:
    """Whether a replicate has another seed than was registered."""
    seeds = was.get("seeds") or []
    made = stored.runs.drop_duplicates("replicate")
    pairs = zip(made["replicate"], made["seed"], strict=True)
    return any(int(seed) != seeds[int(place)] for place, seed in pairs if int(place) < len(seeds))

"""The file of a registration in the folders of stores: which one lies there, under which one the runs of a
store were begun, and how it goes from folder to folder.

Invariant: a copy has the bytes of the first, and none takes the place of another.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from experiments.store import parquet
from experiments.store.manifest import read_json
from experiments.store.output_folder import REGISTRATION, put
from experiments.store.store import FAILURES, RUNS, Store, unwritable

REGISTERED = "registered"
"""In study.json: the hash of the registration that lay in the folder before its first run was made."""


def hash_there(folder: Path) -> str:
    """The hash that the registration in a folder says of itself; empty where none can be read."""
    try:
        return str(read_json(folder / REGISTRATION)["hash"])
    except (OSError, ValueError, KeyError):
        return ""


def begun_under(store: Store, identity: Mapping[str, object]) -> dict[str, object]:
    """What a store is to say of it: of the one that lies there now, or, where there are runs or failed ones,
    what it said before.
    """
    begun = any(parquet.parts(store.table(name)) for name in (RUNS, FAILURES))
    found = identity.get(REGISTERED) if begun else hash_there(store.folder)
    return {REGISTERED: found} if found else {}


def all_begun_under(identities: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The same of stores put together, empty ones left out: nothing unless it was one and the same."""
    found = {identity.get(REGISTERED) for identity in identities if identity}
    return {REGISTERED: one} if len(found) == 1 and (one := found.pop()) else {}


def bring(sources: Sequence[Path], folder: Path) -> None:
    """Copy the registration that lies in all of the sources, if it is one and the same, into a folder where
    none lies; StoreError if it cannot be written.
    """
    found, file = {hash_there(source) for source in sources}, folder / REGISTRATION
    if len(found) > 1 or not found.pop() or file.exists():
        return
    try:
        put(file, (sources[0] / REGISTRATION).read_bytes())
    except OSError as error:
        raise unwritable(folder, error) from error

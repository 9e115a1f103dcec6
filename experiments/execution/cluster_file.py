"""A cluster file: what to ask the batch system of a cluster for, so that a study runs there.

The rule it holds: everything is checked when the file is read; how a job is written for each batch system is
left to dask-jobqueue, and what the file leaves out is as its own settings say.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.entries import Entry, Words
from scenarios.files import DataFile, open_data
from scenarios.language import _
from scenarios.problems import shown

Kind = Literal["slurm", "pbs", "sge", "lsf", "oar", "moab"]
Lines = list[Words]

HOURS = r"\d{1,4}:[0-5]\d:[0-5]\d"
MEMORY = r"\d+(\.\d+)? ?[MGT]i?B"


class ClusterFile(Entry):
    """What a cluster file holds. `cores` and `memory` are those of one job, which has a worker for each core.

    `directives` go to the batch system as they stand (without ``#SBATCH``), `setup` are lines of shell before
    the workers start. `host` or `interface` (a network card): where the jobs are to reach this machine.
    """

    kind: Kind
    jobs: Annotated[int, Field(ge=1, le=10_000, description="how many jobs")]
    cores: Annotated[int, Field(ge=1, le=1_024, description="of one job: so many workers")]
    memory: Annotated[str, Field(pattern=f"^{MEMORY}$", description="of one job, as in 16 GB")]
    walltime: Annotated[str, Field(pattern=f"^{HOURS}$", description="hours:minutes:seconds")]
    queue: Words | None = None
    account: Words | None = None
    directives: Lines = Field(default_factory=list)
    setup: Lines = Field(default_factory=list)
    host: Words | None = None
    interface: Words | None = None
    python: Words | None = None
    logs: Words | None = None


class ClusterPlan(ClusterFile):
    """A cluster file that was read, with the folder for the jobs' logs (beside the file if it names none)."""

    name: str
    folder: Path


def read_cluster(file: Path) -> ClusterPlan:
    """The cluster in a file; ScenarioError if something is wrong in it."""
    data = open_data(file)
    content = data.mapping(data.document.data)
    _check_form(data, content, "walltime", HOURS, "04:00:00")
    _check_form(data, content, "memory", MEMORY, "16 GB")
    written = data.build(ClusterFile, content)
    if written.host is not None and written.interface is not None:
        data.fail(("interface",), _("does not go together with host; give one of them"))
    folder = data.beside(written.logs or f"{file.stem}-logs", ("logs",))
    return ClusterPlan.model_construct(name=file.stem, folder=folder.resolve(), **dict(written))


def _check_form(data: DataFile, content: Mapping[str, Any], key: str, form: str, example: str) -> None:
    value = content.get(key)
    if value is not None and not (isinstance(value, str) and re.fullmatch(form, value)):
        data.fail((key,), _("is {value}; write it as in {example}", value=shown(value), example=example))


def schema() -> Mapping[str, Any]:
    """The JSON schema of a cluster file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ClusterFile.model_json_schema()}

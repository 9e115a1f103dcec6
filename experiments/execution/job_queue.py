"""Executor on jobs of a batch system (SLURM, PBS …), and the cluster file that says what to ask it for.

Invariant: everything is checked when the file is read; how a job is written for each batch system is left to
dask-jobqueue, and what the file leaves out is as its own settings say. The jobs are ours. They are submitted
when there is something to run, submitted again when one of them ends before the study does, and cancelled
when it ends, however it ends.
"""

import re
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from experiments.execution.dask_cluster import SECONDS, Cluster, ClusterError
from experiments.execution.simulate import attempt_elsewhere
from experiments.execution.worker_processes import surroundings
from experiments.extras import from_extra
from scenarios.entries import Entry, Words
from scenarios.files import DataFile, open_data
from scenarios.language import _
from scenarios.problems import shown
from scenarios.project_folder import told

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


CLASSES = {
    "slurm": "SLURMCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "lsf": "LSFCluster",
    "oar": "OARCluster",
    "moab": "MoabCluster",
}
ACCOUNT = {"sge": "project", "lsf": "project", "oar": "project"}
"""What dask-jobqueue calls the account where it does not call it so."""

SUBMITTING = 120
"""Seconds that the batch system may take to accept all jobs."""


class Queued(Cluster):
    """A Dask cluster whose workers are jobs of a batch system."""

    _work = staticmethod(attempt_elsewhere)
    _announced = False

    def __init__(self, plan: ClusterPlan) -> None:
        self._library()
        self._plan, self._refused = plan, list[str]()
        self._jobs = jobs(plan, self._refused)
        try:
            self._submit()
            self._client = self._dask.Client(self._jobs, timeout=SECONDS)
        except BaseException:
            self._jobs.close()
            raise
        self._address = self._jobs.scheduler_address
        self.count = plan.jobs * plan.cores

    def _submit(self) -> None:
        """Submit the jobs; ClusterError if the batch system refuses one of them."""
        self._jobs.scale(jobs=self._plan.jobs)
        end = time.monotonic() + SUBMITTING
        while len(self._jobs.workers) < self._plan.jobs and not self._refused and time.monotonic() < end:
            time.sleep(0.05)
        self._see_refused()

    def _see_refused(self) -> None:
        if self._refused:
            kind, reason = self._plan.kind.upper(), self._refused[0]
            message = _("{kind} refused a job: {reason}", kind=kind, reason=reason)
            raise ClusterError(message)

    def _wait_longer(self) -> None:
        """Submit jobs again that have ended. That none has begun may last as long as the queue is: it is said
        once, and with it where the jobs say what is wrong.
        """
        if not self._client.nthreads():
            self._see_refused()
            if not self._announced:
                print(
                    _("Waiting for jobs to begin; their logs: {folder}", folder=self._plan.folder),
                    file=sys.stderr,
                )
                self._announced = True
        self._jobs.scale(jobs=self._plan.jobs)

    def close(self) -> None:
        """Leave the workers and cancel their jobs."""
        super().close()
        self._jobs.close()


def jobs(plan: ClusterPlan, refused: list[str]) -> Any:
    """The Dask cluster of such jobs, none of them submitted; what the batch system says against one of them
    is added to `refused`. ClusterError if there is no such batch system here.
    """
    kind = getattr(_library(), CLASSES[plan.kind])
    command = shlex.split(kind.job_cls.submit_command)[0]
    if shutil.which(command) is None:
        message = _("There is no {command} here; start the study where jobs are submitted.", command=command)
        raise ClusterError(message)
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        return kind(**_options(plan), job_cls=_noting(kind.job_cls, refused))
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(_("The cluster cannot be started: {reason}", reason=_reason(error))) from None


def _library() -> Any:
    """dask-jobqueue; loading it takes Ctrl-C away from Python, which is undone."""
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        return from_extra("dask_jobqueue", "dask-jobqueue", "cluster")
    finally:
        signal.signal(signal.SIGINT, interrupt)


def _options(plan: ClusterPlan) -> dict[str, Any]:
    """The file in the words of dask-jobqueue. One thread a worker: the model is one thread's work."""
    options = {
        "cores": plan.cores,
        "processes": plan.cores,
        "memory": plan.memory,
        "walltime": plan.walltime[:-3] if plan.kind == "lsf" else plan.walltime,
        "queue": plan.queue,
        ACCOUNT.get(plan.kind, "account"): plan.account,
        "job_extra_directives": plan.directives or None,
        "job_script_prologue": [*plan.setup, *_exports(plan)],
        "interface": plan.interface,
        "python": plan.python,
        "log_directory": str(plan.folder),
        "worker_extra_args": ["--no-dashboard"],
        "job_name": f"gongzhi-{plan.name}",
        "shared_temp_directory": str(plan.folder),
        "security": True if find_spec("cryptography") else None,
    }
    if plan.kind == "oar":
        options["memory_per_core_property_name"] = "not_applicable"
    # What tells of its health listens even without a dashboard: here alone, and at whatever port is free.
    pages = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    scheduler = {**pages, **({"host": plan.host} if plan.host else {})}
    return {name: value for name, value in options.items() if value is not None} | {
        "scheduler_options": scheduler
    }


def _exports(plan: ClusterPlan) -> list[str]:
    """Lines of shell by which a job imports what this process would, and nothing from the folder it starts
    in; a Python of the jobs' own has its own libraries.
    """
    environment = surroundings()
    names = ("PYTHONSAFEPATH", *told()) if plan.python else tuple(environment)
    return [f"export {name}={shlex.quote(environment[name])}" for name in names]


def _noting(job: Any, refused: list[str]) -> Any:
    """That kind of job, which remembers why the batch system refused it: Dask only logs that."""
    from distributed import Status

    class Noting(job):
        async def start(self) -> None:
            try:
                await super().start()
            except Exception as error:
                refused.append(_reason(error))
                self.status = Status.running

    return Noting


def _reason(error: Exception) -> str:
    """The last thing that was said."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reason = lines[lines.index("stderr:") + 1 :] if "stderr:" in lines else lines
    return " ".join(reason[:3]) or type(error).__name__

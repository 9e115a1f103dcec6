"""A study without a file, and a study carried out, from Python.

Invariant: a study says the same whether Python or a file holds it; its runs have the same keys, so its store
is that of the file, and either goes on with what the other began.
"""

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from experiments.analysis.comparisons.study_end import written
from experiments.errors import ArgumentError
from experiments.execution.executors import opening
from experiments.execution.sweep import Order, carry_out
from experiments.store.output_folder import FolderError
from results.document.blocks import Block, Heading, Paragraph, Points, lines
from results.notebook.arguments import plain, processes
from results.notebook.finished import open_results
from results.notebook.shown import Results, Shown
from results.text.conditions import of_study
from results.text.names import case_name, governance_name, joined, parameter_in_section
from scenarios.language import _, pick
from scenarios.problems import number, shown
from scenarios.read import Case, Governance
from scenarios.rules_file import rules_of_file
from scenarios.study import StudyPlan, study, study_of


class Study(Shown):
    """A question: cases, governance models, values and how many replicates. The keys are those of a study
    file and mean the same; so do the values, but for lists, which may be arrays or ranges as well.
    """

    def __init__(
        self,
        id: str,
        /,
        *,
        cases: str | Case | Iterable[str | Case] | None = None,
        governance: Iterable[str | Governance] | None = None,
        months: int | None = None,
        burn_in: int | None = None,
        start: int | None = None,
        parameters: Mapping[str, Any] | str | None = None,
        sampling: Mapping[str, Any] | None = None,
        replicates: int | None = None,
        precision: Mapping[str, Any] | None = None,
        outcomes: Iterable[str] | None = None,
        primary: Iterable[str] | None = None,
        smallest: Mapping[str, float] | None = None,
        cost: str | None = None,
        monthly: bool | None = None,
        name: str | None = None,
        text: str | None = None,
        **misspelt: object,
    ) -> None:
        places = [cases] if isinstance(cases, str | Case) else cases
        written: dict[str, object] = {"name": name, "text": text, "cases": places, "governance": governance}
        written |= {"months": months, "burn_in": burn_in, "start": start, "parameters": parameters}
        written |= {"sampling": sampling, "replicates": replicates, "precision": precision}
        written |= {"outcomes": outcomes, "primary": primary, "smallest": smallest, "cost": cost}
        written |= {"monthly": monthly, **misspelt}
        self.plan = study_of(id, {key: plain(value) for key, value in written.items() if value is not None})

    def blocks(self) -> Iterator[Block]:
        """What is asked."""
        plan = self.plan
        yield Heading(2, pick(plan.name))
        if pick(plan.text) != pick(plan.name):
            yield Paragraph(pick(plan.text))
        yield Points([*_asked(plan)])
        sampling = plan.sampling.model_dump() if plan.sampling else None
        yield from lines(of_study(plan.cases, plan.months, plan.start, sampling, rules_of_file()))


def _asked(plan: StudyPlan) -> Iterator[str]:
    """A line for each thing that a study says."""
    yield _("{name}: {said}", name=_("cases"), said=joined(map(case_name, plan.cases)))
    yield _("{name}: {said}", name=_("governance models"), said=joined(map(governance_name, plan.governance)))
    if plan.replicates is not None:
        yield _("{name}: {said}", name=_("replicates"), said=plan.replicates)
    for key, value in plan.fixed.items():
        yield _("{name}: {said}", name=parameter_in_section(key), said=number(value))
    for key, values in plan.grid.items():
        yield _("{name}: {said}", name=parameter_in_section(key), said=joined(map(number, values)))
    for key, bounds in plan.sampled.items():
        said = _("{low} to {high}", low=number(bounds.low), high=number(bounds.high))
        yield _("{name}: {said}", name=parameter_in_section(key), said=said)


def sweep(
    study: Study | str | PathLike[str],
    out: str | PathLike[str],
    *,
    jobs: int | None = None,
    quiet: bool = False,
) -> Results:
    """Carry out a study, or the one of an id or in a YAML file, in the folder `out`; called again, it goes on
    where it was. `jobs`: processes, None: as many as pay off. StoreError if the folder holds something else.
    """
    plan = _plan(study)
    report = carry_out(plan, Path(out), opening(processes(jobs)), Order(quiet=quiet))
    warnings = list(report.warnings())
    if report.failed and report.failed == report.runs:
        raise FolderError(" ".join(warnings))
    written(Path(out))
    found = open_results(out, unfinished=True)
    found.notices = tuple(dict.fromkeys((report.message(), *warnings, *found.notices)))
    return found


def _plan(given: object) -> StudyPlan:
    """The plan of a study."""
    if isinstance(given, Study):
        return given.plan
    if isinstance(given, str | PathLike):
        return study(str(given))
    message = _("{value} is no study; give a Study, the id of one, or a YAML file.", value=shown(given))
    raise ArgumentError(message)

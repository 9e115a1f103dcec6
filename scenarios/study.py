"""A study file: one question as data. Which cases, which governance models, which values, how many worlds.

The same form serves the files beside this one (``studies/``) and a file of anybody's own. Invariant:
everything is checked when the file is read, so that no run has to tell what was wrong with the question.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios import catalogue, read
from scenarios.documents import Document
from scenarios.entries import Case, Entry, Number, OutcomeEntry, Text, Words
from scenarios.files import DataFile, open_data, written_path
from scenarios.language import _
from scenarios.names import is_path
from scenarios.own_outcomes import needed, written_formulas
from scenarios.posterior import USUAL, Posterior, is_table, read_posterior
from scenarios.problems import ScenarioError, listed, nearest, shown
from scenarios.project import STUDIES, free, project
from scenarios.resolve import BURN_IN, MONTHS, start_outside
from scenarios.sampling import POINTS, POSTERIOR, Range, Sampling, check_sampling
from scenarios.setting import LEDGER, MOST_VALUES, settings
from scenarios.unsettled import unsettled
from scenarios.words import in_one_language

FOLDER = Path(__file__).parent / "studies"
DRAWN = {"design": POSTERIOR, "points": POINTS}
DRAWN_AS = f"{{design: {POSTERIOR}, points: {POINTS}}}"
"""What `parameters: posterior` means where the file says nothing of sampling."""

MOST_REPLICATES = 100_000
Replicates = Annotated[int, Field(ge=1, le=MOST_REPLICATES)]


MOST_COMBINATIONS = 100_000
"""How many combinations of values a study may make."""

Setting = (
    Number | Annotated[list[Number], Field(min_length=1, max_length=MOST_VALUES)] | Range | Literal["sampled"]
)


class Precision(Entry):
    """Replicates are added until the 95 % interval of the outcome is no wider than `width` anywhere.

    The interval is that of the paired difference of every pair of governance models, or of the mean where
    there is only one. `least` replicates are made in any case, 30 before any interval is believed, and never
    more than `most`.
    """

    outcome: Words
    width: Annotated[Number, Field(gt=0)]
    least: Annotated[int, Field(ge=2, le=MOST_REPLICATES)] = 30
    most: Annotated[int, Field(ge=2, le=MOST_REPLICATES)] = 1000


class StudyFile(Entry):
    """What a study file holds. Governance models and cases are named by id, by any name, or by file."""

    name: Text | Words | None = None
    text: Text | Words | None = None
    cases: Annotated[list[Words], Field(min_length=1)]
    governance: Annotated[list[Words], Field(min_length=1)]
    months: Annotated[int, Field(ge=1, le=1200)] = MONTHS
    burn_in: Annotated[int, Field(ge=0, le=1200)] = BURN_IN
    start: int = 1
    parameters: dict[str, Setting] = Field(default_factory=dict)
    sampling: Sampling | None = None
    replicates: Replicates | None = None
    precision: Precision | None = None
    formulas: dict[str, Any] = Field(default_factory=dict)
    outcomes: list[Words] = Field(default_factory=list)
    primary: list[Words] = Field(default_factory=list)
    smallest: dict[str, Annotated[Number, Field(gt=0)]] = Field(default_factory=dict)
    cost: Literal["natural", "equal"] = "natural"
    monthly: bool = False


class StudyPlan(StudyFile):
    """A study that was read: its id is the name of its file, its cases and governance models are ids.

    `case_names` and `governance_names` hold, by id, how each is to be named (a path for a file of one's own).
    `held`: of a study that samples the whole ledger, why it leaves a parameter alone (see unsettled.py);
    `defined`: the outcomes that its formulas define.
    """

    id: str
    name: Text
    text: Text
    case_names: dict[str, str]
    governance_names: dict[str, str]
    held: dict[str, str] = Field(default_factory=dict)
    defined: dict[str, OutcomeEntry] = Field(default_factory=dict)

    @property
    def measured(self) -> tuple[str, ...] | None:
        """The outcomes that a class has to measure for those that the study is about; None: all."""
        if not self.outcomes:
            return None
        precise = [self.precision.outcome] if self.precision else []
        return needed([*self.outcomes, *self.primary, *precise, *self.defined], read.outcome_entries())

    @property
    def fixed(self) -> dict[str, float]:
        """The parameters that have one value throughout."""
        return {key: float(value) for key, value in self.parameters.items() if isinstance(value, int | float)}

    @property
    def grid(self) -> dict[str, list[float]]:
        """The parameters with a list of values; all combinations are made."""
        lists = ((key, value) for key, value in self.parameters.items() if isinstance(value, list))
        return {key: [float(one) for one in values] for key, values in lists}

    @property
    def sampled(self) -> dict[str, Range]:
        """The parameters that are sampled, with their ranges: those of the ledger if they are drawn from a
        posterior.
        """
        if (drawn := self.posterior) is not None:
            ledger = read.ledger()
            return {key: Range(low=ledger[key].low, high=ledger[key].high) for key in drawn.parameters}
        return {key: value for key, value in self.parameters.items() if isinstance(value, Range)}

    @property
    def posterior(self) -> Posterior | None:
        """The posterior that the points are drawn from, if they are."""
        if self.sampling is None or self.sampling.design != POSTERIOR:
            return None
        return read_posterior(self.sampling.posterior or USUAL)


def study_files() -> dict[str, Path]:
    """The studies that come with gongzhi, and those of the project, by id."""
    shipped = {file.stem: file for file in sorted(FOLDER.glob("*.yaml"))}
    found = project()
    return shipped | free(found.files(STUDIES) if found else [], shipped)


def study(name: str) -> StudyPlan:
    """The study of that id, or the one in the file at that path; ScenarioError if something is wrong."""
    if is_path(name):
        return read_study(written_path(name))
    if (file := study_files().get(name.strip())) is None:
        known = listed(study_files())
        message = _(
            "There is no study {name}; there are {known}, or give a YAML file.", name=name, known=known
        )
        raise ScenarioError(message + nearest(name, study_files()))
    return read_study(file)


def read_study(file: Path) -> StudyPlan:
    """The study in a file."""
    return _checked(open_data(file), file.stem)


def study_of(id: str, content: Mapping[str, object]) -> StudyPlan:
    """The study that a file `id`.yaml would hold, lying where one stands; ScenarioError as of that file."""
    if not re.fullmatch(r"\w[\w .-]*", id):
        message = _("{name} is no name for a study: letters, digits, - and _ will do.", name=shown(id))
        raise ScenarioError(message)
    return _checked(DataFile(Path.cwd() / id, (), Document(dict(content), {})), id)


def _checked(data: DataFile, id: str) -> StudyPlan:
    """The study, if nothing is wrong with it."""
    content = dict(data.mapping(data.document.data))
    content["name"] = in_one_language(content.get("name") or id)
    content["text"] = in_one_language(content.get("text") or content["name"])
    if content.get("parameters") == POSTERIOR:
        content |= {"parameters": {}, "sampling": content.get("sampling", dict(DRAWN))}
        _check_drawn(data, content["sampling"])
    content["sampling"] = _found_beside(data, content.get("sampling"))
    content["parameters"], whole = settings(data, content.get("parameters"))
    written = data.build(StudyFile, content)
    own: dict[str, Any] = {"held": {}}
    if whole:
        written, own["held"] = _of_the_ledger(data, written)
    check_sampling(data, written)
    _check_worlds(data, written)
    _check_start(data, written)
    _check_combinations(data, written)
    own["defined"] = written_formulas(data, written.formulas, ("formulas",), catalogue.defined_outcomes())
    catalogue.bring(own["defined"])
    _check_outcomes(data, written)
    own |= {name: getattr(written, name) for name in StudyFile.model_fields}
    for key, ids in (("cases", "case_names"), ("governance", "governance_names")):
        own[ids] = _named(data, key, getattr(written, key))
        own[key] = list(own[ids])
    return StudyPlan.model_construct(id=id, **own)


def _of_the_ledger(data: DataFile, written: StudyFile) -> tuple[StudyFile, dict[str, str]]:
    """The file with a range for every parameter that it leaves open, and why others have none."""
    if written.sampling is None:
        data.fail(("sampling",), _("is missing; {key} is to be sampled", key=LEDGER))
    if written.sampling.design == POSTERIOR:
        data.fail(("parameters", LEDGER), _("is to be sampled, and the points come from the posterior"))
    cases = [read.case(found) for found in _named(data, "cases", written.cases).values()]
    models = [read.governance(found) for found in _named(data, "governance", written.governance).values()]
    found = unsettled(cases, models, written.parameters)
    whole = written.model_copy(update={"parameters": {**written.parameters, **found.ranges}})
    return whole, dict(found.held)


def _check_drawn(data: DataFile, sampling: object) -> None:
    """ScenarioError unless the design is what the parameters say."""
    if not isinstance(sampling, dict) or sampling.get("design") != POSTERIOR:
        problem = _("are drawn from the posterior; sampling must be {example}", example=DRAWN_AS)
        data.fail(("parameters",), problem)


def _found_beside(data: DataFile, sampling: object) -> object:
    """The sampling as it is written; a posterior in a file is found from where the study file lies."""
    if not isinstance(sampling, dict) or not isinstance(name := sampling.get(POSTERIOR), str):
        return sampling
    found = data.there(name, ("sampling", POSTERIOR)) if is_table(name) else name
    return {**sampling, POSTERIOR: found}


def _check_worlds(data: DataFile, written: StudyFile) -> None:
    """ScenarioError unless the file says either how many replicates or how precise."""
    if written.replicates is None and written.precision is None:
        data.fail(("replicates",), _("is missing; give replicates or precision"))
    if written.replicates is not None and written.precision is not None:
        data.fail(("precision",), _("does not go together with replicates; give one of them"))
    if written.precision is not None and written.precision.most < written.precision.least:
        data.fail(("precision", "most"), _("is below the least number of replicates"))


def _check_outcomes(data: DataFile, written: StudyFile) -> None:
    known = list(read.outcome_entries())
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("outcomes", place), name) for place, name in enumerate(written.outcomes)),
        *((("primary", place), name) for place, name in enumerate(written.primary)),
        *((("smallest", name), name) for name in written.smallest),
    ]
    if written.precision is not None:
        named.append((("precision", "outcome"), written.precision.outcome))
    for path, name in named:
        if name not in known:
            problem = _("is {value}, which is no outcome; there are: {known}")
            data.fail(path, problem.format(value=shown(name), known=listed(known)), nearest(name, known))
    precise, primary = written.precision, written.primary
    if precise is not None and primary and precise.outcome not in primary:
        problem = _("is {value}; a study goes on for one of its primary outcomes: {known}")
        data.fail(
            ("precision", "outcome"), problem.format(value=shown(precise.outcome), known=listed(primary))
        )


def _named(data: DataFile, key: str, names: list[str]) -> dict[str, str]:
    """Ids of cases or governance models, each once, with the name by which each is found again."""
    found: dict[str, str] = {}
    for place, name in enumerate(names):
        where = data.there(name, (key, place)) if is_path(name) else name
        try:
            entry = read.case(where) if key == "cases" else read.governance(where)
        except ScenarioError:
            if is_path(name):
                raise
            known = list(read.cases() if key == "cases" else read.governance_models())
            problem = _("is {value}, which is unknown; known are: {known}")
            message = problem.format(value=shown(name), known=listed(known))
            data.fail((key, place), message, nearest(name, known))
        if isinstance(entry, Case) and entry.city is not None:
            problem = _(
                "is {value}, a city; gongzhi compare runs it district by district, and a study takes its "
                "districts: {districts}",
                value=shown(name),
                districts=listed({part.id: part for part in entry.parts}),
            )
            data.fail((key, place), problem)
        if entry.id in found:
            data.fail((key, place), _("is {value}, which is named twice", value=shown(name)))
        found[entry.id] = where
    return found


def _check_combinations(data: DataFile, written: StudyFile) -> None:
    """ScenarioError if lists of values make more combinations than anybody could run."""
    count = math.prod(len(value) for value in written.parameters.values() if isinstance(value, list))
    if count > MOST_COMBINATIONS:
        problem = _("make {count} combinations; the most is {most}", count=count, most=MOST_COMBINATIONS)
        data.fail(("parameters",), problem)


def _check_start(data: DataFile, written: StudyFile) -> None:
    """ScenarioError unless the governance model starts within the run."""
    if problem := start_outside(written.start, written.months, written.burn_in):
        data.fail(("start",), problem)

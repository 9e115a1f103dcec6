"""The tables of the project's calibration, and what was asked of it beforehand beside what came out.

Invariant: every bar is told, reached or not, and so is every target that is missed.
"""

from collections.abc import Iterator
from typing import NamedTuple, cast

import pandas as pd

from experiments.inference.agreement import AGREED
from experiments.inference.broken_rules import doubtful
from experiments.inference.predictive_checks import WORKLOAD
from experiments.inference.ranks import BINS, LEVEL
from experiments.inference.reweighting import TRUSTED
from experiments.patterns.evaluate import patterns
from experiments.patterns.measurements import FloatArray
from experiments.statistics.contrasts import Met
from results.text.calibration_rows import parameter_name
from results.text.names import between, in_percent, number
from results.text.rows import Row, records
from scenarios.by_type import AT
from scenarios.language import _

LEAST_EFFECTIVE, LEAST_RANKED, LEAST_TRUTHS = 300, 200, 20
LEAST_RECOVERED, LEAST_UNSEEN = 0.85, 0.7
SMALL = 0.01
"""A share of the prior below this is written as a power of ten."""

NAMES = (
    *("numbers", "parameters", "targets", "ranks", "recovery", "checks", "utilisation", "broken"),
    *("waves", "emulators"),
)


class CalibrationTables(NamedTuple):
    """The tables by NAMES, as `experiments.evidence` writes them."""

    numbers: pd.DataFrame
    parameters: pd.DataFrame
    targets: pd.DataFrame
    ranks: pd.DataFrame
    recovery: pd.DataFrame
    checks: pd.DataFrame
    utilisation: pd.DataFrame
    broken: pd.DataFrame
    waves: pd.DataFrame
    emulators: pd.DataFrame

    def number(self, what: str) -> float:
        """One of the single numbers."""
        return float(self.numbers.set_index("what")["value"][what])

    def checked(self, role: str) -> pd.DataFrame:
        """The checks of the patterns of a role."""
        return self.checks[self.checks["role"] == role]

    def share_met(self, role: str) -> float:
        """The share of the patterns of a role that are met, of those that count: some hold anyhow."""
        verdicts = self.counting(role)
        return float((verdicts == str(Met.MET)).mean()) if len(verdicts) else float("nan")

    def counting(self, role: str) -> pd.Series:
        """The verdicts of the patterns of a role that count."""
        rows = self.checked(role)
        return rows.loc[rows["counts"].astype(bool), "verdict"]

    def rank_counts(self) -> FloatArray:
        """How many truths have a rank in each tenth: a row for each parameter."""
        return self.ranks[[f"bin_{place}" for place in range(BINS)]].to_numpy(dtype=float)

    def learned(self) -> pd.DataFrame:
        """The parameters that either method calls learned, or that have a new default, those learned most
        first.
        """
        rows = self.parameters
        learned = rows["first_learned"].astype(bool) | rows["second_learned"].astype(bool)
        either = rows[learned | ~rows["held"].astype(bool)]
        return either.sort_values("first_contraction", ascending=False, kind="stable")

    def missed(self) -> pd.DataFrame:
        """The targets that are not met in fresh replicates."""
        rows = self.checked("C")
        return rows[rows["verdict"] != str(Met.MET)]

    def recovered(self, method: str) -> pd.Series:
        """In what share of known truths a method's intervals held the parameters, over all of them."""
        rows = self.recovery[(self.recovery["method"] == method) & (self.recovery["parameter"] == "all")]
        return rows.iloc[0]


class Bar(NamedTuple):
    """What was asked, what came out, and whether that is reached."""

    asked: str
    found: str
    reached: bool


def bars(found: CalibrationTables) -> Iterator[Bar]:
    """Every bar that was set beforehand."""
    yield _targets(found)
    met = found.share_met("V")
    asked = _("at least {share} of the patterns never used are met", share=in_percent(LEAST_UNSEEN))
    yield Bar(asked, _unseen(found, met), met >= LEAST_UNSEEN)
    effective = found.number("effective")
    asked = _("draws of the posterior count as {least} or more", least=LEAST_EFFECTIVE)
    yield Bar(asked, number(effective), effective >= LEAST_EFFECTIVE)
    yield _reweighted(found)
    yield _ranks(found)
    yield from _recovered(found)
    alike = found.number("jaccard")
    asked = _("both methods call the same parameters learned (Jaccard index {least} or more)", least=AGREED)
    yield Bar(asked, number(alike), alike >= AGREED)
    yield _workload(found)
    yield _broken(found)


def _unseen(found: CalibrationTables, met: float) -> str:
    verdicts = found.counting("V")
    return _(
        "{share}: {met} of {all} that count; {missed} are not met, {open} cannot be told",
        share=in_percent(met),
        met=int((verdicts == str(Met.MET)).sum()),
        all=len(verdicts),
        missed=int((verdicts == str(Met.NOT)).sum()),
        open=int((verdicts == str(Met.UNKNOWN)).sum()),
    )


def _reweighted(found: CalibrationTables) -> Bar:
    """Weights from what each draw gave in its own few replicates."""
    effective, khat = found.number("reweighted"), found.number("khat")
    asked = _(
        "weighted by what each gave when it was run, draws count as {least} or more", least=LEAST_EFFECTIVE
    )
    shown = _(
        "{effective} of {run} (k-hat {khat}, to be trusted up to {most})",
        effective=number(effective),
        run=int(found.number("run")),
        khat=number(khat),
        most=TRUSTED,
    )
    return Bar(asked, shown, effective >= LEAST_EFFECTIVE and khat <= TRUSTED)


def _workload(found: CalibrationTables) -> Bar:
    pattern = patterns()[WORKLOAD]
    least, most = cast("tuple[float, float]", (pattern.low, pattern.high))
    low, middle, high = found.utilisation["utilisation"].quantile([0.05, 0.5, 0.95])
    asked = _("workload at Minzhu (median over draws) {between}", between=between(least, most))
    shown = _("{median} (middle 90 %: {between})", median=number(middle), between=between(low, high))
    return Bar(asked, shown, least <= middle <= most)


def _targets(found: CalibrationTables) -> Bar:
    rows, missed = found.checked("C"), found.missed()
    shown = _("{met} of {all}", met=len(rows) - len(missed), all=len(rows))
    return Bar(_("every target is met in fresh replicates"), shown, not len(missed))


def _ranks(found: CalibrationTables) -> Bar:
    truths, least = int(found.ranks["truths"].min()), float(found.ranks["p_holm"].min())
    asked = _(
        "ranks of {least} or more truths are even for every parameter (p above {level}, after Holm)",
        least=LEAST_RANKED,
        level=LEVEL,
    )
    shown = _("{truths} truths, smallest p {p}", truths=truths, p=number(least))
    return Bar(asked, shown, truths >= LEAST_RANKED and least > LEVEL)


def _recovered(found: CalibrationTables) -> Iterator[Bar]:
    for method, name in (("first", _("first method")), ("second", _("second method"))):
        row = found.recovered(method)
        asked = _(
            "{method}: 90 % intervals hold known truths in {share} or more, of at least {least} truths",
            method=name,
            share=in_percent(LEAST_RECOVERED),
            least=LEAST_TRUTHS,
        )
        ends = between(float(row["low"]), float(row["high"]), in_percent)
        shown = f"{in_percent(float(row['covered']))} ({ends})"
        yield Bar(asked, shown, row["covered"] >= LEAST_RECOVERED and int(row["truths"]) >= LEAST_TRUTHS)


def _broken(found: CalibrationTables) -> Bar:
    failing = found.broken.groupby("what", sort=False)["fails"].sum()
    shown = _("{caught} of {all}", caught=int((failing > 0).sum()), all=len(failing))
    asked = _("each broken rule or parameter makes at least one target fail")
    return Bar(asked, shown, bool((failing > 0).all()))


def share_left(volume: float) -> str:
    """A share of the prior, which may be very small."""
    return in_percent(volume) if volume >= SMALL else f"{volume:.1e}"


def parameter_or_shift(key: str) -> str:
    """The name of a parameter, or that of its shift at a type of compounds."""
    parameter, at, kind = key.partition(AT)
    name = parameter_name(parameter)
    if not at:
        return name
    return _("{parameter}, at compounds of type {type}", parameter=name, type=_(kind))


def broken_name(row: Row) -> str:
    """What was broken, in words."""
    what = str(row["what"])
    if row["broken"] == "rule":
        return _("rule {rule}: decides the opposite", rule=f"`{what}`")
    key, _sign, at = what.partition("=")
    return _("{parameter} set to {value}", parameter=parameter_or_shift(key), value=number(float(at)))


def failing_rows(found: CalibrationTables) -> Iterator[tuple[str, list[str], list[Row]]]:
    """What was broken, the targets that fail then, and, where none does, those that lie beyond their range
    without it being sure.
    """
    known = patterns()
    for _what, table in found.broken.groupby("what", sort=False):
        rows = records(table)
        failing = [str(row["pattern"]) for row in rows if bool(row["fails"])]
        asked = [] if failing else doubtful(table, [known[str(row["pattern"])] for row in rows])
        beyond = {one.id for one in asked}
        yield broken_name(rows[0]), failing, [row for row in rows if row["pattern"] in beyond]

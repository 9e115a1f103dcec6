"""Proposals: which mixes a search looks at next, by NSGA-II (Deb et al. 2002, in Optuna's hands), and which
ones chance would.

Invariant: the same levels, seed and answers give the same proposals, and no mix is proposed twice. So
a search that was interrupted is gone through again with the answers that are stored, and goes on from there.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.extras import from_extra
from experiments.optimisation.instrument_space import Mix, Space
from experiments.statistics.ties import levelled

FloatArray = NDArray[np.float64]

GENERATION = 12
"""Mixes that are run side by side before the search looks at what came out. On planted problems of 15 to 29
instruments 6 to 16 did equally well, and more did worse.
"""

DIRECTED = 11
"""Mixes at the start that would be best, each for other weights of the outcomes, if effects simply added
up."""

CHEAP, TOLERANCE = 0.02, 1e-9
"""A piece that costs a smaller share of the limits than this counts as costing that much; and rounding."""

TRIES = 50
"""After so many draws that gave nothing new a bolder draw is made."""


class MixValues(NamedTuple):
    """What came out of a mix: its values, of which more is better, and by how much it is over each limit (0
    and less: within).
    """

    values: tuple[float, ...]
    over: tuple[float, ...]

    @property
    def within(self) -> bool:
        """Whether it keeps all limits."""
        return all(one <= 0 for one in self.over)


type Judge = Callable[[Sequence[Mix]], Sequence[MixValues | None]]
"""Runs mixes and says what came out of each; None where that is undefined."""


class Drawing:
    """Mixes drawn at random. What a mix costs is guessed here, as the sum of what its pieces cost alone; what
    it does cost is found out when it is run.
    """

    def __init__(
        self, space: Space, alone: Sequence[MixValues | None], limits: Sequence[float], seed: int
    ) -> None:
        """alone: what came of each piece by itself (`Space.alone`); limits: what their `over` is beyond."""
        self.space, self.limits = space, np.array(limits)
        free = np.zeros(len(limits))
        self.prices = np.array([free if one is None else np.array(one.over) + limits for one in alone])
        self._random = np.random.default_rng([seed, len(space.pieces)])
        self._works = [one is not None for one in alone]

    def within(self) -> Mix:
        """A mix of so many pieces, drawn too, as the limits allow."""
        count, spent = len(self.space.pieces), np.zeros(len(self.limits))
        left, mix = int(self._random.integers(1, count + 1)), list(self.space.nothing())
        for place in self._random.permutation(count):
            if left and self._works[place] and np.all(spent + self.prices[place] <= self.limits):
                spent, left = spent + self.prices[place], left - 1
                mix[place] = float(self._random.choice(self.space.levels[place][1:]))
        return tuple(mix)

    def fitted(self, mix: Mix) -> Mix:
        """The mix without some of its pieces, drawn among those that cost what is over a limit."""
        fitted = list(mix)
        while (over := np.sign(fitted) @ self.prices > self.limits + TOLERANCE).any():
            dear = (self.prices[:, over] > 0).any(axis=1) & (np.array(fitted) > 0)
            fitted[int(self._random.choice(np.flatnonzero(dear)))] = 0.0
        return tuple(fitted)

    def beside(self, mix: Mix, changes: int) -> Mix:
        """The mix with so many of its pieces at another level, fitted to the limits."""
        changed = list(mix)
        for place in self._random.permutation(len(mix))[:changes]:
            others = [level for level in self.space.levels[place] if level != mix[place]]
            changed[place] = float(self._random.choice(others))
        return self.fitted(tuple(changed))

    def new(self, draw: Callable[[int], Mix], known: Collection[Mix]) -> Mix:
        """The first draw that is not known; where such draws give nothing new, any mix at all that is
        not.
        """
        for attempt in range(TRIES):
            if (mix := draw(attempt)) not in known:
                return mix
        while (mix := tuple(float(self._random.choice(levels)) for levels in self.space.levels)) in known:
            pass
        return mix


def chance(drawing: Drawing, trials: int) -> list[Mix]:
    """What chance looks at: the baseline, every piece alone, then mixes drawn within the limits."""
    found = [drawing.space.nothing(), *drawing.space.alone()][:trials]
    known = set(found)
    while len(found) < trials:
        found.append(drawing.new(lambda _attempt: drawing.within(), known))
        known.add(found[-1])
    return found


def begun(drawing: Drawing, nothing: MixValues, alone: Sequence[MixValues | None], seed: int) -> list[Mix]:
    """What a search begins with: the baseline, every piece alone, mixes that would be best if effects added
    up, and drawn ones where these are fewer than a generation.
    """
    space = drawing.space
    first = [space.nothing(), *space.alone(), *directed(drawing, nothing, alone, seed)]
    found = list(dict.fromkeys(first))
    for _more in range(GENERATION - len(found)):
        found.append(drawing.new(lambda _attempt: drawing.within(), found))
    return found


def directed(drawing: Drawing, nothing: MixValues, alone: Sequence[MixValues | None], seed: int) -> list[Mix]:
    """The mixes that would be best if effects and costs simply added up, for several weights of the values:
    pieces are taken in the order of what they do for what they cost.
    """
    effects = np.array([nothing.values if one is None else one.values for one in alone])
    effects = effects - np.array(nothing.values)
    size = np.abs(effects).max(axis=0)
    effects = effects / np.where(size > 0, size, 1.0)
    dear = np.maximum((drawing.prices / np.maximum(drawing.limits, TOLERANCE)).max(axis=1), CHEAP)
    count = effects.shape[1]
    drawn = np.random.default_rng(seed).dirichlet(np.ones(count), max(DIRECTED - count, 0))
    found = [_greedy(drawing, effects @ weights, dear) for weights in (*np.eye(count), *drawn)]
    return list(dict.fromkeys(found))


def _greedy(drawing: Drawing, worth: FloatArray, dear: FloatArray) -> Mix:
    """The pieces of most worth for what they cost, as far as the limits go; (pieces,) each."""
    spent, mix = np.zeros(len(drawing.limits)), list(drawing.space.nothing())
    for place in np.argsort(-levelled(worth / dear), kind="stable"):
        if worth[place] > 0 and np.all(spent + drawing.prices[place] <= drawing.limits):
            spent = spent + drawing.prices[place]
            mix[place] = max(drawing.space.levels[place])
    return tuple(mix)


class Search:
    """A search over a space of mixes: asks which mixes come next and takes in what came out."""

    def __init__(self, space: Space, values: int, drawing: Drawing, seed: int) -> None:
        """values: how many there are of each mix."""
        self.space, self.drawing = space, drawing
        self._optuna = library()
        self._optuna.logging.set_verbosity(self._optuna.logging.WARNING)
        self._sampler = self._optuna.samplers.NSGAIISampler(population_size=GENERATION, seed=seed)
        self._study = self._optuna.create_study(directions=["maximize"] * values, sampler=self._sampler)
        self.found: list[Mix] = []

    def run(self, start: Sequence[Mix], judge: Judge, trials: int) -> list[Mix]:
        """Look at the mixes to start from, then at what is proposed, until so many were looked at."""
        self._take(start, judge)
        while len(self.found) < trials:
            self._take([None] * min(GENERATION, trials - len(self.found)), judge)
        return self.found

    def _take(self, mixes: Sequence[Mix | None], judge: Judge) -> None:
        """A generation: these mixes, or, where there is None, what is proposed."""
        known, trials = set(self.found), list[tuple[Any, Mix]]()
        for given in mixes:
            trial, proposed = self._ask(given)
            mix = proposed if given else self._new(proposed, known)
            if mix != proposed:
                self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
                trial, mix = self._ask(mix)
            known.add(mix)
            trials.append((trial, mix))
        for (trial, mix), judged in zip(trials, judge([mix for _, mix in trials]), strict=True):
            self.found.append(mix)
            self._record(trial, judged)

    def _new(self, mix: Mix, known: Collection[Mix]) -> Mix:
        """The mix, fitted to the limits; one near it if that is known."""
        fitted = self.drawing.fitted(mix)
        if fitted not in known:
            return fitted
        return self.drawing.new(lambda attempt: self.drawing.beside(fitted, 1 + attempt // 10), known)

    def _ask(self, mix: Mix | None) -> tuple[Any, Mix]:
        """A trial, of this mix if it is given; one that is given must get its generation."""
        names = self.space.pieces
        if mix is not None:
            self._study.enqueue_trial(dict(zip(names, mix, strict=True)))
        trial = self._study.ask()
        self._sampler.get_trial_generation(self._study, self._study.get_trials(deepcopy=False)[trial.number])
        levels = zip(names, self.space.levels, strict=True)
        return trial, tuple(trial.suggest_categorical(name, some) for name, some in levels)

    def _record(self, trial: Any, judged: MixValues | None) -> None:
        if judged is None:
            self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
            return
        for place, over in enumerate(judged.over):
            trial.set_constraint(f"limit {place + 1}", over)
        self._study.tell(trial, list(judged.values))

    def write(self, file: Path, names: Mapping[str, object]) -> None:
        """The trials that were judged as a journal that Optuna reads; names: what to say of the study."""
        storages = self._optuna.storages
        storage = storages.JournalStorage(storages.journal.JournalFileBackend(str(file)))
        copy = self._optuna.create_study(
            storage=storage, study_name="search", directions=self._study.directions
        )
        for name, value in names.items():
            copy.set_user_attr(name, value)
        complete = self._optuna.trial.TrialState.COMPLETE
        copy.add_trials([one for one in self._study.trials if one.state == complete])


def library() -> Any:
    """Optuna; MissingExtra if it is not installed."""
    return from_extra("optuna", "Optuna", "analysis")

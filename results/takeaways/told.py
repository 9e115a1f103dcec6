"""What every take-away says of a finished folder, in the same words, colours and order.

Invariant: all that is concluded comes from `results/text/headlines/`, and the note that results hold within
the model alone goes with every piece of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from experiments.store.manifest import command_line
from results.figures.style import Look, looks
from results.report.material import Material
from results.text.completeness import notices
from results.text.headlines.cards import Card
from results.text.headlines.headline import Headline, headline
from results.text.names import joined, study_title
from results.text.signs.sign_sentences import short_key
from results.text.signs.under_calibration import signs_hint
from scenarios.language import _

INK, QUIET, LINE, RAISED, ACCENT = "#1d2330", "#566072", "#d4d9e2", "#f4f6f9", "#0b5394"
"""Colours of pages (`results/web/looks.css`)."""


@dataclass(frozen=True)
class Told:
    """title: of what the study is; notices: what is missing of it; looks: of every governance model; source:
    the command that made the folder.
    """

    title: str
    notices: tuple[str, ...]
    headline: Headline
    looks: Mapping[str, Look]
    source: str

    @property
    def note(self) -> str:
        """What stands on every slide, sheet and picture."""
        return _(
            "Simulated: holds only as far as the model does. Its sources are success stories. {calibrated}.",
            calibrated=signs_hint(self.headline.calibrated).capitalize(),
        )

    def key_of_signs(self, cards: Iterable[Card]) -> str:
        """How the marks on these cards are read, and on what they rest; how many signs hold, without any."""
        if any(card.shown_marks for card in cards):
            return short_key(self.headline.signs_of)
        return signs_hint(self.headline.calibrated)

    def of_cases(self, cases: Sequence[str]) -> "Told":
        """The same of some cases alone, for where not all have room."""
        whole = self.headline
        pairs = tuple(pair for pair in whole.pairs if pair.case in cases)
        matrices = tuple(one.of_cases(tuple(cases)) for one in whole.matrices)
        return replace(self, headline=replace(whole, pairs=pairs, matrices=matrices))


def told(found: Material) -> Told:
    """What is said of a finished folder."""
    study = found.study
    return Told(
        study_title(study.governance, study.cases),
        tuple(notices(found.state)),
        headline(study, found.points, found.varied),
        looks(study.governance),
        command_line(study.manifest),
    )


def nothing_compared() -> str:
    """What is said where there is one governance model alone."""
    return _(
        "Nothing was compared: that needs two governance models. The tables of the folder and its report "
        "hold what this one gave."
    )


def bare(colour: str) -> str:
    """A colour as office files write it."""
    return colour.lstrip("#").upper()


def numbered(names: Mapping[str, str]) -> str:
    """Cases with the numbers that stand for them in a picture."""
    return joined(f"{place} {name}" for place, name in enumerate(names.values(), 1))

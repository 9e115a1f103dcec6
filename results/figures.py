"""All figures of a study, as PNG for slides and SVG for print."""

from pathlib import Path

from experiments.study import Study
from results.at_cost import costs_compared
from results.costs import costs
from results.differences import differences, differences_file
from results.months import months
from results.style import save, styled


def draw(study: Study, folder: Path) -> None:
    """Draw the figures of a study into a new folder, in the language chosen."""
    folder.mkdir()
    source = " ".join(str(word) for word in _command(study))
    with styled():
        for case in study.cases:
            for cost in costs_compared(study.comparison) if study.comparison is not None else ():
                save(differences(study, case, cost), folder / differences_file(case, cost), source)
            save(months(study, case), folder / f"months-{case}", source)
        if study.comparison is not None:
            save(costs(study), folder / "costs", source)


def _command(study: Study) -> list[object]:
    command = study.manifest["command"]
    return command if isinstance(command, list) else [command]

"""All figures of a study, as PNG for slides and SVG for print."""

from pathlib import Path

from experiments.study import Study
from results.costs import costs
from results.differences import differences
from results.months import months
from results.style import save, styled


def draw(study: Study, folder: Path) -> None:
    """Draw the figures of a study into a new folder, in the language chosen."""
    folder.mkdir()
    source = " ".join(str(word) for word in _command(study))
    with styled():
        for case in study.cases:
            if study.comparison is not None:
                save(differences(study, case), folder / f"differences-{case}", source)
            save(months(study, case), folder / f"months-{case}", source)
        if study.comparison is not None:
            save(costs(study), folder / "costs", source)


def _command(study: Study) -> list[object]:
    command = study.manifest["command"]
    return command if isinstance(command, list) else [command]

"""gongzhi from Python, in a script or a notebook: `import gongzhi`, then `gongzhi.compare(…)`.

No logic is here. The packages behind it have everyday names, and a folder `model` or `agents` may lie beside
a notebook: importing this file first binds the names to the packages that lie beside it. What is named below
is loaded when it is asked for.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.field_data.ties.tie_import import import_ties
    from experiments.provenance.chosen_rules import chosen_rules
    from model.neighbourhood import Neighbourhood, Placement
    from results.notebook.at_once import compare, run
    from results.notebook.finished import open_results
    from results.notebook.study import Study, sweep
    from scenarios.read import scenario

__all__ = [
    "Neighbourhood",
    "Placement",
    "Study",
    "chosen_rules",
    "compare",
    "import_ties",
    "open_results",
    "run",
    "scenario",
    "sweep",
]

FOUND_IN = {
    **{"import_ties": "experiments.field_data.ties.tie_import"},
    **{"chosen_rules": "experiments.provenance.chosen_rules"},
    **{"scenario": "scenarios.read", "open_results": "results.notebook.finished"},
    **{"run": "results.notebook.at_once", "compare": "results.notebook.at_once"},
    **{"Study": "results.notebook.study", "sweep": "results.notebook.study"},
    **{"Neighbourhood": "model.neighbourhood", "Placement": "model.neighbourhood"},
}
OURS = ("scenarios", "agents", "model", "experiments", "results")
HERE = Path(__file__).resolve().parent


def _bind() -> None:
    """Import our packages from beside this file; ImportError if others of their names were imported."""
    places = {name: _place(name) for name in OURS if name in sys.modules}
    for name, place in places.items():
        if place != HERE / name:
            raise ImportError(
                f"{name} was imported from {place} before gongzhi, which has a {name} of its own in {HERE}. "
                f"Begin anew with `import gongzhi` as the first import. / 在 gongzhi 之前已从 {place} 导入了 "
                f"{name}，而 gongzhi 在 {HERE} 有同名的包。请重新启动，并先 import gongzhi。"
            )
    sys.path.insert(0, str(HERE))
    try:
        for name in OURS:
            import_module(name)
    finally:
        sys.path.remove(str(HERE))


def _place(name: str) -> Path | None:
    """The folder, or the file, of a module that is imported already."""
    module = sys.modules[name]
    for folder in getattr(module, "__path__", ()):
        return Path(folder).resolve()
    file = getattr(module, "__file__", None)
    return Path(file).resolve() if file else None


def __getattr__(name: str) -> object:
    if name not in FOUND_IN:
        raise AttributeError(f"module 'gongzhi' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(FOUND_IN[name]), name)


def __dir__() -> list[str]:
    return __all__


_bind()

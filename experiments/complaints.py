"""What the command says when something is wrong: one message where the user can mend it, else whose fault it
is.
"""

from collections.abc import Sequence

from scenarios.language import LANGUAGES, _

TRACEBACK = "GONGZHI_TRACEBACK"


class LanguageError(ValueError):
    """`--lang` names neither Chinese nor English."""


def language_asked(arguments: Sequence[str]) -> str | None:
    """The value of the last `--lang`, wherever it stands; None where there is none."""
    found = None
    for place, word in enumerate(arguments):
        if word == "--lang":
            found = arguments[place + 1] if place + 1 < len(arguments) else ""
        elif word.startswith("--lang="):
            found = word.removeprefix("--lang=")
    if found is not None and found not in LANGUAGES:
        raise LanguageError(
            _("There is no language {language}; there are zh and en.", language=found or '""')
        )
    return found


def message(error: Exception) -> str | None:
    """The one message on an error that the user can mend; None where the fault is ours."""
    from experiments.arguments import ArgumentError
    from experiments.folder import FolderError
    from experiments.run import RunError
    from experiments.sources import CodeError
    from scenarios.read import ScenarioError

    if isinstance(error, RunError):
        return error.message()
    mendable = isinstance(error, ArgumentError | CodeError | FolderError | ScenarioError | LanguageError)
    return str(error) if mendable else None


def fault(error: Exception) -> str:
    """The message on an error that is ours."""
    return _(
        "A fault in gongzhi: {problem}. With {variable}=1 in the environment it shows where.",
        problem=f"{type(error).__name__}: {error}",
        variable=TRACEBACK,
    )

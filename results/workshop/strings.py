"""The strings that the scripts of the workshop page show, in the language spoken."""

from experiments.statistics.verdict import Verdict, word
from results.text import built_in
from results.text.verdicts import held_back_words
from results.workshop.controls.control_strings import controls_strings, presenter_strings
from results.workshop.own_place.own_place_frame import own_place_strings
from results.workshop.room.room_frame import room_strings
from scenarios.language import _


def strings() -> dict[str, str]:
    """Every string of the page by the name that the scripts use."""
    return (
        _of_set_up()
        | _of_results()
        | _of_compound()
        | _of_predictions()
        | presenter_strings()
        | own_place_strings()
        | room_strings()
    )


def _of_set_up() -> dict[str, str]:
    return {
        "case": _("case"),
        "households": _("{count} households"),
        "first side": _("Governance model A"),
        "second side": _("Governance model B"),
        "third side": _("Governance model C"),
        "none": _("none"),
        "instruments": _("Instruments ({count} of {all})"),
        "months": _("Months"),
        "worlds": _("replicates"),
        "parameters": _("Parameters that matter"),
        "evidence": _("evidence"),
        "as the case": _("as the case has it"),
        "reset": _("Reset"),
        **controls_strings(),
        "too large": _("This is too large for a set-up (32 KB at most)."),
        "no server": _("The server does not answer. Is it still running?"),
    }


def _of_results() -> dict[str, str]:
    return {
        "running": _("{done} of {total} runs are finished."),
        "done": _("Finished: {total} runs, the same {worlds} replicates for each governance model."),
        "cancelled": _("Cancelled; {done} of {total} runs are shown."),
        "failed": _("The round failed."),
        "difference": _("difference"),
        "interval": _("95 % interval"),
        "verdict": _("verdict"),
        "outcome": _("outcome"),
        "picture": _("interval beside the grey band of what is too small to matter"),
        "month": _("month"),
        "months heading": _("Month by month"),
        "differences heading": _("Differences"),
        "compound heading": _("The compound, month by month"),
        "one world": _("One replicate is not enough to tell; wait for the others."),
        "months label": _("Month by month: {outcome} on {case}. The table below has the numbers."),
        **{str(one): word(one) for one in Verdict},
        "exploratory": _("exploratory"),
        "held back": held_back_words(),
        **{f"built in {way}": text for way, text in built_in.words().items()},
        "within": _("These results apply to the model only; they are no forecast for any real place."),
        "bands": _(
            "Lines are means over the replicates, bands hold the middle four fifths of them: "
            "how much replicates differ, not how sure the mean is."
        ),
    }


def _of_compound() -> dict[str, str]:
    return {
        "loading compound": _("The compound is simulated …"),
        "compound opened": _(
            "One replicate of this set-up, before any comparison: by itself it is no result."
        ),
        "compound said": _("One replicate of many. Click a household (or press Enter on it) to ask why."),
    }


def _of_predictions() -> dict[str, str]:
    return {
        "predict heading": _("What do you expect?"),
        "predict said": _("Compared with “{a}”, under “{b}” the following will be …"),
        "your name": _("Your name (may stay empty)"),
        "same": _("about the same"),
        "keep": _("Keep my answers"),
        "skip": _("Show the results"),
        "kept": _("{count} answers were kept. The next person may answer now."),
        "predicted heading": _("What was expected, and what came out"),
        "expected": _("Expected"),
        "found": _("came out"),
        "name": _("Who"),
        "right": _("As expected?"),
        "right yes": _("as expected"),
        "right no": _("came out otherwise"),
        "right cannot tell": _("cannot tell yet"),
        "right said": _(
            "Cannot tell yet: no difference could be shown, and the interval reaches beyond "
            "the grey band of what is too small to matter. More replicates will tell."
        ),
        "export": _("All predictions as CSV"),
    }

"""The strings of sliders, links and the presenter mode, in the language spoken."""

from scenarios.language import _


def controls_strings() -> dict[str, str]:
    """Of the form, by the name that the scripts use."""
    return {
        "plausible": _("plausible"),
        "possible": _("possible"),
        "beyond": _("Beyond the plausible range: possible, but no evidence speaks for it."),
        "not allowed": _("Here this would be more, or less, than is possible."),
        "people": _("{rate} per 1000 residents, here about {count}"),
        "chance": _("{chance} in place of {of}, for young residents"),
        "cost": _("cost"),
        "fold": _("Fold away"),
        "unfold": _("Change the set-up"),
        "length": _("{months} months, {worlds} replicates"),
        "copied": _("Copied. Opened in another workshop page of this version, it shows the same set-up."),
        "copy it": _("Marked: copy it with Ctrl-C."),
        "no link": _("There is no set-up in this link; its part begins with #set-up=."),
        "the link": _("The link"),
        "other version": _(
            "This set-up was made with version {theirs}, here is version {ours}; what comes out may differ."
        ),
    }


def presenter_strings() -> dict[str, str]:
    """Of the presenter mode, by the name that the scripts use."""
    return {
        "step question": _("The question"),
        "step prediction": _("Prediction"),
        "step months": _("Month by month"),
        "step verdicts": _("Verdicts"),
        "step compound": _("The compound"),
        "step limits": _("What this cannot tell"),
        "step of": _("{step} of {all}: {name}"),
        "asked one": _("{a} on {case}: what comes out?"),
        "asked more": _("On {case}: what would change if {b} took the place of {a}?"),
        "or": _(" or "),
        "beside": _("{b} has, and {a} has not: {instruments}"),
        "nothing yet": _("Nothing has come out yet. Press Run, or wait for the first replicates."),
        "present": _("Present"),
        "leave": _("Leave"),
        "back": _("Back"),
        "on": _("Next"),
        "whole screen": _("Full screen"),
        "keys": _("Keys"),
        "close": _("Close"),
        "key on": _("one step on"),
        "key back": _("one step back"),
        "key ends": _("first step, last step"),
        "key screen": _("present; then full screen on and off"),
        "key leave": _("leave the presentation"),
        "key help": _("this list"),
        "space": _("Space"),
        "limit households": _("A simulated household is nobody; petition is a legitimate voice."),
        "limit sources": _("What is known of governance models was mostly told by those who ran them."),
        "limit replicates": _("{count} replicates: what differs less than their spread cannot be told."),
    }

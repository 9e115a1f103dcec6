"""The strings that the scripts of a living compound show, in the language spoken."""

from scenarios.language import _


def strings() -> dict[str, str]:
    """Every string by the name that the scripts use."""
    return _of_playing() | _of_marks() | _of_household() | _of_issue()


def _of_playing() -> dict[str, str]:
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("One month back"),
        "forward": _("One month on"),
        "speed": _("Speed"),
        "times": _("{number} ×"),
        "in month": _("month {month}"),
        "of months": _("month {month} of {last}"),
        "time line": _("Time line"),
        "ticker": _("What happened this month"),
        "in words": _("This month in words"),
        "nothing": _("Nothing was noted."),
        "loading answer": _("The answer is on its way …"),
        "close": _("Close"),
        "map label": _(
            "{name}: {count} households in month {month}. Arrow keys go from household to household, "
            "Enter asks."
        ),
        "how drawn": _(
            "One replicate of many. The months are those of the simulation; in which order marks appear "
            "within a month is drawn, not simulated."
        ),
    }


def _of_marks() -> dict[str, str]:
    return {
        "elderly": _("elderly"),
        "established": _("middle-aged"),
        "young": _("young"),
        "mark disturbed": _("disturbed by noise"),
        "mark active": _("took part this month"),
        "mark away": _("nobody at home"),
        "mark open": _("issues open in this stairwell"),
        "mark shop": _("shop without consent"),
        "mark lawful": _("shop with the neighbours' consent"),
        "mark quarrel": _("quarrel (bold: new this month)"),
        "mark signed": _("signs a petition"),
        "mark met": _("meets staff on rounds or visits"),
        "mark sat": _("sits in a session"),
        "mark moved": _("moved this month"),
        "mark resolved": _("resolved this month"),
        "callout sat": _("Session: {count} households"),
        "callout signed": _("Petition: {count} households sign"),
    }


def _of_household() -> dict[str, str]:
    return {
        "household": _("{door}: {who}"),
        "household now": _("Disturbance {disturbance}, hardship {hardship} (0 to 1)."),
        "door": _("{stairwell}-{floor}-{door}"),
        "does away": _("Nobody is at home."),
        "does active": _("It took part in the compound's affairs this month."),
        "does not active": _("It did not take part in the compound's affairs this month."),
        "does signed": _("It signed a petition this month."),
        "does sat": _("It sat in a session this month."),
        "does met": _("It met staff on rounds or visits this month."),
        "does gathered": _("It came to a neighbourhood event this month."),
        "does moved": _("It is new: others moved out this month."),
        "does opened": _("A shop opened here this month."),
        "does ended": _("The shop here closed this month."),
        "its issues": _("Its issues that are not over"),
    }


def _of_issue() -> dict[str, str]:
    return {
        "issues open": _("Issues open this month"),
        "no issue": _("none"),
        "follow": _("Follow one issue"),
        "follow this": _("Follow this issue"),
        "stop following": _("Stop following"),
        "earlier": _("Its month before"),
        "later": _("Its next month"),
        "issue": _("{kind}, stairwell {stairwell}, since month {month}"),
        "issue before": _("{kind}, stairwell {stairwell}, since before the start"),
        "issue at": _("month {month}: {words}"),
        "issue end": _("At the end: {status}."),
        "change raised": _("it comes up"),
        "change told": _("somebody is told"),
        "change passed on": _("it is unclear who is responsible; it is passed on"),
        "change heard": _("a session hears it"),
        "change attempt": _("a mediation does not settle it"),
        "change reopened": _("it was called done and comes back"),
        "change escalated": _("it is taken outside the compound"),
        "change endured": _("nobody works on it any more; those concerned live with it"),
        "change resolved": _("it is resolved"),
        "change faded": _("it ends by itself or is given up"),
    }

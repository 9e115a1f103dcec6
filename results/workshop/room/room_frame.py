"""The panel "Ask the room" of the facilitator's page: its frame, and the strings of its script."""

from results.web.markup import Markup, tag
from scenarios.language import _


def room_panel() -> Markup:
    """The panel, shut until somebody opens it."""
    return tag(
        "details",
        tag("summary", _("Ask the room")),
        tag("p", role="alert", id="room-problem", cls="notice", hidden=True),
        tag("div", id="room-shown"),
        id="room",
    )


def room_strings() -> dict[str, str]:
    """The strings of the script by the name that it uses."""
    return _of_asking() | _of_showing()


def _of_asking() -> dict[str, str]:
    return {
        "room paper only": _(
            "Phones take part when the workshop is started with --room. Without it raise hands or use slips "
            "of paper, and type the tally in."
        ),
        "room go to": _("On the same network, open"),
        "room code": _("and type the code, or point the camera at the picture"),
        "room picture": _("QR code of {address}"),
        "room privacy": _("Nobody asks for names. Only counts are kept. This is no secret ballot."),
        "room run first": _(
            "Run a comparison of two governance models; then the room can be asked about it."
        ),
        "room elsewhere": _("A question on another round is open."),
        "room choose": _("Ask what is expected of (one to {most})"),
        "room first": _("First vote"),
        "room second": _("Second vote"),
        "room quiz": _("Quiz on the result"),
        "room close": _("Close the question"),
        "room end": _("Close the room"),
        "room end sure": _("Close the room? Phones are answered again only after the workshop is restarted."),
        "room paper": _("Type in a paper tally"),
        "room keep paper": _("Take over the tally"),
    }


def _of_showing() -> dict[str, str]:
    return {
        "room ballots": _("ballots from phones"),
        "room show": _("Show the bars"),
        "room hide": _("Hide the bars"),
        "room reveal": _("Show the model's result beside them"),
        "room came": _("← the model"),
        "room right": _("← right"),
        "room most": _("most answers ({share} %) say “{answer}”."),
        "room tie": _("two answers have as many."),
        "room nobody": _("no answer."),
        "room came yes": _("It came out so in the model."),
        "room came no": _("It came out otherwise in the model."),
        "room cannot tell": _("The model cannot tell yet, so no answer is right or wrong."),
        "room quiz yes": _("That is right."),
        "room quiz no": _("That is not right."),
        "room understood": _("{share} % of all answers are right."),
        "room seen": _("The model's result had been shown before this vote."),
        "room csv": _("All votes as CSV"),
        "room png": _("Picture of both votes"),
    }

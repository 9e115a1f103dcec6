"""The page of the attributes: what a rule may read of a resident by `self`, from the classes themselves."""

from collections.abc import Iterator

from agents.attribute import looked
from agents.elderly import ElderlyResident
from agents.established import EstablishedResident
from agents.landlord import GroundFloorLandlord
from agents.young import YoungNewcomer
from experiments.markdown import markdown_table
from scenarios import read
from scenarios.language import _, pick
from scenarios.problems import number
from scenarios.rules import Measure, rule_words

HOUSEHOLD = "household."
KINDS = (ElderlyResident, EstablishedResident, YoungNewcomer, GroundFloorLandlord)


def attributes_page() -> str:
    """The page, in Markdown: states of every household, then the parameters of each kind."""
    heads = (_("attribute"), _("name"), _("unit"), _("range"))
    states = [_state(name, one) for name, one in _states().items()]
    return "\n\n".join(
        [
            f"# {_('Attributes of residents')}",
            _("What a rule reads as `self.NAME`. States differ between households and from month to month."),
            f"## {_('States')}",
            markdown_table(heads, states),
            f"## {_('Parameters')}",
            markdown_table((_("attribute"), _("parameter"), _("what it is")), list(_parameters())),
        ]
    )


def _states() -> dict[str, Measure]:
    """The states of a household that a class of residents declares, by name."""
    words = {key: one for key, one in rule_words().states.items() if key.startswith(HOUSEHOLD)}
    declared = {name for kind in KINDS for name in looked(kind)}
    named = {key.removeprefix(HOUSEHOLD): one for key, one in words.items()}
    return {name: one for name, one in named.items() if name in declared}


def _state(name: str, one: Measure) -> list[str]:
    unit = "–" if one.unit == "none" else _(one.unit)
    return [f"`{name}`", pick(one.name), unit, f"{number(one.range[0])} – {number(one.range[1])}"]


def _parameters() -> Iterator[list[str]]:
    """Each parameter that rules read, once for each key that a kind has for it."""
    keys = {
        (name, member.key)
        for kind in KINDS
        for name, member in looked(kind).items()
        if hasattr(member, "key")
    }
    for name, key in sorted(keys):
        yield [f"`{name}`", f"`{key}`", pick(read.ledger()[key].name)]

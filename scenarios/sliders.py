"""The sliders of a workshop: the parameters that a room may move, and how each is put to people.

Invariant: a slider moves over every value that the ledger allows; what lies beyond the plausible range is
marked, never refused. None shows log-odds: it says what they do to a chance.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scenarios.entries import Entry, Number, Text, Words
from scenarios.files import open_data
from scenarios.fixed import Fixed

SLIDERS = Path(__file__).with_name("workshop.yaml")

Scale = Literal["plain", "percent", "people", "chance"]
Change = Literal["to", "add", "times", "people"]


class Question(Entry):
    """A question that a button answers: what it makes of the value that the case has.

    `people`: so many more persons in this place, of a value per 1000 residents.
    """

    text: Text
    change: Change
    by: Number


class Slider(Entry):
    """One parameter, in words. `chance` shows the chance of somebody who would come with chance `of`, were it
    not for this; `through`: the parameter that it is multiplied by there.
    """

    text: Text
    scale: Scale = "plain"
    of: Annotated[float, Field(gt=0, lt=1)] | None = None
    through: Words | None = None
    questions: tuple[Question, ...] = ()


@cache
def sliders() -> Mapping[str, Slider]:
    """The sliders by the key of their parameter; ScenarioError if the file is wrong."""
    data = open_data(SLIDERS)
    found = {
        key: data.build(Slider, _with_questions(data.mapping(one, (key,))), (key,))
        for key, one in data.mapping(data.document.data).items()
    }
    return Fixed(found)


def _with_questions(content: Mapping[str, object]) -> dict[str, object]:
    asked = content.get("questions")
    return {**content, "questions": tuple(asked)} if isinstance(asked, list) else dict(content)

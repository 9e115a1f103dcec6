"""How often the demands of the catalogue come up in a place, relative to one another."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from scenarios.fixed import fix

type Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Demands(BaseModel):
    """Weights by demand, with where they come from; a demand left out has weight 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    weights: Annotated[Mapping[str, Weight], AfterValidator(fix)]
    grade: Literal["law", "official", "survey", "seed", "assumption"]
    source: Annotated[str, Field(min_length=1)]

"""An attribute: something true of a lot. A trait: a hidden standard normal that relatives share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from cipsc_sim.scenario.noun import Name, Noun, Positive, Probability
from cipsc_sim.scenario.quantity import AtLeastZero, Chance


class Shows(Noun):
    """A flag that betrays itself, as contamination does when growth is seen: the lot is lost then."""

    chance: Chance = Field(description="probability that it is seen at all before a test finds it")
    after_d: AtLeastZero = Field(description="days from the moment the flag is set until it is seen")
    reason: Name = Field(description="the reason of failure")


class Ratio(Noun):
    """An attribute that is always the quotient of another and a divisor: an attribute, one of the order, or a number."""

    of: Name = Field(description="the attribute that is divided")
    by: Name | Positive = Field(
        description="what it is divided by: an attribute of the lot or of the order, or a number"
    )

    def __str__(self) -> str:
        return f"{self.of} / {self.by if isinstance(self.by, str) else format(self.by, 'g')}"


class Attribute(Noun):
    """Something true of a lot."""

    kind: Literal["amount", "property", "share", "flag"] = Field(
        description="amount: adds up, samples are taken from it; share: shares of a lot sum to 1; flag: true or false"
    )
    unit: str = Field(default="1", description="the unit in which the number is written")
    title: str = Field(default="", description="how reports call it")
    ratio: Ratio | None = Field(default=None, description="always the quotient of another attribute and a divisor")
    shows: Shows | None = Field(default=None, description="a flag that betrays itself in culture")
    per_opening: Chance | None = Field(
        default=None, description="of a flag: the hazard of one open manipulation, for the effect expose: openings"
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Attribute:
        if self.shows is not None and self.kind != "flag":
            raise ValueError("shows: only a flag can show")
        if self.per_opening is not None and self.kind != "flag":
            raise ValueError("per_opening: only a flag is set by openings")
        if self.ratio is not None and self.kind != "property":
            raise ValueError("ratio: only a property can be a ratio")
        return self


class Trait(RootModel[dict[Name, Annotated[Probability, Field()]]]):
    """Shares of the trait's variance, by the material whose lots each part is drawn for."""

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Trait:
        total = sum(self.root.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the shares of a trait's variance sum to 1, found {total:g}")
        return self

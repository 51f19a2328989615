"""A material: a kind of thing that lots are made of, and how it is supplied."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Count, Name, NonNegative, Noun, Positive, Probability
from cipsc_sim.scenario.quantity import Any_, AtLeastZero


class Stock(Noun):
    """A level of stock, in packs or in lots."""

    packs: Annotated[int, Field(ge=1)] | None = Field(default=None, description="the level in packs")
    lots: Annotated[int, Field(ge=1)] | None = Field(default=None, description="the level in lots")

    @model_validator(mode="after")
    def _one_of_them(self) -> Stock:
        if (self.packs is None) == (self.lots is None):
            raise ValueError("write either packs or lots")
        return self


class PoissonStream(Noun):
    """Arrivals at random at a constant rate."""

    per_year: Positive = Field(description="mean number in a year of 365 days")


class Booked(Noun):
    """Slots booked ahead: one every so many days, each used with a probability."""

    every_d: Positive = Field(description="days between slots")
    used: Probability = Field(default=1.0, description="chance that a slot is used")


class Arrivals(Noun):
    """When things come: at random, at a fixed interval, at given days, or in booked slots."""

    poisson: PoissonStream | None = Field(default=None, description="at random, at a constant rate")
    every_d: AtLeastZero | None = Field(default=None, description="days between arrivals")
    at_d: list[NonNegative] | None = Field(default=None, description="the days of arrival")
    booked: Booked | None = Field(default=None, description="in slots that are booked ahead")
    limit: Count | None = Field(default=None, description="no more than so many arrivals in all")

    @model_validator(mode="after")
    def _one_of_them(self) -> Arrivals:
        written = [n for n in ("poisson", "every_d", "at_d", "booked") if getattr(self, n) is not None]
        if len(written) != 1:
            found = " and ".join(written) or "none"
            raise ValueError(f"write one of poisson, every_d, at_d, booked; found {found}")
        if self.every_d is not None and self.every_d.distribution.high <= 0:
            raise ValueError("every_d: arrivals every 0 days never end")
        return self


class Purchase(Noun):
    """Bought from a supplier when stock falls below a level."""

    below: Stock = Field(description="the level below which is bought")
    lots: Annotated[int, Field(ge=1)] | None = Field(default=None, description="lots of each order; left out: 1")
    up_to: Stock | None = Field(default=None, description="in place of lots: as many as fill stock up to this level")
    lead_time_d: AtLeastZero = Field(description="days from the order to the delivery")
    price: NonNegative = Field(default=0.0, description="money for each lot; what uses of it pays its part")

    @model_validator(mode="after")
    def _one_quantity(self) -> Purchase:
        if self.up_to is None:
            return self
        if self.lots is not None:
            raise ValueError("write lots or up_to, not both")
        if (self.up_to.packs is None) != (self.below.packs is None):
            raise ValueError("up_to: in the unit of below, packs or lots")
        if (self.up_to.packs or self.up_to.lots or 0) < (self.below.packs or self.below.lots or 0):
            raise ValueError("up_to: not lower than below")
        return self


class Supply(Noun):
    """Where lots of a material come from when no order makes them for itself."""

    with_order: Annotated[int, Field(ge=1)] | None = Field(default=None, description="lots that come with each order")
    at_start: Annotated[int, Field(ge=1)] | None = Field(default=None, description="lots there on day 0, shared")
    made_below: Stock | None = Field(default=None, description="made when stock falls below this level")
    arrive: Arrivals | None = Field(default=None, description="lots that come from outside")
    bought: Purchase | None = Field(default=None, description="lots that are bought when stock falls")

    @model_validator(mode="after")
    def _one_of_them(self) -> Supply:
        names = ("with_order", "at_start", "made_below", "arrive", "bought")
        written = [name for name in names if getattr(self, name) is not None]
        if len(written) != 1:
            found = " and ".join(written) or "none"
            raise ValueError(f"write one of {', '.join(names)}; found {found}")
        return self


class Material(Noun):
    """A kind of thing that lots are made of: how it is packed, kept, aged and supplied."""

    title: str = Field(default="", description="how reports call it")
    supply: Supply | None = Field(default=None, description="absent: made when an order needs it, for that order")
    has: dict[Name, Any_] = Field(
        default={}, description="attributes that each lot has from its birth, supplied or made"
    )
    packs: Annotated[int, Field(ge=1)] = Field(default=1, description="packs in a supplied lot")
    pack: dict[Name, Positive] = Field(default={}, description="amounts in one pack; other amounts are divided evenly")
    kept_in: Name | None = Field(
        default=None,
        description="equipment of which each lot takes one position; what comes from outside waits for it",
    )
    shelf_life_d: AtLeastZero | None = Field(default=None, description="days from the end of the procedure")
    loses_per_d: dict[Name, Name | AtLeastZero] = Field(
        default={},
        description="fraction of an amount or a property lost in each day kept; a name: the same as of that one",
    )

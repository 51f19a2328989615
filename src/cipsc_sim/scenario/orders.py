"""An order: who wants what, how often, how long they wait, what is enough."""

from __future__ import annotations

from pydantic import Field, model_validator

from cipsc_sim.scenario.material import Arrivals
from cipsc_sim.scenario.noun import Name, Noun, Positive
from cipsc_sim.scenario.procedure import Number
from cipsc_sim.scenario.quantity import Any_, AtLeastZero, Chance


class Want(Noun):
    """How much of a material an order wants, in whole lots or in packs of one."""

    lots: Number | None = Field(default=None, description="so many whole lots")
    packs: Number | None = Field(default=None, description="so many packs of one lot")

    @model_validator(mode="after")
    def _one_of_them(self) -> Want:
        if (self.lots is None) == (self.packs is None):
            raise ValueError("write either lots or packs")
        return self


class Leaves(Noun):
    """Why an order may leave: withdrawal at a constant rate, patience, or not being fit when the product is ready."""

    per_month: Chance | None = Field(default=None, description="chance to withdraw in each month of 30.4375 days")
    after_d: AtLeastZero | None = Field(
        default=None, description="days an order waits for its first lot before it leaves"
    )
    unfit: Chance | None = Field(default=None, description="chance of not being fit when the product is ready")


class Response(Noun):
    """Chance of the wished outcome from all that an order is given: plateau / (1 + (half_at / dose)^slope); an extrapolation."""

    of: Name = Field(
        description="the attribute that is the dose, added up over the lots given: an amount, or one divided by what is none"
    )
    half_at: Positive = Field(description="the dose at which half of the plateau is reached")
    slope: Positive = Field(description="how steeply the chance rises with the dose")
    plateau: Chance = Field(description="the chance at the largest doses")
    relative_to: dict[Name, Positive] = Field(
        default={}, description="the dose of each lot is scaled by attribute / this value"
    )


class Orders(Noun):
    """The stream of orders."""

    title: str = Field(default="", description="how reports call it")
    arrive: Arrivals = Field(description="when orders arrive")
    wants: dict[Name, Want] = Field(description="the one material that an order wants")
    has: dict[Name, Any_] = Field(default={}, description="attributes of the order, such as a weight")
    priorities: dict[Name, Positive] = Field(
        default={}, description="classes of orders, the most urgent first, and how many are in each, in proportion"
    )
    leaves: Leaves | None = Field(default=None, description="why an order may leave; left out: it never does")
    transport_h: AtLeastZero | None = Field(default=None, description="hours from release to use")
    apart_d: AtLeastZero | None = Field(
        default=None, description="days after one lot was given until the next is asked for; left out: at once"
    )
    response: Response | None = Field(
        default=None,
        description="the chance of the wished outcome, from the doses given; left out: nothing is said of it",
    )

    @model_validator(mode="after")
    def _one_material(self) -> Orders:
        if len(self.wants) != 1:
            raise ValueError(f"orders want one material, found {len(self.wants)}")
        return self

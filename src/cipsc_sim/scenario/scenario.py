"""A scenario: what is to be made, with what, by which rules. The resolved, validated, frozen whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from cipsc_sim.scenario.assay import Assay
from cipsc_sim.scenario.attribute import Attribute, Trait
from cipsc_sim.scenario.common_cause import CommonCause
from cipsc_sim.scenario.facility import Facility
from cipsc_sim.scenario.material import Material
from cipsc_sim.scenario.noun import Name, NonNegative, Noun, Positive
from cipsc_sim.scenario.orders import Orders
from cipsc_sim.scenario.procedure import Procedure
from cipsc_sim.scenario.quantity import Any_
from cipsc_sim.scenario.recovery import Recovery
from cipsc_sim.scenario.release import Release
from cipsc_sim.scenario.specification import Specification

GRADES = ("A", "B", "C", "D", "choice")


class Reference(Noun):
    """A source: what it is, and where to find it."""

    cite: str = Field(description="authors, title, journal, year, as one cites it")
    doi: str | None = Field(default=None, description="its DOI")
    pmid: str | None = Field(default=None, description="its number in PubMed")
    note: str = Field(default="", description="what was read of it, and what it says")


LONGEST_PLAY_D = 365_000
"""A thousand years: what is longer is a slip of the pen, and would play for ever."""


class Clock(Noun):
    """Minute 0 is local midnight of the start date. Orders that arrive in the count window are the cohort."""

    start_date: str = Field(default="2026-01-05", description="the date of day 0")
    warm_up_d: NonNegative = Field(
        default=0.0, description="days played before the count window, so that the site is as full as it will be"
    )
    count_d: Positive = Field(description="days of the count window")
    run_out_d: NonNegative = Field(default=0.0, description="longest follow-up of the cohort after the window")

    @field_validator("start_date")
    @classmethod
    def _a_date(cls, text: str) -> str:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError(f'"{text}" is no date. Write it as 2026-01-05') from None
        return text

    @model_validator(mode="after")
    def _ends_some_day(self) -> Clock:
        days = self.warm_up_d + self.count_d + self.run_out_d
        if days > LONGEST_PLAY_D:
            raise ValueError(f"{days:g} d in all are more than a thousand years. Play at most {LONGEST_PLAY_D:,} d")
        return self


class Uncertainty(Noun):
    """What is not known about facts: priors by path, and by grade the cv of a level (or of the logit of a chance)."""

    by_grade: dict[Annotated[str, Field(pattern="^[A-D]$")], NonNegative] = Field(
        default={"A": 0.0, "B": 0.05, "C": 0.10, "D": 0.15},
        description="by grade of evidence: the cv that the level of a fact without a prior of its own has",
    )
    priors: dict[str, Any_] = Field(default={}, description="dotted path of a number → distribution of what it may be")


class Costs(Noun):
    """Money that no step, task or assay names."""

    fixed_per_year: NonNegative = Field(default=0.0, description="money the site costs in a year, whatever it does")
    medium_per_l: NonNegative = Field(default=0.0, description="money for a litre of medium")


class Scenario(Noun):
    """The whole: title and question first, then the nouns."""

    title: str = Field(description="what the scenario is called")
    question: str = Field(description="the question that it is to answer")
    notes: str = Field(default="", description="what a reader should know")
    clock: Clock = Field(description="when the play begins, and which orders count")
    currency: str = Field(default="USD", description="the money of all costs and prices")
    references: dict[str, Reference] = Field(default={}, description="sources, by the key that source names")
    uncertainty: Uncertainty = Field(default=Uncertainty(), description="what is not known about facts")
    attributes: dict[Name, Attribute] = Field(default={}, description="what is true of lots, by name")
    traits: dict[Name, Trait] = Field(default={}, description="what relatives share, by name")
    materials: dict[Name, Material] = Field(description="kinds of things that lots are made of, by name")
    procedures: dict[Name, Procedure] = Field(
        default={}, description="how lots of one material are made of others, by name"
    )
    common_causes: dict[Name, CommonCause] = Field(
        default={}, description="what results of one session or one lot of reagent share, by name"
    )
    assays: dict[Name, Assay] = Field(default={}, description="what reports on samples, by name")
    specifications: dict[Name, Specification] = Field(default={}, description="limits on what assays saw, by name")
    release: dict[Name, Release] = Field(
        default={}, description="by material: what must be known before it may be used or leave"
    )
    recovery: Recovery = Field(default=Recovery(), description="what is tried after a failure")
    facility: Facility = Field(default=Facility(), description="equipment and people")
    orders: Orders = Field(description="who wants what, and how often")
    costs: Costs = Field(default=Costs(), description="money that no step, task or assay names")

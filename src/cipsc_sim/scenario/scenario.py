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

    cite: str
    doi: str | None = None
    pmid: str | None = None
    note: str = ""


LONGEST_PLAY_D = 365_000
"""A thousand years: what is longer is a slip of the pen, and would play for ever."""


class Clock(Noun):
    """Minute 0 is local midnight of the start date. Orders that arrive in the count window are the cohort."""

    start_date: str = "2026-01-05"
    warm_up_d: NonNegative = 0.0
    count_d: Positive
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

    by_grade: dict[Annotated[str, Field(pattern="^[A-D]$")], NonNegative] = {"A": 0.0, "B": 0.05, "C": 0.10, "D": 0.15}
    priors: dict[str, Any_] = Field(default={}, description="dotted path of a number → distribution of what it may be")


class Costs(Noun):
    """Money that no step, task or assay names."""

    fixed_per_year: NonNegative = 0.0
    medium_per_l: NonNegative = 0.0


class Scenario(Noun):
    """The whole: title and question first, then the nouns."""

    title: str
    question: str
    notes: str = ""
    clock: Clock
    currency: str = "USD"
    references: dict[str, Reference] = {}
    uncertainty: Uncertainty = Uncertainty()
    attributes: dict[Name, Attribute] = {}
    traits: dict[Name, Trait] = {}
    materials: dict[Name, Material]
    procedures: dict[Name, Procedure] = {}
    common_causes: dict[Name, CommonCause] = {}
    assays: dict[Name, Assay] = {}
    specifications: dict[Name, Specification] = {}
    release: dict[Name, Release] = {}
    recovery: Recovery = Recovery()
    facility: Facility = Facility()
    orders: Orders
    costs: Costs = Costs()

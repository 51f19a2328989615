"""An assay reports on a sample."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Name, NonNegative, Noun, Positive, Probability, Weekdays
from cipsc_sim.scenario.procedure import Number, Task
from cipsc_sim.scenario.quantity import AtLeastZero, Chance


class Measures(Noun):
    """A number with noise: reported = (true × factor + bias) with a normal sd, or a lognormal cv with median 1."""

    sd: NonNegative | None = Field(
        default=None, description="standard deviation of what is reported, in the unit of the attribute"
    )
    cv: NonNegative | None = Field(default=None, description="coefficient of variation of what is reported")
    bias: float = Field(default=0.0, description="what is added to every true value")
    factor: Positive = Field(default=1.0, description="what every true value is multiplied by")
    reported_above: float | None = Field(
        default=None, description="limit of detection: lower values are reported as it"
    )

    @model_validator(mode="after")
    def _one_noise(self) -> Measures:
        if self.sd is not None and self.cv is not None:
            raise ValueError("write sd or cv, not both")
        return self


class Counts(Noun):
    """Rare cells counted: among ``among`` cells of the sample (a name) or so many ``cells``; reports the fraction.

    The count has mean cells × (true × factor + bias).
    """

    among: Name | None = Field(default=None, description="the amount of the sample in which is counted")
    cells: Number | None = Field(default=None, description="how many cells are looked at")
    factor: Positive = Field(default=1.0, description="fraction of the rare cells there that is found")
    bias: NonNegative = Field(default=0.0, description="fraction of other cells that is counted too")
    detected_from: Number = Field(default=1, description="limit of detection: fewer than this are reported as none")

    @model_validator(mode="after")
    def _one_of_them(self) -> Counts:
        if (self.among is None) == (self.cells is None):
            raise ValueError("write either among or cells")
        return self


class Detects(Noun):
    """A flag, or a fraction above a level, found with a sensitivity; reports 1 (found) or 0."""

    sensitivity: Probability = Field(default=1.0, description="chance that what is there is found")
    false_positive: Probability = Field(
        default=0.0, description="chance that something is found though nothing is there"
    )
    above: NonNegative = Field(default=0.0, description="what is true above this level can be found")


class Repeats(Noun):
    """How a run that gave no valid result is repeated."""

    limit: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="most repeats of one run; then there is no result. Left out: until one is valid"
    )
    after_d: AtLeastZero | None = Field(default=None, description="days from the invalid run until it is repeated")
    sample: dict[Name, Positive] | None = Field(default=None, description="what a repeat takes; left out: as a run")
    cost: NonNegative | None = Field(default=None, description="what a repeat costs; left out: as a run")


class Together(Noun):
    """Samples that are run together."""

    most: Number = Field(description="samples in one run at most")
    waits_d: NonNegative = Field(
        default=0.0, description="days the first sample waits for others, if it is not full before"
    )


class Assay(Noun):
    """Reports on a sample: measures a number, counts rare cells, or detects a flag; may be invalid."""

    title: str = Field(default="", description="how reports call it")
    measures: dict[Name, Measures] = Field(default={}, description="the attribute that it measures, and how")
    counts: dict[Name, Counts] = Field(default={}, description="the attribute that it counts rare cells for, and how")
    detects: dict[Name, Detects] = Field(default={}, description="the attribute that it detects, and how")
    sample: dict[Name, Positive] = Field(default={}, description="amount taken from the lot for each run")
    reserve_runs: Annotated[int, Field(ge=0)] | None = Field(
        default=None,
        description="sample for so many further runs is taken with the first, and no more; left out: each takes its own",
    )
    turnaround_d: AtLeastZero = Field(description="days from the start of the run to its result")
    runs_on: Weekdays | None = Field(default=None, description="runs begin on these weekdays only")
    invalid: Chance | None = Field(default=None, description="chance that a run gives no result and is repeated")
    repeats: Repeats = Field(
        default=Repeats(), description="how an invalid run is repeated; left out: until one is valid"
    )
    by: Name | None = Field(default=None, description="the staff group of its attended work")
    hands_on_h: AtLeastZero | None = Field(default=None, description="attended hours of one run")
    equipment: dict[Name, Number] = Field(default={}, alias="with", description="equipment held during that work")
    tasks: dict[Name, Task] = Field(default={}, description="attended work later in a long run")
    occupies: dict[Name, Number] = Field(
        default={}, description="instruments held from the start of a run to its result"
    )
    together: Together | None = Field(default=None, description="samples that are run together; absent: each by itself")
    moved_by: dict[Name, Probability] = Field(
        default={}, description="common cause → how much of the noise results of one session or reagent lot share"
    )
    cost: NonNegative = Field(default=0.0, description="consumables and fees of one run")

    @model_validator(mode="before")
    @classmethod
    def _with_may_be_a_name(cls, written: object) -> object:
        if isinstance(written, dict) and isinstance(written.get("with"), str):
            return {**written, "with": {written["with"]: 1}}
        return written

    @model_validator(mode="after")
    def _reports_one_thing(self) -> Assay:
        seen = [*self.measures, *self.counts, *self.detects]
        if len(seen) != 1:
            raise ValueError(f"an assay reports on one attribute under measures, counts or detects; found {len(seen)}")
        if sum(rho * rho for rho in self.moved_by.values()) > 1 + 1e-12:
            raise ValueError("moved_by: the squares of the correlations sum to more than 1, which no noise allows")
        if self.by is None and (self.hands_on_h is not None or self.equipment):
            raise ValueError("by: attended work needs a staff group")
        if self.by is not None and self.hands_on_h is None:
            raise ValueError("hands_on_h: a staff group without hours")
        if self.invalid is None and self.repeats != Repeats():
            raise ValueError("repeats without invalid: no run is ever repeated")
        if self.reserve_runs is not None and not self.sample:
            raise ValueError("reserve_runs without sample: there is nothing to set aside")
        return self

    @property
    def subject(self) -> str:
        """The attribute or trait it reports on."""
        return next(iter((*self.measures, *self.counts, *self.detects)))

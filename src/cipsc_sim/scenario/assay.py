"""An assay reports on a sample. A specification limits what an assay saw."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Name, NonNegative, Noun, Positive, Probability, Weekdays
from cipsc_sim.scenario.prices import Prices
from cipsc_sim.scenario.procedure import Number, Task
from cipsc_sim.scenario.quantity import AtLeastZero, Chance


class Measures(Noun):
    """A number with noise: reported = (true × factor + bias) with a normal sd, or a lognormal cv with median 1."""

    sd: NonNegative | None = None
    cv: NonNegative | None = None
    bias: float = 0.0
    factor: Positive = 1.0
    reported_above: float | None = Field(
        default=None, description="limit of detection: lower values are reported as it"
    )

    @model_validator(mode="after")
    def _one_noise(self) -> Measures:
        if self.sd is not None and self.cv is not None:
            raise ValueError("write sd or cv, not both")
        return self


class Counts(Noun):
    """Rare cells counted: among ``among`` cells of the sample (a name) or so many ``cells``; reports the fraction."""

    among: Name | None = Field(default=None, description="the amount of the sample in which is counted")
    cells: Number | None = Field(default=None, description="how many cells are looked at")

    @model_validator(mode="after")
    def _one_of_them(self) -> Counts:
        if (self.among is None) == (self.cells is None):
            raise ValueError("write either among or cells")
        return self


class Detects(Noun):
    """A flag, or a fraction above a level, found with a sensitivity; reports 1 (found) or 0."""

    sensitivity: Probability = 1.0
    false_positive: Probability = 0.0
    above: NonNegative = Field(default=0.0, description="what is true above this level can be found")


class Assay(Noun):
    """Reports on a sample: measures a number, counts rare cells, or detects a flag; may be invalid."""

    title: str = ""
    measures: dict[Name, Measures] = {}
    counts: dict[Name, Counts] = {}
    detects: dict[Name, Detects] = {}
    sample: dict[Name, Positive] = Field(default={}, description="amount taken from the lot for each run")
    turnaround_d: AtLeastZero = Field(description="days from the start of the run to its result")
    runs_on: Weekdays | None = Field(default=None, description="runs begin on these weekdays only")
    invalid: Chance | None = Field(default=None, description="chance that a run gives no result and is repeated")
    by: Name | None = Field(default=None, description="the staff group of its attended work")
    hands_on_h: AtLeastZero | None = Field(default=None, description="attended hours of one run")
    equipment: dict[Name, Number] = Field(default={}, alias="with", description="equipment held during that work")
    tasks: dict[Name, Task] = Field(default={}, description="attended work later in a long run")
    cost: NonNegative = 0.0

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
        if self.by is None and (self.hands_on_h is not None or self.equipment):
            raise ValueError("by: attended work needs a staff group")
        if self.by is not None and self.hands_on_h is None:
            raise ValueError("hands_on_h: a staff group without hours")
        return self

    @property
    def subject(self) -> str:
        """The attribute or trait it reports on."""
        return next(iter((*self.measures, *self.counts, *self.detects)))


class Specification(Noun):
    """A limit on what an assay saw on a lot, after a step or when the lot is whole."""

    title: str = ""
    on: Name = Field(description="the material")
    after: Name | None = Field(default=None, description="the step at whose end the sample is taken")
    early_d: NonNegative = Field(default=0.0, description="days before the step's planned end")
    assay: Name
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = Field(default=None, description="rejected when the result is this or more")
    review_at_least: float | None = Field(default=None, description="between this and at_least: reviewed")
    review_at_most: float | None = Field(default=None, description="between at_most and this: reviewed")
    on_review: Literal["continue", "stop"] = "continue"
    true_limit: float | None = Field(default=None, description="the limit of the true value; default: the limit")
    concerns: Literal["safety", "quality"] = "quality"
    reason: Name = Field(description="the reason of a failure")

    @model_validator(mode="after")
    def _limits(self) -> Specification:
        if self.after is None and self.early_d > 0:
            raise ValueError("early_d: days before the end of which step? Name it under after")
        if self.at_most is not None and self.below is not None:
            raise ValueError("write at_most or below, not both")
        low, high = self.at_least, self.at_most if self.at_most is not None else self.below
        if low is not None and high is not None and low > high:
            raise ValueError(f"nothing is at least {low:g} and at most {high:g}")
        if self.review_at_least is not None and (low is None or self.review_at_least > low):
            raise ValueError("review_at_least lies below at_least")
        if self.review_at_most is not None and (high is None or self.review_at_most < high):
            raise ValueError("review_at_most lies above at_most")
        return self

    @property
    def informs_only(self) -> bool:
        """Whether it has no limit: reported, never failed."""
        return self.at_least is None and self.at_most is None and self.below is None


Retest = Literal["none", "once", "mean_of_three"]


class Review(Noun):
    """A quality assurance review before a disposition: attended hours, and days it lasts at least."""

    by: Name | None = None
    hands_on_h: AtLeastZero | None = None
    duration_d: AtLeastZero | None = None

    @model_validator(mode="after")
    def _people_and_hours(self) -> Review:
        if (self.by is None) != (self.hands_on_h is None):
            raise ValueError("by and hands_on_h belong together")
        return self


class Dose(Noun):
    """What a lot must hold to be given, and what becomes of one that holds less."""

    rule: Literal["reject_below_target", "release_below_target", "release_and_top_up"] = "release_below_target"
    assay: Name = Field(description="the assay whose reported value is the dose")
    target: dict[Name, Positive] = Field(description="the amount that orders want, at least")
    minimum: dict[Name, Positive] = Field(default={}, description="below this it is rejected for dose")
    cap: dict[Name, Positive] = Field(default={}, description="no more than this is given")
    excess: Literal["retained", "discarded"] = "retained"
    reason: Name = "dose"


class Release(Noun):
    """Which specifications a material needs before it may be used or leave, and which it follows after."""

    needs: list[Name]
    follows: list[Name] = []
    retests: dict[Name, Retest] = Field(default={}, description="by assay; an assay not named: none")
    investigation_h: AtLeastZero | None = Field(default=None, description="laboratory investigation before a retest")
    investigated_by: Name | None = None
    review: Review | None = None
    gate_review: Review | None = Field(default=None, description="review of a result between limit and review limit")
    hold: Literal["fresh", "in_culture", "cryopreserved"] = "fresh"
    after_thaw: dict[Name, AtLeastZero] = Field(default={}, description="fraction kept after thaw, if cryopreserved")
    retains: Annotated[float, Field(ge=0, lt=1)] = Field(default=0.0, description="fraction kept as retain sample")
    dose: Dose | None = None
    prices: Prices | None = Field(default=None, description="what the two errors of this release are worth avoiding")

"""Specifications: limits on what an assay saw on a lot."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Name, NonNegative, Noun


class Specification(Noun):
    """A limit on what an assay saw on a lot, after a step or when the lot is whole."""

    title: str = Field(default="", description="how reports call it")
    on: Name = Field(description="the material")
    after: Name | None = Field(default=None, description="the step at whose end the sample is taken")
    early_d: NonNegative = Field(default=0.0, description="days before the step's planned end")
    assay: Name = Field(description="the assay whose result is judged")
    at_least: float | None = Field(default=None, description="the lower limit: less is rejected")
    at_most: float | None = Field(default=None, description="the upper limit: more is rejected")
    below: float | None = Field(default=None, description="rejected when the result is this or more")
    review_at_least: float | None = Field(default=None, description="between this and at_least: reviewed")
    review_at_most: float | None = Field(default=None, description="between at_most and this: reviewed")
    on_review: Literal["continue", "stop"] = Field(
        default="continue",
        description="what the review of a result between limit and review limit ends in: continue or stop",
    )
    tolerance: Literal["limit", "zero"] = Field(
        default="limit",
        description="zero: nothing may be found by what counts; the limit is that of the true value alone",
    )
    true_limit: float | None = Field(default=None, description="the limit of the true value; default: the limit")
    concerns: Literal["safety", "quality"] = Field(
        default="quality", description="what a wrong release would touch: the safety or the quality of the product"
    )
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
        if self.tolerance == "zero" and (low is not None or high is None or self.review_at_most is not None):
            raise ValueError("tolerance: zero goes with at_most or below alone, the limit of what may truly be there")
        return self

    @property
    def informs_only(self) -> bool:
        """Whether it has no limit: reported, never failed."""
        return self.at_least is None and self.at_most is None and self.below is None

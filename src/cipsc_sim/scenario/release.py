"""Release: what must be known before a material may be used or leave, and what is done about failures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Name, Noun, Positive
from cipsc_sim.scenario.prices import Prices
from cipsc_sim.scenario.quantity import AtLeastZero

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

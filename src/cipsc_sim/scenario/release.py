"""Release: what must be known before a material may be used or leave, and what is done about failures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Name, NonNegative, Noun, Positive
from cipsc_sim.scenario.prices import Prices
from cipsc_sim.scenario.procedure import Number
from cipsc_sim.scenario.quantity import AtLeastZero, Chance


class PassesOf(Noun):
    """A retest rule: of so many results, the first included, so many must not fail."""

    passes: Annotated[int, Field(ge=1)] = Field(description="how many must not fail")
    of: Annotated[int, Field(ge=2)] = Field(description="how many results there are at most, the failed one included")

    @model_validator(mode="after")
    def _can_be_met(self) -> PassesOf:
        if self.passes >= self.of:
            raise ValueError(f"passes: after a first failure {self.passes} of {self.of} cannot pass; ask for fewer")
        return self


Retest = Literal["none", "once", "once_if_cause_found", "mean_of_three"] | PassesOf
Policy = Literal["on_needs", "wait_for_all", "on_medical_request"]


class Review(Noun):
    """A quality assurance review before a disposition: attended hours, and days that it lasts at least."""

    by: Name | None = Field(default=None, description="the staff group that does it")
    hands_on_h: AtLeastZero | None = Field(default=None, description="hours of attended work")
    duration_d: AtLeastZero | None = Field(default=None, description="days it lasts at least")

    @model_validator(mode="after")
    def _people_and_hours(self) -> Review:
        if (self.by is None) != (self.hands_on_h is None):
            raise ValueError("by and hands_on_h belong together")
        return self


class CauseFound(Noun):
    """The chance that an investigation finds a cause in the laboratory, by what is true of the sample."""

    if_wrong: Chance = Field(description="the chance where the failed result is wrong: what is true lies inside")
    if_right: Chance = Field(description="the chance where the failed result is right: what is true lies outside")


class Investigation(Review):
    """Of a failed result, before a retest."""

    cause_found: CauseFound | None = Field(default=None, description="left out: nothing is said of causes")


class MedicalRequest(Review):
    """A physician may ask for a lot that failed a specification."""

    failed: list[Name] = Field(description="the specifications whose failure may be asked about", min_length=1)
    granted: Chance = Field(description="chance that such a lot is asked for and may be given")


class ActionPlan(Review):
    """What follows when a result fails after release: work, and what it costs beyond that."""

    cost: NonNegative = Field(default=0.0, description="money beyond the work")


class Dose(Noun):
    """What a lot must hold to be given, and what becomes of one that holds less."""

    rule: Literal["reject_below_target", "release_below_target", "release_and_top_up"] = Field(
        default="release_below_target",
        description="what becomes of a lot that holds less than the target: rejected, given all the same, or given and topped up",
    )
    top_ups: Number = Field(default=1, description="most further lots that release_and_top_up makes for an order")
    assay: Name = Field(description="the assay whose reported value is the dose")
    target: dict[Name, Positive] = Field(description="the amount that orders want, at least; of one attribute")
    minimum: dict[Name, Positive] = Field(
        default={}, description="below this it is rejected for dose; of what its assay counts, or a ratio of that"
    )
    cap: dict[Name, Positive] = Field(
        default={}, description="no more than this is given; of what its assay counts, by the count"
    )
    excess: Literal["retained", "discarded"] = Field(
        default="retained", description="what becomes of more than the cap"
    )
    reason: Name = Field(default="dose", description="the reason of a failure")

    @model_validator(mode="after")
    def _one_target(self) -> Dose:
        if len(self.target) != 1:
            found = ", ".join(self.target) or "nothing"
            raise ValueError(
                f"target: found {found}. One amount is enough for an order, of one attribute: {{ieq: 5e5}}"
            )
        return self


class Release(Noun):
    """Which specifications a material needs before it may be used or leave, and which it follows after."""

    needs: list[Name] = Field(description="the specifications that must pass before the release")
    follows: list[Name] = Field(default=[], description="the specifications whose results may come after the release")
    policy: Policy = Field(
        default="on_needs",
        description="on_needs: what it follows comes later; wait_for_all: that too is awaited; on_medical_request: as "
        "on_needs, and a lot that failed may be asked for",
    )
    medical_request: MedicalRequest | None = Field(default=None, description="under the policy on_medical_request")
    action_plan: ActionPlan | None = Field(default=None, description="when what it follows fails after release")
    retests: dict[Name, Retest] = Field(default={}, description="by assay; an assay not named: none")
    investigation: Investigation | None = Field(default=None, description="of a failed result, before a retest")
    review: Review | None = Field(default=None, description="by quality assurance, before the disposition")
    gate_review: Review | None = Field(default=None, description="review of a result between limit and review limit")
    hold: Literal["fresh", "in_culture", "cryopreserved"] = Field(
        default="fresh",
        description="how a lot waits for its release: fresh: it ages; in_culture: its last step may go on; cryopreserved: it does not age",
    )
    after_thaw: dict[Name, Name | AtLeastZero] = Field(
        default={}, description="fraction kept after thaw, if cryopreserved; a name: the same as of that one"
    )
    retains: Annotated[float, Field(ge=0, lt=1)] = Field(default=0.0, description="fraction kept as retain sample")
    dose: Dose | None = Field(default=None, description="what a lot must hold to be given; left out: any amount")
    prices: Prices | None = Field(default=None, description="what the two errors of this release are worth avoiding")

    @model_validator(mode="after")
    def _a_request_is_described(self) -> Release:
        if self.policy == "on_medical_request" and self.medical_request is None:
            raise ValueError("policy: on_medical_request needs medical_request: which failures, and how often granted")
        return self

    @property
    def awaited(self) -> tuple[str, ...]:
        """The specifications that must have passed before the release."""
        return (*self.needs, *self.follows) if self.policy == "wait_for_all" else tuple(self.needs)

    @property
    def reported_later(self) -> tuple[str, ...]:
        """The specifications whose results may come after the release."""
        return () if self.policy == "wait_for_all" else tuple(self.follows)

    @property
    def work(self) -> dict[str, Review]:
        """What people do about a lot besides its tests, by key."""
        all_work = {
            "investigation": self.investigation,
            "gate_review": self.gate_review,
            "medical_request": self.medical_request,
            "review": self.review,
            "action_plan": self.action_plan,
        }
        return {key: work for key, work in all_work.items() if work is not None}

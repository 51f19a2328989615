"""An effect: one of ten verbs on one attribute."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from cipsc_sim.scenario.noun import Name, Noun, Positive, Probability
from cipsc_sim.scenario.quantity import Any_, AtLeastZero, Chance


class Divide(Noun):
    """The attribute becomes ``of`` (default: itself) divided by an attribute or a quantity."""

    of: Name | None = Field(default=None, description="the attribute that is divided; left out: itself")
    by: Name | AtLeastZero = Field(description="the attribute or the quantity it is divided by")


class CountOf(Noun):
    """The attribute becomes a Poisson number with mean ``of`` (an amount, or a number) × ``chance``, which may be an attribute."""

    of: Name | Positive = Field(description="the attribute or the number of which is counted")
    chance: Name | AtLeastZero = Field(description="the chance of each to be counted, an attribute or a quantity")


class Oversize(Noun):
    """What large particles lose at their core: 1 − ``loses`` × the part of the volume in particles larger than ``above``.

    The sizes of the particles of a lot are Weibull within bounds; the attribute ``of`` is the scale of that distribution.
    """

    of: Name = Field(description="the attribute that is the scale of the sizes")
    shape: Positive = Field(description="shape of the Weibull distribution of sizes")
    within: Annotated[list[Positive], Field(min_length=2, max_length=2, description="smallest and largest size")]
    above: Positive = Field(description="the size from which on a particle is large")
    loses: Probability = Field(description="fraction lost of what large particles hold")

    @model_validator(mode="after")
    def _in_order(self) -> Oversize:
        smallest, largest = self.within
        if not smallest < largest:
            raise ValueError(f"within: no size lies between {smallest:g} and {largest:g}")
        if not smallest <= self.above <= largest:
            raise ValueError(f"above: {self.above:g} does not lie within {smallest:g} and {largest:g}")
        return self


class ScaleBy(Noun):
    """Multiplied by what a law says."""

    oversize: Oversize = Field(description="what is left when large particles lose their core")


def _law_or_quantity(written: Any) -> str:
    """Which of both is meant; a law may be misspelt."""
    laws = get_close_matches("oversize", [str(key) for key in written]) if isinstance(written, dict) else ()
    return "ScaleBy" if laws or isinstance(written, ScaleBy) else "function-plain"


Scale = Annotated[
    Annotated[ScaleBy, Tag("ScaleBy")] | Annotated[AtLeastZero, Tag("function-plain")], Discriminator(_law_or_quantity)
]


class Grow(Noun):
    """Grows to a target; the step lasts at least lag + doublings × doubling time."""

    to: Positive = Field(description="the amount at which growth ends")
    doubling_d: AtLeastZero = Field(description="days of one doubling")
    lag_d: AtLeastZero | None = Field(default=None, description="days before growth begins")
    counts: Name | None = Field(default=None, description="property that counts the doublings")


class Mix(Noun):
    """Shares of a composition: the first keeps its value, the others yield where they would exceed 1."""

    shares: dict[Name, AtLeastZero | Literal["kept"]] = Field(description="by share its value; kept: as it is")
    rest: Name = Field(description="the share that is what remains")


class Drift(Noun):
    """With a chance per doubling (or day) a fraction appears at ``starts_at`` and then grows exponentially."""

    chance: Chance = Field(description="the chance to appear, for each unit of what counts")
    per: Name | None = Field(default=None, description="the property that counts; absent: actual days of the step")
    starts_at: Probability = Field(description="the fraction at which it appears")
    grows: Positive = Field(description="growth of its odds, per the same unit")


class Expose(Noun):
    """The flag is set with a chance, or with a hazard for each opening of the step.

    ``expose: openings`` takes the hazard that the attribute states, one for all steps.
    """

    chance: Chance | None = Field(default=None, description="the chance that the flag is set by this step")
    per_opening: Chance | None = Field(default=None, description="the hazard of each open manipulation of the step")

    @model_validator(mode="after")
    def _one_of_them(self) -> Expose:
        if (self.chance is None) == (self.per_opening is None):
            raise ValueError("write either chance or per_opening")
        return self


VERBS = ("set", "scale", "divide", "count", "grow", "mix", "clear", "per_day", "drift", "expose")


class Effect(Noun):
    """One of ten verbs on one attribute."""

    set: Any_ | None = Field(default=None, description="the attribute becomes this value")
    scale: Scale | None = Field(default=None, description="the attribute is multiplied by this")
    divide: Divide | None = Field(default=None, description="the attribute becomes a quotient")
    count: CountOf | None = Field(default=None, description="the attribute becomes a Poisson number")
    grow: Grow | None = Field(default=None, description="the attribute grows to a target, and the step lasts as long")
    mix: Mix | None = Field(
        default=None, description="the attribute is the first of the shares of a composition, which are set"
    )
    clear: Chance | None = Field(default=None, description="the flag is taken away with this chance")
    per_day: AtLeastZero | None = Field(default=None, description="multiplied by this for each actual day of the step")
    drift: Drift | None = Field(
        default=None, description="the attribute is a fraction that appears by chance and grows"
    )
    expose: Expose | Literal["openings"] | None = Field(
        default=None, description="the flag is set by chance, or by openings"
    )

    @model_validator(mode="before")
    @classmethod
    def _known_verb(cls, written: Any) -> Any:
        if isinstance(written, dict) and len(written) == 1 and next(iter(written)) in VERBS:
            if None in written.values():
                raise ValueError(f"{next(iter(written))}: nothing is written here")
            return written
        found = ", ".join(map(str, written)) if isinstance(written, dict) else repr(written)
        raise ValueError(f"an effect has one verb, found {found or 'none'}. Known verbs: {', '.join(VERBS)}")

    @property
    def verb(self) -> str:
        """Which of the ten it is."""
        return next(verb for verb in VERBS if getattr(self, verb) is not None)


def _as_list(written: Any) -> Any:
    return written if isinstance(written, list) else [written]


EffectList = Annotated[list[Effect], BeforeValidator(_as_list, json_schema_input_type=Effect | list[Effect])]
Effects = dict[Name, EffectList]

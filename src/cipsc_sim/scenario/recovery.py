"""Recovery: after a failure, from its reason to rungs, each restarting from a material."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cipsc_sim.scenario.noun import Name, Noun, Positive
from cipsc_sim.scenario.procedure import Number


class Rung(Noun):
    """Where the next attempt begins."""

    title: str = Field(default="", description="how reports call it")
    restart_from: Name = Field(description="the material of the lot from which is begun again")
    lot: Literal["same", "next", "any"] = Field(
        default="any",
        description="same: the lot the failed attempt came from; next: another one; any: whichever is best",
    )
    limit: Number = Field(default=1, description="how often an order may take it")
    more: dict[Name, Positive] = Field(default={}, description="growth targets of these attributes are multiplied")


class Recovery(Noun):
    """After a failure: from its reason to rungs, tried in order, each with a limit."""

    rungs: dict[Name, Rung] = Field(default={}, description="the rungs, by name")
    after: dict[Name, list[Name]] = Field(
        default={}, description="by reason of failure: the rungs that are tried, in order"
    )
    otherwise: list[Name] = Field(default=[], description="rungs after any reason not named")

"""Recovery: after a failure, from its reason to rungs, each restarting from a material."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cipsc_sim.scenario.noun import Name, Noun, Positive
from cipsc_sim.scenario.procedure import Number


class Rung(Noun):
    """Where the next attempt begins."""

    title: str = ""
    restart_from: Name
    lot: Literal["same", "next", "any"] = Field(
        default="any",
        description="same: the lot the failed attempt came from; next: another one; any: whichever is best",
    )
    limit: Number = 1
    more: dict[Name, Positive] = Field(default={}, description="growth targets of these attributes are multiplied")


class Recovery(Noun):
    """After a failure: from its reason to rungs, tried in order, each with a limit."""

    rungs: dict[Name, Rung] = {}
    after: dict[Name, list[Name]] = {}
    otherwise: list[Name] = Field(default=[], description="rungs after any reason not named")

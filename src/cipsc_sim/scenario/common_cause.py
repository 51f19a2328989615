"""A common cause: what several results share besides the truth, such as an analyst's session or a lot of reagent."""

from __future__ import annotations

from pydantic import Field

from cipsc_sim.scenario.noun import Noun
from cipsc_sim.scenario.procedure import Number


class CommonCause(Noun):
    """A standard normal that all results of a session, or of a lot of reagent, share in their noise."""

    title: str = Field(default="", description="how reports call it")
    new_every_d: Number = Field(default=1, description="days of one: 1 for a session, more for a lot of reagent")

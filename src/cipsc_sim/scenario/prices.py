"""What the two errors of a release are worth avoiding."""

from __future__ import annotations

from pydantic import Field

from cipsc_sim.scenario.noun import NonNegative, Noun


class Prices(Noun):
    """What each wrong decision about a lot costs whoever bears it, in the currency of the scenario.

    The engine never reads them: they weigh the two errors of a limit against each other.
    """

    false_release: NonNegative = Field(description="of a lot that is released though outside a limit")
    false_reject: NonNegative = Field(description="of a lot that is rejected though inside all limits")
    unsafe_release: NonNegative | None = Field(
        default=None,
        description="of a lot released though outside a limit that concerns safety; default: false_release",
    )

    def of_release(self, concerns: str) -> float:
        """The price of a wrong release, by what the limit concerns (``safety`` or ``quality``)."""
        return self.unsafe_release if concerns == "safety" and self.unsafe_release is not None else self.false_release

"""What is to be met: limits on estimates, and whether a replication keeps all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cipsc_sim.analysis.registry import QUANTILES, indicator_of, split_quantile
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.headline import headline_of

MET, REPLICATIONS = "targets_met_fraction", "replications"


@dataclass(frozen=True, slots=True)
class Target:
    """An estimate (or a quantile of one) and its limits, in the unit of the estimate."""

    name: str
    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        headline = headline_of(self.name)
        factor, unit = (100, " %") if headline.is_fraction else (1, "")
        low = "" if self.at_least is None else f"at least {factor * self.at_least:g}{unit}"
        high = "" if self.at_most is None else f"at most {factor * self.at_most:g}{unit}"
        return f"{headline.title} {' and '.join(filter(None, (low, high)))}"

    def keeps(self, value: float | None) -> bool:
        """Whether a value lies within; one that there is not does not."""
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def value_in(self, tally: Tally) -> float | None:
        """The estimate from one replication alone; None where nothing was counted."""
        key, quantile = split_quantile(self.name)
        if quantile:
            sample = tally.samples.get(key)
            if sample is None or not len(sample):
                return None
            return float(np.quantile(sample, QUANTILES[quantile], method="median_unbiased"))
        indicator, member = indicator_of(key)
        count = tally.counts.get(key, 0.0)
        if indicator.kind == "mean":
            return count
        base = tally.bases.get(indicator.base(member), 0.0)
        return (1000 if indicator.kind == "per_1000" else 1) * count / base if base > 0 else None


def with_targets(tallies: Sequence[Tally], targets: Sequence[Target]) -> list[Tally]:
    """The tallies, each with a count of one where it keeps all targets; as they are where there are none."""
    if not targets:
        return list(tallies)
    return [_counted(tally, targets) for tally in tallies]


def _counted(tally: Tally, targets: Sequence[Target]) -> Tally:
    kept = {target.name: target.keeps(target.value_in(tally)) for target in targets}
    counts = {**tally.counts, MET: float(all(kept.values()))}
    counts |= {f"{MET}.{name}": float(each) for name, each in kept.items()}
    return replace(tally, counts=counts, bases={**tally.bases, REPLICATIONS: 1.0})

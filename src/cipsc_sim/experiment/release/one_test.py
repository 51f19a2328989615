"""One test of a run, judged again with another limit, or read again with another noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cipsc_sim.analysis.estimates import POSITIVE, ratio
from cipsc_sim.analysis.per_replication import estimate_columns
from cipsc_sim.analysis.release.tested import Tested, share, sums_of
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.release.judging import accepted
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.quality.law import Law, Measured
from cipsc_sim.quality.reading import reading
from cipsc_sim.scenario.prices import Prices


@dataclass(frozen=True, slots=True)
class OneTest:
    """What a specification saw in a run, and how it is judged; ``prices`` of its two errors, if any are stated."""

    tested: Tested
    rule: Rule
    replications: int
    pairs: bool
    prices: Prices | None

    def chances(self, true_values: Sequence[float], noise: float = 1.0) -> pd.Series:
        """P(accepted | true value) in closed form, by true value; the noise of the assay times ``noise``."""
        rule = self._noisier(noise)
        values = [rule.chance(float(true)) for true in true_values]
        return pd.Series(values, index=pd.Index(true_values, name="true value"), name="accepted")

    def errors(self, limits: Sequence[float] | None = None, noise: float = 1.0) -> pd.DataFrame:
        """Both errors per 1,000 lots at each limit (default: the one it has), with intervals, and the loss if it has prices.

        The noise of every run is that of the rows; an assay with ``noise`` times the scatter reads again what is true.
        """
        tested, rule = read_again(self.tested, self._noisier(noise)), self._noisier(noise)
        rows = []
        for limit in [rule.limit] if limits is None else limits:
            at = rule if limit is None or limit == rule.limit else rule.at(float(limit))
            rows.append({"limit": limit, "noise": noise, **self._errors(tested, accepted(tested, at, rule))})
        return pd.DataFrame(rows)

    def _errors(self, tested: Tested, passed: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, object]:
        inside = tested.truly_inside.astype(np.float64)
        lots = sums_of(tested.replication, np.ones(len(tested)), self.replications)
        wrong = {"false_release": (1 - inside) * passed, "false_reject": inside * (1 - passed)}
        sums = {name: sums_of(tested.replication, amounts, self.replications) for name, amounts in wrong.items()}
        if self.prices is not None:
            price = self.prices.of_release(tested.limits.concerns)
            sums["loss"] = price * sums["false_release"] + self.prices.false_reject * sums["false_reject"]
        row: dict[str, object] = {}
        for name, each in sums.items():
            entry = (
                share(each, lots, self.pairs)
                if name in wrong
                else ratio(each, lots, "1", pairs=self.pairs, bounds=POSITIVE)
            )
            row |= estimate_columns(name, entry.scaled(1000, "per 1,000 lots"))
        return row

    def _noisier(self, factor: float) -> Rule:
        if factor == 1:
            return self.rule
        if not isinstance(self.rule.law, Measured):
            raise RunError(f"{self.tested.name} measures nothing, so its noise has no width that could be another.")
        law, *laws = (_noisier(each, factor) for each in (self.rule.law, *self.rule.laws))
        return replace(self.rule, law=law, laws=tuple(laws))


def _noisier(law: Law, factor: float) -> Law:
    assert isinstance(law, Measured)
    sd, cv = (None if each is None else each * factor for each in (law.sd, law.cv))
    return replace(law, sd=sd, cv=cv)


def read_again(tested: Tested, rule: Rule) -> Tested:
    """What the law of the rule reports of the same truth with the same noise."""
    reported = np.full_like(tested.reported, np.nan)
    for place, (true, replication) in enumerate(
        zip(tested.true_values.tolist(), tested.replication.tolist(), strict=True)
    ):
        law = rule.law_in(replication)
        for run, u in enumerate(tested.noise[place].tolist()):
            if u == u:
                reported[place, run] = reading(law, true, u)
    return replace(tested, reported=reported)

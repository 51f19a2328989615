"""The summary of a run: every estimate with its uncertainty."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import Entry, fraction, mean, quantile, ratio
from cipsc_sim.analysis.indicator import Indicator, indicator_of
from cipsc_sim.analysis.open_orders import ends_by_replication
from cipsc_sim.analysis.tallies.orders import BELOW_TARGET, SUCCESS
from cipsc_sim.analysis.tallies.replication import tallies
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
STEADY_STATE_WAITS = ("waiting_orders", "wait_h.", "wait_h_per_year.")
NOTABLE_GROWTH = 0.1
"""A tenth of the open orders a year."""

RISING = "demand exceeds capacity: open orders rise throughout the count window"


@dataclass(frozen=True, slots=True)
class Summary:
    """Estimates by key, quantiles by key and then by p10, p50, p90, and what a reader has to know besides."""

    estimates: dict[str, Entry]
    quantiles: dict[str, dict[str, Entry]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_json(self) -> str:
        """The text of ``summary.json``."""
        content = {
            "estimates": {key: entry.as_json() for key, entry in self.estimates.items()},
            "quantiles": {
                key: {name: entry.as_json() for name, entry in each.items()} for key, each in self.quantiles.items()
            },
            "notes": list(self.notes),
        }
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def indicators(rows: Rows, manifest: Manifest) -> Summary:
    """Every estimate of a run, in one pass over its rows."""
    return summarise(tallies(rows, manifest), manifest)


def summarise(each: Iterable[Tally], manifest: Manifest) -> Summary:
    """Every estimate, from the tallies of all replications in order."""
    everything = list(each)
    _share_out_order_ends(everything)
    keys = sorted({key for tally in everything for key in tally.counts})
    estimates = {key: _estimate(key, everything, manifest) for key in keys}
    sampled = sorted({key for tally in everything for key in tally.samples})
    quantiles = {key: _quantiles(key, everything, manifest) for key in sampled}
    if not demand_exceeds_capacity(estimates, manifest):
        return Summary(estimates, quantiles)
    return Summary(_without_waits(estimates), quantiles, (RISING,))


def demand_exceeds_capacity(estimates: dict[str, Entry], manifest: Manifest) -> bool:
    """Whether open orders surely rise through the window, by more than a tenth a year. Only asked after a warm-up."""
    growth = estimates.get("order_growth_per_year")
    if manifest.window.from_min == 0 or growth is None or growth.mean is None or growth.low is None:
        return False
    open_orders = sum(estimates[key].mean or 0.0 for key in ("waiting_orders", "work_in_process"))
    return growth.low > 0 and growth.mean > NOTABLE_GROWTH * open_orders


def _without_waits(estimates: dict[str, Entry]) -> dict[str, Entry]:
    return {
        key: Entry(None, n=entry.n, unit=entry.unit, reason=RISING) if key.startswith(STEADY_STATE_WAITS) else entry
        for key, entry in estimates.items()
    }


def _share_out_order_ends(everything: Sequence[Tally]) -> None:
    """Counts of order ends, open orders shared out over what becomes of orders that stay open as long."""
    for tally, ends in zip(everything, ends_by_replication([each.order_ends for each in everything]), strict=True):
        tally.counts["order_success_fraction"] = ends.pop(SUCCESS, 0.0)
        tally.counts["order_treated_fraction"] = tally.counts["order_success_fraction"] + ends.get(BELOW_TARGET, 0.0)
        for end, number in ends.items():
            tally.counts[f"failure_fraction.order.{end}"] = number


def _estimate(key: str, everything: Sequence[Tally], manifest: Manifest) -> Entry:
    indicator, name = indicator_of(key)
    counts = np.array([tally.counts.get(key, 0.0) for tally in everything])
    unit = unit_of(indicator, name, manifest)
    if indicator.kind == "mean":
        return mean(counts, unit, pairs=manifest.pairs)
    base = indicator.base(name)
    bases = np.array([tally.bases.get(base, 0.0) for tally in everything])
    if indicator.kind == "ratio":
        return ratio(counts, bases, unit, pairs=manifest.pairs)
    entry = fraction(np.minimum(counts, bases), bases, pairs=manifest.pairs)
    return entry.scaled(1000, unit) if indicator.kind == "per_1000" else replace(entry, unit=unit)


def _quantiles(key: str, everything: Sequence[Tally], manifest: Manifest) -> dict[str, Entry]:
    indicator, name = indicator_of(key)
    unit = unit_of(indicator, name, manifest)
    samples: list[Floats] = [tally.samples.get(key, np.empty(0)) for tally in everything]
    return {label: quantile(samples, q, unit, pairs=manifest.pairs) for label, q in QUANTILES.items()}


def unit_of(indicator: Indicator, name: str, manifest: Manifest) -> str:
    """The unit of an estimate in this run."""
    if indicator.unit == "currency":
        return manifest.currency
    return manifest.unit_of(name) if indicator.unit == "attribute" else indicator.unit

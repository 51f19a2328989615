"""The summary of a run: every estimate with its uncertainty."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cipsc_sim.analysis.cells import DAY_MIN, Floats
from cipsc_sim.analysis.estimates import CONFIDENCE, Entry, fraction, mean, quantile, ratio
from cipsc_sim.analysis.jams import jams
from cipsc_sim.analysis.open_orders import ends_by_replication
from cipsc_sim.analysis.registry import QUANTILES, indicator_of, split_quantile
from cipsc_sim.analysis.rising import RISING, why_open_orders_rise
from cipsc_sim.analysis.tallies.orders import BELOW_TARGET, SUCCESS
from cipsc_sim.analysis.tallies.replication import tallies
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.analysis.uncertainty import Uncertainty, names_of, of_quantile, of_ratio, read_uncertainty
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

STEADY_STATE_WAITS = ("waiting_orders", "wait_h.", "wait_h_per_year.")
NOTABLE_GROWTH = 0.1
"""A tenth of the open orders a year."""

FACTS = ("A", "B", "C", "D")
"""The grades of evidence; what has none of them is a decision, or has no evidence at all, and is never drawn."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Estimates by key, quantiles by key and then by p10, p50, p90, and what a reader has to know besides."""

    estimates: dict[str, Entry]
    quantiles: dict[str, dict[str, Entry]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    uncertainty: dict[str, Uncertainty] = field(default_factory=dict)
    """Of the numbers that are read first, quantiles as ``key.p90``: its three parts, and what they say of what is to come."""

    def as_json(self) -> str:
        """The text of ``summary.json``."""
        content = {
            "estimates": {key: entry.as_json() for key, entry in self.estimates.items()},
            "quantiles": {
                key: {name: entry.as_json() for name, entry in each.items()} for key, each in self.quantiles.items()
            },
            "notes": list(self.notes),
            "uncertainty": {name: each.as_json() for name, each in self.uncertainty.items()},
        }
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_summary(content: Mapping[str, Any]) -> Summary:
    """The summary back from what ``summary.json`` holds."""
    return Summary(
        {key: Entry(**entry) for key, entry in content["estimates"].items()},
        {key: {name: Entry(**entry) for name, entry in each.items()} for key, each in content["quantiles"].items()},
        tuple(content.get("notes", ())),
        {name: read_uncertainty(each) for name, each in content.get("uncertainty", {}).items()},
    )


def indicators(rows: Rows, manifest: Manifest) -> Summary:
    """Every estimate of a run, in one pass over its rows."""
    return summarise(tallies(rows, manifest), manifest)


def summarise(each: Iterable[Tally], manifest: Manifest) -> Summary:
    """Every estimate, from the tallies of all replications in order."""
    everything = shared_out(list(each))
    found = every_estimate(everything, manifest)
    uncertainty = _uncertainty(everything, manifest)
    if not _orders_arrived(everything):
        return replace(found, notes=(no_orders(manifest),), uncertainty=uncertainty)
    notes = tuple(jams(everything, manifest))
    if any(entry.reason == RISING for entry in found.estimates.values()):
        notes = (why_open_orders_rise(everything, manifest), *notes)
    return replace(found, notes=notes, uncertainty=uncertainty)


def every_estimate(everything: Sequence[Tally], manifest: Manifest) -> Summary:
    """Estimates and quantiles alone, from tallies whose open orders are shared out."""
    keys = sorted({key for tally in everything for key in tally.counts})
    estimates = {key: _estimate(key, everything, manifest) for key in keys}
    sampled = sorted({key for tally in everything for key in tally.samples if not _is_flag(key, manifest)})
    quantiles = {key: _quantiles(key, everything, manifest) for key in sampled}
    rising = _orders_arrived(everything) and open_orders_rise(estimates, manifest)
    return Summary(_without_waits(estimates) if rising else estimates, quantiles)


def shared_out(tallies: Sequence[Tally]) -> list[Tally]:
    """The tallies of a variant with its open orders shared out over the ends that such orders come to."""
    ends = ends_by_replication([tally.order_ends for tally in tallies])
    return [
        Tally({**tally.counts, **order_counts(of_orders)}, tally.bases, tally.samples, tally.order_ends)
        for tally, of_orders in zip(tallies, ends, strict=True)
    ]


def _orders_arrived(everything: Sequence[Tally]) -> bool:
    """Whether there is an order in the cohort of any replication."""
    return any(tally.order_ends.ends for tally in everything)


def no_orders(manifest: Manifest) -> str:
    """That there is nobody to tell of, and what to do."""
    days = manifest.window.minutes / DAY_MIN
    return (
        f"no order arrives in the count window of {days:,.0f} d, so nothing can be told of orders. Count longer "
        "(clock.count_d), let more orders arrive (orders.arrive), or play more pairs"
    )


def summarise_only(
    each: Sequence[Tally], manifest: Manifest, names: Sequence[str], confidence: float
) -> dict[str, Entry | None]:
    """Some estimates, and quantiles as ``key.p90``, with intervals of that confidence; None of what there is none."""
    everything = shared_out(each)
    found: dict[str, Entry | None] = {}
    for name in names:
        key, label = split_quantile(name)
        if label:
            there = any(key in tally.samples for tally in each)
            found[name] = _quantile(key, label, everything, manifest, confidence) if there else None
        else:
            there = any(name in tally.counts for tally in everything)
            found[name] = _estimate(name, everything, manifest, confidence) if there else None
    return found


def order_counts(ends: Mapping[str, float]) -> dict[str, float]:
    """Counts of how orders ended; every end but success is a failure."""
    success, below_target = ends.get(SUCCESS, 0.0), ends.get(BELOW_TARGET, 0.0)
    counts = {f"failure_fraction.order.{end}": number for end, number in ends.items() if end != SUCCESS}
    return counts | {"order_success_fraction": success, "order_treated_fraction": success + below_target}


def open_orders_rise(estimates: Mapping[str, Entry], manifest: Manifest) -> bool:
    """Whether open orders surely rise through the window, by more than a tenth a year. Only asked after a warm-up."""
    growth = estimates.get("order_growth_per_year")
    if manifest.window.from_min == 0 or growth is None or growth.mean is None or growth.low is None:
        return False
    open_orders = sum(estimates[key].mean or 0.0 for key in ("waiting_orders", "work_in_process"))
    return growth.low > 0 and growth.mean > NOTABLE_GROWTH * open_orders


def _without_waits(estimates: Mapping[str, Entry]) -> dict[str, Entry]:
    return {
        key: Entry(None, n=entry.n, unit=entry.unit, reason=RISING) if key.startswith(STEADY_STATE_WAITS) else entry
        for key, entry in estimates.items()
    }


def _estimate(key: str, everything: Sequence[Tally], manifest: Manifest, confidence: float = CONFIDENCE) -> Entry:
    indicator, name = indicator_of(key)
    numerators, unit = _counts(key, everything), indicator.unit_in(manifest, name)
    pairs, bounds = share_parameters(manifest), indicator.bounds_in(manifest, name)
    if indicator.kind == "mean":
        return mean(numerators, unit, pairs=pairs, bounds=bounds, confidence=confidence)
    denominators = _bases(indicator.base(name), everything)
    if indicator.kind in ("chance", "ratio") and not indicator.is_flag_in(manifest, name):
        return ratio(numerators, denominators, unit, pairs=pairs, bounds=bounds, confidence=confidence)
    successes = np.minimum(numerators, denominators)
    entry = fraction(successes, denominators, pairs=pairs, confidence=confidence)
    return entry.scaled(1000, unit) if indicator.kind == "per_1000" else replace(entry, unit=unit)


def share_parameters(manifest: Manifest) -> bool:
    """Whether the two replications of a pair have anything in common that others have not.

    Where every number is a decision nothing is drawn for a pair: each replication then stands for itself, and no
    estimate has a range of ignorance.
    """
    return manifest.pairs and (not manifest.grades or any(grade in FACTS for grade in manifest.grades))


def _is_flag(key: str, manifest: Manifest) -> bool:
    indicator, name = indicator_of(key)
    return indicator.is_flag_in(manifest, name)


def _counts(key: str, everything: Sequence[Tally]) -> Floats:
    return np.array([tally.counts.get(key, 0.0) for tally in everything])


def _bases(key: str, everything: Sequence[Tally]) -> Floats:
    return np.array([tally.bases.get(key, 0.0) for tally in everything])


def _quantiles(key: str, everything: Sequence[Tally], manifest: Manifest) -> dict[str, Entry]:
    return {label: _quantile(key, label, everything, manifest) for label in QUANTILES}


def _quantile(
    key: str, label: str, everything: Sequence[Tally], manifest: Manifest, confidence: float = CONFIDENCE
) -> Entry:
    indicator, name = indicator_of(key)
    samples, unit = _samples(key, everything), indicator.unit_in(manifest, name)
    pairs, bounds = share_parameters(manifest), indicator.bounds_in(manifest, name)
    return quantile(samples, QUANTILES[label], unit, pairs=pairs, bounds=bounds, confidence=confidence)


def _samples(key: str, everything: Sequence[Tally]) -> list[Floats]:
    return [tally.samples.get(key, np.empty(0)) for tally in everything]


def _uncertainty(everything: Sequence[Tally], manifest: Manifest) -> dict[str, Uncertainty]:
    """Of the numbers that are read first; none where pairs do not share their facts."""
    found: dict[str, Uncertainty | None] = {}
    for name in names_of(manifest) if share_parameters(manifest) else ():
        key, label = split_quantile(name)
        if label:
            found[name] = of_quantile(key, QUANTILES[label], _samples(key, everything), manifest)
            continue
        indicator, member = indicator_of(name)
        of_all = _counts(name, everything)
        is_rate = indicator.kind == "mean"  # its samples are replications, which are no single batch or order
        base = np.ones_like(of_all) if is_rate else _bases(indicator.base(member), everything)
        found[name] = of_ratio(name, of_all, base, [] if is_rate else _samples(name, everything), manifest)
    return {name: each for name, each in found.items() if each is not None}

"""The three parts of uncertainty of the numbers that are read first, and what they say of what is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtri

from cipsc_sim.analysis.cells import YEAR_MIN, Floats
from cipsc_sim.analysis.estimates.ignorance import RANGE, PairValues, ratio_by_pair
from cipsc_sim.analysis.estimates.parts import Variance, parts_of
from cipsc_sim.analysis.estimates.quantiles import values_by_pair
from cipsc_sim.analysis.indicator import Indicator
from cipsc_sim.analysis.registry import indicator_of
from cipsc_sim.records.manifest import Manifest

HEADLINES = (
    "order_treated_fraction",
    "order_success_fraction",
    "first_batch_release_fraction",
    "batch_release_fraction",
    "false_release_fraction",
    "false_release_fraction.safety",
    "false_reject_fraction",
    "out_of_specification_fraction",
    "dose_sufficient_fraction",
    "start_to_release_d",
    "order_to_treatment_d",
    "released_per_year",
    "treated_per_year",
    "cost_per_treated_order",
    "cost_per_released_dose",
)
QUANTILES_OF = ("start_to_release_d", "order_to_treatment_d")
"""What is read by its quantiles too."""
STOCK_WAIT_P90 = "stock_wait_d.p90"

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Variances (in the square of the unit) and 5–95 % ranges.

    ``batches`` is of what one year brings about its long-run value. ``long_run``: of the long-run mean, over the facts.
    ``next_year``: of what the orders of one year will bring; it holds the long run. ``next_batch``: of a single one; None where
    one alone has no such value, as of a fraction or a rate.
    """

    simulation: Variance
    batches: Variance
    ignorance: Variance
    long_run: Range
    next_year: Range
    next_batch: Range | None = None

    def as_json(self) -> dict[str, Any]:
        """As ``summary.json`` holds it."""
        return asdict(self)


def read_uncertainty(content: Mapping[str, Any]) -> Uncertainty:
    """Back from what ``summary.json`` holds."""
    simulation, batches, ignorance = (Variance(**content[name]) for name in ("simulation", "batches", "ignorance"))
    next_batch = content["next_batch"]
    return Uncertainty(
        simulation,
        batches,
        ignorance,
        long_run=_pair(content["long_run"]),
        next_year=_pair(content["next_year"]),
        next_batch=None if next_batch is None else _pair(next_batch),
    )


def _pair(ends: Sequence[float]) -> Range:
    low, high = ends
    return low, high


def names_of(manifest: Manifest) -> list[str]:
    """What it is told of: estimates, and quantiles as ``key.p90``."""
    released = None if manifest.target is None else f"released.{manifest.target.attribute}"
    dose = [] if released is None else [released, f"{released}.p10"]
    stock = [STOCK_WAIT_P90] if manifest.shared else []
    return [*HEADLINES, *dose, *(f"{key}.{label}" for key in QUANTILES_OF for label in ("p50", "p90")), *stock]


def of_ratio(
    key: str, counts: Floats, bases: Floats, samples: Sequence[Floats], manifest: Manifest
) -> Uncertainty | None:
    """That of an estimate; ``samples`` are empty where single ones have no value."""
    if not manifest.pairs or not bases.sum() > 0:
        return None
    indicator, member = indicator_of(key)
    scale = 1000.0 if indicator.kind == "per_1000" else 1.0
    values = ratio_by_pair(scale * counts, bases)
    overall = scale * float(counts.sum() / bases.sum())
    is_fraction = indicator.in_percent or indicator.bounds_in(manifest, member).are_a_share
    return _told(values, overall, samples, indicator, manifest, is_fraction=is_fraction)


def of_quantile(key: str, q: float, samples: Sequence[Floats], manifest: Manifest) -> Uncertainty | None:
    """That of a quantile."""
    values = values_by_pair(samples, q) if manifest.pairs else None
    if values is None:
        return None
    overall = float(np.quantile(np.concatenate(samples), q, method="median_unbiased"))
    return _told(values, overall, samples, indicator_of(key)[0], manifest, is_fraction=False)


def _told(
    values: PairValues,
    overall: float,
    samples: Sequence[Floats],
    indicator: Indicator,
    manifest: Manifest,
    *,
    is_fraction: bool,
) -> Uncertainty | None:
    parts = parts_of(values)
    if parts is None or not (np.ptp(values.pair) or values.differences.any()):
        return None
    window = manifest.window
    batches = parts.batches.times((window.to_min - window.from_min) / YEAR_MIN)
    long_run = values.fraction_range_about(overall) if is_fraction else values.range_about(overall)
    if is_fraction:
        next_year = _fraction_of_a_year(overall, values.range_variance + batches.value, long_run)
    else:
        next_year = _value_of_a_year(overall, float(np.sqrt(batches.value)), long_run)
    pooled = np.concatenate(samples) if len(samples) else np.empty(0)
    next_batch = _pair(np.quantile(pooled, RANGE, method="median_unbiased").tolist()) if len(pooled) else None
    return Uncertainty(parts.simulation, batches, parts.ignorance, long_run, next_year, next_batch)


def _fraction_of_a_year(overall: float, variance: float, long_run: Range) -> Range:
    """5–95 % of what a year brings, ignorance and chance together: the beta distribution of that variance, and never narrower
    than the long run.
    """
    widest = overall * (1 - overall)
    if not 0 < variance < widest:
        return long_run if variance == 0 else (0.0, 1.0)
    concentration = widest / variance - 1
    low, high = betaincinv(overall * concentration, (1 - overall) * concentration, RANGE)
    return min(float(low), long_run[0]), max(float(high), long_run[1])


def _value_of_a_year(overall: float, sd: float, long_run: Range) -> Range:
    """The same of what is no fraction: chance of ``sd`` widens each end of the long run by itself, so a range that reaches
    further to one side still does. Exact for normal values; never below zero.
    """
    chance = float(-ndtri(RANGE[0])) * sd
    low, high = (float(np.hypot(max(0.0, end), chance)) for end in (overall - long_run[0], long_run[1] - overall))
    return max(0.0, overall - low), overall + high

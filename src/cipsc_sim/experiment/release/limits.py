"""Limit against loss: what another limit of one test would do to both errors, at the prices that the scenario states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import POSITIVE, paired_difference, ratio
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.analysis.release.tested import Tested, share, sums_of
from cipsc_sim.experiment.release.characteristic import is_logarithmic
from cipsc_sim.experiment.release.judging import accepted
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.quality.law import Detected
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.prices import Prices

LIMITS = [
    "specification",
    "limit",
    "now",
    *estimate_names("false_release"),
    *estimate_names("false_reject"),
    *estimate_names("loss"),
]
BEST = ["specification", "title", "on", "unit", "lots", "limit_now", "loss_now", "limit_least", "loss_least"]
BEST += ["nearly_low", "nearly_high", "same_low", "same_high"]
POINTS, NEARLY = 41, 0.10
OUTERMOST, FAILED = 0.002, 0.35
"""From a limit that next to nobody fails to one that so many fail."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One test at many limits. By limit and replication: lots wrongly accepted, and lots wrongly failed."""

    tested: Tested
    now: float
    grid: Floats
    false_release: Floats
    false_reject: Floats
    lots: Floats


def moved(tested: Mapping[str, Tested], rules: Mapping[str, Rule], replications: int) -> dict[str, Moved]:
    """Every test with one limit on a number, judged again at many limits; its true limit stays where it is."""
    found = {}
    for name, each in tested.items():
        rule = rules[name]
        now = rule.limit
        if now is None or isinstance(rule.law, Detected) or rule.limits.tolerance == "zero":
            continue
        grid = _grid(each, now)
        inside = each.truly_inside.astype(np.float64)
        errors = np.zeros((2, len(grid), replications))
        for place, limit in enumerate(grid):
            passed = accepted(each, rule.at(float(limit)), rule)
            for kind, amounts in enumerate(((1 - inside) * passed, inside * (1 - passed))):
                errors[kind, place] = sums_of(each.replication, amounts, replications)
        lots = sums_of(each.replication, np.ones(len(each)), replications)
        found[name] = Moved(each, now, grid, errors[0], errors[1], lots)
    return found


def limits_table(every: Mapping[str, Moved], prices: Mapping[str, Prices], manifest: Manifest) -> pd.DataFrame:
    """One row for each specification and limit: both errors, and the expected loss, per 1,000 lots tested."""
    rows = []
    for name, each in every.items():
        loss = loss_of(each, prices)
        for place, limit in enumerate(each.grid):
            row: dict[str, object] = {"specification": name, "limit": float(limit), "now": each.now}
            for column, sums in (
                ("false_release", each.false_release),
                ("false_reject", each.false_reject),
                ("loss", loss),
            ):
                if sums is not None:
                    pairs = manifest.pairs
                    is_loss = column == "loss"
                    entry = (
                        ratio(sums[place], each.lots, "1", pairs=pairs, bounds=POSITIVE)
                        if is_loss
                        else share(sums[place], each.lots, pairs)
                    )
                    row |= estimate_columns(column, entry.scaled(1000, "per 1,000 lots"))
            rows.append(row)
    return pd.DataFrame(rows, columns=LIMITS)


def best_table(every: Mapping[str, Moved], prices: Mapping[str, Prices], manifest: Manifest) -> pd.DataFrame:
    """One row for each specification with prices: the limit as it is, the one of least loss, and how flat it is there.

    ``nearly``: the limits next to the least whose loss is at most a tenth above it. ``same``: those next to it that these
    lots cannot tell from it (the 95 % interval of the paired difference holds zero).
    """
    rows = []
    for name, each in every.items():
        loss = loss_of(each, prices)
        if loss is not None:
            rows.append({"specification": name, **_best(each, loss, manifest)})
    return pd.DataFrame(rows, columns=BEST)


def loss_of(each: Moved, prices: Mapping[str, Prices]) -> Floats | None:
    """The loss by limit and replication; None where no prices are stated for the material."""
    price = prices.get(each.tested.name)
    if price is None:
        return None
    return price.of_release(each.tested.limits.concerns) * each.false_release + price.false_reject * each.false_reject


def _best(each: Moved, loss: Floats, manifest: Manifest) -> dict[str, object]:
    total, lots = loss.sum(axis=1), float(each.lots.sum())
    least = _middle_of_least(total)
    now = int(np.abs(each.grid - each.now).argmin())
    nearly = _around(least, total <= (1 + NEARLY) * total[least] + 1e-9)
    same = _around(least, np.array([_is_same(row, loss[least], each.lots, manifest) for row in loss]))
    limits, grid = each.tested.limits, each.grid
    return {
        "title": limits.title or each.tested.name.replace("_", " "),
        "on": limits.on,
        "unit": manifest.unit_of(limits.attribute),
        "lots": len(each.tested),
        "limit_now": each.now,
        "loss_now": 1000 * total[now] / lots,
        "limit_least": grid[least],
        "loss_least": 1000 * total[least] / lots,
        "nearly_low": grid[nearly[0]],
        "nearly_high": grid[nearly[1]],
        "same_low": grid[same[0]],
        "same_high": grid[same[1]],
    }


def _middle_of_least(total: Floats) -> int:
    """The limit of least loss; of several beside each other the middle one."""
    least = np.flatnonzero(np.isclose(total, total.min()))
    return int(least[len(least) // 2])


def _around(place: int, holds: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, int]:
    """The ends of the unbroken stretch about a place in which something holds."""
    low = high = place
    while low > 0 and holds[low - 1]:
        low -= 1
    while high + 1 < len(holds) and holds[high + 1]:
        high += 1
    return low, high


def _is_same(loss: Floats, least: Floats, lots: Floats, manifest: Manifest) -> bool:
    entry = paired_difference(loss, lots, least, lots, "1", pairs=manifest.pairs)
    return entry.low is None or entry.high is None or entry.low <= 0 <= entry.high


def _grid(tested: Tested, now: float) -> Floats:
    """Limits from one that next to nobody fails to one that a third fails, the present one among them."""
    values = tested.first
    is_lower = tested.limits.at_least is not None
    shares = (OUTERMOST, FAILED) if is_lower else (1 - FAILED, 1 - OUTERMOST)
    low, high = (float(end) for end in np.quantile(values, shares))
    reach = 0.3 * abs(now)
    low, high = min(low, now - reach), max(high, now + reach)
    if is_logarithmic(values) and now > 0:
        lowest = float(np.quantile(values[values > 0], shares[0])) if (values > 0).any() else now
        grid = np.geomspace(min(max(lowest, now / 30), now / 3), max(high, now * 3), POINTS)
    else:
        grid = np.linspace(max(low, 0.0) if (values >= 0).all() else low, high, POINTS)
    grid[np.abs(grid - now).argmin()] = now
    return np.unique(grid)

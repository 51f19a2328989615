"""Operating characteristics: the chance to be accepted against the true value, and the lots beneath it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.analysis.release.tested import Tested, sums_of
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.quality.law import Detected
from cipsc_sim.records.manifest import Manifest

CURVE = ["specification", "true_value", "chance"]
SEEN = ["specification", "true_value", "low", "high", "lots", *estimate_names("accepted")]
POINTS, BINS, EDGES = 81, 24, (0.002, 0.998)
LOGARITHMIC_FROM = 100.0


def curves(tested: Mapping[str, Tested], rules: Mapping[str, Rule]) -> pd.DataFrame:
    """The closed form: P(accepted | true value) on a grid for each specification with a limit."""
    rows = []
    for name, each in tested.items():
        if each.has_limit:
            rows += [(name, float(true), rules[name].chance_in_all(float(true))) for true in _grid(each, rules[name])]
    return pd.DataFrame(rows, columns=CURVE)


def seen(
    tested: Mapping[str, Tested], accepted: Mapping[str, Floats], manifest: Manifest, replications: int
) -> pd.DataFrame:
    """What the run saw: how many lots have a true value in [low, high), and the share of them that was accepted."""
    rows = []
    for name, each in tested.items():
        if not each.has_limit:
            continue
        edges, centres = _bins(each)
        place = np.clip(np.searchsorted(edges, each.true_values, side="right") - 1, 0, len(centres) - 1)
        for number in np.unique(place):
            chosen = place == number
            sums = [
                sums_of(each.replication[chosen], amounts, replications)
                for amounts in (accepted[name][chosen], np.ones(int(chosen.sum())))
            ]
            entry = fraction(np.minimum(*sums), sums[1], pairs=manifest.pairs)
            row: dict[str, object] = {"specification": name, "true_value": centres[number]}
            row |= {"low": edges[number], "high": edges[number + 1]}
            rows.append(row | {"lots": int(chosen.sum())} | estimate_columns("accepted", entry))
    return pd.DataFrame(rows, columns=SEEN)


def is_logarithmic(values: Floats) -> bool:
    """Whether values span so much that they are looked at on a logarithmic scale."""
    positive = values[values > 0]
    return bool(
        len(positive)
        and (values >= 0).all()
        and np.quantile(positive, 0.99) > LOGARITHMIC_FROM * np.quantile(positive, 0.01)
    )


def _grid(tested: Tested, rule: Rule) -> Floats:
    if isinstance(rule.law, Detected):
        return np.unique(
            np.concatenate([[0.0, rule.law.above], tested.true_values[:1], [max(1.0, tested.true_values.max())]])
        )
    low, high = _range(tested, rule)
    if is_logarithmic(tested.true_values):
        return np.geomspace(max(low, high * 1e-6), high, POINTS)
    return np.linspace(low, high, POINTS)


def _range(tested: Tested, rule: Rule) -> tuple[float, float]:
    """All true values but the outermost, and the limit well inside."""
    low, high = (float(end) for end in np.quantile(tested.true_values, EDGES))
    if rule.limit is not None:
        width = max(high - low, abs(rule.limit))
        low, high = min(low, rule.limit - 0.25 * width), max(high, rule.limit + 0.25 * width)
    return (max(low, 0.0), high) if (tested.true_values >= 0).all() else (low, high)


def _bins(tested: Tested) -> tuple[Floats, Floats]:
    """Edges, and what stands for each bin: few values stand for themselves."""
    values = tested.true_values
    distinct = np.unique(values)
    if len(distinct) <= BINS:
        gaps = np.diff(distinct) / 2 if len(distinct) > 1 else np.array([0.5])
        return np.concatenate(
            [[distinct[0] - gaps[0]], distinct[:-1] + gaps[: len(distinct) - 1], [distinct[-1] + gaps[-1]]]
        ), distinct
    low, high = (float(end) for end in np.quantile(values, EDGES))
    if is_logarithmic(values):
        edges = np.geomspace(float(np.quantile(values[values > 0], EDGES[0])), high, BINS + 1)
        return edges, np.sqrt(edges[1:] * edges[:-1])
    edges = np.linspace(low, high, BINS + 1)
    return edges, (edges[1:] + edges[:-1]) / 2

"""The dynamic answer: the plant played again on common random numbers, a day sooner or a test less."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cipsc_sim.experiment.release.variants import AS_IT_IS, WITHOUT, Variant
from cipsc_sim.experiment.study.sweep import Swept

KEYS = (
    "treated_per_year",
    "released_per_year",
    "order_success_fraction",
    "expired_fraction",
    "action_plan_fraction",
    "false_release_per_1000",
    "false_reject_per_1000",
    "order_to_treatment_d.p50",
    "cost_per_treated_order",
)
OF_TRUTH = ("false_release_per_1000", "false_reject_per_1000")
"""What depends on the true limits that the specifications state."""

_OF_AN_ESTIMATE = ("mean", "low", "high", "difference", "difference_low", "difference_high", "unit")
COLUMNS = ["kind", "name", "title", "days", "key", *_OF_AN_ESTIMATE]


def variants_table(swept: Swept, variants: Sequence[Variant]) -> pd.DataFrame:
    """One row for each variant and estimate, with the paired difference to the scenario as it is; that comes first.

    Without a test nobody states the true limit that was its own, and what is outside it would count as right. So wrong
    decisions are not told where a test is left out.
    """
    estimates = swept.estimates[swept.estimates["key"].isin(KEYS)].set_index(["label", "key"])
    rows = []
    for variant in (Variant(AS_IT_IS, "", AS_IT_IS, AS_IT_IS, float("nan")), *variants):
        about = {"kind": variant.kind, "name": variant.name, "title": variant.title, "days": variant.days}
        told = [key for key in KEYS if variant.kind != WITHOUT or key not in OF_TRUTH]
        for key in told:
            if (variant.label, key) in estimates.index:
                stated = {name: estimates.at[(variant.label, key), name] for name in _OF_AN_ESTIMATE}
                rows.append({**about, "key": key, **stated})
    return pd.DataFrame(rows, columns=COLUMNS)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cipsc_sim.analysis.truth import assay_agreement, decisions_by_truth, inside, true_and_reported
from cipsc_sim.records.manifest import Manifest, SpecificationLimits
from cipsc_sim.records.rows import HeldRows

RowsOf = Callable[..., HeldRows]


def run(true_value: float, reported: float | None, verdict: str, **values: Any) -> dict[str, Any]:
    row = {"in_cohort": True, "specification": "secretes", "lot": "x", "run": 1, "valid": reported is not None}
    return row | {"true_value": true_value, "reported": reported, "verdict": verdict} | values


def test_an_assay_and_the_truth(rows_of: RowsOf, manifest: Manifest) -> None:
    """The limit is 1.5. Errors: +1, −1, 0, +1."""
    results = [
        run(2.0, 3.0, "pass"),
        run(2.0, 1.0, "fail"),
        run(1.0, 1.0, "fail"),
        run(1.0, 2.0, "pass", run=2),
        run(1.0, None, "invalid"),
        run(9.0, 1.0, "fail", in_cohort=False),
    ]
    rows = rows_of({"results": results})

    row = assay_agreement(rows, manifest).set_index("specification").loc["secretes"]

    assert (row["assay"], row["runs"], row["bias"]) == ("secretion", 5, 0.25)
    assert row["sd"] == pytest.approx(np.std([1, -1, 0, 1]))
    assert (row["failed_though_inside_fraction"], row["passed_though_outside_fraction"]) == (0.5, 0.5)
    assert row["invalid_fraction"] == 0.2
    assert true_and_reported(rows, "secretes")["reported"].tolist() == [3.0, 1.0, 1.0, 1.0]
    assert len(true_and_reported(rows, "secretes", at_most=2)) == 2
    assert true_and_reported(rows, "sterile").empty


def test_limits_of_the_truth() -> None:
    def judged(**limits: float) -> list[bool]:
        specification = SpecificationLimits("dose", "assay", "attribute", **limits)  # type: ignore[arg-type]
        return inside(np.array([1.0, 2.0, 3.0]), specification).tolist()

    assert judged(at_least=2) == [False, True, True]
    assert judged(at_most=2) == [True, True, False]
    assert judged(below=2) == [True, False, False]
    assert judged(at_least=2, at_most=2.5) == [False, True, False]
    assert judged(at_least=2, true_limit=1) == [True, True, True]
    assert judged() == [True, True, True]


def test_true_state_by_decision_per_thousand(rows_of: RowsOf, manifest: Manifest) -> None:
    def batch(inside: bool | None, far: bool, end: str, **values: Any) -> dict[str, Any]:
        truth = {"true_in_specification": inside, "true_materially_outside": far}
        released_at = 9 if end.startswith("released") else None
        row = {"material": "dose", "in_cohort": True, "tested_at": 5, "released_at": released_at, "end": end}
        return row | truth | values

    lots = [
        batch(True, False, "released"),
        batch(True, False, "rejected"),
        batch(False, False, "released"),
        batch(False, True, "rejected"),
        batch(False, True, "released_out_of_specification"),
        batch(True, False, "expired"),
        batch(True, False, "open"),
        batch(None, False, "rejected"),
        batch(True, False, "lost", tested_at=None),
        batch(True, False, "stopped_in_process", tested_at=None, reason="contamination", place="culture"),
        batch(True, False, "stopped_in_process", tested_at=None, reason="potency", place="release"),
    ]

    table = decisions_by_truth(rows_of({"lots": lots}), manifest)

    some = table[table["batches"] > 0][["truth", "decision", "per_1000"]]
    assert some.to_numpy().tolist() == [
        ["inside", "released", pytest.approx(1000 / 7)],
        ["inside", "rejected", pytest.approx(2000 / 7)],
        ["inside", "expired", pytest.approx(1000 / 7)],
        ["outside by up to a tenth", "released", pytest.approx(1000 / 7)],
        ["outside by more than a tenth", "released out of specification", pytest.approx(1000 / 7)],
        ["outside by more than a tenth", "rejected", pytest.approx(1000 / 7)],
    ]
    assert len(table) == 15

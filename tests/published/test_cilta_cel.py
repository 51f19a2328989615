"""Failures that go together: products of ciltacabtagene autoleucel out of specification (Blood 2025;146 Suppl 1, abstract 405)."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import betabinom, norm

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.records.journal import Journal
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import load_scenario

HERE = Path(__file__).parent
PRODUCTS, OUT_OF_SPECIFICATION = 212, 34
REASONS = {"dose": 18, "viability": 13, "car_expression": 5, "interferon_gamma": 4, "interleukin_2": 2}
SEVERAL_REASONS = sum(REASONS.values()) - OUT_OF_SPECIFICATION
"""If nobody had three. The text of the abstract says nine."""

SURE = 3.3
"""Standard errors beyond which a true value lies with a chance of one in a thousand."""


def failures(name: str) -> pd.DataFrame:
    """By product and reason, whether its result failed; and whether it was given out of specification."""
    journal = play(draft(load_scenario(HERE / f"{name}.yaml").scenario), 1, 0).journal
    results, lots = (_rows(journal, table) for table in ("results", "lots"))
    failed = results.assign(failed=results["verdict"] == "fail").pivot(
        index="lot", columns="specification", values="failed"
    )
    ends = lots.set_index("lot")["end"]
    return failed.astype(bool).assign(out=ends[failed.index] == "released_out_of_specification")


def _rows(journal: Journal, name: str) -> pd.DataFrame:
    table = next(table for table in TABLES if table.name == name)
    return pd.DataFrame(getattr(journal, name), columns=[*table.names, *journal.families.get(name, ())])


@pytest.fixture(scope="module")
def shared() -> pd.DataFrame:
    return failures("cilta_cel")


@pytest.fixture(scope="module")
def independent() -> pd.DataFrame:
    return failures("cilta_cel_independent")


def reasons_of(products: pd.DataFrame) -> pd.Series:
    return products[list(REASONS)].sum(axis="columns")


def predicted(holds: pd.Series) -> tuple[float, float]:
    """The 95 % predictive interval of how many of 212 further products it holds for, given those that were played."""
    law = betabinom(PRODUCTS, holds.sum() + 0.5, (~holds).sum() + 0.5)
    return float(law.ppf(0.025)), float(law.ppf(0.975))


def expected(correlation: float) -> tuple[float, float]:
    """Of 212 products, how many fail and how many for two reasons or more: one shared normal, integrated over."""
    shared, weights = np.polynomial.hermite_e.hermegauss(60)
    limits = norm.ppf(np.array(list(REASONS.values())) / PRODUCTS)
    fail = norm.cdf((limits - sqrt(correlation) * shared[:, None]) / sqrt(1 - correlation))
    fail = np.minimum(fail, 1 - 1e-12)
    none = np.prod(1 - fail, axis=1)
    one = none * (fail / (1 - fail)).sum(axis=1)
    mean = weights / weights.sum()
    return PRODUCTS * float(1 - mean @ none), PRODUCTS * float(1 - mean @ (none + one))


def agrees(holds: pd.Series, value: float) -> bool:
    """Whether the number of 212 is the value, but for what chance leaves open."""
    chance = value / PRODUCTS
    return bool(abs(holds.mean() - chance) <= SURE * sqrt(chance * (1 - chance) / len(holds)))


def test_with_one_shared_trait_both_counts_are_as_published(shared: pd.DataFrame) -> None:
    reasons = reasons_of(shared)
    failed, several = predicted(reasons >= 1), predicted(reasons >= 2)
    print(f"out of specification {failed}, for two reasons or more {several}")
    assert failed[0] <= OUT_OF_SPECIFICATION <= failed[1]
    assert several[0] <= SEVERAL_REASONS < 9 <= several[1]


def test_each_reason_is_as_frequent_as_published(shared: pd.DataFrame, independent: pd.DataFrame) -> None:
    for products in (shared, independent):
        for reason, published in REASONS.items():
            assert agrees(products[reason], published), reason
    assert not agrees(shared["viability"], REASONS["dose"])


def test_independent_reasons_do_not_come_together_as_published(independent: pd.DataFrame) -> None:
    reasons = reasons_of(independent)
    low, high = predicted(reasons >= 2)
    print(f"independent: out of specification {predicted(reasons >= 1)}, for two reasons or more {(low, high)}")
    assert high < SEVERAL_REASONS


def test_both_agree_with_the_closed_form(shared: pd.DataFrame, independent: pd.DataFrame) -> None:
    assert expected(0.0) == pytest.approx((39.2, 2.7), abs=0.05)
    for products, correlation in ((shared, 0.5), (independent, 0.0)):
        reasons = reasons_of(products)
        failed, several = expected(correlation)
        assert agrees(reasons >= 1, failed)
        assert agrees(reasons >= 2, several)
    failed, several = expected(0.5)
    assert not agrees(reasons_of(independent) >= 1, failed)
    assert not agrees(reasons_of(independent) >= 2, several)


def test_who_has_a_reason_is_out_of_specification_and_nobody_else(shared: pd.DataFrame) -> None:
    assert (shared["out"] == (reasons_of(shared) >= 1)).all()
    assert 0 < shared["out"].sum() < len(shared) == 20 * PRODUCTS

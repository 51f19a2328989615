"""Laws of biology and what tests see of them, played and in closed form."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import pandas as pd
import pytest
from scipy.stats import binom, chi2, poisson

from .plant import DAY, Plant, played

RARE_SE = 3.9
"""Standard errors beyond which a true chance lies with a chance of one in ten thousand."""


def happens(holds: pd.Series, chance: float) -> bool:
    """Whether it happens with that chance, but for what a finite play leaves open."""
    n = len(holds)
    assert n > 1900
    return bool(abs(holds.mean() - chance) <= RARE_SE * sqrt(max(chance * (1 - chance), 1 / n) / n))


def missed(plant: Plant, specification: str) -> pd.Series:
    """Of each lot, whether the test let it pass."""
    results = plant.rows("results")
    return results.loc[results["specification"] == specification, "verdict"] == "pass"


@pytest.mark.parametrize("clone", [0.1, 0.2])
def test_twenty_metaphases_an_array_and_sequencing_see_what_their_laws_say(clone: float) -> None:
    plant = played("clones_seen", materials__vial__has__abnormal_fraction=clone)
    by_law = {
        "two_of_twenty": float(binom.cdf(1, 20, clone)),
        "array": 1.0 if clone <= 0.175 else 0.01,
        "three_of_thirty": float(binom.cdf(2, 30, clone / 2)),
    }
    for test, chance in by_law.items():
        assert happens(missed(plant, test), chance), test
    assert not happens(missed(plant, "two_of_twenty"), float(binom.cdf(2, 20, clone)))


def test_a_clone_of_a_tenth_is_missed_by_two_of_twenty_in_four_of_ten() -> None:
    """.9^20 + 20 × .1 × .9^19 = .392."""
    assert binom.cdf(1, 20, 0.1) == pytest.approx(0.392, abs=5e-4)


@pytest.mark.parametrize(
    ("fraction", "below_limit", "none_seen"),
    [
        (1e-5, 0.476, 0.000),  # 30 cells are expected: Σ₀²⁹ of Poisson(30)
        (1e-6, 1.000, 0.050),  # e^-3: zero tolerance finds 95 %
        (1e-7, 1.000, 0.741),  # e^-.3: zero tolerance finds 26 %
    ],
)
def test_three_million_cells_pass_the_limit_as_poisson_counts_do(
    fraction: float, below_limit: float, none_seen: float
) -> None:
    plant = played("residual_cells", procedures__make__steps__make__effects__residual_fraction__set=fraction)
    assert below_limit == pytest.approx(poisson.cdf(29, 3e6 * fraction), abs=5e-4)
    assert none_seen == pytest.approx(poisson.pmf(0, 3e6 * fraction), abs=5e-4)
    assert happens(missed(plant, "below_limit"), float(poisson.cdf(29, 3e6 * fraction)))
    assert happens(missed(plant, "none_seen"), float(poisson.pmf(0, 3e6 * fraction)))
    if none_seen > 0.01:
        assert not happens(missed(plant, "none_seen"), float(poisson.pmf(0, 2e6 * fraction)))


def test_the_residual_cells_of_a_dose_are_poisson() -> None:
    lots = played("residual_cells").rows("lots").query("material == 'dose'").dropna(subset=["made_at"])
    counted = Counter(lots["true.residual_cells"].astype(int))
    assert fits(counted, 12.0)
    assert not fits(counted, 12.6)


def fits(counted: Counter[int], mean: float) -> bool:
    """χ² test of counts against Poisson; the tails are taken together."""
    n = sum(counted.values())
    low, high = int(poisson.ppf(0.005, mean)), int(poisson.ppf(0.995, mean))
    cells = [(sum(c for k, c in counted.items() if k <= low), n * poisson.cdf(low, mean))]
    cells += [(counted[k], n * poisson.pmf(k, mean)) for k in range(low + 1, high + 1)]
    cells += [(sum(c for k, c in counted.items() if k > high), n * poisson.sf(high, mean))]
    statistic = sum((seen - expected) ** 2 / expected for seen, expected in cells)
    return bool(chi2.sf(statistic, len(cells) - 1) > 1e-4)


def seen_before_whole(days: float) -> float:
    """The chance that growth is seen in so many days: .9, after 1 to 3 days, each as likely."""
    return 0.9 * min(1.0, max(0.0, (days - 1) / 2))


def test_contamination_comes_from_the_tissue_and_with_openings_and_most_of_it_is_seen() -> None:
    plant = played("contamination")
    lots = plant.rows("lots").query("material == 'dose'").dropna(subset=["ended_at"])
    seen = lots["end"] == "stopped_in_process"
    assert set(lots.loc[seen, "reason"]) == {"contamination"}
    from_tissue, each_day = 0.4 * 0.2, 1 - 0.996**2
    stays_clean = 1 - from_tissue
    expected_seen, clean = from_tissue * 0.9, stays_clean
    for day in range(1, 21):  # fed on each day of 20.5
        expected_seen += clean * each_day * seen_before_whole(20.5 - day)
        clean *= 1 - each_day
    assert happens(seen, expected_seen)
    assert not happens(seen, from_tissue * 0.9)
    leaves_unseen = (lots["end"] == "released") | (lots["end"] == "left_over")
    unseen = leaves_unseen & (lots["true.contaminated"] == 1)
    assert happens(unseen, 1 - clean - expected_seen)
    assert not happens(unseen, 0.1 * (1 - clean))  # were the last days as visible as the others


def test_growth_from_the_tissue_is_seen_on_its_first_to_third_day() -> None:
    lots = played("contamination", attributes__contaminated__per_opening=0.0).rows("lots").query("material == 'dose'")
    days = (lots["ended_at"] - lots["begun_at"])[lots["end"] == "stopped_in_process"] / DAY
    assert days.between(1, 3).all()
    assert abs(days.mean() - 2) <= RARE_SE * sqrt(4 / 12 / len(days))

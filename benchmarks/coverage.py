"""How often 95 % intervals hold the truth: ``python benchmarks/coverage.py``. It prints tables and asserts nothing.

Synthetic truths, no plant. The rows are what is estimated, the columns the number of independent pairs; a cell is the share of
runs in which the interval holds the truth and, of means, its median width over that of Student's; ~ where most are marked
rough. The true fraction is drawn anew for each run, within a quarter of the one that is named: of a single one, coverage
swings with how whole counts happen to fall. ``--runs`` 4,000 leave a standard error of .003.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
from scipy import stats

from cipsc_sim.analysis.estimates import ANYTHING, POSITIVE, SHARE, Bounds, Entry, fraction, paired_difference, quantile
from cipsc_sim.analysis.estimates.clusters import jackknife_interval, why_rough

Floats = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Floats]
Drawn = tuple[Entry, float]
PAIRS = (5, 7, 10, 20, 50, 100)

SHAPES: dict[str, tuple[Draw, float]] = {
    "normal": (lambda rng, n: rng.normal(10, 1, n), 10),
    "uniform": (lambda rng, n: rng.random(n), 0.5),
    "two humps": (lambda rng, n: 10 + np.where(rng.random(n) < 0.5, -3, 3) + rng.normal(size=n), 10),
    "heavy tails (t of 5)": (lambda rng, n: 10 + rng.standard_t(5, n), 10),
    "lognormal, skewness .6": (lambda rng, n: rng.lognormal(0, 0.2, n), np.exp(0.02)),
    "gamma, skewness 1": (lambda rng, n: rng.gamma(4, 1, n), 4),
    "lognormal, skewness 1.8": (lambda rng, n: rng.lognormal(0, 0.5, n), np.exp(0.125)),
    "exponential, skewness 2": (lambda rng, n: rng.exponential(1, n), 1),
    "lognormal, skewness 3.7": (lambda rng, n: rng.lognormal(0, 0.8, n), np.exp(0.32)),
    "one in ten far above": (lambda rng, n: 5 + np.where(rng.random(n) < 0.1, 4, 0) + rng.normal(size=n), 5.4),
}
OF_SHARES: dict[str, tuple[Draw, float]] = {
    "beta 5, 2": (lambda rng, n: rng.beta(5, 2, n), 5 / 7),
    "beta 4, 1": (lambda rng, n: rng.beta(4, 1, n), 0.8),
    "most near 1 (beta 1, .15)": (lambda rng, n: rng.beta(1, 0.15, n), 1 / 1.15),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=4000)
    runs = parser.parse_args().runs
    for title, shapes, bounds in (
        ("means above zero", SHAPES, POSITIVE),
        ("means of anything", SHAPES, ANYTHING),
        ("means of shares", OF_SHARES, SHARE),
    ):
        _head(title, PAIRS)
        for name, (draw, truth) in shapes.items():
            if not (bounds is POSITIVE and name.startswith("heavy")):
                _row(name, (_of_means(draw, truth, bounds, pairs, runs) for pairs in PAIRS))
    _head("paired differences", PAIRS)
    _row("of skewed costs", (_held(_difference_of_costs, pairs, runs) for pairs in PAIRS))
    _row("of fractions, .05 and .04", (_held(_difference_of_fractions, pairs, runs) for pairs in PAIRS))
    _head("fractions of 40 trials a pair", PAIRS)
    for p in (0.005, 0.01, 0.03, 0.1, 0.5):
        for alike in (0.0, 0.01, 0.1, 0.3):
            name = f"{p:g}, {f'alike ({alike:g})' if alike else 'strangers'}"
            _row(name, (_held(_fraction_near(p, alike), pairs, runs) for pairs in PAIRS))
    _head("quantiles of lognormal times", PAIRS)
    for q in (0.1, 0.5, 0.9):
        for alike in (0.0, 0.26, 0.6):
            for samples in (6, 40):
                name = f"P{100 * q:.0f}, {samples} a pair, alike {alike:g}"
                _row(name, (_held(_quantile_of(q, alike, samples), pairs, runs // 2) for pairs in PAIRS))


def _head(title: str, columns: Iterable[int]) -> None:
    cells = [str(each) for each in columns]
    print(f"\n| {title} | {' | '.join(cells)} |\n|---|{'---|' * len(cells)}")


def _row(name: str, cells: Iterable[str]) -> None:
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _of_means(draw: Draw, truth: float, bounds: Bounds, pairs: int, runs: int) -> str:
    rng, hits, rough, widths = np.random.default_rng(pairs), 0, 0, []
    for _ in range(runs):
        values = draw(rng, pairs)
        left_out = (values.sum() - values) / (pairs - 1)
        low, high = jackknife_interval(float(values.mean()), left_out, bounds=bounds)
        hits += low <= truth <= high
        rough += why_rough(left_out) is not None
        widths.append((high - low) / (2 * _T[pairs] * np.std(values, ddof=1) / np.sqrt(pairs)))
    return f"{_cell(hits, rough, runs)} ({np.median(widths):.2f})"


def _held(draw: Callable[[np.random.Generator, int], Drawn], pairs: int, runs: int) -> str:
    rng, hits, rough = np.random.default_rng(pairs), 0, 0
    for _ in range(runs):
        entry, truth = draw(rng, pairs)
        hits += entry.low is not None and entry.high is not None and entry.low <= truth <= entry.high
        rough += entry.rough is not None
    return _cell(hits, rough, runs)


def _cell(hits: int, rough: int, runs: int) -> str:
    return ("~" if rough > runs / 2 else "") + f"{hits / runs:.3f}".removeprefix("0")


def _difference_of_costs(rng: np.random.Generator, pairs: int) -> Drawn:
    """Costs whose level pairs share; the dearer variant takes half an exponential more for each replication."""
    level = np.repeat(rng.lognormal(0, 0.8, pairs), 2)
    cost = level * rng.lognormal(0, 0.5, 2 * pairs)
    ones = np.ones_like(cost)
    dearer = cost + 0.5 * rng.exponential(1, 2 * pairs)
    return paired_difference(dearer, ones, cost, ones, "USD", pairs=True), 0.5


def _difference_of_fractions(rng: np.random.Generator, pairs: int) -> Drawn:
    """Failures of 5 % and, on the same numbers, of 4 % of some twenty orders; how often differs between pairs. Where no order
    came to another end, the interval is the one that ``compare`` then gives.
    """
    chance = np.repeat(rng.beta(1, 19, pairs), 2)
    orders = rng.poisson(20, 2 * pairs)
    more = rng.binomial(orders, chance)
    entry = paired_difference(more, orders, rng.binomial(more, 0.8), orders, "1", pairs=True)
    unseen = 1 - 0.025 ** (1 / float(orders.sum()))
    return entry.with_interval(-unseen, unseen) if entry.low == entry.high else entry, 0.01


def _fraction_near(p: float, alike: float) -> Callable[[np.random.Generator, int], Drawn]:
    def drawn(rng: np.random.Generator, pairs: int) -> Drawn:
        truth, spread = p * rng.uniform(0.75, 1.25), 1 / alike - 1 if alike else 0.0
        chance = np.repeat(rng.beta(truth * spread, (1 - truth) * spread, pairs), 2) if alike else truth
        trials = rng.poisson(20, 2 * pairs)
        return fraction(rng.binomial(trials, chance), trials, pairs=True), truth

    return drawn


def _quantile_of(q: float, alike: float, samples: int) -> Callable[[np.random.Generator, int], Drawn]:
    truth = float(np.exp(0.58 * stats.norm.ppf(q)))

    def drawn(rng: np.random.Generator, pairs: int) -> Drawn:
        level = np.repeat(np.sqrt(alike) * 0.58 * rng.normal(size=pairs), 2)
        counts, own = rng.poisson(samples / 2, 2 * pairs), np.sqrt(1 - alike) * 0.58
        times = [np.exp(a + own * rng.normal(size=n)) for a, n in zip(level, counts, strict=True)]
        return quantile(times, q, "d", pairs=True), truth

    return drawn


_T = {pairs: float(stats.t.ppf(0.975, pairs - 1)) for pairs in PAIRS}

if __name__ == "__main__":
    main()

"""A run that is to be precise is looked at again and again, and ends when it was precise twice in a row."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from cipsc_sim.analysis.estimates import POSITIVE, mean, together
from cipsc_sim.analysis.summary import summarise, summarise_only
from cipsc_sim.analysis.tallies.tally import OrderEnds, Tally
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.precision import WATCHED, Look, Looks, read_precision
from cipsc_sim.records.folder import RunFolder


def tally(rng: np.random.Generator) -> Tally:
    """A replication of 40 orders."""
    ends = tuple(np.where(rng.random(40) < 0.7, "success", "dose").tolist())
    return Tally(
        counts={"released_per_year": float(rng.normal(20, 2)), "order_success_fraction": 0.0},
        bases={"cohort_orders": 40.0, "ended.order": 40.0},
        samples={"start_to_release_d": rng.normal(200, 20, 30)},
        order_ends=OrderEnds(np.full(40, 9.0), ends),
    )


def looked_at(precision: float, played: RunFolder, most: int = 1000) -> tuple[Looks, int]:
    looks, rng, tallies = Looks(precision, played.manifest), np.random.default_rng(3), []
    for _ in range(most // 2):
        tallies += [tally(rng), tally(rng)]
        if looks.enough(tallies):
            break
    return looks, len(tallies)


def test_the_first_look_is_after_fifty_replications_and_the_next_after_half_as_many_again(played: RunFolder) -> None:
    looks, played_in_all = looked_at(0.5, played)
    assert sorted({look.replications for look in looks.looks}) == [50, 76]
    assert played_in_all == 76


def test_a_sharper_precision_takes_longer_and_is_reached(played: RunFolder) -> None:
    looks, coarse = looked_at(0.05, played)
    looks_too, fine = looked_at(0.02, played)
    assert looks.reached and looks_too.reached
    assert fine > coarse
    last = [look for look in looks_too.looks if look.replications == fine]
    assert {look.indicator for look in last} == {
        "order_success_fraction",
        "start_to_release_d.p90",
        "released_per_year",
    }
    for look in last:
        assert look.half_width is not None and look.mean is not None
        assert look.half_width <= max(0.02 * look.mean, 0.01 if look.indicator == "order_success_fraction" else 0)


def test_one_precise_look_alone_does_not_end_it(played: RunFolder) -> None:
    looks, _ = looked_at(0.02, played)
    numbers = sorted({look.replications for look in looks.looks})
    precise = [all(look.reached for look in looks.looks if look.replications == n) for n in numbers]
    assert precise[-2:] == [True, True]
    assert [True, True] not in [precise[i : i + 2] for i in range(len(precise) - 2)]


def test_what_has_no_interval_is_not_precise_and_what_nothing_was_seen_of_is_not_waited_for() -> None:
    assert not Look(50, "start_to_release_d.p90", 20.0, None, 0.4).reached
    assert Look(50, "start_to_release_d.p90", None, None, None).reached


def coverage(macros: int, played: RunFolder) -> np.ndarray:
    """How often the 95 % intervals of what was watched hold the truth when a run has ended by itself."""
    held = np.zeros(len(WATCHED))
    truths = (0.7, float(ndtri(0.9)) * 20 + 200, 20.0)
    for seed in range(macros):
        looks, rng, tallies = Looks(0.04, played.manifest), np.random.default_rng(seed), []
        while len(tallies) < 600:
            tallies += [tally(rng), tally(rng)]
            if looks.enough(tallies):
                break
        assert looks.reached
        found = summarise_only(tallies, played.manifest, WATCHED, 0.95)
        entries = [found[name] for name in WATCHED]
        held += [e.low <= truth <= e.high for e, truth in zip(entries, truths, strict=True)]  # type: ignore[union-attr,operator]
    return held / macros


def test_a_run_that_ends_by_itself_still_covers(played: RunFolder) -> None:
    macros = 100
    assert (coverage(macros, played) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / macros)).all()


@pytest.mark.slow
def test_a_run_that_ends_by_itself_covers_at_least_935_times_in_a_thousand(played: RunFolder) -> None:
    found = coverage(2000, played)
    assert (found >= 0.935).all(), found


def test_what_is_watched_is_precise_together(played: RunFolder) -> None:
    """The half widths that are looked at are wider than those that are printed: three have to hold at once."""
    rng = np.random.default_rng(3)
    tallies = [tally(rng) for _ in range(50)]
    looks = Looks(0.02, played.manifest)
    looks.enough(tallies)
    printed = summarise(tallies, played.manifest).estimates["released_per_year"]
    (looked,) = (look for look in looks.looks if look.indicator == "released_per_year")
    assert looked.half_width is not None and printed.half_width is not None
    values = [each.counts["released_per_year"] for each in tallies]
    wider = mean(values, "1/a", pairs=played.manifest.pairs, bounds=POSITIVE, confidence=together(3))
    assert looked.half_width == pytest.approx(wider.half_width)
    assert looked.half_width > 1.15 * printed.half_width


@pytest.mark.parametrize(("text", "fraction"), [("2%", 0.02), ("0.02", 0.02), (" 5 %", 0.05), (".5", 0.5)])
def test_a_precision_is_written_in_percent_or_as_a_fraction(text: str, fraction: float) -> None:
    assert read_precision(text) == pytest.approx(fraction)


@pytest.mark.parametrize("text", ["", "two", "0", "200%", "-2%", "nan"])
def test_what_is_no_precision_is_refused(text: str) -> None:
    with pytest.raises(RunError, match="no precision"):
        read_precision(text)

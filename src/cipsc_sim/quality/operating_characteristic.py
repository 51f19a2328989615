"""The operating characteristic: the chance to be accepted, given the true value; closed forms, runs independent."""

from __future__ import annotations

from scipy.special import bdtrc

from cipsc_sim.quality.judgement import Limits
from cipsc_sim.quality.law import Law, Measured
from cipsc_sim.quality.mean_of_three import chance_that_the_mean_stands
from cipsc_sim.quality.reported import chance_at_most, chance_below
from cipsc_sim.quality.retest import NO_RETEST, Retest
from cipsc_sim.quality.shared_noise import common_scores, given_common


def verdict_chances(law: Law, true: float, limits: Limits) -> dict[str, float]:
    """The chance of each verdict of one valid run: pass, review and fail; all information where there is no limit."""
    if limits.tolerance == "zero":
        passes = chance_at_most(law, true, 0.0)
        return {"pass": passes, "review": 0.0, "fail": 1.0 - passes}
    if limits.at_least is None and limits.at_most is None and limits.below is None:
        return {"information": 1.0}
    passes = _inside(law, true, limits.at_least, limits.at_most, limits.below)
    wider = _inside(law, true, *_reviewed(limits))
    return {"pass": passes, "review": max(0.0, wider - passes), "fail": 1.0 - max(wider, passes)}


def pass_probability(
    law: Law,
    true: float,
    limits: Limits,
    retest: Retest = NO_RETEST,
    *,
    cause_found: float = 0.0,
    reviewed_passes: bool = True,
    shared: float = 0.0,
) -> float:
    """P(accepted | true) with the retest rule.

    ``cause_found`` is the chance that an investigation finds a cause in the laboratory, ``reviewed_passes`` what becomes of a
    result between limit and review limit. ``shared`` is the share of the variance of a measured number's noise that all runs
    have in common, Σρ² of a lot of reagent that outlasts the retest, below 1; otherwise runs are independent given the true
    value. Runs for which the sample is too small are not in it.
    """
    if shared and isinstance(law, Measured) and (law.sd or law.cv) and retest.kind != "none":
        return sum(
            weight
            * pass_probability(
                given_common(law, score, shared),
                true,
                limits,
                retest,
                cause_found=cause_found,
                reviewed_passes=reviewed_passes,
            )
            for score, weight in common_scores()
        )
    chances = verdict_chances(law, true, limits)
    if "information" in chances:
        return 1.0
    goes_on, fails = chances["pass"] + chances["review"], chances["fail"]
    accepted = goes_on if reviewed_passes else chances["pass"]
    match retest.kind:
        case "none":
            return accepted
        case "once":
            return accepted + fails * accepted
        case "once_if_cause_found":
            return accepted + fails * cause_found * accepted
        case "mean_of_three":
            return accepted + chance_that_the_mean_stands(law, true, limits, reviewed_passes)
        case "passes_of":
            enough = float(bdtrc(retest.passes - 1, retest.of - 1, goes_on))
            return accepted + (fails * enough * accepted / goes_on if goes_on > 0 else 0.0)


def _inside(law: Law, true: float, low: float | None, high: float | None, below: float | None) -> float:
    upper = chance_at_most(law, true, high) if high is not None else 1.0
    if below is not None:
        upper = min(upper, chance_below(law, true, below))
    return max(0.0, upper - (chance_below(law, true, low) if low is not None else 0.0))


def _reviewed(limits: Limits) -> tuple[float | None, float | None, float | None]:
    """The limits within which a result is passed or reviewed."""
    low = limits.at_least if limits.review_at_least is None else limits.review_at_least
    if limits.review_at_most is None:
        return low, limits.at_most, limits.below
    return low, limits.review_at_most, None

"""From the words of a scenario to the law of what an assay reports, and to the rule of its retests."""

from __future__ import annotations

from cipsc_sim.quality.law import Counted, Detected, Law, Measured
from cipsc_sim.quality.retest import Retest
from cipsc_sim.scenario.assay import Assay
from cipsc_sim.scenario.release import PassesOf, Release


def law_of(assay: Assay) -> Law:
    """The law of an assay: measured, counted or detected."""
    subject = assay.subject
    if assay.measures:
        return Measured(**assay.measures[subject].model_dump())
    if assay.detects:
        return Detected(**assay.detects[subject].model_dump())
    counts = assay.counts[subject]
    cells = counts.cells if counts.cells is not None else assay.sample.get(counts.among or "", 0.0)
    return Counted(float(cells), counts.factor, counts.bias, counts.detected_from)


def retests_of(release: Release) -> dict[str, Retest]:
    """The retest rule of each assay that a release names; of all others none."""
    return {
        assay: Retest("passes_of", rule.passes, rule.of) if isinstance(rule, PassesOf) else Retest(rule)
        for assay, rule in release.retests.items()
    }

"""The tallies of a run are kept beside its tables, and give its summary again."""

from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.summary import summarise
from cipsc_sim.analysis.tallies.replication import tallies
from cipsc_sim.experiment.comparison.paired import difference
from cipsc_sim.experiment.tally_store import shared_out, tallies_of
from cipsc_sim.records.folder import RunFolder


def test_tallies_read_back_are_those_of_the_rows(played: RunFolder) -> None:
    before, after = shared_out(list(tallies(played, played.manifest))), tallies_of(played)
    assert len(before) == len(after) == played.replications
    for a, b in zip(before, after, strict=True):
        assert {k: pytest.approx(v, rel=1e-8) for k, v in a.counts.items()} == b.counts
        assert {k: pytest.approx(v, rel=1e-8) for k, v in a.bases.items()} == b.bases
        np.testing.assert_allclose(a.samples["start_to_release_d"], b.samples["start_to_release_d"], rtol=1e-8)


def test_open_orders_are_shared_out_as_in_the_summary(played: RunFolder) -> None:
    summary = summarise(tallies(played, played.manifest), played.manifest)
    kept = tallies_of(played)
    succeeded = sum(tally.counts["order_success_fraction"] for tally in kept)
    orders = sum(tally.bases["cohort_orders"] for tally in kept)
    assert summary.estimates["order_success_fraction"].mean == pytest.approx(succeeded / orders)


def test_a_run_does_not_differ_from_itself(played: RunFolder) -> None:
    entry = difference("cost_per_treated_order", tallies_of(played), tallies_of(played), played.manifest)
    assert (entry.mean, entry.low, entry.high) == (0.0, 0.0, 0.0)

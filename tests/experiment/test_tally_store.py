"""The tallies of a run are kept beside its tables, and give its summary again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cipsc_sim.analysis.summary import shared_out, summarise
from cipsc_sim.analysis.tallies.replication import tallies
from cipsc_sim.engine.drafting import draft
from cipsc_sim.experiment.comparison.paired import difference
from cipsc_sim.experiment.describe import describe
from cipsc_sim.experiment.pair import PairPlayer
from cipsc_sim.experiment.tally_store import tallies_of
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.load import load_scenario

from .small import write_product


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


def test_a_pair_whose_rows_are_not_kept_is_tallied_as_one_whose_rows_are(tmp_path: Path) -> None:
    loaded = load_scenario(write_product(tmp_path))
    manifest = describe(loaded, draft(loaded.scenario), name="product", seed=3, fixed=False, replications=2)
    kept, not_kept = (PairPlayer(loaded, manifest, keep_rows=keep).play(0) for keep in (True, False))
    assert [set(each) for each in not_kept.batches] == [set(), set()] and set(kept.batches[0]) > {"orders", "results"}
    for one, other in zip(kept.tallies, not_kept.tallies, strict=True):
        assert (one.counts, one.bases, one.order_ends.ends) == (other.counts, other.bases, other.order_ends.ends)
        np.testing.assert_equal(one.samples, other.samples)

"""Lots of every material: how many, and why those that failed did."""

from __future__ import annotations

import numpy as np

from cipsc_sim.analysis.cells import Table, Truths, counts, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.tallies.batches import has_ended
from cipsc_sim.analysis.tallies.orders import in_window
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.analysis.tallies.usable import usable
from cipsc_sim.records.manifest import Manifest

FAILED_ENDS = ("rejected", "stopped_in_process", "lost", "expired", "aborted")


def tally_lots(lots: Table, manifest: Manifest, tally: Tally) -> None:
    """Lots begun for the cohort by material, and failures by reason."""
    made = true(lots["in_cohort"]) & filled(lots["procedure"])
    materials = texts(lots["material"])
    for material, number in counts(materials[made & filled(lots["begun_at"])]).items():
        tally.count(f"lots_per_treated_order.{material}", number)
    failed, done = made & lot_failed(lots, manifest), made & lot_done(lots, manifest)
    reasons = failure_reasons(lots)
    for material, number in counts(materials[failed | done]).items():
        tally.base(f"ended.{material}", number)
        for reason, times in counts(reasons[failed & (materials == material)]).items():
            tally.count(f"failure_fraction.{material}.{reason}", times)
    _tally_stock(lots, manifest, tally)


def _tally_stock(lots: Table, manifest: Manifest, tally: Tally) -> None:
    """What was begun for stock in the window and is made, or failed: how many, and how many of them failed."""
    ours = ~filled(lots["order"]) & filled(lots["procedure"]) & in_window(numbers(lots["begun_at"]), manifest.window)
    failed, materials = ours & lot_failed(lots, manifest), texts(lots["material"])
    for material, number in counts(materials[failed | (ours & filled(lots["made_at"]))]).items():
        tally.base(f"stock_ended.{material}", number)
        tally.base(f"stock_failed.{material}", float((failed & (materials == material)).sum()))


def lot_failed(lots: Table, manifest: Manifest) -> Truths:
    """A batch: ended without release. Another lot: rejected, stopped, lost, expired or aborted."""
    is_batch = one_of(lots["material"], manifest.wanted)
    batch_failed = has_ended(lots) & ~usable(lots)
    return np.asarray(np.where(is_batch, batch_failed, one_of(lots["end"], *FAILED_ENDS)), dtype=bool)


def lot_done(lots: Table, manifest: Manifest) -> Truths:
    """A batch: released. Another lot: ended, and did not fail."""
    is_batch = one_of(lots["material"], manifest.wanted)
    ended = filled(lots["end"]) & ~one_of(lots["end"], "open")
    other_done = ended & ~lot_failed(lots, manifest)
    return np.asarray(np.where(is_batch, usable(lots), other_done), dtype=bool)


def failure_reasons(lots: Table) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The primary reason, or the end where no reason is given."""
    return np.where(filled(lots["reason"]), texts(lots["reason"]), texts(lots["end"]))

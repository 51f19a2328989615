"""Decisions, as they are written down: about a lot, or about an order that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.owner import Order, Owner

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.plant import Plant


def note_decision(
    plant: Plant,
    lot: Lot | None,
    kind: str,
    subject: str,
    verdict: str,
    reason: str | None,
    rule: str | None,
    owner: Owner | None = None,
    cost: float | None = None,
) -> None:
    """Write down what was decided now. The owner is that of the lot, unless another is named."""
    owner = owner or (lot.owner if lot is not None else None)
    order = owner.number if isinstance(owner, Order) else None
    cohort = owner.in_cohort if owner is not None else False
    label = lot.label if lot is not None else None
    plant.journal.decisions.append(
        (plant.replication, order, cohort, label, plant.agenda.now, kind, subject, verdict, reason, rule, cost)
    )

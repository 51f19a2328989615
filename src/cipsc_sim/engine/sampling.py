"""Samples: what the run of an assay takes of a lot, or of what was set aside for it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import SpecificationPlan
from cipsc_sim.engine.books import SAMPLED
from cipsc_sim.engine.lot import Lot

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

Sample = tuple[tuple[str, float], ...]
_ROUNDING = 1e-9


def take_sample(plant: Plant, lot: Lot, spec: SpecificationPlan, *, repeat: bool = False) -> bool:
    """Take what a run needs, a repeat of an invalid run what that needs; False if there is not enough.

    Of a lot that was used, what was kept back is tested.
    """
    assay = spec.assay
    sample = assay.repeats.sample if repeat else assay.sample
    reserve = lot.reserves.get(spec.name)
    if reserve is not None:
        return _take_of_reserve(reserve, sample)
    if not sample or not lot.exists:
        return True
    if assay.reserve_runs is None:
        return _take(plant, lot, sample)
    for more in range(assay.reserve_runs, -1, -1):
        if _take(plant, lot, tuple((name, amount * (1 + more)) for name, amount in sample)):
            lot.reserves[spec.name] = {name: amount * more for name, amount in sample}
            return True
    return False


def enough_for(plant: Plant, lot: Lot, spec: SpecificationPlan, runs: int) -> bool:
    """Whether there is sample for so many more runs."""
    sample = tuple((name, amount * runs) for name, amount in spec.assay.sample)
    reserve = lot.reserves.get(spec.name)
    if reserve is not None:
        return all(reserve.get(name, 0.0) >= amount * (1 - _ROUNDING) for name, amount in sample)
    if not sample or not lot.exists:
        return True
    plant.inventory.age(lot)
    if lot.packs_made is not None and lot.packs_made > 1:
        return runs * _packs(lot, spec.assay.sample) <= lot.packs_left - lot.promised
    return all(lot.state.get(name, 0.0) >= amount for name, amount in sample)


def _take_of_reserve(reserve: dict[str, float], sample: Sample) -> bool:
    if any(reserve.get(name, 0.0) < amount * (1 - _ROUNDING) for name, amount in sample):
        return False
    for name, amount in sample:
        reserve[name] -= amount
    return True


def _packs(lot: Lot, sample: Sample) -> int:
    """How many packs of the lot a sample is made of; more than there are if none is enough."""
    shares = [lot.state.get(name, 0.0) / (lot.packs_made or 1) / amount for name, amount in sample]
    return ceil(1.0 / min(shares) - _ROUNDING) if min(shares) > 0 else lot.packs_left + 1


def _take(plant: Plant, lot: Lot, sample: Sample) -> bool:
    plant.inventory.age(lot)
    if lot.packs_made is not None and lot.packs_made > 1:
        return _take_packs(plant, lot, _packs(lot, sample))
    share = 0.0
    for name, amount in sample:
        available = lot.state.get(name, 0.0)
        if amount > available:
            return False
        share = max(share, amount / available)
    lot.sampled += share * lot.primary(plant.amounts)
    plant.books.share(lot, SAMPLED, share)
    for name in plant.amounts:
        if name in lot.state:
            lot.state[name] *= 1.0 - share
    return True


def _take_packs(plant: Plant, lot: Lot, packs: int) -> bool:
    if packs > lot.packs_left - lot.promised:
        return False
    lot.packs_left -= packs
    lot.sampled += packs * plant.inventory.pack_amount(lot)
    plant.books.packs(lot, SAMPLED, packs)
    if lot.material.name in plant.stocks:
        plant.stocks[lot.material.name].used(lot)
    return True

"""The pursuit of what an owner wants: backward chaining from the wanted material to what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import ProcedurePlan, TakePlan
from cipsc_sim.engine.lot import Lot
from cipsc_sim.engine.making import Making, Taken
from cipsc_sim.engine.owner import Attempt, Owner
from cipsc_sim.engine.story import Storyline

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant


class Setback(Exception):
    """An attempt came to nothing: why, where, and the lot that failed last."""

    def __init__(self, reason: str, place: str, lot: Lot | None) -> None:
        self.reason = reason
        self.place = place
        self.lot = lot
        super().__init__(reason)


def provide(
    plant: Plant, owner: Owner, take: TakePlan, attempt: Attempt, most: int, *, for_stock: bool = False
) -> Storyline:
    """Up to ``most`` usable lots of a material: from stock, or made. Raises Setback if that fails."""
    material = plant.blueprint.materials[take.material]
    if material.supply is not None and material.supply.kind != "with_order" and not for_stock:
        lots = yield from plant.stocks[take.material].claim(owner, take, attempt.number)
        return lots
    wanted = take.n if take.amount == "lots" else 1
    while True:
        usable = _usable(plant, owner, take, attempt)
        enough = len(usable) >= wanted
        if enough and not take.waits_for_all:
            return usable[: max(most, wanted)]
        if not _pending(plant, owner, take, attempt):
            if enough:
                return usable[: max(most, wanted)]
            _give_up_where_hopeless(owner, take, attempt, material.made_by)
            yield from _begin_makings(plant, owner, take, attempt)
            continue
        yield owner.changed()


def _give_up_where_hopeless(owner: Owner, take: TakePlan, attempt: Attempt, made_by: str | None) -> None:
    name = take.material
    if made_by is None or name in attempt.failed or name == attempt.restart_from:
        reason, place, lot = owner.failure or (f"no_{name}", name, None)
        raise Setback(reason, place, lot)


def _usable(plant: Plant, owner: Owner, take: TakePlan, attempt: Attempt) -> list[Lot]:
    """The lots that may be taken now, the preferred first."""
    name, packs = take.material, take.n if take.amount == "packs" else 1
    released_only = name in plant.blueprint.release and not take.before_release
    lots = [
        lot
        for lot in owner.lots
        if lot.material.name == name
        and lot.packs_left >= packs
        and lot.whole
        and lot.failed_need is None
        and (lot.released_at is not None or not released_only)
        and _allowed(plant, lot, attempt)
    ]
    assay = take.best_assay
    if assay is None:
        return sorted(lots, key=lambda lot: (lot.made_at, lot.path))
    sign = -1.0 if take.highest else 1.0
    return sorted(lots, key=lambda lot: _preference(lot, assay, sign))


def _preference(lot: Lot, assay: str, sign: float) -> tuple[bool, float, tuple[int, ...]]:
    one: Lot | None = lot
    while one is not None:
        if assay in one.reported:
            return False, sign * one.reported[assay], lot.path
        one = one.parent
    return True, 0.0, lot.path


def _pending(plant: Plant, owner: Owner, take: TakePlan, attempt: Attempt) -> bool:
    """Whether a lot is in the making or awaits its release."""
    name = take.material
    releases = name in plant.blueprint.release and not take.before_release
    for lot in owner.lots:
        if lot.material.name != name or not (lot.in_process or (releases and lot.released_at is None)):
            continue
        if lot.exists and _allowed(plant, lot, attempt):
            return True
    return False


def _allowed(plant: Plant, lot: Lot, attempt: Attempt) -> bool:
    """Whether an attempt may use the lot: what it restarts from, and what was begun in it beyond that."""
    if attempt.allowed is None:
        return True
    name = lot.material.name
    chain = plant.blueprint.chain
    restart = attempt.restart_from
    if name == restart:
        return lot in attempt.allowed
    if name in chain and restart in chain and chain.index(name) < chain.index(restart):
        return lot.attempt == attempt.number
    return True


def _begin_makings(plant: Plant, owner: Owner, take: TakePlan, attempt: Attempt) -> Storyline:
    """Obtain the inputs of the procedure that makes the material, and begin to run it, in parallel if it says so."""
    made_by = plant.blueprint.materials[take.material].made_by
    assert made_by is not None
    procedure = plant.blueprint.procedures[made_by]
    primary, *others = procedure.takes
    asked_at = plant.agenda.now if primary.material in plant.stocks else None
    lots: list[Lot] = yield from provide(plant, owner, primary, attempt, procedure.in_parallel)
    together = primary.n if primary.amount == "lots" else 1
    groups = (
        [lots[i : i + together] for i in range(0, len(lots), together)] if together > 1 else [[lot] for lot in lots]
    )
    rank = owner.start_rank(attempt.number)
    makings: list[Making] = []
    for group in groups:
        if asked_at is None and any(other.material in plant.stocks for other in others):
            asked_at = plant.agenda.now
        try:
            inputs = yield from _inputs(plant, owner, procedure, group, attempt)
        except Setback:
            if not makings:
                raise
            break
        if inputs:
            makings.append(Making(plant, owner, procedure, inputs, attempt, rank))
            makings[-1].lot.asked_at = asked_at
    for making in makings:
        making.start()


def _can_be_taken(lot: Lot, take: TakePlan) -> bool:
    return lot.whole and lot.failed_need is None and lot.packs_left >= (take.n if take.amount == "packs" else 1)


def _inputs(plant: Plant, owner: Owner, procedure: ProcedurePlan, group: list[Lot], attempt: Attempt) -> Storyline:
    """What one run takes: its primary lots and the rest.

    Nothing if a lot came to an end before all were there, or has no more for the run than a sample; what was claimed goes
    back to stock then.
    """
    primary, *others = procedure.takes
    inputs: list[Taken] = [(primary, group)]
    try:
        for other in others:
            more: list[Lot] = yield from provide(plant, owner, other, attempt, 1)
            inputs.append((other, more[: other.n] if other.amount == "lots" else more[:1]))
    except BaseException:
        plant.inventory.put_back(inputs)
        raise
    for _, lots in inputs:
        for lot in lots:
            plant.laboratory.begin_late_tests(lot)
    if all(_can_be_taken(lot, take) for take, lots in inputs for lot in lots):
        return inputs
    plant.inventory.put_back(inputs)
    return []

"""The close of a replication: what is still held is accounted for, the rows are written, the invariants are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.calendar import person_minutes
from cipsc_sim.engine.lot import ASKED_FOR, OPEN, Lot
from cipsc_sim.engine.owner import Order
from cipsc_sim.engine.pool import Pool
from cipsc_sim.errors import InvariantError

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

CLOSE = 1e-9


def settle(plant: Plant) -> None:
    """Account for what is still held, up to the end of the replication or of the window."""
    now = plant.agenda.now
    for breakdowns in plant.breakdowns:
        breakdowns.settle(now)
    for job in plant.upkeep:
        job.account(now)
    for under_way in plant.assay_runs:
        under_way.settle(now)
    plant.clearance.settle(now)
    for run in plant.running:
        for pool, n in run.needs:
            pool.working_min += n * plant.accounts.within(run.started_at, now)
            plant.accounts.overtime(pool, n, max(run.started_at, run.shift_ends), now)
    for making in plant.makings.values():
        for pool, (n, since) in making.held.items():
            making.account(pool, n, since, now)
        for pool, (n, since) in making.to_give_back.items():
            plant.accounts.waiting(pool, n, making.lot, since, now)
    for owner in (*plant.orders, *plant.events):
        for pool in owner.owned():
            since, n = owner.held_since(pool)
            plant.accounts.shared(pool, n, since, now)
        for lot in owner.lots:
            if lot.storage is not None:
                plant.accounts.working(lot.storage, 1, lot, lot.storage_since, now)
            if lot.whole:
                plant.inventory.age(lot)


def write_rows(plant: Plant) -> None:
    """Write orders, lots, links, unfinished steps and resources."""
    journal = plant.journal
    for culture in sorted(plant.works, key=lambda one: (one.lot.owner.key, one.lot.packed, one.plan.number)):
        culture.write_open()
    waiting = (request.holder for request in plant.dispatcher.waiting_requests())
    tasks = (*plant.running, *(holder for holder in waiting if isinstance(holder, TaskRun)))
    for run in sorted(tasks, key=lambda one: one.identity):
        run.write_open()
    for order in sorted(plant.orders, key=lambda one: one.number):
        journal.orders.append(_order_row(plant, order))
    owners = sorted((*plant.orders, *plant.events), key=lambda one: one.key)
    names = tuple(plant.blueprint.attributes)
    last, several = _assays_by_subject(plant)
    for owner in owners:
        for lot in sorted(owner.lots, key=lambda one: (one.material.index, one.path)):
            journal.lots.append(_lot_row(plant, lot, names, _reports(lot.reported, last, several)))
            for source, packs in lot.sources:
                journal.links.append((plant.replication, source.label, lot.label, packs))
    for pool in plant.pools:
        journal.resources.append(_resource_row(plant, pool))
    for _, stock in sorted(plant.stocks.items()):
        journal.resources.append(_resource_row(plant, stock.pool))


def _order_row(plant: Plant, order: Order) -> tuple[object, ...]:
    release = plant.blueprint.release.get(plant.blueprint.orders.wants)
    priorities = [name for name, _ in plant.blueprint.orders.priorities]
    target = release.dose.target[1] if release is not None and release.dose is not None else None
    return (
        plant.replication,
        order.number,
        order.arrived_at,
        order.in_cohort,
        order.started_at,
        order.released_at,
        order.treated_at,
        order.closed_at,
        order.outcome,
        order.reason,
        order.place,
        order.attempts,
        order.batches,
        order.lot.label if order.lot is not None else None,
        order.given,
        order.amount,
        target,
        order.counted_enough,
        bool(order.meets_target) if order.outcome == "treated" else False,
        order.response,
        priorities[order.priority] if priorities else None,
        order.waited_for_stock_min(plant.agenda.now),
        *(order.has.get(name) for name, _ in plant.blueprint.orders.has),
    )


Several = tuple[tuple[int, tuple[str, ...]], ...]


def _assays_by_subject(plant: Plant) -> tuple[tuple[str, ...], Several]:
    """For each subject the last assay that reports on it; and by the place of a subject all of them, where there are several."""
    assays: dict[str, dict[str, None]] = {}
    for spec in plant.blueprint.specifications.values():
        assays.setdefault(spec.assay.subject, {})[spec.assay.name] = None
    each = [tuple(reversed(names)) for names in assays.values()]
    return tuple(names[0] for names in each), tuple((at, names) for at, names in enumerate(each) if len(names) > 1)


def _reports(reported: dict[str, float], last: tuple[str, ...], several: Several) -> list[float | None]:
    """What is reported on each subject: of several assays the last that has a report."""
    reports = list(map(reported.get, last))
    if reported:
        for place, names in several:
            reports[place] = next((reported[name] for name in names if name in reported), None)
    return reports


def _lot_row(plant: Plant, lot: Lot, names: tuple[str, ...], reports: list[float | None]) -> tuple[object, ...]:
    """The row of a lot, with the values of the attributes of these names and what is reported on each subject."""
    owner = lot.owner
    values = lot.truth if lot.truth is not None else plant.inventory.values(lot)
    safe, safety, quality, material = lot.truth_flags
    open_amount = 0.0
    if lot.end == OPEN and lot.packs_made:
        open_amount = lot.primary(plant.amounts) * lot.packs_left / lot.packs_made
    return (
        plant.replication,
        owner.number if isinstance(owner, Order) else None,
        lot.label,
        lot.material.name,
        lot.parent.label if lot.parent is not None else None,
        lot.procedure,
        lot.attempt,
        lot.batch_number,
        owner.in_cohort,
        lot.asked_at,
        lot.begun_at,
        lot.made_at,
        lot.tested_at,
        lot.released_at,
        lot.ended_at,
        lot.end,
        lot.reason,
        lot.place,
        lot.packs_made,
        lot.packs_left if lot.packs_made is not None else None,
        safe,
        safety,
        quality,
        material,
        lot.meets_target,
        lot.produced if lot.made_at is not None or lot.end != OPEN else None,
        lot.dosed,
        lot.sampled,
        lot.lost,
        lot.retained,
        lot.discarded + open_amount,
        lot.expired,
        lot.cost_consumables,
        lot.cost_labour,
        lot.cost_tests,
        lot.cost_equipment,
        lot.cost_action_plans,
        *map(values.get, names),
        *reports,
    )


def _resource_row(plant: Plant, pool: Pool) -> tuple[object, ...]:
    begins, ends = plant.from_min, min(plant.to_min, plant.agenda.now)
    calendar_min = pool.count * max(0, ends - begins)
    on_duty = person_minutes(pool.calendar, begins, ends) if pool.calendar is not None else calendar_min
    regular = pool.working_min - pool.overtime_min
    idle = on_duty - regular - pool.held_waiting_min - pool.changeover_min - pool.down_min
    return (
        plant.replication,
        pool.name,
        pool.kind,
        pool.count,
        calendar_min,
        pool.working_min,
        pool.held_waiting_min,
        pool.changeover_min,
        pool.down_min,
        idle,
        calendar_min - on_duty - pool.overtime_min,
        pool.overtime_min,
        pool.seized,
        pool.wait_min,
        pool.longest_overtaken,
        pool.role,
        pool.upkeep_cost,
        plant.jams.minutes.get(pool, 0),
        plant.jams.most_orders.get(pool, 0),
    )


def check(plant: Plant) -> None:
    """The invariants that must hold after every replication. Raises InvariantError naming the first that does not."""
    closed = sum(order.closed for order in plant.orders)
    still_open = sum(order.outcome == "open" for order in plant.orders)
    _must(closed + still_open == len(plant.orders), "orders in are not the sum of closed and open orders")
    for pool in plant.pools:
        _must(pool.busy >= 0, f"{pool.name}: more was given back than seized")
        if pool.calendar is None:
            _must(pool.busy <= pool.count, f"{pool.name}: {pool.busy} busy of {pool.count}")
    for owner in (*plant.orders, *plant.events):
        if owner.closed:
            _must(not owner.owned(), f"order {owner.label} is closed and holds {[pool.name for pool in owner.owned()]}")
            _must(
                not any(lot in plant.makings for lot in owner.lots),
                f"order {owner.label} is closed and something is still made for it",
            )
        for lot in owner.lots:
            _check_lot(plant, lot)
    check_identity(plant)
    for order in plant.orders:
        if order.lot is not None and isinstance(order.lot.owner, Order):
            _must(order.lot.owner is order, f"{order.lot.label} was given to order {order.number}")


def check_identity(plant: Plant) -> None:
    """The chain of identity: what an order's lots were made of came with it, was made for it, or was nobody's."""
    for owner in (*plant.orders, *plant.events):
        for lot in owner.lots:
            _must(lot.owner is owner, f"{lot.label} stands under {owner.label}")
            for source, _ in lot.sources:
                mine = source.owner is owner or not isinstance(source.owner, Order)
                _must(mine, f"{lot.label} was made of {source.label}, which is somebody else's")


def _check_lot(plant: Plant, lot: Lot) -> None:
    if lot.end != OPEN or lot.made_at is not None:
        open_amount = (
            lot.primary(plant.amounts) * lot.packs_left / lot.packs_made if lot.end == OPEN and lot.packs_made else 0.0
        )
        accounted = lot.dosed + lot.sampled + lot.lost + lot.retained + lot.discarded + lot.expired + open_amount
        close = abs(accounted - lot.produced) <= CLOSE * max(1.0, abs(lot.produced))
        _must(close, f"{lot.label} ({lot.end}): {lot.produced:.12g} produced, {accounted:.12g} accounted for")
    if lot.released_at is not None:
        release = plant.blueprint.release.get(lot.material.name)
        for name in release.needs if release is not None else ():
            holder = lot.ancestor(plant.blueprint.specifications[name].on)
            verdict = holder.verdicts.get(name) if holder is not None else None
            asked_for = verdict == ASKED_FOR and lot.out_of_specification
            _must(
                asked_for or verdict in ("pass", "information"), f"{lot.label} was released while {name} was {verdict}"
            )
        if lot.expires_at is not None:
            _must(lot.released_at <= lot.expires_at, f"{lot.label} was released after its expiry")


def _must(holds: bool, message: str) -> None:
    if not holds:
        raise InvariantError(message)

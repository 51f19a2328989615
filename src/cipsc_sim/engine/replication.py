"""One replication: a blueprint is played with the chance of one seed, and leaves a journal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cipsc_sim.chance import Centre, Source, Uniforms
from cipsc_sim.engine.agenda import ARRIVAL, FOLLOW_UP, Agenda
from cipsc_sim.engine.arrivals import Arriving
from cipsc_sim.engine.blueprint import Blueprint
from cipsc_sim.engine.books import Books
from cipsc_sim.engine.care import Care
from cipsc_sim.engine.closing import check, settle, write_rows
from cipsc_sim.engine.minutes import WEEK
from cipsc_sim.engine.plant import Plant
from cipsc_sim.engine.request import Request
from cipsc_sim.engine.stock import Stock
from cipsc_sim.errors import InvariantError
from cipsc_sim.records.journal import Journal


@dataclass(frozen=True, slots=True)
class Played:
    """A replication that was played: its journal, when it ended, and how busy its instants were."""

    journal: Journal
    ended_at: int
    instants: int
    tied: int


def play(blueprint: Blueprint, seed: int, replication: int, *, source: Uniforms | None = None) -> Played:
    """Play one replication. It ends when the last order of the cohort closed and its results are in; at the horizon at the latest.

    Raises InvariantError if the engine broke one of its own rules.
    """
    one = Replication(blueprint, source or Source(seed, replication), replication)
    played = one.play()
    one.plant.journal = Journal(
        replication, {}
    )  # a plant is a web of cycles, freed when collected: its rows need not wait
    return played


def families(blueprint: Blueprint) -> dict[str, tuple[str, ...]]:
    """By table, the columns that depend on the scenario."""
    names = tuple(blueprint.attributes)
    subjects = dict.fromkeys(spec.assay.subject for spec in blueprint.specifications.values())
    return {
        "orders": tuple(f"has.{name}" for name, _ in blueprint.orders.has),
        "lots": (*(f"true.{name}" for name in names), *(f"reported.{name}" for name in subjects)),
    }


class Replication:
    """A plant, its orders, its stocks, and the end of the play."""

    def __init__(self, blueprint: Blueprint, source: Uniforms, replication: int) -> None:
        self.blueprint = blueprint
        self.plant = Plant(blueprint, source, Journal(replication, families(blueprint)), replication)
        self.care = Care(self.plant)
        self.plant.stocks = self._stocks()
        self.plant.check_over = self._end_if_over

    @property
    def agenda(self) -> Agenda:
        """Its agenda."""
        return self.plant.agenda

    def play(self) -> Played:
        """Play it to its end."""
        plant, blueprint = self.plant, self.blueprint
        agenda = plant.agenda
        for breakdowns in plant.breakdowns:
            breakdowns.open()
        for maintained in plant.maintained:
            maintained.open()
        for stock in plant.stocks.values():
            stock.open()
        Arriving(plant, blueprint.orders.arrivals, ARRIVAL, 0, self.care.receive).start()
        agenda.at(blueprint.to_min, FOLLOW_UP, (1 << 62, 0), self._end_if_over)
        agenda.at(WEEK, FOLLOW_UP, (1 << 62, 1), partial(self._look_for_a_stall, WEEK))
        agenda.at(blueprint.horizon_min, FOLLOW_UP, (1 << 62, 2), agenda.stop)
        agenda.play(blueprint.horizon_min)
        ended_at = min(agenda.now, blueprint.horizon_min)
        settle(plant)
        plant.over = True
        write_rows(plant)
        check(plant)
        return Played(plant.journal, ended_at, agenda.instants, agenda.tied)

    def _stocks(self) -> dict[str, Stock]:
        stocks = {}
        for name, material in self.blueprint.materials.items():
            if material.supply is not None and material.supply.kind != "with_order":
                stocks[name] = Stock(self.plant, material, self._packs_claimed(name))
        return stocks

    def _packs_claimed(self, material: str) -> int:
        orders = self.blueprint.orders
        if orders.wants == material:
            return orders.packs
        if material in self.blueprint.consumed:
            return 1
        for procedure in self.blueprint.procedures.values():
            for take in procedure.takes:
                if take.material == material:
                    return take.n if take.amount == "packs" else 0
        return 0

    def _end_if_over(self) -> None:
        plant = self.plant
        if plant.agenda.now >= plant.to_min and not self.care.open_in_cohort and not plant.follow_ups.in_cohort:
            plant.agenda.stop()

    def _look_for_a_stall(self, minute: int) -> None:
        """Once a week: a plant in which requests wait, nothing runs and nothing began for a week has stalled.

        Where a store is jammed that is the plant's own doing, which the run tells.
        """
        dispatcher, jammed = self.plant.dispatcher, self.plant.jams.look()
        idle = minute - dispatcher.last_start > WEEK and not dispatcher.has_something_to_look_at
        if dispatcher.waiting and idle and not jammed and not self.agenda.work_ahead():
            survivors = [request for request in dispatcher.waiting_requests() if minute - request.requested_at >= WEEK]
            waiting = [name for name in map(_describe, survivors) if name]
            if waiting and not self._may_come_from_outside(survivors):
                raise InvariantError(
                    f"the plant stalled at minute {minute}. {'; '.join(self._holders())}. {'; '.join(waiting)}."
                )
        if minute + WEEK <= self.blueprint.horizon_min:
            self.agenda.at(minute + WEEK, FOLLOW_UP, (1 << 62, 1), partial(self._look_for_a_stall, minute + WEEK))

    def _may_come_from_outside(self, waiting: list[Request]) -> bool:
        """Whether an order may come for stock that lies in the store they wait for, or a lot that a holder waits for may arrive."""
        stocks = self.plant.stocks.values()
        shelves = {lot.storage for stock in stocks for lot in stock.lots}
        if any(pool in shelves for request in waiting for pool, _ in request.needs):
            return True
        return any(stock.supply.kind == "arrive" and stock.pool.parked for stock in stocks)

    def _holders(self) -> list[str]:
        holders = []
        for making in self.plant.makings.values():
            pools = sorted({pool.name for pool in (*making.held, *making.to_give_back)})
            if pools:
                holders.append(f"{making.lot.label} holds {', '.join(pools)}")
        for owner in (*self.plant.orders, *self.plant.events):
            stored = sorted({lot.storage.name for lot in owner.lots if lot.storage is not None})
            holders += [f"lots of {owner.label} hold {name}" for name in stored]
            holders += [f"{owner.label} holds {pool.name}" for pool in owner.owned()]
        return holders


def _describe(request: Request) -> str | None:
    """A request that waits, for a message; None if it waits for stock, which may come from outside."""
    pools = [pool for pool, _ in request.needs]
    if any(pool.kind == "stock" for pool in pools):
        return None
    return f"{request.owner.label} waits for {', '.join(pool.name for pool in pools)}"


def plan_replication(blueprint: Blueprint) -> Replication:
    """A replication without chance, whose steps leave snapshots and whose lots keep books of every amount."""
    replication = Replication(blueprint, Centre(), 0)
    replication.plant.snapshots = []
    replication.plant.books = Books(replication.plant.amounts)
    return replication

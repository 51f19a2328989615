"""Stock: lots of a material that any order may claim, and how they come: at the start, by arrival, made or bought."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from cipsc_sim.engine.agenda import ARRIVAL, FOLLOW_UP, SUPPLY
from cipsc_sim.engine.arrivals import Arriving
from cipsc_sim.engine.blueprint import MaterialPlan, PoolPlan, SupplyPlan, TakePlan
from cipsc_sim.engine.lot import LEFT_OVER, USED, Lot
from cipsc_sim.engine.minutes import minutes_of_days
from cipsc_sim.engine.owner import Owner, SupplyEvent
from cipsc_sim.engine.pool import Pool
from cipsc_sim.engine.pursuit import Setback, provide
from cipsc_sim.engine.rank import LIVING, ranks
from cipsc_sim.engine.receipt import take_in
from cipsc_sim.engine.request import RequestFor
from cipsc_sim.engine.story import Signal, Story, Storyline

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

CLAIMS = 1 << 23
"""Numbers of claims in keys, above those of reviews."""


class Stock:
    """Usable lots of one material, oldest first, and what is on its way."""

    def __init__(self, plant: Plant, material: MaterialPlan, packs_claimed: int) -> None:
        assert material.supply is not None
        self.plant = plant
        self.material = material
        self.supply: SupplyPlan = material.supply
        self.packs_claimed = packs_claimed
        """How many packs each claim takes from one lot; 0 where whole lots are claimed."""
        self.lots: list[Lot] = []
        self.coming = 0
        self._in_making: dict[Owner, int] = {}
        """What each making for stock will bring: as planned, and once it is whole what it holds."""
        self.events = 0
        plan = PoolPlan(-1 - material.index, material.name, "stock", 0, None, "step", 0, 0.0, None)
        self.pool = Pool(plan, ranks(plant.priorities))

    def open(self) -> None:
        """What is there on day 0, and what will come."""
        supply = self.supply
        if supply.kind == "at_start":
            self.plant.agenda.at(0, SUPPLY, (self.material.index, 0), self._at_start)
        elif supply.kind == "arrive":
            assert supply.arrivals is not None
            Arriving(self.plant, supply.arrivals, ARRIVAL, 1 + self.material.index, self._arrives).start()
        else:
            self.plant.agenda.at(0, FOLLOW_UP, (self.material.index, 0), self.replenish)

    def _event(self) -> SupplyEvent:
        event = SupplyEvent(self.material.name, self.events)
        event.priorities = self.plant.priorities
        self.events += 1
        self.plant.events.append(event)
        return event

    def _at_start(self) -> None:
        for _ in range(self.supply.lots):
            self._receive(self._event(), 1, LIVING)  # they were there before anything asks

    def _arrives(self, _number: int) -> None:
        event = self._event()
        self._receive(event, 1, event.start_rank(1))

    def _receive(self, event: SupplyEvent, lots: int, rank: int, coming: int = 0) -> None:
        event.story = Story(self._take_in(event, lots, rank, coming))
        event.story.advance()

    def _take_in(self, event: SupplyEvent, lots: int, rank: int, coming: int) -> Storyline:
        """Lots that come together, as soon as there is room for all of them; until then they are still coming."""
        together = [(self.material.name, ordinal) for ordinal in range(1, lots + 1)]
        taken: list[Lot] = yield from take_in(self.plant, event, together, rank)
        self.coming -= coming
        for lot in taken:
            lot.cost_consumables += self.supply.price
            self.plant.disposition.made(lot)

    def units(self, lot: Lot) -> int:
        """How many claims a lot can serve."""
        return (lot.packs_left - lot.promised) // self.packs_claimed if self.packs_claimed else 1

    def add(self, lot: Lot) -> None:
        """A lot may be claimed from now on."""
        self.lots.append(lot)
        self.lots.sort(key=lambda one: (one.made_at, one.owner.key, one.packed))
        self.count()
        self.plant.dispatcher.wake(self.pool)

    def forget(self, lot: Lot) -> None:
        """A lot is gone: used up, or expired."""
        if lot in self.lots:
            self.lots.remove(lot)
            self.count()
            self.replenish()

    def count(self) -> None:
        """How many claims there is enough for."""
        self.pool.capacity = sum(map(self.units, self.lots))

    def claim(self, owner: Owner, take: TakePlan, attempt: int) -> Storyline:
        """Wait for so much of it, first come first served within a class; the lots to take from."""
        n = 1 if self.packs_claimed else take.n
        rank = owner.start_rank(attempt)
        asked_at = self.plant.agenda.now
        lots: list[Lot] = []
        owner.asks_for_stock(asked_at)
        try:
            while not lots:
                signal = Signal()
                owner.claims += 1
                key = (rank, asked_at, owner.key, 0, CLAIMS + self.material.index, attempt, owner.claims)
                request = RequestFor(key, ((self.pool, n),), partial(self._grant, signal, take, n), owner)
                self.plant.dispatcher.ask(request)
                try:
                    lots = yield signal
                finally:
                    if not signal.fired and not self.plant.over:
                        self.plant.dispatcher.withdraw(request)
        finally:
            owner.asks_no_more(self.plant.agenda.now)
        return lots

    def _grant(self, signal: Signal, take: TakePlan, n: int) -> None:
        """Promise the oldest lots; none if another claim of this instant led to a sample that took what was there."""
        self.pool.busy -= n
        lots = [lot for lot in self.lots if self.units(lot) > 0][:n]
        if take.amount == "stays":
            self.plant.dispatcher.wake(self.pool)
        elif self.packs_claimed:
            for lot in lots:
                lot.promised += self.packs_claimed
        elif len(lots) == n:
            self.lots = [lot for lot in self.lots if lot not in lots]
        else:
            lots = []
        self.count()
        self.replenish()
        signal.fire(lots)

    def consume(self, n: int, by: Lot) -> None:
        """A step that has begun uses up packs, of the oldest lots first."""
        self.pool.busy -= n
        for lot in list(self.lots):
            packs = min(n, lot.packs_left - lot.promised)
            if packs:
                n -= packs
                by.sources.append((lot, packs))
                self.plant.inventory.take(
                    lot, TakePlan(self.material.name, "packs", packs, False, None, True, False), by
                )
                if lot.end == USED:
                    self.plant.inventory.leave_store(lot)
        self.count()
        self.replenish()

    def put_back(self, take: TakePlan, lot: Lot) -> None:
        """A lot that was claimed is not taken: it may be claimed again."""
        if not lot.exists or take.amount == "stays":
            return
        if not self.packs_claimed:
            self.add(lot)
            return
        lot.promised -= self.packs_claimed
        self.count()
        self.plant.dispatcher.wake(self.pool)

    def used(self, lot: Lot) -> None:
        """Something was taken from a lot: what is too little for a claim is left over."""
        if lot in self.lots:
            self.count()
            if lot.packs_left and not lot.promised and not self.units(lot):
                self.plant.inventory.end(lot, LEFT_OVER, None, None)

    def level(self) -> int:
        """What may be claimed and what is on its way, in the unit of the reorder level."""
        if self.supply.level_in == "packs":
            return sum(self.units(lot) * max(1, self.packs_claimed) for lot in self.lots) + self.coming
        return sum(self.units(lot) > 0 for lot in self.lots) + self.coming

    def _in_one(self) -> int:
        """How much one delivery, or one run of the procedure, brings."""
        maker = self.plant.blueprint.procedures[self.material.made_by] if self.material.made_by is not None else None
        lots = max(1, maker.lots) if maker is not None else self.supply.lots
        if self.supply.level_in == "lots":
            return lots
        return lots * (maker.packs if maker is not None else self.material.packs)

    def filled(self, lot: Lot) -> None:
        """A lot made for stock is whole: from now on it counts with its packs, also while it awaits its release."""
        if self.supply.level_in == "packs" and lot.owner in self._in_making and self.material.made_by is not None:
            more = (lot.packs_made or 0) - self.plant.blueprint.procedures[self.material.made_by].packs
            self._in_making[lot.owner] += more
            self.coming += more
            self.replenish()

    def replenish(self) -> None:
        """Make or order more while there is less than the level."""
        if self.supply.kind not in ("made_below", "bought") or self.plant.over:
            return
        while self.level() < self.supply.level:
            if self.supply.kind == "bought":
                self._order_more(self._lots_to_order())
            else:
                self._make_more()

    def _lots_to_order(self) -> int:
        """As many as an order is for, or as fill the stock up."""
        if self.supply.up_to is None:
            return self.supply.lots
        in_lot = self.material.packs if self.supply.level_in == "packs" else 1
        return max(1, ceil((self.supply.up_to - self.level()) / in_lot))

    def _order_more(self, lots: int) -> None:
        plant, supply = self.plant, self.supply
        coming = lots * (self.material.packs if supply.level_in == "packs" else 1)
        self.coming += coming
        assert supply.lead_time_d is not None
        event = self._event()
        days = plant.draws.loose(supply.lead_time_d, event.address)
        due = plant.agenda.now + max(1, minutes_of_days(days))
        deliver = partial(self._receive, event, lots, event.start_rank(1), coming)
        plant.agenda.at(due, SUPPLY, (self.material.index, self.events), deliver)

    def _make_more(self) -> None:
        event = self._event()
        self._in_making[event] = self._in_one()
        self.coming += self._in_one()
        event.story = Story(self._make(event))
        event.story.advance()

    def _make(self, event: SupplyEvent) -> Storyline:
        plant, material = self.plant, self.material
        wanted = TakePlan(material.name, "lots", 1, False, None, True, False)
        try:
            yield from provide(plant, event, wanted, event.attempt, 1, for_stock=True)
            plant.end_campaigns(event)
        except Setback as setback:
            plant.end_campaigns(event)
            event.failure = (setback.reason, setback.place, None)
            yield plant.pause(event.key, material.index)
        self.coming -= self._in_making.pop(event)
        self.replenish()

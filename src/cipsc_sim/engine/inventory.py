"""Inventory: what becomes of lots, from what they get when they are made to what is left of them at their end."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from cipsc_sim.biology.ageing import kept_fraction
from cipsc_sim.engine import books
from cipsc_sim.engine.agenda import DEADLINE
from cipsc_sim.engine.lot import ABORTED, EXPIRED, STOPPED, USED, Lot
from cipsc_sim.engine.minutes import DAY, minutes_of_days
from cipsc_sim.engine.owner import SupplyEvent

if TYPE_CHECKING:
    from cipsc_sim.engine.blueprint import TakePlan
    from cipsc_sim.engine.making import Taken
    from cipsc_sim.engine.owner import Owner
    from cipsc_sim.engine.plant import Plant


class Inventory:
    """Makes, ages and ends lots, and takes from them. Every amount is accounted for where it goes."""

    __slots__ = ("_amounts", "_plant", "_ratios")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._amounts = plant.amounts
        self._ratios = plant.ratios

    def supplied(self, material: str, owner: Owner, ordinal: int) -> Lot:
        """A lot that comes from outside, whole, with what the material has."""
        plan = self._plant.blueprint.materials[material]
        lot = Lot(plan, owner, (ordinal,), None, 1)
        self.draw_traits(lot)
        lot.in_process = False
        owner.lots.append(lot)
        self.finish(lot, plan.packs)
        return lot

    def draw_traits(self, lot: Lot) -> None:
        """Draw the parts of traits that belong to lots of this material."""
        for trait, share, stream in lot.material.trait_parts:
            t, drawn = lot.traits.get(trait, (0.0, 0.0))
            z = self._plant.draws.trait_part(stream, lot)
            lot.traits[trait] = (t + sqrt(share) * z, min(1.0, drawn + share))

    def finish(self, lot: Lot, packs: int) -> None:
        """A lot is made: its retain sample is kept, it is packed, its shelf life begins."""
        plant, material = self._plant, lot.material
        for name, drawn in material.has:
            lot.state[name] = plant.draws.value(drawn, lot)
        lot.made_at = lot.aged_at = plant.agenda.now
        lot.produced = lot.sampled + lot.primary(self._amounts)
        plant.books.made(lot)
        release = plant.blueprint.release.get(material.name)
        if release is not None and release.retains:
            self._retain(lot, release.retains)
        self._pack(lot, packs)
        if release is None or release.hold != "cryopreserved":
            self._keep(lot)

    def _retain(self, lot: Lot, share: float) -> None:
        """Keep a sample of what was made."""
        lot.retained = share * lot.primary(self._amounts)
        self._plant.books.share(lot, books.RETAINED, share)
        for name in self._amounts:
            if name in lot.state:
                lot.state[name] *= 1.0 - share

    def _pack(self, lot: Lot, packs: int) -> None:
        """Fill as many packs of a fixed size as there is enough for; what fills no pack is discarded."""
        pack, plant = lot.material.pack, self._plant
        for name, size in pack.items():
            if name in lot.state:
                packs = min(packs, int(lot.state[name] / size + 1e-9))
        lot.packs_made = lot.packs_left = packs
        plant.books.packed(lot, books.PACKS, packs)
        for name, size in pack.items():
            if name in lot.state:
                left_over = lot.state[name] - packs * size
                if name == next(n for n in self._amounts if n in lot.state):
                    lot.discarded += left_over
                plant.books.amount(lot, books.DISCARDED, name, left_over)
            else:
                plant.books.packed(lot, name, packs * size)
            lot.state[name] = packs * size
        if pack:
            lot.produced = lot.sampled + lot.retained + lot.discarded + lot.primary(self._amounts)

    def _keep(self, lot: Lot) -> None:
        """From now on it loses what such lots lose in a day, and its shelf life runs."""
        plant, material = self._plant, lot.material
        if material.loses:
            lot.losing = tuple((name, plant.draws.value(drawn, lot)) for name, drawn in material.loses)
        if material.shelf_life_d is not None:
            days = plant.draws.value(material.shelf_life_d, lot)
            lot.expires_at = plant.agenda.now + max(1, minutes_of_days(days))
            key = (lot.owner.key, lot.packed, material.index, 0)
            plant.agenda.at(lot.expires_at, DEADLINE, key, lambda: plant.disposition.expire(lot))

    def age(self, lot: Lot) -> None:
        """Bring the amounts of a whole lot up to now."""
        now = self._plant.agenda.now
        if lot.in_process or not lot.losing or now <= lot.aged_at:
            return
        days = (now - lot.aged_at) / DAY
        lot.aged_at = now
        before, there = lot.primary(self._amounts), _share_left(lot)
        for name, lost in lot.losing:
            if name in lot.state:
                kept = kept_fraction(lost, days)
                self._plant.books.amount(lot, books.LOST, name, (1.0 - kept) * lot.state[name] * there)
                lot.state[name] *= kept
        lot.lost += (before - lot.primary(self._amounts)) * there

    def pack_amount(self, lot: Lot) -> float:
        """The primary amount of one pack."""
        return lot.primary(self._amounts) / (lot.packs_made or 1)

    def values(self, lot: Lot) -> dict[str, float]:
        """Every attribute of a lot, ratios included."""
        values = dict(lot.state)
        for name in self._ratios:
            value = lot.value(name, self._ratios)
            if value is not None:
                values[name] = value
        return values

    def take(self, lot: Lot, take: TakePlan, for_lot: Lot | None = None) -> dict[str, float]:
        """Take from a lot; the amounts taken. What nobody needs the results of before is tested from now on.

        What is taken of stock carries its part of the costs along.
        """
        self._plant.laboratory.begin_late_tests(lot)
        if take.amount == "stays":
            return {}
        if for_lot is not None and isinstance(lot.owner, SupplyEvent):
            lot.pass_costs_on(for_lot, take.n if take.amount == "packs" else lot.packs_left)
        self.age(lot)
        return self._take_packs(lot, take.n) if take.amount == "packs" else self._take_all(lot)

    def _take_packs(self, lot: Lot, n: int) -> dict[str, float]:
        plant = self._plant
        lot.packs_left -= n
        lot.promised = max(0, lot.promised - n)
        lot.dosed += n * self.pack_amount(lot)
        plant.books.packs(lot, books.DOSED, n)
        packs = lot.packs_made or 1
        taken = {name: n * lot.state[name] / packs for name in self._amounts if name in lot.state}
        if lot.packs_left == 0:
            self.end(lot, USED, None, None)
        elif lot.material.name in plant.stocks:
            plant.stocks[lot.material.name].used(lot)
        return taken

    def _take_all(self, lot: Lot) -> dict[str, float]:
        there = _share_left(lot)
        taken = {name: lot.state[name] * there for name in self._amounts if name in lot.state}
        lot.dosed += lot.primary(self._amounts) * there
        self._plant.books.packs(lot, books.DOSED, lot.packs_left)
        lot.packs_left = 0
        self.end(lot, USED, None, None)
        return taken

    def put_back(self, inputs: list[Taken]) -> None:
        """What was claimed from stock is not taken."""
        for take, lots in inputs:
            stock = self._plant.stocks.get(take.material)
            if stock is not None and not self._plant.over:
                for lot in lots:
                    stock.put_back(take, lot)

    def available(self, lot: Lot) -> None:
        """A lot may be used: stock takes it up if it belongs to stock."""
        stock = self._plant.stocks.get(lot.material.name)
        if stock is not None and isinstance(lot.owner, SupplyEvent) and lot.exists:
            stock.add(lot)

    def end(self, lot: Lot, end: str, reason: str | None, place: str | None) -> None:
        """Nothing more becomes of a lot; what is left of it is accounted for."""
        plant = self._plant
        if lot.made_at is not None:
            self.age(lot)
        lot.ended_at, lot.end, lot.reason, lot.place = plant.agenda.now, end, reason, place
        left = lot.primary(self._amounts) * _share_left(lot)
        plant.books.packs(lot, books.EXPIRED if end == EXPIRED else books.DISCARDED, lot.packs_left)
        if end == EXPIRED:
            lot.expired += left
        else:
            lot.discarded += left
        if end in (STOPPED, ABORTED):
            lot.in_process = False
        if end != USED and lot.released_at is None:
            plant.laboratory.cancel(lot)
        if lot.storage is not None and end != USED:
            self.leave_store(lot)
        stock = plant.stocks.get(lot.material.name)
        if stock is not None:
            stock.forget(lot)

    def leave_store(self, lot: Lot) -> None:
        """Free its position in store."""
        pool, plant = lot.storage, self._plant
        if pool is not None:
            lot.storage = None
            plant.accounts.working(pool, 1, lot, lot.storage_since, plant.agenda.now)
            plant.clearance.free(pool, 1, lot.owner)


def _share_left(lot: Lot) -> float:
    """The share of its packs that is left; all of a lot that was never packed."""
    return lot.packs_left / lot.packs_made if lot.packs_made else 1.0

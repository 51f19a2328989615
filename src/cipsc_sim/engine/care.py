"""The care of an order: from its arrival to its close, with recovery after each setback."""

from __future__ import annotations

from math import isclose, log, log1p
from typing import TYPE_CHECKING, Any

from cipsc_sim.biology.response import response
from cipsc_sim.engine import books
from cipsc_sim.engine.agenda import COMPLETION, LEAVING
from cipsc_sim.engine.blueprint import DosePlan, ReleasePlan, RungPlan, TakePlan
from cipsc_sim.engine.decision import note_decision
from cipsc_sim.engine.lot import BELOW_TARGET, OUT_OF_SPECIFICATION, RELEASED, Lot
from cipsc_sim.engine.minutes import minutes_of_days, minutes_of_hours
from cipsc_sim.engine.owner import Attempt, Order
from cipsc_sim.engine.pursuit import Setback, provide
from cipsc_sim.engine.receipt import take_in
from cipsc_sim.engine.story import Signal, Story, Storyline

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

MONTH_D = 30.4375
ON_THE_WAY, APART = -1, -2
"""What an order waits for, in keys of the agenda."""


class Care:
    """Receives orders and carries each to its close."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        plan = plant.blueprint.orders
        amount, n = ("packs", plan.packs) if plan.packs else ("lots", 1)
        self._want = TakePlan(plan.wants, amount, n, False, None, True, False)
        self._comes_with_order = tuple(
            (material.name, ordinal)
            for material in plant.blueprint.materials.values()
            if material.supply is not None and material.supply.kind == "with_order"
            for ordinal in range(1, material.supply.lots + 1)
        )
        self.open_in_cohort = 0

    def receive(self, number: int) -> None:
        """An order arrives, with the lots that come with it."""
        plant = self._plant
        now, plan = plant.agenda.now, plant.blueprint.orders
        order = Order(number, now, plant.from_min <= now < plant.to_min)
        plant.orders.append(order)
        self.open_in_cohort += order.in_cohort
        self._set_priority(order)
        order.has = {name: plant.draws.loose(drawn, order.address) for name, drawn in plan.has}
        self._may_leave(order)
        order.story = Story(self._pursue(order))
        order.story.advance()

    def _take_in(self, order: Order) -> Storyline:
        """The lots that come with the order, as soon as there is room for all of them."""
        plant = self._plant
        lots: list[Lot] = yield from take_in(plant, order, self._comes_with_order, order.start_rank(1))
        for lot in lots:
            plant.disposition.made(lot)

    def _set_priority(self, order: Order) -> None:
        """Draw the class of an order."""
        plant, plan = self._plant, self._plant.blueprint.orders
        if not plan.priorities:
            return
        order.priorities = plant.priorities
        u, below = plant.draws.uniform(plan.priority_stream, order.address, 0, 0), 0.0
        for priority, (_, fraction) in enumerate(plan.priorities):
            below += fraction
            if fraction and u < below:
                order.priority = priority
                return

    def _may_leave(self, order: Order) -> None:
        plant, plan = self._plant, self._plant.blueprint.orders
        if plan.withdrawal is not None:
            monthly = plant.draws.loose(plan.withdrawal, order.address)
            if monthly > 0:
                rate = -log1p(-min(monthly, 1 - 1e-12)) / MONTH_D
                days = -log(plant.draws.uniform(plan.withdrawal_stream, order.address, 0, 0)) / rate
                at = plant.agenda.now + max(1, minutes_of_days(days))
                if at <= plant.blueprint.horizon_min:
                    plant.agenda.at(at, LEAVING, (order.key, 0, 0, 0), lambda: self._leaves(order, "withdrew"))
        if plan.patience_d is not None:
            at = plant.agenda.now + max(1, minutes_of_days(plant.draws.loose(plan.patience_d, order.address)))
            plant.agenda.at(at, LEAVING, (order.key, 0, 0, 1), lambda: self._loses_patience(order))

    def _leaves(self, order: Order, outcome: str) -> None:
        if not order.closed:
            self._close(order, outcome, outcome, "waiting" if order.started_at is None else "in_process")

    def _loses_patience(self, order: Order) -> None:
        if order.started_at is None and all(lot.begun_at is None for lot in order.lots):
            self._leaves(order, "lost_patience")

    def _pursue(self, order: Order) -> Storyline:
        plant, plan = self._plant, self._plant.blueprint.orders
        wanted, top_ups = max(1, plan.lots), 0
        yield from self._take_in(order)
        while True:
            try:
                lots = yield from provide(plant, order, self._want, order.attempt, 1)
                yield from self._use(order, lots[0])
            except Setback as setback:
                if not self._recover(order, setback):
                    self._close(order, "untreated", setback.reason, setback.place)
                    return
                continue
            if order.closed:
                return
            order.given += 1
            if order.given >= wanted:
                if not self._wants_top_up(order, lots[0], top_ups):
                    self._close(order, "treated", None, None)
                    return
                top_ups += 1
            order.attempt = Attempt(order.attempt.number)
            if plan.apart_d is not None:
                minutes = max(1, minutes_of_days(plant.draws.loose(plan.apart_d, order.address, order.given)))
                yield self._at(order, plant.agenda.now + minutes, APART)

    def _wants_top_up(self, order: Order, lot: Lot, top_ups: int) -> bool:
        """Whether what was reported of all that it was given is less than the target, and another may be made."""
        release = self._plant.blueprint.release.get(lot.material.name)
        dose = release.dose if release is not None else None
        if dose is None or dose.rule != "release_and_top_up" or top_ups >= dose.top_ups:
            return False
        name, target = dose.target
        return self._plant.disposition.reported_as(lot, name, order.reported_given) < target

    def _use(self, order: Order, lot: Lot) -> Storyline:
        """Take the product to the patient and give it; what is not given goes back to where it was claimed."""
        plant, plan, given = self._plant, self._plant.blueprint.orders, False
        try:
            if plan.transport_h is not None:
                minutes = max(1, minutes_of_hours(plant.draws.loose(plan.transport_h, order.address, order.given)))
                yield self._at(order, plant.agenda.now + minutes, ON_THE_WAY)
                if not lot.exists:
                    raise Setback("expired", "transport", lot)
            if plan.unfit is not None and plant.draws.happens_to(plan.unfit, order.address, order.given):
                self._close(order, "unfit", "unfit", "treatment")
                return
            self._give(order, lot)
            given = True
        finally:
            if not given:
                plant.inventory.put_back([(self._want, [lot])])

    def _at(self, order: Order, minute: int, what: int) -> Signal:
        """A signal that fires then: when the product is there, or when the next lot may be asked for."""
        signal = Signal()
        self._plant.agenda.at(minute, COMPLETION, (order.key, 0, -3, what, order.given), signal.fire)
        return signal

    def _give(self, order: Order, lot: Lot) -> None:
        plant, plan = self._plant, self._plant.blueprint.orders
        now = plant.agenda.now
        plant.inventory.age(lot)
        release = plant.blueprint.release.get(lot.material.name)
        share = self._share_given(lot)
        if release is not None and release.hold == "cryopreserved":
            self._thaw(lot, release.after_thaw)
        values: dict[str, Any] = plant.inventory.values(lot)
        self._reckon(order, lot, release.dose if release is not None else None, share)
        order.lot = lot
        order.released_at = lot.released_at if lot.released_at is not None else now
        order.treated_at = now
        if plan.response is not None:
            order.response = self._response(order, lot, values, share)
        if self._want.amount == "packs":
            plant.inventory.take(lot, self._want)
            if not lot.exists:
                plant.inventory.leave_store(lot)
        else:
            self._use_up(lot, release, share)

    def _reckon(self, order: Order, lot: Lot, dose: DosePlan | None, share: float) -> None:
        """What the order has been given with this share of the lot, in truth and as reported, against the target."""
        plant = self._plant
        if dose is None:
            order.meets_target = True
            return
        name, target = dose.target
        order.amount = (order.amount or 0.0) + share * (lot.value(name, plant.ratios) or 0.0)
        order.meets_target = order.amount >= target or isclose(order.amount, target)  # a capped share rounds
        reported = lot.reported.get(dose.assay, 0.0)
        order.counted_enough = plant.disposition.reported_as(lot, name, order.reported_given + reported) >= target
        order.reported_given += share * reported

    def _use_up(self, lot: Lot, release: ReleasePlan | None, share: float) -> None:
        """A share of the lot is given; the rest is discarded or retained, as the dose rule says."""
        plant = self._plant
        given = share * lot.primary(plant.amounts)
        lot.dosed += given
        plant.books.share(lot, books.DOSED, share)
        plant.books.amount(lot, books.DOSED, books.PACKS, lot.packs_left)
        left = lot.primary(plant.amounts) - given
        if release is not None and release.dose is not None and release.dose.excess == "discarded":
            lot.discarded += left
            plant.books.share(lot, books.DISCARDED, 1.0 - share)
        else:
            lot.retained += left
            plant.books.share(lot, books.RETAINED, 1.0 - share)
        lot.packs_left = 0
        end = OUT_OF_SPECIFICATION if lot.out_of_specification else BELOW_TARGET if lot.below_target else RELEASED
        plant.inventory.end(lot, end, None, None)

    def _share_given(self, lot: Lot) -> float:
        """The part of the lot that is given: all, unless the dose is capped. What is counted is cut off by the count."""
        plant = self._plant
        if self._want.amount == "packs":
            return self._want.n / (lot.packs_made or 1)
        release = plant.blueprint.release.get(lot.material.name)
        dose, share = release.dose if release is not None else None, 1.0
        for name, cap, is_counted in dose.cap if dose is not None else ():
            amount = lot.value(name, plant.ratios)
            if amount and is_counted and dose is not None:
                amount *= lot.misread(dose.assay)
            if amount:
                share = min(share, cap / amount)
        return share

    def _thaw(self, lot: Lot, after_thaw: tuple[tuple[str, Any], ...]) -> None:
        before = lot.primary(self._plant.amounts)
        for name, drawn in after_thaw:
            if name in lot.state:
                kept = self._plant.draws.value(drawn, lot)
                self._plant.books.amount(lot, books.LOST, name, (1.0 - kept) * lot.state[name])
                lot.state[name] *= kept
        lot.lost += before - lot.primary(self._plant.amounts)

    def _response(self, order: Order, lot: Lot, values: dict[str, Any], share: float) -> float | None:
        """Of all that the order was given, each lot with the attributes that it had."""
        plan = self._plant.blueprint.orders
        assert plan.response is not None and plan.plateau is not None
        of = plan.response["of"]
        dose = lot.value(of, self._plant.ratios) if of not in values else values[of]
        if dose is None:
            return None
        for name, relative_to in plan.response["relative_to"].items():
            if name in values:
                dose *= values[name] / relative_to
        plateau = self._plant.draws.loose(plan.plateau, order.address)
        order.effective_given += share * dose
        return response(order.effective_given, plan.response["half_at"], plan.response["slope"], plateau)

    def _recover(self, order: Order, setback: Setback) -> bool:
        """Take the first rung that is left and has something to restart from."""
        plant, blueprint = self._plant, self._plant.blueprint
        if setback.lot is not None:
            one: Lot | None = setback.lot
            while one is not None:
                order.spent.add(one)
                one = one.parent
        for name in blueprint.after.get(setback.reason, blueprint.otherwise):
            rung = blueprint.rungs[name]
            if order.rungs_used.get(name, 0) >= rung.limit:
                continue
            allowed = self._lots_for(order, rung, setback.lot)
            shared = self._shared(rung.restart_from)
            if not allowed and not shared:
                continue
            order.rungs_used[name] = order.rungs_used.get(name, 0) + 1
            order.attempts += 1
            attempt = order.attempt = Attempt(order.attempts, name, rung.restart_from)
            attempt.allowed = frozenset(allowed)
            attempt.more = dict(rung.more)
            note_decision(plant, setback.lot, "recovery", name, "begun", setback.reason, rung.restart_from, order)
            return True
        return False

    def _shared(self, material: str) -> bool:
        supply = self._plant.blueprint.materials[material].supply
        return supply is not None and supply.kind != "with_order"

    def _lots_for(self, order: Order, rung: RungPlan, failed: Lot | None) -> list[Lot]:
        """The lots of the order that a rung may restart from: there, or still on their way."""
        same = failed.ancestor(rung.restart_from) if failed is not None else None
        chosen = []
        for lot in order.lots:
            if lot.material.name != rung.restart_from or not lot.exists or lot.failed_need is not None:
                continue
            if not lot.in_process and lot.packs_left < self._packs_needed(rung.restart_from):
                continue
            if (rung.lot == "same" and lot is not same) or (rung.lot == "next" and lot in order.spent):
                continue
            chosen.append(lot)
        return chosen

    def _packs_needed(self, material: str) -> int:
        for procedure in self._plant.blueprint.procedures.values():
            for take in procedure.takes:
                if take.material == material:
                    return take.n if take.amount == "packs" else 1
        return 1

    def _close(self, order: Order, outcome: str, reason: str | None, place: str | None) -> None:
        plant = self._plant
        if order.given >= max(1, plant.blueprint.orders.lots):
            outcome, reason, place = "treated", None, None
        order.closed = True
        order.closed_at = plant.agenda.now
        order.outcome, order.reason, order.place = outcome, reason, place
        if order.story is not None:
            order.story.cancel()
        plant.close_lots(order)
        self.open_in_cohort -= order.in_cohort
        plant.check_over()

"""What the facility has, in whole minutes: equipment and people."""

from __future__ import annotations

from dataclasses import replace

from cipsc_sim.engine.blueprint import AbsencePlan, BreakPlan, MaintenancePlan, PoolPlan
from cipsc_sim.engine.calendar import calendar_of, day_of
from cipsc_sim.engine.drafting.attended import planned_min
from cipsc_sim.engine.drafting.desk import PLENTY, Desk
from cipsc_sim.engine.minutes import minutes_of_days, minutes_of_hours
from cipsc_sim.scenario.facility import AfterDays, Equipment, People


def strict_after_min(desk: Desk) -> int | None:
    """After how long a request that waits lets nobody past; None if anybody may begin."""
    overtaking = desk.scenario.facility.overtaking
    if isinstance(overtaking, AfterDays):
        return minutes_of_days(overtaking.after_d)
    return 0 if overtaking == "strict" else None


def pool_plans(desk: Desk) -> tuple[PoolPlan, ...]:
    """Every resource, equipment first."""
    facility = desk.scenario.facility
    pools = []
    for name, equipment in facility.equipment.items():
        where = f"facility.equipment.{name}.breaks"
        breaks = None
        if equipment.breaks is not None and not desk.central:
            b = equipment.breaks
            every, repair = (
                desk.streams.drawn(f"{where}.every_d", b.every_d),
                desk.streams.drawn(f"{where}.repair_d", b.repair_d),
            )
            planned = planned_min(desk, 24 * b.repair_d.central, (b.repaired_by,))
            breaks = BreakPlan(every, repair, b.on_interrupt, b.culture, b.reason, desk.needs(b.repaired_by), planned)
        pools.append(
            PoolPlan(
                index=desk.pool_index[name],
                name=name,
                kind="equipment",
                count=PLENTY if desk.central else equipment.count,
                calendar=None,
                ownership=equipment.ownership,
                clearance_min=minutes_of_hours(equipment.clearance_h),
                price_per_min=equipment.price_per_h / 60,
                breaks=breaks,
                role=equipment.role,
                cleared_by=desk.needs(equipment.cleared_by),
                clearance_planned_min=planned_min(desk, equipment.clearance_h, (equipment.cleared_by,)),
                maintenance=() if desk.central else _maintenance_plans(desk, name, equipment),
            )
        )
    for name, people in facility.people.items():
        calendar = None if desk.central else calendar_of(people, desk.scenario.clock.start_date)
        count = PLENTY if desk.central else people.count
        price = people.price_per_h / 60
        away = None if desk.central else _absence_plan(desk, name, people)
        plan = PoolPlan(desk.pool_index[name], name, "people", count, calendar, "step", 0, price, None, away)
        if people.overtime_price_per_h is not None:
            plan = replace(plan, overtime_more_per_min=people.overtime_price_per_h / 60 - price)
        pools.append(plan)
    return tuple(pools)


def _maintenance_plans(desk: Desk, name: str, equipment: Equipment) -> tuple[MaintenancePlan, ...]:
    where = f"facility.equipment.{name}.maintenance"
    return tuple(
        MaintenancePlan(
            name=what,
            every_min=max(1, minutes_of_days(each.every_d)),
            lasts_h=desk.streams.drawn(f"{where}.{what}.lasts_h", each.lasts_h),
            by=desk.needs(each.by),
            planned_min=planned_min(desk, each.lasts_h.central, (each.by,)),
        )
        for what, each in equipment.maintenance.items()
    )


def _absence_plan(desk: Desk, name: str, people: People) -> AbsencePlan | None:
    if people.absent is None and not people.leave:
        return None
    where, start = f"facility.people.{name}.absent", desk.scenario.clock.start_date
    leave = [(day_of(each.first_day, start), day_of(each.last_day, start), each.count) for each in people.leave]
    chance = desk.streams.maybe(f"{where}.level", people.absent)
    return AbsencePlan(chance, desk.streams.number(where), tuple(leave))

"""The draft of a whole scenario."""

from __future__ import annotations

from cipsc_sim.engine.blueprint import Blueprint, RungPlan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.engine.drafting.facility import pool_plans, strict_after_min
from cipsc_sim.engine.drafting.laboratory import specification_plans
from cipsc_sim.engine.drafting.materials import material_plans
from cipsc_sim.engine.drafting.orders import chain_of, order_plan
from cipsc_sim.engine.drafting.procedures import procedure_plan
from cipsc_sim.engine.drafting.release import release_plan
from cipsc_sim.engine.minutes import first_weekday, minutes_of_days
from cipsc_sim.scenario.scenario import Scenario


def draft(scenario: Scenario, *, central: bool = False) -> Blueprint:
    """The blueprint of a scenario.

    With ``central`` there is no chance and no queue: every quantity is its central value, resources are plenty and always on
    duty, and one order comes at minute 0.
    """
    desk = Desk(scenario, central)
    clock = scenario.clock
    from_min = minutes_of_days(clock.warm_up_d)
    to_min = from_min + minutes_of_days(clock.count_d)
    specifications = specification_plans(desk)
    procedures = {name: procedure_plan(desk, name, procedure) for name, procedure in scenario.procedures.items()}
    materials = material_plans(desk)
    blueprint = Blueprint(
        first_weekday=first_weekday(clock.start_date),
        from_min=0 if central else from_min,
        to_min=to_min,
        horizon_min=to_min + minutes_of_days(clock.run_out_d),
        attributes={name: attribute.kind for name, attribute in scenario.attributes.items()},
        ratios={n: (a.ratio.of, a.ratio.by) for n, a in scenario.attributes.items() if a.ratio is not None},
        shows={
            name: (
                desk.streams.event(f"attributes.{name}.shows.chance", attribute.shows.chance),
                desk.streams.drawn(f"attributes.{name}.shows.after_d", attribute.shows.after_d),
                attribute.shows.reason,
            )
            for name, attribute in scenario.attributes.items()
            if attribute.shows is not None
        },
        amounts=tuple(name for name, attribute in scenario.attributes.items() if attribute.kind == "amount"),
        pools=pool_plans(desk),
        strict_after_min=strict_after_min(desk),
        materials=materials,
        procedures=procedures,
        specifications=specifications,
        release={name: release_plan(desk, name, release) for name, release in scenario.release.items()},
        rungs={
            name: RungPlan(name, rung.restart_from, rung.lot, rung.limit, rung.more)
            for name, rung in scenario.recovery.rungs.items()
        },
        after={reason: tuple(rungs) for reason, rungs in scenario.recovery.after.items()},
        otherwise=tuple(scenario.recovery.otherwise),
        orders=order_plan(desk),
        chain=chain_of(desk),
        consumed=frozenset(
            name for each in scenario.procedures.values() for step in each.steps.values() for name in step.consumes
        ),
    )
    desk.streams.check()
    return blueprint

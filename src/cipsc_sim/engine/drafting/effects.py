"""What steps do to a lot: each verb with its quantities ready to be drawn."""

from __future__ import annotations

from typing import Any

from cipsc_sim.engine.blueprint import EffectPlan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.scenario.effect import Effect
from cipsc_sim.scenario.procedure import Step
from cipsc_sim.scenario.quantity import Quantity


def effect_plans(desk: Desk, where: str, step: Step) -> tuple[EffectPlan, ...]:
    """The effects of a step, in the order written."""
    plans = []
    for attribute, effects in step.effects.items():
        counts: dict[str, int] = {}
        for effect in effects:
            k = counts[effect.verb] = counts.get(effect.verb, 0) + 1
            stream = f"{where}.effects.{attribute}.{effect.verb}" + (f".{k}" if k > 1 else "")
            plans.append(EffectPlan(attribute, effect.verb, _parameters(desk, stream, attribute, effect)))
    return tuple(plans)


def _parameters(desk: Desk, where: str, attribute: str, effect: Effect) -> dict[str, Any]:
    drawn, event = desk.streams.drawn, desk.streams.event
    match effect.verb:
        case "set" | "per_day":
            return {"value": drawn(where, getattr(effect, effect.verb))}
        case "scale":
            assert effect.scale is not None
            if isinstance(effect.scale, Quantity):
                return {"value": drawn(where, effect.scale), "oversize": None}
            large = effect.scale.oversize
            smallest, largest = large.within
            sizes = {"shape": large.shape, "smallest": smallest, "largest": largest}
            return {"of": large.of, "oversize": {**sizes, "above": large.above, "loses": large.loses}}
        case "clear":
            assert effect.clear is not None
            return {"event": event(where, effect.clear)}
        case "divide":
            assert effect.divide is not None
            by = effect.divide.by
            return {"of": effect.divide.of, "by": by if isinstance(by, str) else drawn(f"{where}.by", by)}
        case "count":
            assert effect.count is not None
            count = effect.count
            return {
                "of": count.of,
                "chance": count.chance if isinstance(count.chance, str) else drawn(f"{where}.chance", count.chance),
                "stream": desk.streams.number(where),
            }
        case "grow":
            assert effect.grow is not None
            grow = effect.grow
            return {
                "to": grow.to,
                "doubling_d": drawn(f"{where}.doubling_d", grow.doubling_d),
                "lag_d": desk.streams.maybe(f"{where}.lag_d", grow.lag_d),
                "counts": grow.counts,
            }
        case "mix":
            assert effect.mix is not None
            shares = {
                name: None if isinstance(quantity, str) else drawn(f"{where}.shares.{name}", quantity)
                for name, quantity in effect.mix.shares.items()
            }
            return {"shares": shares, "rest": effect.mix.rest}
        case "drift":
            assert effect.drift is not None
            d = effect.drift
            stream = desk.streams.number(where)
            return {
                "chance": drawn(f"{where}.chance", Quantity(d.chance.distribution)),
                "moves": tuple(d.chance.moved_by.items()),
                "per": d.per,
                "starts_at": d.starts_at,
                "grows": d.grows,
                "stream": stream,
            }
        case _:
            assert effect.expose is not None
            e = effect.expose
            if e == "openings":
                hazard = desk.scenario.attributes[attribute].per_opening
                assert hazard is not None
                return {"event": event(where, hazard), "per_opening": True}
            assert not isinstance(e, str)
            chance = e.chance if e.chance is not None else e.per_opening
            assert chance is not None
            return {"event": event(where, chance), "per_opening": e.per_opening is not None}

"""Materials, and where lots come from that no order makes for itself."""

from __future__ import annotations

from typing import Any

from cipsc_sim.engine.blueprint import Drawn, MaterialPlan, SupplyPlan
from cipsc_sim.engine.drafting.arrivals import arrival_plan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.scenario.material import Material


def material_plans(desk: Desk) -> dict[str, MaterialPlan]:
    """Every material by name."""
    made_by = {next(iter(p.makes)): name for name, p in desk.scenario.procedures.items()}
    plans = {}
    for index, (name, material) in enumerate(desk.scenario.materials.items()):
        where = f"materials.{name}"
        parts = []
        for trait, shares in desk.scenario.traits.items():
            if name in shares.root:
                parts.append((trait, shares.root[name], desk.streams.number(f"traits.{trait}.{name}")))
        whole = [n for n, s in desk.scenario.specifications.items() if s.on == name and s.after is None]
        plans[name] = MaterialPlan(
            index=index,
            name=name,
            supply=_supply_plan(desk, name, material),
            has=tuple((a, desk.streams.drawn(f"{where}.has.{a}", q)) for a, q in material.has.items()),
            packs=material.packs,
            pack=material.pack,
            kept_in=desk.pool_index[material.kept_in] if material.kept_in else None,
            shelf_life_d=desk.streams.maybe(f"{where}.shelf_life_d", material.shelf_life_d),
            loses=desk.fractions(f"{where}.loses_per_d", material.loses_per_d),
            trait_parts=tuple(parts),
            made_by=made_by.get(name),
            tested_when=tuple(whole),
        )
    return plans


def _supply_plan(desk: Desk, name: str, material: Material) -> SupplyPlan | None:
    supply, where = material.supply, f"materials.{name}.supply"
    if supply is None:
        return None
    none: Any = {"lots": 1, "level": 0, "level_in": "lots", "arrivals": None, "lead_time_d": None, "price": 0.0}
    if supply.with_order is not None:
        return SupplyPlan(kind="with_order", **{**none, "lots": supply.with_order})
    if supply.at_start is not None:
        return SupplyPlan(kind="at_start", **{**none, "lots": supply.at_start})
    if supply.made_below is not None:
        stock = supply.made_below
        level_in = "packs" if stock.packs else "lots"
        return SupplyPlan(kind="made_below", **{**none, "level": stock.packs or stock.lots or 1, "level_in": level_in})
    if supply.arrive is not None:
        return SupplyPlan(kind="arrive", **{**none, "arrivals": arrival_plan(desk, f"{where}.arrive", supply.arrive)})
    bought = supply.bought
    assert bought is not None
    below = bought.below
    return SupplyPlan(
        kind="bought",
        lots=bought.lots or 1,
        level=below.packs or below.lots or 1,
        level_in="packs" if below.packs else "lots",
        arrivals=None,
        lead_time_d=Drawn(0.0)
        if desk.central
        else desk.streams.drawn(f"{where}.bought.lead_time_d", bought.lead_time_d),
        price=0.0 if desk.central else bought.price,
        up_to=None if bought.up_to is None else bought.up_to.packs or bought.up_to.lots,
    )

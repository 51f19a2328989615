"""The truth of a lot when it is judged: every attribute, and whether it lies inside the true limits. Nobody in the plant knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import Blueprint, ReleasePlan, SpecificationPlan
from cipsc_sim.engine.lot import Lot
from cipsc_sim.engine.owner import Order
from cipsc_sim.quality.judgement import materially_outside, truly_inside
from cipsc_sim.quality.law import Detected

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant


class Truth:
    """Looks at what is true of lots, and writes it down beside what is reported of them."""

    __slots__ = ("_limits", "_plant")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._limits = {name: _true_limits(plant.blueprint, name) for name in plant.blueprint.release}

    def look_at_in_process(self, lot: Lot) -> None:
        """What is true of a lot that a result stops; before the end of a step, what the step makes of it."""
        making = self._plant.makings.get(lot)
        release = self._plant.blueprint.release.get(lot.material.name)
        if release is None or making is None:
            return
        culture, now_true = making.culture, lot.state
        if culture is not None and culture.begun and culture.plan.early:
            lot.state = culture.foreseen_state()
        self.look_at(lot, release)
        lot.state = now_true
        lot.meets_target = None

    def look_at(self, lot: Lot, release: ReleasePlan) -> None:
        """What is true of the lot now, and whether it lies inside the true limits.

        What the releases before it look at for safety counts too, with what has become of it in the lot.
        """
        plant = self._plant
        plant.inventory.age(lot)
        lot.truth = plant.inventory.values(lot)
        inside = {"safety": True, "quality": True}
        material, seen = False, False
        for spec, inherited in self._limits[release.material]:
            true = lot.value(spec.assay.subject, plant.ratios) if inherited else None
            if true is None:
                holder = lot.ancestor(spec.on)
                true = holder.value(spec.assay.subject, plant.ratios) if holder is not None else None
            if true is None:
                continue
            seen = True
            if isinstance(spec.assay.law, Detected):
                limit = spec.assay.law.above
                outside = true > limit
                inside[spec.concerns] &= not outside
                material |= outside and (limit == 0 or true > 1.1 * limit)
            elif not truly_inside(true, spec):
                inside[spec.concerns] = False
                material |= materially_outside(true, spec)
        if seen:
            lot.truth_flags = (inside["safety"] and inside["quality"], inside["safety"], inside["quality"], material)
        if release.dose is not None:
            amount = lot.value(release.dose.target[0], plant.ratios)
            lot.meets_target = amount is not None and amount + _given_before(lot) >= release.dose.target[1]


def _given_before(lot: Lot) -> float:
    """What its order was given before: the target is that of all lots together."""
    return (lot.owner.amount or 0.0) if isinstance(lot.owner, Order) else 0.0


def _true_limits(blueprint: Blueprint, material: str) -> tuple[tuple[SpecificationPlan, bool], ...]:
    """The specifications that say whether a lot of a material is truly inside, and whether it inherited what they look at.

    Its own, and those of the releases before it that concern safety, but for what its own look at.
    """
    own = blueprint.release[material]
    ours = [blueprint.specifications[name] for name in (*own.needs, *own.follows)]
    looked_at = {spec.assay.subject for spec in ours}
    chain = blueprint.chain
    before = chain[chain.index(material) + 1 :] if material in chain else ()
    releases = [blueprint.release[one] for one in before if one in blueprint.release]
    names = dict.fromkeys(name for release in releases for name in (*release.needs, *release.follows))
    theirs = [blueprint.specifications[name] for name in names]
    inherited = [spec for spec in theirs if spec.concerns == "safety" and spec.assay.subject not in looked_at]
    return (*((spec, False) for spec in ours), *((spec, True) for spec in inherited))

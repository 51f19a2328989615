"""What a step does to a lot: each of the ten verbs, its values drawn here, its law in ``biology``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cipsc_sim.biology.clone import drifted
from cipsc_sim.biology.cluster import left_by_large_clusters
from cipsc_sim.biology.composition import mixed
from cipsc_sim.biology.maturation import changed
from cipsc_sim.engine.blueprint import EffectPlan
from cipsc_sim.engine.draws import moved
from cipsc_sim.quality.reading import poisson_quantile

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.plant import Plant


def apply_effects(
    effects: tuple[EffectPlan, ...],
    lot: Lot,
    plant: Plant,
    days: float,
    openings: float,
    growth: Mapping[str, tuple[float, float, float]],
    exposures: Mapping[int, tuple[str, float]],
) -> None:
    """Change the lot's state as the effects say, in their order, for the actual days the step lasted.

    ``growth`` has by amount its doublings, what it reaches and what it was at the start; ``exposures`` by stream a flag
    and the openings that set it.
    """
    gained: dict[str, float] = {}
    for effect in effects:
        parameters = effect.parameters
        match effect.verb:
            case "set":
                lot.state[effect.attribute] = plant.draws.value(parameters["value"], lot)
            case "scale":
                _scale(effect.attribute, parameters, lot, plant)
            case "per_day":
                _multiply(lot, effect.attribute, changed(plant.draws.value(parameters["value"], lot), days))
            case "divide":
                _divide(effect.attribute, parameters, lot, plant)
            case "count":
                _count(effect.attribute, parameters, lot, plant)
            case "grow":
                _grow(effect.attribute, parameters, lot, growth, gained)
            case "mix":
                _mix(parameters, lot, plant)
            case "clear":
                if lot.state.get(effect.attribute) and plant.draws.happens(parameters["event"], lot):
                    lot.state[effect.attribute] = 0.0
            case "drift":
                _drift(effect.attribute, parameters, lot, plant, gained, days)
            case "expose":
                _expose(effect.attribute, parameters, lot, plant, openings, exposures)


def _multiply(lot: Lot, attribute: str, factor: float) -> None:
    if attribute in lot.state:
        lot.state[attribute] *= factor


def _scale(attribute: str, parameters: Mapping[str, Any], lot: Lot, plant: Plant) -> None:
    oversize = parameters["oversize"]
    if oversize is None:
        _multiply(lot, attribute, plant.draws.value(parameters["value"], lot))
    else:
        _multiply(lot, attribute, left_by_large_clusters(lot.value(parameters["of"], plant.ratios) or 0.0, **oversize))


def _divide(attribute: str, parameters: Mapping[str, Any], lot: Lot, plant: Plant) -> None:
    by = parameters["by"]
    divisor = lot.value(by, plant.ratios) if isinstance(by, str) else plant.draws.value(by, lot)
    dividend = lot.value(parameters["of"] or attribute, plant.ratios)
    lot.state[attribute] = dividend / divisor if dividend is not None and divisor else 0.0


def _count(attribute: str, parameters: Mapping[str, Any], lot: Lot, plant: Plant) -> None:
    of = parameters["of"]
    among = (lot.value(of, plant.ratios) or 0.0) if isinstance(of, str) else of
    chance = parameters["chance"]
    if isinstance(chance, str):
        mean = among * (lot.value(chance, plant.ratios) or 0.0)
    else:
        mean = among * plant.draws.value(chance, lot)
    u = plant.draws.uniform(parameters["stream"], lot.address, lot.packed, 0)
    lot.state[attribute] = float(poisson_quantile(u, mean))


def _mix(parameters: Mapping[str, Any], lot: Lot, plant: Plant) -> None:
    shares = {
        name: lot.state.get(name, 0.0) if drawn is None else plant.draws.value(drawn, lot)
        for name, drawn in parameters["shares"].items()
    }
    lot.state.update(mixed(shares, parameters["rest"]))


def _grow(
    attribute: str,
    parameters: Mapping[str, Any],
    lot: Lot,
    growth: Mapping[str, tuple[float, float, float]],
    gained: dict[str, float],
) -> None:
    if attribute not in growth:
        return
    doublings, reached, at_start = growth[attribute]
    left = lot.state[attribute] / at_start
    lot.state[attribute] = reached * left
    counts = parameters["counts"]
    if counts is not None:
        gained[counts] = gained.get(counts, 0.0) + doublings
        lot.state[counts] = lot.state.get(counts, 0.0) + doublings


def _drift(
    attribute: str, parameters: Mapping[str, Any], lot: Lot, plant: Plant, gained: Mapping[str, float], days: float
) -> None:
    per = parameters["per"]
    passed = days if per is None else gained.get(per, 0.0)
    if passed <= 0:
        return
    hazard = plant.draws.value(parameters["chance"], lot)
    u = plant.draws.uniform(parameters["stream"], lot.address, lot.packed, 0)
    if parameters["moves"]:
        u = moved(u, parameters["moves"], lot)
    before = lot.state.get(attribute, 0.0)
    lot.state[attribute] = drifted(before, 1.0 - u, hazard, parameters["starts_at"], parameters["grows"], passed)


def _expose(
    attribute: str,
    parameters: Mapping[str, Any],
    lot: Lot,
    plant: Plant,
    openings: float,
    exposures: Mapping[int, tuple[str, float]],
) -> None:
    event = parameters["event"]
    if parameters["per_opening"]:
        happens = openings >= exposures[event.stream][1]
    else:
        happens = plant.draws.happens(event, lot)
    lot.state[attribute] = 1.0 if happens or lot.state.get(attribute) else 0.0

"""A lot can be released before it expires."""

from __future__ import annotations

from cipsc_sim.scenario.feasibility.bounds import longest, shortest
from cipsc_sim.scenario.lineage import lineage_of, wanted
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.release import Release
from cipsc_sim.scenario.scenario import Scenario
from cipsc_sim.scenario.specification import Specification

_HOURS_PER_DAY = 24


def check_shelf_life(scenario: Scenario, problems: Problems) -> None:
    """The shortest way from the end of the procedure to the release, against the longest shelf life."""
    for name, release in scenario.release.items():
        shelf_life = scenario.materials[name].shelf_life_d
        if shelf_life is None or release.hold == "cryopreserved":
            continue
        days, way = _shortest_way(scenario, name, release)
        if days > longest(shelf_life):
            found = f"lasts {longest(shelf_life):.3g} d, yet its release takes at least {days:.3g} d: {way}"
            wait = "do not wait for all" if release.policy == "wait_for_all" else f"let release.{name} follow that test"
            right = f"{wait[0].upper()}{wait[1:]}, make it faster, or hold the lot cryopreserved."
            problems.refuse(("materials", name, "shelf_life_d"), found, right)


def _shortest_way(scenario: Scenario, material: str, release: Release) -> tuple[float, str]:
    """Days from the whole lot to its release or use, and what they are made of."""
    tests = {name: _test_d(scenario, material, release, name) for name in release.awaited}
    slowest = max(tests, key=lambda name: tests[name], default="")
    parts: list[tuple[str, float]] = []
    if slowest and tests[slowest] > 0:
        parts.append((slowest, tests[slowest]))
    if release.review is not None:
        worked = shortest(release.review.hands_on_h) / _HOURS_PER_DAY
        parts.append(("review", max(shortest(release.review.duration_d), worked)))
    if material == wanted(scenario) and scenario.orders.transport_h is not None:
        parts.append(("transport", shortest(scenario.orders.transport_h) / _HOURS_PER_DAY))
    shown = [f"{what} {days:.3g} d" for what, days in parts if days > 0]
    return sum(days for _, days in parts), " + ".join(shown)


def _test_d(scenario: Scenario, material: str, release: Release, name: str) -> float:
    """The fewest days that the result of a specification comes after the end of the procedure."""
    specification = scenario.specifications[name]
    if specification.on != material or not _blocks(scenario, specification, release):
        return 0.0
    assay = scenario.assays[specification.assay]
    return shortest(assay.turnaround_d) + shortest(assay.hands_on_h) / _HOURS_PER_DAY - specification.early_d


def _blocks(scenario: Scenario, specification: Specification, release: Release) -> bool:
    """Whether its sample surely is taken so late that the whole lot waits for the result."""
    if specification.after is None:
        return True
    maker = lineage_of(scenario).maker.get(specification.on)
    last = scenario.procedures[maker].route[-1] if maker else None
    return release.hold == "fresh" and specification.after == last

"""Stage four: a plant that could run at all, if nothing went wrong and nobody else were in the way."""

from __future__ import annotations

from cipsc_sim.scenario.feasibility.capacity import check_capacity
from cipsc_sim.scenario.feasibility.consumption import check_consumption
from cipsc_sim.scenario.feasibility.crews import check_crews
from cipsc_sim.scenario.feasibility.duty import check_duty
from cipsc_sim.scenario.feasibility.keeping import check_keeping
from cipsc_sim.scenario.feasibility.reach import check_reach
from cipsc_sim.scenario.feasibility.sharing import check_sharing
from cipsc_sim.scenario.feasibility.shelf_life import check_shelf_life
from cipsc_sim.scenario.feasibility.stock import check_stock
from cipsc_sim.scenario.feasibility.timing import check_timing
from cipsc_sim.scenario.holding import check_holding
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario

__all__ = ["check_feasibility"]


def check_feasibility(scenario: Scenario, problems: Problems) -> None:
    """What no lot could ever get, reach or survive. Every name of the scenario stands for something already."""
    check_capacity(scenario, problems)
    check_keeping(scenario, problems)
    check_duty(scenario, problems)
    check_crews(scenario, problems)
    check_consumption(scenario, problems)
    check_sharing(scenario, problems)
    check_timing(scenario, problems)
    check_stock(scenario, problems)
    check_shelf_life(scenario, problems)
    check_reach(scenario, problems)
    check_holding(scenario, problems)

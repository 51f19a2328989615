"""Stage three: every name stands for something, of the right kind, that can happen."""

from __future__ import annotations

from collections.abc import Mapping

from cipsc_sim.scenario.evidence import Evidence
from cipsc_sim.scenario.names.attributes import check_attributes
from cipsc_sim.scenario.names.facility import check_facility
from cipsc_sim.scenario.names.givers import check_givers
from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.names.materials import check_materials
from cipsc_sim.scenario.names.orders import check_orders
from cipsc_sim.scenario.names.priors import check_priors
from cipsc_sim.scenario.names.procedures import check_procedures
from cipsc_sim.scenario.names.quality import check_quality
from cipsc_sim.scenario.names.recovery import check_recovery
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario

__all__ = ["check_names"]


def check_names(scenario: Scenario, evidence: Mapping[TreePath, Evidence], problems: Problems) -> None:
    """Every reference of the scenario; what refers to nothing is a problem. ``evidence`` is that of the tree."""
    names = Names(scenario, problems)
    check_attributes(names)
    check_givers(names)
    check_materials(names)
    check_procedures(names)
    check_quality(names)
    check_recovery(names)
    check_orders(names)
    check_facility(names)
    check_priors(scenario, evidence, problems)

"""Discrete-event simulation of cell therapy manufacturing, from tissue harvest to the release decision.

>>> import cipsc_sim
>>> run = cipsc_sim.simulate("scenarios/baseline.yaml", pairs=20)
>>> run.estimates.loc["order_success_fraction", ["mean", "low", "high"]]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cipsc_sim.errors import InvariantError, RunError, ScenarioError
    from cipsc_sim.experiment.bottleneck.bottleneck import bottleneck
    from cipsc_sim.experiment.comparison.compare import compare
    from cipsc_sim.experiment.plan import make_plan as plan
    from cipsc_sim.experiment.release.static import judge_again
    from cipsc_sim.experiment.session import Run, open_run, simulate
    from cipsc_sim.experiment.study.reading.file import read_study
    from cipsc_sim.experiment.study.sweep import sweep
    from cipsc_sim.scenario.load import load_scenario

__all__ = [
    "InvariantError",
    "Run",
    "RunError",
    "ScenarioError",
    "bottleneck",
    "compare",
    "judge_again",
    "load_scenario",
    "open_run",
    "plan",
    "read_study",
    "side_by_side",
    "simulate",
    "sweep",
]

_WHERE = {
    "InvariantError": ("errors", "InvariantError"),
    "Run": ("experiment.session", "Run"),
    "RunError": ("errors", "RunError"),
    "ScenarioError": ("errors", "ScenarioError"),
    "bottleneck": ("experiment.bottleneck.bottleneck", "bottleneck"),
    "compare": ("experiment.comparison.compare", "compare"),
    "judge_again": ("experiment.release.static", "judge_again"),
    "load_scenario": ("scenario.load", "load_scenario"),
    "open_run": ("experiment.session", "open_run"),
    "plan": ("experiment.plan", "make_plan"),
    "read_study": ("experiment.study.reading.file", "read_study"),
    "side_by_side": ("experiment.side_by_side.systems", "side_by_side"),
    "simulate": ("experiment.session", "simulate"),
    "sweep": ("experiment.study.sweep", "sweep"),
}
"""By name, the module and what it is called there; imported when it is asked for."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("cipsc-sim")
    if name not in _WHERE:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    module, attribute = _WHERE[name]
    return getattr(import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

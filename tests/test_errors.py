"""What goes wrong in another process is told in this one."""

from __future__ import annotations

import pickle

from cipsc_sim.errors import Problem, ScenarioError


def test_a_scenario_error_keeps_its_problems_from_process_to_process() -> None:
    error = ScenarioError(
        [Problem("a.yaml", 3, "clock", "no start", "Give one."), Problem("b.yaml", None, "", "empty")]
    )
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == "a.yaml:3: clock: no start. Give one.\nb.yaml: empty."

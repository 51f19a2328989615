"""A margin is shown with the unit of what it judges."""

from __future__ import annotations

from cipsc_sim.experiment.headline import headline_of
from cipsc_sim.experiment.study.page.markup import margin


def test_a_margin_has_its_unit() -> None:
    enough, cost = (headline_of(name) for name in ("order_success_fraction", "cost_per_treated_order"))
    assert margin(0.02, enough, "%") == "2 pp"
    assert margin(20_000, cost, "USD") == "20k\u00a0USD"
    assert margin(0.5, cost, "value") == "0.5"

"""The numbers from which a way leads to what becomes of an order."""

from __future__ import annotations

import re

import numpy as np

from cipsc_sim.analysis.prior_scores import PAID, PriorScores
from cipsc_sim.scenario.schema import json_schema


def test_money_and_what_a_dose_may_do_are_not_asked_of_orders() -> None:
    kept = (
        "procedures.a.steps.b.tasks.c.hands_on_h",
        "procedures.a.steps.b.tasks.c.late_costs.cells",
        "assays.cost.invalid",
    )
    left_out = (
        *("procedures.a.steps.b.cost", "materials.kit.price", "facility.people.analyst.price_per_h"),
        *("costs.medium_per_l", "release.islets.prices.false_reject", "orders.response.half_at"),
    )
    scores = PriorScores((*left_out, *kept), ("D",) * 9, np.arange(18.0).reshape(9, 2)).that_move_orders()

    assert scores.paths == kept
    assert scores.grades == ("D",) * 3
    assert scores.values.tolist() == [[12, 13], [14, 15], [16, 17]]


def test_every_key_of_the_language_that_is_only_paid_for_is_known() -> None:
    schema = json_schema()
    keys = {key for noun in schema["$defs"].values() for key in noun.get("properties", ())}

    assert {key for key in keys if re.search(r"(^|_)(cost|price)(_per_(?!l$|year$).+)?$", key)} | {"medium_l"} == set(
        PAID
    )

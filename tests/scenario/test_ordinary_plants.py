"""What an ordinary plant may say is not refused: each check has a twin here that is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cipsc_sim.scenario.load import load_scenario

VALID = Path(__file__).parents[1] / "cases" / "valid"
NEEDS_ALL = ["sterile", "viable", "normal", "sterile_final"]
EXPAND = "procedures.make.steps.expand"
MATURE = "procedures.make.steps.mature"
STERILE = {"on": "islets", "assay": "sterility", "at_most": 0, "reason": "contamination"}

ORDINARY: dict[str, dict[str, Any]] = {
    "a slow test that the release follows": {"assays.sterility.turnaround_d": 14},
    "a slow test of a frozen lot": {
        "release.islets": {"needs": NEEDS_ALL, "hold": "cryopreserved", "after_thaw": {"ieq": 0.8}}
    },
    "a slow test whose sample is taken early enough": {"assays.sterility.turnaround_d": 10},
    "a slow test of what the lot is made of": {"assays.karyotype.turnaround_d": 28},
    "a slow test of a step while the lot stays in culture": {
        "specifications.sterile": {**STERILE, "after": "wash"},
        "release.islets": {"needs": ["sterile", "viable", "normal"], "hold": "in_culture"},
    },
    "a slow test after a step that is not the last": {
        "specifications.sterile": {**STERILE, "after": "mature"},
    },
    "a long transport of something that keeps": {"orders.transport_h": 100, "materials.islets.shelf_life_d": 6},
    "a long transport of what is made of something that keeps less long": {
        "orders.transport_h": 60, "materials.line": {"shelf_life_d": 36}, "materials.islets.shelf_life_d": 5,
    },
    "a sample taken while a step is prolonged": {"specifications.sterile.early_d": 21},
    "a sample taken while cells still grow": {
        "specifications.sterile": {**STERILE, "after": "expand", "early_d": 12},
    },
    "a large sample of a lot that is not packed yet": {
        "specifications.sterile": {**STERILE, "on": "bank", "after": "expand"},
        "assays.sterility.sample.cells": 1e9,
    },
    "a sample as large as the lot": {
        "specifications.normal.on": "bank", "release.line.needs": ["apt"],
        "assays.karyotype": {"counts": {"abnormal": {"among": "cells"}}, "sample": {"cells": 6e7}, "turnaround_d": 10},
    },
    "planned hours that just fit the shift": {f"{EXPAND}.tasks.medium.hands_on_h": 8},
    "hours that may overrun the shift": {
        f"{EXPAND}.tasks.medium.hands_on_h": {"lognormal": {"median": 7, "cv": 1}}
    },
    "long work of a group without shifts": {
        "release.islets.review": {"by": "reviewer", "hands_on_h": 30, "duration_d": 1.5}
    },
    "a long investigation that nobody attends": {
        "release.islets.investigation": {"duration_d": 1.0},
    },
    "a task of everyone on duty": {f"{EXPAND}.tasks.medium.people": {"operator": 4}},
    "a task with every cabinet": {f"{EXPAND}.tasks.medium.with": {"cabinet": 2}},
    "a step in every incubator": {f"{EXPAND}.occupies": {"incubator": 8}},
    "a step prolonged to what it lasts": {f"{MATURE}.at_most_d": 20},
    "the lowest of several lots": {"procedures.make.takes.bank.choose": {"lowest": "viability_count"}},
    "constant shares that sum to one": {
        "materials.tissue.has": {"cells": 1e6, "contaminated": 0, "beta": 0.5, "alpha": 0.2, "others": 0.3}
    },
    "shares that vary": {
        "materials.tissue.has": {"cells": 1e6, "contaminated": 1, "beta": {"beta": {"a": 1, "b": 1}}, "alpha": 0.2}
    },
    "a response to an attribute of the order": {"orders.response.relative_to": {"weight_kg": 70}},
    "a reason of a breakdown": {
        "facility.equipment.incubator": {"count": 8, "breaks": {"every_d": 100, "repair_d": 1, "reason": "warm"}},
        "recovery.after": {"warm": ["harvest"], "too_few": ["same_line"], "dose": ["same_line"]},
    },
    "a store with as many places as lots": {"facility.equipment.freezer.count": 1},
    "a hazard of each opening, stated once": {
        "attributes.contaminated": {"kind": "flag", "per_opening": 7e-5},
        f"{EXPAND}.effects.contaminated": {"expose": "openings"},
        "recovery.after": {},
    },
    "booked arrivals": {"orders.arrive": {"booked": {"every_d": 14}}},
}  # fmt: skip


@pytest.mark.parametrize("said", ORDINARY)
def test_an_ordinary_plant_may_have(said: str) -> None:
    load_scenario(VALID / "cell_product.yaml", ORDINARY[said])


def test_stock_may_run_out_and_be_made_again() -> None:
    overrides = {"materials.donor.supply": {"arrive": {"at_d": [1, 2, 3], "limit": 2}}}
    overrides["procedures.bank_cells.takes.donor"] = {"lots": 2}
    load_scenario(VALID / "bank_for_two_orders.yaml", overrides)

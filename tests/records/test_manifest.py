from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import (
    AttributeLabel,
    Manifest,
    Source,
    SpecificationLimits,
    TableContent,
    Target,
    Window,
    manifest_from_json,
)


@pytest.fixture
def full(manifest: Manifest) -> Manifest:
    return replace(
        manifest,
        target=Target("ieq", 1.49e6),
        versions={"python": "3.12"},
        chain=("line", "dose"),
        routes={"differentiation": ("thaw", "harvest")},
        phases={"differentiation.thaw": "expansion"},
        attributes={"ieq": AttributeLabel("IEQ", "amount", "islet equivalents")},
        specifications={
            "purity": SpecificationLimits("dose", "flow", "beta", at_least=0.45, reason="identity", role="needs")
        },
        material_titles={"dose": "Dose"},
        titles={"resource": {"cabinet": "Biosafety cabinet"}},
        reasons=("identity",),
        grades={"A": 3, "choice": 40},
        sources={"wang_2024": Source("Wang 2024", doi="10.1/x")},
        margins={"order_treated_fraction": 0.05},
        tables={"orders": TableContent(4, "ab")},
        files={"scenario.yaml": "cd"},
    )


def test_a_manifest_comes_back_as_it_was_written(full: Manifest) -> None:
    assert manifest_from_json(full.as_json(), "manifest.json") == full


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"schema_version": 99}, "schema version 99; this version of cipsc-sim reads 1"),
        ({"seed": "one"}, "manifest.seed is 'one'"),
        ({"pairs": 1}, "manifest.pairs is 1"),
        ({"replications": True}, "manifest.replications is True"),
        ({"window": {"from_min": 0}}, "missing 2 required"),
        ({"window": {"from_min": 0, "to_min": 1, "horizon_min": 2, "until": 3}}, "manifest.window has no field until"),
        (
            {"specifications": {"a": {"on": "x", "assay": "y", "attribute": "z", "role": "gates"}}},
            "'gates', not one of",
        ),
        ({"chain": "line"}, "manifest.chain is 'line'"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_with_its_place(
    full: Manifest, changes: dict[str, Any], found: str
) -> None:
    text = json.dumps(json.loads(full.as_json()) | changes)

    with pytest.raises(RunError, match=found):
        manifest_from_json(text, "runs/a/manifest.json")


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(RunError, match=r"runs/a/manifest\.json is damaged"):
        manifest_from_json("{", "runs/a/manifest.json")
    with pytest.raises(RunError, match="schema version None"):
        manifest_from_json("[]", "runs/a/manifest.json")


def test_titles_and_units_fall_back_on_the_name(full: Manifest) -> None:
    assert full.title_of("material", "dose") == "Dose"
    assert full.title_of("resource", "cabinet") == "Biosafety cabinet"
    assert full.title_of("step", "differentiation.stage_one") == "stage one"
    assert (full.unit_of("ieq"), full.unit_of("beta")) == ("IEQ", "1")


def test_the_window_has_a_length() -> None:
    assert Window(10, 25, 30).minutes == 15


def test_stock_among_the_resources_is_called_by_the_title_of_its_material(manifest: Manifest) -> None:
    titled = replace(
        manifest, material_titles={"organ": "Donor pancreas"}, titles={"resource": {"cabinet": "Cabinets"}}
    )
    assert [titled.title_of("resource", name) for name in ("organ", "cabinet", "plate_reader")] == [
        "Donor pancreas",
        "Cabinets",
        "plate reader",
    ]

"""Rows written by hand: each a mapping of what matters, everything else empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from cipsc_sim.records.columns import record_batch
from cipsc_sim.records.manifest import AttributeLabel, Manifest, SpecificationLimits, Target, Window
from cipsc_sim.records.rows import HeldRows, table_named

DAY = 1440
Replication = Mapping[str, Sequence[Mapping[str, Any]]]


def held_rows(*replications: Replication) -> HeldRows:
    """One mapping from table to rows for each replication."""
    names = sorted({name for each in replications for name in each})
    return HeldRows({name: _batches(name, [each.get(name, []) for each in replications]) for name in names})


def _batches(name: str, replications: Sequence[Sequence[Mapping[str, Any]]]) -> list[Any]:
    table = table_named(name)
    families = sorted({key for rows in replications for row in rows for key in row if "." in key})
    columns = [*table.names, *families]
    unknown = {key for rows in replications for row in rows for key in row} - set(columns)
    assert not unknown, f"{name} has no {unknown}"
    return [
        record_batch(table, [tuple({"replication": i, **row}.get(c) for c in columns) for row in rows], families)
        for i, rows in enumerate(replications)
    ]


@pytest.fixture
def rows_of() -> Callable[..., HeldRows]:
    return held_rows


@pytest.fixture
def manifest() -> Manifest:
    """Days 100 to 465 (one year) are counted, day 1,000 is the last; a line is made, then a batch of doses."""
    return Manifest(
        title="a small plant",
        question="does it count",
        name="small",
        seed=1,
        pairs=False,
        replications=1,
        window=Window(100 * DAY, 465 * DAY, 1000 * DAY),
        wanted="dose",
        target=Target("ieq", 1000.0),
        chain=("line", "dose"),
        releases=("dose",),
        made_by={"line": "picking", "dose": "differentiation"},
        routes={"picking": ("pick",), "differentiation": ("thaw", "stages", "harvest")},
        phases={
            "picking.pick": "lines",
            "differentiation.thaw": "expansion",
            "differentiation.stages": "stages",
            "differentiation.harvest": "stages",
        },
        attributes={
            "ieq": AttributeLabel("IEQ", "amount", "islet equivalents"),
            "contaminated": AttributeLabel("1", "flag"),
        },
        specifications={
            "sterile": SpecificationLimits(
                on="dose",
                assay="sterility",
                attribute="contaminated",
                at_most=0,
                concerns="safety",
                reason="contamination",
                role="needs",
            ),
            "secretes": SpecificationLimits(
                on="dose",
                assay="secretion",
                attribute="secretion",
                at_least=1.5,
                concerns="quality",
                reason="potency",
                role="needs",
            ),
        },
        material_titles={"line": "Line", "dose": "Dose"},
    )

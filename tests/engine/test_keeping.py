"""What is lost of one amount in hold, or when thawed, is lost of another that goes with it."""

from __future__ import annotations

import pytest

from .told import tell

SPREAD = "{uniform: {low: 0.1, high: 0.5}}"


def kept(loses: str, release: str, waits_d: float, stream: str) -> tuple[float, float]:
    """What is kept of islets and of cells, where the number drawn for the islets is .75, and ½ everywhere else."""
    told = tell(
        f"""
attributes: {{ieq: {{kind: amount}}, cells: {{kind: amount}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{ieq: 100, cells: 1000}}}}, dose: {{loses_per_d: {loses}}}}}
procedures:
  make: {{takes: {{tissue: all}}, makes: {{dose: {{}}}}, route: [grow], steps: {{grow: {{duration_d: 1}}}}}}
assays: {{count: {{measures: {{ieq: {{}}}}, turnaround_d: {waits_d}}}}}
specifications: {{enough: {{on: dose, assay: count, at_least: 1, reason: few}}}}
release: {{dose: {{needs: [enough]{release}}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        {stream: {"0:1.1": 0.75}},
    )
    lot = told.replication.plant.orders[0].lot
    assert lot is not None
    return lot.state["ieq"] / 100, lot.state["cells"] / 1000


def test_what_is_lost_in_a_day_is_stated_once_for_both() -> None:
    stream = "materials.dose.loses_per_d.ieq"
    together = kept(f"{{ieq: {SPREAD}, cells: ieq}}", "", 2, stream)
    apart = kept(f"{{ieq: {SPREAD}, cells: {SPREAD}}}", "", 2, stream)
    assert together == pytest.approx((0.6**2, 0.6**2))
    assert apart == pytest.approx((0.6**2, 0.7**2))


def test_what_is_kept_after_thaw_is_stated_once_for_both() -> None:
    stream = "release.dose.after_thaw.ieq"
    frozen = ", hold: cryopreserved, after_thaw: "
    together = kept("{}", f"{frozen}{{cells: ieq, ieq: {SPREAD}}}", 2, stream)
    apart = kept("{}", f"{frozen}{{cells: {SPREAD}, ieq: {SPREAD}}}", 2, stream)
    assert together == pytest.approx((0.4, 0.4))
    assert apart == pytest.approx((0.4, 0.3))

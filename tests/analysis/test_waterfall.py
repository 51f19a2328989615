from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cipsc_sim.analysis.milestone import milestones
from cipsc_sim.analysis.waterfall import waterfall
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

RowsOf = Callable[..., HeldRows]


def order(number: int, lot: str | None = None, **values: Any) -> dict[str, Any]:
    given = {"treated_at": 900, "lot": lot, "meets_target": True} if lot else {}
    return {"order": number, "in_cohort": True, "arrived_at": 0} | given | values


def line(number: int, attempt: int = 1, made_at: int | None = 10) -> dict[str, Any]:
    lot = {"order": number, "lot": f"{number}.{attempt}", "material": "line", "attempt": attempt, "made_at": made_at}
    return lot | {"in_cohort": True}


def dose(number: int, attempt: int = 1, **instants: int) -> dict[str, Any]:
    lot = {"order": number, "lot": f"{number}.{attempt}.1", "material": "dose", "attempt": attempt, "begun_at": 20}
    return lot | {"in_cohort": True} | instants


def steps(number: int, attempt: int, *names: str) -> list[dict[str, Any]]:
    step = {"order": number, "lot": f"{number}.{attempt}.1", "procedure": "differentiation", "outcome": "done"}
    return [step | {"step": name} for name in names]


def test_milestones_follow_the_chain_of_the_manifest(manifest: Manifest) -> None:
    assert [station.key for station in milestones(manifest)] == [
        "arrived",
        "made.line",
        "begun.dose",
        "step.differentiation.thaw",
        "step.differentiation.stages",
        "step.differentiation.harvest",
        "made.dose",
        "released.dose",
        "treated",
        "enough",
    ]


def test_a_material_is_released_only_where_the_manifest_says_so(manifest: Manifest) -> None:
    """A specification of the line may be needed for the release of the dose: the line itself is not released then."""
    with_line = replace(manifest, releases=("line",))

    assert [station.key for station in milestones(with_line) if station.kind == "released"] == ["released.line"]


def test_a_plant_without_biology_has_a_waterfall_too(rows_of: RowsOf, manifest: Manifest) -> None:
    plain = replace(
        manifest,
        chain=("part",),
        wanted="part",
        target=None,
        made_by={"part": "work"},
        routes={"work": ("serve",)},
        specifications={},
        releases=(),
    )

    table = waterfall(rows_of({"orders": [order(0)]}), plain)

    assert table["milestone"].tolist() == [
        "arrived",
        "begun.part",
        "step.work.serve",
        "made.part",
        "treated",
    ]
    assert table["orders"].tolist() == [1, 0, 0, 0, 0]


def test_orders_are_lost_on_the_way_and_some_are_rescued(rows_of: RowsOf, manifest: Manifest) -> None:
    """Order 0 goes through. 1 has no line. 2 dies in the stages, its second attempt is released but not enough.
    3 is released and the patient leaves. 4 is not of the cohort. 5 is released, lost, and given a second batch.
    """
    orders = [order(0, "0.1.1"), order(1), order(2, "2.2.1", meets_target=False), order(3), order(4, in_cohort=False)]
    orders.append(order(5, "5.2.1"))
    whole = {"made_at": 30, "released_at": 40}
    lots = [
        line(0), dose(0, **whole),
        line(1, made_at=None),
        line(2), dose(2), line(2, 2), dose(2, 2, **whole),
        line(3), dose(3, **whole),
        line(4), dose(4, **whole),
        line(5), dose(5, **whole), dose(5, 2, **whole),
    ]  # fmt: skip
    all_steps = ("thaw", "stages", "harvest")
    done = [*steps(0, 1, *all_steps), *steps(2, 1, "thaw"), *steps(2, 2, *all_steps), *steps(3, 1, *all_steps)]
    done += [*steps(5, 1, *all_steps), *steps(5, 2, *all_steps)]
    stages = {"order": 2, "lot": "2.1.1", "procedure": "differentiation", "step": "stages"}
    noise = [stages | {"outcome": "failed"}, stages | {"task": "feed", "outcome": "done"}]

    table = waterfall(rows_of({"orders": orders, "lots": lots, "steps": done + noise}), manifest).set_index("milestone")

    first = (table["first_attempt_fraction"] * 5).to_list()
    last = (table["any_attempt_fraction"] * 5).to_list()
    assert first == pytest.approx([5, 4, 4, 4, 3, 3, 3, 3, 1, 1])
    assert last == pytest.approx([5, 4, 4, 4, 4, 4, 4, 4, 3, 2])
    assert table.loc["step.differentiation.stages", "lost_fraction"] == pytest.approx(1 / 5)
    assert table["lost_fraction"].sum() == pytest.approx(4 / 5)


def test_a_milestone_passed_without_the_one_before_does_not_count(rows_of: RowsOf, manifest: Manifest) -> None:
    """A batch begun at risk from a line that was never made ends at the line."""
    rows = rows_of({"orders": [order(0)], "lots": [line(0, made_at=None), dose(0)]})

    assert waterfall(rows, manifest)["orders"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_ten_replications_have_intervals(rows_of: RowsOf, manifest: Manifest) -> None:
    rows = rows_of(*[{"orders": [order(0), order(1)], "lots": [line(0), line(1, made_at=None)]}] * 10)

    made = waterfall(rows, manifest).iloc[1]

    assert made["first_attempt_fraction"] == 0.5
    assert 0 < made["first_attempt_fraction_low"] < 0.5 < made["first_attempt_fraction_high"] < 1


def test_stock_that_no_order_makes_for_itself_is_no_milestone(rows_of: RowsOf, manifest: Manifest) -> None:
    stocked = replace(manifest, shared=("line",))
    rows = rows_of(
        {
            "orders": [order(0, "0.1.1"), order(1)],
            "lots": [dose(0, made_at=30, released_at=40)],
            "steps": steps(0, 1, "thaw", "stages", "harvest"),
        }
    )

    table = waterfall(rows, stocked)

    assert "made.line" not in table["milestone"].tolist()
    assert table["orders"].tolist() == [2, 1, 1, 1, 1, 1, 1, 1, 1]
    assert waterfall(rows, manifest)["orders"].tolist()[-1] == 0


def test_who_wants_packs_of_stock_is_treated_or_not(rows_of: RowsOf, manifest: Manifest) -> None:
    stocked = replace(manifest, shared=("line", "dose"))
    stock = {"lot": "dose1", "material": "dose", "begun_at": 20, "made_at": 30, "released_at": 40}

    table = waterfall(rows_of({"orders": [order(0, "dose1"), order(1)], "lots": [stock]}), stocked)

    assert table["milestone"].tolist() == ["arrived", "treated", "enough"]
    assert table["orders"].tolist() == [2, 1, 1]

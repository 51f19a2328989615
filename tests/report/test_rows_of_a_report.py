from __future__ import annotations

import pyarrow as pa
import pytest

from cipsc_sim.analysis.costs import costs
from cipsc_sim.analysis.pareto import pareto
from cipsc_sim.analysis.waterfall import waterfall
from cipsc_sim.records.tables import LOTS, ORDERS
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.first_rows import FirstRows
from cipsc_sim.report.memory import given_back
from cipsc_sim.report.quick_rows import ENOUGH, QuickRows


def test_the_first_rows_are_those_of_the_first_replications(contents: Contents) -> None:
    first = FirstRows(contents.rows, 3)

    assert first.replications == 3
    assert [replication for replication, _ in first.row_groups("orders", ("order",))] == [0, 1, 2]
    assert set(first.table("orders", ("replication",))["replication"]) == {0, 1, 2}
    assert set(first.table("orders", ("replication",), [1, 7])["replication"]) == {1}
    assert first.column_names("orders") == contents.rows.column_names("orders")
    assert FirstRows(contents.rows, 999).replications == contents.rows.replications


def test_views_see_the_same_in_the_first_rows(contents: Contents) -> None:
    whole = FirstRows(contents.rows, contents.rows.replications)

    assert waterfall(whole, contents.manifest).equals(waterfall(contents.rows, contents.manifest))


def test_views_see_the_same_in_quick_rows(contents: Contents) -> None:
    quick = QuickRows(contents.rows)

    for view in (pareto, costs):
        assert view(quick, contents.manifest).equals(view(contents.rows, contents.manifest))


def test_quick_rows_leave_out_what_nobody_looks_at_unless_it_is_named(contents: Contents) -> None:
    quick = QuickRows(contents.rows)

    assert tuple(next(quick.row_groups("lots"))[1].columns) == ENOUGH["lots"]
    assert set(ENOUGH["lots"]) < set(LOTS.names)
    assert tuple(quick.table("orders", replications=[0]).columns) == ORDERS.names
    assert tuple(next(quick.row_groups("lots", ("lot", "true.ieq")))[1].columns) == ("lot", "true.ieq")
    assert "true.ieq" in quick.column_names("lots")


def test_quick_rows_read_orders_once(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    original = type(contents.rows).row_groups
    monkeypatch.setattr(type(contents.rows), "row_groups", lambda *a, **k: read.append(a[1]) or original(*a, **k))
    quick = QuickRows(contents.rows)

    first = [group["order"].tolist() for _, group in quick.row_groups("orders", ("order",))]
    again = [group["order"].tolist() for _, group in quick.row_groups("orders", ("order", "has.weight_kg"))]

    assert read == ["orders"]
    assert first == again and len(first) == contents.rows.replications


def test_arrow_has_its_own_memory_back_after_a_page() -> None:
    usual = pa.default_memory_pool().backend_name
    with pytest.raises(ZeroDivisionError), given_back():
        assert pa.default_memory_pool().backend_name == "system"
        raise ZeroDivisionError

    assert pa.default_memory_pool().backend_name == usual

from __future__ import annotations

import pyarrow as pa
import pytest

from cipsc_sim.analysis.costs import costs
from cipsc_sim.analysis.pareto import pareto
from cipsc_sim.analysis.waterfall import waterfall
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.first_rows import FirstRows
from cipsc_sim.report.memory import given_back
from cipsc_sim.report.quick_rows import QuickRows


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


def test_quick_rows_read_each_column_of_orders_once(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    original = type(contents.rows).table
    monkeypatch.setattr(type(contents.rows), "table", lambda *a, **k: read.append(a[1:3]) or original(*a, **k))
    quick = QuickRows(contents.rows)

    first = quick.table("orders", ("order", "in_cohort"))
    again = quick.table("orders", ("has.weight_kg", "order"))
    lots = [quick.table("lots", ("lot",)) for _ in range(2)]

    assert read == [("orders", ["order", "in_cohort"]), ("orders", ["has.weight_kg"]), *[("lots", ("lot",))] * 2]
    assert first["order"].equals(again["order"]) and tuple(again.columns) == ("has.weight_kg", "order")
    assert again.equals(contents.rows.table("orders", ["has.weight_kg", "order"])) and len(lots[0]) == len(lots[1])


def test_quick_rows_pass_on_what_is_not_all_of_a_column(contents: Contents) -> None:
    quick = QuickRows(contents.rows)

    assert tuple(quick.table("orders").columns) == contents.rows.column_names("orders")
    assert set(quick.table("orders", ("replication",), [3])["replication"]) == {3}
    treated = quick.table("orders", ("outcome",), where={"outcome": "treated"})
    assert 0 < len(treated) < len(quick.table("orders", ("outcome",)))


def test_arrow_has_its_own_memory_back_after_a_page() -> None:
    usual = pa.default_memory_pool().backend_name
    with pytest.raises(ZeroDivisionError), given_back():
        assert pa.default_memory_pool().backend_name == "system"
        raise ZeroDivisionError

    assert pa.default_memory_pool().backend_name == usual

"""Who is where, when: the bars against the rows, and the page."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from elements import Page

from cipsc_sim.analysis.gantt import STEP, TASK, WAIT, order_bars, unit_bars
from cipsc_sim.errors import RunError
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.report.gantt import gantt_figure, gantt_page

WINDOW = 200 * 1440, 260 * 1440


def test_a_lane_of_a_unit_holds_one_thing_at_a_time_and_reaches_no_further_than_the_window(
    plant_run: RunFolder,
) -> None:
    bars = unit_bars(plant_run, plant_run.manifest, 0, "operator", *WINDOW)
    assert set(bars["kind"]) == {TASK}
    assert bars["from_min"].min() >= WINDOW[0]
    assert bars["to_min"].max() <= WINDOW[1]
    assert [int(lane) for lane in dict.fromkeys(bars["lane"])] == [1, 2, 3, 4]
    for _, lane in bars.groupby("lane"):
        assert all(a <= b for a, b in pairwise(np.column_stack([lane["from_min"], lane["to_min"]]).ravel()))


def test_bars_of_the_whole_run_add_up_to_the_hours_of_the_rows(plant_run: RunFolder) -> None:
    bars = unit_bars(plant_run, plant_run.manifest, 0, "analyst", 0, 10**9)
    steps = plant_run.table("steps", replications=[0])
    mine = steps[steps["uses"].astype(str) == "analyst:1"]
    assert (bars["to_min"] - bars["from_min"]).sum() == (mine["ended_at"] - mine["started_at"]).sum() > 0
    assert "Automated sterility: run" in set(bars["what"])


def test_a_lane_of_an_order_shows_its_steps_and_what_they_waited_for(plant_run: RunFolder) -> None:
    bars = order_bars(plant_run, plant_run.manifest, 0, 0, 10**9)
    steps = plant_run.table("steps", replications=[0])
    whole = steps[steps["task"].isna() & steps["started_at"].notna()]
    done, waits = bars[bars["kind"] == STEP], bars[bars["kind"] == WAIT]
    assert len(done) == len(whole)
    waited = (whole["started_at"] - whole["requested_at"]).clip(lower=0)
    never = steps[steps["task"].isna() & steps["started_at"].isna()]
    assert (
        len(waits)
        == (waited > 0).sum() + (never["ended_at"].isna() | (never["ended_at"] > never["requested_at"])).sum()
    )
    assert set(done["order"]) == set(whole["order"].astype(float))


def test_the_page_has_a_section_for_orders_and_for_each_resource_that_is_asked_for(plant_run: RunFolder) -> None:
    page = Page(gantt_page(plant_run, plant_run.manifest, 0, 200, 30, ("order", "suspension")))
    assert [each.attributes["id"] for each in page.all("section")] == ["by-order", "by-suspension"]
    assert "Nothing in these days." in page.all("section")[1].text
    assert [each.attributes["id"] for each in page.all("div", class_="figure")] == ["figure-gantt-order"]
    assert "days 200 to 230, 2026-07-24 to 2026-08-22" in page.all("header")[0].text
    every = Page(gantt_page(plant_run, plant_run.manifest, 0, 0, 800))
    assert {"by-order", "by-cabinet", "by-operator", "by-analyst"} <= {
        each.attributes["id"] for each in every.all("section")
    }


class WithStock:
    """The rows of a run in which something is made for stock too."""

    def __init__(self, rows: RunFolder) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)

    def table(self, name: str, *which: Any, **more: Any) -> pd.DataFrame:
        table = self._rows.table(name, *which, **more)
        if name != "resources":
            return table
        return pd.concat([table, table.tail(1).assign(resource="vials", kind="stock")], ignore_index=True)


def test_stock_is_waited_for_and_has_no_lanes(plant_run: RunFolder) -> None:
    rows: Any = WithStock(plant_run)
    with pytest.raises(
        RunError, match=r'by "vials"\. It is stock, which has no units\. There are order, [a-z_, ]+\.$'
    ) as told:
        gantt_page(rows, plant_run.manifest, 0, 200, 7, ("vials",))
    assert "vials" not in str(told.value).partition("There are")[2]
    assert "by-vials" not in gantt_page(rows, plant_run.manifest, 0, 0, 800)


def test_a_bar_of_a_unit_says_whose_it_is(plant_run: RunFolder) -> None:
    """Colours come again after eight orders: the number does not."""
    of_unit, of_order = (gantt_figure(plant_run, plant_run.manifest, 0, 0, 800, by) for by in ("operator", "order"))
    for trace in of_unit.data:
        assert list(trace.text) == [told[0] for told in trace.customdata]
    assert all(trace.text is None for trace in of_order.data)


def test_text_of_a_scenario_does_nothing_on_the_page(plant_run: RunFolder) -> None:
    evil = "<script>alert(1)</script>"
    titles = {kind: dict.fromkeys(names, evil) for kind, names in plant_run.manifest.titles.items()}
    page = gantt_page(plant_run, replace(plant_run.manifest, title=evil, titles=titles), 0, 200, 30, ("cabinet",))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("replication", "day", "by", "found"),
    [
        (20, 0, (), r"no replication 20\. There are 0 to 19"),
        (0, 0, ("cabinett",), r'by "cabinett"\. There are order, incubator, suspension'),
        (0, 99_999, (), "Nothing happened from day 99999"),
    ],
)
def test_what_there_is_not_is_told(
    plant_run: RunFolder, replication: int, day: int, by: tuple[str, ...], found: str
) -> None:
    with pytest.raises(RunError, match=found):
        gantt_page(plant_run, plant_run.manifest, replication, day, 7, by)

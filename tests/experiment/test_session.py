"""A run in Python: plain tables, estimates by key, and a folder only if one asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import cipsc_sim
from cipsc_sim.analysis.view_tables import VIEW_TABLES
from cipsc_sim.errors import RunError
from cipsc_sim.experiment import session
from cipsc_sim.experiment.session import Run, simulate
from cipsc_sim.records.folder import RunFolder, open_run


@pytest.fixture
def run(played: RunFolder, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("cipsc_sim.report.page.folder_page", lambda folder: "<p>page</p>")
    return Run(played)


def test_a_simulation_leaves_nothing_behind_unless_it_is_saved(product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    original = session.TemporaryDirectory

    def noted(**options: str) -> object:
        folder = original(**options)
        made.append(Path(folder.name))
        return folder

    monkeypatch.setattr(session, "TemporaryDirectory", noted)
    run = simulate(product, pairs=1, workers=1)
    assert len(run.orders) > 0
    assert made[0].exists()
    del run
    assert not made[0].exists()
    assert sorted(path.name for path in product.parent.iterdir()) == ["product.yaml"]


def test_a_scenario_that_was_loaded_and_its_file_are_played_alike(product: Path) -> None:
    loaded = cipsc_sim.load_scenario(product)
    one, two = simulate(product, pairs=1, workers=1), simulate(loaded, pairs=1, workers=1)
    assert one.orders.equals(two.orders)
    assert one.manifest.scenario_hash == two.manifest.scenario_hash == loaded.hash


def test_tables_are_those_of_the_folder(run: Run) -> None:
    for name in ("orders", "lots", "links", "decisions", "steps", "results", "resources"):
        table = getattr(run, name)
        assert len(table) == run.manifest.tables[name].rows, name


def test_batches_are_the_lots_that_orders_want(run: Run) -> None:
    assert set(run.batches["material"]) == {"product"}
    assert len(run.batches) + len(run.lots_of("blood")) <= len(run.lots)


def test_lots_of_a_material_that_is_not_there_are_told_with_those_that_are(run: Run) -> None:
    with pytest.raises(KeyError, match="no lots of line; there are lots of blood, patient, product"):
        run.lines  # noqa: B018


def test_estimates_are_one_table_with_quantiles_among_them(run: Run) -> None:
    summary = run.folder.summary
    assert run.estimates.loc["order_success_fraction", "mean"] == summary["estimates"]["order_success_fraction"]["mean"]
    assert (
        run.estimates.loc["start_to_release_d.p90", "mean"] == summary["quantiles"]["start_to_release_d"]["p90"]["mean"]
    )
    assert run.estimates.loc["start_to_release_d.p90", "title"] == "Start to release, P90"


def test_a_saved_run_opens_again_and_replaces_nothing_by_itself(run: Run, tmp_path: Path) -> None:
    target = run.save(tmp_path / "kept" / "run")
    assert open_run(target, verify=True).manifest == run.manifest
    assert (target / "report.html").read_text() == "<p>page</p>"
    with pytest.raises(RunError, match="there already"):
        run.save(target)
    run.save(target, force=True)
    assert cipsc_sim.open_run(target).orders.equals(run.orders)
    assert [each.name for each in target.parent.iterdir()] == ["run"]


def test_a_run_is_not_saved_over_something_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(RunError, match="not a run"):
        run.save(tmp_path / "mine", force=True)
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"


def test_a_figure_that_is_not_there_is_told_with_those_that_are(run: Run) -> None:
    with pytest.raises(RunError, match="There is no figure"):
        run.figure("nonsense")


def test_a_view_is_the_table_of_all_replications_behind_its_figure(run: Run) -> None:
    failures = run.view("failures")
    batches = failures[failures["subject"] == "product"].groupby("reason")["failure_fraction"].sum()
    for reason, fraction in batches.items():
        assert fraction == pytest.approx(run.estimates.loc[f"failure_fraction.product.{reason}", "mean"])
    assert len(batches) > 0
    assert run.view("waterfall")["any_attempt_fraction"].iloc[0] == 1
    for name in VIEW_TABLES:
        assert len(run.view(name)) > 0, name
    with pytest.raises(RunError, match=r'no table "pie"\. There are waterfall, failures'):
        run.view("pie")


def test_a_gantt_chart_is_had_alone_of_days_in_which_something_happened(run: Run) -> None:
    orders = run.gantt(days=60)
    assert sum(len(trace.y) for trace in orders.data) > 0
    with pytest.raises(RunError, match=r'by "nobody"\. There are order'):
        run.gantt("nobody")
    with pytest.raises(RunError, match="no replication 99"):
        run.gantt(replication=99)
    with pytest.raises(RunError, match="Nothing happened from day 99999 to day 100006"):
        run.gantt(from_day=99_999, days=7)


def test_the_front_door_names_what_it_opens_to() -> None:
    assert sorted(cipsc_sim.__all__) == cipsc_sim.__all__
    for name in cipsc_sim.__all__:
        assert getattr(cipsc_sim, name) is not None
    with pytest.raises(AttributeError, match="has no attribute nonsense"):
        cipsc_sim.nonsense  # noqa: B018

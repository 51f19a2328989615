"""Variants are compared on the same random numbers, and played only if they were not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.comparison.compare import compare

from ..small import play, write_product


@pytest.fixture(autouse=True)
def quick_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cipsc_sim.report.page.run_page", lambda *_: "page")


@pytest.fixture
def variant(product: Path) -> Path:
    """With one incubator less."""
    path = product.with_name("variant.yaml")
    path.write_text(
        "title: one\nquestion: q\nextends: product.yaml\nchanges: {facility.equipment.incubator.count: 1}\n"
    )
    return path


def test_what_was_not_played_is_played_like_what_was(product: Path, variant: Path) -> None:
    run = play(product, product.with_name("run"), pairs=6, seed=5)
    found = compare(run.path, variant, workers=1)
    (other,) = found.others
    assert (other.run.manifest.seed, other.run.manifest.replications) == (5, 12)
    assert other.run.path.parent == Path("runs").absolute()
    again = compare(run.path, variant, workers=1)
    assert again.others[0].run.path == other.run.path
    assert [(each.path, each.before, each.after) for each in other.changes] == [
        ("facility.equipment.incubator.count", "4", "1")
    ]


def test_differences_are_those_of_the_estimates(product: Path, variant: Path) -> None:
    table = compare(product, variant, pairs=6, workers=1).differences.set_index("key")
    for key in ("order_treated_fraction", "start_to_release_d.p90", "cost_per_treated_order"):
        row = table.loc[key]
        assert row["difference"] == pytest.approx(row["value"] - row["base"], rel=1e-6)
        assert row["difference_low"] < row["difference"] < row["difference_high"]
    assert table.loc["start_to_release_d.p90", "difference"] > 0
    assert set(table["variant"]) == {"variant"}


def test_a_scenario_beside_itself_differs_in_nothing(product: Path) -> None:
    copy = write_product(product.parent, "copy")
    found = compare(product, copy, pairs=5, workers=1)
    assert found.others[0].changes == ()
    assert (found.differences["difference"] == 0).all()


def test_runs_of_other_seeds_or_sizes_are_not_compared(product: Path) -> None:
    first = play(product, product.with_name("a"), seed=1)
    other = play(product, product.with_name("b"), seed=2)
    with pytest.raises(RunError, match="seed 2, 4 replications, not with seed 1"):
        compare(first, other)
    with pytest.raises(RunError, match="4 replications, not with seed 1, 12 replications"):
        compare(first, product, pairs=6)


def test_one_variant_is_none_to_compare(product: Path) -> None:
    with pytest.raises(RunError, match="needs two"):
        compare(product)


def test_a_margin_judges_and_an_estimate_there_is_not_is_refused(product: Path) -> None:
    half = write_product(product.parent, "half", ("per_year: {value: 40", "per_year: {value: 20"))
    judged = compare(product, half, pairs=6, workers=1, margins={"released_per_year": 1, "start_to_release_d.p10": 1})
    assert (judged.comparisons, list(judged.differences["key"][:2])) == (2, list(judged.margins))
    by_key = judged.differences.set_index("key")
    assert by_key.loc["released_per_year", "verdict"] == "worse"
    assert by_key.loc["treated_per_year", "verdict"] == ""
    with pytest.raises(RunError, match="Did you mean released_per_year"):
        compare(product, half, margins={"released_per_yaer": 1})

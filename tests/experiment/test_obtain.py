"""A run that was played is the answer; another one in its place is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.cli.answering import how_precise
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.obtain import looked_for, obtain_run, reached
from cipsc_sim.experiment.precision import Looks
from cipsc_sim.records.folder import RunFolder


@pytest.fixture(autouse=True)
def quick_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cipsc_sim.report.page.run_page", lambda *_: "page")


def test_the_second_time_it_is_there(product: Path) -> None:
    first = obtain_run(product, pairs=1, workers=1)
    assert first.seconds is not None
    assert first.run.path.name.startswith("product-")
    assert first.run.path.name.endswith("-1-2")
    second = obtain_run(product, pairs=1, workers=1)
    assert second.seconds is None
    assert second.run.path == first.run.path


def test_force_plays_it_again_and_leaves_the_same(product: Path) -> None:
    first = obtain_run(product, pairs=1, workers=1).run.manifest
    again = obtain_run(product, pairs=1, workers=1, force=True)
    assert again.seconds is not None
    assert again.run.manifest == first


@pytest.mark.parametrize(
    "change", [{"seed": 2}, {"pairs": 2}, {"fixed": True}, {"overrides": {"costs.fixed_per_year": "1"}}]
)
def test_another_run_has_another_folder_and_is_not_put_in_the_place_of_one(product: Path, change: dict) -> None:
    first = obtain_run(product, pairs=1, workers=1).run
    other = obtain_run(product, **({"pairs": 1, "workers": 1} | change)).run
    assert other.path != first.path
    with pytest.raises(RunError, match="already holds a run"):
        obtain_run(product, folder=first.path, **({"pairs": 1, "workers": 1} | change))


def test_a_damaged_run_is_not_an_answer_and_says_how_to_replace_it(product: Path) -> None:
    run = obtain_run(product, pairs=1, workers=1).run
    (run.path / "lots.parquet").unlink()
    with pytest.raises(RunError, match=r"lots\.parquet missing.*--force"):
        obtain_run(product, pairs=1, workers=1)
    assert obtain_run(product, pairs=1, workers=1, force=True).seconds is not None


@pytest.mark.parametrize("name", ["steps.parquet", "summary.json"])
def test_the_answer_of_a_run_that_was_changed_is_not_shown_again(product: Path, name: str) -> None:
    run = obtain_run(product, pairs=1, workers=1).run
    with (run.path / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(RunError, match=rf"{name} changed since the run was written\. The same command with --force"):
        obtain_run(product, pairs=1, workers=1)
    assert obtain_run(product, pairs=1, workers=1, force=True).seconds is not None


def test_a_precise_run_tells_how_precise_it_got(product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cipsc_sim.experiment.precision.FIRST_LOOK", 4)
    run = obtain_run(product, precision="50%", workers=1).run
    assert run.path.name.endswith("-1-to-50pct")
    assert run.replications == len(run.table("orders")["replication"].unique()) < 50
    assert (looked_for(run), reached(run)) == (0.5, True)
    assert obtain_run(product, precision="50%", workers=1).seconds is None


def test_a_run_that_cannot_get_precise_ends_at_the_cap_and_says_so(
    product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cipsc_sim.experiment.run.MOST_REPLICATIONS", 8)
    monkeypatch.setattr("cipsc_sim.experiment.precision.FIRST_LOOK", 4)
    monkeypatch.setattr(Looks, "enough", lambda looks, tallies, old=Looks.enough: old(looks, tallies) and False)
    run = obtain_run(product, precision="0.1%", workers=1).run
    assert run.replications == 8
    assert looked_for(run) == 0.001


@pytest.mark.parametrize(("seen", "enough"), [("ftt", True), ("ft", False), ("tft", False), ("t", False)])
def test_a_precise_look_that_the_cap_follows_is_not_two_in_a_row(
    seen: str, enough: bool, played: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, words = ("order_success_fraction", "released_per_year"), {"t": "true", "f": "false"}
    rows = [
        {"replications": str(50 + place), "indicator": name, "reached": words[each]}
        for place, each in enumerate(seen)
        for name in names
    ]
    monkeypatch.setattr("cipsc_sim.experiment.obtain.looks_of", lambda run: rows)
    assert reached(played) is enough


def test_how_precise_it_is_names_what_was_watched_and_what_is_not_there_yet(
    played: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(number: int, half_width: str, told: str) -> list[dict[str, str]]:
        numbers = {"precision": "0.02", "replications": str(number), "half_width": half_width}
        names = {"order_success_fraction": "0.8", "released_per_year": "20", "start_to_release_d.p90": ""}
        return [{**numbers, "indicator": name, "mean": mean, "reached": told} for name, mean in names.items()]

    last = [*look(50, "9", "false"), *look(76, "0.01", "true")]
    monkeypatch.setattr("cipsc_sim.experiment.obtain.looks_of", lambda run: [*last, *look(114, "0.01", "true")])
    precise, watched = how_precise(played)
    assert precise.strip() == "Precise to 2 %, or to 0.01 of a fraction, at two looks in a row:"
    assert watched.strip() == "Orders treated with enough · Batches released a year."
    monkeypatch.setattr("cipsc_sim.experiment.obtain.looks_of", lambda run: last)
    assert how_precise(played)[1].strip().endswith("was precise, the one before it was not.")
    monkeypatch.setattr("cipsc_sim.experiment.obtain.looks_of", lambda run: [*last, *look(114, "1", "false")])
    _, missing = how_precise(played)
    assert missing.strip() == "Orders treated with enough ±125.0 % · Batches released a year ±5.0 %."

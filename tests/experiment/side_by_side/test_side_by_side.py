"""Systems side by side: each answers for itself, and nobody is told that one is better."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cipsc_sim.cli.program import app
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.side_by_side.page import _spread, systems_page
from cipsc_sim.experiment.side_by_side.system import MEASURES
from cipsc_sim.experiment.side_by_side.systems import SideBySide, are_variants, side_by_side
from cipsc_sim.scenario.load import load_scenario

from ..small import play, write_product, write_queue

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> SideBySide:
    """A product and a queue that have nothing in common, one of them played with other seeds and sizes."""
    folder = tmp_path_factory.mktemp("systems")
    queue = write_queue(folder).with_name("queue.yaml")
    queue.write_text(queue.read_text().replace("title: Two servers", f"title: {HOSTILE}"))
    product = play(write_product(folder), folder / "a", pairs=10)
    return side_by_side(product, play(folder / "queue.yaml", folder / "b", pairs=5, seed=9))


def test_each_system_tells_what_its_run_tells(found: SideBySide) -> None:
    for system in found.systems:
        entry = system.entries["order_treated_fraction"]
        assert entry is not None
        assert entry.mean == system.run.summary["estimates"]["order_treated_fraction"]["mean"]
        use = {k: v["mean"] for k, v in system.run.summary["estimates"].items() if k.startswith("utilisation.")}
        assert system.used_most is not None
        assert system.used_most.amount == max(use.values())
    product, queue = found.systems
    target = product.manifest.target
    assert target is not None and product.dose is not None
    assert product.dose.mean == product.run.summary["estimates"][f"released.{target.attribute}"]["mean"]
    assert queue.dose is None and queue.relative is None
    table = found.table.set_index(["system", "key"])
    assert table.loc[("queue", "dose"), "reason"] == "its run has no such estimate"


def test_the_share_of_judgement_is_that_of_the_facts(found: SideBySide) -> None:
    queue = found.systems[1]
    facts = {grade: n for grade, n in queue.manifest.grades.items() if grade != "choice"}
    assert set(facts) == {"D"}
    assert queue.judged_inputs == 1
    assert queue.judged_spread is None  # five pairs are too few
    assert found.systems[0].judged_spread is not None


def test_the_page_says_what_it_is_not_and_escapes_what_files_say(found: SideBySide) -> None:
    page = systems_page(found)
    assert "No advice, and no claim that a product works" in page
    assert page.count("<h2>") == 5
    assert HOSTILE not in page and html.escape(HOSTILE) in page
    for measure in MEASURES:
        assert re.search(rf"<th[^>]*>{re.escape(measure.title)}</th>", page)
    assert "not part of this system" in page
    assert "Start to release, P50 (d)" in page
    for system in found.systems:
        assert f"<b>{system.name}</b>" in page


def test_a_share_of_judgement_that_may_be_anything_is_not_told() -> None:
    assert "cannot be told yet" in _spread((0.0, 0.0, 1.0))
    assert _spread((0.5, 0.25, 1.0)).startswith("50.0")


def test_plants_that_make_other_things_are_no_variants(tmp_path: Path) -> None:
    write_queue(tmp_path)
    product = write_product(tmp_path)
    variant = tmp_path / "variant.yaml"
    variant.write_text(
        "title: one\nquestion: q\nextends: product.yaml\nchanges: {facility.equipment.incubator.count: 1}\n"
    )
    one, two, other = (load_scenario(path) for path in (product, variant, tmp_path / "queue.yaml"))
    assert are_variants([one, two])
    assert not are_variants([one, other])


def test_one_system_is_not_set_beside_anything(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="two scenarios or run folders"):
        side_by_side(write_product(tmp_path))


def test_the_command_sets_other_plants_side_by_side(found: SideBySide, tmp_path: Path) -> None:
    folders = [str(system.run.path) for system in found.systems]
    told = CliRunner().invoke(app, ["compare", *folders, "--page", str(tmp_path / "page.html")])
    assert told.exit_code == 0, told.output
    assert "no differences are told" in told.output
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_margin_judges_nothing_there(found: SideBySide) -> None:
    folders = [str(system.run.path) for system in found.systems]
    told = CliRunner().invoke(app, ["compare", *folders, "--margin", "order_success_fraction=2%"])
    assert told.exit_code == 1
    assert "systems side by side have none" in " ".join(told.output.split())
